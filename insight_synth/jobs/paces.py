"""How far a job is as a whole, and how long it may still take: from how long its stages took before.

Estimates rest on the newest job of the same kind in the workspace, scaled to what there is to do now; before there is
one, on what such work took on two cores. Where work takes longer than anything known, nothing is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select

from insight_synth.store import Workspace, schema

_ANALYSIS = ("model", "passages", "voices", "encode", "themes", "evidence", "advice")
STAGES: Mapping[str, tuple[str, ...]] = {
    "add": ("add",), "decide": ("add",), "analyse": _ANALYSIS, "recount": _ANALYSIS, "report": ("report",),
}  # fmt: skip
"""The stages of each kind of job, in their order."""

# What each stage is known to grow with: rows in all, rows that are new to it, or neither.
_BY_ROWS = frozenset({"voices", "themes", "evidence", "advice"})
_BY_NEW = frozenset({"passages", "encode"})
# Seconds, and seconds for 1,000 rows: the demo company on two busy cores, 2026-11.
_USUAL = {"model": 3.0, "report": 12.0, "decide": 2.0}
_USUAL_PER_THOUSAND = {"passages": 0.2, "voices": 0.4, "encode": 9.0, "themes": 4.0, "evidence": 2.2, "advice": 0.8}
_TELLING = 0.05  # of a stage: before, its own progress says too little of its pace
_LEAST_SECONDS = 2.0
_MOST_WRONG = 3.0  # times as long as expected: then the expectation was none


@dataclass(frozen=True, slots=True)
class Paces:
    """What a job had to do when it began, and how long each stage took that has ended."""

    rows: int = 0  # verbatims that count
    new: int = 0  # of them not looked at yet
    seconds: Mapping[str, float] = field(default_factory=dict)  # by stage, in their order

    def after(self, stage: str, seconds: float) -> Paces:
        """With one more stage that ended; one that came twice took both times."""
        took = self.seconds.get(stage, 0.0) + seconds
        return replace(self, seconds={**self.seconds, stage: round(took, 2)}) if stage else self

    def to_json(self) -> str:
        return json.dumps({"rows": self.rows, "new": self.new, "seconds": dict(self.seconds)})

    @classmethod
    def from_json(cls, text: str) -> Paces:
        told = json.loads(text or "{}")
        return cls(told.get("rows", 0), told.get("new", 0), told.get("seconds", {}))


@dataclass(frozen=True, slots=True)
class Course:
    """How far a job is: ``fraction`` of all of it, 0…1, and the seconds left, None where nothing tells."""

    fraction: float
    seconds_left: float | None


def to_do(ws: Workspace, kind: str, *, fresh: bool = False) -> Paces:
    """What there is to do for a job that begins."""
    if STAGES[kind] != _ANALYSIS:
        return Paces()
    exports, verbatims = schema.exports, schema.verbatims
    with ws.read() as connection:
        rows = connection.execute(
            select(func.coalesce(func.sum(exports.c.verbatims), 0)).where(exports.c.state == "accepted")
        ).scalar_one()
        new = connection.execute(
            select(func.count()).where(verbatims.c.status == "active", verbatims.c.cut == "")
        ).scalar_one()
    return Paces(int(rows), int(rows if fresh else new))


def expected(kind: str, begun: Paces, earlier: Paces | None) -> dict[str, float]:
    """Seconds each stage of a job may take; ``earlier`` is how the newest one of its kind went."""
    return {stage: _expected(kind, stage, begun, earlier) for stage in STAGES[kind]}


def course(
    kind: str, stage: str, fraction: float, running: float, begun: Paces, earlier: Paces | None = None
) -> Course:
    """How far a running job is.

    Args:
        kind: what it is.
        stage: where it is, and ``fraction`` 0…1 of that.
        fraction: 0 for all of a stage that does not tell.
        running: seconds since it began.
        begun: what it has to do, and the stages that ended.
        earlier: how the newest job of its kind went.
    """
    stages = STAGES[kind]
    stage = stage or stages[0]  # before it says anything it gets ready
    if stage not in stages:
        return Course(0.0, None)
    usual = expected(kind, begun, earlier)
    before, after = stages[: stages.index(stage)], stages[stages.index(stage) + 1 :]
    here = max(0.0, running - sum(begun.seconds.values()))
    whole = here / fraction if fraction >= _TELLING and here >= _LEAST_SECONDS else usual[stage]
    told = fraction if fraction >= _TELLING else min(0.95, here / whole if whole else 0.0)
    done = sum(usual[name] for name in before)
    total = sum(usual.values())
    overall = min(0.99, (done + told * usual[stage]) / total if total else told)
    if not whole or here > _MOST_WRONG * max(whole, _LEAST_SECONDS) or (not earlier and here > whole and not fraction):
        return Course(overall, None)
    # What was faster or slower than expected so far is so from here on too.
    took = sum(begun.seconds.get(name, 0.0) for name in before)
    pace = min(_MOST_WRONG, max(1 / _MOST_WRONG, took / done)) if done > _LEAST_SECONDS else 1.0
    return Course(overall, max(0.0, whole * (1 - told)) + pace * sum(usual[name] for name in after))


def _expected(kind: str, stage: str, begun: Paces, earlier: Paces | None) -> float:
    if earlier and (took := earlier.seconds.get(stage)) is not None:
        before, now = _size(stage, earlier), _size(stage, begun)
        if stage not in _BY_ROWS | _BY_NEW:
            return took
        if before:
            return took * now / before
    usual = _USUAL.get(kind if kind == "decide" else stage, 0.0)
    return usual + _USUAL_PER_THOUSAND.get(stage, 0.0) * _size(stage, begun) / 1000


def _size(stage: str, paces: Paces) -> int:
    return paces.new if stage in _BY_NEW else paces.rows
