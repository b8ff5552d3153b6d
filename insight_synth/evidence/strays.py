"""How many voices on a theme a source would have by strays alone: passages that were sorted into it wrongly.

The null is a permutation. Of all passages a small part, the strays, lie in their theme by chance: their labels could be
shuffled among them, sources and themes keeping their sizes. A source then has about ``rate · exposure`` voices of the
strays of a theme, a voice counted once. Its exposure is as large as the source; it grows with the theme, for a large
theme has much that resembles it, and is there for the smallest one, for any passage may go astray to any theme. Under
shuffling the number of voices is at most Poisson in its tail.

Strays do not come evenly but from themes that resemble, and the more the worse themes are told apart. So the rate is
not one number: it is a mixture of exponential variables, which makes the counts a mixture of geometric ones. Its parts
are read off all themes and sources together, the lower ones of a mixture that has higher ones for what is truly spoken
of: an empirical null (Efron 2004), by the mixture of DuMouchel (1999). Where there are few counts, ten that are usual
weigh in.

It decides nothing: which counts are more than strays is left to ``witnesses``. What the constants rest on, and what
else was tried, is in ``docs/decisions/0008-recurrence.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from insight_synth.catalog.shares import Z_95

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]

RATES = (0.01, 0.03, 0.06, 0.1, 0.17)
"""Means of the exponential parts, in voices by chance for each voice of the exposure. A theme that is heard a sixth
as much as elsewhere, or less, may be so by strays."""
USUAL = (5.0, 2.0, 1.5, 1.0, 0.5)
"""Counts at each rate that are reckoned with before any is seen."""
BORNE_OUT = (0.4, 0.8, 1.6)
"""How much a theme may be heard where it is truly spoken of, beside elsewhere: means of gamma parts …"""
EVENNESS = 4.0  # … and their shape
LEAST_BORNE_OUT = 0.05  # of a usual theme: what is at least taken for "elsewhere" where nobody else is heard
OF_ANY_THEME = 2 / 3
"""The part of the exposure that is the same for every theme; the rest goes with how much it is heard elsewhere."""
STEPS = 25  # of expectation and maximisation
TINY = 1e-300  # keeps a likelihood from vanishing


@dataclass(frozen=True, slots=True)
class Strays:
    """What is believed of the strays of a company: exponential rates, each with its weight; the weights sum to 1."""

    rates: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Voices by chance for each voice of the exposure, on average."""
        return sum(rate * weight for rate, weight in zip(self.rates, self.weights, strict=True))

    def at_least(self, voices: Whole, exposure: Floats) -> Floats:
        """The probability that strays alone give as many voices or more.

        Given the rate, shuffled labels fall on voices without replacement: the number of voices hit is a sum of
        negatively associated indicators. Its tail lies below that of a binomial of the same mean (Hoeffding 1956 and
        1963), and that below the Poisson's (Anderson and Samuels 1967), for counts above the mean by one or more. An
        exponential rate makes of the Poisson a geometric count, whose tail is ``(m / (1 + m)) ** voices``.

        Args:
            voices: counts, of any shape.
            exposure: of the same shape, from ``exposures``.
        """
        found: Floats = np.zeros(voices.shape)
        for rate, weight in zip(self.rates, self.weights, strict=True):
            mean = rate * exposure
            found += weight * (mean / (1.0 + mean)) ** voices
        return np.minimum(found, 1.0)

    def enough(self, exposure: Floats, chance: float) -> Whole:
        """The fewest voices that strays give with a probability of ``chance`` at most, shaped as ``exposure``."""
        low, high = np.zeros(exposure.shape, dtype=np.int64), np.ones(exposure.shape, dtype=np.int64)
        while (short := self.at_least(high, exposure) > chance).any():
            high = np.where(short, 2 * high, high)
        while (high - low > 1).any():
            middle = (low + high) // 2
            passes = self.at_least(middle, exposure) <= chance
            low, high = np.where(passes, low, middle), np.where(passes, middle, high)
        return high


