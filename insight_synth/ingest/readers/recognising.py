"""What a file holds, told by its content, with its ending only where content alone cannot decide.

It gives the name of a form that a reader exists for, or refuses with what the file is and what a person can do about
it. It reads no rows.
"""

from __future__ import annotations

import json
import mmap
import re
import struct
import zipfile
from pathlib import Path
from typing import Literal

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.encoding import decoded

__all__ = ["NAMES", "READ", "Form", "form_of", "promised_forms"]

Form = Literal[
    "csv", "notes", "xlsx", "xls", "ods", "parquet", "json", "jsonl", "html", "xml", "mbox", "docx",
    "gzip", "bzip2", "xz", "zip", "tar",
]  # fmt: skip

READ = "CSV, TSV, XLSX, ODS, JSON, Parquet, HTML, XML, mbox, DOCX or plain text"

NAMES: dict[Form, str] = {
    "csv": "delimited text", "notes": "plain text", "xlsx": "an XLSX workbook", "xls": "an old XLS workbook",
    "ods": "an OpenDocument spreadsheet", "parquet": "Parquet", "json": "JSON", "jsonl": "JSON lines", "html": "HTML",
    "xml": "XML", "mbox": "e-mail", "docx": "a Word document", "gzip": "a gzip archive", "bzip2": "a bzip2 archive",
    "xz": "an xz archive", "zip": "a zip archive", "tar": "a tar archive",
}  # fmt: skip

# Many systems call any table of theirs .xls, and any text .txt: those endings promise little.
_PROMISED: dict[str, tuple[Form, ...]] = {
    ".csv": ("csv",), ".tsv": ("csv",), ".tab": ("csv",), ".xlsx": ("xlsx",), ".xlsm": ("xlsx",),
    ".xls": ("xls", "xlsx", "html", "xml", "csv"), ".ods": ("ods",), ".parquet": ("parquet",), ".pq": ("parquet",),
    ".json": ("json", "jsonl"), ".jsonl": ("jsonl", "json"), ".ndjson": ("jsonl", "json"), ".html": ("html",),
    ".htm": ("html",), ".xml": ("xml", "html"), ".mbox": ("mbox",), ".mbx": ("mbox",), ".eml": ("mbox",),
    ".docx": ("docx",), ".md": ("notes",), ".markdown": ("notes",), ".gz": ("gzip",), ".tgz": ("gzip",),
    ".bz2": ("bzip2",), ".xz": ("xz",), ".zip": ("zip",), ".tar": ("tar",),
}  # fmt: skip

_PICTURE = ("a picture", f"Write out what it says, or export the data as {READ}")
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", f"Export the data behind it as {READ}"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first, or pack it as zip"),
    (b"Rar!", "a RAR archive", "Unpack it first, or pack it as zip"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "Unpack it first, or pack it as gzip"),
    (b"\x89PNG", *_PICTURE),
    (b"\xff\xd8\xff", *_PICTURE),
    (b"GIF8", *_PICTURE),
    (b"II*\0", *_PICTURE),
    (b"MM\0*", *_PICTURE),
    (b"RIFF", "a picture, a sound or a film", f"Export the data as {READ}"),
    (b"ID3", "a sound recording", "Have it transcribed, and add the text"),
    (b"OggS", "a sound recording", "Have it transcribed, and add the text"),
    (b"SQLite format 3", "a database", f"Export its table as {READ}"),
    (b"{\\rtf", "a rich text document", "Save it as DOCX or plain text"),
    (b"$FL2", "an SPSS file", "Export it as CSV with labels instead of codes"),
    (b"ORC", "an ORC file", "Save it as Parquet or CSV"),
    (b"ARROW1", "an Arrow file", "Save it as Parquet or CSV"),
)
_PACKED: tuple[tuple[bytes, Form], ...] = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: tuple[tuple[str, str, str], ...] = (
    ("EncryptedPackage", "a workbook or document with a password", "Save it without a password"),
    ("WordDocument", "an old Word document", "Save it as DOCX"),
    ("PowerPoint Document", "an old presentation", f"Export the data as {READ}"),
    ("__properties_version1.0", "an Outlook message", "Save it as EML or mbox"),
)
_DBF_VERSIONS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x83\x8b\x8c\xcb\xf5")
_CONTROLS = tuple(bytes([code]) for code in range(32) if chr(code) not in "\t\n\r\f\x1a\x1b")
_HTML_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|table|div|article|section|main|ul|ol|p|h[1-6]|span|br|style|meta)\b", re.I
)
_HTML_ROOT = re.compile(r"\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_XML_ROOT = re.compile(r"(?:<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?>\s*)*<([A-Za-z_][\w.:-]*)[\s/>]", re.S)
_SQL = re.compile(
    r"(?:\s*(?:--[^\n]*|/\*.*?\*/;?)\s*)*(?:create\s+table|insert\s+into|drop\s+table|begin\s+transaction|pragma\s+\w+|"
    r"select\s[^,;\t]+?(?:\sas\s|\sfrom\s)|set\s+\w+\s*=|use\s+`|copy\s+\S+\s*\()",
    re.I | re.S,
)
_JSON_START = re.compile(r'[\[{]\s*(?:[\[{"\]}]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*[,\]])')  # no [12.3.2025, 14:05]
_MAIL_HEADER = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*:[ \t].*(?:\r?\n[ \t].*)*\r?\n){2,}")
_MAIL_FIELD = re.compile(r"^(?:From|Received|Return-Path|Message-ID|Date|Subject):", re.IGNORECASE | re.MULTILINE)
_HEAD = 64 * 1024


