"""Every quotation of a report against the stored text, letter by letter, and its place against the record's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from insight_synth.model import Citation, Passage, Snapshot
from insight_synth.report.document import Cited, Report
from insight_synth.report.editing import CitationAt
from insight_synth.report.editing.filling import citations_of
from insight_synth.report.ledger import named
from insight_synth.report.redaction import Quotations, VerbatimText, redacted
from insight_synth.report.untrusted import printable
from insight_synth.report.verify.discrepancy import Because, Discrepancy, difference, of_quotation


def quotations_apart(
    report: Report,
    snapshot: Snapshot,
    verbatim_text: VerbatimText,
    because: Because,
    *,
    citation_at: CitationAt | None = None,
    erased: Callable[[str], bool] | None = None,
) -> Iterator[Discrepancy]:
    """The quotations that the stored texts do not hold as they are quoted, or hold elsewhere."""
    marked, with_names_left = Quotations(verbatim_text), Quotations(verbatim_text, with_names=False)
    places = {(item.verbatim_id, item.start, item.end): item for item in citations_of(snapshot)}
    records = {item.verbatim_id: item for item in places.values()}
    names = {profile.source.id: profile.source.name for profile in snapshot.profiles}
    for cited in report.citations:
        what = f"quotation [{cited.number}]"
        stored = verbatim_text(cited.verbatim_id)
        if stored is None:
            if erased is not None and erased(cited.verbatim_id):
                yield of_quotation(cited, f"{what}: its record was erased", because="erased")
            else:
                yield of_quotation(cited, f"{what} is no longer in the workspace", because="gone")
            continue
        held = marked.redacted(cited, stored[cited.start : cited.end])[0]
        # A report written where no language model was installed has the names that one written here would not.
        if cited.text not in (held, with_names_left.redacted(cited, stored[cited.start : cited.end])[0]):
            yield of_quotation(cited, what, *difference(cited.text, held), because=because)
        known = places.get((cited.verbatim_id, cited.start, cited.end)) or records.get(cited.verbatim_id)
        if known is None and citation_at is not None:
            known = citation_at(Passage(cited.verbatim_id, cited.start, cited.end))
        if known is not None:
            now = _place(known, names)
            there, here = (", ".join(part for part, other in zip(one, two, strict=True) if part != other)
                           for one, two in ((_reported(cited), now), (now, _reported(cited))))  # fmt: skip
            if there or here:
                yield of_quotation(cited, f"the place of {what}", there, here, because=because)


def _reported(item: Cited) -> tuple[str, ...]:
    return item.source, item.source_name, item.export, item.sha256, item.locator, item.date, item.segment


def _place(item: Citation, names: dict[str, str]) -> tuple[str, ...]:
    name = named(names.get(item.source, "")) or printable(item.source)
    place = (redacted(item.export)[0], item.sha256, redacted(item.locator)[0])
    return item.source, name, *place, item.date, redacted(item.segment)[0]
