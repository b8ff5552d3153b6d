"""The passages of a workspace are read once for all sessions, and again when what they are of changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from insight_synth import pipeline
from insight_synth._spoken import Loader
from insight_synth.encode import Encoder
from insight_synth.store import Workspace
from insight_synth.workbench import holding
from tests.conftest import StubEncoder


@pytest.fixture
def times_loaded() -> list[str]:
    return []


@pytest.fixture
def load(stub: StubEncoder, times_loaded: list[str]) -> Loader:
    def loaded(name: str) -> Encoder:
        times_loaded.append(name)
        return stub

    return loaded


def test_many_who_come_at_once_share_one_reading(
    analysed_shop: Workspace, load: Loader, times_loaded: list[str]
) -> None:
    with ThreadPoolExecutor(4) as several:
        given = list(several.map(lambda _: holding.spoken(analysed_shop, load), range(4)))
    assert all(one is given[0] for one in given)
    assert len(times_loaded) == 1


def test_what_was_read_ahead_is_not_read_again(analysed_shop: Workspace, load: Loader, times_loaded: list[str]) -> None:
    holding.read_ahead(analysed_shop.path, load).join()
    holding.spoken(analysed_shop, load)
    assert len(times_loaded) == 1


def test_what_the_first_question_needs_is_read_ahead_too(
    analysed_shop: Workspace, load: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(pipeline, "hunch", lambda ws, belief, held: asked.append((belief, held)))
    holding.read_ahead(analysed_shop.path, load).join()
    held = holding.spoken(analysed_shop, load)
    spoken = {mention.language for mention in held.mentions}
    assert spoken & {"en", "fi", "pl"}
    assert len(asked) == len(spoken & {"en", "fi", "pl"})
    assert all(one is held for _, one in asked)


def test_an_erased_customer_is_in_memory_no_more(analysed_shop: Workspace, load: Loader) -> None:
    before = holding.spoken(analysed_shop, load)
    pipeline.erase(analysed_shop, "C0001")
    after = holding.spoken(analysed_shop, load)
    assert after is not before


def test_a_decision_on_a_theme_is_seen(analysed_shop: Workspace, load: Loader) -> None:
    before = holding.spoken(analysed_shop, load)
    theme = before.shown.top_themes[0]
    pipeline.rename_theme(analysed_shop, theme.id, "Another name")
    assert holding.spoken(analysed_shop, load).shown.theme(theme.id).name() == "Another name"


def test_reading_ahead_where_nothing_was_analysed_says_nothing(ws: Workspace, load: Loader) -> None:
    holding.read_ahead(ws.path, load).join()


def test_nothing_is_kept_once_it_is_to_be_forgotten(analysed_shop: Workspace, load: Loader) -> None:
    before = holding.spoken(analysed_shop, load)
    holding.forget()
    assert holding.spoken(analysed_shop, load) is not before
