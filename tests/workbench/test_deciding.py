"""Deciding on themes in the browser: each decision, the way back, and the list of all."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from insight_synth import encode, jobs, pipeline
from insight_synth.model import Snapshot
from insight_synth.store import Workspace
from insight_synth.workbench.wording import NAMES, Wording
from tests.conftest import StubEncoder
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts


def leaves(shown: Snapshot) -> list[str]:
    return [theme.id for theme in shown.themes if not any(sub.parent == theme.id for sub in shown.themes)]


def readable(app: AppTest) -> str:
    return "\n".join([texts(app), *(expander.label for expander in app.expander)]).replace("\\", "")


def work(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Has the worker do what is asked for; gives the kinds of jobs."""
    monkeypatch.setattr(encode, "load_encoder", lambda *_: StubEncoder())
    asked = [job.kind for job in jobs.listed(ws) if job.state == "queued"]
    jobs.work(ws, until_empty=True)
    assert {job.state for job in jobs.listed(ws)} <= {"done"}
    return asked


def test_a_name_is_given_and_taken_back(open_page: Open, analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    app = open_page(analysed_shop.path, "theme", theme=theme.id)
    app.text_input(key=f"new_name_{theme.id}_0").set_value("What the board calls it")
    app.button(key=f"save_name_{theme.id}").click().run()
    assert not app.exception
    assert app.title[0].value == "What the board calls it"
    assert "was named What the board calls it" in readable(app).replace("**", "")
    app.button(key="undo_last").click().run()
    assert app.title[0].value.replace("\\", "") == Wording("en").theme(theme)
    assert pipeline.decisions_of(analysed_shop) == []


def test_a_name_can_be_for_one_language(open_page: Open, analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    app = open_page(analysed_shop.path, "theme", theme=theme.id)
    app.text_input(key=f"new_name_{theme.id}_0").set_value("Paketit myöhässä")
    app.selectbox(key=f"name_language_{theme.id}").set_value("fi")
    app.button(key=f"save_name_{theme.id}").click().run()
    named = pipeline.snapshot(analysed_shop).theme(theme.id)
    assert (named.name("fi"), named.name("en")) == ("Paketit myöhässä", theme.name("en"))


def test_an_empty_name_is_asked_for_again(open_page: Open, analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0].id
    app = open_page(analysed_shop.path, "theme", theme=theme)
    app.text_input(key=f"new_name_{theme}_0").set_value("  ")
    app.button(key=f"save_name_{theme}").click().run()
    assert [warning.value for warning in app.warning] == [Wording("en").text("decision.name_empty")]
    assert pipeline.decisions_of(analysed_shop) == []


def test_a_merge_is_the_worker_s_to_count_and_can_be_taken_back(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pipeline.snapshot(analysed_shop)
    one, other = leaves(before)[0], leaves(before)[-1]
    app = open_page(analysed_shop.path, "theme", theme=other)
    assert app.button(key=f"merge_go_{other}").disabled
    app.selectbox(key=f"merge_into_{other}").set_value(one).run()
    app.button(key=f"merge_go_{other}").click().run()
    assert not app.exception
    assert app.title[0].value.replace("\\", "") == Wording("en").theme(before.theme(one))
    assert "was merged into" in readable(app)
    assert work(analysed_shop, monkeypatch) == ["recount"]
    shown = pipeline.snapshot(analysed_shop)
    assert other not in {theme.id for theme in shown.themes}
    app = open_page(analysed_shop.path, "themes")
    assert f"{Wording('en').theme(before.theme(other))}** was merged into" in readable(app)
    app.button(key="undo_1").click().run()
    assert work(analysed_shop, monkeypatch) == ["recount"]
    assert pipeline.snapshot(analysed_shop) == before


def test_a_split_leads_to_the_list_of_themes(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pipeline.snapshot(analysed_shop)
    theme = leaves(before)[0]
    app = open_page(analysed_shop.path, "theme", theme=theme)
    app.button(key=f"split_go_{theme}").click().run()
    assert not app.exception
    assert app.title[0].value == Wording("en").text("themes.title")
    assert work(analysed_shop, monkeypatch) == ["recount"]
    assert theme not in {found.id for found in pipeline.snapshot(analysed_shop).themes}


def test_what_cannot_be_decided_says_why(open_page: Open, analysed_shop: Workspace) -> None:
    theme, other, *_ = leaves(pipeline.snapshot(analysed_shop))
    pipeline.merge_themes(analysed_shop, theme, other)
    app = open_page(analysed_shop.path, "theme", theme=theme)
    app.button(key=f"split_go_{theme}").click().run()
    assert "was merged into" in app.error[0].value.replace("\\", "")


def test_a_pinned_theme_is_marked_and_stands_first(open_page: Open, analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[-1]
    app = open_page(analysed_shop.path, "theme", theme=theme.id)
    app.button(key=f"pin_{theme.id}").click().run()
    assert not app.exception
    assert jobs.listed(analysed_shop) == []
    listed = open_page(analysed_shop.path, "themes").dataframe[0].value
    assert listed.iloc[0].iloc[0] == f"{Wording('en').theme(theme)} · pinned"
    app.button(key=f"unpin_{theme.id}").click().run()
    assert not pipeline.snapshot(analysed_shop).theme(theme.id).pinned


@pytest.mark.parametrize("language", sorted(NAMES))
def test_hidden_themes_are_counted_opened_and_shown_again(
    open_page: Open, analysed_shop: Workspace, language: str
) -> None:
    words, before = Wording(language), pipeline.snapshot(analysed_shop)
    theme = next(theme for theme in before.top_themes if not before.sub_themes(theme.id))
    app = open_page(analysed_shop.path, "theme", language, theme=theme.id)
    app.button(key=f"hide_{theme.id}").click().run()
    assert not app.exception
    app = open_page(analysed_shop.path, "themes", language)
    assert len(app.dataframe[0].value) == len(before.top_themes) - 1
    assert words.say("decision.hidden_list", themes=1, mentions=theme.size) in readable(app)
    assert words.say("decision.list", decisions=1) in readable(app)
    app.button(key=f"unhide_{theme.id}").click().run()
    assert len(app.dataframe[0].value) == len(before.top_themes)
    assert words.say("decision.list", decisions=1) not in readable(app)


def test_a_hidden_theme_s_page_still_opens(open_page: Open, analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    pipeline.hide_theme(analysed_shop, theme.id)
    app = open_page(analysed_shop.path, "theme", theme=theme.id)
    assert not app.exception
    assert app.button(key=f"unhide_{theme.id}")
    assert f"Read all passages ({theme.size})" in readable(app)


def test_a_name_a_person_gave_is_never_markup(open_page: Open, analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0].id
    pipeline.rename_theme(analysed_shop, theme, "<img src=x> ![x](http://example.org/a.png) **again**")
    app = open_page(analysed_shop.path, "themes")
    assert not app.exception
    shown = [str(element.value) for kind in ("markdown", "caption", "title") for element in app.get(kind)]
    assert any("example" in text for text in shown)
    assert not any(re.search(r"(?<!\\)<img|!\[x\]\(", text) for text in shown)
