"""Verbatims and mentions made for one claim each."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from insight_synth.model import Mention, Sentiment, Status, Verbatim

MakeVerbatim = Callable[..., Verbatim]
MakeMention = Callable[..., Mention]


@pytest.fixture
def verbatim() -> MakeVerbatim:
    """Makes verbatims v001, v002, … that share nothing but what is given."""
    numbers = itertools.count(1)

    def make(
        text: str = "", source: str = "complaints", customer: str = "", row: str = "", id: str = "", date: str = "",
        segment: str = "", status: Status = "active", duplicate_of: str = "",
    ) -> Verbatim:  # fmt: skip
        number = next(numbers)
        return Verbatim(
            id=id or f"v{number:03d}", source=source, export="export.csv", sha256="0" * 64, locator=f"row {number}",
            text=text or f"text {number}", source_row_id=row, date=date, customer=customer, segment=segment,
            status=status, duplicate_of=duplicate_of,
        )  # fmt: skip

    return make


@pytest.fixture
def mention() -> MakeMention:
    """Makes mentions of different verbatims, each a voice of its own unless one is given."""
    numbers = itertools.count(1)

    def make(
        theme: str = "", source: str = "complaints", voice: str = "", sentiment: Sentiment = "", date: str = "",
        text: str = "The parcel came three weeks late and wet.", language: str = "en",
        verbatim: str = "", start: int = 0,
    ) -> Mention:  # fmt: skip
        own = verbatim or f"v{next(numbers):03d}"
        end = start + len(text)
        return Mention(
            f"{own}:{start}-{end}", own, source, start, end, text, language, theme, sentiment,
            voice_id=voice or own, date=date,
        )  # fmt: skip

    return make
