"""A snapshot made by hand, as rich as a real one: fifteen sources, fourteen themes, two years, three languages.

Every verbatim a citation points to is in ``Made.verbatims``, so that quotations can be verified against it.
"""

# ruff: noqa: E501 - the tables below are read across

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from insight_synth.model import (
    Advice,
    Caveat,
    Citation,
    Columns,
    Evidence,
    Export,
    Reason,
    Series,
    Snapshot,
    Source,
    SourceProfile,
    Theme,
    Totals,
    WhatIf,
)  # fmt: skip

Weighs = Literal["for", "against", "neutral"]
MONTHS = tuple(f"{2024 + (10 + n) // 12}-{(10 + n) % 12 + 1:02d}" for n in range(24))

# id, name, kind, origin, cadence, voices, cost, language, verdict
SOURCES = (
    ("account-management", "Yritysasiakkaiden tapaamismuistiot", "account-management", "internal", "continuous", 118, 9000, "fi", "keep"),
    ("blog", "Parcel Watch – kuluttajablogi", "blog", "external", "periodic", 41, None, "en", "keep"),
    ("complaints", "Complaints register, shops & web", "complaints", "internal", "continuous", 612, 12000, "fi", "track"),
    ("complaints-archive", "Rejestr reklamacji – kopia", "complaints", "internal", "continuous", 402, 4000, "pl", "retire"),
    ("contact-reasons", "Powody kontaktu z infolinią", "contact-reasons", "internal", "continuous", 540, 8000, "pl", "track"),
    ("forum", "Keskustelupalsta ”Kotiin tuotu”", "forum", "external", "continuous", 233, 0, "fi", "keep"),
    ("frontline-notes", "Myymälähenkilökunnan havainnot", "frontline-notes", "internal", "continuous", 187, 3000, "fi", "keep"),
    ("loyalty", "Loyalty programme exits", "loyalty", "internal", "continuous", 0, 15000, None, "keep"),
    ("omnibus", "Nordic omnibus, autumn round", "omnibus", "external", "one-off", 205, 18000, "en", "retire"),
    ("reviews", "Opinie klientów w sklepie internetowym", "reviews", "external", "continuous", 498, 0, "pl", "track"),
    ("social", "Social media mentions", "social", "external", "continuous", 377, 21000, "en", "fix"),
    ("staff-opinions", "Henkilöstön ideat", "staff-opinions", "internal", "periodic", 64, 2000, "fi", "keep"),
    ("survey", "Commissioned satisfaction survey", "survey", "external", "periodic", 310, 36000, "en", "fix"),
    ("transactions", "Till and web shop transactions", "transactions", "internal", "continuous", 0, None, None, "keep"),
    ("win-loss", "Wins and losses, tenders", "win-loss", "internal", "periodic", 52, 6000, "en", "keep"),
)  # fmt: skip

