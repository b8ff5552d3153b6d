"""From a file to its rows, by the one reader its content needs.

Content decides first and the ending second: a file that is not what its ending says is refused, with what it is and
what to do. How each form is told is in ``recognising``, how it is read in the module named below.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.encoding import text_in
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.readers.recognising import NAMES, Form, form_of, promised_forms
from insight_synth.ingest.readers.unnamed import UnnamedFile, reading_of

__all__ = ["Reading", "read_rows", "takes_encoding"]

# The module of this package and the function in it that reads each form; imported when first needed.
_READERS: Mapping[Form, tuple[str, str]] = {
    "csv": ("delimited", "read_delimited"),
    "notes": ("notes", "read_notes"),
    "xlsx": ("spreadsheet", "read_workbook"),
    "xls": ("old_spreadsheet", "read_old_workbook"),
    "ods": ("old_spreadsheet", "read_old_workbook"),
    "parquet": ("parquet", "read_parquet"),
    "json": ("json_records", "read_json"),
    "jsonl": ("json_records", "read_json_lines"),
    "html": ("web_page", "read_page"),
    "xml": ("xml_records", "read_xml"),
    "mbox": ("messages", "read_messages"),
    "docx": ("documents", "read_document"),
    "gzip": ("archives", "read_compressed"),
    "bzip2": ("archives", "read_compressed"),
    "xz": ("archives", "read_compressed"),
    "zip": ("archives", "read_zip"),
    "tar": ("archives", "read_tar"),
}
_HOLD_OTHERS: frozenset[Form] = frozenset(("gzip", "bzip2", "xz", "zip", "tar"))  # and pass on what a person says
_SILENT: frozenset[Form] = frozenset(("csv", "notes", "json", "jsonl"))  # text that does not state its own encoding
_USUAL_ENDING: Mapping[Form, str] = {
    "csv": ".csv", "notes": ".txt", "xlsx": ".xlsx", "xls": ".xls", "ods": ".ods", "parquet": ".parquet",
    "json": ".json", "jsonl": ".jsonl", "html": ".html", "xml": ".xml", "mbox": ".mbox", "docx": ".docx",
    "gzip": ".gz", "bzip2": ".bz2", "xz": ".xz", "zip": ".zip", "tar": ".tar",
}  # fmt: skip


def read_rows(file: Path, encoding: str | None = None) -> Reading:
    """The rows of one export, by the reader its content needs.

    Args:
        file: the export as it was delivered.
        encoding: what a person says its text is encoded in, such as ``cp1250``; found out where they say nothing.
            A format that states its encoding itself, such as XLSX or HTML, takes no notice.

    Raises:
        BadInput: no such file, an empty one, one of a format not read, one that is not what its ending says, or an
            encoding that nobody knows or that the file is not in.
    """
    form = form_of(file)
    if encoding is not None and form in _SILENT:
        return _read_as_said(file, encoding)
    promised = promised_forms(file)
    if promised and form not in promised:
        raise BadInput(
            f"its ending says {NAMES[promised[0]]}, but it holds {NAMES[form]}",
            where=str(file),
            remedy=f"Rename it to {file.stem}{_USUAL_ENDING[form]} if that is meant, or export it again",
        )
    module, name = _READERS[form]
    read = getattr(import_module(f"insight_synth.ingest.readers.{module}"), name)
    reading: Reading = read(file, encoding) if form in _HOLD_OTHERS else read(file)
    return reading


def takes_encoding(reader: str) -> bool:
    """Whether what ``reader`` read can be read in an encoding that a person says: it does not state its own."""
    return reader in _SILENT or reader in _HOLD_OTHERS


def _read_as_said(file: Path, encoding: str) -> Reading:
    """The rows of a text in the encoding that a person says: of its copy in UTF-8, so that no reader need know."""
    copy = UnnamedFile(file.name)
    try:
        copy.write(codecs.BOM_UTF8)
        for piece in text_in(file, encoding):
            copy.write(piece.encode("utf-8", errors="replace"))
    except BaseException:
        copy.close()
        raise
    return replace(reading_of(copy, read_rows, file), encoding=codecs.lookup(encoding).name)
