"""The stages in order: the only place that knows them all.

Reads from the workspace, calls stages, writes to the workspace. What each stage computes is its own business; what is
printed is the command line's.
"""

from __future__ import annotations

from typing import Any

from insight_synth._add import add
from insight_synth._analyse import Analysed, analyse, is_demo
from insight_synth._search import Hit, search
from insight_synth._tables import analysed, export_table, redacted
from insight_synth._tables import advice_json as _advice_json
from insight_synth._tables import themes_json as _themes_json
from insight_synth.model import Snapshot, Theme
from insight_synth.store import Workspace
from insight_synth.store.codec import plain

__all__ = [
    "Analysed",
    "Hit",
    "add",
    "advice_json",
    "analyse",
    "export_table",
    "findings_that_matter",
    "plain",
    "redacted",
    "search",
    "snapshot",
    "themes_json",
]


def snapshot(ws: Workspace) -> Snapshot:
    """Everything the newest analysis says; raises NotAnalysed where there is none."""
    return analysed(ws, demo=is_demo(ws))


def themes_json(ws: Workspace) -> list[dict[str, Any]]:
    """The themes as ``themes --json`` gives them."""
    return _themes_json(snapshot(ws))


def advice_json(ws: Workspace) -> list[dict[str, Any]]:
    """The advice as ``advise --json`` gives it."""
    return _advice_json(snapshot(ws))


def findings_that_matter(shown: Snapshot, most: int = 3) -> tuple[Theme, ...]:
    """The top themes to look at first: recurring and complained of, in most independent sources, then most voices."""
    recurring = [theme for theme in shown.top_themes if theme.recurs]
    complained = [theme for theme in recurring if theme.sentiment is not None and theme.sentiment < 0]
    ranked = sorted(complained, key=lambda theme: (-theme.independent_sources, -theme.voices, theme.id))
    rest = sorted(
        (theme for theme in shown.top_themes if theme not in ranked),
        key=lambda theme: (not theme.recurs, -theme.independent_sources, -theme.voices, theme.id),
    )
    return tuple((*ranked, *rest)[:most])
