"""JSON and JSON lines: conversations of known shapes as their messages, anything else as the objects it holds.

Nested values are flattened to dotted columns, and numbers keep the digits they were written with. A large array and
JSON lines are read piece by piece. Which applications' shapes are known is for ``tickets`` and its like.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from insight_synth.errors import BadInput
from insight_synth.ingest.readers import discussions, slack, store_reviews, tickets
from insight_synth.ingest.readers.encoding import decoded, text_encoding
from insight_synth.ingest.readers.json_values import Found, Shape, flattened, parsed
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.model import RAW_LENGTH, Row

__all__ = ["read_json", "read_json_lines"]

_SHAPES: tuple[Shape, ...] = (  # the surest first: what one application alone writes, then what many do
    *slack.SHAPES, *discussions.SHAPES, *store_reviews.SHAPES, *tickets.SHAPES, discussions.threads,
)  # fmt: skip
_WHOLE = 32 * 1024 * 1024  # bytes of a document that is parsed whole, whatever it holds
_LARGEST = 128 * 1024 * 1024  # bytes of one that is no array; in memory it takes several times that
_LONGEST = 32 * 1024 * 1024  # letters of one line, or of one entry of a large array
_CHUNK = 1 << 20
_DEEPEST = 12
_LOOKED_AT = 20
_HEAD = 2_000  # letters in which it begins
_BLANK = "\ufeff \t\r\n\0"
_REMEDY = "Export it again, or save it as JSON lines or CSV"
_AS_LINES = "Save it as JSON lines (one object a line), which has no such limit"


def read_json(file: Path) -> Reading:
    """The messages or records of a JSON document: of a known shape, an array, or the largest array of objects inside.

    Locators are ``item n``, with the place inside for a message (``item 3 comment 2``). Several documents one after
    another are an item each.

    Raises:
        BadInput: not JSON, nested too deeply, too large to be parsed, or empty.
    """
    size = file.stat().st_size
    encoding = text_encoding(file)
    if size > _WHOLE and _begins(file, encoding) == "[":
        return _pieces("json", encoding, lambda: _entries(file, encoding), ["a large array, read entry by entry"])
    if size > _WHOLE and _one_a_line(file, encoding):
        return read_json_lines(file)
    if size > _LARGEST:
        raise BadInput(f"one JSON document of {size >> 20} MiB, larger than is read", where=str(file), remedy=_AS_LINES)
    text, encoding = decoded(file.read_bytes())
    text = text.strip(_BLANK)
    if not text:
        raise BadInput("the file is empty", where=str(file), remedy="Export it again, or leave it out of exports")
    notes: list[str] = []
    try:
        rows = list(_rows(_document(text, notes), notes))
    except json.JSONDecodeError as error:
        place = f"in line {error.lineno}, column {error.colno}"
        raise BadInput(f"not valid JSON: {_broken(error)} {place}", where=str(file), remedy=_REMEDY) from None
    except RecursionError:
        raise BadInput("nested too deeply to be read", where=str(file), remedy=_REMEDY) from None
    except MemoryError:
        raise BadInput("one JSON document, too large for the memory", where=str(file), remedy=_AS_LINES) from None
    columns = dict.fromkeys(name for row in rows for name in row.values)
    return Reading("json", encoding.removesuffix("-sig"), rows, tuple(columns), notes)


def read_json_lines(file: Path) -> Reading:
    """The records of a file with one JSON value a line. Locators are ``line n``; a broken line is a problem row."""
    encoding = text_encoding(file)
    return _pieces("jsonl", encoding, lambda: _lines(file, encoding), [])


# ---- a document --------------------------------------------------------------------------------------------------


def _begins(file: Path, encoding: str) -> str:
    with file.open(encoding=encoding, errors="replace") as stream:
        return stream.read(_HEAD).lstrip(_BLANK)[:1]


def _one_a_line(file: Path, encoding: str) -> bool:
    """Whether the first line of several is an object on its own."""
    head = list(islice(_bounded_lines(file, encoding), 2))
    try:
        return len(head) == 2 and head[0][1] and isinstance(parsed(head[0][0].strip(_BLANK)), dict)
    except (ValueError, RecursionError):
        return False


def _document(text: str, notes: list[str]) -> Any:
    """The value of ``text``, or a list of them where one stands after another."""
    try:
        return parsed(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data" or text[error.pos : error.pos + 1] not in ("{", "["):
            raise
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None)
    found: list[Any] = []
    at = 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        while at < len(text) and text[at] in _BLANK:
            at += 1
    notes.append(f"{len(found)} JSON documents one after another, read as an item each")
    return found


def _broken(error: json.JSONDecodeError) -> str:
    before, here = error.doc[: error.pos].rstrip(), error.doc[error.pos : error.pos + 1]
    if before.endswith(",") and here in ("]", "}"):
        return f"a comma too many before {here!r}"
    if not error.doc[error.pos :].strip(_BLANK):
        return "it breaks off"
    return error.msg


def _rows(document: Any, notes: list[str]) -> Iterator[Row]:
    for shape in _SHAPES:
        if (found := shape(document, "")) is not None:
            notes.append(f"read as {found.what}")
            yield from found.rows
            notes.extend(found.notes)
            return
    records, path = _records(document)
    if path:
        notes.append(f"records found in {path}")
    for number, record in enumerate(records, start=1):
        yield Row(f"item {number}", flattened(record))


def _records(document: Any) -> tuple[Sequence[Any], str]:
    """The array of records in ``document`` and the dotted path to it: most objects first, then the outermost."""
    if isinstance(document, list):
        return document, ""
    best: tuple[int, int] = (0, 0)
    found: tuple[Sequence[Any], str] = ([document], "")
    level: list[tuple[str, Any]] = [("", document)]
    for depth in range(1, _DEEPEST):
        below: list[tuple[str, Any]] = []
        for path, value in level:
            if not isinstance(value, dict):
                continue
            for key, inner in value.items():
                place = f"{path}.{key}" if path else str(key)
                below.append((place, inner))
                objects = sum(isinstance(item, dict) for item in inner) if isinstance(inner, list) else 0
                if objects and (objects, -depth) > best:
                    best, found = (objects, -depth), (inner, place)
        level = below
    return found


# ---- piece by piece: lines, and the entries of a large array -----------------------------------------------------

_Piece = tuple[str, Any, str, str]  # locator, value, what was written, what is wrong with it
_Pieces = Callable[[], Iterator[_Piece]]


def _pieces(reader: str, encoding: str, pieces: _Pieces, notes: list[str]) -> Reading:
    """A reading of values that each stand on their own; their shape is decided by the first of them."""
    once = pieces()
    head = list(islice(once, _LOOKED_AT))
    shape, what = _shape([value for _, value, _, problem in head if not problem])
    if what:
        notes.append(f"read as {what}")
    seen: dict[str, None] = {}
    broken = 0
    for row in _piece_rows(chain(head, once), shape, []):
        broken += bool(row.problem) and not row.set_apart
        seen.update(dict.fromkeys(row.values))
    if broken:
        notes.append(f"{broken} broken line{'s' * (broken > 1)}: see the rejects")
    return Reading(reader, encoding.removesuffix("-sig"), _piece_rows(pieces(), shape, notes), tuple(seen), notes)


def _shape(head: Sequence[Any]) -> tuple[Shape | None, str]:
    """The shape most of these values have and what it is, if they have one."""
    for shape in _SHAPES:
        found = [one for value in head if (one := _shaped(shape, value, "item 1")) is not None]
        if 2 * len(found) > len(head):
            return shape, found[0].what
    return None, ""


def _shaped(shape: Shape, value: Any, place: str) -> Found | None:
    """What ``value`` is by ``shape``; none where it is nested so deeply that nobody can tell."""
    try:
        found = shape(value, place)
        return None if found is None else Found(found.what, list(found.rows), found.notes)
    except RecursionError:
        return None


def _piece_rows(pieces: Iterable[_Piece], shape: Shape | None, notes: list[str]) -> Iterator[Row]:
    for locator, value, raw, problem in pieces:
        if problem:
            yield Row(locator, {}, raw, problem)
        elif shape is not None and (found := _shaped(shape, value, locator)) is not None:
            yield from found.rows
            notes.extend(note for note in found.notes if note not in notes)
        else:
            yield Row(locator, flattened(value))


def _lines(file: Path, encoding: str) -> Iterator[_Piece]:
    for number, (line, whole) in enumerate(_bounded_lines(file, encoding), start=1):
        locator = f"line {number}"
        if not whole:
            yield locator, None, line[:RAW_LENGTH], f"a line of more than {_LONGEST:,} letters"
            continue
        bare = line.strip(_BLANK)
        if not bare:
            continue
        try:
            yield locator, parsed(bare), "", ""
        except json.JSONDecodeError as error:
            yield locator, None, line[:RAW_LENGTH], f"not valid JSON: {_broken(error)} at column {error.colno}"
        except RecursionError:
            yield locator, None, line[:RAW_LENGTH], "nested too deeply to be read"


def _bounded_lines(file: Path, encoding: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is whole: of one that is too long only the start is held."""
    stream: TextIO | BinaryIO
    if encoding.startswith(("utf-16", "utf-32")):  # where a line feed is more than one byte
        stream = file.open(encoding=encoding, errors="replace", newline="\n")
    else:
        stream = file.open("rb")
    with stream:
        while line := stream.readline(_LONGEST):
            end = "\n" if isinstance(line, str) else b"\n"
            whole = len(line) < _LONGEST or line[-1:] == end
            yield (line if isinstance(line, str) else line.decode(encoding, errors="replace")), whole
            while not whole and (rest := stream.readline(_CHUNK)) and rest[-1:] != end:
                pass


