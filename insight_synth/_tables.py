"""The workspace as tables and as JSON, in the columns and keys others rely on.

Part of ``pipeline``. Texts and the fields that people fill are redacted, with a mark where something was taken out,
unless the owner of the workspace says otherwise. A whole verbatim is redacted, to the same length, and passages are cut
from that: offsets hold in what is written, and a number that the end of a passage cuts in two is marked in both. Cells
are written as they are: a text that begins with "=" is a text.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from insight_synth.errors import NotAnalysed, UsageError
from insight_synth.model import RAW_LENGTH, Advice, Citation, Snapshot, Theme
from insight_synth.store import Workspace, analyses, records
from insight_synth.store.codec import plain
from insight_synth.store.database import clear_errors

if TYPE_CHECKING:
    from insight_synth.ingest.privacy import Redactor

Cell = str | int | float | bool | None
Quoted = Callable[[Citation], Citation]
_LISTED = " | "  # between the entries of a list in one cell


@dataclass(frozen=True, slots=True)
class _Table:
    columns: Mapping[str, type]
    rows: Iterable[Sequence[Cell]]


def export_table(ws: Workspace, what: str, out: Path, *, as_stored: bool = False) -> int:
    """Writes one table of the workspace to ``out``: CSV, JSON lines or Parquet by its ending.

    Returns the number of rows. ``as_stored`` leaves personal data in the texts.

    Raises:
        UsageError: no such table, or another ending.
        NotAnalysed: the table needs an analysis and there is none.
    """
    if what not in _TABLES:
        raise UsageError(f"there is no table {what!r}", remedy=f"Use one of {', '.join(_TABLES)}.")
    write = _WRITERS.get(out.suffix.lower())
    if write is None:
        raise UsageError(
            f"cannot write {out.suffix or 'a file without ending'!r}",
            where=str(out),
            remedy="Use .csv, .jsonl or .parquet.",
        )
    table = _TABLES[what](ws, redactor(off=as_stored))
    check_folder(out)
    with clear_errors(str(out)):
        partial = out.with_name(f".{out.name}.part")
        try:
            count = write(table, partial)
            os.replace(partial, out)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    return count


def check_folder(out: Path) -> None:
    """Raises UsageError where ``out`` cannot be written because its folder is missing or it is a folder itself."""
    if out.is_dir():
        raise UsageError("is a folder", where=str(out), remedy="Name a file.")
    if not out.resolve().parent.is_dir():
        raise UsageError("its folder does not exist", where=str(out), remedy="Make it, or name another.")


def analysed(ws: Workspace, *, demo: bool) -> Snapshot:
    """The workspace's newest analysis; raises NotAnalysed where there is none."""
    with ws.read() as connection:
        found = analyses.snapshot(connection, demo=demo)
    if found is None:
        raise NotAnalysed(
            "the workspace was not analysed yet", where=str(ws.path), remedy="Run `insight-synth analyse` first."
        )
    return found


def redactor(*, off: bool = False) -> Redactor:
    """What takes personal data out of what is written and leaves a mark in its place."""
    from insight_synth.ingest.privacy import Redactor

    return Redactor(off=off)


def redacted(citation: Citation, ws: Workspace | None = None) -> Citation:
    """The citation with its text and its other fields redacted, to be shown.

    Without the workspace only the passage is looked at: of a number that its end cuts, a piece may stay.
    """
    if ws is not None:
        return redacted_citations(ws, [citation])[0]
    redact = redactor()
    return replace(_place(citation, redact), text=redact.text(citation.text, citation.language))


def redacted_citations(ws: Workspace, citations: Sequence[Citation]) -> list[Citation]:
    """The citations redacted, to be shown; each verbatim is read and looked at once."""
    quoted = _quoted(ws, citations, redactor())
    return [quoted(citation) for citation in citations]


