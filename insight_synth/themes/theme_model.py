"""Themes of a set of passages: two levels, nested, the same whatever the order of the rows.

Communities of a neighbour graph make the themes; BERTopic takes them as its cluster model and weighs their words. A
passage closer to nothing than strangers are to it is left out on purpose (label −1), counted, and never hidden.

It knows nothing of sources, voices or earlier analyses: ``identity`` gives themes the ids that last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from insight_synth.model import Granularity
from insight_synth.themes.flattening import Flattening
from insight_synth.themes.names import name_themes, read_passages
from insight_synth.themes.neighbours import NEIGHBOURS, Labels, Vectors, by_size, communities, neighbour_graph

STRANGERS = 0.95
"""A passage belongs to its theme when it is closer to the centre than this share of other top themes' passages are."""
MOST_TOP_THEMES = 30  # what a person can read
FEWEST_TO_CLUSTER = 8  # passages below which there is nothing to group


@dataclass(frozen=True, slots=True)
class _Resolution:
    top: float
    sub: float


RESOLUTIONS: Mapping[Granularity, _Resolution] = {
    "coarse": _Resolution(0.6, 2.0),
    "auto": _Resolution(1.0, 3.0),
    "fine": _Resolution(1.6, 5.0),
}


class ThemeModel:
    """Groups passages into named themes and sub-themes.

    After ``fit``: ``labels_`` (n,) int, the finest theme of each passage, −1 where it belongs to none; ``parents_``
    (n_themes,) int, the theme above, −1 for a top theme; ``names_`` list of str, in the language most of the theme's
    passages are in; ``names_by_language_`` and ``keywords_by_language_`` one mapping a theme; ``keywords_`` the words
    BERTopic finds most telling; ``flattening_`` maps vectors into the space themes are found in; ``centres_``
    (n_themes, d) float32, unit rows of that space; ``similarities_`` (n,) float32, cosine of each passage to its
    centre there; ``threshold_`` the cosine below which a passage is left out.

    Top themes are numbered first, largest first; then sub-themes, by parent and size. A top theme without sub-themes
    holds its passages itself.

    Args:
        granularity: ``coarse``, ``auto`` or ``fine``.
        seed: of the community search.
    """

    def __init__(self, granularity: Granularity = "auto", seed: int = 0) -> None:
        if granularity not in RESOLUTIONS:
            raise ValueError(f"granularity is one of {', '.join(RESOLUTIONS)}, not {granularity!r}")
        self.granularity = granularity
        self.seed = seed

    def fit(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        ids: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
    ) -> Self:
        """Find the themes.

        Args:
            texts: n passages.
            vectors: (n, d) float32, unit rows.
            ids: n ids that fix the order of passages whose text and vector are equal.
            languages: n language codes; identified from the texts where not given.

        Raises:
            ValueError: lengths differ.
        """
        if not len(texts) == len(vectors) == len(ids or texts) == len(languages or texts):
            raise ValueError(f"{len(texts)} texts, {len(vectors)} vectors, ids and languages must be of one length")
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if languages is None:
            from insight_synth.language import identify

            languages = identify(list(texts))
        keys = [(texts[i], vectors[i].tobytes(), ids[i] if ids else "") for i in range(len(texts))]
        order = np.array(sorted(range(len(texts)), key=keys.__getitem__), dtype=np.int64)
        self.flattening_ = Flattening.of(vectors[order])
        vectors = self.flattening_(vectors)
        in_order, spoken = [texts[i] for i in order], [languages[i] or "en" for i in order]
        read = read_passages(in_order, spoken)
        labels, parents = self._themes(
            vectors[order], [" ".join(t.lemma for t in passage if t.content) for passage in read], spoken
        )
        self.parents_ = parents
        self.labels_ = np.full(len(texts), -1, dtype=np.int64)
        self.labels_[order] = labels
        self._place(vectors)
        named = name_themes(in_order, spoken, read, vectors[order], self.labels_[order], self.parents_)
        self.names_ = [theme.name for theme in named]
        self.names_by_language_ = [theme.names for theme in named]
        self.keywords_by_language_ = [theme.keywords_by_language for theme in named]
        self.keywords_ = [list(theme.keywords) for theme in named]
        return self

    def predict(self, vectors: Vectors) -> Labels:
        """The finest theme of each of (n, d) unit rows: the nearest centre, −1 below ``threshold_``."""
        leaves = self._leaves()
        if not len(leaves) or not len(vectors):
            return np.full(len(vectors), -1, dtype=np.int64)
        similarity = self.flattening_(np.asarray(vectors, dtype=np.float32)) @ self.centres_[leaves].T
        nearest = similarity.argmax(axis=1)
        near_enough = similarity[np.arange(len(vectors)), nearest] >= self.threshold_
        return np.where(near_enough, leaves[nearest], -1).astype(np.int64)

    def _themes(self, vectors: Vectors, documents: Sequence[str], languages: Sequence[str]) -> tuple[Labels, Labels]:
        """Labels and parents of rows in canonical order; equal vectors are one node of the graph."""
        distinct, node, first = _distinct(vectors)
        if len(distinct) < FEWEST_TO_CLUSTER:
            return np.full(len(vectors), -1, dtype=np.int64), np.empty(0, dtype=np.int64)
        graph = neighbour_graph(
            distinct, [documents[i] for i in first], neighbours_for(len(distinct)), [languages[i] for i in first]
        )
        resolution = RESOLUTIONS[self.granularity]
        smallest = smallest_theme(len(distinct))
        fine = _without_crumbs(communities(graph, resolution.sub, self.seed), distinct, smallest)
        at = resolution.top
        while _count(communities(graph, at, self.seed, trials=1)) > MOST_TOP_THEMES:  # a rough look is enough here
            at *= 0.8
        top = _without_crumbs(communities(graph, at, self.seed), distinct, smallest)
        labels, parents = _nested(fine, top)
        return labels[node], parents

    def _place(self, vectors: Vectors) -> None:
        """Centres, similarities, and the passages that belong nowhere."""
        themes = len(self.parents_)
        self.centres_ = np.zeros((themes, vectors.shape[1] if len(vectors) else 0), dtype=np.float32)
        self.similarities_ = np.zeros(len(vectors), dtype=np.float32)
        self.threshold_ = 0.0
        for theme in range(themes):
            members = (self.labels_ == theme) | np.isin(self.labels_, np.flatnonzero(self.parents_ == theme))
            self.centres_[theme] = _centre(vectors[members])
        leaves = self._leaves()
        if not len(leaves):
            return
        to_leaf = np.round(vectors @ self.centres_[leaves].T, 4)
        placed = self.labels_ >= 0
        column = np.searchsorted(leaves, np.where(placed, self.labels_, leaves[0]))
        self.similarities_[placed] = to_leaf[placed, column[placed]]
        above = np.where(self.parents_[leaves] >= 0, self.parents_[leaves], leaves)
        if len(np.unique(above)) > 1:
            strange = above[None, :] != above[column][:, None]  # a sub-theme's siblings are no strangers to it
            strange[~placed] = False
            self.threshold_ = float(np.quantile(to_leaf[strange], STRANGERS))
        self.threshold_ = max(self.threshold_, _fence(self.similarities_[placed]))
        left_out = placed & (self.similarities_ < self.threshold_)
        self.labels_[left_out] = -1
        self.similarities_[self.labels_ < 0] = 0.0

    def _leaves(self) -> Labels:
        """Themes that hold passages themselves, ascending."""
        return np.setdiff1d(np.arange(len(self.parents_)), self.parents_)


