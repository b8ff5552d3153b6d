"""Rejected rows in the browser: a page at a time from the database, with the reasons, and all of them as a file.

Shows; personal data are marked out.
"""

from __future__ import annotations

import streamlit as st

from insight_synth.store import Workspace
from insight_synth.store.reject_pages import reject_count, rejects_page
from insight_synth.workbench import session, tables

_PAGE = 50


def shown(ws: Workspace, source: str = "", sha256: str = "") -> None:
    """The rejected rows of all sources, one source, or one export of it; a line where there are none."""
    words = session.words()
    with ws.read() as connection:
        count = reject_count(connection, source, sha256)
    if not count:
        st.caption(words.text("rejected.none"))
        return
    key = f"rejects_{source}_{sha256[:12]}"
    pages = -(-count // _PAGE)
    number = 1
    if pages > 1:
        number = int(
            st.number_input(words.say("rejected.page", pages=pages), 1, pages, 1, key=f"{key}_page", width=220)
        )
    first = (number - 1) * _PAGE
    with ws.read() as connection:
        found = rejects_page(connection, source, sha256, offset=first, limit=_PAGE)
    st.caption(words.say("rejected.shown", first=first + 1, last=first + len(found), rows=count))
    table = tables.rejects(found, words)
    if not source:
        table.insert(0, words.text("figure.source"), [one.source for one in found])
    st.dataframe(table, hide_index=True, alt=words.text("source.rejects"))

    def everything() -> bytes:
        with ws.read() as connection:
            rejects = rejects_page(connection, source, sha256)
        whole = tables.rejects(rejects, words)
        whole.insert(0, words.text("figure.source"), [one.source for one in rejects])
        return tables.as_csv(whole)

    st.download_button(
        words.text("source.rejects_download"),
        everything,
        file_name=f"rejects-{source or 'all'}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"{key}_download",
    )
