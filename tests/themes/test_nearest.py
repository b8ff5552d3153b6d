"""The nearest rows are the true ones, in an order that nothing but the rows decides."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from insight_synth.themes import nearest as module
from insight_synth.themes.nearest import cosines_of, highest, nearest, on_grid

Floats = npt.NDArray[np.float32]


def unit_rows(n: int, d: int = 48, groups: int = 0, seed: int = 3) -> Floats:
    """n unit rows; with ``groups``, around that many directions."""
    draw = np.random.default_rng(seed)
    rows = draw.normal(size=(n, d))
    if groups:
        rows = rows * 0.7 + 2 * draw.normal(size=(groups, d))[draw.integers(0, groups, n)]
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def by_brute_force(vectors: Floats, queries: Floats, k: int) -> npt.NDArray[np.int64]:
    """The k nearest by exact whole numbers of 1/4000, ties to the lower row."""
    products = (
        np.rint(queries * np.float32(4000)).astype(np.int64) @ np.rint(vectors * np.float32(4000)).astype(np.int64).T
    )
    return np.argsort(-products, axis=1, kind="stable")[:, :k]


@pytest.mark.parametrize("n", [1, 2, 17, 1024, 1025, 5000])
def test_each_row_s_nearest_are_those_of_brute_force(n: int) -> None:
    vectors = unit_rows(n)
    found, cosines = nearest(vectors, vectors, 9)
    assert found.shape == cosines.shape == (n, min(9, n))
    assert (found.dtype, cosines.dtype) == (np.int64, np.float32)  # type: ignore[comparison-overlap]
    np.testing.assert_array_equal(found, by_brute_force(vectors, vectors, 9))


def test_queries_that_are_no_rows_find_the_nearest_rows() -> None:
    vectors, queries = unit_rows(4500), unit_rows(1100, seed=4)
    found, cosines = nearest(vectors, queries, 12)
    np.testing.assert_array_equal(found, by_brute_force(vectors, queries, 12))
    true = np.take_along_axis(queries @ vectors.T, found, axis=1)
    np.testing.assert_allclose(cosines, true, atol=0.002)
    assert (np.diff(cosines, axis=1) <= 0).all()


def test_rows_and_queries_apart_give_the_same_as_together() -> None:
    vectors = unit_rows(3000, groups=40)
    together, apart = nearest(vectors, vectors, 16), nearest(vectors, vectors.copy(), 16)
    np.testing.assert_array_equal(together[0], apart[0])
    np.testing.assert_array_equal(together[1], apart[1])


def test_equally_near_rows_come_in_their_order() -> None:
    vectors = np.repeat(unit_rows(30), 200, axis=0)
    found, cosines = nearest(vectors, vectors, 5)
    first = np.arange(30).repeat(200) * 200
    np.testing.assert_array_equal(found, first[:, None] + np.arange(5))
    assert (cosines == cosines[:, :1]).all()


def test_only_rows_among_those_asked_for_are_found() -> None:
    vectors, queries = unit_rows(600), unit_rows(40, seed=5)
    among = np.arange(1, 600, 7)
    found, _ = nearest(vectors, queries, 6, among=among)
    np.testing.assert_array_equal(found, among[by_brute_force(vectors[among], queries, 6)])
    assert nearest(vectors, queries, 6, among=among[:2])[0].shape == (40, 2)


def test_half_precision_finds_what_single_precision_finds() -> None:
    halves: Any = unit_rows(700).astype(np.float16)
    np.testing.assert_array_equal(nearest(halves, halves, 8)[0], nearest(halves.astype(np.float32), halves, 8)[0])


def test_without_queries_or_rows_nothing_is_found() -> None:
    assert nearest(unit_rows(5), unit_rows(0), 3)[0].shape == (0, 3)
    assert nearest(unit_rows(0), unit_rows(5), 3)[0].shape == (5, 0)


def test_a_row_longer_than_one_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than 1"):
        nearest(unit_rows(5) * 1.5, unit_rows(5), 2)


def test_cosines_of_pairs_are_those_that_were_compared() -> None:
    vectors = unit_rows(2500)
    found, cosines = nearest(vectors, vectors, 4)
    pairs = cosines_of(on_grid(vectors), np.arange(2500).repeat(4), found.ravel())
    np.testing.assert_array_equal(pairs.astype(np.float32), cosines.ravel())


def test_the_highest_numbers_of_a_row_leave_out_those_below_the_least() -> None:
    steps = np.array([[0, 7, 9, 7, 2], [1, 0, 0, 0, 0], [5, 5, 5, 5, 5]], dtype=np.float32)
    rows, columns = highest(steps, 3, least=2)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [(0, 2), (0, 1), (0, 3), (2, 0), (2, 1), (2, 2)]


def test_among_very_many_rows_at_least_95_in_100_of_the_nearest_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    made = unit_rows(12_500, groups=300)
    vectors, queries = made[:12_000], made[12_000:]
    monkeypatch.setattr(module, "EXACT_ROWS", 10_000)
    for asking, true in (
        (vectors, by_brute_force(vectors, vectors[:500], 15)),
        (queries, by_brute_force(vectors, queries, 15)),
    ):
        found, cosines = nearest(vectors, asking, 15)
        assert (np.diff(cosines, axis=1) <= 0).all()
        shared = [len(np.intersect1d(one, other)) for one, other in zip(found[:500], true, strict=True)]
        assert np.mean(shared) / 15 >= 0.95
    products = cosines_of(on_grid(made), 12_000 + np.arange(500).repeat(15), found.ravel())
    np.testing.assert_array_equal(products.astype(np.float32), cosines.ravel())


def test_cells_with_too_few_rows_still_give_as_many_as_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = unit_rows(300)
    monkeypatch.setattr(module, "EXACT_ROWS", 100)
    found, _ = nearest(vectors, vectors, 250)
    assert all(len(set(row)) == 250 for row in found.tolist())
    np.testing.assert_array_equal(found, by_brute_force(vectors, vectors, 250))


def test_equal_rows_in_great_number_are_found_in_cells_too(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.repeat(unit_rows(4), 500, axis=0)
    monkeypatch.setattr(module, "EXACT_ROWS", 1000)
    np.testing.assert_array_equal(
        nearest(vectors, vectors, 3)[0], (np.arange(2000) // 500 * 500)[:, None] + np.arange(3)
    )


FINGERPRINT = """
import hashlib
import numpy as np
from insight_synth.themes import nearest as module
from tests.themes.test_nearest import unit_rows
vectors, queries = unit_rows(2600, groups=30), unit_rows(900, groups=30, seed=9)
for exact_rows in (50_000, 2_000):
    module.EXACT_ROWS = exact_rows
    for asking in (vectors, queries):
        for found in module.nearest(vectors, asking, 10):
            print(hashlib.sha256(found.tobytes()).hexdigest())
"""


def test_threads_and_hash_seed_change_nothing() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", FINGERPRINT], capture_output=True, text=True, check=True,
            env={**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": seed},
        ).stdout
        for threads, seed in (("1", "0"), ("2", "17"), ("4", "99"))
    }  # fmt: skip
    assert len(told) == 1
    assert len(told.pop().split()) == 8
