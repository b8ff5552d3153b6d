"""A whole export on its way into a workspace: surveyed, normalised and audited in child processes, part by part.

What comes out lies in temporary files until it is taken in one go, so that the workspace is locked for the taking only,
and neither step's memory grows with the export. Nothing here knows what the workspace holds already.
"""

from __future__ import annotations

import gc
import json
import os
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight_synth.catalog.audit import Tally
from insight_synth.ingest import sandbox, sketches
from insight_synth.ingest.columns.mapping import columns_at_hand, mapped_columns
from insight_synth.ingest.normalising import Findings, Normalised, Record, records_of
from insight_synth.ingest.plan import LANGUAGES, Plan, Survey, numbers_from, numbers_to_text, repeated
from insight_synth.ingest.privacy import redact
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.settling import Repeats
from insight_synth.ingest.spool import Segment, SpooledRows, lines_of, rows_of, unlinked_file
from insight_synth.model import Audit, Columns, Event, Reject, Source, Verbatim

__all__ = ["Staged", "stage"]

_PART = 4_000  # rows a child takes at once: enough that starting it costs little, few enough to share the work
_LINE = 500  # records a line of the staged file
_AT_ONCE = min(8, os.cpu_count() or 1) + 1  # one more than can run, so that none waits for this process
_FEW, _LOOKED_AT = 400, 10  # of a longer part only every tenth text's language is told where the source names it
_MOST_HASHES = 100_000  # customers whose hashes are remembered
_VERBATIM = (  # in the order of the model, after what all records of the export share
    "locator", "text", "source_row_id", "date", "customer", "segment", "product", "rating", "rating_percent", "weight",
    "language", "repaired",
)  # fmt: skip
_EVENT = ("locator", "event", "value", "source_row_id", "date", "customer", "segment", "product")
_REJECT = ("locator", "reason", "raw", "set_apart")
_CUSTOMER = {"v": _VERBATIM.index("customer"), "e": _EVENT.index("customer")}
_values_of_verbatim = attrgetter(*_VERBATIM)
_values_of_event = attrgetter(*_EVENT)
_values_of_reject = attrgetter(*_REJECT)


@dataclass(frozen=True, slots=True)
class Staged:
    """An export's records, normalised and not yet settled: ``rows = verbatims + events + rejects``."""

    rows: int
    notes: tuple[str, ...]
    repeats: Repeats
    sketches: sketches.SketchFile  # of the verbatims' texts, in their order
    _tally: Tally
    _columns: tuple[str, ...]
    _scale: str
    _plan: Plan
    _parts: Sequence[_Part]  # in the order of the rows

    def batches(self, hash_customer: Callable[[str], str]) -> Iterator[Normalised]:
        """The records in their order, some hundreds at a time; customers hashed by ``hash_customer``."""
        hashes: dict[str, str] = {"": ""}
        for part in self._parts:
            for line in lines_of(part.lane.descriptor, part.offset, part.length):
                yield _unpacked(json.loads(line), self._plan, hash_customer, hashes)
                if len(hashes) > _MOST_HASHES:
                    hashes = {"": ""}

    def audit(self, elsewhere: Mapping[str, int]) -> Audit:
        """What the export looks like; ``elsewhere`` tells how many of its texts stand in which other source."""
        return self._tally.audit(
            near_duplicates=sketches.near_duplicates(self.sketches),
            boilerplate=sketches.boilerplate(self.sketches),
            elsewhere=elsewhere,
            columns=self._columns,
            rating_scale=self._scale,
        )


