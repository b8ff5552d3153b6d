"""The themes of an analysis: found anew or grown from those before, under lasting ids, as people decided on them.

Part of ``pipeline``. Mentions new since the themes were found are placed among them, and what fits nowhere may be a new
theme. Themes are found anew on demand, when the settings changed, or when so much was added that those found before
speak for too little of it; ids then pass to the themes that hold the same mentions.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from insight_synth import _decided, encode, themes
from insight_synth._theme_state import NAME, ThemeState
from insight_synth.model import Granularity, Mention, Progress
from insight_synth.store import Workspace, analyses, decisions, model_state

if TYPE_CHECKING:
    import numpy.typing as npt
    from sqlalchemy import Connection

    from insight_synth.themes.neighbours import Labels, Vectors

METHOD = "5"  # raise it when themes are found or placed in another way: they are then found anew
GROWTH = 0.25  # mentions added since themes were found, as a share of those then, beyond which they are found anew
NEW_LANGUAGE = 50  # mentions in a language that was not there, from which on themes are found anew
AMONG_OTHERS = 1_000  # mentions of other themes that the names of new ones are told apart from


@dataclass(frozen=True, slots=True)
class Themed:
    """The themes of n telling mentions as they are shown.

    ``ids`` one a theme; ``parents`` (n_themes,) the theme above, −1 for a top theme; ``labels`` (n,) the finest theme
    of each mention, −1 for none; ``similarities`` (n,) cosines to the theme's centre; ``vectors`` (n, d) float32, unit
    rows; ``named`` one entry a theme.
    """

    ids: tuple[str, ...]
    parents: Labels
    labels: Labels
    similarities: Vectors
    vectors: Vectors
    named: tuple[themes.NamedTheme, ...]
    changes: tuple[analyses.ThemeChange, ...]
    grown_from: str  # 16 hex digits of what the themes grew from; "" where they were found anew
    _state: ThemeState
    _taken: _decided.InForce
    _dormant: tuple[themes.Decision, ...]

    def parents_by_id(self) -> dict[str, str]:
        """``theme id → id of the theme above``, "" for a top theme."""
        above = self.parents.tolist()
        return {theme: self.ids[over] if over >= 0 else "" for theme, over in zip(self.ids, above, strict=True)}

    def fingerprint(self, taken_in: str) -> str:
        """That of the analysis: of what it took in, and of the themes it went on from."""
        if not self.grown_from:
            return taken_in
        return hashlib.blake2b(f"{taken_in} {self.grown_from}".encode(), digest_size=8).hexdigest()

    def keep(self, ws: Workspace, connection: Connection) -> None:
        """Writes what the next analysis goes on from."""
        model_state.put_state(connection, NAME, self._state.to_bytes())
        _decided.keep(ws, connection, self._taken, self._dormant)


def themes_of(
    ws: Workspace,
    telling: Sequence[Mention],
    said: Sequence[str],
    raw: Vectors,
    granularity: Granularity,
    encoder: encode.Encoder,
    cut: str,
    fresh: bool,
    report: Progress,
    aside: Collection[str] = frozenset(),
) -> Themed:
    """The themes of an analysis.

    Args:
        ws: the workspace, for what an earlier analysis left and what people decided.
        telling: n mentions that say something, by id.
        said: n texts, as they are read for names.
        raw: (n, d) float32, uncentred unit rows.
        granularity: auto, coarse or fine.
        encoder: whose vectors they are.
        cut: how passages were cut.
        fresh: find the themes anew.
        report: told how far it is.
        aside: ids of verbatims that count no more as their source was retired. Where their mentions were placed is
            kept, so that retiring a source changes no theme of the others, and taking that back brings all back.
    """
    with ws.read() as connection:
        before = _Before.read(connection)
        taken = _decided.in_force(connection)
    settings = f"{METHOD} {cut} {granularity} {encoder.name}@{encoder.version}"
    grows = before.state if before.state and not fresh and _serves(before.state, settings, telling, aside) else None
    spoken = [mention.language for mention in telling]
    offsets = grows.offsets if grows else encode.LanguageOffsets.of(raw, spoken)
    vectors = themes.in_context(
        offsets(raw, spoken), [mention.verbatim_id for mention in telling], [mention.start for mention in telling]
    )
    report("themes", 0.0, f"{len(telling):,} mentions")
    if grows:
        found, said_all = _grown(grows, before, telling, said, vectors, aside), None
    else:
        found, said_all = _found_anew(before, telling, said, vectors, granularity)
    report("themes", 0.7, f"{len(found.ids)} themes and sub-themes")
    taken = _decided.told_by(taken, encoder.name, [before.stood.get(m.id, "") for m in telling], vectors)
    centres = themes.unit_centres(vectors, found.labels, found.parents, np.arange(len(telling)))
    shown = themes.decided(found.ids, found.parents, found.labels, centres, vectors, taken.on_themes())
    names = dict(before.state.names) if before.state else {}
    named = _named(shown, names, said_all, telling, said, vectors)
    report("themes", 1.0, f"{len(shown.ids)} themes and sub-themes")
    grown_from = ""
    if grows:  # where no mention came or went, it is still what it was
        grown_from = grows.grown_from if set(found.kept.mentions) == set(grows.mentions) else grows.digest()
    state = ThemeState(
        settings,
        offsets,
        found.kept.known,
        found.kept.ids,
        found.kept.mentions,
        found.kept.labels,
        names | dict(zip(shown.ids, named, strict=True)),
        grown_from,
    )
    return Themed(
        shown.ids,
        shown.parents,
        shown.labels,
        _similarities(found, shown, vectors),
        vectors,
        named,
        (*found.changes, *(_recorded(change) for change in shown.changes)),
        grown_from,
        state,
        taken,
        shown.dormant,
    )


# ---- what was there before


@dataclass(frozen=True, slots=True)
class _Before:
    """What earlier analyses left: ``members`` of the themes found last and which of them were ``tops``, all ids ever
    ``given``, and the theme each mention ``stood`` in."""

    state: ThemeState | None
    members: Mapping[str, frozenset[str]]
    tops: frozenset[str]
    given: frozenset[str]
    stood: Mapping[str, str]

    @classmethod
    def read(cls, connection: Connection) -> _Before:
        state = ThemeState.from_bytes(model_state.state(connection, NAME))
        stood = analyses.themes_of_mentions(connection)
        parents = analyses.parents(connection)
        members: dict[str, set[str]] = {theme: set() for theme in parents}
        for mention, theme in stood.items():
            members[theme].add(mention)
            if parents[theme]:
                members[parents[theme]].add(mention)
        tops = {theme for theme, above in parents.items() if not above}
        if state:
            above = state.known.parents.tolist()
            tops = {theme for theme, over in zip(state.ids, above, strict=True) if over < 0}
        changed = {change.theme_id for _, change in analyses.theme_changes(connection)}
        given = changed | decisions.ids_given(connection) | set(parents) | set(state.ids if state else ())
        own = {theme: frozenset(ids) for theme, ids in members.items()}
        if state:  # pinned themes that were brought back are no less known than those that were found
            pinned = decisions.marked(connection, "pin") - set(state.ids)
            own = state.members() | {theme: own[theme] for theme in sorted(pinned) if theme in own}
            tops |= pinned & {theme for theme, above in parents.items() if not above}
        return cls(state, own, frozenset(tops), frozenset(given), stood)


def _serves(state: ThemeState, settings: str, telling: Sequence[Mention], aside: Collection[str]) -> bool:
    """Whether what was found before still speaks for these mentions, those that were set aside among them."""
    if state.settings != settings or not len(state.known.parents):
        return False
    known = set(state.mentions)
    new = [mention for mention in telling if mention.id not in known]
    waiting = len(_waiting(state, aside))
    there = len(telling) - len(new) + waiting
    came = Counter(mention.language for mention in new if mention.language not in state.offsets.own)
    return (
        there >= (1 - GROWTH) * state.known.fitted
        and len(telling) + waiting <= (1 + GROWTH) * state.known.fitted
        and max(came.values(), default=0) < NEW_LANGUAGE
    )


def _waiting(state: ThemeState, aside: Collection[str]) -> list[int]:
    """The places among the state's mentions of those that were set aside."""
    return [at for at, mention in enumerate(state.mentions) if mention.rpartition(":")[0] in aside] if aside else []


