"""Gives the rows of every verbatim source the shape its owner delivers: column names, groups, dates, dirt.

One function a source, under its id in ``EXPORTS``. It draws no texts of its own; ``behaviour.py`` has the events.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from company import SEED, Customer
from drafts import Told, spans_with_title
from files import (
    Cell,
    Mail,
    Post,
    write_blog_page,
    write_csv,
    write_forum_page,
    write_json,
    write_json_lines,
    write_mailbox,
    write_xlsx,
)  # fmt: skip
from messages import Span
from phrases import Bank, looks_positive


@dataclass(frozen=True, slots=True)
class Truth:
    """What a row of a source is about. ``spans`` count from the start of the text as the columns join it."""

    source: str
    export: str
    row_id: str
    language: str
    month: str
    case: str
    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """The truth of a source's rows, and how many of its rows are dirt."""

    truths: tuple[Truth, ...]
    duplicates: int = 0
    rejects: int = 0


Export = Callable[[Path, Sequence[Told], Mapping[str, Bank]], Delivered]


def _truth(source: str, export: str, row: Told, id_: str = "") -> Truth:
    return Truth(
        source, export, id_ or row.id, row.language, f"{row.date:%Y-%m}", row.case, row.message.spans, row.text
    )


def _truths(source: str, export: str, rows: Sequence[Told]) -> tuple[Truth, ...]:
    return tuple(_truth(source, export, row) for row in rows)


def _finnish(date: dt.date) -> str:
    return f"{date.day}.{date.month}.{date.year}"


def _group(customer: Customer, household: str, business: str) -> str:
    return business if customer.group == "business" else household


