"""The chapter on the agenda: how each question stands, who speaks to it, and what share of each source does."""

from __future__ import annotations

from insight_synth.model import AgendaShare, Answer, Question, SourceAnswer
from insight_synth.report.analyst_figures import question_key
from insight_synth.report.document import (
    Block,
    Column,
    Facts,
    Finding,
    Heading,
    Prose,
    Quotes,
    Section,
    SourceBar,
    SourceChart,
    Span,
    Table,
    Text,
)  # fmt: skip
from insight_synth.report.ledger import Ledger, named

SHOWN_QUOTES = 2
SHOWN_THEMES = 4
_STATES = ("answered", "thin", "contradicted", "open")


def agenda_sections(ledger: Ledger) -> list[Section]:
    """The chapter's opening and a part a question; nothing where there is no agenda."""
    if not ledger.snapshot.answers:
        return []
    return [_opening(ledger), *(_part(ledger, answer) for answer in _in_order(ledger))]


def agenda_line(ledger: Ledger) -> Prose:
    """How the agenda stands, in one sentence; empty where there is none."""
    if not ledger.snapshot.answers:
        return Prose()
    return ledger.catalogue.say("agenda.story", questions=ledger.figure("agenda/questions"), parts=_states(ledger))


def _states(ledger: Ledger) -> Prose:
    """How many questions stand how; a state that none is in goes without saying."""
    counts = {state: ledger.figure(f"agenda/{state}") for state in _STATES}
    say = ledger.catalogue.say
    return ledger.catalogue.joined(
        [say(f"agenda.part_{state}", count=count) for state, count in counts.items() if count.value]
    )


def _in_order(ledger: Ledger) -> list[Answer]:
    """By customer group, those on all customers first; within a group as the agenda has them."""
    groups = sorted({answer.question.group for answer in ledger.snapshot.answers})
    return [answer for group in groups for answer in ledger.snapshot.answers if answer.question.group == group]


def _opening(ledger: Ledger) -> Section:
    say, text = ledger.catalogue.say, ledger.catalogue.text
    intro = say("agenda.intro", questions=ledger.figure("agenda/questions"), parts=_states(ledger))
    blocks: list[Block] = [Text(intro)]
    answers = _in_order(ledger)
    groups = list(dict.fromkeys(answer.question.group for answer in answers))
    for group in groups:
        if len(groups) > 1:
            blocks.append(Heading(f"{text('agenda.group')}: {named(group)}" if group else text("agenda.group_all")))
        blocks.append(_overview(ledger, [answer for answer in answers if answer.question.group == group]))
    if ledger.snapshot.agenda_shares:
        blocks += [
            Heading(text("agenda.shares")),
            Text(say("agenda.shares_intro")),
            _shares(ledger, ledger.snapshot.agenda_shares),
        ]
    return Section("agenda", "agenda", text("agenda.title"), blocks=tuple(blocks))


def _overview(ledger: Ledger, answers: list[Answer]) -> Table:
    text = ledger.catalogue.text
    dated = any(answer.question.due for answer in ledger.snapshot.answers)
    columns = (
        Column(text("agenda.col_question"), 5.4),
        Column(text("agenda.col_state"), 1.7),
        Column(text("agenda.col_voices"), 1.0, "right"),
        Column(text("agenda.col_sources"), 1.6, "right"),
        *((Column(text("agenda.col_due"), 2.0, "right"),) if dated else ()),
    )
    rows = []
    for answer in answers:
        key = question_key(answer)
        due = ledger.prose(f"{key}/due", "date") if answer.question.due else Prose((Span("–"),))
        rows.append((
            Prose((Span(_asked(answer.question), target=_place(answer), strong=True),)),
            Prose((Span(text(f"agenda.state_{answer.state}")),)),
            ledger.prose(f"{key}/voices"),
            ledger.prose(f"{key}/independent_sources"),
            *((due,) if dated else ()),
        ))  # fmt: skip
    return Table(columns, tuple(rows))


def _part(ledger: Ledger, answer: Answer) -> Section:
    text = ledger.catalogue.text
    quotes = tuple(ledger.cite(quote) for quote in answer.quotes[:SHOWN_QUOTES])
    blocks: list[Block] = [Finding("", _claim(ledger, answer), quotes, id=answer_id(answer))]
    if facts := _facts(ledger, answer):
        blocks.append(Facts(facts))
    if answer.sources:
        blocks.append(_chart(ledger, answer))
    if answer.groupless:
        blocks.append(Text(ledger.catalogue.say("agenda.groupless", sources=ledger.sources(answer.groupless)), "note"))
    if quotes:
        blocks += [Heading(text("label.quotes")), Quotes(quotes, id=f"quotes:{question_key(answer)}")]
    return Section(_place(answer), "question", _asked(answer.question), 2, tuple(blocks))