def stage(
    reading: Reading,
    source: Source,
    export_name: str,
    sha256: str,
    expected_languages: Sequence[str] = LANGUAGES,
    progress: Callable[[float], None] | None = None,
    known_columns: Sequence[str] = (),
) -> Staged:
    """Stages an export that was read in a child.

    Args:
        reading: from :func:`~insight_synth.ingest.sandbox.read_in_child`.
        source: whose columns and segments apply. Without ``[columns]`` the reader's own standard names are used.
        export_name: the file's name as delivered, for locators and errors.
        sha256: of the file.
        expected_languages: those to choose from where the source names no language.
        progress: told the fraction that is done, 0…1.
        known_columns: those of the source's earlier exports, which a format without a header may leave out.

    Raises:
        BadInput: a mapped column is not in the file, or a part of it breaks what normalises it.
    """
    rows = reading.rows
    assert isinstance(rows, SpooledRows)
    told = progress or (lambda fraction: None)
    where = f"{source.id}/{export_name}"
    columns = mapped_columns(source.columns, columns_at_hand(reading, source.columns, known_columns), where)
    segments = rows.segments(_PART)
    sandbox.warm(_WARM)
    survey = Survey(columns)
    arguments = [{"columns": asdict(columns), "segment": rows.handle(segment)} for segment in segments]
    for number, answer in enumerate(_in_order(_SURVEY, arguments, [[rows.fileno()]], where), start=1):
        survey.merge(Survey.from_json(answer, columns))
        told(0.3 * number / len(segments))
    plan = survey.plan(source, export_name, sha256, expected_languages)
    lanes = [_Lane() for _ in range(min(_AT_ONCE, len(segments)))]
    requests = [{"plan": plan.to_json(), "segment": rows.handle(segment)} for segment in segments]
    files = [[rows.fileno(), lane.descriptor] for lane in lanes]
    findings, tally = Findings(), Tally(plan.columns)
    sketched = sketches.SketchFile()
    contents: list[NDArray[np.uint64]] = []
    parts: list[_Part] = []
    for number, answer in enumerate(_in_order(_NORMALISE, requests, files, where)):
        parts.append(_Part(lanes[number % len(lanes)], answer["offset"], answer["length"]))
        findings.merge(Findings.from_json(answer["findings"]))
        tally.merge(Tally.from_json(answer["tally"]))
        sketched.append(sketches.from_text(answer["sketches"]))
        contents.append(numbers_from(answer["contents"]))
        told(0.3 + 0.7 * (number + 1) / len(segments))
    return Staged(
        rows=len(rows),
        notes=(*reading.notes, *findings.notes(plan, len(rows))),
        repeats=Repeats(survey.repeated_ids(), repeated(np.concatenate([numbers_from(""), *contents]))),
        sketches=sketched,
        _tally=tally,
        _columns=reading.columns,
        _scale=plan.scale.name if plan.scale else "",
        _plan=plan,
        _parts=parts,
    )


# ---- in the children


def survey_segment(argument: Mapping[str, Any], files: Sequence[int]) -> dict[str, Any]:
    """What one part of the rows tells of the columns as wholes."""
    survey = Survey(Columns(**{name: tuple(given) for name, given in argument["columns"].items()}))
    for row in rows_of(files[0], Segment(**argument["segment"])):
        survey.see(row)
    return survey.to_json()


def normalise_segment(argument: Mapping[str, Any], files: Sequence[int]) -> dict[str, Any]:
    """One part of the rows as records, appended to the lane ``files[1]``, and what there is to tell of them."""
    gc.disable()  # the process ends with its part: looking for cycles among its rows would be for nothing
    plan, findings, segment = Plan.from_json(argument["plan"]), Findings(), Segment(**argument["segment"])
    count = _Count(plan, every=1 if segment.rows <= _FEW else _LOOKED_AT)
    texts: list[str] = []
    contents: list[int] = []
    offset = at = os.fstat(files[1]).st_size
    records = records_of(rows_of(files[0], segment), plan, findings)
    while batch := list(islice(records, _LINE)):
        count(batch)
        texts += [record.repaired or record.text for record in batch if isinstance(record, Verbatim)]
        contents += [int(record.id, 16) for record in batch if not isinstance(record, Reject)]
        line = json.dumps([_packed(record) for record in batch], ensure_ascii=False, separators=(",", ":")) + "\n"
        data = memoryview(line.encode("utf-8", errors="surrogatepass"))
        while data:
            written = os.pwrite(files[1], data, at)
            data, at = data[written:], at + written
    return {
        "offset": offset,
        "length": at - offset,
        "findings": findings.to_json(),
        "tally": count.tally.to_json(),
        "sketches": sketches.to_text(sketches.sketches(texts)),
        "contents": numbers_to_text(contents),
    }


