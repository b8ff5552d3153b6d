"""Who the demo company's customers are and when they speak: people, companies, months.

Everything is invented: telephone numbers begin 000, e-mail addresses are at example.com and the like, identity numbers
come from ranges that no person is given.
It writes no texts and no files.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

SEED = 20261031
MONTHS = tuple(f"{2024 + (10 + index) // 12}-{(10 + index) % 12 + 1:02d}" for index in range(24))
"""The 24 months of the demo, 2024-11 … 2026-10."""

_SEASON = {1: 1.15, 2: 0.95, 3: 0.95, 4: 1.0, 5: 1.0, 6: 0.9, 7: 0.7, 8: 0.9, 9: 1.0, 10: 1.05, 11: 1.2, 12: 1.4}
_FI_FIRST = (
    "Aino", "Eero", "Helmi", "Ilkka", "Jaana", "Kalle", "Leena", "Mikko", "Niina", "Oskari", "Päivi", "Risto", "Sanna",
    "Tapio", "Ulla", "Veikko", "Elina", "Antti", "Marja", "Jukka",
)  # fmt: skip
_FI_LAST = (
    "Esimerkki", "Koivunlehti", "Harjuniitty", "Suopelto", "Kivimetsä", "Rantakallas", "Peltovuo", "Mäntysaari",
    "Hiekkaharju", "Lumivuori", "Tuulisuo", "Järvenkorpi", "Kallioniemi", "Vesakko",
)  # fmt: skip
_PL_FIRST = (
    "Agata", "Bartosz", "Celina", "Dawid", "Ewelina", "Filip", "Grażyna", "Hubert", "Iwona", "Jacek", "Kinga", "Leszek",
    "Monika", "Norbert", "Oliwia", "Paweł", "Renata", "Sławomir", "Urszula", "Zbigniew",
)  # fmt: skip
_PL_LAST = (
    "Przykładna", "Dębolas", "Wierzbogaj", "Kamieniołąka", "Jeziornik", "Leśnobór", "Piaskopole", "Brzozowiec",
    "Gołębiarz", "Sosnogór", "Wodospadzka", "Lipodrzew", "Młynobrzeg", "Zielonogaj",
)  # fmt: skip
_EN_FIRST = ("Alice", "Ben", "Carla", "Dermot", "Esther", "Femi", "Greta", "Hamish", "Ines", "Jonas", "Kavya", "Liam")
_EN_LAST = ("Sampleton", "Fernhollow", "Placeholder", "Brackenmoor", "Testwell", "Quillford", "Oakenby", "Marshlight")
_SIZES = ("1-9", "10-49", "50-249", "250+")


@dataclass(frozen=True, slots=True)
class Customer:
    """One invented customer; ``group`` is the true one, which each source calls by another name."""

    id: str
    country: str  # FI or PL
    language: str  # fi, pl or en
    name: str
    group: str  # household or business
    form: str  # KOT, YR or TAL, as the Finnish register has it
    size: str  # employees of a business, "" for a household
    tier: str  # Basic, Silver, Gold, Pro
    email: str
    phone: str


def volume(month: str) -> float:
    """How much is said and bought in a month: growth with a season."""
    return (1 + 0.012 * MONTHS.index(month)) * _SEASON[int(month[5:])]


def day_in(month: str, random: Random) -> dt.date:
    """A day of ``month``, weekdays three times as likely as Sundays."""
    year, number = int(month[:4]), int(month[5:])
    days = [dt.date(year, number, day) for day in range(1, calendar.monthrange(year, number)[1] + 1)]
    return random.choices(days, [1 if day.weekday() == 6 else 2 if day.weekday() == 5 else 3 for day in days])[0]


def customers(count: int = 6000) -> tuple[Customer, ...]:
    """The company's customers, always the same ones."""
    random = Random(f"{SEED} customers")
    return tuple(_customer(number, random) for number in range(count))


def pick(among: Sequence[Customer], random: Random, skew: float) -> Customer:
    """One customer; those early in the sequence come up more often than the rest, the more so the greater ``skew``."""
    return among[int(len(among) * random.random() ** skew)]


def invented_name(language: str, random: Random) -> str:
    """A first and a last name; the last ones are hardly anybody's."""
    firsts, lasts = {"fi": (_FI_FIRST, _FI_LAST), "pl": (_PL_FIRST, _PL_LAST), "en": (_EN_FIRST, _EN_LAST)}[language]
    return f"{random.choice(firsts)} {random.choice(lasts)}"


def hetu(random: Random) -> str:
    """A Finnish identity number with a right checksum from the artificial range 900–999, which no person is given."""
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(40, 99)
    number = random.randint(900, 999)
    digits = int(f"{day:02d}{month:02d}{year:02d}{number}")
    return f"{day:02d}{month:02d}{year:02d}-{number}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[digits % 31]}"


def pesel(random: Random) -> str:
    """A Polish identity number with a right checksum and a birth date in the 2200s, which no person has."""
    body = f"{random.randint(60, 99)}{random.randint(61, 72)}{random.randint(1, 28):02d}{random.randint(0, 9999):04d}"
    total = sum(int(digit) * factor for digit, factor in zip(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3), strict=True))
    return f"{body}{(10 - total % 10) % 10}"


def _customer(number: int, random: Random) -> Customer:
    country = random.choices(("FI", "PL"), (55, 45))[0]
    language = random.choices((country.lower(), "en"), (90, 10))[0]
    name = invented_name(language, random)
    first, last = name.split(" ")
    business = random.random() < 0.16
    form = random.choices(("YR", "TAL"), (75, 25))[0] if business else "KOT"
    tier = "Pro" if business else random.choices(("Basic", "Silver", "Gold"), (60, 28, 12))[0]
    phone = (
        f"+358 50 000 {number % 10000:04d}" if country == "FI" else f"+48 22 000 {number // 100:02d} {number % 100:02d}"
    )
    return Customer(
        id=f"{country}-{100000 + number * 37}",
        country=country,
        language=language,
        name=name,
        group="business" if business else "household",
        form=form,
        size=random.choices(_SIZES, (40, 35, 18, 7))[0] if business else "",
        tier=tier,
        email=f"{_ascii(first)}.{_ascii(last)}{number}@example.{random.choice(('com', 'org', 'net'))}",
        phone=phone,
    )


def _ascii(name: str) -> str:
    return name.lower().translate(str.maketrans("äöåąćęłńóśźż", "aoaacelnoszz"))
