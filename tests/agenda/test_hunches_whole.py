"""Hunches and asking over a whole workspace: from stored passages to an answer, without changing anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import _hunches, pipeline
from insight_synth.errors import NotAnalysed, UsageError
from insight_synth.store import Workspace, records
from tests.conftest import StubEncoder


def test_quotations_are_the_stored_words_and_voices_add_up(analysed_shop: Workspace, stub: StubEncoder) -> None:
    found = _hunches.hunch(analysed_shop, "Parcels arrive late", load=lambda _: stub)
    claim = found.claim
    assert claim.sides.voices == sum(row.sides.voices for row in claim.who if row.by == "language")
    assert claim.sides.voices <= sum(row.sides.voices for row in claim.sources)
    for quote in (*claim.quotes_for, *claim.quotes_against, *claim.quotes_beside):
        with analysed_shop.read() as connection:
            text = records.verbatim_text(connection, quote.verbatim_id)
        assert text is not None
        assert quote.text == text[quote.start : quote.end]


def test_a_hunch_on_nothing_anybody_said_has_no_evidence(analysed_shop: Workspace, stub: StubEncoder) -> None:
    found = _hunches.hunch(analysed_shop, "Zeppelins hover cheaply", load=lambda _: stub)
    assert (found.verdict, found.claim.sides.voices) == ("no evidence", 0)
    assert found.could_tell


def test_the_same_hunch_gives_the_same_answer(analysed_shop: Workspace, stub: StubEncoder) -> None:
    answers = [_hunches.hunch(analysed_shop, "The mugs are broken", load=lambda _: stub) for _ in range(2)]
    assert answers[0] == answers[1]


def test_an_empty_or_endless_belief_is_a_wrong_call(analysed_shop: Workspace, stub: StubEncoder) -> None:
    for text in (" ", "late " * 200):
        with pytest.raises(UsageError):
            _hunches.hunch(analysed_shop, text, load=lambda _: stub)


def test_hunches_need_an_analysis(ws: Workspace, shop: Path, stub: StubEncoder) -> None:
    pipeline.add(ws, [shop])
    with pytest.raises(NotAnalysed):
        _hunches.hunch(ws, "Parcels arrive late", load=lambda _: stub)


def test_a_question_on_no_agenda_gets_five_questions_and_numbers(analysed_shop: Workspace, stub: StubEncoder) -> None:
    (found,) = _hunches.ask_next(analysed_shop, "Why do parcels arrive late?", load=lambda _: stub)
    assert len(found.questions["en"]) == 5
    assert [one.points for one in found.overall] == [10.0, 5.0, 3.0]
    assert found.question == ""


def test_an_id_that_is_on_no_agenda_is_a_wrong_call(analysed_shop: Workspace, stub: StubEncoder) -> None:
    with pytest.raises(UsageError, match="no question 'q99'"):
        _hunches.ask_next(analysed_shop, "q99", load=lambda _: stub)


def test_without_an_agenda_nobody_is_to_be_asked(analysed_shop: Workspace, stub: StubEncoder) -> None:
    assert _hunches.ask_next(analysed_shop, load=lambda _: stub) == ()
