"""Agenda: the questions to answer, how each stands, and how much of each source speaks to them."""

from functools import partial

import streamlit as st

from insight_synth import pipeline
from insight_synth.workbench import charts, components, folding, pictures, session, tables, workspaces
from insight_synth.workbench.agenda import asking, questions
from insight_synth.workbench.untrusted import plain

words = session.words()
st.title(words.text("agenda.title"), anchor=False)
ws = session.workspace()
if ws is None:
    components.nothing_yet(None)
    session.stop()
shown = session.snapshot(ws)
asked = pipeline.questions(ws)
st.caption(words.text("agenda.how"))
if not asked:
    st.info(words.text("agenda.empty"), title=words.text("agenda.empty_title"))
folding.folded(
    words.text("agenda.add"),
    f"add_{len(asked)}",
    partial(questions.form, ws, shown, asked, None),
    icon=":material/add:",
    unfolded=not asked,
)
questions.history(ws)
if not asked:
    session.stop()
answers = {answer.question: answer for answer in shown.answers} if shown else {}
waiting = [question for question in asked if question not in answers]
if shown is None:
    components.nothing_yet(ws)
elif waiting and not workspaces.active_jobs(ws):
    st.info(words.say("agenda.waiting", questions=len(waiting)))
    components.analyse_button(ws, again=True)
with st.container(horizontal=True):
    for state in questions.STATES:
        count = sum(answer.state == state for answer in answers.values())
        colour, icon = questions.BADGES[state]
        st.badge(f"{words.text(f'agenda.state_{state}')}: {words.show(count)}", icon=icon, color=colour)
group = st.pills(
    words.text("agenda.only_group"),
    sorted({question.group for question in asked if question.group}),
    selection_mode="single",
    format_func=plain,
    key="agenda_group",
)
for at, question in sorted(enumerate(asked), key=lambda pair: (pair[1].priority, pair[0])):
    if group and question.group != group:
        continue
    found = answers.get(question)
    with st.container(border=True, key=f"agenda_{question.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(plain(question.text), anchor=False)
            if found is not None:
                questions.badge(found.state)
            elif shown is not None:
                st.badge(words.text("agenda.state_waiting"), icon=":material/schedule:", color="blue")
        st.caption(questions.about(question))
        if found is not None and shown is not None:
            questions.told(found, shown)
        if found is not None and shown is not None:
            behind = partial(questions.answer, found, shown)
            folding.folded(words.text("agenda.behind"), f"behind_{question.id}", behind)
            if found.state in asking.STATES:
                asking.panel(ws, shown, question)
        folding.in_window(
            words.text("agenda.edit"),
            f"edit_{question.id}_{len(asked)}",
            partial(questions.edit, ws, shown, asked, at),
            icon=":material/edit:",
        )
if shown is not None and shown.agenda_shares:
    st.header(words.text("agenda.by_source"), anchor=False)
    pictures.picture(
        charts.agenda_shares(shown, words),
        words.text("agenda.by_source_caption"),
        tables.agenda_shares(shown, words),
        "agenda_shares",
    )
