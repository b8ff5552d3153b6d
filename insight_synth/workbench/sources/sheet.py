"""A source's sheet in the browser: what it says in few sentences, its worth, what to mend, what it compares with.

Shows; digests, worth and caveats are worked out by the analysis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from insight_synth.model import Advice, Export, Filter, Reason, Snapshot, Source, SourceProfile
from insight_synth.report.reasons import is_to_mend
from insight_synth.workbench import components, folding, method_tables, session, views
from insight_synth.workbench.mentions import opening, quotations
from insight_synth.workbench.sources import source_rows
from insight_synth.workbench.untrusted import plain

_SIGNS = {"for": ":material/add_circle:", "against": ":material/remove_circle:", "neutral": ":material/circle:"}
_SHOWN = 6
_SPOKEN = 8  # themes
_QUALITY = ("dated", "with_customer", "with_segment", "with_rating", "with_weight")
_BESIDE = 8  # sources named at once


def figures(source: Source, profile: SourceProfile | None, exports: Sequence[Export]) -> None:
    """Whose it is, what it costs, how many voices it has and how new it is; the profile is None before an analysis."""
    words = session.words()
    with st.grid(4, min_column_width=150):
        st.metric(words.text("figure.owner"), plain(source.owner) or words.show(None), border=True)
        cost = words.say("source.euros", cost=round(source.cost_per_year)) if source.cost_per_year else words.show(None)
        st.metric(words.text("source.cost"), cost, border=True)
        st.metric(words.text("figure.voices"), words.show(profile.voices if profile else None), border=True)
        last = profile.last if profile else max((export.audit.last for export in exports), default="")
        st.metric(words.text("figure.last"), words.show(last, "date") if last else words.show(None), border=True)


def advised(shown: Snapshot, advice: Advice) -> None:
    """The advice with its reasons, and what would be lost without the source."""
    words = session.words()
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.header(words.text("source.advice"), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center"):
            components.verdict_badge(advice.verdict)
            st.caption(words.say("source.sure", confidence=words.show(advice.confidence, "share")), width="content")
        st.write(words.text(f"source.verdict_{advice.verdict}"))
        _grounds(shown, advice)
    with right:
        st.header(words.text("source.what_if"), anchor=False)
        what_if = advice.what_if
        points = round((what_if.coverage_before - what_if.coverage_after) * 100, 1)
        st.metric(
            words.text("source.coverage"),
            words.show(what_if.coverage_after, "share"),
            f"-{words.show(points, 'number')}" if points else None,
            delta_description=words.text("source.points" if points else "source.same"),
            help=words.text("source.coverage_help"),
            border=True,
        )
        for key, ids in (("lost", what_if.themes_lost), ("weakened", what_if.themes_weakened)):
            themes = views.themes_by_id(shown, ids)
            st.markdown(words.say(f"source.{key}", themes=len(themes)))
            for theme in themes:
                components.theme_link(theme)


def _grounds(shown: Snapshot, advice: Advice) -> None:
    """The reasons of a verdict, what to mend apart from them, and what would change the verdict."""
    words = session.words()
    numbered = list(enumerate(advice.reasons))
    for at, reason in numbered:
        if not is_to_mend(reason):
            _reason(shown, advice, reason, at)
    faults = [(at, reason) for at, reason in numbered if is_to_mend(reason)]
    if faults:
        st.subheader(words.text("digest.mend"), anchor=False)
        for at, reason in faults:
            _reason(shown, advice, reason, at, icon=":material/build:")
    if change := words.change(shown, advice):
        st.subheader(words.text("digest.change"), anchor=False)
        st.markdown(plain(change))


def _reason(shown: Snapshot, advice: Advice, reason: Reason, at: int, icon: str = "") -> None:
    words = session.words()
    st.markdown(f"{icon or _SIGNS[reason.weighs]} {plain(words.reason(shown, advice, reason))}")
    if reason.citations:
        folding.folded(
            words.say("source.examples", quotes=len(reason.citations)),
            f"examples_{at}",
            partial(quotations.listed, reason.citations, shown, f"reason_{at}"),
        )


def worth(shown: Snapshot, advice: Advice) -> None:
    """What the source adds to all others together, and how much of it speaks to the agenda."""
    words, found = session.words(), advice.worth
    if found is None:
        return
    st.header(words.text("digest.worth"), anchor=False)
    parts = ["themes", *(["agenda"] if shown.answers else []), "coverage"]
    with st.grid(3, min_column_width=130):
        for part in parts:
            st.metric(
                words.text(f"sheet.worth_{part}"),
                words.show(getattr(found, part), "share"),
                border=True,
                help=words.text(f"sheet.worth_{part}_help"),
            )
    caption = words.text("sheet.worth_caption")
    if found.error:
        caption += words.say("digest.worth_error", error=words.show(found.error, "share"))
    st.caption(caption)
    spoken = next((share for share in shown.agenda_shares if share.source == advice.source), None)
    if spoken is None:
        return
    share, low, high = (words.show(value, "share") for value in (spoken.share, spoken.low, spoken.high))
    st.markdown(
        words.say("sheet.speaks", voices=spoken.voices, of_voices=spoken.of_voices, share=share, low=low, high=high)
    )
    texts = {answer.question.id: answer.question.text for answer in shown.answers}
    if asked := [texts[one] for one in spoken.questions if one in texts]:
        with st.expander(words.say("sheet.helps", questions=len(asked))):
            st.markdown("\n".join(f"- {plain(text)}" for text in asked))


def digest(shown: Snapshot, source_id: str) -> None:
    """The source in few sentences of its own, what only it says, and what it never speaks of."""
    found = next((digest for digest in shown.digests if digest.source == source_id), None)
    if found is None or not (found.points or found.only_here or found.never):
        return
    words, known = session.words(), {theme.id: theme for theme in shown.shown_themes}
    points = [(at, point) for at, point in enumerate(found.points) if point.theme_id in known]
    if points:
        st.header(words.text("digest.points"), anchor=False)
        st.caption(words.text("sheet.points_caption"))
    for at, point in points:
        count, sentence = st.columns([1, 6], vertical_alignment="center")
        count.metric(
            words.text("figure.voices"), words.say("figure.voices_of", voices=point.voices, of=point.of_voices)
        )
        with sentence:
            quotations.quotation(point.sentence, shown, f"point_{at}", known[point.theme_id])
    lists = {name: views.themes_by_id(shown, getattr(found, name)) for name in ("only_here", "never")}
    told = {name: themes for name, themes in lists.items() if themes}
    for place, (name, themes) in zip(st.columns(max(1, len(told)), gap="large"), told.items(), strict=False):
        with place:
            (st.subheader if points else st.header)(words.text(f"sheet.{name}"), anchor=False)
            st.caption(words.text(f"sheet.{name}_caption"))
            with st.container(gap=None):
                for theme in themes[:_SHOWN]:
                    components.theme_link(theme)


def spoken_of(shown: Snapshot, source_id: str) -> None:
    """The themes that stand in the source, each with what it says of them."""
    words, spoken = session.words(), views.standing_in(shown, source_id)
    if not spoken:
        return
    st.header(words.text("source.speaks"), anchor=False)
    for theme, entry in spoken[:_SPOKEN]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{words.show(entry.share, 'share')}**", width=70)
            components.theme_link(theme)
            passages = words.say("source.passages", passages=entry.mentions)
            opening.link(passages, Filter(theme.id, (source_id,)))


def filled(profile: SourceProfile) -> None:
    """How well the fields of its records are filled in."""
    words = session.words()
    st.header(words.text("source.filled"), anchor=False)
    with st.grid(5, min_column_width=130):
        for name in _QUALITY:
            st.metric(words.text(f"source.{name}"), words.show(getattr(profile, name), "share"), border=True)


def compared(shown: Snapshot, source_id: str) -> None:
    """What stands between its figures and others', a line a case; then what is merely worth knowing of it."""
    words, names = session.words(), components.source_names(shown)
    obstacles, facts = views.caveats_of(shown, source_id)
    _beside(shown, source_id, names)
    if obstacles:
        st.subheader(words.text("source.compare"), anchor=False)
    for ground in obstacles:
        _ground(shown, ground, names)
    if pairs := [caveat for ground in obstacles for caveat in ground.caveats]:
        with st.expander(words.say("sheet.pairs", caveats=len(pairs)), icon=":material/table:"):
            table = method_tables.caveats(pairs, source_id, names, shown, words)
            st.dataframe(table, hide_index=True, alt=words.text("source.compare"))
    if facts:
        st.subheader(words.text("sheet.facts"), anchor=False)
    for ground in facts:
        _ground(shown, ground, names, icon=":material/info:")


