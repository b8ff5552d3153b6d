"""A PDF no one vouches for, opened: its pages, and the files inside it. Whatever is wrong with it is one BadInput."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from insight_synth.errors import BadInput

if TYPE_CHECKING:
    from pypdf import PdfReader

LARGEST = 256 * 2**20
"""Bytes of a PDF that is looked into."""
_MOST_NODES = 10_000  # of the tree that names the files inside


@contextmanager
def readable(where: str) -> Iterator[None]:
    """What a damaged or hostile PDF makes its reader raise, told as BadInput."""
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns line by line of what is told once here
    try:
        yield
    except (
        PyPdfError, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError,
        NotImplementedError, OSError, RecursionError, TypeError, ValueError, struct.error, zlib.error,
    ) as problem:  # fmt: skip
        reason = str(problem).strip().split("\n")[0][:120] or type(problem).__name__
        raise BadInput(
            f"the PDF is damaged or cannot be read ({reason})",
            where=where,
            remedy="Give the file as `insight-synth report` wrote it",
        ) from None


def opened(content: bytes, where: str) -> PdfReader:
    """A reader of the PDF. Raises BadInput where it is too large or locked; call it under ``readable``."""
    import pypdf

    if len(content) > LARGEST:
        raise BadInput(f"the PDF is larger than {LARGEST // 2**20} MB", where=where, remedy="Give a report of ours")
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise BadInput("the PDF is locked", where=where, remedy="Save it without a password, or give the original")
    return reader


def attached_files(reader: PdfReader) -> list[tuple[str, bytes]]:
    """The files inside, in the order of the tree that names them; a name can come twice."""
    root: Any = reader.trailer["/Root"]
    names = root.get("/Names")
    tree = None if names is None else names.get_object().get("/EmbeddedFiles")
    found: list[tuple[str, bytes]] = []
    waiting, seen = [tree] if tree is not None else [], 0
    while waiting:
        seen += 1
        if seen > _MOST_NODES:
            raise ValueError("endless names of files")
        node = waiting.pop(0).get_object()
        waiting += list(node.get("/Kids", ()))
        entries = list(node.get("/Names", ()))
        for name, entry in zip(entries[::2], entries[1::2], strict=False):
            held = entry.get_object()["/EF"].get_object()
            stream = held["/F"] if "/F" in held else held["/UF"]
            found.append((str(name), bytes(stream.get_object().get_data())))
            if len(found) > _MOST_NODES:
                raise ValueError("endless files inside")
    return found
