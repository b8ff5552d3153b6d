"""The catalogue as rows: each source with its health, the advice on it and what was decided, filtered and summed.

Plain functions, no Streamlit and no words. Figures are those of the newest analysis; a source that it left out, or does
not know yet, has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from insight_synth.model import Advice, Export, Snapshot, Source, SourceProfile, Verdict
from insight_synth.pipeline import SourceDecision
from insight_synth.report.caveats import obstacle
from insight_synth.workbench.views import VERDICTS

_COMPLETE = ("dated", "with_customer", "with_segment")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of the catalogue."""

    source: Source
    profile: SourceProfile | None
    advice: Advice | None
    decision: SourceDecision | None
    exports: int
    held_back: int  # exports that wait for a decision
    compares: int | None  # other speaking sources that it may be laid beside; None where it says nothing
    of_others: int
    left_out: bool  # retired by decision, and left out of the newest analysis

    @property
    def verdict(self) -> Verdict | None:
        return self.advice.verdict if self.advice else None

    @property
    def stopped(self) -> bool:
        """Whether nothing comes any more, as the advice has it."""
        return any(reason.code == "stopped" for reason in self.advice.reasons) if self.advice else False

    @property
    def complete(self) -> float | None:
        """How many of date, customer and customer group its records have, on average; 0…1."""
        if self.profile is None or not (self.profile.verbatims or self.profile.events):
            return None
        return sum(float(getattr(self.profile, name)) for name in _COMPLETE) / len(_COMPLETE)

    @property
    def rejected(self) -> float | None:
        """The share of its rows that were rejected; 0…1."""
        return self.profile.rejects / self.profile.rows if self.profile and self.profile.rows else None


@dataclass(frozen=True, slots=True)
class Costs:
    """What sources cost a year, as far as it was stated, in euros."""

    of_all: float
    unknown: int  # sources whose cost nobody stated
    advised: float  # of those that are advised to be retired and were not
    advised_sources: int
    saved: float  # of those that were retired by decision
    retired: int


def source_rows(
    sources: Mapping[str, Source],
    snapshot: Snapshot | None,
    decided: Mapping[str, SourceDecision],
    exports: Sequence[Export],
) -> tuple[SourceRow, ...]:
    """Every source there is: by what is decided or else advised, then by voices and events; those not judged last."""
    profiles = {profile.source.id: profile for profile in snapshot.profiles} if snapshot else {}
    advised = {entry.source: entry for entry in snapshot.advice} if snapshot else {}
    gone = {one.source for one in snapshot.retired} if snapshot else set()
    delivered = Counter(export.source for export in exports)
    held = Counter(export.source for export in exports if export.state == "quarantined")
    apart = _apart(snapshot) if snapshot else {}
    speaking = {key for key, profile in profiles.items() if profile.voices}
    found = []
    for key, source in sources.items():
        others = speaking - {key}
        compares = len(others - apart.get(key, frozenset())) if key in speaking else None
        found.append(
            SourceRow(
                source, profiles.get(key), advised.get(key), decided.get(key), delivered[key], held[key], compares,
                len(others), key in gone,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=_place))


def chosen(
    rows: Sequence[SourceRow],
    verdicts: Collection[str] = (),
    kinds: Collection[str] = (),
    owners: Collection[str] = (),
    decisions: Collection[str] = (),
) -> tuple[SourceRow, ...]:
    """The rows of any of these verdicts, kinds, owners and decisions; an empty choice lets all through."""
    return tuple(
        row
        for row in rows
        if (not verdicts or row.verdict in verdicts)
        and (not kinds or row.source.kind in kinds)
        and (not owners or row.source.owner in owners)
        and (not decisions or (row.decision and row.decision.verdict in decisions))
    )


def costs(rows: Sequence[SourceRow]) -> Costs:
    """What these sources cost a year, what those cost that are advised to go, and what the retired ones cost."""
    retired = [row for row in rows if row.decision and row.decision.verdict == "retire"]
    advised = [row for row in rows if row.verdict == "retire" and row not in retired]
    kept = [row for row in rows if row not in retired]
    return Costs(
        of_all=_cost(kept),
        unknown=sum(row.source.cost_per_year is None for row in kept),
        advised=_cost(advised),
        advised_sources=len(advised),
        saved=_cost(retired),
        retired=len(retired),
    )


def comparable(snapshot: Snapshot, source_id: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The other speaking sources by how they may be laid beside this one: freely, with caution, not at all."""
    others = {profile.source.id for profile in snapshot.profiles if profile.voices} - {source_id}
    never = _apart(snapshot).get(source_id, frozenset()) & others
    careful = {
        other
        for caveat in snapshot.caveats
        if caveat.severity == "caution" and obstacle(caveat) and source_id in caveat.sources
        for other in (set(caveat.sources) - {source_id} or others)
    } & others
    return tuple(sorted(others - never - careful)), tuple(sorted(careful - never)), tuple(sorted(never))


def _apart(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """``source id → the sources it may not be laid beside``; one whose own figures cannot be used, beside none."""
    everyone = {profile.source.id for profile in snapshot.profiles}
    found: dict[str, set[str]] = {source: set() for source in everyone}
    for caveat in snapshot.caveats:
        if caveat.severity != "not comparable":
            continue
        for source in set(caveat.sources) & everyone:
            others = set(caveat.sources) - {source} or everyone - {source}
            found[source] |= others
            for other in others & everyone:
                found[other].add(source)
    return {source: frozenset(others) for source, others in found.items()}


def _cost(rows: Sequence[SourceRow]) -> float:
    return sum(row.source.cost_per_year or 0.0 for row in rows)


def _place(row: SourceRow) -> tuple[bool, int, int, int, str]:
    verdict = row.verdict or ("retire" if row.left_out else None)
    profile = row.profile
    return (
        verdict is None, VERDICTS.index(verdict) if verdict else 0, -(profile.voices if profile else 0),
        -(profile.events if profile else 0), row.source.id,
    )  # fmt: skip
