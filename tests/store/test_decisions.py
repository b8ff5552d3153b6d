"""Decisions on themes are kept, can be taken back, and never depend on when or by whom they were made."""

from __future__ import annotations

import re

import pytest

from insight_synth.store import Workspace, decisions, model_state, suggestions
from insight_synth.store.decisions import Made, Part
from insight_synth.store.suggestions import Suggestion

SPLIT = Made("split", "t001", encoder="stub", parts=(Part("t010", b"\x00\x3c"), Part("t011", b"\x00\xbc", 0.25)))


def test_a_decision_is_read_back_as_it_was_made(ws: Workspace) -> None:
    with ws.write() as connection:
        number = decisions.put(connection, SPLIT)
        (found,) = decisions.made(connection)
    assert (found.kind, found.theme_id, found.encoder, found.parts) == ("split", "t001", "stub", SPLIT.parts)
    assert (found.id, found.undone_at) == (number, "")


def test_an_undone_decision_stays_on_record_and_counts_no_more(ws: Workspace) -> None:
    with ws.write() as connection:
        number = decisions.put(connection, Made("hide", "t001"))
        assert decisions.marked(connection, "hide") == {"t001"}
        assert decisions.undo(connection, number, "someone", "2026-01-01T00:00:00Z")
        assert not decisions.undo(connection, number, "someone", "2026-01-01T00:00:00Z")
        assert decisions.marked(connection, "hide") == frozenset()
        assert decisions.in_force(connection) == []
        assert [decision.id for decision in decisions.made(connection)] == [number]


def test_the_last_name_counts_and_undoing_it_brings_back_the_one_before(ws: Workspace) -> None:
    with ws.write() as connection:
        decisions.put(connection, Made("rename", "t001", name="First"))
        decisions.put(connection, Made("rename", "t001", language="fi", name="Suomeksi"))
        last = decisions.put(connection, Made("rename", "t001", name="Second"))
        assert decisions.names(connection) == {"t001": {"": "Second"}}
        decisions.undo(connection, last, "", "now")
        assert decisions.names(connection) == {"t001": {"": "First", "fi": "Suomeksi"}}


def test_ids_that_decisions_gave_stay_given(ws: Workspace) -> None:
    with ws.write() as connection:
        decisions.undo(connection, decisions.put(connection, SPLIT), "", "now")
        assert decisions.ids_given(connection) == {"t001", "t010", "t011"}


def test_the_digest_tells_what_is_decided_not_when_or_in_what_order(ws: Workspace) -> None:
    one, two = Made("merge", "t001", into="t002"), Made("pin", "t003", parts=(Part("t003", b"\x00\x3c"),))
    digests = []
    with ws.write() as connection:
        assert decisions.digest(connection) == ""
        for order in ((one, two), (two, one)):
            numbers = [decisions.put(connection, decision) for decision in order]
            digests.append(decisions.digest(connection))
            for number in numbers:
                decisions.undo(connection, number, "", "now")
        decisions.put(connection, Made("rename", "t001", name="A name changes no figure"))
        assert decisions.digest(connection) == ""
        decisions.put(connection, Made("hide", "t001"))
        assert decisions.digest(connection) != ""
        assert decisions.digest(connection, moving=True) == ""
    assert digests[0] == digests[1] != ""


def test_names_that_name_a_customer_are_dropped(ws: Workspace) -> None:
    with ws.write() as connection:
        decisions.put(connection, Made("rename", "t001", name="What K-10001 said"))
        decisions.put(connection, Made("rename", "t002", name="Parcels"))
        decisions.put(connection, Made("hide", "t003", name="Found of K-10001"))
        suggestions.put(connection, [Suggestion("t001", "en", "K-10001 again", "m", "e", "0"),
                                     Suggestion("t001", "en", "Late parcels", "m", "e", "0")])  # fmt: skip
        decisions.drop_naming(connection, re.compile("K-10001"))
        suggestions.drop_naming(connection, re.compile("K-10001"))
        assert decisions.names(connection) == {"t002": {"": "Parcels"}}
        assert [(made.kind, made.name) for made in decisions.made(connection)] == [("rename", "Parcels"), ("hide", "")]
        assert [found.name for found in suggestions.suggestions(connection)] == ["Late parcels"]


def test_a_suggestion_is_kept_once_with_what_was_said_of_it(ws: Workspace) -> None:
    late = Suggestion("t002", "fi", "Myöhässä", "model", "http://localhost/v1", "ab12", suggested_for="f1")
    with ws.write() as connection:
        suggestions.put(connection, [late, Suggestion("t001", "en", "Late", "model", "e", "0"), late])
        assert [s.theme_id for s in suggestions.suggestions(connection)] == ["t001", "t002"]
        assert suggestions.suggestions(connection, theme_id="t002") == [late]
        assert suggestions.set_status(connection, "t002", "fi", "Myöhässä", "refused")
        assert not suggestions.set_status(connection, "t002", "pl", "Myöhässä", "refused")
        assert [s.name for s in suggestions.suggestions(connection, status="refused")] == ["Myöhässä"]
        assert [s.name for s in suggestions.suggestions(connection, language="en")] == ["Late"]


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 4096], ids=["empty", "some"])
def test_the_models_state_is_kept_to_the_byte_until_it_is_dropped(ws: Workspace, content: bytes) -> None:
    with ws.write() as connection:
        model_state.put_state(connection, "themes", b"older")
        model_state.put_state(connection, "themes", content)
    with ws.write() as connection:
        assert model_state.state(connection, "themes") == content
        model_state.drop_state(connection, "themes")
        assert model_state.state(connection, "themes") is None
