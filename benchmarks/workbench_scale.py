"""How quick the workbench is with 300,000 mentions, for one person and for twenty at once, and what memory it takes.

A workspace of that size is made from a folder's tables (``_large_workspace.py``) or taken ready, copied and served as
people serve it. In Chromium every page is opened: from the menu, or where it is in none by its address, which loads the
browser's part of the workbench too. A page is there when its main heading and its first chart, table, list or control
can be seen. Then come the usual interactions, each until the page is wholly drawn again, by the browser's own clock.
Every page and interaction is done three times; what is printed is the median. Beside it stands a page of Streamlit by
itself that shows a table as long as a page of mentions, in the same run.

``--sessions 20`` has so many people at work at once, with a pause to think between one interaction and the next.
Browsers here would take the server's cores, which those of people do not: ``--browsers`` of them sit at one, in a
context of its own, the others go over the line alone (``_lines.py``). The processor seconds of both are told apart.
Memory is that of the server's processes: with none, one and forty sessions that only stay open, and when all are closed
and forgotten.

Run: python benchmarks/workbench_scale.py [--workspace DIR] [--texts FOLDER] [--sessions 20]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from _large_workspace import make_exports  # type: ignore[import-not-found]
from _lines import at_work, errands, session  # type: ignore[import-not-found]
from _people import ARRIVING, THINKING, Taken, alone, somebody, together  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from playwright.async_api import Browser

ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
TIMES = 3
IDLE = 40  # sessions that only stay open
FORGOTTEN = 150.0  # seconds after which the server has forgotten sessions whose browser went
BARE = """
import streamlit as st
st.title("Bare")
st.dataframe({name: [f"{name} {row}" for row in range(25)] for name in ("text", "source", "date", "feeling", "theme")})
st.segmented_control("view", ["a", "b"], key="view")
"""


# ---- the server, its memory and its processor


@dataclass(frozen=True, slots=True)
class What:
    """The workspace that is served: how large it is, and a theme and a source of it."""

    data: str
    theme: str
    source: str


@dataclass(slots=True)
class Server:
    """A server at work."""

    process: subprocess.Popen[bytes]
    address: str

    def megabytes(self) -> float:
        """The memory of its processes together."""
        return float(sum(one.memory_info().rss for one in family(self.process.pid)) / 1e6)

    def seconds(self) -> float:
        """Seconds of processor its processes took."""
        return processor(self.process.pid)


def family(number: int) -> list[psutil.Process]:
    try:
        one = psutil.Process(number)
        return [one, *one.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def processor(number: int) -> float:
    found = 0.0
    for one in family(number):
        with contextlib.suppress(psutil.NoSuchProcess):
            found += sum(one.cpu_times()[:2])
    return found


@contextlib.contextmanager
def served(command: Sequence[str]) -> Iterator[Server]:
    """A server on a port of its own; ``{port}`` in the command stands for it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = [part.format(port=port) for part in command]
    process = subprocess.Popen(told, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2).close()
                break
            time.sleep(0.2)
        yield Server(process, f"http://localhost:{port}")
    finally:
        process.terminate()
        process.wait(30)


async def steady(server: Server) -> None:
    """Waits until the server's memory grows no more: passages are read in the background."""
    before = 0.0
    while (now := server.megabytes()) > before + 5:
        before = now
        await asyncio.sleep(15)


async def staying_open(server: Server, many: int, forgotten: float = FORGOTTEN) -> tuple[float, float]:
    """Megabytes with many sessions that each opened Home and stay, less those before; and after they were closed."""
    before = server.megabytes()
    async with contextlib.AsyncExitStack() as open_lines:
        for _ in range(many):
            await open_lines.enter_async_context(session(server.address, Taken()))
        await asyncio.sleep(3)
        held = server.megabytes() - before
    await asyncio.sleep(forgotten)
    return held, server.megabytes() - before


# ---- the whole


async def measured(workspace: Path, options: argparse.Namespace) -> None:
    from playwright.async_api import async_playwright

    from insight_synth import pipeline
    from insight_synth.store import Workspace

    with Workspace.open(workspace) as ws:
        shown = pipeline.snapshot(ws)
    what = What(
        f"{shown.totals.mentions:,} mentions",
        max(shown.top_themes, key=lambda one: one.size).id,
        shown.profiles[0].source.id,
    )
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        serve = [sys.executable, "-m", "insight_synth", "serve", "-w", str(workspace), "--port", "{port}"]
        with served(serve) as server:
            await asyncio.sleep(options.warm)
            if "pages" in options.parts:
                await for_one(browser, server, what, options.times)
            if "memory" in options.parts:
                await when_idle(server, what)
            if "together" in options.parts:
                await for_many(browser, server, what, options)
        await browser.close()


async def for_one(browser: Browser, server: Server, what: What, times: int) -> None:
    """What one person waits for, beside a page of Streamlit by itself."""
    taken = await alone(browser, server.address, what.theme, what.source, times)
    peer = await bare_page(browser, times)
    for name, some in taken.seconds.items():
        row(what.data, name, f"{statistics.median(some):.2f} s (most {max(some):.2f})")
    row("a table of 25 rows", "bare Streamlit: address", f"{peer.median('address'):.2f} s")
    row("a table of 25 rows", "bare Streamlit: switch", f"{peer.median('do'):.2f} s")
    row(what.data, "pages from the menu, median", f"{taken.median('page'):.2f} s")
    for beginning, name in (("address", "pages by address"), ("do", "interactions")):
        ours, theirs = taken.median(beginning), peer.median(beginning)
        row(what.data, f"{name}, median; over bare Streamlit's", f"{ours:.2f} s; {ours / theirs:.1f} times")
    complain(what.data, taken)


