"""How many voices on a theme a source would have by strays alone: passages that were sorted into it wrongly.

The null is a permutation. Of all passages a small part, the strays, lie in their theme by chance: their labels could be
shuffled among them, sources and themes keeping their sizes. Of the strays of a theme a source then has about ``rate``
times the voices it would have if the theme were heard there as it is elsewhere, a voice counted once; and the number of
voices under such shuffling is at most Poisson in its tail (see ``at_least``).

Strays do not come evenly, but from themes that resemble: the rate of a theme in a source varies as a gamma variable,
which makes the counts negative binomial. Mean and shape of it are read off all themes and sources together, as the
lower of two parts of a mixture: an empirical null (Efron 2004; the mixture is that of DuMouchel 1999). What the data
cannot tell is taken from what was seen on labelled data, see ``docs/decisions/0008-recurrence.md``.

It decides nothing: which counts are more than strays is left to ``witnesses``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from insight_synth.catalog.shares import Z_95

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

RATES = np.geomspace(0.005, 0.1, 6)
"""Stray rates that are thought possible: voices by chance, of those there were if the theme were heard as elsewhere."""
SHAPES = (0.1, 0.2, 0.4)
"""Shapes of the gamma: how unevenly strays come. At 0.2 most sources have next to none, a few five times the mean."""
USUAL_RATE, RATE_SPREAD = 0.02, 0.8
"""Where the rate lies before the data are seen (median and standard deviation of its logarithm)."""
BORNE_OUT = (0.12, 0.25, 0.5, 1.0, 2.0)
"""How much a theme may be heard where it truly is, beside elsewhere: means of gammas of shape ``BORNE_OUT_SHAPE``."""
BORNE_OUT_SHAPE = 4.0
STEPS = 12  # of expectation and maximisation
NEGLIGIBLE = 1e-3  # belief below which a rate is no longer reckoned with
LEAST = 1e-300  # of a probability whose logarithm is taken


@dataclass(frozen=True, slots=True, eq=False)
class Strays:
    """What is believed of the strays of a company: rates and shapes, each with its weight; the weights sum to 1."""

    rates: Floats
    shapes: Floats
    weights: Floats

    @property
    def rate(self) -> float:
        """The part of a theme expected to lie in it by chance."""
        return float(self.rates @ self.weights)

    def at_least(self, voices: Whole, base: Floats) -> Floats:
        """The probability that strays alone give as many voices or more.

        Given the rate, the shuffled labels fall on voices without replacement; the number of voices hit is a sum of
        negatively associated indicators, and its tail is below that of a binomial with the same mean (Hoeffding 1956
        and 1963), which is below the Poisson's (Anderson and Samuels 1967), for counts above the mean by one or more.
        The gamma rate makes of the Poisson a negative binomial.

        Args:
            voices: counts, of any shape.
            base: of the same shape, from ``as_elsewhere``.
        """
        from scipy.special import betainc

        found = np.ones(voices.shape)
        some = (voices > 0) & (base > 0)
        count, exposed = voices[some].astype(np.float64), base[some]
        tail = np.zeros(len(count))
        for rate, shape, weight in zip(self.rates, self.shapes, self.weights, strict=True):
            mean = rate * exposed
            tail += weight * betainc(count, shape, mean / (shape + mean))
        found[some] = np.minimum(tail, 1.0)
        found[(voices > 0) & (base <= 0)] = 0.0
        return found


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
    best = order[:, -1:]
    second = order[:, -2:-1] if surely.shape[1] > 1 else np.zeros_like(best)
    home = np.arange(surely.shape[1])[None, :] == homes(voices, passages)[:, None]
    found: Floats = passages[None, :] * np.sqrt(overall * np.where(home, second, best))
    return found


def homes(voices: Whole, passages: Whole) -> Whole:
    """(n_themes,) the source that says most surely that there is such a theme."""
    found: Whole = _surely(voices, passages).argmax(axis=1)
    return found


def estimate(voices: Whole, base: Floats) -> Strays:
    """What the counts of all themes in all sources say about their strays.

    Every count is strays only, negative binomial with mean ``rate · base``, or bears the theme out, when it is negative
    binomial about some part of ``base``. For each rate and shape on a grid the parts of the mixture are fitted by
    expectation and maximisation (one of each is put to the counts, so that no part dies out); what is believed of the
    rate and the shape is their posterior at these parts.

    Args:
        voices: (n,) counts of themes in sources that are not the themes' homes.
        base: (n,) from ``as_elsewhere``.
    """
    grid = [(rate, shape) for rate in RATES.tolist() for shape in SHAPES]
    rates, shapes = np.array(grid).T
    believed = -0.5 * (np.log(rates / USUAL_RATE) / RATE_SPREAD) ** 2
    told = base > 0
    count, exposed = voices[told].astype(np.float64), base[told]
    borne_out = [np.exp(_log_probability(count, mean * exposed, BORNE_OUT_SHAPE)) for mean in BORNE_OUT]
    for at, (rate, shape) in enumerate(grid):
        likely = np.vstack([np.exp(_log_probability(count, rate * exposed, shape)), *borne_out]) + LEAST
        parts = np.array([0.5, *[0.5 / len(BORNE_OUT)] * len(BORNE_OUT)])
        for _ in range(STEPS):
            belongs = parts[:, None] * likely
            parts = (belongs / belongs.sum(axis=0)).sum(axis=1) + 1.0
            parts /= parts.sum()
        believed[at] += float(np.log(parts @ likely).sum())
    weights = np.exp(believed - believed.max())
    weights /= weights.sum()
    kept = weights >= NEGLIGIBLE
    return Strays(rates[kept], shapes[kept], weights[kept] / weights[kept].sum())


def _log_probability(count: Floats, mean: Floats, shape: float) -> Floats:
    """(n,) of a negative binomial: a Poisson count whose mean varies as a gamma variable of this shape."""
    from scipy.special import gammaln

    found: Floats = (
        gammaln(count + shape) - gammaln(shape) - gammaln(count + 1.0)
        + shape * np.log(shape / (shape + mean)) + count * np.log(mean / (shape + mean))
    )  # fmt: skip
    return found


def _surely(voices: Whole, passages: Whole) -> Floats:
    """(n_themes, n_sources) the lower end of the Wilson interval of the voices a passage."""
    of = np.maximum(passages, 1)[None, :]
    share = np.minimum(voices / of, 1.0)
    spread = Z_95 * np.sqrt(share * (1 - share) / of + Z_95**2 / (4 * of**2))
    low = np.maximum(share + Z_95**2 / (2 * of) - spread, 0.0) / (1 + Z_95**2 / of)
    return np.where(passages > 0, low, 0.0)
