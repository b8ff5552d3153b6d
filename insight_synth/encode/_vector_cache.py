"""Vectors already computed, found again by the content of their text.

Two files in a folder of their own: ``vectors`` (rows of half-precision numbers, appended to, memory-mapped when read)
and ``index`` (a header, then a key and a checksum for each row). A key is a hash of encoder and text: the cache holds
no text. It may be deleted at any time; damage only costs the time to encode again. Made for millions of rows: what is
done for each is done by whole arrays, a slice at a time. Does not encode by itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight_synth.encode._encoder import Encoder, Floats, unit_rows
from insight_synth.errors import EncoderError
from insight_synth.model import Progress

_HEADER = struct.Struct("<12sI")  # magic, dimensions
_MAGIC = b"isynthvec001"
_ENTRY = np.dtype([("key", "V16"), ("checksum", "<u4")])
_LOCK_SECONDS = 120.0
_SLICE = 65_536  # rows in memory at once beside the result

Keys = NDArray[np.uint64]
"""(n, 2): the two halves of each key."""


class VectorCache:
    """The vectors of one encoder in ``folder``. Safe for several processes: writers take turns under a lock."""

    def __init__(self, folder: Path | str, encoder_name: str) -> None:
        """``encoder_name`` must tell apart encoders whose vectors differ; ``VectorCache.of`` sees to that."""
        label = hashlib.blake2b(encoder_name.encode(), digest_size=6).hexdigest()
        self._folder = Path(folder) / label
        self._secret = hashlib.blake2b(encoder_name.encode(), digest_size=32).digest()
        self._vectors = self._folder / "vectors"
        self._index = self._folder / "index"

    @classmethod
    def of(cls, folder: Path | str, encoder: Encoder) -> VectorCache:
        """The cache of ``encoder``'s vectors."""
        return cls(folder, f"{encoder.name}@{encoder.version}")

    def __len__(self) -> int:
        """How many vectors it holds."""
        keys = _halves(self._entries()[1]["key"])
        return len(np.unique(keys[keys.any(axis=1), 0]))

    def holds(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Which of ``texts`` have a vector (n,), without reading any."""
        found: NDArray[np.bool_] = _rows(self._keys(texts), self._entries()[1]) >= 0
        return found

    def get(self, texts: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
        """Vectors (n, d) float32, unit rows, and which of ``texts`` had one (n,); a missing text's row is zeros.

        ``d`` is 0 while the cache is empty.
        """
        stored, entries, wanted = self._open(texts)
        vectors = np.zeros((len(texts), stored.shape[1]), np.float32)
        found = wanted >= 0
        for start in range(0, len(texts), _SLICE):
            at = start + np.flatnonzero(found[start : start + _SLICE])
            rows = stored[wanted[at]]
            # Read without the lock: a row that another process is changing, or a damaged one, fails its checksum.
            sound = _checksums(rows) == entries["checksum"][wanted[at]]
            found[at[~sound]] = False
            vectors[at[sound]] = unit_rows(rows[sound])
        return vectors, found

    def stored(self, texts: Sequence[str]) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
        """The rows as they are kept, (m, d) half precision, memory-mapped; and the row of each text (n,), −1 for none.

        Nothing is copied: take a slice of rows at a time, bring it to float32 and to unit length, and it is what
        ``get`` gives. Checksums are not looked at, and ``remove`` shows in the rows at once.
        """
        stored, _, wanted = self._open(texts)
        return stored, wanted

    def add(self, texts: Sequence[str], vectors: Floats) -> None:
        """Keep ``vectors`` (n, d) of ``texts``; a text already held keeps its vector. Raises EncoderError."""
        if len(texts) != len(vectors):
            raise ValueError(f"{len(texts)} texts but {len(vectors)} vectors")
        if not len(texts):
            return
        with self._locked():
            dimensions, entries = self._entries()
            if dimensions != vectors.shape[1]:
                self._begin(vectors.shape[1])
                entries = entries[:0]
            keys = self._keys(texts)
            held = self.get(texts)[1] if len(entries) else np.zeros(len(texts), np.bool_)
            _, first = np.unique(keys[:, 0], return_index=True)
            new = np.sort(first[~held[first]])
            if len(new):
                rows = np.empty((len(new), vectors.shape[1]), np.float16)
                for start in range(0, len(new), _SLICE):
                    rows[start : start + _SLICE] = vectors[new[start : start + _SLICE]]
                added = np.zeros(len(rows), _ENTRY)
                added["key"] = np.ascontiguousarray(keys[new]).view("V16")[:, 0]
                added["checksum"] = _checksums(rows)
                # A process killed while it wrote leaves a torn tail: both files are cut back to the rows they share.
                _append(self._vectors, len(entries) * rows.shape[1] * 2, rows)
                _append(self._index, _HEADER.size + len(entries) * _ENTRY.itemsize, added)

    def vectors(self, texts: Sequence[str], encoder: Encoder, progress: Progress | None = None) -> Floats:
        """Uncentred vectors of ``texts`` (n, d): those held, and the others encoded and kept. Raises EncoderError."""
        held, found = self.get(texts)
        missing = sorted({text for text, there in zip(texts, found, strict=True) if not there})
        if not missing:
            return held if len(texts) else np.zeros((0, encoder.dimensions), np.float32)
        encoded = encoder.raw(missing, progress)
        self.add(missing, encoded)
        if not found.any():
            held = np.empty((len(texts), encoder.dimensions), np.float32)
        row = {text: i for i, text in enumerate(missing)}
        lacking = np.flatnonzero(~found)
        for start in range(0, len(lacking), _SLICE):
            part = lacking[start : start + _SLICE]
            held[part] = encoded[[row[texts[at]] for at in part.tolist()]]
        return held

    def remove(self, texts: Iterable[str]) -> int:
        """Overwrite the vectors and keys of ``texts`` with zeros; returns how many there were. Raises EncoderError."""
        if not self._index.exists():
            return 0
        with self._locked():
            dimensions, entries = self._entries()
            keys = self._keys(list(texts))
            gone = np.zeros(len(keys), _ENTRY)
            gone["key"] = keys.view("V16")[:, 0]
            rows = np.flatnonzero(_rows(_halves(entries["key"]), gone) >= 0)
            if len(rows):
                vectors = np.memmap(self._vectors, np.float16, "r+", shape=(len(entries), dimensions))
                index = np.memmap(self._index, _ENTRY, "r+", _HEADER.size, shape=(len(entries),))
                vectors[rows] = 0
                index[rows] = np.zeros((), _ENTRY)
                vectors.flush()
                index.flush()
            return len(rows)

    # ---- files ---------------------------------------------------------------------------------------------------

    def _keys(self, texts: Sequence[str]) -> Keys:
        keys = [
            hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._secret).digest()
            for text in texts
        ]
        return np.frombuffer(b"".join(keys), np.uint64).reshape(-1, 2)

    def _entries(self) -> tuple[int, NDArray[np.void]]:
        """The number of dimensions and the rows that both files hold; (0, none) for a missing or damaged cache."""
        none: NDArray[np.void] = np.zeros(0, _ENTRY)
        try:
            raw = self._index.read_bytes()
            size = self._vectors.stat().st_size
            magic, dimensions = _HEADER.unpack_from(raw)
        except (OSError, struct.error):
            return 0, none
        if magic != _MAGIC or not 0 < dimensions < 1 << 16:
            return 0, none
        whole = min((len(raw) - _HEADER.size) // _ENTRY.itemsize, size // (dimensions * 2))
        return dimensions, np.frombuffer(raw, _ENTRY, whole, _HEADER.size)

    def _open(self, texts: Sequence[str]) -> tuple[NDArray[np.float16], NDArray[np.void], NDArray[np.int64]]:
        """The rows kept, what the index says of them, and the row of each text (−1 for none)."""
        dimensions, entries = self._entries()
        if not len(entries):
            return np.zeros((0, dimensions), np.float16), entries, np.full(len(texts), -1)
        stored = np.memmap(self._vectors, np.float16, "r", shape=(len(entries), dimensions))
        return stored, entries, _rows(self._keys(texts), entries)

    def _begin(self, dimensions: int) -> None:
        self._index.write_bytes(b"")
        self._vectors.write_bytes(b"")
        self._index.write_bytes(_HEADER.pack(_MAGIC, dimensions))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        import filelock

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self._folder / "lock", timeout=_LOCK_SECONDS):
                yield
        except filelock.Timeout as problem:
            raise EncoderError(
                "another process has been writing vectors for two minutes",
                where=str(self._folder),
                remedy="Wait for it, or end it and try again",
            ) from problem
        except OSError as problem:
            raise EncoderError(
                f"vectors cannot be kept ({problem.strerror or problem})",
                where=str(self._folder),
                remedy="Free some space there and see that the folder can be written to",
            ) from problem


def _halves(keys: NDArray[np.void]) -> Keys:
    return np.ascontiguousarray(keys).view(np.uint64).reshape(-1, 2)


def _rows(wanted: Keys, entries: NDArray[np.void]) -> NDArray[np.int64]:
    """The newest row of ``entries`` for each wanted key, −1 where there is none.

    Keys are told apart by their first half: of two that share it (in one of 10⁷ caches of a million texts) only the
    newer is found, and the other text is encoded again.
    """
    if not len(entries):
        return np.full(len(wanted), -1)
    held = _halves(entries["key"])
    order = np.argsort(held[:, 0], kind="stable")
    at = np.searchsorted(held[:, 0], wanted[:, 0], side="right", sorter=order) - 1
    rows = order[np.maximum(at, 0)]
    return np.where((held[rows] == wanted).all(axis=1) & wanted.any(axis=1), rows, -1)


def _checksums(rows: NDArray[np.float16]) -> NDArray[np.uint32]:
    if not rows.size:
        return np.zeros(len(rows), np.uint32)
    width, content = rows.shape[1] * 2, np.ascontiguousarray(rows).view(np.uint8).reshape(-1).data
    found = (zlib.crc32(content[start : start + width]) for start in range(0, len(rows) * width, width))
    return np.fromiter(found, np.uint32, len(rows))


def _append(path: Path, size: int, content: NDArray[Any]) -> None:
    with path.open("r+b") as file:
        file.truncate(size)
        file.seek(size)
        file.write(content.view(np.uint8).data)
        file.flush()
        os.fsync(file.fileno())
