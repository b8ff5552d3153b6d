"""Mentions: what stands behind a figure, page by page, down to the row."""

import streamlit as st

from insight_synth.model import NO_THEME, Filter
from insight_synth.workbench import components, session
from insight_synth.workbench.mentions import narrowing, opening, selection
from insight_synth.workbench.untrusted import plain

words = session.words()
title = st.empty()
title.title(words.text("mentions.title"), anchor=False)
ws, shown = components.analysed()
asked = opening.asked(st.query_params.to_dict(), shown)
if asked.faults:
    narrowing.faulty(asked)
    session.stop()
wanted, at = asked.wanted, narrowing.look()
known = narrowing.counted(ws, wanted)
if wanted != Filter():
    title.title(plain(selection.heading(known.mentions, wanted, shown, words)), anchor=False)
if known.mentions:
    st.markdown(words.say("mentions.voices", mentions=known.mentions, voices=known.voices))
if wanted.theme == NO_THEME and known.mentions:
    st.caption(words.say("unthemed.split", telling=known.telling, slight=known.mentions - known.telling))
narrowing.chips(wanted, shown)
narrowing.controls(ws, shown, wanted)
if not known.mentions:
    st.info(words.text("mentions.none"), icon=":material/search_off:")
    session.stop()
narrowing.arranging(at)
narrowing.listed(ws, shown, wanted, at, known)
narrowing.download(ws, wanted, at.order)
