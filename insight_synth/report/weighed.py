"""Which themes the first page tells, in which order, and what is notable about each: decided, not yet in words."""

from __future__ import annotations

from collections.abc import Iterator

from insight_synth.model import Evidence, Snapshot, Theme
from insight_synth.report.figures import recurring, value_of

SHOWN_FINDINGS = 5
COMPLAINED, PRAISED = -0.25, 0.25  # tone up to which a theme is a complaint, and from which on it is praise
FEW = 10  # voices below which a source's share is too unsure to be named first
_FAR = 1.8  # times the second source's share, from which on a theme is above all one source's
FAMILIES = {
    "complaints": "problem", "contact-reasons": "problem", "returns": "problem", "staff-opinions": "staff",
    "frontline-notes": "staff", "account-management": "staff", "win-loss": "asked", "market-research": "asked",
    "survey": "asked", "omnibus": "asked", "industry-research": "asked", "reviews": "public", "forum": "public",
    "blog": "public", "social": "public",
}  # fmt: skip
"""Who speaks in a source, by its kind."""


def main_themes(snapshot: Snapshot) -> tuple[Theme, ...]:
    """The themes to tell on one page, weightiest first: the clearest complaints, what is new, and what is praised most.

    A theme without a clear tone makes no point that anyone could act on: it is told only where fewer than three others
    are left. One place is kept for the weightiest theme that began, or else grows, one for what customers praise most.
    """
    found = recurring(snapshot)
    new = [theme for theme in found if _is_new(theme) and not _is_praise(theme)]
    new.sort(key=lambda theme: not theme.started)
    praise = sorted((theme for theme in found if _is_praise(theme)), key=_gladness)
    complaints = [theme for theme in found if theme.sentiment is None or theme.sentiment <= COMPLAINED]
    if sum(theme.sentiment is None for theme in found) == len(found):
        return found[:SHOWN_FINDINGS]
    chosen = [*new[:1], *praise[-1:]]
    for theme in (*complaints, *new):
        if len(chosen) < SHOWN_FINDINGS and theme not in chosen:
            chosen.append(theme)
    for theme in found:
        if len(chosen) < 3 and theme not in chosen:
            chosen.append(theme)
    return tuple(theme for theme in found if theme in chosen)


def loudest(theme: Theme) -> Evidence | None:
    """The source that surely speaks of the theme most."""
    return next(iter(heard_in(theme)), None)


def heard_in(theme: Theme) -> tuple[Evidence, ...]:
    """The sources a theme stands in, those that surely speak of it most first.

    Ranked by the interval's lower end, and those of a handful of voices last, so that a few voices do not win.
    """
    heard = [item for item in theme.evidence if item.stands] or [item for item in theme.evidence if item.voices]
    return tuple(sorted(heard, key=lambda item: (item.voices < FEW, -item.low, -item.voices, item.source)))


def family(snapshot: Snapshot, source_id: str) -> str:
    """Who speaks in a source: "problem", "staff", "asked", "public" or "other"."""
    profile = next((profile for profile in snapshot.profiles if profile.source.id == source_id), None)
    return FAMILIES.get(profile.source.kind, "other") if profile else "other"


def one_side(snapshot: Snapshot) -> str:
    """"inside" or "outside" where all sources that speak stand on that side of the company, else ""."""
    origins = {profile.source.origin for profile in snapshot.profiles if profile.voices}
    return "" if len(origins) != 1 else "inside" if origins == {"internal"} else "outside"


def notable(snapshot: Snapshot, themes: tuple[Theme, ...]) -> dict[str, str]:
    """What each theme's paragraph opens with, by theme: what is true of it and of no theme before it, if anything."""
    openings: dict[str, str] = {}
    for theme in themes:
        true_of_it = list(_true_of(snapshot, theme))
        fresh = [name for name in true_of_it if name not in openings.values()]
        openings[theme.id] = true_of_it[0] if true_of_it[0] in {"started", "praise"} else (fresh or ["plain_again"])[0]
    return openings


def has_direction(snapshot: Snapshot, theme: Theme) -> bool:
    """Whether a theme rises or falls by figures that can be shown."""
    key = f"theme:{theme.id}"
    return theme.trend in {"rising", "falling"} and None not in (
        value_of(snapshot, f"{key}/recent_share"), value_of(snapshot, f"{key}/earlier_share"),
    )  # fmt: skip


def _true_of(snapshot: Snapshot, theme: Theme) -> Iterator[str]:
    """What could be said of a theme first, the most telling first."""
    if theme.started:
        yield "started"
    if _is_praise(theme):
        yield "praise"
    if has_direction(snapshot, theme):
        yield theme.trend
    complaints = [item for item in recurring(snapshot) if item.sentiment is not None and item.sentiment <= COMPLAINED]
    if theme in complaints:
        if all(other.voices < theme.voices for other in complaints if other is not theme):
            yield "most"
        if all(other.independent_sources < theme.independent_sources for other in complaints if other is not theme):
            yield "widest"
        if all((other.sentiment or 0) > (theme.sentiment or 0) for other in complaints if other is not theme):
            yield "sourest"
    heard = heard_in(theme)
    if len(heard) > 1 and heard[0].share > _FAR * heard[1].share:
        yield "one_place"
    if heard and (who := family(snapshot, heard[0].source)) != "other" and _alone_in(snapshot, heard, who):
        yield who
    speaking = [profile.source.id for profile in snapshot.profiles if profile.voices]
    if len(speaking) > 2 and {item.source for item in heard if item.stands} >= set(speaking):
        yield "everywhere"
    yield "plain"
    yield "plain_again"


def _alone_in(snapshot: Snapshot, heard: tuple[Evidence, ...], who: str) -> bool:
    """Whether the sources named first are all of one family, and others speak that are not."""
    others = any(profile.voices and family(snapshot, profile.source.id) != who for profile in snapshot.profiles)
    return others and all(family(snapshot, item.source) == who for item in heard[:2])


def _is_praise(theme: Theme) -> bool:
    return theme.sentiment is not None and theme.sentiment >= PRAISED


def _is_new(theme: Theme) -> bool:
    return not theme.ended and (bool(theme.started) or theme.trend == "rising")


def _gladness(theme: Theme) -> tuple[float, str]:
    """How surely and how warmly a theme is praised: the counterpart of a theme's weight."""
    heard = sum(min(item.low, 0.15) for item in theme.evidence if item.stands)
    return round(heard * (theme.sentiment or 0.0), 9), theme.id
