"""What a reader of a report that holds should know beside it: what in it nobody vouches for, and what would be worded
otherwise today. Finds and counts; nothing here is a discrepancy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from insight_synth.model import Snapshot
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.document import Mark, Report, prose_of
from insight_synth.report.editing.claims import quotation_marks
from insight_synth.report.editing.shown import names_in
from insight_synth.report.editing.typed import SIGN
from insight_synth.report.ledger import Ledger
from insight_synth.report.verify.discrepancy import Discrepancy


def marks(report: Report) -> dict[Mark, int]:
    """How often each mark stands in the report: in its titles and in its text, an item that is told twice twice."""
    titles = [report.cover.title, report.cover.subtitle, *(section.title for section in report.sections)]
    blocks = [block for section in report.sections for block in section.blocks]
    titles += [getattr(block, "title", "") for block in blocks]
    counts: Counter[Mark] = Counter({"by hand": sum(title.count(SIGN) for title in titles)})
    proses = [report.cover.period, *(prose for _, prose in report.cover.facts)]
    for prose in (*proses, *(prose for block in blocks for prose in prose_of(block))):
        before: Mark = ""
        for span in prose.spans:
            counts[span.mark] += span.mark != before
            before = span.mark
    return {mark: counts[mark] for mark in ("by hand", "altered", "gone") if counts[mark]}


def only_worded(report: Report, snapshot: Snapshot, found: Collection[Discrepancy]) -> tuple[Discrepancy, ...]:
    """Of what was found of a report that the workspace kept as it is: the sentences that its own analysis would be told
    in otherwise today though nothing that they tell of changed. Another version of the product words them otherwise.

    Figures that are written alike, and differ only in digits that nobody sees, are among them. None where any other
    figure, quotation or name is another now: then the sentences may be others for that.
    """
    worded = tuple(entry for entry in found if entry.because == "changed" and (_is_sentence(entry) or _is_alike(entry)))
    others = [entry for entry in found if entry not in worded and entry.kind != "page"]
    if report.fingerprint != snapshot.fingerprint or others or (worded and _renamed(report, snapshot)):
        return ()
    return worded


def _is_sentence(entry: Discrepancy) -> bool:
    return entry.kind == "sentence"


def _is_alike(entry: Discrepancy) -> bool:
    return entry.kind == "figure" and entry.found.startswith(f"{entry.reported} (")


def _renamed(report: Report, snapshot: Snapshot) -> bool:
    """Whether a theme or a source that the report links to or quotes is called otherwise now."""
    ledger = Ledger(snapshot, Catalogue(report.language))
    sources = {profile.source.id for profile in snapshot.profiles}
    if any(cited.source not in sources or cited.source_name != ledger.source_name(cited.source)
           for cited in report.citations):  # fmt: skip
        return True
    themes = {theme.id: ledger.theme_name(theme.id) for theme in snapshot.themes}
    signs = quotation_marks()  # a name that is a quotation is linked without them
    return any(themes.get(theme_id, "").strip(signs) != name.strip(signs)
               for theme_id, name in names_in(report).themes.items())  # fmt: skip
