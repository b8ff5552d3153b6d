"""The stages in order: the only place that knows them all.

Reads from the workspace, calls stages, writes to the workspace. What each stage computes is its own business; what is
printed is the command line's.
"""

from __future__ import annotations

from insight_synth._add import add

__all__ = ["add"]
