"""What people decided on themes, put upon those an analysis found: merged, split, pinned and hidden ones.

The outcome depends on the set of decisions, not on the order in which they were made. A decision on a theme that there
is no more changes nothing and is reported; it takes effect again when its theme comes back. Names are no matter of this
module, nor is what a person may decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np

from insight_synth.themes.identity import Change
from insight_synth.themes.neighbours import Labels, Vectors

Kind = Literal["merge", "split", "pin", "hide"]
DECIMALS = 4  # of a cosine; beyond these the order in which a processor adds numbers shows
_NOWHERE = -2.0  # less than any cosine


@dataclass(frozen=True, slots=True)
class Part:
    """A theme kept by its centre: (d,) float16, little-endian; ``threshold`` the least cosine to it of its mentions."""

    theme_id: str
    centre: bytes
    threshold: float = 0.0

    @classmethod
    def of(cls, theme_id: str, members: Vectors) -> Self:
        """The part that these (n, d) unit rows make."""
        part = cls(theme_id, centre_of(members).astype("<f2").tobytes())
        return replace(part, threshold=float(_cosines(members, part.vector[None, :]).min(initial=1.0)))

    @property
    def vector(self) -> Vectors:
        """(d,) float32, of unit length."""
        found = np.frombuffer(self.centre, dtype="<f2").astype(np.float32)
        return found / max(float(np.linalg.norm(found)), 1e-12)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision that is in force.

    ``into`` is, of a merge, the theme that the mentions of ``theme_id`` count to; of a pin, the theme it stands below.
    ``parts`` are, of a split, what the theme falls into; of a pin, the theme itself.
    """

    kind: Kind
    theme_id: str
    into: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """Themes after the decisions, in the shapes they came in.

    ``ids`` (n_themes,) lasting ids; ``parents`` (n_themes,) int, −1 for a top theme; ``labels`` (n,) int, −1 for none;
    ``centres`` (n_themes, d) float32 unit rows; ``hidden`` includes what stands below a hidden theme. A top theme with
    sub-themes may hold mentions itself: those of a theme that was merged into it. ``changes`` are the merges and splits
    that took place, ``dormant`` the decisions that found nothing to decide on.
    """

    ids: tuple[str, ...]
    parents: Labels
    labels: Labels
    centres: Vectors
    hidden: frozenset[str]
    pinned: frozenset[str]
    changes: tuple[Change, ...]
    dormant: tuple[Decision, ...]


def decided(
    ids: Sequence[str],
    parents: Labels,
    labels: Labels,
    centres: Vectors,
    vectors: Vectors,
    decisions: Iterable[Decision],
) -> Decided:
    """Put decisions upon the themes that were found.

    A theme merged into one that was not found again takes over its id: the merged theme lives on. A pinned
    theme that was not found takes the mentions at least as near to its centre as its own were, and no nearer to the
    centre of the theme they were found in.

    Args:
        ids: lasting ids of the themes found.
        parents: (n_themes,) int, the theme above, −1 for a top theme.
        labels: (n,) int, the finest theme of each mention, −1 for none.
        centres: (n_themes, d) float32, unit rows.
        vectors: (n, d) float32, unit rows of the same space, in which the parts' centres lie too.
        decisions: those in force. One whose centres have another number of dimensions lies dormant.

    Returns:
        The themes after them; without any that takes effect, those that were given.
    """
    made = sorted(set(decisions), key=lambda d: (d.kind, d.theme_id, d.into, [p.theme_id for p in d.parts]))
    themes = _Themes(ids, parents, labels, centres, vectors)
    moves = _Moves(themes, made)
    themes.bring_back(moves.pins_to_bring_back())
    moves.make()
    gone = themes.drop_empty()
    there = set(themes.present())
    marks = [d for d in made if d.kind in ("pin", "hide")]
    hidden = {d.theme_id for d in marks if d.kind == "hide"} & there
    hidden |= {theme for theme in there if themes.above(theme) in hidden}
    dormant = [d for d in marks if d.theme_id not in there]
    dormant += [d for d in made if d.kind in ("merge", "split") and d not in moves.applied]
    changes = tuple(change for change in moves.changes if change.theme not in there)
    result = themes.result(bool(moves.applied or gone or themes.touched))
    return Decided(
        *result,
        hidden=frozenset(hidden),
        pinned=frozenset(d.theme_id for d in marks if d.kind == "pin" and d.theme_id in there),
        changes=changes,
        dormant=tuple(dormant),
    )


