"""A place feedback comes from, as its ``source.toml`` describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from insight_synth.model.words import Cadence, Information, Kind, Origin, Purpose


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of an export's columns carry what; several names are joined by a line break."""

    text: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()
    weight: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    value: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A place feedback comes from, as its ``source.toml`` describes it."""

    id: str
    name: str
    kind: Kind
    owner: str = ""
    origin: Origin = "internal"
    cadence: Cadence = "continuous"
    purpose: Purpose = "primary"
    information: Information = "contextual"
    cost_per_year: float | None = None
    language: str | None = None
    encoding: str | None = None  # of its exports as text, where what is found out is wrong
    exports: tuple[str, ...] = ("*",)
    columns: Columns = Columns()
    segments: Mapping[str, str] = field(default_factory=dict)

    @property
    def behavioural(self) -> bool:
        """Whether its rows are events rather than verbatims."""
        return bool(self.columns.event) and not self.columns.text
