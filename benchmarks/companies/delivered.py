"""What a company's sources deliver, as the product's own types: what people said, and what a machine made of it.

The truth stays beside the records (``spoken_of``, ``said_by``), for scoring only. Texts are filler: nothing that is
measured here reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from benchmarks.companies.company import OTHER_GROUPS, Company, Generator, TrueSource
from benchmarks.companies.roles import BEHAVIOUR, KINDS
from benchmarks.companies.said import NOWHERE, Said, found_themes, said_in
from insight_synth._judged import Delivered
from insight_synth.model import Columns, Event, Export, Mention, Sentiment, Source, Verbatim

Whole = npt.NDArray[np.int64]

PASSAGE = 40  # letters
_FEELINGS: tuple[Sentiment, ...] = ("negative", "neutral", "positive", "mixed", "")
_FILLER = "what a customer wrote about it, in words "


@dataclass(frozen=True, slots=True)
class Records:
    """All that was delivered and found, and beside it what is true of each mention."""

    delivered: Delivered
    mentions: tuple[Mention, ...]
    parents: Mapping[str, str]
    now: str
    spoken_of: tuple[str, ...]  # finest true theme of each mention, "" for none
    said_by: tuple[str, ...]  # true voice of each mention
    true_voices: Mapping[str, frozenset[str]]  # of each source, whatever they spoke of


def deliver(company: Company) -> Records:
    """Everything ``company``'s sources delivered, and the themes a machine that errs put it in."""
    rng = np.random.default_rng([7, company.seed])
    usual = rng.uniform(0.35, 0.95, len(company.finest))  # cosine
    said: dict[str, Said] = {}
    speaking = [source for source in company.sources if source.role not in BEHAVIOUR]
    while len(said) < len(speaking):  # originals first
        for source in speaking:
            if source.id not in said and said.keys() >= set(source.originals):
                said[source.id] = said_in(rng, company, source, usual, said)
    found = found_themes(company, said)
    exports, verbatims, events, mentions = [], [], [], []
    spoken_of: list[str] = []
    said_by: list[str] = []
    for source in company.sources:
        rows = _events(rng, company, source) if source.role in BEHAVIOUR else []
        events += rows
        own: list[Verbatim] = []
        if source.id in said:
            own, passages = _records(rng, company, source, said[source.id], found)
            mentions += passages
            spoken_of += [company.finest[at] if at >= 0 else "" for at in said[source.id].about.tolist()]
            said_by += [said[source.id].voice[at] for at in said[source.id].of.tolist()]
            own += _repeated(rng, own)
        verbatims += own
        exports.append(_export(source, own, rows))
    return Records(
        Delivered({source.id: _described(source) for source in company.sources}, exports, verbatims, events),
        tuple(mentions),
        _parents(company, found),
        max([*(verbatim.date for verbatim in verbatims), *(event.date for event in events)]),
        tuple(spoken_of),
        tuple(said_by),
        {source: frozenset(found.voice) for source, found in said.items()},
    )


def _parents(company: Company, found: npt.NDArray[np.bool_]) -> dict[str, str]:
    """``theme id → id of the theme above`` of the themes that were found, as the product wants it."""
    finest = {company.finest[at]: company.above[at] for at in np.flatnonzero(found).tolist()}
    return dict(sorted({**finest, **{above: "" for above in finest.values() if above}}.items()))


def _records(
    rng: Generator, company: Company, source: TrueSource, said: Said, found: npt.NDArray[np.bool_]
) -> tuple[list[Verbatim], list[Mention]]:
    n = len(said.ids)
    groups = OTHER_GROUPS if source.own_groups else company.groups
    day = rng.integers(1, 29, n)
    dated, named = rng.random(n) < source.dated, rng.random(n) < source.segmented
    weights = _weights_of(rng, company, source, said.group)
    passages = np.bincount(said.of, minlength=n).tolist()
    verbatims = [
        Verbatim(
            id=said.ids[at],
            source=source.id,
            export="export.csv",
            sha256=source.id,
            locator=f"row {at + 2}",
            text=_FILLER * passages[at],
            source_row_id=str(at),
            date=f"{company.months[month]}-{day[at]:02d}" if dated[at] else "",
            customer=said.heard[at] if source.known_customers else "",
            segment=groups[group] if named[at] else "",
            weight=weights[at],
            language=source.language,
            voice_id=said.heard[at],
        )
        for at, (month, group) in enumerate(zip(said.month.tolist(), said.group.tolist(), strict=True))
    ]
    mentions = []
    in_one = (said.theme >= 0) & found[said.theme]
    themes, near_it = np.where(in_one, said.theme, NOWHERE), np.where(in_one, said.similarity, 0.0)
    place: Counter[int] = Counter()
    for at, theme, near, feeling in zip(
        said.of.tolist(), themes.tolist(), near_it.round(4).tolist(), said.feeling.tolist(), strict=True
    ):
        start = place[at] * len(_FILLER)
        place[at] += 1
        verbatim = verbatims[at]
        mentions.append(
            Mention(
                id=f"{verbatim.id}:{start}-{start + PASSAGE}",
                verbatim_id=verbatim.id,
                source=source.id,
                start=start,
                end=start + PASSAGE,
                text=verbatim.text[start : start + PASSAGE],
                language=source.language,
                theme_id=company.finest[theme] if theme >= 0 else "",
                sentiment=_FEELINGS[feeling],
                similarity=near,
                voice_id=verbatim.voice_id,
                date=verbatim.date,
                segment=verbatim.segment,
            )
        )
    return verbatims, mentions


