"""The lock that long work holds on a workspace, so that two analyses or two imports never mix.

A lock on a file, given up by the system when its process ends: one left by a dead process stops nobody.
Reading a workspace needs no lock.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from insight_synth.errors import WorkspaceError


@contextmanager
def held(file: Path, where: str) -> Iterator[None]:
    """Holds the lock for the length of the block.

    Raises:
        WorkspaceError: another process (or another thread of this one) holds it; names its process id.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            raise WorkspaceError(
                f"the workspace is in use by process {holder or 'unknown'}",
                where=where,
                remedy="Wait for it to end, or stop it, and try again.",
            ) from busy
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)
