"""Whether a report still holds: every figure computed anew, every quotation compared to the letter, every page re-read.

The report is taken out of the PDF it travels in. Nothing here changes anything; what does not hold is listed.
"""

from __future__ import annotations

import dataclasses
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from insight_synth.errors import BadInput
from insight_synth.model import Citation, Snapshot
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.compose import compose
from insight_synth.report.document import Cited, Figure, Report, Section, prose_of
from insight_synth.report.ledger import Ledger
from insight_synth.report.redaction import Quotations, VerbatimText, redacted
from insight_synth.report.serial import from_json
from insight_synth.report.untrusted import printable, squeezed

ATTACHED = "report.json"
_LARGEST = 64 * 2**20  # bytes of an attached report
_AROUND = 40  # signs shown on either side of a difference


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that does not hold. ``str()`` of it is one line that names what, where, and both readings."""

    kind: Literal["fingerprint", "figure", "quotation", "sentence", "page"]
    what: str
    reported: str = ""
    found: str = ""
    source: str = ""
    export: str = ""
    locator: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.source, self.export, self.locator) if part)
        line = f"{self.what} ({place})" if place else self.what
        if self.reported or self.found:
            line += f": the report says {self.reported or 'nothing'!r}, the workspace {self.found or 'nothing'!r}"
        return printable(line)


def read_attached(pdf: Path) -> Report:
    """The report that travels inside ``pdf``. Where the file is not byte for byte as it was drawn, ``pages`` holds what
    its pages show, for ``discrepancies`` to compare.

    Raises:
        BadInput: no such file, not a PDF, or not a report of this product.
    """
    content = _content(pdf)
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        found = reader.attachments.get(ATTACHED) if _names_attachments(reader) else None
        creator = str(reader.metadata.creator or "") if reader.metadata else ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise BadInput(f"the PDF cannot be read ({problem})", where=str(pdf), remedy="Write the report anew") from None
    if not found or len(found[0]) > _LARGEST:
        raise BadInput(
            "the PDF carries no report of insight-synth",
            where=str(pdf),
            remedy="Give a PDF that `insight-synth report` wrote",
        )
    report = from_json(found[0].decode("utf-8", "replace"), where=f"{pdf}: {ATTACHED}")
    drawn = _drawn(report, str(pdf))
    if drawn == content:
        return report
    shown = tuple(page.extract_text() or "" for page in reader.pages)
    return dataclasses.replace(report, pages=(creator, *shown))


def discrepancies(report: Report, snapshot: Snapshot, verbatim_text: VerbatimText) -> list[Discrepancy]:
    """Everything in the report that does not hold against the snapshot and the stored texts; empty where all does.

    Args:
        report: as composed, or as ``read_attached`` took it out of a PDF; then its pages are compared too.
        snapshot: what the workspace says now.
        verbatim_text: the stored text of a verbatim by id; None where there is none.
    """
    found: list[Discrepancy] = []
    if report.fingerprint != snapshot.fingerprint:
        found.append(Discrepancy("fingerprint", "the analysis is another", report.fingerprint, snapshot.fingerprint))
    found += _figures(report, snapshot)
    found += _quotations(report, snapshot, verbatim_text)
    found += _inside(report)
    if not found:
        found += _sentences(report, snapshot)
    found += _pages(report)
    return found


# ---- figures and quotations --------------------------------------------------------------------------------------


def _figures(report: Report, snapshot: Snapshot) -> Iterator[Discrepancy]:
    ledger = Ledger(snapshot, Catalogue(report.language))
    for figure in report.figures:
        try:
            now = ledger.figure(figure.key, figure.unit)
        except LookupError:
            yield Discrepancy("figure", figure.key, figure.shown, "")
            continue
        if not _same(figure, now) or figure.shown != now.shown:
            yield Discrepancy("figure", _described(figure, ledger), figure.shown, _apart(figure, now))


def _same(one: Figure, other: Figure) -> bool:
    if isinstance(one.value, int | float) and isinstance(other.value, int | float):
        return math.isclose(one.value, other.value, rel_tol=1e-9, abs_tol=1e-12)
    return one.value == other.value


def _apart(reported: Figure, now: Figure) -> str:
    """What the workspace says, in full where rounding hides the difference."""
    return now.shown if now.shown != reported.shown else f"{now.shown} ({now.value}, not {reported.value})"


def _described(figure: Figure, ledger: Ledger) -> str:
    """The figure's key with names in place of ids."""
    parts = []
    for part in figure.key.split("/"):
        kind, _, name = part.partition(":")
        if kind == "theme":
            parts.append(f"theme {ledger.theme_name(name)!r}")
        elif kind in {"source", "advice"}:
            parts.append(f"{kind} {name}")
        else:
            parts.append(part.replace("_", " "))
    return ", ".join(parts)


