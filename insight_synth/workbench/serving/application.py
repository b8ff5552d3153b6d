"""The workbench as one ASGI application: ``app.py``, and around it what every request passes through.

In this order: headers on every answer; names and pages that may ask; addresses that there are; who signed in, where
people must; uploads laid on disk. Starts nothing.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.middleware import Middleware

from insight_synth.workbench.serving import addresses, signed_in
from insight_synth.workbench.serving.addresses import KnownAddresses
from insight_synth.workbench.serving.callers import Address, KnownCallers
from insight_synth.workbench.serving.headers import SecurityHeaders
from insight_synth.workbench.serving.signed_in import OnlySignedIn
from insight_synth.workbench.serving.spool import usual_spool
from insight_synth.workbench.serving.spooling import SpoolUploads

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from streamlit.starlette import App


def application(script: Path, address: Address, started: Callable[[], None] = lambda: None) -> App:
    """The application that serves ``script``; ``started`` is called once it answers.

    Raises:
        UsageError: login is set up, but cannot work.
        InsightSynthError: Streamlit is of a version whose first page is not known.
    """
    import streamlit as st

    from insight_synth.workbench.serving.closed_tabs import forget_closed_tabs

    @asynccontextmanager
    async def lifespan(app: App) -> AsyncIterator[None]:
        forgetting = asyncio.create_task(forget_closed_tabs(), name="forget closed tabs")
        await asyncio.to_thread(usual_spool().sweep_killed)
        started()
        try:
            yield
        finally:
            forgetting.cancel()
            await asyncio.to_thread(usual_spool().close)

    # Streamlit looks for its settings and secrets beside the script once it knows that: no earlier is login asked for.
    app = st.App(script, routes=addresses.routes(), middleware=around(address), lifespan=lifespan)
    signed_in.check(address)
    return app


def around(address: Address) -> list[Middleware]:
    """What every request passes through, the outermost first."""
    return [
        Middleware(SecurityHeaders, address=address),
        Middleware(KnownCallers, address=address),
        Middleware(KnownAddresses),
        Middleware(OnlySignedIn),
        Middleware(SpoolUploads),
    ]
