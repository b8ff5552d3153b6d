"""Links inside a report: only those that lead somewhere stay links."""

from __future__ import annotations

import dataclasses
from typing import Any

from insight_synth.report.document import Finding, Section, Span


def without_dead_links(section: Section, present: frozenset[str]) -> Section:
    """The section with links to absent sections turned into plain text."""
    pruned: Section = _pruned(section, present)
    return pruned


def _pruned(value: Any, present: frozenset[str]) -> Any:
    if isinstance(value, Span):
        return value if value.target in present or not value.target else dataclasses.replace(value, target="")
    if isinstance(value, tuple):
        return tuple(_pruned(item, present) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {field.name: _pruned(getattr(value, field.name), present) for field in dataclasses.fields(value)}
        if isinstance(value, Finding) and value.target not in present:
            changes["target"] = ""
        return dataclasses.replace(value, **changes)
    return value
