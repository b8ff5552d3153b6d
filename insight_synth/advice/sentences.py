"""The reasons for verdicts as English sentences, with the figures that fill them: a table, and nothing decided.

Reports fill their own catalogues from the same codes and figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from insight_synth.advice import rules
from insight_synth.advice.known import newest_months, years_old
from insight_synth.advice.spot import Figures, Spot, percent

Weight = Literal["for", "against", "neutral"]


def _loss(s: Spot) -> Figures:
    what_if = s.facts.what_if
    return {
        "themes": s.facts.stands_in,
        "lost": len(s.facts.lost),
        "alone": len(s.facts.alone),
        "own": len(s.facts.lost) + len(s.facts.alone),
        "shifted": s.facts.shifted,
        "weakened": len(s.facts.weakened),
        "coverage_before": percent(what_if.coverage_before),
        "coverage_after": percent(what_if.coverage_after),
    }


def _questions(s: Spot) -> Figures:
    return {
        "lost_questions": len(s.facts.questions_lost),
        "weakened_questions": len(s.facts.questions_weakened),
        "questions": len(s.facts.answers),
        "of_questions": s.facts.of_questions,
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
        "years": years_old(facts),
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
        "limit": round(rules.DETECTABLE_EVENTS if s.facts.grounds.behavioural else rules.DETECTABLE),
    }


def _cost(s: Spot) -> Figures:
    facts = s.facts
    carried = facts.worth.themes * facts.of_themes
    return {
        "cost": float(facts.profile.source.cost_per_year or 0),
        "cost_per_voice": round(facts.cost_per_voice or 0.0, 2),
        "times_median": round(facts.grounds.dear or 0.0, 1),
        "part_median": round(100 * (facts.grounds.dear or 0.0)),
        "part_median_theme": round(100 * (facts.times_median_per_theme or 0.0)),
        "carried": round(carried, 1) if carried < 9.95 else round(carried),
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


def _sure(s: Spot) -> Figures:
    return {"sure": percent(s.sure.share), "rival_share": percent(s.sure.rival_share)}


SHARED_COST = (
    "It costs {cost} € a year. Each theme shared equally among the sources it stands in, its part is {carried:theme}: "
    "{cost_per_theme} € a theme"
)

Sentence = tuple[str, Callable[[Spot], Figures], str, Weight]

REASONS: Mapping[str, Sentence] = {
    # what it adds
    "unique-themes": (
        "Without it {lost:theme} would not be heard at all, and coverage would fall from {coverage_before} % to "
        "{coverage_after} %.",
        _loss, "lost", "for",
    ),
    "lone-themes": (
        "It alone speaks of {own:theme}, but nobody complains of anything there.", _loss, "own", "neutral",
    ),
    "alone-themes": (
        "Of {alone:theme} that it speaks of, other sources hold stray passages at most.",
        _loss, "alone", "for",
    ),
    "shifted-themes": (
        "No merit of its own: without it {shifted:theme} of other sources would just miss the limit there, which is "
        "reckoned from all passages.",
        _loss, "shifted", "neutral",
    ),
    "adds-themes": (
        "Themes that stand in it: {themes}; without it {weakened} of them or of their parts would no longer recur.",
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
        "Of all that the sources cover together it carries {part} %, what several cover being shared among them; an "
        "even share would be {even} %.",
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
    "fresh": ("It is fresh: its newest record is from {last}.", _last, "days", "for"),
    "stale": (
        "It was collected once, up to {last}: {years:year} before the newest record in the workspace. Much may have "
        "changed since, so ask again before leaning on it.",
        _last, "years", "against",
    ),
    "last-wave": (
        "Its last wave is from {last}, {days:day} before the newest record in the workspace.", _last, "days", "neutral",
    ),
    "collected": (
        "It was collected up to {last}, {days:day} before the newest record in the workspace.",
        _last, "days", "neutral",
    ),
    "collected-lately": ("It was collected lately, up to {last}.", _last, "days", "neutral"),
    # how much
    "empty": (
        "Nothing usable has come from it: {rows} rows.", lambda s: {"rows": s.facts.profile.rows}, "rows", "against",
    ),
    "thin": ("It carries {voices:voice}, {per_month} a month.", _volume, "voices", "against"),
    "thin-once": ("It carries {voices:voice}.", _volume, "voices", "against"),
    "ample-once": ("It carries {voices:voice}.", _volume, "voices", "for"),
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
        "From one quarter to the next a change shows from {points} percentage points on, in the recurring theme it "
        "speaks of most, now {share} % of its voices; to be tracked it must show {limit}.",
        _change, "points", "for",
    ),
    "detects-question": (
        "From one quarter to the next a change shows from {points} percentage points on, in what the agenda asks "
        "first, now {share} % of its voices; to be tracked it must show {limit}.",
        _change, "points", "for",
    ),
    "detects-none": (
        "From one quarter to the next a change would show from {points} percentage points on, in a theme of {share} % "
        "of its voices; to be tracked it must show {limit}.",
        _change, "points", "for",
    ),
    "detects-events": (
        "From one quarter to the next a change in what customers do shows from {points} % on, by {per:event} a "
        "quarter; to be tracked it must show {limit} %.",
        _change, "points", "for",
    ),
    "secondary": (
        "It was collected for another question, so its silence on a theme proves nothing; {themed_share} % of its "
        "passages speak of a theme.",
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
        "A voice costs {cost_per_voice} € a year, {part_median} % of the median of the other sources.",
        _cost, "times_median", "for",
    ),
    "cost-per-theme": (
        f"{SHARED_COST}, {{times_median_theme}} times the median of the other sources.",
        _cost, "cost_per_theme", "neutral",
    ),
    "cost-per-theme-low": (
        f"{SHARED_COST}, {{part_median_theme}} % of the median of the other sources.",
        _cost, "cost_per_theme", "neutral",
    ),
    "cost-per-theme-usual": (
        f"{SHARED_COST}, as much as the median of the other sources.", _cost, "cost_per_theme", "neutral",
    ),
    "cost-unknown": (
        "What it costs a year is not stated, so nothing is said of its price.",
        lambda s: {"voices": s.facts.grounds.heard}, "voices", "neutral",
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
        "Only {with_segment} % of its records name a customer group, so groups can hardly be told apart.",
        lambda s: {"with_segment": max(percent(s.facts.profile.with_segment), 0.1)}, "with_segment", "against",
    ),
    "no-groups": (
        "None of its records names a customer group, so groups cannot be told apart.",
        lambda s: {"with_segment": 0}, "with_segment", "against",
    ),
    # how sure the verdict is
    **{
        f"unsure-{rival}": (
            "The verdict hangs by little: with others of the same kind heard it would come in {sure} % of cases, and "
            f"“{rival}” in {{rival_share}} %.",
            _sure, "rival_share", "neutral",
        )
        for rival in ("track", "keep", "fix", "retire")
    },
}  # fmt: skip
"""Code → English sentence, its figures, the one that stands for all, and which way it usually points."""
