"""A temporary file that has no name on the disk: what is unpacked or transcoded on its way to a reader.

It is gone when closed and when the process dies, however that comes. A reader needs a path and its ending, so a link
beside other temporary files bears them; a process that is killed leaves that link behind, which leads nowhere.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.model import Row

__all__ = ["UnnamedFile", "reading_of"]


class UnnamedFile:
    """A file to be filled and then read at ``path``, which ends as ``name`` does."""

    def __init__(self, name: str) -> None:
        with tempfile.TemporaryFile(prefix="insight-synth-", buffering=0) as stream:
            self._descriptor = os.dup(stream.fileno())
        ending = PurePosixPath(name).suffix[:12]
        self.path = Path(tempfile.gettempdir(), f"insight-synth-{secrets.token_hex(12)}{ending}")
        self.path.symlink_to(f"/proc/self/fd/{self._descriptor}")
        self.close = weakref.finalize(self, _gone, self._descriptor, self.path)  # also where nobody reads to the end

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._descriptor, left) :]


def _gone(descriptor: int, link: Path) -> None:
    os.close(descriptor)
    link.unlink(missing_ok=True)


def reading_of(unnamed: UnnamedFile, read: Callable[[Path], Reading], file: Path) -> Reading:
    """What ``read`` finds in ``unnamed``, which closes when the last row was read or nothing can be.

    Raises:
        BadInput: as ``read`` does, but naming ``file``, where the content came from.
    """
    try:
        reading = read(unnamed.path)
    except BaseException as error:
        unnamed.close()
        if isinstance(error, BadInput):
            raise _naming(file, unnamed, error) from None
        raise

    def rows() -> Iterator[Row]:
        try:
            yield from reading.rows
        except BadInput as error:
            raise _naming(file, unnamed, error) from None
        finally:
            unnamed.close()

    return replace(reading, rows=rows())


def _naming(file: Path, unnamed: UnnamedFile, error: BadInput) -> BadInput:
    where = error.where.replace(str(unnamed.path), str(file))
    return BadInput(error.what, where=where or str(file), remedy=error.remedy)
