"""Which reasons a verdict is given, in which order, and which way each points.

The sentences are in ``sentences``; what would change a verdict is said by ``changes`` in the same form.
"""

from __future__ import annotations

from insight_synth.advice import rules
from insight_synth.advice.known import SourceFacts
from insight_synth.advice.rules import Ruling
from insight_synth.advice.sentences import REASONS, Weight
from insight_synth.advice.spot import Spot, filled
from insight_synth.model import Citation, Reason

QUOTED = 3  # passages that a reason cites at most


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
        citations=_citations(code, spot)[:QUOTED],
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


def _citations(code: str, spot: Spot) -> tuple[Citation, ...]:
    """The passages to the point of a reason: of the very themes or questions it speaks of; none rather than others."""
    facts, examples = spot.facts, spot.examples
    if code == "adds-jointly" and spot.jointly is not None:
        return examples.of_themes((*spot.jointly.themes_lost, *spot.jointly.themes_weakened))
    themes = {
        "unique-themes": facts.lost,
        "lone-themes": (*facts.lost, *facts.alone),
        "alone-themes": facts.alone,
        "adds-themes": facts.weakened,
        "adds-nothing": facts.stands_for,
        "clear": facts.echoes,
    }
    questions = {
        "unique-questions": facts.questions_lost,
        "adds-questions": facts.questions_weakened,
        "agenda": facts.answers,
    }
    if code in themes:
        return examples.of_themes(themes[code])
    if code in questions:
        return examples.of_questions(questions[code])
    return tuple(examples.quotes) if code in ("noise", "copy-of", "copy-of-several", "only-voice-of") else ()


def _told(code: str, spot: Spot) -> tuple[str, ...]:
    """The codes that say what decided: a fault of weights is told by what is wrong, what is added by how."""
    facts = spot.facts
    if code == "adds":
        return _adds(spot)
    if code == "weights-off":
        return tuple(f"weights-{fault.code}" for fault in facts.profile.weight_faults) or ("weights-off",)
    if code == "copy-of":
        return ("copy-of",) if len(facts.copied) == 1 else ("copy-of-several",)
    if code == "thin" and facts.grounds.cadence == "one-off":
        return ("thin-once",)
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
    if facts.grounds.noisy and (facts.lost or facts.alone):
        found.append("lone-themes")
    else:
        found += ["unique-themes"] * bool(facts.lost) + ["alone-themes"] * bool(facts.alone)
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
        if facts.shifted:
            codes.append("shifted-themes")
        if facts.of_questions:
            codes.append("agenda" if facts.answers else "off-agenda")
        codes.append("worth")
        if not grounds.noisy:
            codes.append("clear")
        if facts.shared >= 0.2 and not facts.copied:
            codes.append("shared-voices")
    if facts.only_voice_of[0]:
        codes.append("only-voice-of")
    codes += _recency(facts)
    once = profile.source.cadence == "one-off"
    if grounds.heard < rules.THIN:
        codes += _told("thin", spot)
    elif grounds.points <= rules.DETECTABLE or once:
        codes.append("ample-once" if once else "ample")
    codes += _costs(facts)
    for fault in grounds.faults:
        if fault != "dwindling" or grounds.silence <= 1:  # that a source which stopped brings less says nothing more
            codes += _told(fault, spot)
    if grounds.weights_off:
        codes.append("mended-weights")
    if profile.verbatims and profile.with_segment < 0.5:
        codes.append("no-segments" if profile.with_segment else "no-groups")
    if not grounds.behavioural and facts.compares[1]:
        codes.append("compares")
    if spot.sure.rival is not None and spot.sure.share < rules.UNSURE:
        codes.append(f"unsure-{spot.sure.rival}")
    return tuple(codes)


def _recency(facts: SourceFacts) -> tuple[str, ...]:
    """How new its newest record is; only what came lately is called fresh."""
    grounds = facts.grounds
    if grounds.days is None or grounds.silence > 1 or grounds.stale:
        return ()
    if grounds.cadence == "one-off":
        return ("collected-lately",) if grounds.timely else ("collected",)
    if grounds.cadence == "periodic":
        return ("last-wave",)
    return ("fresh",) if grounds.timely else ("late",)


def _costs(facts: SourceFacts) -> tuple[str, ...]:
    found = []
    dear, times = facts.grounds.dear, facts.times_median_per_theme
    if facts.profile.source.cost_per_year is None and facts.costs_elsewhere:
        found.append("cost-unknown")
    if dear is not None and (dear >= rules.COSTLY or dear <= rules.CHEAP):
        found.append("costly" if dear >= rules.COSTLY else "cheap")
    if times is not None:
        found.append("cost-per-theme" + ("-low" if times < 0.95 else "-usual" if times < 1.05 else ""))
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
    if code.startswith("cost-per-theme"):
        times = facts.times_median_per_theme or 1.0
        usual = "against" if times >= rules.COSTLY else "for" if times <= rules.CHEAP else "neutral"
    if code == "clear":
        usual = "for" if facts.confirmed >= rules.CONFIRMED else "neutral"
    if code in ("no-segments", "no-groups") and not facts.groups_elsewhere:
        usual = "neutral"
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
