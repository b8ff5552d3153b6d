"""What a parser can do to the process it runs in, as functions for a child: each named for how it misbehaves."""

from __future__ import annotations

import ctypes
import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput, UsageError
from insight_synth.ingest.sandbox import read_and_spool
from insight_synth.ingest.spool import Segment, rows_of

loaded = 0
"""How often :func:`load` ran in this process or the one it was forked from."""


def load() -> None:
    global loaded
    loaded += 1


def echo(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    return {**argument, "loaded": loaded, "pid": os.getpid(), "server": os.getppid(), "folder": os.getcwd()}


def contents(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    return [os.pread(file, 100, 0).decode() for file in files]


def sleep(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    if "pid" in argument:
        Path(argument["pid"]).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(argument["seconds"])
    return argument["seconds"]


def loop(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    while True:
        pass


def eat_memory(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    eaten = []
    while True:
        eaten.append(bytearray(1 << 20))


def write_without_end(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    while True:
        os.write(files[0], bytes(1 << 16))


def answer_at_length(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    return "word " * argument["words"]


def answer_with_what_json_lacks(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    return {"a set": {1, 2}}


def abort(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    os.abort()


def read_nowhere(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    return ctypes.string_at(0)


def leave(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    os._exit(argument["status"])


def panic(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    class PanicException(BaseException):  # what compiled parsers raise
        pass

    raise PanicException("index out of bounds\nand more")


def nest(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    return json.loads("[" * 100_000)


def find_bad_input(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    raise BadInput("the sum is wrong", where="a.csv row 7", remedy="Add again")


def find_wrong_usage(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    raise UsageError("no such kind")


def read_or_misbehave(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    """Reads a file as the product does, unless its name says which of the above to do instead."""
    name = Path(argument["file"]).stem
    if name in globals():
        return globals()[name]({"seconds": 3600}, files)
    return read_and_spool(argument, files)


def rows_again(argument: Mapping[str, Any], files: Sequence[int]) -> Any:
    return [row.locator for row in rows_of(files[0], Segment(**argument["part"]))]
