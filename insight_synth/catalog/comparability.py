"""Why figures of two sources may not be laid side by side.

Judged from profiles alone. A caveat about one source holds against all others; a caveat about two holds between them.
Sources of behaviour carry no themes, so their figures are never laid beside those of others: they get no caveat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from insight_synth.catalog.shares import total_variation
from insight_synth.model import Caveat, SourceProfile

__all__ = ["caveats"]

_SEVERITY = ("not comparable", "caution", "note")
_TOO_FEW, _FEW = 30, 100  # voices: widest 95 % interval ± 18 and ± 10 percentage points
_KNOWN = 0.5  # share of records with a segment or date from which on the source's mix or period is known
_SHARED_GROUPS = 0.2
_OTHER_MIX = 0.3  # total variation between two mixes of customer groups
_OVERLAP = 0.25
_LANGUAGE = 0.6

_FAMILIES: Mapping[str, str] = {
    "complaints": "people who came with a problem", "contact-reasons": "people who came with a problem",
    "returns": "people who came with a problem", "staff-opinions": "staff", "frontline-notes": "staff",
    "account-management": "staff", "win-loss": "people who were asked", "market-research": "people who were asked",
    "survey": "people who were asked", "omnibus": "people who were asked", "industry-research": "people who were asked",
    "reviews": "people who write in public", "forum": "people who write in public",
    "blog": "people who write in public", "social": "people who write in public",
}  # fmt: skip


def caveats(profiles: Sequence[SourceProfile]) -> tuple[Caveat, ...]:
    """Every caveat that the profiles give, the gravest first, then by code and sources.

    ``figures`` hold what the judgement rests on: ``voices`` and ``interval`` (± percentage points), ``overlap``
    (0…1), ``distance`` (total variation, 0…1), ``shared`` (share of records in groups that both know), or words.
    """
    speaking = sorted((profile for profile in profiles if profile.voices), key=lambda profile: profile.source.id)
    found: list[Caveat] = []
    any_segments = any(profile.segments for profile in speaking)
    for profile in speaking:
        found += _alone(profile, any_segments)
    for one, other in combinations(speaking, 2):
        found += _between(one, other)
    return tuple(sorted(found, key=lambda caveat: (_SEVERITY.index(caveat.severity), caveat.code, caveat.sources)))


def _alone(profile: SourceProfile, any_segments: bool) -> Iterator[Caveat]:
    names = (profile.source.id,)
    if profile.voices < _FEW:
        interval = round(100 * 1.96 * (0.25 / profile.voices) ** 0.5)
        figures: dict[str, float | int | str] = {"voices": profile.voices, "interval": interval}
        yield Caveat(names, "sample", "not comparable" if profile.voices < _TOO_FEW else "caution", figures)
    if profile.source.purpose == "secondary":
        yield Caveat(names, "purpose", "caution", {"purpose": "secondary"})
    if profile.weights_off:
        yield Caveat(names, "weights", "not comparable", {"fault": profile.weights_off})
    elif profile.with_weight > 0:
        yield Caveat(names, "weights", "note", {"weighted": round(profile.with_weight, 3)})
    if any_segments and profile.with_segment < _KNOWN:
        yield Caveat(names, "segments", "caution", {"known": round(profile.with_segment, 3)})
    if profile.dated < _KNOWN:
        yield Caveat(names, "period", "caution", {"dated": round(profile.dated, 3)})


def _between(one: SourceProfile, other: SourceProfile) -> Iterator[Caveat]:
    names = (one.source.id, other.source.id)
    if one.copy_of == other.source.id or other.copy_of == one.source.id:
        copy, original = (one, other) if one.copy_of == other.source.id else (other, one)
        words = {"copy": copy.source.id, "original": original.source.id}
        yield Caveat(names, "copy", "not comparable", {**words, "overlap": round(copy.overlap, 3)})
    if min(one.with_segment, other.with_segment) >= _KNOWN:
        yield from _segments(one, other, names)
    if one.first and other.first and min(one.dated, other.dated) >= _KNOWN:
        yield from _period(one, other, names)
    cadences = {one.source.cadence, other.source.cadence}
    if cadences == {"one-off", "continuous"}:
        yield Caveat(names, "cadence", "caution", {names[0]: one.source.cadence, names[1]: other.source.cadence})
    families = [_FAMILIES.get(profile.source.kind, profile.source.kind) for profile in (one, other)]
    if families[0] != families[1]:
        yield Caveat(names, "kind", "note", dict(zip(names, families, strict=True)))
    languages = [_main_language(profile.languages) for profile in (one, other)]
    if languages[0] and languages[1] and languages[0] != languages[1]:
        yield Caveat(names, "language", "note", dict(zip(names, languages, strict=True)))


def _segments(one: SourceProfile, other: SourceProfile, names: tuple[str, str]) -> Iterator[Caveat]:
    common = one.segments.keys() & other.segments.keys()
    shared = min(_share_in(one.segments, common), _share_in(other.segments, common))
    distance = total_variation(one.segments, other.segments)
    figures = {"shared": round(shared, 3), "distance": round(distance, 3)}
    if shared < _SHARED_GROUPS:
        yield Caveat(names, "segments", "not comparable", figures)
    elif distance > _OTHER_MIX:
        yield Caveat(names, "segments", "caution", figures)


def _period(one: SourceProfile, other: SourceProfile, names: tuple[str, str]) -> Iterator[Caveat]:
    starts = [date.fromisoformat(profile.first).toordinal() for profile in (one, other)]
    ends = [date.fromisoformat(profile.last).toordinal() + 1 for profile in (one, other)]
    together = max(0, min(ends) - max(starts))
    overlap = together / (max(ends) - min(starts))
    figures = {"days": together, "overlap": round(overlap, 3)}
    if not together:
        yield Caveat(names, "period", "not comparable", figures)
    elif overlap < _OVERLAP:
        yield Caveat(names, "period", "caution", figures)


def _share_in(segments: Mapping[str, int], groups: set[str]) -> float:
    return sum(count for group, count in segments.items() if group in groups) / sum(segments.values())


def _main_language(languages: Mapping[str, int]) -> str:
    total = sum(languages.values())
    return next((language for language, count in languages.items() if count >= _LANGUAGE * total), "")
