"""A theme's sources laid side by side in the browser: how well they bear it out, and what compares.

Shows; triangulation, contradictions and comparisons are worked out by ``evidence``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import streamlit as st

from insight_synth.model import ComparedShare, Comparison, Snapshot, Theme
from insight_synth.workbench import components, method_charts, method_tables, pictures, session, views
from insight_synth.workbench.untrusted import one_line, plain

_SHOWN_PAIRS = 4
_SHOWN_CAVEATS = 5


def borne_out(theme: Theme) -> None:
    """How well independent sources bear the theme out, and whether they agree in tone; nothing where none do."""
    words, found = session.words(), theme.triangulation
    if found is None or found.strength == "none":
        return
    counts = {"kinds": found.kinds, "internal": found.internal, "external": found.external}
    told = words.say(f"triangulation.{found.strength}", **counts)
    st.markdown(f"{told} {words.text(f'triangulation.{found.tone}')}" if found.tone else told)


def compared(shown: Snapshot, theme: Theme) -> None:
    """The theme's share in the sources that compare, as it was made comparable, with what still holds between them."""
    found = next((one for one in shown.comparisons if one.theme_id == theme.id), None)
    if found is None:
        return
    words, names = session.words(), components.source_names(shown)
    st.header(words.text("compared.title"), anchor=False)
    st.caption(words.text("compared.intro"))
    if not found.sets:
        st.info(words.text("compared.none"))
        return
    sets = views.largest_first(found.sets)
    chosen = sets[0]
    if len(sets) > 1:
        chosen = st.selectbox(
            words.say("together.sets", sets=len(sets)),
            sets,
            format_func=lambda sources: words.say(
                "together.set", sources=len(sources), names=one_line("; ".join(names.get(one, one) for one in sources))
            ),
            key=f"set_{theme.id}",
        )
    rows = [share for share in found.shares if share.source in chosen]
    _picture(rows, names)
    _differences(found, chosen, names)
    _beside(shown, found, chosen, names)
    together = {source for sources in found.sets for source in sources}
    if apart := [names.get(one.source, one.source) for one in found.shares if one.source not in together]:
        st.caption(words.say("compared.apart", sources=plain("; ".join(apart))))


def _picture(rows: list[ComparedShare], names: Mapping[str, str]) -> None:
    words = session.words()
    pictures.picture(
        method_charts.compared(rows, names, words),
        words.text("together.caption"),
        method_tables.compared(rows, names, words),
        "theme_compared",
    )


def _differences(found: Comparison, chosen: Sequence[str], names: Mapping[str, str]) -> None:
    """Which of the sources speak surely more of the theme than others."""
    words = session.words()
    within = [pair for pair in found.differs if set(pair) <= set(chosen)]
    if not within:
        st.markdown(words.text("compared.same"))
        return
    pairs = []
    for left, group in groupby(within, key=lambda pair: pair[0]):
        less = "; ".join(names.get(right, right) for _, right in group)
        pairs.append(words.say("together.pair", left=plain(names.get(left, left)), right=plain(less)))
    more = len(pairs) - _SHOWN_PAIRS
    lines = [*pairs[:_SHOWN_PAIRS], *([words.say("removing.more", more=more)] if more > 0 else [])]
    st.markdown("\n".join([words.text("together.differs"), "", *(f"- {line}" for line in lines)]))


def _beside(shown: Snapshot, found: Comparison, chosen: Sequence[str], names: Mapping[str, str]) -> None:
    """The caveats that still hold between the sources shown, one a case."""
    words = session.words()
    for caveat in views.caveats_between(found, chosen)[:_SHOWN_CAVEATS]:
        sources = plain("; ".join(names.get(source, source) for source in caveat.sources))
        line = words.say("compared.caveat", sources=sources, why=plain(words.caveat(shown, caveat)))
        st.markdown(f":material/warning: {line}")
