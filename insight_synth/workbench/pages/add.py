"""Add: bring exports in, settle what their columns mean, and have them read in the background."""

from dataclasses import replace
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from insight_synth import catalog
from insight_synth.errors import BadInput, UsageError
from insight_synth.ingest.columns.shape_changes import ShapeChange
from insight_synth.model import Columns, Source
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, tables, uploads, workspaces
from insight_synth.workbench.mapping_form import mapping_form
from insight_synth.workbench.untrusted import one_line, plain

NEW, FOUND_OUT = "", ""
SHOWN_ROWS, SHOWN_REJECTS = 5, 50

words = session.words()


def confirm_upload(ws: Workspace, file: UploadedFile, now: workspaces.Standing, key: str) -> None:
    """One uploaded file: the source it belongs to, what its columns mean, and what becomes of its first rows."""
    content = file.getvalue()
    found = session.looked_at(file.file_id, file.name, content)
    if found.shape:
        st.caption(words.say("add.known_as", shape=plain(words.text(f"shape.{found.shape}"))))
    likely = uploads.likely_source(found, now.sources, now.exports)
    options = [NEW, *now.sources]
    left, right = st.columns(2)
    target = left.selectbox(
        words.text("add.source"),
        options,
        index=options.index(likely),
        format_func=lambda source: one_line(now.sources[source].name) if source else words.text("add.new_source"),
        key=f"target_{key}",
    )
    known = now.sources.get(target)
    with right:
        encoding = chosen_encoding(found, known, f"{target}_{key}")
    if likely and target == likely:
        st.caption(f":material/lightbulb: {words.say('add.belongs', source=plain(now.sources[likely].name))}")
    if known and known.encoding != encoding:
        st.warning(words.text("add.encoding_kept"), icon=":material/translate:")
    looked = session.looked_at(file.file_id, file.name, content, encoding) if encoding else found
    if looked.reading.notes:
        with st.expander(words.text("add.notes"), icon=":material/info:"):
            st.markdown("\n".join(f"- {plain(words.remark(note))}" for note in looked.reading.notes))
    if known is None:
        new_source(ws, looked, content, now, encoding, key)
    else:
        further_export(ws, looked, content, now, replace(known, encoding=encoding), key)


def chosen_encoding(found: uploads.Looked, known: Source | None, key: str) -> str | None:
    """How letters are read: as a person says, or, for None, as is found out; a format that states it has no choice."""
    read_with = words.say("add.read_with", reader=found.reading.reader)
    kept = (known.encoding if known else None) or FOUND_OUT
    if not found.takes_encoding:
        st.caption(read_with)
        return kept or None
    others = [] if kept in (FOUND_OUT, *uploads.ENCODINGS) else [kept]
    found_out = words.say("add.encoding_found", encoding=words.encoding(found.reading.encoding))
    options = [FOUND_OUT, *others, *uploads.ENCODINGS]
    chosen = st.selectbox(
        words.text("add.encoding"),
        options,
        index=options.index(kept),
        format_func=lambda name: words.encoding(name) if name else found_out,
        help=f"{read_with} {words.text('add.encoding_help')}",
        key=f"encoding_{key}",
    )
    return chosen or None


def new_source(
    ws: Workspace, looked: uploads.Looked, content: bytes, now: workspaces.Standing, encoding: str | None, key: str
) -> None:
    """The first file of a source: what the source is, and what its columns mean."""
    with st.grid(3, min_column_width=200):
        name = st.text_input(words.text("add.name"), Path(looked.name).stem, key=f"name_{key}", max_chars=80)
        kind = st.selectbox(
            words.text("add.kind"),
            catalog.KINDS,
            index=catalog.KINDS.index(looked.kind) if looked.kind else None,
            format_func=words.kind,
            placeholder=words.text("add.kind_hint"),
            key=f"kind_{key}",
        )
        owner = st.text_input(words.text("add.owner"), key=f"owner_{key}", max_chars=80)
    if not kind:
        st.caption(words.text("add.kind_first"))
        return
    st.subheader(words.text("add.columns"), anchor=False)
    read = f"{encoding}_{key}"  # its columns' names may be others with other letters
    proposal = session.proposal(read, looked, kind)
    columns = mapping_form(looked, proposal, proposal.columns, f"{kind}_{read}")
    source_id = uploads.source_id_of(name or looked.name, list(now.sources))
    ready = preview(looked, columns, Source(source_id, name, kind), read)
    if st.button(words.text("add.confirm"), type="primary", icon=":material/check:", key=f"add_{key}") and ready:
        source = replace(uploads.proposed_source(source_id, name, kind, owner, columns), encoding=encoding)
        start(ws, paths=[str(uploads.lay_out(ws, source, looked.name, content))])


