"""What changed since the analysis before: rows by source, themes that came, went or grew.

Part of ``pipeline``. Keeps a few counts of each analysis beside it, no text. An analysis that found the same from the
same rows (the agenda was matched anew, a name changed) does not count as one: what changed before it still stands.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from insight_synth.model import Snapshot, Theme
from insight_synth.store import Workspace
from insight_synth.store.migrations import get_meta

NOTE = "counts of analyses"
_FEWEST = 30  # new voices: of fewer no share is told
_BEYOND_CHANCE = 1.96  # standard errors, for a difference of two shares


@dataclass(frozen=True, slots=True)
class Grown:
    """A theme that takes a larger share of the new voices than of those before, beyond chance."""

    theme: Theme
    before: float  # share of the voices there were, 0…1
    among_new: float  # of the voices that came


@dataclass(frozen=True, slots=True)
class SinceLast:
    """What changed since the analysis before; ``until`` is the newest date that one knew."""

    until: str
    rows: Mapping[str, int]  # more rows than before, or fewer, by source; those that changed, most first
    new_sources: tuple[str, ...]
    born: tuple[Theme, ...]  # top themes that were not there, most voices first
    gone: int  # top themes that were there and are no more: died, or went into others
    grown: tuple[Grown, ...]  # by how much

    @property
    def nothing(self) -> bool:
        return not (self.rows or self.born or self.gone or self.grown)


def keep(ws: Workspace, connection: Connection, snapshot: Snapshot) -> None:
    """Keeps the counts of a new analysis beside those of the one before, as part of its write transaction."""
    # Read in the same transaction: while it writes, another connection may have to wait for it to end.
    known: dict[str, Any] = json.loads(get_meta(connection, f"note {NOTE}") or "{}")
    now = _counts(snapshot)
    last = known.get("now")
    same = last is not None and (last["rows"], last["themes"]) == (now["rows"], now["themes"])
    before = known.get("before") if same else last
    ws.set_note(NOTE, json.dumps({"before": before, "now": now}), connection)


def since_last(ws: Workspace, shown: Snapshot) -> SinceLast | None:
    """What changed since the analysis before; None where there was none."""
    before = json.loads(ws.note(NOTE) or "{}").get("before")
    if not before:
        return None
    rows = {profile.source.id: profile.rows for profile in shown.profiles}
    changed = {key: rows.get(key, 0) - before["rows"].get(key, 0) for key in rows.keys() | before["rows"].keys()}
    tops, had = {theme.id: theme for theme in shown.top_themes}, before["themes"]
    born = sorted((theme for key, theme in tops.items() if key not in had), key=lambda theme: (-theme.voices, theme.id))
    came = shown.totals.voices - before["voices"]
    grown = [found for key, theme in tops.items() if key in had and (found := _grown(theme, had[key], before, came))]
    return SinceLast(
        until=before["until"],
        rows=dict(sorted(((k, n) for k, n in changed.items() if n), key=lambda entry: (-entry[1], entry[0]))),
        new_sources=tuple(sorted(rows.keys() - before["rows"].keys())),
        born=tuple(born),
        gone=len(had.keys() - {theme.id for theme in shown.themes}),
        grown=tuple(sorted(grown, key=lambda found: (found.before - found.among_new, found.theme.id))),
    )


def _grown(theme: Theme, voices: int, before: Mapping[str, Any], came: int) -> Grown | None:
    """Difference of two independent proportions, pooled (normal approximation)."""
    new, of = theme.voices - voices, before["voices"]
    if came < _FEWEST or of < _FEWEST or not 0 <= new <= came:
        return None
    share, among_new = voices / of, new / came
    pooled = theme.voices / (of + came)
    error = math.sqrt(pooled * (1 - pooled) * (1 / of + 1 / came))
    return Grown(theme, share, among_new) if error and (among_new - share) / error > _BEYOND_CHANCE else None


def _counts(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "until": snapshot.totals.last,
        "voices": snapshot.totals.voices,
        "rows": {profile.source.id: profile.rows for profile in snapshot.profiles},
        "themes": {theme.id: theme.voices for theme in snapshot.themes if not theme.parent},
    }
