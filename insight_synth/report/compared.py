"""The chapter of shares laid side by side: recurring themes in the sources that compare, with what still holds."""

from __future__ import annotations

from itertools import groupby

from insight_synth.model import ComparedShare, Comparison
from insight_synth.report.agenda import interval
from insight_synth.report.caveats import RANK, caveat_prose, obstacle
from insight_synth.report.document import Block, Column, Heading, Prose, Section, Span, Table, Text
from insight_synth.report.ledger import Ledger

SHOWN = 12
SHOWN_CAVEATS = 3
SHOWN_PAIRS = 4


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
    blocks: list[Block] = [Heading(ledger.theme_name(comparison.theme_id))]
    rows = tuple(_row(ledger, comparison, share) for share in comparison.shares if share.source in together)
    if rows:
        columns = (
            Column(text("compared.col_source"), 4.2),
            Column(text("compared.col_share"), 1.0, "right"),
            Column(text("compared.col_interval"), 1.7, "right"),
            Column(text("compared.col_voices"), 1.3, "right"),
            Column(text("compared.col_basis"), 2.4),
        )
        blocks += [Table(columns, rows), Text(_differences(ledger, comparison), "bullet")]
        if len(comparison.sets) > 1:
            sets = ledger.catalogue.joined([_named_set(ledger, sources) for sources in comparison.sets])
            blocks.append(Text(say("compared.sets", sets=sets), "bullet"))
    else:
        blocks.append(Text(say("compared.none"), "bullet"))
    apart = tuple(share.source for share in comparison.shares if share.source not in together)
    if apart and rows:
        blocks.append(Text(say("compared.apart", sources=ledger.sources(apart)), "note"))
    blocks += [Text(line, "note") for line in _caveats(ledger, comparison, together)]
    return blocks


def _row(ledger: Ledger, comparison: Comparison, share: ComparedShare) -> tuple[Prose, ...]:
    key = f"comparison:{comparison.theme_id}/source:{share.source}"
    return (
        ledger.source(share.source),
        ledger.prose(f"{key}/share", "share", strong=True),
        interval(ledger, key),
        ledger.prose(f"{key}/voices"),
        Prose((Span(ledger.catalogue.text(f"compared.{share.basis}")),)),
    )


def _differences(ledger: Ledger, comparison: Comparison) -> Prose:
    """Which sources speak surely more of the theme than others, each with those it exceeds."""
    say = ledger.catalogue.say
    if not comparison.differs:
        return say("compared.same")
    pairs = []
    for left, group in groupby(comparison.differs, key=lambda pair: pair[0]):
        exceeded = ledger.sources(tuple(right for _, right in group))
        pairs.append(say("compared.pair", left=ledger.source(left), right=exceeded))
    whole = Prose()
    for place, pair in enumerate(pairs[:SHOWN_PAIRS]):
        whole += Prose((Span("; "),)) + pair if place else pair
    return say("compared.differs", pairs=whole)


def _named_set(ledger: Ledger, sources: tuple[str, ...]) -> Prose:
    return Prose((Span("("),)) + ledger.sources(sources) + Prose((Span(")"),))


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
