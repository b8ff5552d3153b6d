"""What a merge of two themes will do, told before it is made.

Part of ``pipeline``. Counts the two themes' voices together where they lie; what the worker then counts may differ a
little, as it also asks which sources pass for more than chance.
"""

from __future__ import annotations

from dataclasses import dataclass

from insight_synth.errors import UsageError
from insight_synth.evidence.independence import independent_sources
from insight_synth.model import Snapshot
from insight_synth.store import Workspace, theme_voices

__all__ = ["MergeTold", "merge_told"]


@dataclass(frozen=True, slots=True)
class MergeTold:
    """Two themes counted as one.

    ``shared`` voices speak of both, and count once in ``voices``; ``sources`` are those either stands in,
    ``independent`` how many of them say it in voices of their own.
    """

    mentions: int
    voices: int
    shared: int
    sources: tuple[str, ...]
    independent: int

    @property
    def recurs(self) -> bool:
        return self.independent >= 2


def merge_told(ws: Workspace, shown: Snapshot, theme_id: str, into: str) -> MergeTold:
    """What the theme that takes the mentions would be.

    Raises:
        UsageError: one of them is no theme of ``shown``, or they are the same.
    """
    known = {theme.id: theme for theme in shown.themes}
    if theme_id == into or not {theme_id, into} <= set(known):
        raise UsageError("two themes of the newest analysis are needed", remedy="Choose two themes.")
    two = known[theme_id], known[into]
    if two[0].parent == into or two[1].parent == theme_id:  # one lies within the other and is counted there already
        two = (known[into], known[into]) if two[0].parent == into else (known[theme_id], known[theme_id])
    ids = {one.id: [one.id, *(sub.id for sub in shown.themes if sub.parent == one.id)] for one in two}
    with ws.read() as connection:
        heard = {theme: theme_voices.voices_by_source(connection, own) for theme, own in ids.items()}
    first, second = (frozenset[str]().union(*heard[one.id].values()) for one in two)
    standing = sorted({row.source for one in two for row in one.evidence if row.stands})
    together = {
        source: frozenset().union(*(heard[one].get(source, frozenset()) for one in heard)) for source in standing
    }
    return MergeTold(
        sum(one.size for one in {one.id: one for one in two}.values()),
        len(first | second),
        0 if two[0] is two[1] else len(first & second),
        tuple(standing),
        max(len(independent_sources(together)), *(one.independent_sources for one in two)),
    )
