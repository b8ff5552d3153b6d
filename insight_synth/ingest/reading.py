"""Which reader a file needs, by its content first and its ending second.

A file that is not what its ending says is refused here, with what it is and what to do; it is never guessed at.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from insight_synth.errors import BadInput
from insight_synth.ingest.delimited import read_delimited
from insight_synth.ingest.encoding import decoded
from insight_synth.ingest.json_records import read_json, read_json_lines
from insight_synth.ingest.messages import read_messages
from insight_synth.ingest.protocol import Reading
from insight_synth.ingest.spreadsheet import read_workbook
from insight_synth.ingest.web_page import read_page

__all__ = ["Reading", "read_rows"]

_READERS: Mapping[str, Callable[[Path], Reading]] = {
    "csv": read_delimited,
    "xlsx": read_workbook,
    "json": read_json,
    "jsonl": read_json_lines,
    "html": read_page,
    "mbox": read_messages,
}
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    ".csv": ("csv",), ".tsv": ("csv",), ".tab": ("csv",), ".xlsx": ("xlsx",), ".xlsm": ("xlsx",),
    ".json": ("json", "jsonl"), ".jsonl": ("jsonl", "json"), ".ndjson": ("jsonl", "json"), ".html": ("html",),
    ".htm": ("html",), ".mbox": ("mbox",), ".mbx": ("mbox",), ".eml": ("mbox",),
}  # fmt: skip
_NAMES: Mapping[str, str] = {
    "csv": "delimited text", "xlsx": "an XLSX workbook", "json": "JSON", "jsonl": "JSON lines", "html": "HTML",
    "mbox": "e-mail",
}  # fmt: skip
_USUAL_ENDING: Mapping[str, str] = {
    "csv": ".csv", "xlsx": ".xlsx", "json": ".json", "jsonl": ".jsonl", "html": ".html", "mbox": ".mbox",
}  # fmt: skip
_READ = "CSV, TSV, XLSX, JSON, JSON lines, HTML or mbox"
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", f"Export the data behind it as {_READ}"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (or a protected one)", "Save it as XLSX without a password"),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first"),
    (b"BZh", "a bzip2 archive", "Unpack it first"),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it first"),
    (b"Rar!", "a RAR archive", "Unpack it first"),
    (b"\x89PNG", "a picture", f"Export the data as {_READ}"),
    (b"\xff\xd8\xff", "a picture", f"Export the data as {_READ}"),
    (b"GIF8", "a picture", f"Export the data as {_READ}"),
    (b"SQLite format 3", "a database", f"Export its table as {_READ}"),
    (b"PAR1", "a Parquet file", f"Save it as {_READ}"),
    (b"{\\rtf", "a rich text document", f"Export the data as {_READ}"),
)
_CONTROLS = tuple(bytes([code]) for code in range(32) if chr(code) not in "\t\n\r\f\x1a\x1b")
_HEAD = 64 * 1024
_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|article|section|main|ul|p|h1)\b", re.IGNORECASE)
_MAIL_HEADER = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*:[ \t].*(?:\r?\n[ \t].*)*\r?\n){2,}")
_MAIL_FIELD = re.compile(r"^(?:From|Received|Return-Path|Message-ID|Date|Subject):", re.IGNORECASE | re.MULTILINE)


def read_rows(file: Path) -> Reading:
    """The rows of one export, by the reader its content needs.

    Raises:
        BadInput: no such file, an empty one, one of a format not read, or one that is not what its ending says.
    """
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
    except FileNotFoundError:
        raise BadInput("no such file", where=str(file), remedy="Check the path") from None
    except OSError as error:
        remedy = "Name a file that can be read"
        raise BadInput(f"cannot be read: {error.strerror}", where=str(file), remedy=remedy) from None
    if not head.strip(b"\0 \t\r\n"):
        raise BadInput("the file is empty", where=str(file), remedy="Export it again, or leave it out of exports")
    form = _form(file, head)
    promised = _ENDINGS.get(file.suffix.lower())
    if promised is not None and form not in promised:
        raise BadInput(
            f"its ending says {_NAMES[promised[0]]}, but it holds {_NAMES[form]}",
            where=str(file),
            remedy=f"Rename it to {file.stem}{_USUAL_ENDING[form]} if that is meant, or export it again",
        )
    return _READERS[form](file)


def _form(file: Path, head: bytes) -> str:
    """The key in ``_READERS`` for what the content is."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(file)
    for signature, what, remedy in _SIGNATURES:
        if head.startswith(signature):
            raise BadInput(f"{_ending(file)}, but it is {what}", where=str(file), remedy=remedy)
    text, encoding = decoded(_whole_characters(head))
    wide = encoding.startswith(("utf-16", "utf-32"))
    strange = 0 if wide else sum(head.count(byte) for byte in _CONTROLS)
    if strange > 4 and strange > len(head) // 20:  # a stray NUL or two is no reason
        raise BadInput("not text, and no format that is read", where=str(file), remedy=f"Export it as {_READ}")
    text = text.lstrip("\ufeff \t\r\n\0")
    if text.startswith("From ") and _MAIL_FIELD.search(text):
        return "mbox"
    if text.startswith("<") and _TAG.search(text):
        return "html"
    if text.startswith("<?xml"):
        raise BadInput(f"{_ending(file)}, but it is XML", where=str(file), remedy=f"Export it as {_READ}")
    if text.startswith("{") and file.suffix.lower() in (".jsonl", ".ndjson"):
        return "jsonl"
    if text[:1] in ("{", "[") and (form := _json_form(text, len(head) == _HEAD)):
        return form
    if file.suffix.lower() in (".eml", ".mbox", ".mbx") or not _ENDINGS.get(file.suffix.lower()):
        match = _MAIL_HEADER.match(text)
        if match and _MAIL_FIELD.search(match[0]):
            return "mbox"
    if file.suffix.lower() in (".json", ".jsonl", ".ndjson"):  # let its own reader say where it is broken
        return "json" if file.suffix.lower() == ".json" and text[:1] in ("{", "[") else _lines_or_text(text)
    return "csv"


