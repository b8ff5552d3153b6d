from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput, UsageError, WorkspaceError
from insight_synth.ingest import sandbox
from insight_synth.ingest.limits import MIB, Limits
from tests.ingest.conftest import WriteFile

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def misbehaving_functions_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_OURS", re.compile(r"(insight_synth|tests)[.\w]*:\w+"))


def submitted(name: str, limits: Limits | None = None, files: tuple[int, ...] = (), **argument: Any) -> sandbox.Pending:
    return sandbox.submit(f"tests.ingest.misbehaving:{name}", argument, files, limits, where="a.csv")


def until(claim: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether ``claim`` comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if claim():
            return True
        time.sleep(0.02)
    return False


def alive(pid: int) -> bool:
    return bool(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)


@pytest.fixture
def some_file() -> Iterator[int]:
    with tempfile.TemporaryFile() as file:
        yield file.fileno()


# ---- what goes there and back


def test_a_file_read_in_a_child_gives_what_it_gives_here(write: WriteFile) -> None:
    file = write("a.csv", "Complaints\n\nid;text\n1;myöhässä\n2;a;b;c;d\n3\n")
    here, there = ingest.read_rows(file), sandbox.read_in_child(file)
    assert list(there.rows) == list(here.rows) == list(there.rows)
    assert there.notes == here.notes
    assert (there.reader, there.encoding, there.columns) == (here.reader, here.encoding, here.columns)


def test_a_preview_takes_the_first_rows_only(write: WriteFile) -> None:
    file = write("a.csv", "id,text\n" + "1,late\n" * 5000)
    assert [row.locator for row in sandbox.read_in_child(file, most=3).rows] == ["row 2", "row 3", "row 4"]


def test_a_file_is_named_as_the_caller_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "first.csv").write_text("text\nlate\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert len(sandbox.read_in_child(Path("first.csv")).rows) == 1  # type: ignore[arg-type]
    with pytest.raises(BadInput, match=r"^nowhere\.csv: no such file\. "):
        sandbox.read_in_child(Path("nowhere.csv"))


def test_text_that_no_encoding_takes_goes_there_and_back() -> None:
    assert submitted("echo", text="lone \ud800 and NUL \0").result()["text"] == "lone \ud800 and NUL \0"


def test_large_arguments_and_answers_go_there_and_back() -> None:
    words = "late again " * 500_000
    assert submitted("echo", words=words).result()["words"] == words


def test_the_child_gets_the_callers_open_files() -> None:
    with tempfile.TemporaryFile() as first, tempfile.TemporaryFile() as second:
        for file, content in ((first, b"first"), (second, b"second")):
            file.write(content)
            file.flush()
        assert submitted("contents", files=(second.fileno(), first.fileno())).result() == ["second", "first"]


def test_a_result_can_be_asked_for_twice() -> None:
    pending = submitted("echo", number=1)
    assert pending.result() == pending.result()


def test_only_functions_of_this_package_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for name in ("os:abort", "insight_synth:os.abort", "insight_synthetic.x:y", "tests.ingest.misbehaving:echo"):
        with pytest.raises(ValueError, match="not to be run in a child"):
            sandbox.submit(name, {})


# ---- what can go wrong in a child

BITES = {
    "it takes more than 200 MiB of memory to read": ("eat_memory", Limits(memory=200 * MIB), {}),
    "it takes more than 1 s of processor time to read": ("loop", Limits(processor=1), {}),
    "it takes more than 1 s to read": ("sleep", Limits(clock=1), {"seconds": 3600}),
    "its content takes more than 3 MiB": ("write_without_end", Limits(output=3 * MIB), {}),
    "what was found takes more than 1 MiB": ("answer_at_length", Limits(answer=MIB), {"words": 300_000}),
    "it is nested too deeply to be read": ("nest", Limits(), {}),
    "the reader crashed on it (SIGABRT)": ("abort", Limits(), {}),
    "the reader crashed on it (SIGSEGV)": ("read_nowhere", Limits(), {}),
    "the reader ended without an answer": ("leave", Limits(), {"status": 3}),
    "the reader failed on it (PanicException: index out of bounds)": ("panic", Limits(), {}),
    "the reader failed on it (TypeError: Object of type set is not JSON serializable)": (
        "answer_with_what_json_lacks", Limits(), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BITES)
def test_whatever_a_parser_does_is_told_in_one_line_with_a_remedy(what: str, some_file: int) -> None:
    name, limits, argument = BITES[what]
    started = time.monotonic()
    with pytest.raises(BadInput) as caught:
        submitted(name, limits, (some_file,), **argument).result()
    assert (caught.value.what, caught.value.where) == (what, "a.csv")
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    assert time.monotonic() - started < 10
    assert submitted("echo", number=1).result()["number"] == 1  # and the next is read as if nothing had been


def test_a_child_that_leaves_without_an_answer_has_none() -> None:
    with pytest.raises(BadInput, match="ended without an answer"):
        submitted("leave", status=0).result()


def test_errors_with_a_remedy_arrive_as_they_were_raised() -> None:
    with pytest.raises(BadInput) as caught:
        submitted("find_bad_input").result()
    assert str(caught.value) == "a.csv row 7: the sum is wrong. Add again"
    with pytest.raises(UsageError, match="no such kind"):
        submitted("find_wrong_usage").result()


def test_no_room_on_the_disk_is_not_the_files_fault() -> None:
    with open("/dev/full", "wb", buffering=0) as full, pytest.raises(BadInput, match="no room for its rows"):
        submitted("write_without_end", files=(full.fileno(),)).result()


def test_no_folder_for_temporary_files_is_told(write: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write("a.csv", "text\nlate\n")
    monkeypatch.setattr("tempfile.tempdir", str(file))
    with pytest.raises(WorkspaceError, match="no temporary file can be made") as caught:
        sandbox.read_in_child(file)
    assert "TMPDIR" in caught.value.remedy


def test_a_system_that_starts_no_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **named: object) -> object:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(sandbox, "_server", None)
    monkeypatch.setattr("subprocess.Popen", refuse)
    with pytest.raises(WorkspaceError, match="Resource temporarily unavailable"):
        submitted("echo")


@pytest.mark.parametrize("size", [0, 10_000, 3 * MIB, 10**12])
def test_limits_grow_with_the_file_but_not_without_end(size: int) -> None:
    limits = Limits.for_file(size)
    assert limits.clock <= (21 if size < 20_000 else 7200)
    assert min(30 * size, 8 * 1024 * MIB) <= limits.output <= 8 * 1024 * MIB


# ---- several at once


def test_several_run_at_once_and_each_gets_its_own_answer() -> None:
    started = time.monotonic()
    pending = [submitted("sleep", seconds=seconds) for seconds in (0.9, 0.1, 0.5, 0.3)]
    assert [each.result() for each in reversed(pending)] == [0.3, 0.5, 0.1, 0.9]
    assert time.monotonic() - started < 1.6


def test_more_than_may_run_at_once_wait_their_turn() -> None:
    pending = [submitted("echo", number=number) for number in range(60)]
    assert [each.result()["number"] for each in pending] == list(range(60))


def test_threads_share_the_server() -> None:
    answers: dict[int, Any] = {}

    def ask(number: int) -> None:
        answers[number] = [submitted("echo", number=number).result() for _ in range(5)]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answer["number"] == number for number in range(8) for answer in answers[number])
    assert len({answer["server"] for each in answers.values() for answer in each}) == 1


def test_a_segment_can_be_read_by_another_child(write: WriteFile) -> None:
    rows = sandbox.read_in_child(write("a.csv", "id,text\n" + "1,late\n" * 1000)).rows
    assert isinstance(rows, ingest.spool.SpooledRows)
    parts = [submitted("rows_again", files=(rows.fileno(),), part=rows.handle(part)) for part in rows.segments(256)]
    assert [locator for part in parts for locator in part.result()] == [row.locator for row in rows]


# ---- lives and deaths


def test_a_server_that_died_is_started_again() -> None:
    server = submitted("echo").result()["server"]
    waiting = submitted("sleep", seconds=3600)
    os.kill(server, signal.SIGKILL)
    with pytest.raises(BadInput, match="was stopped") as caught:
        waiting.result()
    assert caught.value.remedy
    assert submitted("echo").result()["server"] != server
    assert until(lambda: not psutil.pid_exists(server))  # not even a zombie


def test_what_was_loaded_beforehand_is_there_in_every_child_of_every_server() -> None:
    sandbox.warm("tests.ingest.misbehaving:load")
    sandbox.warm("tests.ingest.misbehaving:load")
    first = submitted("echo").result()
    os.kill(first["server"], signal.SIGKILL)
    until(lambda: not alive(first["server"]))
    assert [first["loaded"], submitted("echo").result()["loaded"]] == [1, 1]


def test_a_child_nobody_waits_for_is_stopped(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    pending = submitted("sleep", seconds=3600, pid=str(note))
    assert until(lambda: note.exists() and note.read_text() != "")
    child = int(note.read_text())
    assert alive(child)
    del pending
    assert until(lambda: not psutil.pid_exists(child))


def test_a_fork_of_this_process_gets_its_own_server() -> None:
    here = submitted("echo").result()["server"]
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if submitted("echo").result()["server"] not in (here, 0) else 1)
        finally:
            os._exit(2)
    assert os.waitpid(pid, 0)[1] == 0
    assert submitted("echo").result()["server"] == here


SCRIPT = """
    import re, sys, time
    from insight_synth.ingest import sandbox
    sandbox._OURS = re.compile(".*")
    server = sandbox.submit("tests.ingest.misbehaving:echo", {}).result()["server"]
    print(server, flush=True)
    note = sys.argv[1]
    pending = sandbox.submit("tests.ingest.misbehaving:sleep", {"seconds": 3600, "pid": note})
    if sys.argv[2] == "wait":
        pending.result()
"""


def started(note: Path, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(SCRIPT), str(note), what],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_a_killed_process_leaves_neither_server_nor_child(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    with started(note, "wait") as process:
        assert process.stdout is not None
        server = int(process.stdout.readline())
        assert until(lambda: note.exists() and note.read_text() != "")
        child = int(note.read_text())
        assert alive(server)
        assert alive(child)
        process.kill()
    assert until(lambda: not alive(server) and not alive(child))


def test_a_process_that_ends_leaves_nothing_and_says_nothing(tmp_path: Path) -> None:
    with started(tmp_path / "pid", "leave") as process:
        out, err = process.communicate()
        assert (process.returncode, err) == (0, "")
    assert not alive(int(out))
