"""Where uploads lie until a person settles what becomes of them: files on disk, within limits, gone when unwanted.

One folder for each server, beside the workspaces, so that a file that is confirmed is moved and not copied. A folder
that a killed server left is removed by the next one. A file is known by a token that nobody can guess, which stands in
for its content wherever Streamlit keeps that; looks into no file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Arriving", "Limits", "Refused", "Spool", "Spooled", "usual_spool"]

Key = tuple[str, str]  # Streamlit's ids of the session and of the file

MIB, GIB = 1 << 20, 1 << 30
FOLDER = ".uploads"
_STAND_IN = b"insight_synth upload "
_STAND_IN_LENGTH = len(_STAND_IN) + 32
_CHECKED_EVERY = 64 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """What uploads may take, in bytes."""

    file: int = GIB
    total: int = 4 * GIB  # all that wait to be settled, of all sessions
    left_free: int = 2 * GIB  # on the disk: what is read is kept, and its words go into the database


@dataclass(frozen=True, slots=True)
class Spooled:
    """An upload as it lies on disk."""

    token: str
    path: Path
    size: int
    sha256: str


class Refused(Exception):
    """There is no room for an upload; the message says what to do."""


class Spool:
    """The uploads of one server that wait to be settled. Safe to use from several threads.

    Args:
        root: the folder that holds a folder for each server.
        limits: what uploads may take.
        held: whether Streamlit still keeps the stand-in of a file: where it does not, nobody can settle it any more.
    """

    def __init__(self, root: Path, limits: Limits | None = None, held: Callable[[Key], bool] | None = None) -> None:
        self.limits = limits or Limits()
        self._root = root
        self._held = held or _held_by_streamlit
        self._lock = threading.Lock()
        self._kept: dict[Key, Spooled] = {}
        self._arriving: dict[str, int] = {}  # by token: bytes that are taken or were announced
        self._own: Path | None = None
        self._descriptor = -1

    @property
    def size(self) -> int:
        """Bytes of all uploads, those still arriving included."""
        with self._lock:
            return sum(file.size for file in self._kept.values()) + sum(self._arriving.values())

    def room(self) -> int:
        """The largest file there is room for now, in bytes."""
        free = shutil.disk_usage(self._folder()).free - self.limits.left_free
        return max(0, min(self.limits.file, self.limits.total - self.size, free))

    def arriving(self, announced: int = 0) -> Arriving:
        """Begins an upload of about that many bytes. Raises Refused where there is no room for it."""
        if self.size + announced > self.limits.total:
            self.sweep()
        token = secrets.token_hex(16)
        with self._lock:
            self._arriving[token] = 0
        arriving = Arriving(self, token, self._folder() / token)
        try:
            arriving.make_room(announced)
        except BaseException:
            arriving.discard()
            raise
        return arriving

    def keep(self, key: Key, arrived: Arriving) -> Spooled:
        """Keeps a whole upload under Streamlit's ids, in place of an earlier one under the same."""
        file = Spooled(arrived.token, arrived.path, arrived.size, arrived.sha256)
        with self._lock:
            before = self._kept.get(key)
            self._kept[key] = file
            self._arriving.pop(arrived.token, None)
        if before:
            before.path.unlink(missing_ok=True)
        return file

    def resolve(self, key: Key, content: bytes) -> Spooled | None:
        """The upload that Streamlit keeps as ``content``: found by its stand-in, or laid on disk once.

        Returns:
            None where it is a stand-in of a file that is gone.

        Raises:
            Refused: there is no room for it.
        """
        if content.startswith(_STAND_IN) and len(content) == _STAND_IN_LENGTH:
            return self.find(content)
        with self._lock:
            known = self._kept.get(key)
        if known is not None and known.path.exists():
            return known
        self.sweep()
        arriving = self.arriving(len(content))
        try:
            arriving.write(content)
            arriving.finish()
        except BaseException:
            arriving.discard()
            raise
        return self.keep(key, arriving)

    def find(self, stand_in: bytes) -> Spooled | None:
        """The upload that these bytes stand in for; None where they are no stand-in, or the file is gone."""
        if not stand_in.startswith(_STAND_IN):
            return None
        token = stand_in[len(_STAND_IN) :].decode("ascii", "replace")
        with self._lock:
            kept = list(self._kept.values())
        found = [file for file in kept if secrets.compare_digest(file.token.encode(), token.encode())]
        return found[0] if found and found[0].path.exists() else None

    def move(self, file: Spooled, target: Path) -> None:
        """Moves an upload out of the spool: it is somebody else's from here on."""
        try:
            os.replace(file.path, target)
        except OSError:  # another disk
            shutil.move(file.path, target)
        self._drop(lambda key, kept: kept.token == file.token)

    def forget(self, key: Key) -> None:
        """Removes the upload under these ids, if there is one."""
        self._drop(lambda other, file: other == key)

    def sweep(self) -> None:
        """Removes the uploads that nobody can settle any more: their sessions ended."""
        with self._lock:
            keys = list(self._kept)
        gone = {key for key in keys if not self._held(key)}
        self._drop(lambda key, file: key in gone)

    def sweep_killed(self) -> None:
        """Removes what servers left that were killed."""
        if self._root.is_dir():
            _sweep_killed(self._root)

    def close(self) -> None:
        """Removes everything; the spool can be used again."""
        self._drop(lambda key, file: True)
        with self._lock:
            own, descriptor, self._own, self._descriptor = self._own, self._descriptor, None, -1
        if own is not None:
            shutil.rmtree(own, ignore_errors=True)
            _lock_of(own).unlink(missing_ok=True)
            os.close(descriptor)

    def _drop(self, unwanted: Callable[[Key, Spooled], bool]) -> None:
        with self._lock:
            gone = {key: file for key, file in self._kept.items() if unwanted(key, file)}
            for key in gone:
                del self._kept[key]
        for file in gone.values():
            file.path.unlink(missing_ok=True)

    def _taking(self, token: str, size: int) -> None:
        """Notes what an arriving upload takes. Raises Refused where all together take too much."""
        with self._lock:
            others = sum(file.size for file in self._kept.values()) + sum(self._arriving.values())
            if others - self._arriving.get(token, 0) + size > self.limits.total:
                raise Refused(
                    "Too much waits to be settled here already. Add or remove the files that wait, then upload again."
                )
            self._arriving[token] = size

    def _called_off(self, token: str) -> None:
        with self._lock:
            self._arriving.pop(token, None)

    def _folder(self) -> Path:
        """This server's own folder, made when first needed; what killed servers left is removed then."""
        with self._lock:
            if self._own is None:
                root = _writable(self._root)
                _sweep_killed(root)
                own = root / f"{os.getpid()}-{secrets.token_hex(4)}"
                self._descriptor = os.open(_lock_of(own), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._own = own
            self._own.mkdir(mode=0o700, parents=True, exist_ok=True)
            return self._own


class Arriving:
    """An upload on its way to the disk."""

    def __init__(self, spool: Spool, token: str, path: Path) -> None:
        self.token, self.path, self.size, self.whole = token, path, 0, False
        self._spool = spool
        self._digest = hashlib.sha256()
        self._room = 0  # size up to which there was room when it was last looked
        self._stream = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb", buffering=0)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    @property
    def stand_in(self) -> bytes:
        """What Streamlit keeps in the file's place."""
        return _STAND_IN + self.token.encode("ascii")

    def make_room(self, size: int) -> None:
        """Raises Refused unless the file may grow to ``size`` bytes."""
        limits = self._spool.limits
        if size > limits.file + MIB:  # the form around a file is counted where its size is announced
            raise self._too_large()
        self._spool._taking(self.token, size)
        if shutil.disk_usage(self.path.parent).free - (size - self.size) < limits.left_free:
            raise Refused("The disk of the server is nearly full. Free some space there, then upload again.")
        self._room = size

    def write(self, piece: bytes) -> None:
        """Writes the next piece. Raises Refused where there is no room for it, and OSError."""
        size = self.size + len(piece)
        if size > self._spool.limits.file:
            raise self._too_large()
        if size > self._room:
            self.make_room(min(size + _CHECKED_EVERY, self._spool.limits.file))
        view = memoryview(piece)
        while view:
            view = view[self._stream.write(view) :]
        self._digest.update(piece)
        self.size = size

    def finish(self) -> None:
        """The file is whole."""
        self._stream.close()
        self.whole = True

    def discard(self) -> None:
        """The upload was called off or refused: nothing stays of it."""
        self._stream.close()
        self.path.unlink(missing_ok=True)
        self._spool._called_off(self.token)

    def _too_large(self) -> Refused:
        most = self._spool.limits.file
        said = f"{most // GIB} GB" if most >= GIB else f"{most // MIB} MB"
        return Refused(f"The file is larger than {said}. Split it, or compress it with gzip, then upload again.")


@cache
def usual_spool() -> Spool:
    """The spool of this process: beside the workspaces."""
    if named := os.environ.get("INSIGHT_SYNTH_WORKSPACE"):  # as a server has it, which should not wait for the pipeline
        return Spool(Path(named).resolve().parent / FOLDER)
    from insight_synth.workbench import workspaces

    return Spool(workspaces.usual_path().resolve().parent / FOLDER)


def _held_by_streamlit(key: Key) -> bool:
    from streamlit.runtime import Runtime

    if not Runtime.exists():
        return True
    session, file = key
    return bool(Runtime.instance().uploaded_file_mgr.get_files(session, [file]))


def _writable(root: Path) -> Path:
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="insight-synth-uploads-"))
    # In a folder that several people write to, somebody else may have made it, or a link in its place.
    own = not root.is_symlink() and root.stat().st_uid == os.getuid() and os.access(root, os.W_OK)
    return root if own else Path(tempfile.mkdtemp(prefix="insight-synth-uploads-"))


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _sweep_killed(root: Path) -> None:
    for folder in root.iterdir():
        if not folder.is_dir():
            continue
        try:
            descriptor = os.open(_lock_of(folder), os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue  # its server lives
        else:
            shutil.rmtree(folder, ignore_errors=True)
            _lock_of(folder).unlink(missing_ok=True)
        finally:
            os.close(descriptor)