def promised_forms(file: Path) -> tuple[Form, ...]:
    """The forms that the ending of ``file`` allows; none where it says nothing."""
    return _PROMISED.get(file.suffix.lower(), ())


def form_of(file: Path) -> Form:
    """The form of what ``file`` holds, whatever its ending says.

    Raises:
        BadInput: no such file, nothing in it, or a format that is not read.
    """
    head = _head(file)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _form_of_zip(file)
    for signature, form in _PACKED:
        if head.startswith(signature):
            return form
    if head[257:262] == b"ustar":
        return "tar"
    if head.startswith(_OLE):
        return _form_of_ole(file)
    if head.startswith(b"PAR1"):
        return "parquet"
    for signature, what, remedy in _SIGNATURES:
        if head.startswith(signature):
            raise _refused(file, what, remedy)
    if _is_dbf(head):
        raise _refused(file, "a dBASE table", "Open it in a spreadsheet program and save it as CSV")
    return _form_of_text(file, head)


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
    except FileNotFoundError:
        raise BadInput("no such file", where=str(file), remedy="Check the path") from None
    except OSError as error:
        remedy = "Name a file that can be read"
        raise BadInput(f"cannot be read: {error.strerror}", where=str(file), remedy=remedy) from None
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise BadInput("the file is empty", where=str(file), remedy="Export it again, or leave it out of exports")
    return head


def _refused(file: Path, what: str, remedy: str) -> BadInput:
    promised = promised_forms(file)
    said = f"its ending says {NAMES[promised[0]]}, but it is {what}" if promised else f"{what}, which is not read"
    return BadInput(said, where=str(file), remedy=remedy)


# ---- containers


def _form_of_zip(file: Path) -> Form:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:200] if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, RuntimeError, EOFError):
        raise BadInput("a damaged archive or workbook", where=str(file), remedy="Export it again") from None
    except Exception as error:  # zlib and lzma have errors of their own
        raise BadInput(f"a damaged archive: {error}", where=str(file), remedy="Export it again") from None
    if "xl/workbook.bin" in names:
        raise _refused(file, "a binary workbook (XLSB)", "Save it as XLSX or CSV")
    if "xl/workbook.xml" in names or any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if b"opendocument" in mimetype:
        raise _refused(file, "an OpenDocument text or presentation", "Save it as DOCX or plain text")
    if any(name.startswith("ppt/") for name in names):
        raise _refused(file, "a presentation", f"Export the data as {READ}")
    return "zip"


