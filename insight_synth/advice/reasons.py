"""Which reasons a verdict is given, in which order, and which way each points.

The sentences are in ``sentences``; what would change a verdict is said by ``changes`` in the same form.
"""

from __future__ import annotations

from insight_synth.advice import rules
from insight_synth.advice.known import SourceFacts
from insight_synth.advice.rules import Ruling
from insight_synth.advice.sentences import CITED, REASONS, Weight
from insight_synth.advice.spot import Spot, filled
from insight_synth.model import Reason


def reason(code: str, spot: Spot) -> Reason:
    """The reason ``code``.

    Raises:
        KeyError: there is no such code.
    """
    sentence, figures, main, usual = REASONS[code]
    values = figures(spot)
    figure = values[main]
    assert isinstance(figure, int | float)
    return Reason(
        code=code,
        text=filled(sentence, values),
        figure=figure,
        citations=tuple(spot.examples) if code in CITED else (),
        figures=values,
        weighs=_weighs(code, usual, spot),
    )


def reasons_of(spot: Spot, ruling: Ruling) -> tuple[Reason, ...]:
    """Every reason for a verdict: those that decided first, then what a reader expects on the sheet besides."""
    codes: dict[str, None] = {}
    for code in ruling.codes:
        for told in _told(code, spot):
            codes.setdefault(told)
    for code in _besides(spot):
        codes.setdefault(code)
    return tuple(_of_weights(spot, code) or reason(code, spot) for code in codes)


def _told(code: str, spot: Spot) -> tuple[str, ...]:
    """The codes that say what decided: a fault of weights is told by what is wrong, what is added by how."""
    facts = spot.facts
    if code == "adds":
        return _adds(spot)
    if code == "weights-off":
        return tuple(f"weights-{fault.code}" for fault in facts.profile.weight_faults) or ("weights-off",)
    if code == "copy-of":
        return ("copy-of",) if len(facts.copied) == 1 else ("copy-of-several",)
    if code == "detects":
        return (f"detects-{facts.change.kind}",)
    return (code,)


def _adds(spot: Spot) -> tuple[str, ...]:
    if spot.jointly is not None:
        return ("adds-jointly",)
    facts = spot.facts
    if facts.grounds.behavioural:
        return ()
    found = []
    if facts.lost:
        found.append("lone-themes" if facts.grounds.noisy else "unique-themes")
    if facts.questions_lost:
        found.append("unique-questions")
    if facts.weakened:
        found.append("adds-themes")
    if facts.questions_weakened:
        found.append("adds-questions")
    return tuple(found) or ("adds-nothing",)


def _besides(spot: Spot) -> tuple[str, ...]:
    facts, grounds, profile = spot.facts, spot.facts.grounds, spot.facts.profile
    if not grounds.heard:
        return ()
    codes: list[str] = []
    if not grounds.behavioural:
        codes += _adds(spot)
        if facts.questions[1]:
            codes.append("agenda" if facts.questions[0] else "off-agenda")
        codes.append("worth")
        if not grounds.noisy:
            codes.append("clear")
        if facts.shared >= 0.2 and not facts.copied:
            codes.append("shared-voices")
    if facts.only_voice_of[0]:
        codes.append("only-voice-of")
    codes += _recency(facts)
    if grounds.heard < rules.THIN:
        codes.append("thin")
    elif grounds.points <= rules.DETECTABLE or profile.source.cadence == "one-off":
        codes.append("ample")
    codes += _costs(facts)
    for fault in grounds.faults:
        codes += _told(fault, spot)
    if grounds.weights_off:
        codes.append("mended-weights")
    if profile.verbatims and profile.with_segment < 0.5:
        codes.append("no-segments")
    if not grounds.behavioural and facts.compares[1]:
        codes.append("compares")
    return tuple(codes)


def _recency(facts: SourceFacts) -> tuple[str, ...]:
    """How new its newest record is; only what came lately is called fresh."""
    grounds = facts.grounds
    if grounds.days is None or grounds.silence > 1:
        return ()
    if grounds.cadence == "one-off":
        return ("collected",)
    if grounds.cadence == "periodic":
        return ("last-wave",)
    return ("fresh",) if grounds.timely else ("late",)


def _costs(facts: SourceFacts) -> tuple[str, ...]:
    found = []
    dear = facts.grounds.dear
    if dear is not None and (dear >= rules.COSTLY or dear <= 1):
        found.append("costly" if dear >= rules.COSTLY else "cheap")
    if facts.times_median_per_theme is not None:
        found.append("cost-per-theme")
    return tuple(found)


def _weighs(code: str, usual: Weight, spot: Spot) -> Weight:
    """Which way a reason points. Nothing speaks for a source that is to go, and to add nothing is no fault in one that
    is wanted for something else: a sheet never argues against its own verdict."""
    facts = spot.facts
    if code.startswith("detects-"):
        limit = rules.DETECTABLE_EVENTS if facts.grounds.behavioural else rules.DETECTABLE
        return "against" if facts.grounds.points > limit else "for"
    if code == "worth":
        usual = "for" if spot.verdict in ("track", "keep") and facts.part >= facts.even else "neutral"
    if code == "cost-per-theme":
        times = facts.times_median_per_theme or 1.0
        usual = "against" if times >= rules.COSTLY else "for" if times <= 1 else "neutral"
    if code == "compares" and not facts.grounds.weights_off:
        usual = "against" if facts.compares[0] == 0 else "neutral"
    if spot.verdict == "retire" and usual == "for":
        return "neutral"
    if spot.verdict != "retire" and code in ("adds-nothing", "off-agenda"):
        return "neutral"
    return usual


def _of_weights(spot: Spot, code: str) -> Reason | None:
    """What is wrong with weights, in the words of the audit that found it; None where ``code`` is of another thing."""
    for fault in spot.facts.profile.weight_faults:
        if code == f"weights-{fault.code}":
            numbers = [value for value in fault.figures.values() if isinstance(value, int | float)]
            text = f"Its weights can't be used as they are: {fault.text}."
            return Reason(code, text, numbers[0] if numbers else None, (), fault.figures, "against")
    return None
