"""What changed between two versions of a report, said in the report's language, a line each: the counts first."""

from __future__ import annotations

import dataclasses

from insight_synth.report.catalogue import Catalogue
from insight_synth.report.versions import FigureGroup, ReportChanges

__all__ = ["count_lines", "data_lines", "figure_lines", "quotation_lines", "theme_lines", "word_lines"]

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
    """Everything in the data: themes and verdicts, figures, quotations."""
    return [*theme_lines(changes), *figure_lines(changes), *quotation_lines(changes)]


def theme_lines(changes: ReportChanges) -> list[str]:
    """Themes that came, went or are called otherwise, and verdicts on sources."""
    catalogue = Catalogue(changes.language)
    nothing = catalogue.text("versions.nothing")
    lines = [catalogue.say(f"versions.theme.{one.what}", was=one.was, now=one.now).text for one in changes.themes]
    return lines + [
        catalogue.say("versions.verdict.changed", name=one.name, was=one.was or nothing, now=one.now or nothing).text
        for one in changes.verdicts
    ]


def figure_lines(changes: ReportChanges) -> list[str]:
    """The figures: a line for the whole and for each theme, source and question, those that moved most first."""
    catalogue = Catalogue(changes.language)
    return [_group_line(group, catalogue) for group in changes.figures]


def quotation_lines(changes: ReportChanges) -> list[str]:
    """Quotations that are new, no longer cited, read otherwise or were erased."""
    catalogue = Catalogue(changes.language)
    lines = []
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


def _group_line(group: FigureGroup, catalogue: Catalogue) -> str:
    told = [change for change in group.changed if change.name][:FIGURES_SHOWN]
    parts = [f"{change.name} {change.was} → {change.now}" for change in told]
    rest = {"others" if told else "count.figures": len(group.changed) - len(told)}
    rest |= {"count.new_figures": group.new, "count.gone_figures": group.gone}
    parts += [catalogue.say(f"versions.{name}", count=count).text for name, count in rest.items() if count]
    return f"{group.name}: {'; '.join(parts)}"
