"""What is settled for a workspace: how it is analysed, the language of reports, what is marked out, who is erased.

Shows and asks; the pipeline keeps settings and erases.
"""

from __future__ import annotations

from typing import cast, get_args

import streamlit as st

from insight_synth import encode, pipeline
from insight_synth.errors import InsightSynthError, UsageError
from insight_synth.ingest.privacy import KINDS, named_languages
from insight_synth.model import Granularity, Language, Settings, Snapshot
from insight_synth.pipeline import Proof
from insight_synth.store import Workspace
from insight_synth.workbench import components, holding, session, workspaces
from insight_synth.workbench.serving.spool import usual_spool
from insight_synth.workbench.untrusted import plain
from insight_synth.workbench.wording import NAMES

_PACKAGED = ("", encode.MINILM, encode.FAST)
_OTHER = "other"
_PROOF = "erasure_told"
_TURN = "erasures"


def form(ws: Workspace, shown: Snapshot | None) -> None:
    """How the workspace is analysed and in which language it reports; kept by one button."""
    words, settled = session.words(), pipeline.settings(ws)
    packaged = (
        encode.full_name(settled.encoder) in _PACKAGED or encode.full_name(settled.encoder) == encode.DEFAULT_ENCODER
    )
    with st.form("settings", border=True):
        granularity = st.segmented_control(
            words.text("settings.granularity"),
            get_args(Granularity),
            default=settled.granularity,
            required=True,
            format_func=lambda name: words.text(f"settings.granularity_{name}"),
            help=words.text("settings.granularity_help"),
        )
        chosen = st.radio(
            words.text("settings.encoder"),
            [*_PACKAGED, _OTHER],
            index=_PACKAGED.index(_own(settled.encoder)) if packaged else len(_PACKAGED),
            format_func=lambda name: words.text(f"settings.encoder_{name or 'usual'}"),
            captions=[words.text(f"settings.encoder_{name or 'usual'}_about") for name in (*_PACKAGED, _OTHER)],
        )
        named = st.text_input(
            words.text("settings.encoder_name"),
            "" if packaged else settled.encoder,
            help=words.text("settings.encoder_name_help"),
            max_chars=300,
        )
        language = st.selectbox(
            words.text("settings.report_language"),
            ["", *NAMES],
            index=["", *NAMES].index(settled.report_language),
            format_func=lambda code: NAMES.get(code) or words.text("settings.report_language_own"),
        )
        if st.form_submit_button(words.text("settings.save"), type="primary", icon=":material/check:"):
            encoder = named if chosen == _OTHER else str(chosen)
            _keep(
                ws, Settings(encoder, cast(Granularity, granularity), cast(Language, language)), other=chosen == _OTHER
            )
    if shown is not None and pipeline.awaits_settings(ws, shown) and not workspaces.active_jobs(ws):
        st.info(words.text("settings.awaits"), icon=":material/update:")
        components.analyse_button(ws, again=True)


def privacy(ws: Workspace) -> None:
    """What is marked out wherever feedback is shown or leaves, and what leaves this machine."""
    words = session.words()
    st.markdown(words.text("settings.marked"))
    marked = [kind for kind in KINDS if kind != "name" or named_languages()]
    told = ", ".join(words.text(f"personal.{kind.replace(' ', '_')}") for kind in marked)
    st.markdown(words.say("settings.kinds", kinds=told))
    known = [words.spoken(code) for code in named_languages()]
    st.markdown(
        words.say("settings.names_in", languages=", ".join(known)) if known else words.text("settings.no_names")
    )
    st.markdown(_leaving())


def erasing(ws: Workspace) -> None:
    """Erases a customer everywhere, once it was confirmed, and shows what was done and checked."""
    words = session.words()
    st.markdown(words.text("settings.erase_about"))
    turn = st.session_state.get(_TURN, 0)  # what was typed stays until it was done, then it is gone
    with st.form("erase", border=True):
        customer = st.text_input(
            words.text("settings.erase_id"),
            max_chars=200,
            help=words.text("settings.erase_help"),
            key=f"erase_id_{turn}",
        )
        sure = st.checkbox(words.text("settings.erase_sure"), key=f"erase_sure_{turn}")
        if st.form_submit_button(words.text("settings.erase_go"), icon=":material/delete_forever:"):
            _erase(ws, customer, sure=sure)
    if (told := st.session_state.get(_PROOF)) and told[0] == str(ws.path):
        _proof(told[1])


