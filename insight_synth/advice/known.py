"""What is known of a source when it is judged: what it adds, and how fresh, ample, clean, cheap and comparable it is.

Facts only; ``rules`` weighs them, ``reasons`` says them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
import numpy.typing as npt

from insight_synth.advice import rules
from insight_synth.advice.copies import repeated
from insight_synth.advice.questions import AgendaWitnesses
from insight_synth.advice.rules import Grounds
from insight_synth.advice.spoken import Spoken
from insight_synth.advice.what_if import finest_themes, loss, questions_lost
from insight_synth.advice.worth import worth
from insight_synth.evidence import Heard, Witnesses, witnesses
from insight_synth.model import Caveat, SourceProfile, WhatIf, Worth

Amounts = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]

ECHO = 2.0  # times as much as any other source a source may dwell on a theme that still counts as wholly echoed
TYPICAL_SHARE = 0.1  # of a theme in a source where none that recurs stands in it
ALONE = 0.8  # share of a customer group's records from which on a source is its only voice
NAMED = 0.5  # share of records that name a customer group from which on a source tells who speaks in it
_ONE_SIDED = 1.644854  # normal quantile of a one-sided 5 % test
_JUDGED_ELSEWHERE = frozenset({"weights", "sample", "purpose"})  # caveats that the rules weigh by figures of their own


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The smallest change a source can show between two quarters, and in what."""

    kind: str  # "theme", "question", "events", or "none" where nothing stands in it
    of: str  # id of the theme or question
    share: float  # of its voices now, 0…1
    per_quarter: float  # voices, or events
    points: float  # percentage points; percent of the events


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """One source, seen beside all others."""

    profile: SourceProfile
    grounds: Grounds
    what_if: WhatIf
    lost: tuple[str, ...]  # of the themes lost without it, those that stand in it
    alone: tuple[str, ...]  # further ones that stand in no other source now: see ``alone_in``
    weakened: tuple[str, ...]  # likewise of those weakened
    questions_lost: tuple[str, ...]
    questions_weakened: tuple[str, ...]
    answers: tuple[str, ...]  # ids of the agenda's questions that it is a witness to
    of_questions: int  # that the agenda has
    worth: Worth
    part: float  # its part of all that is covered: themes and agenda together, 0…1
    shifted: int  # themes lost or weakened without it that do not stand in it, since limits are estimated anew
    stands_for: tuple[str, ...]  # ids of the themes that stand in it
    echoes: tuple[str, ...]  # ids of the themes that stand in another source
    stands_in: int  # top themes that stand in it
    of_themes: int  # finest themes that stand anywhere
    confirmed: float  # share of its passages whose theme stands in another source too
    themed: float  # share of its passages in any theme
    shared: float  # share of what it says that the same voices say in other sources too
    copied: tuple[str, ...]  # the sources it repeats, where it is a copy
    per_month: float  # voices, or events, a month between its first and last
    cost_per_voice: float | None
    cost_per_theme: float | None  # yearly cost over the themes it carries by its Shapley value
    times_median_per_theme: float | None
    gap: float  # days between its deliveries, as a rule
    allowed: float  # days it may be silent
    change: Sensitivity
    mended: Sensitivity  # once every record is dated
    usual_quarter: float  # voices of a quarter of the year before the last two quarters
    even: float  # what its part would be if all that speak carried the same
    compares_mended: int  # sources its figures would compare with if its weights could be used
    compares: tuple[int, int]  # other sources its figures compare with, of how many
    only_voice_of: tuple[str, float]  # customer group, and its share of that group's records; "" for none
    groups_elsewhere: bool  # whether any other source names customer groups
    costs_elsewhere: bool  # whether it is known of any other source what it costs

    @property
    def id(self) -> str:
        return self.profile.source.id


def source_facts(
    profiles: Sequence[SourceProfile],
    heard: Heard,
    spoken: Spoken,
    found: Witnesses,
    agenda: AgendaWitnesses | None,
    caveats: Sequence[Caveat],
    exactly: bool = True,
) -> tuple[SourceFacts, ...]:
    """Facts of every source, in the order of ``profiles``; ``found`` are the witnesses of ``heard``.

    Not ``exactly``, what is lost with a source is told by where themes stand now, without judging anew what is left.
    """
    company = _Company(profiles, heard, spoken, found, agenda, caveats, exactly)
    return tuple(company.facts(profile) for profile in profiles)


def newest_months(profile: SourceProfile) -> tuple[int, int]:
    """Months with data of the newest two years of its period, and how many those are; of all of it where not told."""
    if profile.recent_months:
        return profile.recent_with_data, profile.recent_months
    return profile.months_with_data, profile.months_in_period


