"""Following an indicator in the browser: the form that begins it, its figures in words, and the way back.

Shows and asks; what became of an indicator is worked out by ``tracking``.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from insight_synth import pipeline
from insight_synth.errors import UsageError
from insight_synth.model import BeforeAfter, Effect, Indicator, Snapshot
from insight_synth.report.document import Unit
from insight_synth.store import Workspace
from insight_synth.workbench import components, session
from insight_synth.workbench.untrusted import one_line, plain

_DROPPED = "dropped_indicator"


def form(ws: Workspace, shown: Snapshot, *, opened: bool) -> None:
    """What to follow, in which customer group, and what was done about it when."""
    words = session.words()
    with st.expander(words.text("effect.follow"), expanded=opened, icon=":material/add:", key="follow"):
        kind = st.segmented_control(
            words.text("effect.what"),
            ["theme", "event"],
            default="theme",
            required=True,
            format_func=lambda name: words.text(f"effect.what_{name}"),
            key="follow_kind",
        )
        with st.form("follow_form", border=False):
            chosen = _theme_choice(shown) if kind == "theme" else _event_choice(ws)
            groups = sorted({group for profile in shown.profiles for group in profile.segments})
            group = st.selectbox(
                words.text("effect.group"),
                groups,
                index=None,
                format_func=one_line,
                placeholder=words.text("effect.every_group"),
                key="follow_group",
            )
            action = st.text_input(words.text("effect.action"), max_chars=200, key="follow_action")
            on = st.date_input(
                words.text("effect.on"),
                value=None,
                key="follow_on",
                help=words.text("effect.on_help"),
                format="DD.MM.YYYY",
            )
            if st.form_submit_button(words.text("effect.begin"), type="primary", key="follow_go"):
                if not chosen:
                    st.warning(words.text("effect.choose"))
                    return
                try:
                    made = pipeline.follow(
                        ws,
                        theme=chosen if kind == "theme" else "",
                        event=chosen if kind == "event" else "",
                        group=group or "",
                        action=action.strip(),
                        on=on.isoformat() if on else "",
                    )
                except UsageError as problem:
                    components.show_error(problem)
                    return
                st.toast(words.say("effect.followed_now", name=plain(called(made, shown))), icon=":material/check:")
                components.open_page("effect", indicator=made.id)


def called(indicator: Indicator, shown: Snapshot) -> str:
    """What is followed, in the session's language where it is a theme."""
    theme = next((one for one in shown.themes if indicator.kind == "theme" and one.id == indicator.of), None)
    return session.words().theme(theme) if theme else indicator.name


def _theme_choice(shown: Snapshot) -> str | None:
    words = session.words()
    themes = {theme.id: theme for theme in shown.shown_themes}
    chosen: str | None = st.selectbox(
        words.text("figure.theme"),
        list(themes),
        index=None,
        format_func=lambda theme: one_line(words.listed(themes[theme])),
        placeholder=words.text("themes.open_hint"),
        key="follow_theme",
    )
    return chosen


def _event_choice(ws: Workspace) -> str | None:
    words = session.words()
    chosen: str | None = st.selectbox(
        words.text("effect.event"),
        sorted({name for name, _, _ in pipeline.event_names(ws)}),
        index=None,
        format_func=one_line,
        placeholder=words.text("effect.event_hint"),
        key="follow_event",
    )
    return chosen


def before_and_after(effect: Effect) -> None:
    """The level before and since the action, in figures and in words."""
    words, found = session.words(), effect.before_after
    if found is None:
        st.info(words.text("effect.no_action" if not effect.indicator.on else "effect.not_yet"))
        return
    unit = _unit(effect)
    with st.grid(3, min_column_width=160):
        st.metric(words.text("effect.before"), words.show(found.before, unit), border=True)
        st.metric(words.text("effect.after"), words.show(found.after, unit), border=True)
        st.metric(words.text("effect.difference"), _difference(found, shares=unit == "share"), border=True)
    st.markdown(words.text(f"effect.{_told(found)}"))
    if effect.beyond_control is not None:
        more, low, high = (100 * part for part in effect.beyond_control)
        figures = {
            "points": words.show(more, "points"),
            "low": words.show(low, "points"),
            "high": words.show(high, "points"),
        }
        st.caption(words.say("effect.beyond", **figures))


def _unit(effect: Effect) -> Unit:
    return "share" if effect.chart.kind == "p" else "number"


def _told(found: BeforeAfter) -> str:
    if not found.moved:
        return "unmoved"
    return "risen" if found.difference > 0 else "fallen"


def _difference(found: BeforeAfter, *, shares: bool) -> str:
    words, times = session.words(), 100 if shares else 1
    parts = {
        name: words.show(times * value, "points").replace("-", "−")
        for name, value in (("points", found.difference), ("low", found.low), ("high", found.high))
    }
    return words.say("effect.points_between" if shares else "effect.number_between", **parts)


