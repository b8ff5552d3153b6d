"""How often the quality gate holds back an export that is fine, and how often one that is not.

Real exports, cut as sources deliver them: in five by order, by month, in random fifths. Each part is judged against
those before it, and none may be held back. Then the last part is spoiled in one of many ways, and must be.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from insight_synth import catalog, ingest
from insight_synth.catalog import Tally
from insight_synth.ingest import sketches
from insight_synth.ingest.ratings import RatingColumn
from insight_synth.language import identify
from insight_synth.model import Audit, Event, Reject, Source, Verbatim

ROOT = Path(__file__).parents[1]
PARTS = 5
FEWEST = 40  # rows of a part that is spoiled
REPEATING = ("review-aggregator", "reviews")  # the one repeats the other, and did so all along
ALTERED = 0.4  # share of the rows that a fault must touch: plain English has no letters to lose

Record = Verbatim | Event | Reject


@dataclass(frozen=True)
class Delivered:
    """What the exports of one source hold, in their order."""

    source: Source
    exports: Mapping[str, Sequence[Record]]

    @property
    def records(self) -> list[Record]:
        return [record for export in self.exports.values() for record in export]


def main() -> None:
    sources = [delivered(folder) for root in roots() for folder in catalog.find_source_folders(root)]
    print("| date | data | what | figure |")
    print("| --- | --- | --- | --- |")
    held: dict[str, list[str]] = {}
    for name, cut in CUTS.items():
        judged = 0
        held[name] = []
        for found in sources:
            parts = cut(found)
            audits = [audit_of(part, found.source) for part in parts]
            for at in range(1, len(audits)):
                judged += 1
                said = catalog.doubts(audits[at], audits[:at])
                held[name] += [f"{found.source.id}, part {at + 1}: {d.text}" for d in said[:1]]
        print(row(f"{len(sources)} sources", f"held back wrongly: {name}", f"{len(held[name])} of {judged}"))
    for spoil, how in SPOILT.items():
        caught, tried, missed = 0, 0, []
        for found in sources:
            parts = in_order(found)
            elsewhere = others(sources, found, spoil)
            before = [audit_of(part, found.source, elsewhere) for part in parts[:-1]]
            bad = how(parts[-1], found, sources)
            if bad is None or len(bad) < FEWEST:
                continue
            tried += 1
            said = catalog.doubts(audit_of(bad, found.source, elsewhere), before)
            caught += bool(said)
            missed += [] if said else [found.source.id]
        note = f"; not {', '.join(missed)}" if missed else ""
        print(row(f"{tried} sources", f"held back rightly: {spoil}", f"{caught} of {tried}{note}"))
    for name, doubts in held.items():
        for line in doubts:
            print(f"{name}: {line}", file=sys.stderr)


def row(data: str, what: str, figure: str) -> str:
    return f"| {date.today()} | {data} | {what} | {figure} |"


# ---- data


def roots() -> list[Path]:
    shared = ROOT.parent / "shared" / "data"
    return [ROOT / "sources", *(shared / name for name in ("airlines", "insurance") if shared.is_dir())]


def delivered(folder: Path) -> Delivered:
    source = catalog.read_source(folder)
    exports: dict[str, Sequence[Record]] = {}
    for file in catalog.export_files(folder, source):
        found = ingest.normalise(ingest.read_rows(file), source, file.name, "0" * 64, lambda customer: customer)
        exports[file.name] = [*found.verbatims, *found.events, *found.rejects]
    return Delivered(source, exports)


def audit_of(
    records: Sequence[Record], source: Source, elsewhere: Mapping[str, sketches.Sketches] | None = None
) -> Audit:
    tally = Tally([field.name for field in fields(source.columns) if getattr(source.columns, field.name)])
    ratings = RatingColumn()
    spoken = [record for record in records if isinstance(record, Verbatim)]
    languages = iter(identify([verbatim.text for verbatim in spoken]))
    for record in records:
        if isinstance(record, Reject):
            tally.add_reject(record.reason, record.set_apart)
        elif isinstance(record, Event):
            tally.add_event(record)
        else:
            personal = Counter(span.kind for span in ingest.redact(record.text).spans)
            tally.add_verbatim(record, personal, next(languages))
            ratings.see("" if record.rating is None else f"{record.rating:g}")
    drawn = sketches.sketches([verbatim.text for verbatim in spoken])
    scale = ratings.scale(source.columns.rating[0] if source.columns.rating else "")
    return tally.audit(
        near_duplicates=sketches.near_duplicates(drawn),
        boilerplate=sketches.boilerplate(drawn),
        elsewhere=sketches.found_elsewhere(
            drawn, lambda band: ((source, found[:, band]) for source, found in (elsewhere or {}).items())
        ),
        rating_scale=scale.name if scale else "",
    )


def others(sources: Sequence[Delivered], mine: Delivered, spoil: str) -> dict[str, sketches.Sketches]:
    if spoil != ANOTHERS:
        return {}
    return {
        found.source.id: sketches.sketches([r.text for r in found.records if isinstance(r, Verbatim)])
        for found in sources
        if found is not mine
    }


# ---- how it is cut


def as_delivered(found: Delivered) -> list[Sequence[Record]]:
    return list(found.exports.values())


def in_order(found: Delivered) -> list[Sequence[Record]]:
    records = found.records
    size = len(records) // PARTS + 1
    return [records[at : at + size] for at in range(0, len(records), size)]


def in_halves(found: Delivered) -> list[Sequence[Record]]:
    records = found.records
    return [records[: len(records) // 2], records[len(records) // 2 :]]


def at_random(found: Delivered) -> list[Sequence[Record]]:
    records = found.records
    random.Random(found.source.id).shuffle(records)
    return in_order(replace(found, exports={"": records}))


def by_month(found: Delivered) -> list[Sequence[Record]]:
    months: dict[str, list[Record]] = defaultdict(list)
    for record in found.records:
        if not isinstance(record, Reject) and record.date:
            months[record.date[:7]].append(record)
    return [months[month] for month in sorted(months)]


def growing(found: Delivered) -> list[Sequence[Record]]:
    """Each delivery repeats all that came before."""
    parts = in_order(found)
    return [[record for part in parts[: at + 1] for record in part] for at in range(len(parts))]


CUTS: Mapping[str, Callable[[Delivered], list[Sequence[Record]]]] = {
    "as delivered": as_delivered, "five parts by order": in_order, "two parts by order": in_halves,
    "five parts at random": at_random, "by month": by_month, "each delivery with all before it": growing,
}  # fmt: skip


# ---- how it is spoiled


def each(change: Callable[[Verbatim], Verbatim | Reject]) -> Callable[..., list[Record] | None]:
    def spoiled(part: Sequence[Record], *_: object) -> list[Record] | None:
        if not any(isinstance(record, Verbatim) for record in part):
            return None
        changed = [change(record) if isinstance(record, Verbatim) else record for record in part]
        altered = sum(one != other for one, other in zip(changed, part, strict=True))
        return changed if altered >= ALTERED * len(part) else None

    return spoiled


def every_second(change: Callable[[Record], Record]) -> Callable[..., list[Record] | None]:
    def spoiled(part: Sequence[Record], *_: object) -> list[Record] | None:
        if change is with_same_words and not any(isinstance(record, Verbatim) for record in part):
            return None
        return [change(record) if number % 2 else record for number, record in enumerate(part)]

    return spoiled


def without(field: str) -> Callable[..., list[Record] | None]:
    def spoiled(part: Sequence[Record], found: Delivered, *_: object) -> list[Record] | None:
        kept = [record for record in part if not isinstance(record, Reject)]
        had = sum(bool(getattr(record, field)) for record in kept)
        if had < 0.9 * len(kept):
            return None
        gone: dict[str, Any] = {field: ""}
        return [replace(record, **gone) if number % 2 else record for number, record in enumerate(kept)]

    return spoiled


def rated(change: Callable[[float, float], float]) -> Callable[..., list[Record] | None]:
    """``change(rating, highest)``."""

    def spoiled(part: Sequence[Record], found: Delivered, *_: object) -> list[Record] | None:
        given = [r.rating for r in found.records if isinstance(r, Verbatim) and r.rating is not None]
        if not given:
            return None
        return [
            replace(record, rating=change(record.rating, max(given)))
            if isinstance(record, Verbatim) and record.rating is not None
            else record
            for record in part
        ]

    return spoiled


def in_another_language(part: Sequence[Record], found: Delivered, sources: Sequence[Delivered]) -> list[Record] | None:
    mine = Counter(r.language for r in found.records if isinstance(r, Verbatim)).most_common(1)
    if not mine or mine[0][1] < 0.8 * len(found.records):
        return None
    texts = (
        r.text for each in sources for r in each.records
        if isinstance(r, Verbatim) and r.language not in (mine[0][0], "") and len(r.text.split()) > 5
    )  # fmt: skip
    return replaced(part, texts)


def of_another_source(part: Sequence[Record], found: Delivered, sources: Sequence[Delivered]) -> list[Record] | None:
    if not any(isinstance(record, Verbatim) for record in part) or found.source.id in REPEATING:
        return None
    others = [each for each in sources if each is not found and each.source.kind == found.source.kind]
    others = others or [each for each in sources if each is not found]
    texts = (r.text for each in others for r in each.records if isinstance(r, Verbatim))
    return replaced(part, texts)


def replaced(part: Sequence[Record], texts: Iterator[str]) -> list[Record] | None:
    spoken = [record for record in part if isinstance(record, Verbatim)]
    return [replace(record, text=text) for record, text in zip(spoken, texts, strict=False)] or None


def rejected(record: Record) -> Record:
    if isinstance(record, Reject):
        return record
    return Reject(record.source, record.export, record.sha256, record.locator, "17 fields where the header has 3", "")


def misread(verbatim: Verbatim) -> Verbatim:
    garbled = verbatim.text.encode().decode("cp1252", "replace")
    return replace(verbatim, text=garbled, repaired=verbatim.text if garbled != verbatim.text else "")


def lost(verbatim: Verbatim) -> Verbatim:
    return replace(verbatim, text=verbatim.text.encode("ascii", "replace").decode().replace("?", "\ufffd"))


def with_same_words(record: Record) -> Record:
    words = "This message was sent from our feedback form. Please do not reply to this address."
    return replace(record, text=words) if isinstance(record, Verbatim) else record


def with_address(verbatim: Verbatim) -> Verbatim:
    return replace(verbatim, text=f"{verbatim.text} anna.virtanen@example.com +358 40 123 4567")


ANOTHERS = "another source's texts"
SPOILT: Mapping[str, Callable[..., list[Record] | None]] = {
    "every text in another language": in_another_language,
    ANOTHERS: of_another_source,
    "texts cut to one word": each(lambda v: replace(v, text=v.text.split()[0])),
    "all texts run into one of ten times the length": each(lambda v: replace(v, text=" ".join([v.text] * 10))),
    "half of the rows broken": every_second(rejected),
    "half of the dates gone": without("date"),
    "half of the customers gone": without("customer"),
    "half of the groups gone": without("segment"),
    "the same words in half of the texts": every_second(with_same_words),
    "read in a wrong encoding": each(misread),
    "letters lost": each(lost),
    "question marks for letters": each(lambda v: replace(v, text=v.text.encode("ascii", "replace").decode())),
    "personal data in each text": each(with_address),
    "ratings in percent": rated(lambda rating, high: round(100 * rating / high)),
    "ratings on half the scale": rated(lambda rating, high: max(1, round(rating / 2))),
    "ratings on twice the scale": rated(lambda rating, high: 2 * rating),
    "ratings turned round": rated(lambda rating, high: high + 1 - rating),
}


if __name__ == "__main__":
    main()