def further_export(
    ws: Workspace, looked: uploads.Looked, content: bytes, now: workspaces.Standing, source: Source, key: str
) -> None:
    """The next file of a known source: read as the others were, or anew where its columns changed."""
    read = f"{source.encoding}_{key}"
    proposal = session.proposal(read, looked, source.kind)
    change = uploads.change_of_shape(looked, source, now.exports, proposal) if source.columns != Columns() else None
    if change is not None:
        changed(change)
    if change is None or not change.missing:
        if change is None:
            st.caption(words.text("add.stored_mapping"))
        ready = preview(looked, source.columns, source, read)
        if st.button(words.text("add.confirm"), type="primary", icon=":material/check:", key=f"add_{key}") and ready:
            if source != now.sources[source.id]:
                start(ws, paths=[str(uploads.lay_out(ws, source, looked.name, content))])
            else:
                start(ws, paths=[str(uploads.lay_out_file(ws, looked.name, content))], source_id=source.id)
        return
    st.write(words.text("add.changed_propose"))
    columns = mapping_form(looked, proposal, change.adapted(source.columns), f"{source.id}_{read}")
    ready = preview(looked, columns, source, read)
    label = words.text("add.confirm_mapping")
    if st.button(label, type="primary", icon=":material/check:", key=f"add_{key}") and ready:
        adapted = replace(source, columns=columns)
        start(ws, paths=[str(uploads.lay_out(ws, adapted, looked.name, content))])


def changed(change: ShapeChange) -> None:
    """In which columns a file differs from the earlier ones of its source."""
    lines = []
    for column, field in change.missing.items():
        values = {"column": plain(column), "field": words.text(f"column.{field}")}
        new = change.renamed[column]
        lines.append(words.say("add.changed_renamed" if new else "add.changed_missing", new=plain(new), **values))
    for key, names in (("new", change.new), ("gone", change.gone)):
        lines += [words.say(f"add.changed_{key}", columns=", ".join(map(plain, names)))] if names else []
    shown = st.warning if change.missing else st.info
    shown("\n".join(f"- {line}" for line in lines), title=words.text("add.changed"), icon=":material/view_column:")


def preview(looked: uploads.Looked, columns: Columns, source: Source, key: str) -> bool:
    """What the first rows become under a mapping; False where it does not fit."""
    st.subheader(words.text("add.preview"), anchor=False)
    try:
        found = session.preview(key, looked, replace(source, columns=columns))
    except BadInput as problem:
        components.show_error(problem)
        return False
    st.dataframe(tables.preview(found.records[:SHOWN_ROWS], words), hide_index=True, alt=words.text("add.preview"))
    if found.rejects:
        st.markdown(
            words.say("add.preview_sum", rows=found.rows, records=len(found.records), rejects=len(found.rejects))
        )
        with st.expander(words.text("add.preview_rejects"), icon=":material/report:"):
            rejects = tables.rejects(found.rejects[:SHOWN_REJECTS], words)
            st.dataframe(rejects, hide_index=True, alt=words.text("add.preview_rejects"))
    else:
        st.markdown(words.say("add.preview_clean", rows=found.rows))
    for note in found.notes:
        st.caption(f":material/info: {plain(words.remark(note))}")
    return True


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
standing = workspaces.standing(ws, None)
if standing.demo:
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
            confirm_upload(ws, file, standing, f"{at}_{file.file_id}")
        except (BadInput, UsageError) as problem:
            components.show_error(problem)
