"""What is true of a company: its themes, its customer groups, its sources and how a machine errs.

Types only: ``drawing`` draws them. Shares are of passages. Months count from 0, the oldest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from benchmarks.companies.roles import Role
from insight_synth.model import Kind

Floats = npt.NDArray[np.float64]
Generator = np.random.Generator
Reach = Literal["universal", "family", "single", "chatter", "everyday"]
"""How far a theme reaches. Chatter is what noise repeats; everyday talk is no theme of anyone, but what a machine makes
of passages on no theme: thanks, prices, opening hours."""
WeightsAre = Literal["none", "right", "ones", "astray", "off", "missing", "uneven", "negative"]

GROUPS = ("consumers", "businesses", "families", "pensioners")
OTHER_GROUPS = ("18-34", "35-54", "55-69", "70+")  # a definition that no other source shares


@dataclass(frozen=True, slots=True)
class Step:
    """A theme's share is multiplied from ``month`` on; before it, where ``begins``, the theme was not there."""

    month: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class TrueTheme:
    """A top theme and the finest themes below it; one without sub-themes is its own finest theme."""

    id: str
    reach: Reach
    finest: tuple[int, ...]  # columns of the shares
    blamed: float  # share of the passages with a feeling that blame
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class TrueSource:
    """A source and the part it plays."""

    id: str
    role: Role
    kind: Kind
    cadence: Literal["continuous", "periodic", "one-off"]
    purpose: Literal["primary", "secondary"]
    monthly: tuple[float, ...]  # verbatims (or events) expected, by month
    mix: tuple[float, ...]  # of customer groups
    background: float  # share of passages on no theme
    felt: float
    cost: float | None
    language: str
    known_customers: bool
    segmented: float  # share of records that name their customer group
    own_groups: bool  # whether its customer groups are defined apart from all others
    dated: float
    rejected: float  # share of rows
    weights: WeightsAre
    originals: tuple[str, ...] = ()  # the sources it repeats, or shares voices with
    overlap: float = 0.0  # share of its verbatims that stand there too


@dataclass(frozen=True, slots=True)
class Machine:
    """How the finding of themes, feelings and voices errs in this company."""

    wrong: float  # share of passages put into another theme
    resembling: float  # of those, the share put into a theme that resembles theirs
    left_out: float  # share of passages put into none
    swallowed: float  # share of passages taken for everyday talk
    gathered: float  # share of background passages gathered into themes of everyday talk
    leaked: float  # share of background passages put into true themes
    spread: float  # standard deviation of similarity, in parts of a theme's usual one
    gap: float  # how much lower strays lie, in standard deviations
    feeling_wrong: float
    abstained: float
    unlinked: float  # share of verbatims whose voice is taken for another one


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """Everything that is true of a company."""

    seed: int
    months: tuple[str, ...]
    groups: tuple[str, ...]
    base: tuple[float, ...]  # mix of its customers
    themes: tuple[TrueTheme, ...]
    finest: tuple[str, ...]  # ids of the finest themes
    above: tuple[str, ...]  # the theme above each, "" where it is a top theme itself
    resembling: tuple[tuple[int, ...], ...]  # of each finest theme
    sources: tuple[TrueSource, ...]
    shares: Floats  # (n_sources, n_finest) of passages, before group and time
    by_group: Floats  # (n_finest, n_groups) factors
    by_month: Floats  # (n_finest, n_months) factors
    machine: Machine = field(repr=False)
