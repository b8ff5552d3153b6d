"""Which mentions are meant: what a link, a search and an export of mentions narrow by."""

from __future__ import annotations

from dataclasses import dataclass

from insight_synth.model.words import Sentiment

NO_THEME = "none"  # as a theme: the mentions that belong to none


@dataclass(frozen=True, slots=True)
class Filter:
    """Narrows mentions; an empty field lets all through, of several values in one field any will do."""

    theme: str = ""  # its id, sub-themes included; NO_THEME for mentions in none
    sources: tuple[str, ...] = ()  # ids
    sentiments: tuple[Sentiment, ...] = ()
    languages: tuple[str, ...] = ()  # ISO codes, of the mention
    segments: tuple[str, ...] = ()  # common customer groups
    products: tuple[str, ...] = ()
    first: str = ""  # ISO date, included
    last: str = ""  # ISO date, included
