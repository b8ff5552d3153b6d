"""BERTopic over communities found elsewhere: it weighs the words of themes by class-based TF-IDF.

The clustering is given, so nothing here decides which passage belongs to which theme.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin

from insight_synth.themes.neighbours import Labels, Vectors


class GivenCommunities(BaseEstimator, ClusterMixin):  # type: ignore[misc]
    """A cluster model for BERTopic that answers with labels already found."""

    def __init__(self, labels: Labels | None = None) -> None:
        self.labels = labels

    def fit(self, X: Vectors, y: None = None) -> GivenCommunities:  # noqa: N803 (scikit-learn's name)
        """Take the given labels; ``X`` is (n, d) and only its length matters."""
        if self.labels is None or len(self.labels) != len(X):
            raise ValueError("one label a row is needed")
        self.labels_ = self.labels
        return self

    def predict(self, X: Vectors) -> Labels:  # noqa: N803
        """The given labels again."""
        return self.labels_


def telling_words(documents: Sequence[str], labels: Labels, parents: Labels, limit: int) -> list[tuple[str, ...]]:
    """The ``limit`` most telling words of every theme, its siblings' words weighed against its own.

    Args:
        documents: n strings of lemmas separated by blanks; empty ones are left out.
        labels: (n,) finest theme of each, −1 for none.
        parents: (n_themes,) the theme above each, −1 for top themes.

    Returns:
        One tuple a theme, most telling first; empty where a theme has no words.
    """
    kept = np.array([i for i, text in enumerate(documents) if text and labels[i] >= 0], dtype=np.int64)
    top = np.where(parents[labels] >= 0, parents[labels], labels) if len(parents) else labels
    found: list[tuple[str, ...]] = [() for _ in parents]
    for level in (labels, top):
        for theme, words in _words_by_theme([documents[i] for i in kept], level[kept], limit).items():
            found[theme] = words
    return found


def _words_by_theme(documents: list[str], labels: Labels, limit: int) -> dict[int, tuple[str, ...]]:
    if len(np.unique(labels)) < 2:
        return {}
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    model = BERTopic(
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=GivenCommunities(labels),
        vectorizer_model=CountVectorizer(token_pattern=r"\S+", lowercase=False),
        ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
        top_n_words=limit,
    )
    topics, _ = model.fit_transform(documents, np.zeros((len(documents), 1), dtype=np.float32))
    numbered = dict(zip(topics, (int(label) for label in labels), strict=True))
    return {
        numbered[topic]: tuple(word for word, weight in words if word and weight > 0)
        for topic, words in model.get_topics().items()
        if topic in numbered
    }
