"""Ids that last, and a record of what became of themes that did not."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from insight_synth.themes import Change, lasting_ids


def members(*ranges: tuple[int, int]) -> frozenset[str]:
    return frozenset(f"m{n:03d}" for first, last in ranges for n in range(first, last))


LATE, BROKEN, RUDE = members((0, 40)), members((100, 130)), members((200, 220))
BEFORE = {"t001": LATE, "t002": BROKEN, "t003": RUDE}


def test_the_first_themes_are_numbered_in_their_order_and_nothing_is_recorded() -> None:
    found = lasting_ids([LATE, BROKEN, RUDE], {})
    assert found.ids == ("t001", "t002", "t003")
    assert found.changes == ()


def test_the_same_themes_keep_their_ids_in_any_order() -> None:
    found = lasting_ids([RUDE, LATE, BROKEN], BEFORE)
    assert found.ids == ("t003", "t001", "t002")
    assert found.changes == ()


def test_ids_last_when_data_are_added() -> None:
    found = lasting_ids([LATE | members((300, 400)), BROKEN | members((400, 405)), RUDE], BEFORE)
    assert found.ids == ("t001", "t002", "t003")
    assert found.changes == ()


def test_ids_last_when_some_mentions_move_to_a_neighbour() -> None:
    moved = members((0, 8))
    assert lasting_ids([LATE - moved, BROKEN | moved, RUDE], BEFORE).ids == ("t001", "t002", "t003")


def test_ids_last_when_data_are_taken_away() -> None:
    found = lasting_ids([members((0, 15)), members((100, 110)), members((200, 205))], BEFORE)
    assert found.ids == ("t001", "t002", "t003")


def test_a_theme_of_new_mentions_only_is_born_with_the_next_number() -> None:
    found = lasting_ids([LATE, BROKEN, RUDE, members((500, 530))], BEFORE)
    assert found.ids == ("t001", "t002", "t003", "t004")
    assert found.changes == (Change("born", "t004"),)


def test_a_theme_whose_mentions_are_gone_died() -> None:
    found = lasting_ids([LATE, BROKEN], BEFORE)
    assert found.ids == ("t001", "t002")
    assert found.changes == (Change("died", "t003"),)


def test_a_theme_whose_mentions_scattered_in_small_parts_died() -> None:
    new = [
        LATE | members((200, 205)),
        BROKEN | members((205, 210)),
        members((210, 215), (600, 640)),
        members((215, 220), (700, 740)),
    ]
    changes = lasting_ids(new, BEFORE).changes
    assert Change("died", "t003") in changes


def test_a_split_theme_stays_with_its_larger_part_and_the_rest_is_recorded() -> None:
    found = lasting_ids([members((26, 40)), members((0, 26)), BROKEN, RUDE], BEFORE)
    assert found.ids == ("t004", "t001", "t002", "t003")
    assert found.changes == (Change("split", "t001", ("t004",)),)


def test_merged_themes_go_on_under_the_larger_ones_id() -> None:
    found = lasting_ids([LATE | BROKEN, RUDE], BEFORE)
    assert found.ids == ("t001", "t003")
    assert found.changes == (Change("merged", "t002", ("t001",)),)


def test_numbers_once_given_are_not_given_again() -> None:
    found = lasting_ids([LATE, members((500, 530))], {"t001": LATE}, retired=["t002", "t017", "t009"])
    assert found.ids == ("t001", "t018")


def test_a_number_that_died_just_now_is_not_given_again_either() -> None:
    assert lasting_ids([LATE, members((500, 530))], BEFORE).ids == ("t001", "t004")


def test_numbers_go_on_beyond_999() -> None:
    assert lasting_ids([LATE], {}, retired=["t999"]).ids == ("t1000",)
    assert lasting_ids([RUDE], {"t1000": LATE}).ids == ("t1001",)


def test_no_themes_any_more_is_an_end_of_all() -> None:
    found = lasting_ids([], BEFORE)
    assert found.ids == ()
    assert found.changes == tuple(Change("died", theme) for theme in BEFORE)


MENTIONS = [f"m{n}" for n in range(24)]
PARTITIONS = st.lists(st.integers(-1, 4), min_size=24, max_size=24)


def themes(labels: list[int]) -> list[frozenset[str]]:
    groups = [frozenset(m for m, label in zip(MENTIONS, labels, strict=True) if label == n) for n in range(5)]
    return [group for group in groups if group]


@given(PARTITIONS, PARTITIONS)
def test_every_theme_has_an_id_of_its_own_and_none_that_was_retired(before: list[int], after: list[int]) -> None:
    old = {f"t{n:03d}": group for n, group in enumerate(themes(before), start=1)}
    new = themes(after)
    found = lasting_ids(new, old, retired=["t030"])
    assert len(found.ids) == len(new) == len(set(found.ids))
    assert all(theme in old or int(theme[1:]) > 30 for theme in found.ids)


@given(PARTITIONS, PARTITIONS)
def test_what_became_of_every_theme_is_recorded_once(before: list[int], after: list[int]) -> None:
    old = {f"t{n:03d}": group for n, group in enumerate(themes(before), start=1)}
    found = lasting_ids(themes(after), old)
    gone = [change.theme for change in found.changes if change.kind in ("died", "merged")]
    assert sorted(gone) == sorted(set(old) - set(found.ids))
    if old:
        came = {change.theme for change in found.changes if change.kind == "born"}
        came |= {other for change in found.changes if change.kind == "split" for other in change.others}
        assert set(found.ids) - set(old) <= came


@given(PARTITIONS)
def test_nothing_changes_where_nothing_changed(labels: list[int]) -> None:
    old = {f"t{n:03d}": group for n, group in enumerate(themes(labels), start=1)}
    found = lasting_ids(list(old.values()), old)
    assert found.ids == tuple(old)
    assert found.changes == ()


@given(PARTITIONS, PARTITIONS, st.randoms(use_true_random=False))
def test_the_match_does_not_depend_on_the_order_of_old_or_new(
    before: list[int], after: list[int], draw: random.Random
) -> None:
    old = {f"t{n:03d}": group for n, group in enumerate(themes(before), start=1)}
    new = themes(after)
    order = draw.sample(range(len(new)), len(new))
    turned = dict(draw.sample(list(old.items()), len(old)))
    one, other = lasting_ids(new, old), lasting_ids([new[i] for i in order], turned)
    lasted = {i: theme for i, theme in enumerate(one.ids) if theme in old}
    assert {order[at]: theme for at, theme in enumerate(other.ids) if theme in old} == lasted
