"""How each figure of a report is computed from a snapshot: the one place that both ``compose`` and ``verify`` ask.

A key is a short path: ``totals/voices``, ``count/recurring``, ``theme:t003/voices``,
``theme:t003/source:reviews/share``, ``theme:t003/month:2025-03/share``, ``theme:t003/triangulation/kinds``,
``source:reviews/rejects``, ``advice:reviews/reason:stopped/days``, ``advice:reviews/change/needed``,
``advice:reviews/worth/themes``, ``retired:omnibus/rows``, ``caveat:segments.mix:a+b/distance``, ``crowded/share``,
``now``. Those of the agenda, of digests, comparisons and the cheapest set are in ``analyst_figures``. Ids may hold any
character but ``/``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from insight_synth.model import Advice, Caveat, Reason, Snapshot, SourceProfile, Theme
from insight_synth.report import analyst_figures
from insight_synth.report.document import Value

FACTS = frozenset({"reach", "few-of-group", "weighted", "merged"})
"""Faults of caveats that are facts about a source rather than obstacles to comparing it."""
RECENT_MONTHS = 3
"""How many of the newest months "lately" means, and how many before them it is compared with: four times as many."""
_NEARLY_ALL = 0.75  # of the voices: what makes a run of months the time they come from
_CROWDED = 0.25  # of the months: up to which that run is short enough to be told


def value_of(snapshot: Snapshot, key: str) -> Value:
    """The figure that ``key`` names. Raises LookupError where the snapshot holds no such thing."""
    head, _, rest = key.partition("/")
    kind, _, name = head.partition(":")
    try:
        if kind in _HEADS:
            return _HEADS[kind](snapshot, name, rest)
    except (StopIteration, AttributeError, ValueError, IndexError, KeyError):
        raise LookupError(key) from None
    raise LookupError(key)


def recurring(snapshot: Snapshot) -> tuple[Theme, ...]:
    """Themes at the top that recur, those that ask most to be acted on first."""
    return snapshot.recurring_themes


def lone(snapshot: Snapshot) -> tuple[Theme, ...]:
    """Themes at the top that do not recur, largest first."""
    found = [theme for theme in snapshot.top_themes if not theme.recurs]
    return tuple(sorted(found, key=lambda theme: (-theme.voices, theme.id)))


def obstacles(snapshot: Snapshot) -> tuple[Caveat, ...]:
    """The caveats that stand between figures: all but facts about a single source."""
    return tuple(caveat for caveat in snapshot.caveats if caveat.figures.get("fault") not in FACTS)


def verdicts(snapshot: Snapshot, verdict: str) -> tuple[Advice, ...]:
    """The advice with this verdict, by source id."""
    return tuple(advice for advice in snapshot.advice if advice.verdict == verdict)


def share_of_months(theme: Theme, first: int, last: int | None) -> float | None:
    """Voices of the theme as a share of all voices over ``months[first:last]``; None where there were none."""
    of_voices = sum(theme.series.of_voices[first:last])
    return sum(theme.series.voices[first:last]) / of_voices if of_voices else None


# ---- one function a kind of key ----------------------------------------------------------------------------------


def crowded(snapshot: Snapshot) -> tuple[str, str, float] | None:
    """The shortest run of months in which nearly all voices were heard, and what share of them; None where it is no
    small part of the time the voices come from."""
    series = next((theme.series for theme in snapshot.themes if sum(theme.series.of_voices)), None)
    heard = series.of_voices if series else ()
    runs = [
        (last - first, -sum(heard[first:last]), first)
        for first in range(len(heard))
        for last in (_reaching(heard, first),)
        if last
    ]
    if series is None or not runs or min(runs)[0] > _CROWDED * len(heard):
        return None
    length, voices, first = min(runs)
    return series.months[first], series.months[first + length - 1], -voices / sum(heard)


def _reaching(heard: Sequence[int], first: int) -> int:
    """The end of the shortest run from ``first`` that holds nearly all voices; 0 where there is none."""
    wanted, held = _NEARLY_ALL * sum(heard), 0
    for at in range(first, len(heard)):
        held += heard[at]
        if held >= wanted:
            return at + 1
    return 0


def _crowd(snapshot: Snapshot, _: str, rest: str) -> Value:
    found = crowded(snapshot)
    if found is None:
        raise LookupError(rest)
    return found[("first", "last", "share").index(rest)]


def _total(snapshot: Snapshot, _: str, rest: str) -> Value:
    if rest == "themed_share":
        return snapshot.totals.themed / snapshot.totals.mentions if snapshot.totals.mentions else None
    if rest == "unthemed_share":
        return snapshot.totals.unthemed / snapshot.totals.mentions if snapshot.totals.mentions else None
    return _scalar(getattr(snapshot.totals, rest))


_COUNTS: Mapping[str, Callable[[Snapshot], int]] = {
    "themes": lambda snapshot: len(snapshot.top_themes),
    "sub_themes": lambda snapshot: len(snapshot.shown_themes) - len(snapshot.top_themes),
    "hidden_themes": lambda snapshot: len(snapshot.hidden_themes),
    "hidden_mentions": lambda snapshot: snapshot.hidden_mentions,
    "recurring": lambda snapshot: len(recurring(snapshot)),
    "lone": lambda snapshot: len(lone(snapshot)),
    "track": lambda snapshot: len(verdicts(snapshot, "track")),
    "keep": lambda snapshot: len(verdicts(snapshot, "keep")),
    "fix": lambda snapshot: len(verdicts(snapshot, "fix")),
    "retire": lambda snapshot: len(verdicts(snapshot, "retire")),
    "retired_cost": lambda snapshot: round(
        sum(snapshot.profile(advice.source).source.cost_per_year or 0 for advice in verdicts(snapshot, "retire"))
    ),
    "caveats": lambda snapshot: len(obstacles(snapshot)),
    "not_comparable": lambda snapshot: sum(caveat.severity == "not comparable" for caveat in obstacles(snapshot)),
    "speaking": lambda snapshot: sum(profile.voices > 0 for profile in snapshot.profiles),
}


def _count(snapshot: Snapshot, _: str, rest: str) -> Value:
    return _COUNTS[rest](snapshot)


def _theme(snapshot: Snapshot, theme_id: str, rest: str) -> Value:
    theme = snapshot.theme(theme_id)
    part, _, name = rest.partition("/")
    kind, _, of = part.partition(":")
    if kind == "source":
        evidence = next(evidence for evidence in theme.evidence if evidence.source == of)
        if name == "sentiment":
            counted = evidence.positive + evidence.neutral + evidence.negative + evidence.mixed
            return (evidence.positive - evidence.negative) / counted if counted else None
        return _scalar(getattr(evidence, name))
    if kind == "month":
        at = theme.series.months.index(of)
        if name == "share":
            return share_of_months(theme, at, at + 1)
        return _scalar(getattr(theme.series, name)[at])
    if part == "triangulation":
        return _scalar(getattr(theme.triangulation, name))
    if part == "recent_share":
        return share_of_months(theme, -RECENT_MONTHS, None)
    if part == "earlier_share":
        return share_of_months(theme, -5 * RECENT_MONTHS, -RECENT_MONTHS)
    if part == "speaking":
        return sum(evidence.voices > 0 for evidence in theme.evidence)
    if part == "sub_themes":
        return len(snapshot.sub_themes(theme_id))
    if part == "negative_share":
        counted = sum(item.positive + item.neutral + item.negative + item.mixed for item in theme.evidence)
        return sum(item.negative for item in theme.evidence) / counted if counted else None
    return _scalar(getattr(theme, part))


def _source(snapshot: Snapshot, source_id: str, rest: str) -> Value:
    profile = snapshot.profile(source_id)
    if rest == "cost_per_year":
        return profile.source.cost_per_year
    if rest == "exports":
        return len(profile.exports)
    if rest == "themed_share":
        return profile.themed_mentions / profile.mentions if profile.mentions else None
    if rest == "themes":
        return len(themes_standing_in(snapshot, profile))
    if rest == "records":
        return profile.verbatims + profile.events
    return _scalar(getattr(profile, rest))


def themes_standing_in(snapshot: Snapshot, profile: SourceProfile) -> tuple[Theme, ...]:
    """Themes at the top that stand in the source, by its share of voices."""
    found = [
        (evidence.share, theme)
        for theme in snapshot.top_themes
        for evidence in theme.evidence
        if evidence.source == profile.source.id and evidence.stands
    ]
    return tuple(theme for _, theme in sorted(found, key=lambda item: (-item[0], item[1].id)))


def _advice(snapshot: Snapshot, source_id: str, rest: str) -> Value:
    advice = snapshot.advice_on(source_id)
    part, _, name = rest.partition("/")
    kind, _, code = part.partition(":")
    if kind == "reason":
        return reason_of(advice, code).figures[name]
    if part == "change" and advice.change is not None:
        return advice.change.figures[name]
    if part == "worth":
        return _scalar(getattr(advice.worth, name))
    if part in {"themes_lost", "themes_weakened"}:
        return len(getattr(advice.what_if, part))
    if part in {"coverage_before", "coverage_after"}:
        return _scalar(getattr(advice.what_if, part))
    return _scalar(getattr(advice, part))


def reason_keys(advice: Advice) -> tuple[tuple[str, Reason], ...]:
    """Each reason with the key that names it: its code, and ``code#2`` for a second one of the same code."""
    seen: dict[str, int] = {}
    keyed = []
    for reason in advice.reasons:
        seen[reason.code] = seen.get(reason.code, 0) + 1
        times = seen[reason.code]
        keyed.append((reason.code if times == 1 else f"{reason.code}#{times}", reason))
    return tuple(keyed)


