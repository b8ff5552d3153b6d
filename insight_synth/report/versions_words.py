"""What changed between two versions of a report, said in the report's language, a line each: the counts first."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from insight_synth.report.catalogue import Catalogue
from insight_synth.report.versions import FigureGroup, ReportChanges

__all__ = ["count_lines", "data_lines", "word_lines"]

FIGURES_SHOWN = 6
"""Figures of one theme, source or question that are told; of the rest how many there are."""


def count_lines(changes: ReportChanges) -> list[str]:
    """How much changed, a line for each kind of change; one line where nothing did."""
    catalogue = Catalogue(changes.language)
    if changes.same:
        lines = [catalogue.text("versions.same")]
    else:
        counts = dataclasses.asdict(changes.counts)
        lines = [catalogue.say(f"versions.count.{name}", count=count).text for name, count in counts.items() if count]
    if changes.was == changes.now:
        return [*lines, catalogue.text("versions.same_analysis")]
    return [*lines, catalogue.say("versions.other_analysis", was=changes.was, now=changes.now).text]


def data_lines(changes: ReportChanges) -> list[str]:
    """Themes, verdicts, figures theme by theme and source by source, and quotations."""
    catalogue = Catalogue(changes.language)
    nothing = catalogue.text("versions.nothing")
    lines = [catalogue.say(f"versions.theme.{one.what}", was=one.was, now=one.now).text for one in changes.themes]
    lines += [
        catalogue.say("versions.verdict.changed", name=one.name, was=one.was or nothing, now=one.now or nothing).text
        for one in changes.verdicts
    ]
    for group in changes.figures:
        lines += _group_lines(group, catalogue)
    for quoted in changes.quotations:
        values: dict[str, str | int] = {"source": quoted.source_name, "was": quoted.was, "now": quoted.now}
        values |= {"was_number": quoted.was_number, "now_number": quoted.now_number}
        lines.append(catalogue.say(f"versions.quotation.{quoted.what}", **values).text)
    return lines


def word_lines(changes: ReportChanges) -> list[str]:
    """What people wrote, left out, moved, chose and agreed, then what the product words otherwise."""
    catalogue = Catalogue(changes.language)
    nothing = catalogue.text("versions.nothing")
    return [
        catalogue.say(
            f"versions.word.{change.how}" + (f"_{change.item}" if change.how == "order" else ""),
            where=change.where or change.item,
            was=change.was or nothing,
            now=change.now or nothing,
        ).text
        for change in changes.words
    ]


def _group_lines(group: FigureGroup, catalogue: Catalogue) -> Iterable[str]:
    told = [change for change in group.changed if change.name][:FIGURES_SHOWN]
    parts = [f"{change.name} {change.was} → {change.now}" for change in told]
    rest = {"others" if told else "count.figures": len(group.changed) - len(told)}
    rest |= {"count.new_figures": group.new, "count.gone_figures": group.gone}
    parts += [catalogue.say(f"versions.{name}", count=count).text for name, count in rest.items() if count]
    yield f"{group.name}: {'; '.join(parts)}"
