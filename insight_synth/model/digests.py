"""What one source says, in few sentences."""

from __future__ import annotations

from dataclasses import dataclass

from insight_synth.model.themes import Citation


@dataclass(frozen=True, slots=True)
class Point:
    """A main point of a source: a sentence out of it, and how many of its voices say the same."""

    theme_id: str
    sentence: Citation
    voices: int
    of_voices: int


@dataclass(frozen=True, slots=True)
class SourceDigest:
    """A source in few sentences: its points, what only it says, and what it never speaks of."""

    source: str
    points: tuple[Point, ...]  # at most seven, most voices first, no two saying the same
    only_here: tuple[str, ...]  # theme ids that stand in no other source
    never: tuple[str, ...]  # ids of top themes that recur elsewhere and that it is silent on beyond chance
