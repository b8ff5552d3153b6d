"""Compressed files and archives: what is in them, each by the reader it needs.

A member goes to a nameless temporary file of ours, one at a time and under limits; nothing is ever written by a
member's name. A member that cannot be read is a problem row that names it. Archives within archives are not opened.
"""

from __future__ import annotations

import bz2
import errno
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.readers.recognising import form_of
from insight_synth.ingest.readers.unnamed import UnnamedFile, reading_of
from insight_synth.model import Row

__all__ = ["read_compressed", "read_tar", "read_zip"]

_MOST_MEMBERS = 10_000
_MOST_UNPACKED = 4 * 1024**3
_RATIO = 1_000  # unpacked to packed; what is larger and beyond this size is made to exhaust whoever unpacks it
_RATIO_FROM = 64 * 1024**2
_CHUNK = 1 << 20
_NAMED_NOTES = 10  # members whose notes are passed on
_PACKED = frozenset(("gzip", "bzip2", "xz", "zip", "tar"))
_STREAMS: dict[str, Callable[[Path], Any]] = {
    "gzip": gzip.GzipFile, "bzip2": bz2.BZ2File, "xz": lzma.LZMAFile,
}  # fmt: skip
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile)
_JUNK_NAMES = frozenset((".ds_store", "thumbs.db", "desktop.ini"))
_BESIDE = frozenset(("readme", "license", "licence", "copying", "changelog", "lueminut", "czytaj", "czytajto"))
_AGAIN = "Export it again"
_LIMIT = "Unpack it and add what is in it as files"


def read_compressed(file: Path, encoding: str | None = None) -> Reading:
    """The rows of the one file that gzip, bzip2 or xz hold, or of the members of a compressed tar.

    Args:
        file: the compressed file.
        encoding: of the text in it, where a person says so.

    Raises:
        BadInput: damaged, too large unpacked, or what is in it cannot be read.
    """
    kind = form_of(file)
    unpacked = UnnamedFile(_inner_name(file))
    try:
        with _STREAMS[kind](file) as stream:
            _fill(unpacked, stream, packed=file.stat().st_size, most=_MOST_UNPACKED)
    except BadInput as error:
        unpacked.close()
        raise BadInput(error.what, where=str(file), remedy=error.remedy) from None
    except (*_DAMAGED, OSError) as error:
        unpacked.close()
        what, remedy = _reason(error)
        raise BadInput(what, where=str(file), remedy=remedy) from None

    def read(inner: Path) -> Reading:
        form = form_of(inner)
        if form == "tar":
            return _members_read("tar", file, lambda: _tar_members(inner), encoding)
        _refuse_nested(form)
        return _read(inner, encoding)

    reading = reading_of(unpacked, read, file)
    reading.notes.insert(0, f"unpacked from {kind}")
    return reading


def read_zip(file: Path, encoding: str | None = None) -> Reading:
    """The rows of every member of a zip archive, or of the channels of a workspace that Slack exported.

    Locators are those of the member's reader behind its name: ``comments.csv row 17``.

    Raises:
        BadInput: damaged, too large unpacked, more than 10,000 members, or none that can be read.
    """
    from insight_synth.ingest.readers.slack import is_slack_archive, read_slack

    with zipfile.ZipFile(file) as archive:
        from_slack = is_slack_archive(archive.namelist())
    if from_slack:
        return read_slack(zipfile.ZipFile(file), file)  # open as long as its rows are read
    return _members_read("zip", file, lambda: _zip_members(file), encoding)


def read_tar(file: Path, encoding: str | None = None) -> Reading:
    """The rows of every member of a tar archive, as :func:`read_zip` gives them."""
    return _members_read("tar", file, lambda: _tar_members(file), encoding)


# ---- members


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    packed: int
    problem: str  # why it is not opened, or ""
    opened: Callable[[], IO[bytes]]


def _members_read(kind: str, file: Path, members: Callable[[], Iterator[_Member]], encoding: str | None) -> Reading:
    """The members' rows one member after the other; each is looked at once before, for its columns."""
    columns: dict[str, None] = {}
    encodings: dict[str, None] = {}
    reasons: list[str] = []
    junk = readable = 0
    try:
        for _ in _checked(members(), file):
            pass  # too many or too large is said before the first is unpacked
        for member in _checked(members(), file):
            if _is_junk(member.name):
                junk += 1
                continue
            if _is_beside(member.name):
                continue
            try:
                with _member_read(member, encoding) as reading:
                    readable += 1
                    columns.update(dict.fromkeys(reading.columns))
                    encodings[reading.encoding] = None
            except BadInput as error:
                reasons.append(f"{member.name}: {error.what}")
    except (*_DAMAGED, OSError, RuntimeError, NotImplementedError) as error:
        what, remedy = _reason(error)
        raise BadInput(what, where=str(file), remedy=remedy) from None
    if not readable:
        told = "; ".join(reasons[:3]) + ("; …" if len(reasons) > 3 else "")
        what = f"an archive with nothing in it that can be read{f' ({told})' if told else ''}"
        raise BadInput(what, where=str(file), remedy="Pack the exports themselves, or add them as files")
    notes = [f"{readable} member{'s' * (readable > 1)} of the archive read"]
    if junk:
        notes.append(f"{junk} file{'s' * (junk > 1)} that only the system wrote left out (__MACOSX, .DS_Store)")
    if reasons:
        notes.append(f"{len(reasons)} member{'s' * (len(reasons) > 1)} not read: see the rejects")
    rows = _rows(file, members, encoding, notes)
    return Reading(kind, next(iter(encodings)) if len(encodings) == 1 else "per member", rows, tuple(columns), notes)


