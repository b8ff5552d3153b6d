"""The way without a method: mentions are counted source by source, and that is all.

A theme recurs where two sources mention it; the sources with the most mentions are tracked, those with the least
retired; a theme changed in the month of its greatest jump. Nothing is said of what compares.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from benchmarks.companies.delivered import Records
from insight_synth.model import Verdict


def recurring(records: Records, enough: int) -> frozenset[str]:
    """Themes with ``enough`` mentions in two sources or more."""
    counts: Counter[tuple[str, str]] = Counter()
    for mention in records.mentions:
        for theme in {mention.theme_id, records.parents.get(mention.theme_id, "")} - {""}:
            counts[theme, mention.source] += 1
    sources = Counter(theme for (theme, _), n in counts.items() if n >= enough)
    return frozenset(theme for theme, n in sources.items() if n >= 2)


def verdicts(records: Records) -> dict[str, Verdict]:
    """By volume: the upper third of the sources is tracked, the middle kept, the lower retired."""
    size = Counter(mention.source for mention in records.mentions)
    size.update(event.source for event in records.delivered.events)
    ranked = sorted(records.delivered.sources, key=lambda source: (-size[source], source))
    thirds: tuple[Verdict, ...] = ("track", "keep", "retire")
    return {source: thirds[3 * at // len(ranked)] for at, source in enumerate(ranked)}


def changes(records: Records, months: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Top theme → the month with the greatest jump of its mentions from the month before."""
    counts: dict[str, Counter[str]] = {theme: Counter() for theme, above in records.parents.items() if not above}
    for mention in records.mentions:
        if mention.theme_id and mention.date:
            counts[records.parents[mention.theme_id] or mention.theme_id][mention.date[:7]] += 1
    return {
        theme: (max((abs(found[month] - found[before]), month) for before, month in pairwise(months))[1],)
        for theme, found in counts.items()
    }
