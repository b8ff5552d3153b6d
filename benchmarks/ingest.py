"""How fast exports are taken in, and in how much memory: the real command on a CSV of 100,000 rows, and of more.

The rows are made here: each a complaint of the demo company's customers, in three languages, every text another by some
words at its end; one in fifty repeats a row, one in thirty holds personal data, one in ten a number that is none. Then
rows of one to three complaints, as long letters are. Beside it, in the same run, a peer that does much less: pandas
reads the file, drops duplicated rows and writes the rest into SQLite, all in memory. How well it is read is known from
tests.

    python benchmarks/ingest.py [ROWS …]        by default 100,000 and 1,000,000
"""

from __future__ import annotations

import csv
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import psutil
from _processes import measured  # type: ignore[import-not-found]

from insight_synth import ingest

SOURCES = Path(__file__).resolve().parent.parent / "sources"
PROGRAM = [sys.executable, "-m", "insight_synth"]
DEFAULT = (100_000, 1_000_000)
LONG_TEXTS = 200_000  # rows up to which texts of several complaints are measured too
SOURCE = """name = "Complaints"
kind = "complaints"
exports = ["*.csv"]
[columns]
text = "Kuvaus"
date = "Pvm"
customer = "Asiakas"
segment = "Ryhmä"
product = "Tuote"
rating = "Arvosana"
id = "Numero"
"""
PEER = """
import sqlite3, sys, pandas as pd
table = pd.read_csv(sys.argv[1], sep=";", dtype=str, keep_default_na=False)
table = table.drop_duplicates(subset=[name for name in table if name != "Numero"])
with sqlite3.connect(sys.argv[2]) as database:
    table.to_sql("verbatims", database, index=False)
"""
PERSONAL = (
    "Call me on 040 1234567.", "Osoitteeni on matti.meikalainen@example.fi.", "Mój numer to +48 600 100 200.",
    "Tilini on FI21 1234 5600 0007 85.", "Pesel 44051401359.",
)  # fmt: skip


def main() -> None:
    counts = [int(given.replace(",", "")) for given in sys.argv[1:]] or list(DEFAULT)
    machine = f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB"
    print("| date | machine | data | what | figure |")
    print("| --- | --- | --- | --- | --- |")
    for rows in counts:
        for kind, most in (("", 1), (" of long texts", 3)):
            if most > 1 and rows > LONG_TEXTS:
                continue
            for what, figure in figures(rows, most):
                print(f"| {date.today()} | {machine} | {rows:,} rows of CSV{kind} | {what} | {figure} |", flush=True)


def figures(rows: int, most: int) -> Iterator[tuple[str, str]]:
    """What the command and its peer needed for an export of so many rows, each of up to ``most`` complaints."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "complaints"
        source.mkdir()
        (source / "source.toml").write_text(SOURCE, encoding="utf-8")
        file = source / "export.csv"
        write_rows(file, rows, most)
        size = file.stat().st_size
        workspace = Path(folder) / "workspace"
        seconds, peak = measured([*PROGRAM, "add", str(source), "-w", str(workspace), "--quiet"])
        with sqlite3.connect(workspace / "workspace.db") as database:
            (kept,) = database.execute("SELECT rows FROM exports").fetchone()
        if kept != rows:
            raise SystemExit(f"{kept} of {rows} rows are accounted for")
        peer, peer_peak = measured([sys.executable, "-c", PEER, str(file), str(Path(folder) / "peer.db")])
        again, _ = measured([*PROGRAM, "add", str(source), "-w", str(workspace), "--quiet"])
    yield "size of the file", f"{size / 2**20:.0f} MiB"
    yield "`insight-synth add`: read, normalised, deduplicated, audited, redacted", f"{rows / seconds:,.0f} rows/s"
    yield "peak memory of all its processes", f"{peak / 2**20:.0f} MiB"
    yield "pandas: read, drop_duplicates, to_sql", f"{rows / peer:,.0f} rows/s"
    yield "peak memory of pandas", f"{peer_peak / 2**20:.0f} MiB"
    yield "time as a multiple of pandas'", f"{seconds / peer:.1f}"
    yield "`insight-synth add` again", f"{again:.1f} s"


def write_rows(file: Path, rows: int, most: int) -> None:
    """A CSV of so many rows, each text of up to ``most`` complaints."""
    sentences = _sentences()
    words = sorted({word for spoken in sentences for text in spoken for word in text.split() if word.isalpha()})
    random = Random(rows)
    first = date(2024, 1, 1)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["Numero", "Pvm", "Asiakas", "Ryhmä", "Tuote", "Arvosana", "Kuvaus"])
        row: list[str] = []
        for number in range(rows):
            if not row or number % 50:
                spoken = random.choice(sentences)
                text = " ".join(random.choice(spoken) for _ in range(random.randint(1, most)))
                text = f"{text} {' '.join(random.sample(words, 3))}."
                if number % 10 == 2:
                    text = f"{text} {random.choice(['Order', 'Tilaus', 'Zamówienie'])} {random.randrange(10**8)}."
                if number % 30 == 1:
                    text = f"{text} {PERSONAL[number // 30 % len(PERSONAL)]}"
                day = first + timedelta(days=number * 700 // rows)
                row = [
                    f"C{number:07d}", f"{day.day}.{day.month}.{day.year}", f"K{random.randrange(rows):07d}",
                    random.choice(["YR", "KU"]), random.choice(["Tuoli", "Sohva", "Lamppu"]),
                    str(random.randint(1, 5)), text,
                ]  # fmt: skip
            writer.writerow(row)


def _sentences() -> list[list[str]]:
    """What the demo company's customers say: in Finnish, in Polish, in English."""
    return [
        [row.values[column] for row in ingest.read_rows(SOURCES / file).rows]
        for file, column in (
            ("complaints-finland/reklamaatiot.csv", "Kuvaus"),
            ("complaints-poland/reklamacje.xlsx", "Treść"),
            ("account-management/meetings.csv", "what_they_said"),
        )
    ]


if __name__ == "__main__":
    main()