def _form_of_ole(file: Path) -> Form:
    """Old Office formats share one container; the names of its streams tell them apart."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:

        def has(name: str) -> bool:
            return content.find(name.encode("utf-16-le")) >= 0

        for name, what, remedy in _OLE_STREAMS[:1]:
            if has(name):
                raise _refused(file, what, remedy)
        if has("Workbook") or has("Book\0"):
            return "xls"
        for name, what, remedy in _OLE_STREAMS[1:]:
            if has(name):
                raise _refused(file, what, remedy)
    raise _refused(file, "an old Office file (or a protected one)", "Save it as XLSX or DOCX without a password")


def _is_dbf(head: bytes) -> bool:
    if len(head) < 32 or head[0] not in _DBF_VERSIONS:
        return False
    _, month, day, _, header, record = struct.unpack("<BBBIHH", head[1:12])
    return 1 <= month <= 12 and 1 <= day <= 31 and header >= 33 and (header - 1) % 32 in (0, 8, 263 % 32) and record > 0


# ---- text


def _form_of_text(file: Path, head: bytes) -> Form:
    text, encoding = decoded(_whole_characters(head))
    wide = encoding.startswith(("utf-16", "utf-32"))
    strange = 0 if wide else sum(head.count(byte) for byte in _CONTROLS)
    if strange > 4 and strange > len(head) // 20:  # a stray NUL or two is no reason
        raise BadInput("not text, and no format that is read", where=str(file), remedy=f"Export it as {READ}")
    text = text.lstrip("\ufeff \t\r\n\0")
    ending = file.suffix.lower()
    if text.startswith("From ") and _MAIL_FIELD.search(text):
        return "mbox"
    if text.startswith("<") and (form := _form_of_markup(text, ending)):
        return form
    if text.startswith("{") and ending in (".jsonl", ".ndjson"):
        return "jsonl"
    if text[:1] in ("{", "[") and (form := _form_of_json(text, len(head) == _HEAD)):
        return form
    if ending in (".eml", ".mbox", ".mbx") or not promised_forms(file):
        match = _MAIL_HEADER.match(text)
        if match and _MAIL_FIELD.search(match[0]):
            return "mbox"
    if ending in (".json", ".jsonl", ".ndjson"):  # let its own reader say where it is broken
        if ending == ".json" and text[:1] in ("{", "["):
            return "json"
        return "jsonl" if any(line.lstrip().startswith("{") for line in text.splitlines()[:50]) else "csv"
    if ending == ".sql" or (ending not in (".csv", ".tsv") and _SQL.match(text)):
        raise BadInput(
            "a script for a database", where=str(file), remedy="Run it there and export the resulting table as CSV"
        )
    if ending in (".md", ".markdown"):
        return "notes"
    if ending in (".csv", ".tsv", ".tab", ".xls"):
        return "csv"
    return _table_or_notes(file, text, len(head) == _HEAD)


def _form_of_markup(text: str, ending: str) -> Form | None:
    if _HTML_ROOT.match(text):
        return "html"
    declared = text.startswith("<?xml")
    if declared:
        text = text.partition("?>")[2].lstrip()
    root = _XML_ROOT.match(text)
    if root and not _HTML_TAG.match(text[root.start(1) - 1 :]) and (declared or ending not in (".csv", ".tsv")):
        return "xml"
    if declared:  # nothing but a declaration, or broken: its own reader says where
        return "html" if root else "xml"
    return "html" if _HTML_TAG.search(text) else None


def _form_of_json(text: str, cut: bool) -> Form | None:
    """``json``, ``jsonl``, or nothing where the text only begins like JSON."""
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
        return "json" if _JSON_START.match(text) else None  # let its own reader say where it is broken


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _table_or_notes(file: Path, text: str, cut: bool) -> Form:
    """What a ``.txt`` or a file without a telling ending holds: rows and columns, or prose."""
    from insight_synth.ingest.readers.plain_text import is_fixed_width, is_table

    if is_table(text, cut):
        return "csv"
    if is_fixed_width(text, cut):
        raise BadInput(
            "a table in columns of fixed width, whose borders the file does not say",
            where=str(file),
            remedy="Open it in a spreadsheet program, which asks for the borders, and save it as CSV",
        )
    return "notes"


def _whole_characters(head: bytes) -> bytes:
    """``head`` without a UTF-8 character that the cut went through."""
    for cut in range(4):
        try:
            head[: len(head) - cut].decode("utf-8")
            return head[: len(head) - cut]
        except UnicodeDecodeError:
            continue
    return head
