"""Mailboxes (mbox) and single mails: what the sender wrote, beside what they quoted and how they signed.

Attachments are named, not read. Automatic replies and delivery reports are kept apart. Nothing is guessed of who the
sender is: the address is the customer. How a body is parted is for ``own_words``.
"""

from __future__ import annotations

import email
import email.errors
import email.header
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.encoding import decoded
from insight_synth.ingest.readers.json_values import apart
from insight_synth.ingest.readers.own_words import OwnWords, own_words, own_words_of_markup
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.model import RAW_LENGTH, Row

__all__ = ["read_messages"]

_COLUMNS = ("text", "title", "date", "customer", "id", "quoted", "signature", "attachments", "in_reply_to")
_NOTE = "quoted text and signatures are cut from the text and kept beside it"
_LARGEST = 64 * 1024 * 1024  # bytes of one mail, attachments included
_LINE = 1 << 20
_DEEPEST = 30  # parts within parts
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_ONE_BYTE = re.compile(
    r"(?:us-ascii|ascii|iso-?8859-?\d+|latin-?\d|windows-125\d|cp125\d|unknown-8bit)$", re.IGNORECASE
)
_PARTS_MAILS = re.compile(  # a paragraph may begin with "From" too
    rb"From (?:.*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d:\d\d|\S+@\S+\s*$|\S+\s.*\d{4}-\d\d-\d\d.*\d:\d\d|- )"
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252", "us-ascii": "utf-8",
          "latin1": "cp1252", "shift_jis": "cp932"}  # fmt: skip
_NO_HTML = re.compile(r"\bhtml\b", re.IGNORECASE)
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError, email.errors.MessageError)


@dataclass(slots=True)
class _Body:
    """The parts of a mail that can be read, in their order."""

    words: list[OwnWords] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)

    def joined(self, part: str) -> str:
        return "\n".join(text for one in self.words if (text := getattr(one, part)))


def read_messages(file: Path) -> Reading:
    """The messages of an mbox file, or of one ``.eml``. Locators are ``message n``.

    Columns: ``title`` (subject), ``text`` (the sender's own words, to the letter), ``date``, ``customer`` (sender's
    address), ``id``, and beside them ``quoted``, ``signature``, ``attachments`` (names) and ``in_reply_to``.

    Raises:
        BadInput: there is no message in it.
    """
    with file.open("rb") as stream:
        start = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"From "):
        return Reading("mbox", "per message", _mailbox_rows(file), _COLUMNS, [_NOTE])
    if not start:
        raise BadInput("no message in it", where=str(file), remedy="Export the mailbox again")
    return Reading("mbox", "per message", _single_row(file), _COLUMNS, [f"one mail; {_NOTE}"])


def _single_row(file: Path) -> Iterator[Row]:
    with file.open("rb") as stream:
        data = stream.read(_LARGEST + 1)
    yield _row("message 1", data.lstrip(b"\xef\xbb\xbf \t\r\n"))


def _mailbox_rows(file: Path) -> Iterator[Row]:
    for number, data in enumerate(_mails(file), start=1):
        yield _row(f"message {number}", _ESCAPED.sub(rb"\1", data))


def _mails(file: Path) -> Iterator[bytes]:
    """Each mail of a mailbox, never holding more of one than is read of it.

    A line ``From …`` after a blank one parts two mails; in a mail's own text such a line is escaped.
    """
    held = bytearray()
    begun, blank = False, True
    with file.open("rb") as stream:
        while line := stream.readline(_LINE):
            if line.startswith(b"From ") and (not begun or (blank and _PARTS_MAILS.match(line))):
                if begun:
                    yield bytes(held)
                held.clear()
                begun = True
            elif begun and len(held) <= _LARGEST:
                held += line
            blank = not line.strip()
    if begun:
        yield bytes(held)


# ---- one mail ----------------------------------------------------------------------------------------------------


def _row(locator: str, data: bytes) -> Row:
    raw = data[:RAW_LENGTH].decode("utf-8", errors="replace")
    if len(data) > _LARGEST:
        return Row(locator, {}, raw, f"a mail of more than {_LARGEST >> 20} MiB")
    try:
        message = email.message_from_bytes(data)
        values = _values(message)
    except _BROKEN as error:
        return Row(locator, {}, raw, f"a mail that cannot be decoded: {str(error)[:120]}")
    if not (values["text"] or values["title"] or values["quoted"] or values["customer"]):
        return Row(locator, {}, raw, "not a mail: neither sender, subject nor text")
    if why := _automatic(message):
        return apart(locator, values, f"{values['title']}\n{values['text']}".strip(), why)
    return Row(locator, values)


def _values(message: Message) -> dict[str, str]:
    body = _Body()
    _read_part(message, body, 0)
    sender = email.utils.parseaddr(_header(message, "From") or _header(message, "Reply-To"))[1]
    return {
        "text": body.joined("text"),
        "title": _header(message, "Subject"),
        "date": _date(message),
        "customer": sender.lower(),
        "id": _header(message, "Message-ID").strip("<> "),
        "quoted": body.joined("quoted"),
        "signature": body.joined("signature"),
        "attachments": "\n".join(body.attachments),
        "in_reply_to": _header(message, "In-Reply-To").strip("<> "),
    }


