"""What a reader sees in each format, read with other code than wrote it: white space left out."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pypdf
from lxml import etree
from lxml import html as parser

from insight_synth.report.untrusted import squeezed

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTHING = re.compile(r"(?!)")
_FOOT, _HEAD = 58.0, 780.0  # above and below what runs along the pages, in points


def shown(path: Path) -> str:
    """All text that the file shows; ``plain`` says without what."""
    return plain(_READERS[path.suffix](path))


def plain(text: str) -> str:
    """A text without white space, without the mark of what people wrote, and with ``[^3]``, a note's number in
    Markdown, as ``[3]``."""
    return re.sub(r"\[\^(\d+)\]", r"[\1]", squeezed(text).replace("†", ""))


def acting(path: Path) -> list[str]:
    """What in the file would act: markup that is not the renderer's own, scripts, formulas, links to the outside."""
    return _ACTING[path.suffix](path)


def rows(text: str) -> list[dict[str, str]]:
    """The rows of ``evidence.csv``."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _pdf(path: Path) -> str:
    parts: list[str] = []

    def visit(text: str, matrix: list[float], position: list[float], *_: Any) -> None:
        height = matrix[5] + position[5] * (matrix[3] or 1)
        if _FOOT < height < _HEAD:
            parts.append(text)

    with patch("pypdf._text_extraction.RTL_CHARACTER_PATTERN", _NOTHING):  # letters as they stand, not turned round
        for page in pypdf.PdfReader(path).pages:
            page.extract_text(visitor_text=visit)
    return "".join(parts)


def _pdf_acting(path: Path) -> list[str]:
    reader = pypdf.PdfReader(path)
    found = [
        str(action)
        for page in reader.pages
        for item in page.get("/Annots") or []
        if (action := item.get_object().get("/A")) is not None and action.get_object().get("/S") != "/GoTo"
    ]
    found += [name for name in ("/OpenAction", "/AA") if name in reader.root_object]
    found += ["/JavaScript"] * ("/JavaScript" in (reader.root_object.get("/Names") or {}))
    return found + [image.name for page in reader.pages for image in page.images]


def _html(path: Path) -> str:
    page = parser.document_fromstring(path.read_bytes())
    return "".join(page.xpath("//body//text()[not(parent::script)]"))


def _html_acting(path: Path) -> list[str]:
    page = parser.document_fromstring(path.read_bytes())
    strange = page.xpath(
        "//img|//iframe|//object|//embed|//link|//form|//base|//script[@type!='application/json']|//ondraw"
    )
    events = [str(name) for element in page.iter() for name in element.attrib if str(name).startswith("on")]
    return [part.tag for part in strange] + events + [link for link in page.xpath("//@href|//@src") if link[0] != "#"]


def _markdown(path: Path) -> Any:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    return parser.document_fromstring(f"<div>{made.render(path.read_text(encoding='utf-8'))}</div>")


def _markdown_text(path: Path) -> str:
    return str(_markdown(path).text_content())


def _markdown_acting(path: Path) -> list[str]:
    page = _markdown(path)
    strange = page.xpath("//img|//script|//iframe|//ondraw|//svg|//font|//meta|//base|//code|//pre|//s|//em")
    return [part.tag for part in strange] + [link for link in page.xpath("//a/@href") if not link.startswith("#")]


def _cells(path: Path) -> list[Any]:
    book = openpyxl.load_workbook(path)
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def _xlsx(path: Path) -> str:
    return "\n".join(str(cell.value) for cell in _cells(path))


def _xlsx_acting(path: Path) -> list[str]:
    cells = _cells(path)
    found = [cell.coordinate for cell in cells if cell.data_type == "f"]
    found += [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target]
    with zipfile.ZipFile(path) as held:
        parts = [name for name in held.namelist() if name.startswith("xl/")]
        return found + [name for name in parts if b"<f>" in held.read(name) or "external" in name.lower()]


def _docx(path: Path) -> str:
    with zipfile.ZipFile(path) as held:
        page = etree.fromstring(held.read("word/document.xml"))
    return "".join(part.text or "" for part in page.iter(f"{_WORD}t"))


def _docx_acting(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as held:
        page = etree.fromstring(held.read("word/document.xml"))
        related = [held.read(name) for name in held.namelist() if name.endswith(".rels")]
    fields = [part.text or "" for part in page.iter(f"{_WORD}instrText")]
    fields += [part.get(f"{_WORD}instr", "") for part in page.iter(f"{_WORD}fldSimple")]
    known = ("PAGE", "NUMPAGES", "TOC", "PAGEREF", "REF", "HYPERLINK \\l")
    return [field for field in fields if not field.strip().startswith(known)] + [
        "External" for content in related if b'"External"' in content
    ]


def _json(path: Path) -> str:
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(inner)
        if isinstance(value, dict) and "spans" in value:
            found.append("".join(span.get("text", "") for span in value["spans"]))

    walk(json.loads(path.read_text(encoding="utf-8")))
    return "\n".join(found)


_READERS: dict[str, Callable[[Path], str]] = {
    ".pdf": _pdf, ".html": _html, ".md": _markdown_text, ".xlsx": _xlsx, ".docx": _docx, ".json": _json,
}  # fmt: skip
_ACTING: dict[str, Callable[[Path], list[str]]] = {
    ".pdf": _pdf_acting, ".html": _html_acting, ".md": _markdown_acting, ".xlsx": _xlsx_acting, ".docx": _docx_acting,
    ".json": lambda _: [],
}  # fmt: skip