# ---- finding


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the next analysis goes on from, mentions and themes that were set aside included; as in ``ThemeState``."""

    known: themes.FoundThemes
    ids: tuple[str, ...]
    mentions: tuple[str, ...]
    labels: Labels


@dataclass(frozen=True, slots=True)
class _Found:
    """Themes before decisions; fields as those of ``Themed``."""

    ids: tuple[str, ...]
    parents: Labels
    labels: Labels
    similarities: Vectors
    kept: _Kept
    changes: tuple[analyses.ThemeChange, ...]


def _found_anew(
    before: _Before, telling: Sequence[Mention], said: Sequence[str], vectors: Vectors, granularity: Granularity
) -> tuple[_Found, themes.Said]:
    model = themes.ThemeModel(granularity, seed=0)
    words = model.find(
        said, vectors, ids=[mention.id for mention in telling], languages=[mention.language for mention in telling]
    )
    new: list[set[str]] = [set() for _ in model.parents_]
    for mention, label in zip(telling, model.labels_.tolist(), strict=True):
        if label >= 0:
            new[label].add(mention.id)
            if model.parents_[label] >= 0:
                new[int(model.parents_[label])].add(mention.id)
    identity = themes.lasting_ids(
        [frozenset(members) for members in new],
        before.members,
        sorted(before.given),
        {at for at, above in enumerate(model.parents_.tolist()) if above < 0},
        before.tops,
    )
    changes = tuple(_recorded(change) for change in identity.changes)
    kept = _Kept(model.known(), identity.ids, tuple(mention.id for mention in telling), model.labels_)
    return _Found(identity.ids, model.parents_, model.labels_, model.similarities_, kept, changes), words


def _grown(
    state: ThemeState,
    before: _Before,
    telling: Sequence[Mention],
    said: Sequence[str],
    vectors: Vectors,
    aside: Collection[str],
) -> _Found:
    label_of = dict(zip(state.mentions, state.labels.tolist(), strict=True))
    old = np.array([at for at, mention in enumerate(telling) if mention.id in label_of], dtype=np.int64)
    new = np.setdiff1d(np.arange(len(telling)), old)
    model = themes.ThemeModel.restored(
        state.known, vectors[old], np.array([label_of[telling[at].id] for at in old], dtype=np.int64)
    )
    model.grow([said[at] for at in new], vectors[new], [telling[at].id for at in new])
    labels, similarities = np.empty(len(telling), dtype=np.int64), np.empty(len(telling), dtype=np.float32)
    rows = np.concatenate([old, new])
    labels[rows], similarities[rows] = model.labels_, model.similarities_
    last = max((int(theme[1:]) for theme in before.given if theme[1:].isdigit()), default=0)
    ids = [*state.ids, *(f"t{last + 1 + at:03d}" for at in range(len(model.parents_) - len(state.ids)))]
    waiting = _waiting(state, aside)
    alive, were = _alive(labels, model.parents_), _alive(_counted(state, before, telling, aside), model.parents_)
    changes = [analyses.ThemeChange("born", ids[theme], ()) for theme in np.flatnonzero(alive & ~were).tolist()]
    changes += [analyses.ThemeChange("died", ids[theme], ()) for theme in np.flatnonzero(were & ~alive).tolist()]
    all_labels = np.concatenate([labels, state.labels[waiting]])
    stays = _alive(all_labels, model.parents_)
    known = replace(
        model.known(), parents=_renumbered(model.parents_, stays)[stays], centres=model.centres_[stays], named=()
    )
    mentions = (*(mention.id for mention in telling), *(state.mentions[at] for at in waiting))
    kept = _Kept(known, _those(ids, stays), mentions, _renumbered(all_labels, stays))
    parents = _renumbered(model.parents_, alive)[alive]
    return _Found(_those(ids, alive), parents, _renumbered(labels, alive), similarities, kept, tuple(changes))


def _counted(state: ThemeState, before: _Before, telling: Sequence[Mention], aside: Collection[str]) -> Labels:
    """Labels of the state's mentions that the analysis before counted: those of sources that were retired then, or are
    back now, were in no theme."""
    here = {mention.id for mention in telling}
    rows = [
        at
        for at, mention in enumerate(state.mentions)
        if mention in before.stood or not (mention in here or mention.rpartition(":")[0] in aside)
    ]
    return state.labels[rows]


def _renumbered(labels: Labels, among: npt.NDArray[np.bool_]) -> Labels:
    """Labels as numbers of the themes that stay, in their order; −1 where there was none."""
    number = np.cumsum(among) - 1
    return np.where(labels >= 0, number[labels], -1)


def _those(ids: Sequence[str], stay: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(theme for theme, stays in zip(ids, stay.tolist(), strict=True) if stays)


def _alive(labels: Labels, parents: Labels) -> npt.NDArray[np.bool_]:
    """(n_themes,) whether any mention is in the theme or below it."""
    alive = np.isin(np.arange(len(parents)), labels)
    alive[np.unique(parents[alive & (parents >= 0)])] = True
    return alive


# ---- names and similarities


def _named(
    shown: themes.Decided,
    names: Mapping[str, themes.NamedTheme],
    words: themes.Said | None,
    telling: Sequence[Mention],
    said: Sequence[str],
    vectors: Vectors,
) -> tuple[themes.NamedTheme, ...]:
    """A name for each theme shown; those that had one keep it where it still fits."""
    if words:
        taken = {at: names[theme].names for at, theme in enumerate(shown.ids) if theme in names}
        return tuple(words.named(vectors, shown.labels, shown.parents, taken))
    new = [at for at, theme in enumerate(shown.ids) if theme not in names]
    found = {at: names[theme] for at, theme in enumerate(shown.ids) if theme in names}
    if new:
        own = np.isin(shown.labels, [*new, *np.flatnonzero(np.isin(shown.parents, new))])
        others = np.flatnonzero(~own & (shown.labels >= 0))
        beside = others[np.linspace(0, len(others) - 1, min(len(others), AMONG_OTHERS)).astype(np.int64)]
        rows = np.sort(np.concatenate([np.flatnonzero(own), beside]))
        words = themes.Said.of(rows, said, [mention.language for mention in telling])
        given = words.named(vectors, shown.labels, shown.parents, {at: named.names for at, named in found.items()})
        found |= {at: given[at] for at in new}
    return tuple(found[at] for at in range(len(shown.ids)))


def _similarities(found: _Found, shown: themes.Decided, vectors: Vectors) -> Vectors:
    """(n,) cosine of each mention to the centre of its theme; told anew where people put it into another one."""
    before = np.array([*found.ids, ""], dtype=object)[found.labels]
    after = np.array([*shown.ids, ""], dtype=object)[shown.labels]
    moved = np.where(before != after, shown.labels, -1)
    anew = themes.to_own_centre(vectors, moved, shown.centres)
    return np.where(before != after, anew, found.similarities).astype(np.float32)


def _recorded(change: themes.Change) -> analyses.ThemeChange:
    return analyses.ThemeChange(change.kind, change.theme, change.others)
