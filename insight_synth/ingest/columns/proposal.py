"""What an export's columns mean, proposed from their names and from what they hold; a person confirms.

Names are known in English, Finnish and Polish (``column_names``), the exports of well-known systems by their whole
header (``known_shapes``), and the rest is told by content (``column_contents``). Nothing is stored here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

from insight_synth.catalog import KINDS
from insight_synth.errors import BadInput, UsageError
from insight_synth.ingest.columns.column_contents import TELLING, Content, content, fit, open_answers
from insight_synth.ingest.columns.column_names import folded, ideas, name_score
from insight_synth.ingest.columns.known_shapes import KnownShape, known_shape
from insight_synth.ingest.privacy import redact
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.sandbox import Limits, read_in_child, submit
from insight_synth.ingest.spool import Segment, SpooledRows, rows_of
from insight_synth.model import Columns, Kind, Source

__all__ = ["BEHAVIOURAL", "SAMPLE", "Choice", "Proposal", "propose_columns", "propose_for", "propose_source"]

SAMPLE = 400
"""How many rows of an export a proposal looks at."""
BEHAVIOURAL = ("transactions", "sales-figures", "loyalty", "returns")
_EXTERNAL = ("market-research", "omnibus", "industry-research", "reviews", "forum", "blog", "social")
_PERIODIC = ("market-research", "survey", "omnibus", "industry-research")
_BY_STAFF = ("staff-opinions", "frontline-notes", "account-management", "win-loss")  # its words are the source
_SURVEYS = ("market-research", "survey", "omnibus", "staff-opinions")

_POSTS = ("forum", "blog", "social")
_POST_COLUMNS = frozenset(  # by which Reddit, Discourse and Stack Exchange tell posts
    {"subreddit", "thread", "post_number", "owner.user_id", "owneruserid", "posttypeid", "question_id", "answer_id"}
)
_VOTES = ("score", "scores", "votes", "ups", "points")
_OF_SALES = {"product": frozenset({"category"}), "segment": frozenset({"place"})}  # all the detail that sales have
_SENDER = ("from", "od")  # of a message, where addresses stand there
_REASON = re.compile(r"reason|syy\b|powod|przyczyn")
_WORTH_PROPOSING = 0.34  # scores below it are told as runners-up only
_KNOWN = 0.97  # confidence in a column that a known system names so
_SAMPLES, _SAMPLE_LENGTH = 3, 80


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns proposed for a field; none where the export seems to have nothing for it."""

    field: str
    columns: tuple[str, ...] = ()
    confidence: float = 0.0  # 0…1: how often such a choice is right
    samples: tuple[str, ...] = ()  # values found there, redacted
    others: tuple[str, ...] = ()  # columns that could be meant instead, the likeliest first


@dataclass(frozen=True, slots=True)
class Proposal:
    """What every column means, field by field, to be confirmed."""

    choices: Mapping[str, Choice]
    shape: str = ""  # the key of a known export's shape
    shape_name: str = ""  # "a Google Play review export"
    written: bool = True  # False where the text is made of answers that were chosen from a list

    @property
    def columns(self) -> Columns:
        """The proposed mapping."""
        return Columns(**{name: choice.columns for name, choice in self.choices.items() if choice.columns})

    def note(self) -> str:
        """The proposal on one line, each field with its columns and the confidence."""
        chosen = [
            f"{name} = {_named(choice.columns)} ({choice.confidence:.0%})"
            for name, choice in self.choices.items()
            if choice.columns
        ]
        known = f"{self.shape_name}; " if self.shape else ""
        chosen_from = "" if self.written else "; no open answers found, so the chosen ones are taken as text"
        return f"{known}columns proposed, please check: {', '.join(chosen)}{chosen_from}"


