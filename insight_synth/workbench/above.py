"""What stands above every page, and around it: long work, the tour's step, and errors in place of what failed."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from insight_synth.errors import InsightSynthError
from insight_synth.workbench import components, session, working
from insight_synth.workbench.home import tour
from insight_synth.workbench.incoming import uploads

_log = logging.getLogger(__name__)


@contextmanager
def errors_shown() -> Iterator[None]:
    """Errors as one clear message in place of the page; those that are our own fault go into the server's log."""
    try:
        yield
    except InsightSynthError as problem:
        components.show_error(problem)
    except Exception as problem:
        # Without its message, which may quote what a customer wrote.
        place = "".join(traceback.format_tb(problem.__traceback__))
        _log.error("a page failed with %s\n%s", type(problem).__name__, place)
        words = session.words()
        st.error(words.text("error.unexpected"), title=words.text("error.unexpected_title"), icon=":material/error:")


def work_in_progress(page: str = "") -> None:
    """What stands above the page of this name, "" for the first: see ``working``."""
    if ws := session.workspace():
        uploads.tidy(ws)
    working.shown(page)
    tour.stop_shown(page)
