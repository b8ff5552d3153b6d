"""The parts of the page Theme: its first screen, and what stands behind the switch below it.

Shows; every figure of it opens the passages behind it. What sources say side by side is ``side_by_side``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import Citation, Filter, Sentiment, Snapshot, Theme
from insight_synth.pipeline import GroupShare
from insight_synth.store import Workspace
from insight_synth.workbench import charts, components, pictures, session, sticking, tables, views, workspaces
from insight_synth.workbench.agenda import questions
from insight_synth.workbench.draft import adding
from insight_synth.workbench.mentions import opening, quotations
from insight_synth.workbench.themes import deciding, looks, side_by_side, theme_charts, theme_tables, theme_views
from insight_synth.workbench.untrusted import one_line, plain

_FIRST_QUOTES, _MOST_QUOTES = 2, 12
_MOST_CONTRADICTIONS = 4
_FEELINGS: tuple[Sentiment, ...] = ("negative", "mixed", "neutral", "positive")


# ---- the first screen


def badges(shown: Snapshot, theme: Theme) -> None:
    """What is to be known of a theme at a glance."""
    words = session.words()
    with st.container(horizontal=True, gap="small"):
        deciding.badges(theme)
        recurs = "themes.recurs" if theme.recurs else "themes.alone"
        st.badge(words.text(recurs), icon=":material/repeat:", color="primary" if theme.recurs else "gray")
        for text, icon, colour in looks.movements(theme):
            st.badge(text, icon=f":material/{icon}:", color=colour)
        kinds = {found.kind for found in theme_views.contradictions_of(shown, theme)}
        for kind, text in (("sentiment", "theme.disputed"), ("silence", "theme.uneven")):
            if kind in kinds:
                st.badge(words.text(text), icon=":material/compare_arrows:", color="orange")


def story(shown: Snapshot, theme: Theme) -> str:
    """Who says it, where most, and how, in a few sentences of Markdown."""
    words, names = session.words(), components.source_names(shown)
    share = words.show(theme.voices / max(shown.totals.voices, 1), "share")
    said = [words.say("theme.story", voices=theme.voices, share=share, sources=theme.independent_sources)]
    most = theme_views.leading_evidence(theme)
    if most is not None:
        said.append(
            words.say(
                "theme.most",
                where=plain(names[most.source]),
                share=words.show(most.share, "share"),
                voices=most.voices,
                of_voices=most.of_voices,
                low=words.show(most.low, "share"),
                high=words.show(most.high, "share"),
            )
        )
    feeling = views.feeling(theme)
    if feeling is not None:
        said.append(words.text(f"theme.told_{feeling}"))
    return " ".join(said)


def figures(theme: Theme) -> None:
    """The key figures, and the way to what is behind them."""
    words = session.words()
    with st.grid(4, min_column_width=140):
        st.metric(words.text("figure.voices"), words.show(theme.voices), border=True)
        st.metric(words.text("figure.mentions"), words.show(theme.size), border=True)
        st.metric(words.text("figure.independent"), words.show(theme.independent_sources), border=True)
        st.metric(
            words.text("figure.tone"),
            words.show(theme.sentiment, "score"),
            border=True,
            help=words.text("theme.tone_help"),
        )


def read_all(ws: Workspace, shown: Snapshot, theme: Theme) -> None:
    """The ways on: all passages, and the theme as a finding of the report."""
    words = session.words()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        opening.link(words.say("theme.read_all", mentions=theme.size), Filter(theme=theme.id))
        added = adding.Addition(
            citations=tuple(theme.quotes[:_FIRST_QUOTES]),
            theme_id=theme.id,
            title=one_line(words.theme(theme)),
            text=words.say(
                "theme.report_text", voices=theme.voices, sources=theme.independent_sources
            ).replace("**", ""),
        )  # fmt: skip
        adding.button(ws, shown, added, f"theme_{theme.id}")


def first_quotes(shown: Snapshot, theme: Theme) -> None:
    """The most typical quotations, the reader's own language first."""
    words = session.words()
    st.header(words.text("theme.quotes"), anchor=False)
    for at, quote in enumerate(_readable_first(theme, words.language)[:_FIRST_QUOTES]):
        quotations.quotation(quote, shown, f"top_{at}")


def _readable_first(theme: Theme, language: str) -> list[Citation]:
    return sorted(theme.quotes, key=lambda quote: quote.language != language)


# ---- what stands behind the switch


