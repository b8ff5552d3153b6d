"""Which reader a file needs, by its content first and its ending second.

A file that is not what its ending says is refused here, with what it is and what to do; it is never guessed at.
"""

from __future__ import annotations

from pathlib import Path

from insight_synth.errors import BadInput
from insight_synth.ingest.delimited import read_delimited
from insight_synth.ingest.protocol import Reading

__all__ = ["Reading", "read_rows"]


def read_rows(file: Path) -> Reading:
    """The rows of one export, by the reader its content needs.

    Raises:
        BadInput: no such file, an empty one, one of a format not read, or one that is not what its ending says.
    """
    if not file.is_file():
        raise BadInput("no such file", where=str(file), remedy="Check the path")
    if file.stat().st_size == 0:
        raise BadInput("the file is empty", where=str(file), remedy="Export it again, or leave it out of exports")
    return read_delimited(file)
