"""Following a theme in the browser: begun, shown, dropped and taken back."""

from __future__ import annotations

from insight_synth import pipeline
from insight_synth.store import Workspace
from insight_synth.workbench.wording import Wording
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts


def test_nothing_is_followed_until_somebody_asks_for_it(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "effect")
    assert not app.exception
    assert [info.value for info in app.info] == [Wording("en").text("effect.empty")]


def test_a_theme_is_followed_dropped_and_followed_again(open_page: Open, analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    app = open_page(analysed_shop.path, "effect")
    app.selectbox(key="follow_theme").set_value(theme.id)
    app.button(key="follow_go").click().run()
    assert not app.exception
    (indicator,) = pipeline.indicators(analysed_shop)
    assert (indicator.kind, indicator.of) == ("theme", theme.id)
    app = open_page(analysed_shop.path, "effect")
    assert Wording("en").text("effect.rests_on") in texts(app)
    app.button(key=f"drop_{indicator.id}").click().run()
    assert pipeline.indicators(analysed_shop) == []
    app.button(key="undo_drop").click().run()
    assert not app.exception
    assert pipeline.indicators(analysed_shop) == [indicator]


def test_what_is_followed_twice_is_told(open_page: Open, analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    pipeline.follow(analysed_shop, theme=theme.id)
    app = open_page(analysed_shop.path, "effect")
    app.selectbox(key="follow_theme").set_value(theme.id)
    app.button(key="follow_go").click().run()
    assert "followed already" in app.error[0].value


def test_the_form_asks_what_to_follow(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "effect")
    app.button(key="follow_go").click().run()
    assert [warning.value for warning in app.warning] == [Wording("en").text("effect.choose")]
    assert pipeline.indicators(analysed_shop) == []
