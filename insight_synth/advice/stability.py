"""How sure a verdict is: the share of resamples of the voices in which the same rules come to the same verdict.

A Poisson bootstrap (Hanley and MacGibbon 2006; Chamandy et al. 2012, "Estimating uncertainty for massive data
streams"): every voice comes 0, 1, 2 … times, so the voices of a theme in a source are drawn from a Poisson distribution
around those that were heard, and the shares a verdict hangs on from binomial ones. A theme that stands by few voices
more than it needs stands in some resamples and not in others. Which voices two sources share is left as it is.

What this tells is how far the verdict hangs on who happened to be heard, not whether the rules are right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from insight_synth.advice import rules
from insight_synth.advice.known import SourceFacts
from insight_synth.advice.rules import Grounds
from insight_synth.evidence import Heard, Witnesses
from insight_synth.model import Verdict

Truth = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

RESAMPLES = 200
STRAYS = 0.05
"""Share of voices reckoned to have been sorted into a theme wrongly, to tell how near a theme is to its limit: half of
them by how much the theme is spoken of, half the same for every theme."""
_VERDICTS = 4  # as many resamples are added, one of them with the verdict (Laplace's rule)

ORDER: tuple[Verdict, ...] = ("track", "keep", "fix", "retire")

Decide = Callable[[Sequence[Grounds], "Bench"], Sequence[Verdict]]


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure a verdict is, and between which two it hangs. Shares of resamples, above 0 and below 1."""

    share: float  # with the verdict
    rival: Verdict | None  # the other verdict that comes most often; None where no resample has another
    rival_share: float


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """In which sources each theme stands, and which bear it out together; asked what goes with a source."""

    stands: Truth  # (n_themes, n_sources)
    pairs: Truth  # (n_themes, n_sources, n_sources) standing apart, of themes that may recur

    def lost_and_weakened(self) -> tuple[Whole, Whole]:
        """(n_sources,) themes that stand in no source without each, and themes no pair of sources bears out then."""
        alone = self.stands & (self.stands.sum(axis=1, keepdims=True) == 1)
        of_source = self.pairs.sum(axis=2)
        all_pairs = of_source.sum(axis=1, keepdims=True) // 2
        weakened = (of_source > 0) & (of_source == all_pairs) & ~alone
        return alone.sum(axis=0), weakened.sum(axis=0)

    def needs(self, gone: Sequence[int], source: int) -> tuple[int, int]:
        """Themes lost and weakened when ``source`` goes too, once those in ``gone`` have gone."""
        left = np.ones(self.stands.shape[1], dtype=np.bool_)
        left[list(gone)] = False
        if not left[source]:
            return 0, 0
        here = self.stands[:, source] & left[source]
        rows = np.flatnonzero(here)
        others = left.copy()
        others[source] = False
        lost = ~self.stands[np.ix_(rows, np.flatnonzero(others))].any(axis=1)
        with_it = self.pairs[rows][:, source][:, others].any(axis=1)
        without = self.pairs[rows][:, others][:, :, others].any(axis=(1, 2))
        return int(lost.sum()), int((with_it & ~without & ~lost).sum())


def confidence(
    facts: Sequence[SourceFacts],
    heard: Heard,
    found: Witnesses,
    verdicts: Sequence[Verdict],
    decide: Decide,
) -> tuple[Sureness, ...]:
    """How sure the verdict on each source is, in the order of ``facts``.

    Args:
        facts: what is known of each source.
        heard: who speaks of what, and where.
        found: the witnesses of ``heard``.
        verdicts: what was decided on each source.
        decide: decides on all sources by their grounds and what they stand for together.

    The agenda's questions are not drawn anew: those lost and weakened without a source stay as they are.
    """
    order = sorted(range(len(facts)), key=lambda at: facts[at].id)  # the draws go by id, whatever the order given
    rng = np.random.default_rng(0)
    drawn = _standing(heard, found, rng)
    noise = {facts[at].id: _Draws.of(facts[at], rng) for at in order}
    place = [heard.sources.index(entry.id) for entry in facts]
    came = np.zeros((len(facts), len(ORDER)), dtype=np.int64)
    for n in range(RESAMPLES):
        stands = drawn[n]
        pairs = found.apart & found.recurs[:, None, None] & stands[:, :, None] & stands[:, None, :]
        bench = Bench(stands, pairs)
        lost, weakened = bench.lost_and_weakened()
        grounds = [
            noise[entry.id].grounds(n, entry, int(lost[at]), int(weakened[at]))
            for entry, at in zip(facts, place, strict=True)
        ]
        for at, verdict in enumerate(decide(grounds, bench)):
            came[at, ORDER.index(verdict)] += 1
    return tuple(_sureness(counts, verdict) for counts, verdict in zip(came.tolist(), verdicts, strict=True))


