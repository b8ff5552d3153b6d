"""The versions of the report in the browser: every one that was exported, fetched again, and compared with another.

Shows and asks; what changed is told by ``report.versions``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import InsightSynthError
from insight_synth.model import Snapshot
from insight_synth.report.versions import ReportChanges
from insight_synth.report.versions_words import count_lines
from insight_synth.store import Workspace
from insight_synth.store.versions import Kept
from insight_synth.workbench import components, session
from insight_synth.workbench.draft import drafting
from insight_synth.workbench.report import exports
from insight_synth.workbench.untrusted import one_line, plain

_SHOWN = 10
_WIDE = 330  # pixels: two side by side, or one below the other on a narrow screen
_FIGURES = 200
_LINES = 60


def panel(ws: Workspace, shown: Snapshot) -> None:
    """The comparison, and the list of all."""
    words = session.words()
    st.caption(words.text("versions_page.how"))
    found = pipeline.versions(ws)
    if not found:
        st.info(words.text("versions_page.none"), title=words.text("versions_page.none_title"))
        return
    _compare(ws, shown, found)
    st.header(words.text("versions_page.all"), anchor=False)
    slot = st.container()
    pages = -(-len(found) // _SHOWN)
    page = st.pagination(pages, key="versions_page") if pages > 1 else 1
    with slot:
        for kept in found[(page - 1) * _SHOWN : page * _SHOWN]:
            with st.container(border=True, key=f"version_{kept.number}"):
                _version(ws, shown, kept)


def _version(ws: Workspace, shown: Snapshot, kept: Kept) -> None:
    words = session.words()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(exports.called(shown, kept))}**", width="content")
        if kept.fingerprint == shown.fingerprint:
            st.badge(words.text("versions_page.newest"), icon=":material/check:", color="green")
        else:
            st.badge(words.text("report.outdated"), icon=":material/history:", color="orange")
        if kept.erased:
            st.badge(words.say("versions_page.erased", quotations=kept.erased), color="gray")
    formats = dict.fromkeys(exports.NAMES.get(f".{file.format}", file.format) for file in kept.files)
    parts = [plain(kept.title), ", ".join(plain(one) for one in formats)]
    parts += [plain(kept.made_by)] if kept.made_by else []
    parts += [words.say("versions_page.fingerprint", fingerprint=plain(kept.fingerprint[:12]))]
    st.caption(" · ".join(part for part in parts if part))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        ending = st.selectbox(
            words.text("report.format"),
            exports.ORDER,
            format_func=lambda one: exports.NAMES.get(one, one[1:].upper()),
            key=f"version_format_{kept.number}",
            width=160,
        )
        ready = f"version_ready_{kept.number}_{ending}"
        if st.button(words.text("versions_page.fetch"), icon=":material/refresh:", key=f"fetch_{kept.number}"):
            st.session_state[ready] = True
        if st.session_state.get(ready):
            file = _drawn(ws, kept, str(ending))
            if file is not None:
                exports.download(file, f"report-{kept.number}-{kept.language}{ending}")


def _drawn(ws: Workspace, kept: Kept, ending: str) -> Path | None:
    """The version as a file: the exported one where it is still there as it was, else drawn again."""
    for file in kept.files:
        path = Path(file.path)
        if f".{file.format}" == ending and not kept.erased and _is_still(path, file.sha256):
            return path
    out = ws.reports / f".version-{kept.number}{ending}"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with st.spinner(session.words().text("versions_page.fetching")):
            return pipeline.write_version(ws, kept.number, out)
    except InsightSynthError as problem:
        components.show_error(problem)
        return None


def _is_still(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


# ---- comparing


def _compare(ws: Workspace, shown: Snapshot, found: Sequence[Kept]) -> None:
    words = session.words()
    by_number = {kept.number: kept for kept in found}
    first = drafting.first_pair(found)
    with st.container(border=True, key="compare"):
        st.markdown(f"**{words.text('versions_page.compare')}**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            old = st.selectbox(
                words.text("versions_page.old"),
                list(by_number),
                index=list(by_number).index(first[0]),
                format_func=lambda number: exports.called(shown, by_number[number]),
                key="compare_old",
                width=_WIDE,
            )
            others = [0, *(kept.number for kept in drafting.comparable(found, by_number[int(old)]))]
            new = st.selectbox(
                words.text("versions_page.new"),
                others,
                index=others.index(first[1]) if int(old) == first[0] else 0,
                format_func=lambda number: (
                    exports.called(shown, by_number[number]) if number else words.text("versions_page.today")
                ),
                help=words.text("versions_page.new_help"),
                key=f"compare_new_{old}",
                width=_WIDE,
            )
            asked = st.button(words.text("versions_page.go"), type="primary", key="compare_go")
        pair = (int(old), int(new))
        if asked:
            st.session_state["compared"] = pair
        if st.session_state.get("compared") == pair:
            try:
                with st.spinner(words.text("versions_page.comparing")):
                    changes = pipeline.compare_versions(ws, pair[0], pair[1] or None)
            except InsightSynthError as problem:
                components.show_error(problem)
                return
            _changes(changes)


def _changes(changes: ReportChanges) -> None:
    """What changed: how much, then in the words, then in the data."""
    words = session.words()
    for line in count_lines(replace(changes, language=words.language)):
        st.markdown(f"- {plain(line)}")
    if changes.words:
        st.subheader(words.text("versions.words"), anchor=False)
    for change in changes.words[:_LINES]:
        key = f"versions_page.how_{change.how}" + (f"_{change.item}" if change.how == "order" else "")
        st.markdown(words.say(key, where=plain(change.where or change.item)))
        if change.was:
            st.caption(f"{words.text('versions_page.was')}: {plain(change.was)}")
        if change.now:
            st.markdown(f"> {plain(change.now)}")
    if changes.themes or changes.verdicts or changes.figures or changes.quotations:
        st.subheader(words.text("versions.data"), anchor=False)
    for theme in changes.themes:
        st.markdown("- " + words.say(f"versions.theme.{theme.what}", was=plain(theme.was), now=plain(theme.now)))
    _figures(changes)
    _quotations(changes)


def _figures(changes: ReportChanges) -> None:
    words = session.words()
    nothing = words.text("versions.nothing")
    rows = [
        (words.text("versions_page.verdict"), one.name, one.was or nothing, one.now or nothing)
        for one in changes.verdicts
    ]
    rows += [
        (group.name, change.name, change.was, change.now)
        for group in changes.figures for change in group.changed if change.name
    ]  # fmt: skip
    if rows:
        names = ("about", "figure", "before", "now")
        table = pd.DataFrame(
            [dict(zip((words.text(f"versions_page.{name}") for name in names), map(one_line, row), strict=True))
             for row in rows[:_FIGURES]]
        )  # fmt: skip
        st.dataframe(table, hide_index=True, alt=words.text("versions.data"))
    rest = sum(not change.name for group in changes.figures for change in group.changed) + max(0, len(rows) - _FIGURES)
    if rest:
        st.caption(words.say("versions.others", count=rest))


def _quotations(changes: ReportChanges) -> None:
    words = session.words()
    if not changes.quotations:
        return
    with st.expander(words.say("versions_page.quotations", quotations=len(changes.quotations))):
        for quoted in changes.quotations[:_LINES]:
            values: dict[str, str | int] = {
                "source": plain(quoted.source_name), "was": plain(quoted.was), "now": plain(quoted.now),
                "was_number": quoted.was_number, "now_number": quoted.now_number,
            }  # fmt: skip
            st.markdown(f"- {words.say(f'versions.quotation.{quoted.what}', **values)}")
        if len(changes.quotations) > _LINES:
            st.caption(words.say("versions.more", count=len(changes.quotations) - _LINES))
