"""A passage is read beside its neighbours in the same verbatim."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.themes import in_context

Vectors = npt.NDArray[np.float32]


def rows(n: int) -> Vectors:
    return np.eye(max(n, 4), dtype=np.float32)[:n]


def test_the_only_passage_of_a_verbatim_stays_as_it_is() -> None:
    assert in_context(rows(3), ["a", "b", "c"], [0, 0, 0]) == pytest.approx(rows(3))


def test_a_passage_takes_a_little_of_those_beside_it_and_stays_mostly_itself() -> None:
    first, middle, last = in_context(rows(3), ["a", "a", "a"], [0, 10, 20])
    assert middle[1] > 2 * middle[0] > 0
    assert middle[0] == pytest.approx(middle[2])
    assert (first[1] > 0, first[2]) == (True, 0)
    assert (last[1] > 0, last[0]) == (True, 0)
    assert first[0] > 2 * first[1]


def test_what_is_beside_a_passage_is_told_by_its_place_and_not_by_its_row() -> None:
    mixed = in_context(rows(3), ["a", "a", "a"], [20, 0, 10])
    assert mixed[0][1] == 0  # the last of the verbatim, in the first row, is not beside the first, in the second
    assert mixed[0][2] > 0


def test_other_verbatims_are_not_beside_it() -> None:
    assert in_context(rows(4), ["a", "b", "a", "b"], [0, 0, 10, 10])[0] == pytest.approx(
        in_context(rows(3), ["a", "c", "a"], [0, 0, 10])[0]
    )


PASSAGES = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 500)), unique=True, max_size=12)


@given(PASSAGES)
def test_the_order_of_rows_does_not_matter_and_rows_are_unit(passages: list[tuple[str, int]]) -> None:
    vectors = np.random.default_rng(0).normal(size=(len(passages), 5)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    order = sorted(range(len(passages)), key=lambda i: (passages[i][1] * 7919 % 101, i))
    found = in_context(vectors, [v for v, _ in passages], [s for _, s in passages])
    other = in_context(vectors[order], [passages[i][0] for i in order], [passages[i][1] for i in order])
    assert other.tobytes() == found[order].tobytes()
    assert found.dtype == np.float32
    assert found.shape == vectors.shape
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)


def test_the_vectors_given_are_not_changed() -> None:
    given_ = rows(2)
    in_context(given_, ["a", "a"], [0, 9])
    assert given_.tolist() == rows(2).tolist()