def _repeated(rng: Generator, verbatims: Sequence[Verbatim]) -> list[Verbatim]:
    """Rows that one source in five delivers twice, up to one in twenty: duplicates, which count nowhere."""
    if rng.random() >= 0.2:
        return []
    chosen = np.flatnonzero(rng.random(len(verbatims)) < rng.uniform(0.01, 0.05)).tolist()
    return [
        replace(verbatims[at], id=f"{verbatims[at].id}+", locator=f"row {len(verbatims) + 2 + place}",
                status="duplicate", duplicate_of=verbatims[at].id)
        for place, at in enumerate(chosen)
    ]  # fmt: skip


def _weights_of(rng: Generator, company: Company, source: TrueSource, group: Whole) -> Sequence[float | None]:
    """Weights of the verbatims: right ones bring the mix to the customer base, trimmed to 0.3 … 3."""
    n = len(group)
    if source.weights == "none" or not n:
        return [None] * n
    if source.weights == "ones":
        return [1.0] * n
    mix, base = np.maximum(np.array(source.mix), 1e-3), np.array(company.base)
    by_group = np.clip(base / mix, 0.3, 3.0)
    if source.weights == "astray":
        by_group = np.clip(mix / base, 0.3, 3.0)
    each = by_group[group] * np.exp(rng.normal(0, 0.1, n))
    each /= each.mean()
    if source.weights == "off":
        each *= rng.uniform(1.5, 4.0) if rng.random() < 0.5 else rng.uniform(0.2, 0.6)
    elif source.weights == "uneven":
        each = np.exp(rng.normal(0, 1.8, n))
        each /= each.mean()
    elif source.weights == "negative":
        each = np.where(rng.random(n) < 0.07, -each, each)
    found: list[float | None] = [round(float(weight), 3) for weight in each]
    if source.weights == "missing":
        gone = rng.random(n) < rng.uniform(0.15, 0.6)
        found = [None if missing else weight for weight, missing in zip(found, gone.tolist(), strict=True)]
    return found


def _events(rng: Generator, company: Company, source: TrueSource) -> list[Event]:
    return list(_each_event(rng, company, source))


def _each_event(rng: Generator, company: Company, source: TrueSource) -> Iterator[Event]:
    counts = rng.poisson(source.monthly)
    months = np.repeat(np.arange(len(counts)), counts).tolist()
    groups = rng.choice(len(source.mix), len(months), p=company.base).tolist()  # everybody who buys is in it
    for at, (month, group) in enumerate(zip(months, groups, strict=True)):
        yield Event(
            id=f"{source.id}/{at}",
            source=source.id,
            export="export.csv",
            sha256=source.id,
            locator=f"row {at + 2}",
            event="bought" if rng.random() < 0.9 else "returned",
            value=round(float(np.exp(rng.normal(4, 1))), 2),
            date=f"{company.months[month]}-{int(rng.integers(1, 29)):02d}" if rng.random() < source.dated else "",
            customer=f"c{int(rng.integers(0, 2000))}" if source.known_customers else "",
            segment=company.groups[group] if rng.random() < source.segmented else "",
        )


def _export(source: TrueSource, verbatims: Sequence[Verbatim], events: Sequence[Event]) -> Export:
    again = sum(1 for verbatim in verbatims if verbatim.status == "duplicate")
    good = len(verbatims) + len(events)
    rejects = (
        round(sum(source.monthly)) if source.rejected >= 1 else round(good * source.rejected / (1 - source.rejected))
    )
    return Export(
        source=source.id,
        name="export.csv",
        sha256=source.id,
        size=100 * (good + rejects),
        reader="csv",
        encoding="utf-8",
        rows=good + rejects,
        verbatims=len(verbatims) - again,
        events=len(events),
        duplicates=again,
        rejects=rejects,
    )  # fmt: skip


def _described(source: TrueSource) -> Source:
    behaves = source.role in BEHAVIOUR
    return Source(
        id=source.id,
        name=source.id.replace("-", " "),
        kind=source.kind,
        owner="somebody",
        origin=KINDS[source.kind].origin,
        cadence=source.cadence,
        purpose=source.purpose,
        information=KINDS[source.kind].information,
        cost_per_year=source.cost,
        language=source.language,
        columns=Columns(event=("event",), value=("value",)) if behaves else Columns(text=("text",)),
    )
