"""Strays: never taken for more than a real shuffling gives, read off the data where they can tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import geom, poisson

from insight_synth.evidence.strays import USUAL, Strays, as_elsewhere, estimate, exposures, homes


def shuffled(
    rng: np.random.Generator, voice: np.ndarray, theme: np.ndarray, strays: np.ndarray, times: int
) -> np.ndarray:
    """(times, n_themes) voices of one source on each theme when the labels of strays are shuffled among them.

    Args:
        voice: (n,) voice of each passage; those of the source asked for are 0 and more, others −1.
        theme: (n,) theme of each passage.
        strays: (n,) which passages are strays.
    """
    themes, found = int(theme.max()) + 1, []
    at = np.flatnonzero(strays)
    for _ in range(times):
        label = rng.permutation(theme[at])
        here = voice[at] >= 0
        pairs = np.unique(label[here] * (int(voice.max()) + 1) + voice[at][here])
        found.append(np.bincount(pairs // (int(voice.max()) + 1), minlength=themes))
    return np.array(found)


@pytest.mark.parametrize(("passages_a_voice", "source_size"), [(1, 400), (3, 400), (1, 60)])
def test_labels_shuffled_among_strays_give_no_more_voices_than_poisson_and_strays_allow(
    passages_a_voice: int, source_size: int
) -> None:
    rng = np.random.default_rng(0)
    n, themes, rate = 4000, 12, 0.2
    theme = rng.choice(themes, n, p=np.arange(1, themes + 1) / (themes * (themes + 1) / 2))
    voice = np.full(n, -1)
    voice[:source_size] = np.arange(source_size) // passages_a_voice
    strays = rng.permutation(n) < rate * n
    drawn = shuffled(rng, voice, theme, strays, 4000)
    of_theme = np.bincount(theme[strays], minlength=themes)
    mean = of_theme * (strays & (voice >= 0)).sum() / strays.sum()  # passages: voices are at most as many
    assert (drawn.mean(axis=0) <= mean + 0.1).all()
    allowed = Strays((1.0,), (1.0,))
    for at in range(themes):
        for count in range(int(mean[at]) + 2, int(mean[at]) + 12):
            seen = float((drawn[:, at] >= count).mean())
            error = 3 * np.sqrt(seen * (1 - seen) / len(drawn)) + 1e-3
            assert seen <= poisson.sf(count - 1, mean[at]) + error
            told = float(allowed.at_least(np.array([count]), mean[at : at + 1])[0])
            assert told > 0.05 or seen <= told + error  # where anything is decided


@given(st.integers(0, 60), st.floats(0.01, 80), st.floats(0.01, 0.5))
def test_one_exponential_rate_is_a_geometric_count(count: int, exposure: float, rate: float) -> None:
    found = Strays((rate,), (1.0,)).at_least(np.array([count]), np.array([exposure]))[0]
    assert found == pytest.approx(geom.sf(count, 1 / (1 + rate * exposure)), rel=1e-9, abs=1e-12)  # of failures


def test_an_exponential_rate_makes_a_poisson_count_geometric() -> None:
    rng = np.random.default_rng(1)
    drawn = rng.poisson(rng.exponential(0.1, 200_000) * 30)
    told = Strays((0.1,), (1.0,))
    for count in (1, 3, 6, 12):
        assert (drawn >= count).mean() == pytest.approx(
            float(told.at_least(np.array([count]), np.array([30.0]))[0]), abs=0.005
        )  # fmt: skip


@given(st.floats(0.1, 500), st.sampled_from([0.05, 0.01, 0.001]))
def test_enough_is_the_fewest_that_pass(exposure: float, chance: float) -> None:
    strays = Strays((0.02, 0.15), (0.7, 0.3))
    enough = strays.enough(np.array([exposure]), chance)
    assert strays.at_least(enough, np.array([exposure]))[0] <= chance
    assert strays.at_least(enough - 1, np.array([exposure]))[0] > chance


def test_a_theme_is_as_heard_elsewhere_where_it_is_heard_evenly() -> None:
    voices = np.array([[500, 250, 1000]])
    passages = np.array([5000, 2500, 10_000])
    assert as_elsewhere(voices, passages)[0] / voices[0] == pytest.approx([1, 1, 1], abs=0.1)


def test_a_theme_nobody_else_speaks_of_is_as_strange_there_as_any() -> None:
    voices = np.array([[40, 0], [20, 20], [30, 30]])
    passages = np.array([200, 200])
    assert as_elsewhere(voices, passages)[0, 0] == 0
    assert exposures(voices, passages)[0, 0] > 0
    assert homes(voices, passages)[0].tolist() == [True, False]


def company(
    rng: np.random.Generator, rate: float, sources: int = 12, themes: int = 40, voices: int = 60
) -> tuple[np.ndarray, np.ndarray]:
    """Counts of themes each in a third of the sources, and strays at ``rate`` of an even share everywhere else."""
    passages = rng.integers(300, 1500, sources)
    size = passages / passages.mean() * voices
    there = rng.random((themes, sources)) < 1 / 3
    strays = rng.exponential(rate, (themes, sources)) * size / 3
    return np.where(there, rng.poisson(size * rng.gamma(4, 0.25, (themes, sources))), rng.poisson(strays)), passages


def test_more_strays_are_reckoned_with_where_there_are_more() -> None:
    rates = [estimate(*company(np.random.default_rng(5), rate)).rate for rate in (0.0, 0.05, 0.15)]
    assert rates[0] < rates[1] < rates[2]
    assert rates[0] < 0.02


def test_where_nothing_can_be_told_the_usual_is_reckoned_with() -> None:
    told = estimate(np.array([[9, 8]]), np.array([60, 60]))
    usual = np.array(USUAL) / sum(USUAL)
    assert np.array(told.weights) == pytest.approx(usual, abs=0.05)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=1, max_size=8))
def test_probabilities_are_such_and_fall_with_the_count(counts: list[list[int]]) -> None:
    voices, passages = np.array(counts), np.array([100, 200, 0])
    voices[:, 2] = 0
    strays = estimate(voices, passages)
    assert sum(strays.weights) == pytest.approx(1)
    exposure = exposures(voices, passages)
    chance, more = strays.at_least(voices, exposure), strays.at_least(voices + 1, exposure)
    assert ((more >= 0) & (more <= chance) & (chance <= 1)).all()
