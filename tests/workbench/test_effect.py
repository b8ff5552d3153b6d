"""Following a theme in the browser: begun, shown, dropped and taken back."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from insight_synth import pipeline
from insight_synth.model import EffectCaveat, LeftOut
from insight_synth.store import Workspace
from insight_synth.workbench.wording import NAMES, Wording
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


@pytest.mark.parametrize("language", sorted(NAMES))
def test_every_ground_to_leave_a_source_out_and_every_caveat_has_its_words(language: str) -> None:
    words = Wording(language)
    outs = get_args(get_type_hints(LeftOut)["code"])
    caveats = get_args(get_type_hints(EffectCaveat)["code"])
    for key in (*(f"effect.out_{code}" for code in outs), *(f"effect.caveat_{code}" for code in caveats)):
        assert words.text(key)


def test_months_and_sources_of_a_caveat_are_named() -> None:
    words = Wording("fi")
    assert "maaliskuu 2025" in words.told("effect.caveat_changed-since", {"month": "2025-03"}, "")
    assert "Reklamaatiot" in words.told("effect.caveat_one-source", {"source": "c"}, "", {"c": "Reklamaatiot"})
