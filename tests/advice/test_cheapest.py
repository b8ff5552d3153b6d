"""The cheapest set of sources covers what all of them do, and no cheaper one does."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.advice import AgendaWitnesses, cheapest_set
from insight_synth.advice.cheapest import _cover, _greedy
from insight_synth.evidence import witnesses
from insight_synth.model import Question
from tests.advice.conftest import Told, done, heard_in, told

COMMON = {"late": 120, "refunds": 120, "stock": 120}


def cheapest(*sources: Told, agenda: AgendaWitnesses | None = None) -> tuple[str, ...]:
    return cheapest_set(heard_in(*sources), [source.profile for source in sources], agenda)


def test_two_cheap_sources_are_enough_for_what_three_say() -> None:
    sources = [told(id_, COMMON, cost=cost) for id_, cost in (("app", 900.0), ("shop", 500.0), ("web", 700.0))]
    assert cheapest(*sources) == ("shop", "web")


def test_every_recurring_theme_still_recurs_in_the_set() -> None:
    sources = (
        told("app", {**COMMON, "queue": 80}, cost=900.0), told("shop", {**COMMON, "queue": 90}, cost=800.0),
        told("web", COMMON, cost=100.0), told("mail", COMMON, cost=100.0),
    )  # fmt: skip
    chosen = cheapest(*sources)
    heard = heard_in(*sources)
    left = witnesses(heard.without({source.id for source in sources} - set(chosen)))
    assert {"app", "shop"} <= set(chosen)
    assert not (witnesses(heard).recurs & ~left.recurs).any()


def test_a_question_that_one_source_answers_keeps_it_however_dear() -> None:
    sources = [told(id_, COMMON, cost=cost) for id_, cost in (("app", 9000.0), ("shop", 500.0), ("web", 700.0))]
    agenda = AgendaWitnesses.of(["app", "shop", "web"], [Question("q", "?")], {"q": {"app": frozenset("abc")}})
    assert cheapest(*sources, agenda=agenda) == ("app", "shop")


def test_a_source_of_unknown_cost_counts_as_the_median() -> None:
    sources = [told(id_, COMMON, cost=cost) for id_, cost in (("app", 100.0), ("mail", None), ("web", 900.0))]
    assert cheapest(*sources) == ("app", "mail")


def test_what_customers_do_covers_no_theme() -> None:
    sources = [told("app", COMMON), told("web", COMMON), done("till")]
    assert cheapest(*sources) == ("app", "web")


def test_a_source_to_be_retired_is_taken_only_where_nothing_else_will_do() -> None:
    sources = [told(id_, COMMON, cost=cost) for id_, cost in (("app", 900.0), ("shop", 5.0), ("web", 700.0))]
    heard, profiles = heard_in(*sources), [source.profile for source in sources]
    assert cheapest_set(heard, profiles, unwanted={"shop"}) == ("app", "web")
    assert len(cheapest_set(heard, profiles, unwanted={"shop", "web"})) == 2


graphs = st.lists(st.lists(st.booleans(), min_size=15, max_size=15), min_size=1, max_size=4)
prices = st.lists(st.integers(1, 20), min_size=6, max_size=6)


@settings(max_examples=60, deadline=None)
@given(graphs, prices)
def test_no_cheaper_choice_holds_a_pair_of_every_theme(drawn: list[list[bool]], prices: list[int]) -> None:
    themes = []
    for edges in drawn:
        apart = np.zeros((6, 6), dtype=bool)
        apart[np.triu_indices(6, 1)] = edges
        themes.append(apart | apart.T)
    themes = [apart for apart in themes if apart.any()]
    costs = np.array(prices, dtype=float)

    def covers(chosen: np.ndarray) -> bool:
        return all(apart[np.ix_(chosen, chosen)].any() for apart in themes)

    found = _cover(themes, [], costs)
    sets = (np.array(flags) for flags in itertools.product([False, True], repeat=6))
    least = min(float(costs[chosen].sum()) for chosen in sets if covers(chosen))
    assert covers(found)
    assert float(costs[found].sum()) == pytest.approx(least)


def test_without_the_solver_a_set_is_found_that_covers_and_spares() -> None:
    matrix = np.array([[1, 1, 0, 0], [0, 1, 1, 1]], dtype=float)
    chosen = _greedy(matrix, np.array([1.0, 2.0]), np.array([5.0, 1.0, 2.0, 9.0]))
    assert chosen.tolist() == [False, True, True, False]
