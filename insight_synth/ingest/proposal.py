"""A source for a single file that has no ``source.toml``: columns proposed from their names and from what they hold.

Names are known in English, Finnish and Polish. A proposal is for a person to confirm; nothing is stored here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

from insight_synth.catalog import KINDS
from insight_synth.errors import BadInput, UsageError
from insight_synth.ingest.dates import iso_date
from insight_synth.ingest.numbers import number
from insight_synth.ingest.reading import read_rows
from insight_synth.model import Columns, Kind, Source

__all__ = ["propose_source"]

_SAMPLE = 400
_BEHAVIOURAL = ("transactions", "sales-figures", "loyalty", "returns")
_EXTERNAL = ("market-research", "omnibus", "industry-research", "reviews", "forum", "blog", "social")
_PERIODIC = ("market-research", "survey", "omnibus", "industry-research")

_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "comment", "comments", "review", "body", "content", "message", "feedback", "description", "note",
        "notes", "answer", "response", "verbatim", "tweet", "post", "complaint", "teksti", "kommentti", "palaute",
        "kuvaus", "viesti", "sisältö", "arvostelu", "vastaus", "huomio", "muistiinpano", "tekst", "komentarz", "opinia",
        "opis", "treść", "tresc", "wiadomość", "wiadomosc", "odpowiedź", "uwagi", "recenzja",
    ),
    "title": ("title", "subject", "headline", "otsikko", "aihe", "tytuł", "tytul", "temat"),
    "date": (
        "date", "created", "time", "timestamp", "published", "posted", "day", "received", "pvm", "päivä", "päiväys",
        "päivämäärä", "aika", "luotu", "saapunut", "data", "dzień", "czas", "utworzono",
    ),
    "customer": (
        "customer", "client", "author", "user", "username", "member", "respondent", "account", "sender", "asiakas",
        "asiakasnro", "asiakasnumero", "kirjoittaja", "vastaaja", "käyttäjä", "klient", "autor", "użytkownik",
        "respondent", "nadawca",
    ),
    "segment": (
        "segment", "group", "tier", "ryhmä", "asiakasryhmä", "segmentti", "grupa", "typklienta",
    ),
    "product": (
        "product", "item", "sku", "brand", "service", "tuote", "palvelu", "tuoteryhmä", "produkt", "usługa", "towar",
    ),
    "rating": (
        "rating", "stars", "score", "grade", "nps", "arvosana", "tähdet", "pisteet", "ocena", "gwiazdki", "punkty",
    ),
    "weight": ("weight", "weighting", "paino", "painokerroin", "waga"),
    "id": ("id", "number", "no", "nro", "numero", "tunnus", "tunniste", "nr", "numer", "identyfikator", "key"),
    "event": ("event", "action", "type", "activity", "tapahtuma", "tyyppi", "zdarzenie", "typ", "rodzaj"),
    "value": ("value", "amount", "sum", "total", "price", "revenue", "summa", "arvo", "hinta", "kwota", "wartość",
              "suma", "cena"),
}  # fmt: skip
_TRAIT = re.compile(r"time.?zone|country|location|city|age$|type|agent|maa$|kaupunki|kraj|miasto|typ", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


def propose_source(file: Path, source_id: str, kind: str) -> Source:
    """A source of ``kind`` whose columns are proposed from the first rows of ``file``.

    Raises:
        UsageError: ``kind`` is none of the known kinds; they are listed.
        BadInput: the file cannot be read, or no column of it holds text (or events, for a behavioural kind).
    """
    if kind not in KINDS:
        raise UsageError(f"unknown kind {kind!r}", where=str(file), remedy=f"Use one of {', '.join(KINDS)}")
    reading = read_rows(file)
    rows = [row.values for row in islice(reading.rows, _SAMPLE) if not row.problem]
    contents = [_content(name, rows) for name in reading.columns]
    columns = _proposed(contents, kind in _BEHAVIOURAL)
    if not columns.text and not columns.event:
        raise BadInput(
            "no column looks like text that people wrote",
            where=str(file),
            remedy=f"Put the file in a folder with a source.toml. Columns found: {', '.join(reading.columns[:40])}",
        )
    return Source(
        id=source_id,
        name=source_id,
        kind=cast(Kind, kind),
        origin="external" if kind in _EXTERNAL else "internal",
        cadence="periodic" if kind in _PERIODIC else "continuous",
        information="contextual" if columns.text else "behavioural",
        exports=(file.name,),
        columns=columns,
    )


@dataclass(frozen=True, slots=True)
class _Content:
    """A column's name and what its first values look like; shares are of the values that are not empty."""

    name: str
    length: float  # mean characters
    words: float  # mean words
    dates: float  # share that are dates, bare numbers apart
    numbers: float  # share that are numbers and nothing else
    distinct: float
    filled: float

    def named(self, field: str) -> int:
        """2 where the name is one of the field's, 1 where a part of it is, else 0."""
        words = [word.lower() for word in _WORD.findall(re.sub(r"([a-zäöåł])([A-ZÄÖÅŁ])", r"\1 \2", self.name))]
        if "".join(words) in _NAMES[field]:
            return 2
        return int(any(word in _NAMES[field] for word in words))


