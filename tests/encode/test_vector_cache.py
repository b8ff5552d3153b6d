"""A vector is computed once, comes back to the last bit, and damage or a second process costs time only."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from insight_synth.encode import Encoder, VectorCache
from insight_synth.errors import EncoderError

TEXTS = ["late parcel", "rude driver", "myöhässä", "paczka", "late parcel"]


def data_files(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in folder.rglob("*") if path.is_file()}


def test_each_distinct_text_is_encoded_once(tmp_path: Path, counting: Any) -> None:
    cache = VectorCache.of(tmp_path, counting)
    first = cache.vectors(TEXTS, counting)
    assert sorted(counting.asked) == sorted(set(TEXTS))
    assert len(cache) == 4
    again = VectorCache.of(tmp_path, counting).vectors(TEXTS[::-1], counting)
    assert len(counting.asked) == 4
    np.testing.assert_array_equal(again, first[::-1])


def test_a_kept_vector_is_the_encoders_own_to_the_last_bit(tmp_path: Path, counting: Encoder) -> None:
    cache = VectorCache.of(tmp_path, counting)
    texts = [f"text {i}" for i in range(500)]
    cache.vectors(texts[::2], counting)
    np.testing.assert_array_equal(cache.vectors(texts, counting), counting.raw(texts))
    np.testing.assert_array_equal(cache.get(texts)[0], counting.raw(texts))


def test_another_version_of_an_encoder_shares_nothing(tmp_path: Path, counting: Encoder) -> None:
    VectorCache.of(tmp_path, counting).vectors(TEXTS, counting)
    other = VectorCache(tmp_path, "counting@2")
    assert not other.get(TEXTS)[1].any()


def test_an_empty_cache_and_no_texts_are_fine(tmp_path: Path, counting: Encoder) -> None:
    cache = VectorCache.of(tmp_path / "new", counting)
    assert cache.vectors([], counting).shape == (0, 64)
    assert not cache.get(["a"])[1].any()
    assert cache.remove(["a"]) == 0
    assert len(cache) == 0


def test_removed_texts_leave_no_vector_and_no_key_behind(tmp_path: Path, counting: Encoder) -> None:
    cache = VectorCache.of(tmp_path, counting)
    cache.vectors(TEXTS, counting)
    vector = cache.get(["rude driver"])[0].astype(np.float16)
    assert vector.tobytes() in data_files(tmp_path)["vectors"].read_bytes()
    assert cache.remove(["rude driver", "never seen"]) == 1
    assert vector.tobytes() not in data_files(tmp_path)["vectors"].read_bytes()
    assert cache.get(TEXTS)[1].tolist() == [True, False, True, True, True]
    assert len(cache) == 3


def test_no_text_stands_in_the_files(tmp_path: Path, counting: Encoder) -> None:
    VectorCache.of(tmp_path, counting).vectors(TEXTS, counting)
    assert all(b"parcel" not in path.read_bytes() for path in data_files(tmp_path).values())


@pytest.mark.parametrize("name", ["index", "vectors"])
@pytest.mark.parametrize("damage", ["cut", "emptied", "gone", "overwritten"])
def test_a_damaged_cache_is_made_anew_with_the_same_vectors(
    tmp_path: Path, counting: Encoder, name: str, damage: str
) -> None:
    cache = VectorCache.of(tmp_path, counting)
    right = cache.vectors(TEXTS, counting)
    file = data_files(tmp_path)[name]
    if damage == "gone":
        file.unlink()
    else:
        content = file.read_bytes()
        file.write_bytes({"cut": content[:-5], "emptied": b"", "overwritten": b"\x17" * len(content)}[damage])
    np.testing.assert_array_equal(cache.vectors(TEXTS, counting), right)
    assert cache.get(TEXTS)[1].all()
    np.testing.assert_array_equal(cache.get(TEXTS)[0], right)


def test_a_folder_that_cannot_be_written_to_is_one_clear_error(tmp_path: Path, counting: Encoder) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EncoderError, match="vectors cannot be kept"):
        VectorCache.of(tmp_path / "file", counting).vectors(TEXTS, counting)


def add_range(folder: Path, start: int) -> None:
    cache = VectorCache(folder, "two processes")
    for i in range(start, start + 40):
        cache.add([f"text {i}"], np.full((1, 4), 0.5, np.float32))


def test_two_processes_adding_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=add_range, args=(tmp_path, start)) for start in (0, 30)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    cache = VectorCache(tmp_path, "two processes")
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert len(cache) == 70
    assert cache.get([f"text {i}" for i in range(70)])[1].all()


def test_held_texts_and_stored_rows_are_told_without_copying(tmp_path: Path, counting: Encoder) -> None:
    cache = VectorCache.of(tmp_path, counting)
    vectors = cache.vectors(TEXTS, counting)
    assert cache.holds([*TEXTS, "never seen"]).tolist() == [True] * 5 + [False]
    rows, places = cache.stored([*TEXTS, "never seen"])
    assert isinstance(rows, np.memmap)
    assert rows.dtype == np.float16
    assert places[-1] == -1
    np.testing.assert_allclose(rows[places[:-1]].astype(np.float32), vectors, atol=1e-3)


def test_the_newest_of_two_rows_counts_and_both_are_removed(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, "one")
    cache.add(["a", "b"], np.eye(2, 8, dtype=np.float32))
    file = data_files(tmp_path)["vectors"]
    file.write_bytes(b"\x17" * 16 + file.read_bytes()[16:])  # the row of "a" is damaged
    cache.add(["a"], np.eye(2, 8, dtype=np.float32)[1:])
    assert cache.get(["a"])[0][0, 1] == 1.0
    assert len(cache) == 2
    assert cache.remove(["a"]) == 2
    assert cache.get(["a", "b"])[1].tolist() == [False, True]
