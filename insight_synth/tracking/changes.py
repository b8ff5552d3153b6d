"""When a level changed: steps that last, months that stand out, slow drifts, and what comes back every year.

Works on counts alone, by source and month, so that a source that begins, ends or falls silent does not look like a
change. Where the counts come from is for ``indicators``; how far beyond chance a single month lies, for ``charts``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from insight_synth.model.effect import ChangePoint
from insight_synth.tracking.levels import Family, Floats, Levels, fitted, value_of
from insight_synth.tracking.searching import Span, chance_of_best, spans

__all__ = ["FALSE_ALARMS", "changes"]

FALSE_ALARMS = 0.05  # of series in which nothing changed, at most so many show a change
FEWEST_MONTHS = 6
FEWEST_COUNTS = 10
MOST = 6  # changes of one series: more is noise that no model of levels describes
SURE = 0.95
TIE = 0.1  # what the belief in a month alone counts beside that in it and its neighbours


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What is searched: sources that tell, months in which any of them delivered."""

    counts: Floats  # (S, T)
    of: Floats  # (S, T)
    months: tuple[str, ...]
    family: Family

    def fit(self, terms: Floats) -> Levels:
        return fitted(self.counts, self.of, terms, self.family)


def changes(
    counts: npt.ArrayLike, of: npt.ArrayLike, months: Sequence[str], *, family: Family = "share"
) -> tuple[ChangePoint, ...]:
    """The changes of level in a series, in the order of months.

    Step by step the clearest change is taken into a model of levels (binary segmentation, Scott and Knott 1974, with
    all changes fitted together), until the next would be clearer than chance makes any in fewer than 1 of 20 series
    without a change. Of a step that chance is Worsley's bound on the greatest likelihood ratio (Worsley 1983). Where
    months scatter more than chance has it, likelihood ratios are tempered by how much more.

    Args:
        counts: (T,) or (S, T) voices that speak of it, or events, by source and month.
        of: the same shape: all voices, or units; 0 where a source delivered nothing, whatever ``counts`` is there.
        months: T months, ``2025-03``, each following the one before.
        family: ``share`` of counts out of ``of``, or ``rate`` of counts per unit.

    Raises:
        ValueError: shapes differ, or a count is negative or, of a share, above what it is of.
    """
    seen = _seen(np.atleast_2d(np.asarray(counts, float)), np.atleast_2d(np.asarray(of, float)), months, family)
    if len(seen.months) < FEWEST_MONTHS or seen.counts.sum() < FEWEST_COUNTS or not len(seen.counts):
        return ()
    found: list[Span] = []
    while len(found) < MOST:
        better = _next(seen, found)
        if better is None:
            break
        found = _settled(seen, [*found, *better])
    return _told(seen, _kept(seen, found))


def _seen(counts: Floats, of: Floats, months: Sequence[str], family: Family) -> _Seen:
    if counts.shape != of.shape or counts.shape[1] != len(months):
        raise ValueError(f"counts {counts.shape}, of {of.shape} and {len(months)} months do not go together")
    counts = np.where(of > 0, counts, 0.0)
    if (counts < 0).any() or (of < 0).any() or (family == "share" and (counts > of).any()):
        raise ValueError("a count is negative or above what it is of")
    tells = (counts.sum(axis=1) > 0) & ((of > 0).sum(axis=1) > 1)
    if family == "share":
        tells &= counts.sum(axis=1) < of.sum(axis=1)
    counts, of = counts[tells], of[tells]
    heard = of.sum(axis=0) > 0
    return _Seen(counts[:, heard], of[:, heard], tuple(m for m, h in zip(months, heard, strict=True) if h), family)


def _columns(seen: _Seen, found: Sequence[Span]) -> Floats:
    """(K, T) the terms of a model."""
    return np.concatenate([np.zeros((0, len(seen.months))), *(span.terms(seen.months) for span in found)])


def _scattered(seen: _Seen, fit: Levels) -> float:
    """Pearson's statistic of the months: how far they lie from the model, in variances."""
    deviations = (seen.counts - fit.expected[0]).sum(axis=0)
    return float((deviations**2 / (fit.variance[0].sum(axis=0) + 1e-12)).sum())


