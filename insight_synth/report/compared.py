"""The chapter of shares laid side by side: recurring themes in the sources that compare, with what still holds."""

from __future__ import annotations

from insight_synth.model import Caveat, ComparedShare, Comparison
from insight_synth.report.agenda import interval
from insight_synth.report.caveats import RANK, caveat_prose, obstacle
from insight_synth.report.document import Block, Column, Heading, Prose, Section, Span, Table, Text
from insight_synth.report.figures import caveat_key
from insight_synth.report.ledger import Ledger

SHOWN = 12
SHOWN_OF_A_CASE = 3
_FEW = 3  # sources that are told as left out rather than all others as in
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def compared_sections(ledger: Ledger) -> list[Section]:
    """The chapter; nothing where no comparison was made."""
    shown = {theme.id for theme in ledger.snapshot.recurring_themes}
    kept = [comparison for comparison in ledger.snapshot.comparisons if comparison.theme_id in shown][:SHOWN]
    if not kept:
        return []
    blocks: list[Block] = [Text(ledger.catalogue.say("compared.intro"))]
    for comparison in kept:
        blocks += _compared(ledger, comparison)
    if besides := _besides(ledger, kept):
        blocks += [Heading(ledger.catalogue.text("compared.besides")), *(Text(line, "bullet") for line in besides)]
    return [Section("compared", "compared", ledger.catalogue.text("compared.title"), blocks=tuple(blocks))]


def _compared(ledger: Ledger, comparison: Comparison) -> list[Block]:
    say, text = ledger.catalogue.say, ledger.catalogue.text
    together = _together(comparison)
    shown = [share for share in comparison.shares if share.source in together]
    letters = {share.source: _lettered(place) for place, share in enumerate(shown)}
    blocks: list[Block] = [Heading(ledger.theme_name(comparison.theme_id))]
    if shown:
        columns = (
            Column("", 0.3),
            Column(text("compared.col_source"), 5.2),
            Column(text("compared.col_share"), 0.9, "right"),
            Column(text("compared.col_interval"), 1.6, "right"),
            Column(text("compared.col_voices"), 1.1, "right"),
            Column(text("compared.col_basis"), 2.3),
            Column(text("compared.col_with"), 2.3),
            Column(text("compared.col_more"), 2.3),
        )
        blocks.append(Table(columns, tuple(_row(ledger, comparison, share, letters) for share in shown)))
        if not comparison.differs:
            blocks.append(Text(say("compared.same"), "bullet"))
    else:
        blocks.append(Text(say("compared.none"), "bullet"))
    return blocks


def _together(comparison: Comparison) -> set[str]:
    return {source for sources in comparison.sets for source in sources}


def _besides(ledger: Ledger, kept: list[Comparison]) -> list[Prose]:
    """What holds of the tables above, told once: who stands beside no other, and the gravest caveats, one a case."""
    apart: dict[str, None] = {}
    held: dict[str, Caveat] = {}
    for comparison in kept:
        together = _together(comparison)
        apart |= dict.fromkeys(share.source for share in comparison.shares if share.source not in together)
        held |= {
            caveat_key(caveat): caveat for caveat in comparison.caveats
            if set(caveat.sources) <= together and caveat.severity != "note" and obstacle(caveat)
        }  # fmt: skip
    everywhere = tuple(sorted(set(apart) - {source for comparison in kept for source in _together(comparison)}))
    lines = [ledger.catalogue.say("compared.apart", sources=ledger.sources(everywhere))] if everywhere else []
    ranked = sorted(held.items(), key=lambda item: (RANK[item[1].severity], item[0]))
    cases: dict[tuple[str, object], list[Caveat]] = {}
    for _, caveat in ranked:
        cases.setdefault((caveat.code, caveat.figures.get("fault")), []).append(caveat)
    for caveats in cases.values():
        alike: dict[str, list[Caveat]] = {}
        for caveat in caveats:
            alike.setdefault(caveat_prose(ledger, caveat).text, []).append(caveat)
        for same in list(alike.values())[:SHOWN_OF_A_CASE]:
            alone = all(len(caveat.sources) == 1 for caveat in same)
            sources = tuple(caveat.sources[0] for caveat in same) if alone else same[0].sources
            why = caveat_prose(ledger, same[0])
            lines.append(ledger.catalogue.say("compared.caveat", sources=ledger.sources(sources), why=why))
    return lines


def _row(ledger: Ledger, comparison: Comparison, share: ComparedShare, letters: dict[str, str]) -> tuple[Prose, ...]:
    """A source's share, and the letters of the sources it compares with and of those it surely exceeds."""
    key = f"comparison:{comparison.theme_id}/source:{share.source}"
    beside = {other for sources in comparison.sets if share.source in sources for other in sources} - {share.source}
    exceeded = {right for left, right in comparison.differs if left == share.source}
    everything = ledger.catalogue.text("compared.all")

    def told(sources: set[str]) -> Prose:
        if len(sources) == len(letters) - 1 and len(letters) > 2:
            return Prose((Span(everything),))
        missing = [letter for name, letter in letters.items() if name not in sources and name != share.source]
        if missing and len(missing) <= _FEW and len(sources) > 2 * len(missing):
            return ledger.catalogue.say("compared.all_but", letters=" ".join(missing))
        return Prose((Span(" ".join(letter for name, letter in letters.items() if name in sources) or "–"),))

    return (
        Prose((Span(letters[share.source], strong=True),)),
        ledger.source(share.source),
        ledger.prose(f"{key}/share", "share", strong=True),
        interval(ledger, key),
        ledger.prose(f"{key}/voices"),
        Prose((Span(ledger.catalogue.text(f"compared.{share.basis}")),)),
        told(beside),
        told(exceeded),
    )


def _lettered(place: int) -> str:
    """a, b … z, aa, ab …"""
    return _LETTERS[place] if place < len(_LETTERS) else f"{_LETTERS[place // len(_LETTERS) - 1]}{_LETTERS[place % 26]}"
