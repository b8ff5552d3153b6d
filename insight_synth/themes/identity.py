"""Ids that last: a theme keeps its id when data are added, and what became of the others is recorded.

Themes of a new analysis are matched to the old ones by the mentions they share, best match first over all themes at
once, so the answer does not depend on the order of either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

SAME = 0.3  # Jaccard similarity of shared mentions from which on two themes may be one
PART = 0.3  # share of an old theme's mentions that make a new theme part of it


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a theme: ``theme`` is its id, ``others`` those it came from or went into."""

    kind: Literal["born", "died", "split", "merged"]
    theme: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """An id for each new theme, in their order, and the changes against the old ones."""

    ids: tuple[str, ...]
    changes: tuple[Change, ...]


def lasting_ids(
    new: Sequence[frozenset[str]],
    old: Mapping[str, frozenset[str]],
    retired: Sequence[str] = (),
    new_tops: Collection[int] = (),
    old_tops: Collection[str] = (),
) -> Identity:
    """Match new themes to old ones.

    Args:
        new: the mention ids of each new theme.
        old: ``theme id → mention ids`` of the analysis before; mentions that no longer exist are left out of the match.
        retired: further ids once given, never to be given again.
        new_tops: which of ``new`` are top themes; they are matched first, to …
        old_tops: … the top themes of ``old``, so that no sub-theme takes the id of a theme above it.

    Returns:
        Ids like ``t001``; numbers go on from the highest ever given.
    """
    alive = frozenset().union(*new) if new else frozenset()
    kept = {theme: members & alive for theme, members in sorted(old.items())}
    known = frozenset().union(*kept.values()) if kept else frozenset()
    olds = list(kept)
    shared = np.array([[len(members & kept[theme]) for theme in olds] for members in new]).reshape(len(new), len(olds))
    likeness = _likeness(new, olds, kept, known, shared)
    levels = np.array([[(i in new_tops) == (theme in old_tops) for theme in olds] for i in range(len(new))], dtype=bool)
    matched = _best_pairs(new, olds, np.where(levels.reshape(shared.shape), likeness, 0.0))
    free = np.ones(shared.shape, dtype=bool)
    free[sorted(matched), :] = False
    free[:, [j for j, theme in enumerate(olds) if theme in matched.values()]] = False
    matched |= _best_pairs(new, olds, np.where(free, likeness, 0.0))
    number = max((_number(theme) for theme in [*olds, *retired]), default=0)
    ids: list[str] = []
    for i in range(len(new)):
        if i in matched:
            ids.append(matched[i])
        else:
            number += 1
            ids.append(f"t{number:03d}")
    return Identity(tuple(ids), tuple(_changes(ids, matched, olds, kept, shared)))


def _likeness(
    new: Sequence[frozenset[str]],
    olds: Sequence[str],
    kept: Mapping[str, frozenset[str]],
    known: frozenset[str],
    shared: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """(new, old) Jaccard similarity over the mentions both analyses know."""
    likeness = np.zeros(shared.shape)
    for i, members in enumerate(new):
        before = members & known
        for j, theme in enumerate(olds):
            if shared[i, j]:
                likeness[i, j] = round(shared[i, j] / len(before | kept[theme]), 6)
    return likeness


def _best_pairs(
    new: Sequence[frozenset[str]], olds: Sequence[str], likeness: npt.NDArray[np.float64]
) -> dict[int, str]:
    """The pairs alike enough, best over all at once."""
    if not likeness.size:
        return {}
    from scipy.optimize import linear_sum_assignment

    # Equal likeness is settled by the mentions themselves, not by the order the themes are given in.
    settled = sorted(range(len(new)), key=lambda i: (min(new[i], default=""), len(new[i])))
    rows, columns = linear_sum_assignment(-likeness[settled])
    pairs = [(settled[int(row)], int(column)) for row, column in zip(rows, columns, strict=True)]
    return {i: olds[j] for i, j in sorted(pairs) if likeness[i, j] >= SAME}


def _changes(
    ids: Sequence[str],
    matched: Mapping[int, str],
    olds: Sequence[str],
    kept: Mapping[str, frozenset[str]],
    shared: npt.NDArray[np.int64],
) -> list[Change]:
    if not olds:
        return []
    found: list[Change] = []
    for j, theme in enumerate(olds):
        size = max(len(kept[theme]), 1)
        into = tuple(ids[i] for i in range(len(ids)) if shared[i, j] >= PART * size)
        if theme not in matched.values():
            kind: Literal["merged", "died"] = "merged" if into else "died"
            found.append(Change(kind, theme, into))
        elif len(into) > 1:
            found.append(Change("split", theme, tuple(i for i in into if i != theme)))
    split = {other for change in found if change.kind == "split" for other in change.others}
    found += [Change("born", ids[i]) for i in range(len(ids)) if i not in matched and ids[i] not in split]
    return found


def _number(theme: str) -> int:
    return int(theme[1:]) if theme[1:].isdigit() else 0