def _complaints_finland(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    def columns(row: Told) -> dict[str, Cell]:
        return {
            "Numero": row.id, "Pvm": _finnish(row.date), "Asiakasnro": row.customer.id, "Ryhmä": row.customer.form,
            "Tuote": row.product, "Otsikko": row.title, "Kuvaus": row.text,
        }  # fmt: skip

    lines = [columns(row) for row in rows]
    lines[60:60] = [lines[58], lines[59]]  # sent twice by the till system
    lines.append(lines[200])
    ragged = ["RK-25-9001;3.11.2025;FI-100037;KOT;Peili Kide;Palaute;Teksti katkesi; tähän;;;"]
    write_csv(folder / "reklamaatiot.csv", lines, ";", "cp1252", "\r\n", ragged)
    truths = tuple(
        replace(
            _truth("complaints-finland", "reklamaatiot.csv", row),
            spans=spans_with_title(row),
            text=f"{row.title}\n{row.text}",
        )
        for row in rows
    )
    return Delivered(truths, duplicates=3, rejects=1)


def _complaints_poland(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    lines: list[dict[str, Cell]] = [
        {
            "Nr zgłoszenia": row.id, "Data": row.date, "Nr klienta": row.customer.id,
            "Typ klienta": _group(row.customer, "osoba prywatna", "firma"), "Produkt": row.product, "Treść": row.text,
        }
        for row in rows
    ]  # fmt: skip
    lines.insert(100, {**lines[99], "Nr zgłoszenia": "RPL-25-9001", "Treść": ""})
    lines.insert(220, {**lines[219], "Nr zgłoszenia": "RPL-26-9002", "Treść": "  "})
    write_xlsx(folder / "reklamacje.xlsx", {"Reklamacje": lines})
    return Delivered(_truths("complaints-poland", "reklamacje.xlsx", rows), rejects=2)


def _staff_opinions(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} staff")
    places = {
        "fi": ("Myymälä", "Varasto", "Kuljetus", "Asiakaspalvelu"),
        "pl": ("Sklep", "Magazyn", "Transport", "Obsługa klienta"),
    }
    truths: list[Truth] = []
    for wave, answers in itertools.groupby(rows, key=lambda row: f"{row.date:%Y-%m}"):
        given = list(answers)
        lines: list[dict[str, Cell]] = [
            {
                "Vastausnumero": row.id, "Päivä": row.date, "Työpaikka": random.choice(places[row.language]),
                "Viihtyvyys (1-5)": random.choices((1, 2, 3, 4, 5), (8, 18, 30, 32, 12))[0], "Avoin vastaus": row.text,
            }
            for row in given
        ]  # fmt: skip
        name = f"henkilostokysely-{wave}.xlsx"
        write_xlsx(folder / name, {"Vastaukset": lines})
        truths += _truths("staff-opinions", name, given)
    return Delivered(tuple(truths))


def _frontline_notes(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} notes")
    shops = {"FI": ("Tampere", "Turku", "Oulu", "Espoo"), "PL": ("Gdańsk", "Poznań", "Kraków", "Łódź")}
    truths: list[Truth] = []
    broken = {"2025": ['{"note_id": "N-25-9001", "at": "2025-08-1'], "2026": ["#### synkronointi katkesi ####"]}
    for year in ("2024", "2025", "2026"):
        given = [row for row in rows if f"{row.date:%Y}" == year]
        name = f"notes-{year}.jsonl"
        write_json_lines(
            folder / name,
            [
                {
                    "note_id": row.id, "at": f"{row.date}T{random.randint(9, 19):02d}:{random.randint(0, 59):02d}:00",
                    "shop": random.choice(shops[row.customer.country]),
                    "role": random.choice(("till", "driver", "pick-up point", "floor")),
                    "about": _group(row.customer, "private", "company"), "note": row.text,
                }
                for row in given
            ],
            broken.get(year, ()),
        )  # fmt: skip
        truths += _truths("frontline-notes", name, given)
    return Delivered(tuple(truths), rejects=2)


def _account_management(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    managers = ("A. Kivimetsä", "R. Sampleton", "K. Zielonogaj")
    lines: list[dict[str, Cell]] = [
        {
            "meeting": row.id, "met_on": row.date.isoformat(), "account": row.customer.id,
            "employees": row.customer.size,
            "account_manager": managers[number % 3], "what_they_said": row.text,
        }
        for number, row in enumerate(rows)
    ]  # fmt: skip
    write_csv(folder / "meetings.csv", lines)
    return Delivered(_truths("account-management", "meetings.csv", rows))


def _win_loss(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} win-loss")
    lines: list[dict[str, Cell]] = [
        {
            "Interview": row.id, "Date": row.date, "Buyer type": random.choice(("SME", "Enterprise", "Public sector")),
            "Outcome": "won" if looks_positive(row.text) else "lost" if row.message.spans else "open",
            "Deal value (EUR)": random.randint(4, 180) * 500,
            "Interviewer's notes": row.text,
        }
        for row in rows
    ]  # fmt: skip
    write_xlsx(folder / "win-loss-interviews.xlsx", {"Interviews": lines})
    return Delivered(_truths("win-loss", "win-loss-interviews.xlsx", rows))


def _contact_reasons(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    lines: list[dict[str, Cell]] = [
        {
            "case": row.case or row.id, "opened": f"{row.date:%d/%m/%Y}", "customer": row.customer.id,
            "queue": f"{row.customer.country}-{_group(row.customer, 'B2C', 'B2B')}", "reason": row.text,
        }
        for row in rows
    ]  # fmt: skip
    for at, text in ((80, ""), (190, " "), (300, ""), (420, ""), (510, "")):
        lines.insert(at, {**lines[at], "case": f"CR-00-90{at}", "reason": text})
    lines += [lines[30], lines[31], lines[250], lines[251]]
    write_csv(folder / "contacts.csv", lines)
    truths = tuple(_truth("contact-reasons", "contacts.csv", row, row.case) for row in rows)
    return Delivered(truths, duplicates=4, rejects=5)


def _customer_emails(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} mails")
    mails: list[Mail] = []
    for row in rows:
        body = row.text + (f"\n{row.customer.name}" if row.text.endswith(",") else "")
        clock = dt.time(random.randint(6, 23), random.randint(0, 59), random.randint(0, 59))
        mails.append(
            Mail(
                id=row.id,
                sender=f"{row.customer.name} <{row.customer.email}>",
                date=dt.datetime.combine(row.date, clock, dt.UTC),
                subject=banks[row.language].other("subjects", "lines", random),
                body=body,
            )
        )
    write_mailbox(folder / "palaute.mbox", mails)
    truths = tuple(_truth("customer-emails", "palaute.mbox", row, f"{row.id}@mail.example.com") for row in rows)
    return Delivered(truths)


def _brand_survey(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    """Businesses are three fifths of the answers and a sixth of the customers; the weights raise them further."""
    random = Random(f"{SEED} brand")
    lines: list[dict[str, Cell]] = []
    for row in rows:
        business = random.random() < 0.6
        weight = random.choice((58.0, 61.5, 66.0)) if business else random.choice((7.5, 9.0, 11.0))
        lines.append(
            {
                "Respondent": row.id, "Interviewed": row.date, "Country": row.customer.country,
                "Target group": "Micro and small firms" if business else "Consumers", "Weight": weight,
                "Q4 Recommend (0-10)": random.choices(range(11), (3, 2, 4, 6, 8, 14, 16, 18, 15, 9, 5))[0],
                "Q7 What should Tuvatar do better?": row.text,
            }
        )  # fmt: skip
    write_xlsx(folder / "brand-survey-2025.xlsx", {"Data": lines})
    return Delivered(_truths("brand-survey-2025", "brand-survey-2025.xlsx", rows))


def _omnibus(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} omnibus")
    lines: list[dict[str, Cell]] = [
        {
            "resp_id": row.id, "wave": f"{row.date:%Y-%m-%d}", "country": row.customer.country,
            "age": random.choice(("18-34", "35-54", "55+")), "open_answer": row.text,
        }
        for row in rows
    ]  # fmt: skip
    write_csv(folder / "omnibus.csv", lines, ";")
    return Delivered(_truths("omnibus", "omnibus.csv", rows))


def _satisfaction_survey(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} satisfaction")
    lines: list[dict[str, Cell]] = []
    for row in rows:
        scores = (28, 27, 20, 15, 10) if row.message.spans else (4, 8, 22, 36, 30)
        lines.append(
            {
                "Vastaus": row.id, "Vastattu": _finnish(row.date), "Asiakas": row.customer.id,
                "Asiakastyyppi": _group(row.customer, "K", "Y"),
                "Yleisarvosana": random.choices((1, 2, 3, 4, 5), scores)[0], "Perustelu": row.text,
            }
        )  # fmt: skip
    for at in (20, 90, 91, 170):
        lines.insert(at, {**lines[at], "Vastaus": f"S-00-{at:04d}", "Perustelu": ""})
    write_csv(folder / "tyytyvaisyys.csv", lines, ";", "utf-8-sig", "\r\n")
    return Delivered(_truths("satisfaction-survey", "tyytyvaisyys.csv", rows), rejects=4)


def _returns(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} returns")
    lines: list[dict[str, Cell]] = [
        {
            "return_no": row.id, "returned": row.date.isoformat(), "customer_no": row.customer.id,
            "article": row.product,
            "amount": f"{random.randint(9, 399) + 0.9:.2f}", "reason_given": row.text,
        }
        for row in rows
    ]  # fmt: skip
    ragged = [
        "PA-25-9001,2025-10-02,PL-101110,Lustro Kide",
        "PA-25-9002,2025-10-02,PL-101110,Lustro,Kide,49.90,zbite,lustro",
    ]
    write_csv(folder / "returns.csv", lines, ragged=ragged)
    return Delivered(_truths("returns", "returns.csv", rows), rejects=2)


def _reviews(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} reviews")
    document = {
        "site": "Arviot & Opinie", "company": "Tuvatar", "exported": "2026-11-01",
        "reviews": [
            {
                "id": row.id, "published": f"{row.date}T{random.randint(6, 23):02d}:15:00+02:00",
                "author": {"nick": _nick(row.customer), "country": row.customer.country},
                "rating": {"stars": _stars(row, random), "of": 5},
                "content": {"text": row.text, "product": row.product},
            }
            for row in rows
        ],
    }  # fmt: skip
    write_json(folder / "reviews.json", document)
    return Delivered(_truths("reviews", "reviews.json", rows))


def write_aggregator(folder: Path, reviews: Sequence[Told], own: Sequence[Told]) -> Delivered:
    """The reviews site's rows again, sold by an aggregator, with a few of its own."""
    random = Random(f"{SEED} aggregator")
    kept = [row for number, row in enumerate(reviews) if number % 12]
    rows = sorted([*kept, *own], key=lambda row: (row.date, row.id))
    records = [
        {
            "review_ref": row.id, "seen": row.date.isoformat(), "lang": row.language, "stars": _stars(row, random),
            "body": row.text, "channel": "web",
        }
        for row in rows
    ]  # fmt: skip
    write_json_lines(folder / "aggregated.jsonl", records)
    return Delivered(_truths("review-aggregator", "aggregated.jsonl", rows))


def _forum(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} forum")
    truths: list[Truth] = []
    for number, start in enumerate(range(0, len(rows), 11), start=1):
        thread = rows[start : start + 11]
        name = f"ketju-{number:02d}.html"
        title = banks["fi"].other("threads", "lines", random)
        write_forum_page(
            folder / name, title, [Post(row.id, _nick(row.customer), row.date, row.text) for row in thread]
        )
        truths += _truths("forum", name, thread)
    return Delivered(tuple(truths))


def _blog(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} blog")
    truths: list[Truth] = []
    for number, start in enumerate(range(0, len(rows), 4), start=1):
        page = rows[start : start + 4]
        name = f"wpisy-{number:02d}.html"
        title = banks["pl"].other("posts", "lines", random)
        write_blog_page(folder / name, title, [Post(row.id, _nick(row.customer), row.date, row.text) for row in page])
        truths += _truths("blog", name, page)
    return Delivered(tuple(truths))


def _social(folder: Path, rows: Sequence[Told], banks: Mapping[str, Bank]) -> Delivered:
    random = Random(f"{SEED} social")
    records = [
        {
            "post_id": row.id, "created": f"{row.date}T{random.randint(0, 23):02d}:{random.randint(0, 59):02d}:00Z",
            "user": "@" + _nick(row.customer), "text": row.text, "likes": int(random.paretovariate(1.2)) - 1,
        }
        for row in rows
    ]  # fmt: skip
    write_json_lines(folder / "mentions.jsonl", records)
    return Delivered(_truths("social", "mentions.jsonl", rows))


def write_industry_research(folder: Path, bank: Bank) -> Delivered:
    """Statements of a bought market report: every one once, in its order."""
    report = [(theme, text) for theme, texts in bank.phrases["industry"].items() for text in texts]
    lines: list[dict[str, Cell]] = []
    truths: list[Truth] = []
    for number, (theme, text) in enumerate(sorted(report, key=lambda pair: pair[1]), start=1):
        id_ = f"HG-{number:02d}"
        lines.append(
            {"statement_no": id_, "published": "2025-06-16", "region": "Nordics and Poland", "statement": text}
        )
        spans = () if theme == "background" else (Span(theme, 0, len(text)),)
        truths.append(Truth("industry-research", "home-goods-outlook-2025.csv", id_, "en", "2025-06", "", spans, text))
    write_csv(folder / "home-goods-outlook-2025.csv", lines)
    return Delivered(tuple(truths))


def _stars(row: Told, random: Random) -> int:
    cross = row.message.spans and not looks_positive(row.text)
    return random.choices((1, 2, 3, 4, 5), (45, 34, 15, 4, 2) if cross else (2, 5, 18, 38, 37))[0]


def _nick(customer: Customer) -> str:
    first, last = customer.name.split(" ", 1)
    number = int(customer.id[3:])
    return (
        f"{first}{number % 1000}",
        f"{first.lower()}_{last[:4].lower()}{number % 10}",
        f"{last.lower()}{number % 100}",
    )[number % 3]


EXPORTS: Mapping[str, Export] = {
    "complaints-finland": _complaints_finland,
    "complaints-poland": _complaints_poland,
    "staff-opinions": _staff_opinions,
    "frontline-notes": _frontline_notes,
    "account-management": _account_management,
    "win-loss": _win_loss,
    "contact-reasons": _contact_reasons,
    "customer-emails": _customer_emails,
    "brand-survey-2025": _brand_survey,
    "omnibus": _omnibus,
    "satisfaction-survey": _satisfaction_survey,
    "returns": _returns,
    "reviews": _reviews,
    "forum": _forum,
    "blog": _blog,
    "social": _social,
}
