"""The quotations that let a theme speak: typical, readable, from different people, sources and languages.

It chooses among mentions; it never shortens or changes one. Redaction is the reports' business.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from insight_synth.model import Citation, Mention, Verbatim

READABLE = (7, 40)  # words
ALIKE = 0.93  # cosine from which on two passages say the same
KEYWORD_BONUS = 0.1
STEM = 6  # letters of a keyword that must stand in a passage: endings change
SHORTEST_WORD = 3

Vectors = npt.NDArray[np.float32]


def quotes(
    mentions: Sequence[Mention],
    vectors: Vectors,
    verbatims: Mapping[str, Verbatim],
    limit: int = 5,
    words: Collection[str] = (),
) -> tuple[Citation, ...]:
    """The most telling passages of one theme.

    Args:
        mentions: the theme's mentions.
        vectors: (n, d) float32, unit rows, one a mention.
        verbatims: ``verbatim id → verbatim`` for at least theirs.
        limit: how many at most.
        words: the theme's keywords; a passage that holds one shows what the theme is named for.

    Returns:
        Up to ``limit`` citations, no two of one voice or saying the same, spread over sources, then languages.
    """
    if not mentions:
        return ()
    centre = vectors.sum(axis=0, dtype=np.float64)
    typical = np.round(vectors @ (centre / (np.linalg.norm(centre) or 1.0)), 4)
    stems = tuple(sorted({word.casefold()[:STEM] for word in words if len(word) >= SHORTEST_WORD}))
    worth = [
        float(near)
        - _length_cost(mention.text)
        + KEYWORD_BONUS * any(stem in mention.text.casefold() for stem in stems)
        for mention, near in zip(mentions, typical, strict=True)
    ]
    left = sorted(range(len(mentions)), key=lambda i: (-worth[i], mentions[i].id))
    chosen: list[int] = []
    sources: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    voices: set[str] = set()
    while left and len(chosen) < limit:
        best = max(
            left[:400],
            key=lambda i: (
                worth[i] - 0.12 * sources[mentions[i].source] - 0.06 * languages[mentions[i].language],
                mentions[i].id,
            ),
        )
        left.remove(best)
        if mentions[best].voice_id in voices:
            continue
        if chosen and float(np.max(vectors[chosen] @ vectors[best])) > ALIKE:
            continue
        chosen.append(best)
        sources[mentions[best].source] += 1
        languages[mentions[best].language] += 1
        voices.add(mentions[best].voice_id)
    return tuple(citation(mentions[i], verbatims[mentions[i].verbatim_id]) for i in chosen)


def citation(mention: Mention, verbatim: Verbatim) -> Citation:
    """The pointer to ``mention`` with the quoted text to the letter."""
    return Citation(
        mention_id=mention.id,
        verbatim_id=verbatim.id,
        source=verbatim.source,
        export=verbatim.export,
        sha256=verbatim.sha256,
        locator=verbatim.locator,
        start=mention.start,
        end=mention.end,
        text=verbatim.text[mention.start : mention.end],
        language=mention.language,
        date=verbatim.date,
        segment=verbatim.segment,
        sentiment=mention.sentiment,
    )


def _length_cost(text: str) -> float:
    """What a passage loses for being shorter or longer than people read with ease."""
    words = len(text.split())
    low, high = READABLE
    if words < low:
        return 0.25 * math.log(low / max(words, 1))
    return 0.25 * math.log(max(words, high) / high)