def warm() -> None:
    """Loads what identifies languages, so that every child finds it loaded."""
    from insight_synth.language import identify

    identify(["a sentence to begin with"], LANGUAGES)


_SURVEY = "insight_synth.ingest.staging:survey_segment"
_NORMALISE = "insight_synth.ingest.staging:normalise_segment"
_WARM = "insight_synth.ingest.staging:warm"


class _Count:
    """Tells a tally of records; where the source names its language, that of a sample of texts is told all the same."""

    def __init__(self, plan: Plan, every: int) -> None:
        self.tally = Tally(plan.columns)
        self._declared = bool(plan.language)
        self._expected = tuple(dict.fromkeys((*filter(None, [plan.language]), *plan.expected_languages)))
        self._every = every

    def __call__(self, batch: Sequence[Record]) -> None:
        told = self._told([record.text for record in batch if isinstance(record, Verbatim)])
        for record in batch:
            match record:
                case Reject():
                    self.tally.add_reject(record.reason, record.set_apart)
                case Event():
                    self.tally.add_event(record)
                case Verbatim():
                    personal = Counter(span.kind for span in redact(record.text).spans)
                    self.tally.add_verbatim(record, personal, next(told) if self._declared else None)

    def _told(self, texts: Sequence[str]) -> Iterator[str]:
        """The language of each text, as of the last one before it that was looked at."""
        if not self._declared:
            return
        from insight_synth.language import identify

        told = identify(texts[:: self._every], self._expected)
        yield from (told[number // self._every] for number in range(len(texts)))


# ---- between the processes


class _Lane:
    """A file without a name that one child after the other appends records to."""

    def __init__(self) -> None:
        self.descriptor = unlinked_file()
        weakref.finalize(self, os.close, self.descriptor)


@dataclass(frozen=True, slots=True)
class _Part:
    lane: _Lane
    offset: int  # in bytes, as ``length``
    length: int


def _in_order(
    function: str, arguments: Sequence[Mapping[str, Any]], files: Sequence[Sequence[int]], where: str
) -> Iterator[Any]:
    """The answers to all arguments in their order, as many at once as there are ``files`` to go round, or processors.

    One set of files is used by one child at a time.
    """
    at_once = min(_AT_ONCE, len(files)) if len(files) > 1 else _AT_ONCE
    pending: deque[sandbox.Pending] = deque()
    for number, argument in enumerate(arguments):
        if len(pending) == at_once:
            yield pending.popleft().result()
        pending.append(sandbox.submit(function, argument, files[number % len(files)], where=where))
    while pending:
        yield pending.popleft().result()


def _packed(record: Record) -> list[Any]:
    if isinstance(record, Verbatim):
        return ["v", record.id, *_values_of_verbatim(record)]
    if isinstance(record, Event):
        return ["e", record.id, *_values_of_event(record)]
    return ["r", "", *_values_of_reject(record)]


def _unpacked(
    packed: Sequence[Sequence[Any]], plan: Plan, hash_customer: Callable[[str], str], hashes: dict[str, str]
) -> Normalised:
    verbatims: list[Verbatim] = []
    events: list[Event] = []
    rejects: list[Reject] = []
    whence = (plan.source, plan.export, plan.sha256)
    for kind, own, *values in packed:
        if kind == "r":
            rejects.append(Reject(*whence, *values))
            continue
        given = values[_CUSTOMER[kind]]
        if given not in hashes:
            hashes[given] = hash_customer(given)
        values[_CUSTOMER[kind]] = hashes[given]
        if kind == "v":
            verbatims.append(Verbatim(own, *whence, *values))
        else:
            events.append(Event(own, *whence, *values))
    return Normalised(tuple(verbatims), tuple(events), tuple(rejects), ())
