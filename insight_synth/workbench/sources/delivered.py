"""What a source delivered, in the browser: every row accounted for, each export with its audit, the rejected rows."""

from __future__ import annotations

from functools import partial

import streamlit as st

from insight_synth.model import Export
from insight_synth.store import Workspace
from insight_synth.workbench import folding, session, tables, views
from insight_synth.workbench.incoming import quarantine, rejected_rows
from insight_synth.workbench.untrusted import one_line, plain

_FATES = ("rows", "verbatims", "events", "duplicates", "rejects")


def of_all(ws: Workspace, exports: tuple[Export, ...], names: dict[str, str]) -> None:
    """Every export and every rejected row of all sources, folded away."""
    words = session.words()

    def every_export() -> None:
        table = tables.exports(exports, words, names)
        st.dataframe(table, hide_index=True, alt=words.text("sources.exports"))

    st.header(words.text("sources.delivered"), anchor=False)
    label = words.say("sources.every_export", exports=len(exports))
    folding.folded(label, "every_export", every_export, icon=":material/table:")
    folding.folded(
        words.text("source.rejects"), "every_reject", partial(rejected_rows.shown, ws), icon=":material/block:"
    )


def shown(ws: Workspace, exports: tuple[Export, ...], names: dict[str, str]) -> None:
    """What became of every row; each export with its audit; what was decided on exports; the rejected rows."""
    words = session.words()
    st.header(words.text("source.audit"), anchor="exports")
    counting = [export for export in exports if export.state == "accepted"]
    sums = {fate: sum(getattr(export, fate) for export in counting) for fate in _FATES}
    st.markdown(words.say("home.rows", exports=len(counting), **sums))
    st.dataframe(tables.exports(exports, words), hide_index=True, alt=words.text("sources.exports"))
    st.subheader(words.text("source.other_exports"), anchor=False)
    st.fragment(_one_export)(exports, names)
    decided = [export for export in exports if export.doubts and export.state != "quarantined"]
    if decided:
        st.subheader(words.say("source.decided_exports", exports=len(decided)), anchor=False)
    for export in decided:
        with st.expander(f"{plain(export.name)} · {words.state(export.state)}", icon=":material/front_hand:"):
            quarantine.decided(ws, export, names)
    st.subheader(words.text("source.rejects"), anchor="rejects")
    st.fragment(rejected_rows.shown)(ws, exports[0].source)


def _one_export(exports: tuple[Export, ...], names: dict[str, str]) -> None:
    """The audit of one export, chosen among all."""
    words, newest = session.words(), views.newest_first(exports)
    export = newest[0]
    if len(newest) > 1:
        export = st.selectbox(
            words.text("figure.export"),
            newest,
            format_func=lambda one: (
                f"{one_line(one.name)} · {words.say('quarantine.rows', rows=one.rows)} · {words.state(one.state)}"
            ),
            key=f"export_of_{exports[0].source}",
        )
    if export.state != "quarantined":  # those are shown above
        quarantine.figures(export, exports, names)
    for note in export.notes:
        st.caption(f":material/info: {plain(words.remark(note))}")
    reasons = tables.reject_reasons(export.audit, words)
    if len(reasons):
        st.markdown(words.say("source.rejects_of", rows=export.rejects))
        st.dataframe(reasons, hide_index=True, alt=words.text("source.rejects"))
