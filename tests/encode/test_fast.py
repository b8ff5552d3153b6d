"""The fast encoder: a vector is a function of its text alone, its table is small, and damage is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from insight_synth.encode import Encoder, load_encoder
from insight_synth.encode._static import TABLE, StaticModel
from insight_synth.errors import EncoderError

TEXTS = [
    "The parcel was three weeks late.", "Paketti oli kolme viikkoa myöhässä.", "Paczka spóźniła się trzy tygodnie.",
    "", "\ud800 broken", "посылка", "word " * 3000,
]  # fmt: skip


@pytest.fixture(scope="module")
def fast() -> Encoder:
    return load_encoder("fast")


def test_vectors_are_unit_rows_whatever_the_text(fast: Encoder) -> None:
    vectors = fast.raw(TEXTS)
    assert vectors.shape == (len(TEXTS), fast.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_a_vector_depends_on_no_other_text_and_no_order(fast: Encoder) -> None:
    many = [f"{text[:60]} {number}" for number in range(1500) for text in TEXTS[:3]]
    together = fast.raw(many)
    np.testing.assert_array_equal(fast.raw(many[::-1]), together[::-1])
    for at in (0, 2100, 4499):
        np.testing.assert_array_equal(fast.raw([many[at]])[0], together[at])


def test_what_says_the_same_is_nearer_than_what_does_not(fast: Encoder) -> None:
    late, later, soup = fast.raw(["My parcel is late", "the delivery of my parcel was delayed", "The soup was cold"])
    assert late @ later > late @ soup + 0.1


def test_it_is_found_by_the_name_it_gives(fast: Encoder) -> None:
    assert fast.name == "fast"
    assert load_encoder(fast.name).version == fast.version


def test_the_table_takes_at_most_eight_megabytes() -> None:
    assert TABLE.stat().st_size <= 8_000_000


def test_a_damaged_table_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "fast.npz").write_bytes(TABLE.read_bytes()[:5000])
    with pytest.raises(EncoderError, match="the fast encoder's table cannot be read"):
        StaticModel.packaged(tmp_path / "fast.npz")
