"""What became of the exports that came in last: row by row accounted for, what is new, and what to do next.

Shows; what is told is read by ``pipeline.addition``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from insight_synth import catalog, pipeline
from insight_synth.model import Export
from insight_synth.pipeline import Addition
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, tables, views, workspaces
from insight_synth.workbench.incoming import uploads
from insight_synth.workbench.untrusted import plain
from insight_synth.workbench.wording import Wording

_MOST = 5
_FATES = ("verbatims", "events", "duplicates", "rejects")


def newest(ws: Workspace, now: workspaces.Standing) -> None:
    """The exports that came in last, and the next step; nothing where none came in yet."""
    words = session.words()
    by_key = {(export.source, export.sha256): export for export in now.exports}
    exports = [by_key[key] for key in pipeline.newest_exports(ws, _MOST) if key in by_key]
    if not exports:
        return
    names = {key: source.name or key for key, source in now.sources.items()}
    st.header(words.text("read.title"), anchor=False)
    st.write(words.text("read.intro"))
    _next_step(ws, now, exports)
    for number, export in enumerate(exports):
        with st.container(border=True, key=f"read_{export.source}_{export.sha256[:12]}"):
            _export(ws, export, names, unfolded=number == 0)


def _export(ws: Workspace, export: Export, names: Mapping[str, str], *, unfolded: bool) -> None:
    words = session.words()
    st.subheader(plain(uploads.one_name(export.name)), anchor=False)
    colour = {"accepted": "green", "quarantined": "orange"}.get(export.state, "gray")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(words.state(export.state), color=colour)  # type: ignore[arg-type,unused-ignore]
        components.link("source", plain(names[export.source]), icon=":material/folder_open:", source=export.source)
    st.markdown(sum_of(export, words))
    if export.state == "quarantined":
        st.warning(
            "\n".join(f"- {words.doubt(doubt, names)}" for doubt in export.doubts),
            title=words.text("read.held"),
            icon=":material/front_hand:",
        )
    if export.rejects:
        _download(ws, export)
    with st.expander(words.text("read.more"), expanded=unfolded, icon=":material/difference:"):
        found = _addition(str(ws.path), export.source, export.sha256, export.state, export.duplicates, ws)
        if found is not None:
            for line in told(found, names, words):
                st.markdown(line)
        if export.rejects:
            reasons = tables.reject_reasons(export.audit, words)
            if len(reasons):
                st.dataframe(reasons, hide_index=True, alt=words.text("read.reasons"), width="content")


def sum_of(export: Export, words: Wording) -> str:
    """How the rows of an export add up, as a sentence in Markdown."""
    counts = {name: getattr(export, name) for name in _FATES}
    parts = [words.say(f"read.{name}", rows=rows) for name, rows in counts.items() if rows or name == "rejects"]
    sure = words.text("read.adds_up" if views.adds_up(export) else "read.adds_not_up")
    return f"{words.say('read.rows', rows=export.rows)} = {' + '.join(parts)}. {sure}"


def told(found: Addition, names: Mapping[str, str], words: Wording) -> list[str]:
    """What is new about an export, as lines in Markdown: its period, what its duplicates repeat, what differs."""
    export, audit = found.export, found.export.audit
    lines = []
    if audit.first and audit.last:
        first, last = words.show(audit.first, "date"), words.show(audit.last, "date")
        lines.append(words.say("read.period", first=first, last=last))
    for name, rows in found.repeats.items():
        own = name == export.name
        lines.append(words.say("read.repeats_own" if own else "read.repeats", rows=rows, export=plain(name)))
    if audit.superseding:
        lines.append(words.say("read.superseding", rows=audit.superseding))
    source = plain(names[export.source])
    if not found.before:
        return [*lines, words.say("read.first", source=source)]
    differences = catalog.changes(audit, [before.audit for before in found.before])
    if not differences:
        return [*lines, words.say("read.as_before", exports=len(found.before), source=source)]
    told_of = "\n".join(f"- {words.difference(change)}" for change in differences)
    return [*lines, f"{words.say('read.differs', exports=len(found.before), source=source)}\n\n{told_of}"]


def _download(ws: Workspace, export: Export) -> None:
    words = session.words()
    st.download_button(
        words.say("read.download", rows=export.rejects),
        lambda: tables.as_csv(tables.rejects(pipeline.rejects_of(ws, export.source, export.sha256), words)),
        file_name=f"rejects-{uploads.source_id_of(export.source + '-' + export.name, ())}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"rejects_{export.source}_{export.sha256[:12]}",
    )


def _next_step(ws: Workspace, now: workspaces.Standing, exports: list[Export]) -> None:
    """One next step: decide, wait, analyse, or look at what was found."""
    words = session.words()
    if workspaces.active_jobs(ws):
        st.caption(words.text("read.working"))
        return
    if any(export.state == "quarantined" for export in exports):
        components.link("sources", words.text("read.decide"), icon=":material/front_hand:")
    if now.outdated:
        st.write(words.text("read.not_analysed"))
        components.analyse_button(ws, again=now.snapshot is not None)
        return
    with st.container(horizontal=True):
        components.link("themes", words.text("read.themes"), icon=":material/category:")
        components.link("sources", words.text("read.sources"), icon=":material/inventory_2:")


def _addition_of(
    folder: str, source_id: str, sha256: str, state: str, duplicates: int, _ws: Workspace
) -> Addition | None:
    return pipeline.addition(_ws, source_id, sha256)


_addition: Callable[[str, str, str, str, int, Workspace], Addition | None] = st.cache_resource(
    show_spinner=False, max_entries=32
)(_addition_of)
