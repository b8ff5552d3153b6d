"""The tables of the workbench as data frames: the figures beside each picture, in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from insight_synth.ingest import redact
from insight_synth.ingest.privacy import Redactor
from insight_synth.model import (
    RAW_LENGTH,
    Advice,
    Audit,
    Event,
    Evidence,
    Export,
    Reject,
    Snapshot,
    SourceProfile,
    Theme,
    Verbatim,
)
from insight_synth.report.untrusted import inert_cell, printable
from insight_synth.workbench import views
from insight_synth.workbench.audits import Fact
from insight_synth.workbench.wording import Wording

_SHOWN_FIELDS = {  # fields of a mapping → of a record
    "text": "text", "event": "event", "date": "date", "rating": "rating", "value": "value", "customer": "customer",
    "segment": "segment", "product": "product", "weight": "weight", "id": "source_row_id",
}  # fmt: skip


def themes(shown: Sequence[Theme], words: Wording) -> pd.DataFrame:
    """Themes with their counts, one a row."""
    return _frame(
        [
            {
                words.text("figure.theme"): words.listed(theme),
                words.text("figure.voices"): theme.voices,
                words.text("figure.mentions"): theme.size,
                words.text("figure.independent"): theme.independent_sources,
                words.text("figure.recurs"): words.text("figure.yes" if theme.recurs else "figure.no"),
                words.text("figure.tone"): words.show(theme.sentiment, "score"),
                words.text("figure.trend"): words.text(f"trend.{theme.trend}"),
                words.text("figure.began"): words.month(theme.started) if theme.started else "",
            }
            for theme in shown
        ]
    )


def agenda_shares(shown: Snapshot, words: Wording) -> pd.DataFrame:
    """How much of each source speaks to the agenda, the greatest share first."""
    names = {profile.source.id: profile.source.name or profile.source.id for profile in shown.profiles}
    return _frame(
        [
            {
                words.text("figure.source"): names[entry.source],
                words.text("figure.share"): words.show(entry.share, "share"),
                words.text("figure.interval"): f"{words.show(entry.low, 'share')} – {words.show(entry.high, 'share')}",
                words.text("figure.voices"): entry.voices,
                words.text("figure.of_voices"): entry.of_voices,
                words.text("agenda.questions"): len(entry.questions),
            }
            for entry in sorted(shown.agenda_shares, key=lambda entry: (-entry.share, entry.source))
        ]
    )


def heat(cells: Sequence[views.Cell], names: Mapping[str, str], words: Wording) -> pd.DataFrame:
    """Themes by sources; a dash where nobody speaks of it."""
    rows: dict[str, dict[str, object]] = {}
    for cell in cells:
        row = rows.setdefault(cell.theme.id, {words.text("figure.theme"): words.listed(cell.theme)})
        row[names[cell.source]] = words.show(cell.evidence.share if cell.evidence else None, "share")
    return _frame(list(rows.values()))


def evidence(entries: Sequence[Evidence], names: Mapping[str, str], words: Wording) -> pd.DataFrame:
    """What each source says of a theme."""
    return _frame(
        [
            {
                words.text("figure.source"): names[entry.source],
                words.text("figure.share"): words.show(entry.share, "share"),
                words.text("figure.interval"): f"{words.show(entry.low, 'share')} – {words.show(entry.high, 'share')}",
                words.text("figure.voices"): entry.voices,
                words.text("figure.of_voices"): entry.of_voices,
                words.text("figure.mentions"): entry.mentions,
                words.text("figure.stands"): words.text("figure.yes" if entry.stands else "figure.no"),
                words.text("figure.first"): entry.first,
                words.text("figure.last"): entry.last,
            }
            for entry in entries
        ]
    )


def periods(judged: Sequence[tuple[Advice, SourceProfile]], words: Wording) -> pd.DataFrame:
    """From when to when each source has data."""
    return _frame(
        [
            {
                words.text("figure.source"): profile.source.name,
                words.text("figure.verdict"): words.text(f"verdict.{advice.verdict}"),
                words.text("figure.first"): profile.first,
                words.text("figure.last"): profile.last,
                words.text("figure.records"): profile.verbatims + profile.events,
            }
            for advice, profile in judged
        ]
    )


def exports(delivered: Iterable[Export], words: Wording, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Exports with what became of their rows; ``names`` adds the source's."""
    rows = []
    for export in delivered:
        row: dict[str, object] = {words.text("figure.source"): names[export.source]} if names else {}
        row |= {
            words.text("figure.export"): export.name,
            words.text("figure.rows"): export.rows,
            words.text("figure.verbatims"): export.verbatims,
            words.text("figure.events"): export.events,
            words.text("figure.duplicates"): export.duplicates,
            words.text("figure.rejects"): export.rejects,
            words.text("source.state"): words.state(export.state),
            words.text("figure.adds_up"): words.text("figure.yes" if views.adds_up(export) else "figure.no"),
            words.text("figure.reader"): f"{export.reader}, {export.encoding}" if export.encoding else export.reader,
        }
        rows.append(row)
    return _frame(rows)


def audit(facts: Iterable[Fact], names: Mapping[str, str], words: Wording) -> pd.DataFrame:
    """An export's audit, each figure beside that of the source's earlier exports; a dash where there is none."""
    return _frame(
        [
            {
                words.text("audit.what"): words.fact(fact, names),
                words.text("audit.now"): words.show(fact.now, fact.unit),
                words.text("audit.before"): words.show(fact.before, fact.unit),
            }
            for fact in facts
        ]
    )


def preview(records: Iterable[Verbatim | Event], words: Wording) -> pd.DataFrame:
    """Records as they will be stored, the fields that none of them has left out; personal data marked out."""
    rows = [
        {
            words.text(f"column.{field}"): redact(value).text if isinstance(value, str) else value
            for field, name in _SHOWN_FIELDS.items()
            if (value := getattr(record, name, None)) is not None
        }
        for record in records
    ]
    table = _frame(rows)
    return table.loc[:, [column for column in table if table[column].replace("", None).notna().any()]]


def reject_reasons(audit: Audit, words: Wording) -> pd.DataFrame:
    """How many rows were rejected for which reason, the commonest first."""
    return _frame(
        [
            {words.text("figure.reason"): words.remark(reason), words.text("figure.rows"): count}
            for reason, count in audit.rejects.items()
        ]
    )


def rejects(found: Iterable[Reject], words: Wording) -> pd.DataFrame:
    """Rows that could be neither feedback nor event, with the reason; personal data marked out."""
    redactor = Redactor()
    return _frame(
        [
            {
                words.text("figure.export"): redactor.field(reject.export),
                words.text("figure.place"): redactor.field(reject.locator),
                words.text("figure.reason"): redactor.field(words.remark(reject.reason)),
                words.text("figure.raw"): redactor.clipped(reject.raw, RAW_LENGTH),
            }
            for reject in found
        ]
    )


def as_csv(table: pd.DataFrame) -> bytes:
    """A table as CSV that spreadsheets open with its letters right; a cell that looks like a formula is a text."""
    return bytes(table.map(inert_cell).to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))


def _frame(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(
        [{name: printable(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows]
    )