def _rows(
    file: Path, members: Callable[[], Iterator[_Member]], encoding: str | None, notes: list[str]
) -> Iterator[Row]:
    noted = 0
    for member in _checked(members(), file):
        if _is_junk(member.name):
            continue
        if _is_beside(member.name):
            yield Row(member.name, {}, problem="a file that goes with the data, kept apart", set_apart=True)
            continue
        try:
            with _member_read(member, encoding) as reading:
                for row in reading.rows:
                    yield replace(row, locator=f"{member.name} {row.locator}")
                noted += 1
                if noted <= _NAMED_NOTES:
                    notes += [f"{member.name}: {note}" for note in reading.notes]
        except BadInput as error:
            yield Row(member.name, {}, problem=f"{error.what}. {error.remedy}".rstrip(". "))


def _checked(members: Iterator[_Member], file: Path) -> Iterator[_Member]:
    """The members, each name once, as long as they are neither too many nor too large together."""
    total = 0
    names: dict[str, int] = {}
    for count, member in enumerate(members, start=1):
        total += member.size
        if count > _MOST_MEMBERS:
            raise BadInput(f"an archive of more than {_MOST_MEMBERS:,} members", where=str(file), remedy=_LIMIT)
        if total > _MOST_UNPACKED:
            raise BadInput("unpacks to more than 4 GiB", where=str(file), remedy=_LIMIT)
        times = names[member.name] = names.get(member.name, 0) + 1
        yield replace(member, name=f"{member.name} ({times})") if times > 1 else member


@contextmanager
def _member_read(member: _Member, encoding: str | None) -> Iterator[Reading]:
    """What a member's own reader finds in it, as long as the context lasts.

    Raises:
        BadInput: the member cannot be read, and why.
    """
    if member.problem:
        raise BadInput(member.problem)
    unpacked = UnnamedFile(PurePosixPath(member.name).name)
    try:
        with member.opened() as stream:
            _fill(unpacked, stream, packed=member.packed, most=member.size)
        _refuse_nested(form_of(unpacked.path))
        yield _read(unpacked.path, encoding)
    except BadInput:
        raise
    except (*_DAMAGED, OSError, RuntimeError, NotImplementedError) as error:
        what, remedy = _reason(error)
        raise BadInput(what, remedy=remedy) from None
    finally:
        unpacked.close()


def _zip_members(file: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            problem = _problem_with_name(entry.filename)
            if stat.S_ISLNK(entry.external_attr >> 16):
                problem = "a link, which is not followed"
            elif entry.flag_bits & 1:
                problem = "protected by a password. Pack it again without one"
            opened = partial(archive.open, entry)
            yield _Member(_shown(entry.filename), entry.file_size, entry.compress_size, problem, opened)


def _tar_members(file: Path) -> Iterator[_Member]:
    with tarfile.open(file, "r:") as archive:
        for entry in archive:
            if entry.isdir():
                continue
            problem = _problem_with_name(entry.name)
            if entry.issym() or entry.islnk():
                problem = "a link, which is not followed"
            elif not entry.isfile():
                problem = "a device or a pipe, no file"
            size = max(entry.size, 0)
            yield _Member(_shown(entry.name), size, size, problem, partial(_tar_stream, archive, entry))


def _tar_stream(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(entry)
    assert stream is not None  # it is a regular file
    return stream


def _problem_with_name(name: str) -> str:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        return "its name leads out of the archive"
    return ""


def _shown(name: str) -> str:
    """A member's name as a locator can carry it: one line, not too long."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in name.replace("\\", "/"))
    return shown if len(shown) <= 200 else f"…{shown[-199:]}"


def _is_junk(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith("._") or path.name.lower() in _JUNK_NAMES


def _is_beside(name: str) -> bool:
    path = PurePosixPath(name)
    return path.stem.lower() in _BESIDE and path.suffix.lower() in ("", ".txt", ".md", ".markdown", ".html")


# ---- unpacking


def _fill(unpacked: UnnamedFile, stream: IO[bytes], packed: int, most: int) -> None:
    """Writes ``stream`` to ``unpacked``.

    Raises:
        BadInput: it is larger than ``most`` bytes, or out of all proportion to the ``packed`` ones.
    """
    written = 0
    while chunk := stream.read(_CHUNK):
        written += len(chunk)
        if written > most:
            raise BadInput("larger unpacked than 4 GiB, or than it says itself", remedy=_LIMIT)
        if written > _RATIO_FROM and written > _RATIO * max(packed, 1):
            raise BadInput(f"unpacks to more than {_RATIO:,} times its size", remedy=_LIMIT)
        unpacked.write(chunk)


def _read(file: Path, encoding: str | None) -> Reading:
    from insight_synth.ingest.readers.reading import read_rows  # which knows this module too

    return read_rows(file, encoding)


def _refuse_nested(form: str) -> None:
    if form in _PACKED:
        raise BadInput("an archive within an archive", remedy="Unpack the inner one first")


def _inner_name(file: Path) -> str:
    """``comments.csv`` of ``comments.csv.gz``."""
    return file.stem if file.suffix.lower() in (".gz", ".bz2", ".xz") else file.name + ".tar"


def _reason(error: Exception) -> tuple[str, str]:
    """What a failure to unpack means, and what to do about it."""
    if isinstance(error, OSError) and error.errno in (errno.EFBIG, errno.ENOSPC):
        return "too large to be unpacked here", _LIMIT
    if isinstance(error, (RuntimeError, NotImplementedError)) and not isinstance(error, RecursionError):
        return f"packed in a way that is not read: {_line(error)}", "Pack it again as a plain zip"
    if isinstance(error, EOFError):
        return "damaged: it ends in the middle", _AGAIN
    return f"damaged: {_line(error)}", _AGAIN


def _line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]


