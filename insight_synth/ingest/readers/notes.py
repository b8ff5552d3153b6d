"""TXT and Markdown: staff notes, diaries and saved chats, one row an entry, point, paragraph or message.

Markup that says what a line is (``#``, ``-``, ``>``) is cut off, all else stays to the letter, line breaks within a
paragraph included. What an entry, a section and an author are is ``entries``' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.encoding import decoded
from insight_synth.ingest.readers.entries import Block, columns_of_rows, dated, rows_of_entries
from insight_synth.ingest.readers.protocol import Reading, clean_columns
from insight_synth.model import Row

__all__ = ["read_notes"]

_LARGEST = 128 * 1024 * 1024
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(={3,}|-{3,})[ \t]*$")
_RULE = re.compile(r"[ \t]*(?:(?:[-*_=~][ \t]*){3,})$")
_BULLET = re.compile(r"[ \t]*(?:[-*+•◦▪‣·–—][ \t]+(?:\[[ xX]\][ \t]+)?|\(?\d{1,3}[.)][ \t]+|\(?[a-z]\)[ \t]+)(?=\S)")
_QUOTE = re.compile(r" {0,3}(?:>[ \t]?)+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TABLE_LINE = re.compile(r"[ \t]*\|.*\|[ \t]*$")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_PROPERTY = re.compile(r"([^\W\d_][\w .-]{0,60}):(?:[ \t]+(.*))?$")
_CHAT = re.compile(
    r"[\u200e\u200f]*(?:\[(?P<in>[^\]\n]{8,40})\]|(?P<bare>\d[^\n]{6,30}?)[ \t]+[-–])[ \t]+[\u200e\u200f]*(?P<rest>.*)$"
)
_CHAT_AUTHOR = re.compile(r"(?P<author>[^:\n]{1,60}):(?:[ \t]|$)")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_NO_WORDS = re.compile(
    r"[\u200e\u200f]*<[^<>\n]{3,60}>$|[\u200e\u200f]*(?:image|video|audio|sticker|GIF|document) omitted$|"
    r"[\u200e\u200f]*(?:This message was deleted|You deleted this message|Tämä viesti poistettiin|"
    r"Ta wiadomość została usunięta|Wiadomość usunięta)\.?$",
    re.IGNORECASE,
)
_BY_THE_PHONE = "\u200e"  # in front of what the app itself wrote, in whatever language: "kuva jätetty pois"
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)»]*[ \t]*$")
_LINES_ENOUGH = 5
_LONGEST_FENCED = 2_000  # lines
_RENAMED = (("title", "section"), ("id", "document id"), ("text", "document text"))
"""Properties of a whole document that would pass for those of each of its entries."""


def read_notes(file: Path) -> Reading:
    """The entries of a text file. Locators are ``line n``, the first line of the entry.

    Columns: ``text``; where found ``section`` (the headings above), ``date`` and ``author``, the properties of a
    front matter, and the columns of tables.

    Raises:
        BadInput: larger than 128 MiB, or without any words.
    """
    if file.stat().st_size > _LARGEST:
        raise BadInput("larger than 128 MiB", where=str(file), remedy="Split the text into several files")
    text, encoding = decoded(file.read_bytes())
    lines = _lines(text)
    notes: list[str] = []
    rows = _chat(lines) or _entries(lines, notes)
    if not rows:
        raise BadInput("the file is empty", where=str(file), remedy="Export it again, or leave it out of exports")
    if any(row.values.get("section") for row in rows):
        notes.append("headings became the section of what stands below them")
    return Reading("notes", encoding.removesuffix("-sig"), rows, columns_of_rows(rows), notes)


def _lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")


# ---- chats -------------------------------------------------------------------------------------------------------


def _chat(lines: Sequence[str]) -> list[Row]:
    """The messages of a saved chat, or nothing where this is none: few lines begin a message with its author."""
    starts = [(at, found) for at, line in enumerate(lines) if (found := _chat_line(line))]
    authored = sum(1 for _, (_, rest) in starts if _CHAT_AUTHOR.match(rest))
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if authored < 2 or authored * 5 < len(starts) * 4 or filled[0] != starts[0][0] or 3 * len(starts) < len(filled):
        return []
    rows = []
    for (at, (when, rest)), (end, _) in zip(starts, [*starts[1:], (len(lines), None)], strict=True):
        author = _CHAT_AUTHOR.match(rest)
        first = rest[author.end() :] if author else rest
        text = "\n".join([first, *lines[at + 1 : end]]).strip("\n").rstrip()
        values = {"text": text, "date": when, "author": author["author"].strip() if author else ""}
        problem = "" if author else "a notice of the chat, kept apart"
        if author and _NO_WORDS.match(text):
            problem = "a message without words, kept apart"
        elif author and text.startswith(_BY_THE_PHONE) and "\n" not in text:
            problem = "a notice of the chat, or a message without words, kept apart"
        rows.append(Row(f"line {at + 1}", values, "", problem, set_apart=bool(problem)))
    return rows


def _chat_line(line: str) -> tuple[str, str] | None:
    """Date with time, and what follows, of a line that begins a message."""
    found = _CHAT.match(line)
    if found is None:
        return None
    when = (found["in"] or found["bare"]).strip()
    return (when, found["rest"]) if _CLOCK.search(when) and dated(when) else None


# ---- notes -------------------------------------------------------------------------------------------------------


def _entries(lines: list[str], notes: list[str]) -> list[Row]:
    given, first = _front_matter(lines)
    for name, instead in _RENAMED:
        if name in given:
            given[instead] = given.pop(name)
    if _one_entry_a_line(lines[first:]):
        notes.append("each line read as an entry of its own")
        blocks = [Block("paragraph", line, f"line {at}") for at, line in enumerate(lines, start=1) if line.strip()]
        return list(rows_of_entries(blocks, given))
    rows = list(rows_of_entries(list(_blocks(lines, first)), given))
    if not rows and given:
        return [Row("line 1", given, "", "properties at the head of the file, and nothing below them")]
    return rows


def _front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The properties between two ``---`` at the head of a file by lower-case name, and the line after them."""
    if not lines or lines[0].strip() != "---":
        return {}, 0
    end = next((at for at in range(1, min(len(lines), 200)) if lines[at].strip() in ("---", "...")), 0)
    found: dict[str, str] = {}
    name = ""
    for line in lines[1:end]:
        if match := _PROPERTY.match(line):
            name = match[1].strip().lower()
            found[name] = (match[2] or "").strip().strip("\"'")
        elif name and (line.startswith((" ", "\t", "-")) and line.strip()):
            found[name] = f"{found[name]}\n{line.strip()}".strip()
        elif line.strip():
            return {}, 0  # no front matter, but text between rules
    return (found, end + 1) if found else ({}, 0)