def as_elsewhere(voices: Whole, passages: Whole) -> Floats:
    """(n_themes, n_sources) the voices each source would have on each theme if it were heard there as it is elsewhere.

    As it is elsewhere is the geometric mean of two densities, in voices a passage: that of all other sources together,
    and the surest of any one of them, the greatest lower end of a Wilson interval. What resembles a theme of one source
    follows the one in large companies and the other in small ones.

    Args:
        voices: (n_themes, n_sources) voices found.
        passages: (n_sources,) passages of each source, in a theme or in none: any of them may be sorted wrongly.
    """
    others, rest = voices.sum(axis=1)[:, None] - voices, passages.sum() - passages
    overall = others / np.maximum(rest, 1)[None, :]
    surely = _surely(voices, passages)
    order = np.sort(surely, axis=1)
    second = order[:, -2:-1] if surely.shape[1] > 1 else np.zeros_like(order)
    surest = np.where(homes(voices, passages), second, order[:, -1:])
    found: Floats = passages[None, :] * np.sqrt(overall * surest)
    return found


def exposures(voices: Whole, passages: Whole) -> Floats:
    """(n_themes, n_sources) the voices whose wrongly sorted part would be strays of each theme in each source."""
    usual = _usual_theme(voices, passages)
    return (1.0 - OF_ANY_THEME) * as_elsewhere(voices, passages) + OF_ANY_THEME * usual[None, :]


def homes(voices: Whole, passages: Whole) -> Truth:
    """(n_themes, n_sources) which source says most surely that there is such a theme: one a theme."""
    surest = _surely(voices, passages).argmax(axis=1)
    found: Truth = np.arange(len(passages))[None, :] == surest[:, None]
    return found


def estimate(voices: Whole, passages: Whole) -> Strays:
    """What the counts of all themes in all sources say about their strays.

    A count is geometric at one of the stray rates, or, where the theme is truly spoken of, negative binomial about some
    part of what it would be if heard as elsewhere. The weights of all parts are fitted by expectation and maximisation;
    those of the stray rates are the answer. A theme's home is left out: it is what the others are measured by.

    Args:
        voices: (n_themes, n_sources) voices found.
        passages: (n_sources,) passages of each source.
    """
    told = ~homes(voices, passages) & (passages > 0)
    count = voices[told].astype(np.float64)
    exposure = exposures(voices, passages)[told]
    real = np.maximum(as_elsewhere(voices, passages), LEAST_BORNE_OUT * _usual_theme(voices, passages))[told]
    likely = np.vstack(
        [
            *[_probability(count, rate * exposure, 1.0) for rate in RATES],
            *[_probability(count, mean * real, EVENNESS) for mean in BORNE_OUT],
        ]
    )
    usual = np.array([*USUAL, *[1.0] * len(BORNE_OUT)])
    weights = usual / usual.sum()
    for _ in range(STEPS):
        belongs = weights[:, None] * likely + TINY
        weights = (belongs / belongs.sum(axis=0)).sum(axis=1) + usual
        weights /= weights.sum()
    strays = weights[: len(RATES)] / weights[: len(RATES)].sum()
    return Strays(RATES, tuple(strays.tolist()))


def _usual_theme(voices: Whole, passages: Whole) -> Floats:
    """(n_sources,) the voices that each source would have on a theme of average size."""
    found: Floats = passages * (voices.sum() / max(int(passages.sum()) * len(voices), 1))
    return found


def _surely(voices: Whole, passages: Whole) -> Floats:
    """(n_themes, n_sources) the lower end of the Wilson interval of the voices a passage."""
    of = np.maximum(passages, 1)[None, :]
    share = np.minimum(voices / of, 1.0)
    spread = Z_95 * np.sqrt(share * (1 - share) / of + Z_95**2 / (4 * of**2))
    low = np.maximum(share + Z_95**2 / (2 * of) - spread, 0.0) / (1 + Z_95**2 / of)
    return np.where(passages > 0, low, 0.0)


def _probability(count: Floats, mean: Floats, shape: float) -> Floats:
    """(n,) of a negative binomial: a Poisson count whose mean varies as a gamma variable of this shape."""
    from scipy.special import gammaln

    mean = np.maximum(mean, TINY)
    found: Floats = np.exp(
        gammaln(count + shape) - gammaln(shape) - gammaln(count + 1.0)
        + shape * np.log(shape / (shape + mean)) + count * np.log(mean / (shape + mean))
    )  # fmt: skip
    return found
