"""What can be added to the report and where: the places of its quotations, putting something there, taking it back.

No Streamlit: ``adding`` asks, ``report.editing`` tells what a change makes of a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from insight_synth import pipeline
from insight_synth.model import Citation, Draft, Passage, Snapshot
from insight_synth.report import editing
from insight_synth.report.document import Report
from insight_synth.store import Workspace
from insight_synth.workbench.draft import drafting
from insight_synth.workbench.draft.reporting import draft_mark
from insight_synth.workbench.untrusted import one_line

OWN = "own"  # the place of what becomes a finding of a person's own


@dataclass(frozen=True, slots=True)
class Addition:
    """What is to go into the report: quotations, or words with quotations below them.

    ``title`` and ``text`` are what a finding of one's own would begin with. ``theme_id`` is the theme it is about;
    without one it is that of the first quotation.
    """

    citations: tuple[Citation, ...] = ()
    theme_id: str = ""
    title: str = ""
    text: str = ""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Where its quotations stand."""
        return tuple(drafting.passage(citation) for citation in self.citations)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation can stand in the report."""

    item: str  # id of a finding, or of the quotations of a chapter
    label: str  # on one line; it may hold words out of data
    passages: tuple[Passage, ...]  # what stands there now
    in_chapter: bool = False  # the quotations of a theme's chapter, not a finding

    @property
    def full(self) -> bool:
        """Whether no further quotation has room."""
        return len(self.passages) >= drafting.MOST_QUOTES


@dataclass(frozen=True, slots=True)
class Added:
    """What was put where, and what tells the draft it made from later ones."""

    item: str
    label: str
    mark: str


def places(report: Report) -> tuple[Place, ...]:
    """Where quotations can stand in a report: findings first, then the chapters of themes."""
    sections = {section.id: section.title for section in report.sections}
    findings, chapters = [], []
    for item in editing.items(report):
        if not drafting.has_quotes(item) or drafting.question_of(item):
            continue
        standing = item.passages or tuple(drafting.passage(cited) for cited in drafting.quoted(report, item.id))
        if item.kind == "finding":
            findings.append(Place(item.id, one_line(item.title or item.text), standing))
        else:
            chapters.append(Place(item.id, one_line(sections.get(item.section, item.id)), standing, in_chapter=True))
    return (*findings, *chapters)


def usual_place(found: Sequence[Place], theme_id: str, snapshot: Snapshot) -> str:
    """Where a passage of a theme would go: its finding, or that of the theme above; a chapter; one's own."""
    above = next((theme.parent for theme in snapshot.themes if theme.id == theme_id), "")
    known = {place.item for place in found}
    for kind in ("finding", "quotes"):
        for theme in (theme_id, above):
            if theme and f"{kind}:{theme}" in known:
                return f"{kind}:{theme}"
    return OWN


def put_under(ws: Workspace, place: Place, passages: Sequence[Passage], made_by: str = "") -> Added:
    """Puts quotations last in a place of the report; where it is full, in the place of those that stand last."""

    def change(now: Draft) -> Draft:
        before = now.quotes(place.item)
        standing = place.passages if before is None else before
        kept = standing[: max(0, drafting.MOST_QUOTES - len(passages))]
        return editing.with_quotes(now, place.item, (*kept, *passages))

    return _added(ws, change, place.item, place.label, made_by)


def put_own(
    ws: Workspace, report: Report, title: str, text: str, theme_id: str, passages: Sequence[Passage], made_by: str = ""
) -> Added:
    """Adds a finding of a person's own with quotations below it; ``report`` is the one they looked at."""
    about = theme_id if any(figure.key.startswith(f"theme:{theme_id}/") for figure in report.figures) else ""
    kept = tuple(passages[: drafting.MOST_QUOTES])
    return _added(
        ws, lambda now: editing.with_own_finding(now, report, title, text, about, kept), "", one_line(title), made_by
    )


def take_back(ws: Workspace, added: Added, passages: Sequence[Passage], made_by: str = "") -> None:
    """The report as it was before; where somebody wrote since, only what was added goes."""
    if draft_mark(pipeline.draft(ws), 64) == added.mark:
        pipeline.undo_draft(ws, made_by)
        return

    def change(now: Draft) -> Draft:
        if any(own.id == added.item for own in now.own):
            return editing.without_own(now, added.item)
        kept = tuple(one for one in now.quotes(added.item) or () if one not in passages)
        return editing.with_quotes(now, added.item, kept or None)

    pipeline.change_draft(ws, change, made_by)


def _added(ws: Workspace, change: Callable[[Draft], Draft], item: str, label: str, made_by: str) -> Added:
    after = pipeline.change_draft(ws, change, made_by)
    return Added(item or after.own[-1].id, label, draft_mark(after, 64))