def changes(effect: Effect) -> None:
    """Every change of level that was found, with its dates."""
    words = session.words()
    unit = _unit(effect)
    if not effect.changes:
        st.caption(words.text("effect.no_changes"))
    for change in effect.changes:
        figures = {
            "month": words.month_in(change.month),
            "before": words.show(change.before, unit),
            "after": words.show(change.after, unit),
            "earliest": words.month(change.earliest),
            "latest": words.month(change.latest),
        }
        days = {name: words.show(getattr(change, name), "date") for name in ("day", "first_day", "last_day")}
        day = f" {words.say('effect.step_day', **days)}" if change.day else ""
        at_once = change.kind == "step" and change.earliest == change.latest
        st.markdown(f"- {words.say('effect.step_within' if at_once else f'effect.{change.kind}', **figures)}{day}")


def behaviour(effect: Effect) -> None:
    """What the same customers do, beside what others do."""
    words = session.words()
    if not effect.behaviour:
        return
    st.subheader(words.text("effect.behaviour"), anchor=False)
    st.caption(words.text("effect.behaviour_caption"))
    rows = [
        {
            words.text("effect.event"): beside.event,
            words.text("effect.measure"): words.text(f"effect.measure_{beside.measure}"),
            words.text("effect.customers"): beside.customers,
            words.text("effect.before"): _plain(beside.before),
            words.text("effect.after"): _plain(beside.after),
            words.text("effect.others_before"): _plain(beside.others_before),
            words.text("effect.others_after"): _plain(beside.others_after),
            words.text("effect.more"): _between(beside.difference, beside.difference_low, beside.difference_high),
        }
        for beside in effect.behaviour
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=words.text("effect.behaviour"))


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:,.3g}"


def _between(value: float | None, low: float | None, high: float | None) -> str:
    return "–" if value is None or low is None or high is None else f"{value:+.3g} ({low:+.3g} … {high:+.3g})"


def rests_on(effect: Effect, names: Mapping[str, str]) -> None:
    """Which sources are counted, which are not and why, and what to know before believing it."""
    words = session.words()
    st.subheader(words.text("effect.rests_on"), anchor=False)
    for caveat in effect.caveats:
        st.markdown(
            f":material/warning: {words.told(f'effect.caveat_{caveat.code}', caveat.figures, caveat.text, names)}"
        )
    counted = "; ".join(names.get(source, source) for source in effect.sources)
    st.markdown(f"{words.text('effect.counted')}: {plain(counted) or words.text('effect.none_counted')}")
    if effect.left_out:
        with st.expander(words.say("effect.left_out", sources=len(effect.left_out))):
            for left in effect.left_out:
                name = plain(names.get(left.source, left.source))
                st.markdown(f"- **{name}**: {words.told(f'effect.out_{left.code}', {}, left.text)}")
    told = {caveat.code for caveat in effect.caveats}
    if effect.undated and "undated" not in told:
        st.caption(words.say("effect.undated", voices=effect.undated))
    if effect.missing and "gaps" not in told:
        st.caption(words.say("effect.missing", months=", ".join(words.month(month) for month in effect.missing)))


def table(effect: Effect) -> pd.DataFrame:
    """The months of the chart."""
    words = session.words()
    unit = _unit(effect)
    return pd.DataFrame(
        [
            {
                words.text("figure.month"): point.month,
                words.text("effect.value"): words.show(point.value, unit),
                words.text("effect.limits"): f"{words.show(point.low, unit)} – {words.show(point.high, unit)}",
                words.text("effect.count"): point.count,
                words.text("effect.of"): round(point.of, 1),
                words.text("effect.signal"): ", ".join(words.text(f"effect.signal_{name}") for name in point.signals),
                words.text("effect.complete"): words.text("figure.yes" if point.complete else "figure.no"),
            }
            for point in effect.chart.points
        ]
    )


def drop(ws: Workspace, indicator: Indicator) -> None:
    """Stops following; it can be taken back."""
    if st.button(session.words().text("effect.drop"), icon=":material/delete:", key=f"drop_{indicator.id}"):
        pipeline.unfollow(ws, indicator.id)
        st.session_state[_DROPPED] = (str(ws.path), indicator)
        components.open_page("effect")


def dropped(ws: Workspace) -> None:
    """What is followed no more since this session, with the way back."""
    words, last = session.words(), st.session_state.get(_DROPPED)
    if last is None or last[0] != str(ws.path):
        return
    indicator = last[1]
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="indicator_dropped"):
        st.markdown(words.say("effect.dropped", name=plain(indicator.name)), width="content")
        if st.button(words.text("decision.undo"), icon=":material/undo:", key="undo_drop"):
            del st.session_state[_DROPPED]
            again = pipeline.unfollow(ws, indicator.id, undo=True)
            components.open_page("effect", indicator=again.id)
