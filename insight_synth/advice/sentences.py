"""The reasons for verdicts as English sentences, with the figures that fill them: a table, and nothing decided.

Reports fill their own catalogues from the same codes and figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from insight_synth.advice.known import newest_months
from insight_synth.advice.spot import Figures, Spot, percent

Weight = Literal["for", "against", "neutral"]


def _loss(s: Spot) -> Figures:
    what_if = s.facts.what_if
    return {
        "themes": s.facts.stands_in,
        "lost": len(s.facts.lost),
        "weakened": len(s.facts.weakened),
        "coverage_before": percent(what_if.coverage_before),
        "coverage_after": percent(what_if.coverage_after),
    }


def _questions(s: Spot) -> Figures:
    return {
        "lost_questions": len(s.facts.questions_lost),
        "weakened_questions": len(s.facts.questions_weakened),
        "questions": s.facts.questions[0],
        "of_questions": s.facts.questions[1],
    }


def _jointly(s: Spot) -> Figures:
    return {
        "lost": len(s.jointly.themes_lost) if s.jointly else 0,
        "weakened": len(s.jointly.themes_weakened) if s.jointly else 0,
    }


def _last(s: Spot) -> Figures:
    facts = s.facts
    return {
        "last": facts.profile.last,
        "days": facts.profile.days_since_last or 0,
        "allowed": round(facts.allowed),
        "gap": round(facts.gap),
    }


def _months(s: Spot) -> Figures:
    with_data, of_months = newest_months(s.facts.profile)
    return {
        "months_with_data": with_data,
        "months_in_period": of_months,
        "months": s.facts.profile.months_with_data,
    }


def _volume(s: Spot) -> Figures:
    return {"voices": s.facts.grounds.heard, "per_month": round(s.facts.per_month, 1)}


def _change(s: Spot) -> Figures:
    change = s.facts.change
    return {
        "points": round(change.points, 1),
        "per": round(change.per_quarter),
        "share": percent(change.share),
        "theme": change.of,
        "question": change.of,
    }


def _cost(s: Spot) -> Figures:
    facts = s.facts
    carried = facts.worth.themes * facts.of_themes
    return {
        "cost": float(facts.profile.source.cost_per_year or 0),
        "cost_per_voice": round(facts.cost_per_voice or 0.0, 2),
        "times_median": round(facts.grounds.dear or 0.0, 1),
        "carried": round(carried, 1),
        "cost_per_theme": round(facts.cost_per_theme or 0.0),
        "times_median_theme": round(facts.times_median_per_theme or 0.0, 1),
    }


def _undated(s: Spot) -> Figures:
    facts = s.facts
    records = facts.profile.verbatims or facts.profile.events
    return {
        "dated": percent(facts.profile.dated),
        "missing": round(records * (1 - facts.profile.dated)),
        "points": round(facts.change.points, 1),
        "points_mended": round(facts.mended.points, 1),
    }


def _rejects(s: Spot) -> Figures:
    profile = s.facts.profile
    records = max(profile.rows - profile.rejects, 1)
    return {
        "rejects": profile.rejects,
        "rows": profile.rows,
        "rejected": percent(profile.rejects / max(profile.rows, 1)),
        "voices_more": round(profile.rejects * profile.voices / records) if profile.voices else profile.rejects,
    }


CITED = frozenset({
    "adds-themes", "adds-jointly", "adds-questions", "unique-themes", "unique-questions", "lone-themes",
    "adds-nothing", "agenda", "noise", "clear", "copy-of", "copy-of-several", "only-voice-of",
})  # fmt: skip
"""Codes of what people said: these cite passages."""

Sentence = tuple[str, Callable[[Spot], Figures], str, Weight]

REASONS: Mapping[str, Sentence] = {
    # what it adds
    "unique-themes": (
        "Without it {lost:theme} would be heard nowhere else, and coverage would fall from {coverage_before} % to "
        "{coverage_after} %.",
        _loss, "lost", "for",
    ),
    "lone-themes": (
        "It alone speaks of {lost:theme}, but nobody complains of anything there.", _loss, "lost", "neutral",
    ),
    "adds-themes": (
        "Themes that stand in it: {themes}; without it {weakened} of them would no longer recur.",
        _loss, "weakened", "for",
    ),
    "adds-nothing": (
        "Themes that stand in it: {themes}; without it none of them would be lost or cease to recur.",
        _loss, "themes", "against",
    ),
    "adds-jointly": (
        "Once the sources to be retired are gone it is needed: without it {lost:theme} would be lost and {weakened} "
        "would no longer recur.",
        _jointly, "weakened", "for",
    ),
    "unique-questions": (
        "Without it {lost_questions:question} of the agenda would have no answer.", _questions, "lost_questions", "for",
    ),
    "adds-questions": (
        "Without it {weakened_questions:question} of the agenda would be left with a single witness.",
        _questions, "weakened_questions", "for",
    ),
    "agenda": (
        "It helps to answer {questions} of the agenda's {of_questions:question}.", _questions, "questions", "for",
    ),
    "off-agenda": (
        "It helps to answer none of the agenda's {of_questions:question}.", _questions, "of_questions", "against",
    ),
    "worth": (
        "Of all that the sources cover together it carries {part} %; an even share would be {even} %.",
        lambda s: {"part": percent(s.facts.part), "even": percent(s.facts.even),
                   "error": percent(s.facts.worth.error)},
        "part", "neutral",
    ),
    "only-voice-of": (
        "{group_share} % of all records of the customer group “{segment}” are its own.",
        lambda s: {"segment": s.facts.only_voice_of[0], "group_share": percent(s.facts.only_voice_of[1])},
        "group_share", "for",
    ),
    # what it repeats
    "copy-of": (
        "{overlap} % of what it says is said by the same voices in {other} already.",
        lambda s: {"overlap": percent(s.facts.grounds.overlap), "other": (*s.facts.copied, "")[0]},
        "overlap", "against",
    ),
    "copy-of-several": (
        "{overlap} % of what it says is said by the same voices in {sources} other sources already: {others}.",
        lambda s: {"overlap": percent(s.facts.grounds.overlap), "sources": len(s.facts.copied),
                   "others": ", ".join(s.facts.copied)},
        "overlap", "against",
    ),
    "shared-voices": (
        "{shared} % of what it says is said by the same voices in other sources too.",
        lambda s: {"shared": percent(s.facts.shared)}, "shared", "neutral",
    ),
    "noise": (
        "Other sources echo {echoed_share} % of what it speaks of, and {feeling_share} % of its passages praise or "
        "blame anything, against {usual_share} % in other sources.",
        lambda s: {"echoed_share": percent(s.facts.grounds.echoed),
                   "feeling_share": percent(s.facts.grounds.felt or 0.0),
                   "usual_share": percent(s.facts.grounds.usual_felt)},
        "echoed_share", "against",
    ),
    "clear": (
        "{confirmed_share} % of its passages speak of something another source confirms.",
        lambda s: {"confirmed_share": percent(s.facts.confirmed), "themed_share": percent(s.facts.themed)},
        "confirmed_share", "for",
    ),
    # how fresh
    "stopped": (
        "Its newest record is from {last}, {days} days before the newest in the workspace; by its rhythm it might be "
        "silent for {allowed} days.",
        _last, "days", "against",
    ),
    "late": (
        "Its newest record is from {last}, {days} days before the newest in the workspace: too late to follow change.",
        _last, "days", "against",
    ),
    "fresh": ("Its newest record is from {last}, {days:day} before the newest in the workspace.", _last, "days", "for"),
    "last-wave": (
        "Its last wave is from {last}, {days:day} before the newest record in the workspace.", _last, "days", "neutral",
    ),
    "collected": (
        "It was collected up to {last}, {days:day} before the newest record in the workspace.",
        _last, "days", "neutral",
    ),
    # how much
    "empty": (
        "Nothing usable has come from it: {rows} rows.", lambda s: {"rows": s.facts.profile.rows}, "rows", "against",
    ),
    "thin": ("It carries {voices:voice}, {per_month} a month.", _volume, "voices", "against"),
    "ample": ("It carries {voices:voice}, {per_month} a month.", _volume, "voices", "for"),
    "behavioural": (
        "It shows what customers do, in {events:event}: a check on what they say.",
        lambda s: {"events": s.facts.profile.events}, "events", "for",
    ),
    # whether it can follow change
    "continuous": (
        "It delivered in {months_with_data} of the newest {months_in_period} months.",
        _months, "months_with_data", "for",
    ),
    "gaps": (
        "It delivered in only {months_with_data} of the newest {months_in_period} months.",
        _months, "months_with_data", "against",
    ),
    "one-off": (
        "It was collected once: {months:month} of data can't show a change.", _months, "months", "against",
    ),
    "periodic": (
        "It comes in waves: {months_with_data:month} with data of the newest {months_in_period}.",
        _months, "months_with_data", "neutral",
    ),
    "few-months": (
        "It has {months:month} with data; a series needs twelve to tell seasons from change.",
        _months, "months", "against",
    ),
    "dwindling": (
        "It is drying up: it brings {recent} voices a quarter now, against {usual} in the year before.",
        lambda s: {"recent": round(s.facts.change.per_quarter), "usual": round(s.facts.usual_quarter)},
        "recent", "against",
    ),
    "detects-theme": (
        "From one quarter to the next it can show a change of {points} percentage points in the recurring theme it "
        "speaks of most, now {share} % of its voices.",
        _change, "points", "for",
    ),
    "detects-question": (
        "From one quarter to the next it can show a change of {points} percentage points in what the agenda asks "
        "first, now {share} % of its voices.",
        _change, "points", "for",
    ),
    "detects-none": (
        "From one quarter to the next it could show a change of {points} percentage points in a theme of {share} % of "
        "its voices.",
        _change, "points", "for",
    ),
    "detects-events": (
        "From one quarter to the next it can show a change of {points} % in what customers do, by {per:event} a "
        "quarter.",
        _change, "points", "for",
    ),
    "secondary": (
        "It was collected for another question; {themed_share} % of its passages speak of any theme.",
        lambda s: {"themed_share": percent(s.facts.themed)}, "themed_share", "against",
    ),
    "not-comparable": (
        "Its shares compare with those of {sources} of {of_sources:other source}.",
        lambda s: {"sources": s.facts.compares[0], "of_sources": s.facts.compares[1]}, "sources", "against",
    ),
    "compares": (
        "Its shares compare with those of {sources} of {of_sources:other source}.",
        lambda s: {"sources": s.facts.compares[0], "of_sources": s.facts.compares[1]}, "sources", "neutral",
    ),
    # what it costs
    "costly": (
        "A voice costs {cost_per_voice} € a year, {times_median} times the median of the other sources.",
        _cost, "times_median", "against",
    ),
    "cheap": (
        "A voice costs {cost_per_voice} € a year, {times_median} times the median of the other sources.",
        _cost, "times_median", "for",
    ),
    "cost-per-theme": (
        "It costs {cost} € a year and carries {carried:theme} of what is covered: {cost_per_theme} € a theme, "
        "{times_median_theme} times the median of the other sources.",
        _cost, "cost_per_theme", "neutral",
    ),
    # what is wrong with it
    "weights-off": (
        "Its weights can't be used as they are: {what}.",
        lambda s: {"what": s.facts.profile.weights_off, "weighted": percent(s.facts.profile.with_weight)},
        "weighted", "against",
    ),
    "mended-weights": (
        "With weights that can be used its shares could be laid beside those of {sources} of {of_sources:other "
        "source}.",
        lambda s: {"sources": s.facts.compares_mended, "of_sources": s.facts.compares[1]}, "sources", "neutral",
    ),
    "undated": (
        "Only {dated} % of its records carry a date. With a date on the other {missing} it could show a change of "
        "{points_mended} instead of {points} from quarter to quarter.",
        _undated, "dated", "against",
    ),
    "rejects": (
        "{rejects} of its {rows} rows could not be used. Mended, they would bring about {voices_more} more voices.",
        _rejects, "rejects", "against",
    ),
    "no-segments": (
        "{with_segment} % of its records name a customer group: groups can hardly be told apart.",
        lambda s: {"with_segment": percent(s.facts.profile.with_segment)}, "with_segment", "against",
    ),
}  # fmt: skip
"""Code → English sentence, its figures, the one that stands for all, and which way it usually points."""
