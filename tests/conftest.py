"""What tests of the whole share: a small shop with three sources, and an encoder that needs no model."""

from __future__ import annotations

import csv
import hashlib
import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from insight_synth import pipeline
from insight_synth.encode import Encoder
from insight_synth.store import Workspace

DIMENSIONS = 96
SUBJECTS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "late": (
        ["The parcel arrived late", "Late parcel again", "My parcel was two weeks late", "Another late parcel"],
        ["and nobody told me", "although delivery was promised", "after waiting for delivery", "so delivery failed"],
    ),
    "broken": (
        ["The mug was broken", "Broken mug in the box", "Two mugs came broken", "A broken mug once more"],
        ["with sharp porcelain", "as the porcelain had cracked", "and cracked porcelain", "with cracked glaze"],
    ),
    "staff": (
        ["The cashier was rude", "Rude staff at the till", "A rude cashier shouted", "Staff stayed rude"],
        ["when I asked for help", "and refused to help us", "while other staff laughed", "and would not help"],
    ),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that hold a slow test come first, so that no worker begins a long file when the others are done."""
    long = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("e2e")}
    items.sort(key=lambda item: item.path not in long)


def sentences(subject: str, number: int, salt: int = 0) -> list[str]:
    """Different sentences on one subject."""
    starts, ends = SUBJECTS[subject]
    pairs = list(itertools.product(starts, ends))
    return [f"{a} {b}, case {salt + i}." for i, (a, b) in zip(range(number), itertools.cycle(pairs), strict=False)]


def words_as_vectors(texts: Sequence[str], count: Callable[[int], None]) -> NDArray[np.float32]:
    """Texts with telling words in common get vectors that point one way."""
    vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().replace(".", " ").replace(",", " ").split():
            if len(word) < 4 or word == "case":
                continue
            digest = hashlib.blake2b(word.encode(), digest_size=4).digest()
            vectors[row, int.from_bytes(digest, "big") % DIMENSIONS] += 1.0
        vectors[row, row % 2] += 1e-3
    count(len(texts))
    return vectors


class StubEncoder(Encoder):
    """Remembers which texts it was asked for."""

    def __init__(self) -> None:
        super().__init__("stub", "1", DIMENSIONS, self._remember)
        self.asked: list[str] = []

    def _remember(self, texts: Sequence[str], count: Callable[[int], None]) -> NDArray[np.float32]:
        self.asked += texts
        return words_as_vectors(texts, count)


def write_source(
    folder: Path,
    rows: Sequence[Mapping[str, object]],
    kind: str = "complaints",
    file: str = "export.csv",
    more: str = "",
) -> Path:
    """A source's folder with one CSV; columns named as fields are mapped."""
    folder.mkdir(parents=True, exist_ok=True)
    names = list(rows[0])
    with (folder / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)
    fields = ("text", "date", "customer", "segment", "product", "rating", "weight", "id", "event", "value")
    columns = "".join(f'{name} = "{name}"\n' for name in fields if name in names)
    (folder / "source.toml").write_text(
        f'name = "{folder.name}"\nkind = "{kind}"\nexports = ["*.csv"]\nlanguage = "en"\n{more}[columns]\n{columns}',
        encoding="utf-8",
    )
    return folder


def _rows(prefix: str, customers: str, salt: int) -> list[dict[str, object]]:
    texts = [text for subject in SUBJECTS for text in sentences(subject, 16, salt)]
    return [
        {
            "id": f"{prefix}{number:04d}",
            "date": f"2025-{number % 12 + 1:02d}-15",
            "customer": f"{customers}{number:05d}",
            "text": text,
        }
        for number, text in enumerate(texts)
    ]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Complaints and reviews on the same three subjects, and what customers bought."""
    folder = tmp_path / "shop"
    write_source(folder / "complaints", _rows("C", "KUND", 100))
    write_source(folder / "reviews", _rows("R", "NICK", 500), "reviews")
    bought = [
        {"id": f"T{n}", "date": f"2025-{n % 12 + 1:02d}-03", "customer": f"KUND{n:05d}", "event": "bought", "value": n}
        for n in range(20)
    ]
    write_source(folder / "till", bought, "transactions")
    return folder


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    """A new workspace."""
    with Workspace.open(tmp_path / "ws", create=True) as workspace:
        yield workspace


@pytest.fixture
def stub() -> StubEncoder:
    return StubEncoder()


@pytest.fixture
def analysed_shop(ws: Workspace, shop: Path, stub: StubEncoder) -> Workspace:
    """The shop, added and analysed."""
    pipeline.add(ws, [shop])
    pipeline.analyse(ws, encoder=stub)
    return ws


@pytest.fixture(autouse=True)
def no_database_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests use SQLite unless they say otherwise, whatever the caller's environment."""
    monkeypatch.delenv("INSIGHT_SYNTH_DATABASE", raising=False)
    assert "INSIGHT_SYNTH_DATABASE" not in os.environ