def _tempered(gain: float, scattered: float, freedom: int) -> float:
    """A likelihood ratio statistic as chance alone would have it, where months scatter more than chance has it.

    Divided by the dispersion, Pearson's statistic over its degrees of freedom (McCullagh and Nelder 1989, sec. 4.5),
    and brought from Student's t, which an estimated dispersion calls for, to the normal.
    """
    from scipy.special import ndtri_exp, stdtr

    dispersion = scattered / max(freedom, 1)
    if dispersion <= 1 or gain <= 0:
        return max(gain, 0.0)
    tail = float(stdtr(max(freedom, 1), -np.sqrt(gain / dispersion)))
    return float(ndtri_exp(np.log(max(tail, 1e-300)))) ** 2


def _next(seen: _Seen, found: Sequence[Span]) -> list[Span] | None:
    """What to add to ``found``: of all candidates the least likely by chance, where that is unlikely enough."""
    base = seen.fit(_columns(seen, found)[None])
    scattered, freedom = _scattered(seen, base), len(seen.months) - 1 - base.terms.shape[1]
    best: tuple[float, list[Span]] | None = None
    for family, candidates in spans(seen.months).items():
        fresh = [span for span in candidates if span not in found]
        near = _screened(base, seen, found, fresh, most=24)
        if not near:
            continue
        gains = np.maximum(0.0, _likelihoods(seen, found, near) - base.log_likelihood[0]) * 2
        at = int(np.argmax(np.round(gains, 9)))
        more = len(near[at].terms(seen.months))
        gain = _tempered(float(gains[at]), max(0.0, scattered - float(gains[at])), freedom - more)
        chance = chance_of_best(family, gain, _information(base), len(candidates))
        if best is None or chance < best[0]:
            best = chance, near[at].parts(len(seen.months))
    return best[1] if best is not None and best[0] <= np.log(FALSE_ALARMS) else None


def _likelihoods(seen: _Seen, found: Sequence[Span], more: Sequence[Span]) -> Floats:
    """(C,) the log-likelihood of ``found`` with each of ``more``, which have as many terms each."""
    given = _columns(seen, found)
    return seen.fit(np.stack([np.concatenate([given, span.terms(seen.months)]) for span in more])).log_likelihood


def _screened(base: Levels, seen: _Seen, found: Sequence[Span], candidates: Sequence[Span], most: int) -> list[Span]:
    """The candidates worth fitting: the ``most`` of greatest score statistic (Rao 1948), in their order."""
    if len(candidates) <= 2 * most:
        return list(candidates)
    weight = base.variance[0]
    spread = np.diag(weight.sum(axis=0)) - weight.T @ (weight / (weight.sum(axis=1, keepdims=True) + 1e-12))
    given = _columns(seen, found)
    if len(given):
        shared = spread @ given.T
        spread = spread - shared @ np.linalg.pinv(given @ shared) @ shared.T
    rows = np.concatenate([span.terms(seen.months) for span in candidates])
    score = rows @ (seen.counts - base.expected[0]).sum(axis=0)
    told = score**2 / np.maximum(np.einsum("ct,ct->c", rows @ spread, rows), 1e-9)
    chosen = np.argsort(-np.round(told, 9), kind="stable")[:most]
    return [candidates[at] for at in sorted(chosen)]


def _information(base: Levels) -> Floats:
    """(T,) how much each month tells of the common level."""
    found: Floats = base.variance[0].sum(axis=0)
    return found


def _settled(seen: _Seen, found: list[Span]) -> list[Span]:
    """The same with every step put where it fits best beside the others, twice over."""
    for _ in range(2):
        for at, span in enumerate(found):
            if span.kind != "step":
                continue
            others = found[:at] + found[at + 1 :]
            places = _places(seen, others)
            found[at] = places[int(np.argmax(np.round(_likelihoods(seen, others, places), 9)))]
    return sorted(found)


def _places(seen: _Seen, others: Sequence[Span]) -> list[Span]:
    """Every month a step may begin beside ``others``: steps at least two months apart."""
    taken = {
        place for other in others if other.kind == "step" for place in (other.start - 1, other.start, other.start + 1)
    }
    return [span for span in spans(seen.months)["step"] if span.start not in taken]


