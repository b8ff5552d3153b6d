"""Reading files no one vouches for: in a child process with limits, so that the worst file costs a message.

An XLSX of 5 kB can abort the process that parses it, a 40 kB archive can ask for all memory, and neither can be caught
from within. So whatever touches a file's content runs in a child, and what became of it is told as ``BadInput``.

Why a server that forks: forking this process would copy its threads' locks in whatever state they are (Streamlit has
many threads), and starting Python anew for each file would cost half a second. The server has one thread, has imported
the readers, and forks a child in a few milliseconds. It is started when first needed, again when it died, and ends when
this process does, however that comes.

Why JSON: a child that parsed a hostile file may say anything; unpickling it could run anything.

It keeps a broken or greedy parser from harming the rest. It is no jail for foreign code: a child runs with the user's
rights and sees the user's files.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from insight_synth import errors
from insight_synth.errors import BadInput, InsightSynthError, UsageError, WorkspaceError
from insight_synth.ingest.fork_server import FATE, MOST_DESCRIPTORS
from insight_synth.ingest.limits import MIB, Limits
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.readers.reading import read_rows
from insight_synth.ingest.spool import Segment, SpooledRows, spool, storable, temporary_folder, unlinked_file

__all__ = ["JSON", "Limits", "Pending", "read_in_child", "submit", "warm"]

JSON = Any
"""What ``json`` gives and takes: None, numbers, strings, lists and mappings of these."""

_OURS = re.compile(r"insight_synth(\.\w+)+:\w+")
_READ_AND_SPOOL = "insight_synth.ingest.sandbox:read_and_spool"
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from insight_synth.ingest.fork_server import serve; serve(int(sys.argv[2]))"
)
_ONE_THREAD = {  # a process that forks must have one thread, and threads' stacks eat address space
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others reserve address space by the gigabyte
}
_SAVE_AGAIN = "Open it in the program it came from and save it again, or as CSV"
_SPLIT = "Split it into smaller files, or save it as CSV"


# ---- what others use


def read_in_child(file: Path, *, most: int | None = None, encoding: str | None = None) -> Reading:
    """The rows of one export as ``read_rows`` gives them, read in a child process; memory stays flat.

    Args:
        file: the export.
        most: how many rows at most, for a preview; the rest is not looked at.
        encoding: what its text is encoded in, where a person says so; see ``read_rows``.

    Returns:
        A reading whose ``rows`` are :class:`SpooledRows`, which lie where the system keeps temporary files, and whose
        notes are final.

    Raises:
        BadInput: the file cannot be read, or reading it broke the reader or a limit.
        WorkspaceError: there is no room for temporary files, or no process can be started.
    """
    try:
        size = file.stat().st_size
    except OSError:
        size = 0  # the reader says what is wrong with it
    # A child that crashes leaves its temporary files behind: they go with a folder of this side's.
    with temporary_folder() as folder:
        descriptor = unlinked_file(folder)
        try:
            argument = {"file": str(file), "most": most, "encoding": encoding, "folder": folder}
            found = submit(_READ_AND_SPOOL, argument, [descriptor], Limits.for_file(size), where=str(file)).result()
        except BaseException:
            os.close(descriptor)
            raise
    rows = SpooledRows(descriptor, [Segment(*block) for block in found["blocks"]])
    return Reading(found["reader"], found["encoding"], rows, tuple(found["columns"]), found["notes"])


def submit(
    function: str,
    argument: Mapping[str, JSON],
    files: Sequence[int] = (),
    limits: Limits | None = None,
    where: str = "",
) -> Pending:
    """Has ``function(argument, files)`` run in a child process; several can run at once.

    Args:
        function: ``module:function`` within this package. It gets ``argument`` as JSON brings it over, and descriptors
            of the same open files. Their positions are shared: use ``os.pread``.
        argument: what it should work on.
        files: descriptors of open files, at most 60.
        limits: what it may use; by default those of :class:`Limits`.
        where: what an error names as its place, where it is the child that failed.

    Raises:
        UsageError: this system has no way to limit a process.
        WorkspaceError: no process can be started.
    """
    if not _OURS.fullmatch(function) or len(files) > MOST_DESCRIPTORS - 4:
        raise ValueError(f"not to be run in a child: {function} with {len(files)} files")
    if not sys.platform.startswith("linux"):
        raise UsageError(
            "files are read in a child process with limits, which only Linux can keep",
            remedy="Run it on Linux: in a container, a virtual machine or WSL",
        )
    limits = limits or Limits()
    request = {"argument": argument, "limits": asdict(limits), "folder": _working_folder()}
    letter = os.memfd_create("request and answer")
    awaited, fate = os.pipe()
    pending = Pending(letter, awaited, limits, where)
    try:
        with open(letter, "wb", closefd=False) as stream:
            stream.write(json.dumps(request, ensure_ascii=False).encode("utf-8", errors="surrogatepass"))
        _send(f"run {function}", [letter, fate, *files])
    except OSError as error:
        remedy = "Close other programs, or allow this one more processes and open files"
        raise WorkspaceError(f"no process to read files can be started: {error.strerror}", remedy=remedy) from None
    finally:
        os.close(fate)
    return pending


def warm(function: str) -> None:
    """Has ``function()`` run once in the server, so that every later child starts with what it loaded.

    For trusted loading only, such as a language model's: it has no limits. It returns at once.
    """
    with _lock:
        if function not in _warmed:
            _warmed.append(function)
            if _server is not None or sys.platform.startswith("linux"):
                _send(f"warm {function}", ())


class Pending:
    """An answer to come. When nothing refers to it any more, its child is stopped."""

    def __init__(self, letter: int, awaited: int, limits: Limits, where: str) -> None:
        self._letter = letter
        self._awaited = awaited
        self._limits = limits
        self._where = where
        self._fate = b""
        for descriptor in (letter, awaited):
            weakref.finalize(self, os.close, descriptor)

    def result(self) -> JSON:
        """What the function returned, once the child has ended.

        Raises:
            InsightSynthError: the one that the function raised.
            BadInput: the function failed in any other way, the child crashed, or it broke a limit.
        """
        self._fate = self._fate or os.read(self._awaited, FATE.size)
        if len(self._fate) < FATE.size:
            raise self._failed("the process that reads files was stopped", "Try again, with more free memory")
        (status,) = FATE.unpack(self._fate)
        if os.WIFSIGNALED(status):
            raise self._killed(os.WTERMSIG(status))
        size = os.fstat(self._letter).st_size
        if status != 0 or size == 0:
            raise self._failed("the reader ended without an answer", _SAVE_AGAIN)
        if size > self._limits.answer:
            raise self._told({"failure": "answer"})
        answer = json.loads(os.pread(self._letter, size, 0).decode("utf-8", errors="surrogatepass"))
        if "answer" not in answer:
            raise self._told(answer)
        return answer["answer"]

    def _killed(self, number: int) -> BadInput:
        limits = self._limits
        if number == signal.SIGXCPU:
            return self._failed(f"it takes more than {limits.processor:,.0f} s of processor time to read", _SPLIT)
        if number == signal.SIGALRM:
            return self._failed(f"it takes more than {limits.clock:,.0f} s to read", _SPLIT)
        if number == signal.SIGKILL:
            return self._failed("reading it was stopped from outside", "Try again, with more free memory")
        name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
        return self._failed(f"the reader crashed on it ({name})", _SAVE_AGAIN)

    def _told(self, answer: Mapping[str, JSON]) -> InsightSynthError:
        """The error that a child's answer tells of."""
        limits = self._limits
        if "error" in answer:
            told = answer["error"]
            kind: type[InsightSynthError] = getattr(errors, told["type"], BadInput)
            return kind(told["what"], where=told["where"], remedy=told["remedy"])
        match answer["failure"]:
            case "memory":
                return self._failed(f"it takes more than {limits.memory // MIB:,} MiB of memory to read", _SPLIT)
            case "output":
                return self._failed(f"its content takes more than {limits.output // MIB:,} MiB", _SPLIT)
            case "answer":
                return self._failed(f"what was found takes more than {limits.answer // MIB:,} MiB", _SPLIT)
            case "depth":
                return self._failed("it is nested too deeply to be read", _SAVE_AGAIN)
            case "room":
                remedy = "Free some, or set TMPDIR to a folder with room"
                return self._failed("there is no room for its rows on the disk", remedy)
            case _:
                return self._failed(f"the reader failed on it ({answer.get('detail', 'no reason given')})", _SAVE_AGAIN)

    def _failed(self, what: str, remedy: str) -> BadInput:
        return BadInput(what, where=self._where, remedy=remedy)


