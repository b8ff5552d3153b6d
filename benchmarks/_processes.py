"""A command as a whole: how long it takes, and the most memory that all its processes hold together."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping

import psutil


def measured(command: list[str], env: Mapping[str, str] | None = None) -> tuple[float, int]:
    """Seconds by the wall clock, and the peak of the bytes that the process and its children hold together.

    Pages that several of them share are counted once (proportional set size).

    Raises:
        SystemExit: the command failed.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env)
    peak = 0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.05):
            peak = max(peak, held(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    seconds = time.perf_counter() - begun
    ended.set()
    watcher.join()
    if status:
        raise SystemExit(f"{' '.join(command)} ended with status {status}")
    return seconds, peak


def held(pid: int) -> int:
    """Bytes held by a process and all below it; those that end meanwhile count nothing."""
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for member in family:
        try:
            total += member.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total