def _quotations(report: Report, snapshot: Snapshot, verbatim_text: VerbatimText) -> Iterator[Discrepancy]:
    marked, with_names_left = Quotations(verbatim_text), Quotations(verbatim_text, with_names=False)
    places = {(item.verbatim_id, item.start, item.end): item for item in _citations(snapshot)}
    for cited in report.citations:
        where = {"source": cited.source, "export": cited.export, "locator": cited.locator}
        what = f"quotation [{cited.number}]"
        stored = verbatim_text(cited.verbatim_id)
        if stored is None:
            yield Discrepancy("quotation", f"{what} is no longer in the workspace", **where)
            continue
        passage = stored[cited.start : cited.end]
        held = marked.redacted(cited, passage)[0]
        # A report written where no language model was installed has the names that one written here would not.
        if cited.text not in (held, with_names_left.redacted(cited, passage)[0]):
            yield Discrepancy("quotation", what, *_difference(cited.text, held), **where)
        known = places.get((cited.verbatim_id, cited.start, cited.end))
        if known is not None and _place(known) != _place(cited):
            told, held = (", ".join(_place(item)) for item in (cited, known))
            yield Discrepancy("quotation", f"the place of {what}", told, held, **where)


def _citations(snapshot: Snapshot) -> Iterator[Citation]:
    for theme in snapshot.themes:
        yield from theme.quotes
    for answer in snapshot.answers:
        yield from answer.quotes
    for digest in snapshot.digests:
        yield from (point.sentence for point in digest.points)
    for advice in snapshot.advice:
        for reason in advice.reasons:
            yield from reason.citations


def _place(item: Citation | Cited) -> tuple[str, str, str, str]:
    return item.source, redacted(item.export)[0], item.sha256, redacted(item.locator)[0]


def _difference(reported: str, found: str) -> tuple[str, str]:
    """Both texts around the first sign in which they differ."""
    at = next((place for place, pair in enumerate(zip(reported, found, strict=False)) if pair[0] != pair[1]),
              min(len(reported), len(found)))  # fmt: skip
    start = max(0, at - _AROUND)
    opening = "…" if start else ""
    return tuple(  # type: ignore[return-value]
        f"{opening}{text[start : at + _AROUND]}{'…' if len(text) > at + _AROUND else ''}" for text in (reported, found)
    )


# ---- the report itself -------------------------------------------------------------------------------------------


def _inside(report: Report) -> Iterator[Discrepancy]:
    """Whether the running text shows the figures and quotations it names."""
    figures = {figure.id: figure for figure in report.figures}
    numbers = {cited.number for cited in report.citations}
    catalogue = Catalogue(report.language)
    for section in report.sections:
        for block in section.blocks:
            for prose in prose_of(block):
                for span in prose.spans:
                    figure = figures.get(span.figure) if span.figure else None
                    if figure is not None and span.text not in _writings(figure, catalogue):
                        yield Discrepancy("figure", f"{figure.key} in “{section.title}”", span.text, figure.shown)
                    if span.cite and (span.cite not in numbers or span.text != f"[{span.cite}]"):
                        yield Discrepancy("quotation", f"{span.text} in “{section.title}” is not quotation {span.cite}")


