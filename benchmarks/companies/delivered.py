"""What a company's sources deliver, as the product's own types: what people said, and what a machine made of it.

The truth stays beside the records (``spoken_of``, ``said_by``), for scoring only. Texts are filler: nothing that is
measured here reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.companies.company import OTHER_GROUPS, Company, Generator, TrueSource
from benchmarks.companies.roles import BEHAVIOUR, KINDS
from insight_synth._judged import Delivered
from insight_synth.model import Columns, Event, Export, Mention, Sentiment, Source, Verbatim

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PASSAGES = (0.63, 0.25, 0.09, 0.03)  # share of verbatims with one, two, three and four; as in the demo company
VERBATIMS = (0.78, 0.17, 0.03, 0.01, 0.01)  # share of voices with one … five; likewise
STAYS = 0.3  # chance that a passage stays on the theme of the one before
PASSAGE = 40  # letters
FEWEST = 10  # passages of its own a theme must hold to be found; the smallest that is found in the demo company has ten
NOWHERE = -1  # on no theme, or in none
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


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """The verbatims of one source (n) and their passages (p), in columns."""

    ids: list[str]
    month: Whole  # (n,)
    group: Whole  # (n,)
    voice: list[str]  # (n,) the true one
    heard: list[str]  # (n,) the one it is taken for
    of: Whole  # (p,) the verbatim of each passage, ascending
    about: Whole  # (p,) true finest theme
    theme: Whole  # (p,) where it was put
    similarity: Floats
    feeling: Whole  # (p,) as told


def deliver(company: Company) -> Records:
    """Everything ``company``'s sources delivered, and the themes a machine that errs put it in."""
    rng = np.random.default_rng([7, company.seed])
    usual = rng.uniform(0.35, 0.95, len(company.finest))  # cosine
    said: dict[str, _Said] = {}
    speaking = [source for source in company.sources if source.role not in BEHAVIOUR]
    while len(said) < len(speaking):  # originals first
        for source in speaking:
            if source.id not in said and said.keys() >= set(source.originals):
                said[source.id] = _said(rng, company, source, usual, said)
    found = _found(company, said)
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
        verbatims += own
        exports.append(_export(company, source, own, rows))
    return Records(
        Delivered({source.id: _described(source) for source in company.sources}, exports, verbatims, events),
        tuple(mentions),
        _parents(company, found),
        max([*(verbatim.date for verbatim in verbatims), *(event.date for event in events)]),
        tuple(spoken_of),
        tuple(said_by),
        {source: frozenset(found.voice) for source, found in said.items()},
    )


def _found(company: Company, said: Mapping[str, _Said]) -> npt.NDArray[np.bool_]:
    """(n_finest,) which themes a machine finds: those of ten passages of their own, which are half of it or more.

    Nobody names a heap of strays; a theme is called by what most of it says. What lies in one that is not found is in
    none. Everyday talk is found as soon as there is enough of it.
    """
    theme = np.concatenate([one.theme for one in said.values()])
    about = np.concatenate([one.about for one in said.values()])
    whole = np.bincount(theme[theme >= 0], minlength=len(company.finest))
    own = np.bincount(theme[(theme >= 0) & (theme == about)], minlength=len(company.finest))
    for everyday in company.themes:
        if everyday.reach == "everyday":
            own[list(everyday.finest)] = whole[list(everyday.finest)]
    found: npt.NDArray[np.bool_] = (own >= FEWEST) & (2 * own >= whole)
    return found


def _parents(company: Company, found: npt.NDArray[np.bool_]) -> dict[str, str]:
    """``theme id → id of the theme above`` of the themes that were found, as the product wants it."""
    finest = {company.finest[at]: company.above[at] for at in np.flatnonzero(found).tolist()}
    return dict(sorted({**finest, **{above: "" for above in finest.values() if above}}.items()))


