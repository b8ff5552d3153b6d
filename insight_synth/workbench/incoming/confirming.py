"""The forms by which a person settles an uploaded file: its source, its letters, what its columns mean; with a preview.

Shows and asks; what is found out comes from ``looking``, and what was confirmed is read by the worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import streamlit as st

from insight_synth import catalog, pipeline
from insight_synth.errors import BadInput
from insight_synth.ingest.columns.shape_changes import ShapeChange
from insight_synth.model import Columns, Source
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, tables, workspaces
from insight_synth.workbench.incoming import looking, uploads
from insight_synth.workbench.incoming.arrivals import Arrived
from insight_synth.workbench.incoming.mapping_form import mapping_form
from insight_synth.workbench.serving.spool import Spooled
from insight_synth.workbench.untrusted import one_line, plain

_NEW, _FOUND_OUT = "", ""
_SHOWN_ROWS, _SHOWN_REJECTS = 5, 50


def confirmed(ws: Workspace, arrived: Arrived, now: workspaces.Standing) -> bool:
    """The forms for one uploaded file; True once a person confirmed, when it is on its way to be read."""
    file, found = arrived.file, arrived.looked
    if file is None or found is None:
        return False
    words = session.words()
    if found.shape:
        st.caption(words.say("add.known_as", shape=plain(words.text(f"shape.{found.shape}"))))
    likely = arrived.source
    options = [_NEW, *now.sources]
    left, right = st.columns(2)
    target = left.selectbox(
        words.text("add.source"),
        options,
        index=options.index(likely),
        format_func=lambda source: one_line(now.sources[source].name) if source else words.text("add.new_source"),
        key=f"target_{arrived.id}",
    )
    known = now.sources.get(target)
    with right:
        encoding = _chosen_encoding(found, known, f"{target}_{arrived.id}")
    if likely and target == likely:
        st.caption(f":material/lightbulb: {words.say('add.belongs', source=plain(now.sources[likely].name))}")
    if known and (made := pipeline.source_decisions(ws).get(target)) and made.verdict == "retire":
        day = words.show(made.made_at[:10], "date")
        st.info(words.say("decided.adding_to_retired", name=plain(known.name), day=day), icon=":material/archive:")
    if known and known.encoding != encoding:
        st.warning(words.text("add.encoding_kept"), icon=":material/translate:")
    looked = looking.looked_at(file, arrived.name, encoding) if encoding else found
    if looked.stored != uploads.safe_name(looked.name):
        st.info(words.say("add.ending", reader=plain(looked.reading.reader)), icon=":material/rule:")
    if looked.reading.notes:
        with st.expander(words.text("add.notes"), icon=":material/info:"):
            st.markdown("\n".join(f"- {plain(words.remark(note))}" for note in looked.reading.notes))
    if known is None:
        return _new_source(ws, looked, file, now, encoding, arrived.id)
    return _further_export(ws, looked, file, now, replace(known, encoding=encoding), arrived.id)


def _chosen_encoding(found: uploads.Looked, known: Source | None, key: str) -> str | None:
    """How letters are read: as a person says, or, for None, as is found out; a format that states it has no choice."""
    words = session.words()
    read_with = words.say("add.read_with", reader=found.reading.reader)
    kept = (known.encoding if known else None) or _FOUND_OUT
    if not found.takes_encoding:
        st.caption(read_with)
        return kept or None
    others = [] if kept in (_FOUND_OUT, *uploads.ENCODINGS) else [kept]
    found_out = words.say("add.encoding_found", encoding=words.encoding(found.reading.encoding))
    options = [_FOUND_OUT, *others, *uploads.ENCODINGS]
    chosen = st.selectbox(
        words.text("add.encoding"),
        options,
        index=options.index(kept),
        format_func=lambda name: words.encoding(name) if name else found_out,
        help=f"{read_with} {words.text('add.encoding_help')}",
        key=f"encoding_{key}",
    )
    return chosen or None


def _new_source(
    ws: Workspace, looked: uploads.Looked, file: Spooled, now: workspaces.Standing, encoding: str | None, key: str
) -> bool:
    """The first file of a source: what the source is, and what its columns mean."""
    words = session.words()
    with st.grid(3, min_column_width=200):
        name = st.text_input(
            words.text("add.name"), one_line(Path(looked.name).stem)[:80], key=f"name_{key}", max_chars=80
        )
        kind = st.selectbox(
            words.text("add.kind"),
            catalog.KINDS,
            index=catalog.KINDS.index(looked.kind) if looked.kind else None,
            format_func=words.kind,
            placeholder=words.text("add.kind_hint"),
            help=words.text("add.kind_help"),
            key=f"kind_{key}",
        )
        owner = st.text_input(
            words.text("add.owner"), key=f"owner_{key}", max_chars=80, help=words.text("add.owner_help")
        )
    if not kind:
        st.info(words.text("add.kind_first"), icon=":material/touch_app:")
        rows = looked.first_rows(_SHOWN_ROWS)
        st.dataframe(rows, hide_index=True, alt=words.text("add.as_delivered"), placeholder="")
        return False
    st.subheader(words.text("add.columns"), anchor=False)
    read = f"{encoding}_{file.sha256}"  # its columns' names may be others with other letters
    proposal = looking.proposal(read, looked, kind)
    columns = mapping_form(looked, proposal, proposal.columns, f"{kind}_{encoding}_{key}")
    source_id = uploads.source_id_of(name or looked.name, list(now.sources))
    if columns == Columns():
        st.info(words.text("add.choose_text"), icon=":material/format_quote:")
        return False
    ready = _preview(looked, columns, Source(source_id, name, kind), read)
    if not _asked("add.confirm", key, ready=ready):
        return False
    source = replace(uploads.proposed_source(source_id, name, kind, owner, columns), encoding=encoding)
    workspaces.ask_for(ws, "add", paths=[str(uploads.lay_out(ws, source, looked.stored, file))])
    return True


def _further_export(
    ws: Workspace, looked: uploads.Looked, file: Spooled, now: workspaces.Standing, source: Source, key: str
) -> bool:
    """The next file of a known source: read as the others were, or anew where its columns changed."""
    words = session.words()
    read = f"{source.encoding}_{file.sha256}"
    proposal = looking.proposal(read, looked, source.kind)
    change = uploads.change_of_shape(looked, source, now.exports, proposal) if source.columns != Columns() else None
    if change is not None:
        _changed(change)
    if change is None or not change.missing:
        if change is None:
            st.caption(words.text("add.stored_mapping"))
        ready = _preview(looked, source.columns, source, read)
        if not _asked("add.confirm", key, ready=ready):
            return False
        if source != now.sources[source.id]:
            workspaces.ask_for(ws, "add", paths=[str(uploads.lay_out(ws, source, looked.stored, file))])
        else:
            path = uploads.lay_out_file(ws, looked.stored, file)
            workspaces.ask_for(ws, "add", paths=[str(path)], source_id=source.id)
        return True
    st.write(words.text("add.changed_propose"))
    columns = mapping_form(looked, proposal, change.adapted(source.columns), f"{source.id}_{source.encoding}_{key}")
    ready = _preview(looked, columns, source, read)
    if not _asked("add.confirm_mapping", key, ready=ready):
        return False
    adapted = replace(source, columns=columns)
    workspaces.ask_for(ws, "add", paths=[str(uploads.lay_out(ws, adapted, looked.stored, file))])
    return True


def _asked(label: str, key: str, *, ready: bool) -> bool:
    text = session.words().text(label)
    return bool(st.button(text, type="primary", icon=":material/check:", key=f"add_{key}", disabled=not ready))


def _changed(change: ShapeChange) -> None:
    """In which columns a file differs from the earlier ones of its source."""
    words = session.words()
    lines = []
    for column, field in change.missing.items():
        values = {"column": plain(column), "field": words.text(f"column.{field}")}
        new = change.renamed[column]
        lines.append(words.say("add.changed_renamed" if new else "add.changed_missing", new=plain(new), **values))
    for key, names in (("new", change.new), ("gone", change.gone)):
        lines += [words.say(f"add.changed_{key}", columns=", ".join(map(plain, names)))] if names else []
    shown = st.warning if change.missing else st.info
    shown("\n".join(f"- {line}" for line in lines), title=words.text("add.changed"), icon=":material/view_column:")


def _preview(looked: uploads.Looked, columns: Columns, source: Source, key: str) -> bool:
    """What the first rows become under a mapping; False where it does not fit."""
    words = session.words()
    st.subheader(words.text("add.preview"), anchor=False)
    if columns != Columns() and not columns.text and not columns.event:
        st.info(words.text("add.choose_text"), icon=":material/format_quote:")
        return False
    try:
        found = looking.preview(key, looked, replace(source, columns=columns))
    except BadInput as problem:
        components.show_error(problem)
        return False
    if found.records:
        shown = tables.preview(found.records[:_SHOWN_ROWS], words)
        st.dataframe(shown, hide_index=True, alt=words.text("add.preview"), placeholder="")
    if found.rejects:
        st.markdown(
            words.say("add.preview_sum", rows=found.rows, records=len(found.records), rejects=len(found.rejects))
        )
        with st.expander(words.text("add.preview_rejects"), icon=":material/report:"):
            rejects = tables.rejects(found.rejects[:_SHOWN_REJECTS], words)
            st.dataframe(rejects, hide_index=True, alt=words.text("add.preview_rejects"))
    else:
        st.markdown(words.say("add.preview_clean", rows=found.rows))
    if found.personal:
        st.caption(f":material/shield_person: {words.say('add.personal', kinds=_kinds(found.personal))}")
    for note in found.notes:
        st.caption(f":material/info: {plain(words.remark(note))}")
    return True


def _kinds(personal: Mapping[str, int]) -> str:
    """Kinds of personal data with how often each was found."""
    words = session.words()
    named = ((words.text(f"personal.{kind.replace(' ', '_')}"), count) for kind, count in personal.items() if count)
    return ", ".join(f"{name} ({words.show(count)})" for name, count in sorted(named, key=lambda item: -item[1]))