def _beside(shown: Snapshot, source_id: str, names: Mapping[str, str]) -> None:
    """The other sources in three columns: those it may be laid beside freely, with caution, and not at all."""
    words = session.words()
    st.header(words.text("source.beside"), anchor=False)
    sides = zip(("freely", "careful", "never"), source_rows.comparable(shown, source_id), strict=True)
    for place, (side, others) in zip(st.columns(3), sides, strict=True):
        with place.container(border=True):
            st.subheader(words.say(f"source.beside_{side}", sources=len(others)), anchor=False)
            for other in others[:_BESIDE]:
                components.link("source", plain(names.get(other, other)), source=other)
            if len(others) > _BESIDE:
                with st.expander(words.say("removing.more", more=len(others) - _BESIDE)):
                    for other in others[_BESIDE:]:
                        components.link("source", plain(names.get(other, other)), source=other)


def _ground(shown: Snapshot, ground: views.Ground, names: Mapping[str, str], icon: str = "") -> None:
    """One fault in a line: in few words with every source it stands between, or with its figures where there is one."""
    words = session.words()

    def say(why: str, others: str) -> str:
        told = words.say("sheet.line", why=why, sources=others) if others else why
        return told[:1].upper() + told[1:]

    icon = icon or (":material/block:" if ground.first.severity == "not comparable" else ":material/warning:")
    others = plain("; ".join(names.get(other, other) for other in ground.others))
    if len(ground.others) > 1:
        st.markdown(f"{icon} {say(plain(words.caveat_short(ground.first)), others)}")
        return
    for caveat in ground.caveats:
        st.markdown(f"{icon} {say(plain(words.caveat(shown, caveat)), others)}")
