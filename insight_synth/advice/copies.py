"""Which sources mostly repeat others: one other, as its profile tells, or several together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from insight_synth.advice.rules import COPY
from insight_synth.evidence import Heard
from insight_synth.model import SourceProfile

_FEWEST_VOICES = 5

Copies = Mapping[str, tuple[tuple[str, ...], float]]
"""Source id → the sources it repeats, largest part first, and the share of its voices heard in them."""


def shared_voices(heard: Heard, profiles: Sequence[SourceProfile]) -> tuple[dict[str, float], Copies]:
    """The share of each source's voices that others hold too, copies aside, and the sources that are copies.

    Of several that share voices the one that shares most is the copy; what it repeated is then told apart from the
    others anew, so that an original is not taken for a copy of its copies.

    Args:
        heard: who speaks of what, and where.
        profiles: they name the source that another copies, judged by all voices, those in no theme too.
    """
    number = len(heard.sources)
    pairs = np.unique(heard.voice * max(number, 1) + heard.source)
    voice, source = pairs // max(number, 1), pairs % max(number, 1)
    rows = np.zeros((int(voice.max()) + 1 if len(voice) else 0, number), dtype=np.bool_)
    rows[voice, source] = True
    own = rows.sum(axis=0)
    named = {p.source.id: ((p.copy_of,), p.overlap) for p in profiles if p.copy_of and p.overlap >= COPY}
    found: dict[str, tuple[tuple[str, ...], float]] = dict(named)
    left = np.array([source not in named for source in heard.sources], dtype=np.bool_)
    mixed = rows[rows.sum(axis=1) > 1]
    while len(mixed):
        counts = mixed[:, left].sum(axis=1)
        overlap = np.where(left, (mixed & (counts > 1)[:, None]).sum(axis=0) / np.maximum(own, 1), 0.0)
        overlap[own < _FEWEST_VOICES] = 0.0
        at = min(range(number), key=lambda n: (-overlap[n], own[n], heard.sources[n]))
        if overlap[at] < COPY:
            break
        left[at] = False
        with_others = mixed[mixed[:, at]][:, left].sum(axis=0)
        order = np.argsort(-with_others, kind="stable")
        names = np.array(heard.sources, dtype=object)[left][order]
        found[heard.sources[at]] = (
            tuple(name for name, n in zip(names, with_others[order], strict=True) if n >= 0.1 * own[at]),
            float(overlap[at]),
        )
    originals = rows & np.array([source not in found for source in heard.sources], dtype=np.bool_)
    shared = (rows & (originals.sum(axis=1, keepdims=True) > originals)).sum(axis=0) / np.maximum(own, 1)
    return {source: float(shared[at]) for at, source in enumerate(heard.sources)}, found
