"""How long the whole demo takes, what memory it needs at most, and how fast the program answers.

Runs the real command in a workspace of its own, which is removed afterwards. It measures no quality: that is known
from the tests against ``sources/README.md``.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path

import psutil
from _processes import measured  # type: ignore[import-not-found]

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


if __name__ == "__main__":
    main()
