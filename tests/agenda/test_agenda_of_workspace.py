"""The agenda of a workspace: set, shown, written, taken back; an edit makes the analysis outdated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from insight_synth import _agenda
from insight_synth.agenda.agenda_toml import agenda_from_toml
from insight_synth.cli_agenda import agenda
from insight_synth.errors import BadInput, UsageError
from insight_synth.model import Question
from insight_synth.store import Workspace, agendas

FIRST = '# autumn\n[[questions]]\nid = "late"\ntext = "Do parcels come late?"\npriority = 1\n'
SECOND = '[[questions]]\ntext = "Is the staff rude?"\n[[groups.business.questions]]\ntext = "Is the invoice right?"\n'


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    file = tmp_path / "agenda.toml"
    file.write_text(FIRST, encoding="utf-8")
    return file


def test_there_is_no_agenda_before_one_is_set(ws: Workspace) -> None:
    assert _agenda.questions(ws) == ()
    assert not _agenda.can_undo_agenda(ws)


def test_the_newest_agenda_is_in_force_and_the_others_stay_on_record(ws: Workspace) -> None:
    _agenda.set_agenda(ws, FIRST, "ann")
    _agenda.set_agenda(ws, SECOND, "bob")
    assert [question.text for question in _agenda.questions(ws)] == ["Is the staff rude?", "Is the invoice right?"]
    with ws.read() as connection:
        assert [(one.made_by, one.toml) for one in agendas.history(connection)] == [("bob", SECOND), ("ann", FIRST)]


def test_the_same_agenda_again_is_no_change(ws: Workspace) -> None:
    _agenda.set_agenda(ws, FIRST)
    _agenda.set_agenda(ws, FIRST)
    with ws.read() as connection:
        assert len(agendas.history(connection)) == 1


def test_an_agenda_that_cannot_be_used_changes_nothing(ws: Workspace) -> None:
    _agenda.set_agenda(ws, FIRST)
    with pytest.raises(BadInput, match="question 1 asks nothing"):
        _agenda.set_agenda(ws, "[[questions]]\npriority = 1", where="new.toml")
    assert _agenda.agenda_text(ws) == FIRST


def test_changes_are_taken_back_one_by_one(ws: Workspace) -> None:
    _agenda.set_agenda(ws, FIRST)
    _agenda.set_agenda(ws, SECOND)
    _agenda.undo_agenda(ws)
    assert _agenda.agenda_text(ws) == FIRST
    assert _agenda.undo_agenda(ws) == ()
    assert not _agenda.can_undo_agenda(ws)
    with pytest.raises(UsageError, match="never changed"):
        _agenda.undo_agenda(ws)


def test_questions_edited_in_the_app_keep_the_comments(ws: Workspace) -> None:
    _agenda.set_agenda(ws, FIRST)
    _agenda.set_questions(ws, [*_agenda.questions(ws), Question("", "Is the staff rude?")])
    assert [question.text for question in _agenda.questions(ws)] == ["Do parcels come late?", "Is the staff rude?"]
    assert "# autumn" in _agenda.agenda_text(ws)


def test_an_agenda_beside_the_sources_is_taken_up_once(ws: Workspace, asked: Path) -> None:
    assert _agenda.taken_up(ws, [asked.parent]) == [asked]
    _agenda.set_agenda(ws, SECOND)
    assert _agenda.taken_up(ws, [asked.parent]) == []
    assert _agenda.agenda_text(ws) == SECOND
    asked.write_text(FIRST.replace("priority = 1", "priority = 2"), encoding="utf-8")
    assert _agenda.taken_up(ws, [asked.parent]) == [asked]


def test_an_edit_changes_the_fingerprint_and_a_comment_does_not(ws: Workspace) -> None:
    def digest() -> str:
        with ws.read() as connection:
            return _agenda.agenda_digest(connection)

    _agenda.set_agenda(ws, FIRST)
    first = digest()
    _agenda.set_agenda(ws, FIRST + "# more\n")
    assert digest() == first
    _agenda.set_agenda(ws, FIRST.replace("late?", "too late?"))
    assert digest() != first


def test_commands_set_show_write_and_undo(ws: Workspace, asked: Path, tmp_path: Path) -> None:
    run, where = CliRunner(), ["-w", str(ws.path)]
    assert "1 question on the agenda" in run.invoke(agenda, ["set", str(asked), *where]).output
    out = tmp_path / "written.toml"
    assert run.invoke(agenda, ["write", str(out), *where]).exit_code == 0
    assert out.read_text(encoding="utf-8") == FIRST
    assert "0 questions on the agenda again" in run.invoke(agenda, ["undo", *where]).output
    assert "There is no agenda" in run.invoke(agenda, ["show", *where]).output
    assert json.loads(run.invoke(agenda, ["show", "--json", *where]).output) == []


def test_a_question_that_was_not_matched_yet_is_shown_as_such(analysed_shop: Workspace, asked: Path) -> None:
    _agenda.agenda_from_file(analysed_shop, asked)
    shown = CliRunner().invoke(agenda, ["show", "-w", str(analysed_shop.path)])
    assert "not matched" in shown.output
    rows = json.loads(CliRunner().invoke(agenda, ["show", "--json", "-w", str(analysed_shop.path)]).stdout)
    assert [(row["question"]["id"], row["state"]) for row in rows] == [("late", "not matched")]


def test_no_such_file_is_a_wrong_call(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        _agenda.agenda_from_file(ws, tmp_path / "none.toml")


def test_the_demo_companys_agenda_can_be_used() -> None:
    path = Path(__file__).resolve().parents[2] / "sources" / "agenda.toml"
    found = agenda_from_toml(path.read_text(encoding="utf-8"), str(path))
    assert 8 <= len(found) <= 10
    assert {question.group for question in found} == {"", "business"}
