"""The report as readers will see it, in a frame of its own: the HTML file that is exported, which may run nothing.

Draws nothing itself; a PDF breaks into pages elsewhere, but says the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import Language, Snapshot
from insight_synth.report.document import Report, ReportKind
from insight_synth.report.untrusted import xml
from insight_synth.store import Workspace
from insight_synth.workbench import session
from insight_synth.workbench.draft import reporting

_HEIGHT = 860
_RULES = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"


def panel(ws: Workspace, shown: Snapshot, language: Language) -> None:
    """The kind of report, and the report."""
    words = session.words()
    kind, about = reporting.kind(shown)
    st.caption(words.text("report.preview_caption"))
    draft = pipeline.draft(ws)
    with st.spinner(words.text("report.composing")):
        report = reporting.composed(ws, shown, language, draft, cast(ReportKind, kind), about)
        page = _page(report.fingerprint, reporting.draft_mark(draft, 64), language, kind, about, report)
    st.iframe(framed(page, words.text("report.preview_frame")), height=_HEIGHT, alt=words.text("report.preview_frame"))


def framed(page: str, title: str) -> str:
    """A page that holds another in a frame without any rights: no script, no form, no way out of the frame.

    Links within the page are told where it stands, or they would lead to the workbench.
    """
    style = "html, body { margin: 0; height: 100% } iframe { border: 0; width: 100%; height: 100%; display: block }"
    inner = page.replace("<head>", '<head><base href="about:srcdoc">', 1)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{xml(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_RULES}"><style>{style}</style></head>'
        f'<body><iframe sandbox title="{xml(title)}" srcdoc="{_attribute(inner)}"></iframe></body></html>'
    )


def _attribute(page: str) -> str:
    return page.replace("&", "&amp;").replace('"', "&quot;")


def _draw(fingerprint: str, mark: str, language: str, kind: str, about: str, _report: Report) -> str:
    from insight_synth.report.html import html_text

    return html_text(_report)


_page: Callable[[str, str, str, str, str, Report], str] = st.cache_resource(show_spinner=False, max_entries=6)(_draw)
