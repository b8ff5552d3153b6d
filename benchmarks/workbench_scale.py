"""How quick the workbench is with 300,000 mentions, for one person and for twenty at once, and what memory it takes.

A workspace of that size is made from a folder's tables (``_large_workspace.py``) or taken ready, copied and served as
people serve it. In Chromium every page is opened: from the menu, or where it is in none by its address, which loads the
browser's part of the workbench too. A page is there when its main heading and its first chart, table, list or control
can be seen. Then come the usual interactions, each until the page is wholly drawn again, by the browser's own clock.
Every page and interaction is done three times; what is printed is the median. Beside it stands a page of Streamlit by
itself that shows a table as long as a page of mentions, in the same run.

``--sessions 20`` has so many people at work at once, each in a browser context of its own, with a pause to think
between one interaction and the next. Browser and server share the machine's cores here: the processor seconds of both
are told apart. Memory is that of the server's processes: with none, one and forty sessions that only stay open, and
when all are closed and forgotten.

Run: python benchmarks/workbench_scale.py [--workspace DIR] [--texts FOLDER] [--mentions 300000] [--sessions 20]
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
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from _large_workspace import make_exports  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
TIMES = 3
PATIENCE = 60.0  # seconds until an interaction counts as failed
THINKING = (2.0, 6.0)  # seconds between two interactions of a person
IDLE = 40  # sessions that only stay open
FORGOTTEN = 150.0  # seconds after which the server has forgotten sessions whose browser went
# Tells, by the browser's own clock, when something was pressed and when the page was first there or wholly drawn.
WATCH = """() => {
  const seen = (e) => e && e.getClientRects().length && !e.closest('[data-stale=true]');
  const w = window.__w = {pressed: performance.now(), heading: '', there: 0, drawn: 0, ran: false};
  const main = () => document.querySelector('[data-testid=stMain]');
  const heading = () => { const h = main() && main().querySelector('h1'); return seen(h) ? h.textContent : ''; };
  w.heading = heading();
  const before = new Set(document.querySelectorAll('[data-testid=stMain] *'));  // what was there stays for a while
  const press = () => { w.pressed = performance.now(); };
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, press, {capture: true});
  const FIRST = '[data-testid=stVegaLiteChart],[data-testid=stDataFrame],[data-testid=stTable],table,blockquote,' +
    '[data-testid=stMetric],ul,ol,input,textarea,[data-testid=stExpander],[data-testid=stAlert],' +
    '[data-testid=stPageLink],.stMain button';
  const look = () => {
    const script = document.querySelector('[data-test-script-state]');
    const state = script && script.getAttribute('data-test-script-state');
    if (state === 'running') { w.ran = true; w.drawn = 0; }
    if (state === 'notRunning' && w.ran && !w.drawn) w.drawn = performance.now();
    const now = heading();
    const first = (e) => seen(e) && !before.has(e);
    if (!w.there && now && now !== w.heading && [...main().querySelectorAll(FIRST)].some(first))
      w.there = performance.now();
    if (window.__w === w) requestAnimationFrame(look);
  };
  look();
}"""
READ = """() => ({there: window.__w.there && window.__w.there - window.__w.pressed,
  drawn: window.__w.drawn && window.__w.drawn - window.__w.pressed, since: performance.now() - window.__w.drawn})"""
BARE = """
import streamlit as st
st.title("Bare")
st.dataframe({name: [f"{name} {row}" for row in range(25)] for name in ("text", "source", "date", "feeling", "theme")})
st.segmented_control("view", ["a", "b"], key="view")
"""
LOOKED_FOR = (
    "claim was paid late", "breakfast was cold", "card has not arrived", "seat was uncomfortable", "rude on the phone",
    "price went up", "cancelled flight", "lost baggage", "friendly staff", "dirty room",
)  # fmt: skip
BELIEVED = (
    "Claims are paid too slowly", "The seats are uncomfortable", "Breakfast is good", "Nobody answers the phone",
    "The card arrives late", "Prices go up every year",
)  # fmt: skip
REACH_MS = 10_000
BUTTONS = {
    "switch the view of themes": ".st-key-view button, .st-key-themes_look button",
    "only themes that recur": "[data-testid=stMain] [data-testid=stCheckbox] label",
    "next page of mentions": ".st-key-mentions_page button",
    "more mentions on a page": ".st-key-mentions_size button",
    "next page of a theme's mentions": ".st-key-mentions_page button",
    "open a verbatim": "[class*=st-key-whole_] button",
    "switch the view of the report": ".st-key-report_bar button",
}
PRESSED = (  # where, what, which of the buttons
    ("themes", "switch the view of themes", 1),
    ("themes", "only themes that recur", 0),
    ("mentions", "next page of mentions", -1),
    ("mentions", "more mentions on a page", -1),
    ("mentions of a theme", "next page of a theme's mentions", -1),
    ("mentions of a theme", "open a verbatim", 0),
    ("report", "switch the view of the report", 1),
)
TYPED = (  # where, what, the field's key, what is typed
    ("search", "search", "q", LOOKED_FOR),
    ("search", "search again", "q", LOOKED_FOR),
    ("hunches", "hold a belief against the voices", "belief", BELIEVED),
)
MENU = ("agenda", "themes", "search", "hunches", "effect", "sources", "add", "report", "settings", "home")


@dataclass(slots=True)
class Taken:
    """Seconds by what was done, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def note(self, what: str, seconds: float) -> None:
        self.seconds.setdefault(what, []).append(seconds)

    def median(self, beginning: str) -> float:
        every = [one for what, some in self.seconds.items() if what.startswith(beginning) for one in some]
        return statistics.median(every) if every else float("nan")