# id, names, trend, started, level of share, sentiment, sources it stands in
THEMES = (
    ("t001", ("Late and missed deliveries", "Myöhästyneet toimitukset", "Opóźnione dostawy"), "rising", "", 0.22, -0.71, 9),
    ("t002", ("Parcels left in the wrong place", "Paketti jätetty väärään paikkaan", "Paczki zostawione w złym miejscu"), "steady", "", 0.13, -0.64, 8),
    ("t003", ("Refunds take too long", "Hyvitykset viipyvät", "Długie oczekiwanie na zwrot pieniędzy"), "rising", "", 0.12, -0.66, 8),
    ("t004", ("Friendly shop staff", "Ystävällinen henkilökunta", "Miła obsługa w sklepach"), "steady", "", 0.10, 0.78, 7),
    ("t005", ("Damaged goods", "Rikkoutuneet tuotteet", "Uszkodzony towar"), "falling", "", 0.09, -0.58, 7),
    ("t006", ("The app logs customers out", "Sovellus kirjaa ulos", "Aplikacja wylogowuje klientów"), "rising", "2026-04", 0.08, -0.69, 6),
    ("t007", ("Prices and delivery fees", "Hinnat ja toimitusmaksut", "Ceny i opłaty za dostawę"), "unclear", "", 0.08, -0.22, 6),
    ("t008", ("Waiting on the phone line", "Puhelinpalvelun jonotus", "Kolejka na infolinii"), "falling", "", 0.07, -0.55, 5),
    ("t009", ("Parcel lockers", "Pakettiautomaatit", "Automaty paczkowe"), "steady", "", 0.05, 0.21, 4),
    ("t010", ("Assembly instructions", "Kokoamisohjeet", "Instrukcje montażu"), "steady", "", 0.04, -0.31, 3),
    ("t011", ("Packaging waste", "Pakkausjäte", "Odpady z opakowań"), "steady", "", 0.03, -0.12, 2),
    ("t012", ("Gift cards", "Lahjakortit", "Karty podarunkowe"), "unclear", "", 0.02, 0.05, 2),
    ("t013", ("Shift planning", "Työvuorosuunnittelu", "Grafik pracy"), "unclear", "", 0.09, -0.4, 1),
    ("t014", ("Competitor’s tender terms", "Kilpailijan tarjousehdot", "Warunki przetargowe konkurencji"), "unclear", "", 0.08, -0.2, 1),
)  # fmt: skip

SUB_THEMES = (
    (
        ("Courier did not ring", "Kuljettaja ei soittanut", "Kurier nie zadzwonił"),
        ("Tracking does not move", "Seuranta ei päivity", "Śledzenie stoi w miejscu"),
        (
            "Delivery day changed without notice",
            "Toimituspäivä vaihtui ilmoittamatta",
            "Termin zmieniony bez uprzedzenia",
        ),
    ),
)

SAID = {
    "fi": (
        "Paketin piti tulla maanantaina, mutta se saapui vasta perjantaina eikä kukaan soittanut.",
        "Hyvitystä on odotettu nyt kuusi viikkoa. Öljyä, äyriäisiä ja Åbo-lautanen, kaikki samassa laatikossa rikki 😡.",
        "Kassalla oli tosi ystävällinen myyjä, kiitos hänelle! Tulen varmasti toistekin, vaikka jono oli pitkä.",
        "Sovellus heittää ulos joka kerta kun yritän maksaa.",
    ),
    "pl": (
        "Paczka szła dziewięć dni, a śledzenie przez tydzień pokazywało „w drodze”. Zażółć gęślą jaźń, ile można czekać?!",
        "Kurier zostawił przesyłkę u sąsiada bez słowa, dowiedziałem się przypadkiem.",
        "Obsługa w sklepie bardzo miła i pomocna, polecam każdemu.",
        "Na zwrot pieniędzy czekam już od miesiąca, a infolinia odsyła mnie z kwitkiem.",
    ),
    "en": (
        "Third time the delivery window was missed. I took a day off work for nothing & nobody even called.",
        "The table arrived with a cracked leg and the box looked as if it had been dropped from a roof.",
        "Refund still <b>not</b> here after five weeks, and the chat bot keeps telling me to be patient → patience is gone.",
        "Lovely staff in the Turku shop, they carried the shelf to my car in the rain.",
    ),
}

