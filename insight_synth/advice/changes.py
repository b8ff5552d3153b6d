"""What would change a verdict: how far the deciding figure lies from its limit, in words, by code and figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from insight_synth.advice import rules
from insight_synth.advice.known import SourceFacts, newest_months, years_old
from insight_synth.advice.rules import Ruling
from insight_synth.advice.spot import Figures, Spot, filled, percent
from insight_synth.model import Reason


def change_of(spot: Spot, ruling: Ruling) -> Reason:
    """What would change the verdict on a source, the nearest way first."""
    code = _code(spot, ruling)
    sentence, figures, main = CHANGES[code]
    values = figures(spot.facts)
    figure = values[main]
    assert isinstance(figure, int | float)
    return Reason(code=code, text=filled(sentence, values), figure=figure, figures=values)


def _code(spot: Spot, ruling: Ruling) -> str:
    grounds, deciding = spot.facts.grounds, ruling.codes[0]
    if spot.jointly is not None:
        return "change-other-source"
    if not grounds.heard:
        return "change-usable"
    if deciding == "copy-of":
        return "change-own-voices"
    if deciding == "stopped":
        return "change-delivers"
    if deciding == "stale":
        return "change-stale"
    if deciding == "noise":
        return "change-filter"
    if deciding == "costly":
        return "change-cheaper"
    if ruling.verdict == "fix":
        if ruling.codes[0] == "dwindling":
            return "change-dwindling"
        once = rules.ruling(grounds.mended).verdict
        return "change-mended-track" if once == "track" else "change-mended-keep"
    if ruling.verdict == "track":
        return "change-breaks-events" if grounds.behavioural else "change-breaks"
    if ruling.verdict == "retire":
        return "change-own-theme"
    against = rules.why_not_tracked(grounds)
    first = against[0]
    return "change-detects-events" if first == "detects" and grounds.behavioural else f"change-{first}"


def _needed(facts: SourceFacts) -> int:
    if facts.grounds.behavioural:
        return math.ceil(2 * (100 * rules.DETECTS / rules.DETECTABLE_EVENTS) ** 2)
    return max(rules.voices_needed(facts.change.share), 1)


def _volume(facts: SourceFacts) -> Figures:
    return {
        "per": round(facts.change.per_quarter),
        "needed": _needed(facts),
        "allowed": round(facts.allowed),
        "limit": rules.DETECTABLE,
        "usual": round(facts.usual_quarter),
    }


def _months(facts: SourceFacts) -> Figures:
    profile = facts.profile
    with_data, of_months = newest_months(profile)
    return {
        "months_with_data": with_data,
        "months_in_period": of_months,
        "missing_months": max(rules.TRACK_MONTHS - profile.months_with_data, 0),
        "needed_months": math.ceil(rules.GAPLESS * of_months),
        "needed": _needed(facts),
    }


def _days(facts: SourceFacts) -> Figures:
    return {"days": facts.profile.days_since_last or 0, "allowed": round(facts.allowed), "limit": rules.TIMELY}


def _cost(facts: SourceFacts) -> Figures:
    times = facts.grounds.dear or rules.COSTLY
    cost = float(facts.profile.source.cost_per_year or 0)
    return {
        "voices": facts.grounds.heard,
        "needed": rules.THIN,
        "cost": cost,
        "limit": float(math.floor(cost * rules.COSTLY / times)),
    }


Sentence = tuple[str, Callable[[SourceFacts], Figures], str]

CHANGES: Mapping[str, Sentence] = {
    "change-usable": (
        "A delivery with rows that can be used: of {rows} so far, {rejects} could not be.",
        lambda f: {"rows": f.profile.rows, "rejects": f.profile.rejects}, "rows",
    ),
    "change-own-voices": (
        "If less than {limit} % of what it says were said by the same voices elsewhere; now it is {overlap} %.",
        lambda f: {"limit": percent(rules.COPY), "overlap": percent(f.grounds.overlap)}, "overlap",
    ),
    "change-delivers": (
        "A new delivery: it has been silent for {days} days, and {allowed} is the most its rhythm allows.",
        _days, "days",
    ),
    "change-stale": (
        "The same asked anew: its newest record is {years:year} older than the newest in the workspace, and {limit} "
        "is the most to lean on.",
        lambda f: {"years": years_old(f), "limit": rules.STALE // 365}, "years",
    ),
    "change-filter": (
        "A filter that lets only customers' own words through: {limit} % of its passages would have to praise or "
        "blame, instead of {feeling_share} %.",
        lambda f: {
            "limit": percent(rules.UNFELT * f.grounds.usual_felt), "feeling_share": percent(f.grounds.felt or 0.0),
        },
        "limit",
    ),
    "change-cheaper": (
        "At least {needed} voices for the same money (now {voices}), or a cost below {limit} € a year.",
        _cost, "needed",
    ),
    "change-mended-track": (
        "Once what is wrong with it is mended it is fit to be tracked.",
        lambda f: {"faults": len(f.grounds.faults)}, "faults",
    ),
    "change-mended-keep": (
        "Once what is wrong with it is mended it is worth keeping.",
        lambda f: {"faults": len(f.grounds.faults)}, "faults",
    ),
    "change-breaks": (
        "If it were silent for {allowed} days, or fell below {needed} voices a quarter; now it brings {per}.",
        _volume, "needed",
    ),
    "change-breaks-events": (
        "If it were silent for {allowed} days, or fell below {needed} events a quarter; now it brings {per}.",
        _volume, "needed",
    ),
    "change-own-theme": (
        "If it spoke of something only it knows: of the themes that stand in it ({themes}) none needs it.",
        lambda f: {"themes": f.stands_in}, "themes",
    ),
    "change-other-source": (
        "Another source for the themes it is needed for, of those that stand in it ({themes}).",
        lambda f: {"themes": f.stands_in}, "themes",
    ),
    "change-one-off": (
        "To be tracked the same would have to be collected every quarter, from {needed:voice} or more.",
        _months, "needed",
    ),
    "change-periodic": (
        "To be tracked it would first have to come in {needed_months} of the newest {months_in_period} months, "
        "instead of {months_with_data}.",
        _months, "needed_months",
    ),
    "change-secondary": (
        "To be tracked it would first have to be collected to learn what customers say, not for another question.",
        lambda f: {"themed_share": percent(f.themed)}, "themed_share",
    ),
    "change-late": (
        "To be tracked its newest record would first have to be at most {limit} days old, instead of {days}.",
        _days, "limit",
    ),
    "change-few-months": (
        "To be tracked it would first need {missing_months:more month} with data.", _months, "missing_months",
    ),
    "change-gaps": (
        "To be tracked it would first have to deliver in {needed_months} of the newest {months_in_period} months, "
        "instead of {months_with_data}.",
        _months, "needed_months",
    ),
    "change-dwindling": (
        "If it brought its usual {usual} voices a quarter again, instead of {per}.",
        _volume, "usual",
    ),
    "change-not-comparable": (
        "To be tracked its shares would first have to compare with others'; now they do with {sources} of "
        "{of_sources}.",
        lambda f: {"sources": f.compares[0], "of_sources": f.compares[1]}, "sources",
    ),
    "change-detects": (
        "To be tracked it would need {needed} voices a quarter, instead of {per}, to show a change of {limit} "
        "percentage points.",
        _volume, "needed",
    ),
    "change-detects-events": (
        "To be tracked it would need {needed} events a quarter, instead of {per}, to show a change of {limit} %.",
        lambda f: {**_volume(f), "limit": rules.DETECTABLE_EVENTS}, "needed",
    ),
    "change-thin": (
        "To be tracked it would first need {needed} voices, instead of {voices}.",
        lambda f: {"needed": rules.SMALLEST_SAMPLE, "voices": f.grounds.heard}, "needed",
    ),
}  # fmt: skip
"""Code → English sentence, its figures, and the one that stands for all."""
