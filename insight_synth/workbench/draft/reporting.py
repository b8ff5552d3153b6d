"""What the views of the Report page share: which report is meant, what it says, and its text as it will be printed.

Shows; reports are composed by the pipeline, once a draft and an analysis, and shared by all sessions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import InsightSynthError
from insight_synth.model import UNCHANGED, Draft, Language, Snapshot
from insight_synth.report.document import Report, ReportKind
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, signing_in, workspaces
from insight_synth.workbench.untrusted import one_line
from insight_synth.workbench.wording import NAMES

VIEWS = ("write", "preview", "export", "versions")
KINDS: tuple[ReportKind, ...] = ("full", "summary", "digest")
_VIEW = "report_view"


def view() -> str:
    """The view that is open; it stands in the address, the same in every language."""
    words = session.words()
    asked = st.query_params.get("view", VIEWS[0])
    st.session_state.setdefault(_VIEW, asked if asked in VIEWS else VIEWS[0])
    chosen = st.segmented_control(
        words.text("report.view"),
        VIEWS,
        required=True,
        format_func=lambda name: words.text(f"report.view_{name}"),
        key=_VIEW,
        label_visibility="collapsed",
    )
    if chosen != asked:
        st.query_params["view"] = str(chosen)
    return str(chosen)


def language(ws: Workspace) -> Language:
    """The language of the report that is written, shown and exported."""
    words = session.words()
    chosen = st.segmented_control(
        words.text("report.language"),
        list(NAMES),
        default=pipeline.settings(ws).report_language or words.language,
        required=True,
        format_func=NAMES.__getitem__,
        key="report_language",
        bind="query-params",
    )
    return cast(Language, chosen)


def kind(shown: Snapshot, *, all_digests: bool = False) -> tuple[str, str]:
    """Which kind of report is meant, and which source a digest is of; "digests" are those of all sources."""
    words = session.words()
    chosen = st.segmented_control(
        words.text("report.kind"),
        [*KINDS, "digests"] if all_digests else list(KINDS),
        default="full",
        required=True,
        format_func=lambda name: words.text(f"report.kind_{name}"),
        key="report_kind",
    )
    about = ""
    if chosen == "digest":
        names = components.source_names(shown)
        about = st.selectbox(
            words.text("report.about"),
            sorted(names, key=lambda source: (names[source].casefold(), source)),
            format_func=lambda source: one_line(names[source]),
            key="report_about",
        )
    return str(chosen), about


def composed(
    ws: Workspace, shown: Snapshot, language: Language, draft: Draft, kind: ReportKind = "full", about: str = ""
) -> Report:
    """The report as it will be printed, composed once a draft and an analysis."""
    state = workspaces.state_of_analysis(ws)
    return _composed(str(ws.path), state, draft_mark(draft, 64), language, kind, about, draft, shown, ws)


def draft_mark(draft: Draft, size: int = 6) -> str:
    """A few signs that tell one draft from another; "" where nothing was changed."""
    return hashlib.sha256(repr(draft).encode("utf-8", "surrogatepass")).hexdigest()[:size] if draft else ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What is written at: the report in one language with what people changed of it, and as the analysis drafts it."""

    ws: Workspace
    shown: Snapshot
    language: Language
    draft: Draft
    report: Report
    drafted: Report

    def change(self, change: Callable[[Draft], Draft]) -> None:
        """Puts in force what ``change`` makes of the newest draft and shows the page anew; or the error."""
        try:
            pipeline.change_draft(self.ws, change, signing_in.who())
        except InsightSynthError as problem:
            components.show_error(problem)
        else:
            st.rerun()


def desk(ws: Workspace, shown: Snapshot, language: Language) -> Desk:
    """The desk for the full report in a language."""
    draft = pipeline.draft(ws)
    with st.spinner(session.words().text("report.composing")):
        report = composed(ws, shown, language, draft)
        drafted = composed(ws, shown, language, UNCHANGED) if draft else report
    return Desk(ws, shown, language, draft, report, drafted)


def _compose(
    folder: str,
    state: object,
    mark: str,
    language: Language,
    kind: ReportKind,
    about: str,
    _draft: Draft,
    _shown: Snapshot,
    _ws: Workspace,
) -> Report:
    return pipeline.composed_report(_ws, _shown, language, kind=kind, about=about, draft=_draft)


_composed: Callable[[str, object, str, Language, ReportKind, str, Draft, Snapshot, Workspace], Report] = (
    st.cache_resource(show_spinner=False, max_entries=12)(_compose)
)
