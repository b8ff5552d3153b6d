"""The agenda in the browser: questions added, changed, removed and brought back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from insight_synth import encode, jobs, pipeline
from insight_synth.model import Question
from insight_synth.store import Workspace
from insight_synth.workbench.wording import Wording
from tests.conftest import StubEncoder
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts

QUESTION = "Do parcels come late?"


def edited(app: AppTest, question: Question, many: int = 1) -> AppTest:
    """The page with the window open in which a question is changed; ``many`` are on the agenda."""
    app.session_state[f"edit_{question.id}_{many}"] = True
    return app.run()


def asked(ws: Workspace) -> list[str]:
    return [question.text for question in pipeline.questions(ws)]


def test_an_empty_agenda_says_what_to_do(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "agenda")
    assert not app.exception
    assert [info.value for info in app.info] == [Wording("en").text("agenda.empty")]


def test_a_question_is_added_and_matched_by_the_worker(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page(analysed_shop.path, "agenda")
    app.text_area(key="question_0_None_text").set_value(f"  {QUESTION} ")
    app.button(key="question_0_None_save").click().run()
    assert not app.exception
    assert asked(analysed_shop) == [QUESTION]
    assert [job.kind for job in jobs.listed(analysed_shop)] == ["analyse"]
    monkeypatch.setattr(encode, "load_encoder", lambda *_: StubEncoder())
    jobs.work(analysed_shop, until_empty=True)
    (answer,) = pipeline.snapshot(analysed_shop).answers
    app = open_page(analysed_shop.path, "agenda")
    assert not app.exception
    assert QUESTION.rstrip("?") in texts(app)
    assert answer.question.text == QUESTION


def test_a_question_without_words_is_asked_for_again(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "agenda")
    app.button(key="question_0_None_save").click().run()
    assert [warning.value for warning in app.warning] == [Wording("en").text("agenda.empty_text")]
    assert asked(analysed_shop) == []


def test_a_question_that_was_removed_comes_back(open_page: Open, analysed_shop: Workspace) -> None:
    (question,) = pipeline.set_agenda(analysed_shop, f'[[questions]]\ntext = "{QUESTION}"\n')
    app = edited(open_page(analysed_shop.path, "agenda"), question)
    app.button(key=f"remove_{question.id}").click().run()
    assert not app.exception
    assert asked(analysed_shop) == []
    app.button(key="undo_agenda").click().run()
    assert asked(analysed_shop) == [QUESTION]


def test_a_change_keeps_the_question_s_id(open_page: Open, analysed_shop: Workspace) -> None:
    (question,) = pipeline.set_agenda(analysed_shop, f'[[questions]]\ntext = "{QUESTION}"\n')
    app = edited(open_page(analysed_shop.path, "agenda"), question)
    app.text_input(key="question_1_0_owner").set_value("Logistics")
    app.button(key="question_1_0_save").click().run()
    assert not app.exception
    (changed,) = pipeline.questions(analysed_shop)
    assert (changed.id, changed.owner, changed.text) == (question.id, "Logistics", QUESTION)


def test_themes_that_answer_a_question_are_bound_in_the_form(open_page: Open, analysed_shop: Workspace) -> None:
    (question,) = pipeline.set_agenda(analysed_shop, f'[[questions]]\ntext = "{QUESTION}"\n')
    theme = pipeline.snapshot(analysed_shop).top_themes[0].id
    app = edited(open_page(analysed_shop.path, "agenda"), question)
    app.multiselect(key="question_1_0_themes").set_value([theme])
    app.button(key="question_1_0_save").click().run()
    assert not app.exception
    assert pipeline.questions(analysed_shop)[0].themes == (theme,)


def test_what_is_folded_away_is_drawn_when_it_is_unfolded(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (question,) = pipeline.set_agenda(analysed_shop, f'[[questions]]\ntext = "{QUESTION}"\n')
    monkeypatch.setattr(encode, "load_encoder", lambda *_: StubEncoder())
    pipeline.analyse(analysed_shop)
    (answer,) = pipeline.snapshot(analysed_shop).answers
    passages = [quote.text for quote in (*answer.quotes[:3], *answer.nearest)]
    assert passages
    app = open_page(analysed_shop.path, "agenda")
    assert not [one for one in passages if one in texts(app)]
    app.session_state[f"behind_{question.id}"] = True
    app.run()
    assert not app.exception
    assert [one for one in passages if one in texts(app)] == passages
