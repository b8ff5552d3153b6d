"""The agenda in the browser: how each question stands, and the forms that change, add and remove one.

Shows and asks; each change is a new agenda that can be undone, and is matched anew by the next analysis.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import Answer, Question, Snapshot
from insight_synth.store import Workspace
from insight_synth.workbench import components, session, workspaces
from insight_synth.workbench.mentions import quotations
from insight_synth.workbench.untrusted import one_line, plain

STATES = ("answered", "contradicted", "thin", "open")
BADGES = {
    "answered": ("green", ":material/check_circle:"),
    "contradicted": ("violet", ":material/compare_arrows:"),
    "thin": ("orange", ":material/hearing:"),
    "open": ("gray", ":material/help:"),
}
PRIORITIES = (1, 2, 3)


def badge(state: str) -> None:
    """How a question stands, as a badge."""
    colour, icon = BADGES[state]
    st.badge(session.words().text(f"agenda.state_{state}"), icon=icon, color=colour)  # type: ignore[arg-type,unused-ignore]


def about(question: Question) -> str:
    """Priority, customer group, decision, date and owner in one line."""
    words = session.words()
    parts = [words.text(f"agenda.priority_{question.priority}")]
    parts += [plain(question.group)] if question.group else []
    parts += [words.say("agenda.for_decision", decision=plain(question.decision))] if question.decision else []
    parts += [words.say("agenda.until", due=words.show(question.due, "date"))] if question.due else []
    parts += [plain(question.owner)] if question.owner else []
    return " · ".join(parts)


def told(found: Answer, shown: Snapshot) -> None:
    """How a question is answered, in a sentence or two."""
    words, names = session.words(), components.source_names(shown)
    said = [words.say(f"agenda.told_{found.state}", voices=found.voices, sources=found.independent_sources)]
    if len(found.opposed) == 2:
        left, right = (plain(names.get(source, source)) for source in found.opposed)
        said.append(words.say("agenda.opposed", left=left, right=right))
    st.markdown(" ".join(said))


def answer(found: Answer, shown: Snapshot) -> None:
    """What stands behind a question: sources, themes, quotations."""
    words, names = session.words(), components.source_names(shown)
    if found.sources:
        st.dataframe(
            [
                {
                    words.text("figure.source"): one_line(names.get(row.source, row.source)),
                    words.text("figure.voices"): row.voices,
                    words.text("figure.of_voices"): row.of_voices,
                    words.text("figure.share"): words.show(row.share, "share"),
                    words.text("figure.interval"): f"{words.show(row.low, 'share')} – {words.show(row.high, 'share')}",
                    words.text("agenda.counts"): words.text("figure.yes" if row.counts else "figure.no"),
                }
                for row in found.sources
            ],
            hide_index=True,
            alt=words.say("agenda.sources_of", question=one_line(found.question.text)),
        )
    known = {theme.id: theme for theme in shown.themes}
    for theme in [known[one] for one in found.themes if one in known][:4]:
        components.theme_link(theme)
    quotations.listed(found.quotes[:3], shown, f"answer_{found.question.id}")
    components.link("search", words.text("agenda.look_further"), icon=":material/search:", q=found.question.text[:300])
    if found.nearest:
        st.markdown(words.text("agenda.nearest"))
    quotations.listed(found.nearest, shown, f"nearest_{found.question.id}")


def edit(ws: Workspace, shown: Snapshot | None, questions: Sequence[Question], at: int) -> None:
    """The form of a question on the agenda, and the way off it."""
    form(ws, shown, questions, at)
    _remove(ws, questions, at)


def form(ws: Workspace, shown: Snapshot | None, questions: Sequence[Question], at: int | None) -> None:
    """The form of the question at this place; of a new one where there is none."""
    words = session.words()
    old = Question("", "") if at is None else questions[at]
    key = f"question_{len(questions)}_{at}"
    groups = sorted({group for profile in shown.profiles for group in profile.segments}) if shown else []
    if old.group and old.group not in groups:
        groups.append(old.group)
    with st.form(key, border=False):
        text = st.text_area(words.text("agenda.question"), old.text, max_chars=500, key=f"{key}_text", height=80)
        priority = st.segmented_control(
            words.text("agenda.priority"),
            PRIORITIES,
            default=old.priority,
            required=True,
            format_func=lambda number: words.text(f"agenda.priority_{number}"),
            key=f"{key}_priority",
        )
        group = st.selectbox(
            words.text("agenda.group"),
            groups,
            index=groups.index(old.group) if old.group else None,
            format_func=one_line,
            placeholder=words.text("effect.every_group"),
            accept_new_options=True,
            key=f"{key}_group",
        )
        decision = st.text_input(words.text("agenda.decision"), old.decision, max_chars=200, key=f"{key}_decision")
        due = st.date_input(
            words.text("agenda.due"),
            value=date.fromisoformat(old.due) if old.due else None,
            key=f"{key}_due",
            format="DD.MM.YYYY",
        )
        owner = st.text_input(words.text("figure.owner"), old.owner, max_chars=120, key=f"{key}_owner")
        named = {theme.id: one_line(words.listed(theme)) for theme in shown.shown_themes} if shown else {}
        named |= {theme: theme for theme in old.themes if theme not in named}
        themes = st.multiselect(
            words.text("agenda.themes"),
            list(named),
            default=old.themes,
            format_func=lambda theme: named[theme],
            help=words.text("agenda.themes_help"),
            key=f"{key}_themes",
        )
        if st.form_submit_button(words.text("agenda.save"), type="primary", key=f"{key}_save"):
            if not text.strip():
                st.warning(words.text("agenda.empty_text"))
                return
            new = Question(
                old.id,
                " ".join(text.split()),
                int(priority or old.priority),
                (group or "").strip(),
                decision.strip(),
                due.isoformat() if due else "",
                owner.strip(),
                tuple(themes),
            )
            kept = list(questions)
            if at is None:
                kept.append(new)
            else:
                kept[at] = new
            _put(ws, kept)


def _remove(ws: Workspace, questions: Sequence[Question], at: int) -> None:
    """Takes the question at this place off the agenda; the agenda before can be brought back."""
    if st.button(session.words().text("agenda.remove"), icon=":material/delete:", key=f"remove_{questions[at].id}"):
        _put(ws, [question for place, question in enumerate(questions) if place != at])


def history(ws: Workspace) -> None:
    """The way back to the agenda before the newest change."""
    words = session.words()
    if pipeline.can_undo_agenda(ws) and st.button(
        words.text("agenda.undo"), icon=":material/undo:", key="undo_agenda", type="tertiary"
    ):
        pipeline.undo_agenda(ws)
        _ask_again(ws)


def _put(ws: Workspace, questions: Sequence[Question]) -> None:
    pipeline.set_questions(ws, questions)
    _ask_again(ws)


def _ask_again(ws: Workspace) -> None:
    """Has the agenda matched by the worker, where there is something to match it with."""
    if session.snapshot(ws) is not None and not workspaces.active_jobs(ws):
        workspaces.ask_for(ws, "analyse")
    st.rerun()
