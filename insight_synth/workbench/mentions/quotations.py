"""Quotations as every page shows them: the words, where they come from, the way to the whole text and into the report.

Shows; the window that a quotation opens is in ``whole_text``. What is pressed here runs only the quotation's own part
of the page again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import Citation, Snapshot, Theme
from insight_synth.workbench import components, session
from insight_synth.workbench.draft import adding
from insight_synth.workbench.mentions import whole_text
from insight_synth.workbench.untrusted import plain, quotation_html


def quotation(
    citation: Citation, snapshot: Snapshot, key: str, theme: Theme | None = None, *, window: bool = True
) -> None:
    """A quotation with where it comes from, and the way to its verbatim. ``key`` is unique on the page.

    ``window`` is False where a window is open already: none can be opened from within it.
    """
    _card(pipeline.redacted(citation, session.workspace()), citation, snapshot, key, theme, window)


def listed(
    citations: Sequence[Citation], snapshot: Snapshot, key: str, themes: Mapping[str, Theme] | None = None
) -> None:
    """Several quotations, read and redacted at once; ``themes`` by mention id are linked to."""
    ws = session.workspace()
    assert ws is not None
    known = themes or {}
    for shown, citation in zip(pipeline.redacted_citations(ws, citations), citations, strict=True):
        at = f"{key}_{citation.mention_id}"
        _card(shown, citation, snapshot, at, known.get(citation.mention_id), True)


def open_verbatim(citation: Citation, snapshot: Snapshot) -> None:
    """Opens the window of a quotation's verbatim; once in a run of the page."""
    whole_text.open_window(citation, snapshot)


def origin(citation: Citation, snapshot: Snapshot) -> str:
    """Where a quotation comes from, on one line: source, place, date, tone."""
    words = session.words()
    parts = [components.source_name(snapshot, citation.source), words.place(citation.locator)]
    parts += [words.show(citation.date, "date")] if citation.date else []
    parts += [words.text(f"feeling.{citation.sentiment}")] if citation.sentiment else []
    return " · ".join(parts)


def _card(shown: Citation, citation: Citation, snapshot: Snapshot, key: str, theme: Theme | None, window: bool) -> None:
    st.fragment(_drawn)(shown, citation, snapshot, key, theme, window)


def _drawn(
    shown: Citation, citation: Citation, snapshot: Snapshot, key: str, theme: Theme | None, window: bool
) -> None:
    """``shown`` is the citation redacted."""
    words, ws = session.words(), session.workspace()
    with st.container(border=True):
        st.html(quotation_html(shown.text, shown.language, words.text("quote.open"), words.text("quote.close")))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(plain(origin(shown, snapshot)), width="content")
            if window and ws is not None:
                if st.button(
                    words.text("quote.whole"), key=f"whole_{key}", type="tertiary", icon=":material/open_in_full:"
                ):
                    open_verbatim(citation, snapshot)
                adding.button(ws, snapshot, adding.Addition((citation,), theme.id if theme else ""), key)
            if theme is not None:
                components.theme_link(theme)
