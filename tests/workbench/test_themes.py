"""The pages Themes and Theme in a browser's session: views and filters that stand in the address, parts that open."""

from __future__ import annotations

import pytest

from insight_synth import pipeline
from insight_synth.store import Workspace
from insight_synth.workbench.themes import parts
from insight_synth.workbench.themes.theme_views import LOOKS
from insight_synth.workbench.wording import Wording
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts


@pytest.mark.parametrize("look", LOOKS)
def test_each_view_opens_by_its_address_and_narrows(open_page: Open, analysed_shop: Workspace, look: str) -> None:
    shown, words = pipeline.snapshot(analysed_shop), Wording("en")
    theme = shown.top_themes[0]
    app = open_page(analysed_shop.path, "themes", look=look, named=theme.keywords[0], recurring="yes")
    assert not app.exception
    assert app.button_group(key="themes_look").value == look
    assert app.toggle(key="themes_recurring").value is True
    found = [one for one in shown.top_themes if one.recurs and theme.keywords[0] in " ".join(one.keywords)]
    assert words.say("themes.narrowed", found=len(found), all=len(shown.top_themes)) in texts(app)
    app.button(key="take_off").click().run()
    assert not app.exception
    assert app.text_input(key="themes_named").value == ""
    assert app.query_params.get("named") in (None, [], [""])


def test_what_is_chosen_stands_in_the_address(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "themes")
    app.button_group(key="themes_look").set_value("table").run()
    app.multiselect(key="themes_from").set_value(["complaints"]).run()
    assert (app.query_params["look"], app.query_params["from"]) == ("table", "complaints")
    shown = pipeline.snapshot(analysed_shop)
    standing = [one for one in shown.top_themes if any(e.stands and e.source == "complaints" for e in one.evidence)]
    assert len(app.dataframe[0].value) == len(standing)


def test_every_part_of_a_theme_opens(open_page: Open, analysed_shop: Workspace) -> None:
    shown, words = pipeline.snapshot(analysed_shop), Wording("en")
    theme = max(shown.top_themes, key=lambda one: len(shown.sub_themes(one.id)))
    known = parts.parts_of(shown, theme)
    app = open_page(analysed_shop.path, "theme", theme=theme.id, part=known[-1])
    assert app.button_group(key="theme_part").value == known[-1]
    for part in known:
        app.button_group(key="theme_part").set_value(part).run()
        assert not app.exception, part
        assert not app.error, part
    app.button_group(key="theme_part").set_value("sources").run()
    assert words.say("theme.read_all", mentions=theme.size) in texts(app)


def test_a_merge_is_told_before_it_is_made(open_page: Open, analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    one, other = shown.top_themes[0], shown.top_themes[1]
    app = open_page(analysed_shop.path, "theme", theme=other.id)
    app.selectbox(key=f"merge_into_{other.id}").set_value(one.id).run()
    told = pipeline.merge_told(analysed_shop, shown, other.id, one.id)
    readable = texts(app).replace("\\", "")
    assert f"**{told.voices} voices** (now {one.voices})" in readable
    assert Wording("en").text("decision.will_recur" if told.recurs else "decision.will_not_recur") in readable
