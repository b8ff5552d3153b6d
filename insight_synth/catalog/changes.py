"""What is different about an export, held against its source's earlier ones, and worth knowing though it harms nothing.

What does harm is a doubt, and told by ``gate``. The codes, with the figures that fill their texts:

=========  ==========================================================================================================
volume     ``now`` rows, ``before``: the earlier exports' median
repeated   ``now`` percent of its rows were delivered before
gap        no records between ``last`` and ``first``, both ISO dates
length     ``now``, ``before``: median words a text
language   ``languages`` (codes with commas between) of ``now``, ``before`` percent of the texts
rating     ``now``, ``before``: mean rating
missing    ``field`` that ``now``, ``before`` percent of the records lack
faulty     ``now``, ``before`` percent of the rows could not be read
columns    ``gained``, ``lost``: names with commas between; one of the two may be ""
=========  ==========================================================================================================
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from insight_synth.catalog.audit_figures import (
    faulty,
    gained_languages,
    in_languages,
    language_names,
    median_words,
    percent,
    pooled,
    ratings_of,
    scale_ends,
    texts_of,
)
from insight_synth.catalog.shares import Z_95, wilson
from insight_synth.model import Audit

__all__ = ["Change", "changes"]

_FEWEST = 20  # rows, texts or ratings on either side, below which nothing is compared
_TIMES, _LONGER = 2.0, 1.5
_DAYS = 45  # and twice the longest time between two earlier exports
_SHARE, _FAULTY_SHARE = 0.1, 0.05
_OF_THE_SCALE = 0.1
_REPEATED = 0.5

_TEXTS: Mapping[str, str] = {
    "volume": "{now:,} rows; its earlier exports had {before:,}",
    "repeated": "{now} % of its rows were delivered before",
    "gap": "nothing is dated between {last} and {first}",
    "length": "half of its texts have {now} words or fewer; before it was {before}",
    "rating": "its mean rating is {now}; before it was {before}",
    "missing": "{now} % of its records have no {field}; before it was {before} %",
    "faulty": "{now} % of its rows could not be read; before it was {before} %",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``code`` names the text in the catalogues."""

    code: str
    text: str  # the sentence in English
    figures: Mapping[str, float | int | str] = field(default_factory=dict)


def changes(audit: Audit, earlier: Sequence[Audit]) -> tuple[Change, ...]:
    """Every difference that is large enough to name and, where it is one of shares or means, no matter of chance.

    Args:
        audit: of the export.
        earlier: of its source's accepted exports that came before it; without any there is nothing to tell.
    """
    audited = [found for found in earlier if found.rows]
    return tuple(_found(audit, audited, pooled(audited))) if audited else ()


def _found(audit: Audit, earlier: Sequence[Audit], before: Audit) -> Iterator[Change]:
    rows = round(statistics.median(found.rows for found in earlier))
    if max(audit.rows, rows) >= _FEWEST and not 1 / _TIMES < audit.rows / max(rows, 1) < _TIMES:
        yield _change("volume", now=audit.rows, before=rows)
    if audit.duplicates >= _REPEATED * max(audit.records, 1):
        yield _change("repeated", now=percent(audit.duplicates, audit.rows))
    if audit.first and before.last and _days(before.last, audit.first) > max(_DAYS, 2 * _longest_gap(earlier)):
        yield _change("gap", last=before.last, first=audit.first)
    yield from _columns(audit, earlier[-1])
    yield from _moved("faulty", faulty(audit), faulty(before), _FAULTY_SHARE)
    for name, count in audit.missing.items():
        if name in before.missing:
            here, there = (count, audit.records), (before.missing[name], before.records)
            yield from _moved("missing", here, there, _SHARE, field=name)
    if min(texts_of(audit), texts_of(before)) >= _FEWEST:
        now, then = median_words(audit), median_words(before)
        if not 1 / _LONGER < max(now, 1) / max(then, 1) < _LONGER:
            yield _change("length", now=now, before=then)
    if languages := gained_languages(audit, before):
        here, there = in_languages(audit, languages), in_languages(before, languages)
        yield from _moved("language", here, there, _SHARE, languages=",".join(languages))
    yield from _rating(audit, before)


def _moved(code: str, now: tuple[int, int], before: tuple[int, int], by: float, **named: str) -> Iterator[Change]:
    if min(now[1], before[1]) < _FEWEST or abs(now[0] / now[1] - before[0] / before[1]) < by:
        return
    (low, high), (low_before, high_before) = wilson(*now), wilson(*before)
    if low > high_before or high < low_before:
        yield _change(code, **named, now=percent(*now), before=percent(*before))


def _columns(audit: Audit, last: Audit) -> Iterator[Change]:
    if not audit.columns or not last.columns:
        return
    gained = [name for name in audit.columns if name not in last.columns]
    lost = [name for name in last.columns if name not in audit.columns]
    if gained or lost:
        yield _change("columns", gained=", ".join(gained), lost=", ".join(lost))


def _rating(audit: Audit, before: Audit) -> Iterator[Change]:
    now, then = ratings_of(audit), ratings_of(before)
    if not audit.rating_scale or audit.rating_scale != before.rating_scale or min(now.count, then.count) < _FEWEST:
        return
    low, high = scale_ends(audit.rating_scale)
    moved = abs(now.mean - then.mean)
    if moved >= _OF_THE_SCALE * (high - low) and moved > Z_95 * math.hypot(now.error, then.error):
        yield _change("rating", now=round(now.mean, 1), before=round(then.mean, 1))


def _longest_gap(audits: Sequence[Audit]) -> int:
    """Days between two of these exports, one after the other."""
    periods = sorted((found.first, found.last) for found in audits if found.first)
    return max((_days(one[1], other[0]) for one, other in pairwise(periods)), default=0)


def _change(code: str, **figures: float | int | str) -> Change:
    if code == "language":
        names = language_names(str(figures["languages"]))
        text = f"{figures['now']} % of its texts are {names}; before it was {figures['before']} %"
    elif code == "columns":
        parts = {"new columns": figures["gained"], "columns gone": figures["lost"]}
        text = "; ".join(f"{what}: {names}" for what, names in parts.items() if names)
    else:
        text = _TEXTS[code].format(**figures)
    return Change(code, text, figures)


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
