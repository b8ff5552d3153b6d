"""Where themes stand and which recur: in small companies and large ones, beside strays and copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from insight_synth.evidence import Heard, voices_needed, witnesses
from insight_synth.evidence.intervals import discoveries
from insight_synth.evidence.witnesses import in_two
from insight_synth.model import Mention

Counts = Mapping[str, Mapping[str, int]]


def heard_of(counts: Counts, of_voices: Mapping[str, int], parents: Mapping[str, str] | None = None) -> Heard:
    """One passage a voice, every voice of its own; the other voices of a source are on no theme."""
    mentions = []
    for theme, by_source in counts.items():
        for source, n in by_source.items():
            mentions += [said(f"{theme}-{source}-{at}", source, theme) for at in range(n)]
    for source, n in of_voices.items():
        silent = n - sum(by_source.get(source, 0) for by_source in counts.values())
        mentions += [said(f"other-{source}-{at}", source, "") for at in range(silent)]
    return Heard.of(mentions, parents or dict.fromkeys(counts, ""), of_voices)


def said(voice: str, source: str, theme: str) -> Mention:
    return Mention(f"{voice}:0-1", voice, source, 0, 1, "x", "en", theme, similarity=0.5, voice_id=voice)


def drawn(
    seed: int, sources: Sequence[int], themes: int, alone: float, everywhere: float = 0.5, strays: float = 0.03
) -> tuple[Counts, dict[str, int], set[str]]:
    """A company whose themes are of one source (a share ``alone``), of every one, or of some; and strays.

    Strays go to every theme evenly, and as many again to one that resembles each. Sizes are of voices.

    Returns:
        Counts, sizes and the themes of one source.
    """
    rng = np.random.default_rng(seed)
    size = {f"s{at:02d}": n for at, n in enumerate(sources)}
    truth = np.zeros((themes, len(sources)), dtype=int)
    single = set()
    for theme in range(themes):
        if rng.random() < alone:
            single.add(f"t{theme}")
            where = rng.choice(len(sources), 1)
        elif rng.random() < everywhere:
            where = np.arange(len(sources))
        else:
            where = rng.choice(len(sources), rng.integers(2, len(sources) + 1), replace=False)
        share = rng.uniform(0.6, 1.6) / themes
        truth[theme, where] = rng.poisson(share * np.array(sources)[where] * rng.uniform(0.7, 1.4, len(where)))
    seen = truth.copy()
    resembling = rng.permutation(themes)
    for at, n in enumerate(sources):
        seen[:, at] += rng.poisson(strays * n / themes, themes) + rng.poisson(strays * truth[resembling, at])
    counts = {f"t{theme}": dict(zip(size, row.tolist(), strict=True)) for theme, row in enumerate(seen)}
    whole = {source: max(n, sum(row[source] for row in counts.values())) for source, n in size.items()}
    return counts, whole, single


@pytest.mark.parametrize(
    ("sources", "themes", "alone", "everywhere", "companies"),
    [
        ((150, 250), 8, 0.4, 1.0, 12),  # small companies
        ((80, 120, 200, 300), 12, 0.4, 0.5, 12),
        ((300, 300, 30, 30, 25), 8, 0.3, 0.5, 12),  # with sources that are hardly any
        (tuple(range(200, 2000, 200)), 50, 0.5, 0.3, 3),  # larger ones
        ((600,) * 30, 50, 0.3, 0.5, 2),
        ((1000,) * 6, 30, 0.9, 0.5, 3),  # nearly every theme of one source
        ((800,) * 8, 25, 0.0, 1.0, 3),  # every theme of every source
    ],
)
def test_most_of_what_recurs_is_found_and_hardly_anything_else(
    sources: tuple[int, ...], themes: int, alone: float, everywhere: float, companies: int
) -> None:
    found = missed = wrong = right = 0
    for seed in range(companies):
        counts, size, single = drawn(seed, sources, themes, alone, everywhere)
        told = witnesses(heard_of(counts, size))
        for theme, recurs in zip(told.themes, told.recurs.tolist(), strict=True):
            large = sorted(counts[theme].values())[-2] >= 8
            found += recurs and theme not in single
            missed += not recurs and theme not in single and large
            wrong += recurs and theme in single
            right += not recurs and theme in single
    assert wrong <= 0.05 * max(found + wrong, 1)
    assert wrong <= 0.05 * max(wrong + right, 1)
    assert missed <= 0.1 * (found + missed)


def test_a_tiny_source_may_bear_a_theme_out_by_few_voices() -> None:
    themes = {f"t{at}": {"calls": 40, "web": 35} for at in range(6)}
    themes["t0"] = {**themes["t0"], "panel": 6}
    told = witnesses(heard_of(themes, {"calls": 400, "web": 400, "panel": 20}))
    assert told.stands[0].tolist() == [True, True, True]
    assert told.independent[0] == 3


def test_a_theme_of_one_source_stands_there_and_recurs_nowhere() -> None:
    themes = {f"t{at}": {"a": 40, "b": 35, "c": 30} for at in range(8)}
    themes["t0"] = {"a": 90, "b": 2, "c": 1}
    told = witnesses(heard_of(themes, {"a": 600, "b": 500, "c": 400}))
    assert told.stands[0].tolist() == [True, False, False]
    assert not told.recurs[0]
    assert told.recurs[1:].all()


def test_a_theme_made_of_strays_alone_stands_nowhere() -> None:
    themes = {f"t{at}": {"a": 60, "b": 60, "c": 60} for at in range(10)}
    themes["t0"] = {"a": 2, "b": 1, "c": 2}
    told = witnesses(heard_of(themes, {"a": 900, "b": 900, "c": 900}))
    assert told.independent[0] == 0
    assert told.p_value[0] > 0.5


def test_what_repeats_is_one_witness() -> None:
    mentions = [said(f"r{at}", source, "t") for source in ("reviews", "copy") for at in range(30)]
    mentions += [said(f"o{source}{at}", source, "") for source in ("reviews", "copy") for at in range(170)]
    told = witnesses(Heard.of(mentions, {"t": ""}, {"reviews": 200, "copy": 200}))
    assert told.stands.tolist() == [[True, True]]
    assert told.apart.any() == told.recurs.any() == False  # noqa: E712
    assert told.p_value.tolist() == [1.0]


CELLS = st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=10)


@settings(max_examples=150, deadline=None)
@given(CELLS, st.integers(0, 3))
def test_what_is_told_of_a_theme_holds_together(cells: list[list[int]], under: int) -> None:
    counts = {f"t{at}": dict(zip("abc", row, strict=True)) for at, row in enumerate(cells)}
    parents = {theme: "t0" if 0 < at <= under else "" for at, theme in enumerate(counts)}
    size = {source: 10 + sum(row[source] for row in counts.values()) for source in "abc"}
    heard = heard_of(counts, size, parents)
    told = witnesses(heard)
    voices = heard.voices(central=True)
    assert (told.recurs == (told.independent >= 2)).all()
    assert (told.recurs == told.apart.any(axis=(1, 2))).all()
    assert (told.independent <= told.stands.sum(axis=1)).all()
    assert (told.apart == told.apart.transpose(0, 2, 1)).all()
    assert (told.apart <= told.stands[:, :, None] & told.stands[:, None, :]).all()
    assert (voices[told.stands] >= 2).all()
    assert (told.p_value[told.recurs] <= 0.05).all()
    needed = voices_needed(heard, told)
    assert (needed[told.stands] <= voices[told.stands]).all()
    assert (needed[~told.stands & (needed > 0)] > voices[~told.stands & (needed > 0)]).all()


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_names_and_order_do_not_matter(cells: list[list[int]]) -> None:
    counts = {f"t{at}": dict(zip("abc", row, strict=True)) for at, row in enumerate(cells)}
    size = {source: 10 + sum(row[source] for row in counts.values()) for source in "abc"}
    renamed = {"a": "z", "b": "y", "c": "x"}
    other = {
        theme: {renamed[source]: n for source, n in counts[theme].items()} for theme in reversed(counts)
    }  # fmt: skip
    one = witnesses(heard_of(counts, size))
    two = witnesses(heard_of(other, {renamed[source]: n for source, n in size.items()}))
    assert one.independent.tolist() == two.independent[::-1].tolist()
    assert one.p_value == pytest.approx(two.p_value[::-1])


def test_few_more_voices_are_needed_than_strays_give_and_more_of_a_larger_source() -> None:
    themes = {f"t{at}": {"a": 40, "b": 35, "c": 3, "d": 0} for at in range(8)}
    heard = heard_of(themes, {"a": 600, "b": 500, "c": 100, "d": 2000})
    needed = voices_needed(heard, witnesses(heard))
    assert (needed[:, 3] > needed[:, 2]).all()
    assert (needed >= 2).all()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=12))
def test_with_independent_sources_the_p_value_is_the_partial_conjunction_of_simes(chances: list[float]) -> None:
    """Benjamini and Heller (2008), eq. 5, for two of n: Simes' p-value of all but the smallest."""
    n = len(chances)
    rest = sorted(chances)[1:]
    simes = min(1.0, *((n - 1) / rank * p for rank, p in enumerate(rest, start=1)))
    apart = ~np.eye(n, dtype=np.bool_)[None]
    assert in_two(np.array([chances]), apart, n)[0] == pytest.approx(simes)
    held = multipletests(rest, method="simes-hochberg")[1].min()
    assert simes <= held + 1e-12


def test_sources_that_repeat_each_other_bear_nothing_out_together() -> None:
    chances = np.array([[1e-9, 1e-9, 1e-9, 0.5]])
    together = np.zeros((1, 4, 4), dtype=np.bool_)
    together[0, 3, :3] = together[0, :3, 3] = True  # three copies and one apart from them
    assert in_two(chances, together, 4)[0] == pytest.approx(1.0)
    star = np.zeros((1, 4, 4), dtype=np.bool_)
    star[0, 1, 2] = star[0, 2, 1] = True  # one repeats two that do not repeat each other
    assert in_two(chances, star, 4)[0] == pytest.approx(3e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_discoveries_are_those_of_statsmodels(chances: list[float]) -> None:
    assert discoveries(chances) == multipletests(chances, 0.05, "fdr_bh")[0].tolist()
