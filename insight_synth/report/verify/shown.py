"""What a report in HTML, XLSX, DOCX or JSON carries and shows, held against the same report written anew.

A file that was saved again by another program holds the same words in another form: then its words are compared, piece
by piece. Everything is read under caps, and nothing outside the file is ever asked for.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.report.document import Report
from insight_synth.report.untrusted import squeezed
from insight_synth.report.verify.discrepancy import Discrepancy

LARGEST = 256 * 2**20
"""Bytes of a file that is looked into, and of what it unpacks to."""
PART = "insight-synth/report.json"
SCRIPT = "insight-synth-report"
SAVED_AGAIN = "Another program saved the file again; it shows what the attached report says."
_MOST_PARTS = 5_000
_MOST_CELLS = 3_000_000
_MAIN = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
_OF_SAVING = ("docProps/", "_rels/", "[Content_Types].xml")  # parts that say how a file was saved
_SHOWING = ("media/", "embeddings/", "vba", "activex", "externallink", "drawing")
_HIDING = (
    b"<w:vanish", b"<w:webHidden", b"<w:del ", b"<w:ins ", b"<w:instrText", b"<w:altChunk", b"<w:object", b"<w:pict",
    b"<w:sym ", b"<m:t", b'hidden="1"', b'hidden="true"', b'state="hidden"', b'state="veryHidden"',
    b'TargetMode="External"', b"<f>", b"<f ",
)  # fmt: skip
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_TOLD = 200


def kind_of_archive(content: bytes, where: str) -> str:
    """xlsx or docx, by the parts of the archive."""
    parts = _parts(content, where)
    found = [kind for kind, main in _MAIN.items() if main in parts]
    if len(found) != 1:
        raise BadInput("this archive is no workbook and no document", where=where, remedy="Give a report of ours")
    return found[0]


def carried_report(content: bytes, ending: str, where: str) -> bytes | None:
    """The report's JSON that the file carries; None where it carries none."""
    if ending == "json":
        return content
    if ending == "html":
        scripts = [node for node in _page(content, where).iter("script") if node.get("id") == SCRIPT]
        if len(scripts) > 1:
            raise BadInput("the page carries more than one report", where=where, remedy="Give the original")
        return (scripts[0].text or "").strip().encode("utf-8", "replace") if scripts else None
    parts = _parts(content, where)
    return parts[PART]() if PART in parts else None


def unlike(content: bytes, ending: str, report: Report, where: str) -> tuple[list[Discrepancy], list[str]]:
    """In what the file differs from ``report`` written anew in its format, and how that was found."""
    if ending == "json":
        return [], []  # it shows nothing but what it is
    anew = _written(report, ending, where)
    if anew == content:
        return [], []
    with _readable(where):
        if ending == "html":
            found = list(_pieces_apart(_html(content, where), _html(anew, where), str))
            if not found and content.split() != anew.split():
                # Browsers may read it otherwise than this reader does: only white space may differ.
                found = [Discrepancy("file", "the page is not written as the product writes it")]
            return found, [] if found else [SAVED_AGAIN]
        given, expected = _parts(content, where), _parts(anew, where)
        if _same_parts(given, expected):
            return [], [SAVED_AGAIN]
        if ending == "xlsx":
            shows, expects = list(_cells(content)), list(_cells(anew))
        else:
            shows, expects = list(_paragraphs(given)), list(_paragraphs(expected))
        found = [*_pieces_apart(shows, expects), *_foreign(given, expected)]
        return (found or list(_looks_apart(given, expected))), []


def _written(report: Report, ending: str, where: str) -> bytes:
    from insight_synth.report.rendering import render

    with tempfile.TemporaryDirectory() as folder:
        try:
            return render(report, Path(folder) / f"report.{ending}").read_bytes()
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as problem:
            reason = (str(problem).strip().split("\n")[0] or type(problem).__name__)[:120]
            raise BadInput(f"the attached report is damaged ({reason})", where=where, remedy="Write it anew") from None


@contextmanager
def _readable(where: str) -> Iterator[None]:
    """What a damaged or hostile file makes its readers raise, told as BadInput."""
    from lxml.etree import LxmlError

    try:
        yield
    except (
        LxmlError, ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError,
        OSError, RuntimeError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
    ) as problem:  # fmt: skip
        reason = (str(problem).strip().split("\n")[0] or type(problem).__name__)[:120]
        raise BadInput(
            f"the file is damaged or cannot be read ({reason})", where=where, remedy="Give the original"
        ) from None


# ---- archives ----------------------------------------------------------------------------------------------------


def _parts(content: bytes, where: str) -> dict[str, Callable[[], bytes]]:
    """The parts of an archive by name, each read when it is asked for."""
    with _readable(where):
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if len(names) > _MOST_PARTS or len(set(names)) != len(names):
            raise ValueError("too many parts, or two of one name")
        if any(entry.flag_bits & 1 for entry in entries):
            raise ValueError("it is locked")
        if sum(entry.file_size for entry in entries) > LARGEST:
            raise ValueError("it unpacks to more than a report of ours can be")
    return {name: lambda name=name: _part(archive, name, where) for name in names}  # type: ignore[misc]


def _part(archive: zipfile.ZipFile, name: str, where: str) -> bytes:
    with _readable(where), archive.open(name) as part:
        return part.read(LARGEST)


