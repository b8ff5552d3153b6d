"""Customers whose behaviour changed: they buy less than they did, stopped, or return more than others.

Each customer is held against his own past, and the season against everybody's. What is said of a single customer holds
beyond chance (false discovery held at 5 %); *stopped* names a group and says how many chance alone would leave in it.
Customers are known by their keyed hash only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from insight_synth.evidence.intervals import discoveries
from insight_synth.model import Event, Reason, Source, Verbatim
from insight_synth.model.hunches import Deviation

RECENT_DAYS = 90
REGULAR = 3
"""Events before the last 90 days from which on a customer has a habit that can stop."""

_BUYING = ("transactions", "loyalty", "sales-figures")
_RETURNS = ("return", "refund", "palaut", "zwrot", "retur", "rückgab", "erstattung")


def recent_since(now: str) -> str:
    """The ISO date at which the last 90 days begin."""
    return (date.fromisoformat(now[:10]) - timedelta(days=RECENT_DAYS - 1)).isoformat()


def fewer_p(recent: int, before: int, recent_share: float) -> float:
    """How likely ``recent`` events or fewer are, given the customer's ``recent + before``, if nothing changed.

    The comparison of two Poisson rates given their sum, which is binomial (Przyborowski and Wilenski 1940); one-sided.
    ``recent_share`` is the part of all customers' events that lies in the last 90 days.
    """
    from scipy.stats import binom

    return float(binom.cdf(recent, recent + before, recent_share))


def more_p(count: int, expected: float) -> float:
    """How likely ``count`` events or more are where ``expected`` are (exact Poisson, one-sided; Garwood 1936)."""
    from scipy.stats import poisson

    return float(poisson.sf(count - 1, expected))


def more_of_many_p(count: int, chances: Sequence[float]) -> float:
    """How likely ``count`` or more of many independent events are, each with a chance of its own.

    The normal approximation of the Poisson binomial distribution with continuity correction (Hong 2013, eq. 13).
    """
    from scipy.stats import norm

    variance = sum(chance * (1 - chance) for chance in chances)
    if variance <= 0:
        return 1.0 if count <= round(sum(chances)) else 0.0
    return float(norm.sf((count - 0.5 - sum(chances)) / variance**0.5))


def deviations(
    events: Sequence[Event], verbatims: Sequence[Verbatim], sources: Mapping[str, Source], now: str
) -> tuple[Deviation, ...]:
    """Customers to ask first, source by source; only groups that hold anyone.

    Args:
        events: those that count, dated and with a customer's keyed hash where known.
        verbatims: those that count: a returns desk often delivers its rows as texts.
        sources: by id.
        now: the newest date (ISO).
    """
    found: list[Deviation] = []
    buying: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        if event.customer and event.date and not _is_return(event.event):
            buying[event.source, event.event].append(event)
    for (source, name), rows in sorted(buying.items()):
        if sources[source].kind in _BUYING:
            found += _less(source, name, rows, now)
    found += _returning(events, verbatims, sources)
    return tuple(found)


def _less(source: str, name: str, rows: Sequence[Event], now: str) -> list[Deviation]:
    since = recent_since(now)
    before = Counter(row.customer for row in rows if row.date < since)
    recent = Counter(row.customer for row in rows if row.date >= since and row.customer in before)
    total = sum(before.values()) + sum(recent.values())
    share = sum(recent.values()) / total if total else 0.0
    if not 0 < share < 1:
        return []
    customers = sorted(before)
    chances = [fewer_p(recent[customer], before[customer], share) for customer in customers]
    deviating = [pair for pair, real in zip(zip(chances, customers, strict=True), discoveries(chances), strict=True)
                 if real]  # fmt: skip
    found = []
    if deviating:
        ids = tuple(customer for _, customer in sorted(deviating))
        found.append(Deviation("fewer", source, name, ids, len(customers), 0.05 * len(ids), Reason(
            "deviating_fewer",
            f"{len(ids)} of {len(customers)} customers have clearly fewer events “{name}” in the last {RECENT_DAYS} "
            "days than their own past leads one to expect; at most one in twenty of them by chance.",
            len(ids), figures={"customers": len(ids), "of": len(customers), "event": name, "days": RECENT_DAYS},
        )))  # fmt: skip
    regular = [customer for customer in customers if before[customer] >= REGULAR]
    stopped = sorted((c for c in regular if not recent[c]), key=lambda c: (-before[c], c))
    by_chance = [(1 - share) ** before[customer] for customer in regular]
    if stopped and more_of_many_p(len(stopped), by_chance) <= 0.05:
        expected = sum(by_chance)
        found.append(
            Deviation(
                "stopped",
                source,
                name,
                tuple(stopped),
                len(regular),
                round(expected, 1),
                Reason(
                    "deviating_stopped",
                    f"{len(stopped)} of {len(regular)} customers with {REGULAR} events “{name}” or more before have "
                    f"none in the last {RECENT_DAYS} days; by chance alone it would be about {expected:.0f}.",
                    len(stopped),
                    figures={
                        "customers": len(stopped),
                        "of": len(regular),
                        "event": name,
                        "days": RECENT_DAYS,
                        "expected": round(expected, 1),
                        "least": REGULAR,
                    },
                ),
            )
        )
    return found


def _returning(
    events: Iterable[Event], verbatims: Iterable[Verbatim], sources: Mapping[str, Source]
) -> list[Deviation]:
    returned: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    bought: Counter[str] = Counter()
    for event in events:
        if not event.customer:
            continue
        if _is_return(event.event) or sources[event.source].kind == "returns":
            returned[event.source, event.event][event.customer] += 1
        elif sources[event.source].kind == "transactions":
            bought[event.customer] += 1
    for verbatim in verbatims:
        if verbatim.customer and sources[verbatim.source].kind == "returns":
            returned[verbatim.source, ""][verbatim.customer] += 1
    found = []
    for (source, name), counts in sorted(returned.items()):
        judged = sorted(customer for customer in counts if bought[customer])
        total = sum(bought.values())
        rate = sum(counts[customer] for customer in judged) / total if total else 0.0
        # Customers who bought and returned nothing are part of the rate, and cannot be above it.
        chances = [more_p(counts[customer], rate * bought[customer]) for customer in judged]
        chances += [1.0] * (len(bought) - len(judged))
        above = [pair for pair, real in zip(zip(chances, judged, strict=False), discoveries(chances), strict=False)
                 if real]  # fmt: skip
        if above:
            ids = tuple(customer for _, customer in sorted(above))
            found.append(Deviation("more returns", source, name, ids, len(bought), 0.05 * len(ids), Reason(
                "deviating_returns",
                f"{len(ids)} of {len(bought)} customers return clearly more than their purchases lead one to expect; "
                "at most one in twenty of them by chance.",
                len(ids), figures={"customers": len(ids), "of": len(bought)},
            )))  # fmt: skip
    return found


def _is_return(event: str) -> bool:
    return any(word in event.casefold() for word in _RETURNS)