def _said(rng: Generator, company: Company, source: TrueSource, usual: Floats, before: Mapping[str, _Said]) -> _Said:
    """What people said in ``source``, copies first."""
    counts = rng.poisson(source.monthly) * (source.role != "unreadable")
    copied = [(origin, at) for origin in source.originals for at in range(len(before[origin].ids))]
    if not source.role.startswith("copy"):
        copied = []
    taken = min(round(source.overlap * counts.sum()), len(copied)) if copied else 0
    chosen = [copied[int(at)] for at in np.sort(rng.permutation(len(copied))[:taken])]
    fresh = _fresh(rng, company, source, counts, int(counts.sum()) - taken, usual, before)
    if not chosen:
        return fresh
    of, columns = [], []
    for at, (origin, row) in enumerate(chosen):
        first, last = np.searchsorted(before[origin].of, [row, row + 1])
        of += [at] * int(last - first)
        columns += [(origin, int(passage)) for passage in range(first, last)]

    def both(name: str) -> npt.NDArray[np.generic]:
        return np.concatenate([[getattr(before[origin], name)[at] for origin, at in columns], getattr(fresh, name)])

    ids = [f"{source.id}/{at}" for at in range(taken + len(fresh.ids))]
    linked = [before[origin].heard[row] for origin, row in chosen]
    missed = rng.random(taken) < company.machine.unlinked
    return _Said(
        ids,
        np.concatenate([[before[origin].month[row] for origin, row in chosen], fresh.month]),
        np.concatenate([[before[origin].group[row] for origin, row in chosen], fresh.group]),
        [before[origin].voice[row] for origin, row in chosen] + fresh.voice,
        [f"{ids[at]}*" if missed[at] else voice for at, voice in enumerate(linked)] + fresh.heard,
        np.concatenate([np.array(of, dtype=np.int64), fresh.of + taken]),
        both("about").astype(np.int64),
        both("theme").astype(np.int64),
        both("similarity").astype(np.float64),
        both("feeling").astype(np.int64),
    )


def _fresh(
    rng: Generator,
    company: Company,
    source: TrueSource,
    counts: Whole,
    n: int,
    usual: Floats,
    before: Mapping[str, _Said],
) -> _Said:
    """``n`` verbatims of its own, in the months of ``counts``."""
    month = rng.permutation(np.repeat(np.arange(len(counts)), counts))[:n]
    many = rng.choice(5, n, p=VERBATIMS) + 1
    person = np.repeat(np.arange(n), many)[:n]
    of_person = rng.choice(len(source.mix), n, p=source.mix)
    names = [f"{source.id}:{at}" for at in range(n)]
    if source.originals and not source.role.startswith("copy"):
        elsewhere = before[source.originals[0]]
        known = sorted(dict(zip(elsewhere.voice, elsewhere.group.tolist(), strict=True)).items())
        shared = np.flatnonzero(rng.random(n) < source.overlap)[: len(known)].tolist()
        for at, which in zip(shared, rng.permutation(len(known)).tolist(), strict=False):
            names[at], of_person[at] = known[which]
    group = of_person[person]
    voice = [names[at] for at in person.tolist()]
    ids = [f"{source.id}/{at}" for at in range(n)]
    missed = rng.random(n) < company.machine.unlinked
    passages = rng.choice(4, n, p=PASSAGES) + 1
    of = np.repeat(np.arange(n), passages)
    about = _about(rng, company, source, group[of], month[of], first=np.r_[True, of[1:] != of[:-1]])
    theme, stray = _placed(rng, company, source, about)
    machine = company.machine
    middle = np.where(stray, 1 - machine.gap * machine.spread, 1.0)
    similarity = np.where(
        theme >= 0, usual[theme] * np.clip(rng.normal(middle, machine.spread), 0.05, 1.0 / usual[theme]), 0.0
    )
    heard = [f"{ids[at]}*" if missed[at] else voice[at] for at in range(n)]
    return _Said(ids, month, group, voice, heard, of, about, theme, similarity, _feeling(rng, company, source, about))


