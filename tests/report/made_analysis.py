"""The made snapshot with everything the analyst's method adds: agenda, digests, comparisons, contradictions, worth."""

# ruff: noqa: E501 - the tables below are read across

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from insight_synth.model import (
    Advice,
    AgendaShare,
    Answer,
    AnswerState,
    Caveat,
    Citation,
    ComparedShare,
    Comparison,
    Contradiction,
    Point,
    Question,
    Reason,
    Snapshot,
    SourceAnswer,
    SourceDigest,
    Theme,
    Triangulation,
    Worth,
)
from tests.report.made_snapshot import Made, made_snapshot, wilson

QUESTIONS = (
    Question("q1", "Why do deliveries come late?", 1, "", "Which carrier to keep next year", "2026-12-15", "Logistics"),
    Question("q2", "Mikä saa yritysasiakkaat vaihtamaan?", 1, "business", "Yritysmyynnin painopisteet", "", "Myynti"),
    Question("q3", "Czy klienci korzystają z automatów?", 2, "consumer"),
    Question("q4", "Do members understand the new points?", 3, "", "Whether to change the programme"),
)
STATES: tuple[AnswerState, ...] = ("answered", "thin", "contradicted", "open")


def made_analysis() -> Made:
    """The made snapshot with answers, digests and the rest; every quotation is of a verbatim it holds."""
    made = made_snapshot()
    shown = made.snapshot
    speaking = [profile.source.id for profile in shown.profiles if profile.voices]
    tops = shown.top_themes
    themes = tuple(_borne_out(theme) for theme in shown.themes)
    snapshot = replace(
        shown,
        themes=themes,
        answers=tuple(_answer(shown, place, speaking) for place in range(4)),
        agenda_shares=tuple(_speaks(shown, place, source) for place, source in enumerate(speaking)),
        digests=tuple(_digest(shown, place, source) for place, source in enumerate(speaking)),
        comparisons=tuple(_comparison(theme) for theme in tops if theme.recurs),
        contradictions=(
            Contradiction("t009", "sentiment", "reviews", "social", {"left_score": -0.61, "right_score": 0.44}, 0.001),
            Contradiction("t001", "silence", "complaints", "survey", {"voices": 1, "of_voices": 310, "expected": 38.2, "share": 0.24, "sources": 9}, 0.002),
            Contradiction("t003", "silence", "complaints", "social", {"voices": 2, "of_voices": 377, "expected": 21.0, "share": 0.15, "sources": 8}, 0.01),
        ),
        cheapest=("complaints", "contact-reasons", "reviews", "staff-opinions"),
        advice=tuple(_weighed(advice) for advice in shown.advice),
        caveats=(*shown.caveats, *_cases()),
    )
    return Made(snapshot, made.verbatims)


def _borne_out(theme: Theme) -> Theme:
    if theme.parent or not theme.recurs:
        return theme
    strength = "strong" if theme.independent_sources > 6 else "fair" if theme.independent_sources > 3 else "weak"
    agreement = {"strong": 0.86, "fair": 0.6, "weak": None}[strength]
    found = Triangulation(0.001, theme.independent_sources, 4, 3, 2, agreement, strength)  # type: ignore[arg-type]
    return replace(theme, triangulation=found)


def _answer(shown: Snapshot, place: int, speaking: list[str]) -> Answer:
    state, question = STATES[place], QUESTIONS[place]
    theme = shown.top_themes[place]
    if state == "open":
        return Answer(question, state, 2, 2, 0)
    sources = []
    for at, source in enumerate(speaking[: 6 - 2 * place]):
        of_voices = shown.profile(source).voices
        voices = of_voices // (7 + at)
        low, high = wilson(voices, of_voices)
        told = (voices, 2, 1) if at % 2 else (1, 2, voices)
        sources.append(
            SourceAnswer(
                source, voices + 3, voices, of_voices, voices / of_voices, low, high, at < 3, told[0], told[1], told[2]
            )
        )
    opposed = (speaking[1], speaking[0]) if state == "contradicted" else ()
    total = sum(row.voices for row in sources)
    independent = 1 if state == "thin" else len(sources)
    return Answer(
        question,
        state,
        total + 9,
        total,
        independent,
        tuple(sources),
        (theme.id,),
        opposed,
        groupless=("forum", "social") if question.group == "business" else (),
        quotes=theme.quotes[:3],
    )


