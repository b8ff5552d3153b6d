"""What a reader should know before believing an effect: told from the effect itself, in words and figures."""

from __future__ import annotations

from collections.abc import Iterator

from insight_synth.model.effect import BeforeAfter, Effect, EffectCaveat
from insight_synth.tracking.series import months_between

__all__ = ["effect_caveats"]

LISTED = 3  # months by their names
FEW = 30  # voices or events on one side
UNDATED = 0.1
TOLD = 24  # months from which on a season that is there shows


def effect_caveats(effect: Effect) -> tuple[EffectCaveat, ...]:
    """The caveats of an effect, those on the data before those on the action."""
    return (*_data(effect), *_action(effect), *_behaviour(effect))


def _data(effect: Effect) -> Iterator[EffectCaveat]:
    counted = sum(point.count for point in effect.chart.points)
    if not counted:
        yield EffectCaveat("nothing-to-count", "No source that can be followed speaks of it with a date.")
        return
    if len(effect.sources) == 1 and effect.indicator.kind == "theme":
        yield EffectCaveat(
            "one-source", f"It is followed in one source only, {effect.sources[0]}.", {"source": effect.sources[0]}
        )
    if effect.undated > UNDATED * (effect.undated + counted):
        yield EffectCaveat(
            "undated", f"{effect.undated} that carry no date stand in no month.", {"undated": effect.undated}
        )
    if effect.missing:
        number = len(effect.missing)
        months = ", ".join(effect.missing) if number <= LISTED else f"{number} months since {effect.missing[0]}"
        yield EffectCaveat("gaps", f"No data in {months}: that is not zero.", {"months": months, "number": number})
    if effect.chart.dispersion > 1:
        times = round(effect.chart.dispersion, 1)
        yield EffectCaveat(
            "scatter",
            f"Months scatter {times} times as widely as chance alone would have it; limits and intervals are widened.",
            {"times": times},
        )  # fmt: skip


def _behaviour(effect: Effect) -> Iterator[EffectCaveat]:
    if effect.behaviour_on and effect.customers and not effect.behaviour:
        number = effect.customers
        text = f"Of those who spoke of it {number} are known to sources of behaviour: too few to compare."
        yield EffectCaveat("few-customers", text, {"customers": number})


def _action(effect: Effect) -> Iterator[EffectCaveat]:
    found, on = effect.before_after, effect.indicator.on
    if found is None:
        return
    what = "voices" if effect.indicator.kind == "theme" else "events"
    theme = effect.indicator.kind == "theme"
    before, after = (found.of_before, found.of_after) if theme else (found.count_before, found.count_after)
    if before < FEW:
        yield EffectCaveat("few-before", f"There are only {before:.0f} {what} before it.", {"number": round(before)})
    if after < FEW:
        yield EffectCaveat("few-after", f"There are only {after:.0f} {what} since.", {"number": round(after)})
    unlike = _calendar(found.first, on) != _calendar(on, found.last)
    season = any(change.kind == "season" for change in effect.changes)
    if unlike and (season or len(effect.chart.points) < TOLD):
        yield EffectCaveat(
            "other-season", "The months since are not the calendar months of those before: a season may show."
        )
    for change in effect.changes:
        if change.kind == "drift":
            text = "It was on its way already: the whole period drifts."
            yield EffectCaveat("moving-before", text, {"month": change.month})
        elif change.kind == "step" and found.first[:7] < change.month and change.latest < on[:7]:
            text = f"It had changed in {change.month} already, before the action."
            yield EffectCaveat("moving-before", text, {"month": change.month})
        elif change.kind == "step" and change.earliest > on[:7]:
            yield EffectCaveat("changed-since", f"It changed again in {change.month}.", {"month": change.month})
    if found.moved and effect.control and _alike(found, effect.control):
        points = round(100 * effect.control.difference, 1)
        yield EffectCaveat(
            "others-too", "It changed the same way among those the action was not for.", {"points": points}
        )


def _alike(one: BeforeAfter, other: BeforeAfter) -> bool:
    return other.moved and (one.difference > 0) == (other.difference > 0)


def _calendar(first: str, last: str) -> frozenset[str]:
    """The calendar months that a stretch has a part of."""
    return frozenset(month[5:7] for month in months_between(first, last))
