"""Passages by meaning and by word, fused by the rank each gives them.

Part of ``pipeline``. By meaning: cosine to the query, in the encoder of the last analysis. By word: every word of the
query, inflected forms included, rare words counting more. Fusion: reciprocal rank (Cormack, Clarke and Büttcher 2009).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from insight_synth import encode, evidence, language
from insight_synth._tables import analysed
from insight_synth.agenda.wording import telling_words
from insight_synth.errors import UsageError
from insight_synth.model import Citation, Mention, Progress
from insight_synth.store import Workspace, analyses, records

_POOL = 200  # passages that each of the two rankings puts forward
_RANK_OFFSET = 60  # of reciprocal rank fusion, as its authors set it
_SAME_MEANING = 0.0  # centred cosine at and below which a passage is not about the query

Loader = Callable[[str], encode.Encoder]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with the stored text; ``by`` says how: "meaning", "word" or both."""

    citation: Citation
    score: float
    by: tuple[str, ...]
    theme_id: str = ""


def search(
    ws: Workspace,
    text: str,
    limit: int = 20,
    progress: Progress | None = None,
    load: Loader | None = None,
) -> list[Hit]:
    """Up to ``limit`` passages, best first; the same words of one voice once.

    Raises:
        UsageError: the query is empty.
        NotAnalysed: there is no analysis, so there are no passages.
    """
    if not text.strip():
        raise UsageError("nothing to look for", remedy="Give a word or a sentence.")
    shown = analysed(ws, demo=False)
    with ws.read() as connection:
        pairs = analyses.mentions(connection)
    mentions = [mention for mention, _ in pairs]
    spoken = language.identify([text])[0]
    encoder = (load or encode.load_encoder)(shown.encoder)
    meant = _by_meaning(ws, [m for m, says in pairs if says], text, spoken, encoder, progress)
    worded = _by_word(mentions, text, spoken)
    scores: dict[str, float] = {}
    found_by: dict[str, list[str]] = {}
    for way, ranking in (("meaning", meant), ("word", worded)):
        for rank, mention_id in enumerate(ranking, start=1):
            scores[mention_id] = scores.get(mention_id, 0.0) + 1 / (_RANK_OFFSET + rank)
            found_by.setdefault(mention_id, []).append(way)
    by_id = {mention.id: mention for mention in mentions}
    best: list[Mention] = []
    said: set[tuple[str, str]] = set()
    for mention_id in sorted(scores, key=lambda key: (-scores[key], key)):
        mention = by_id[mention_id]
        if (mention.voice_id, mention.text) not in said and len(best) < limit:
            said.add((mention.voice_id, mention.text))
            best.append(mention)
    with ws.read() as connection:
        verbatims = {v.id: v for v in records.verbatims(connection, ids=[m.verbatim_id for m in best])}
    return [
        Hit(
            evidence.citation(mention, verbatims[mention.verbatim_id]),
            round(scores[mention.id], 6),
            tuple(found_by[mention.id]),
            mention.theme_id,
        )
        for mention in best
    ]


def _by_meaning(
    ws: Workspace,
    mentions: Sequence[Mention],
    text: str,
    spoken: str,
    encoder: encode.Encoder,
    progress: Progress | None,
) -> list[str]:
    if not mentions:
        return []
    cache = encode.VectorCache.of(ws.vectors, encoder)
    vectors = cache.vectors([language.bare(m.text) for m in mentions], encoder, progress)
    rows = np.concatenate([vectors, encoder.raw([language.bare(text)])])
    centred = encode.centre_languages(rows, [*(m.language for m in mentions), spoken])
    likeness = np.round(centred[:-1] @ centred[-1], 5)
    order = sorted(range(len(mentions)), key=lambda i: (-float(likeness[i]), mentions[i].id))
    return [mentions[i].id for i in order[:_POOL] if likeness[i] > _SAME_MEANING]


def _by_word(mentions: Sequence[Mention], text: str, spoken: str) -> list[str]:
    # What every inflected form of each telling word begins with, as far as its dictionary form tells.
    stems = sorted({word.stem for word in telling_words(text, spoken)})
    patterns = [re.compile(rf"\b{re.escape(stem)}\w*") for stem in stems]
    scores: dict[str, float] = {}
    lowered = [mention.text.casefold() for mention in mentions]
    for pattern in patterns:
        matching = [i for i, words in enumerate(lowered) if pattern.search(words)]
        worth = math.log(1 + len(mentions) / (1 + len(matching)))
        for i in matching:
            # Of two passages with the word, the shorter is more about it.
            scores[mentions[i].id] = scores.get(mentions[i].id, 0.0) + worth / (1 + len(lowered[i]) / 400)
    return sorted(scores, key=lambda key: (-scores[key], key))[:_POOL]
