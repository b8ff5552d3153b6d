"""The sections on how the report was made and on what it rests: method in plain words, and every quotation's place."""

from __future__ import annotations

from insight_synth.report.catalogue import Filling
from insight_synth.report.document import Block, Heading, Prose, Quotes, Section, Span, Text
from insight_synth.report.ledger import Ledger
from insight_synth.report.untrusted import printable

_TOPICS = ("rows", "mentions", "voices", "recurs", "wilson", "tone", "advice", "confidence", "verify", "version")


def method_section(ledger: Ledger) -> Section:
    """How the figures came about, with the sums they are parts of."""
    catalogue, snapshot = ledger.catalogue, ledger.snapshot
    names = ("exports", "rows", "verbatims", "events", "duplicates", "rejects", "mentions", "themed", "unthemed")
    versions = ", ".join(f"{name} {version}" for name, version in sorted(snapshot.versions.items()))
    texts = {"encoder": snapshot.encoder, "versions": versions, "granularity": snapshot.granularity,
             "fingerprint": snapshot.fingerprint}  # fmt: skip
    blocks: list[Block] = []
    for topic in _TOPICS:
        if topic == "version":
            blocks += _suggested_names(ledger)
        key = f"method.{topic}"
        values: dict[str, Filling] = {}
        for name in sorted(catalogue.slots(key)):
            if name in names:
                values[name] = ledger.figure(f"totals/{name}")
            elif name == "themed_share":
                values[name] = ledger.figure("totals/themed_share", "share")
            else:
                values[name] = texts[name]
        blocks += [Heading(catalogue.text(f"{key}_title")), Text(catalogue.say(key, **values))]
        if topic == "rows" and snapshot.totals.held_back:
            blocks.append(Text(catalogue.say("method.held_back", held_back=ledger.figure("totals/held_back"))))
    blocks.append(Text(Prose((Span(catalogue.text("label.missing_sign")),)), "note"))
    return Section("method", "method", catalogue.text("method.title"), blocks=tuple(blocks))


def _suggested_names(ledger: Ledger) -> list[Block]:
    """Which names a model proposed, and that a person accepted them; nothing where there are none."""
    catalogue = ledger.catalogue
    said: list[Block] = []
    for theme in ledger.snapshot.shown_themes:
        if theme.name_origin(catalogue.language) != "suggested":
            continue
        model, host, date = (printable(part) for part in theme.suggested_by[catalogue.language])
        values = {"theme": ledger.quoted_theme(theme.id), "model": model, "host": host,
                  "date": catalogue.show(date, "date")}  # fmt: skip
        said.append(Text(catalogue.say("method.suggested", **values), "bullet"))
    return [Heading(catalogue.text("method.suggested_title")), *said] if said else []


def evidence_section(ledger: Ledger) -> Section:
    """Every quotation by number. To be written after all sections that cite."""
    numbers = tuple(cited.number for cited in ledger.citations)
    blocks: tuple[Block, ...] = (Text(ledger.catalogue.say("evidence.intro")), Quotes(numbers))
    return Section("evidence", "evidence", ledger.catalogue.text("evidence.title"), blocks=blocks)
