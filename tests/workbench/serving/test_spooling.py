"""Uploads are laid on disk as they arrive, within limits, and are gone when nobody wants them any more."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.types import Message
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from insight_synth.workbench.serving.spool import Limits, Spool
from insight_synth.workbench.serving.spooling import SpoolUploads

MIB = 1 << 20
SESSION, FILE = "a-session", "a-file"
XSRF = generate_xsrf_token_string()


class Runtime:
    """What Streamlit's route asks of its runtime."""

    def __init__(self, *sessions: str) -> None:
        self.sessions = sessions

    def is_active_session(self, session: str) -> bool:
        return session in self.sessions


class Server:
    """Streamlit's own upload route behind the middleware."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
        from streamlit.web.server.starlette.starlette_routes import create_upload_routes

        self.folder = folder
        self.files = MemoryUploadedFileManager("/_stcore/upload_file")
        self.spool = Spool(
            folder, limits or Limits(left_free=0), lambda key: bool(self.files.get_files(key[0], [key[1]]))
        )
        routes = create_upload_routes(Runtime(SESSION), self.files, "")
        self.app = SpoolUploads(Starlette(routes=routes), self.spool)

    def put(
        self,
        content: bytes,
        name: str = "export.csv",
        *,
        session: str = SESSION,
        file: str = FILE,
        headers: Mapping[str, str] | None = None,
        announced: int | None = None,
        ends: bool = True,
    ) -> tuple[int, str]:
        """Status and text of the answer to an upload that comes in pieces of 64 KiB."""
        head = f'--edge\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        body = head.encode() + b"Content-Type: text/csv\r\n\r\n" + content + b"\r\n--edge--\r\n"
        pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)]
        messages: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        messages.append({"type": "http.request", "body": b""} if ends else {"type": "http.disconnect"})
        given = {"content-type": "multipart/form-data; boundary=edge", "content-length": str(announced or len(body))}
        return self.ask("PUT", session, file, given | signed(headers), iter(messages))

    def delete(self, headers: Mapping[str, str] | None = None) -> int:
        return self.ask("DELETE", SESSION, FILE, signed(headers), iter([{"type": "http.request", "body": b""}]))[0]

    def ask(
        self, method: str, session: str, file: str, headers: Mapping[str, str], messages: Iterator[Message]
    ) -> tuple[int, str]:
        self.asked_for = 0
        answers: list[Message] = []

        async def receive() -> Message:
            self.asked_for += 1
            return next(messages, {"type": "http.disconnect"})

        async def send(message: Message) -> None:
            answers.append(message)

        scope = {
            "type": "http", "method": method, "path": f"/_stcore/upload_file/{session}/{file}", "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        try:
            asyncio.run(self.app(scope, receive, send))
        except Exception as problem:
            if type(problem).__name__ != "ClientDisconnect":
                raise
            return 0, ""
        return answers[0]["status"], b"".join(answer.get("body", b"") for answer in answers).decode()

    def on_disk(self) -> list[Path]:
        return [file for file in self.folder.rglob("*") if file.is_file() and file.suffix != ".lock"]

    def in_memory(self) -> list[bytes]:
        return [file.data for file in self.files.get_files(SESSION, [FILE])]


def signed(headers: Mapping[str, str] | None) -> dict[str, str]:
    return dict({"x-xsrftoken": XSRF, "cookie": f"_streamlit_xsrf={XSRF}"} if headers is None else headers)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = Server(tmp_path / "spool")
    yield served
    served.spool.close()


def test_what_is_uploaded_lies_on_disk_and_streamlit_keeps_a_stand_in(server: Server) -> None:
    content = os.urandom(3 * MIB) + b"\r\n--edg"
    assert server.put(content, "<b>ä</b>.csv")[0] == 204
    (kept,) = server.files.get_files(SESSION, [FILE])
    assert len(kept.data) < 100
    assert kept.name == "<b>ä</b>.csv"
    spooled = server.spool.find(kept.data)
    assert spooled is not None
    assert (spooled.size, spooled.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert spooled.path.read_bytes() == content
    assert spooled.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"headers": {}}, 403),
        ({"headers": {"x-xsrftoken": XSRF, "cookie": f"_streamlit_xsrf={generate_xsrf_token_string()}"}}, 403),
        ({"session": "nobody-s"}, 400),
    ],
)
def test_not_a_byte_is_read_of_what_streamlit_refuses(
    server: Server, arguments: dict[str, object], status: int
) -> None:
    assert server.put(b"a;b\n1;2\n", **arguments)[0] == status  # type: ignore[arg-type]
    assert server.asked_for == 0
    assert server.on_disk() == []


def test_a_file_larger_than_allowed_is_refused_before_and_while_it_arrives(tmp_path: Path) -> None:
    small = Server(tmp_path, Limits(file=MIB, left_free=0))
    status, said = small.put(bytes(3 * MIB))
    assert (status, said) == (
        413,
        "The file is larger than 1 MB. Split it, or compress it with gzip, then upload again.",
    )
    assert small.asked_for == 0
    assert small.put(bytes(3 * MIB), announced=1)[0] == 413
    assert small.asked_for < 40
    assert small.on_disk() == []
    assert small.put(bytes(MIB))[0] == 204


def test_files_that_wait_to_be_settled_leave_room_for_no_more_than_is_allowed(tmp_path: Path) -> None:
    full = Server(tmp_path, Limits(total=2 * MIB, left_free=0))
    assert full.put(bytes(MIB + 1))[0] == 204
    status, said = full.put(bytes(MIB), file="another")
    assert status == 413
    assert "remove the files that wait" in said
    assert full.delete() == 204
    assert full.put(bytes(MIB), file="another")[0] == 204


def test_a_disk_that_is_nearly_full_takes_nothing(tmp_path: Path) -> None:
    poor = Server(tmp_path, Limits(left_free=1 << 62))
    status, said = poor.put(b"a;b\n1;2\n")
    assert (status, said.split(".")[0]) == (413, "The disk of the server is nearly full")
    assert poor.on_disk() == []
    assert poor.spool.room() == 0


@pytest.mark.parametrize(
    "body", [b"", b"a;b\n1;2\n", b'--edge\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n']
)
def test_a_body_that_is_not_one_whole_file_is_refused(server: Server, body: bytes) -> None:
    headers = signed(None) | {"content-type": "multipart/form-data; boundary=edge"}
    messages: list[Message] = [{"type": "http.request", "body": body}]
    assert server.ask("PUT", SESSION, FILE, headers, iter(messages))[0] == 400
    assert server.on_disk() == []


def test_an_upload_that_is_called_off_leaves_nothing(server: Server) -> None:
    assert server.put(bytes(3 * MIB), ends=False)[0] == 0
    assert server.on_disk() == []
    assert server.spool.size == 0


def test_what_a_person_removes_is_gone_from_disk_but_not_at_a_stranger_s_word(server: Server) -> None:
    server.put(b"a;b\n1;2\n")
    assert server.delete(headers={}) == 403
    assert len(server.on_disk()) == 1
    assert server.delete() == 204
    assert server.on_disk() == []


def test_what_a_session_left_behind_is_swept(server: Server) -> None:
    server.put(b"a;b\n1;2\n")
    server.spool.sweep()
    assert len(server.on_disk()) == 1
    server.files.remove_session_files(SESSION)
    server.spool.sweep()
    assert server.on_disk() == []


def test_only_the_token_stands_in_for_a_file(server: Server) -> None:
    server.put(b"a;b\n1;2\n")
    (stand_in,) = server.in_memory()
    assert server.spool.find(stand_in[:-1] + b"x") is None
    assert server.spool.find(b"a;b\n1;2\n") is None
    server.put(stand_in, file="a-file-that-says-it-is-a-stand-in")
    assert len(server.on_disk()) == 2


def test_a_confirmed_file_is_moved_and_not_copied(server: Server, tmp_path: Path) -> None:
    server.put(b"a;b\n1;2\n")
    (stand_in,) = server.in_memory()
    spooled = server.spool.find(stand_in)
    assert spooled is not None
    inode = spooled.path.stat().st_ino
    server.spool.move(spooled, tmp_path / "export.csv")
    assert (tmp_path / "export.csv").stat().st_ino == inode
    assert server.spool.find(stand_in) is None
    assert server.spool.size == 0


def test_what_is_in_memory_is_laid_down_once(server: Server) -> None:
    key = (SESSION, FILE)
    server.files.get_files = lambda session, files: [object()]
    laid = server.spool.resolve(key, b"a;b\n1;2\n")
    assert laid is not None
    assert server.spool.resolve(key, b"a;b\n1;2\n") == laid
    assert laid.path.read_bytes() == b"a;b\n1;2\n"


def test_what_a_killed_server_left_goes_when_the_next_one_starts(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from insight_synth.workbench.serving.spool import Limits, Spool; "
        "Spool(Path(sys.argv[1]), Limits(left_free=0), lambda key: True).resolve(('s', 'f'), b'left'); os._exit(9)"
    )
    living = Server(tmp_path)
    living.put(b"living")
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 9
    assert len(living.on_disk()) == 2
    nextone = Server(tmp_path)
    nextone.spool.sweep_killed()
    assert [file.read_bytes() for file in living.on_disk()] == [b"living"]
    nextone.put(b"next")
    nextone.spool.close()
    assert [file.read_bytes() for file in living.on_disk()] == [b"living"]
    living.spool.close()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_laid_into_a_folder_that_a_link_leads_to(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "uploads").symlink_to(elsewhere)
    spool = Spool(tmp_path / "uploads", Limits(left_free=0), lambda key: True)
    laid = spool.resolve(("s", "f"), b"words")
    assert laid is not None
    assert laid.path.read_bytes() == b"words"
    assert list(elsewhere.iterdir()) == []
    spool.close()
