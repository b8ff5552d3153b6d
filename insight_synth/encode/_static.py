"""The ``fast`` encoder: a text's vector is the sum of its tokens' vectors, looked up in a table that comes with us.

The table is learnt from the default encoder by ``benchmarks/train_fast_encoder.py``; ``fast_model_card.md`` beside it
says from what and at what loss. It knows pieces of words in Latin letters only. Order of words means nothing to it.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from insight_synth.encode._weights import Floats, unigram
from insight_synth.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TABLE = Path(__file__).parent / "fast.npz"
UNKNOWN = 0  # the place in the table of letters that are in no piece; its vector is zero
MAX_TOKENS = 256
_SLICE = 2048  # texts in memory at once, for each core


@dataclass(frozen=True, slots=True)
class StaticModel:
    """A table of token vectors, (pieces + 1, dimensions) float32, and the tokenizer that belongs to it."""

    table: Floats
    tokenizer: Tokenizer
    version: str

    @classmethod
    def of(cls, pieces: Sequence[tuple[str, float]], table: Floats, version: str) -> StaticModel:
        """A model of ``pieces`` with their log probabilities and their vectors (pieces, dimensions)."""
        with_unknown = np.concatenate([np.zeros((1, table.shape[1]), np.float32), table])
        # Parallel work within the tokenizer would be said on stderr by every process forked later.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        tokenizer = unigram([("<unk>", 0.0), *pieces], UNKNOWN)
        tokenizer.enable_truncation(MAX_TOKENS)
        return cls(with_unknown, tokenizer, version)

    @classmethod
    def packaged(cls, path: Path = TABLE) -> StaticModel:
        """The table in the package. Raises EncoderError where it is missing or damaged."""
        try:
            content = path.read_bytes()
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                pieces = stored["pieces"].tobytes().decode("utf-8").split("\n")
                scores = stored["scores"].astype(np.float64).tolist()
                levels = np.stack([stored["nibbles"] & 15, stored["nibbles"] >> 4], axis=-1).astype(np.float32) - 8
                table = levels.reshape(len(levels), -1) * stored["scales"].astype(np.float32)[:, None]
            return cls.of(list(zip(pieces, scores, strict=True)), table, _digest(content))
        except Exception as problem:  # zip, numpy and tokenizer errors of a damaged file
            raise EncoderError(
                f"the fast encoder's table cannot be read ({type(problem).__name__})",
                where=str(path),
                remedy="Install the package anew",
            ) from problem

    @property
    def dimensions(self) -> int:
        return int(self.table.shape[1])

    def vectors_of(self, texts: Sequence[str], count: Callable[[int], None]) -> Floats:
        """Vectors (n, dimensions) of ``texts``, not yet of unit length.

        Texts without any known piece all get the same vector. ``count`` is told how many more are done.
        """
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        starts = range(0, len(texts), _SLICE)

        def fill(start: int) -> int:
            part = texts[start : start + _SLICE]
            sums = token_counts(self.tokenizer, part) @ self.table
            sums[~sums.any(axis=1)] = 1.0
            vectors[start : start + len(part)] = sums
            return len(part)

        with ThreadPoolExecutor(max(1, os.cpu_count() or 1)) as pool:
            for done in pool.map(fill, starts):
                count(done)
        return vectors


def token_counts(tokenizer: Tokenizer, texts: Sequence[str]) -> Any:
    """A sparse (texts, pieces) matrix of how often each token stands in each text, float32."""
    from scipy.sparse import csr_matrix

    safe = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
    ids = [found.ids for found in tokenizer.encode_batch_fast(safe)]
    ends = np.cumsum([0, *(len(one) for one in ids)])
    columns = np.fromiter((at for one in ids for at in one), np.int32, int(ends[-1]))
    values = np.ones(len(columns), np.float32)
    return csr_matrix((values, columns, ends), shape=(len(texts), tokenizer.get_vocab_size()))


def packed(pieces: Sequence[tuple[str, float]], table: Floats) -> bytes:
    """What :meth:`StaticModel.packaged` reads: ``table`` (pieces, dimensions) in four bits, a scale for each piece."""
    scales = np.maximum(np.abs(table).max(axis=1) / 7, 1e-6).astype(np.float16)
    levels = np.rint(table / scales.astype(np.float32)[:, None]).clip(-7, 7).astype(np.int8) + 8
    target = io.BytesIO()
    np.savez_compressed(
        target,
        pieces=np.frombuffer("\n".join(piece for piece, _ in pieces).encode(), np.uint8),
        scores=np.array([score for _, score in pieces], np.float32),
        nibbles=(levels[:, 0::2] | levels[:, 1::2] << 4).astype(np.uint8),
        scales=scales,
    )
    return target.getvalue()


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()
