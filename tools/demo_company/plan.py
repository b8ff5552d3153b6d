"""Which source says what, how much, in which languages and when: the matrix of themes and sources.

Data only, with the two functions that draw from it. No texts and no files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from company import MONTHS, volume
from messages import Manner

LATE, LOCKER, BROKEN, REFUND = "late-delivery", "lockers-full", "arrived-broken", "slow-refund"
TRACKING, PARTS, QUEUE, CHECKOUT = "tracking-wrong", "missing-parts", "service-queue", "checkout-fails"
INVOICE, ROTA, APP = "invoice-reference", "shift-rota", "app-points-lost"

RECURRING = (LATE, LOCKER, BROKEN, REFUND, TRACKING, PARTS, QUEUE, CHECKOUT)
SINGLE = {INVOICE: "account-management", ROTA: "staff-opinions"}
APP_MONTH = "2026-04"  # month 18
THEMES = (*RECURRING, INVOICE, ROTA, APP)

_HEAVIER = {
    "fi": {LOCKER: 1.45, QUEUE: 1.2, CHECKOUT: 0.8},
    "pl": {LOCKER: 0.7, CHECKOUT: 1.4, TRACKING: 1.2},
    "en": {LOCKER: 0.9, TRACKING: 1.2, PARTS: 1.1},
}
_SEASON = {
    LATE: {11: 1.4, 12: 1.8, 1: 1.3},
    LOCKER: {11: 1.5, 12: 2.2},
    REFUND: {1: 1.7, 2: 1.5},
    CHECKOUT: {11: 1.9, 5: 1.3},
}
_APP_SURGE = {
    "2026-04": 3.0,
    "2026-05": 2.6,
    "2026-06": 2.2,
    "2026-07": 2.0,
    "2026-08": 1.8,
    "2026-09": 1.7,
    "2026-10": 1.6,
}


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """How one source of verbatims is drawn. ``themes`` are weights; ``talk`` is the share that is background only."""

    id: str
    rows: int
    languages: Mapping[str, float]
    manner: Manner
    themes: Mapping[str, float]
    talk: float = 0.25
    months: tuple[str, ...] = MONTHS
    prefix: str = ""  # of its row ids
    charset: str = ""  # texts must fit it
    noise: float = 0.0  # share of lines that say nothing at all
    group: str = ""  # only customers of this group
    praise: bool = True  # nobody returns goods because they were well packed
    lowest: int = 4  # rows in the thinnest month, so that a steady source has no holes


def months_of(plan: SourcePlan, random: Random) -> list[str]:
    """A month for each row, in order of time, after the season and the growth of the company."""
    steady = min(plan.lowest, plan.rows // len(plan.months))
    drawn = [month for month in plan.months for _ in range(steady)]
    drawn += random.choices(plan.months, [volume(month) for month in plan.months], k=plan.rows - len(drawn))
    return sorted(drawn)


def themes_of(plan: SourcePlan, month: str, language: str, known: frozenset[str], random: Random) -> tuple[str, ...]:
    """None (background talk), one or two themes for a row of ``month`` in ``language``."""
    if random.random() < plan.talk:
        return ()
    weights = {
        theme: weight * _HEAVIER[language].get(theme, 1.0) * _timely(theme, month)
        for theme, weight in sorted(plan.themes.items()) if theme in known
    }  # fmt: skip
    first = random.choices(list(weights), list(weights.values()))[0]
    if random.random() >= plan.manner.second or len(weights) < 2:
        return (first,)
    del weights[first]
    if not any(weights.values()):
        return (first,)
    return first, random.choices(list(weights), list(weights.values()))[0]


def _timely(theme: str, month: str) -> float:
    if theme == APP:
        return _APP_SURGE.get(month, 0.0)
    return _SEASON.get(theme, {}).get(int(month[5:]), 1.0)


_ALL = dict.fromkeys(RECURRING, 1.0)
_LETTER = Manner("formal", again=0.35, second=0.12, aside=0.08, opener=0.08, closer=0.08, careless=0.05)
_TALK = Manner("casual", again=0.35, second=0.14, aside=0.12, opener=0.07, closer=0.07, careless=0.3)
_REPORT = Manner("staff", again=0.25, second=0.14, aside=0.06, careless=0.04)
_KEYED = Manner("short", second=0.05, careless=0.08)
_ANSWER = Manner("short", again=0.12, second=0.25, aside=0.06, careless=0.12)
_DEAD = MONTHS[:12]

PLANS = (
    SourcePlan(
        "complaints-finland", 340, {"fi": 1}, _LETTER,
        {LATE: 1.4, LOCKER: 1.2, BROKEN: 1.0, REFUND: 1.0, TRACKING: 1.0, PARTS: 1.0, QUEUE: 0.8, APP: 1.3},
        talk=0.08, prefix="RK", charset="cp1252",
    ),
    SourcePlan(
        "complaints-poland", 310, {"pl": 1}, _LETTER,
        {LATE: 1.0, LOCKER: 1.0, BROKEN: 1.3, REFUND: 1.0, TRACKING: 1.1, PARTS: 1.0, CHECKOUT: 1.0, APP: 1.3},
        talk=0.08, prefix="RPL",
    ),
    SourcePlan(
        "staff-opinions", 210, {"fi": 55, "pl": 45}, Manner("staff", again=0.3, second=0.12, aside=0.06, careless=0.06),
        {ROTA: 3.0, QUEUE: 1.3, LATE: 1.2, APP: 1.4}, talk=0.2,
        months=("2024-11", "2025-05", "2025-11", "2026-05"), prefix="V", lowest=45,
    ),
    SourcePlan(
        "frontline-notes", 310, {"fi": 44, "pl": 36, "en": 20}, _REPORT,
        {LATE: 1.0, LOCKER: 1.3, BROKEN: 1.0, REFUND: 1.0, TRACKING: 1.0, PARTS: 1.0, APP: 2.0},
        talk=0.16, prefix="N",
    ),
    SourcePlan(
        "account-management", 150, {"en": 45, "fi": 50, "pl": 5}, Manner("account", again=0.3, second=0.2, aside=0.12),
        {INVOICE: 4.0, BROKEN: 0.9, REFUND: 1.0, CHECKOUT: 0.8}, talk=0.18, prefix="AM",
        group="business",
    ),
    SourcePlan(
        "win-loss", 90, {"en": 50, "pl": 50}, Manner("account", again=0.3, second=0.3, aside=0.15),
        {LATE: 1.4, TRACKING: 1.2, QUEUE: 1.0}, talk=0.24, prefix="W", group="business", lowest=2,
    ),
    SourcePlan(
        "contact-reasons", 600, {"fi": 48, "pl": 36, "en": 16}, _KEYED,
        {LATE: 1.2, LOCKER: 1.0, BROKEN: 0.7, REFUND: 1.3, TRACKING: 1.5, QUEUE: 1.0, CHECKOUT: 1.0, APP: 1.8},
        talk=0.2, prefix="CR",
    ),
    SourcePlan(
        "customer-emails", 170, {"fi": 40, "pl": 36, "en": 24},
        Manner("formal", again=0.4, second=0.15, aside=0.1, opener=0.45, closer=0.45, careless=0.12, breaks=True),
        {REFUND: 1.5, BROKEN: 1.2, PARTS: 1.4, CHECKOUT: 1.3, APP: 1.2}, talk=0.1, prefix="M",
    ),
    SourcePlan(
        "brand-survey-2025", 210, {"fi": 50, "pl": 50}, _ANSWER,
        {LATE: 1.2, LOCKER: 1.0, CHECKOUT: 1.0, QUEUE: 1.0}, talk=0.3, months=("2025-09",), prefix="R",
    ),
    SourcePlan(
        "omnibus", 32, {"fi": 60, "pl": 40}, _ANSWER, {LOCKER: 1.0, CHECKOUT: 0.8}, talk=0.45,
        months=("2025-01", "2025-04", "2025-07", "2025-10", "2026-01", "2026-04", "2026-07", "2026-10"), prefix="O",
    ),
    SourcePlan(
        "satisfaction-survey", 240, {"fi": 60, "pl": 40}, _ANSWER,
        {LATE: 1.2, LOCKER: 1.0, QUEUE: 1.3, REFUND: 1.0}, talk=0.26,
        months=_DEAD, prefix="S",
    ),
    SourcePlan(
        "returns", 260, {"fi": 46, "pl": 40, "en": 14}, Manner("short", careless=0.12),
        {BROKEN: 1.5, PARTS: 1.2}, talk=0.28, prefix="PA", praise=False,
    ),
    SourcePlan(
        "reviews", 320, {"fi": 38, "pl": 36, "en": 26}, _TALK,
        {**_ALL, LOCKER: 0.8, QUEUE: 0.9, APP: 1.3}, talk=0.22, prefix="rv",
    ),
    SourcePlan(
        "forum", 170, {"fi": 1}, _TALK,
        {LATE: 1.0, LOCKER: 1.4, TRACKING: 1.1, QUEUE: 0.9, CHECKOUT: 0.9, PARTS: 0.9, APP: 1.6}, talk=0.22, prefix="f",
    ),
    SourcePlan(
        "blog", 52, {"pl": 1},
        Manner("casual", again=0.5, second=0.4, aside=0.4, opener=0.1, closer=0.1, careless=0.1),
        {PARTS: 1.2, BROKEN: 1.0}, talk=0.25, prefix="b", lowest=1,
    ),
    SourcePlan(
        "social", 340, {"fi": 40, "pl": 35, "en": 25}, Manner("casual", careless=0.4),
        {QUEUE: 1.0, TRACKING: 1.0, APP: 1.5}, talk=0.35, prefix="p", noise=0.85,
    ),
)  # fmt: skip
