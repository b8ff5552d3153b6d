"""Erasing a customer: every row, passage, vector, quotation and stored copy, and the proof that nothing is left.

Part of ``pipeline``. An export is kept unchanged or not at all: the copies that hold the customer are deleted. The
proof reads the bytes of every file of the workspace (of a PostgreSQL database, every text column) for the id, its
keyed hash and the customer's own words; drafts and kept reports are read as texts too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from insight_synth import encode, language
from insight_synth._erased_words import TakenOut, Words, left_behind, take_out, words_of
from insight_synth._passages import as_embedded
from insight_synth.errors import UsageError
from insight_synth.model import Progress, Reject, Verbatim
from insight_synth.store import Workspace, analyses, erasures, records

LONG_TEXT = 8  # words from which on the same words from an unknown author are the customer's
DISTINCTIVE = 5  # characters from which on an id within other text can only mean the customer
_PIECE = 200  # bytes of a text that are looked for: the page of a database may cut longer ones apart


@dataclass(frozen=True, slots=True)
class Check:
    """One place that was searched for one thing, and how often it was found."""

    where: str
    what: str
    found: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What an erasure took away and what was checked after it."""

    known: bool  # whether the workspace held anything of the customer
    removed: erasures.Removed
    copies: tuple[str, ...]  # stored exports that were deleted
    vectors: int
    reports: tuple[str, ...]  # stored reports that were deleted
    elsewhere: tuple[str, ...]  # reports written outside the workspace, which it does not touch
    checks: tuple[Check, ...]
    shared: int  # texts that other customers wrote too, to the letter: theirs stay
    written: TakenOut  # what was taken out of drafts and of the kept versions of reports

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not any(check.found for check in self.checks)

    def lines(self) -> list[str]:
        """The proof in words, a line each."""
        gone = self.removed
        lines = [
            "Erased: " if self.known else "The workspace held nothing of this customer: ",
            f"  {gone.verbatims} verbatims, {gone.events} events, {gone.mentions} mentions, {gone.citations} "
            f"citations, {self.vectors} vectors; {gone.blanked_rejects} rejects blanked",
            f"  {len(self.copies)} stored exports and {len(self.reports)} stored reports deleted",
        ]
        if self.written != TakenOut():
            lines.append(f"  {self.written.quotations} quotations in {self.written.versions} kept versions of reports; "
                         f"{self.written.drafts} states of the draft changed")  # fmt: skip
        lines += [f"  deleted: {path}" for path in (*self.copies, *self.reports)]
        lines.append("Checked:")
        lines += [f"  {check.where}: {check.what}: {'gone' if not check.found else f'FOUND {check.found} times'}"
                  for check in self.checks]  # fmt: skip
        if self.shared:
            lines.append(f"  {self.shared} of the texts were sent by other customers too, to the letter; theirs stay")
        if self.elsewhere:
            lines.append("Reports outside the workspace may quote the customer; delete them and write new ones:")
            lines += [f"  {path}" for path in self.elsewhere]
        lines.append("Run `insight-synth analyse` to bring the figures up to date.")
        return lines