def parts_of(shown: Snapshot, theme: Theme) -> tuple[str, ...]:
    """The parts that have something to show."""
    there = {
        "sources": True,
        "time": bool(theme.series.months),
        "tone": theme.sentiment is not None,
        "groups": bool(theme_views.groups(shown)),
        "subs": any(sub.parent == theme.id for sub in shown.themes),
        "quotes": len(theme.quotes) > _FIRST_QUOTES,
        "agenda": bool(theme_views.answers_of(shown, theme)),
    }
    return tuple(name for name, has in there.items() if has)


def switch(parts: Sequence[str]) -> str:
    """Which part is open; it stands in the address."""
    words = session.words()
    key = sticking.recall("theme", "part", lambda told: told if told in parts else None, parts[0], parts)
    chosen = st.segmented_control(
        words.text("theme.part"),
        parts,
        required=True,
        format_func=lambda name: words.text(f"theme.part_{name}"),
        key=key,
        persist_state="session",
        label_visibility="collapsed",
    )
    sticking.keep("theme", "part", str(chosen), parts[0])
    return str(chosen)


def show(part: str, ws: Workspace, shown: Snapshot, theme: Theme) -> None:
    """One of the parts."""
    {
        "sources": _sources,
        "time": _time,
        "tone": _tone,
        "groups": _groups,
        "subs": _subs,
        "quotes": _quotes,
        "agenda": _agenda,
    }[part](ws, shown, theme)


def _sources(ws: Workspace, shown: Snapshot, theme: Theme) -> None:
    words, names = session.words(), components.source_names(shown)
    st.header(words.text("theme.sources"), anchor=False)
    entries = views.evidence_by_share(theme)
    picked = pictures.picture(
        theme_charts.intervals(entries, names, words),
        words.text("theme.sources_caption"),
        tables.evidence(entries, names, words),
        "theme_sources",
        pick=True,
    )
    if picked:
        opening.go(Filter(theme=theme.id, sources=(picked,)))
    _read(
        [
            (f"{one_line(names[entry.source])} ({words.show(entry.voices)})", Filter(theme.id, (entry.source,)))
            for entry in entries
        ],
        "source",
    )
    _contradictions(shown, theme)
    side_by_side.compared(shown, theme)


def _time(ws: Workspace, shown: Snapshot, theme: Theme) -> None:
    words = session.words()
    st.header(words.text("theme.time"), anchor=False)
    unit, spans = theme_views.spans(theme)
    told = [words.say("theme.began_told", month=words.month_in(theme.started))] if theme.started else []
    told += [words.say("theme.ended_told", month=words.month_in(theme.ended))] if theme.ended else []
    told += [words.text(f"theme.trend_{theme.trend}")]
    st.markdown(" ".join(told))
    picked = pictures.picture(
        theme_charts.course(theme, words),
        words.text(f"theme.time_caption_{unit}"),
        theme_tables.course([theme], words).drop(columns=words.text("figure.theme")),
        "theme_time",
        pick=True,
    )
    if picked:
        opening.go(theme_views.within(Filter(theme=theme.id), *theme_charts.of_span(picked)))
    _read(
        [
            (
                f"{theme_tables.span_name(unit, span, words)} ({words.show(span.voices)})",
                theme_views.within(Filter(theme=theme.id), span.first, span.last),
            )
            for span in reversed(spans)
            if span.voices
        ],
        "time",
    )


def _tone(ws: Workspace, shown: Snapshot, theme: Theme) -> None:
    words, names = session.words(), components.source_names(shown)
    st.header(words.text("theme.feelings"), anchor=False)
    counts = {name: sum(getattr(entry, name) for entry in theme.evidence) for name in _FEELINGS}
    with st.container(horizontal=True, gap="medium"):
        for name, count in counts.items():
            if count:
                label = words.say("theme.tone_link", tone=words.text(f"feeling.{name}"), mentions=count)
                opening.link(label, Filter(theme=theme.id, sentiments=(name,)), icon=None)
    if theme.sentiment is not None:
        picked = pictures.picture(
            theme_charts.tones(theme, names, words),
            words.text("theme.feelings_caption"),
            theme_tables.tone_by_source(theme, names, words),
            "theme_tone",
            pick=True,
        )
        if picked:
            source, feeling = theme_charts.of_cell(picked)
            opening.go(Filter(theme.id, (source,), tuple(one for one in _FEELINGS if one == feeling)))