# ---- in the child


def read_and_spool(argument: Mapping[str, JSON], files: Sequence[int]) -> JSON:
    """The child's half of :func:`read_in_child`: everything of a reading but its rows, which go to the file."""
    tempfile.tempdir = argument["folder"]
    reading = read_rows(Path(argument["file"]), argument["encoding"])
    blocks = spool(reading.rows, files[0], argument["most"])
    return {
        "reader": reading.reader,
        "encoding": reading.encoding,
        "columns": [storable(name) for name in reading.columns],
        "notes": [storable(note) for note in reading.notes],  # after the last row, as they grow until then
        "blocks": [(block.offset, block.length, block.first, block.rows) for block in blocks],
    }


# ---- the server, seen from here


class _Server:
    """The process that forks, and the socket it listens to."""

    def __init__(self) -> None:
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        search = json.dumps([os.path.abspath(folder) for folder in sys.path])
        with theirs:
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-c", _START, search, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,  # parsers print what they think; what matters comes as an answer
                    pass_fds=[theirs.fileno()],
                    cwd="/",
                    env={**os.environ, **_ONE_THREAD},
                    start_new_session=True,  # Ctrl-C is for this process to answer
                )
            except BaseException:
                self._requests.close()
                raise

    def send(self, message: str, descriptors: Sequence[int]) -> None:
        socket.send_fds(self._requests, [message.encode()], descriptors)

    def stop(self) -> None:
        """Ends it and its children, and waits until it has."""
        self._requests.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """In a fork of this process, to whose parent the server belongs: lets go of it without a trace."""
        self._requests.close()
        self._process.returncode = 0


_server: _Server | None = None
_warmed: list[str] = []
_lock = threading.RLock()


def _send(message: str, descriptors: Sequence[int]) -> None:
    """Sends a message to the server, which is started where it does not run."""
    global _server
    with _lock:
        if _server is not None:
            try:
                _server.send(message, descriptors)
                return
            except OSError:  # it died
                _server.stop()
        _server = _Server()
        for function in _warmed:
            _server.send(f"warm {function}", ())
        if not message.startswith("warm "):
            _server.send(message, descriptors)


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # it was removed
        return "/"


@atexit.register
def _stop_server() -> None:
    global _server
    with _lock:
        if _server is not None:
            _server.stop()
            _server = None


def _forget_server() -> None:
    global _server, _lock
    _lock = threading.RLock()  # a thread that is not here any more may hold the old one
    if _server is not None:
        _server.forget()
        _server = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_server)
