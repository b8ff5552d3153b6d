"""``agenda.toml``: read strictly, written so that nothing a person wrote is lost."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.agenda.agenda_toml import agenda_from_toml, agenda_to_toml, question_id
from insight_synth.errors import BadInput
from insight_synth.model import Question

FULL = """# asked in autumn
[[questions]]
id = "late"
text = "Do parcels come late?"  # the board wants to know
priority = 1
decision = "whether to promise a day"
due = 2026-12-31
owner = "Logistics"

[[groups.business.questions]]
text = "Is the invoice right?"
"""

words = st.text(string.ascii_letters + "äöłż ?'\"\\#", min_size=1, max_size=60).filter(lambda text: text.strip())
plain = words.map(lambda text: " ".join(text.split()))
agendas = st.lists(
    st.builds(
        Question,
        id=st.just(""),
        text=plain,
        priority=st.sampled_from([1, 2, 3]),
        group=st.sampled_from(["", "business", "household"]),
        decision=plain | st.just(""),
        due=st.sampled_from(["", "2027-02-28"]),
        owner=plain | st.just(""),
        themes=st.sampled_from([(), ("t005",), ("t005", "t012")]),
    ),
    max_size=5,
)


def test_a_question_has_what_it_was_given() -> None:
    late, invoice = agenda_from_toml(FULL)
    assert late == Question(
        "late", "Do parcels come late?", 1, "", "whether to promise a day", "2026-12-31", "Logistics"
    )
    assert (invoice.group, invoice.priority, invoice.due) == ("business", 2, "")


def test_a_question_without_an_id_gets_the_same_one_every_time() -> None:
    first = agenda_from_toml('[[questions]]\ntext = "Is the shop clean?"')[0]
    again = agenda_from_toml('[[questions]]\nowner = "x"\ntext = "is the  shop clean?"')[0]
    assert first.id == again.id == question_id("Is the shop clean?")


def test_the_same_question_may_be_asked_of_two_groups() -> None:
    text = '[[groups.{}.questions]]\ntext = "Is the shop clean?"\n'
    found = agenda_from_toml(text.format("business") + text.format("household"))
    assert len({question.id for question in found}) == 2


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[[questions]\n", "agenda.toml: not valid TOML"),
        ('[[question]]\ntext = "a"', "Did you mean 'questions'"),
        ('[[questions]]\ntext = "a"\nprio = 1', "question 1: key 'prio'"),
        ("[[questions]]\npriority = 1", "question 1 asks nothing"),
        ('[[questions]]\ntext = "a"\n[[questions]]\ntext = "b"\npriority = 4', "question 2 (b): priority = 4"),
        ('[[questions]]\ntext = "a"\npriority = true', "priority = True"),
        ('[[questions]]\ntext = "a"\ndue = "soon"', "Write it as due = 2027-03-31"),
        ('[[questions]]\ntext = "a"\ndue = 2027-03-31T10:00:00', "is not a date"),
        ('[[questions]]\ntext = "a"\nowner = 5', "'owner' is not text"),
        ('[[questions]]\nid = "x"\ntext = "a"\n[[questions]]\nid = "x"\ntext = "b"', "have the same id 'x'"),
        ('[[questions]]\ntext = "Why?"\n[[questions]]\ntext = "why?"', "ask nothing twice"),
        ('[[groups.business.questions]]\ntext = "a"\ngroup = "household"', "names group 'household'"),
        ('questions = "a"', "Begin each question with [[questions]]"),
        ("groups = 1", "[[groups.NAME.questions]]"),
        ("[[questions]]\ntext = '" + "a" * 501 + "'", "more than 500 characters"),
    ],
)
def test_an_error_names_file_question_and_remedy(toml: str, says: str) -> None:
    with pytest.raises(BadInput) as raised:
        agenda_from_toml(toml, "x/agenda.toml" if "not valid" not in says else "agenda.toml")
    assert says in str(raised.value)
    assert "agenda.toml: " in str(raised.value)
    assert raised.value.remedy


@given(agendas)
def test_what_is_written_reads_the_same(questions: list[Question]) -> None:
    distinct = {question_id(q.text, q.group): q for q in questions}
    wanted = [Question(key, *[getattr(q, name) for name in ("text", "priority", "group", "decision", "due", "owner")])
              for key, q in distinct.items()]  # fmt: skip
    assert list(agenda_from_toml(agenda_to_toml(wanted))) == wanted


def test_comments_and_order_stay_when_a_question_changes() -> None:
    late, invoice = agenda_from_toml(FULL)
    changed = Question(late.id, "Do parcels come on time?", 3, "", late.decision, "", late.owner)
    written = agenda_to_toml([invoice, changed], FULL)
    assert "# asked in autumn" in written
    assert "# the board wants to know" in written
    assert agenda_from_toml(written) == (changed, invoice)


def test_a_question_left_out_is_gone_and_a_new_one_stands_last() -> None:
    _, invoice = agenda_from_toml(FULL)
    new = Question("new", "Is the shop clean?")
    written = agenda_to_toml([invoice, new], FULL)
    assert set(agenda_from_toml(written)) == {invoice, new}
    assert "late" not in written


def test_a_question_moved_to_another_group_is_written_under_it() -> None:
    late, invoice = agenda_from_toml(FULL)
    moved = Question(invoice.id, invoice.text, group="household")
    assert set(agenda_from_toml(agenda_to_toml([late, moved], FULL))) == {late, moved}


def test_nothing_left_is_an_empty_agenda() -> None:
    assert agenda_from_toml(agenda_to_toml([], FULL)) == ()


def test_themes_that_a_person_bound_are_read_and_written() -> None:
    bound = '[[questions]]\nid = "late"\ntext = "Late?"\nthemes = ["t005", "t012", "t005"]\n'
    (question,) = agenda_from_toml(bound)
    assert question.themes == ("t005", "t012")
    assert agenda_from_toml(agenda_to_toml([question], bound)) == (question,)
    assert "themes" not in agenda_to_toml([Question("late", "Late?")], bound)


@pytest.mark.parametrize("themes", ['"t005"', "[5]", '["' + "x" * 65 + '"]'])
def test_what_is_no_list_of_theme_ids_is_named(themes: str) -> None:
    with pytest.raises(BadInput, match="themes"):
        agenda_from_toml(f'[[questions]]\ntext = "Late?"\nthemes = {themes}\n')
