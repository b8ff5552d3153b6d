"""What a good analyst, who had read everything, would say of a company: what recurs, what compares, what to do.

Where two answers can be defended, or a figure lies around the floor of relevance, the truth says so ("grey", or two
verdicts), and neither is held against anyone. The floors were set before any result was seen.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

import numpy as np

from benchmarks.companies.company import Company, TrueSource
from benchmarks.companies.delivered import Records
from benchmarks.companies.roles import OFTEN, Role
from benchmarks.companies.said import MOST, odds_of_themes
from insight_synth.model import Mention, Verdict

Mark = Literal["yes", "no", "grey"]
Adds = Literal["nothing", "a second witness", "what nobody else has"]

SPOKEN_SHARE, SPOKEN_VOICES = 0.03, 5
"""From these on a theme is spoken of in a source. Five voices leave three when the machine is at its
worst: one in five put elsewhere, one in eight taken for everyday talk, one in seven left out."""
SILENT_SHARE, SILENT_VOICES = 0.005, 1  # up to either, it is not; between lies the grey zone
DEPENDENT, INDEPENDENT = 0.6, 0.4  # share of the smaller source's voices on the theme that the larger has too
TOLD_APART = 5.0
"""Log-likelihood ratio a month must yield, on both sides of a step, for its month to be told: with it, one who knew
both rates would place the step within a month in 97 of 100 cases, 1 - 2 Phi(-sqrt(5))."""
LIKE, UNLIKE = 0.12, 0.4  # total variation up to which mixes of customer groups are alike, from which on they are not
CROWDED = 1.1  # how much more all others are scaled down in one month than in another
AROUND = 6  # months on each side of a step from which its rates are taken
_FOLLOWED: frozenset[Role] = frozenset({"healthy", "middling", "secondary", "young", "thin, own theme"})
"""In which changes are looked for: nobody follows figures in a source to be mended or retired."""
_LEVELS: tuple[Adds, ...] = ("nothing", "a second witness", "what nobody else has")
_MAY_GO = frozenset(
    role for role in OFTEN if role.startswith(("copy", "stopped", "dying", "one-off", "dear", "noise", "thin, nothing"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """Why figures of a source, or of two, may not be laid side by side without a word."""

    code: str
    sources: tuple[str, ...]
    grave: bool  # whether they may not be compared at all


@dataclass(frozen=True, slots=True)
class Truth:
    """What there is to be found."""

    spoken: Mapping[tuple[str, str], Mark]  # of theme and source; "no" where absent
    recurs: Mapping[str, Mark]  # of every theme
    verdicts: Mapping[str, frozenset[Verdict]]  # of every source: one, or several that can be defended
    why: Mapping[str, str]
    faults: tuple[Fault, ...]
    grey_faults: frozenset[tuple[str, tuple[str, ...]]]  # code and sources of which neither is wrong
    steps: Mapping[str, str]  # top theme → month of its step, where that can be told
    grey_steps: frozenset[str]  # top themes with a step that cannot, or that drift or have a season
    steady: frozenset[str]  # top themes whose share does not change
    everyday: frozenset[str]  # no themes of anyone


def truth_of(company: Company, records: Records) -> Truth:
    """The truth of ``company``, from what its customers said, whatever the machine made of it."""
    above = dict(zip(company.finest, company.above, strict=True))
    voices: dict[str, dict[str, set[str]]] = {theme: defaultdict(set) for theme in records.parents}
    for mention, leaf, voice in zip(records.mentions, records.spoken_of, records.said_by, strict=True):
        for theme in {leaf, above.get(leaf, "")} & voices.keys():
            voices[theme][mention.source].add(voice)
    marks = {
        (theme, source): _spoken(len(ids), len(records.true_voices[source]))
        for theme, by_source in voices.items()
        for source, ids in by_source.items()
    }
    recurs: dict[str, Mark] = {}
    for theme in voices:
        surely, perhaps = _in(theme, voices, marks, "yes"), _in(theme, voices, marks, "yes", "grey")
        recurs[theme] = "yes" if _two(surely, INDEPENDENT) else "grey" if _two(perhaps, DEPENDENT) else "no"
    everyday = {theme.id for theme in company.themes if theme.reach == "everyday" and theme.id in voices}
    recurs.update(dict.fromkeys(everyday, "grey"))  # whether everyday talk recurs is nothing to be right about
    talk = everyday | {theme.id for theme in company.themes if theme.reach == "chatter"}
    adds = {
        source.id: _adds(source.id, company, {t: v for t, v in voices.items() if t not in talk}, marks)
        for source in company.sources
    }
    verdicts = {source.id: _verdicts(source, adds[source.id], company) for source in company.sources}
    faults, grey = _faults(company, records)
    steps, grey_steps = _steps(company, records)
    crowded = _crowded(company)
    return Truth(
        spoken=marks,
        recurs=recurs,
        verdicts=verdicts,
        why={source.id: f"{source.role}; adds {' or '.join(adds[source.id])}" for source in company.sources},
        faults=faults,
        grey_faults=grey,
        steps=steps,
        grey_steps=grey_steps,
        steady=frozenset(
            theme.id
            for theme in company.themes
            if not crowded
            and theme.id in voices.keys() - everyday
            and bool((company.by_month[list(theme.finest)] == 1.0).all())
        ),
        everyday=frozenset(everyday),
    )


def _spoken(voices: int, of: int) -> Mark:
    if voices >= SPOKEN_VOICES and voices >= SPOKEN_SHARE * of:
        return "yes"
    return "no" if voices <= SILENT_VOICES or voices < SILENT_SHARE * of else "grey"


def _in(
    theme: str, voices: Mapping[str, Mapping[str, set[str]]], marks: Mapping[tuple[str, str], Mark], *wanted: Mark
) -> dict[str, set[str]]:
    return {source: ids for source, ids in voices[theme].items() if marks[theme, source] in wanted}


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / min(len(one), len(other))


def _adds(
    source: str,
    company: Company,
    voices: Mapping[str, Mapping[str, set[str]]],
    marks: Mapping[tuple[str, str], Mark],
) -> tuple[Adds, ...]:
    """What the source adds to all others: the least that can be said, and the most where that is more.

    The most leaves those sources out that may be advised to go themselves, and all that speak of a theme faintly.
    """
    goes = {other.id for other in company.sources if other.role in _MAY_GO}
    least = most = 0
    for theme in voices:
        if marks.get((theme, source)) != "yes":
            continue
        here = {source: voices[theme][source]}
        heard = {o: v for o, v in _in(theme, voices, marks, "yes", "grey").items() if o != source}
        sure = {o: v for o, v in _in(theme, voices, marks, "yes").items() if o not in goes | {source}}
        least = max(least, _level(heard, here, DEPENDENT))
        most = max(most, _level(sure, here, INDEPENDENT))
    return (_LEVELS[least],) if least >= most else (_LEVELS[least], _LEVELS[most])


def _level(others: Mapping[str, set[str]], here: Mapping[str, set[str]], bound: float) -> int:
    """2 where nobody else speaks of a theme, 1 where two independent sources do with this one and not without."""
    if not others:
        return 2
    return int(not _two(others, bound) and _two({**others, **here}, bound))


def _two(voices: Mapping[str, set[str]], bound: float) -> bool:
    return any(_shared(voices[a], voices[b]) <= bound for a, b in combinations(voices, 2))


_BY_ROLE: Mapping[Role, str] = {
    "healthy": "track", "middling": "track keep", "periodic": "keep", "secondary": "keep", "copy": "retire",
    "copy of several": "retire", "weights": "fix", "undated": "fix", "rejects": "fix", "unreadable": "fix",
    "young": "keep", "gappy": "keep fix", "behaviour": "track", "behaviour, faulty": "fix",
    "behaviour, young": "keep",
}  # fmt: skip
_BY_ADDS: Mapping[str, Mapping[Adds, str]] = {
    "one-off": {"nothing": "retire", "a second witness": "keep", "what nobody else has": "keep"},
    "stopped": {"nothing": "retire", "a second witness": "retire fix", "what nobody else has": "fix"},
    "dying": {"nothing": "fix retire", "a second witness": "fix keep", "what nobody else has": "fix keep"},
    "noise": {"nothing": "retire", "a second witness": "retire fix", "what nobody else has": "retire fix"},
    "dear and thin": {"nothing": "retire", "a second witness": "retire fix", "what nobody else has": "fix keep"},
    "thin": {"nothing": "keep retire", "a second witness": "keep", "what nobody else has": "keep"},
}


def _verdicts(source: TrueSource, adds: Sequence[Adds], company: Company) -> frozenset[Verdict]:
    if source.role in _BY_ROLE:
        words = _BY_ROLE[source.role]
        apart = len(company.groups) > 1 and (source.own_groups or source.segmented < 0.5)
        if source.role == "healthy" and apart:
            words = "track fix"  # it can be followed, but not laid beside others
        if source.role == "copy" and source.overlap < 0.68:
            words = "retire track keep"  # more than a third is its own
        if source.role == "secondary" and source.cadence == "one-off" and "nothing" in adds:
            words = "keep retire"
    else:
        table = _BY_ADDS[source.role.split(",")[0]]
        words = " ".join(table[level] for level in adds)
    found: list[Verdict] = [verdict for verdict in ("track", "keep", "fix", "retire") if verdict in words.split()]
    return frozenset(found)


# --- what compares -------------------------------------------------------------------------------------------------


def _faults(company: Company, records: Records) -> tuple[tuple[Fault, ...], frozenset[tuple[str, tuple[str, ...]]]]:
    """Faults of sources and pairs, and those around a limit, of which nothing is asked."""
    told = _Told(company, records)
    marked: list[tuple[Mark, Fault]] = []
    speaking = [source for source in company.sources if records.true_voices.get(source.id)]
    for source in speaking:
        marked += _alone(source, told)
    for one, other in combinations(speaking, 2):
        marked += _between(one, other, told)
    return (
        tuple(fault for mark, fault in marked if mark == "yes"),
        frozenset((fault.code, fault.sources) for mark, fault in marked if mark == "grey"),
    )


class _Told:
    """What the records say of themselves: mixes of groups, periods and voices of each source."""

    def __init__(self, company: Company, records: Records) -> None:
        self.voices = records.true_voices
        self.base = dict(zip(company.groups, company.base, strict=True))
        self.several = len(company.groups) > 1
        self.mix: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        days: dict[str, list[int]] = defaultdict(list)
        self.months: dict[str, set[str]] = defaultdict(set)
        for verbatim in records.delivered.verbatims:
            if verbatim.segment:
                self.mix[verbatim.source][verbatim.segment] += 1
            if verbatim.date:
                days[verbatim.source].append(date.fromisoformat(verbatim.date).toordinal())
                self.months[verbatim.source].add(verbatim.date[:7])
        self.period = defaultdict(
            lambda: (0, 1), {source: (min(found), max(found) + 1) for source, found in days.items()}
        )

    def off_base(self, source: TrueSource) -> float:
        """How far the source's mix of customer groups lies from that of all customers."""
        return _apart(self.mix[source.id], self.base) if self.several else 0.0


