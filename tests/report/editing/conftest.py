"""The made analysis and its drafted reports, and a short way to lay a draft over them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from insight_synth.model import Draft, Language
from insight_synth.report import Report, compose
from tests.report.made_analysis import made_analysis
from tests.report.made_snapshot import Made

Laid = Callable[..., Report]


@pytest.fixture(scope="session")
def analysis() -> Made:
    return made_analysis()


@pytest.fixture(scope="session")
def drafted(analysis: Made) -> dict[Language, Report]:
    """The report as the analysis gives it, in each language."""
    languages: tuple[Language, ...] = ("en", "fi", "pl")
    return {language: compose(analysis.snapshot, language) for language in languages}


@pytest.fixture(scope="session")
def laid(analysis: Made) -> Laid:
    """The report with a draft laid over it."""

    def with_draft(draft: Draft, language: Language = "en", **more: object) -> Report:
        return compose(analysis.snapshot, language, draft=draft, **more)  # type: ignore[arg-type]

    return with_draft
