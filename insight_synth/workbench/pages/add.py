"""Add: bring exports in, settle what their columns mean, and see what became of their rows."""

import streamlit as st

from insight_synth.workbench import components, session, workspaces
from insight_synth.workbench.incoming import bringing, just_read
from insight_synth.workbench.untrusted import one_line, plain

words = session.words()
st.title(words.text("add.title"), anchor=False)
ws = session.workspace()
if ws is None:
    components.nothing_yet(None)
    session.stop()
standing = workspaces.standing(ws, session.snapshot(ws))
if standing.demo:
    st.info(words.text("add.demo"), title=words.text("add.demo_title"), icon=":material/science:")
    if st.button(words.text("home.own_open"), type="primary", icon=":material/add:", key="own"):
        session.go_to(workspaces.make(workspaces.new_path(ws.path)))
    session.stop()
if not standing.exports:
    st.info(words.say("add.empty", name=plain(one_line(ws.path.name))), icon=":material/inbox:")
st.write(words.text("add.intro"))
way, *others = bringing.ways()
if others:
    way = st.segmented_control(
        words.text("add.way"),
        [way, *others],
        default=way,
        required=True,
        format_func=lambda name: words.text(f"add.way_{name}"),
        key="add_way",
        label_visibility="collapsed",
    )
st.toggle(words.text("add.analyse"), value=True, key="add_analyse")
if way == "folder":
    bringing.folder(ws)
else:
    bringing.uploaded(ws, standing)
just_read.newest(ws, standing)
