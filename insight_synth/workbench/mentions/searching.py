"""Search: what is looked for, what it is narrowed by, and the passages found.

Shows and asks; the pipeline finds.
"""

from __future__ import annotations

import datetime as dt
from typing import cast, get_args

import streamlit as st

from insight_synth.model import Filter, Sentiment, Snapshot
from insight_synth.pipeline import By, Hit
from insight_synth.workbench import components, session
from insight_synth.workbench.mentions import quotations
from insight_synth.workbench.untrusted import one_line

MOST, AT_ONCE = 60, 10
_SHOWN = "search_shown"


def narrowed(shown: Snapshot) -> tuple[Filter, By]:
    """The controls that narrow a search, and what they are set to."""
    words, names = session.words(), components.source_names(shown)
    by = st.segmented_control(
        words.text("search.by"),
        get_args(By),
        default="both",
        required=True,
        format_func=lambda way: words.text(f"search.by_{way}"),
        key="by",
        bind="query-params",
    )
    speaking = [profile for profile in shown.profiles if profile.mentions]
    languages = sorted({code for profile in speaking for code in profile.languages if code})
    segments = sorted({segment for profile in speaking for segment in profile.segments if segment})
    with st.expander(words.text("search.narrow"), icon=":material/filter_alt:"), st.grid(3, min_column_width=220):
        sources = st.multiselect(
            words.text("search.sources"),
            sorted((profile.source.id for profile in speaking), key=lambda key: names[key]),
            format_func=lambda key: one_line(names[key]),
            placeholder=words.text("search.any"),
            key="in_source",
        )
        feelings = st.multiselect(
            words.text("search.feelings"),
            ("negative", "mixed", "neutral", "positive"),
            format_func=lambda name: words.text(f"feeling.{name}"),
            placeholder=words.text("search.any"),
            key="in_feeling",
        )
        spoken = st.multiselect(
            words.text("search.languages"),
            languages,
            format_func=words.spoken,
            placeholder=words.text("search.any"),
            key="in_language",
        )
        groups = st.multiselect(
            words.text("search.groups"),
            segments,
            format_func=one_line,
            placeholder=words.text("search.any"),
            key="in_group",
        )
        first = _date(words.text("search.first"), shown, "from")
        last = _date(words.text("search.last"), shown, "until")
    return (
        Filter(
            sources=tuple(sources),
            sentiments=cast(tuple[Sentiment, ...], tuple(feelings)),
            languages=tuple(spoken),
            segments=tuple(groups),
            first=first,
            last=last,
        ),
        cast(By, by),
    )


def listed(shown: Snapshot, hits: list[Hit], asked: object) -> None:
    """The passages found, some at once; ``asked`` is what they answer to, so that others start at the first."""
    words = session.words()
    before, count = st.session_state.get(_SHOWN, (None, AT_ONCE))
    count = count if before == asked else AT_ONCE
    themes = {theme.id: theme for theme in shown.themes}
    st.caption(words.say("search.found", hits=len(hits)))
    some = hits[:count]
    of = {hit.citation.mention_id: themes[hit.theme_id] for hit in some if hit.theme_id in themes}
    quotations.listed([hit.citation for hit in some], shown, "hit", of)
    if count < len(hits) and st.button(words.say("search.more", hits=min(AT_ONCE, len(hits) - count)), key="more"):
        st.session_state[_SHOWN] = (asked, count + AT_ONCE)
        st.rerun()


def _date(label: str, shown: Snapshot, key: str) -> str:
    """A day within the analysed time, as an ISO date; "" for none."""
    totals = shown.totals
    if not totals.first or not totals.last:
        return ""
    first, last = dt.date.fromisoformat(totals.first[:10]), dt.date.fromisoformat(totals.last[:10])
    chosen = st.date_input(label, None, min_value=first, max_value=last, key=key, format="DD.MM.YYYY")
    return chosen.isoformat() if isinstance(chosen, dt.date) else ""
