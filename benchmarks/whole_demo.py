"""How long the whole demo takes, what memory it needs at most, and how fast the program answers.

Runs the real command in a workspace of its own, which is removed afterwards. It measures no quality: that is known
from the tests against ``sources/README.md``.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

import psutil

PROGRAM = [sys.executable, "-m", "insight_synth"]
STARTS = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace, report = Path(folder) / "workspace", Path(folder) / "report.pdf"
        options = ["-w", str(workspace), "-o", str(report), "--quiet"]
        seconds, peak = measured([*PROGRAM, "demo", *options])
        again, _ = measured([*PROGRAM, "demo", *options])
        verified, _ = measured([*PROGRAM, "verify", str(report), "-w", str(workspace)])
    start = statistics.median(measured([*PROGRAM, "--help"])[0] for _ in range(STARTS))
    machine = f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB"
    print("| date | machine | data | what | figure |")
    print("| --- | --- | --- | --- | --- |")
    for data, what, figure in (
        ("demo", "`insight-synth demo`, empty workspace", f"{seconds:.0f} s"),
        ("demo", "peak memory of all its processes", f"{peak / 2**30:.2f} GiB"),
        ("demo", "`insight-synth demo` again", f"{again:.0f} s"),
        ("demo", "`insight-synth verify`", f"{verified:.1f} s"),
        ("–", f"`insight-synth --help`, median of {STARTS}", f"{start:.2f} s"),
    ):
        print(f"| {date.today()} | {machine} | {data} | {what} | {figure} |")


def measured(command: list[str]) -> tuple[float, int]:
    """Seconds by the wall clock, and the peak of resident bytes over the process and its children.

    Pages that processes share are counted in each: the peak errs upwards.

    Raises:
        SystemExit: the command failed.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.05):
            peak = max(peak, resident(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    seconds = time.perf_counter() - begun
    ended.set()
    watcher.join()
    if status:
        raise SystemExit(f"{' '.join(command)} ended with status {status}")
    return seconds, peak


def resident(pid: int) -> int:
    """Resident bytes of a process and all below it; those that end meanwhile count nothing."""
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for member in family:
        try:
            total += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


if __name__ == "__main__":
    main()