def years_old(facts: SourceFacts) -> int:
    """Whole years between its newest record and the newest in the workspace."""
    return int((facts.profile.days_since_last or 0) / 365.25)


def losses(heard: Heard, found: Witnesses, source: str) -> WhatIf:
    """What is lost with ``source``; nothing where it says nothing."""
    at = heard.sources.index(source)
    if not heard.of_voices[at] and not (heard.source == at).any():
        return loss(found, found, heard.parents)
    return loss(found, witnesses(heard.without({source})), heard.parents)


def losses_by_standing(heard: Heard, found: Witnesses, source: str) -> WhatIf:
    """What is lost with ``source`` where all themes stand in the other sources as they do now."""
    at = found.sources.index(source)
    stands, apart = found.stands.copy(), found.apart.copy()
    stands[:, at] = apart[:, at] = apart[:, :, at] = False
    recurs = found.recurs & apart.any(axis=(1, 2))
    return loss(found, replace(found, stands=stands, apart=apart, recurs=recurs), heard.parents)


def alone_in(found: Witnesses, source: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of the themes that stand in ``source`` and nowhere else, sub-themes of such themes left out.

    Once the source is gone, what counts as a stray passage is estimated from the others alone. A theme that was nearly
    all its own may then seem to stand where only strays resemble it, and what-if does not call it lost.
    """
    at = found.sources.index(source)
    only = np.flatnonzero(found.stands[:, at] & (found.stands.sum(axis=1) == 1))
    themes = {found.themes[row] for row in only}
    return tuple(sorted(theme for theme in themes if parents[theme] not in themes))


class _Company:
    """All sources together: what is counted once and asked of each."""

    def __init__(
        self,
        profiles: Sequence[SourceProfile],
        heard: Heard,
        spoken: Spoken,
        found: Witnesses,
        agenda: AgendaWitnesses | None,
        caveats: Sequence[Caveat],
        exactly: bool,
    ) -> None:
        self.exactly = exactly
        self.profiles, self.heard, self.spoken, self.found = profiles, heard, spoken, found
        self.agenda, self.caveats = agenda, caveats
        self.at = {source: at for at, source in enumerate(heard.sources)}
        self.voices = heard.voices()
        self.finest = finest_themes(found, heard.parents)
        self.top = np.array([not heard.parents[theme] for theme in found.themes], dtype=np.bool_)
        self.worth = worth(found, heard.parents, agenda)
        self.shared, self.copies = repeated(heard, profiles)
        self.costs = {p.source.id: _cost_per_voice(p) for p in profiles}
        self.per_theme = {p.source.id: self._cost_per_theme(p) for p in profiles}

    def facts(self, profile: SourceProfile) -> SourceFacts:
        source = profile.source.id
        at = self.at[source]
        what_if = (
            losses(self.heard, self.found, source)
            if self.exactly
            else losses_by_standing(self.heard, self.found, source)
        )
        own = {theme for theme, stands in zip(self.found.themes, self.found.stands[:, at], strict=True) if stands}
        lost = tuple(theme for theme in what_if.themes_lost if theme in own)
        weakened = tuple(theme for theme in what_if.themes_weakened if theme in own)
        alone = tuple(
            theme
            for theme in alone_in(self.found, source, self.heard.parents)
            if not {theme, self.heard.parents[theme]} & {*what_if.themes_lost}
        )
        open_, thin = questions_lost(self.agenda, {source}) if self.agenda else ((), ())
        behavioural = bool(profile.events and not profile.verbatims)
        with_data, of_months = newest_months(profile)
        gap = 30.4 * of_months / max(with_data, 1)
        allowed = max(90.0 if profile.source.cadence == "continuous" else 270.0, 3 * gap)
        total = max(int(self.spoken.total[at]), 1)
        others = _others(profile, self.profiles, self.copies, self.at)
        change = self._change(profile, behavioural, 1.0)
        only = self._only_voice_of(profile)
        quarter = float(self.spoken.before[at]) / 4
        copied, overlap = self.copies.get(source, ((), 0.0))
        grounds = Grounds(
            heard=profile.voices or profile.events,
            behavioural=behavioural,
            rejected=profile.rejects / max(profile.rows, 1),
            any_rejected=profile.rejects > 0,
            overlap=overlap,
            lost=len(lost) + len(open_),
            alone=len(alone),
            weakened=len(weakened) + len(thin),
            silence=_silence(profile, allowed),
            echoed=self._echoed(at, others) / total,
            felt=int(self.spoken.felt[at]) / total if self.spoken.judged[at] else None,
            usual_felt=self._usual_felt(at),
            laments=self._laments(at, (*lost, *alone)),
            dear=self._times_median(source, self.costs),
            dated=profile.dated,
            weights_off=bool(profile.weights_off),
            cadence=profile.source.cadence,
            purpose=profile.source.purpose,
            months=profile.months_with_data,
            gapless=with_data / max(of_months, 1),
            days=profile.days_since_last,
            points=change.points,
            dwindling=_dwindling(int(self.spoken.lately[at]), quarter),
            only_voice=bool(only[0]),
            comparable=not any(
                c.sources == (source,) and c.severity == "not comparable" and c.code not in _JUDGED_ELSEWHERE
                for c in self.caveats
            ),
        )
        elsewhere = self.found.stands[:, others].any(axis=1)
        return SourceFacts(
            profile=profile,
            grounds=grounds,
            what_if=what_if,
            lost=lost,
            alone=alone,
            weakened=weakened,
            questions_lost=open_,
            questions_weakened=thin,
            answers=self._answers(source),
            of_questions=len(self.agenda.questions) if self.agenda else 0,
            worth=self.worth[source],
            part=self._part(source),
            shifted=len({*what_if.themes_lost, *what_if.themes_weakened} - {*lost, *weakened}),
            stands_for=tuple(sorted(own)),
            echoes=tuple(self.found.themes[row] for row in np.flatnonzero(elsewhere)),
            stands_in=int((self.found.stands[:, at] & self.top).sum()),
            of_themes=int(self.finest.sum()),
            confirmed=float(self.spoken.passages[elsewhere, at].sum()) / total,
            themed=float(self.spoken.passages[:, at].sum()) / total,
            shared=self.shared[source],
            copied=copied,
            per_month=(profile.voices or profile.events) / max(profile.months_in_period, 1),
            cost_per_voice=self.costs[source],
            cost_per_theme=self.per_theme[source],
            times_median_per_theme=self._times_median(source, self.per_theme),
            gap=gap,
            allowed=allowed,
            change=change,
            mended=self._change(profile, behavioural, 1 / max(profile.dated, 1 / max(profile.voices, 1))),
            usual_quarter=quarter,
            even=1 / max(sum(1 for p in self.profiles if p.voices), 1),
            compares_mended=_compares(profile, self.profiles, [c for c in self.caveats if c.code != "weights"])[0],
            compares=_compares(profile, self.profiles, self.caveats),
            only_voice_of=only,
            groups_elsewhere=any(p.segments for p in self.profiles if p is not profile),
            costs_elsewhere=any(p.source.cost_per_year is not None for p in self.profiles if p is not profile),
        )

    def _change(self, profile: SourceProfile, behavioural: bool, more: float) -> Sensitivity:
        """The smallest change the source can show, with ``more`` times as many dated records as it has."""
        source = profile.source.id
        at, months = self.at[source], max(profile.months_in_period, 1)
        average = 3 * (profile.voices or profile.events) * profile.dated / months
        if behavioural:
            return Sensitivity("events", "", 0.0, average * more, rules.smallest_detectable_events(average * more))
        lately = float(self.spoken.lately[at]) / 2
        recent = profile.source.cadence == "continuous" and months > 6 and (lately or self.spoken.before[at])
        quarter = (lately if recent else average) * more
        kind, of, share = self._wanted(source)
        return Sensitivity(kind, of, share, quarter, rules.smallest_detectable_change(quarter, share))

    def _wanted(self, source: str) -> tuple[str, str, float]:
        """What should change and its share of the source's voices: the agenda's first question that it speaks to, else
        the theme it speaks of most, those that recur first."""
        at = self.at[source]
        of_voices = max(int(self.heard.of_voices[at]), 1)
        if self.agenda is not None and source in self.agenda.sources:
            own = self.agenda.sources.index(source)
            ranked = sorted(
                (-self.agenda.weights[q], -int(self.agenda.voices[q, own]), self.agenda.questions[q])
                for q in np.flatnonzero(self.agenda.stands[:, own])
            )
            if ranked:
                return "question", ranked[0][2], min(-ranked[0][1] / of_voices, 1.0)
        here = np.flatnonzero(self.found.stands[:, at] & self.top)
        ranked_themes = sorted(
            (not self.found.recurs[row], -int(self.voices[row, at]), self.found.themes[row]) for row in here
        )
        if ranked_themes:
            return "theme", ranked_themes[0][2], min(-ranked_themes[0][1] / of_voices, 1.0)
        return "none", "", TYPICAL_SHARE

    def _echoed(self, at: int, others: list[int]) -> float:
        """The source's passages, each counted by how far another source dwells on its theme as it does."""
        shares = self.voices / np.maximum(self.heard.of_voices, 1)[None, :]
        beside = np.where(self.found.stands, shares, 0.0)[:, others].max(axis=1, initial=0.0)
        own = np.maximum(shares[:, at], 1e-12)
        return float(self.spoken.passages[:, at] @ np.minimum(1.0, ECHO * beside / own))

    def _usual_felt(self, at: int) -> float:
        """The share of passages that praise or blame in the median of the other sources; 0 with fewer than two."""
        ample = (self.spoken.judged > 0) & (self.spoken.total >= rules.SMALLEST_SAMPLE)
        ample[at] = False
        shares = self.spoken.felt[ample] / self.spoken.total[ample]
        return float(np.median(shares)) if len(shares) >= 2 else 0.0

    def _laments(self, at: int, lost: tuple[str, ...]) -> bool:
        """Whether a theme that only the source speaks of is complained of more than praised, beyond chance (5 %)."""
        rows = [self.found.themes.index(theme) for theme in lost]
        spread = np.sqrt(np.maximum(self.voices[rows, at], 1))
        return bool((self.spoken.balance[rows, at] < -_ONE_SIDED * spread).any())

    def _answers(self, source: str) -> tuple[str, ...]:
        if self.agenda is None:
            return ()
        stands = self.agenda.stands[:, self.agenda.sources.index(source)]
        return tuple(question for question, here in zip(self.agenda.questions, stands, strict=True) if here)

    def _part(self, source: str) -> float:
        own, all_ = self.worth[source], self.worth.values()
        whole = sum(w.coverage for w in all_) + sum(w.agenda for w in all_)
        return (own.coverage + own.agenda) / whole if whole else 0.0

    def _cost_per_theme(self, profile: SourceProfile) -> float | None:
        carried = self.worth[profile.source.id].themes * int(self.finest.sum())
        cost = profile.source.cost_per_year
        return cost / carried if cost is not None and carried else None

    def _times_median(self, source: str, costs: Mapping[str, float | None]) -> float | None:
        others = [cost for other, cost in costs.items() if other != source and cost]
        cost = costs[source]
        return cost / median(others) if cost and others else None

    def _only_voice_of(self, profile: SourceProfile) -> tuple[str, float]:
        speaking = [p for p in self.profiles if p.voices and p.source.id not in self.copies]
        if profile not in speaking or not any(p.with_segment >= NAMED for p in speaking if p is not profile):
            return "", 0.0  # where nobody else says who speaks, the group may speak anywhere
        best = ("", 0.0)
        for group, count in sorted(profile.segments.items()):
            share = count / sum(p.segments.get(group, 0) for p in speaking)
            if count >= rules.SMALLEST_SAMPLE and share >= ALONE and share > best[1]:
                best = (group, share)
        return best


def _others(
    profile: SourceProfile,
    profiles: Sequence[SourceProfile],
    copies: Mapping[str, tuple[tuple[str, ...], float]],
    at: Mapping[str, int],
) -> list[int]:
    """Places of the sources that can confirm this one: not what it copies, nor what copies it."""
    source = profile.source.id
    alike = {source, *copies.get(source, ((), 0.0))[0], *(c for c, (of, _) in copies.items() if source in of)}
    return [at[p.source.id] for p in profiles if p.source.id not in alike]


def _compares(profile: SourceProfile, profiles: Sequence[SourceProfile], caveats: Sequence[Caveat]) -> tuple[int, int]:
    source = profile.source.id
    others = {p.source.id for p in profiles if p.voices} - {source}
    grave = [c for c in caveats if c.severity == "not comparable" and source in c.sources]
    if any(c.sources == (source,) for c in grave):
        return 0, len(others)
    return len(others - {other for c in grave for other in c.sources}), len(others)


def _cost_per_voice(profile: SourceProfile) -> float | None:
    """Euros a voice a year: the yearly cost over the voices of an average year of its period (at least one year)."""
    cost, heard = profile.source.cost_per_year, profile.voices
    if cost is None or not heard:
        return None
    years = max(profile.months_in_period / 12, 1.0)
    return cost / (heard / years)


def _silence(profile: SourceProfile, allowed: float) -> float:
    """How long a source that should deliver has been silent, over three times its rhythm (at least 90 or 270 days)."""
    if profile.source.cadence == "one-off" or profile.days_since_last is None:
        return 0.0
    return profile.days_since_last / allowed


def _dwindling(lately: int, usual_quarter: float) -> bool:
    """Whether the last two quarters brought less than half of what was usual, beyond chance (one-sided, 1 %)."""
    from scipy.stats import poisson

    expected = 2 * usual_quarter
    return lately < rules.DWINDLED * expected and float(poisson.cdf(lately, expected)) < 0.01
