"""Controls whose choice stands in the address, the same in every language, and sticks while one walks about.

A control that Streamlit binds to the address writes what it shows there, which is another word in each language; these
write the value itself. Keeps nothing but what the controls say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st


def recall(page: str, name: str, read: Callable[[str], Any], usual: Any, options: Sequence[str] | None = None) -> str:
    """The key of a control, set to what the address asks for where the control did not write that there itself.

    Args:
        page: of which the control is; part of the key.
        name: of the parameter in the address.
        read: what the address says as a value of the control; None where that means nothing.
        usual: the value where nothing is asked for; it does not stand in the address.
        options: those there are now: what was chosen of others, in another workspace, is forgotten.
    """
    key, asked = key_of(page, name), st.query_params.get(name, "")
    if asked and asked != st.session_state.get(f"{key}_told"):
        found = read(asked)
        if found is not None:
            st.session_state[key] = found
    st.session_state.setdefault(key, usual)
    if options is not None:
        chosen = st.session_state[key]
        if isinstance(chosen, list):
            st.session_state[key] = [one for one in chosen if one in options]
        elif chosen not in options:
            st.session_state[key] = usual
    return key


def keep(page: str, name: str, told: str, usual: str = "") -> None:
    """Writes what a control says into the address, or takes it out where it says what it usually does."""
    st.session_state[f"{key_of(page, name)}_told"] = told
    if told != usual:
        if st.query_params.get(name) != told:
            st.query_params[name] = told
    elif name in st.query_params:
        del st.query_params[name]


def key_of(page: str, name: str) -> str:
    """The key of a page's control."""
    return f"{page}_{name}"