def _sureness(came: Sequence[int], verdict: Verdict) -> Sureness:
    def share(count: int) -> float:
        return round((count + 1) / (RESAMPLES + _VERDICTS), 3)

    of = dict(zip(ORDER, came, strict=True))
    rival = max((other for other in ORDER if other != verdict), key=lambda other: of[other])
    return Sureness(share(of[verdict]), rival if of[rival] else None, share(of[rival]))


def _standing(heard: Heard, found: Witnesses, rng: np.random.Generator) -> Truth:
    """(RESAMPLES, n_themes, n_sources) whether a theme stands in a source by the voices that were drawn."""
    voices = heard.voices(central=True)
    enough = _enough(heard, found, voices)
    drawn = rng.poisson(voices, (RESAMPLES, *voices.shape))
    result: Truth = drawn >= enough
    return result


def _enough(heard: Heard, found: Witnesses, voices: Whole) -> Whole:
    """(n_themes, n_sources) voices from which on a theme stands: about as many as strays would not give, and never at
    odds with where it was found to stand."""
    from scipy.stats import poisson

    if not len(voices):
        return voices
    share = voices.sum(axis=1) / max(int(voices.sum()), 1)
    strays = STRAYS * np.outer((share + share.mean()) / 2, voices.sum(axis=0))
    limit = np.maximum(poisson.isf(0.01, strays) + 1, 2).astype(np.int64)
    bounded: Whole = np.where(found.stands, np.minimum(limit, np.maximum(voices, 1)), np.maximum(limit, voices + 1))
    return bounded


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """What the shares of one source come to in every resample."""

    heard: Whole
    dated: npt.NDArray[np.float64]
    rejected: npt.NDArray[np.float64]
    overlap: npt.NDArray[np.float64]
    felt: npt.NDArray[np.float64]
    echoed: npt.NDArray[np.float64]
    points: npt.NDArray[np.float64]

    @classmethod
    def of(cls, facts: SourceFacts, rng: np.random.Generator) -> _Draws:
        profile, grounds, change = facts.profile, facts.grounds, facts.change
        heard = rng.poisson(grounds.heard, RESAMPLES)

        def share(value: float, of: int) -> npt.NDArray[np.float64]:
            return np.asarray(rng.binomial(max(of, 1), min(max(value, 0.0), 1.0), RESAMPLES) / max(of, 1))

        quarter = rng.poisson(change.per_quarter, RESAMPLES).astype(np.float64)
        speaks = share(change.share, round(change.per_quarter) * 4)
        if grounds.behavioural:
            points = np.array([rules.smallest_detectable_events(n) for n in quarter.tolist()])
        else:
            pairs = zip(quarter.tolist(), speaks.tolist(), strict=True)
            points = np.array([rules.smallest_detectable_change(n, s) for n, s in pairs])
        return cls(
            heard=heard,
            dated=share(grounds.dated, profile.verbatims or profile.events),
            rejected=share(grounds.rejected, profile.rows),
            overlap=share(grounds.overlap, profile.voices),
            felt=share(grounds.felt or 0.0, profile.mentions),
            echoed=share(grounds.echoed, profile.mentions),
            points=points,
        )

    def grounds(self, n: int, facts: SourceFacts, lost: int, weakened: int) -> Grounds:
        """The grounds in resample ``n``."""
        told = facts.grounds
        return replace(
            told,
            heard=int(self.heard[n]) if told.heard else 0,
            rejected=float(self.rejected[n]),
            overlap=float(self.overlap[n]),
            lost=lost + len(facts.questions_lost),
            weakened=weakened + len(facts.questions_weakened),
            echoed=float(self.echoed[n]),
            felt=None if told.felt is None else float(self.felt[n]),
            dated=float(self.dated[n]),
            points=float(self.points[n]),
        )
