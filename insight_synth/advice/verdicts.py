"""Track, keep, fix or retire: the verdict on each source, with its reasons and what would change it.

A source earns its place by what it adds to all the others, not by existing. The rules are read from top to bottom and
the first that applies decides; the figures that decided come first among the reasons. Confidence says how far the
deciding figures lie from the limits they were held against.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from insight_synth.advice.facts import DETECTABLE, SourceFacts, source_facts
from insight_synth.advice.reasons import reason
from insight_synth.advice.what_if import Standing, without
from insight_synth.model import Advice, Citation, Mention, Reason, SourceProfile, Verdict, WhatIf

COPY = 0.6  # share of a source's voices heard in another, from which on it is a copy
NOISE = 0.7  # share of what a source says that others echo, below which it is noise, if …
UNFELT = 0.45  # … less than this share of its passages praises or blames, and what it alone says is no complaint
THIN = 50  # voices below which a source carries little weight
COSTLY = 4.0  # times the median cost per voice
DATED = 0.8  # share of records with a date a source must have to be laid over time
REJECTED = 0.1  # share of rows rejected from which on a source is faulty
TRACK_MONTHS = 12  # with data, for a series to show seasons apart from change
TOO_COARSE = 50.0  # percentage points: a smallest change not worth naming
GAPLESS = 0.8  # share of months with data


@dataclass(frozen=True, slots=True)
class _Ruling:
    verdict: Verdict
    codes: tuple[str, ...]  # the reasons that decided
    margins: tuple[float, ...]  # value over limit, 1 = on the limit
    would_change: str
    hinges: bool = False  # holds only while the themes stay covered without the other sources advised to go
    jointly: WhatIf | None = None  # what would be lost with it, those others being gone


def advise(
    profiles: Sequence[SourceProfile],
    mentions: Sequence[Mention],
    parents: Mapping[str, str],
    standing: Standing,
    examples: Mapping[str, Sequence[Citation]],
) -> tuple[Advice, ...]:
    """The advice on every source, in the order of ``profiles``.

    Args:
        profiles: what each source holds.
        mentions: all mentions, with their themes.
        parents: ``theme id → id of the theme above``, "" for top themes.
        standing: voices of every theme in the sources it stands in.
        examples: a few telling passages of each source, for its reasons to cite.
    """
    found = source_facts(profiles, mentions, parents, standing)
    rulings = {facts.profile.source.id: _ruling(facts) for facts in found}
    _settle(found, rulings, standing, parents)
    return tuple(
        _advice(facts, rulings[facts.profile.source.id], tuple(examples.get(facts.profile.source.id, ())))
        for facts in found
    )


def _settle(
    found: Sequence[SourceFacts], rulings: dict[str, _Ruling], standing: Standing, parents: Mapping[str, str]
) -> None:
    """Retire a source only where nothing is lost by it once the others advised to go are gone.

    Two sources that say the same each add nothing to the other; retiring both would lose what both say. Copies go
    first, then what is noise, then the rest, the dearest a voice first. A source that turns out to be needed is kept,
    or mended where it stopped or is dear and thin.
    """
    gone: set[str] = set()
    leaving = [facts for facts in found if rulings[facts.profile.source.id].verdict == "retire"]

    def turn(facts: SourceFacts) -> tuple[int, float, str]:
        source = facts.profile.source.id
        return _turn(rulings[source]), -(facts.cost_per_voice or 0.0), source

    for facts in sorted(leaving, key=turn):
        source, ruling = facts.profile.source.id, rulings[facts.profile.source.id]
        left = {
            theme: {other: ids for other, ids in voices.items() if other not in gone}
            for theme, voices in standing.items()
        }
        needed = without(left, parents, {source})
        if "noise" in ruling.codes or not (needed.themes_lost or (ruling.hinges and needed.themes_weakened)):
            gone.add(source)
            continue
        rulings[source] = replace(
            ruling,
            verdict="keep" if ruling.hinges else "fix",
            codes=("adds-jointly", *(code for code in ruling.codes if code != "adds-nothing")),
            jointly=needed,
            would_change="Another source for the themes it is needed for.",
        )


def _turn(ruling: _Ruling) -> int:
    """Whose turn it is to go: copies first, then noise, then sources that stopped or are dear, then the others."""
    if "copy-of" in ruling.codes:
        return 0
    return 1 if "noise" in ruling.codes else 3 if ruling.hinges else 2


def _advice(facts: SourceFacts, ruling: _Ruling, examples: tuple[Citation, ...]) -> Advice:
    shown = replace(facts, jointly=ruling.jointly)
    codes = [*ruling.codes, *(code for code in _other_codes(facts, ruling) if code not in ruling.codes)]
    reasons: list[Reason] = [reason(code, shown, ruling.verdict, examples) for code in codes]
    return Advice(
        source=facts.profile.source.id,
        verdict=ruling.verdict,
        confidence=_confidence(ruling.margins),
        reasons=tuple(reasons),
        what_if=facts.what_if,
        would_change=ruling.would_change,
    )


def _ruling(facts: SourceFacts) -> _Ruling:
    """The first rule that applies."""
    profile, adds = facts.profile, _adds(facts)
    margins: tuple[float, ...]
    if not facts.heard:
        if profile.rejects:
            return _Ruling("fix", ("rejects",), (2.0,), "A delivery whose rows can be read.")
        return _Ruling("retire", ("thin",), (0.1,), "Any usable record from it.")
    if profile.copy_of and profile.overlap >= COPY and not facts.what_if.themes_lost:
        margins = (profile.overlap / COPY,)
        return _Ruling("retire", ("copy-of", adds), margins, "Voices that are not in the other source.")
    if facts.stopped:
        margins = (facts.silence,)
        if facts.what_if.themes_lost:
            change = "New deliveries, or another source for the themes only it has."
            return _Ruling("fix", ("stopped", adds), margins, change)
        return _Ruling("retire", ("stopped", adds), margins, "New deliveries.")
    if profile.events and not profile.verbatims:
        return _behavioural(facts)
    if _noisy(facts):
        margins = (facts.echoed / NOISE, (facts.feeling or 0.0) / UNFELT)
        verdict: Verdict = "fix" if facts.what_if.themes_weakened else "retire"
        return _Ruling(verdict, ("noise", adds), margins, "A filter that lets only customers' own words through.")
    if profile.voices < THIN and (facts.times_median_cost or 0) >= COSTLY:
        margins = (profile.voices / THIN, (facts.times_median_cost or COSTLY) / COSTLY)
        verdict = "retire" if adds == "adds-nothing" else "fix"
        return _Ruling(verdict, ("costly", "thin", adds), margins, "More answers for the same money.")
    faults = _faults(facts)
    if faults:
        return _Ruling("fix", (*faults, adds), _fault_margins(facts), "The faults mended in the next delivery.")
    if _trackable(facts):
        margins = (DETECTABLE / facts.detects, profile.months_with_data / TRACK_MONTHS)
        change = "A break in the deliveries, or far fewer voices."
        return _Ruling("track", ("continuous", "fresh", "detects", adds), margins, change)
    if adds == "adds-nothing" and profile.source.cadence == "one-off":
        return _Ruling("retire", (adds, "one-off"), (1.4,), "A question that only it answers.", hinges=True)
    change = "A continuous series with more voices would make it fit for tracking."
    return _Ruling("keep", (adds, *_why_not_tracked(facts)), (1.5,), change)


def _behavioural(facts: SourceFacts) -> _Ruling:
    profile = facts.profile
    gapless = profile.months_with_data / max(profile.months_in_period, 1)
    if profile.dated < DATED or profile.rejects >= REJECTED * max(profile.rows, 1):
        return _Ruling(
            "fix", (*_faults(facts), "behavioural"), _fault_margins(facts), "The faults mended in the next delivery."
        )
    # Its purpose does not count here: what customers do is always recorded for another reason.
    if profile.source.cadence == "continuous" and profile.months_with_data >= TRACK_MONTHS and gapless >= GAPLESS:
        margins = (profile.months_with_data / TRACK_MONTHS, gapless / GAPLESS)
        return _Ruling(
            "track", ("behavioural", "continuous", "fresh", "detects"), margins, "A break in the deliveries."
        )
    return _Ruling("keep", ("behavioural", *_why_not_tracked(facts)), (1.5,), "A year of months without gaps.")


def _trackable(facts: SourceFacts) -> bool:
    profile = facts.profile
    return (
        profile.source.cadence == "continuous"
        and profile.source.purpose == "primary"
        and profile.dated >= DATED
        and profile.months_with_data >= TRACK_MONTHS
        and profile.months_with_data >= GAPLESS * profile.months_in_period
        and facts.detects <= DETECTABLE
        and not _noisy(facts)
    )


def _noisy(facts: SourceFacts) -> bool:
    unfelt = facts.feeling is not None and facts.feeling < UNFELT
    return unfelt and facts.echoed < NOISE and not facts.laments


def _why_not_tracked(facts: SourceFacts) -> tuple[str, ...]:
    profile = facts.profile
    if profile.source.cadence == "one-off":
        return ("one-off",)
    if profile.source.cadence == "periodic":
        return ("periodic",)
    if profile.source.purpose == "secondary":
        return ("secondary",)
    if profile.months_with_data < TRACK_MONTHS:
        return ("few-months",)
    if profile.months_with_data < GAPLESS * profile.months_in_period:
        return ("continuous",)
    if facts.detects >= TOO_COARSE:
        return ("thin",)
    return ("detects",) if facts.detects > DETECTABLE else ()


def _faults(facts: SourceFacts) -> tuple[str, ...]:
    profile = facts.profile
    found = []
    if profile.weights_off:
        found.append("weights-off")
    if profile.dated < DATED and profile.source.cadence != "one-off":
        found.append("undated")
    if profile.rejects >= REJECTED * max(profile.rows, 1):
        found.append("rejects")
    return tuple(found)


def _fault_margins(facts: SourceFacts) -> tuple[float, ...]:
    profile = facts.profile
    margins = [2.0] if profile.weights_off else []
    if "undated" in _faults(facts):
        margins.append(DATED / max(profile.dated, 0.01))
    if "rejects" in _faults(facts):
        margins.append(profile.rejects / max(REJECTED * profile.rows, 1))
    return tuple(margins) or (1.0,)


def _adds(facts: SourceFacts) -> str:
    if facts.what_if.themes_lost:
        return "unique-themes"
    return "adds-themes" if facts.what_if.themes_weakened else "adds-nothing"


def _other_codes(facts: SourceFacts, ruling: _Ruling) -> tuple[str, ...]:
    """Further reasons a reader expects on the sheet, whatever decided."""
    profile = facts.profile
    codes = [] if (profile.events and not profile.verbatims) or ruling.jointly else [_adds(facts)]
    if not profile.events or profile.verbatims:
        codes.append("noise" if _noisy(facts) else "clear")
    if not facts.stopped and profile.source.cadence != "one-off" and profile.days_since_last is not None:
        codes.append("fresh")
    if facts.heard < THIN:
        codes.append("thin")
    elif facts.detects <= DETECTABLE or profile.source.cadence == "one-off":
        codes.append("ample")
    if facts.times_median_cost is not None and facts.times_median_cost >= COSTLY:
        codes.append("costly")
    elif facts.times_median_cost is not None and facts.times_median_cost <= 1:
        codes.append("cheap")
    codes += _faults(facts)
    if profile.verbatims and profile.with_segment < 0.5:
        codes.append("no-segments")
    return tuple(codes)


def _confidence(margins: Sequence[float]) -> float:
    """½ on the limit, 0.95 at twice or half of it; the weakest of the deciding figures counts."""
    nearest = min(abs(math.log2(max(margin, 1e-6))) for margin in margins)
    return round(0.5 + 0.45 * min(nearest, 1.0), 2)
