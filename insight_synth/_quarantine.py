"""What is held back, why, and what a person decides on it.

Part of ``pipeline``. That an export is held back is found out when it is added.
"""

from __future__ import annotations

from collections.abc import Sequence

from insight_synth import catalog
from insight_synth._source_changes import CHANGED, settle_source
from insight_synth.errors import UsageError
from insight_synth.model import Export, State
from insight_synth.store import Workspace, records


def not_counting(ws: Workspace) -> list[Export]:
    """Exports that count nowhere: those held back first, then those left out, each sorted by source and name."""
    with ws.read() as connection:
        return [*records.exports(connection, state="quarantined"), *records.exports(connection, state="left out")]


def changes_of(ws: Workspace, export: Export) -> tuple[catalog.Change, ...]:
    """What is different about an export, held against those of its source that came before it and count."""
    with ws.read() as connection:
        came = records.exports_as_they_came(connection, export.source)
    place = next((at for at, other in enumerate(came) if other.sha256 == export.sha256), len(came))
    return catalog.changes(export.audit, [other.audit for other in came[:place] if other.state == "accepted"])


def decide(ws: Workspace, source_id: str, sha256: str, state: State) -> Export:
    """Lets an export count (``accepted``), holds it back (``quarantined``) or leaves it out; can be taken back.

    The rows of the source are settled anew: what a later export repeated of this one is counted there, and so on.

    Args:
        ws: the workspace.
        source_id: the source's id.
        sha256: of the export, or enough of its first digits; or the export's name.
        state: what is decided.

    Returns:
        The export as it now is.

    Raises:
        UsageError: the source has no such export, or several that are called so.
        WorkspaceError: the workspace is in use.
    """
    with ws.locked():
        with ws.read() as connection:
            export = _named(records.exports(connection), source_id, sha256)
        if export.state == state:
            return export
        with ws.write() as connection:
            records.set_state(connection, source_id, export.sha256, state)
            settle_source(connection, source_id, {})
            ws.set_note(CHANGED, "1", connection)
            decided = records.export(connection, source_id, export.sha256)
    assert decided is not None
    return decided


def _named(exports: Sequence[Export], source_id: str, name: str) -> Export:
    own = [export for export in exports if export.source == source_id]
    found = [export for export in own if export.name == name] or [
        export for export in own if len(name) >= 4 and export.sha256.startswith(name.lower())
    ]
    if len(found) == 1:
        return found[0]
    which = ", ".join(f"{export.name} ({export.sha256[:8]})" for export in (found or own)[:8])
    what = f"source {source_id} has several exports called {name!r}" if found else f"source {source_id} has no {name!r}"
    raise UsageError(what, remedy=f"Name one of: {which}." if which else "See `insight-synth quarantine`.")
