"""What customers who speak of a theme do, beside what others do, before and since a date.

A customer counts with all he did, however busy he is: intervals are as wide as customers differ. Others show what would
have happened anyway; they are not drawn by lot, so a difference is no proof.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from insight_synth.model import Event
from insight_synth.model.effect import Beside
from insight_synth.tracking.before_after import Difference, between, difference, mean_difference
from insight_synth.tracking.levels import Floats

__all__ = ["behaviour_beside"]

Truth = npt.NDArray[np.bool_]

FEWEST = 10  # customers of either kind for a comparison
DAYS_A_MONTH = 365.25 / 12


def behaviour_beside(
    events: Iterable[Event], speakers: Collection[str], on: str, period: tuple[str, str], group: str = ""
) -> tuple[Beside, ...]:
    """Rates and mean values of every kind of event, of ``speakers`` and of other customers, before ``on`` and since.

    A customer counts in a source of behaviour that knows him: one with an event of his in ``period``.

    Args:
        events: all of the workspace; those without a customer or a date tell nothing here.
        speakers: customers who speak of the theme, as their events name them.
        on: ISO date.
        period: first and last date to look at (ISO), both included.
        group: customers of this common group only; "" for all.

    Returns:
        By event name, rates before values; none where nobody, or nobody who spoke of it, is known to the source.
    """
    first, last = period
    own = [
        event
        for event in events
        if event.customer and first <= event.date <= last and (not group or event.segment == group)
    ]
    known: dict[str, set[str]] = defaultdict(set)  # source → its customers
    by_name: dict[str, list[Event]] = defaultdict(list)
    for event in own:
        known[event.source].add(event.customer)
        by_name[event.event].append(event)
    months = _months(first, on), _months(on, last, closed=True)
    found: list[Beside] = []
    for name, named in sorted(by_name.items()):
        customers = sorted(set().union(*(known[source] for source in {event.source for event in named})))
        said = np.array([customer in speakers for customer in customers], dtype=np.bool_)
        if said.sum() < FEWEST or (~said).sum() < FEWEST or min(months) <= 0:
            continue
        found.append(_rates(name, named, customers, said, on, months))
        if (values := _values(name, named, customers, said, on)) is not None:
            found.append(values)
    return tuple(found)


def _rates(
    name: str, events: Iterable[Event], customers: list[str], said: Truth, on: str, months: tuple[float, float]
) -> Beside:
    """Events a customer and month, as counts with score intervals: of rare events a customer's own rate tells little.

    Variances are widened by how much more the customers' counts scatter than chance alone would have it.
    """
    place = {customer: at for at, customer in enumerate(customers)}
    counts = np.zeros((len(customers), 2))
    for event in events:
        counts[place[event.customer], int(event.date >= on)] += 1
    wide = max(1.0, *(float(side.var(ddof=1) / side.mean()) for side in counts.T if side.any()))
    changes, levels = [], []
    for group in (said, ~said):
        of = np.array(months)[None, :] * group.sum()
        total = counts[group].sum(axis=0)[None, :]
        changes.append(difference(total, of, family="rate", dispersion=wide))
        levels.append((total / of)[0])
    return _beside(name, "rate", said, levels, changes)


def _values(name: str, events: Iterable[Event], customers: list[str], said: Truth, on: str) -> Beside | None:
    """Mean values, of customers who have one on both sides; None where there are too few, or all values are alike."""
    sums: Mapping[str, list[list[float]]] = {customer: [[], []] for customer in customers}
    for event in events:
        if event.value is not None:
            sums[event.customer][int(event.date >= on)].append(event.value)
    kept = [at for at, customer in enumerate(customers) if all(sums[customer])]
    means = np.array([[math.fsum(side) / len(side) for side in sums[customers[at]]] for at in kept]).reshape(-1, 2)
    told = said[kept]
    if told.sum() < FEWEST or (~told).sum() < FEWEST or np.ptp(means) == 0:
        return None
    moved = means[:, 1] - means[:, 0]
    levels = [means[group].mean(axis=0) for group in (told, ~told)]
    return _beside(name, "value", told, levels, [mean_difference(moved[group]) for group in (told, ~told)])


def _beside(
    name: str,
    measure: Literal["rate", "value"],
    said: Truth,
    levels: Sequence[Floats],
    changes: Sequence[Difference | None],
) -> Beside:
    one, other = changes
    more = between(one, other) if one and other else (None,) * 3
    (before, after), (others_before, others_after) = levels
    return Beside(
        name, measure, int(said.sum()), int((~said).sum()),
        float(before), float(after), float(others_before), float(others_after), *(one or (None,) * 3), *more,
    )  # fmt: skip


def _months(first: str, last: str, *, closed: bool = False) -> float:
    return ((date.fromisoformat(last) - date.fromisoformat(first)).days + closed) / DAYS_A_MONTH
