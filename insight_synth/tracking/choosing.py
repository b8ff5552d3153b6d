"""Which sources an indicator is followed in: those that deliver steadily, are worth following, and compare.

Why a source is left out is told in words. What is counted in the chosen ones is for ``counting``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from insight_synth.model import Caveat, Mention, SourceProfile, Verdict
from insight_synth.model.effect import LeftOut

__all__ = ["followed_sources"]

FEWEST_MONTHS = 6  # with data
STEADY = 0.5  # of the months between a source's first and last
FEWEST_VOICES = 30
DATED = 0.5
_WORTH_FOLLOWING: frozenset[Verdict] = frozenset({"track", "keep"})


def followed_sources(
    mentions: Sequence[Mention],
    themes: Collection[str],
    profiles: Sequence[SourceProfile],
    caveats: Sequence[Caveat],
    verdicts: Mapping[str, Verdict],
) -> tuple[tuple[str, ...], tuple[LeftOut, ...]]:
    """The sources that themes are followed in, and those that speak of them and are left out, each with why.

    Of two that do not compare, the one that says more of the themes is followed. Where every steady source is advised
    to be fixed or retired, they are followed all the same: poor figures that are told as such are better than none.

    Args:
        mentions: all of the workspace.
        themes: ids of the finest themes that are followed.
        profiles: of every source.
        caveats: of the analysis.
        verdicts: source id → verdict on it, where there is one.
    """
    wanted = frozenset(themes)
    said = Counter(mention.source for mention in mentions if mention.theme_id in wanted)
    speaking = sorted((p for p in profiles if said[p.source.id]), key=lambda p: (-said[p.source.id], p.source.id))
    left_out = {p.source.id: out for p in speaking if (out := _unfit(p)) is not None}
    fit = [profile.source.id for profile in speaking if profile.source.id not in left_out]
    worth = [source for source in fit if verdicts.get(source, "keep") in _WORTH_FOLLOWING] or fit
    for source in fit:
        if source not in worth:
            text = f"The advice on it is to {verdicts[source]} it."
            left_out[source] = LeftOut(source, "verdict", text, {"verdict": verdicts[source]})
    chosen: list[str] = []
    for source in worth:
        clash = _clash(source, chosen, caveats)
        if clash is None:
            chosen.append(source)
        else:
            left_out[source] = clash
    return tuple(sorted(chosen)), tuple(left_out[source] for source in sorted(left_out))


def _unfit(profile: SourceProfile) -> LeftOut | None:
    """Why nothing can be followed in this source, whatever the others are."""
    source = profile.source.id
    if profile.copy_of:
        return LeftOut(source, "copy", f"It repeats {profile.copy_of}.", {"original": profile.copy_of})
    if profile.dated < DATED:
        return LeftOut(
            source, "undated", f"Only {100 * profile.dated:.0f} % of its records carry a date.",
            {"dated": round(profile.dated, 3)},
        )  # fmt: skip
    if profile.voices < FEWEST_VOICES:
        return LeftOut(source, "sample", f"It has {profile.voices} voices only.", {"voices": profile.voices})
    heard, months = profile.months_with_data, profile.months_in_period
    if profile.source.cadence == "one-off" or heard < FEWEST_MONTHS or heard < STEADY * months:
        return LeftOut(
            source, "unsteady", f"It delivered in {heard} of the {months} months between its first and its last.",
            {"heard": heard, "months": months},
        )  # fmt: skip
    return None


def _clash(source: str, chosen: Sequence[str], caveats: Sequence[Caveat]) -> LeftOut | None:
    """Why it cannot be counted with those that were chosen before it."""
    for caveat in caveats:
        if caveat.severity != "not comparable" or source not in caveat.sources:
            continue
        others = [other for other in caveat.sources if other != source]
        if not others:
            return LeftOut(source, caveat.code, "Its figures do not compare with those of others.", caveat.figures)
        if set(others) & set(chosen):
            text = f"It does not compare with {', '.join(others)}, which says more of it."
            return LeftOut(source, caveat.code, text, {**caveat.figures, "other": others[0]})
    return None
