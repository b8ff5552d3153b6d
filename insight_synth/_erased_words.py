"""An erased customer's words within people's drafts and within the reports that were kept.

Part of ``pipeline``, of ``_erase``: a kept report stays, without their quotations, and remembers that it was changed.
Their words are told from others' by runs of six words that nobody else wrote; what stands around such a run goes too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from insight_synth.errors import BadInput
from insight_synth.model import Verbatim
from insight_synth.store import Workspace, drafts, erasures, versions

if TYPE_CHECKING:
    from insight_synth.report.erased import Stretch

RUN = 6  # words in a row that are somebody's own
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What was changed: states of the draft, kept reports, and quotations in these."""

    drafts: int = 0
    versions: int = 0
    quotations: int = 0


class Words:
    """A customer's own words: the runs of words in their verbatims that stand in nobody else's.

    Args:
        own: texts of the verbatims that go.
        others: texts of those that stay.
        named: finds the customer's id; None where it is too short to tell.
    """

    def __init__(self, own: Iterable[str], others: Sequence[str], named: re.Pattern[str] | None) -> None:
        self._runs = {run for text in own for run, _, _ in _runs(text)}
        self._own = set(self._runs)
        self._others = others
        self._named = named
        self._known: dict[str, list[Stretch]] = {}  # kept versions say mostly the same

    def known_in(self, texts: Iterable[str]) -> None:
        """Tells runs that others wrote too, of those that stand in ``texts``: to be called before the others."""
        met = {run for text in set(texts) for run, _, _ in _runs(text) if run in self._own}
        if met:
            self._known.clear()
            self._own -= {run for text in self._others for run, _, _ in _runs(text) if run in met}

    def found(self, text: str) -> int:
        """How often the text holds the customer's words or id."""
        return len(self.stretches(text))

    def stretches(self, text: str) -> list[Stretch]:
        """Where the customer's words and id stand in the text, and the marks that take their place."""
        if text not in self._known:
            self._known[text] = self._found(text)
        return self._known[text]

    def _found(self, text: str) -> list[Stretch]:
        from insight_synth.report.erased import MARK

        met = [(run in self._own, start, end) for run, start, end in _runs(text) if run in self._runs]
        words = [
            (start, end, MARK)
            for start, end, _ in _joined((start, end, MARK) for _, start, end in met)
            if any(own and start <= at < end for own, at, _ in met)
        ]
        ids = self._named.finditer(text) if self._named else ()
        return _joined([*words, *((found.start(), found.end(), erasures.ERASED) for found in ids)])


def words_of(
    connection: Connection,
    going: Sequence[Verbatim],
    staying: Sequence[Verbatim],
    named: re.Pattern[str] | None,
) -> Words:
    """The words by which the customer is known in what is kept of drafts and reports."""
    words = Words([verbatim.text for verbatim in going], [verbatim.text for verbatim in staying], named)
    words.known_in(_kept_texts(connection))
    return words


def take_out(connection: Connection, gone: Collection[str], words: Words) -> TakenOut:
    """Takes the words of the verbatims ``gone`` out of every draft and every kept report."""
    from insight_synth.report import from_json, to_json
    from insight_synth.report.erased import draft_without, report_without

    changed_drafts = changed_versions = quotations = 0
    for written in drafts.history(connection):
        left = draft_without(written.draft, gone, words.stretches)
        if left != written.draft:
            drafts.rewrite(connection, written.id, left)
            changed_drafts += 1
    for kept in versions.history(connection):
        body = versions.json_of(connection, kept.number) or ""
        if not (any(key in body for key in gone) or any(words.found(text) for text in (kept.title, *_texts_in(body)))):
            continue
        changed_versions += 1
        try:
            after, erased = report_without(from_json(body), gone, words.stretches)
        except BadInput:  # no words can be taken out of what this version of the product cannot read
            versions.put_json(connection, kept.number, "null", "", 0)
        else:
            versions.put_json(connection, kept.number, to_json(after), after.cover.title, erased)
            quotations += erased
    return TakenOut(changed_drafts, changed_versions, quotations)


def left_behind(ws: Workspace, gone: Collection[str], words: Words) -> tuple[int, int]:
    """How often verbatims ``gone`` are still named in drafts and kept reports, and how often their words stand there.

    Reads each text whole: in the bytes of a database a long one lies in pieces.
    """
    with ws.read() as connection:
        kept = [versions.json_of(connection, one.number) or "" for one in versions.history(connection)]
        kept += drafts.bodies(connection)
        texts = list(_kept_texts(connection))
    return sum(body.count(key) for body in kept for key in gone), sum(words.found(text) for text in texts)


def _kept_texts(connection: Connection) -> Iterator[str]:
    from insight_synth.report.erased import texts_of

    for written in drafts.history(connection):
        yield from texts_of(written.draft)
    for kept in versions.history(connection):
        yield from _texts_in(versions.json_of(connection, kept.number) or "")
        yield kept.title


def _texts_in(body: str) -> Iterator[str]:
    """Every text in the JSON of a report, whatever version of the product wrote it; running text whole."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            for item in value:
                yield from texts(item)
        elif isinstance(value, dict) and value.get("is") == "Prose":
            yield "".join(span.get("text", "") for span in value.get("spans", ()))
        elif isinstance(value, dict):
            for held in value.values():
                yield from texts(held)

    yield from texts(json.loads(body))


def _runs(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Every six words in a row, with where they begin and end."""
    found = list(_WORD.finditer(text))
    said = [word[0].casefold() for word in found]
    for at in range(len(found) - RUN + 1):
        yield tuple(said[at : at + RUN]), found[at].start(), found[at + RUN - 1].end()


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order, those that overlap as one."""
    joined: list[Stretch] = []
    for start, end, instead in sorted(stretches):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]), joined[-1][2])
        else:
            joined.append((start, end, instead))
    return joined
