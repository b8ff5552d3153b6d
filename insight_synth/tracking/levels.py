"""Levels of counts by source and month: every source at its own level, all of them moved alike.

A binomial model with a logit link for shares, a Poisson model with a log link for counts per unit (McCullagh and Nelder
1989, ch. 4 and 6). Several models of one size are fitted at a time: it is what the search for changes is made of. What
is a change is decided in ``changes``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Family = Literal["share", "rate"]

_ROUNDS = 40
_NEAR = 1e-7
_STEP = 1.5  # at most, in one round: keeps rounds from running away where a share is 0 or 1
_EDGE = 12.0  # on the scale of the link: a share of 6 in a million is none


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Fitted models; C models, S sources, T months, K terms each."""

    of_source: Floats  # (C, S) on the scale of the link
    terms: Floats  # (C, K) how far each term moves all sources, on the scale of the link
    expected: Floats  # (C, S, T) counts
    variance: Floats  # (C, S, T) of the counts, if chance alone is at work
    log_likelihood: Floats  # (C,) but for what no level changes


def fitted(counts: Floats, of: Floats, terms: Floats, family: Family) -> Levels:
    """The likeliest levels under each of several models.

    Args:
        counts: (S, T); no row all zero, nor, of shares, all of ``of``.
        of: (S, T) what they are counted of; 0 where the source delivered nothing.
        terms: (C, K, T) what moves the sources in each model; K may be 0.
        family: whether ``counts / of`` is a share or a rate.
    """
    models, number = terms.shape[:2]
    total = counts.sum(axis=1) / of.sum(axis=1)
    start = np.log(total / (1 - total)) if family == "share" else np.log(total)
    levels = np.repeat(start[None, :], models, axis=0)
    moved = np.zeros((models, number))
    for _ in range(_ROUNDS):
        expected, weight = _moments(_linear(levels, moved, terms), of, family)
        residual = counts - expected
        own = weight.sum(axis=2) + 1e-12  # (C, S)
        slope = residual.sum(axis=2)
        cross = weight @ terms.transpose(0, 2, 1)
        of_month = terms * weight.sum(axis=1)[:, None, :]
        inner = of_month @ terms.transpose(0, 2, 1) - cross.transpose(0, 2, 1) @ (cross / own[..., None])
        outer = (terms @ residual.sum(axis=1)[..., None] - cross.transpose(0, 2, 1) @ (slope / own)[..., None])[..., 0]
        inner += 1e-9 * np.eye(number)
        by = np.linalg.solve(inner, outer[..., None])[..., 0] if number else outer
        by = np.clip(by, -_STEP, _STEP)
        after = np.clip(moved + by, -_EDGE, _EDGE)
        by, moved = after - moved, after
        lift = np.clip((slope - (cross @ by[..., None])[..., 0]) / own, -_STEP, _STEP)
        raised = np.clip(levels + lift, -2 * _EDGE, 2 * _EDGE)
        lift, levels = raised - levels, raised
        if max(np.abs(by).max(initial=0.0), np.abs(lift).max(initial=0.0)) < _NEAR:
            break
    linear = _linear(levels, moved, terms)
    expected, weight = _moments(linear, of, family)
    loss = of * np.logaddexp(0.0, linear) if family == "share" else expected
    return Levels(levels, moved, expected, weight, (counts * linear - loss).sum(axis=(1, 2)))


def value_of(levels: Floats, family: Family) -> Floats:
    """Shares or rates from levels on the scale of the link."""
    return 1 / (1 + np.exp(-levels)) if family == "share" else np.exp(levels)


def _linear(levels: Floats, moved: Floats, terms: Floats) -> Floats:
    return levels[:, :, None] + (moved[:, None, :] @ terms)


def _moments(linear: Floats, of: Floats, family: Family) -> tuple[Floats, Floats]:
    value = value_of(linear, family)
    expected = of * value
    return expected, expected * (1 - value) if family == "share" else expected
