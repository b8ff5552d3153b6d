"""Which sources mostly repeat others: not only the same customers, but what they said there.

A customer who complains and answers a survey is one voice in two sources, and neither repeats the other. So a copy is
known by voices that say the same: of each voice and theme of a source, whether the same voice speaks of it elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from insight_synth.advice.rules import COPY
from insight_synth.evidence import Heard
from insight_synth.model import SourceProfile

Truth = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

_FEWEST = 5  # voices on themes a source must have to be told a copy

Copies = Mapping[str, tuple[tuple[str, ...], float]]
"""Source id → the sources it repeats, the one with the largest part first, and how much of it they hold, 0…1."""


def repeated(heard: Heard, profiles: Sequence[SourceProfile]) -> tuple[dict[str, float], Copies]:
    """The share of what each source's voices say that the same voices say elsewhere, copies aside; and the copies.

    Of several that share what they say the one that shares most is the copy, the smaller of two alike; what it repeated
    is then held against the others anew, so that an original is not taken for a copy of its copies.

    Args:
        heard: who speaks of what, and where.
        profiles: they name the source whose voices another's mostly are; that source is told the original.
    """
    number = len(heard.sources)
    above = set(heard.parents.values())
    finest = np.array([theme not in above for theme in heard.themes], dtype=np.bool_)
    rows = finest[heard.theme] if len(heard.theme) else np.zeros(0, dtype=np.bool_)
    width = int(heard.voice.max(initial=0)) + 1
    said, place = np.unique(heard.theme[rows] * width + heard.voice[rows], return_inverse=True)
    where = np.zeros((len(said), number), dtype=np.bool_)
    where[place, heard.source[rows]] = True
    own = where.sum(axis=0)
    mixed = where[where.sum(axis=1) > 1]
    named = {p.source.id: p.copy_of for p in profiles if p.copy_of}
    original = np.ones(number, dtype=np.bool_)
    found: dict[str, tuple[tuple[str, ...], float]] = {}
    while True:
        overlap = _elsewhere(mixed, original) / np.maximum(own, 1)
        open_ = [at for at in range(number) if original[at] and overlap[at] >= COPY and own[at] >= _FEWEST]
        if not open_:
            break
        told = {named.get(heard.sources[at], "") for at in open_} - {""}
        at = min(open_, key=lambda n: (heard.sources[n] in told, -overlap[n], own[n], heard.sources[n]))
        original[at] = False
        found[heard.sources[at]] = (_of(at, mixed, original, int(own[at]), heard.sources), float(overlap[at]))
    shared = _elsewhere(mixed, original) / np.maximum(own, 1)
    return {source: float(shared[at]) for at, source in enumerate(heard.sources)}, found


def _elsewhere(mixed: Truth, original: Truth) -> Whole:
    """(n_sources,) how much of what each says another original says too."""
    kept = mixed & original
    return np.asarray((mixed & (kept.sum(axis=1, keepdims=True) > kept)).sum(axis=0))


def _of(at: int, mixed: Truth, original: Truth, own: int, sources: Sequence[str]) -> tuple[str, ...]:
    """The originals that hold a tenth of it or more, the largest part first; the largest where none does."""
    held = mixed[mixed[:, at]].sum(axis=0) * original
    order = [int(n) for n in np.argsort(-held, kind="stable") if held[n]]
    return tuple(sources[n] for n in order if held[n] >= 0.1 * own) or tuple(sources[n] for n in order[:1])