def _kept(seen: _Seen, found: list[Span]) -> list[tuple[Span, float]]:
    """Those that are still clear beside all others, with the chance of each; the least clear goes first."""
    while found:
        whole = seen.fit(_columns(seen, found)[None])
        scattered, freedom = _scattered(seen, whole), len(seen.months) - 1 - whole.terms.shape[1]
        chances = []
        for at, span in enumerate(found):
            without = seen.fit(_columns(seen, found[:at] + found[at + 1 :])[None]).log_likelihood[0]
            gain = _tempered(2 * float(whole.log_likelihood[0] - without), scattered, freedom)
            rivals = len(spans(seen.months)[span.family])
            chances.append(chance_of_best(span.family, gain, _information(whole), rivals))
        worst = int(np.argmax(chances))
        if chances[worst] <= np.log(FALSE_ALARMS):
            return [(span, float(np.exp(min(0.0, chance)))) for span, chance in zip(found, chances, strict=True)]
        found = found[:worst] + found[worst + 1 :]
    return []


def _told(seen: _Seen, kept: Sequence[tuple[Span, float]]) -> tuple[ChangePoint, ...]:
    found = [span for span, _ in kept]
    if not found:
        return ()
    fit = seen.fit(_columns(seen, found)[None])
    dispersion = max(1.0, _scattered(seen, fit) / max(1, len(seen.months) - 1 - fit.terms.shape[1]))
    told = []
    for at, (span, chance) in enumerate(kept):
        first, month, last = span.start, span.start, span.stop - 1
        if span.family == "wave":
            month = _height(seen, fit, found, span)
        if span.kind == "step":
            first, month, last = _when(seen, found[:at] + found[at + 1 :], dispersion)
        before, after = _moved(seen, fit, found, span)
        told.append(
            ChangePoint(seen.months[month], span.kind, seen.months[first], seen.months[last], before, after, chance)
        )
    return tuple(sorted(told, key=lambda change: (change.month, change.kind)))


def _when(seen: _Seen, others: Sequence[Span], dispersion: float) -> tuple[int, int, int]:
    """The earliest, likeliest and latest month of a step beside ``others``.

    With every month as likely beforehand, a month is as likely as the data are under a step there (Smith 1975), at the
    levels that suit it best. The likeliest is the month that is so together with its two neighbours and, of two that
    are about as likely so, by itself.
    """
    places = _places(seen, others)
    likelihood = _likelihoods(seen, others, places) / dispersion
    belief = np.zeros(len(seen.months))
    belief[[place.start for place in places]] = np.exp(likelihood - likelihood.max())
    belief /= belief.sum()
    around = np.convolve(belief, np.ones(3), mode="same")
    month = int(np.argmax(np.round(around + TIE * belief, 9) * (belief > 0)))
    order = np.argsort(-np.round(belief, 9), kind="stable")
    needed = int(np.searchsorted(np.cumsum(belief[order]), SURE)) + 1
    within = [*order[:needed], month]
    return int(min(within)), month, int(max(within))


def _height(seen: _Seen, fit: Levels, found: Sequence[Span], wave: Span) -> int:
    """The first month in which a wave is highest."""
    before = sum(len(span.terms(seen.months)) for span in found[: found.index(wave)])
    return int(np.argmax(np.round(fit.terms[0, before : before + 2] @ wave.terms(seen.months), 9)))


def _moved(seen: _Seen, fit: Levels, found: Sequence[Span], span: Span) -> tuple[float, float]:
    """The level just before and after a change, all sources weighing as they do over the whole period."""
    lasting, own, at = np.zeros(len(seen.months)), np.zeros(len(seen.months)), 0
    for other in found:
        terms = other.terms(seen.months)
        by = fit.terms[0, at : at + len(terms)] @ terms
        at += len(terms)
        if other == span:
            own = by
        elif other.kind in ("step", "drift"):
            lasting += by
    if span.kind == "step":
        ends = (lasting + own)[[span.start - 1, span.start]]
    elif span.kind == "drift":
        ends = (lasting + own)[[0, -1]]
    elif span.kind == "spike":
        ends = lasting[span.start] + np.array([0.0, own[span.start]])
    else:
        order = own[np.argsort(np.abs(own), kind="stable")]
        ends = lasting.mean() + np.array([order[0] if span.family == "month of year" else -order[-1], order[-1]])
    weights = seen.of.sum(axis=1) / seen.of.sum()
    before, after = (float(weights @ value_of(fit.of_source[0] + by, seen.family)) for by in ends)
    return before, after
