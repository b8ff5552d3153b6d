"""A theme's name from a language model: asked for by a button, shown with what is sent, accepted or refused.

Shows and asks, and only where a server for names is set up; where an accepted name came from is shown in any case. What
is sent and what passes is decided in ``suggesting``.
"""

from __future__ import annotations

import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import InsightSynthError
from insight_synth.model import Theme
from insight_synth.store import Workspace
from insight_synth.store.suggestions import Suggestion
from insight_synth.suggesting import Endpoint
from insight_synth.workbench import components, session
from insight_synth.workbench.untrusted import plain


def panel(ws: Workspace, theme: Theme, language: str) -> None:
    """Where the theme's name in ``language`` came from, what is proposed, and the button that asks for a name."""
    _origin(theme, language)
    try:
        endpoint = Endpoint.from_environment()
    except InsightSynthError as problem:
        components.show_error(problem)
        return
    if endpoint is None:
        return
    words = session.words()
    with st.expander(words.text("suggestion.title"), icon=":material/edit_note:", expanded=_waiting(ws, theme) != []):
        for proposed in _waiting(ws, theme):
            _decision(ws, proposed)
        st.caption(words.say("suggestion.about", host=plain(endpoint.host)))
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(words.text("suggestion.ask"), icon=":material/forum:", key=f"suggest_{theme.id}"):
                _ask(ws, endpoint, theme, language)
            shown = st.toggle(words.text("suggestion.show"), key=f"suggest_shown_{theme.id}")
        if shown:
            for request in pipeline.name_requests(ws, endpoint, [theme.id], [language]):
                st.code(f"POST {request.address}\n\n{request.body}", language=None, wrap_lines=True)
        for reason in st.session_state.pop(_refused_key(theme), ()):
            st.info(words.say("suggestion.not_passed", reason=words.text(f"suggestion.reason_{reason}")))


def _origin(theme: Theme, language: str) -> None:
    if theme.name_origin(language) != "suggested":
        return
    words = session.words()
    model, host, date = theme.suggested_by[language]
    st.caption(
        words.say("suggestion.origin", model=plain(model), host=plain(host), date=words.show(date, "date")),
    )


def _waiting(ws: Workspace, theme: Theme) -> list[Suggestion]:
    return [one for one in pipeline.name_suggestions(ws, theme.id) if one.status == "proposed"]


def _decision(ws: Workspace, proposed: Suggestion) -> None:
    words = session.words()
    with st.container(border=True):
        st.markdown(
            words.say(
                "suggestion.language",
                model=plain(proposed.model),
                name=plain(proposed.name),
                language=words.spoken(proposed.language),
            )
        )
        with st.container(horizontal=True):
            key = f"{proposed.theme_id}_{proposed.language}"
            accepted = st.button(
                words.text("suggestion.accept"), icon=":material/check:", key=f"accept_{key}", type="primary"
            )
            refused = st.button(words.text("suggestion.refuse"), icon=":material/close:", key=f"refuse_{key}")
    if not accepted and not refused:
        return
    decide = pipeline.accept_suggestion if accepted else pipeline.refuse_suggestion
    try:
        decide(ws, proposed.theme_id, proposed.language)
    except InsightSynthError as problem:
        components.show_error(problem)
        return
    st.toast(words.text("suggestion.accepted" if accepted else "suggestion.refused"), icon=":material/check:")
    st.rerun()


def _ask(ws: Workspace, endpoint: Endpoint, theme: Theme, language: str) -> None:
    with st.spinner(session.words().say("suggestion.asking", host=plain(endpoint.host))):
        try:
            found = pipeline.suggest_names(ws, endpoint, [theme.id], [language])
        except InsightSynthError as problem:
            components.show_error(problem)
            return
    st.session_state[_refused_key(theme)] = [one.reason for one in found if one.outcome == "refused"]
    st.rerun()


def _refused_key(theme: Theme) -> str:
    return f"suggest_refused_{theme.id}"
