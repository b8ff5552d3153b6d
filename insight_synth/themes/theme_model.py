"""Themes of a set of passages: two levels, nested, the same whatever the order of the rows.

Communities of a neighbour graph make the themes. A passage closer to nothing than strangers are to it is left out on
purpose (label −1), counted, and never hidden. Later passages are placed beside those already there.

It knows nothing of sources, voices or earlier analyses: ``identity`` gives themes the ids that last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from insight_synth.model import Granularity
from insight_synth.themes.canonical import by_content, canonical_order, distinct
from insight_synth.themes.centres import Limits, limits, shares_of_edges, to_own_centre, unit_centre, unit_centres
from insight_synth.themes.flattening import Flattening
from insight_synth.themes.granularity import MOST_TOP, levels
from insight_synth.themes.names import NamedTheme, ReadPassages, name_themes, read_passages
from insight_synth.themes.neighbours import NEIGHBOURS, Labels, Vectors, by_size, communities, neighbour_graph
from insight_synth.themes.placing import born, vote

FACTORS: Mapping[Granularity, float] = {"coarse": 0.6, "auto": 1.0, "fine": 1.6}  # of the resolutions the data ask for
CRUMBS = (0.0, 0.02, 0.04, 0.06, 0.08, 0.1)  # shares of a top theme below which a group in it is no sub-theme, tried …
TOO_MANY = 1.25  # … until there are at most so many times the groups there were before top themes parted them
SEARCHES = (5, 5)  # for top themes, and rounds of each: what all sub-themes stand under is worth some time
FEWEST_TO_CLUSTER = 8  # passages below which there is nothing to group
MOST_IN_GRAPH = 50_000  # different passages among which themes are sought; all others are placed beside them
AMONG_OTHERS = 300  # later passages of themes known before, that the names of new ones are told apart from
TOLD_APART = 8  # known themes that each set of new ones is told apart from one by one
_SLICE = 65_536


@dataclass(frozen=True, slots=True)
class FoundThemes:
    """What a model knows of its themes without their passages: enough to place others.

    ``flattening`` maps vectors into the space themes are found in; ``parents`` (n_themes,) int64; ``centres``
    (n_themes, d) float32, unit rows of that space; ``limits`` what a passage must reach to belong to its
    theme;
    ``fitted`` the number of passages themes were sought among; ``named`` one entry a theme.
    """

    flattening: Flattening
    parents: Labels
    centres: Vectors
    limits: Limits
    fitted: int
    named: tuple[NamedTheme, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """Passages and their words, in canonical order; ``rows`` says which of all passages they are."""

    rows: Labels
    texts: Sequence[str]
    languages: Sequence[str]
    read: ReadPassages

    @classmethod
    def of(cls, rows: Labels, texts: Sequence[str], languages: Sequence[str]) -> Self:
        """The passages ``rows`` among ``texts``."""
        said, spoken = [texts[i] for i in rows], [languages[i] for i in rows]
        return cls(rows, said, spoken, read_passages(said, spoken))

    @property
    def documents(self) -> list[str]:
        """The lemmas of each that tell what it is about."""
        return self.read.documents()

    def sentences(self, named: Sequence[NamedTheme]) -> list[str]:
        """The most telling sentence of each theme that these passages were named by; "" for one without passages."""
        return [self.texts[theme.sentence_row] if theme.sentence_row >= 0 else "" for theme in named]

    def named(
        self,
        vectors: Vectors,
        labels: Labels,
        parents: Labels,
        taken: Mapping[int, Mapping[str, str]] | None = None,
    ) -> list[NamedTheme]:
        """Names for every theme by these passages; ``vectors`` (n, d) and ``labels`` (n,) are those of all passages.

        ``taken`` has the names that some themes bore before, by language: they keep them where they still fit.
        """
        return name_themes(self.texts, self.languages, self.read, vectors[self.rows], labels[self.rows], parents, taken)


class ThemeModel:
    """Groups passages into named themes and sub-themes.

    After ``fit``: ``labels_`` (n,) int, the finest theme of each passage, −1 where it belongs to none; ``parents_``
    (n_themes,) int, the theme above, −1 for a top theme; ``names_`` list of str, in the language most of the theme's
    passages are in; ``names_by_language_`` and ``keywords_by_language_`` one mapping a theme; ``keywords_`` the most
    telling words; ``sentences_`` the most telling passage of each, "" for those
    restored; ``flattening_`` maps vectors into the space themes are found in; ``space_`` (n, d) float32, the passages
    there; ``centres_`` (n_themes, d) float32, unit rows of that space; ``similarities_`` (n,) float32, cosine of each
    passage to its centre; ``limits_`` what a passage must reach not to be left out.

    Top themes are numbered first, largest first; then sub-themes, by parent and size; then those ``partial_fit``
    found, in the order they came. A top theme without sub-themes holds its passages itself.

    Args:
        granularity: ``coarse``, ``auto`` or ``fine``.
        seed: of the community search.
    """

    def __init__(self, granularity: Granularity = "auto", seed: int = 0) -> None:
        if granularity not in FACTORS:
            raise ValueError(f"granularity is one of {', '.join(FACTORS)}, not {granularity!r}")
        self.granularity = granularity
        self.seed = seed

    def fit(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        ids: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
    ) -> Self:
        """Find the themes and name them.

        Args:
            texts: n passages.
            vectors: (n, d) float32, unit rows.
            ids: n ids that fix the order of passages whose text and vector are equal.
            languages: n language codes; identified from the texts where not given.

        Raises:
            ValueError: lengths differ.
        """
        said = self.find(texts, vectors, ids, languages)
        self._take_names(said.named(self.space_, self.labels_, self.parents_))
        self.sentences_ = said.sentences(self._named)
        return self

    def find(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        ids: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
    ) -> Said:
        """``fit`` without names: they can be given from what it returns, after the themes were changed too."""
        vectors, spoken = _checked(texts, vectors, ids, languages)
        order = canonical_order(texts, vectors, ids)
        node, first = distinct(vectors, order)
        sought = first[:MOST_IN_GRAPH]  # in an order that owes nothing to what they say: a fair sample
        self.flattening_ = Flattening.of(vectors[sought])
        self.space_ = _flattened(self.flattening_, vectors)
        said = Said.of(sought, texts, spoken)
        labels, self.parents_, share = self._themes(self.space_[sought], said.documents, said.languages)
        if len(sought) < len(first):
            centres = unit_centres(self.space_[sought], labels, self.parents_, np.arange(len(sought)))
            others = vote(self.space_[sought], labels, centres, self.parents_, self.space_[first[len(sought) :]])
            labels, share = np.concatenate([labels, others[0]]), np.concatenate([share, others[1]])
        self.labels_ = labels[node]
        self.centres_ = unit_centres(self.space_, self.labels_, self.parents_, order)
        self.similarities_ = to_own_centre(self.space_, self.labels_, self.centres_)
        inside = slice(0, len(sought))
        self.limits_ = limits(self.space_[sought], labels[inside], self.centres_, self.parents_, share[inside])
        self._leave_out(share[node], since=0)
        self.fitted_ = len(texts)
        self._sample = sought
        self._named: tuple[NamedTheme, ...] = ()
        return said

    def partial_fit(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        ids: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
    ) -> Self:
        """Place further passages, and find new themes among those that fit none; nothing placed before moves.

        Arguments as for ``fit``. ``labels_`` and ``similarities_`` grow by one entry a passage, in the order given;
        passages left out before may join a new theme.

        Raises:
            ValueError: lengths differ.
        """
        vectors, spoken = _checked(texts, vectors, ids, languages)
        before, known = len(self.labels_), len(self.parents_)
        self.grow(texts, vectors, ids)
        if len(self.parents_) > known:
            order = before + canonical_order(texts, vectors, ids)
            new = self.labels_[order] >= known
            order = order[new | (np.cumsum(~new) <= AMONG_OTHERS)]
            said = Said.of(order, [""] * before + list(texts), [""] * before + list(spoken))
            named = self._names_of_new(said, known)
            self._take_names([*self._named, *named])
            self.sentences_ = [*self.sentences_, *said.sentences(named)]
        return self

    def grow(self, texts: Sequence[str], vectors: Vectors, ids: Sequence[str] | None = None) -> None:
        """``partial_fit`` without names."""
        before = len(self.labels_)
        order = before + canonical_order(texts, vectors, ids)
        space = _flattened(self.flattening_, vectors)
        labels, share = vote(*self._placed(), self.centres_, self.parents_, space)
        similarities = to_own_centre(space, labels, self.centres_)
        self.space_ = np.concatenate([self.space_, space])
        self.labels_ = np.concatenate([self.labels_, labels])
        self.similarities_ = np.concatenate([self.similarities_, similarities])
        self._leave_out(share, since=before)
        self._bear(np.concatenate([by_content(self.space_, np.flatnonzero(self.labels_[:before] < 0)), order]))
        self._sample = np.concatenate([self._sample, order])[:MOST_IN_GRAPH]

    def predict(self, vectors: Vectors) -> Labels:
        """The finest theme of each of (n, d) unit rows by its nearest passages, −1 where it belongs too little."""
        if not len(self.parents_) or not len(vectors):
            return np.full(len(vectors), -1, dtype=np.int64)
        space = _flattened(self.flattening_, np.asarray(vectors, dtype=np.float32))
        labels, share = vote(*self._placed(), self.centres_, self.parents_, space)
        return np.where(self.limits_.keeps(to_own_centre(space, labels, self.centres_), share), labels, -1)

    def known(self) -> FoundThemes:
        """What is kept to place further passages later; with the passages' vectors and labels, ``restored`` goes on."""
        return FoundThemes(self.flattening_, self.parents_, self.centres_, self.limits_, self.fitted_, self._named)

    @classmethod
    def restored(
        cls, known: FoundThemes, vectors: Vectors, labels: Labels, granularity: Granularity = "auto", seed: int = 0
    ) -> Self:
        """A model as it was when ``known`` was kept.

        Args:
            known: from ``known()``.
            vectors: (n, d) float32, the passages placed by then.
            labels: (n,) int64, their themes, −1 for none.
        """
        model = cls(granularity, seed)
        model.flattening_, model.parents_, model.centres_ = known.flattening, known.parents, known.centres
        model.limits_, model.fitted_ = known.limits, known.fitted
        model.space_ = _flattened(known.flattening, vectors)
        model.labels_ = labels.astype(np.int64)
        model.similarities_ = to_own_centre(model.space_, model.labels_, model.centres_)
        model._sample = by_content(model.space_, np.arange(len(labels)))[:MOST_IN_GRAPH]
        model._take_names(known.named)
        model.sentences_ = [""] * len(known.named)
        return model

    def _themes(
        self, vectors: Vectors, documents: Sequence[str], languages: Sequence[str]
    ) -> tuple[Labels, Labels, npt.NDArray[np.float64]]:
        """Labels and parents of distinct rows in canonical order, and the share of each row's edges in its theme."""
        n = len(vectors)
        if n < FEWEST_TO_CLUSTER:
            return np.full(n, -1, dtype=np.int64), np.empty(0, dtype=np.int64), np.zeros(n)
        graph = neighbour_graph(vectors, documents, neighbours_for(n), languages)
        smallest = smallest_theme(n)
        at_top, at_sub = levels(graph, documents, smallest, self.seed)
        factor = FACTORS[self.granularity]
        resolution = at_top.resolution * factor
        top = _without_crumbs(communities(graph, resolution, self.seed, *SEARCHES), vectors, smallest)
        while _count(top) > MOST_TOP:
            resolution *= 0.8
            top = _without_crumbs(communities(graph, resolution, self.seed, *SEARCHES), vectors, smallest)
        below = communities(graph, at_sub.resolution * factor, self.seed)
        most = TOO_MANY * _count(_without_crumbs(below, vectors, smallest))
        for share in CRUMBS:  # parted by top themes, what lies across them leaves crumbs
            labels, parents = _nested(top, below, vectors, smallest, share)
            if len(np.unique(labels)) <= most:
                break
        return labels, parents, shares_of_edges(graph, labels)

    def _placed(self) -> tuple[Vectors, Labels]:
        """Vectors and labels of the passages by which others are placed."""
        rows = self._sample[self.labels_[self._sample] >= 0]
        return self.space_[rows], self.labels_[rows]

    def _leave_out(self, shares: npt.NDArray[np.float64], since: int) -> None:
        """Takes the rows from ``since`` on that belong too little to their theme out of it."""
        stranger = np.append(np.zeros(since, dtype=bool), ~self.limits_.keeps(self.similarities_[since:], shares))
        self.labels_[stranger] = -1
        self.similarities_[self.labels_ < 0] = 0.0

    def _bear(self, candidates: Labels) -> None:
        """New themes among these rows, in canonical order."""
        found = born(self.space_[candidates], self._placed()[0])
        for group in range(_count(found)):
            rows = candidates[found == group]
            centre = unit_centre(self.space_[rows])
            self.labels_[rows] = len(self.parents_)
            self.similarities_[rows] = np.round(self.space_[rows] @ centre, 4)
            self.parents_ = np.append(self.parents_, self._above(centre))
            self.centres_ = np.concatenate([self.centres_, centre[None, :]])

    def _above(self, centre: Vectors) -> int:
        """The top theme a new theme lies as near to as its own sub-themes do; −1 where there is none."""
        subs = np.flatnonzero(self.parents_ >= 0)
        if not len(subs):
            return -1
        usual = np.quantile(np.einsum("ij,ij->i", self.centres_[subs], self.centres_[self.parents_[subs]]), 0.25)
        tops = np.unique(self.parents_[subs])
        near = np.round(self.centres_[tops] @ centre, 4)
        return int(tops[near.argmax()]) if near.max() >= usual else -1

    def _names_of_new(self, said: Said, known: int) -> list[NamedTheme]:
        """Names of the themes from ``known`` on, told apart from those nearest to them; all others count as one."""
        likeness = np.round(self.centres_[:known] @ self.centres_[known:].T, 4).max(axis=1)
        beside = np.union1d(np.argsort(-likeness, kind="stable")[:TOLD_APART], self.parents_[known:])
        beside = beside[(beside >= 0) & (beside < known)]
        shown = np.append(beside, np.arange(known, len(self.parents_)))
        number = np.full(len(self.parents_) + 1, len(shown))
        number[shown], number[-1] = np.arange(len(shown)), -1
        above = number[self.parents_[shown]]
        parents = np.append(np.where(above < len(shown), above, -1), -1)
        taken = {at: self._named[theme].names for at, theme in enumerate(beside.tolist())}
        named = said.named(self.space_, number[self.labels_], parents, taken)[len(beside) : -1]
        if {theme.name.casefold() for theme in named} & {theme.name.casefold() for theme in self._named}:
            taken = {theme: before.names for theme, before in enumerate(self._named)}
            named = said.named(self.space_, self.labels_, self.parents_, taken)[known:]
        return named

    def _take_names(self, named: Sequence[NamedTheme]) -> None:
        self._named = tuple(named)
        self.names_ = [theme.name for theme in named]
        self.names_by_language_ = [theme.names for theme in named]
        self.keywords_by_language_ = [theme.keywords_by_language for theme in named]
        self.keywords_ = [list(theme.keywords) for theme in named]