def _claim(ledger: Ledger, answer: Answer) -> Prose:
    say, key = ledger.catalogue.say, question_key(answer)
    message = f"agenda.claim_{answer.state}"
    named_figures = {"voices": "voices", "sources": "independent_sources"}
    values = {
        name: ledger.figure(f"{key}/{named_figures[name]}") for name in sorted(ledger.catalogue.slots(message))
    }  # fmt: skip
    claim = say(message, **values)
    rows = {row.source for row in answer.sources}
    if len(answer.opposed) == 2 and rows.issuperset(answer.opposed):
        left, right = answer.opposed
        opposed = say(
            "agenda.opposed",
            left=ledger.source(left),
            right=ledger.source(right),
            left_score=ledger.figure(f"{key}/source:{left}/tone", "score"),
            right_score=ledger.figure(f"{key}/source:{right}/tone", "score"),
        )
        claim += Prose((Span(" "),)) + opposed
    return claim + ledger.cites(answer.quotes[:SHOWN_QUOTES])


def _facts(ledger: Ledger, answer: Answer) -> tuple[tuple[str, Prose], ...]:
    """What the question is for; a question nobody described has its priority only."""
    text, question = ledger.catalogue.text, answer.question
    rows = [(text("agenda.priority"), Prose((Span(text(f"agenda.priority_{question.priority}")),)))]
    if not ledger.catalogue.has(f"agenda.priority_{question.priority}"):
        rows = []
    for label, value in (("group", question.group), ("decision", question.decision), ("owner", question.owner)):
        if value:
            rows.append((text(f"agenda.{label}"), Prose((Span(named(value, 300)),))))
    if question.due:
        rows.append((text("agenda.due"), ledger.prose(f"{question_key(answer)}/due", "date")))
    shown = {theme.id for theme in ledger.snapshot.shown_themes}
    if themes := [theme for theme in answer.themes if theme in shown][:SHOWN_THEMES]:
        rows.append((text("agenda.themes"), ledger.themes(themes)))
    return tuple(rows)


def _chart(ledger: Ledger, answer: Answer) -> SourceChart:
    say, text, key = ledger.catalogue.say, ledger.catalogue.text, question_key(answer)
    ordered = sorted(answer.sources, key=lambda row: (-row.share, row.source))
    rows = tuple(_bar(ledger, key, row) for row in ordered)
    alt = say(
        "agenda.chart_alt",
        question=_asked(answer.question),
        where=ledger.source_name(ordered[0].source),
        share=ledger.figure(f"{key}/source:{ordered[0].source}/share", "share"),
    ).text
    return SourceChart(text("agenda.chart"), rows, alt, text("agenda.weak"))


def _bar(ledger: Ledger, key: str, row: SourceAnswer) -> SourceBar:
    own = f"{key}/source:{row.source}"
    share, low, high = (ledger.figure(f"{own}/{name}", "share").id for name in ("share", "low", "high"))
    voices, of_voices = (ledger.figure(f"{own}/{name}").id for name in ("voices", "of_voices"))
    return SourceBar(ledger.source_name(row.source), share, low, high, voices, of_voices, row.counts)


def _shares(ledger: Ledger, shares: tuple[AgendaShare, ...]) -> Table:
    say, text = ledger.catalogue.say, ledger.catalogue.text
    columns = (
        Column(text("agenda.col_source"), 4.8),
        Column(text("agenda.col_share"), 0.9, "right"),
        Column(text("agenda.col_interval"), 1.4, "right"),
        Column(text("agenda.col_voices"), 1.4, "right"),
        Column(text("agenda.col_helps"), 1.9, "right"),
    )
    rows = []
    for share in sorted(shares, key=lambda share: (-share.share, share.source)):
        key = f"speaks:{share.source}"
        counts = {name: ledger.figure(f"{key}/{name}") for name in ("voices", "of_voices")}
        rows.append((
            ledger.source(share.source),
            ledger.prose(f"{key}/share", "share", strong=True),
            interval(ledger, key),
            say("agenda.voices_value", **counts),
            ledger.prose(f"{key}/questions"),
        ))  # fmt: skip
    return Table(columns, tuple(rows))


def interval(ledger: Ledger, key: str) -> Prose:
    """The two ends of an interval, as they stand in a table."""
    return ledger.prose(f"{key}/low", "share") + Prose((Span("–"),)) + ledger.prose(f"{key}/high", "share")


def _asked(question: Question) -> str:
    return named(question.text, 300) or named(question.id)


def answer_id(answer: Answer) -> str:
    """The id under which an answer's claim is edited."""
    return question_key(answer).replace("question", "answer", 1)


def _place(answer: Answer) -> str:
    return question_key(answer).replace(":", "-", 1)
