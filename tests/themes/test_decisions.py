"""What people decided on themes holds over whatever an analysis finds, in any order, and can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.themes import Decided, Decision, Part, decided, leads_back, parted, recentred
from insight_synth.themes.decisions import centre_of

DIMENSIONS = 12
TREE = {"t001": "", "t002": "", "t003": "", "t004": "t001", "t005": "t001", "t006": "t002", "t007": "t002"}
"""Two themes with two sub-themes each, and one without."""
EACH = 6  # mentions in each theme without sub-themes


def direction(axis: int) -> np.ndarray:
    found: np.ndarray = np.eye(DIMENSIONS, dtype=np.float32)[axis]
    return found


def rows_near(axis: int, number: int) -> np.ndarray:
    rows: np.ndarray = np.stack([direction(axis) + 0.2 * (1 + n % 3) * direction(8 + n % 4) for n in range(number)])
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)


class Found:
    """What an analysis found: every theme of ``tree`` that has no sub-themes holds ``EACH`` mentions near an axis."""

    def __init__(self, tree: Mapping[str, str] = TREE, stray: int = 2) -> None:
        self.ids = tuple(tree)
        self.parents = np.array([self.ids.index(above) if above else -1 for above in tree.values()], np.int64)
        leaves = [theme for theme in self.ids if theme not in tree.values()]
        self.labels = np.array([self.ids.index(theme) for theme in leaves for _ in range(EACH)] + [-1] * stray)
        axes = [int(theme[1:]) % 8 for theme in leaves for _ in range(1)]
        self.vectors = np.concatenate([*(rows_near(axis, EACH) for axis in axes), rows_near(0, stray)])
        self.centres = np.stack([centre_of(self.vectors[self.members(theme)]) for theme in self.ids])

    def members(self, theme: str) -> np.ndarray:
        at = self.ids.index(theme)
        return np.isin(self.labels, [at, *np.flatnonzero(self.parents == at)])

    def after(self, decisions: Sequence[Decision]) -> Decided:
        return decided(self.ids, self.parents, self.labels, self.centres, self.vectors, decisions)


def placed(outcome: Decided) -> list[str]:
    """The finest theme of each mention."""
    return [outcome.ids[label] if label >= 0 else "" for label in outcome.labels]


def tree(outcome: Decided) -> dict[str, str]:
    return {
        theme: outcome.ids[above] if above >= 0 else ""
        for theme, above in zip(outcome.ids, outcome.parents.tolist(), strict=True)
    }


def same(one: Decided, other: Decided) -> bool:
    return (
        (one.ids, one.hidden, one.pinned, placed(one), tree(one))
        == (other.ids, other.hidden, other.pinned, placed(other), tree(other))
        and np.array_equal(one.centres, other.centres)
        and set(one.changes) == set(other.changes)
        and set(one.dormant) == set(other.dormant)
    )


def split_of(theme: str, found: Found, first: int = 100) -> Decision:
    """A split into the mentions at even and at odd places."""
    own = found.vectors[found.members(theme)]
    halves = (Part.of(f"t{first + n:03d}", own[n::2]) for n in (0, 1))
    return Decision("split", theme, parts=tuple(halves))


def pin_of(theme: str, found: Found) -> Decision:
    above = found.parents[found.ids.index(theme)]
    part = Part.of(theme, found.vectors[found.members(theme)])
    return Decision("pin", theme, into=found.ids[above] if above >= 0 else "", parts=(part,))


THEMES = st.sampled_from([*TREE, "t900"])


@st.composite
def decisions(draw: st.DrawFn) -> list[Decision]:
    found = Found()
    made = []
    for _ in range(draw(st.integers(0, 6))):
        kind, theme = draw(st.sampled_from(["merge", "split", "pin", "hide"])), draw(THEMES)
        if kind == "merge":
            into = draw(st.sampled_from([other for other in [*TREE, "t900"] if other != theme]))
            made.append(Decision("merge", theme, into=into))
        elif kind == "split" and theme in TREE:
            made.append(split_of(theme, found, 100 + 10 * int(theme[1:])))
        elif kind == "pin" and theme in TREE:
            made.append(pin_of(theme, found))
        elif kind == "hide":
            made.append(Decision("hide", theme))
    return made


# ---- what holds of all


@given(decisions())
@settings(max_examples=150, deadline=None)
def test_every_mention_stays_in_one_theme_or_in_none(made: list[Decision]) -> None:
    found = Found()
    outcome = found.after(made)
    assert [bool(theme) for theme in placed(outcome)] == (found.labels >= 0).tolist()
    assert len(set(outcome.ids)) == len(outcome.ids) == len(outcome.parents) == len(outcome.centres)
    assert all(outcome.parents[above] < 0 for above in outcome.parents if above >= 0)
    held = set(placed(outcome)) | set(tree(outcome).values())
    assert set(outcome.ids) <= held


@given(decisions(), st.randoms())
@settings(max_examples=150, deadline=None)
def test_the_order_of_decisions_is_nothing_to_the_outcome(made: list[Decision], random: object) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert same(Found().after(made), Found().after(shuffled))


@given(decisions(), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_the_order_of_mentions_is_nothing_to_the_outcome(made: list[Decision], seed: int) -> None:
    found = Found()
    expected = placed(found.after(made))
    order = np.random.default_rng(seed).permutation(len(found.labels))
    found.labels, found.vectors = found.labels[order], found.vectors[order]
    assert placed(found.after(made)) == [expected[at] for at in order]


@given(decisions(), st.data())
@settings(max_examples=60, deadline=None)
def test_taking_a_decision_back_gives_what_there_was_without_it(made: list[Decision], data: st.DataObject) -> None:
    added = data.draw(decisions())
    assert same(
        Found().after([d for d in [*made, *added] if d not in added]),
        Found().after([d for d in made if d not in added]),
    )


@given(decisions())
@settings(max_examples=100, deadline=None)
def test_what_is_merged_or_split_away_is_not_shown(made: list[Decision]) -> None:
    outcome = Found().after(made)
    assert {change.theme for change in outcome.changes}.isdisjoint(outcome.ids)
    assert outcome.hidden <= set(outcome.ids)
    assert outcome.pinned <= set(outcome.ids)


def test_without_decisions_nothing_changes() -> None:
    found = Found()
    outcome = found.after([])
    assert outcome.ids == found.ids
    assert np.array_equal(outcome.labels, found.labels)
    assert outcome.centres is found.centres


# ---- merges


def test_a_merged_themes_mentions_count_as_the_other_ones() -> None:
    found = Found()
    outcome = found.after([Decision("merge", "t004", into="t006")])
    assert "t004" not in outcome.ids
    assert placed(outcome).count("t006") == 2 * EACH
    assert tree(outcome)["t006"] == "t002"
    at = outcome.ids.index("t006")
    assert outcome.centres[at] == pytest.approx(centre_of(found.vectors[found.members("t004") | found.members("t006")]))


def test_the_sub_themes_of_a_merged_theme_stand_below_the_other() -> None:
    outcome = Found().after([Decision("merge", "t001", into="t002")])
    assert {theme for theme, above in tree(outcome).items() if above == "t002"} == {"t004", "t005", "t006", "t007"}
    assert set(tree(outcome)) == {"t002", "t003", "t004", "t005", "t006", "t007"}


def test_a_theme_without_sub_themes_takes_all_into_itself() -> None:
    outcome = Found().after([Decision("merge", "t001", into="t003")])
    assert set(outcome.ids) == {"t002", "t003", "t006", "t007"}
    assert placed(outcome).count("t003") == 3 * EACH


def test_a_sub_theme_can_take_all_of_the_theme_above_it() -> None:
    outcome = Found().after([Decision("merge", "t001", into="t004")])
    assert tree(outcome)["t004"] == ""
    assert placed(outcome).count("t004") == 2 * EACH


def test_a_theme_without_its_last_sub_theme_is_no_more() -> None:
    outcome = Found().after([Decision("merge", "t004", into="t003"), Decision("merge", "t005", into="t003")])
    assert "t001" not in outcome.ids


@pytest.mark.parametrize("chain", [("t004", "t006", "t003"), ("t006", "t004", "t003"), ("t003", "t004", "t006")])
def test_merges_lead_on_to_the_last_theme_of_a_chain(chain: tuple[str, str, str]) -> None:
    first, second, last = chain
    merges = [Decision("merge", first, into=second), Decision("merge", second, into=last)]
    assert placed(Found().after(merges)).count(last) == 3 * EACH
    assert placed(Found().after(merges[:1])).count(second) == 2 * EACH


def test_a_ring_of_merges_changes_nothing_and_is_reported() -> None:
    ring = [Decision("merge", "t001", into="t002"), Decision("merge", "t002", into="t001")]
    outcome = Found().after(ring)
    assert outcome.ids == Found().ids
    assert set(outcome.dormant) == set(ring)


@pytest.mark.parametrize(
    ("merges", "theme", "into", "ring"),
    [
        ({}, "a", "b", False),
        ({"a": "b"}, "b", "a", True),
        ({"a": "b", "b": "c"}, "c", "a", True),
        ({"a": "b", "b": "c"}, "d", "a", False),
    ],
    ids=["none", "back", "by-way", "other"],
)
def test_a_merge_that_leads_back_is_known(merges: dict[str, str], theme: str, into: str, ring: bool) -> None:
    assert leads_back(merges, theme, into) == ring


def test_the_merged_theme_lives_on_where_only_what_was_merged_into_it_is_found_again() -> None:
    found = Found({theme: above for theme, above in TREE.items() if theme != "t003"})
    outcome = found.after([Decision("merge", "t004", into="t003"), Decision("pin", "t003")])
    assert "t004" not in outcome.ids
    assert placed(outcome).count("t003") == EACH
    assert outcome.pinned == {"t003"}
    assert not outcome.dormant


# ---- splits


def test_the_sub_themes_of_a_split_theme_stand_by_themselves() -> None:
    outcome = Found().after([Decision("split", "t001")])
    assert "t001" not in outcome.ids
    assert (tree(outcome)["t004"], tree(outcome)["t005"]) == ("", "")
    assert [(change.kind, change.theme, change.others) for change in outcome.changes] == [
        ("split", "t001", ("t004", "t005"))
    ]


def test_the_mentions_of_a_split_theme_go_to_the_nearest_part() -> None:
    found = Found()
    own = found.vectors[found.members("t004")]
    near = [own[[0, 3]], own[[1, 2, 4, 5]]]
    outcome = found.after([Decision("split", "t004", parts=(Part.of("t010", near[0]), Part.of("t011", near[1])))])
    parts = [theme for theme, own in zip(placed(outcome), found.members("t004"), strict=True) if own]
    expected = ["t010" if row @ centre_of(near[0]) > row @ centre_of(near[1]) else "t011" for row in own]
    assert parts == expected
    assert {"t010", "t011"} == set(parts)
    assert tree(outcome)["t010"] == tree(outcome)["t011"] == "t001"


def test_a_part_can_be_merged_and_what_was_merged_before_is_parted_too() -> None:
    found = Found()
    split = split_of("t003", found)
    outcome = found.after([split, Decision("merge", "t100", into="t004")])
    assert placed(outcome).count("t004") > EACH
    outcome = found.after([Decision("merge", "t004", into="t003"), split])
    assert sum(theme in ("t100", "t101") for theme in placed(outcome)) == 2 * EACH


def test_a_split_of_a_theme_without_sub_themes_or_parts_lies_dormant() -> None:
    nothing = Decision("split", "t003")
    outcome = Found().after([nothing])
    assert outcome.dormant == (nothing,)
    assert "t003" in outcome.ids


# ---- pins and hidden themes


def test_a_pinned_theme_that_is_not_found_again_keeps_its_mentions() -> None:
    before, found = Found(), Found()
    found.labels[found.members("t003")] = found.ids.index("t004")  # the new analysis took it apart
    keep = [at for at, theme in enumerate(found.ids) if theme != "t003"]
    found.ids = tuple(found.ids[at] for at in keep)
    found.parents, found.centres = found.parents[keep], found.centres[keep]
    renumbered = {old: new for new, old in enumerate(keep)} | {-1: -1}
    found.labels = np.array([renumbered[label] for label in found.labels.tolist()])
    found.parents = np.array([renumbered[above] for above in found.parents.tolist()])
    outcome = found.after([pin_of("t003", before)])
    assert [theme for theme, own in zip(placed(outcome), before.members("t003"), strict=True) if own] == ["t003"] * EACH
    assert placed(outcome).count("t003") == EACH
    assert tree(outcome)["t003"] == ""


def test_a_pinned_theme_takes_what_stands_in_none_only_where_it_is_near_enough() -> None:
    found = Found({"t001": "", "t002": ""}, stray=4)
    near = Decision("pin", "t050", parts=(Part.of("t050", rows_near(0, 4)),))
    far = Decision("pin", "t050", parts=(Part.of("t050", rows_near(7, 4)),))
    assert placed(found.after([near]))[-4:] == ["t050"] * 4
    outcome = found.after([far])
    assert placed(outcome)[-4:] == [""] * 4
    assert outcome.dormant == (far,)


def test_a_pinned_theme_that_is_found_is_left_as_it_is() -> None:
    found = Found()
    outcome = found.after([pin_of("t003", found)])
    assert outcome.pinned == {"t003"}
    assert outcome.ids == found.ids


def test_what_stands_below_a_hidden_theme_is_hidden_and_still_counted() -> None:
    outcome = Found().after([Decision("hide", "t001")])
    assert outcome.hidden == {"t001", "t004", "t005"}
    assert placed(outcome).count("t004") == EACH


def test_a_decision_on_a_theme_that_is_no_more_is_reported_not_an_error() -> None:
    gone = [Decision("hide", "t900"), Decision("merge", "t900", into="t001"), Decision("split", "t901")]
    outcome = Found().after(gone)
    assert set(outcome.dormant) == set(gone)
    assert outcome.ids == Found().ids


# ---- centres and parts


def test_centres_of_another_space_lie_dormant_until_they_are_told_anew() -> None:
    found = Found()
    elsewhere = Decision("split", "t003", parts=(Part("t100", b"\x00\x3c" * 3), Part("t101", b"\x00\x3c" * 3)))
    assert found.after([elsewhere]).dormant == (elsewhere,)
    own = np.flatnonzero(found.members("t003"))
    before = [""] * len(found.labels)
    for at, row in enumerate(own):
        before[row] = "t100" if at < 2 else "t101"
    outcome = found.after([recentred(elsewhere, before, found.vectors)])
    assert not outcome.dormant
    assert {"t100", "t101"} <= set(placed(outcome))


def test_a_theme_of_two_subjects_is_parted_along_them() -> None:
    rows = np.concatenate([rows_near(1, 20), rows_near(2, 12)])
    found = parted(rows)
    assert found is not None
    assert set(found[:20].tolist()).isdisjoint(found[20:].tolist())
    assert 2 <= len(set(found.tolist())) <= 4


def test_parts_are_the_same_whatever_the_order_of_mentions() -> None:
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(60, DIMENSIONS)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    found, order = parted(rows), rng.permutation(60)
    again = parted(rows[order])
    assert found is not None
    assert again is not None
    assert np.array_equal(again, found[order])
    assert 2 <= len(set(found.tolist())) <= 4


@pytest.mark.parametrize("rows", [rows_near(1, 3), np.repeat(rows_near(1, 1), 30, axis=0)], ids=["few", "alike"])
def test_what_cannot_be_parted_is_not(rows: np.ndarray) -> None:
    assert parted(rows) is None