def neighbours_for(n: int) -> int:
    """Edges a row: 15 from a thousand passages on, fewer below, so that small sets do not become one clump."""
    return int(min(NEIGHBOURS, max(3, round(np.sqrt(n) / 2))))


def smallest_theme(n: int) -> int:
    """The fewest distinct passages that make a theme among n."""
    return int(max(3, round(0.0015 * n)))


def _distinct(vectors: Vectors) -> tuple[Vectors, Labels, Labels]:
    """The distinct rows in order of appearance, for each row which of them it is, and the first row of each."""
    seen: dict[bytes, int] = {}
    node = np.array([seen.setdefault(row.tobytes(), len(seen)) for row in vectors], dtype=np.int64)
    _, first = np.unique(node, return_index=True)
    return vectors[first], node, first


def _count(labels: Labels) -> int:
    return int(labels.max(initial=-1)) + 1


def _centre(vectors: Vectors) -> Vectors:
    total = vectors.astype(np.float64).sum(axis=0)
    length = np.linalg.norm(total)
    return np.asarray(total / length if length else total, dtype=np.float32)


def _without_crumbs(labels: Labels, vectors: Vectors, smallest: int) -> Labels:
    """Groups smaller than ``smallest`` dissolved into the group whose centre each of their rows is nearest to."""
    size = np.bincount(labels[labels >= 0])
    large = np.flatnonzero(size >= smallest)
    if not len(large):
        return np.zeros_like(labels)
    homeless = ~np.isin(labels, large)
    if homeless.any():
        centres = np.stack([_centre(vectors[labels == group]) for group in large])
        labels = labels.copy()
        labels[homeless] = large[np.round(vectors[homeless] @ centres.T, 4).argmax(axis=1)]
    return by_size(labels)


def _fence(similarities: npt.NDArray[np.float32]) -> float:
    """The similarity below which a passage is an outlier among all (Tukey 1977: 1½ quartile ranges under the first)."""
    if not len(similarities):
        return 0.0
    first, third = np.quantile(similarities, (0.25, 0.75))
    return float(first - 1.5 * (third - first))


def _nested(fine: Labels, top: Labels) -> tuple[Labels, Labels]:
    """Each fine group put whole under the top group that holds most of it.

    Returns:
        (n,) labels and (n_themes,) parents. A top theme with a single fine group is that group.
    """
    under: dict[int, list[int]] = {}
    for group in range(int(fine.max()) + 1):
        under.setdefault(int(np.bincount(top[fine == group]).argmax()), []).append(group)
    size = np.bincount(fine)
    ranked = sorted(under.values(), key=lambda groups: (-int(size[groups].sum()), groups[0]))
    parents = [-1] * len(ranked)
    labels = np.full(len(fine), -1, dtype=np.int64)
    for number, groups in enumerate(ranked):
        if len(groups) == 1:
            labels[fine == groups[0]] = number
            continue
        for group in groups:
            labels[fine == group] = len(parents)
            parents.append(number)
    return labels, np.array(parents, dtype=np.int64)