def erase(ws: Workspace, customer: str, progress: Progress | None = None) -> Proof:
    """Removes everything of the customer whose id, as exports give it, is ``customer``; rows added later are refused.

    Taken away: the customer's verbatims and events; the same words (of eight words or more) by an unknown author;
    verbatims whose text or row id names the customer, where the id is distinctive (five characters or more); what of
    these stands in rejects, notes, vectors, quotations, stored reports and stored exports.

    Raises:
        UsageError: the id is empty.
        WorkspaceError: the workspace is in use.
    """
    customer = customer.strip()
    if not customer:
        raise UsageError("no customer is named", remedy="Give the id as it stands in the exports.")
    report = progress or (lambda stage, fraction, detail: None)
    hashed = ws.hash_customer(customer)
    named = _named(customer)
    with ws.locked():
        report("erase", 0.0, "finding")
        with ws.read() as connection:
            verbatims = records.verbatims(connection)
            events = records.events(connection)
            rejects = records.rejects(connection)
            passages = analyses.mentions(connection)
        distinctive = len(customer) >= DISTINCTIVE
        going = _going(verbatims, hashed, named, distinctive)
        gone = {verbatim.id for verbatim in going}
        leaving = [e for e in events if e.customer == hashed or (distinctive and named.search(e.source_row_id))]
        texts = {verbatim.text for verbatim in going}
        shared = texts & {verbatim.text for verbatim in verbatims if verbatim.id not in gone}
        blank = [reject for reject in rejects if _tells_of(reject, named, texts)]
        holding = {v.sha256 for v in going} | {e.sha256 for e in leaving} | {reject.sha256 for reject in blank}
        holding |= _copies_that_hold(ws, named, texts - shared, distinctive)
        report("erase", 0.3, "deleting")
        # Cut anew: the passages of a verbatim that a corrected one superseded are no longer kept, its vectors may be.
        spoken = [(v, span) for v in going for span in language.passages(v.text, v.language)]
        said = {as_embedded(verbatim.text[start:end]) for verbatim, (start, end) in spoken}
        said -= {as_embedded(mention.text) for mention, _ in passages if mention.verbatim_id not in gone}
        vectors = _forget_vectors(ws, said)
        staying = [verbatim for verbatim in verbatims if verbatim.id not in gone]
        with ws.write() as connection:
            words = words_of(connection, going, staying, named if distinctive else None)
            taken_out = take_out(connection, gone, words)
            erasures.bury(connection, ws.tombstone(hashed))
            erasures.bury_verbatims(connection, ws, gone)
            removed = erasures.remove_records(
                connection,
                gone,
                {event.id for event in leaving},
                {(reject.source, reject.sha256, reject.locator) for reject in blank},
            )
            paths = erasures.forget_copies(connection, holding)
            erasures.drop_notes(connection, named)
            erasures.drop_names_and_state(connection, named)
            if distinctive:
                erasures.drop_from_agendas(connection, named)
            written = analyses.report_paths(connection)
        for stored in paths:
            ws.drop_export(stored)
        inside, elsewhere = _reports(ws, written)
        for file in inside:
            file.unlink(missing_ok=True)
        report("erase", 0.6, "compacting")
        ws.compact()
        report("erase", 0.8, "proving")
        checks = (*_checks(ws, customer, hashed, _pieces(texts - shared, ws)), *_written_checks(ws, gone, words))
        report("erase", 1.0, "done")
    return Proof(
        known=bool(going or leaving or blank or paths),
        removed=removed,
        copies=tuple(paths),
        vectors=vectors,
        reports=tuple(str(path) for path in inside),
        elsewhere=elsewhere,
        checks=checks,
        shared=len(shared),
        written=taken_out,
    )


# ---- what goes


def _named(customer: str) -> re.Pattern[str]:
    """The id standing by itself, not as part of a longer word or number."""
    return re.compile(rf"(?<![0-9A-Za-z]){re.escape(customer)}(?![0-9A-Za-z])")


def _going(verbatims: Sequence[Verbatim], hashed: str, named: re.Pattern[str], distinctive: bool) -> list[Verbatim]:
    own = {v.id for v in verbatims if v.customer == hashed}
    words = {v.text for v in verbatims if v.id in own and len(v.text.split()) >= LONG_TEXT}
    return [
        v
        for v in verbatims
        if v.id in own
        or (not v.customer and (v.text in words or v.duplicate_of in own))
        or (distinctive and (named.search(v.text) or named.search(v.source_row_id)))
    ]


def _tells_of(reject: Reject, named: re.Pattern[str], texts: Collection[str]) -> bool:
    return bool(named.search(reject.raw)) or any(said in reject.raw for said in texts if len(said.split()) >= LONG_TEXT)


