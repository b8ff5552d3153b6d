"""Every action of a report in one table: what, who, by when, and what will show whether it helped.

Made of the actions as they stand once people's words and plans are laid over them. Nothing is edited here.
"""

from __future__ import annotations

import dataclasses

from insight_synth.report.catalogue import Catalogue
from insight_synth.report.document import Action, Column, Prose, Report, Section, Span, Table, Text


def with_plan(report: Report) -> Report:
    """The full report with a chapter that lists its actions, after the first page; as it is where there are none."""
    rows, measured = _rows(report)
    if report.kind != "full" or not rows:
        return report
    text = Catalogue(report.language).text
    columns = (
        Column(text("plan.col_theme"), 1.8),
        Column(text("plan.col_what"), 4.6),
        Column(text("plan.col_who"), 2.3),
        *((Column(text("plan.col_measured"), 4.0),) if measured else ()),
    )
    intro = "plan.intro" if measured else "plan.intro_unmeasured"
    blocks = (Text(Prose((Span(text(intro)),))), Table(columns, rows))
    plan = Section("plan", "actions", text("plan.title"), blocks=blocks)
    at = next((place for place, section in enumerate(report.sections, start=1) if section.kind == "story"), 0)
    return dataclasses.replace(report, sections=(*report.sections[:at], plan, *report.sections[at:]))


def _rows(report: Report) -> tuple[tuple[tuple[Prose, ...], ...], bool]:
    """A row an action, those of the first page first, in its order; and whether any says what will show it."""
    stand = [(section, block) for section in report.sections for block in section.blocks if isinstance(block, Action)]
    story = next((section for section in report.sections if section.kind == "story"), None)
    first = [block.id for block in (story.blocks if story else ()) if isinstance(block, Text | Action) and block.id]
    stand.sort(key=lambda item: first.index(item[1].id) if item[1].id in first else len(first))
    text, rows = Catalogue(report.language).text, []
    unmeasured = text("action.measured_none")
    measured = any(action.measured.text != unmeasured for _, action in stand)
    for section, action in stand:
        agreed = ", ".join(part for part in (action.owner, action.due) if part) or text("label.owner_blank")
        about = (Span(section.title, target=section.id, strong=True),) if section.kind == "theme" else (Span("–"),)
        rows.append((Prose(about), action.what, Prose((Span(agreed),)), *((action.measured,) if measured else ())))
    return tuple(rows), measured
