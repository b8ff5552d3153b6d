"""The advice on each source: a verdict by the rules, how sure it is, the reasons, and what would change it.

The rules look at one source beside all others. What they would retire is then settled together, since two sources that
say the same each add nothing to the other, and retiring both would lose what both say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from insight_synth.advice.changes import change_of
from insight_synth.advice.known import SourceFacts, source_facts
from insight_synth.advice.questions import AgendaWitnesses
from insight_synth.advice.reasons import reasons_of
from insight_synth.advice.rules import Grounds, Ruling, ruling
from insight_synth.advice.spoken import Spoken
from insight_synth.advice.spot import Examples, Spot
from insight_synth.advice.stability import Bench, Sureness, confidence
from insight_synth.advice.what_if import loss, questions_lost
from insight_synth.evidence import Heard, Witnesses, witnesses
from insight_synth.model import Advice, Caveat, Citation, Mention, SourceProfile, Verdict, WhatIf


@dataclass(frozen=True, slots=True)
class _Needed:
    """What a source is needed for once others are gone."""

    lost: int
    weakened: int
    what_if: WhatIf | None = None


Needed = Callable[[Collection[int], int], _Needed]
"""What goes with a source (by its place) once those in a set have gone."""


def advise(
    profiles: Sequence[SourceProfile],
    mentions: Sequence[Mention],
    heard: Heard,
    agenda: AgendaWitnesses | None = None,
    caveats: Sequence[Caveat] = (),
    examples: Mapping[str, Sequence[Citation]] | None = None,
    to_the_point: Mapping[str, Collection[str]] | None = None,
) -> tuple[Advice, ...]:
    """The advice on every source, in the order of ``profiles``.

    Args:
        profiles: what each source holds; of every source of ``heard``.
        mentions: all mentions, with their themes.
        heard: the same in columns.
        agenda: which sources answer the strategy owner's questions; None where there is no agenda.
        caveats: what may not be compared.
        examples: telling passages of each source, for its reasons to cite; the most telling first. A reason cites
            those of the themes and questions it speaks of, so some of each are needed.
        to_the_point: question id → ids of the mentions that speak to it.
    """
    now = max((profile.last for profile in profiles), default="")
    spoken = Spoken.of(mentions, heard.sources, heard.parents, now)
    given = examples or {}
    quoted = {quote.mention_id for quotes in given.values() for quote in quotes}
    themes = {
        mention.id: (mention.theme_id, heard.parents.get(mention.theme_id, ""))
        for mention in mentions
        if mention.theme_id and mention.id in quoted
    }
    asked: dict[str, list[str]] = {}
    for question, ids in (to_the_point or {}).items():
        for mention_id in quoted.intersection(ids):
            asked.setdefault(mention_id, []).append(question)
    telling = {source: Examples(quotes, themes, asked) for source, quotes in given.items()}
    return advice_on(profiles, heard, spoken, agenda, caveats, telling)


def advice_on(
    profiles: Sequence[SourceProfile],
    heard: Heard,
    spoken: Spoken,
    agenda: AgendaWitnesses | None,
    caveats: Sequence[Caveat],
    examples: Mapping[str, Examples],
) -> tuple[Advice, ...]:
    """The same from counts alone."""
    found = witnesses(heard)
    facts = source_facts(profiles, heard, spoken, found, agenda, caveats)
    rulings, jointly = _settled(facts, _exactly(facts, heard, agenda))
    sure = confidence(facts, heard, found, [r.verdict for r in rulings], _decider(facts, heard))
    return tuple(
        _advice(entry, rulings[at], jointly.get(at), sure[at], examples.get(entry.id, Examples()))
        for at, entry in enumerate(facts)
    )


def verdicts_at_a_glance(
    profiles: Sequence[SourceProfile],
    heard: Heard,
    spoken: Spoken,
    found: Witnesses,
    agenda: AgendaWitnesses | None,
    caveats: Sequence[Caveat],
) -> dict[str, Verdict]:
    """The verdicts alone, by source id, in a fraction of the time: what is lost with a source is told by where themes
    stand now, without judging anew what is left. ``found`` are the witnesses of ``heard``."""
    facts = source_facts(profiles, heard, spoken, found, agenda, caveats, exactly=False)
    pairs = found.apart & found.recurs[:, None, None]
    decide = _decider(facts, heard)
    decided = decide([entry.grounds for entry in facts], Bench(found.stands, pairs))
    return {entry.id: verdict for entry, verdict in zip(facts, decided, strict=True)}


def _settled(facts: Sequence[SourceFacts], needed: Needed) -> tuple[list[Ruling], dict[int, WhatIf]]:
    """The rulings once all that are to be retired go together, and what else would have been lost with whom."""
    jointly: dict[int, WhatIf] = {}
    rulings = [ruling(entry.grounds) for entry in facts]
    for at, need in _stay(facts, [entry.grounds for entry in facts], rulings, needed):
        rulings[at] = _turned(rulings[at])
        if need.what_if is not None:
            jointly[at] = need.what_if
    return rulings, jointly


def _stay(
    facts: Sequence[SourceFacts], grounds: Sequence[Grounds], rulings: Sequence[Ruling], needed: Needed
) -> list[tuple[int, _Needed]]:
    """Those that were to be retired and are needed once the others have gone.

    Copies go first, then what is noise, then what stopped or is dear, then the rest; the dearest a voice first, and of
    equals the one with the fewest voices.
    """
    leaving = [at for at, found in enumerate(rulings) if found.verdict == "retire" and grounds[at].heard]
    leaving.sort(
        key=lambda at: (_turn(rulings[at]), -(facts[at].cost_per_voice or 0.0), grounds[at].heard, facts[at].id)
    )
    gone: set[int] = set()
    stay = []
    for at in leaving:
        need = needed(gone, at)
        if "noise" in rulings[at].codes or not (need.lost or (rulings[at].hinges and need.weakened)):
            gone.add(at)
        else:
            stay.append((at, need))
    return stay


def _turn(found: Ruling) -> int:
    """Whose turn it is to go: copies first, then noise, then sources that stopped or are dear, then the others."""
    deciding = found.codes[0]
    return 0 if deciding == "copy-of" else 1 if deciding == "noise" else 3 if found.hinges else 2


def _turned(found: Ruling) -> Ruling:
    return replace(found, verdict="keep" if found.hinges else "fix", codes=("adds", *(
        code for code in found.codes if code != "adds")))  # fmt: skip


def _exactly(facts: Sequence[SourceFacts], heard: Heard, agenda: AgendaWitnesses | None) -> Needed:
    """What goes with a source, by what an analysis of the others alone would find."""
    known: dict[frozenset[str], Witnesses] = {}

    def left(removed: frozenset[str]) -> Witnesses:
        if removed not in known:
            known[removed] = witnesses(heard.without(removed))
        return known[removed]

    def needed(gone: Collection[int], at: int) -> _Needed:
        entry, before = facts[at], frozenset(facts[k].id for k in gone)
        if not before:
            return _Needed(entry.grounds.lost, entry.grounds.weakened, entry.what_if)
        then = left(before)
        stands = then.stands[:, then.sources.index(entry.id)]
        own = {theme for theme, here in zip(then.themes, stands, strict=True) if here}
        found = loss(then, left(before | {entry.id}), heard.parents)
        found = replace(
            found,
            themes_lost=tuple(theme for theme in found.themes_lost if theme in own),
            themes_weakened=tuple(theme for theme in found.themes_weakened if theme in own),
        )
        open_, thin = questions_lost(agenda.without(before), {entry.id}) if agenda else ((), ())
        return _Needed(len(found.themes_lost) + len(open_), len(found.themes_weakened) + len(thin), found)

    return needed


def _decider(facts: Sequence[SourceFacts], heard: Heard) -> Callable[[Sequence[Grounds], Bench], list[Verdict]]:
    """Decides on all sources by the grounds of a resample."""
    place = [heard.sources.index(entry.id) for entry in facts]

    def decide(grounds: Sequence[Grounds], bench: Bench) -> list[Verdict]:
        rulings = [ruling(entry) for entry in grounds]

        def needed(gone: Collection[int], at: int) -> _Needed:
            return _Needed(*bench.needs([place[k] for k in sorted(gone)], place[at]))

        for at, _ in _stay(facts, grounds, rulings, needed):
            rulings[at] = _turned(rulings[at])
        return [found.verdict for found in rulings]

    return decide


def _advice(facts: SourceFacts, found: Ruling, jointly: WhatIf | None, sure: Sureness, examples: Examples) -> Advice:
    spot = Spot(facts, found.verdict, jointly, examples, sure)
    change = change_of(spot, found)
    return Advice(
        source=facts.id,
        verdict=found.verdict,
        confidence=sure.share,
        reasons=reasons_of(spot, found),
        what_if=facts.what_if,
        would_change=change.text,
        worth=facts.worth,
        change=change,
    )