def propose_source(file: Path, source_id: str, kind: str) -> tuple[Source, Proposal]:
    """A source with columns proposed from the file's header and first rows, and what stands behind their choice.

    Raises:
        UsageError: no such kind.
        BadInput: the file cannot be read, or nothing in it looks like text (for a behavioural kind: like an event).
    """
    if kind not in KINDS:
        raise UsageError(f"unknown kind {kind!r}", where=str(file), remedy=f"Use one of {', '.join(KINDS)}")
    reading = read_in_child(file, most=SAMPLE)
    proposal = propose_for(reading, kind, str(file))
    columns = proposal.columns
    if not columns.text and not columns.event:
        raise BadInput(
            "no column looks like text that people wrote",
            where=str(file),
            remedy=f"Put the file in a folder with a source.toml. Columns found: {', '.join(reading.columns[:40])}",
        )
    source = Source(
        id=source_id,
        name=source_id,
        kind=cast(Kind, kind),
        origin="external" if kind in _EXTERNAL else "internal",
        cadence="periodic" if kind in _PERIODIC else "continuous",
        information="contextual" if columns.text else "behavioural",
        exports=(file.name,),
        columns=columns,
    )
    return source, proposal


def propose_for(reading: Reading, kind: str, where: str) -> Proposal:
    """What an export's columns mean; worked out in a child process, as its rows may be hostile.

    Args:
        reading: from :func:`~insight_synth.ingest.sandbox.read_in_child`.
        kind: of the source.
        where: what an error names as its place.

    Raises:
        BadInput: the rows break what looks at them, or hold it up.
    """
    rows = reading.rows
    assert isinstance(rows, SpooledRows)
    first = [rows.handle(segment) for segment in rows.segments(SAMPLE)[:1]]
    argument = {"columns": list(reading.columns), "kind": kind, "segments": first}
    found = submit(_PROPOSE, argument, [rows.fileno()], _LIMITS, where).result()
    choices = {name: _choice_from(choice) for name, choice in found.pop("choices").items()}
    return Proposal(choices, **found)


def propose_columns(columns: Sequence[str], rows: Iterable[Mapping[str, str]], kind: str) -> Proposal:
    """What the columns of an export mean, as far as its header and first rows tell.

    Args:
        columns: their names, as the reader gives them.
        rows: the first records' values; some hundred are enough.
        kind: of the source. A survey's text is every open question, a behavioural kind has events.
    """
    sample = list(islice(rows, SAMPLE))
    shape = known_shape(columns)
    return _Table([content(name, sample) for name in columns], kind, shape).proposal()


def propose_for_segments(argument: Mapping[str, Any], files: Sequence[int]) -> Mapping[str, Any]:
    """The child's half of :func:`propose_for`."""
    rows = (row for segment in argument["segments"] for row in rows_of(files[0], Segment(**segment)))
    proposal = propose_columns(argument["columns"], (row.values for row in rows if not row.problem), argument["kind"])
    return asdict(proposal)


_PROPOSE = "insight_synth.ingest.columns.proposal:propose_for_segments"
_LIMITS = Limits(processor=20, clock=40)  # a person waits
_WRITER = re.compile(
    r"author|writer|kirjoittaja|kirjaaja|autor|agent|employee|työntekijä|pracownik|myyjä", re.IGNORECASE
)


