"""A BERTopic model of themes that were found here, for those who work on with its tables, charts and hierarchies.

Not used by the analysis itself, and BERTopic is imported only when a model is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin

from insight_synth.themes.neighbours import Labels, Vectors


def to_bertopic(
    texts: Sequence[str], vectors: Vectors, labels: Labels, names: Sequence[str] | None = None, **options: Any
) -> Any:
    """A fitted BERTopic model whose topics are the given themes: its tables, charts and hierarchies work on them.

    Args:
        texts: n passages.
        vectors: (n, d) float32, unit rows.
        labels: (n,) theme of each passage, −1 for none; at least two themes.
        names: one a theme, to show in BERTopic's tables; its own word lists where not given.
        options: of ``bertopic.BERTopic``, such as ``representation_model``.

    Raises:
        ValueError: lengths differ, or there are fewer than two themes.
    """
    labels = np.asarray(labels, dtype=np.int64)
    if not len(texts) == len(vectors) == len(labels):
        raise ValueError(f"{len(texts)} texts, {len(vectors)} vectors and {len(labels)} labels must be of one length")
    if len(np.unique(labels[labels >= 0])) < 2:
        raise ValueError("BERTopic needs two themes or more")
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction

    model = BERTopic(
        **{
            "embedding_model": None,
            "umap_model": BaseDimensionalityReduction(),
            "hdbscan_model": GivenCommunities(labels),
            **options,
        }
    )
    topics, _ = model.fit_transform(list(texts), np.asarray(vectors))
    if names is not None:
        shown = {topic: names[label] for topic, label in zip(topics, labels.tolist(), strict=True) if label >= 0}
        model.set_topic_labels(shown)
    return model


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
