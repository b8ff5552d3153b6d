"""A report against one that the workspace exported: which of its figures, quotations and words were altered since."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator

from insight_synth.report.document import Cited, Report
from insight_synth.report.verify.discrepancy import Discrepancy, difference, of_quotation
from insight_synth.report.verify.figures import apart, described, same
from insight_synth.report.verify.sentences import words_apart

_BESIDE = "as exported"
_NEAR = 60  # differences up to which a report is an exported one that was altered
_ERASED = "erased"  # the verbatim's id in a kept version once its record was erased


def altered_since(report: Report, exported: Collection[Report]) -> tuple[list[Discrepancy], Report | None]:
    """What differs from the exported report that is nearest to this one, and that report.

    Nothing where none was exported, or none is near: a report of another version of the product is not one of these.
    """
    found = [(list(_apart(report, one)), one) for one in exported]
    apart, nearest = min(found, key=lambda one: len(one[0]), default=([], None))
    return (apart, nearest) if len(apart) <= _NEAR else ([], None)


def _apart(report: Report, exported: Report) -> Iterator[Discrepancy]:
    held = {(figure.key, figure.unit): figure for figure in exported.figures}
    for figure in report.figures:
        was = held.get((figure.key, figure.unit))
        if was is None:
            yield Discrepancy("figure", described(figure), figure.shown, "", beside=_BESIDE)
        elif not same(figure, was):
            yield Discrepancy("figure", described(figure), figure.shown, apart(figure, was), beside=_BESIDE)
    numbered = {cited.number: cited for cited in exported.citations}
    placed = {(cited.verbatim_id, cited.start, cited.end): cited for cited in exported.citations}
    for cited in report.citations:
        before = placed.get((cited.verbatim_id, cited.start, cited.end)) or numbered.get(cited.number)
        if before is None or before.verbatim_id != _ERASED:
            yield from _quotation(cited, before)
    yield from words_apart(report, _with_erased(exported, report), "altered", _BESIDE)


def _quotation(cited: Cited, was: Cited | None) -> Iterator[Discrepancy]:
    what = f"quotation [{cited.number}]"
    if was is None:
        yield of_quotation(cited, what, cited.text[:80], beside=_BESIDE)
    elif was.text != cited.text:
        yield of_quotation(cited, what, *difference(cited.text, was.text), beside=_BESIDE)
    elif was != cited:
        names = [field.name for field in dataclasses.fields(Cited)]
        fields = [name for name in names if getattr(was, name) != getattr(cited, name)]
        told, held = (", ".join(str(getattr(one, name)) for name in fields) for one in (cited, was))
        yield of_quotation(cited, f"the place of {what}", told, held, beside=_BESIDE)


def _with_erased(exported: Report, report: Report) -> Report:
    """The exported report with the quotations that were erased since as this one tells them: no comparing them."""
    told = {cited.number: cited for cited in report.citations}
    citations = tuple(
        told.get(cited.number, cited) if cited.verbatim_id == _ERASED else cited for cited in exported.citations
    )
    return dataclasses.replace(exported, citations=citations)