# ---- one person's pages and interactions


class Person:
    """Somebody at the workbench in a browser context of their own."""

    def __init__(self, page: Page, address: str, theme: str, source: str, taken: Taken) -> None:
        self.page, self.address, self.taken = page, address, taken
        self.by_address = {
            "theme": f"theme?theme={theme}", "mentions": "mentions", "mentions of a theme": f"mentions?theme={theme}",
            "mentions in no theme": "mentions?theme=none", "source": f"source?source={source}",
        }  # fmt: skip
        page.on("pageerror", lambda error: taken.wrong.append(f"page: {error}"))
        page.on("console", lambda told: taken.wrong.append(told.text[:200]) if told.type == "error" else None)

    async def come(self, path: str = "") -> float:
        """Opens an address in the browser; gives the seconds until it is there, the browser's part loaded anew."""
        begun = time.perf_counter()
        await self.page.goto(f"{self.address}/{path}", wait_until="commit")
        await self.page.locator("[data-testid=stMain] h1").first.wait_for(timeout=PATIENCE * 1000)
        first = "[data-testid=stVegaLiteChart],[data-testid=stDataFrame],table,blockquote,[data-testid=stMetric],input"
        others = ",[data-testid=stAlert],[data-testid=stExpander],[data-testid=stPageLink],[data-testid=stMain] button"
        await self.page.locator(f"[data-testid=stMain] :is({first}{others})").first.wait_for(timeout=PATIENCE * 1000)
        seconds = time.perf_counter() - begun
        await self.quiet()
        return seconds

    async def quiet(self) -> None:
        """Waits until nothing runs; what is pressed before is lost."""
        await self.page.locator("[data-test-script-state=notRunning]").wait_for(
            state="attached", timeout=PATIENCE * 1000
        )
        await asyncio.sleep(0.15)

    async def press(self, what: str, do: Callable[[], Awaitable[Any]], *, page: bool = False) -> None:
        """Does something and notes how long it took until the page was there, or wholly drawn."""
        await self.page.evaluate(WATCH)
        until = time.monotonic() + PATIENCE
        try:
            await do()
            while time.monotonic() < until:
                found = await self.page.evaluate(READ)
                if found["drawn"] and found["since"] > 250:
                    self.taken.note(what, (found["there"] if page and found["there"] else found["drawn"]) / 1000)
                    break
                await asyncio.sleep(0.05)
            else:
                self.taken.wrong.append(f"{what}: not done in {PATIENCE:.0f} s")
        except Exception as problem:
            self.taken.wrong.append(f"{what}: {str(problem).splitlines()[0][:160]}")
        await self.errors(what)

    async def errors(self, what: str) -> None:
        broken = self.page.locator("[data-testid=stException]")
        if await broken.count():
            self.taken.wrong.append(f"{what}: {(await broken.first.inner_text())[:160]}")

    async def menu(self, name: str) -> None:
        """Opens a page from the menu."""
        link = self.page.locator(f'[data-testid=stSidebarNav] a[href$="/{name if name != "home" else ""}"]').first
        await self.press(f"page {name}", lambda: link.click(timeout=10_000), page=True)

    def interactions(self) -> list[tuple[str, str, Callable[[], Awaitable[Any]]]]:
        """``(where, what, how)`` of the usual interactions."""
        pressed = [
            (where, what, lambda what=what, at=at: self._button(what, at).click(timeout=REACH_MS))
            for where, what, at in PRESSED
        ]
        typed = [
            (where, what, lambda key=key, texts=texts: self._type(key, random.choice(texts)))
            for where, what, key, texts in TYPED
        ]
        return [*pressed, *typed]

    def _button(self, what: str, at: int) -> Any:
        return self.page.locator(BUTTONS[what]).nth(at)

    async def _type(self, key: str, text: str) -> None:
        box = self.page.locator(f".st-key-{key} input").first
        await box.fill(text, timeout=REACH_MS)
        await box.press("Enter")

    async def interact(self, wanted: Sequence[str] = ()) -> None:
        for where, what, how in self.interactions():
            if wanted and what not in wanted:
                continue
            await self.stand(where)
            await self.press(f"do {what}", how)

    async def stand(self, where: str) -> None:
        """Comes to a page without noting how long that takes."""
        if self.page.url.split("/", 3)[-1] != self.by_address.get(where, where):
            await self.come(self.by_address.get(where, where))