def _automatic(message: Message) -> str:
    """Why a mail is no one's word: a program answered, or a server reports."""
    submitted = _header(message, "Auto-Submitted").lower()
    if message.get_content_type() == "multipart/report":
        return "a delivery report"
    answered = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response"))
    if answered or submitted.startswith("auto-") or _header(message, "Precedence").lower() == "auto_reply":
        return "an automatic reply"
    return ""


def _header(message: Message, name: str) -> str:
    """A header as people read it, whatever its encoding was said to be."""
    value: Any = message.get(name)
    if value is None:
        return ""
    text = _decoded_words(value)
    if isinstance(value, email.header.Header):  # it held raw 8-bit letters, and what they spell may be encoded words
        text = _decoded_words(text)
    return " ".join(text.split())


def _decoded_words(value: Any) -> str:
    try:
        chunks = email.header.decode_header(value)
    except (ValueError, email.errors.HeaderParseError):
        chunks = [(str(value), None)]
    return "".join(chunk if isinstance(chunk, str) else _in_charset(chunk, charset or "") for chunk, charset in chunks)


def _date(message: Message) -> str:
    """The day in the sender's own time, or what the header says where that is no date; else the day of arrival."""
    given = _header(message, "Date")
    arrived = _header(message, "Received").rpartition(";")[2].strip()
    for written in (given, arrived):
        try:
            return email.utils.parsedate_to_datetime(written).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            if written and written is given:
                return given
    return ""


# ---- its body ----------------------------------------------------------------------------------------------------


def _read_part(part: Message, body: _Body, depth: int) -> None:
    kind = part.get_content_type()
    name = _file_name(part)
    if depth > _DEEPEST:
        body.attachments.append(name or kind)
    elif kind.startswith("message/"):
        body.attachments.append(name or _carried_name(part) or kind)
    elif part.is_multipart():
        inner = [one for one in part.get_payload() if isinstance(one, Message)]
        if kind == "multipart/alternative":
            _read_alternatives(inner, body, depth + 1)
        else:
            for one in inner:
                _read_part(one, body, depth + 1)
    elif name or part.get_content_disposition() == "attachment":
        body.attachments.append(name or kind)
    elif kind == "text/html":
        body.words.append(own_words_of_markup(_text(part)))
    elif kind == "text/plain" or (kind.startswith("text/") and kind != "text/calendar"):
        body.words.append(own_words(_unflowed(part, _text(part))))
    else:
        body.attachments.append(kind)


def _read_alternatives(inner: list[Message], body: _Body, depth: int) -> None:
    """One of the forms of the same text: the plain one, unless that is empty or only says to look at the other."""
    forms: list[tuple[bool, _Body]] = []
    for one in inner:
        form = _Body()
        _read_part(one, form, depth)
        forms.append((one.get_content_type() == "text/plain", form))
        body.attachments += form.attachments
    said = [(plain, form) for plain, form in forms if any((one.text or one.quoted) for one in form.words)]
    plain = [form for is_plain, form in said if is_plain]
    others = [form for is_plain, form in said if not is_plain]
    stub = bool(plain and others) and _is_stub(plain[0].joined("text"), others[0].joined("text"))
    chosen = others[:1] if stub or not plain else plain
    for form in chosen or [form for _, form in forms][:1]:
        body.words += form.words


def _is_stub(plain: str, other: str) -> bool:
    return len(plain) < 300 and len(other) > len(plain) and bool(_NO_HTML.search(plain))


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _in_charset(payload if isinstance(payload, bytes) else b"", str(part.get_content_charset() or ""))


def _in_charset(data: bytes, charset: str) -> str:
    """``data`` in the charset that is stated, unless that cannot be: then as its bytes say themselves."""
    try:
        if not charset or (_ONE_BYTE.match(charset) and not data.isascii() and data.decode("utf-8") is not None):
            return decoded(data)[0]
    except UnicodeDecodeError:
        pass
    for name in (charset, _WIDER.get(charset.lower(), charset)):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):
            continue
    return decoded(data)[0]


def _unflowed(part: Message, text: str) -> str:
    """Lines that a program wrapped (``format=flowed``, RFC 3676) put together again."""
    if str(part.get_param("format") or "").lower() != "flowed":
        return text
    spaceless = str(part.get_param("delsp") or "").lower() == "yes"
    lines: list[str] = []
    open_depth = -1  # of quotation, where the line before goes on
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        shown = words[:-1] if flows and spaceless else words
        if open_depth == depth and words != "-- ":
            lines[-1] += shown
        else:
            lines.append(f"{'>' * depth} {shown}" if depth else shown)
        open_depth = depth if flows else -1
    return "\n".join(lines)


def _file_name(part: Message) -> str:
    try:
        return " ".join(_decoded_words(part.get_filename() or "").split())
    except (ValueError, LookupError, TypeError):
        return "unnamed"


def _carried_name(part: Message) -> str:
    """The subject of a mail that another carries."""
    inner = part.get_payload()
    carried = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else None
    return _header(carried, "Subject") if carried is not None else ""
