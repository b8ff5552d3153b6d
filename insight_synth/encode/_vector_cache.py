"""Vectors already computed, found again by the content of their text.

Two files in a folder of their own: ``vectors`` (rows of half-precision numbers, appended to, memory-mapped when read)
and ``index`` (a header, then a key and a checksum for each row). A key is a hash of encoder and text: the cache holds
no text. It may be deleted at any time; damage only costs the time to encode again. Does not encode by itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from insight_synth.encode._encoder import Encoder, Floats, unit_rows
from insight_synth.errors import EncoderError
from insight_synth.model import Progress

_HEADER = struct.Struct("<12sI")  # magic, dimensions
_MAGIC = b"isynthvec001"
_ENTRY = np.dtype([("key", "V16"), ("checksum", "<u4")])
_ERASED = bytes(16)
_LOCK_SECONDS = 120.0


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
        return len(_places(self._entries()[1]))

    def get(self, texts: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
        """Vectors (n, d) float32, unit rows, and which of ``texts`` had one (n,); a missing text's row is zeros.

        ``d`` is 0 while the cache is empty.
        """
        dimensions, entries = self._entries()
        vectors, found = np.zeros((len(texts), dimensions), np.float32), np.zeros(len(texts), np.bool_)
        if not len(entries):
            return vectors, found
        places = _places(entries)
        wanted = np.array([places.get(self._key(text), -1) for text in texts], dtype=np.int64)
        found = wanted >= 0
        if found.any():
            stored = self._stored(dimensions)[wanted[found]]
            # Read without the lock: a row that another process is changing, or a damaged one, fails its checksum.
            sound = _checksums(stored) == entries["checksum"][wanted[found]]
            found[np.flatnonzero(found)[~sound]] = False
            vectors[found] = unit_rows(stored[sound])
        return vectors, found

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
            _held, found = self.get(texts)
            new = {self._key(text): i for i, text in reversed(list(enumerate(texts))) if not found[i]}
            if new:
                rows = np.ascontiguousarray(vectors[list(new.values())], dtype=np.float16)
                added = np.zeros(len(rows), _ENTRY)
                added["key"] = [np.void(key) for key in new]
                added["checksum"] = _checksums(rows)
                # A process killed while it wrote leaves a torn tail: both files are cut back to the rows they share.
                _append(self._vectors, len(entries) * rows.shape[1] * 2, rows.tobytes())
                _append(self._index, _HEADER.size + len(entries) * _ENTRY.itemsize, added.tobytes())

    def vectors(self, texts: Sequence[str], encoder: Encoder, progress: Progress | None = None) -> Floats:
        """Uncentred vectors of ``texts`` (n, d): those held, and the others encoded and kept. Raises EncoderError."""
        held, found = self.get(texts)
        missing = sorted({text for text, there in zip(texts, found, strict=True) if not there})
        if not missing:
            return held if len(texts) else np.zeros((0, encoder.dimensions), np.float32)
        encoded = encoder.raw(missing, progress)
        self.add(missing, encoded)
        row = {text: i for i, text in enumerate(missing)}
        vectors = np.zeros((len(texts), encoder.dimensions), np.float32)
        if found.any():
            vectors[found] = held[found]
        lacking = np.flatnonzero(~found).tolist()
        vectors[lacking] = encoded[[row[texts[i]] for i in lacking]]
        return vectors

    def remove(self, texts: Iterable[str]) -> int:
        """Overwrite the vectors and keys of ``texts`` with zeros; returns how many there were. Raises EncoderError."""
        if not self._index.exists():
            return 0
        with self._locked():
            dimensions, entries = self._entries()
            gone = {self._key(text) for text in texts}
            rows = [i for i, entry in enumerate(entries["key"].tolist()) if entry in gone]
            with self._vectors.open("r+b") as vectors, self._index.open("r+b") as index:
                for i in rows:
                    vectors.seek(i * dimensions * 2)
                    vectors.write(bytes(dimensions * 2))
                    index.seek(_HEADER.size + i * _ENTRY.itemsize)
                    index.write(bytes(_ENTRY.itemsize))
            return len(rows)

    # ---- files ---------------------------------------------------------------------------------------------------

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._secret).digest()

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

    def _stored(self, dimensions: int) -> NDArray[np.float16]:
        rows = self._vectors.stat().st_size // (dimensions * 2)  # a torn last row is left out
        return np.memmap(self._vectors, np.float16, "r", shape=(rows, dimensions))

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


def _places(entries: NDArray[np.void]) -> dict[bytes, int]:
    """The newest row of each key."""
    return {key: row for row, key in enumerate(entries["key"].tolist()) if key != _ERASED}


def _checksums(rows: NDArray[np.float16]) -> NDArray[np.uint32]:
    return np.array([zlib.crc32(row.tobytes()) for row in rows], dtype=np.uint32)


def _append(path: Path, size: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.truncate(size)
        file.seek(size)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