def _content(name: str, rows: Sequence[Mapping[str, str]]) -> _Content:
    values = [value for row in rows if (value := row.get(name, "").strip())]
    count = len(values) or 1
    return _Content(
        name,
        sum(map(len, values)) / count,
        sum(len(value.split()) for value in values) / count,
        sum(not _is_number(value) and bool(iso_date(value)) for value in values) / count,
        sum(map(_is_number, values)) / count,
        len(set(values)) / count,
        len(values) / (len(rows) or 1),
    )


def _is_number(value: str) -> bool:
    return number(value) is not None and not re.search(r"[^\W\d_eE]|[:]|\d[-/]\d|\d\.\d+\.\d", value)


def _proposed(contents: Sequence[_Content], behavioural: bool) -> Columns:
    """Each field takes the best column left; a column serves one field."""
    left = [content for content in contents if content.filled > 0]
    chosen: dict[str, tuple[str, ...]] = {}

    def take(field: str, scores: Mapping[str, float]) -> None:
        best = max(scores.items(), key=lambda item: item[1], default=("", 0.0))
        if best[1] > 0:
            chosen[field] = (best[0],)
            left[:] = [content for content in left if content.name != best[0]]

    take("date", {c.name: c.named("date") + 2 * c.dates for c in left if c.dates >= 0.8})
    prose = {c.name: (1 + 2 * c.named("text")) * min(c.words, 60) for c in left if _is_prose(c)}
    if not prose:
        prose = {c.name: c.length for c in left if c.named("text") == 2 and c.numbers < 0.5 and not behavioural}
    take("text", prose)
    if "text" in chosen:
        titles = [c.name for c in left if c.named("title") and c.numbers < 0.5 and c.distinct > 0.5]
        chosen["text"] = (*titles[:1], *chosen["text"])
        left[:] = [content for content in left if content.name not in titles[:1]]
    take("weight", {c.name: c.named("weight") for c in left if c.numbers >= 0.9})
    take("rating", {c.name: c.named("rating") for c in left if c.numbers >= 0.8})
    take("segment", {c.name: c.named("segment") for c in left if c.distinct <= 0.5 or len(contents) < 4})
    take("customer", {c.name: c.named("customer") for c in left if not _TRAIT.search(c.name)})
    if "text" not in chosen and behavioural:
        take("event", {c.name: c.named("event") for c in left if c.numbers < 0.5})
        take("value", {c.name: c.named("value") for c in left if c.numbers >= 0.8})
    take("id", {c.name: c.named("id") for c in left if c.distinct == 1.0})
    take("product", {c.name: c.named("product") for c in left if c.distinct < 1.0 or c.named("product") == 2})
    return Columns(**chosen)


def _is_prose(content: _Content) -> bool:
    return content.words >= 3 and content.numbers < 0.5 and content.distinct > 0.3 and content.dates < 0.5