def leads_back(merges: Mapping[str, str], theme_id: str, into: str) -> bool:
    """Whether ``into`` was merged, by way of others or not, into ``theme_id``: merging this into it would be a ring."""
    seen = set()
    while into in merges and into not in seen:
        seen.add(into)
        into = merges[into]
    return into == theme_id or theme_id in seen


def recentred(decision: Decision, before: Sequence[str], vectors: Vectors) -> Decision:
    """The decision with centres told by other vectors, as those of another encoder are.

    Args:
        decision: its centres lie in another space.
        before: n ids, the theme each mention was in when the decision last took effect, "" for none.
        vectors: (n, d) float32, unit rows of the new space.

    Returns:
        A part none of whose mentions there is any more is left out.
    """
    stood = np.asarray(before, dtype=object)
    members = {part.theme_id: vectors[stood == part.theme_id] for part in decision.parts}
    parts = [Part.of(part.theme_id, own) for part in decision.parts if len(own := members[part.theme_id])]
    return replace(decision, parts=tuple(parts))


def centre_of(members: Vectors) -> Vectors:
    """(d,) float32: the mean direction of (n, d) rows."""
    total = members.astype(np.float64).sum(axis=0)
    length = float(np.linalg.norm(total))
    return np.asarray(np.round(total / (length or 1.0), 7), dtype=np.float32)


# ---- which decision takes effect when


class _Moves:
    """Merges and splits, each made once its theme is there and whatever is to become part of it has."""

    def __init__(self, themes: _Themes, made: Sequence[Decision]) -> None:
        self.themes = themes
        self.merges: dict[str, Decision] = {}
        self.splits: dict[str, Decision] = {}
        self.pins: dict[str, Decision] = {}
        kept = {"merge": self.merges, "split": self.splits, "pin": self.pins}
        for decision in made:
            if decision.kind in kept:
                kept[decision.kind].setdefault(decision.theme_id, decision)
        into = {theme: decision.into for theme, decision in self.merges.items()}
        for theme in into:
            if leads_back(into, theme, into[theme]):
                del self.merges[theme]
        self.into = {theme: decision.into for theme, decision in self.merges.items()}
        self.applied: set[Decision] = set()
        self.changes: list[Change] = []

    def _inherit(self) -> None:
        """Where a theme that others were merged into was not found, the largest of those takes over its id."""
        while True:
            known = self._reachable()
            heirs = [
                (decision.into, -self.themes.size(theme), theme)
                for theme, decision in self.merges.items()
                if decision.into not in known and self.themes.has(theme)
            ]
            if not heirs:
                return
            into, _, theme = min(heirs)
            self.themes.rename(theme, into)
            self.applied.add(self.merges.pop(theme))
            self.changes.append(Change("merged", theme, (into,)))

    def pins_to_bring_back(self) -> list[Decision]:
        """Pins of themes that were not found and are none of the other decisions' doing."""
        known = self._reachable() | set(self.into) | set(self.splits) | self._inherited()
        return [decision for theme, decision in sorted(self.pins.items()) if theme not in known and decision.parts]

    def make(self) -> None:
        """Every merge and split that can be made; sub-themes' first."""
        self._inherit()
        while ready := [*self._ready_merges(), *self._ready_splits()]:
            _, kind, theme, into = min(ready)
            if kind == "merge":
                gone = self.themes.merge(theme, into)
                self.applied.add(self.merges.pop(theme))
                self.changes += [Change("merged", one, (into,)) for one in gone]
            else:
                decision = self.splits.pop(theme)
                into_these = self.themes.split(theme, decision.parts)
                self.applied.add(decision)
                self.changes.append(Change("split", theme, into_these))

    def _inherited(self) -> set[str]:
        """Themes that were not found, whose ids others will take over."""
        heirs = [self.themes.present(), *([d.into] for d in self.merges.values() if self.themes.has(d.theme_id))]
        known = {theme for themes in heirs for theme in themes}
        while further := {self.into[theme] for theme in known if theme in self.into} - known:
            known |= further
        return known

    def _reachable(self) -> set[str]:
        """Themes that there are, and those that splits of them give."""
        known = set(self.themes.present())
        while True:
            parts = {p.theme_id for theme, d in self.splits.items() if theme in known for p in d.parts}
            if parts <= known:
                return known
            known |= parts

    def _ready_merges(self) -> list[tuple[bool, str, str, str]]:
        own = [(theme, self._target(theme)) for theme in self.merges if self.themes.has(theme)]
        return [(not self.themes.above(theme), "merge", theme, into) for theme, into in own if into]

    def _ready_splits(self) -> list[tuple[bool, str, str, str]]:
        awaiting = {into for _, _, _, into in self._ready_merges()}
        return [
            (not self.themes.above(theme), "split", theme, "")
            for theme, decision in self.splits.items()
            if theme not in self.merges and theme not in awaiting and self.themes.can_split(theme, decision.parts)
        ]

    def _target(self, theme: str) -> str:
        """Where a merge leads in the end, as far as that is there already; "" for nowhere."""
        found, at = "", theme
        while at in self.into:
            at = self.into[at]
            found = at if self.themes.has(at) else found
        return found


