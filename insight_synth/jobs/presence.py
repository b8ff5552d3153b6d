"""Who a worker is, and whether it is known to be gone: told only of processes of this machine, never guessed of others.

A worker that cannot be told of is one that ``queue.SILENCE`` has to tell of.
"""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path


def own_name() -> str:
    """This thread as a worker: its machine, its process, its thread."""
    return f"{_machine()}:{os.getpid()}:{threading.get_ident()}"


def process_here(worker: str) -> int:
    """The number of a worker's process where it belongs to this machine; 0 where it does not."""
    machine, _, rest = worker.rpartition(":")[0].rpartition(":")
    return int(rest) if machine == _machine() and rest.isdigit() else 0


def is_gone(worker: str) -> bool:
    """Whether the worker's process is known to have ended."""
    process = process_here(worker)
    if not process:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # somebody else's: there is one
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return told.rpartition(")")[2].split()[:1] in (["Z"], ["X"])  # ended, though its parent has not asked yet


def _machine() -> str:
    """The host, and on it the space that process numbers are counted in: containers may share a name."""
    try:
        space = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    except OSError:
        space = ""
    return f"{socket.gethostname()}/{space}".replace(":", "_")
