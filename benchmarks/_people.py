"""People at the workbench, each in a browser context of their own: what they open and press, and how long it takes.

What a page does is watched by the browser's own clock and only when the page changes: a watch that looks sixty times a
second takes, with twenty pages on two cores, more of the processor than the pages themselves.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

PATIENCE = 60.0  # seconds until an interaction counts as failed
THINKING = (2.0, 6.0)  # seconds between two interactions of a person in a hurry
ARRIVING = 1.5  # seconds from one person's coming to the next one's
REACH_MS = 10_000
# Promises, by the browser's own clock, the milliseconds from a press until the page was there and until it was wholly
# drawn, the frame in which it is seen included; nothing where that never came.
WATCH = """([page, patience]) => {
  const FIRST = '[data-testid=stVegaLiteChart],[data-testid=stDataFrame],[data-testid=stTable],table,blockquote,' +
    '[data-testid=stMetric],ul,ol,input,textarea,[data-testid=stExpander],[data-testid=stAlert],' +
    '[data-testid=stPageLink],button';
  const main = () => document.querySelector('[data-testid=stMain]');
  const seen = (e) => e && e.getClientRects().length && !e.closest('[data-stale=true]');
  const heading = () => { const h = main() && main().querySelector('h1'); return seen(h) ? h.textContent : ''; };
  const first = heading(), before = new Set(page ? main().querySelectorAll('*') : []);
  let pressed = performance.now(), ran = false, there = 0, drawn = 0, still = 0;
  const press = () => { pressed = performance.now(); };
  const kinds = ['pointerdown', 'keydown', 'popstate'];
  for (const kind of kinds) addEventListener(kind, press, {capture: true});
  window.__watched = new Promise((tell) => {
    const end = (told) => {
      observer.disconnect();
      for (const kind of kinds) removeEventListener(kind, press, {capture: true});
      tell(told);
    };
    const look = (records) => {
      if (records.some((r) => r.oldValue === 'running')) ran = true;
      const script = document.querySelector('[data-test-script-state]');
      const state = script && script.getAttribute('data-test-script-state');
      if (state === 'running') { ran = true; drawn = 0; clearTimeout(still); }
      if (page && !there && heading() && heading() !== first &&
          [...main().querySelectorAll(FIRST)].some((e) => !before.has(e) && seen(e))) {
        there = -1;
        requestAnimationFrame(() => { there = performance.now(); });
      }
      if (state === 'notRunning' && ran && !drawn) {
        drawn = -1;
        requestAnimationFrame(() => { if (drawn) drawn = performance.now(); });
        still = setTimeout(() => end({there: there > 0 ? there - pressed : 0, drawn: drawn - pressed}), 250);
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, {childList: true, subtree: true, attributes: true, attributeOldValue: true,
      attributeFilter: ['data-test-script-state', 'data-stale']});
    setTimeout(() => end(null), patience);
  });
}"""
GO = """(path) => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate', {state: {}})); }"""
LOOKED_FOR = (
    "claim was paid late", "breakfast was cold", "card has not arrived", "seat was uncomfortable", "rude on the phone",
    "price went up", "cancelled flight", "lost baggage", "friendly staff", "dirty room",
)  # fmt: skip
BELIEVED = (
    "Claims are paid too slowly", "The seats are uncomfortable", "Breakfast is good", "Nobody answers the phone",
    "The card arrives late", "Prices go up every year",
)  # fmt: skip
Pause = tuple[float, float]
"""Seconds between two interactions of a person, from and to."""

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

    def every(self, beginning: str) -> list[float]:
        """All seconds of what begins so; in order of size."""
        return sorted(one for what, some in self.seconds.items() if what.startswith(beginning) for one in some)

    def median(self, beginning: str) -> float:
        every = self.every(beginning)
        return statistics.median(every) if every else float("nan")


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
        await self.page.evaluate(WATCH, [page, PATIENCE * 1000])
        try:
            await do()
            if found := await self.page.evaluate("() => window.__watched"):
                self.taken.note(what, (found["there"] if page and found["there"] else found["drawn"]) / 1000)
            else:
                self.taken.wrong.append(f"{what}: not done in {PATIENCE:.0f} s")
        except Exception as problem:
            self.taken.wrong.append(f"{what}: {_line(problem)}")
        await self.errors(what)

    async def errors(self, what: str) -> None:
        broken = self.page.locator("[data-testid=stException]")
        if await broken.count():
            self.taken.wrong.append(f"{what}: {(await broken.first.inner_text())[:160]}")

    async def menu(self, name: str) -> None:
        """Opens a page from the menu."""
        await self.close_window()
        link = self.page.locator(f'[data-testid=stSidebarNav] a[href$="/{name if name != "home" else ""}"]').first
        await self.press(f"page {name}", lambda: link.click(timeout=REACH_MS), page=True)

    async def close_window(self) -> None:
        """Closes the window that stands open, if one does: nothing behind it can be reached."""
        if await self.page.locator("[role=dialog]").count():
            await self.page.keyboard.press("Escape")
            await self.page.locator("[role=dialog]").wait_for(state="detached", timeout=REACH_MS)

    def interactions(self) -> list[tuple[str, str, Callable[[], Awaitable[Any]]]]:
        """``(where, what, how)`` of the usual interactions."""
        pressed = [
            (where, what, lambda what=what, at=at: self._button(what, at).click(timeout=REACH_MS))
            for where, what, at in PRESSED
        ]
        typed = [
            (where, what, lambda key=key, texts=texts: self._type(key, texts))
            for where, what, key, texts in TYPED
        ]
        return [*pressed, *typed]

    def _button(self, what: str, at: int) -> Any:
        return self.page.locator(BUTTONS[what]).nth(at)

    async def _type(self, key: str, texts: Sequence[str]) -> None:
        box = self.page.locator(f".st-key-{key} input").first
        stands = await box.input_value(timeout=REACH_MS)  # the same once more would change nothing
        await box.fill(random.choice([text for text in texts if text != stands]), timeout=REACH_MS)
        await box.press("Enter")

    async def interact(self, wanted: Sequence[str] = ()) -> None:
        for where, what, how in self.interactions():
            if wanted and what not in wanted:
                continue
            await self.stand(where)
            await self.press(f"do {what}", how)

    async def stand(self, where: str) -> bool:
        """Comes to a page, from the menu, or as the browser's Back does; tells whether that was needed."""
        await self.close_window()
        here = self.page.url.split("/", 3)[-1]
        if (here.split("?")[0] if where in MENU else here) == self.by_address.get(where, where):
            return False
        if where in MENU:
            await self.menu(where)
        else:
            await self.press(f"page {where}", lambda: self.page.evaluate(GO, f"/{self.by_address[where]}"), page=True)
        await self.quiet()
        return True


@contextlib.asynccontextmanager
async def somebody(browser: Browser, address: str, theme: str, source: str, taken: Taken) -> AsyncIterator[Person]:
    """A person, whose browser is closed in the end."""
    # Playwright's own waiting runs strings in the page, which the workbench forbids.
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", bypass_csp=True)
    try:
        yield Person(await context.new_page(), address, theme, source, taken)
    finally:
        await context.close()


async def alone(browser: Browser, address: str, theme: str, source: str, times: int) -> Taken:
    """One person who opens every page and does every usual interaction, so many times."""
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


async def together(
    browser: Browser, address: str, theme: str, source: str, people: int, seconds: float, pause: Pause, taken: Taken
) -> None:
    """Many people at once: they come one after the other, then each goes their own way for so many seconds."""
    all_here, all_done = asyncio.Barrier(people), asyncio.Barrier(people)

    async def work(number: int) -> None:
        draw = random.Random(number)
        await asyncio.sleep(number * ARRIVING)
        async with somebody(browser, address, theme, source, taken) as person:
            try:
                taken.note("coming", await person.come())
            except Exception as problem:
                taken.wrong.append(f"person {number}: {_line(problem)}")
            await all_here.wait()
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                try:
                    await _one_thing(person, draw, pause)
                except Exception as problem:
                    taken.wrong.append(f"person {number}: {_line(problem)}")
            await all_done.wait()

    await asyncio.gather(*(work(number) for number in range(people)))


async def _one_thing(person: Person, draw: random.Random, pause: Pause) -> None:
    """A page from the menu, or an interaction where it is; a person thinks before each."""
    await asyncio.sleep(draw.uniform(*pause))
    if draw.random() < 0.5:
        await person.menu(draw.choice(MENU))
        return
    where, what, how = draw.choice(person.interactions())
    if await person.stand(where):
        await asyncio.sleep(draw.uniform(*pause))
    await person.press(f"do {what}", how)


def _line(problem: Exception) -> str:
    return str(problem).splitlines()[0][:160]