def _entries(file: Path, encoding: str) -> Iterator[_Piece]:
    """The entries of a top-level array, holding one of them at a time.

    Raises:
        BadInput: it is broken; the message names the entry.
    """
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None)
    with file.open(encoding=encoding, errors="replace", newline="") as stream:
        waiting, at, number, ended = "", 0, 0, False
        waiting = stream.read(_CHUNK).lstrip(_BLANK)[1:]
        while True:
            while at < len(waiting) and waiting[at] in (_BLANK + ","):
                at += 1
            if at < len(waiting) and waiting[at] == "]":
                return
            try:
                if at == len(waiting):
                    raise json.JSONDecodeError("it breaks off", waiting, at)
                value, end = decoder.raw_decode(waiting, at)
                if end == len(waiting) and not ended:
                    raise json.JSONDecodeError("perhaps a number cut in two", waiting, at)
            except (json.JSONDecodeError, RecursionError) as error:
                chunk = "" if ended else stream.read(max(_CHUNK, len(waiting) - at))
                waiting, at, ended = waiting[at:] + chunk, 0, not chunk
                if chunk and len(waiting) <= _LONGEST and not isinstance(error, RecursionError):
                    continue
                what = "nested too deeply" if isinstance(error, RecursionError) else f"not valid JSON: {error.msg}"
                what = f"an entry of more than {_LONGEST:,} letters" if len(waiting) > _LONGEST else what
                raise BadInput(what, where=f"{file} item {number + 1}", remedy=_REMEDY) from None
            number, at = number + 1, end
            yield f"item {number}", value, "", ""
