"""In which sources each theme stands, which of them are independent of each other, and which themes recur.

The statistics are those of ``recurrence``; here they are in arrays, so that they can be asked of any set of sources.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from insight_synth.evidence.heard import Heard, Truth, Whole


@dataclass(frozen=True, slots=True, eq=False)
class Witnesses:
    """What bears each theme out; the questions of an agenda have witnesses of the same form."""

    sources: tuple[str, ...]
    themes: tuple[str, ...]
    stands: Truth  # (n_themes, n_sources) whether the theme stands in the source
    apart: Truth  # (n_themes, n_sources, n_sources) whether both stand and neither mostly repeats the other
    independent: Whole  # (n_themes,) the most sources it stands in of which each has voices of its own
    recurs: Truth  # (n_themes,)


def witnesses(heard: Heard) -> Witnesses:
    """The witnesses of every theme of ``heard``, as if its sources were all there are."""
    stands = _stands(heard)
    apart = _apart(heard, stands)
    independent = np.minimum(stands.sum(axis=1), 1 + apart.any(axis=(1, 2)))
    return Witnesses(heard.sources, heard.themes, stands, apart, independent, independent >= 2)


def _stands(heard: Heard) -> Truth:
    from scipy.stats import binom

    voices = heard.voices(central=True)
    speaking = np.array([len(np.unique(heard.voice[heard.theme == at])) for at in range(len(heard.themes))])
    chance = np.minimum(0.25 * speaking / max(len(np.unique(heard.voice)), 1), 1.0)
    p = binom.sf(voices - 1, heard.of_voices[None, :], chance[:, None])
    found: Truth = (p <= 0.01) & (voices >= 3)
    return found


def _apart(heard: Heard, stands: Truth) -> Truth:
    found = stands[:, :, None] & stands[:, None, :] & ~np.eye(len(heard.sources), dtype=np.bool_)
    return found
