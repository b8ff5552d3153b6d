"""What goes wrong with files that others wrote: the errors of archives, and any error's reason in one line."""

from __future__ import annotations

import lzma
import zipfile
import zlib

__all__ = ["ZIP_ERRORS", "reason_of"]

ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, KeyError, EOFError, OSError, ValueError, RuntimeError,
)  # fmt: skip
"""What reading a member of an archive raises when it is damaged, missing, encrypted or packed in an unknown way."""

_LONGEST = 160


def reason_of(error: BaseException) -> str:
    """What ``error`` says, on one line and at most 160 letters long; its type where it says nothing."""
    said = getattr(error, "msg", None) or (error.args[0] if error.args and isinstance(error, KeyError) else error)
    shown = "".join(letter if letter.isprintable() else " " for letter in str(said))
    return " ".join(shown.split())[:_LONGEST].rstrip(" .") or type(error).__name__
