"""What the pages show, worked out from a snapshot: plain functions that give rows, in the order they are shown.

No Streamlit, no store, no words: names and numbers are put into a language by ``wording``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from insight_synth.model import Caveat, Comparison, Evidence, Export, Snapshot, SourceProfile, Theme
from insight_synth.report.caveats import RANK, obstacle

Feeling = Literal["negative", "neutral", "positive"]
Step = Literal["add", "wait", "analyse", "update", "report", "sources", "agenda", "themes"]
VERDICTS = ("track", "keep", "fix", "retire")
_FEELING_FROM = 0.2  # sentiment beyond which a theme is called negative or positive


@dataclass(frozen=True, slots=True)
class Cell:
    """What one source says of one theme."""

    theme: Theme
    source: str
    evidence: Evidence | None  # None where nobody there speaks of it


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed lately: ``what`` is started, ended, rising, falling or stopped."""

    what: Literal["started", "ended", "rising", "falling", "stopped"]
    when: str  # ISO month or date; "" where it has none
    theme: Theme | None = None
    profile: SourceProfile | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a source's figures do not compare: one fault, with every caveat of it, the gravest first."""

    source: str
    caveats: tuple[Caveat, ...]

    @property
    def first(self) -> Caveat:
        return self.caveats[0]

    @property
    def others(self) -> tuple[str, ...]:
        """The other sources it stands between."""
        return tuple(sorted({other for caveat in self.caveats for other in caveat.sources} - {self.source}))


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a theme: ``share = voices / of_voices``."""

    month: str
    voices: int
    of_voices: int

    @property
    def share(self) -> float:
        return self.voices / self.of_voices if self.of_voices else 0.0


def feeling(theme: Theme) -> Feeling | None:
    """Whether people speak ill or well of it; None where that could not be told."""
    if theme.sentiment is None:
        return None
    if theme.sentiment <= -_FEELING_FROM:
        return "negative"
    return "positive" if theme.sentiment >= _FEELING_FROM else "neutral"


def chosen_themes(
    snapshot: Snapshot, *, recurring_only: bool = False, feelings: Iterable[str] = ()
) -> tuple[Theme, ...]:
    """Top themes, pinned ones first, then by voices; those that recur or are of the given feelings where asked for."""
    wanted = set(feelings)
    return tuple(
        sorted(
            (
                theme
                for theme in snapshot.top_themes
                if (theme.recurs or not recurring_only) and (not wanted or feeling(theme) in wanted)
            ),
            key=lambda theme: (not theme.pinned, -theme.voices, theme.id),
        )
    )


def speaking_profiles(snapshot: Snapshot) -> tuple[SourceProfile, ...]:
    """Sources in which people speak, most voices first."""
    return tuple(
        sorted((p for p in snapshot.profiles if p.voices), key=lambda profile: (-profile.voices, profile.source.id))
    )


def cells(snapshot: Snapshot, themes: Sequence[Theme]) -> tuple[Cell, ...]:
    """Every theme by every source that speaks, row by row."""
    found = []
    for theme in themes:
        by_source = {entry.source: entry for entry in theme.evidence}
        found += [Cell(theme, p.source.id, by_source.get(p.source.id)) for p in speaking_profiles(snapshot)]
    return tuple(found)


def evidence_by_share(theme: Theme) -> tuple[Evidence, ...]:
    """What each source says of a theme, those where it stands first, then by share."""
    return tuple(sorted(theme.evidence, key=lambda entry: (not entry.stands, -entry.share, entry.source)))


def months(theme: Theme) -> tuple[Month, ...]:
    """The theme month by month."""
    series = theme.series
    return tuple(Month(*row) for row in zip(series.months, series.voices, series.of_voices, strict=True))


def changes(snapshot: Snapshot, most: int = 6) -> tuple[Change, ...]:
    """What is new: themes that began, rise, ease or fell silent, and sources that stopped; the most telling first."""
    found = [Change("started", theme.started, theme=theme) for theme in snapshot.top_themes if theme.started]
    found.sort(key=lambda change: change.when, reverse=True)
    found += [
        Change("rising", "", theme=theme)
        for theme in snapshot.top_themes
        if theme.trend == "rising" and not theme.started
    ]
    stopped = {entry.source for entry in snapshot.advice for reason in entry.reasons if reason.code == "stopped"}
    found += [Change("stopped", p.last, profile=p) for p in snapshot.profiles if p.source.id in stopped]
    found += [Change("ended", theme.ended, theme=theme) for theme in snapshot.top_themes if theme.ended]
    found += [
        Change("falling", "", theme=theme)
        for theme in snapshot.top_themes
        if theme.trend == "falling" and not theme.ended
    ]
    return tuple(found[:most])


def next_step(
    snapshot: Snapshot | None,
    exports: Sequence[Export],
    *,
    outdated: bool,
    working: bool,
    report_built: bool,
    decided: Collection[str] = (),
) -> Step:
    """The next sensible thing to do; ``decided`` are the sources on which a person decided already."""
    if working:
        return "wait"
    if not exports:
        return "add"
    if snapshot is None:
        return "analyse"
    if outdated:
        return "update"
    if not report_built:
        return "report"
    if any(entry.verdict in ("fix", "retire") and entry.source not in decided for entry in snapshot.advice):
        return "sources"
    return "themes" if snapshot.answers else "agenda"


def standing_in(snapshot: Snapshot, source_id: str) -> tuple[tuple[Theme, Evidence], ...]:
    """The top themes that stand in a source, by share."""
    found = [
        (theme, entry)
        for theme in snapshot.top_themes
        for entry in theme.evidence
        if entry.source == source_id and entry.stands
    ]
    return tuple(sorted(found, key=lambda pair: (-pair[1].share, pair[0].id)))


def caveats_of(snapshot: Snapshot, source_id: str) -> tuple[tuple[Ground, ...], tuple[Ground, ...]]:
    """What stands between this source's figures and others', a ground a fault, the gravest first; then mere facts."""
    by_fault: dict[tuple[str, str], list[Caveat]] = {}
    for caveat in snapshot.caveats:
        if source_id in caveat.sources:
            by_fault.setdefault((caveat.code, str(caveat.figures.get("fault", ""))), []).append(caveat)
    grounds = sorted(
        (Ground(source_id, tuple(sorted(found, key=_gravity))) for found in by_fault.values()),
        key=lambda ground: _gravity(ground.first),
    )
    facts = tuple(ground for ground in grounds if not _stands_between(ground.first))
    return tuple(ground for ground in grounds if ground not in facts), facts


def caveats_between(comparison: Comparison, sources: Sequence[str]) -> tuple[Caveat, ...]:
    """The caveats that hold between these sources and call for caution, one a fault, the gravest first."""
    held = [caveat for caveat in comparison.caveats if set(caveat.sources) <= set(sources) and _stands_between(caveat)]
    first: dict[tuple[str, str], Caveat] = {}
    for caveat in sorted(held, key=_gravity):
        first.setdefault((caveat.code, str(caveat.figures.get("fault", ""))), caveat)
    return tuple(first.values())


def _stands_between(caveat: Caveat) -> bool:
    """Whether it speaks against laying figures side by side, and is not merely worth knowing."""
    return caveat.severity != "note" and obstacle(caveat)


def _gravity(caveat: Caveat) -> tuple[int, str, str, tuple[str, ...]]:
    return RANK[caveat.severity], caveat.code, str(caveat.figures.get("fault", "")), caveat.sources


def largest_first(sets: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Sets of sources, the largest first."""
    return tuple(sorted(sets, key=lambda sources: (-len(sources), sources)))


def adds_up(export: Export) -> bool:
    """Whether every row of the export is accounted for."""
    return export.rows == export.verbatims + export.events + export.duplicates + export.rejects


def newest_first(exports: Iterable[Export]) -> tuple[Export, ...]:
    """Exports by their newest date, those held back before all others."""
    by_date = sorted(exports, key=lambda export: (export.audit.last, export.name), reverse=True)
    return tuple(sorted(by_date, key=lambda export: export.state != "quarantined"))


def themes_by_id(snapshot: Snapshot, ids: Iterable[str]) -> tuple[Theme, ...]:
    """The themes of these ids that are shown, in the given order."""
    known = {theme.id: theme for theme in snapshot.shown_themes}
    return tuple(known[theme_id] for theme_id in ids if theme_id in known)