def neighbours_for(n: int) -> int:
    """Edges a row: 15 from a thousand passages on, fewer below, so that small sets do not become one clump."""
    return int(min(NEIGHBOURS, max(3, round(np.sqrt(n) / 2))))


def smallest_theme(n: int) -> int:
    """The fewest distinct passages that make a theme among n."""
    return int(max(3, round(0.0015 * n)))


def _checked(
    texts: Sequence[str], vectors: Vectors, ids: Sequence[str] | None, languages: Sequence[str] | None
) -> tuple[Vectors, Sequence[str]]:
    """The vectors as float32 and a language for each text."""
    if (
        not len(texts)
        == len(vectors)
        == len(texts if ids is None else ids)
        == len(texts if languages is None else languages)
    ):
        raise ValueError(f"{len(texts)} texts, {len(vectors)} vectors, ids and languages must be of one length")
    if languages is None:
        from insight_synth.language import identify

        languages = identify(list(texts))
    return np.ascontiguousarray(vectors, dtype=np.float32), [language or "en" for language in languages]


def _flattened(flattening: Flattening, vectors: Vectors) -> Vectors:
    found = np.empty(vectors.shape, dtype=np.float32)
    for start in range(0, len(vectors), _SLICE):
        found[start : start + _SLICE] = flattening(vectors[start : start + _SLICE])
    return found