def themes_json(ws: Workspace, shown: Snapshot, *, everything: bool = False) -> list[dict[str, Any]]:
    """The themes as ``themes --json`` gives them, redacted; hidden ones only where ``everything`` is asked for."""
    redact = redactor()
    listed = (*shown.shown_themes, *(shown.hidden_themes if everything else ()))
    quoted = _quoted(ws, [quote for theme in listed for quote in theme.quotes], redact)
    return [_theme_json(theme, quoted, redact) for theme in listed]


def advice_json(ws: Workspace, shown: Snapshot) -> list[dict[str, Any]]:
    """The advice as ``advise --json`` gives it, redacted."""
    redact = redactor()
    cited = [quote for entry in shown.advice for reason in entry.reasons for quote in reason.citations]
    quoted = _quoted(ws, cited, redact)
    return [_advice_json(entry, quoted, redact) for entry in shown.advice]


def _quoted(ws: Workspace, citations: Iterable[Citation], redact: Redactor) -> Quoted:
    """What redacts any of these citations, its text cut from its redacted verbatim."""
    with ws.read() as connection:
        found = records.verbatims(connection, ids=[citation.verbatim_id for citation in citations])
    texts = {verbatim.id: redact.text(verbatim.text, verbatim.language) for verbatim in found}
    return lambda citation: replace(
        _place(citation, redact), text=texts[citation.verbatim_id][citation.start : citation.end]
    )


def _place(citation: Citation, redact: Redactor) -> Citation:
    return replace(
        citation,
        export=redact.field(citation.export),
        locator=redact.field(citation.locator),
        segment=redact.field(citation.segment),
    )


# ---- JSON


def _theme_json(theme: Theme, quoted: Quoted, redact: Redactor) -> dict[str, Any]:
    names = ("source", "mentions", "voices", "share", "low", "high", "of_voices", "stands", "negative", "neutral",
             "positive", "mixed", "first", "last")  # fmt: skip
    return {
        "id": theme.id,
        "name": redact.field(theme.name()),
        "parent": theme.parent or None,
        "size": theme.size,
        "voices": theme.voices,
        "sources": [{name: getattr(entry, name) for name in names} for entry in theme.evidence],
        "recurs": theme.recurs,
        "sentiment": theme.sentiment,
        "keywords": [redact.field(word) for word in theme.keywords],
        "quotes": [_citation_json(quote, quoted) for quote in theme.quotes],
        "names": {language: redact.field(name) for language, name in theme.names.items()},
        "name_origin": theme.name_origin(),
        "independent_sources": theme.independent_sources,
        "started": theme.started or None,
        "ended": theme.ended or None,
        "trend": theme.trend,
        "pinned": theme.pinned,
        "hidden": theme.hidden,
    }


def _advice_json(entry: Advice, quoted: Quoted, redact: Redactor) -> dict[str, Any]:
    return {
        "source": entry.source,
        "verdict": entry.verdict,
        "confidence": entry.confidence,
        "reasons": [
            {
                "code": reason.code,
                "text": redact.field(reason.text),
                "figure": reason.figure,
                "citations": [_citation_json(quote, quoted) for quote in reason.citations],
                "figures": {
                    name: redact.field(figure) if isinstance(figure, str) else figure
                    for name, figure in reason.figures.items()
                },
                "weighs": reason.weighs,
            }
            for reason in entry.reasons
        ],
        "what_if": plain(entry.what_if),
        "would_change": redact.field(entry.would_change),
        "worth": plain(entry.worth),
    }


def _citation_json(quote: Citation, quoted: Quoted) -> dict[str, Any]:
    found: dict[str, Any] = plain(quoted(quote))
    return found


# ---- tables


def _verbatims(ws: Workspace, redact: Redactor) -> _Table:
    columns = {
        "verbatim_id": str, "source": str, "export": str, "sha256": str, "locator": str, "source_row_id": str,
        "date": str, "customer": str, "segment": str, "product": str, "rating": float, "weight": float,
        "language": str, "text": str, "voice_id": str, "status": str, "duplicate_of": str, "rating_percent": float,
        "repaired": str,
    }  # fmt: skip
    with ws.read() as connection:
        found = records.verbatims(connection)
    return _Table(
        columns,
        (
            (
                v.id, v.source, redact.field(v.export), v.sha256, redact.field(v.locator),
                redact.row_id(v.source_row_id), v.date, v.customer, redact.field(v.segment), redact.field(v.product),
                v.rating, v.weight, v.language, redact.text(v.text, v.language), v.voice_id, v.status, v.duplicate_of,
                v.rating_percent, redact.text(v.repaired, v.language),
            )
            for v in found
        ),
    )  # fmt: skip


