"""Sources taken away to see what would be lost, in the browser; one press more retires them.

Shows and asks; what is lost is worked out by ``advice``, exactly, from what the newest analysis kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from insight_synth.model import Filter, Removal, Snapshot, Theme
from insight_synth.report.analyst_figures import left_out
from insight_synth.report.figures import value_of
from insight_synth.store import Workspace
from insight_synth.workbench import components, method_tables, pictures, session, views
from insight_synth.workbench.mentions import opening
from insight_synth.workbench.sources import deciding, source_charts, source_tables
from insight_synth.workbench.untrusted import one_line, plain

KEY = "without"
_SHOWN = 6
_PICTURED = 12  # themes


def panel(ws: Workspace, shown: Snapshot) -> None:
    """The choice of sources to take away, what follows, and retiring them."""
    words, names = session.words(), components.source_names(shown)
    st.header(words.text("removing.title"), anchor="what-if")
    st.caption(words.text("removing.about"))
    retired = [advice.source for advice in shown.advice if advice.verdict == "retire"]
    st.session_state.setdefault(KEY, [])  # set, or the browser would keep what was chosen before a decision
    with st.container(horizontal=True):
        if retired:
            _button("retired", words.say("removing.take_retired", sources=len(retired)), retired)
        if left_out(shown) and shown.cheapest:
            _button("dear", words.text("removing.keep_cheapest"), list(left_out(shown)))
        if st.session_state.get(KEY):
            _button("none", words.text("removing.put_all_back"), [])
    chosen = st.multiselect(
        words.text("removing.which"),
        list(names),
        format_func=lambda source: one_line(names[source]),
        placeholder=words.text("removing.hint"),
        key=KEY,
    )
    if chosen and len(chosen) < len(names):
        with st.spinner(words.text("removing.looking")):
            found = session.removal(ws, tuple(sorted(chosen)))
        _lost(ws, found, shown)
    elif chosen:
        st.warning(words.text("removing.leave_one"))
    _cheapest(shown)


def harms(found: Removal) -> bool:
    """Whether anything is lost or weakened without these sources."""
    loss = found.what_if
    return any((loss.themes_lost, loss.themes_weakened, found.questions_lost, found.questions_weakened))


def _button(key: str, label: str, sources: list[str]) -> None:
    def take() -> None:
        st.session_state[KEY] = sources

    st.button(label, key=f"take_{key}", icon=":material/undo:" if not sources else ":material/remove:", on_click=take)


def _lost(ws: Workspace, found: Removal, shown: Snapshot) -> None:
    """What is lost, what is saved, what each source would bring back; then retiring them."""
    words, names = session.words(), components.source_names(shown)
    loss = found.what_if
    with st.container(border=True, key="removal"):
        with st.grid(3, min_column_width=170):
            _fall(words.text("removing.coverage"), loss.coverage_before, loss.coverage_after, "source.coverage_help")
            if shown.answers:
                _fall(words.text("removing.agenda"), found.agenda_before, found.agenda_after, "removing.agenda_help")
            saved = words.say("source.euros", cost=round(found.saved_per_year))
            st.metric(words.text("removing.saved"), saved, border=True)
        if found.cost_unknown:
            unknown = "; ".join(names.get(source, source) for source in found.cost_unknown)
            st.caption(words.say("removing.cost_unknown", sources=plain(unknown)))
        if harms(found):
            _pictures(found, shown)
        else:
            st.success(words.text("removing.nothing_lost"))
        _themes("source.lost", loss.themes_lost, found.removed, shown)
        _themes("source.weakened", loss.themes_weakened, found.removed, shown)
        _questions("removing.questions_lost", found.questions_lost, shown)
        _questions("removing.questions_weakened", found.questions_weakened, shown)
        for change in found.verdicts:
            before, after = words.text(f"verdict.{change.before}"), words.text(f"verdict.{change.after}")
            name = plain(names.get(change.source, change.source))
            st.markdown(words.say("removing.verdict", source=name, before=before, after=after))
        if harms(found) and len(found.put_back) > 1:
            st.subheader(words.text("removing.put_back"), anchor=False)
            st.caption(words.text("removing.put_back_caption"))
            table = method_tables.put_back(found.put_back, names, words)
            st.dataframe(table, hide_index=True, alt=words.text("removing.put_back"))
        deciding.retire_together(ws, shown, found.removed, not harms(found))


def _pictures(found: Removal, shown: Snapshot) -> None:
    words, loss = session.words(), found.what_if
    rows = [(words.text("removing.coverage_short"), loss.coverage_before, loss.coverage_after)]
    if shown.answers:
        rows.append((words.text("removing.agenda_short"), found.agenda_before, found.agenda_after))
    lost, weakened = (views.themes_by_id(shown, ids) for ids in (loss.themes_lost, loss.themes_weakened))
    left, right = st.columns(2)
    with left:
        pictures.picture(
            source_charts.falls(rows, words),
            words.text("removing.falls_caption"),
            source_tables.falls(rows, words),
            "removal_falls",
        )
    if lost or weakened:
        lost = lost[:_PICTURED]
        weakened = weakened[: _PICTURED - len(lost)]
        with right:
            pictures.picture(
                source_charts.fates(lost, weakened, words),
                words.text("removing.fates_caption"),
                source_tables.fates(lost, weakened, words),
                "removal_fates",
            )


def _fall(label: str, before: float, after: float, about: str) -> None:
    words, points = session.words(), round((before - after) * 100, 1)
    st.metric(
        label,
        words.show(after, "share"),
        f"-{words.show(points, 'points')}" if points else None,
        delta_description=words.text("source.points" if points else "source.same"),
        help=words.text(about),
        border=True,
    )


def _themes(key: str, ids: Sequence[str], removed: Sequence[str], shown: Snapshot) -> None:
    themes = views.themes_by_id(shown, ids)
    if not themes:
        return
    words = session.words()
    st.markdown(words.say(key, themes=len(themes)))
    _links(themes[:_SHOWN], removed)
    if len(themes) > _SHOWN:
        with st.expander(words.say("removing.more", more=len(themes) - _SHOWN)):
            _links(themes[_SHOWN:], removed)


def _links(themes: Sequence[Theme], removed: Sequence[str]) -> None:
    """Each theme, and what the sources that go say of it."""
    words = session.words()
    for theme in themes:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            components.theme_link(theme)
            said = sum(entry.mentions for entry in theme.evidence if entry.source in removed)
            if said:
                opening.link(words.say("source.passages", passages=said), Filter(theme.id, tuple(sorted(removed))))


def _questions(key: str, ids: Sequence[str], shown: Snapshot) -> None:
    texts = {answer.question.id: answer.question.text for answer in shown.answers}
    if ids:
        st.markdown(session.words().say(key, questions=len(ids)))
        st.markdown("\n".join(f"- {plain(texts.get(one, one))}" for one in ids))


def _cheapest(shown: Snapshot) -> None:
    """The cheapest sources that cover what all of them do, with what they cost beside what all cost."""
    if not shown.cheapest:
        return
    words, names = session.words(), components.source_names(shown)
    count, of, cost, every = (value_of(shown, f"cheapest/{name}") for name in ("count", "of", "cost", "all"))

    def named(sources: Sequence[str]) -> str:
        return plain("; ".join(names.get(source, source) for source in sources))

    with st.expander(words.text("cheapest.title"), icon=":material/savings:", key="cheapest"):
        st.markdown(words.say("cheapest.line", count=_whole(count), of=_whole(of), sources=named(shown.cheapest)))
        if every:
            st.markdown(words.say("cheapest.cost", cost=_whole(cost), all=_whole(every)))
        if left := left_out(shown):
            st.markdown(words.say("cheapest.left", sources=named(left)))


def _whole(value: float | int | str | None) -> int:
    return round(value) if isinstance(value, int | float) else 0