async def alone(browser: Browser, address: str, theme: str, source: str, times: int) -> Taken:
    taken = Taken()
    async with somebody(browser, address, theme, source, taken) as person:
        await person.come()
        for _ in range(times):
            for name in MENU:
                await person.menu(name)
            for name, path in person.by_address.items():
                taken.note(f"address {name}", await person.come(path))
                await person.errors(name)
            await person.interact()
    return taken


@contextlib.asynccontextmanager
async def somebody(browser: Browser, address: str, theme: str, source: str, taken: Taken) -> AsyncIterator[Person]:
    # Playwright's own waiting runs strings in the page, which the workbench forbids.
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", bypass_csp=True)
    try:
        yield Person(await context.new_page(), address, theme, source, taken)
    finally:
        await context.close()


async def together(browser: Browser, address: str, theme: str, source: str, people: int, rounds: int) -> Taken:
    """Many people at once, who come one after the other and each go their own way."""
    taken = Taken()

    async def work(number: int) -> None:
        draw = random.Random(number)
        await asyncio.sleep(number * 1.5)
        async with somebody(browser, address, theme, source, taken) as person:
            try:
                await person.come()
                for _ in range(rounds):
                    await asyncio.sleep(draw.uniform(*THINKING))
                    if draw.random() < 0.5:
                        await person.menu(draw.choice(MENU))
                    else:
                        where, what, how = draw.choice(person.interactions())
                        await person.stand(where)
                        await asyncio.sleep(draw.uniform(*THINKING))
                        await person.press(f"do {what}", how)
            except Exception as problem:
                taken.wrong.append(f"person {number}: {str(problem).splitlines()[0][:160]}")

    await asyncio.gather(*(work(number) for number in range(people)))
    return taken