def _mentions(ws: Workspace, redact: Redactor) -> _Table:
    columns = {
        "mention_id": str, "verbatim_id": str, "source": str, "export": str, "locator": str, "start": int, "end": int,
        "text": str, "language": str, "theme_id": str, "theme": str, "parent_theme": str, "sentiment": str,
        "similarity": float, "voice_id": str, "date": str, "segment": str, "says_something": bool,
        "parent_theme_name": str,
    }  # fmt: skip
    themes = {theme.id: theme for theme in analysed(ws, demo=False).themes}
    with ws.read() as connection:
        found = analyses.mentions(connection)
        verbatims = {v.id: v for v in records.verbatims(connection, status="active")}
    texts = {key: redact.text(verbatim.text, verbatim.language) for key, verbatim in verbatims.items()}

    def rows() -> Iterator[Sequence[Cell]]:
        for mention, says in found:
            verbatim = verbatims[mention.verbatim_id]
            theme = themes.get(mention.theme_id)
            parent = themes.get(theme.parent) if theme else None
            yield (
                mention.id, mention.verbatim_id, mention.source, redact.field(verbatim.export),
                redact.field(verbatim.locator), mention.start, mention.end,
                texts[verbatim.id][mention.start : mention.end], mention.language, mention.theme_id,
                redact.field(theme.name()) if theme else "", parent.id if parent else "", mention.sentiment,
                mention.similarity, mention.voice_id, mention.date, redact.field(mention.segment), says,
                redact.field(parent.name()) if parent else "",
            )  # fmt: skip

    return _Table(columns, rows())


def _events(ws: Workspace, redact: Redactor) -> _Table:
    columns = {
        "event_id": str, "source": str, "export": str, "sha256": str, "locator": str, "source_row_id": str,
        "date": str, "customer": str, "segment": str, "product": str, "event": str, "value": float, "status": str,
        "duplicate_of": str,
    }  # fmt: skip
    with ws.read() as connection:
        found = records.events(connection)
    return _Table(
        columns,
        (
            (
                e.id, e.source, redact.field(e.export), e.sha256, redact.field(e.locator),
                redact.row_id(e.source_row_id), e.date, e.customer, redact.field(e.segment), redact.field(e.product),
                redact.field(e.event), e.value, e.status, e.duplicate_of,
            )
            for e in found
        ),
    )  # fmt: skip


def _rejects(ws: Workspace, redact: Redactor) -> _Table:
    columns = {
        "source": str, "export": str, "locator": str, "reason": str, "raw": str, "sha256": str, "set_apart": bool,
    }  # fmt: skip
    with ws.read() as connection:
        found = records.rejects(connection)
    return _Table(
        columns,
        (
            (
                r.source, redact.field(r.export), redact.field(r.locator), redact.field(r.reason),
                redact.clipped(r.raw, RAW_LENGTH), r.sha256, r.set_apart,
            )
            for r in found
        ),
    )  # fmt: skip


def _themes(ws: Workspace, redact: Redactor) -> _Table:
    columns = {
        "theme_id": str, "theme": str, "parent": str, "size": int, "voices": int, "recurs": bool,
        "independent_sources": int, "sentiment": float, "keywords": str, "started": str, "ended": str, "trend": str,
        "pinned": bool, "hidden": bool,
    }  # fmt: skip
    return _Table(
        columns,
        (
            (
                t.id, redact.field(t.name()), t.parent, t.size, t.voices, t.recurs, t.independent_sources,
                t.sentiment, _LISTED.join(map(redact.field, t.keywords)), t.started, t.ended, t.trend, t.pinned,
                t.hidden,
            )
            for t in analysed(ws, demo=False).themes
        ),
    )  # fmt: skip


