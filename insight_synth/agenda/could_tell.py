"""Which source could tell of a belief that too few speak of: told from what sources are and hold, in words.

It proposes, nothing more: whether a source will tell, nobody knows before it is asked.
"""

from __future__ import annotations

from insight_synth.agenda import stance
from insight_synth.model import Reason, Snapshot, SourceProfile
from insight_synth.model.hunches import HunchPart

MOST = 4
_DOING = frozenset({"use", "stay", "grow"})  # scales of what people do: behaviour tells them better than words
_ASKING = ("survey", "omnibus", "market-research")
_TROUBLE = ("contact-reasons", "complaints", "frontline-notes", "returns")
_PRAISE = ("reviews", "forum", "social", "staff-opinions")


def could_tell(language: str, claim: HunchPart, shown: Snapshot) -> tuple[tuple[str, Reason], ...]:
    """Up to four sources that could tell more of a belief whose claim is ``claim``, the most promising first.

    Returns:
        ``(source id, reason)``; the id is "" for a source that is not there yet.
    """
    read = stance.belief_reading(claim.text, language)
    profiles = sorted(shown.profiles, key=lambda profile: (-profile.voices, -profile.events, profile.source.id))
    found: list[tuple[str, Reason]] = []
    if _DOING & read.ends.keys():
        doing = [profile for profile in profiles if profile.events]
        doing.sort(key=lambda profile: (profile.with_customer < 0.5, -profile.events, profile.source.id))
        found += [_behaviour(profile) for profile in doing[:2]]
        if not doing:
            found.append(("", Reason("hunch_no_behaviour", "No source here records what customers do: till, web shop, "
                                     "visitor or loyalty data would tell.")))  # fmt: skip
    named = {source for source, _ in found}
    beside = [row for row in claim.sources if row.sides.beside and row.source not in named]
    if beside:
        row = max(beside, key=lambda row: (row.sides.beside, row.source))
        found.append((row.source, Reason(
            "hunch_beside",
            f"{_name(shown, row.source)} speaks of the subject already ({row.sides.beside} voices), without taking a "
            "side: its people can be asked.",
            row.sides.beside, figures={"voices": row.sides.beside},
        )))  # fmt: skip
    named = {source for source, _ in found}
    hearing = _PRAISE if read.welcome > 0 else _TROUBLE
    hears = [profile for profile in profiles if profile.source.kind in hearing and profile.source.id not in named]
    if hears:
        found.append(_hears(hears[0], welcome=read.welcome > 0))
    named = {source for source, _ in found}
    asks = [profile for profile in profiles if profile.source.kind in _ASKING and profile.source.id not in named]
    asks.sort(key=lambda profile: (profile.source.cadence == "one-off", -profile.voices, profile.source.id))
    if asks:
        found.append(_asks(asks[0]))
    elif not any(profile.source.kind in _ASKING for profile in profiles):
        found.append(("", Reason("hunch_no_survey", "No source here puts questions to customers: a short survey with "
                                 "neutral questions would tell (`ask` proposes them).")))  # fmt: skip
    return tuple(found[:MOST])


def _behaviour(profile: SourceProfile) -> tuple[str, Reason]:
    return profile.source.id, Reason(
        "hunch_behaviour",
        f"{profile.source.name} records what customers do ({profile.events} events): of what people do, doing tells "
        "more than words.",
        profile.events,
        figures={"events": profile.events},
    )


def _hears(profile: SourceProfile, *, welcome: bool) -> tuple[str, Reason]:
    code, what = ("hunch_hears_praise", "what people like") if welcome else ("hunch_hears_trouble", "what goes wrong")
    return profile.source.id, Reason(
        code,
        f"{profile.source.name} hears {what} ({profile.voices} voices), and would hear of this if it were common.",
        profile.voices,
        figures={"voices": profile.voices},
    )


def _asks(profile: SourceProfile) -> tuple[str, Reason]:
    if profile.source.cadence == "one-off":
        code, when = "hunch_could_ask_again", "if it were run again"
    else:
        code, when = "hunch_can_ask", "in its next round"
    return profile.source.id, Reason(
        code,
        f"{profile.source.name} puts questions to people ({profile.voices} voices): it can ask this one {when}.",
        profile.voices,
        figures={"voices": profile.voices},
    )


def _name(shown: Snapshot, source: str) -> str:
    return next((profile.source.name for profile in shown.profiles if profile.source.id == source), source)
