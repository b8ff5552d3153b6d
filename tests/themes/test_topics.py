"""Words of themes weigh what BERTopic's own weighing gives them, and BERTopic takes our themes as its topics."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from insight_synth.themes.reading import read_passages
from insight_synth.themes.topics import class_tf_idf, words_of_themes
from tests.themes.conftest import SUBJECTS, Made

LABELS = np.array([0, 0, 1, 1, -1, 2, 3])
PARENTS = np.array([-1, -1, 1, 1])
TEXTS = ["parcel locker", "parcel late", "chair", "chair", "parcel parcel parcel", "chair leg leg", "chair scratch"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_weights_are_those_of_bertopic(seed: int) -> None:
    from bertopic.vectorizers import ClassTfidfTransformer

    draw = np.random.default_rng(seed)
    counts = csr_matrix(draw.poisson(0.4, size=(6, 40)) + np.eye(6, 40, dtype=np.int64))
    theirs = ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True)
    expected = theirs.fit_transform(counts.astype(np.float64)).toarray()
    assert class_tf_idf(counts).toarray() == pytest.approx(expected, abs=1e-12)


def test_words_are_weighed_against_those_of_the_same_level() -> None:
    labels = np.array([0, 0, 2, 2, -1, 2, 3])
    found = words_of_themes(read_passages(TEXTS, ["en"] * len(TEXTS)), labels, PARENTS, 3)
    assert found[0] == ("locker", "parcel") or set(found[0]) == {"parcel", "locker"}
    assert found[2][0] == "leg"
    assert found[3][0] == "scratch"
    assert "parcel" not in found[1]


def test_there_are_no_words_without_themes_or_passages() -> None:
    assert words_of_themes(read_passages([], []), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 5) == []
    none = words_of_themes(read_passages(["a parcel"], ["en"]), np.array([-1]), np.array([-1, -1]), 5)
    assert none == [(), ()]


@pytest.mark.slow
def test_bertopic_takes_our_themes_as_its_topics(passages: Made) -> None:
    from insight_synth.themes.bertopic_model import to_bertopic

    subjects = sorted(SUBJECTS)
    labels = np.array([subjects.index(subject) for subject in passages.subjects])
    labels[0] = -1
    model = to_bertopic(passages.texts, passages.vectors, labels, names=[f"About {s}" for s in subjects])
    told = dict(zip(model.topics_, labels.tolist(), strict=True))
    assert len(told) == len(subjects) + 1
    assert [told[topic] for topic in model.topics_] == labels.tolist()
    info = model.get_topic_info()
    shown = dict(zip(info.Topic, info.CustomName, strict=True))
    assert all(shown[topic] == f"About {subjects[label]}" for topic, label in told.items() if label >= 0)
    words = {word for word, _ in model.get_topic(next(t for t, label in told.items() if label == 0))}
    assert words & set(SUBJECTS[subjects[0]].split())


@pytest.mark.parametrize("labels", [pytest.param([0, 0, 0], id="one theme"), pytest.param([0, 1], id="too few labels")])
def test_bertopic_is_refused_what_it_cannot_take(labels: list[int]) -> None:
    from insight_synth.themes.bertopic_model import to_bertopic

    with pytest.raises(ValueError, match=r"two themes|one length"):
        to_bertopic(["a", "b", "c"], np.eye(3, dtype=np.float32), np.array(labels))
