"""Effect: what is followed through time, whether it changed, and whether an action made it."""

import streamlit as st

from insight_synth import pipeline
from insight_synth.workbench import components, pictures, session
from insight_synth.workbench.effect import charts, following
from insight_synth.workbench.untrusted import one_line, plain

words = session.words()
st.title(words.text("effect.title"), anchor=False)
ws, shown = components.analysed()
st.caption(words.text("effect.how"))
followed = {indicator.id: indicator for indicator in pipeline.indicators(ws)}
following.dropped(ws)
following.form(ws, shown, opened=not followed)
if not followed:
    st.info(words.text("effect.empty"), title=words.text("effect.empty_title"))
    session.stop()
asked = st.query_params.get("indicator", "")
ids = list(followed)
chosen = st.selectbox(
    words.text("effect.followed"),
    ids,
    index=ids.index(asked) if asked in followed else 0,
    format_func=lambda key: one_line(following.called(followed[key], shown)),
    key=f"effect_of_{asked}",
)
indicator = followed[chosen]
with st.spinner(words.text("effect.counting")):
    found = session.effect(ws, indicator)
st.header(plain(following.called(indicator, shown)), anchor=False)
about = [plain(indicator.group)] if indicator.group else []
if indicator.on:
    about.append(words.say("effect.since", action=plain(indicator.action), on=words.show(indicator.on, "date")))
if about:
    st.caption(" · ".join(about))
following.before_and_after(found)
if found.chart.points:
    pictures.picture(
        charts.control_chart(found, words), words.text("effect.caption"), following.table(found), "effect_chart"
    )
following.changes(found)
following.behaviour(found)
following.rests_on(found, components.source_names(shown))
following.drop(ws, indicator)
