"""Files written by the tests themselves, and the way from a file to its rows and records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from insight_synth import ingest
from insight_synth.model import Columns, Row, Source

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture
def shared_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the folder of real data, ../shared/data, is absent")
    return SHARED


@dataclass(frozen=True)
class Read:
    reading: ingest.Reading
    rows: list[Row]

    @property
    def values(self) -> list[dict[str, str]]:
        return [dict(row.values) for row in self.rows]


WriteFile = Callable[..., Path]
ReadFile = Callable[..., Read]
NormaliseFile = Callable[..., ingest.Normalised]


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    def written(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return file

    return written


@pytest.fixture
def read(write: WriteFile) -> ReadFile:
    def reading(name: str, content: str | bytes, encoding: str = "utf-8") -> Read:
        found = ingest.read_rows(write(name, content, encoding))
        return Read(found, list(found.rows))

    return reading


@pytest.fixture
def normalised(write: WriteFile) -> NormaliseFile:
    """``normalised(csv_text, text="comment", …)``: one CSV export under the columns named."""

    def records(
        content: str, name: str = "export.csv", segments: dict[str, str] | None = None, **columns: str | tuple[str, ...]
    ) -> ingest.Normalised:
        mapped = {field: (names,) if isinstance(names, str) else names for field, names in columns.items()}
        source = Source("shop", "Shop", "complaints", language="en", columns=Columns(**mapped), segments=segments or {})
        reading = ingest.read_rows(write(name, content))
        return ingest.normalise(reading, source, name, "0" * 64, lambda customer: f"hash of {customer}")

    return records
