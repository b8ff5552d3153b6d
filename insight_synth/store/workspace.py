"""The workspace: one database, the exports as they were delivered, the vectors, and the key that hides customers.

Opens and creates it, hands out transactions, keeps files. What the rows mean is for the repositories beside it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select

from insight_synth.errors import InsightSynthError, UsageError, WorkspaceError
from insight_synth.store import database, lock, migrations, schema

DATABASE = "workspace.db"
KEY = "customers.key"
LOCK = "workspace.lock"
_OWN = frozenset({DATABASE, KEY, LOCK, "exports", "vectors", "reports"})
_KEY_BYTES = 32


class Workspace:
    """One workspace, open. Cheap to open and to hold; connections live only as long as their transaction."""

    def __init__(self, path: Path, engine: Engine, key: bytes) -> None:
        self.path = path
        self.engine = engine
        self._key = key

    @classmethod
    def open(cls, path: Path | str, *, create: bool = False, read_only: bool = False) -> Workspace:
        """Opens the workspace in the folder ``path``; makes one there first if ``create``.

        ``INSIGHT_SYNTH_DATABASE`` puts its tables into a PostgreSQL database; exports, vectors and key stay in the
        folder. ``read_only`` checks the schema's version instead of migrating it.

        Raises:
            WorkspaceError: there is none, the folder holds something else, its key is lost, or its version is newer.
        """
        folder = Path(path)
        address = os.environ.get("INSIGHT_SYNTH_DATABASE", "")
        exists = (folder / (KEY if address else DATABASE)).is_file()
        if not exists:
            if not create:
                raise _missing(folder)
            _check_free(folder)
        where = str(folder)
        had_key = (folder / KEY).exists()
        with database.clear_errors(where):
            if not exists:
                _make_folder(folder)
            key = _read_key(folder, create=not exists)
            engine = database.postgres_engine(address) if address else database.sqlite_engine(folder / DATABASE)
        workspace = cls(folder, engine, key)
        try:
            # One whose making was interrupted has its database, but nothing in it.
            workspace._check_schema(create=not exists or (create and workspace._is_bare()), read_only=read_only)
        except BaseException:
            workspace.close()
            if not exists:
                _undo(folder, () if had_key else (KEY,))
            raise
        return workspace

    def _is_bare(self) -> bool:
        with self.read() as connection:
            return not inspect(connection).get_table_names()

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def discard_if_unused(self) -> None:
        """Removes a workspace that nothing was ever added to, as if it had never been made; not one in PostgreSQL."""
        if self.engine.dialect.name != "sqlite":
            return
        with self.read() as connection:
            used = connection.execute(select(schema.sources.c.id)).first() is not None
        if not used:
            self.close()
            _undo(self.path, (KEY, LOCK))

    # ---- transactions and files

    def read(self) -> AbstractContextManager[Connection]:
        """A connection that sees one consistent state."""
        return database.reading(self.engine, str(self.path))

    def write(self) -> AbstractContextManager[Connection]:
        """A connection that holds the write lock; all of the block is kept, or none of it."""
        return database.writing(self.engine, str(self.path))

    def compact(self) -> None:
        """Rewrites the database so that nothing is left of deleted rows."""
        database.compact(self.engine, str(self.path))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """For long work: keeps other long work out; raises WorkspaceError where there is some."""
        with database.clear_errors(str(self.path)), lock.held(self.path / LOCK, str(self.path)):
            yield

    @property
    def vectors(self) -> Path:
        return self.path / "vectors"

    @property
    def reports(self) -> Path:
        return self.path / "reports"

    def keep_export(self, file: Path, sha256: str) -> str:
        """Copies ``file`` unchanged into the workspace; returns its path within. The same file is kept once."""
        stored = _stored_name(file, sha256)
        target = self.path / stored
        if not target.exists():
            with database.clear_errors(str(file)):
                target.parent.mkdir(parents=True, exist_ok=True)
                partial = target.with_name(target.name + ".part")
                try:
                    shutil.copyfile(file, partial)
                    os.replace(partial, target)
                except BaseException:
                    partial.unlink(missing_ok=True)
                    raise
        return stored

    def holds_export(self, file: Path, sha256: str) -> bool:
        """Whether a copy of this file is kept already."""
        return (self.path / _stored_name(file, sha256)).exists()

    def drop_export(self, stored: str) -> None:
        """Deletes a kept copy."""
        if stored:
            (self.path / stored).unlink(missing_ok=True)

    def sweep_exports(self, kept: Collection[str]) -> None:
        """Deletes copies that no export refers to: left by an `add` that was killed on its way."""
        own = set(kept)
        folder = self.path / "exports"
        with database.clear_errors(str(folder)):
            for file in folder.glob("*/*"):
                if file.relative_to(self.path).as_posix() not in own:
                    file.unlink()

    # ---- notes about the workspace itself

    def note(self, key: str) -> str:
        """What was noted under ``key``; "" for nothing."""
        with self.read() as connection:
            return migrations.get_meta(connection, f"note {key}") or ""

    def set_note(self, key: str, value: str, connection: Connection | None = None) -> None:
        """Notes ``value`` under ``key``, as part of the write transaction of ``connection`` where that is given."""
        with nullcontext(connection) if connection is not None else self.write() as writing:
            migrations.put_meta(writing, f"note {key}", value)

    # ---- customers

    def hash_customer(self, customer: str) -> str:
        """The keyed hash (16 hex digits of BLAKE2b) that stands for a customer id; "" for none."""
        name = customer.strip()
        if not name:
            return ""
        return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), key=self._key, digest_size=8).hexdigest()

    def tombstone(self, customer_hash: str) -> str:
        """What is kept of an erased customer: enough to know the hash again, not the hash."""
        return hashlib.blake2b(
            customer_hash.encode("ascii"), key=self._key, digest_size=16, person=b"tombstone"
        ).hexdigest()

    def verbatim_tombstone(self, verbatim_id: str) -> str:
        """What is kept of an erased verbatim: enough to know its id again, not the id."""
        return hashlib.blake2b(
            verbatim_id.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16, person=b"verbatim"
        ).hexdigest()

    # ---- opening

    def _check_schema(self, *, create: bool, read_only: bool) -> None:
        where = str(self.path)
        print_of_key = hashlib.blake2b(self._key, digest_size=8, person=b"key check").hexdigest()
        with self.read() as connection:
            found = migrations.version(connection)
            print_in_database = migrations.get_meta(connection, "key") if found else None
        if found > migrations.VERSION:
            raise migrations.too_new(found, where)
        if print_in_database is not None and print_in_database != print_of_key:
            raise WorkspaceError(
                "customers.key is not the key this workspace was made with",
                where=where,
                remedy="Put back the customers.key that belongs to this database, or name another workspace with -w.",
            )
        if found == migrations.VERSION:
            return
        if found == 0 and not create:
            raise _missing(self.path)
        if read_only:
            raise WorkspaceError(
                f"the workspace has schema version {found}, this insight-synth needs {migrations.VERSION}",
                where=where,
                remedy="Run `insight-synth add` or `insight-synth analyse` on it once: that brings it up to date.",
            )
        with self.write() as connection:
            migrations.migrate(connection, where)
            if migrations.get_meta(connection, "key") is None:
                migrations.put_meta(connection, "key", print_of_key)


def _missing(folder: Path) -> InsightSynthError:
    if folder.exists() and not folder.is_dir():
        return UsageError("is a file, not a workspace's folder", where=str(folder), remedy="Name a folder with -w.")
    if folder.is_dir():
        return WorkspaceError(
            "is not a workspace: it holds no workspace.db",
            where=str(folder),
            remedy="Name another with -w, or make one with `insight-synth add PATH -w DIR`.",
        )
    return WorkspaceError(
        "no such workspace",
        where=str(folder),
        remedy="Name one with -w, or make it with `insight-synth add PATH -w DIR`.",
    )


def _check_free(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError("is a file, not a workspace's folder", where=str(folder), remedy="Name a folder with -w.")
    foreign = sorted(entry.name for entry in folder.iterdir() if entry.name not in _OWN) if folder.is_dir() else []
    if foreign:
        raise WorkspaceError(
            f"is not a workspace: it holds other files ({foreign[0]})",
            where=str(folder),
            remedy="Name a new or an empty folder with -w.",
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError as problem:
        raise WorkspaceError(
            "the workspace cannot be made here", where=str(folder), remedy="Choose a folder you may write with -w."
        ) from problem


def _read_key(folder: Path, *, create: bool) -> bytes:
    file = folder / KEY
    if not file.exists() and create:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(os.urandom(_KEY_BYTES))
    key = file.read_bytes() if file.exists() else b""
    if len(key) != _KEY_BYTES:
        raise WorkspaceError(
            "customers.key is missing or damaged",
            where=str(folder),
            remedy="Restore it from a backup: without it customers cannot be recognised.",
        )
    return key


def _undo(folder: Path, made: tuple[str, ...]) -> None:
    """Leaves no half-made workspace behind when making one failed."""
    for name in (DATABASE, f"{DATABASE}-journal", *made):
        (folder / name).unlink(missing_ok=True)
    if not any(file.is_file() for file in folder.rglob("*")):
        shutil.rmtree(folder)


def _stored_name(file: Path, sha256: str) -> str:
    return f"exports/{sha256[:2]}/{sha256}-{_safe(file.name)}"


def _safe(name: str) -> str:
    kept = "".join(letter if letter.isalnum() or letter in "._- " else "_" for letter in name)
    return kept.encode("utf-8", "replace")[-120:].decode("utf-8", "ignore")
