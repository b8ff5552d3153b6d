"""How far a question or belief reaches among what is said, once it is known which passages speak to it for certain.

The certain ones are few: most people put the same matter in words that lie farther off, or in another language. Where
the certain ones stand in a sub-theme more often than passages drawn at random would, the sub-theme is about the matter,
and so are the sub-themes beside it under the same theme whose middle lies to the same side: in them the matter is put
in other words. Their passages speak to it as far as they lie near enough to the middle of the certain ones.

It never tells whether anybody speaks of a matter: a few certain passages are too few to reach from, and a source none
of whose passages is certain is not reached at all, so that no source speaks to a question by its theme alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from insight_synth.agenda.forms import Floats

__all__ = ["taken_in"]

Whole = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]

# Chosen on the demo company's true themes and held against the judged questions of all data sets.
CERTAIN = 5  # certain passages of different words that it takes to reach farther
CHANCE = 1e-4  # by which as many certain passages stand in a sub-theme, were they drawn at random
LEAST = (3, 0.2)  # certain passages that must stand in it: so many, and such a share of them
SAME_SIDE = 0.2  # cosine from which on the middle of a sub-theme beside it lies to the same side
NEAR = 0.6  # how near to their middle, as a share of the median of the certain ones, …
NEAR_ELSEWHERE = 0.3  # … and in a language few of them are in: the same lies farther off in other words
FEW = 0.1  # share of the certain ones
ROUNDED = 5


def taken_in(
    certain: Truth,
    vectors: Floats,
    distinct: Whole,
    labels: Whole,
    centres: Floats,
    above: Sequence[str],
    sources: Whole,
    languages: Whole,
) -> Truth:
    """(n,) which passages speak to the matter: the certain ones, and those they reach.

    Args:
        certain: (n,) which passages speak to it for certain.
        vectors: (n, d) unit rows, centred by language.
        distinct: (n,) the first passage with the same words.
        labels: (n,) each passage's sub-theme as an index, −1 for none.
        centres: (n_themes, d) unit rows.
        above: (n_themes,) the id of the theme above each sub-theme.
        sources: (n,) a number for each passage's source.
        languages: (n,) a number for each passage's language.
    """
    rows = np.flatnonzero(certain)
    apart = np.unique(distinct[rows])
    if len(apart) < CERTAIN or not len(centres):
        return certain
    middle = vectors[apart].mean(axis=0, dtype=np.float64)
    middle = (middle / max(float(np.linalg.norm(middle)), 1e-9)).astype(np.float32)
    likeness = np.round(vectors @ middle, ROUNDED)
    own = _concentrated(rows, labels, len(centres))
    families = {above[theme] for theme in own.tolist()}
    beside = [
        theme
        for theme, near in enumerate(np.round(centres @ middle, ROUNDED).tolist())
        if above[theme] in families and near >= SAME_SIDE
    ]
    themes = np.union1d(own, np.array(beside, np.int64))
    usual = float(np.median(likeness[apart]))
    spoken = np.bincount(languages[rows], minlength=int(languages.max()) + 1)
    elsewhere = (spoken < FEW * len(rows))[languages]
    near_enough = likeness >= np.round(np.where(elsewhere, NEAR_ELSEWHERE, NEAR) * usual, ROUNDED)
    heard = np.isin(sources, np.unique(sources[rows]))
    found: Truth = certain | (np.isin(labels, themes) & near_enough & heard)
    return found


def _concentrated(rows: Whole, labels: Whole, themes: int) -> Whole:
    """The sub-themes in which these passages stand more often than by chance (binomial)."""
    from scipy.stats import binom

    sizes = np.bincount(labels[labels >= 0], minlength=themes)
    standing = np.bincount(labels[rows][labels[rows] >= 0], minlength=themes)
    chance = binom.sf(standing - 1, len(rows), sizes / len(labels))
    enough = (standing >= LEAST[0]) & (standing >= LEAST[1] * len(rows))
    found: Whole = np.flatnonzero((chance <= CHANCE) & enough)
    return found