def _copies_that_hold(ws: Workspace, named: re.Pattern[str], texts: Collection[str], distinctive: bool) -> set[str]:
    """Stored exports whose content names the customer although no row of them was taken as theirs."""
    wanted = [re.compile(named.pattern.encode())] if distinctive else []
    wanted += [re.compile(re.escape(said.encode())) for said in sorted(texts) if len(said.split()) >= LONG_TEXT]
    with ws.read() as connection:
        copies = records.stored_copies(connection)
    return {
        sha256
        for (_, sha256), stored in sorted(copies.items())
        if stored and any(pattern.search(content) for content in _contents(ws.path / stored) for pattern in wanted)
    }


def _contents(file: Path) -> Iterator[bytes]:
    """The bytes of a file, and of the members of one that is an archive (XLSX is)."""
    if not file.is_file():
        return
    yield file.read_bytes()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                try:
                    yield archive.read(member)
                except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
                    continue


def _forget_vectors(ws: Workspace, texts: Collection[str]) -> int:
    names = sorted(set(ws.note("encoders").split("\n")) - {""})
    return sum(encode.VectorCache(ws.vectors, name).remove(sorted(texts)) for name in names)


def _reports(ws: Workspace, written: Sequence[str]) -> tuple[list[Path], tuple[str, ...]]:
    """Reports kept in the workspace, and those written elsewhere that are still there."""
    home = ws.reports.resolve()
    inside = {path for path in home.rglob("*") if path.is_file()} if home.is_dir() else set()
    elsewhere = tuple(path for path in written if Path(path).is_file() and Path(path) not in inside)
    return sorted(inside), elsewhere


# ---- the proof


def _pieces(texts: Collection[str], ws: Workspace) -> list[bytes]:
    """What is looked for of the customer's own words: beginnings long enough that nobody else's words begin so."""
    with ws.read() as connection:
        left = "\0".join(verbatim.text for verbatim in records.verbatims(connection)).encode("utf-8", "surrogatepass")
    pieces = {said.encode("utf-8", "surrogatepass")[:_PIECE] for said in texts if len(said.split()) >= LONG_TEXT}
    return sorted(piece for piece in pieces if piece not in left)


def _checks(ws: Workspace, customer: str, hashed: str, pieces: Sequence[bytes]) -> Iterator[Check]:
    places = dict(_places(ws))
    looked_for = [("the keyed hash", re.compile(re.escape(hashed.encode())))]
    if len(customer) >= DISTINCTIVE:
        pattern = rf"(?<![0-9A-Za-z]){re.escape(customer)}(?![0-9A-Za-z])"
        looked_for.insert(0, ("the id", re.compile(pattern.encode())))
    with ws.read() as connection:
        left = sum(v.customer == hashed for v in records.verbatims(connection))
        left += sum(e.customer == hashed for e in records.events(connection))
    yield Check("verbatims and events", "rows of the customer", left)
    for where, contents in places.items():
        for what, pattern_of in looked_for:
            yield Check(where, what, sum(len(pattern_of.findall(content)) for content in contents))
        yield Check(where, f"{len(pieces)} texts", sum(content.count(said) for content in contents for said in pieces))


def _written_checks(ws: Workspace, gone: Collection[str], words: Words) -> Iterator[Check]:
    named, said = left_behind(ws, gone, words)
    yield Check("drafts and versions of reports", f"ids of {len(gone)} verbatims", named)
    yield Check("drafts and versions of reports", "the customer's words", said)


def _places(ws: Workspace) -> Iterator[tuple[str, list[bytes]]]:
    if ws.engine.dialect.name == "postgresql":
        with ws.read() as connection:
            columns = erasures.text_columns()
            yield (
                f"{len(columns)} tables",
                [
                    value.encode("utf-8", "surrogatepass")
                    for table, names in columns.items()
                    for name in names
                    for value in erasures.values(connection, table, name)
                ],
            )
    files = sorted(path for path in ws.path.rglob("*") if path.is_file())
    by_place: dict[str, list[Path]] = {}
    for path in files:
        top = path.relative_to(ws.path).parts[0]
        by_place.setdefault(top, []).append(path)
    for top, paths in sorted(by_place.items()):
        label = top if len(paths) == 1 and (ws.path / top).is_file() else f"{top}/ ({len(paths)} files)"
        yield label, [content for path in paths for content in _contents(path)]
