"""What customers who speak of a theme do, beside what others do, before and since a date.

One customer is one unit: what he did before and since is compared with himself, so that a few busy customers do not
decide. Others show what would have happened anyway; they are not drawn by lot, so a difference is no proof.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

import numpy as np

from insight_synth.model import Event
from insight_synth.model.effect import Beside
from insight_synth.tracking.before_after import difference_of_means, mean_difference
from insight_synth.tracking.levels import Floats

__all__ = ["behaviour_beside"]

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
    name: str, events: Iterable[Event], customers: list[str], said: np.ndarray[tuple[int], np.dtype[np.bool_]],
    on: str, months: tuple[float, float],
) -> Beside:  # fmt: skip
    place = {customer: at for at, customer in enumerate(customers)}
    rates = np.zeros((len(customers), 2))
    for event in events:
        rates[place[event.customer], int(event.date >= on)] += 1
    rates /= np.array(months)
    return _beside(name, "rate", rates, said)


def _values(
    name: str, events: Iterable[Event], customers: list[str], said: np.ndarray[tuple[int], np.dtype[np.bool_]], on: str
) -> Beside | None:
    """Mean values, of customers who have one on both sides; None where there are too few, or all values are alike."""
    sums: Mapping[str, list[list[float]]] = {customer: [[], []] for customer in customers}
    for event in events:
        if event.value is not None:
            sums[event.customer][int(event.date >= on)].append(event.value)
    kept = [at for at, customer in enumerate(customers) if all(sums[customer])]
    means = np.array([[float(np.mean(side)) for side in sums[customers[at]]] for at in kept]).reshape(-1, 2)
    told = said[kept]
    if told.sum() < FEWEST or (~told).sum() < FEWEST or np.ptp(means) == 0:
        return None
    return _beside(name, "value", means, told)


def _beside(name: str, measure: str, sides: Floats, said: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Beside:
    changed = sides[:, 1] - sides[:, 0]
    change = mean_difference(changed[said])
    more = difference_of_means(changed[said], changed[~said])
    own, others = sides[said].mean(axis=0), sides[~said].mean(axis=0)
    return Beside(
        name, "rate" if measure == "rate" else "value", int(said.sum()), int((~said).sum()),
        float(own[0]), float(own[1]), float(others[0]), float(others[1]),
        *(change or (None,) * 3), *(more or (None,) * 3),
    )  # fmt: skip


def _months(first: str, last: str, *, closed: bool = False) -> float:
    return ((date.fromisoformat(last) - date.fromisoformat(first)).days + closed) / DAYS_A_MONTH
