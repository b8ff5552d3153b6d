"""The behavioural sources: what customers did, as events with a value.

Since April 2026, when the loyalty card became an app, members collect and redeem less, fail at logging in and leave.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

from company import MONTHS, SEED, Customer, day_in, pick, volume
from files import Cell, write_csv
from plan import APP_MONTH

_CATEGORIES = ("furniture", "lighting", "textiles", "kitchen", "garden", "delivery")
_BASKET = {"furniture": 160.0, "lighting": 55.0, "textiles": 38.0, "kitchen": 31.0, "garden": 74.0, "delivery": 7.9}

Behaviour = Callable[[Path, Sequence[Customer]], int]


def write_transactions(folder: Path, people: Sequence[Customer]) -> int:
    """Purchases at tills and in the web shop; gives the number of rows."""
    random = Random(f"{SEED} transactions")
    rows: list[dict[str, Cell]] = []
    for month in MONTHS:
        for _ in range(round(58 * volume(month))):
            person, category = pick(people, random, 2.4), random.choices(_CATEGORIES, (22, 14, 24, 20, 8, 12))[0]
            amount = random.lognormvariate(0, 0.5) * _BASKET[category] * (3 if person.group == "business" else 1)
            rows.append(
                {
                    "receipt": "", "date": day_in(month, random).isoformat(), "customer_no": person.id,
                    "price_list": "B2B" if person.group == "business" else "B2C", "category": category,
                    "event": "purchase", "amount_eur": f"{amount:.2f}",
                }
            )  # fmt: skip
    rows.sort(key=lambda row: str(row["date"]))
    numbered = [{**row, "receipt": f"T{number:06d}"} for number, row in enumerate(rows, start=410_001)]
    write_csv(folder / "transactions.csv", numbered)
    return len(numbered)


def write_sales_figures(folder: Path, people: Sequence[Customer]) -> int:
    """Monthly sales by country and category, decimal commas; no customers."""
    random = Random(f"{SEED} sales")
    rows: list[dict[str, Cell]] = []
    for month in MONTHS:
        for country in ("FI", "PL"):
            for category in _CATEGORIES:
                sales = (
                    _BASKET[category]
                    * 2400
                    * volume(month)
                    * (1.15 if country == "FI" else 1.0)
                    * random.uniform(0.9, 1.1)
                )
                rows.append(
                    {
                        "Jakso": f"{month}-01", "Maa": country, "Tuoteryhmä": category, "Tapahtuma": "net sales",
                        "Myynti EUR": f"{sales:.2f}".replace(".", ","),
                    }
                )  # fmt: skip
    write_csv(folder / "myynti.csv", rows, ";", "cp1252", "\r\n")
    return len(rows)


def write_loyalty(folder: Path, people: Sequence[Customer]) -> int:
    """Points collected and redeemed, and from April 2026 failed logins and cancelled memberships."""
    random = Random(f"{SEED} loyalty")
    rows: list[dict[str, Cell]] = []
    for month in MONTHS:
        app = month >= APP_MONTH
        chances = {
            "points earned": 60.0, "points redeemed": 9.0 if app else 26.0, "level changed": 5.0,
            "app login failed": 30.0 if app else 0.0, "membership cancelled": 9.0 if app else 2.0,
        }  # fmt: skip
        for _ in range(round(38 * volume(month))):
            person = pick(people, random, 2.4)
            event = random.choices(list(chances), list(chances.values()))[0]
            points = {"points earned": random.randint(5, 400), "points redeemed": -random.randint(2, 20) * 50}.get(
                event, 0
            )
            rows.append(
                {
                    "event_id": "", "when": day_in(month, random).isoformat(), "member": person.id, "tier": person.tier,
                    "event": event, "points": points,
                }
            )  # fmt: skip
    rows.sort(key=lambda row: str(row["when"]))
    numbered = [{**row, "event_id": f"L{number:06d}"} for number, row in enumerate(rows, start=70_001)]
    write_csv(folder / "loyalty.csv", numbered, "\t")
    return len(numbered)


BEHAVIOUR: Mapping[str, Behaviour] = {
    "transactions": write_transactions,
    "sales-figures": write_sales_figures,
    "loyalty": write_loyalty,
}
