"""A workspace as large as a company's of several years: exports of twelve sources made here, added and analysed.

The sentences are those of a folder of tables (the demo company's, or any other); who said them, when, of which product
and with which rating is drawn. One sentence in five is said with words of its own before it, so that few texts are the
same to the letter. Nothing measures quality on it: its themes are those of the folder, its shares are chance.
"""

from __future__ import annotations

import calendar
import csv
import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

SENTENCES_A_TEXT = (1, 2, 2, 3, 3, 4)
_ENDS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
_LETTERS = (25, 300)  # of a sentence
_FIRST_DAY, _DAYS = date(2022, 1, 1), 1_750
_SOURCES: tuple[tuple[str, str, str, str, float], ...] = (  # id, kind, origin, purpose, share of all texts
    ("complaints-north", "complaints", "internal", "primary", 0.14),
    ("complaints-south", "complaints", "internal", "primary", 0.12),
    ("reviews", "reviews", "external", "primary", 0.16),
    ("review-aggregator", "reviews", "external", "secondary", 0.10),
    ("survey", "survey", "internal", "primary", 0.12),
    ("contact-reasons", "contact-reasons", "internal", "primary", 0.10),
    ("forum", "forum", "external", "secondary", 0.07),
    ("social", "social", "external", "secondary", 0.07),
    ("frontline-notes", "frontline-notes", "internal", "primary", 0.05),
    ("staff-opinions", "staff-opinions", "internal", "primary", 0.03),
    ("account-management", "account-management", "internal", "primary", 0.02),
    ("win-loss", "win-loss", "internal", "primary", 0.02),
)
_SEGMENTS = ("household", "household", "household", "business", "student", "senior")
_PRODUCTS = tuple(f"{name} {size}" for name in ("Basic", "Plus", "Family", "Travel", "Office") for size in "SML")
_OPENINGS = ("Last {month}:", "{month} {day}:", "Order {number},", "With {product}:", "After {day} days,")
_MONTHS = tuple(calendar.month_name)[1:]
_SPLIT = re.compile(r"(?<=[.!?])\s+")


def make_exports(out: Path, texts: Path, mentions: int, seed: int = 0) -> int:
    """Writes a folder with a ``source.toml`` and a CSV for each source; returns the number of rows.

    Args:
        out: the folder that gets one folder a source.
        texts: a folder with tables (.csv, .tsv, .txt); of each the column with the longest texts is taken.
        mentions: how many sentences are said in all, about.
    """
    pools = [pool for file in sorted(texts.rglob("*")) if len(pool := _sentences(file)) >= 100]
    if not pools:
        raise SystemExit(f"{texts}: no table there holds a hundred sentences")
    draw = random.Random(seed)
    rows = 0
    for at, (name, kind, origin, purpose, share) in enumerate(_SOURCES):
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "source.toml").write_text(_toml(name, kind, origin, purpose), encoding="utf-8")
        heard = [pool for number, pool in enumerate(pools) if (number + at) % 3] or pools
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(("number", "said_on", "customer", "group", "product", "stars", "words"))
            said = 0
            while said < mentions * share:
                words, count = _text(draw, heard)
                said, rows = said + count, rows + 1
                day = _FIRST_DAY + timedelta(days=int(_DAYS * draw.random() ** 0.8))
                customer = f"C{draw.randrange(60_000):05d}" if origin == "internal" else ""
                stars = "" if kind in ("forum", "social") else min(5, max(1, round(draw.gauss(3, 1.3))))
                table.writerow(
                    (rows, day, customer, draw.choice(_SEGMENTS), draw.choice(_PRODUCTS), stars, words)
                )  # fmt: skip
    return rows


def _text(draw: random.Random, pools: Sequence[Sequence[str]]) -> tuple[str, int]:
    pool = draw.choices(pools, [len(pool) for pool in pools])[0]
    count = draw.choice(SENTENCES_A_TEXT)
    return " ".join(_said(draw, sentence) for sentence in draw.sample(pool, count)), count


def _said(draw: random.Random, sentence: str) -> str:
    if draw.random() < 0.2:
        opening = draw.choice(_OPENINGS).format(
            month=draw.choice(_MONTHS), day=draw.randrange(1, 29), number=draw.randrange(10**6),
            product=draw.choice(_PRODUCTS),
        )  # fmt: skip
        sentence = f"{opening} {sentence}"
    return sentence if sentence[-1] in ".!?" else f"{sentence}."


def _sentences(file: Path) -> list[str]:
    """The sentences of a table's column of longest texts, each once, sorted."""
    if file.suffix.lower() not in _ENDS or not file.is_file():
        return []
    content = file.read_text(encoding="utf-8", errors="replace").replace("\0", "")
    rows = list(csv.reader(content.splitlines(), delimiter=_ENDS[file.suffix.lower()]))
    width = max((len(row) for row in rows), default=0)
    columns = [[row[at] for row in rows if len(row) > at] for at in range(width)]
    longest = max(columns, key=lambda column: sum(map(len, column)) / len(column), default=[])
    found = {part.strip() for text in longest for part in _SPLIT.split(text)}
    return sorted(part for part in found if _LETTERS[0] <= len(part) <= _LETTERS[1] and "http" not in part)


def _toml(name: str, kind: str, origin: str, purpose: str) -> str:
    return "\n".join(_toml_lines(name, kind, origin, purpose)) + "\n"


def _toml_lines(name: str, kind: str, origin: str, purpose: str) -> Iterator[str]:
    yield f'name = "{name.replace("-", " ").capitalize()}"'
    yield f'kind = "{kind}"\norigin = "{origin}"\npurpose = "{purpose}"'
    yield 'cadence = "continuous"\ninformation = "contextual"\ncost_per_year = 5000\nexports = ["*.csv"]'
    yield '[columns]\ntext = "words"\ndate = "said_on"\nsegment = "group"\nproduct = "product"\nid = "number"'
    if origin == "internal":
        yield 'customer = "customer"'
    if kind not in ("forum", "social"):
        yield 'rating = "stars"'
