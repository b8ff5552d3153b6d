"""Add: bring exports in, settle what their columns mean, and have them read in the background."""

from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from insight_synth import catalog
from insight_synth.errors import BadInput, UsageError
from insight_synth.model import Source
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, tables, uploads, workspaces
from insight_synth.workbench.untrusted import plain

NEW = ""

words = session.words()


def confirm_upload(ws: Workspace, file: UploadedFile, known: dict[str, Source], key: str) -> None:
    """One uploaded file: the source it belongs to and, for a new one, what its columns mean."""
    content = file.getvalue()
    target = st.selectbox(
        words.text("add.source"),
        [NEW, *known],
        format_func=lambda source: plain(known[source].name) if source else words.text("add.new_source"),
        key=f"target_{key}",
    )
    if target != NEW:
        looked = uploads.look_at(file.name, content, known[target].kind)
        st.dataframe(tables.sample(looked.sample, looked.columns), hide_index=True, alt=words.text("add.sample"))
        if st.button(words.text("add.confirm"), type="primary", icon=":material/check:", key=f"add_{key}"):
            path = uploads.lay_out_file(ws, file.name, content)
            start(ws, paths=[str(path)], source_id=target)
        return
    with st.grid(3, min_column_width=200):
        name = st.text_input(words.text("add.name"), Path(file.name).stem, key=f"name_{key}", max_chars=80)
        kind = st.selectbox(
            words.text("add.kind"),
            catalog.KINDS,
            index=None,
            format_func=words.kind,
            placeholder=words.text("add.kind_hint"),
            key=f"kind_{key}",
        )
        owner = st.text_input(words.text("add.owner"), key=f"owner_{key}", max_chars=80)
    if not kind:
        st.caption(words.text("add.kind_first"))
        return
    looked = uploads.look_at(file.name, content, kind)
    st.markdown(f"**{words.text('add.columns')}**")
    st.caption(words.say("add.read_as", reader=looked.reader, encoding=looked.encoding or words.show(None)))
    if looked.problem:
        st.warning(plain(words.say("add.no_proposal", why=looked.problem)))
    chosen: dict[str, list[str]] = {}
    must, *others = uploads.fields_of(kind)
    proposed = {field: list(getattr(looked.proposed, field)) for field in (must, *others)}
    chosen[must] = st.multiselect(
        words.text(f"column.{must}"), looked.columns, proposed[must], help=words.text(f"column.{must}_help"),
        key=f"{must}_{kind}_{key}",
    )  # fmt: skip
    with st.grid(4, min_column_width=170):
        for field in others:
            first = proposed[field][0] if proposed[field] else None
            picked = st.selectbox(
                words.text(f"column.{field}"),
                looked.columns,
                index=looked.columns.index(first) if first in looked.columns else None,
                placeholder=words.text("add.not_there"),
                key=f"{field}_{kind}_{key}",
            )
            chosen[field] = [picked] if picked else []
    mapped = list(dict.fromkeys(column for columns in chosen.values() for column in columns))
    st.caption(words.text("add.sample"))
    st.dataframe(tables.sample(looked.sample, mapped or looked.columns), hide_index=True, alt=words.text("add.sample"))
    if st.button(words.text("add.confirm"), type="primary", icon=":material/check:", key=f"add_{key}"):
        source_id = uploads.source_id_of(name or file.name, list(known))
        source = uploads.proposed_source(source_id, name, kind, owner, uploads.columns_from(chosen))
        start(ws, paths=[str(uploads.lay_out(ws, source, file.name, content))])


def start(ws: Workspace, **arguments: object) -> None:
    """Has the exports read, and analysed if that is wanted."""
    workspaces.ask_for(ws, "add", **arguments)
    if st.session_state.get("add_analyse", True):
        workspaces.ask_for(ws, "analyse")
    st.session_state["add_round"] = st.session_state.get("add_round", 0) + 1
    st.toast(words.text("add.started"), icon=":material/check:")
    st.rerun()


def folder_form(ws: Workspace) -> None:
    """A folder of sources on the machine the workbench runs on."""
    given = st.text_input(words.text("add.folder"), placeholder="/home/…/exports", key="add_folder")
    st.caption(words.text("add.folder_help"))
    if not given.strip():
        return
    folder = Path(given.strip()).expanduser()
    found = catalog.find_source_folders(folder) if folder.is_dir() else []
    if not found:
        st.warning(words.text("add.folder_none"))
        return
    for path in found:
        try:
            source = catalog.read_source(path)
            files = catalog.export_files(path, source)
        except (BadInput, UsageError) as problem:
            components.show_error(problem)
            continue
        st.markdown(
            f"- **{plain(source.name)}** · {words.kind(source.kind)} · {plain(source.owner)} · "
            + words.say("add.files", files=len(files))
        )
    if st.button(words.text("add.confirm_folder"), type="primary", icon=":material/check:", key="add_folder_go"):
        start(ws, paths=[str(folder.resolve())])


st.title(words.text("add.title"))
ws = session.workspace()
if ws is None:
    components.nothing_yet(None)
    session.stop()
now = workspaces.standing(ws, None)
if now.demo:
    st.info(words.text("add.demo"), title=words.text("add.demo_title"), icon=":material/science:")
    if st.button(words.text("home.own_open"), type="primary", icon=":material/add:", key="own"):
        session.go_to(workspaces.make(workspaces.new_path(ws.path)))
    session.stop()
st.write(words.text("add.intro"))
way = st.segmented_control(
    words.text("add.way"),
    ["upload", "folder"],
    default="upload",
    required=True,
    format_func=lambda name: words.text(f"add.way_{name}"),
    key="add_way",
    label_visibility="collapsed",
)
st.toggle(words.text("add.analyse"), value=True, key="add_analyse")
if way == "folder":
    folder_form(ws)
    session.stop()
files = st.file_uploader(
    words.text("add.upload"),
    type=list(uploads.ENDINGS),
    accept_multiple_files=True,
    key=f"upload_{st.session_state.get('add_round', 0)}",
    help=words.text("add.upload_help"),
)
for at, file in enumerate(files or ()):
    with st.container(border=True):
        st.subheader(plain(file.name), anchor=False)
        try:
            confirm_upload(ws, file, now.sources, f"{at}_{file.file_id}")
        except (BadInput, UsageError) as problem:
            components.show_error(problem)
