"""Themes of made passages: the subjects are found, whatever the rows' order, and the contract of the model holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from insight_synth import ThemeModel
from insight_synth.model import Granularity
from insight_synth.themes import theme_model
from tests.themes.conftest import SUBJECTS, Made, made_passages

ROOT = Path(__file__).resolve().parents[2]


def fitted(made: Made, granularity: Granularity = "auto", with_ids: bool = True) -> ThemeModel:
    return ThemeModel(granularity, seed=0).fit(
        made.texts, made.vectors, ids=made.ids if with_ids else None, languages=["en"] * len(made.texts)
    )


@pytest.fixture(scope="module")
def model(passages: Made) -> ThemeModel:
    return fitted(passages)


def top_labels(model: ThemeModel) -> list[int]:
    """The top theme of each passage, −1 for none."""
    return [int(model.parents_[label]) if label >= 0 and model.parents_[label] >= 0 else int(label)
            for label in model.labels_]  # fmt: skip


# ---- what is found


def test_made_subjects_are_found(model: ThemeModel, passages: Made) -> None:
    placed = model.labels_ >= 0
    subjects = np.array(passages.subjects)
    assert adjusted_rand_score(subjects[placed], np.array(top_labels(model))[placed]) >= 0.95
    # a sub-theme may be part of a subject, but holds one subject only
    for theme in np.unique(model.labels_[placed]):
        counts = np.unique(subjects[model.labels_ == theme], return_counts=True)[1]
        assert counts.max() >= 0.9 * counts.sum()


def test_passages_of_clear_subjects_are_not_left_out_because_their_theme_has_sub_themes(model: ThemeModel) -> None:
    assert (model.parents_ >= 0).any()
    assert np.mean(model.labels_ >= 0) >= 0.9


def test_many_subjects_are_found_in_many_passages() -> None:
    many = made_passages(each=25, subjects=24)
    found = fitted(many)
    tops = np.array(top_labels(found))
    assert np.mean(tops >= 0) >= 0.9
    assert adjusted_rand_score(np.array(many.subjects)[tops >= 0], tops[tops >= 0]) >= 0.9


def test_a_few_clear_subjects_are_found_in_many_passages_too() -> None:
    many = made_passages(each=80)
    found = fitted(many)
    tops = np.array(top_labels(found))
    assert adjusted_rand_score(np.array(many.subjects)[tops >= 0], tops[tops >= 0]) >= 0.9


def test_a_theme_is_named_in_the_words_of_its_subject(model: ThemeModel, passages: Made) -> None:
    tops = np.array(top_labels(model))
    for theme in np.flatnonzero(model.parents_ < 0):
        subject = max(SUBJECTS, key=lambda s: sum(passages.subjects[i] == s for i in np.flatnonzero(tops == theme)))
        words = set(SUBJECTS[subject].split())
        named = model.names_[theme].lower().replace(",", "").split()
        assert set(named) & words, (subject, model.names_[theme])


def test_a_passage_unlike_all_others_is_left_out(passages: Made) -> None:
    draw = np.random.default_rng(3)
    centres = np.stack([passages.vectors[np.array(passages.subjects) == s].mean(axis=0) for s in SUBJECTS])
    stranger = draw.normal(size=passages.vectors.shape[1])
    stranger -= np.linalg.lstsq(centres.T, stranger, rcond=None)[0] @ centres
    stranger /= np.linalg.norm(stranger)
    vectors = np.vstack([passages.vectors, stranger.astype(np.float32)])
    made = Made([*passages.texts, "an odd remark"], vectors, [*passages.subjects, ""], [*passages.ids, "m9999"])
    found = fitted(made)
    assert found.labels_[-1] == -1
    assert found.similarities_[-1] == 0.0
    assert np.mean(found.labels_[:-1] >= 0) > 0.5


def test_finer_granularity_gives_no_fewer_themes(passages: Made) -> None:
    leaves = [len(np.unique(fitted(passages, g).labels_)) for g in ("coarse", "auto", "fine")]
    assert leaves == sorted(leaves)
    assert leaves[0] < leaves[-1]


# ---- same data, same answer


@pytest.mark.parametrize("with_ids", [True, False])
def test_the_order_of_rows_does_not_matter(passages: Made, with_ids: bool) -> None:
    order = np.random.default_rng(11).permutation(len(passages.texts)).tolist()
    one, other = fitted(passages, with_ids=with_ids), fitted(passages.rows(order), with_ids=with_ids)
    assert other.labels_.tolist() == one.labels_[order].tolist()
    assert other.parents_.tolist() == one.parents_.tolist()
    assert other.names_ == one.names_
    assert other.keywords_ == one.keywords_
    assert other.similarities_.tolist() == one.similarities_[order].tolist()


def test_which_passage_has_which_id_does_not_matter(model: ThemeModel, passages: Made) -> None:
    renamed = Made(passages.texts, passages.vectors, passages.subjects, passages.ids[::-1])
    assert fitted(renamed).labels_.tolist() == model.labels_.tolist()
    assert fitted(passages, with_ids=False).labels_.tolist() == model.labels_.tolist()


def test_fitting_twice_gives_the_same(model: ThemeModel, passages: Made) -> None:
    again = fitted(passages)
    assert again.labels_.tolist() == model.labels_.tolist()
    assert again.names_ == model.names_
    assert again.centres_.tobytes() == model.centres_.tobytes()


PROGRAM = """
import json
from tests.themes.conftest import made_passages
from tests.themes.test_theme_model import fitted
model = fitted(made_passages(20))
print(json.dumps([model.labels_.tolist(), model.parents_.tolist(), model.names_, model.keywords_]))
"""


@pytest.mark.slow
def test_the_hash_seed_does_not_matter() -> None:
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    other = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
    ).stdout  # fmt: skip
    here = fitted(made_passages(20))
    assert json.loads(other) == json.loads(
        json.dumps([here.labels_.tolist(), here.parents_.tolist(), here.names_, here.keywords_])
    )
    assert len(here.parents_) >= len(SUBJECTS)


def test_equal_texts_get_one_label(passages: Made) -> None:
    twice = [*range(len(passages.texts)), *range(0, len(passages.texts), 4)]
    made = passages.rows(twice)
    made = Made(made.texts, made.vectors, made.subjects, [f"m{n:04d}" for n in range(len(twice))])
    found = fitted(made)
    labels: dict[str, set[int]] = {}
    for text, label in zip(made.texts, found.labels_, strict=True):
        labels.setdefault(text, set()).add(int(label))
    assert [text for text, told in labels.items() if len(told) > 1] == []


# ---- the contract


def test_what_is_found_has_the_promised_shapes_and_types(model: ThemeModel, passages: Made) -> None:
    n, themes = len(passages.texts), len(model.parents_)
    assert model.labels_.shape == (n,)
    assert np.issubdtype(model.labels_.dtype, np.integer)
    assert model.parents_.shape == (themes,)
    assert np.issubdtype(model.parents_.dtype, np.integer)
    assert isinstance(model.names_, list)
    assert all(name.strip() == name != "" for name in model.names_)
    assert [len(part) for part in (model.names_, model.names_by_language_, model.keywords_)] == [themes] * 3
    assert len(model.keywords_by_language_) == themes
    assert model.centres_.shape == (themes, passages.vectors.shape[1])
    assert model.centres_.dtype == np.float32
    assert np.linalg.norm(model.centres_, axis=1) == pytest.approx(1, abs=1e-5)
    assert model.similarities_.shape == (n,)
    assert model.similarities_.dtype == np.float32


def test_every_parent_is_a_top_theme_and_only_leaves_hold_passages(model: ThemeModel) -> None:
    subs = np.flatnonzero(model.parents_ >= 0)
    assert (model.parents_ >= -1).all()
    assert (model.parents_ < len(model.parents_)).all()
    assert (model.parents_[model.parents_[subs]] == -1).all()
    placed = set(model.labels_[model.labels_ >= 0].tolist())
    assert placed == set(range(len(model.parents_))) - set(model.parents_[subs].tolist())


def test_a_theme_with_sub_themes_has_two_or_more(model: ThemeModel) -> None:
    above = model.parents_[model.parents_ >= 0]
    assert all(count >= 2 for count in np.unique(above, return_counts=True)[1])


def test_top_themes_come_first_and_the_largest_first(model: ThemeModel) -> None:
    tops = int(np.sum(model.parents_ < 0))
    assert (model.parents_[:tops] == -1).all()
    assert (model.parents_[tops:] >= 0).all()
    sizes = np.bincount([top for top in top_labels(model) if top >= 0], minlength=tops)
    # passages left out may turn neighbours of nearly one size about
    assert (np.diff(sizes) <= 0.05 * len(model.labels_)).all()


def test_names_are_unique_within_a_level(model: ThemeModel) -> None:
    for level in (model.parents_ < 0, model.parents_ >= 0):
        names = [model.names_[theme] for theme in np.flatnonzero(level)]
        assert sorted(names) == sorted(set(names))


def test_similarity_is_the_cosine_to_the_own_centre_and_few_are_left_out(model: ThemeModel) -> None:
    placed = model.labels_ >= 0
    own = np.einsum("ij,ij->i", model.space_[placed], model.centres_[model.labels_[placed]])
    assert model.similarities_[placed] == pytest.approx(own, abs=1e-4)
    assert (~placed).mean() <= 0.05
    assert (model.similarities_[placed] <= 1.0001).all()
    assert (model.similarities_[~placed] == 0).all()


def test_the_model_sorts_its_own_passages_as_it_did(model: ThemeModel, passages: Made) -> None:
    again = model.predict(passages.vectors)
    assert again.shape == model.labels_.shape
    assert np.mean(again == model.labels_) >= 0.9


def test_a_new_passage_goes_to_a_theme_of_its_subject_or_to_none_and_a_stranger_to_none(
    model: ThemeModel, passages: Made
) -> None:
    subjects, tops = np.array(passages.subjects), np.array(top_labels(model))
    more = made_passages(seed=8)
    # another draw turns the directions of subjects: new passages are old centres with new noise
    centres = np.stack([passages.vectors[subjects == subject].mean(axis=0) for subject in more.subjects])
    new = (centres + 0.3 * more.vectors).astype(np.float32)
    new /= np.linalg.norm(new, axis=1, keepdims=True)
    themes = model.predict(new)
    placed = themes >= 0
    assert placed.mean() > 0.5
    found = np.where(model.parents_[themes] >= 0, model.parents_[themes], themes)
    subject_of = {int(top): subjects[tops == top][0] for top in np.unique(tops[tops >= 0])}
    told = [subject_of[int(top)] for top in found[placed]]
    assert np.mean(np.array(told) == np.array(more.subjects)[placed]) >= 0.95
    assert model.predict(-new).tolist() == [-1] * len(new)


def test_there_is_nothing_to_predict_for_no_rows(model: ThemeModel) -> None:
    assert model.predict(np.empty((0, 64), dtype=np.float32)).tolist() == []


# ---- at the edges


@pytest.mark.parametrize("n", [0, 1, 7])
def test_fewer_than_eight_passages_make_no_themes(passages: Made, n: int) -> None:
    few = passages.rows(list(range(n)))
    found = fitted(few)
    assert found.labels_.tolist() == [-1] * n
    assert found.parents_.shape == (0,)
    assert found.names_ == []
    assert found.predict(passages.vectors[:3]).tolist() == [-1, -1, -1]


def test_many_copies_of_few_passages_make_no_themes(passages: Made) -> None:
    found = fitted(passages.rows([n % 5 for n in range(60)]))
    assert set(found.labels_.tolist()) == {-1}


def test_eight_passages_can_be_themes(passages: Made) -> None:
    two = passages.rows([*range(6), *range(40, 46)])
    found = fitted(two)
    assert len(found.names_) >= 1
    assert (found.labels_ >= 0).any()


def test_languages_are_told_from_the_texts_where_not_given(passages: Made) -> None:
    found = ThemeModel().fit(passages.texts, passages.vectors)
    assert found.labels_.shape == (len(passages.texts),)
    assert all("en" in names for names in found.names_by_language_)


@pytest.mark.parametrize("granularity", ["", "finest", "AUTO"])
def test_an_unknown_granularity_is_refused(granularity: str) -> None:
    with pytest.raises(ValueError, match="coarse, auto, fine"):
        ThemeModel(granularity)  # type: ignore[arg-type]


def test_lengths_that_differ_are_refused(passages: Made) -> None:
    with pytest.raises(ValueError, match="one length"):
        ThemeModel().fit(passages.texts[:-1], passages.vectors)
    with pytest.raises(ValueError, match="one length"):
        ThemeModel().fit(passages.texts, passages.vectors, ids=["m1"])
    with pytest.raises(ValueError, match="one length"):
        ThemeModel().fit(passages.texts, passages.vectors, languages=["en"])


# ---- later passages


def split_off(passages: Made, every: int) -> tuple[Made, Made]:
    """All but each ``every``-th passage, and those."""
    later = list(range(0, len(passages.texts), every))
    return passages.rows([i for i in range(len(passages.texts)) if i % every]), passages.rows(later)


def test_later_passages_join_the_themes_of_their_subject_and_move_nothing(passages: Made) -> None:
    first, later = split_off(passages, 10)
    model = fitted(first)
    before, names = model.labels_.copy(), list(model.names_)
    model.partial_fit(later.texts, later.vectors, later.ids, ["en"] * len(later.texts))
    assert model.labels_[: len(before)].tolist() == before.tolist()
    assert model.names_ == names
    subject_of = {theme: Counter(first.subjects[i] for i in np.flatnonzero(before == theme)) for theme in set(before)}
    placed = model.labels_[len(before) :].tolist()
    right = [subject_of[label].most_common(1)[0][0] for label in placed if label >= 0]
    told = [subject for subject, label in zip(later.subjects, placed, strict=True) if label >= 0]
    assert np.mean([a == b for a, b in zip(right, told, strict=True)]) > 0.9
    assert len(told) > 0.8 * len(later.texts)


def test_a_subject_that_comes_later_is_a_theme_of_its_own_with_a_name() -> None:
    made = made_passages(each=40)
    locker = [i for i, subject in enumerate(made.subjects) if subject == "locker"]
    first = made.rows([i for i in range(len(made.texts)) if i not in locker])
    later = made.rows(locker)
    model = fitted(first)
    known = len(model.parents_)
    model.partial_fit(later.texts, later.vectors, later.ids, ["en"] * len(later.texts))
    new = model.labels_[len(first.texts) :]
    assert (new >= known).mean() > 0.7
    assert len(model.names_) == len(model.parents_) == len(model.centres_) == len(model.keywords_)
    words = {"locker", "full", "parcel", "station", "redirected", "pick-up", "pick"}
    for name in model.names_[known:]:
        assert words & set(name.lower().replace(",", " ").replace("-", " ").split()), name


def test_the_order_in_which_later_passages_stand_does_not_matter(passages: Made) -> None:
    first, later = split_off(passages, 6)
    model, turned = fitted(first), fitted(first)
    order = np.random.default_rng(3).permutation(len(later.texts)).tolist()
    again = later.rows(order)
    model.partial_fit(later.texts, later.vectors, languages=["en"] * len(later.texts))
    turned.partial_fit(again.texts, again.vectors, languages=["en"] * len(later.texts))
    n = len(first.texts)
    assert turned.labels_[n:].tolist() == model.labels_[n:][order].tolist()
    assert turned.names_ == model.names_


def test_a_restored_model_goes_on_as_the_first_would_have(passages: Made) -> None:
    first, later = split_off(passages, 8)
    model = fitted(first)
    again = ThemeModel.restored(model.known(), first.vectors, model.labels_)
    assert again.predict(later.vectors).tolist() == model.predict(later.vectors).tolist()
    for one in (model, again):
        one.partial_fit(later.texts, later.vectors, later.ids, ["en"] * len(later.texts))
    assert again.labels_.tolist() == model.labels_.tolist()
    assert again.similarities_.tolist() == pytest.approx(model.similarities_.tolist(), abs=1e-6)
    assert again.names_ == model.names_


def test_no_later_passages_change_nothing(passages: Made) -> None:
    model = fitted(passages)
    before = model.labels_.tolist()
    model.partial_fit([], passages.vectors[:0], [], [])
    assert model.labels_.tolist() == before


def test_passages_beyond_those_in_the_graph_are_placed_beside_them(
    passages: Made, model: ThemeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_model, "MOST_IN_GRAPH", 150)
    sampled = fitted(passages)
    assert (sampled.labels_ >= 0).mean() > 0.9
    assert adjusted_rand_score(top_labels(sampled), passages.subjects) > 0.9 * adjusted_rand_score(
        top_labels(model), passages.subjects
    )
    order = np.random.default_rng(4).permutation(len(passages.texts)).tolist()
    assert fitted(passages.rows(order)).labels_.tolist() == sampled.labels_[order].tolist()
