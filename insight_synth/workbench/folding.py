"""Parts of a page that are folded away: drawn once somebody unfolds them, and then without the rest of the page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def folded(
    label: str,
    key: str,
    draw: Callable[[], None],
    *,
    icon: str | None = None,
    unfolded: bool = False,
) -> None:
    """A part below its label; ``draw`` shows what is in it. ``key`` is unique; ``unfolded`` is how it begins."""
    st.fragment(_below)(label, key, draw, icon, unfolded)


def in_window(label: str, key: str, draw: Callable[[], None], *, icon: str | None = None) -> None:
    """The same in a small window beside the button of that label."""
    st.fragment(_beside)(label, key, draw, icon)


def _below(label: str, key: str, draw: Callable[[], None], icon: str | None, unfolded: bool) -> None:
    part = st.expander(label, unfolded, icon=icon, key=key, on_change="rerun")
    if part.open:
        with part:
            draw()


def _beside(label: str, key: str, draw: Callable[[], None], icon: str | None) -> None:
    part = st.popover(label, icon=icon, key=key, on_change="rerun")
    if part.open:
        with part:
            draw()
