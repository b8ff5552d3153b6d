"""The connection to a workspace's database: SQLite embedded, or PostgreSQL for teams.

Every write transaction takes the write lock when it begins (``BEGIN IMMEDIATE``; in PostgreSQL an advisory lock), so
that what it read is still so when it writes. Errors of the database are turned into one line a person can act on.
Nothing here knows a table.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from insight_synth.errors import InsightSynthError, UsageError, WorkspaceError

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection

BUSY_TIMEOUT_MS = 30_000
SAFE_WAL = (3, 51, 3)  # earlier versions can corrupt a database in write-ahead mode
_WRITES = "insight_synth_writes"
_ADVISORY_LOCK = 0x1951_9517
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def sqlite_engine(file: Path) -> Engine:
    """An engine on ``file``; connections are opened for each use, so no process keeps the file open."""
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=" + ("WAL" if sqlite3.sqlite_version_info >= SAFE_WAL else "DELETE"))
        for pragma in ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "temp_store=MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def postgres_engine(address: str) -> Engine:
    """An engine on the PostgreSQL database at ``address`` (``postgresql://user@host/database``)."""
    try:
        url = make_url(address)
        if url.get_backend_name() != "postgresql":
            raise UsageError(
                f"INSIGHT_SYNTH_DATABASE names a {url.get_backend_name()} database",
                remedy="Give a PostgreSQL address (postgresql://user@host/database), or unset it for SQLite.",
            )
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=2)
    except (ArgumentError, NoSuchModuleError) as problem:
        raise UsageError(
            "INSIGHT_SYNTH_DATABASE is not a database address", remedy="Write it as postgresql://user@host/database."
        ) from problem


@contextmanager
def reading(engine: Engine, where: str) -> Iterator[Connection]:
    """A connection in one consistent read transaction, never committed."""
    with clear_errors(where), engine.connect() as connection:
        connection.begin()
        yield connection


@contextmanager
def writing(engine: Engine, where: str) -> Iterator[Connection]:
    """A connection in one write transaction: committed when the block ends well, rolled back otherwise."""
    with clear_errors(where), engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        yield connection


def compact(engine: Engine, where: str) -> None:
    """Rewrites the database so that nothing is left of deleted rows, not even in unused pages."""
    with clear_errors(where):
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM FULL"))
            return
        raw = engine.raw_connection()  # beside SQLAlchemy, which would begin a transaction first
        try:
            raw.cursor().execute("VACUUM")
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as problem:
            raise _explained(str(problem), where) or problem from problem
        finally:
            raw.close()


@contextmanager
def clear_errors(where: str) -> Iterator[None]:
    """Turns errors of the disk and of the database into a :class:`WorkspaceError` of one line."""
    try:
        yield
    except InsightSynthError:
        raise
    except DBAPIError as problem:
        found = _explained(str(problem.orig or problem), where)
        if found is None:
            raise
        raise found from problem
    except OSError as problem:
        if problem.errno in _FULL:
            raise _full(where) from problem
        if problem.errno in _FORBIDDEN:
            raise WorkspaceError(
                f"not allowed: {problem.strerror}",
                where=str(problem.filename or where),
                remedy="Check the permissions and the owner of this file and its folder.",
            ) from problem
        raise


def _explained(message: str, where: str) -> WorkspaceError | None:
    first = message.strip().splitlines()[0] if message.strip() else "no answer"
    low = first.lower()
    if "disk is full" in low or "disk i/o error" in low or "no space left" in low:
        return _full(where)
    if "database is locked" in low:
        return WorkspaceError(
            "the workspace is in use: another process has been writing for over 30 seconds",
            where=where,
            remedy="Wait for it to end, or stop it, and try again.",
        )
    if "readonly database" in low or "read-only" in low or "unable to open database" in low:
        return WorkspaceError(
            "the workspace cannot be written", where=where, remedy="Check the folder's permissions and owner."
        )
    if "not a database" in low or "malformed" in low:
        return WorkspaceError(
            "the workspace's database is damaged",
            where=where,
            remedy="Restore workspace.db from a backup, or build it anew with `insight-synth add`.",
        )
    if "connection" in low or "could not connect" in low or "password" in low:
        return WorkspaceError(
            f"the database does not answer: {first}", where=where, remedy="Check INSIGHT_SYNTH_DATABASE."
        )
    return None


def _full(where: str) -> WorkspaceError:
    return WorkspaceError(
        "the disk is full, nothing was changed", where=where, remedy="Free some space and run the command again."
    )
