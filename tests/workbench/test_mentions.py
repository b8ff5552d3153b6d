"""The page of mentions: what is shown, in words, and the way through it."""

from __future__ import annotations

from insight_synth import pipeline
from insight_synth.model import Filter, Theme
from insight_synth.store import Workspace
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts


def test_the_page_says_what_is_shown_and_leads_through_it(open_page: Open, analysed_shop: Workspace) -> None:
    theme = largest(analysed_shop)
    row = theme.evidence[0]
    app = open_page(analysed_shop.path, "mentions", theme=theme.id, source=row.source, size="25", order="newest")
    assert app.title[0].value.replace("\\", "").startswith(f"{row.mentions} passage")
    assert f"**{row.voices} voice" in texts(app)
    assert len(app.html) == min(25, row.mentions)
    app.button(key="mentions_chip_1").click().run()
    assert app.title[0].value.startswith(f"{theme.size} passages")
    app.segmented_control(key="mentions_view").set_value("table").run()
    assert len(app.dataframe[0].value) == min(25, theme.size)
    assert app.query_params["view"] == "table"


def test_an_address_that_means_nothing_here_is_told_with_the_way_on(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "mentions", theme="t9999")
    assert "t9999" in app.error[0].value
    assert not app.html
    app.button(key="mentions_without").click().run()
    assert not app.error
    assert len(app.html) == 25


def test_a_selection_that_holds_nothing_says_what_to_do(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "mentions", month="1999-01")
    assert app.title[0].value == "0 passages · January 1999"
    assert "Take something away" in app.info[0].value


def test_a_quotation_opens_the_question_where_it_should_go(open_page: Open, analysed_shop: Workspace) -> None:
    theme = largest(analysed_shop)
    key = f"mention_{pipeline.mentions_page(analysed_shop, Filter(theme.id), limit=1).rows[0].citation.mention_id}"
    app = open_page(analysed_shop.path, "mentions", theme=theme.id)
    app.button(key=f"add_{key}").click().run()
    assert not app.exception
    assert app.selectbox(key=f"add_where_{key}").value == f"finding:{theme.id}"


def largest(ws: Workspace) -> Theme:
    return pipeline.snapshot(ws).top_themes[0]
