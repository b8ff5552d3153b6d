"""Exports that are held back: why, with their figures beside the earlier ones, and the decision, which can be undone.

Shows and asks; the gate that holds them back is ``catalog.gate``, and what follows from a decision the pipeline's work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from insight_synth import catalog
from insight_synth.model import Export, State
from insight_synth.store import Workspace
from insight_synth.workbench import audits, components, session, tables, workspaces
from insight_synth.workbench.untrusted import plain


def callout(ws: Workspace, exports: Sequence[Export], names: Mapping[str, str], most: int = 3) -> None:
    """The exports that wait for a decision, each with its doubts; nothing where there are none."""
    held = [export for export in exports if export.state == "quarantined"]
    if not held:
        return
    words = session.words()
    st.warning(
        words.text("quarantine.why"),
        title=words.say("quarantine.title", exports=len(held)),
        icon=":material/front_hand:",
    )
    for export in held[:most]:
        with st.container(border=True, key=f"held_{export.source}_{export.sha256[:12]}"):
            _held(ws, export, exports, names)
    if len(held) > most:
        components.link("sources", words.text("quarantine.more"), icon=":material/front_hand:")


def figures(export: Export, exports: Sequence[Export], names: Mapping[str, str]) -> None:
    """An export's audit beside the earlier ones of its source; ``exports`` are in the order they came."""
    words = session.words()
    earlier = audits.earlier_than(export, exports)
    if not earlier:
        st.caption(words.text("audit.first_of_source"))
    if not export.doubts:
        st.markdown("\n".join(f"- {words.difference(change)}" for change in catalog.changes(export.audit, earlier)))
    shown = tables.audit(audits.facts(export.audit, earlier), names, words)
    if not earlier:
        shown = shown.drop(columns=words.text("audit.before"))
    st.table(shown, hide_index=True, border="horizontal", alt=words.text("quarantine.figures"))


def decided(ws: Workspace, export: Export, names: Mapping[str, str]) -> None:
    """What was decided on an export that had been doubted, and the way back; nothing for any other."""
    if not export.doubts or export.state == "quarantined":
        return
    words = session.words()
    outcome = "left_out_because" if export.state == "left out" else "accepted_despite"
    st.markdown(words.text(f"quarantine.{outcome}"))
    _doubts(export, names)
    _buttons(ws, export, {"quarantined": ("quarantine.undo", ":material/undo:")})


def _held(ws: Workspace, export: Export, exports: Sequence[Export], names: Mapping[str, str]) -> None:
    words = session.words()
    rows = words.say("quarantine.rows", rows=export.rows)
    st.markdown(f"**{plain(export.name)}** · {plain(names.get(export.source, export.source))} · {rows}")
    _doubts(export, names)
    with st.expander(words.text("quarantine.figures"), icon=":material/table:"):
        figures(export, exports, names)
    _buttons(
        ws,
        export,
        {
            "accepted": ("quarantine.accept", ":material/check:"),
            "left out": ("quarantine.leave_out", ":material/block:"),
        },
    )


def _doubts(export: Export, names: Mapping[str, str]) -> None:
    words = session.words()
    st.markdown("\n".join(f"- {words.doubt(doubt, names)}" for doubt in export.doubts))


def _buttons(ws: Workspace, export: Export, choices: Mapping[State, tuple[str, str]]) -> None:
    words = session.words()
    if any(job.kind == "decide" and job.arguments["sha256"] == export.sha256 for job in workspaces.active_jobs(ws)):
        st.caption(words.text("quarantine.deciding"))
        return
    with st.container(horizontal=True):
        for state, (label, icon) in choices.items():
            if st.button(words.text(label), icon=icon, key=f"{state}_{export.source}_{export.sha256[:12]}"):
                workspaces.ask_for(ws, "decide", source_id=export.source, sha256=export.sha256, state=state)
                st.toast(words.text("quarantine.asked"), icon=":material/check:")
                st.rerun()
