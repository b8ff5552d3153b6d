"""Reasons in words: each code with the figures it stands on, and the passages that show it.

The sentences here are English; reports fill their own catalogues from ``code`` and ``figures``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from insight_synth.advice.facts import DETECTABLE, SourceFacts
from insight_synth.model import Citation, Reason, Verdict

Figures = Mapping[str, float | int | str]
Weight = Literal["for", "against", "neutral"]


def reason(code: str, facts: SourceFacts, verdict: Verdict, examples: tuple[Citation, ...]) -> Reason:
    """The reason ``code`` for ``verdict``, filled from ``facts``.

    Raises:
        KeyError: there is no such code.
    """
    sentence, figures, main, weighs = _REASONS[code]
    values = figures(facts)
    figure = values.get(main) if main else None
    return Reason(
        code=code,
        text=sentence.format(**{key: _shown(value) for key, value in values.items()}),
        figure=figure if isinstance(figure, int | float) else None,
        citations=examples if code in _CITED else (),
        figures=values,
        weighs=_weighs(code, facts, verdict, weighs),
    )


def _weighs(code: str, facts: SourceFacts, verdict: Verdict, usual: Weight) -> Weight:
    """Which way a reason points: adding nothing is no fault in a source that is wanted for something else."""
    if code == "adds-nothing" and verdict != "retire":
        return "neutral"
    if code == "detects" and facts.detects > DETECTABLE:
        return "against"
    if code == "continuous" and verdict != "track":
        return "against"
    return usual


def _shown(value: float | int | str) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else value


def _percent(share: float) -> float:
    return round(100 * share, 1)


def _adds(f: SourceFacts) -> Figures:
    return {
        "themes": f.stands_in,
        "lost": len(f.what_if.themes_lost),
        "weakened": len(f.what_if.themes_weakened),
        "coverage_before": _percent(f.what_if.coverage_before),
        "coverage_after": _percent(f.what_if.coverage_after),
    }


def _cost(f: SourceFacts) -> Figures:
    return {
        "cost": float(f.profile.source.cost_per_year or 0),
        "cost_per_voice": round(f.cost_per_voice or 0.0, 2),
        "times_median": round(f.times_median_cost or 0.0, 1),
    }


def _volume(f: SourceFacts) -> Figures:
    return {"voices": f.heard, "per_month": round(f.per_month, 1)}


def _last(f: SourceFacts) -> Figures:
    return {"last": f.profile.last, "days": f.profile.days_since_last or 0}


def _months(f: SourceFacts) -> Figures:
    return {
        "months_with_data": f.profile.months_with_data,
        "months_in_period": f.profile.months_in_period,
        "months": f.profile.months_with_data,
    }


def _share(name: str, value: Callable[[SourceFacts], float]) -> Callable[[SourceFacts], Figures]:
    return lambda facts: {name: _percent(value(facts))}


_CITED = frozenset({"adds-themes", "adds-jointly", "unique-themes", "adds-nothing", "noise", "clear", "copy-of"})

_REASONS: Mapping[str, tuple[str, Callable[[SourceFacts], Figures], str, Weight]] = {
    "unique-themes": (
        "Without it {lost} theme(s) would be heard nowhere else, "
        "and coverage would fall from {coverage_before} % to {coverage_after} %.",
        _adds,
        "lost",
        "for",
    ),
    "adds-themes": (
        "{themes} theme(s) stand in it; without it {weakened} would be left with a single independent source.",
        _adds,
        "weakened",
        "for",
    ),
    "adds-nothing": (
        "{themes} theme(s) stand in it; without it none would be lost, and none left with a single source.",
        _adds,
        "themes",
        "against",
    ),
    "adds-jointly": (
        "Once the sources to be retired are gone it is needed: "
        "without it {lost} theme(s) would be lost and {weakened} left with a single source.",
        lambda f: {
            "lost": len(f.jointly.themes_lost) if f.jointly else 0,
            "weakened": len(f.jointly.themes_weakened) if f.jointly else 0,
        },
        "weakened",
        "for",
    ),
    "copy-of": (
        "{overlap} % of its voices are already heard in {other}.",
        lambda f: {"overlap": _percent(f.profile.overlap), "other": f.profile.copy_of},
        "overlap",
        "against",
    ),
    "stopped": (
        "Its newest record is from {last}, {days} days before the newest in the workspace.",
        _last,
        "days",
        "against",
    ),
    "fresh": (
        "Its newest record is from {last}, {days} days before the newest in the workspace.",
        _last,
        "days",
        "for",
    ),
    "noise": (
        "Other sources echo {echoed_share} % of what it speaks of, "
        "and only {feeling_share} % of its passages praise or blame anything.",
        lambda f: {"echoed_share": _percent(f.echoed), "feeling_share": _percent(f.feeling or 0.0)},
        "echoed_share",
        "against",
    ),
    "clear": (
        "{confirmed_share} % of its passages speak of something another source confirms.",
        lambda f: {"confirmed_share": _percent(f.confirmed), "themed_share": _percent(f.themed)},
        "confirmed_share",
        "for",
    ),
    "thin": (
        "It carries {voices} voices, {per_month} a month: too few to tell a change from chance.",
        _volume,
        "voices",
        "against",
    ),
    "ample": ("It carries {voices} voices, {per_month} a month.", _volume, "voices", "for"),
    "costly": (
        "A voice costs {cost_per_voice} € a year, {times_median} times the median of the other sources.",
        _cost,
        "times_median",
        "against",
    ),
    "cheap": (
        "A voice costs {cost_per_voice} € a year, {times_median} times the median of the other sources.",
        _cost,
        "times_median",
        "for",
    ),
    "one-off": ("It was collected once: {months} month(s) of data can't show a change.", _months, "months", "against"),
    "periodic": (
        "It comes in waves: {months_with_data} month(s) with data of {months_in_period}.",
        _months,
        "months_with_data",
        "neutral",
    ),
    "few-months": (
        "It has {months} month(s) with data; a series needs twelve to tell seasons from change.",
        _months,
        "months",
        "against",
    ),
    "continuous": (
        "It delivered in {months_with_data} of {months_in_period} months.",
        _months,
        "months_with_data",
        "for",
    ),
    "detects": (
        "It can show a change of {points} percentage points from one quarter to the next.",
        lambda f: {"points": round(f.detects, 1), "per": round(3 * f.per_month, 1)},
        "points",
        "for",
    ),
    "behavioural": (
        "It shows what customers do, in {events} events: a check on what they say.",
        lambda f: {"events": f.profile.events},
        "events",
        "for",
    ),
    "secondary": ("It was collected for another question.", lambda f: {}, "", "against"),
    "undated": (
        "Only {dated} % of its records carry a date.",
        _share("dated", lambda f: f.profile.dated),
        "dated",
        "against",
    ),
    "no-segments": (
        "Only {with_segment} % of its records name a customer group.",
        _share("with_segment", lambda f: f.profile.with_segment),
        "with_segment",
        "against",
    ),
    "weights-off": (
        "Its weights can't be used as they are: {what}.",
        lambda f: {"what": f.profile.weights_off},
        "",
        "against",
    ),
    "rejects": (
        "{rejects} of its {rows} rows could not be used.",
        lambda f: {"rejects": f.profile.rejects, "rows": f.profile.rows},
        "rejects",
        "against",
    ),
}
