"""The most telling words of themes by class-based TF-IDF.

The clustering is given, so nothing here decides which passage belongs to which theme.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags

from insight_synth.themes.neighbours import Labels
from insight_synth.themes.reading import ReadPassages


def class_tf_idf(counts: Any) -> Any:
    """Class-based TF-IDF of (classes, words) sparse counts, with BM25 weights and frequent words held down.

    Grootendorst 2022, "BERTopic: Neural topic modeling with a class-based TF-IDF procedure", eq. 1, in the variant of
    ``bertopic.vectorizers.ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True)``, whose figures
    these are: the root of a word's share in its class times log(1 + (A − f + ½) / (f + ½)), f being the word's count
    in all classes and A the mean number of words in a class, rounded down. To import that class takes eight seconds.
    """
    counts = csr_matrix(counts, dtype=np.float64)
    of_class = np.asarray(counts.sum(axis=1)).ravel()
    frequency = np.asarray(counts.sum(axis=0)).ravel()
    average = int(of_class.mean()) if len(of_class) else 0
    weight = np.log(1 + (average - frequency + 0.5) / (frequency + 0.5))
    share = diags(1 / np.maximum(of_class, 1)) @ counts
    return csr_matrix(share.sqrt() @ diags(weight))


def words_of_themes(read: ReadPassages, labels: Labels, parents: Labels, limit: int) -> list[tuple[str, ...]]:
    """The ``limit`` most telling lemmas of every theme, each of the two levels weighed by itself.

    Args:
        read: the words of n passages.
        labels: (n,) finest theme of each, −1 for none.
        parents: (t,) the theme above each theme, −1 for top themes.

    Returns:
        One tuple a theme, most telling first; empty where a theme has no words, or is the only one of its level.
    """
    found: list[tuple[str, ...]] = [() for _ in parents]
    if not len(parents):
        return found
    words = sorted({lemma for spoken in read.spoken for lemma in spoken.words.lemmas})
    place = {word: at for at, word in enumerate(words)}
    rows, columns = [], []
    for spoken in read.spoken:
        telling = spoken.telling()
        rows.append(spoken.rows[spoken.passage_of_word()[telling]])
        own = np.array([place[lemma] for lemma in spoken.words.lemmas], dtype=np.int64)
        columns.append(own[spoken.words.lemma[spoken.word[telling]]])
    row = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
    column = np.concatenate([np.zeros(0, dtype=np.int64), *columns])
    finest = np.asarray(labels)[row]
    column, finest = column[finest >= 0], finest[finest >= 0]
    top = np.where(parents[finest] >= 0, parents[finest], finest)
    for level in (finest, top):
        themes, number = np.unique(level, return_inverse=True)
        if len(themes) < 2:
            continue
        counts = csr_matrix((np.ones(len(number)), (number, column)), shape=(len(themes), len(words)))
        weights = class_tf_idf(counts)
        for at, theme in enumerate(themes.tolist()):
            mine = weights.indices[weights.indptr[at] : weights.indptr[at + 1]]
            values = np.round(weights.data[weights.indptr[at] : weights.indptr[at + 1]], 9)
            order = np.lexsort((mine, -values))[:limit]
            found[theme] = tuple(words[mine[i]] for i in order if values[i] > 0)
    return found
