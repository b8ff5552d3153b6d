"""A selection of mentions in words: what a filter lets through, part by part, and what is left without one part.

No Streamlit: it tells what the page of mentions says and what its buttons do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from insight_synth.ingest.privacy import Redactor
from insight_synth.model import NO_THEME, Citation, Filter, Snapshot
from insight_synth.store.mention_pages import MentionRow
from insight_synth.workbench.mentions.opening import month_of
from insight_synth.workbench.untrusted import one_line
from insight_synth.workbench.wording import Wording


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a filter narrows by, in words, and the filter without it."""

    name: str  # of the field in texts: source, feeling …
    label: str  # on one line; it may hold words out of data
    without: Filter


def parts(wanted: Filter, snapshot: Snapshot, words: Wording) -> tuple[Part, ...]:
    """What a filter narrows by, a part for each value, the theme first."""
    names = {profile.source.id: profile.source.name or profile.source.id for profile in snapshot.profiles}
    found = []
    if wanted.theme:
        none = wanted.theme == NO_THEME
        label = words.text("mentions.no_theme") if none else words.theme(snapshot.theme(wanted.theme))
        found.append(Part("theme", label, replace(wanted, theme="")))
    found += [
        Part("source", names.get(one, one), replace(wanted, sources=_less(wanted.sources, one)))
        for one in wanted.sources
    ]
    found += [
        Part(
            "feeling",
            words.text(f"feeling.{one}") if one else words.text("mentions.untold"),
            replace(wanted, sentiments=tuple(other for other in wanted.sentiments if other != one)),
        )
        for one in wanted.sentiments
    ]
    found += [
        Part("language", words.spoken(one), replace(wanted, languages=_less(wanted.languages, one)))
        for one in wanted.languages
    ]
    found += [
        Part(
            "segment",
            one or words.text("mentions.no_segment"),
            replace(wanted, segments=_less(wanted.segments, one)),
        )
        for one in wanted.segments
    ]
    found += [
        Part("product", one or words.text("mentions.no_product"), replace(wanted, products=_less(wanted.products, one)))
        for one in wanted.products
    ]
    if wanted.first or wanted.last:
        found.append(Part("period", _period(wanted, words), replace(wanted, first="", last="")))
    return tuple(replace(part, label=one_line(part.label)) for part in found)


def heading(mentions: int, wanted: Filter, snapshot: Snapshot, words: Wording) -> str:
    """What is shown, in words: "412 passages on “Late parcels” · Reviews · negative"; names as they are."""
    if wanted.theme == NO_THEME:
        said = words.say("mentions.in_none", mentions=mentions)
    elif wanted.theme:
        name = f"{words.text('quote.open')}{words.theme(snapshot.theme(wanted.theme))}{words.text('quote.close')}"
        said = words.say("mentions.of_theme", mentions=mentions, theme=name)
    else:
        said = words.say("mentions.of_all", mentions=mentions)
    others = [part.label for part in parts(wanted, snapshot, words) if part.name != "theme"]
    return " · ".join([said, *others])


def file_name(wanted: Filter) -> str:
    """What a selection is called as a file."""
    parts_of = [wanted.theme, *wanted.sources, *wanted.sentiments, wanted.first, wanted.last]
    kept = "-".join(part for part in parts_of if part)
    safe = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in kept)[:80]
    return f"mentions-{safe}.csv" if safe else "mentions.csv"


def table(shown: Sequence[Citation], rows: Sequence[MentionRow], snapshot: Snapshot, words: Wording) -> pd.DataFrame:
    """Mentions one a row; ``shown`` are their citations redacted."""
    redactor = Redactor()
    names = {profile.source.id: profile.source.name or profile.source.id for profile in snapshot.profiles}
    themes = {theme.id: words.theme(theme) for theme in snapshot.themes}
    return pd.DataFrame(
        [
            {
                words.text("mentions.passage"): one_line(cited.text),
                words.text("figure.source"): one_line(names.get(cited.source, cited.source)),
                words.text("figure.place"): one_line(words.place(cited.locator)),
                words.text("figure.date"): words.show(cited.date, "date") if cited.date else "",
                words.text("figure.feeling"): words.text(f"feeling.{cited.sentiment}") if cited.sentiment else "",
                words.text("figure.theme"): themes.get(row.theme_id, ""),
                words.text("figure.segment"): one_line(cited.segment),
                words.text("verbatim.product"): one_line(redactor.field(row.product)),
                words.text("figure.language"): words.spoken(cited.language),
            }
            for cited, row in zip(shown, rows, strict=True)
        ]
    )


def options(counted: Mapping[str, int], chosen: tuple[str, ...]) -> list[str]:
    """The values to choose from: those that occur, the commonest first, then chosen ones that do not."""
    return [*counted, *(one for one in chosen if one not in counted)]


def _less(values: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(other for other in values if other != one)


def _period(wanted: Filter, words: Wording) -> str:
    if month := month_of(wanted):
        return words.month(month)
    first = words.show(wanted.first, "date") if wanted.first else ""
    last = words.show(wanted.last, "date") if wanted.last else ""
    if first and last:
        return first if first == last else f"{first} – {last}"
    return words.say("mentions.since", date=first) if first else words.say("mentions.until", date=last)