def about(ws: Workspace, shown: Snapshot | None) -> None:
    """Where the workspace lies and what made its newest analysis."""
    words = session.words()
    facts = {"settings.place": str(ws.path.resolve()), "settings.database": ws.engine.dialect.name}
    if shown is not None:
        facts |= {
            "settings.made_by_encoder": shown.encoder,
            "settings.fingerprint": shown.fingerprint,
            "settings.version": shown.versions.get("insight-synth", ""),
        }
    st.table(
        {words.text(key): plain(value) for key, value in facts.items() if value},
        border="horizontal",
        width="content",
        alt=words.text("settings.workspace"),
    )


def _leaving() -> str:
    """What leaves this machine, as a sentence."""
    words = session.words()
    try:
        endpoint = pipeline.name_endpoint()
    except UsageError:
        return words.text("settings.nothing_leaves")
    return words.say("settings.endpoint", host=plain(endpoint.host))


def _own(encoder: str) -> str:
    """The encoder among those that are offered; "" for the usual one."""
    name = encode.full_name(encoder)
    return name if name in _PACKAGED else ""


def _keep(ws: Workspace, wanted: Settings, *, other: bool) -> None:
    words = session.words()
    if other and not wanted.encoder.strip():
        st.warning(words.text("settings.encoder_missing"))
        return
    try:
        with st.spinner(words.text("settings.trying")):
            pipeline.change_settings(ws, wanted)
    except InsightSynthError as problem:
        components.show_error(problem)
        return
    st.toast(words.text("settings.saved"), icon=":material/check:")
    st.rerun()


def _erase(ws: Workspace, customer: str, *, sure: bool) -> None:
    words = session.words()
    if not customer.strip() or not sure:
        st.warning(words.text("settings.erase_missing"))
        return
    if workspaces.active_jobs(ws):
        st.warning(words.text("settings.erase_busy"))
        return
    if usual_spool().size:
        st.warning(words.text("settings.erase_waiting"))
        return
    try:
        with st.spinner(words.text("settings.erasing")):
            found = pipeline.erase(ws, customer)
    except InsightSynthError as problem:
        components.show_error(problem)
        return
    st.cache_resource.clear()  # every session's copies of what was said
    st.cache_data.clear()
    holding.forget()
    st.session_state[_PROOF] = (str(ws.path), _told(found))
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.rerun()


def _told(found: Proof) -> list[str]:
    """A proof in the session's language, a line each, without the customer's id."""
    words, gone = session.words(), found.removed
    if not found.known:
        return [words.text("settings.erase_unknown")]
    lines = [
        words.say(
            "settings.erased",
            verbatims=gone.verbatims,
            events=gone.events,
            mentions=gone.mentions,
            citations=gone.citations,
        ),
        words.say("settings.erased_files", exports=len(found.copies), reports=len(found.reports)),
    ]
    if found.written.quotations or found.written.drafts:
        lines.append(
            words.say("settings.erased_written", quotations=found.written.quotations, drafts=found.written.drafts)
        )
    missed = sum(check.found > 0 for check in found.checks)
    lines.append(
        words.say("settings.erase_holds", places=len(found.checks))
        if found.holds
        else words.say("settings.erase_fails", places=missed)
    )
    if found.shared:
        lines.append(words.say("settings.erase_shared", texts=found.shared))
    if found.elsewhere:
        lines.append(words.say("settings.erase_elsewhere", reports=len(found.elsewhere)))
        lines += [f"    - {plain(path)}" for path in found.elsewhere]
    return lines


def _proof(lines: list[str]) -> None:
    words = session.words()
    with st.container(border=True, key="erasure_proof"):
        st.markdown(f"**{words.text('settings.proof')}**")
        st.markdown("\n".join(line if line.startswith("    ") else f"- {line}" for line in lines))
        if st.button(words.text("work.seen"), key="proof_seen", type="tertiary"):
            del st.session_state[_PROOF]
            st.rerun()