def _alone(source: TrueSource, told: _Told) -> Iterable[tuple[Mark, Fault]]:
    names, voices = (source.id,), len(told.voices[source.id])
    if voices < 110 or source.role == "weights":  # weights that are uneven leave fewer voices than there are
        yield "yes" if voices <= 90 else "grey", Fault("sample", names, voices < 27)
    if source.purpose == "secondary":
        yield "yes", Fault("purpose", names, False)
    if source.role == "weights":
        yield "yes", Fault("weights", names, True)
    if source.segmented < 0.5:
        yield "yes", Fault("segments", names, False)
    elif source.own_groups or told.off_base(source) > LIKE:
        yield "grey", Fault("segments", names, False)
    if source.dated < 0.6 or source.role in ("dying", "gappy"):
        yield "yes" if source.dated < 0.4 else "grey", Fault("period", names, False)


def _between(one: TrueSource, other: TrueSource, told: _Told) -> Iterable[tuple[Mark, Fault]]:
    names = tuple(sorted((one.id, other.id)))
    shared = _shared(set(told.voices[one.id]), set(told.voices[other.id]))
    if shared > 0.1:
        yield "yes" if shared >= 0.65 else "grey", Fault("copy", names, True)
    if told.several and min(one.segmented, other.segmented) > 0.5:
        distance = _apart(told.mix[one.id], told.mix[other.id])
        apart = one.own_groups != other.own_groups
        if apart or distance > LIKE:
            enough = (
                min(sum(told.mix[source].values()) for source in names) >= 50
            )  # for chance to make no such distance
            yield "yes" if apart or (enough and distance >= UNLIKE) else "grey", Fault("segments", names, apart)
    cadences = {one.cadence, other.cadence}
    if "one-off" in cadences and len(cadences) == 2:
        yield "yes" if "continuous" in cadences else "grey", Fault("cadence", names, False)
    yield from _periods(one, other, told, names)


