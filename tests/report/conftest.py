"""A made snapshot for every test of the report, and the reports composed from it."""

from __future__ import annotations

import pytest

from insight_synth.report import Report, compose
from tests.report.made_snapshot import Made, made_snapshot


@pytest.fixture(scope="session")
def made() -> Made:
    return made_snapshot()


@pytest.fixture(scope="session")
def small() -> Made:
    """Two themes and three sources, for what does not depend on how much there is."""
    return made_snapshot(themes=2, sources=3)


@pytest.fixture(scope="session")
def reports(made: Made) -> dict[str, Report]:
    """The made snapshot's report in each language."""
    return {language: compose(made.snapshot, language) for language in ("en", "fi", "pl")}
