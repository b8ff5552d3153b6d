"""Mailboxes (mbox) and single mails: what the sender wrote, without what they quoted.

Attachments are not read. Nothing is guessed of who the sender is: the address is the customer.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import mailbox
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from insight_synth.errors import BadInput
from insight_synth.ingest.encoding import decoded
from insight_synth.ingest.markup import text_of_markup
from insight_synth.ingest.protocol import Reading
from insight_synth.model import Row

__all__ = ["read_messages"]

_COLUMNS = ("text", "title", "date", "customer", "id")
_RAW = 2_000
_ATTRIBUTION = re.compile(
    r"(?:(?:On|El|Am|Le|Den)\b.{4,200}(?:wrote|schrieb|skrev)|.{4,200}\b(?:kirjoitti|napisała?|napisał\(a\)|pisze)"
    r"(?:\s+\S+@\S+)?)\s*:\s*$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^[-_ ]{2,}\s*(?:Original Message|Forwarded message|Alkuperäinen viesti|Välitetty viesti|Wiadomość oryginalna|"
    r"Oryginalna wiadomość|Wiadomość przekazana|Ursprungligt meddelande|Ursprüngliche Nachricht)\s*[-_ ]*$"
    r"|^_{20,}\s*$",
    re.IGNORECASE,
)
_HEADER_BLOCK = re.compile(r"^\*?(?:From|Lähettäjä|Od|Von|Från)\*?:\s.+", re.IGNORECASE)
_HEADER_NEXT = re.compile(
    r"^\*?(?:Sent|Date|Lähetetty|Päivämäärä|Wysłano|Data|Gesendet|Skickat|To|Do)\*?:\s", re.IGNORECASE
)
_PHONE_SIGNATURE = re.compile(
    r"^(?:Sent from my|Get Outlook for|Lähetetty (?:iPhone|iPad|Android|Samsung|Outlook|puhelim)|Wysłan[eoy] z|"
    r"Skickat från min|Von meinem .* gesendet)",
    re.IGNORECASE,
)


def read_messages(file: Path) -> Reading:
    """The messages of an mbox file, or of one ``.eml``. Locators are ``message n``.

    Columns: ``title`` (subject), ``text`` (body), ``date``, ``customer`` (sender's address), ``id``. Quoted text, the
    mail replied to and signatures are cut off; the rest stays to the letter.

    Raises:
        BadInput: there is no message in it.
    """
    with file.open("rb") as stream:
        start = stream.read(4096).lstrip()
    if not start.startswith(b"From "):
        rows: Iterator[Row] = iter([_row(1, email.message_from_bytes(file.read_bytes()))])
        return Reading("mbox", "per message", rows, _COLUMNS, ["one mail; quoted text and signatures cut off"])
    box = mailbox.mbox(file, create=False)
    try:
        count = len(box)
    finally:
        box.close()
    if not count:
        raise BadInput("no message in it", where=str(file), remedy="Export the mailbox again")
    return Reading("mbox", "per message", _rows(file), _COLUMNS, ["quoted text and signatures cut off"])


def _rows(file: Path) -> Iterator[Row]:
    box = mailbox.mbox(file, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            # as bytes: the mailbox module stops at a separator line that is not ASCII
            yield _row(number, email.message_from_bytes(box.get_bytes(key)))
    finally:
        box.close()


def _row(number: int, message: Message) -> Row:
    locator = f"message {number}"
    try:
        sender = email.utils.parseaddr(_header(message, "From"))[1].lower()
        values = {
            "text": _own_words(_body(message)),
            "title": _header(message, "Subject"),
            "date": _date(message),
            "customer": sender,
            "id": _header(message, "Message-ID").strip("<> "),
        }
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raw = message.as_bytes()[:_RAW].decode("utf-8", errors="replace")
        return Row(locator, {}, raw, f"a mail that cannot be decoded: {str(error)[:120]}")
    return Row(locator, values)


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(value)))
    except (ValueError, LookupError):
        text = str(value)
    raw = text.encode("utf-8", errors="surrogateescape")  # raw 8-bit headers
    return " ".join(decoded(raw)[0].split())


def _date(message: Message) -> str:
    given = _header(message, "Date")
    try:
        return email.utils.parsedate_to_datetime(given).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return given


def _body(message: Message) -> str:
    plain: list[str] = []
    rich: list[str] = []
    for part in message.walk():
        if part.is_multipart() or part.get_content_disposition() == "attachment" or part.get_filename():
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            plain.append(_decoded_part(part))
        elif kind == "text/html":
            rich.append(text_of_markup(_decoded_part(part)))
    written = "\n".join(text for text in plain if text.strip())
    return written or "\n".join(rich)


def _decoded_part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or ""
    try:
        return data.decode(charset) if charset else decoded(data)[0]
    except (LookupError, UnicodeDecodeError):
        return decoded(data)[0]


def _own_words(body: str) -> str:
    """``body`` without quoted lines, the mail below a reply, and the signature; outer blank lines cut."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    for at, line in enumerate(lines):
        bare = line.strip()
        if line in ("-- ", "--") or _FORWARDED.match(bare) or _PHONE_SIGNATURE.match(bare):
            break
        if _HEADER_BLOCK.match(bare) and any(_HEADER_NEXT.match(after.strip()) for after in lines[at + 1 : at + 4]):
            break
        if bare.startswith(">") or _attributes(lines, at):
            continue
        kept.append(line)
    return "\n".join(kept).strip("\n").rstrip()


def _attributes(lines: list[str], at: int) -> bool:
    """Whether this line (perhaps with the next) says whose words are quoted, and quoted lines do follow."""
    following = [line.strip() for line in lines[at + 1 : at + 5]]
    quoted = any(line.startswith(">") for line in following)
    line = lines[at].strip()
    joined = f"{line} {following[0]}" if following else line
    return quoted and bool(_ATTRIBUTION.match(line) or (line.startswith("On ") and _ATTRIBUTION.match(joined)))
