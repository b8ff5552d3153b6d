"""Writes tables, records, pages and mails so that the same rows give the same bytes.

Nothing in a file comes from the clock or from the machine. What the rows mean is none of its business.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

Cell = str | int | float | dt.date
Table = Sequence[Mapping[str, Cell]]

_STAMP = (2026, 11, 1, 6, 0, 0)
_WRITTEN = dt.datetime(2026, 11, 1, 6, 0, 0)


@dataclass(frozen=True, slots=True)
class Post:
    """A contribution to a forum or a blog."""

    id: str
    author: str
    date: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A message of the mailbox."""

    id: str
    sender: str
    date: dt.datetime
    subject: str
    body: str


def write_csv(
    file: Path, rows: Table, delimiter: str = ",", encoding: str = "utf-8", end: str = "\n", ragged: Sequence[str] = ()
) -> None:
    """A delimited file with a header; the lines ``ragged`` stand as they are in its middle."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    for at, row in enumerate(rows):
        if at == len(rows) // 2:
            stream.write("".join(line + end for line in ragged))
        writer.writerow(row)
    file.write_bytes(stream.getvalue().encode(encoding))


def write_json_lines(file: Path, records: Sequence[Mapping[str, Any]], broken: Sequence[str] = ()) -> None:
    """One object a line; the lines ``broken`` stand as they are in its middle."""
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    middle = len(lines) // 2
    file.write_bytes(("\n".join([*lines[:middle], *broken, *lines[middle:]]) + "\n").encode())


def write_json(file: Path, document: Mapping[str, Any]) -> None:
    """A document, indented."""
    file.write_bytes((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def write_xlsx(file: Path, sheets: Mapping[str, Table]) -> None:
    """A workbook. Dates become date cells. Stored uncompressed, for compressors differ from machine to machine."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book.properties.creator = "Tuvatar"
    book.properties.created = _WRITTEN
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as packed, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as stored:
        for name in sorted(packed.namelist()):
            data = packed.read(name)
            if name == "docProps/core.xml":  # the library stamps the moment of saving
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-11-01T06:00:00Z", data)
            stored.writestr(zipfile.ZipInfo(name, _STAMP), data)


def write_forum_page(file: Path, title: str, posts: Sequence[Post]) -> None:
    """A thread as a forum's own markup has it: no schema.org, class names in Finnish."""
    body = "\n".join(
        f'<div class="viesti" id="viesti-{post.id}" data-id="{post.id}">\n'
        f'  <p class="tiedot"><span class="nimimerkki">{html.escape(post.author)}</span> '
        f'<time datetime="{post.date}">{post.date.day}.{post.date.month}.{post.date.year}</time></p>\n'
        f'  <div class="teksti">{_paragraphs(post.text)}</div>\n'
        f"</div>"
        for post in posts
    )
    top = '<nav><a href="/">Etusivu</a> | <a href="/asuminen">Asuminen</a> | <a href="/haku">Haku</a></nav>'
    _write_page(file, "fi", f"{title} – Kotikulma-keskustelu", f"{top}\n<h1>{html.escape(title)}</h1>\n{body}")


def write_blog_page(file: Path, title: str, posts: Sequence[Post]) -> None:
    """Blog posts with schema.org microdata."""
    body = "\n".join(
        f'<article itemscope itemtype="https://schema.org/BlogPosting" data-id="{post.id}">\n'
        f'  <p><span itemprop="author">{html.escape(post.author)}</span>, '
        f'<time itemprop="datePublished" datetime="{post.date}">{post.date:%d.%m.%Y}</time></p>\n'
        f'  <div itemprop="articleBody">{_paragraphs(post.text)}</div>\n'
        f"</article>"
        for post in posts
    )
    _write_page(file, "pl", f"{title} – Cztery Kąty i Kot", f"<main>\n<h1>{html.escape(title)}</h1>\n{body}\n</main>")


def write_mailbox(file: Path, mails: Sequence[Mail]) -> None:
    """An mbox of plain-text mails in UTF-8."""
    box = bytearray()
    for mail in mails:
        message = EmailMessage(policy=SMTP.clone(linesep="\n"))
        message["From"] = mail.sender
        message["To"] = "Tuvatar <palaute@example.com>"
        message["Subject"] = mail.subject
        message["Date"] = mail.date
        message["Message-ID"] = f"<{mail.id}@mail.example.com>"
        message.set_content(mail.body, cte="quoted-printable")
        box += f"From - {mail.date:%a %b %d %H:%M:%S %Y}\n".encode()
        box += re.sub(rb"(?m)^(>*From )", rb">\1", message.as_bytes()) + b"\n"
    file.write_bytes(bytes(box))


def _write_page(file: Path, language: str, title: str, body: str) -> None:
    file.write_bytes(
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n'
        f'<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        f"</head>\n<body>\n{body}\n</body>\n</html>\n".encode()
    )


def _paragraphs(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")