def _periods(one: TrueSource, other: TrueSource, told: _Told, names: tuple[str, ...]) -> Iterable[tuple[Mark, Fault]]:
    """Periods apart. That waves, gaps or a decline share few months or records may be told, but need not."""
    (first, last), (begun, ended) = told.period[one.id], told.period[other.id]
    together = min(last, ended) - max(first, begun)
    overlap = together / (max(last, ended) - min(first, begun))
    months, others = told.months[one.id], told.months[other.id]
    in_common = len(months & others) / len(months | others)
    if min(one.dated, other.dated) >= 0.6 and overlap < 0.15:
        yield "yes", Fault("period", names, together <= 0)
    elif min(overlap, in_common) < 0.6 or min(one.dated, other.dated) < 0.6 or "dying" in {one.role, other.role}:
        yield "grey", Fault("period", names, False)


def _apart(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Total variation of two mixes of customer groups."""
    totals = sum(one.values()) or 1, sum(other.values()) or 1
    return sum(abs(one.get(g, 0) / totals[0] - other.get(g, 0) / totals[1]) for g in {*one, *other}) / 2


# --- what changed --------------------------------------------------------------------------------------------------


def _steps(company: Company, records: Records) -> tuple[dict[str, str], frozenset[str]]:
    """The month of each step that could be told by one who knew both rates, as the machine tells them."""
    found, grey = {}, set()
    for theme in company.themes:
        if theme.step is None or theme.id not in records.parents:
            continue
        told = monthly_shares(company, records, theme.id, around=theme.step.month)
        before = told[max(theme.step.month - AROUND, 0) : theme.step.month]
        after = told[theme.step.month : theme.step.month + AROUND]
        a, b = _rate(before), _rate(after)
        a_month = min(sum(n for _, n in side) / len(side) for side in (before, after))
        if a_month * min(_divergence(a, b), _divergence(b, a)) >= TOLD_APART:
            found[theme.id] = company.months[theme.step.month]
        else:
            grey.add(theme.id)
    return found, frozenset(grey)


def _crowded(company: Company) -> bool:
    """Whether a theme that grew took so much from others in a source that they can't be called steady."""
    for source in company.sources:
        if source.role in _FOLLOWED and source.cadence == "continuous":
            scale = np.maximum(odds_of_themes(company, source).sum(axis=2) / MOST, 1.0)
            if (scale.max(axis=1) > CROWDED * scale.min(axis=1)).any():
                return True
    return False


def monthly_shares(company: Company, records: Records, theme: str, around: int) -> list[tuple[int, int]]:
    """Voices on ``theme`` and all voices by month, in sound sources that speak on both sides of month ``around``."""
    steady = {
        source.id
        for source in company.sources
        if source.role in _FOLLOWED
        and source.cadence == "continuous"
        and not source.own_groups
        and all(source.monthly[around - 4 : around + 4])
    }
    place = {month: at for at, month in enumerate(company.months)}
    on: list[set[str]] = [set() for _ in company.months]
    of: list[set[str]] = [set() for _ in company.months]
    for mention in records.mentions:
        if mention.date and mention.source in steady:
            of[place[mention.date[:7]]].add(mention.voice_id)
            if _belongs(mention, theme, records.parents):
                on[place[mention.date[:7]]].add(mention.voice_id)
    return [(len(some), len(all_)) for some, all_ in zip(on, of, strict=True)]


def _belongs(mention: Mention, theme: str, parents: Mapping[str, str]) -> bool:
    return mention.theme_id == theme or (mention.theme_id != "" and parents[mention.theme_id] == theme)


def _rate(months: Sequence[tuple[int, int]]) -> float:
    return (sum(on for on, _ in months) + 0.5) / (sum(of for _, of in months) + 1)


def _divergence(true: float, other: float) -> float:
    """Kullback–Leibler divergence of one rate from another, a voice."""
    return true * math.log(true / other) + (1 - true) * math.log((1 - true) / (1 - other))