# ---- the server, its memory and its processor


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
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.asyncio.client import connect

    before = server.megabytes()

    async def session() -> Any:
        where = server.address.replace("http", "ws") + "/_stcore/stream"
        line = await connect(where, subprotocols=["streamlit"], max_size=None, origin=server.address)  # type: ignore[arg-type,list-item]
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        await line.send(asked.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(await asyncio.wait_for(line.recv(), PATIENCE))
            if told.WhichOneof("type") == "script_finished":
                return line

    lines = [await session() for _ in range(many)]
    await asyncio.sleep(3)
    held = server.megabytes() - before
    for line in lines:
        await line.close()
    await asyncio.sleep(forgotten)
    return held, server.megabytes() - before


# ---- the whole


async def measured(workspace: Path, options: argparse.Namespace) -> None:
    from playwright.async_api import async_playwright

    from insight_synth import pipeline
    from insight_synth.store import Workspace

    with Workspace.open(workspace) as ws:
        shown = pipeline.snapshot(ws)
    theme, source = max(shown.top_themes, key=lambda one: one.size).id, shown.profiles[0].source.id
    data = f"{shown.totals.mentions:,} mentions"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    serve = [sys.executable, "-m", "insight_synth", "serve", "-w", str(workspace), "--port", "{port}"]
    bare = Path(tempfile.mkdtemp()) / "bare.py"
    bare.write_text(BARE, encoding="utf-8")
    lone = [sys.executable, "-m", "streamlit", "run", str(bare), "--server.port={port}", "--server.headless=true",
            "--browser.gatherUsageStats=false"]  # fmt: skip
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        with served(serve) as server:
            begun = time.monotonic()
            while "search" in options.parts and time.monotonic() - begun < options.warm:
                await asyncio.sleep(1)
            if "pages" in options.parts:
                taken = await alone(browser, server.address, theme, source, options.times)
                peer = await bare_page(browser, lone, options.times)
                for what, some in taken.seconds.items():
                    row(data, what, f"{statistics.median(some):.2f} s (most {max(some):.2f})")
                row("a table of 25 rows", "bare Streamlit: address", f"{peer.median('address'):.2f} s")
                row("a table of 25 rows", "bare Streamlit: switch", f"{peer.median('do'):.2f} s")
                row(data, "pages from the menu, median", f"{taken.median('page'):.2f} s")
                for beginning, name in (("address", "pages by address"), ("do", "interactions")):
                    ours, theirs = taken.median(beginning), peer.median(beginning)
                    row(data, f"{name}, median; over bare Streamlit's", f"{ours:.2f} s; {ours / theirs:.1f} times")
                complain(data, taken)
            if "memory" in options.parts:
                await staying_open(server, 1, 30.0)  # what all sessions share is in memory from then on
                await steady(server)
                for many in (1, IDLE):
                    held, left = await staying_open(server, many)
                    row(data, f"memory of {many} idle sessions; left when they closed",
                        f"{held / many:.1f} MB each; {left:.1f} MB of {server.megabytes():,.0f} MB")  # fmt: skip
            if "together" in options.parts:
                before, mine = server.megabytes(), processor(os.getpid())
                spent = server.seconds()
                taken = await together(browser, server.address, theme, source, options.sessions, options.rounds)
                server_took, browser_took = (
                    server.seconds() - spent,
                    processor(os.getpid()) - mine - (server.seconds() - spent),
                )
                at_work = server.megabytes()
                row(
                    data,
                    f"{options.sessions} sessions at once: pages from the menu",
                    f"{taken.median('page'):.2f} s on the median",
                )
                row(
                    data,
                    f"{options.sessions} sessions at once: interactions",
                    f"{taken.median('do'):.2f} s on the median",
                )
                row(data, "of processor", f"server {server_took:.0f} s, browser and this program {browser_took:.0f} s")
                complain(data, taken)
                await asyncio.sleep(FORGOTTEN)
                row(data, "memory before, at the end, and when they were forgotten",
                    f"{before:,.0f} MB, {at_work:,.0f} MB, {server.megabytes():,.0f} MB")  # fmt: skip
        await browser.close()


async def bare_page(browser: Browser, command: Sequence[str], times: int) -> Taken:
    taken = Taken()
    with served(command) as server:
        async with somebody(browser, server.address, "", "", taken) as person:
            for _ in range(times):
                taken.note("address", await person.come())
                for number in (0, 1):
                    button = person.page.locator(".st-key-view button").nth(number)
                    await person.press("do switch", lambda button=button: button.click(timeout=10_000))  # type: ignore[misc]
    return taken


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
    parser.add_argument("--rounds", type=int, default=8)
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
