"""The chapter of shares laid side by side: recurring themes in the sources that compare, with what still holds."""

from __future__ import annotations

from insight_synth.model import ComparedShare, Comparison
from insight_synth.report.agenda import interval
from insight_synth.report.caveats import RANK, caveat_prose, obstacle
from insight_synth.report.document import Block, Column, Heading, Prose, Section, Span, Table, Text
from insight_synth.report.ledger import Ledger

SHOWN = 12
SHOWN_CAVEATS = 3
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
    return [Section("compared", "compared", ledger.catalogue.text("compared.title"), blocks=tuple(blocks))]


def _compared(ledger: Ledger, comparison: Comparison) -> list[Block]:
    say, text = ledger.catalogue.say, ledger.catalogue.text
    together = {source for sources in comparison.sets for source in sources}
    shown = [share for share in comparison.shares if share.source in together]
    letters = {share.source: _lettered(place) for place, share in enumerate(shown)}
    blocks: list[Block] = [Heading(ledger.theme_name(comparison.theme_id))]
    if shown:
        columns = (
            Column("", 0.3),
            Column(text("compared.col_source"), 3.6),
            Column(text("compared.col_share"), 0.9, "right"),
            Column(text("compared.col_interval"), 1.5, "right"),
            Column(text("compared.col_voices"), 0.9, "right"),
            Column(text("compared.col_basis"), 1.9),
            Column(text("compared.col_with"), 1.7),
            Column(text("compared.col_more"), 1.7),
        )
        blocks.append(Table(columns, tuple(_row(ledger, comparison, share, letters) for share in shown)))
        if not comparison.differs:
            blocks.append(Text(say("compared.same"), "bullet"))
    else:
        blocks.append(Text(say("compared.none"), "bullet"))
    apart = tuple(share.source for share in comparison.shares if share.source not in together)
    if apart and shown:
        blocks.append(Text(say("compared.apart", sources=ledger.sources(apart)), "note"))
    blocks += [Text(line, "note") for line in _caveats(ledger, comparison, together)]
    return blocks


def _row(ledger: Ledger, comparison: Comparison, share: ComparedShare, letters: dict[str, str]) -> tuple[Prose, ...]:
    """A source's share, and the letters of the sources it compares with and of those it surely exceeds."""
    key = f"comparison:{comparison.theme_id}/source:{share.source}"
    beside = {other for sources in comparison.sets if share.source in sources for other in sources} - {share.source}
    exceeded = {right for left, right in comparison.differs if left == share.source}
    everything = ledger.catalogue.text("compared.all")

    def told(sources: set[str]) -> Prose:
        if len(sources) == len(letters) - 1 and len(letters) > 2:
            return Prose((Span(everything),))
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


def _caveats(ledger: Ledger, comparison: Comparison, together: set[str]) -> list[Prose]:
    """The gravest that hold between the sources shown, one a case."""
    held = [
        caveat for caveat in comparison.caveats
        if set(caveat.sources) <= together and caveat.severity != "note" and obstacle(caveat)
    ]  # fmt: skip
    held.sort(key=lambda caveat: (RANK[caveat.severity], caveat.code, caveat.sources))
    seen: set[tuple[str, object]] = set()
    lines = []
    for caveat in held:
        case = (caveat.code, caveat.figures.get("fault"))
        if case not in seen:
            seen.add(case)
            why = caveat_prose(ledger, caveat)
            lines.append(ledger.catalogue.say("compared.caveat", sources=ledger.sources(caveat.sources), why=why))
    return lines[:SHOWN_CAVEATS]
