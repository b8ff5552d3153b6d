"""The other side of ``sandbox``: a small process that does nothing but fork children, and what such a child does.

It has one thread, holds no data and reads no file of a user's. It imports the readers once, so that a child, which
starts as its copy, is ready within milliseconds. It ends when the socket to its parent does, and its children with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from insight_synth.errors import InsightSynthError
from insight_synth.ingest import readers
from insight_synth.ingest.limits import Limits

__all__ = ["FATE", "MOST_DESCRIPTORS", "function_named", "serve"]

FATE = struct.Struct("i")
"""What the server tells of a child that ended: its wait status."""

MOST_DESCRIPTORS = 64
"""Open files that one request can bring along."""

_NEEDED_BY_READERS = ("openpyxl", "lxml.etree", "nh3", "ftfy")  # they import these when they are called
_MOST_CHILDREN = max(4, os.cpu_count() or 1)
_LONGEST_MESSAGE = 4096
_PR_SET_PDEATHSIG = 1
_OUT_OF_MEMORY = b'{"failure": "memory"}'  # encoded beforehand, as there is no memory left when it is needed


@dataclass(frozen=True, slots=True)
class _Child:
    pid: int
    process: int  # a descriptor that becomes readable when the child ends
    fate: int  # the pipe its parent's parent waits at


def serve(descriptor: int) -> NoReturn:
    """Answers requests on the socket ``descriptor`` until its other end is closed.

    A message is ``warm module:function`` or ``run module:function``, the latter with descriptors: the letter (the
    request as JSON, and the room for the answer), the pipe for the child's fate, and the files the request is about.
    """
    formats = [f"{readers.__name__}.{module.name}" for module in pkgutil.iter_modules(readers.__path__)]
    for needed in (*_NEEDED_BY_READERS, *formats):
        with contextlib.suppress(ImportError):  # the child that needs it meets it again, and can tell
            importlib.import_module(needed)
    _settle()
    _Server(socket.socket(fileno=descriptor)).run()


def function_named(name: str) -> Callable[..., Any]:
    """The function at ``module:function``, its module imported."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _settle() -> None:
    """Sets what is in memory apart from what may become garbage, or every child's first collection would copy it."""
    gc.collect()
    gc.freeze()


class _Server:
    def __init__(self, requests: socket.socket) -> None:
        self._requests = requests
        self._children: dict[int, _Child] = {}  # by both of their descriptors
        self._poll = select.poll()
        self._poll.register(requests, select.POLLIN)

    def run(self) -> NoReturn:
        while True:
            for descriptor, event in self._poll.poll():
                if descriptor == self._requests.fileno():
                    if event & (select.POLLHUP | select.POLLERR) or not self._take_request():
                        self._end()
                elif child := self._children.get(descriptor):
                    if descriptor == child.process:
                        self._bury(child)
                    else:  # nobody waits for it any longer
                        self._poll.unregister(child.fate)
                        os.kill(child.pid, signal.SIGKILL)

    def _take_request(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._requests, _LONGEST_MESSAGE, MOST_DESCRIPTORS)
        if not message:
            return False
        what, _, name = message.decode().partition(" ")
        function: Callable[..., Any] | None = None
        with contextlib.suppress(Exception):  # the child meets it again, and can tell
            function = function_named(name)
            if what == "warm":
                function()
                _settle()
        if what == "run":
            letter, fate, *files = descriptors
            self._fork(name, letter, fate, files)
            for own in (letter, *files):
                os.close(own)
        return True

    def _fork(self, name: str, letter: int, fate: int, files: Sequence[int]) -> None:
        server = os.getpid()
        try:
            pid = os.fork()
        except OSError:  # no memory, or too many processes: the closed pipe tells
            os.close(fate)
            return
        if pid == 0:
            _die_with(server)
            for other in (self._requests.fileno(), fate, *self._children):
                os.close(other)
            _live(name, letter, files)
        child = _Child(pid, os.pidfd_open(pid), fate)
        for descriptor, event in ((child.process, select.POLLIN), (child.fate, 0)):  # 0: only when its reader is gone
            self._children[descriptor] = child
            self._poll.register(descriptor, event)
        self._poll.modify(self._requests, select.POLLIN if self._has_room() else 0)

    def _bury(self, child: _Child) -> None:
        _, status = os.waitpid(child.pid, 0)
        with contextlib.suppress(OSError):
            os.write(child.fate, FATE.pack(status))
        for descriptor in (child.process, child.fate):
            with contextlib.suppress(KeyError):
                self._poll.unregister(descriptor)
            os.close(descriptor)
            del self._children[descriptor]
        self._poll.modify(self._requests, select.POLLIN if self._has_room() else 0)

    def _has_room(self) -> bool:
        return len(self._children) // 2 < _MOST_CHILDREN

    def _end(self) -> NoReturn:
        for child in set(self._children.values()):
            os.kill(child.pid, signal.SIGKILL)
        os._exit(0)


# ---- in the child


def _live(name: str, letter: int, files: Sequence[int]) -> NoReturn:
    """The life of a child: it reads its letter, calls the function under the limits, and writes the answer back."""
    status = 1
    try:
        request = json.loads(_content(letter))
        os.ftruncate(letter, 0)
        with contextlib.suppress(OSError):
            os.chdir(request["folder"])  # so that paths mean, and read in messages, what the caller wrote
        limits = Limits(**request["limits"])
        answer = _answer(name, request["argument"], files, limits)
        os.pwrite(letter, answer, 0)
        status = 0
    finally:
        os._exit(status)  # whatever came: no clean-up of what belongs to the server


def _answer(name: str, argument: Mapping[str, Any], files: Sequence[int], limits: Limits) -> bytes:
    try:
        function = function_named(name)
        limits.take_hold()
        answer = _json({"answer": function(argument, files)})
        return answer if len(answer) <= limits.answer else _json({"failure": "answer"})
    except InsightSynthError as error:
        told = {"type": type(error).__name__, "what": error.what, "where": error.where, "remedy": error.remedy}
        return _json({"error": told})
    except MemoryError:
        return _OUT_OF_MEMORY
    except RecursionError:
        return _json({"failure": "depth"})
    except BaseException as error:  # a panic in compiled code is no Exception
        if isinstance(error, OSError) and error.errno in (errno.EFBIG, errno.ENOSPC, errno.EDQUOT):
            return _json({"failure": "output" if error.errno == errno.EFBIG else "room"})
        reason = ": ".join([type(error).__name__, *str(error).splitlines()[:1]])
        return _json({"failure": "reader", "detail": reason[:200]})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="surrogatepass")


def _content(descriptor: int) -> str:
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode("utf-8", errors="surrogatepass")


def _die_with(server: int) -> None:
    """Lets the kernel end this process when the server ends, however that comes."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:  # it ended before it could be said
        os._exit(1)
