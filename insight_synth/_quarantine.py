"""What is held back, and what is different about an export beside those of its source that count.

Part of ``pipeline``. It reads only: what is held back is found when exports are added, and decided by ``decide``.
"""

from __future__ import annotations

from insight_synth import catalog
from insight_synth.model import Export
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
