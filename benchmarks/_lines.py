"""Sessions of the workbench without a browser: what a browser would send is sent over the line, and answers are read.

Twenty browsers on the cores that serve them too measure the browsers. So what one person's browser sends is recorded,
an errand at a time, and others go on the same errands over the line, in an order of their own. To the server they are
sessions like any: they name what they hold already, ask again where a part of the page runs by the clock, and read all.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from _people import BELIEVED, LOOKED_FOR, MENU, PATIENCE, Pause, Person, Taken  # type: ignore[import-not-found]
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

if TYPE_CHECKING:
    from playwright.async_api import WebSocket

DONE, PART_DONE = ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


@dataclass(frozen=True, slots=True)
class Errand:
    """What a browser sent for one thing done: to stand where it is done, then to do it."""

    what: str
    first: tuple[bytes, ...]
    then: tuple[bytes, ...] = ()


@dataclass  # without slots: Playwright notes something on whoever listens
class Recorder:
    """What the browser of a person sends from now on."""

    sent: list[bytes] = field(default_factory=list)

    def listen(self, line: WebSocket) -> None:
        line.on("framesent", self._keep)

    def taken(self) -> tuple[bytes, ...]:
        """What was sent since this was asked last."""
        found, self.sent = tuple(self.sent), []
        return found

    def _keep(self, frame: Any) -> None:
        told = BackMsg()
        told.ParseFromString(frame if isinstance(frame, bytes) else frame.encode("latin-1"))
        if told.WhichOneof("type") == "rerun_script" and not told.rerun_script.is_auto_rerun:
            self.sent.append(told.SerializeToString())


async def errands(person: Person) -> list[Errand]:
    """Every page of the menu and every usual interaction, as this person's browser asks for them."""
    recorder, found = Recorder(), []
    person.page.on("websocket", recorder.listen)
    await person.come()
    recorder.taken()
    for name in MENU:
        await person.menu(name)
        found.append(Errand(f"page {name}", recorder.taken()))
    for where, what, how in person.interactions():
        await person.menu("settings")
        recorder.taken()
        await person.stand(where)
        await person.quiet()
        first = recorder.taken()
        await person.press(f"do {what}", how)
        found.append(Errand(f"do {what}", first, recorder.taken()))
    return found


class Line:
    """One session over a line of its own."""

    def __init__(self, line: Any, taken: Taken) -> None:
        self.line, self.taken = line, taken
        self.held: set[str] = set()  # messages that need not be sent again
        self.finished, self.awaited = asyncio.Event(), {DONE}
        self.clocks: dict[str, asyncio.Task[None]] = {}
        self.read = 0  # bytes
        self.newest = BackMsg()
        self.reading = asyncio.create_task(self._read())

    async def ask(self, told: BackMsg) -> float:
        """Has the page, or a part of it, run; gives the seconds until its last word is here.

        Raises TimeoutError where that never comes.
        """
        told.rerun_script.SetInParent()
        part = bool(told.rerun_script.fragment_id)
        if not part:
            self.newest = told
            self.stop_clocks()
        self.awaited = {DONE, PART_DONE} if part else {DONE}
        begun = time.perf_counter()
        self.finished.clear()
        await self._send(told)
        await asyncio.wait_for(self.finished.wait(), PATIENCE)
        return time.perf_counter() - begun

    async def close(self) -> None:
        self.stop_clocks()
        self.reading.cancel()
        await self.line.close()

    def stop_clocks(self) -> None:
        for clock in self.clocks.values():
            clock.cancel()
        self.clocks.clear()

    async def _send(self, told: BackMsg) -> None:
        del told.rerun_script.cached_message_hashes[:]
        told.rerun_script.cached_message_hashes.extend(self.held)
        await self.line.send(told.SerializeToString())

    async def _read(self) -> None:
        async for message in self.line:
            self.read += len(message)
            told = ForwardMsg()
            told.ParseFromString(message)
            if told.metadata.cacheable and told.hash:
                self.held.add(told.hash)
            kind = told.WhichOneof("type")
            if kind == "script_finished":
                if told.script_finished in self.awaited:
                    self.finished.set()
            elif kind == "auto_rerun":
                again = told.auto_rerun
                self.clocks[again.fragment_id] = asyncio.create_task(self._again(again.fragment_id, again.interval))
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                self.taken.wrong.append(told.delta.new_element.exception.message[:160])

    async def _again(self, fragment: str, seconds: float) -> None:
        """Asks for a fragment by the clock, as the page does."""
        while True:
            await asyncio.sleep(seconds)
            told = BackMsg()
            told.CopyFrom(self.newest)
            told.rerun_script.fragment_id, told.rerun_script.is_auto_rerun = fragment, True
            with contextlib.suppress(Exception):
                await self._send(told)


@contextlib.asynccontextmanager
async def session(address: str, taken: Taken) -> AsyncIterator[Line]:
    """A session that came to Home."""
    where = address.replace("http", "ws") + "/_stcore/stream"
    line = await connect(where, subprotocols=["streamlit"], max_size=None, origin=address)  # type: ignore[arg-type,list-item]
    one = Line(line, taken)
    try:
        await one.ask(BackMsg())
        yield one
    finally:
        await one.close()


async def at_work(line: Line, known: Sequence[Errand], seconds: float, pause: Pause, draw: random.Random) -> None:
    """Goes on errands for so many seconds, thinking before each thing as a person does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        errand = draw.choice(known)
        first = "page to stand on" if errand.then else errand.what
        for what, messages in ((first, errand.first), (errand.what, errand.then)):
            if not messages:
                continue
            await asyncio.sleep(draw.uniform(*pause))
            try:
                took = [await line.ask(varied(message, draw)) for message in messages]
            except TimeoutError:
                line.taken.wrong.append(f"{what}: not done in {PATIENCE:.0f} s")
            else:
                line.taken.note(what, sum(took))


def varied(message: bytes, draw: random.Random) -> BackMsg:
    """What a browser sent, but what was typed is something that nobody typed before: answers are kept."""
    told = BackMsg()
    told.ParseFromString(message)
    for widget in told.rerun_script.widget_states.widgets:
        if widget.WhichOneof("value") == "string_value":
            for texts in (LOOKED_FOR, BELIEVED):
                if widget.string_value in texts:
                    widget.string_value = f"{draw.choice(texts)} and {draw.choice(texts)}"
    return told
