"""What people decide on themes: merged, split, renamed, pinned and hidden ones, and every decision taken back.

Part of ``pipeline``. Names, pins and hidden themes show at once; after a merge or a split, and after taking one back,
the mentions are counted anew (:func:`take_effect`), as the next analysis would do. Who decided, and when, is kept for
the record only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np

from insight_synth import encode, themes
from insight_synth._analyse import analyse
from insight_synth._decided import awaits_counting, lying_dormant
from insight_synth._passages import as_embedded
from insight_synth._tables import analysed
from insight_synth._theme_state import NAME, ThemeState
from insight_synth.errors import UsageError
from insight_synth.model import Language, Mention, Progress, Snapshot, Theme
from insight_synth.store import Workspace, analyses, decisions, model_state
from insight_synth.store.decisions import Kind, Made, Part

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from insight_synth.themes.neighbours import Vectors

__all__ = [
    "DecisionOnRecord",
    "decisions_of",
    "hide_theme",
    "history_of",
    "merge_themes",
    "pin_theme",
    "rename_theme",
    "split_theme",
    "take_effect",
    "undo_decision",
]

LONGEST_NAME = 120  # characters
_SEE = "See `insight-synth themes`."


@dataclass(frozen=True, slots=True)
class DecisionOnRecord:
    """A decision that is in force; ``dormant`` where the newest analysis found nothing to decide on."""

    number: int
    kind: Kind
    theme_id: str
    into: str
    language: str
    name: str  # of a new name that; of the others what the theme was called when it was decided on
    parts: tuple[str, ...]  # the themes that a split gave
    made_by: str
    made_at: str
    dormant: bool


def merge_themes(ws: Workspace, theme_id: str, into: str, by: str = "") -> DecisionOnRecord:
    """Makes all mentions of a theme count as another's, from now on.

    Raises:
        NotAnalysed: there is no analysis yet.
        UsageError: there is no such theme, they are the same, or one of them was merged or split already.
    """
    if theme_id == into:
        raise UsageError(f"theme {theme_id} cannot be merged with itself", remedy="Name two themes.")
    shown = analysed(ws, demo=False)
    theme = _theme(ws, shown, theme_id)
    _theme(ws, shown, into)
    with ws.write() as connection:
        _still_stands(connection, theme_id)
        _still_stands(connection, into)
        return _put(connection, Made("merge", theme_id, into=into, name=theme.name()), by)


def split_theme(ws: Workspace, theme_id: str, by: str = "") -> DecisionOnRecord:
    """Makes the sub-themes of a theme themes by themselves; parts one without any into two to four.

    Raises:
        NotAnalysed: there is no analysis yet.
        UsageError: there is no such theme, it was merged or split already, or its mentions are too few or too alike.
    """
    shown = analysed(ws, demo=False)
    theme = _theme(ws, shown, theme_id)
    placed, vectors = _placed(ws, shown)
    below = [sub.id for sub in shown.themes if sub.parent == theme_id]
    own = np.isin(placed, [theme_id])
    groups = None
    if not below:
        groups = themes.parted(vectors[own])
        if groups is None:
            raise UsageError(
                f"theme {theme_id} cannot be split: its mentions are too few or too alike",
                remedy="Read its mentions; `insight-synth analyse --granularity fine` finds smaller themes everywhere.",
            )
    with ws.write() as connection:
        _still_stands(connection, theme_id)
        if groups is None:
            members = {sub: vectors[np.isin(placed, [sub])] for sub in below}
        else:
            given = _new_ids(connection, shown, int(groups.max()) + 1)
            members = {part: vectors[own][groups == at] for at, part in enumerate(given)}
        parts = tuple(_part(part, rows) for part, rows in sorted(members.items()) if len(rows))
        made = Made("split", theme_id, encoder=shown.encoder, parts=parts, name=theme.name())
        return _put(connection, made, by)


def rename_theme(ws: Workspace, theme_id: str, name: str, language: str = "", by: str = "") -> DecisionOnRecord | None:
    """Gives a theme the user's own name, in one language of reports or in all; an empty one takes it back.

    Raises:
        NotAnalysed: there is no analysis yet.
        UsageError: there is no such theme or language, or the name is too long.
    """
    name = " ".join(name.split())
    if language and language not in get_args(Language):
        raise UsageError(f"no names in {language!r}", remedy=f"Use one of {', '.join(get_args(Language))}.")
    if len(name) > LONGEST_NAME:
        raise UsageError(f"the name has {len(name)} characters", remedy=f"Use at most {LONGEST_NAME}.")
    _theme(ws, analysed(ws, demo=False), theme_id)
    with ws.write() as connection:
        if name:
            return _put(connection, Made("rename", theme_id, language=language, name=name), by)
        for decision in decisions.in_force(connection):
            if decision.kind == "rename" and decision.theme_id == theme_id and language in ("", decision.language):
                decisions.undo(connection, decision.id, by, _now())
    return None


def pin_theme(ws: Workspace, theme_id: str, by: str = "") -> DecisionOnRecord:
    """Makes a theme stay under its id, first in lists, even where a new analysis would dissolve it.

    Raises:
        NotAnalysed: there is no analysis yet.
        UsageError: there is no such theme, or it is pinned already.
    """
    shown = analysed(ws, demo=False)
    theme = _theme(ws, shown, theme_id)
    placed, vectors = _placed(ws, shown)
    members = vectors[np.isin(placed, [theme_id, *(sub.id for sub in shown.themes if sub.parent == theme_id)])]
    parts = (_part(theme_id, members),) if len(members) else ()
    with ws.write() as connection:
        _not_yet(connection, "pin", theme_id, "pinned")
        made = Made("pin", theme_id, into=theme.parent, encoder=shown.encoder, parts=parts, name=theme.name())
        return _put(connection, made, by)


def hide_theme(ws: Workspace, theme_id: str, by: str = "") -> DecisionOnRecord:
    """Takes a theme, and what stands below it, out of lists and reports; its mentions still count.

    Raises:
        NotAnalysed: there is no analysis yet.
        UsageError: there is no such theme, or it is hidden already.
    """
    theme = _theme(ws, analysed(ws, demo=False), theme_id)
    with ws.write() as connection:
        _not_yet(connection, "hide", theme_id, "hidden")
        return _put(connection, Made("hide", theme_id, name=theme.name()), by)


def undo_decision(
    ws: Workspace, number: int | None = None, *, kind: Kind | None = None, theme_id: str | None = None, by: str = ""
) -> DecisionOnRecord:
    """Takes a decision back: the one of this number, or the last, of this kind or on this theme where they are named.

    Raises:
        UsageError: there is no such decision, or it was taken back already.
    """
    with ws.write() as connection:
        found = [
            decision
            for decision in decisions.in_force(connection)
            if number in (None, decision.id) and kind in (None, decision.kind) and theme_id in (None, decision.theme_id)
        ]
        if not found:
            of = "" if number is None else f" {number}"
            of += f" on theme {theme_id}" if theme_id else ""
            raise UsageError(
                f"there is no {kind or 'decision'}{of} to take back", remedy="See `insight-synth theme list`."
            )
        decisions.undo(connection, found[-1].id, by, _now())
    return _on_record(found[-1], frozenset())


def decisions_of(ws: Workspace) -> list[DecisionOnRecord]:
    """The decisions in force, in the order they were made."""
    dormant = lying_dormant(ws)
    with ws.read() as connection:
        return [_on_record(decision, dormant) for decision in decisions.in_force(connection)]


def history_of(ws: Workspace) -> list[tuple[str, analyses.ThemeChange]]:
    """What became of themes: births, deaths, splits and merges, oldest first, with the newest date in the data then."""
    with ws.read() as connection:
        return analyses.dated_changes(connection)


def take_effect(
    ws: Workspace, encoder: encode.Encoder | str | Path | None = None, progress: Progress | None = None
) -> Snapshot:
    """Counts the mentions anew where merges or splits were made or taken back since the analysis; encodes nothing.

    Args:
        ws: an analysed workspace.
        encoder: the one of the analysis, where it is loaded already.
        progress: told how far it is.
    """
    shown = analysed(ws, demo=False)
    if not awaits_counting(ws):
        return shown
    return analyse(ws, shown.granularity, encoder=encoder or shown.encoder, progress=progress).snapshot


# ---- helpers


def _theme(ws: Workspace, shown: Snapshot, theme_id: str) -> Theme:
    found = next((theme for theme in shown.themes if theme.id == theme_id), None)
    if found is None:
        with ws.read() as connection:
            _still_stands(connection, theme_id)
        raise UsageError(f"there is no theme {theme_id!r}", remedy=_SEE)
    return found


def _still_stands(connection: Connection, theme_id: str) -> None:
    """Raises UsageError where a merge or a split takes the theme away."""
    for decision in decisions.in_force(connection):
        if decision.theme_id != theme_id or decision.kind not in decisions.MOVING:
            continue
        if decision.kind == "merge":
            raise UsageError(
                f"theme {theme_id} was merged into {decision.into} already",
                remedy=f"Name {decision.into}, or take that back: `insight-synth theme undo {decision.id}`.",
            )
        raise UsageError(
            f"theme {theme_id} was split already",
            remedy=f"Name one of its parts, or take that back: `insight-synth theme undo {decision.id}`.",
        )


def _not_yet(connection: Connection, kind: Kind, theme_id: str, already: str) -> None:
    if any((d.kind, d.theme_id) == (kind, theme_id) for d in decisions.in_force(connection)):
        raise UsageError(f"theme {theme_id} is {already} already", remedy="See `insight-synth theme list`.")


def _put(connection: Connection, made: Made, by: str) -> DecisionOnRecord:
    number = decisions.put(connection, decisions.signed(made, by, _now()))
    return _on_record(next(d for d in decisions.in_force(connection) if d.id == number), frozenset())


def _on_record(made: Made, dormant: frozenset[int]) -> DecisionOnRecord:
    parts = tuple(part.theme_id for part in made.parts) if made.kind == "split" else ()
    return DecisionOnRecord(
        made.id, made.kind, made.theme_id, made.into if made.kind == "merge" else "", made.language, made.name, parts,
        made.made_by, made.made_at, made.id in dormant,
    )  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _part(theme_id: str, members: Vectors) -> Part:
    found = themes.Part.of(theme_id, members)
    return Part(found.theme_id, found.centre, found.threshold)


def _new_ids(connection: Connection, shown: Snapshot, number: int) -> list[str]:
    """Ids that no theme has or ever had."""
    given = {theme.id for theme in shown.themes} | decisions.ids_given(connection)
    for _, change in analyses.theme_changes(connection):
        given |= {change.theme_id, *change.others}
    last = max((int(theme[1:]) for theme in given if theme[1:].isdigit()), default=0)
    return [f"t{last + 1 + at:03d}" for at in range(number)]


def _placed(ws: Workspace, shown: Snapshot) -> tuple[np.ndarray[tuple[int], np.dtype[np.object_]], Vectors]:
    """The theme of every telling mention whose vector is kept, and the vectors as ``themes.decided`` is given them."""
    with ws.read() as connection:
        telling = [mention for mention, says in analyses.mentions(connection) if says]
        state = ThemeState.from_bytes(model_state.state(connection, NAME))
    raw, held = _kept_vectors(ws, shown.encoder, telling)
    there = [mention for mention, kept in zip(telling, held, strict=True) if kept]
    spoken = [mention.language for mention in there]
    offsets = state.offsets if state else encode.LanguageOffsets.of(raw[held], spoken)
    vectors = themes.in_context(
        offsets(raw[held], spoken), [mention.verbatim_id for mention in there], [mention.start for mention in there]
    )
    return np.array([mention.theme_id for mention in there], dtype=object), vectors


def _kept_vectors(
    ws: Workspace, encoder: str, telling: Sequence[Mention]
) -> tuple[Vectors, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Vectors of the encoder's newest version that has any, and which mentions have one."""
    texts = [as_embedded(mention.text) for mention in telling]
    names = [name for name in ws.note("encoders").split("\n") if name.rpartition("@")[0] == encoder]
    found = [encode.VectorCache(ws.vectors, name).get(texts) for name in names]
    best = max(found, key=lambda kept: int(kept[1].sum()), default=None)
    if best is None or not best[1].any():
        raise UsageError("the vectors of the analysis are gone", remedy="Run `insight-synth analyse --fresh` first.")
    return best[0], best[1]
