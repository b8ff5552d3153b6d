"""What a source says in few sentences, and what it adds: the parts of its sheet that rest on digest and worth."""

from __future__ import annotations

from insight_synth.model import Advice, SourceDigest
from insight_synth.report.document import Block, Column, Heading, Prose, Span, Table, Text
from insight_synth.report.ledger import Ledger

SHOWN_ONLY = 4
SHOWN_SILENT = 5


def digest_blocks(ledger: Ledger, source_id: str) -> list[Block]:
    """The main points with their sentences, what only the source says, what it never speaks of."""
    digest = next((digest for digest in ledger.snapshot.digests if digest.source == source_id), None)
    if digest is None:
        return []
    text, say = ledger.catalogue.text, ledger.catalogue.say
    shown = {theme.id for theme in ledger.snapshot.shown_themes}
    blocks: list[Block] = []
    if rows := _points(ledger, digest, shown):
        columns = (
            Column(text("digest.col_point"), 6.2),
            Column(text("digest.col_theme"), 2.6),
            Column(text("digest.col_voices"), 1.4, "right"),
        )
        blocks += [Heading(text("digest.points")), Table(columns, rows)]
    if only := [theme for theme in digest.only_here if theme in shown][:SHOWN_ONLY]:
        blocks.append(Text(say("digest.only", themes=ledger.themes(only)), "bullet"))
    if never := [theme for theme in digest.never if theme in shown][:SHOWN_SILENT]:
        blocks.append(Text(say("digest.never", themes=ledger.themes(never), count=len(never)), "bullet"))
    return blocks


def worth_prose(ledger: Ledger, advice: Advice) -> Prose:
    """What the source adds to all others together, in parts of the whole; empty where that was not told."""
    if advice.worth is None:
        return Prose()
    key = f"advice:{advice.source}/worth"
    message = "digest.worth_agenda" if ledger.snapshot.answers else "digest.worth_value"
    values = {name: ledger.figure(f"{key}/{name}", "share") for name in sorted(ledger.catalogue.slots(message))}
    said = ledger.catalogue.say(message, **values)
    if advice.worth.error:
        said += ledger.catalogue.say("digest.worth_error", error=ledger.figure(f"{key}/error", "share"))
    return said


def _points(ledger: Ledger, digest: SourceDigest, shown: set[str]) -> tuple[tuple[Prose, ...], ...]:
    rows = []
    marks = ledger.catalogue.text
    for place, point in enumerate(digest.points, start=1):
        if point.theme_id not in shown:
            continue
        number = ledger.cite(point.sentence)
        said = " ".join(ledger.citation(number).text.split())
        sentence = f"{marks('quote.open')}{said}{marks('quote.close')} "
        key = f"digest:{digest.source}/point:{place}"
        counts = {name: ledger.figure(f"{key}/{name}") for name in ("voices", "of_voices")}
        rows.append((
            Prose((Span(sentence), Span(f"[{number}]", cite=number))),
            Prose((Span(ledger.theme_name(point.theme_id), target=f"theme-{point.theme_id}"),)),
            ledger.catalogue.say("digest.voices_value", **counts),
        ))  # fmt: skip
    return tuple(rows)