def _lines_or_text(text: str) -> str:
    return "jsonl" if any(line.lstrip().startswith("{") for line in text.splitlines()[:50]) else "csv"


def _json_form(text: str, cut: bool) -> str:
    """``json``, ``jsonl``, or "" where the text only begins like JSON."""
    lines = [line for line in text.splitlines() if line.strip()]
    whole = lines[:-1] if cut else lines
    objects = sum(_is_object(line) for line in whole[:50])
    if whole and objects * 2 > min(len(whole), 50) and len(whole) > 1:
        return "jsonl"
    try:
        json.loads(text)
        return "json"
    except RecursionError:
        return "json"
    except ValueError:
        return "json" if re.match(r'[\[{]\s*(?:[\[{"\]}]|-?\d)', text) else ""


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _zipped(file: Path) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise BadInput("a damaged archive or workbook", where=str(file), remedy="Export it again") from None
    if "xl/workbook.xml" in names or any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        return "xlsx"
    kind = "a Word document" if any(name.startswith("word/") for name in names) else "a zip archive"
    kind = "an OpenDocument file" if "mimetype" in names and "content.xml" in names else kind
    remedy = "Unpack it first" if kind == "a zip archive" else f"Save the data as {_READ}"
    raise BadInput(f"{_ending(file)}, but it is {kind}", where=str(file), remedy=remedy)


def _ending(file: Path) -> str:
    promised = _ENDINGS.get(file.suffix.lower())
    return f"its ending says {_NAMES[promised[0]]}" if promised else f"one of {_READ} is expected"


def _whole_characters(head: bytes) -> bytes:
    """``head`` without a UTF-8 character that the cut went through."""
    for cut in range(4):
        try:
            head[: len(head) - cut].decode("utf-8")
            return head[: len(head) - cut]
        except UnicodeDecodeError:
            continue
    return head
