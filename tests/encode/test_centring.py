"""Centring takes a language's offset away, and does not take away what a rare language says."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from insight_synth.encode import centre_languages

Floats = NDArray[np.float32]


def two_languages(finnish: int) -> tuple[Floats, list[str], NDArray[np.int64]]:
    """Vectors of four topics in English and Finnish, Finnish moved aside: rows, languages, topics."""
    rng = np.random.default_rng(0)
    topics = np.arange(400 + finnish) % 4
    vectors = rng.normal(scale=0.02, size=(len(topics), 32)) + np.eye(4, 32)[topics] + 2.0
    languages = ["en"] * 400 + ["fi"] * finnish
    vectors[400:] += np.linspace(-0.5, 0.5, 32)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit.astype(np.float32), languages, topics


def share_with_a_neighbour_of_their_topic(vectors: Floats, topics: NDArray[np.int64]) -> float:
    nearest = np.argmax(vectors[400:] @ vectors[:400].T, axis=1)
    return float(np.mean(topics[:400][nearest] == topics[400:]))


def test_one_complaint_lies_in_one_place_in_both_languages() -> None:
    vectors, languages, topics = two_languages(400)
    centred = centre_languages(vectors, languages)
    same = centred[:400][topics[:400] == 0].mean(0) @ centred[400:][topics[400:] == 0].mean(0)
    raw = vectors[:400][topics[:400] == 0].mean(0) - vectors[400:][topics[400:] == 0].mean(0)
    assert same > 0.9
    assert np.linalg.norm(raw) > 0.1  # they were apart before


@pytest.mark.parametrize("finnish", [1, 2, 20])
def test_a_rare_language_keeps_its_topics(finnish: int) -> None:
    vectors, languages, topics = two_languages(finnish)
    assert share_with_a_neighbour_of_their_topic(centre_languages(vectors, languages), topics) == 1.0


def test_rows_are_unit_float32_whatever_the_languages() -> None:
    vectors, languages, _topics = two_languages(3)
    languages[:7] = [""] * 7
    centred = centre_languages(vectors, languages)
    assert centred.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(centred, axis=1), 1.0, atol=1e-5)


def test_an_unknown_language_is_centred_by_the_mean_of_all() -> None:
    vectors, languages, _topics = two_languages(40)
    unknown = centre_languages(vectors, [""] * len(languages))
    expected = vectors - vectors.mean(0)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(unknown, expected, atol=1e-4)


def test_the_order_of_rows_does_not_matter() -> None:
    vectors, languages, _topics = two_languages(20)
    order = np.random.default_rng(1).permutation(len(vectors))
    turned = centre_languages(vectors[order], [languages[i] for i in order])
    np.testing.assert_allclose(turned, centre_languages(vectors, languages)[order], atol=1e-6)


def test_a_single_text_and_none_stay_as_they_are() -> None:
    vectors, _languages, _topics = two_languages(1)
    np.testing.assert_array_equal(centre_languages(vectors[:1], ["fi"]), vectors[:1])
    assert centre_languages(vectors[:0], []).shape == (0, 32)


def test_languages_must_be_as_many_as_vectors() -> None:
    vectors, _languages, _topics = two_languages(1)
    with pytest.raises(ValueError, match="401 vectors but 1 languages"):
        centre_languages(vectors, ["fi"])