def _same_parts(one: dict[str, Callable[[], bytes]], other: dict[str, Callable[[], bytes]]) -> bool:
    """Whether two archives hold the same, packed and ordered however they are; the report itself was read already."""
    names = [{name for name in side if not name.startswith("docProps/") and name != PART} for side in (one, other)]
    return names[0] == names[1] and all(one[name]() == other[name]() for name in names[0])


def _foreign(given: dict[str, Any], expected: dict[str, Any]) -> Iterator[Discrepancy]:
    """Parts that can show or do something and that the report written anew does not have, and what hides words."""
    for name in sorted(set(given) - set(expected)):
        if any(part in name.lower() for part in _SHOWING):
            yield Discrepancy("file", f"the file holds something that the report does not: {name!r}")
    for name in sorted(name for name in given if name.endswith((".xml", ".rels"))):
        held = given[name](), expected[name]() if name in expected else b""
        if any(held[0].count(sign) > held[1].count(sign) for sign in _HIDING):
            yield Discrepancy("file", f"{name!r} hides words, or holds a field or link that the report does not")


def _looks_apart(given: dict[str, Any], expected: dict[str, Any]) -> Iterator[Discrepancy]:
    """Parts that show the same words and are written otherwise: white letters, say, or a narrow column. Programs that
    save such a file again drop the report, so that none of them is why.
    """
    names = {name for name in {*given, *expected} if not name.startswith(_OF_SAVING) and name != PART}
    for name in sorted(names):
        one, other = (side[name]() if name in side else b"" for side in (given, expected))
        if _settled(name, one) != _settled(name, other):
            yield Discrepancy("file", f"{name!r} is not written as this version of the product writes it")


def _settled(name: str, content: bytes) -> bytes:
    """An XML part as it is compared, however its writer put quotes and spaces."""
    from lxml import etree

    if not content or not name.endswith((".xml", ".rels")):
        return content
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return bytes(etree.tostring(etree.fromstring(content, parser), method="c14n"))
    except etree.LxmlError:  # it holds what the product writes nowhere
        return content


def _paragraphs(parts: dict[str, Callable[[], bytes]]) -> Iterator[str]:
    """Every paragraph of a document, its headers, footers and notes."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for name in sorted(parts):
        if name.startswith("word/") and name.endswith(".xml") and "/" not in name[5:]:
            root = etree.fromstring(parts[name](), parser)
            for paragraph in root.iter(f"{_W}p"):
                text = "".join(
                    node.text or "" if node.tag == f"{_W}t" else " "
                    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
                )
                if text.strip():
                    yield text


def _cells(content: bytes) -> Iterator[str]:
    """Every cell of a workbook, with its sheet."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    seen = 0
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            seen += len(row) + 1
            if seen > _MOST_CELLS:
                raise ValueError("it has more cells than a report of ours can have")
            for value in row:
                if value not in {None, ""}:
                    yield f"{sheet.title}: {round(value, 9) if isinstance(value, float) else value}"


# ---- HTML --------------------------------------------------------------------------------------------------------


def _page(content: bytes, where: str) -> Any:
    from lxml import html

    with _readable(where):
        parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
        return html.document_fromstring(content, parser=parser)


def _html(content: bytes, where: str) -> list[str]:
    """Every element with its attributes and its own text: a style or a script that hides words is one too."""
    found = []
    for node in _page(content, where).iter():
        if not isinstance(node.tag, str):  # a comment; what stands behind it is shown
            if (node.tail or "").strip():
                found.append(f"<!> {' '.join(node.tail.split())}")
            continue
        held = "" if node.get("id") == SCRIPT else " ".join((node.text or "").split())
        attributes = "".join(f" {name}={value!r}" for name, value in sorted(node.attrib.items()))
        after = " ".join((node.tail or "").split())
        found.append(f"<{node.tag}{attributes}> {held} … {after}" if after else f"<{node.tag}{attributes}> {held}")
    return found


def _pieces_apart(
    given: list[str], expected: list[str], settled: Callable[[str], str] = squeezed
) -> Iterator[Discrepancy]:
    """The pieces that only one of two files has, in order; ``settled`` is what of a piece counts."""
    counts = Counter(map(settled, given)), Counter(map(settled, expected))
    added, missing = (_beyond(pieces, other, settled) for pieces, other in ((given, counts[1]), (expected, counts[0])))
    beside = "the attached report"
    if len(added) == len(missing):
        for there, here in zip(added, missing, strict=True):
            yield Discrepancy("page", "what the file shows", _short(there), _short(here), beside=beside)
    else:
        for there in added:
            yield Discrepancy("page", "what the file shows", _short(there), "", beside=beside)
        for here in missing:
            yield Discrepancy("page", "what the file does not show", "", _short(here), beside=beside)
    if not added and not missing and list(map(settled, given)) != list(map(settled, expected)):
        yield Discrepancy("page", "what the file shows stands in another order than in the attached report")


def _beyond(pieces: list[str], other: Counter[str], settled: Callable[[str], str]) -> list[str]:
    left, found = Counter(other), []
    for piece in pieces:
        name = settled(piece)
        if left[name]:
            left[name] -= 1
        else:
            found.append(piece)
    return found[:_MOST_TOLD]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:159]}…"