def _count(labels: Labels) -> int:
    return int(labels.max(initial=-1)) + 1


def _without_crumbs(labels: Labels, vectors: Vectors, smallest: int) -> Labels:
    """Groups smaller than ``smallest`` dissolved into the group whose centre each of their rows is nearest to."""
    size = np.bincount(labels[labels >= 0])
    large = np.flatnonzero(size >= smallest)
    if not len(large):
        return np.zeros_like(labels)
    homeless = ~np.isin(labels, large)
    if homeless.any():
        centres = np.stack([unit_centre(vectors[labels == group]) for group in large])
        labels = labels.copy()
        labels[homeless] = large[np.round(vectors[homeless] @ centres.T, 4).argmax(axis=1)]
    return by_size(labels)


def _nested(top: Labels, below: Labels, vectors: Vectors, smallest: int, share: float) -> tuple[Labels, Labels]:
    """Top themes, each parted by the groups ``below`` it; those smaller than this share of it dissolved.

    Returns:
        (n,) labels and (n_themes,) parents. A top theme that falls into no two groups is one by itself.
    """
    labels, parents = top.copy(), [-1] * _count(top)
    for theme in range(_count(top)):
        rows = np.flatnonzero(top == theme)
        groups = _without_crumbs(by_size(below[rows]), vectors[rows], max(smallest, round(share * len(rows))))
        if _count(groups) > 1:
            labels[rows] = len(parents) + groups
            parents += [theme] * _count(groups)
    return labels, np.array(parents, dtype=np.int64)
