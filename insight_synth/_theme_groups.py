"""Who speaks of a theme by customer group, each share with its interval.

Part of ``pipeline``. Counts where the rows lie; which groups compare is for ``catalog`` to say.
"""

from __future__ import annotations

from dataclasses import dataclass

from insight_synth.evidence.intervals import wilson
from insight_synth.store import Workspace, analyses, theme_voices

__all__ = ["GroupShare", "themes_of_group", "voices_by_group"]


@dataclass(frozen=True, slots=True)
class GroupShare:
    """What one customer group says of a theme: ``share = voices / of_voices``, with its 95 % Wilson interval."""

    group: str  # "" where it is not known
    voices: int
    of_voices: int
    share: float
    low: float
    high: float


def voices_by_group(ws: Workspace, theme_id: str) -> tuple[GroupShare, ...]:
    """Every customer group that has voices, the greatest share first; those whose group is not known last."""
    with ws.read() as connection:
        below = [theme for theme, above in analyses.parents(connection).items() if above == theme_id]
        voices = theme_voices.theme_voices_by_group(connection, [theme_id, *below])
        sizes = theme_voices.group_sizes(connection)
    found = []
    for group, of in sizes.items():
        low, high = wilson(voices.get(group, 0), of)
        found.append(GroupShare(group, voices.get(group, 0), of, voices.get(group, 0) / of if of else 0.0, low, high))
    return tuple(sorted(found, key=lambda one: (not one.group, -one.share, one.group)))


def themes_of_group(ws: Workspace, group: str) -> dict[str, int]:
    """Voices of a customer group by the top theme they speak of, its sub-themes included."""
    with ws.read() as connection:
        return theme_voices.themes_of_group(connection, group)