def reason_of(advice: Advice, key: str) -> Reason:
    """The reason that ``key`` names."""
    return next(reason for name, reason in reason_keys(advice) if name == key)


def caveat_key(caveat: Caveat) -> str:
    """The key that names a caveat: its code, its fault where it tells one, and its sources."""
    fault = f".{caveat.figures['fault']}" if "fault" in caveat.figures else ""
    return f"caveat:{caveat.code}{fault}:{'+'.join(caveat.sources)}"


def _retired(snapshot: Snapshot, source_id: str, rest: str) -> Value:
    return _scalar(getattr(next(one for one in snapshot.retired if one.source == source_id), rest))


def _caveat(snapshot: Snapshot, name: str, rest: str) -> Value:
    held = (caveat for comparison in snapshot.comparisons for caveat in comparison.caveats)
    found = next(caveat for caveat in (*snapshot.caveats, *held) if caveat_key(caveat) == f"caveat:{name}")
    return found.figures[rest]


def _scalar(value: object) -> Value:
    if value is None or isinstance(value, int | float | str):
        return value
    raise LookupError(type(value).__name__)


_HEADS: Mapping[str, Callable[[Snapshot, str, str], Value]] = {
    "totals": _total,
    "count": _count,
    "theme": _theme,
    "source": _source,
    "advice": _advice,
    "retired": _retired,
    "caveat": _caveat,
    "now": lambda snapshot, _, __: snapshot.now,
    "crowded": _crowd,
    **analyst_figures.HEADS,
}