def _about(
    rng: Generator, company: Company, source: TrueSource, group: Whole, month: Whole, first: npt.NDArray[np.bool_]
) -> Whole:
    """(p,) true finest theme of each passage, by the customer's group and the month."""
    row = next(at for at, other in enumerate(company.sources) if other.id == source.id)
    by_group = company.by_group / (company.by_group @ np.array(company.base))[:, None]
    odds = company.shares[row][None, None] * by_group.T[:, None] * company.by_month.T[None]  # group, month, theme
    odds = odds / np.maximum(odds.sum(axis=2, keepdims=True) / 0.97, 1.0)
    sums = odds.cumsum(axis=2)
    drawn = (sums[group, month] < rng.random(len(group))[:, None]).sum(axis=1)
    about = np.where(drawn == sums.shape[2], NOWHERE, drawn)
    stays = (rng.random(len(about)) < STAYS) & ~first
    for at in np.flatnonzero(stays).tolist():
        about[at] = about[at - 1]
    return about.astype(np.int64)


def _placed(rng: Generator, company: Company, source: TrueSource, about: Whole) -> tuple[Whole, npt.NDArray[np.bool_]]:
    """Where the machine puts each passage, and whether it strayed there."""
    machine, n, finest = company.machine, len(about), len(company.finest)
    chance, kind = rng.random(n), rng.random(n)
    out = chance < machine.left_out
    wrong = ~out & (chance < machine.left_out + (1 - machine.left_out) * machine.wrong) & (about >= 0)
    even = rng.integers(0, finest, n)
    which = rng.random(n)
    near = np.array(
        [company.resembling[t][int(w * len(company.resembling[t]))] if t >= 0 else 0
         for t, w in zip(about.tolist(), which.tolist(), strict=True)],
        dtype=np.int64,
    )  # fmt: skip
    theme = np.where(wrong, np.where(kind < machine.resembling, near, even), about)
    size = company.shares.sum(axis=0) + 1e-9
    fate = rng.random(n)
    gathered = (about < 0) & (fate < machine.gathered)
    leaked = (about < 0) & ~gathered & (fate < machine.gathered + machine.leaked)
    everyday = [theme.finest[0] for theme in company.themes if theme.reach == "everyday"]
    dwells = rng.dirichlet(np.full(len(everyday), 0.7 if source.role == "noise" else 3.0))
    theme = np.where(gathered, np.array(everyday)[rng.choice(len(everyday), n, p=dwells)], theme)
    theme = np.where(leaked, rng.choice(finest, n, p=size / size.sum()), theme)
    theme = np.where(out & (about >= 0), NOWHERE, theme)
    return theme.astype(np.int64), (theme != about) & (theme >= 0) & ~gathered


def _feeling(rng: Generator, company: Company, source: TrueSource, about: Whole) -> Whole:
    """What the machine tells each passage to feel: index into the feelings, the last for none."""
    blamed = np.zeros(len(company.finest))
    chatter = np.zeros(len(company.finest), dtype=np.bool_)
    for theme in company.themes:
        blamed[list(theme.finest)] = theme.blamed
        chatter[list(theme.finest)] = theme.reach == "chatter"
    n = len(about)
    said = (about >= 0) & ~chatter[about]
    dull = rng.uniform(0.05, 0.25) if source.role == "noise" else 0.6 * source.felt
    felt = rng.random(n) < np.where(said, source.felt, dull)
    blames = rng.random(n) < np.where(said, blamed[about], 0.4)
    true = np.where(felt, np.where(blames, 0, 2), 1)
    machine, chance = company.machine, rng.random(n)
    other = (true + rng.integers(1, 4, n)) % 4  # any of the others, mixed among them
    told = np.where(chance < machine.feeling_wrong, other, true)
    return np.where(chance > 1 - machine.abstained, 4, told)


# --- as the product's types ----------------------------------------------------------------------------------------


def _records(
    rng: Generator, company: Company, source: TrueSource, said: _Said, found: npt.NDArray[np.bool_]
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


def _export(company: Company, source: TrueSource, verbatims: Sequence[Verbatim], events: Sequence[Event]) -> Export:
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
        verbatims=len(verbatims),
        events=len(events),
        duplicates=0,
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
