"""Sources made for one claim each: what their voices say, and what is known of them besides.

A source is healthy unless told otherwise: two years without a gap, every record dated, newest three days old, enough
voices to be tracked when it says ``USUAL``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from insight_synth.advice import advise
from insight_synth.model import Advice, Cadence, Citation, Mention, Purpose, Sentiment, Source, SourceProfile

Says = Mapping[str, int | Collection[str]]
"""``theme id → how many voices of its own speak of it``, or which voices do."""

USUAL: Says = {"late": 150, "refunds": 150}
NEWEST = "2026-11-19"


@dataclass(frozen=True, slots=True)
class Told:
    """A source and its mentions."""

    profile: SourceProfile
    mentions: tuple[Mention, ...]

    @property
    def id(self) -> str:
        return self.profile.source.id


def told(
    id: str, says: Says = USUAL, *, aside: int = 0, feels: Sentiment = "negative", cadence: Cadence = "continuous",
    purpose: Purpose = "primary", cost: float | None = None, months: int = 24, of_months: int | None = None,
    **known: Any,
) -> Told:  # fmt: skip
    """A source of which one voice says one thing; ``aside`` more say something of no theme, and without feeling.

    Args:
        id: the source's.
        says: its voices by theme.
        aside: mentions in no theme, each by a voice of its own.
        feels: sentiment of the mentions in themes.
        cadence: of the source, like ``purpose``.
        purpose: of the source.
        cost: euros a year.
        months: with data.
        of_months: between its first and last month; ``months`` where left out.
        known: further fields of its profile.
    """
    heard = {theme: _voices(id, theme, said) for theme, said in {**says, "": aside}.items()}
    mentions = tuple(
        _mention(id, theme, voice, feels if theme else "neutral") for theme, voices in heard.items() for voice in voices
    )
    voices = len({voice for voices in heard.values() for voice in voices})
    profile = SourceProfile(
        source=Source(id, id.title(), "survey", cadence=cadence, purpose=purpose, cost_per_year=cost), exports=(),
        rows=voices, verbatims=voices, events=0, duplicates=0, rejects=0, voices=voices, mentions=len(mentions),
        themed_mentions=len(mentions) - aside, first="2024-12-01", last=NEWEST, months_with_data=months,
        months_in_period=of_months or months, days_since_last=3, median_per_month=voices / max(months, 1), dated=1.0,
        with_customer=1.0, with_segment=1.0, with_rating=0.0, with_weight=0.0, short=0.0, languages={"en": voices},
        segments={"private": voices},
    )  # fmt: skip
    return Told(dataclasses.replace(profile, **known), mentions)


def done(id: str, events: int = 2400, **known: Any) -> Told:
    """A behavioural source: events, and not a word."""
    return told(id, {}, **{"events": events, "rows": events, "languages": {}, **known})


def advice_on(
    *sources: Told, parents: Mapping[str, str] | None = None, examples: Mapping[str, Sequence[Citation]] | None = None
) -> dict[str, Advice]:
    """The advice by source id; a theme stands in every source that speaks of it, and is a top theme unless told."""
    mentions = [mention for source in sources for mention in source.mentions]
    above = all_parents(mentions, parents or {})
    standing = standing_of(mentions, above)
    given = advise([source.profile for source in sources], mentions, above, standing, examples or {})
    return {advice.source: advice for advice in given}


def all_parents(mentions: Sequence[Mention], parents: Mapping[str, str]) -> dict[str, str]:
    """Every theme spoken of, or above one, with the theme above it."""
    spoken = {mention.theme_id for mention in mentions if mention.theme_id}
    named = spoken | set(parents) | {above for above in parents.values() if above}
    return {theme: parents.get(theme, "") for theme in sorted(named)}


def standing_of(mentions: Sequence[Mention], parents: Mapping[str, str]) -> dict[str, dict[str, frozenset[str]]]:
    """``theme → source → voices``, a sub-theme's voices counting for the theme above too."""
    found: dict[str, dict[str, set[str]]] = {theme: {} for theme in parents}
    for mention in mentions:
        for theme in (mention.theme_id, parents.get(mention.theme_id, "")):
            if theme:
                found[theme].setdefault(mention.source, set()).add(mention.voice_id)
    return {theme: {s: frozenset(ids) for s, ids in sorted(by.items())} for theme, by in found.items()}


def codes(advice: Advice) -> list[str]:
    return [reason.code for reason in advice.reasons]


def passage(source: str, text: str = "Three weeks late, and wet.") -> Citation:
    """A telling passage of a source."""
    return Citation(
        f"{source}1:0-{len(text)}", f"{source}1", source, "export.csv", "0" * 64, "row 1", 0, len(text), text, "en"
    )


def _voices(source: str, theme: str, said: int | Collection[str]) -> list[str]:
    return [f"{source}/{theme}/{n}" for n in range(said)] if isinstance(said, int) else sorted(said)


def _mention(source: str, theme: str, voice: str, feels: Sentiment) -> Mention:
    text = "The parcel came three weeks late and wet."
    own = f"{source}:{theme}:{voice}"
    return Mention(f"{own}:0-{len(text)}", own, source, 0, len(text), text, "en", theme, feels, voice_id=voice)
