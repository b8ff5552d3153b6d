"""Themes through time: a monthly series of voices, when a theme began or ended, and where it is heading.

Months are calendar months; a month without data is a zero, and shares are of all voices heard in that month, so that a
source which delivers more does not look like a theme that grows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from insight_synth.model import Mention, Series

FEWEST_MONTHS = 6  # of data for a beginning, an end or a trend to be told
QUIET = 3  # months in a row that must lie before a beginning, or after an end
CLEAR = 20.0  # log-likelihood ratio from which on a change of rate is told; 10 is "very strong" (Kass and Raftery 1995)
RATIO = 6.0  # times the rate must rise for a theme to have begun, or fall for it to have ended
TREND_MONTHS = 12  # the newest months in which a trend is looked for
TREND_Z = 2.5758  # two-sided 99 %: many themes are looked at, each with its own trend


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month from ``first`` to ``last`` (ISO dates or months), both included; empty where either is unknown."""
    if not first or not last:
        return ()
    year, month = int(first[:4]), int(first[5:7])
    found = []
    while f"{year:04d}-{month:02d}" <= last[:7]:
        found.append(f"{year:04d}-{month:02d}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found)


def monthly_voices(mentions: Iterable[Mention]) -> Mapping[str, frozenset[str]]:
    """``month → voices`` of the mentions that carry a date."""
    found: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.date:
            found[mention.date[:7]].add(mention.voice_id)
    return {month: frozenset(voices) for month, voices in sorted(found.items())}


def steady_sources(mentions: Iterable[Mention], months: Sequence[str]) -> frozenset[str]:
    """Sources heard in at least half of ``months``.

    Only among these does a theme begin, end or move: where a source begins, so does all that it speaks of.
    """
    heard: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.date:
            heard[mention.source].add(mention.date[:7])
    return frozenset(source for source, found in heard.items() if 2 * len(found) >= len(months))


def series(of_theme: Iterable[Mention], of_all: Mapping[str, frozenset[str]], months: Sequence[str]) -> Series:
    """The theme's voices a month, beside all voices heard that month.

    Args:
        of_theme: the theme's mentions.
        of_all: ``monthly_voices`` of all mentions.
        months: those of the workspace's period.
    """
    voices = monthly_voices(of_theme)
    return Series(
        months=tuple(months),
        voices=tuple(len(voices.get(month, ())) for month in months),
        of_voices=tuple(len(of_all.get(month, ())) for month in months),
    )


def started(found: Series) -> str:
    """The month in which the theme began, "" where it was there all along or the data do not tell.

    The split of the period with the greatest Poisson likelihood of two rates (before, after) over one; told only when
    the evidence is very strong, the rate rises at least sixfold and at least three months lie before it.
    """
    return _change(found, rising=True)


def ended(found: Series) -> str:
    """The first month in which the theme was no longer there, "" where it goes on. The mirror of ``started``."""
    return _change(found, rising=False)


def trend(found: Series) -> Literal["rising", "falling", "steady", "unclear"]:
    """Whether the theme's share rose or fell over the newest twelve months (Cochran–Armitage test for trend)."""
    counts, totals = found.voices[-TREND_MONTHS:], found.of_voices[-TREND_MONTHS:]
    heard = [i for i, n in enumerate(totals) if n]
    if len(heard) < FEWEST_MONTHS or sum(counts) < 2 * len(heard):
        return "unclear"
    n, share = sum(totals), sum(counts) / sum(totals)
    centre = sum(i * totals[i] for i in heard) / n
    slope = sum((i - centre) * (counts[i] - totals[i] * share) for i in heard)
    spread = share * (1 - share) * sum(totals[i] * (i - centre) ** 2 for i in heard)
    z = slope / math.sqrt(spread) if spread > 0 else 0.0
    return "rising" if z > TREND_Z else "falling" if z < -TREND_Z else "steady"


def _change(found: Series, rising: bool) -> str:
    counts, totals = found.voices, found.of_voices
    if sum(1 for n in totals if n) < FEWEST_MONTHS or not sum(counts):
        return ""
    best, at = 0.0, 0
    for split in range(QUIET, len(counts) - QUIET + 1):
        before, after = _rate(counts[:split], totals[:split]), _rate(counts[split:], totals[split:])
        early, late = (before, after) if rising else (after, before)
        if not sum(totals[:split]) or not sum(totals[split:]) or late < RATIO * early or late == 0:
            continue
        gain = (
            _fit(counts[:split], totals[:split]) + _fit(counts[split:], totals[split:]) - _fit(counts, totals)
        )  # fmt: skip
        if gain > best:
            best, at = gain, split
    return found.months[at] if 2 * best >= CLEAR else ""


def _rate(counts: Sequence[int], totals: Sequence[int]) -> float:
    return sum(counts) / sum(totals) if sum(totals) else 0.0


def _fit(counts: Sequence[int], totals: Sequence[int]) -> float:
    """The greatest Poisson log-likelihood of one rate, less what does not depend on the rate."""
    rate = _rate(counts, totals)
    return sum(counts) * math.log(rate) - rate * sum(totals) if rate > 0 else 0.0
