"""Files made to break their reader: each costs one clear line and little time."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from insight_synth.errors import BadInput
from insight_synth.report import Report, examined, to_json


def told(path: Path) -> bool:
    """Whether a file is refused in one clear line, or what is wrong with it is listed."""
    try:
        return bool(examined(path).unlike)
    except BadInput as error:
        return str(error).startswith(str(path)) and "\n" not in str(error)


def carried(writer: pypdf.PdfWriter) -> Any:
    root: Any = writer.root_object
    entries = root["/Names"]["/EmbeddedFiles"]["/Names"]
    at = list(entries).index("report.json")
    return entries[at + 1].get_object()["/EF"]["/F"].get_object()


def bomb(writer: pypdf.PdfWriter) -> None:
    """A report that unpacks to 200 MB."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(2**20)) for _ in range(200)) + packer.flush()
    stream = StreamObject()
    stream.set_data(data)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    root: Any = writer.root_object
    entries = root["/Names"]["/EmbeddedFiles"]["/Names"]
    at = list(entries).index("report.json")
    entries[at + 1].get_object()["/EF"][NameObject("/F")] = writer._add_object(stream)


def endless_names(writer: pypdf.PdfWriter) -> None:
    root: Any = writer.root_object
    tree = DictionaryObject()
    reference = writer._add_object(tree)
    tree[NameObject("/Kids")] = ArrayObject([reference, reference])
    root["/Names"][NameObject("/EmbeddedFiles")] = reference


def endless_pages(writer: pypdf.PdfWriter) -> None:
    root: Any = writer.root_object
    pages = root.raw_get("/Pages")
    pages.get_object()[NameObject("/Kids")] = ArrayObject([pages])


def endless_bookmarks(writer: pypdf.PdfWriter) -> None:
    root: Any = writer.root_object
    first = root["/Outlines"].raw_get("/First")
    first.get_object()[NameObject("/Next")] = first


def deep(writer: pypdf.PdfWriter) -> None:
    held = ArrayObject()
    for _ in range(900):
        held = ArrayObject([held])
    root: Any = writer.root_object
    root[NameObject("/ViewerPreferences")] = held


def locked(writer: pypdf.PdfWriter) -> None:
    writer.encrypt("secret", algorithm="RC4-128")


def two_reports(writer: pypdf.PdfWriter) -> None:
    root: Any = writer.root_object
    entries = root["/Names"]["/EmbeddedFiles"]["/Names"]
    at = list(entries).index("report.json")
    entries.extend([list.__getitem__(entries, at), list.__getitem__(entries, at + 1)])


HOSTILE: dict[str, Callable[[pypdf.PdfWriter], None]] = {
    "a bomb": bomb,
    "endless names": endless_names,
    "endless pages": endless_pages,
    "endless bookmarks": endless_bookmarks,
    "objects without end": deep,
    "a password": locked,
    "two reports": two_reports,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_pdf_is_one_clear_error_or_found_out(what: str, short_pdf: Path, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=short_pdf)
    HOSTILE[what](writer)
    path = tmp_path / "hostile.pdf"
    writer.write(path)
    assert told(path)


@pytest.mark.parametrize("part", [0.3, 0.9, 0.999])
def test_a_pdf_cut_short_is_one_clear_error(part: float, short_pdf: Path, tmp_path: Path) -> None:
    content = short_pdf.read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(BadInput) as error:
        examined(path)
    assert "\n" not in str(error.value)


def changed(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        made = re.sub(old, new, text)
        assert made != text
        return made

    return change


DAMAGED: dict[str, Callable[[str], str]] = {
    "another language": changed('"language":"en"', '"language":"xx"'),
    "a number that is none": changed(r'"value":\d+', '"value":NaN'),
    "a number without end": changed(r'"value":\d+', '"value":Infinity'),
    "digits without end": changed(r'"start":\d+', '"start":' + "9" * 5000),
    "lists in lists": changed(r'"citations":\[', '"citations":[' + "[" * 50_000),
    "another type": changed('"is":"Cited"', '"is":"Popen"'),
    "figures of other names": changed('"id":"f', '"id":"g'),
    "quotations of other numbers": changed(r'"number":\d+', '"number":1'),
    "columns too many": changed('"is":"Column"', '"is":"Column","width":0.0'),
    "the form before, damaged": changed(
        r'^\{.*?"report":\{', '{"format":"insight-synth-report-1","report":{"figures":[],'
    ),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_report_inside_is_one_clear_error_or_found_out(
    what: str, short: Report, short_pdf: Path, tmp_path: Path
) -> None:
    writer = pypdf.PdfWriter(clone_from=short_pdf)
    carried(writer).set_data(DAMAGED[what](to_json(short)).encode())
    path = tmp_path / "damaged.pdf"
    writer.write(path)
    assert told(path)
