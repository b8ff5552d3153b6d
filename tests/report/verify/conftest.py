"""One composed report cut to a few sections, drawn once as PDF: what every test of a changed file starts from."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from insight_synth.report import Report, render
from insight_synth.report.document import Quotes, cited_in
from insight_synth.report.links import without_dead_links


@pytest.fixture(scope="session")
def short(reports: dict[str, Report]) -> Report:
    """A report of four sections with a chart, a table, links and quotations: quick to draw, and to draw anew."""
    whole = reports["en"]
    kept = [section for section in whole.sections if section.id in {"story", "theme-t001", "comparability", "evidence"}]
    names = frozenset(section.id for section in kept)
    used = {number for section in kept[:-1] for block in section.blocks for number in cited_in(block)}
    listed = tuple(
        dataclasses.replace(block, numbers=tuple(sorted(used))) if isinstance(block, Quotes) else block
        for block in kept[-1].blocks
    )
    kept[-1] = dataclasses.replace(kept[-1], blocks=listed)
    return dataclasses.replace(whole, sections=tuple(without_dead_links(section, names) for section in kept))


@pytest.fixture(scope="session")
def short_pdf(short: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(short, tmp_path_factory.mktemp("verify") / "short.pdf")