# ---- themes while they are worked on


class _Themes:
    """Themes by number, of which some are no more."""

    def __init__(self, ids: Sequence[str], parents: Labels, labels: Labels, centres: Vectors, vectors: Vectors) -> None:
        self.given = (tuple(ids), parents, labels, centres)
        self.ids = list(ids)
        self.parents = [int(above) for above in parents]
        self.labels = np.array(labels, dtype=np.int64)
        self.vectors = vectors
        self.number = {theme: at for at, theme in enumerate(ids)}
        self.touched: set[int] = set()

    def present(self) -> list[str]:
        return list(self.number)

    def has(self, theme: str) -> bool:
        return theme in self.number

    def above(self, theme: str) -> str:
        """The theme above, "" for a top theme."""
        above = self.parents[self.number[theme]]
        return self.ids[above] if above >= 0 else ""

    def size(self, theme: str) -> int:
        return int(np.isin(self.labels, [self.number[theme], *self._below(theme)]).sum())

    def rename(self, theme: str, new: str) -> None:
        at = self.number.pop(theme)
        self.ids[at] = new
        self.number[new] = at

    def merge(self, theme: str, into: str) -> tuple[str, ...]:
        """Makes all mentions of a theme another's; gives the themes that are no more."""
        below, target = self._below(theme), self.number[into]
        if self._below(into):
            for child in below:
                self.parents[child] = target
            going = [self.number[theme]]
        else:
            going = [number for number in (self.number[theme], *below) if number != target]
        if target in below:  # a sub-theme that takes all of the theme above it
            self.parents[target] = -1
        self._move(np.isin(self.labels, going), target)
        return self._remove(going)

    def can_split(self, theme: str, parts: Sequence[Part]) -> bool:
        if not self.has(theme):
            return False
        fitting = [part for part in parts if len(part.vector) == self.vectors.shape[1]]
        return bool(self._below(theme)) or len(fitting) == len(parts) > 1

    def split(self, theme: str, parts: Sequence[Part]) -> tuple[str, ...]:
        """Sub-themes become top themes; a theme without any falls into ``parts``. Gives the themes it went into."""
        at, into = self.number[theme], self._below(theme)
        own = np.flatnonzero(self.labels == at)
        if into:
            near = np.stack([self._centre(child) for child in into])
            for child in into:
                self.parents[child] = -1
        else:
            near = np.stack([part.vector for part in parts])
            into = [self._new(part.theme_id, self.parents[at]) for part in parts]
        if len(own):
            nearest = _cosines(self.vectors[own], near).argmax(axis=1)
            for number, target in enumerate(into):
                self._move(own[nearest == number], target)
        self._remove([at])
        return tuple(self.ids[number] for number in into)

    def bring_back(self, pins: Sequence[Decision]) -> None:
        """Gives pinned themes that were not found the mentions that are nearest to them."""
        kept = [(pin, part) for pin in pins for part in pin.parts[:1] if len(part.vector) == self.vectors.shape[1]]
        if not kept or not len(self.vectors):
            return
        near = _cosines(self.vectors, np.stack([part.vector for _, part in kept]))
        near[near < np.array([part.threshold for _, part in kept])] = _NOWHERE
        nearest = near.argmax(axis=1)
        best = near[np.arange(len(near)), nearest]
        own = np.full(len(self.labels), _NOWHERE + 0.5)
        placed = np.flatnonzero(self.labels >= 0)
        own[placed] = _row_cosines(self.vectors[placed], self.given[3][self.labels[placed]])
        claimed = best >= own
        for number, (pin, _) in enumerate(kept):
            rows = np.flatnonzero(claimed & (nearest == number))
            if not len(rows):
                continue
            above = pin.into if self.has(pin.into) and self._below(pin.into) else ""
            at = self._new(pin.theme_id, self.number[above] if above else -1)
            self._move(rows, at)

    def drop_empty(self) -> tuple[str, ...]:
        """Removes themes that no mention is left in; gives their ids."""
        gone: tuple[str, ...] = ()
        for _ in ("sub-themes", "themes that had nothing else"):
            held = set(np.unique(self.labels).tolist()) | set(self._parents_present())
            gone += self._remove([at for theme, at in self.number.items() if at not in held])
        return gone

    def result(self, changed: bool) -> tuple[tuple[str, ...], Labels, Labels, Vectors]:
        """Ids, parents, labels and centres: top themes first, larger ones first."""
        if not changed:
            return self.given
        size = {at: int((self.labels == at).sum()) for at in self.number.values()}
        whole = {at: size[at] + sum(size[child] for child in self._below(theme)) for theme, at in self.number.items()}
        tops = sorted((at for at in whole if self.parents[at] < 0), key=lambda at: (-whole[at], self.ids[at]))
        place = {at: rank for rank, at in enumerate(tops)}
        subs = sorted(
            (at for at in whole if self.parents[at] >= 0),
            key=lambda at: (place[self.parents[at]], -whole[at], self.ids[at]),
        )
        order = [*tops, *subs]
        number = np.full(len(self.ids) + 1, -1, dtype=np.int64)  # the last for a mention in no theme
        number[order] = np.arange(len(order))
        centres = [self._centre(at) for at in order]
        return (
            tuple(self.ids[at] for at in order),
            number[[self.parents[at] for at in order]] if order else np.empty(0, dtype=np.int64),
            number[self.labels],
            np.stack(centres) if centres else np.empty((0, self.vectors.shape[1]), dtype=np.float32),
        )

    def _below(self, theme: str) -> list[int]:
        at = self.number[theme]
        return sorted((n for n in self.number.values() if self.parents[n] == at), key=lambda n: self.ids[n])

    def _parents_present(self) -> list[int]:
        return [self.parents[at] for at in self.number.values()]

    def _new(self, theme: str, parent: int) -> int:
        """The number of a theme that is new, or there already."""
        if theme not in self.number:
            self.number[theme] = len(self.ids)
            self.ids.append(theme)
            self.parents.append(parent)
            self.touched.add(self.number[theme])
        return self.number[theme]

    def _move(self, rows: Labels | np.ndarray[tuple[int], np.dtype[np.bool_]], target: int) -> None:
        before = np.unique(self.labels[rows])
        self.labels[rows] = target
        self.touched.update((target, self.parents[target]))
        for at in before[before >= 0].tolist():
            self.touched.update((at, self.parents[at]))

    def _remove(self, numbers: Sequence[int]) -> tuple[str, ...]:
        gone = tuple(self.ids[at] for at in numbers)
        for theme in gone:
            del self.number[theme]
        for at in numbers:
            self.touched.add(self.parents[at])
        return gone

    def _centre(self, at: int) -> Vectors:
        if at not in self.touched and at < len(self.given[0]):
            return np.asarray(self.given[3][at], dtype=np.float32)
        members = np.isin(self.labels, [at, *self._below(self.ids[at])])
        return centre_of(self.vectors[members])


def _cosines(rows: Vectors, centres: Vectors) -> Vectors:
    """(n, k), rounded, so that what is equal compares as equal everywhere."""
    return np.asarray(np.round(rows @ centres.T, DECIMALS))


def _row_cosines(rows: Vectors, centres: Vectors) -> Vectors:
    return np.asarray(np.round(np.einsum("ij,ij->i", rows, centres), DECIMALS))
