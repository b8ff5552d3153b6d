"""A PDF whose pages show anything but the report inside it is found out; one that was only saved again is not."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from insight_synth.report import Report, examined, read_attached, render
from tests.report.verify.planting import PLANTED

Tamper = Callable[[pypdf.PdfWriter], None]


def saved(pdf: Path, out: Path, tamper: Tamper) -> Path:
    writer = pypdf.PdfWriter(clone_from=pdf)
    tamper(writer)
    writer.write(out)
    return out


def name(text: str) -> NameObject:
    return NameObject(text)


def rectangle(*sides: float) -> ArrayObject:
    return ArrayObject(FloatObject(side) for side in sides)


def drawn(data: bytes, page: int = 2) -> Tamper:
    """Something drawn over a page."""

    def tamper(writer: pypdf.PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(data)
        held: Any = writer.pages[page]
        before = held.raw_get("/Contents")
        parts = list(before) if isinstance(before, list) else [before]
        held[name("/Contents")] = ArrayObject([*parts, writer._add_object(stream)])

    return tamper


def rewritten(change: Callable[[bytes], bytes], page: int = 2) -> Tamper:
    """What a page draws, changed."""

    def tamper(writer: pypdf.PdfWriter) -> None:
        stream = DecodedStreamObject()
        contents = writer.pages[page].get_contents()
        assert contents is not None
        data = change(contents.get_data())
        assert data != contents.get_data()
        stream.set_data(data)
        writer.pages[page][name("/Contents")] = writer._add_object(stream)

    return tamper


def image(writer: pypdf.PdfWriter) -> None:
    picture = StreamObject()
    picture.set_data(zlib.compress(b"\xff" * 300))
    picture.update({
        name("/Type"): name("/XObject"), name("/Subtype"): name("/Image"), name("/Width"): NumberObject(10),
        name("/Height"): NumberObject(10), name("/ColorSpace"): name("/DeviceRGB"),
        name("/BitsPerComponent"): NumberObject(8), name("/Filter"): name("/FlateDecode"),
    })  # fmt: skip
    page: Any = writer.pages[2]
    resources = DictionaryObject(page["/Resources"])
    resources[name("/XObject")] = DictionaryObject({name("/Over"): writer._add_object(picture)})
    page[name("/Resources")] = resources
    drawn(b"q 200 0 0 60 60 600 cm /Over Do Q")(writer)


def note(subtype: str, **more: Any) -> Tamper:
    """Something laid upon a page."""

    def tamper(writer: pypdf.PdfWriter) -> None:
        laid = DictionaryObject({
            name("/Type"): name("/Annot"), name("/Subtype"): name(subtype), name("/Rect"): rectangle(60, 600, 300, 660),
            name("/Contents"): TextStringObject("80% are happy"),
        })  # fmt: skip
        laid.update({name(f"/{key}"): held for key, held in more.items()})
        page: Any = writer.pages[2]
        held = list(page["/Annots"]) if "/Annots" in page else []
        page[name("/Annots")] = ArrayObject([*held, writer._add_object(laid)])

    return tamper


def link(change: Callable[[Any], None]) -> Tamper:
    """The first link of the file, changed."""

    def tamper(writer: pypdf.PdfWriter) -> None:
        page: Any = next(page for page in writer.pages if "/Annots" in page)
        change(page["/Annots"][0].get_object())

    return tamper


def to_the_web(held: Any) -> None:
    held.pop(name("/Dest"), None)
    action = {name("/S"): name("/URI"), name("/URI"): TextStringObject("https://example.com")}
    held[name("/A")] = DictionaryObject(action)


def font_swapped(writer: pypdf.PdfWriter) -> None:
    page: Any = writer.pages[2]
    held: Any = page["/Resources"]
    resources = DictionaryObject(held)
    fonts = DictionaryObject(held["/Font"].get_object())
    first = next(iter(fonts))
    fonts[name(first)] = DictionaryObject({
        name("/Type"): name("/Font"), name("/Subtype"): name("/Type1"), name("/BaseFont"): name("/Helvetica"),
    })  # fmt: skip
    resources[name("/Font")] = fonts
    page[name("/Resources")] = resources


def font_program(writer: pypdf.PdfWriter) -> None:
    """A font whose letters look otherwise: the words stay, what is seen does not."""
    objects: list[Any] = list(writer._objects)
    program = next(held["/FontFile2"] for held in objects if isinstance(held, dict) and "/FontFile2" in held)
    data = bytearray(program.get_data())
    data[len(data) // 2] ^= 0xFF
    program.set_data(bytes(data))


def without(page: int) -> Tamper:
    def tamper(writer: pypdf.PdfWriter) -> None:
        writer.remove_page(page)

    return tamper


def twice(writer: pypdf.PdfWriter) -> None:
    writer.insert_page(writer.pages[2], 3)


def blank(writer: pypdf.PdfWriter) -> None:
    writer.add_blank_page(595, 842)


def reordered(writer: pypdf.PdfWriter) -> None:
    root: Any = writer.root_object
    kids = root["/Pages"]["/Kids"]
    kids[1], kids[2] = list.__getitem__(kids, 2), list.__getitem__(kids, 1)


def turned(writer: pypdf.PdfWriter) -> None:
    writer.pages[2].rotate(180)


def box(key: str) -> Tamper:
    def tamper(writer: pypdf.PdfWriter) -> None:
        writer.pages[2][name(key)] = rectangle(0, 0, 595, 300)

    return tamper


def attachment(file: str, content: bytes | Callable[[bytes], bytes]) -> Tamper:
    """A file inside, put in or changed."""

    def tamper(writer: pypdf.PdfWriter) -> None:
        root: Any = writer.root_object
        entries: Any = root["/Names"]["/EmbeddedFiles"]["/Names"]
        for at in range(0, len(entries), 2):
            if entries[at] == file and callable(content):
                stream: Any = entries[at + 1].get_object()["/EF"]["/F"].get_object()
                stream.set_data(content(stream.get_data()))
                return
        assert isinstance(content, bytes)
        writer.add_attachment(file, content)

    return tamper


def in_root(key: str, held: Any) -> Tamper:
    def tamper(writer: pypdf.PdfWriter) -> None:
        writer.root_object[name(key)] = held

    return tamper


def script(writer: pypdf.PdfWriter) -> None:
    run = DictionaryObject({name("/S"): name("/JavaScript"), name("/JS"): TextStringObject("app.alert('hello')")})
    tree = DictionaryObject({name("/Names"): ArrayObject([TextStringObject("run"), run])})
    root: Any = writer.root_object
    root["/Names"][name("/JavaScript")] = tree


def metadata(**said: str) -> Tamper:
    return lambda writer: writer.add_metadata({f"/{key}": held for key, held in said.items()})


def bookmark(writer: pypdf.PdfWriter) -> None:
    writer.add_outline_item(title="All is well", page_number=0)


def first_text(data: bytes) -> bytes:
    """The first text shown, without its last sign."""
    at = data.index(b") Tj")
    return data[: at - 1] + data[at:]


OVER = b" q 1 1 1 rg 60 600 200 40 re f Q"
TAMPERED: dict[str, tuple[Tamper, str]] = {
    "a text edited": (rewritten(first_text), "page 3"),
    "a rectangle over the text": (drawn(OVER), "page 3"),
    "an inked page": (drawn(OVER, 0), "page 1"),
    "an image over the text": (image, "page 3"),
    "text added": (drawn(b"BT /F1 12 Tf 60 700 Td (80%) Tj ET"), "page 3"),
    "hidden text": (drawn(b"BT 3 Tr /F1 12 Tf 60 700 Td (80%) Tj ET"), "page 3"),
    "a line through a figure": (drawn(b"q 60 700 m 300 700 l S Q"), "page 3"),
    "a colour made white": (rewritten(lambda data: b"1 1 1 rg " + data), "page 3"),
    "text made invisible": (rewritten(lambda data: data.replace(b"BT", b"BT 3 Tr", 1)), "page 3"),
    "a note": (note("/FreeText", DA=TextStringObject("/Helv 12 Tf")), "page 3"),
    "a stamp": (note("/Stamp"), "page 3"),
    "a square": (note("/Square", IC=rectangle(1, 1, 1)), "page 3"),
    "a link more": (note("/Link"), "page 3"),
    "a link retargeted": (link(to_the_web), "leads elsewhere"),
    "a link to another page": (link(lambda held: held["/Dest"].__setitem__(3, FloatObject(1))), "leads elsewhere"),
    "a link moved": (link(lambda held: held.__setitem__(name("/Rect"), rectangle(1, 2, 3, 4))), "a link elsewhere"),
    "a page left out": (without(2), "page 3 of the report is missing"),
    "a page twice": (twice, "page 4 is page 3 of the report once more"),
    "a page more": (blank, "pages, the report"),
    "pages in another order": (reordered, "out of its order"),
    "a page cut": (box("/CropBox"), "CropBox"),
    "a page turned": (turned, "Rotate"),
    "a font swapped": (font_swapped, "other fonts"),
    "a font drawn otherwise": (font_program, "other fonts"),
    "evidence changed": (attachment("evidence.csv", lambda held: held.replace(b"2026", b"2019", 1)), "evidence.csv"),
    "a file put inside": (attachment("terms.txt", b"hello"), "terms.txt"),
    "a form": (in_root("/AcroForm", DictionaryObject({name("/Fields"): ArrayObject()})), "a form"),
    "layers": (in_root("/OCProperties", DictionaryObject({name("/OCGs"): ArrayObject()})), "layers"),
    "an action": (in_root("/OpenAction", DictionaryObject({name("/S"): name("/JavaScript")})), "runs"),
    "a script": (script, "script"),
    "the title": (metadata(Title="All is well"), "title"),
    "what drew it": (metadata(Creator="Somebody"), "creator"),
    "a bookmark": (bookmark, "bookmarks"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_tampered_file_is_found_out(what: str, short_pdf: Path, tmp_path: Path) -> None:
    tamper, told = TAMPERED[what]
    found = examined(saved(short_pdf, tmp_path / "tampered.pdf", tamper)).unlike
    assert {entry.because for entry in found} == {"altered"}
    assert any(told in str(entry) for entry in found), [str(entry) for entry in found]


def test_a_page_is_named_once_and_no_other(short_pdf: Path, tmp_path: Path) -> None:
    found = examined(saved(short_pdf, tmp_path / "tampered.pdf", drawn(OVER))).unlike
    assert [entry.page for entry in found] == [3]
    assert "a filled shape" in str(found[0])


@pytest.mark.parametrize("what", ["value and digit of a figure", "a letter of a quotation", "a bar's share"])
def test_pages_that_were_left_as_they_were_betray_a_changed_report(
    what: str, short: Report, short_pdf: Path, tmp_path: Path
) -> None:
    from insight_synth.report import to_json

    changed = to_json(PLANTED[what](short)).encode()
    tampered = saved(short_pdf, tmp_path / "tampered.pdf", attachment("report.json", lambda _: changed))
    assert examined(tampered).unlike


def test_a_file_of_another_version_is_held_to_its_words(short_pdf: Path, tmp_path: Path) -> None:
    older = metadata(Creator="insight_synth report 0, reportlab 4.0")
    read = examined(saved(short_pdf, tmp_path / "older.pdf", older))
    assert read.unlike == ()
    assert "Another version" in read.notes[0]

    def both(writer: pypdf.PdfWriter) -> None:
        older(writer)
        note("/FreeText")(writer)

    assert "FreeText" in str(examined(saved(short_pdf, tmp_path / "noted.pdf", both)).unlike[0])


def test_an_untouched_file_and_one_saved_again_hold(short: Report, short_pdf: Path, tmp_path: Path) -> None:
    assert (examined(short_pdf).unlike, examined(short_pdf).notes) == ((), ())
    again = saved(short_pdf, tmp_path / "again.pdf", pypdf.PdfWriter.compress_identical_objects)
    read = examined(again)
    assert read.unlike == ()
    assert "saved the file again" in read.notes[0]
    assert read_attached(again) == short


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize(
    "how", [["--linearize"], ["--qdf", "--object-streams=disable"], ["--object-streams=generate", "--recompress-flate"]]
)
def test_a_file_packed_otherwise_holds(how: list[str], short_pdf: Path, tmp_path: Path) -> None:
    subprocess.run(["qpdf", *how, short_pdf, tmp_path / "packed.pdf"], check=True)
    assert examined(tmp_path / "packed.pdf").unlike == ()


def test_a_report_altered_and_drawn_anew_agrees_with_itself_only(short: Report, tmp_path: Path) -> None:
    """What cannot be told without the workspace: the figures are wrong, but everywhere alike."""
    place, held = next((at, held) for at, held in enumerate(short.figures) if held.key == "totals/rejects")
    wrong = dataclasses.replace(held, value=777, shown="777")
    altered = dataclasses.replace(short, figures=(*short.figures[:place], wrong, *short.figures[place + 1 :]))
    assert all("rejects" in str(entry) for entry in examined(render(altered, tmp_path / "altered.pdf")).unlike)