def _contradictions(shown: Snapshot, theme: Theme) -> None:
    """Where sources disagree, each with a quotation of both where there is one."""
    words = session.words()
    disagreeing = theme_views.contradictions_of(shown, theme)[:_MOST_CONTRADICTIONS]
    if not disagreeing:
        return
    st.header(words.text("story.contradicts"), anchor=False)
    for at, found in enumerate(disagreeing):
        lines = words.contradictions(replace(shown, contradictions=(found,)), theme.id)
        quotes = [theme_views.spoken_in(theme, source) for source in (found.left, found.right)]
        for line in lines:
            st.markdown(f":material/compare_arrows: {plain(line)}")
        said = tuple(quote for quote in quotes if quote is not None)
        if said and (ws := session.workspace()):
            addition = adding.Addition(said, theme.id, words.theme(theme), " ".join(lines))
            adding.button(ws, shown, addition, f"against_{at}")
        for quote in quotes:
            if quote is not None:
                quotations.quotation(quote, shown, f"against_{at}_{quote.source}")
        with st.container(horizontal=True, gap="medium"):
            for source, quote in zip((found.left, found.right), quotes, strict=True):
                entry = next((one for one in theme.evidence if one.source == source), None)
                if quote is None and entry is not None and entry.mentions:
                    label = words.say(
                        "theme.read_from",
                        source=plain(components.source_name(shown, source)),
                        mentions=entry.mentions,
                    )
                    opening.link(label, Filter(theme=theme.id, sources=(source,)))


def _groups(ws: Workspace, shown: Snapshot, theme: Theme) -> None:
    words = session.words()
    st.header(words.text("theme.groups"), anchor=False)
    shares = _shares(str(ws.path), workspaces.state_of_analysis(ws), theme.id, ws)
    known = [one for one in shares if one.group]
    picked = pictures.picture(
        theme_charts.groups(known, words),
        words.text("theme.groups_caption"),
        theme_tables.groups(shares, words),
        "theme_groups",
        pick=True,
    )
    if picked:
        opening.go(Filter(theme=theme.id, segments=(picked,)))
    _read(
        [
            (
                f"{theme_tables.group_name(one.group, words)} ({words.show(one.voices)})",
                Filter(theme=theme.id, segments=(one.group,)),
            )
            for one in shares
            if one.voices
        ],
        "group",
    )


def _subs(ws: Workspace, shown: Snapshot, theme: Theme) -> None:
    words = session.words()
    st.header(words.text("theme.subs"), anchor=False)
    subs = [sub for sub in shown.themes if sub.parent == theme.id and (theme.hidden or not sub.hidden)]
    picked = pictures.picture(
        charts.theme_bars(subs, words),
        words.text("theme.subs_hint"),
        tables.themes(subs, words),
        "theme_subs",
        pick=True,
    )
    if picked:
        components.open_page("theme", theme=picked)
    with st.container(horizontal=True, gap="medium", key="subs"):
        for sub in subs:
            components.theme_link(sub)


def _quotes(ws: Workspace, shown: Snapshot, theme: Theme) -> None:
    words = session.words()
    st.header(words.text("theme.more_quotes"), anchor=False)
    quotations.listed(_readable_first(theme, words.language)[_FIRST_QUOTES:_MOST_QUOTES], shown, "more")
    opening.link(words.say("theme.read_all", mentions=theme.size), Filter(theme=theme.id))


def _agenda(ws: Workspace, shown: Snapshot, theme: Theme) -> None:
    words = session.words()
    st.header(words.text("theme.agenda"), anchor=False)
    for answer in theme_views.answers_of(shown, theme):
        with st.container(border=True):
            questions.badge(answer.state)
            st.markdown(f"**{plain(answer.question.text)}**")
            questions.told(answer, shown)
    components.link("agenda", words.text("home.to_agenda"), icon=":material/checklist:")


def _read(options: Sequence[tuple[str, Filter]], key: str) -> None:
    """The same way to the passages as a click in the picture above, without a mouse."""
    words = session.words()
    at = st.selectbox(
        words.text(f"theme.read_{key}"),
        range(len(options)),
        index=None,
        format_func=lambda number: options[number][0],
        placeholder=words.text("theme.read_choose"),
        key=f"theme_read_{key}",
    )
    if at is not None:
        opening.go(options[at][1])


def _count_groups(folder: str, state: object, theme_id: str, _ws: Workspace) -> tuple[GroupShare, ...]:
    return pipeline.voices_by_group(_ws, theme_id)


_shares: Callable[[str, object, str, Workspace], tuple[GroupShare, ...]] = st.cache_resource(
    show_spinner=False, max_entries=64
)(_count_groups)
