"""Track, keep, fix or retire: the rules, over the figures a verdict hangs on and nothing else.

A source earns its place by what it adds to all the others, not by existing. Rules are read from top to bottom and the
first that applies decides. Where the figures come from is for ``facts``, how sure they are for ``stability``, and how a
verdict is explained for ``reasons``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from insight_synth.model import Cadence, Purpose, Verdict

COPY = 0.6  # share of what a source says that the same voices say elsewhere, from which on it is a copy
UNFELT = 0.7  # times as often as other sources a source must praise or blame not to be noise, if …
NOISE = 2 / 3  # … that and the share of it others echo lie below this on average, and it complains of nothing alone
THIN = 50  # voices below which a source carries little weight
COSTLY = 4.0  # times the median cost per voice
CHEAP = 0.5  # likewise, up to which a source is called cheap
UNSURE = 0.6  # share of resamples below which it is said what else the verdict might be
CONFIRMED = 0.5  # share of passages from which on it speaks for a source that others confirm them
DATED = 0.8  # share of records with a date a source must have to be laid over time
REJECTED = 0.1  # share of rows rejected from which on a source is faulty
TRACK_MONTHS = 12  # with data, for a series to show seasons apart from change
GAPLESS = 0.8  # share of months with data
TIMELY = 62  # days that the newest record of a series may lie back
DETECTABLE = 25.0  # percentage points between two quarters that a tracked source must be able to show: a voice in four
DETECTABLE_EVENTS = 50.0  # percent by which the events of a quarter must be able to be seen to move
DWINDLED = 0.5  # of the voices a quarter of the year before, below which a source dies away
STALE = 1096  # days, three years, after which what was collected once is too old to lean on
SMALLEST_SAMPLE = 30  # voices below which a source's shares compare with nobody's
DETECTS = 2.8016  # normal quantiles of a two-sided 5 % test with 80 % power, added: 1.9600 + 0.8416

Adds = Literal["unique", "weakens", "nothing"]


@dataclass(frozen=True, slots=True)
class Grounds:
    """The figures that a verdict on one source hangs on."""

    heard: int  # voices, or events where it has no verbatims
    behavioural: bool  # events, and not a word
    rejected: float  # share of its rows
    any_rejected: bool
    overlap: float  # share of what it says that the same voices say in the sources it copies; 0 where it is no copy
    lost: int  # themes and questions that only it covers
    alone: int  # further themes that stand in no other source now, though they would once it is gone
    weakened: int  # those left with one witness without it
    silence: float  # days since its newest record over the days it may be silent; 0 where it owes nothing
    echoed: float  # share of its passages that others dwell on as it does
    felt: float | None  # share of its passages that praise or blame; None where it can't be told
    usual_felt: float  # the same in the median of the other sources; 0 where there are too few to tell
    laments: bool  # whether a theme that only it speaks of is complained about
    dear: float | None  # its cost per voice over the median of the others
    dated: float
    weights_off: bool
    cadence: Cadence
    purpose: Purpose
    months: int  # with data
    gapless: float  # share of the months of its period with data
    days: int | None  # since its newest record
    points: float  # smallest change it can show between two quarters; percent of its events where it has those
    dwindling: bool
    only_voice: bool  # whether hardly anyone else speaks for one of the customer groups
    comparable: bool  # whether its shares can be laid beside any others at all

    @property
    def adds(self) -> Adds:
        """What it adds to all the others together."""
        return "unique" if self.lost else "weakens" if self.weakened else "nothing"

    @property
    def spare(self) -> bool:
        """Whether nothing at all hangs on it, not even a theme or customer group that hardly anyone else speaks for."""
        return self.adds == "nothing" and not self.alone and not self.only_voice

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with what it delivers and can be mended."""
        found = ["weights-off"] if self.weights_off else []
        if self.dated < DATED and self.cadence != "one-off":
            found.append("undated")
        if self.rejected >= REJECTED:
            found.append("rejects")
        if self.dwindling and self.cadence == "continuous":
            found.append("dwindling")
        return tuple(found)

    @property
    def noisy(self) -> bool:
        if self.felt is None or not self.usual_felt or self.laments or self.heard < THIN:
            return False
        feels = self.felt / self.usual_felt
        return feels < UNFELT and (feels + self.echoed) / 2 < NOISE

    @property
    def timely(self) -> bool:
        return self.days is not None and self.days <= TIMELY

    @property
    def stale(self) -> bool:
        """Whether it was collected once, and so long ago that much may have changed since."""
        return self.cadence == "one-off" and self.days is not None and self.days > STALE

    @property
    def mended(self) -> Grounds:
        """The same without its faults."""
        return replace(self, weights_off=False, dated=1.0, rejected=0.0, dwindling=False)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules say, and which reasons decided; "adds" stands for what it adds."""

    verdict: Verdict
    codes: tuple[str, ...]
    hinges: bool = False  # holds only while the themes recur without the other sources that go


def ruling(grounds: Grounds) -> Ruling:
    """The first rule that applies."""
    if not grounds.heard:
        return Ruling("fix", ("rejects",)) if grounds.any_rejected else Ruling("retire", ("empty",))
    if grounds.behavioural:
        return _on_behaviour(grounds)
    if grounds.overlap >= COPY:
        return Ruling("fix" if grounds.lost else "retire", ("copy-of", "adds"))
    if grounds.silence > 1:
        return Ruling("retire" if grounds.adds == "nothing" else "fix", ("stopped", "adds"))
    if grounds.noisy:
        return Ruling("fix" if grounds.weakened else "retire", ("noise", "adds"))
    if grounds.stale:
        return Ruling("retire" if grounds.spare else "fix", ("stale", "adds"))
    if grounds.heard < THIN and (grounds.dear or 0.0) >= COSTLY:
        if grounds.adds == "nothing":
            return Ruling("retire", ("costly", "thin", "adds"))
        if grounds.cadence != "one-off":  # what was collected once is paid for
            return Ruling("fix", ("costly", "thin", "adds"))
    if grounds.faults:
        return Ruling("fix", (*grounds.faults, "adds"))
    return _of_use(grounds)


def why_not_tracked(grounds: Grounds) -> tuple[str, ...]:
    """What keeps a sound source from being tracked, the hardest to change first; empty where nothing does.

    What comes once or in waves is no series, so nothing is said of gaps and quarters there.
    """
    series = grounds.cadence == "continuous"
    found = {
        "one-off": grounds.cadence == "one-off",
        "periodic": grounds.cadence == "periodic",
        "secondary": grounds.purpose == "secondary" and not grounds.behavioural,
        "late": series and not grounds.timely,
        "few-months": series and grounds.months < TRACK_MONTHS,
        "gaps": series and grounds.gapless < GAPLESS,
        "detects": series and grounds.points > (DETECTABLE_EVENTS if grounds.behavioural else DETECTABLE),
        "not-comparable": not grounds.comparable,
        "thin": not grounds.behavioural and grounds.heard < SMALLEST_SAMPLE,
    }
    return tuple(code for code, holds in found.items() if holds)


def smallest_detectable_change(per_quarter: float, share: float) -> float:
    """Percentage points by which a share must move between two quarters to be seen.

    Two proportions of ``per_quarter`` voices each, 5 % two-sided, 80 % power, the variance that of ``share`` (Fleiss,
    Levin and Paik 2003, ch. 4; Cohen 1988, ch. 2 with d = change / √(p(1−p))); 100 where there is next to nothing to
    count.
    """
    if per_quarter < 1:
        return 100.0
    return min(100.0, 100 * DETECTS * math.sqrt(2 * share * (1 - share) / per_quarter))


def voices_needed(share: float, points: float = DETECTABLE) -> int:
    """Voices a quarter from which on a change of ``points`` can be seen: the formula above, the other way round."""
    return max(1, math.ceil(2 * share * (1 - share) * (100 * DETECTS / points) ** 2))


def smallest_detectable_events(per_quarter: float) -> float:
    """Percent by which the events of a quarter must move to be seen: two Poisson counts, 5 % two-sided, 80 % power."""
    return min(100.0, 100 * DETECTS * math.sqrt(2 / per_quarter)) if per_quarter >= 1 else 100.0


def _on_behaviour(grounds: Grounds) -> Ruling:
    """Its purpose does not count here: what customers do is always recorded for another reason."""
    faults = tuple(fault for fault in grounds.faults if fault != "weights-off")
    if grounds.dated < DATED and "undated" not in faults:
        faults = ("undated", *faults)
    if grounds.silence > 1:
        return Ruling("fix", ("stopped", "behavioural"))
    if faults:
        return Ruling("fix", (*faults, "behavioural"))
    against = why_not_tracked(grounds)
    if not against:
        return Ruling("track", ("behavioural", "continuous", "fresh", "detects"))
    return Ruling("keep", ("behavioural", *against))


def _of_use(grounds: Grounds) -> Ruling:
    """The verdict on a source that delivers what it should."""
    against = why_not_tracked(grounds)
    if not against:
        return Ruling("track", ("continuous", "fresh", "detects", "adds"))
    if grounds.spare and (grounds.cadence == "one-off" or grounds.heard < THIN):
        return Ruling("retire", ("adds", "one-off" if grounds.cadence == "one-off" else "thin"), hinges=True)
    return Ruling("keep", ("adds", *against))
