"""Home: how things stand at a glance, ways to begin, and the tour."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from insight_synth import jobs, pipeline
from insight_synth.store import Workspace
from insight_synth.workbench import views, workspaces
from insight_synth.workbench.home import glance, tour
from insight_synth.workbench.wording import NAMES, Wording
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts

WORDS = Wording("en")


def test_every_source_stands_once_under_what_matters_most(analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    now = workspaces.standing(analysed_shop, shown)
    held = [replace(now.exports[0], state="quarantined")]
    told = glance.health(shown, [*now.sources, "brand-new"], held)
    assert sorted(key for share in told for key in share.ids) == sorted([*now.sources, "brand-new"])
    by_state = {share.state: share.ids for share in told}
    assert by_state["held"] == (held[0].source,)
    assert by_state["new"] == ("brand-new",)


@pytest.mark.parametrize("language", sorted(NAMES))
def test_what_a_picture_shows_stands_in_words_beside_it(language: str) -> None:
    words = Wording(language)
    for prefix, states in (("home_answer", glance.ANSWERS), ("home_health", glance.HEALTH)):
        shares = [glance.Share(state, ("a", "b")) for state in states]
        assert list(glance.table(shares, prefix, words)[words.text("home.number")]) == [2] * len(states)
        assert glance.told(shares, prefix, words).count(": 2") == len(states)


def test_without_questions_the_step_after_the_sources_is_to_write_them(analysed_shop: Workspace) -> None:
    shown = replace(pipeline.snapshot(analysed_shop), advice=())
    exports = workspaces.standing(analysed_shop, shown).exports
    step = views.next_step(shown, exports, outdated=False, working=False, report_built=True)
    assert step == "agenda"


def test_while_the_first_analysis_runs_home_says_what_will_be_there(open_page: Open, ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop])
    jobs.enqueue(ws, "analyse")
    shown = texts(open_page(ws.path))
    assert WORDS.text("home.come_themes") in shown
    assert WORDS.text("work.meanwhile") in shown


def test_ones_own_workspace_is_one_click_from_the_demo(open_page: Open, analysed_shop: Workspace) -> None:
    analysed_shop.set_note("demo", "1")
    app = open_page(analysed_shop.path)
    app.button(key="own").click().run()
    assert not app.exception
    assert app.title[0].value == WORDS.text("add.title")
    assert workspaces.is_workspace(analysed_shop.path.parent / "workspace")


def test_the_tour_is_offered_on_the_demo_until_it_is_turned_down(open_page: Open, analysed_shop: Workspace) -> None:
    analysed_shop.set_note("demo", "1")
    app = open_page(analysed_shop.path)
    assert WORDS.text("tour.offer") in texts(app)
    app.button(key="tour_no").click().run()
    assert WORDS.text("tour.offer") not in texts(app)
    assert not tour.offered(analysed_shop, demo=True)
    app.button(key="tour_again").click().run()
    assert WORDS.text("tour.theme") in texts(app)


def test_a_button_leads_on_in_the_language_that_was_chosen(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, language="fi")
    app.button(key="tour_again").click().run()
    assert not app.error
    assert Wording("fi").text("tour.theme") in texts(app)
