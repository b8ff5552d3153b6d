"""The graph joins passages that say nearly the same, across languages too, and hubs do not glue it together."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import numpy.typing as npt
import pytest

from insight_synth.themes import neighbours as module
from insight_synth.themes.neighbours import by_size, communities, neighbour_graph
from tests.themes.conftest import Made, made_passages

Floats = npt.NDArray[np.float32]


def unit(rows: npt.NDArray[np.float64]) -> Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_every_passage_is_joined_to_its_nearest(passages: Made) -> None:
    graph = neighbour_graph(passages.vectors, neighbours=5).toarray()
    np.testing.assert_array_equal(graph, graph.T)
    assert not np.diag(graph).any()
    steps = np.rint(passages.vectors * 4000).astype(np.int64)
    near = steps @ steps.T
    np.fill_diagonal(near, -(10**9))
    nearest = np.argsort(-near, axis=1, kind="stable")[:, :5]
    expected = np.zeros_like(graph, dtype=bool)
    np.put_along_axis(expected, nearest, True, axis=1)
    np.testing.assert_array_equal(graph > 0, expected | expected.T)


def test_subjects_become_communities_largest_first(passages: Made) -> None:
    rows = passages.rows([i for i, subject in enumerate(passages.subjects) if subject != "chair" or i % 2])
    found = communities(neighbour_graph(rows.vectors, [text.partition(",")[0] for text in rows.texts], 8), 1.0)
    told = np.array(rows.subjects)
    assert all(len(set(told[found == one])) == 1 for one in np.unique(found))
    size = np.bincount(found)
    assert (np.diff(size) <= 0).all()


def test_passages_that_share_a_telling_word_are_joined_where_meaning_does_not_tell() -> None:
    draw = np.random.default_rng(2)
    vectors = unit(1 + 0.8 * draw.normal(size=(120, 24)))
    documents = [f"alpha{i % 12} word{i}" for i in range(120)]
    same = np.equal.outer(np.arange(120) % 12, np.arange(120) % 12)
    with_words, without = neighbour_graph(vectors, documents, 6).toarray(), neighbour_graph(vectors, None, 6).toarray()
    assert with_words[same].sum() / with_words.sum() > 2 * without[same].sum() / without.sum()


def test_a_passage_that_resembles_everything_holds_on_less_than_two_that_resemble_each_other() -> None:
    draw = np.random.default_rng(5)
    centres = np.eye(8)
    told = np.repeat(np.arange(8), 20)
    vectors = unit(np.vstack([centres[told] + 0.08 * draw.normal(size=(160, 8)), np.ones((1, 8))]))
    graph = neighbour_graph(vectors, neighbours=10).toarray()
    hub = graph[160, graph[160] > 0]
    within = np.concatenate([graph[i, :160][graph[i, :160] > 0] for i in range(160)])
    assert hub.max() < np.quantile(within, 0.05)


@pytest.fixture(scope="module")
def two_languages() -> tuple[Floats, list[str], npt.NDArray[np.int64]]:
    """Four subjects in two languages; the language shifts every passage, so that its own language lies nearest."""
    draw = np.random.default_rng(11)
    subject = np.tile(np.arange(4), 60)
    foreign = np.repeat([0, 1], 120)
    rows = np.eye(16)[subject] + 0.35 * np.eye(16)[8 + foreign] + 0.1 * draw.normal(size=(240, 16))
    return unit(rows), ["fi" if one else "en" for one in foreign], subject


def test_languages_are_joined_by_subject(two_languages: tuple[Floats, list[str], npt.NDArray[np.int64]]) -> None:
    vectors, languages, subject = two_languages
    across = np.not_equal.outer(np.array(languages), np.array(languages))
    same = np.equal.outer(subject, subject)
    told = neighbour_graph(vectors, None, 8, languages).toarray()
    untold = neighbour_graph(vectors, None, 8).toarray()
    assert (told[across] > 0).sum() > (untold[across] > 0).sum()
    assert told[across & same].sum() > 0.9 * told[across].sum()


def test_a_language_with_few_passages_is_not_sought_for_itself(
    two_languages: tuple[Floats, list[str], npt.NDArray[np.int64]],
) -> None:
    vectors, languages, _ = two_languages
    few = np.r_[0:120, 120:140]
    spoken = [languages[i] for i in few]
    told, untold = neighbour_graph(vectors[few], None, 8, spoken), neighbour_graph(vectors[few], None, 8)
    assert (told != untold).nnz == 0


def test_words_looked_at_in_parts_are_those_looked_at_at_once(passages: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = neighbour_graph(passages.vectors, passages.texts, 8)
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 7)
    assert (neighbour_graph(passages.vectors, passages.texts, 8) != at_once).nnz == 0


def test_communities_are_numbered_by_size_then_by_first_row() -> None:
    labels = np.array([7, 3, 3, -1, 9, 7, 5, 5, 5, -1])
    np.testing.assert_array_equal(by_size(labels), [1, 2, 2, -1, 3, 1, 0, 0, 0, -1])
    assert by_size(np.array([-1, -1])).tolist() == [-1, -1]


def test_small_graphs_are_searched_more_often(passages: Made) -> None:
    graph = neighbour_graph(passages.vectors, None, 8)
    np.testing.assert_array_equal(communities(graph, 1.0), communities(graph, 1.0, trials=module.MOST_TRIALS))


def graph_fingerprint() -> str:
    """A few hundred passages' graph and communities, as text."""
    import hashlib

    made = made_passages(each=90)
    languages = ["en" if i % 3 else "fi" for i in range(len(made.texts))]
    graph = neighbour_graph(made.vectors, made.texts, 10, languages)
    parts = (graph.indptr, graph.indices, graph.data, communities(graph, 2.0))
    return hashlib.sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in parts)).hexdigest()


def test_threads_and_hash_seed_change_nothing() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", "from tests.themes.test_neighbours import *; print(graph_fingerprint())"],
            capture_output=True, text=True, check=True,
            env={**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for threads, seed in (("1", "0"), ("2", "17"), ("4", "99"))
    }  # fmt: skip
    assert told == {graph_fingerprint()}
