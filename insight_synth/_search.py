"""Passages by meaning and by word, fused by the rank each gives them.

Part of ``pipeline``. By meaning: cosine to the query, in the encoder of the last analysis. By word: every word of the
query, inflected forms included, rare words counting more. Fusion: reciprocal rank (Cormack, Clarke and Büttcher 2009).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from insight_synth import evidence, language
from insight_synth._spoken import Loader, Spoken, spoken
from insight_synth.agenda.wording import telling_words
from insight_synth.errors import UsageError
from insight_synth.model import Citation, Filter, Mention, Progress
from insight_synth.store import Workspace, records

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Truth = npt.NDArray[np.bool_]

_POOL = 200  # passages that each of the two rankings puts forward
_RANK_OFFSET = 60  # of reciprocal rank fusion, as its authors set it
_SAME_MEANING = 0.0  # centred cosine at and below which a passage is not about the query

By = Literal["both", "meaning", "word"]


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
    wanted: Filter = Filter(),  # noqa: B008  # it never changes
    by: By = "both",
    held: Spoken | None = None,
) -> list[Hit]:
    """Up to ``limit`` passages, best first; the same words of one voice once.

    Args:
        ws: an analysed workspace.
        text: a word, some, or a sentence.
        limit: the most hits.
        progress: told how far encoding is, where a passage has no vector yet.
        load: gives the encoder of the last analysis by its name.
        wanted: only mentions that it lets through are ranked.
        by: one way of finding alone, or both.
        held: what ``spoken`` gave, where it was read before.

    Raises:
        UsageError: the query is empty.
        NotAnalysed: there is no analysis, so there are no passages.
    """
    if not text.strip():
        raise UsageError("nothing to look for", remedy="Give a word or a sentence.")
    held = held or spoken(ws, progress, load)
    through = held.let_through(ws, wanted)
    asked_in = language.identify([text])[0]
    scores: dict[int, float] = {}
    found_by: dict[int, list[str]] = {}
    for way, ranking in (("meaning", _by_meaning), ("word", _by_word)):
        if by not in ("both", way):
            continue
        for rank, at in enumerate(ranking(held, through, text, asked_in), start=1):
            scores[at] = scores.get(at, 0.0) + 1 / (_RANK_OFFSET + rank)
            found_by.setdefault(at, []).append(way)
    best: list[int] = []
    said: set[tuple[str, str]] = set()
    for at in sorted(scores, key=lambda at: (-scores[at], at)):
        mention = held.mentions[at]
        if (mention.voice_id, mention.text) not in said and len(best) < limit:
            said.add((mention.voice_id, mention.text))
            best.append(at)
    chosen = [held.mentions[at] for at in best]
    with ws.read() as connection:
        verbatims = {v.id: v for v in records.verbatims(connection, ids=[m.verbatim_id for m in chosen])}

    def still_there(mention: Mention) -> bool:
        """Whether its text is still what it was: an erasure may have come in between."""
        verbatim = verbatims.get(mention.verbatim_id)
        return verbatim is not None and verbatim.text[mention.start : mention.end] == mention.text

    return [
        Hit(
            evidence.citation(mention, verbatims[mention.verbatim_id]),
            round(scores[at], 6),
            tuple(found_by[at]),
            mention.theme_id,
        )
        for at, mention in zip(best, chosen, strict=True)
        if still_there(mention)
    ]


def _by_meaning(held: Spoken, through: Truth, text: str, asked_in: str) -> list[int]:
    """The mentions nearest in meaning, best first, of those let through; those alike by id."""
    import numpy as np

    if not len(held.telling):
        return []
    query = held.offsets(held.raw([language.bare(text)]), [asked_in])[0]
    likeness = np.round(held.said.vectors @ query, 5)
    rows = np.flatnonzero(through[held.telling] & (likeness > _SAME_MEANING))
    best = rows[np.argsort(-likeness[rows], kind="stable")[:_POOL]]
    return [int(at) for at in held.telling[best]]


def _by_word(held: Spoken, through: Truth, text: str, asked_in: str) -> list[int]:
    """The mentions that hold the words of the text, best first, of those let through; those alike by id."""
    import numpy as np

    # What every inflected form of each telling word begins with, as far as its dictionary form tells.
    stems = sorted({word.stem for word in telling_words(text, asked_in)})
    scores = np.zeros(len(held.mentions))
    for stem in stems:
        matching = held.written.holding(stem) & through
        worth = math.log(1 + int(through.sum()) / (1 + int(matching.sum())))
        # Of two passages with the word, the shorter is more about it.
        scores[matching] += worth / (1 + held.written.lengths[matching] / 400)
    rows = np.flatnonzero(scores > 0)
    return [int(at) for at in rows[np.argsort(-scores[rows], kind="stable")[:_POOL]]]
