"""Rows on their way between processes: in an unlinked temporary file, to be read as often as wanted, in parts.

Why a file: an export's rows need not fit in memory, are iterated more than once, and several processes read each their
part of them. Why unlinked: it has no name, so whatever happens to the processes, nothing of it stays on the disk.
Why JSON: whoever wrote it parsed a hostile file, and of all formats at hand JSON can do least harm to whoever reads it.

The file is a sequence of blocks, one a line, each complete in itself: ``[[column names, …], [row, …]]``, a row being
``[which column names, locator, values]``, and ``raw, problem, set_apart`` after these where one of them is set. It is
always read by ``pread``: processes that share a descriptor share its position too.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from insight_synth.errors import WorkspaceError
from insight_synth.model import Row

__all__ = ["Segment", "SpooledRows", "lines_of", "rows_of", "spool", "storable", "temporary_folder", "unlinked_file"]

_BLOCK_ROWS = 256
_BLOCK_CHARACTERS = 1 << 20
_LARGEST_SEGMENT = 32 << 20  # bytes; rows can be long, and a segment's records are in memory together
_CHUNK = 1 << 20
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive rows in a spool: ``rows`` of them, the first being row ``first`` of all (counted from 0)."""

    offset: int  # in bytes, as ``length``
    length: int
    first: int
    rows: int


class SpooledRows:
    """All rows of a file as its reader gave them, kept outside memory.

    It can be iterated again and again. Its file is gone when nothing refers to it any more.
    """

    def __init__(self, descriptor: int, blocks: Sequence[Segment]) -> None:
        """Takes over ``descriptor``, an open file, which holds ``blocks`` as :func:`spool` wrote them."""
        self._descriptor = descriptor
        self._blocks = tuple(blocks)
        self._finalizer = weakref.finalize(self, os.close, descriptor)

    def __len__(self) -> int:
        return self._blocks[-1].first + self._blocks[-1].rows if self._blocks else 0

    def __iter__(self) -> Iterator[Row]:
        for block in self._blocks:
            yield from rows_of(self._descriptor, block)

    def fileno(self) -> int:
        """The descriptor of the file, open as long as this object lives."""
        return self._descriptor

    def segments(self, size: int) -> list[Segment]:
        """Parts of about ``size`` rows each (less where rows are long), all together every row, in order."""
        parts: list[Segment] = []
        for block in self._blocks:
            last = parts[-1] if parts else None
            if last and last.rows + block.rows <= size and last.length + block.length <= _LARGEST_SEGMENT:
                parts[-1] = Segment(last.offset, last.length + block.length, last.first, last.rows + block.rows)
            else:
                parts.append(block)
        return parts

    def handle(self, segment: Segment) -> Mapping[str, int]:
        """``segment`` in JSON's terms, for another process: ``rows_of(descriptor, Segment(**handle))``."""
        return asdict(segment)


def rows_of(descriptor: int, segment: Segment) -> Iterator[Row]:
    """The rows of one segment, in order; memory holds a few hundred at a time."""
    for line in lines_of(descriptor, segment.offset, segment.length):
        schemas, rows = json.loads(line)
        for which, locator, values, *rest in rows:
            yield Row(locator, dict(zip(schemas[which], values, strict=True)), *rest)


def storable(name: str) -> str:
    """``name`` of a column (or a note), what no store takes in it spelled out: "\\ud800" for a lone surrogate."""
    return _UNSTORABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", name)


def spool(rows: Iterable[Row], descriptor: int, most: int | None = None) -> list[Segment]:
    """Writes ``rows`` (the first ``most`` of them) to an open file and says where its blocks lie.

    Raises:
        OSError: the disk is full, or the file larger than the process may write.
    """
    blocks: list[Segment] = []
    offset = first = 0
    for data, count in _blocks(islice(rows, most)):
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        blocks.append(Segment(offset, len(data), first, count))
        offset += len(data)
        first += count
    return blocks


def unlinked_file(folder: str | None = None) -> int:
    """A descriptor of a new file without a name, in ``folder`` or where the system keeps temporary files.

    Raises:
        WorkspaceError: there is no room for one.
    """
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            return os.dup(file.fileno())
    except OSError as error:
        raise _no_room(error) from None


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for a child's own temporary files, which goes with all that is in it.

    Raises:
        WorkspaceError: there is no room for one.
    """
    try:
        return tempfile.TemporaryDirectory(prefix="insight-synth-", ignore_cleanup_errors=True)
    except OSError as error:
        raise _no_room(error) from None


def _no_room(error: OSError) -> WorkspaceError:
    return WorkspaceError(
        f"no temporary file can be made: {error.strerror or error}",
        remedy="Free some room on the disk, or set TMPDIR to a folder with room",
    )


def _blocks(rows: Iterable[Row]) -> Iterator[tuple[bytes, int]]:
    """The encoded blocks, each with its number of rows."""
    schemas: dict[tuple[str, ...], int] = {}
    block: list[list[Any]] = []
    characters = 0
    for row in rows:
        values = list(row.values.values())
        which = schemas.setdefault(tuple(row.values), len(schemas))
        entry: list[Any] = [which, row.locator, values]
        if row.raw or row.problem or row.set_apart:
            entry += [row.raw, row.problem, row.set_apart]
            characters += len(row.raw)
        block.append(entry)
        characters += sum(map(len, values))
        if len(block) >= _BLOCK_ROWS or characters >= _BLOCK_CHARACTERS:
            yield _encoded(schemas, block), len(block)
            schemas, block, characters = {}, [], 0
    if block:
        yield _encoded(schemas, block), len(block)


def _encoded(schemas: Iterable[tuple[str, ...]], block: Sequence[Sequence[Any]]) -> bytes:
    # Lone surrogates in values, which broken exports do hold, are let through: that is for normalising to decide.
    names = [[storable(name) for name in schema] for schema in schemas]
    return (_ENCODE([names, block]) + "\n").encode("utf-8", errors="surrogatepass")


def lines_of(descriptor: int, offset: int, length: int) -> Iterator[str]:
    """The lines of a part of an open file, both given in bytes; JSON writes no line break within a line."""
    end = offset + length
    pieces: list[bytes] = []
    while offset < end:
        chunk = os.pread(descriptor, min(_CHUNK, end - offset), offset)
        if not chunk:
            raise OSError(f"the spool ends at byte {offset}, before its part does")
        offset += len(chunk)
        *whole, rest = chunk.split(b"\n")
        for line in whole:
            yield b"".join([*pieces, line]).decode("utf-8", errors="surrogatepass")
            pieces = []
        pieces.append(rest)