# what a stranger may write to break out of a page, a formula or a line
HOSTILE = (
    '<img src="/etc/passwd"/> <b>bold</b> <a href="javascript:alert(1)">x</a> &amp; <ondraw name="cite" label="1"/>',
    "before\x00\x07\x1b[31m \ud800 after \u202eevil\u202c \u200b end",
    "A" * 10_000,
    "=HYPERLINK(\"http://evil.example\",\"x\") 😡 🫠 漢字 Привет Жук",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A snapshot with the stored texts its citations point to."""

    snapshot: Snapshot
    verbatims: dict[str, str]

    def verbatim_text(self, verbatim_id: str) -> str | None:
        return self.verbatims.get(verbatim_id)


def made_snapshot(
    demo: bool = True, themes: int = 14, sources: int = 15, said: Mapping[str, tuple[str, ...]] | None = None
) -> Made:
    """The snapshot; ``said`` replaces what people say."""
    told: Mapping[str, tuple[str, ...]] = said or SAID
    verbatims: dict[str, str] = {}
    chosen = SOURCES[:sources]
    profiles = tuple(_profile(place, row) for place, row in enumerate(chosen))
    made = []
    for place, row in enumerate(THEMES[:themes]):
        theme = _theme(place, row, chosen, told, verbatims)
        made.append(theme)
        made.extend(_sub_themes(theme, place, told, verbatims))
    advice = tuple(_advice(row, made, chosen) for row in chosen)
    exports = sum(len(profile.exports) for profile in profiles)
    mentions = sum(profile.mentions for profile in profiles)
    themed = sum(profile.themed_mentions for profile in profiles)
    totals = Totals(
        sources=len(profiles),
        exports=exports,
        rows=sum(item.rows for item in profiles),
        verbatims=sum(item.verbatims for item in profiles),
        events=sum(item.events for item in profiles),
        duplicates=sum(item.duplicates for item in profiles),
        rejects=sum(item.rejects for item in profiles),
        voices=sum(item.voices for item in profiles) - 380,
        mentions=mentions,
        themed=themed,
        unthemed=mentions - themed,
        first="2024-11-02",
        last="2026-10-30",
    )
    snapshot = Snapshot(
        fingerprint="9f2c41d7aa03be65",
        now="2026-10-30",
        encoder="multilingual-e5-small",
        granularity="auto",
        versions={"insight_synth": "0.1.0", "bertopic": "0.17.4"},
        totals=totals,
        profiles=profiles,
        themes=tuple(sorted(made, key=lambda theme: (-theme.size, theme.id))),
        caveats=_caveats(chosen),
        advice=advice,
        demo=demo,
    )
    return Made(snapshot, verbatims)


def wilson(voices: int, of_voices: int) -> tuple[float, float]:
    """Wilson's 95 % interval."""
    if not of_voices:
        return 0.0, 0.0
    z, share = 1.959964, voices / of_voices
    middle = (share + z * z / (2 * of_voices)) / (1 + z * z / of_voices)
    half = z * math.sqrt(share * (1 - share) / of_voices + z * z / (4 * of_voices**2)) / (1 + z * z / of_voices)
    return max(0.0, middle - half), min(1.0, middle + half)


def _profile(place: int, row: tuple) -> SourceProfile:
    source_id, name, kind, origin, cadence, voices, cost, language, _ = row
    behavioural = not voices
    columns = Columns(event=("Event",), value=("Value",)) if behavioural else Columns(text=("Text",), date=("Date",))
    source = Source(
        source_id,
        name,
        kind,
        owner="Customer service" if origin == "internal" else "Marketing",
        origin=origin,
        cadence=cadence,
        purpose="secondary" if kind in {"omnibus", "blog"} else "primary",
        cost_per_year=cost,
        language=language,
        columns=columns,
    )
    events = 2400 + place if behavioural else 0
    verbatims, duplicates, rejects = (0, 12, 3) if behavioural else (voices + 9, 7, place % 4)
    rows = verbatims + events + duplicates + rejects
    export = Export(
        source_id,
        f"{source_id}-2026.csv",
        _sha(source_id),
        10000 + place,
        "csv",
        "utf-8",
        rows,
        verbatims,
        events,
        duplicates,
        rejects,
    )
    mentions = int(voices * 1.8)
    return SourceProfile(
        source=source,
        exports=(export,),
        rows=rows,
        verbatims=verbatims,
        events=events,
        duplicates=duplicates,
        rejects=rejects,
        voices=voices,
        mentions=mentions,
        themed_mentions=int(mentions * (0.81 - 0.03 * place % 0.4)),
        first="2024-11-02" if cadence != "one-off" else "2025-09-01",
        last="2026-10-30" if source_id != "forum" else "2025-10-11",
        months_with_data=24 if cadence == "continuous" else 3,
        months_in_period=24 if cadence == "continuous" else 3,
        days_since_last=0,
        median_per_month=voices / 24,
        dated=0.98,
        with_customer=0.4,
        with_segment=0.62,
        with_rating=0.1,
        with_weight=0.0,
        short=0.07,
        languages={language or "en": voices},
        segments={"consumer": voices},
        sentiment=-0.2,
        copy_of="complaints" if source_id == "complaints-archive" else "",
        overlap=0.93 if source_id == "complaints-archive" else 0.0,
    )


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _citation(
    theme: str, place: int, row: tuple, said: Mapping[str, tuple[str, ...]], verbatims: dict[str, str]
) -> Citation:
    source_id, language = row[0], row[7] or "en"
    text = said[language][place % len(said[language])]
    verbatim_id = hashlib.blake2b(f"{theme}{place}{source_id}".encode(), digest_size=8).hexdigest()
    opening = "Hei. " if language == "fi" else ""
    verbatims[verbatim_id] = f"{opening}{text} Terv. NN"
    start, end = len(opening), len(opening) + len(text)
    return Citation(
        f"{verbatim_id}:{start}-{end}",
        verbatim_id,
        source_id,
        f"{source_id}-2026.csv",
        _sha(source_id),
        f"row {17 + place * 31}",
        start,
        end,
        text,
        language,
        f"2026-0{place % 9 + 1}-14",
        "consumer",
        "negative",
    )


def _theme(
    place: int, row: tuple, chosen: tuple, said: Mapping[str, tuple[str, ...]], verbatims: dict[str, str]
) -> Theme:
    theme_id, names, trend, started, level, sentiment, stands = row
    speaking = [source for source in chosen if source[5]]
    rolled = speaking[place % len(speaking) :] + speaking[: place % len(speaking)]
    evidence = []
    for at, source in enumerate(rolled):
        share = level * (1.25 - 0.07 * at) if at < stands else (0.008 if at % 3 else 0.0)
        voices = round(source[5] * share)
        low, high = wilson(voices, source[5])
        negative = round(voices * (0.75 if sentiment < 0 else 0.1))
        positive = round(voices * (0.05 if sentiment < 0 else 0.8))
        if place == 8 and at == 1:
            negative, positive = positive, negative
        evidence.append(
            Evidence(
                theme_id,
                source[0],
                round(voices * 1.3),
                voices,
                source[5],
                voices / source[5],
                low,
                high,
                at < stands and voices > 1,
                negative,
                voices - negative - positive,
                positive,
                0,
                "2024-11-05",
                "2026-10-28",
            )
        )
    standing = [item for item in evidence if item.stands]
    quotes = tuple(
        _citation(theme_id, at, next(s for s in chosen if s[0] == item.source), said, verbatims)
        for at, item in enumerate(standing[:5])
    )
    voices = sum(item.voices for item in evidence)
    series = _series(place, level, trend, started)
    return Theme(
        id=theme_id,
        names=dict(zip(("en", "fi", "pl"), names, strict=True)),
        size=sum(item.mentions for item in evidence),
        voices=voices,
        keywords=("delivery", "late"),
        evidence=tuple(sorted(evidence, key=lambda item: item.source)),
        recurs=stands > 1,
        independent_sources=len(standing),
        sentiment=sentiment,
        quotes=quotes,
        series=series,
        started=started,
        trend=trend,
    )


def _sub_themes(
    parent: Theme, place: int, said: Mapping[str, tuple[str, ...]], verbatims: dict[str, str]
) -> list[Theme]:
    if place > 5:
        return []
    made = []
    for at, names in enumerate(SUB_THEMES[0]):
        source = SOURCES[(place + at) % 7]
        size = parent.size // (2 + at)
        quote = _citation(f"{parent.id}-{at}", at + 1, source, said, verbatims)
        made.append(
            Theme(
                f"{parent.id}.{at + 1}",
                dict(zip(("en", "fi", "pl"), names, strict=True)),
                parent.id,
                size,
                int(size * 0.8),
                sentiment=parent.sentiment,
                quotes=(quote,),
            )
        )
    return made


def _series(place: int, level: float, trend: str, started: str) -> Series:
    of_voices = tuple(4 if month == 5 else 110 + (place * 7 + month * 13) % 31 for month in range(24))
    shares = []
    for month, name in enumerate(MONTHS):
        slope = {"rising": 0.6 + month / 24 * 0.9, "falling": 1.5 - month / 24, "steady": 1.0}.get(
            trend, 0.8 + month % 5 / 10
        )
        shares.append(0.0 if started and name < started else level * slope * (1 + 0.15 * math.sin(month * 1.7 + place)))
    return Series(MONTHS, tuple(round(share * of) for share, of in zip(shares, of_voices, strict=True)), of_voices)


def _caveats(chosen: tuple) -> tuple[Caveat, ...]:
    made = []
    ids = [row[0] for row in chosen if row[5]]
    for at, left in enumerate(ids):
        for right in ids[at + 1 :]:
            if "omnibus" in (left, right):
                made.append(Caveat((left, right), "cadence", "not comparable", {"months": 3}))
            if "blog" in (left, right):
                made.append(Caveat((left, right), "sample", "caution", {"voices": 41}))
    if "complaints-archive" in ids:
        made.append(Caveat(("complaints", "complaints-archive"), "copy", "not comparable", {"overlap": 0.93}))
        made.append(Caveat(("complaints", "contact-reasons"), "segments", "caution", {"difference": 0.3}))
    if "survey" in ids:
        made.append(Caveat(("survey",), "weights", "not comparable", {}))
    return tuple(made)


def _advice(row: tuple, themes: list[Theme], chosen: tuple) -> Advice:
    source_id, _, _, _, cadence, voices, cost, _, verdict = row
    quotes = next((theme.quotes[:1] for theme in themes if any(q.source == source_id for q in theme.quotes)), ())
    reasons = []

    def because(
        code: str, weighs: Weighs = "for", citations: tuple[Citation, ...] = (), **figures: float | str
    ) -> None:
        reasons.append(Reason(code, f"English fallback for {code}.", None, citations, figures, weighs))

    if not voices:
        because("behavioural", events=2400)
    elif source_id == "complaints-archive":
        because("copy-of", "against", other="complaints", overlap=93.0)
        because("adds-nothing", "against", themes=4)
    else:
        because(
            "adds-themes", citations=quotes, themes=5, lost=1, weakened=2, coverage_before=94.0, coverage_after=90.0
        )
        because(
            "ample" if voices > 150 else "thin",
            "for" if voices > 150 else "against",
            voices=voices,
            per_month=voices / 24,
        )
    if source_id == "forum":
        because("stopped", "against", last="2025-10-11", days=384, allowed=60)
    if cadence == "one-off":
        because("one-off", "against", months=1)
        because("secondary", "against", themed_share=64.0)
    if cost and cost > 15000 and voices:
        because("costly", "against", cost=cost, cost_per_voice=cost / voices, times_median=6.4)
    if source_id == "social":
        because("noise", "against", echoed_share=21.0, feeling_share=50.0)
    if source_id == "survey":
        because("weights-off", "against", what="they sum to 612, not to 310")
    if verdict == "track":
        because("continuous", months_with_data=24, months_in_period=24)
        because("detects-theme", "neutral", points=3.4, share=8.0, theme="t001")
        because("something-new", "neutral", count=3)
    lost = ("t013",) if source_id == "staff-opinions" else ()
    weakened = ("t003", "t005") if voices and verdict in {"track", "keep"} else ()
    return Advice(
        source_id,
        verdict,
        0.82,
        tuple(reasons),
        WhatIf(lost, weakened, 0.94, 0.94 - 0.02 * len(weakened) - 0.03 * len(lost)),
    )
