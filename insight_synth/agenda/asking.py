"""Whom to ask next about a question that is open or thin: which customers, after which event, how many, and what.

It counts whom the company knows and who spoke; it sends nothing. Customers are known by keyed hashes only. How near an
event is to a question is told by its words and by those of its customers who spoke, and stays a proposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insight_synth.agenda.deviating import RECENT_DAYS, deviations, recent_since
from insight_synth.agenda.neutral import five_questions, topics
from insight_synth.agenda.sampling import samplings
from insight_synth.model import Event, Language, Mention, Reason, Snapshot, Source, Verbatim
from insight_synth.model.agenda import AnswerState
from insight_synth.model.hunches import AskGroup, AskNext, Deviation, Moment

FEW = 3
"""Voices of a group below which nothing is told of it."""
MOMENTS = 5
FEWEST_SPOKE = 3  # customers of an event who spoke, from which on it tells how near the event is
_DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to find people for."""

    id: str  # "" for one on no agenda
    text: str
    language: str
    state: AnswerState
    group: str = ""  # the common customer group it is about
    themes: tuple[str, ...] = ()  # ids, the most to the point first


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the company knows, and what became of them: made once for all questions."""

    events: tuple[Event, ...]
    sources: Mapping[str, Source]
    group_of: Mapping[str, str]  # customer's hash → common customer group, "" where not known
    voice_of: Mapping[str, str]  # customer's hash → voice, for those who spoke
    deviations: tuple[Deviation, ...]
    now: str

    @classmethod
    def of(
        cls, events: Sequence[Event], verbatims: Sequence[Verbatim], sources: Mapping[str, Source], now: str
    ) -> Known:
        """What ``events`` and ``verbatims`` (those that count) tell of customers."""
        groups: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        told = [*((event.customer, event.segment) for event in events), *((v.customer, v.segment) for v in verbatims)]
        for customer, group in told:
            if customer:
                groups[customer][group] += bool(group)
        group_of = {customer: min(of, key=lambda name: (-of[name], name)) for customer, of in sorted(groups.items())}
        return cls(
            tuple(events),
            dict(sources),
            group_of,
            {verbatim.customer: verbatim.voice_id for verbatim in verbatims if verbatim.customer},
            deviations(events, verbatims, sources, now),
            now,
        )

    def kinds_of_event(self) -> tuple[tuple[str, str], ...]:
        """``(source, event)`` of every kind of event that customers are known for."""
        return tuple(sorted({(event.source, event.event) for event in self.events if event.customer}))


def ask_next(
    asked: Asked,
    speaking: Sequence[Mention],
    known: Known,
    shown: Snapshot,
    likeness: Mapping[tuple[str, str], float],
) -> AskNext:
    """Whom to ask about one question, and what.

    Args:
        asked: the question.
        speaking: the mentions that speak to it.
        known: the customers.
        shown: the newest analysis, for the names of themes.
        likeness: how near each kind of event's words are to the question's, −1 … 1.
    """
    voices = {mention.voice_id: mention.segment for mention in sorted(speaking, key=lambda m: (m.segment, m.id))}
    names = shown.theme(asked.themes[0]).names if asked.themes else {}
    topic = topics(asked.text, asked.language, names)
    languages: tuple[Language, ...] = ("en", "fi", "pl")
    staff = _is_staff_s(speaking, known.sources)
    return AskNext(
        question=asked.id,
        text=asked.text,
        state=asked.state,
        voices=len(voices),
        topic=topic,
        groups=() if staff else _groups(asked, voices, known),
        moments=() if staff else _moments(frozenset(voices), known, likeness),
        deviations=() if staff else known.deviations,
        overall=() if staff else samplings(len(known.group_of)),
        customers=0 if staff else len(known.group_of),
        questions={spoken: five_questions(topic[spoken], spoken) for spoken in languages if spoken in topic},
        people="staff" if staff else "customers",
    )


def _is_staff_s(speaking: Sequence[Mention], sources: Mapping[str, Source]) -> bool:
    """Whether more than half of the voices are staff's on their own work, of which customers know nothing."""
    voices = {mention.voice_id: mention.source for mention in sorted(speaking, key=lambda m: m.id)}
    own = sum(sources[source].kind == "staff-opinions" for source in voices.values() if source in sources)
    return 2 * own > len(voices)


def _groups(asked: Asked, voices: Mapping[str, str], known: Known) -> tuple[AskGroup, ...]:
    customers: dict[str, int] = defaultdict(int)
    for group in known.group_of.values():
        customers[group] += 1
    spoke: dict[str, int] = defaultdict(int)
    for group in voices.values():
        spoke[group] += 1
    rows = [
        AskGroup(group, customers[group], spoke[group], bool(group) and spoke[group] < FEW, samplings(customers[group]))
        for group in sorted({*customers, *spoke, *([asked.group] if asked.group else [])})
        if not asked.group or group == asked.group
    ]
    return tuple(sorted(rows, key=lambda row: (not row.missing, row.group == "", -row.customers, row.group)))


def _moments(voices: frozenset[str], known: Known, likeness: Mapping[tuple[str, str], float]) -> tuple[Moment, ...]:
    """The kinds of event nearest to the question, by how much oftener their customers spoke to it, then by words."""
    customers: dict[tuple[str, str], set[str]] = defaultdict(set)
    recent: dict[tuple[str, str], list[str]] = defaultdict(list)
    since = recent_since(known.now)
    for event in known.events:
        if event.customer:
            customers[event.source, event.event].add(event.customer)
            if event.date >= since:
                recent[event.source, event.event].append(event.customer)
    speakers = {customer for customer, voice in known.voice_of.items() if voice in voices}
    of_all = len(speakers) / max(len(known.group_of), 1)
    found = []
    for kind, had in customers.items():
        spoke = len(had & speakers)
        lift = spoke / len(had) / of_all if spoke >= FEWEST_SPOKE and of_all else 0.0
        moment = Moment(
            source=kind[0],
            event=kind[1],
            customers=len(had),
            recent=len(set(recent[kind])),
            per_month=round(len(recent[kind]) / RECENT_DAYS * _DAYS_A_MONTH, 1),
            spoke=spoke,
            likeness=round(likeness.get(kind, 0.0), 3),
            reason=_why(kind[1], spoke, lift, len(set(recent[kind]))),
        )
        found.append((max(lift - 1, 0.0) + 2 * max(moment.likeness, 0.0), moment))
    found.sort(
        key=lambda pair: (pair[1].recent == 0, -round(pair[0], 6), -pair[1].recent, pair[1].source, pair[1].event)
    )
    return tuple(moment for _, moment in found[:MOMENTS])


def _why(event: str, spoke: int, lift: float, recent: int) -> Reason:
    if lift > 1:
        return Reason(
            "moment_spoke",
            f"{spoke} customers with the event “{event}” spoke of this, {lift:.1f} times as many as among all.",
            spoke,
            figures={"event": event, "voices": spoke, "times": round(lift, 1), "customers": recent},
        )
    return Reason(
        "moment_words",
        f"After the event “{event}” {recent} customers could be asked in the last {RECENT_DAYS} days; the order is by "
        "how near its name is to the question.",
        recent,
        figures={"event": event, "customers": recent, "days": RECENT_DAYS},
    )
