"""The way in and out where login is set up: nothing else is shown before somebody signed in.

Only the page; what carries data asks for itself (``serving/signed_in.py``).
"""

from __future__ import annotations

import streamlit as st

from insight_synth.workbench.serving import signed_in
from insight_synth.workbench.untrusted import plain
from insight_synth.workbench.wording import Wording


def required(words: Wording) -> None:
    """Asks to sign in and ends the page there; where somebody did, shows who in the sidebar, with the way out."""
    if not signed_in.is_set_up():
        return
    who = dict(st.user.to_dict())
    if not who.get("is_logged_in"):
        _ask(words)
        st.stop()
    name = plain(str(who.get("email") or who.get("name") or who.get("sub") or ""))
    if not signed_in.may_enter(who):
        st.title(words.text("serving.not_you"), anchor=False)
        st.write(words.say("serving.not_you_about", name=name))
        st.button(words.text("serving.sign_out"), type="primary", on_click=st.logout)
        st.stop()
    with st.sidebar.popover(words.text("serving.signed_in"), icon=":material/account_circle:"):
        st.write(words.say("serving.signed_in_as", name=name))
        st.button(words.text("serving.sign_out"), on_click=st.logout)


def who() -> str:
    """Who is signed in, for the record; "" where the workbench asks for no login."""
    return str(st.user.get("email") or "")


def _ask(words: Wording) -> None:
    st.title(words.text("serving.sign_in_title"), anchor=False)
    st.write(words.text("serving.sign_in_about"))
    providers = signed_in.providers()
    for provider in providers:
        label = words.text("serving.sign_in")
        if len(providers) > 1 and provider != "default":
            label = words.say("serving.sign_in_with", provider=plain(provider))
        if st.button(label, key=f"sign_in_{provider}", type="primary"):
            st.login(None if provider == "default" else provider)
