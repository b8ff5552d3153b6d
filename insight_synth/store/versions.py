"""Repository of the versions of reports: every report that was exported, whole, with the files it was written to.

The same report exported again is the same version with another file. What a report says is not known here: it comes and
goes as JSON text, kept with its letters as letters, so that what looks for a customer's words finds them in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select, update

from insight_synth.store import codec, schema

__all__ = ["Kept", "KeptFile", "history", "json_of", "keep", "kept", "of_file", "put_json", "with_sha256"]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that a version was written to. It may be gone or another by now."""

    path: str
    format: str  # "pdf", "docx" …
    sha256: str  # of the file as it was written
    made_at: str = ""
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A version on record, without the report itself."""

    number: int
    made_at: str
    made_by: str
    language: str
    kind: str
    about: str  # the source that a digest is of
    fingerprint: str  # of the analysis it was written on
    sha256: str  # of the report's JSON as it was exported
    title: str
    erased: int = 0  # quotations that erasures took out since
    changed: bool = False  # whether an erasure changed it: it is not what was exported any more
    files: tuple[KeptFile, ...] = ()


_FIELDS = (
    "number", "made_at", "made_by", "language", "kind", "about", "fingerprint", "sha256", "title", "erased", "changed",
)  # fmt: skip


def keep(connection: Connection, version: Kept, json: str, file: KeptFile) -> int:
    """Keeps a report that was written to ``file``; gives the number of its version.

    Args:
        connection: in a write transaction.
        version: whose number, marks of erasure and files are not looked at.
        json: the report.
        file: where it was written.
    """
    table = schema.report_versions
    same = table.c.sha256 == version.sha256
    number = connection.execute(select(table.c.number).where(same, table.c.changed.is_(False))).scalar()
    if number is None:
        number = (connection.execute(select(func.max(table.c.number))).scalar() or 0) + 1
        values = {name: getattr(version, name) for name in _FIELDS}
        values |= {"number": number, "erased": 0, "changed": False, "body": codec.readable(json)}
        connection.execute(table.insert(), values)
    _note(connection, int(number), file)
    return int(number)


def history(connection: Connection) -> list[Kept]:
    """The versions, newest first."""
    return _found(connection)


def kept(connection: Connection, number: int) -> Kept | None:
    """One version; None where there is none of that number."""
    return next(iter(_found(connection, schema.report_versions.c.number == number)), None)


def with_sha256(connection: Connection, sha256: str) -> Kept | None:
    """The newest version whose JSON was exported with this SHA-256; None where none was."""
    return next(iter(_found(connection, schema.report_versions.c.sha256 == sha256)), None)


def of_file(connection: Connection, sha256: str) -> Kept | None:
    """The newest version that was written to a file of this SHA-256; None where none was."""
    files = schema.version_files
    numbers = select(files.c.number).where(files.c.sha256 == sha256)
    return next(iter(_found(connection, schema.report_versions.c.number.in_(numbers))), None)


def json_of(connection: Connection, number: int) -> str | None:
    """The report of a version, as JSON; None where there is no such version."""
    table = schema.report_versions
    return connection.execute(select(table.c.body).where(table.c.number == number)).scalar()


def put_json(connection: Connection, number: int, json: str, title: str, erased: int) -> None:
    """Puts what an erasure left of a report in its place, ``erased`` more of its quotations without their words."""
    table = schema.report_versions
    values = {"body": codec.readable(json), "title": title, "erased": table.c.erased + erased, "changed": True}
    connection.execute(update(table).where(table.c.number == number).values(values))


# ---- helpers


def _found(connection: Connection, *conditions: ColumnElement[bool]) -> list[Kept]:
    table = schema.report_versions
    query = select(*(table.c[name] for name in _FIELDS)).where(*conditions).order_by(table.c.number.desc())
    rows = connection.execute(query).all()
    files = _files(connection, [row.number for row in rows])
    return [Kept(**dict(zip(_FIELDS, row, strict=True)), files=tuple(files[row.number])) for row in rows]


def _files(connection: Connection, numbers: Iterable[int]) -> dict[int, list[KeptFile]]:
    table = schema.version_files
    columns = (table.c.path, table.c.format, table.c.sha256, table.c.made_at, table.c.made_by, table.c.number)
    query = select(*columns).where(table.c.number.in_(list(numbers))).order_by(table.c.number, table.c.position)
    found: dict[int, list[KeptFile]] = defaultdict(list)
    for *values, number in connection.execute(query):
        found[number].append(KeptFile(*values))
    return found


def _note(connection: Connection, number: int, file: KeptFile) -> None:
    table = schema.version_files
    there = _files(connection, [number])[number]
    if any((known.path, known.sha256) == (file.path, file.sha256) for known in there):
        return
    values = {"path": file.path, "format": file.format, "sha256": file.sha256}
    values |= {"made_at": file.made_at, "made_by": file.made_by}
    connection.execute(table.insert(), {"number": number, "position": len(there), **values})