async def when_idle(server: Server, what: What) -> None:
    """What sessions cost that only stay open, and what they leave behind."""
    await staying_open(server, 1, 30.0)  # what all sessions share is in memory from then on
    await steady(server)
    for many in (1, IDLE):
        held, left = await staying_open(server, many)
        row(what.data, f"memory of {many} idle sessions; left when they closed",
            f"{held / many:.1f} MB each; {left:.1f} MB of {server.megabytes():,.0f} MB")  # fmt: skip


async def for_many(browser: Browser, server: Server, what: What, options: argparse.Namespace) -> None:
    """What each of many people waits for who are at work at once, and what becomes of the memory.

    So many of them sit at browsers on this machine, the others at machines of their own: they go over the line alone.
    """
    people, browsers, seconds, pause = options.sessions, options.browsers, options.seconds, tuple(options.pause)
    recorded = Taken()
    async with somebody(browser, server.address, what.theme, what.source, recorded) as person:
        known = await errands(person)
    complain(f"{what.data}: {len(known)} errands recorded", recorded)
    before, spent, mine = server.megabytes(), server.seconds(), processor(os.getpid())
    lines, seen = Taken(), Taken()

    async def over_the_line(number: int) -> None:
        draw = random.Random(-number)
        await asyncio.sleep(draw.uniform(*pause))
        async with session(server.address, lines) as line:
            await at_work(line, known, ARRIVING * browsers + seconds, pause, draw)

    await asyncio.gather(
        together(browser, server.address, what.theme, what.source, browsers, seconds, pause, seen),
        *(over_the_line(number) for number in range(people - browsers)),
    )
    server_took = server.seconds() - spent
    browser_took = processor(os.getpid()) - mine - server_took
    at_work_now = server.megabytes()
    for whose, taken in ((f"{people - browsers} over the line", lines), (f"{browsers} in browsers here", seen)):
        if not taken.seconds:
            continue
        for beginning, name in (("do", "interactions"), ("page", "pages from the menu")):
            told = f"{people} sessions at once, {whose}: {name}; median, nine of ten, most"
            row(what.data, told, spread(taken.every(beginning)))
        for name, some in sorted(taken.seconds.items()):
            print(f"  {whose}: {name}: {spread(sorted(some))}", file=sys.stderr)
        complain(what.data, taken)
    row(what.data, "of processor", f"server {server_took:.0f} s, browsers and this program {browser_took:.0f} s")
    await asyncio.sleep(FORGOTTEN)
    row(what.data, "memory before, at the end, and when they were forgotten",
        f"{before:,.0f} MB, {at_work_now:,.0f} MB, {server.megabytes():,.0f} MB")  # fmt: skip


async def bare_page(browser: Browser, times: int) -> Taken:
    bare = Path(tempfile.mkdtemp()) / "bare.py"
    bare.write_text(BARE, encoding="utf-8")
    command = [sys.executable, "-m", "streamlit", "run", str(bare), "--server.port={port}", "--server.headless=true",
               "--browser.gatherUsageStats=false"]  # fmt: skip
    taken = Taken()
    with served(command) as server:
        async with somebody(browser, server.address, "", "", taken) as person:
            for _ in range(times):
                taken.note("address", await person.come())
                for number in (0, 1):
                    button = person.page.locator(".st-key-view button").nth(number)
                    await person.press("do switch", lambda button=button: button.click(timeout=10_000))
    return taken


def spread(seconds: Sequence[float]) -> str:
    """The median, what nine of ten stay below, the most, and of how many."""
    if len(seconds) < 2:
        return ", ".join(f"{one:.2f} s" for one in seconds) or "never"
    nine = statistics.quantiles(seconds, n=10, method="inclusive")[8]
    return f"{statistics.median(seconds):.2f} s, {nine:.2f} s, {max(seconds):.2f} s of {len(seconds)}"


def complain(data: str, taken: Taken) -> None:
    row(data, "what went wrong", f"{len(taken.wrong)} times" if taken.wrong else "nothing")
    for told in sorted(set(taken.wrong))[:20]:
        print(f"  ! {taken.wrong.count(told)} × {told}", file=sys.stderr)


def row(data: str, what: str, figure: str) -> None:
    print(f"| {date.today()} | {os.cpu_count()} cores | {data} | {what} | {figure} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", type=Path, help="a large workspace that is there already; it is copied")
    parser.add_argument(
        "--texts", type=Path, default=ROOT / "sources", help="the folder whose tables' sentences are said"
    )
    parser.add_argument("--mentions", type=int, default=300_000)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--browsers", type=int, default=1, help="how many of them in browsers on this machine")
    parser.add_argument("--pause", type=float, nargs=2, default=THINKING, help="seconds between two interactions")
    parser.add_argument("--seconds", type=float, default=120.0, help="how long they work together")
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--warm", type=float, default=0.0, help="seconds to wait before the first page")
    parser.add_argument("--parts", nargs="+", default=["pages", "memory", "together"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "large" / "workspace"
        if options.workspace:
            shutil.copytree(options.workspace, workspace)
        else:
            make_exports(Path(folder) / "exports", options.texts, options.mentions)
            for command in (["add", f"{folder}/exports"], ["analyse", "--encoder", "fast"]):
                subprocess.run(
                    [sys.executable, "-m", "insight_synth", *command, "-w", str(workspace)], check=True, cwd=ROOT
                )
        asyncio.run(measured(workspace, options))


if __name__ == "__main__":
    main()
