"""Takes a picture of every page of the workbench and has axe judge it: each language, light and dark, wide and narrow.

Serves a copy of an analysed workspace, and no workspace at all, in a browser of its own, and writes into a folder: a
picture a page, contact sheets, ``axe.csv`` with every fault found and ``axe.md`` with the counts. Judges nothing by
itself: the pictures are there to be looked at. Needs what ``make test`` installs, and Chromium.

    python tools/look_at_pages.py WORKSPACE OUT [--pages home,theme] [--languages en,fi] [--schemes dark] [--widths 390]
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ADVICE = ("best-practice",)
PATIENCE_MS = 30_000
LANGUAGES, SCHEMES, WIDTHS = ("en", "fi", "pl"), ("light", "dark"), (1280, 390)
VIEWS = ("write", "preview", "export", "versions")
_LOW = 900  # pixels a screen is high
_MOST = 9000  # pixels of a page that are shown


@dataclass(frozen=True, slots=True)
class Sight:
    """A page to look at: its address after the server's, and whether what is folded is opened."""

    name: str
    path: str
    opened: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What axe found against a rule, at one element of one picture."""

    shot: str
    sight: str
    rule: str
    weight: str
    needed: bool
    element: str
    why: str


def sights(workspace: Path) -> list[Sight]:
    """Every page of an analysed workspace, as found and with all opened, and every page of no workspace."""
    from insight_synth.store import Workspace
    from insight_synth.workbench import workspaces
    from insight_synth.workbench.places import PLACES

    snapshot = workspaces.snapshot_or_none(Workspace.open(workspace))
    assert snapshot is not None, f"{workspace} has no analysis: run insight-synth analyse on it"
    theme, source = snapshot.top_themes[0].id, snapshot.profiles[0].source.id
    asked = {"theme": f"theme={theme}", "source": f"source={source}", "mentions": f"theme={theme}"}
    found = []
    for place in PLACES:
        path = "" if place.name == "home" else place.name
        if place.name == "report":
            found += [Sight(f"report-{view}", f"report?view={view}") for view in VIEWS]
            found += [Sight(f"report-{view}-opened", f"report?view={view}", opened=True) for view in VIEWS]
        else:
            query = f"?{asked[place.name]}" if place.name in asked else ""
            found += [Sight(place.name, path + query), Sight(f"{place.name}-opened", path + query, opened=True)]
    found += [Sight(f"{place.name}-empty", "" if place.name == "home" else place.name, empty=True) for place in PLACES]
    return found


def look(page: Page, address: str, sight: Sight, language: str) -> None:
    """Goes to a page and waits until it is drawn, and its pictures with it."""
    joint = "&" if "?" in sight.path else "?"
    page.goto(f"{address}/{sight.path}{joint}lang={language.upper()}")
    page.locator("[data-testid=stMainBlockContainer] [data-testid=stElementContainer]").first.wait_for(state="attached")
    drawn(page)
    if sight.opened:
        folds = page.locator("[data-testid=stExpander] details:not([open]) summary").element_handles()
        for fold in folds:  # one after the other: of those opened in the same moment only one is drawn
            fold.evaluate("fold => fold.click()")
        drawn(page)


def drawn(page: Page) -> None:
    """Waits until the page is at rest: no script at work, no placeholder, every font in."""
    from playwright.sync_api import expect

    page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=PATIENCE_MS)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(300)
    page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")


def picture(page: Page, file: Path, width: int) -> None:
    """The whole page, which scrolls inside the window, as one picture."""
    high = page.evaluate(
        "() => { const main = document.querySelector('[data-testid=stMain]');"
        " return Math.max(main ? main.scrollHeight : 0, window.innerHeight); }"
    )
    page.set_viewport_size({"width": width, "height": min(int(high) + 8, _MOST)})
    page.wait_for_timeout(250)
    page.screenshot(path=file, animations="disabled")
    page.set_viewport_size({"width": width, "height": _LOW})


def judged(page: Page, shot: str, sight: str) -> list[Fault]:
    """What axe has against the page as it stands: what WCAG 2.2 A and AA need, and what is good practice."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": [*RULES, *ADVICE]}, "resultTypes": ["violations"]}
    found: dict[str, Any] = Axe().run(page, options=options).response
    return [
        Fault(
            shot, sight, broken["id"], broken["impact"] or "", "best-practice" not in broken["tags"],
            node["html"][:300], " ".join((node.get("failureSummary") or "").split())[:400],
        )
        for broken in found["violations"]
        for node in broken["nodes"]
    ]  # fmt: skip


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """`insight-synth serve` at work on a workspace, by its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "insight_synth", "serve", "-w", str(workspace), "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"}, **quiet)  # type: ignore[call-overload]
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2):
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


def contact_sheets(shots: Sequence[Path], out: Path) -> None:
    """Pictures side by side, six to a sheet, each cut to what a sheet can hold."""
    from PIL import Image

    across, wide, high = 6, 420, 1400
    for at in range(0, len(shots), across):
        sheet = Image.new("RGB", (across * (wide + 8), high), "#808080")
        for place, shot in enumerate(shots[at : at + across]):
            with Image.open(shot) as image:
                small = image.convert("RGB")
                small = small.resize((wide, max(1, small.height * wide // small.width)))
                sheet.paste(small.crop((0, 0, wide, min(small.height, high))), (place * (wide + 8), 0))
        sheet.save(out / f"sheet-{at // across + 1:03}.png")


def summary(faults: Sequence[Fault], shots: int, trouble: Sequence[str]) -> str:
    """The counts as Markdown: faults by rule and by page, what is needed before what is advised."""
    lines = [f"# {shots} pictures", ""]
    for needed, title in ((True, "WCAG 2.2 A and AA"), (False, "Good practice")):
        kept = [fault for fault in faults if fault.needed is needed]
        lines += [f"## {title}: {len(kept)} faults", ""]
        lines += ["| rule | page | pictures | elements | for example |", "|---|---|---|---|---|"]
        for (rule, sight), count in sorted(Counter((f.rule, f.sight) for f in kept).items()):
            same = [f for f in kept if (f.rule, f.sight) == (rule, sight)]
            example = same[0].element.replace("|", "/").replace("\n", " ")[:110]
            lines.append(f"| {rule} | {sight} | {len({f.shot for f in same})} | {count} | `{example}` |")
        lines.append("")
    lines += ["## Console errors and requests to elsewhere", "", *(f"- {line}" for line in sorted(set(trouble))), ""]
    return "\n".join(lines)


@dataclass(slots=True)
class Seen:
    """What was seen so far."""

    shots: list[Path]
    faults: list[Fault]
    trouble: list[str]


def walk(page: Page, address: str, chosen: Sequence[Sight], language: str, out: Path, seen: Seen) -> None:
    """Looks at the pages one after another, in a language, and keeps what is seen of them."""
    from playwright.sync_api import Error

    assert page.viewport_size is not None
    scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    width = page.viewport_size["width"]
    for sight in chosen:
        shot = f"{sight.name}.{language}.{scheme}.{width}"
        try:
            look(page, address, sight, language)
        except Error as problem:
            seen.trouble.append(f"{shot} was never drawn: {str(problem).splitlines()[0]}")
        seen.faults += judged(page, shot, sight.name)
        picture(page, out / f"{shot}.png", width)
        seen.shots.append(out / f"{shot}.png")


def watch(page: Page, trouble: list[str]) -> None:
    """Writes down what a page logs as an error and what it asks of any other machine."""
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: trouble.append(request.url) if _outside(request.url) else None)


def main() -> None:
    """Looks at what was asked for and writes what was seen."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", default="", help="names of sights, or the beginnings of such, parted by commas")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--schemes", default=",".join(SCHEMES))
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    wanted = tuple(filter(None, asked.pages.split(",")))
    chosen = [sight for sight in sights(asked.workspace) if not wanted or sight.name.startswith(wanted)]
    seen = Seen([], [], [])
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        analysed, none = Path(scratch) / "analysed" / "workspace", Path(scratch) / "none" / "workspace"
        shutil.copytree(asked.workspace, analysed)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        for folder in (analysed, none):
            here = [sight for sight in chosen if sight.empty is (folder == none)]
            if not here:
                continue
            with served(folder) as address:
                for scheme, width in product(asked.schemes.split(","), map(int, asked.widths.split(","))):
                    page = browser.new_page(viewport={"width": width, "height": _LOW}, color_scheme=scheme)
                    watch(page, seen.trouble)
                    for language in asked.languages.split(","):
                        walk(page, address, here, language, asked.out, seen)
                    page.close()
        browser.close()
    with (asked.out / "axe.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(Fault.__slots__)
        table.writerows([getattr(fault, name) for name in Fault.__slots__] for fault in seen.faults)
    said = summary(seen.faults, len(seen.shots), seen.trouble)
    (asked.out / "axe.md").write_text(said, encoding="utf-8")
    contact_sheets(seen.shots, asked.out)
    print(said)


def _outside(url: str) -> bool:
    return not url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:"))


if __name__ == "__main__":
    main()