def _writings(figure: Figure, catalogue: Catalogue) -> set[str]:
    writings = {figure.shown}
    if figure.unit == "month" and isinstance(figure.value, str):
        writings |= {catalogue.month(figure.value, case) for case in ("in", "from")}
    return writings


def _sentences(report: Report, snapshot: Snapshot) -> Iterator[Discrepancy]:
    """Sentences that the snapshot does not give: what was said around figures that hold."""
    anew = compose(snapshot, "en" if report.language == "en" else "fi" if report.language == "fi" else "pl")
    now = {section.id: section for section in anew.sections}
    if anew.cover != report.cover:
        yield Discrepancy("sentence", "the cover", report.cover.title, anew.cover.title)
    for section in report.sections:
        given = _said(now[section.id]) if section.id in now else []
        for sentence in _said(section):
            if sentence not in given:
                yield Discrepancy("sentence", f"“{section.title}”", sentence, "")


def _said(section: Section) -> list[str]:
    return [section.title, *(prose.text for block in section.blocks for prose in prose_of(block))]


# ---- what the pages show -----------------------------------------------------------------------------------------


def _pages(report: Report) -> Iterator[Discrepancy]:
    """Where the PDF's pages show something else than the report inside it."""
    if not report.pages:
        return
    from insight_synth.report.pdf.design import as_printed
    from insight_synth.report.pdf.pages import made_with

    creator, *shown = report.pages
    whole = squeezed("".join(shown))
    missing = 0
    for cited in report.citations:
        if squeezed(as_printed(cited.text)) not in whole:
            missing += 1
            yield Discrepancy(
                "page",
                f"the pages do not show quotation [{cited.number}] as it is attached",
                source=cited.source,
                export=cited.export,
                locator=cited.locator,
            )
    for section in report.sections:
        for sentence in _said(section):
            if squeezed(as_printed(sentence)) not in whole:
                missing += 1
                yield Discrepancy("page", f"the pages do not show what is attached for “{section.title}”: {sentence!r}")
    if not missing and creator == made_with():
        yield from _redrawn(report, shown)


def _redrawn(report: Report, shown: list[str]) -> Iterator[Discrepancy]:
    """The pages against the same report drawn anew: finds what was added, and figures changed in charts."""
    import pypdf

    drawn = pypdf.PdfReader(io.BytesIO(_drawn(dataclasses.replace(report, pages=()), ATTACHED)))
    if len(drawn.pages) != len(shown):
        yield Discrepancy("page", f"the PDF has {len(shown)} pages, the report {len(drawn.pages)}")
    for number, (page, text) in enumerate(zip(drawn.pages, shown, strict=False), start=1):
        expected, got = squeezed(page.extract_text() or ""), squeezed(text)
        if expected != got:
            there, here = _difference(got, expected)
            yield Discrepancy("page", f"page {number} shows {there!r} where the attached report has {here!r}")


def _drawn(report: Report, where: str) -> bytes:
    from insight_synth.report.pdf.pages import pdf_bytes

    try:
        return pdf_bytes(report)
    except (KeyError, ValueError, IndexError, StopIteration) as problem:
        raise BadInput(
            f"the attached report is damaged ({problem!r})", where=where, remedy="Write the report anew"
        ) from None


def _content(pdf: Path) -> bytes:
    try:
        content = pdf.read_bytes()
    except OSError as problem:
        reason = problem.strerror or "it cannot be opened"
        raise BadInput(f"the file cannot be read ({reason})", where=str(pdf), remedy="Check the path") from None
    if not content.startswith(b"%PDF-"):
        raise BadInput("this is not a PDF", where=str(pdf), remedy="Give a PDF that `insight-synth report` wrote")
    return content


def _names_attachments(reader: object) -> bool:
    """Whether the PDF has a tree of embedded files at all; asking an absent one raises in some files."""
    root = reader.trailer["/Root"]  # type: ignore[attr-defined]
    return "/Names" in root and "/EmbeddedFiles" in root["/Names"]
