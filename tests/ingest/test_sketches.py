"""Sketches of texts: the same everywhere, and alike where the texts are."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth.ingest.sketches import (
    WIDTH,
    SketchFile,
    boilerplate,
    found_elsewhere,
    from_text,
    near_duplicates,
    sketches,
    to_text,
)

LATE = "The parcel came two weeks late, nobody told me why, and your shop never answered my letters about it."
BROKEN = "One of the four plates was broken in its box when the driver handed it over on Monday morning."
TILAUS = "Tilasin astiaston kolme viikkoa sitten, ja yksi lautanen oli rikki kun paketti lopulta saapui kotiin."


def test_a_text_repeated_to_the_letter_is_found() -> None:
    assert near_duplicates(sketches([LATE, BROKEN, LATE, LATE])) == 2


@pytest.mark.parametrize(
    "changed",
    [
        LATE.upper(),
        f"@shop {LATE} https://shop.example/x",
        LATE.replace("two weeks", "ten weeks"),
        LATE.replace("nobody", "noone").rstrip("."),
        f"  {LATE}\n\n",
    ],
)
def test_a_text_hardly_changed_is_found(changed: str) -> None:
    assert near_duplicates(sketches([LATE, changed])) == 1


def test_texts_on_the_same_matter_in_other_words_are_not() -> None:
    others = ["My parcel arrived late and the shop did not answer.", "The parcel was late: two weeks, and no answer."]
    assert near_duplicates(sketches([LATE, BROKEN, TILAUS, *others])) == 0


def test_a_text_of_two_words_never_repeats_another() -> None:
    assert near_duplicates(sketches(["Very good"] * 10)) == 0
    there = sketches(["Very good"])
    assert found_elsewhere(sketches(["Very good"]), lambda band: [("shop", there[:, band])]) == {}


def test_pairs_are_found_as_surely_as_they_are_alike() -> None:
    def found_at(similarity: float) -> float:
        draw = np.random.default_rng(7)
        alphabet = np.array(list("abcdefghijklmnopqrstuvwxyzåäö"))
        hits = 0
        for _ in range(200):
            letters = "".join(draw.choice(alphabet, 300))
            same = int(296 * 2 * similarity / (1 + similarity)) + 4  # of 296 runs; the rest differ in every run
            other = letters[:same] + "".join(draw.choice(alphabet, 300 - same))
            hits += near_duplicates(sketches([f"x y {letters}", f"x y {other}"]))
        return hits / 200

    assert found_at(0.85) >= 0.9
    assert 0.3 <= found_at(0.7) <= 0.7
    assert found_at(0.5) <= 0.12


def test_what_stands_in_another_source_is_counted_by_source() -> None:
    here = sketches([LATE, BROKEN, TILAUS])
    others = {"reviews": sketches([LATE + " Bad!", BROKEN]), "forum": sketches(["Something else altogether here."])}
    by_band = lambda band: ((source, found[:, band]) for source, found in others.items())  # noqa: E731
    assert found_elsewhere(here, by_band) == {"reviews": 2}


def test_sketches_kept_in_files_tell_the_same() -> None:
    texts = [LATE, BROKEN, LATE, "ok", TILAUS]
    kept = SketchFile()
    kept.append(sketches(texts[:2]))
    kept.append(sketches([]))
    kept.append(sketches(texts[2:]))
    assert len(kept) == 5
    assert (near_duplicates(kept), boilerplate(kept)) == (1, 1)
    assert all((kept.column(band) == sketches(texts)[:, band]).all() for band in range(WIDTH))


def test_boilerplate_says_nothing_or_comes_again_and_again() -> None:
    assert boilerplate(sketches(["Thank you!", "ok", "???", "Kiitos paljon!", LATE])) == 4
    assert boilerplate(sketches([LATE] * 5 + [BROKEN] * 4 + [TILAUS])) == 5


def test_few_repetitions_among_many_texts_are_no_boilerplate() -> None:
    many = [f"{LATE} It was order {number} of this year." for number in range(994)]
    assert boilerplate(sketches([*many, *[BROKEN] * 6])) == 0


def test_nothing_gives_nothing() -> None:
    empty = sketches([])
    assert empty.shape == (0, WIDTH)
    assert (near_duplicates(empty), boilerplate(empty)) == (0, 0)
    assert found_elsewhere(empty, lambda band: [("x", empty[:, band])]) == {}


def test_another_process_draws_the_same_sketch() -> None:
    code = f"from insight_synth.ingest.sketches import sketches, to_text; print(to_text(sketches([{LATE!r}])))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == to_text(sketches([LATE]))


@given(st.lists(st.text(max_size=60)))
def test_a_sketch_depends_on_its_text_alone_and_survives_as_text(texts: list[str]) -> None:
    together = sketches(texts)
    alone = [sketches([text]) for text in texts]
    assert np.array_equal(together, np.concatenate([np.zeros((0, WIDTH), np.uint64), *alone]))
    assert np.array_equal(from_text(to_text(together)), together)
