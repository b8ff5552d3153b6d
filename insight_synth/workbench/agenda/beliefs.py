"""A belief's answer in the browser: its verdict, the voices on each side and who they are, and their words.

Shows; what the voices say of a belief is worked out by ``agenda.hunches``. Told as ``docs/users/hunches.md`` tells it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from insight_synth.model import Citation, Filter, Hunch, HunchGroup, HunchPart, Snapshot
from insight_synth.store import Workspace
from insight_synth.workbench import components, method_charts, method_tables, pictures, session
from insight_synth.workbench.draft import adding
from insight_synth.workbench.draft.additions import Addition
from insight_synth.workbench.mentions import opening, quotations
from insight_synth.workbench.untrusted import one_line, plain

BADGES = {
    "supported": ("green", ":material/thumb_up:"),
    "contradicted": ("red", ":material/thumb_down:"),
    "mixed": ("violet", ":material/compare_arrows:"),
    "thin": ("orange", ":material/hearing:"),
    "no evidence": ("gray", ":material/help:"),
}
_SHOWN_THEMES = 4
_NEAREST = 30  # passages that a search finds


def judged(part: HunchPart, shown: Snapshot, *, alone: bool) -> None:
    """One part of a belief with all that stands behind its verdict; ``alone`` where there is no other part."""
    words = session.words()
    key = part.verdict.replace(" ", "_")
    colour, icon = BADGES[part.verdict]
    with st.container(border=True, key=f"belief_{part.role}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            role = "" if alone else f"{words.text(f'hunches.{part.role}')}: "
            st.header(f"{role}{plain(part.text)}", anchor=False, width="stretch")
            st.badge(words.text(f"hunches.verdict_{key}"), icon=icon, color=colour)  # type: ignore[arg-type,unused-ignore]
        told = words.text(f"hunches.told_{key}")
        if part.sides.voices:
            st.markdown(told)
        if (ws := session.workspace()) and (said := (*part.quotes_for[:1], *part.quotes_against[:1])):
            adding.button(ws, shown, Addition(said, title=part.text, text=told), f"belief_{part.role}")
        if not part.readable:
            st.warning(words.text("hunches.unreadable"))
        if not part.sides.voices:
            _nobody(part)
            return
        _sides(part)
        _ranked(part, shown)
        _who(part, shown)
        _quotes(part, shown)


def could_tell(found: Hunch, shown: Snapshot) -> None:
    """Which sources could tell more of a belief that too few speak of."""
    if not found.could_tell:
        return
    words, names = session.words(), components.source_names(shown)
    st.header(words.text("hunches.could_tell"), anchor=False)
    for source, reason in found.could_tell:
        with st.container(gap=None):
            if source in names:
                components.link("source", plain(names[source]), icon=":material/folder_open:", source=source)
            st.caption(words.told(f"hunches.tell_{reason.code.removeprefix('hunch_')}", reason.figures, reason.text))


def near(ws: Workspace, found: Hunch, shown: Snapshot) -> None:
    """The themes that lie nearest to a belief that too few speak of: people may put it in other words."""
    if found.verdict not in ("thin", "no evidence"):
        return
    themes = {theme.id: theme for theme in shown.shown_themes}
    parents = {theme.id: theme.parent or theme.id for theme in shown.themes}
    counts = Counter(parents.get(hit.theme_id, "") for hit in session.found(ws, found.text, _NEAREST))
    nearest = [(themes[key], hits) for key, hits in counts.most_common() if key in themes and hits * 5 >= _NEAREST]
    if not nearest:
        return
    words = session.words()
    st.header(words.text("hunches.near"), anchor=False)
    st.caption(words.text("hunches.near_about"))
    for theme, _ in nearest:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            components.theme_link(theme)
            opening.link(words.say("home.read_all", mentions=theme.size), Filter(theme.id))


def _nobody(part: HunchPart) -> None:
    """Nobody found who speaks of it: which of its words nobody says, and what to try."""
    words = session.words()
    if not part.unheard:
        st.info(words.text("hunches.nobody"))
        return
    unheard = ", ".join(f"**{one_line(word)}**" for word in part.unheard)
    st.info(words.say("hunches.unheard", words=unheard))


def _sides(part: HunchPart) -> None:
    words, sides = session.words(), part.sides
    with st.grid(3, min_column_width=140):
        for side in method_tables.SIDES:
            count = getattr(sides, side)
            st.metric(
                words.text(f"hunches.{side}"),
                words.say("figure.voices_of", voices=count, of=sides.voices),
                border=True,
                help=words.text("hunches.beside_help") if side == "beside" else None,
            )
    pictures.picture(
        method_charts.sides([(words.text("hunches.all_voices"), sides)], words),
        words.say("hunches.sides_caption", voices=sides.voices, mentions=part.mentions),
        method_tables.sides([(words.text("hunches.all_voices"), sides)], words.text("figure.voices"), words),
        f"sides_{part.role}",
    )
    if part.share is not None:
        share, low, high = (words.show(value, "share") for value in (part.share, part.low, part.high))
        st.markdown(
            words.say(
                "hunches.share",
                share=share,
                low=low,
                high=high,
                sources_for=part.sources_for,
                sources_against=part.sources_against,
            )
        )


def _ranked(part: HunchPart, shown: Snapshot) -> None:
    """How it compares with the themes, and in which of them its voices stand."""
    words = session.words()
    if part.rank > part.of_themes:
        st.markdown(words.say("hunches.rank_below", themes=part.of_themes))
    else:
        st.markdown(words.say("hunches.rank", rank=part.rank, themes=part.of_themes))
    known = {theme.id: theme for theme in shown.shown_themes}
    rows = [row for row in part.themes if row.theme_id in known][:_SHOWN_THEMES]
    if rows:
        st.caption(words.text("hunches.themes"))
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            components.theme_link(known[row.theme_id])
            share = words.show(row.share, "share")
            st.caption(words.say("hunches.theme_voices", voices=row.voices, share=share), width="content")


def _who(part: HunchPart, shown: Snapshot) -> None:
    """The sides source by source, and by customer group, kind of source, language and year."""
    words, names = session.words(), components.source_names(shown)
    kinds = [kind for kind in ("source", "group", "kind", "language", "year") if kind == "source" or _of(part, kind)]
    st.subheader(words.text("hunches.who"), anchor=False)
    by = st.segmented_control(
        words.text("hunches.by"),
        kinds,
        default="source",
        required=True,
        format_func=lambda kind: words.text(f"hunches.by_{kind}"),
        key=f"by_{part.role}",
        label_visibility="collapsed",
    )
    if by == "source":
        rows = [(one_line(names.get(row.source, row.source)), row.sides) for row in part.sources]
        table = method_tables.belief_sources(part.sources, names, words)
    else:
        rows = [(_named(str(by), row.name), row.sides) for row in _of(part, str(by))]
        table = method_tables.sides(rows, words.text(f"hunches.by_{by}"), words)
    pictures.picture(
        method_charts.sides(rows, words), words.text("hunches.by_caption"), table, f"who_{part.role}_{by}"
    )


def _of(part: HunchPart, by: str) -> list[HunchGroup]:
    return [row for row in part.who if row.by == by]


def _named(by: str, name: str) -> str:
    words = session.words()
    if not name:
        return words.text("hunches.unknown")
    if by == "kind":
        return words.kind(name)
    return words.spoken(name) if by == "language" else one_line(name)


def _quotes(part: HunchPart, shown: Snapshot) -> None:
    """The words of both sides, and of those beside."""
    words = session.words()
    sides: Sequence[tuple[str, Sequence[Citation]]] = (
        ("in_favour", part.quotes_for),
        ("against", part.quotes_against),
        ("beside", part.quotes_beside),
    )
    told = [(side, quotes) for side, quotes in sides if quotes]
    if not told:
        return
    st.subheader(words.text("theme.quotes"), anchor=False)
    voices = {side: getattr(part.sides, side) for side, _ in told}
    labels = [
        words.say("hunches.of_voices", side=words.text(f"hunches.{side}"), voices=voices[side]) for side, _ in told
    ]
    for tab, (side, quotes) in zip(st.tabs(labels), told, strict=True):
        with tab:
            if voices[side] > len(quotes):
                st.caption(words.say("hunches.few_quotes", quotations=len(quotes), voices=voices[side]))
            quotations.listed(quotes, shown, f"{part.role}_{side}")
