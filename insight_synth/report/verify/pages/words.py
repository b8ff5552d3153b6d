"""A PDF that an earlier version of the product drew: its pages cannot be drawn again as they were, so their words are
compared, and what no version ever draws (images, notes, scripts, forms) is found.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from insight_synth.report.document import Report, cited_in, prose_of
from insight_synth.report.serial import evidence_csv
from insight_synth.report.untrusted import squeezed
from insight_synth.report.verify.discrepancy import Discrepancy, difference
from insight_synth.report.verify.pages.opening import attached_files

_FILES = frozenset({"report.json", "evidence.csv"})
_NEVER = {"/AcroForm": "a form", "/OpenAction": "something that runs", "/AA": "something that runs",
          "/OCProperties": "layers that can be hidden"}  # fmt: skip


def missing_words(report: Report, given: Any) -> Iterator[Discrepancy]:
    """What the report says and no page shows, and what no version of the product draws."""
    from insight_synth.report.pdf.design import as_printed

    pages = list(given.pages)
    whole = squeezed("".join(page.extract_text() or "" for page in pages))
    shown = {number for section in report.sections for block in section.blocks for number in cited_in(block)}
    for cited in report.citations:
        if cited.number in shown and squeezed(as_printed(cited.text)) not in whole:
            yield Discrepancy(
                "page", f"the pages do not show quotation [{cited.number}] as it is attached",
                source=cited.source, export=cited.export, locator=cited.locator,
            )  # fmt: skip
    for section in report.sections:
        for sentence in (section.title, *(prose.text for block in section.blocks for prose in prose_of(block))):
            if squeezed(as_printed(sentence)) not in whole:
                yield Discrepancy("page", f"the pages do not show what is attached for “{section.title}”: {sentence!r}")
    yield from _foreign(given, pages)
    yield from _evidence(report, given)


def _evidence(report: Report, given: Any) -> Iterator[Discrepancy]:
    """The quotations as CSV, in the columns that both versions write."""
    inside = dict(attached_files(given)).get("evidence.csv", b"").decode("utf-8", "replace")
    held, expected = (list(csv.DictReader(io.StringIO(text, newline=""))) for text in (inside, evidence_csv(report)))
    columns = [name for name in (expected[0] if expected else {}) if held and name in held[0]]
    if len(held) != len(expected) or (expected and "text" not in columns):
        yield Discrepancy("file", "the file evidence.csv inside does not hold the quotations of the report")
        return
    for row, (told, known) in enumerate(zip(held, expected, strict=True), start=1):
        for name in columns:
            if told[name] != known[name]:
                there, here = difference(told[name] or "", known[name])
                yield Discrepancy("file", f"the file evidence.csv inside, row {row}, {name}", there, here,
                                  beside="the attached report")  # fmt: skip


def _foreign(given: Any, pages: list[Any]) -> Iterator[Discrepancy]:
    root = given.trailer["/Root"].get_object()
    names = root["/Names"].get_object() if "/Names" in root else {}
    for key, told in sorted(_NEVER.items()):
        if key in root:
            yield Discrepancy("file", f"the PDF has {told}, which no report has")
    if "/JavaScript" in names:
        yield Discrepancy("file", "the PDF has scripts, which no report has")
    for name, _ in attached_files(given):
        if name not in _FILES:
            yield Discrepancy("file", f"a file was put inside that no report has: {name!r}")
    for number, page in enumerate(pages, start=1):
        held = page.get("/Annots")
        kinds = {str(note.get_object().get("/Subtype", "")) for note in (held.get_object() if held else [])}
        for kind in sorted(kinds - {"/Link"}):
            yield Discrepancy("page", f"page {number} has a note ({kind.strip('/')}), which no report has", page=number)
        resources = page.get("/Resources")
        if resources is not None and "/XObject" in resources.get_object():
            yield Discrepancy("page", f"page {number} holds an image, which no report has", page=number)
