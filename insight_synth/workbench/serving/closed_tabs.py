"""Forgets the sessions of tabs that were closed, once nobody can come back to them any more.

Streamlit keeps a session for a while after its connection is lost, but drops it only when the next one is lost: on a
quiet evening it would keep them all.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc

from streamlit.runtime import Runtime

EVERY_SECONDS = 60.0


async def forget_closed_tabs() -> None:
    """Forgets them again and again, until it is cancelled."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        if forget(Runtime.instance()):
            await asyncio.to_thread(_give_back)


def forget(runtime: Runtime) -> int:
    """Forgets the sessions whose time is over; returns how many."""
    kept = runtime._session_mgr._session_storage._cache
    before = len(kept._data)
    return before - len(kept)  # counting drops those whose time is over


def _give_back() -> None:
    """Gives memory back to the machine: of sessions, whose parts refer to each other, and of what runs left behind."""
    gc.collect()
    with contextlib.suppress(AttributeError):  # only GNU's library has it; others give back by themselves
        ctypes.CDLL(None).malloc_trim(0)