def _speaks(shown: Snapshot, place: int, source: str) -> AgendaShare:
    of_voices = shown.profile(source).voices
    voices = of_voices * (40 - 3 * place) // 100
    low, high = wilson(voices, of_voices)
    return AgendaShare(source, voices, of_voices, voices / of_voices, low, high, ("q1", "q3")[: 1 + place % 2])


def _digest(shown: Snapshot, place: int, source: str) -> SourceDigest:
    points: list[Point] = []
    for theme in shown.top_themes:
        row = next((row for row in theme.evidence if row.source == source and row.stands), None)
        quote = _own(theme, source)
        if row and quote and len(points) < 7:
            points.append(Point(theme.id, quote, row.voices, row.of_voices))
    points.sort(key=lambda point: -point.voices)
    only = ("t013",) if source == "staff-opinions" else ()
    never = ("t001", "t004") if place % 3 == 0 else ("t005",) if place % 3 == 1 else ()
    return SourceDigest(source, tuple(points), only, never)


def _own(theme: Theme, source: str) -> Citation | None:
    return next((quote for quote in theme.quotes if quote.source == source), None)


def _comparison(theme: Theme) -> Comparison:
    standing = sorted((row for row in theme.evidence if row.stands), key=lambda row: -row.share)
    bases = ("post-stratified", "weighted", "raw")
    shares = tuple(
        ComparedShare(row.source, row.share, row.low, row.high, row.voices, row.of_voices, row.of_voices * 0.8, bases[at % 3])  # type: ignore[arg-type]
        for at, row in enumerate(standing)
    )  # fmt: skip
    ids = tuple(row.source for row in standing)
    if len(ids) < 3:
        return Comparison(theme.id, shares, ())
    sets = (ids[:3], ids[1:4]) if len(ids) > 3 else (ids[:2],)
    differs = ((ids[0], ids[1]), (ids[0], ids[2])) if len(ids) > 4 else ()
    caveats = tuple(caveat for caveat in _cases() if set(caveat.sources) <= set(ids))
    held = (
        Caveat(
            ids[:2], "period", "caution", {"fault": "hardly", "months": 5, "overlap": 0.2, "left": 0.31, "right": 0.44}
        ),
    )
    return Comparison(theme.id, shares, sets, differs, (*held, *caveats))


def _cases() -> tuple[Caveat, ...]:
    mix: dict[str, float | int | str] = {"fault": "mix", "shared": 1.0, "distance": 0.41, "group": "business", "left": 0.12, "right": 0.53}
    return (
        Caveat(("complaints", "contact-reasons"), "segments", "caution", mix),
        Caveat(("complaints",), "sample", "note", {"fault": "reach", "heard": 210, "base": 2_400, "share": 0.0875}),
        Caveat(("blog",), "sample", "caution", {"fault": "few", "voices": 41, "effective": 38, "interval": 15}),
        Caveat(("survey",), "weights", "not comparable", {"fault": "sum", "sum": 612.0, "of": 310}),
        Caveat(("forum",), "period", "caution", {"fault": "gaps", "months": 7, "of": 24, "first": "2026-01", "last": "2026-05"}),
    )  # fmt: skip


def _weighed(advice: Advice) -> Advice:
    """The advice with what the source adds, the faults to mend and what would change the verdict."""
    faults: list[Reason] = []
    if advice.verdict == "fix":
        figures: Mapping[str, float | int | str] = {"dated": 62.0, "missing": 118, "points": 9.2, "points_mended": 6.1}
        faults.append(Reason("undated", "Only 62 % …", 62.0, (), figures, "against"))
        faults.append(Reason("weights-sum", "Its weights …", 612, (), {"sum": 612.0, "of": 310}, "against"))
        faults.append(Reason("mended-weights", "With …", 4, (), {"sources": 4, "of_sources": 11}, "neutral"))
    costs = {"cost": 12000.0, "carried": 1.4, "cost_per_theme": 8571, "times_median_theme": 2.1}
    faults.append(Reason("cost-per-theme", "It costs …", 8571, (), costs, "neutral"))
    changes = {
        "track": Reason("change-breaks", "If …", 60, figures={"allowed": 31, "needed": 84, "per": 120}),
        "keep": Reason("change-few-months", "If …", 9, figures={"missing_months": 9}),
        "fix": Reason("change-mended-track", "Once …", 2, figures={"faults": 2}),
        "retire": Reason("change-own-voices", "If …", 93, figures={"limit": 60.0, "overlap": 93.0}),
    }
    worth = Worth(0.11, 0.2, 0.09, 0.012 if advice.source == "reviews" else 0.0)
    return replace(advice, reasons=(*advice.reasons, *faults), worth=worth, change=changes[advice.verdict])
