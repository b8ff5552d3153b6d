"""Companies made for one claim each: what their sources' voices say, and what is known of them besides.

A source is healthy unless told otherwise: two years without a gap, every record dated, newest three days old, enough
voices to be tracked when it says ``USUAL``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from insight_synth.advice import AgendaWitnesses, advise
from insight_synth.advice.rules import Grounds
from insight_synth.evidence import Heard, Witnesses
from insight_synth.model import Advice, Cadence, Caveat, Citation, Mention, Purpose, Sentiment, Source, SourceProfile

Says = Mapping[str, int | Collection[str]]
"""``theme id → how many voices of its own speak of it``, or which voices do."""

USUAL: Says = {"late": 200, "refunds": 200, "stock": 200, "prices": 200}
NEWEST = date(2026, 11, 19)
PERIOD = 720  # days over which a source's mentions are spread


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
    days = known.get("days_since_last", 3) or 0
    mentions = tuple(
        _mention(id, theme, voice, feels if theme else "neutral", days + at * PERIOD // max(len(voices), 1))
        for theme, voices in heard.items()
        for at, voice in enumerate(voices)
    )
    voices = len({voice for voices in heard.values() for voice in voices})
    profile = SourceProfile(
        source=Source(id, id.title(), "survey", cadence=cadence, purpose=purpose, cost_per_year=cost), exports=(),
        rows=voices, verbatims=voices, events=0, duplicates=0, rejects=0, voices=voices, mentions=len(mentions),
        themed_mentions=len(mentions) - aside, first="2024-12-01", last=_day(3), months_with_data=months,
        months_in_period=of_months or months, days_since_last=3, median_per_month=voices / max(months, 1), dated=1.0,
        with_customer=1.0, with_segment=1.0, with_rating=0.0, with_weight=0.0, short=0.0, languages={"en": voices},
        segments={"private": voices},
    )  # fmt: skip
    return Told(dataclasses.replace(profile, **known), mentions)


def done(id: str, events: int = 2400, **known: Any) -> Told:
    """A behavioural source: events, and not a word."""
    return told(id, {}, **{"events": events, "rows": events, "languages": {}, "segments": {}, **known})


def heard_in(*sources: Told, parents: Mapping[str, str] | None = None) -> Heard:
    """Who speaks of what in these sources; themes are top themes unless told."""
    mentions = [mention for source in sources for mention in source.mentions]
    return Heard.of(mentions, all_parents(mentions, parents or {}), {s.id: s.profile.voices for s in sources})


def advice_on(
    *sources: Told, parents: Mapping[str, str] | None = None, agenda: AgendaWitnesses | None = None,
    caveats: Sequence[Caveat] = (), examples: Mapping[str, Sequence[Citation]] | None = None,
    to_the_point: Mapping[str, Collection[str]] | None = None,
) -> dict[str, Advice]:  # fmt: skip
    """The advice by source id."""
    mentions = [mention for source in sources for mention in source.mentions]
    heard = heard_in(*sources, parents=parents)
    given = advise([source.profile for source in sources], mentions, heard, agenda, caveats, examples, to_the_point)
    return {advice.source: advice for advice in given}


def grounds(**told: Any) -> Grounds:
    """The figures of a source that is fit to be tracked, but for what is told."""
    usual: dict[str, Any] = {
        "heard": 800, "behavioural": False, "rejected": 0.0, "any_rejected": False, "overlap": 0.0, "lost": 0,
        "alone": 0,
        "weakened": 1, "silence": 0.1, "echoed": 0.9, "felt": 0.5, "usual_felt": 0.5, "laments": False, "dear": 1.0,
        "dated": 1.0, "weights_off": False, "cadence": "continuous", "purpose": "primary", "months": 24,
        "gapless": 1.0, "days": 3, "points": 15.0, "dwindling": False, "only_voice": False, "comparable": True,
    }  # fmt: skip
    return Grounds(**{**usual, **told})


def witnessed(sources: str, *themes: str, repeat: Collection[str] = ()) -> Witnesses:
    """Themes by the sources each stands in, one letter a source; of a pair in ``repeat`` one repeats the other."""
    names = tuple(sources)
    within = [[name in theme for name in names] for theme in themes]
    stands = np.array(within, dtype=np.bool_).reshape(len(themes), len(names))
    same = [[one == other or {one, other} in [{*pair} for pair in repeat] for other in names] for one in names]
    alike = np.array(same, dtype=np.bool_).reshape(len(names), len(names))
    apart = stands[:, :, None] & stands[:, None, :] & ~alike
    pair = np.asarray(apart.any(axis=(1, 2)), dtype=np.bool_)
    independent = np.where(pair, 2, stands.any(axis=1)).astype(np.int64)
    ids = tuple(f"t{at:03d}" for at in range(len(themes)))
    return Witnesses(names, ids, stands, apart, independent, pair, np.ones(len(themes)))


def all_parents(mentions: Sequence[Mention], parents: Mapping[str, str]) -> dict[str, str]:
    """Every theme spoken of, or above one, with the theme above it."""
    spoken = {mention.theme_id for mention in mentions if mention.theme_id}
    named = spoken | set(parents) | {above for above in parents.values() if above}
    return {theme: parents.get(theme, "") for theme in sorted(named)}


def codes(advice: Advice) -> list[str]:
    return [reason.code for reason in advice.reasons]


def passage(source: str, text: str = "Three weeks late, and wet.", mention: str = "") -> Citation:
    """A telling passage of a source."""
    return Citation(
        mention or f"{source}1:0-{len(text)}", f"{source}1", source, "export.csv", "0" * 64, "row 1", 0, len(text),
        text, "en",
    )  # fmt: skip


def _voices(source: str, theme: str, said: int | Collection[str]) -> list[str]:
    return [f"{source}/{theme}/{n}" for n in range(said)] if isinstance(said, int) else sorted(said)


def _day(before: int) -> str:
    return (NEWEST - timedelta(days=before)).isoformat()


def _mention(source: str, theme: str, voice: str, feels: Sentiment, days: int) -> Mention:
    text = "The parcel came three weeks late and wet."
    own = f"{source}:{theme}:{voice}"
    return Mention(
        f"{own}:0-{len(text)}", own, source, 0, len(text), text, "en", theme, feels, similarity=0.9, voice_id=voice,
        date=_day(days),
    )  # fmt: skip
