"""What people change of the drafted report: their words bound to figures and quotations, order, choice and plans.

``laid_over`` lays a draft over a composed report and ``settled`` numbers what it uses; ``items`` is what can be edited,
``understood`` turns a person's plain text into words whose figures and quotations are bound, the verbs change a draft,
``flags`` lists what a person should look at. Nothing here reads the store.
"""

from __future__ import annotations

from insight_synth.report.editing.changes import (
    moved,
    planned,
    put_back,
    removed,
    unmoved,
    unworded,
    with_own_action,
    with_own_finding,
    with_quotes,
    without_own,
    worded,
)
from insight_synth.report.editing.flags import Flag, FlagCode, accepted, flag_text, flags
from insight_synth.report.editing.items import Item, ItemKind, items, plain_text
from insight_synth.report.editing.laying import CitationAt, laid_over
from insight_synth.report.editing.settling import settled
from insight_synth.report.editing.understanding import understood

__all__ = [
    "CitationAt",
    "Flag",
    "FlagCode",
    "Item",
    "ItemKind",
    "accepted",
    "flag_text",
    "flags",
    "items",
    "laid_over",
    "moved",
    "plain_text",
    "planned",
    "put_back",
    "removed",
    "settled",
    "understood",
    "unmoved",
    "unworded",
    "with_own_action",
    "with_own_finding",
    "with_quotes",
    "without_own",
    "worded",
]