def _one_entry_a_line(lines: Sequence[str]) -> bool:
    """Whether a text without a blank line is a list of entries rather than one long paragraph that was wrapped."""
    stripped = [line.strip() for line in "\n".join(lines).strip().split("\n")]
    if len(stripped) < _LINES_ENOUGH or not all(stripped) or any(map(_marked, stripped)):
        return False
    capital = sum(not line[0].islower() for line in stripped)
    ended = sum(bool(_SENTENCE_END.search(line)) for line in stripped)
    return capital * 5 >= len(stripped) * 4 and (ended * 5 >= len(stripped) * 3 or max(map(len, stripped)) > 200)


def _marked(line: str) -> bool:
    found = (_HEADING, _UNDERLINE, _RULE, _BULLET, _QUOTE, _FENCE, _TABLE_LINE)
    return any(mark.match(line) for mark in found) or dated(line) is not None


def _blocks(lines: Sequence[str], at: int) -> Iterator[Block]:
    while at < len(lines):
        line = lines[at]
        locator = f"line {at + 1}"
        if not line.strip():
            at += 1
        elif fence := _FENCE.match(line):
            end = _fence_end(lines, at, fence[1])
            yield Block("paragraph", "\n".join(lines[at:end]), locator)
            at = end
        elif heading := _HEADING.match(line):
            if words := line[heading.end() :].strip().rstrip("#").rstrip():
                yield Block("heading", words, locator, len(heading[1]))
            at += 1
        elif _RULE.match(line):
            yield Block("rule", "", locator)
            at += 1
        elif _TABLE_LINE.match(line) and at + 1 < len(lines) and _TABLE_RULE.match(lines[at + 1]):
            end = at + 2
            while end < len(lines) and _TABLE_LINE.match(lines[end]):
                end += 1
            yield _table(at, lines[at:end])
            at = end
        else:
            end = _paragraph_end(lines, at)
            if end > at + 1 and _is_label_over(line, lines[at + 1].strip()):
                end = at + 1
            if end == at + 1 and end < len(lines) and (underline := _UNDERLINE.match(lines[end])):
                yield Block("heading", line.strip(), locator, 1 if underline[1][0] == "=" else 2)
                at = end + 1
                continue
            bullet = None if dated(line.lstrip()) else _BULLET.match(line)  # 12. maaliskuuta 2025
            own = [line[bullet.end() :] if bullet else line, *lines[at + 1 : end]]
            text = "\n".join(_QUOTE.sub("", part, count=1) for part in own) if _QUOTE.match(own[0]) else "\n".join(own)
            if text.strip():
                yield Block("bullet" if bullet else "paragraph", text.strip("\n").strip(), locator)
            at = end


def _is_label_over(line: str, following: str) -> bool:
    found = dated(line)
    return found is not None and found.is_label and not following[0].islower()


def _fence_end(lines: Sequence[str], at: int, fence: str) -> int:
    """The line after a fenced block; an unclosed fence is no block, but a line."""
    last = min(len(lines), at + _LONGEST_FENCED)
    closing = (end for end in range(at + 1, last) if lines[end].strip().startswith(fence))
    return next(closing, at) + 1


def _paragraph_end(lines: Sequence[str], at: int) -> int:
    end = at + 1
    while end < len(lines) and lines[end].strip():
        line = lines[end]
        breaks = any(mark.match(line) for mark in (_HEADING, _UNDERLINE, _RULE, _BULLET, _FENCE))
        if breaks or dated(line.lstrip()) or bool(_QUOTE.match(line)) != bool(_QUOTE.match(lines[at])):
            break
        end += 1
    return end


def _table(at: int, lines: Sequence[str]) -> Block:
    header = clean_columns(_cells(lines[0]))
    rows = []
    for number, line in enumerate(lines[2:], start=at + 3):
        cells = _cells(line)
        cells = [*cells[: len(header) - 1], " | ".join(cells[len(header) - 1 :])]  # a stray bar is part of the last
        rows.append((f"line {number}", (*cells, *[""] * (len(header) - len(cells)))))
    locator = f"line {at + 1}"
    return Block("table", "", locator, header=header, rows=tuple(rows) or ((locator, ("",) * len(header)),))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
