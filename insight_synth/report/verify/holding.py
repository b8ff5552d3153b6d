"""What of a report does not hold against a workspace, and why: it was altered, the data changed, a record was erased.

What a file shows otherwise than the report in it is ``reading``'s to say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from insight_synth.model import Draft, Indicator, Snapshot
from insight_synth.report.document import Report
from insight_synth.report.editing import CitationAt
from insight_synth.report.redaction import VerbatimText
from insight_synth.report.verify.discrepancy import BECAUSES, Because, Discrepancy
from insight_synth.report.verify.exported import altered_since
from insight_synth.report.verify.figures import figures_apart
from insight_synth.report.verify.inside import at_odds
from insight_synth.report.verify.quotations import quotations_apart
from insight_synth.report.verify.sentences import sentences_apart, unwritten


def discrepancies(
    report: Report,
    snapshot: Snapshot,
    verbatim_text: VerbatimText,
    *,
    citation_at: CitationAt | None = None,
    erased: Callable[[str], bool] | None = None,
    version: int | None = None,
    exported: Collection[Report] = (),
    written: Collection[Draft] | None = None,
    indicators: Sequence[Indicator] = (),
) -> list[Discrepancy]:
    """Everything in the report that does not hold against the snapshot and the stored texts; empty where all does.

    Args:
        report: as composed, or as ``read_attached`` took it out of a file; then what the file shows counts too.
        snapshot: what the workspace says now.
        verbatim_text: the stored text of a verbatim by id; None where there is none.
        citation_at: the citation of any passage, as ``compose`` takes it.
        erased: whether a verbatim that is not there was erased in this workspace.
        version: the number of the version the workspace kept of this very report; None where it kept none.
        exported: the reports of the same analysis, kind and language that the workspace kept.
        written: the drafts that people ever had in the workspace; None where that is not known.
        indicators: what the workspace follows, as ``compose`` takes it.
    """
    odd = list(at_odds(report))
    odd += [Discrepancy("page", line) for line in report.pages]
    altered, nearest = ([], None) if version is not None else altered_since(report, exported)
    if version is None and written is not None:
        altered += unwritten(report.draft, written)
    same_analysis = report.fingerprint == snapshot.fingerprint
    because: Because = "altered" if version is None and same_analysis else "changed"

    def apart(one: Report) -> list[Discrepancy]:
        found = [*figures_apart(one, snapshot, because)]
        found += quotations_apart(one, snapshot, verbatim_text, because, citation_at=citation_at, erased=erased)
        if same_analysis:
            found += sentences_apart(one, snapshot, verbatim_text, because, citation_at, indicators)
        return found

    now = apart(report)
    if not same_analysis:
        now.insert(0, Discrepancy("fingerprint", "the analysis is another", report.fingerprint, snapshot.fingerprint,
                                  because="changed"))  # fmt: skip
    told = {(entry.kind, entry.what) for entry in altered}
    now = [entry for entry in now if (entry.kind, entry.what) not in told]
    if same_analysis and nearest is not None and any(entry.because == because for entry in now):
        # What the exported report would be found to say otherwise too was altered by nobody.
        exported_so = {_said(entry) for entry in apart(nearest) if entry.because == because}
        now = [entry for entry in now if _said(entry) not in exported_so]
    return list(grouped([*odd, *altered, *now]))


def _said(entry: Discrepancy) -> tuple[str, str, str, str]:
    return entry.kind, entry.what, entry.reported, entry.found


def grouped(found: Iterable[Discrepancy]) -> tuple[Discrepancy, ...]:
    """Each entry once: first what was altered, then what changed, what was erased and what is gone."""
    return tuple(sorted(dict.fromkeys(found), key=lambda entry: BECAUSES.index(entry.because)))
