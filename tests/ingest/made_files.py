"""One small file of every format a team exports, made here and the same in every run."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Mapping, Sequence

HEADER = ("id", "date", "text", "rating")
ROWS = (
    ("1", "2024-03-01", "The parcel came late, again", "2"),
    ("2", "2024-03-04", 'Paketti oli "rikki", ja märkä', "1"),
    ("3", "2024-03-04", "Paczka dotarła w całości; dziękuję", "5"),
    ("3", "2024-03-04", "Paczka dotarła w całości; dziękuję", "5"),
    ("4", "", "", ""),
    ("5", "31.12.2024", "Two lines\nof praise 👍", "4,5"),
)
TABLE = (HEADER, *ROWS)
RECORDS = tuple(dict(zip(HEADER, row, strict=True)) for row in ROWS)

Table = Sequence[Sequence[object]]


def files() -> dict[str, bytes]:
    """Name → content, the name's ending telling the format."""
    csv = delimited(",")
    return {
        "comma.csv": csv.encode(),
        "semicolon.csv": delimited(";").encode("cp1252", errors="replace"),
        "polish.csv": delimited(";").encode("cp1250", errors="replace"),
        "tab.tsv": delimited("\t").encode("utf-16"),
        "preamble.csv": ("Complaints 2024\r\nprinted 1.2.2025\r\n\r\n" + csv.replace("\n", "\r\n")).encode("utf-8-sig"),
        "ragged.csv": b'id;text\r1;late\r2;a;b;c\r3\r4;"never closed\r5;fine\r',
        "survey.csv": b'Q1,Q2\n"How was it?","Why?"\n"{""ImportId"":""a""}","{""ImportId"":""b""}"\n5,quick\n1,late\n',
        "book.xlsx": xlsx({"Oulu": TABLE, "Turku": TABLE[:3]}),
        "old.xls": xls(TABLE),
        "open.ods": ods(TABLE),
        "records.json": json.dumps({"data": {"items": RECORDS}}, ensure_ascii=False).encode(),
        "nested.json": json.dumps([{"id": 1, "user": {"name": "a"}, "text": "late", "tags": ["x", "y"]}]).encode(),
        "lines.jsonl": "".join(json.dumps(record) + "\n" for record in RECORDS).encode(),
        "tickets.json": json.dumps({"tickets": [_ticket(1), _ticket(2)]}).encode(),
        "channel.json": json.dumps([_said(1), _said(2)]).encode(),
        "table.html": _table_page().encode(),
        "thread.html": _thread_page().encode(),
        "mails.mbox": b"".join(b"From a@example.org Fri Mar  1 12:00:00 2024\n" + mail(n) + b"\n" for n in (1, 2, 3)),
        "mail.eml": mail(1),
        "notes.docx": docx(["1 March 2024", "A customer said the queue was long.", "", "Another one left."]),
        "notes.md": b"# March\n\n- the queue was **long**\n- they left\n\n## April\n\nFiner, they said.\n",
        "notes.txt": "1.3.2024 The queue was long.\n\n2.3.2024 Jono oli pitkä.\nThey left.\n".encode(),
        "records.xml": _xml().encode(),
        "table.parquet": parquet(),
        "table.csv.gz": gzip.compress(csv.encode(), mtime=0),
        "table.csv.bz2": bz2.compress(csv.encode()),
        "table.csv.xz": lzma.compress(csv.encode()),
        "tables.zip": zipped({"a.csv": csv.encode(), "in/b.jsonl": b'{"text": "late"}\n', "c.bin": bytes(9)}),
        "tables.tar": tarred({"a.csv": csv.encode(), "b.txt": b"The queue was long.\n"}),
    }


def delimited(delimiter: str, table: Table = TABLE) -> str:
    def field(value: object) -> str:
        text = str(value)
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in f'{delimiter}"\n') else text

    return "".join(delimiter.join(map(field, row)) + "\n" for row in table)


def zipped(members: Mapping[str, bytes], compressed: bool = True) -> bytes:
    """A zip archive with the same bytes at any time of day."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
            archive.writestr(entry, content)
    return data.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    """Likewise a tar archive."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return data.getvalue()


def xlsx(sheets: Mapping[str, Table]) -> bytes:
    names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, start=1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    return xlsx_of_parts({f"xl/worksheets/sheet{n}.xml": sheet_xml(sheets[s]) for n, s in enumerate(sheets, start=1)},
                         names, links)  # fmt: skip


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def xlsx_of_parts(parts: Mapping[str, bytes], names: str = "", links: str = "", prologue: str = "") -> bytes:
    """A workbook of ready-made worksheets; ``prologue`` stands before the workbook's own root element."""
    names = names or '<sheet name="S" sheetId="1" r:id="r1"/>'
    links = links or f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(f'<Override PartName="/{part}" ContentType="{content}.worksheet+xml"/>' for part in parts)
    top = f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    return zipped({
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/>{sheets}</Types>'
        ).encode(),
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{top}</Relationships>'.encode(),
        "xl/workbook.xml": (
            f'{_XML}{prologue}<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
        ).encode(),
        **parts,
    })  # fmt: skip


def sheet_xml(table: Table, dimension: str = "", prologue: str = "") -> bytes:
    rows = "".join(f"<row>{''.join(cell_xml(value) for value in row)}</row>" for row in table)
    return sheet_xml_of_rows(rows, dimension, prologue)