def _evidence(ws: Workspace, redact: Redactor) -> _Table:
    columns = {
        "theme_id": str, "theme": str, "source": str, "mentions": int, "voices": int, "of_voices": int,
        "share": float, "low": float, "high": float, "stands": bool, "negative": int, "neutral": int, "positive": int,
        "mixed": int, "first": str, "last": str,
    }  # fmt: skip
    return _Table(
        columns,
        (
            (
                t.id, redact.field(t.name()), e.source, e.mentions, e.voices, e.of_voices, e.share, e.low, e.high,
                e.stands, e.negative, e.neutral, e.positive, e.mixed, e.first, e.last,
            )
            for t in analysed(ws, demo=False).themes
            for e in t.evidence
        ),
    )  # fmt: skip


def _advice(ws: Workspace, redact: Redactor) -> _Table:
    columns = {
        "source": str, "verdict": str, "confidence": float, "reasons": str, "themes_lost": str,
        "themes_weakened": str, "coverage_before": float, "coverage_after": float, "would_change": str,
    }  # fmt: skip
    return _Table(
        columns,
        (
            (
                a.source, a.verdict, a.confidence, _LISTED.join(redact.field(reason.text) for reason in a.reasons),
                _LISTED.join(a.what_if.themes_lost), _LISTED.join(a.what_if.themes_weakened),
                a.what_if.coverage_before, a.what_if.coverage_after, redact.field(a.would_change),
            )
            for a in analysed(ws, demo=False).advice
        ),
    )  # fmt: skip


def _citations(ws: Workspace, redact: Redactor) -> _Table:
    columns = {
        "cited_by": str, "number": int, "mention_id": str, "verbatim_id": str, "source": str, "export": str,
        "sha256": str, "locator": str, "start": int, "end": int, "text": str, "language": str, "date": str,
        "segment": str, "sentiment": str,
    }  # fmt: skip
    analysed(ws, demo=False)
    with ws.read() as connection:
        found = analyses.citations(connection)
    quoted = _quoted(ws, [quote for quotes in found.values() for quote in quotes], redact)
    return _Table(
        columns,
        (
            (
                by, number, c.mention_id, c.verbatim_id, c.source, c.export, c.sha256, c.locator, c.start, c.end,
                c.text, c.language, c.date, c.segment, c.sentiment,
            )
            for by, quotes in sorted(found.items())
            for number, c in enumerate(map(quoted, quotes), start=1)
        ),
    )  # fmt: skip


_TABLES: Mapping[str, Callable[[Workspace, Redactor], _Table]] = {
    "verbatims": _verbatims, "mentions": _mentions, "events": _events, "rejects": _rejects, "themes": _themes,
    "evidence": _evidence, "advice": _advice, "citations": _citations,
}  # fmt: skip


# ---- formats


def _write_csv(table: _Table, out: Path) -> int:
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(cast(TextIO, stream), lineterminator="\r\n")  # with "\n", a lone CR in a text goes unquoted
        writer.writerow(table.columns)
        count = 0
        for row in table.rows:
            writer.writerow([str(cell).lower() if isinstance(cell, bool) else cell for cell in row])
            count += 1
    return count


def _write_json_lines(table: _Table, out: Path) -> int:
    with out.open("w", encoding="utf-8", newline="") as stream:
        count = 0
        for row in table.rows:
            stream.write(json.dumps(dict(zip(table.columns, row, strict=True)), ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_parquet(table: _Table, out: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in table.columns.items()])
    rows = list(table.rows)
    columns = [[row[at] for row in rows] for at in range(len(table.columns))]
    pq.write_table(pa.table(dict(zip(table.columns, columns, strict=True)), schema=schema), out)
    return len(rows)


_WRITERS: Mapping[str, Callable[[_Table, Path], int]] = {
    ".csv": _write_csv, ".jsonl": _write_json_lines, ".ndjson": _write_json_lines, ".parquet": _write_parquet,
}  # fmt: skip