class _Table:
    """The columns of one export, and which of them are taken."""

    def __init__(self, held: Sequence[Content], kind: str, shape: KnownShape | None) -> None:
        self._empty = [column.name for column in held if not column.values]
        self._held = {column.name: column for column in held if column.values}
        self._left = list(self._held)
        self._kind = kind
        self._shape = shape
        self._survey = kind in _SURVEYS or bool(shape and shape.survey)
        self._posts = kind in _POSTS or not _POST_COLUMNS.isdisjoint(column.name.casefold() for column in held)
        self._choices: dict[str, Choice] = {}
        self._scores: dict[tuple[str, str], float] = {}
        self._written = True

    def proposal(self) -> Proposal:
        if self._shape:
            self._take_known(self._shape)
        if "text" not in self._choices:
            self._take_text()
        behavioural = self._kind in BEHAVIOURAL and "text" not in self._choices
        others = ("event", "value") if behavioural else ("weight", "rating")
        self._take_best(("date", "customer", "segment", "product", "id", *others))
        if behavioural and "event" not in self._choices:
            self._take_stand_in("event")
        if not behavioural and "text" not in self._choices:
            self._take_chosen_answers()
        fields = ("event", "date", "value", "customer", "segment", "product", "id") if behavioural else (
            "text", "date", "customer", "segment", "product", "rating", "weight", "id"
        )  # fmt: skip
        return Proposal(
            {name: self._choices.get(name) or self._none(name) for name in fields},
            self._shape.key if self._shape else "",
            self._shape.name if self._shape else "",
            self._written,
        )

    def _score(self, field: str, column: str) -> float:
        if (field, column) not in self._scores:
            self._scores[field, column] = self._worked_out(field, column)
        return self._scores[field, column]

    def _worked_out(self, field: str, column: str) -> float:
        held = self._held[column]
        possible, telling = fit(field, held)
        named = name_score(field, column)
        if self._kind in BEHAVIOURAL and ideas(column) & _OF_SALES.get(field, frozenset()):
            named = max(named, 0.6)
        if field == "customer" and folded(column) in _SENDER and held.handles > 0.9:
            named = max(named, 0.7)
        if field == "event" and self._kind == "returns" and _REASON.search(folded(column)):
            named = max(named, 0.8)  # all that tells one return from another
        if field == "rating" and self._survey and telling and "question" in ideas(column):
            named = max(named, 0.4)
        if field == "rating" and self._posts and folded(column) in _VOTES:
            return 0.0  # what other readers thought of a post is not what its writer thought
        if field == "customer" and self._kind in _BY_STAFF and _WRITER.search(column):
            return 0.0  # who noted down what a customer said is not the customer
        if field == "id" and not named and column != next(iter(self._held)):
            telling *= 0.6  # codes stand anywhere, a row's own id at the front
        return possible * (1 - (1 - 0.85 * named) * (1 - telling))

    def _ranked(self, field: str) -> list[tuple[float, str]]:
        """Scores of the columns left, best first; of equals the one that stands first in the export."""
        return sorted(((self._score(field, column), column) for column in self._left), key=lambda item: -item[0])

    # ---- what is known, what is written

    def _take_known(self, shape: KnownShape) -> None:
        for field, columns in shape.columns.items():
            filled = tuple(column for column in columns if column in self._held)
            if field == "customer" and shape.survey and filled and self._says_one_thing(filled[0]):
                continue  # "anonymous" throughout is nobody, rather than one person who answered it all
            if filled:
                self._choose(field, filled, _KNOWN)
        self._left = [column for column in self._left if column not in shape.aside]

    def _says_one_thing(self, column: str) -> bool:
        held = self._held[column]
        return held.different == 1 and len(held.values) > 1

    def _take_text(self) -> None:
        ranked = [(score, name) for score, name in self._ranked("text") if self._could_be_text(name, score)]
        if not ranked:
            return
        if self._survey:
            chosen = [(score, name) for score, name in ranked if self._is_open_question(name, score)]
            chosen = chosen or [(score, name) for score, name in ranked if name_score("text", name) == 1.0]
        else:
            best = ranked[0]
            sides = [item for item in ranked if "side" in ideas(item[1])]
            chosen = sides if best in sides else [best]
        if not chosen:
            return
        order = list(self._held)
        names = sorted((name for _, name in chosen), key=order.index)
        title = self._title(names)
        confidence = min(score for score, _ in chosen)
        rest = [item for item in ranked if item not in chosen and not self._twins(item[1], names)]
        if rest and not self._survey:
            confidence = _doubted(confidence, rest[0][0])
        self._choose("text", (*title, *names), confidence, tuple(name for _, name in rest if name not in title))

    def _could_be_text(self, name: str, score: float) -> bool:
        held = self._held[name]
        answering = "reply" in ideas(name) and "question" not in ideas(name) and self._kind not in _BY_STAFF
        if answering or score < _WORTH_PROPOSING * 0.6:
            return False
        if self._kind in BEHAVIOURAL:  # names of products and kinds of events are words too
            return open_answers(held) and (held.words >= 7 or (name_score("text", name) > 0 and held.words >= 2.5))
        return open_answers(held) or name_score("text", name) >= 0.7

    def _is_open_question(self, name: str, score: float) -> bool:
        held = self._held[name]
        if not open_answers(held) or score < _WORTH_PROPOSING * 0.8:
            return False
        said = ideas(name)
        if len(held.values) < TELLING and (held.words < 3 or said & {"trait", "place", "group"}):
            return False  # a handful of answers may well be chosen ones
        return not said & {"id", "date", "meta", "mail", "link", "product", "customer"} or "question" in said

    def _title(self, texts: Sequence[str]) -> tuple[str, ...]:
        if self._survey:
            return ()
        ranked = [(score, name) for score, name in self._ranked("title") if score > 0.5 and name not in texts]
        return (ranked[0][1],) if ranked else ()

    def _take_chosen_answers(self) -> None:
        """Where nothing was written, the chosen answers with letters are what people said; better than nothing.

        A column that is called as texts are holds them even if none was written in the first rows.
        """
        if not self._survey and (empty := [name for name in self._empty if name_score("text", name) >= 0.7]):
            self._choices["text"] = Choice("text", (*self._title(empty), empty[0]), 0.3)
            return
        chosen = [
            name
            for name in self._left
            if self._held[name].letters > 0.5
            and ("question" in ideas(name) or not ideas(name) & {"date", "id", "mail", "link", "meta", "reply"})
            and not (self._survey and "name" in ideas(name))  # who somebody is was not said as feedback
            and fit("text", self._held[name])[0] > 0
        ]
        if not self._survey:
            chosen = sorted(chosen, key=lambda name: -self._held[name].length)[:1]
        if chosen:
            self._written = False
            self._choose("text", tuple(name for name in self._held if name in chosen), 0.2)

    # ---- one column a field

    def _take_best(self, fields: Sequence[str]) -> None:
        """The surest pair of field and column first, until nothing worth proposing is left."""
        fields = [field for field in fields if field not in self._choices]
        at_first = {field: self._ranked(field) for field in fields}
        while fields:
            best = [(score, field, name) for field in fields for score, name in self._ranked(field)[:1]]
            score, field, name = max(best, key=lambda item: item[0], default=(0.0, "", ""))
            if score < _WORTH_PROPOSING:
                return
            others = [(s, other) for s, other in at_first[field] if s >= 0.2 and not self._twins(other, (name,))]
            self._choose(
                field, (name,), _doubted(score, others[0][0] if others else 0.0), tuple(o for _, o in others[:3])
            )
            fields.remove(field)

    def _twins(self, column: str, chosen: Sequence[str]) -> bool:
        """Whether a column holds the same as a chosen one: some readers give columns a usual name beside their own."""
        return any(self._held[column].values == self._held[name].values for name in chosen)

    def _take_stand_in(self, field: str) -> None:
        """Something must say what happened: a product or a category says at least what it happened to."""
        for other in ("product", "segment"):
            if other in self._choices:
                self._choose(field, self._choices[other].columns, 0.2)
                return
        ranked = [item for item in self._ranked(field) if item[0] > 0]
        if ranked:
            self._choose(field, (ranked[0][1],), 0.2)

    def _none(self, field: str) -> Choice:
        others = tuple(name for score, name in self._ranked(field)[:3] if score >= 0.2)
        return Choice(field, others=others)

    def _choose(self, field: str, columns: tuple[str, ...], confidence: float, others: tuple[str, ...] = ()) -> None:
        self._choices[field] = Choice(
            field, columns, round(confidence, 2), _samples(self._held[columns[-1]].values), others[:3]
        )
        self._left = [column for column in self._left if column not in columns]


def _choice_from(told: Mapping[str, Any]) -> Choice:
    """A choice as JSON brought it over."""
    lists = {name: tuple(told[name]) for name in ("columns", "samples", "others")}
    return Choice(told["field"], confidence=told["confidence"], **lists)


def _named(columns: Sequence[str]) -> str:
    """Columns in a sentence, long ones cut and many of them counted."""
    names = [name if len(name) <= _SAMPLE_LENGTH else f"{name[: _SAMPLE_LENGTH - 1].rstrip()}…" for name in columns]
    return " + ".join(names) if len(names) <= 3 else f"{names[0]} + {len(names) - 1} more columns"


def _doubted(score: float, runner_up: float) -> float:
    """The confidence in the best of several: near its score where nothing else comes close, half of it for a tie."""
    return score * (1 - 0.5 * (runner_up / score) ** 4) if score > 0 else 0.0


def _samples(values: Sequence[str]) -> tuple[str, ...]:
    different = list(dict.fromkeys(" ".join(value.split()) for value in values))
    shown = [redact(value[:400]).text for value in different[:_SAMPLES]]
    return tuple(text if len(text) <= _SAMPLE_LENGTH else f"{text[: _SAMPLE_LENGTH - 1].rstrip()}…" for text in shown)