def sheet_xml_of_rows(rows: str, dimension: str = "", prologue: str = "") -> bytes:
    stated = f'<dimension ref="{dimension}"/>' if dimension else ""
    return f'{_XML}{prologue}<worksheet xmlns="{_SHEETS}">{stated}<sheetData>{rows}</sheetData></worksheet>'.encode()


def cell_xml(value: object) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_escaped(str(value))}</t></is></c>'


def ods(table: Table, prologue: str = "") -> bytes:
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{_escaped(str(value))}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in table
    )
    content = (
        f'{_XML}{prologue}<office:document-content xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0" '
        f'xmlns:text="{urn}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'{_XML}<manifest:manifest xmlns:manifest="{urn}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind.decode()}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    members = {"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    return zipped(members, compressed=False)


def docx(paragraphs: Sequence[str], prologue: str = "") -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    text = "".join(f"<w:p><w:r><w:t>{_escaped(paragraph)}</w:t></w:r></w:p>" for paragraph in paragraphs)
    top = f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    return zipped({
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
        ).encode(),
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{top}</Relationships>'.encode(),
        "word/document.xml": (
            f'{_XML}{prologue}<w:document xmlns:w="{word}"><w:body>{text}</w:body></w:document>'
        ).encode(),
    })  # fmt: skip


def xls(table: Table) -> bytes:
    """A BIFF8 workbook with one sheet of labels, alone in an OLE compound file (MS-XLS, MS-CFB)."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    start, end, name = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6), record(0x0A, b""), b"\x01\x00S"
    head = len(record(0x809, start)) + len(record(0x85, bytes(6) + name)) + len(end)
    book = record(0x809, start) + record(0x85, struct.pack("<IBB", head, 0, 0) + name) + end
    book += record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for at, row in enumerate(table):
        for column, value in enumerate(row):
            text = str(value).encode("utf-16-le")
            book += record(0x204, struct.pack("<HHHHB", at, column, 0, len(text) // 2, 1) + text)
    return ole("Workbook", book + end)


def ole(name: str, stream: bytes) -> bytes:
    """An OLE compound file with one stream, of at least 4,096 bytes, so that it needs no small sectors."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        letters = title.encode("utf-16-le")
        lead = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters) + 2, kind, 1)
        return lead + struct.pack("<III", 2**32 - 1, 2**32 - 1, child) + bytes(36) + struct.pack("<IQ", start, size)

    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]  # the table itself, the directory, the stream
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 2**32 - 1, 2, len(stream)) + bytes(256)
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
                         0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + table + directory + stream.ljust(sectors * 512, b"\0")


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = io.BytesIO()
    columns = {name: [record[name] for record in RECORDS] for name in HEADER}
    pq.write_table(pa.table(columns), data, row_group_size=3)
    return data.getvalue()


def mail(number: int) -> bytes:
    return (
        f"From: Customer {number} <c{number}@example.org>\r\nTo: help@example.org\r\n"
        f"Subject: =?utf-8?q?My=C3=B6h=C3=A4ss=C3=A4?= {number}\r\nDate: Fri, 1 Mar 2024 12:00:00 +0200\r\n"
        f"Message-ID: <{number}@example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"It came late, case {number}. H=C3=A4vet=C3=A4=C3=A4!\r\n\r\n"
        "On 1 March, Shop wrote:\r\n> Sorry.\r\n-- \r\nA. Customer\r\n"
        "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>It came late.</p>\r\n--b--\r\n"
    ).encode()


def _ticket(number: int) -> dict[str, object]:
    said = [(7, "It came late"), (1, "We are sorry"), (7, "Still waiting")]
    comments = [{"id": number * 10 + at, "author_id": who, "body": text, "public": True,
                 "created_at": f"2024-03-0{at + 1}T10:00:00Z"} for at, (who, text) in enumerate(said)]  # fmt: skip
    return {"id": number, "subject": "Late", "requester_id": 7, "status": "open", "comments": comments}


def _said(number: int) -> dict[str, object]:
    return {"type": "message", "user": "U1", "text": f"late {number}", "ts": f"170000000{number}.0"}


def _table_page() -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{_escaped(value)}</td>' for value in row)}</tr>" for row in ROWS)
    return (
        f"<!DOCTYPE html><html><head><title>Complaints</title></head><body><table><thead><tr>"
        f"{''.join(f'<th>{name}</th>' for name in HEADER)}</tr></thead><tbody>{rows}</tbody></table></body></html>"
    )


def _thread_page() -> str:
    posts = "".join(
        f'<article class="post" id="p{row[0]}"><h4 class="author">user{row[0]}</h4>'
        '<time datetime="2024-03-01">1 March</time>'
        f'<div class="content"><p>{_escaped(row[2])}</p><blockquote>quoted</blockquote></div></article>'
        for row in ROWS
    )
    return f"<!DOCTYPE html><html><body><h1>Late parcels</h1>{posts}</body></html>"


def _xml() -> str:
    fields = ["".join(f"<{name}>{_escaped(value)}</{name}>" for name, value in record.items()) for record in RECORDS]
    items = "".join(f"<complaint>{each}</complaint>" for each in fields)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<complaints>{items}</complaints>\n'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
