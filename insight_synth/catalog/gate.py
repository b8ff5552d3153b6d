"""The quality gate: what speaks against an export, held against what its source delivered before.

An export with any doubt is held back until someone decides. It is conservative: a doubt needs a difference that is
large and certain at once (the 99 % intervals of both shares lie apart by a margin), that no earlier export of the
source shows by itself, and enough rows on both sides. How many rows there are speaks for nothing: a first delivery of
years and monthly ones after it are normal, and so is one that repeats all that came before. What is new but harms
nothing is told by ``changes``. A source's first export is only doubted where it is plainly no data.

The codes of doubts, with the figures that fill their texts (whole percent unless said otherwise; ``now`` is of this
export, ``before`` of the earlier ones):

===============  ====================================================================================================
unusable         ``now`` of the ``rows`` became no record; ``reason``: the commonest. Asks for no earlier exports
unreadable       ``now`` of the texts hold characters that stand for unreadable ones. Likewise
faulty           ``now``, ``before``: rows that could not be read
empty            ``now``, ``before``: rows without a text or event
garbled          ``now``, ``before``: texts with unreadable characters
mojibake         ``now``, ``before``: texts in a wrong encoding, mended beside the original
missing          ``field`` that ``now`` and ``before`` of the records lack
length           ``now``, ``before``: median words a text
short            ``now``, ``before``: texts of one or two words
language         ``languages`` (codes with commas between; "" where none can be told) of ``now``, ``before`` texts
rating-scale     ``now``, ``before``: the scales, as "1–5"
rating-range     ``low``, ``high``: between which all ratings lie; ``before``: earlier ratings beyond
rating-shift     ``now``, ``before``: mean rating in percent of the scale
rating-turned    ``now``, ``before``: likewise, where the ratings are those of before with the scale turned round
boilerplate      ``now``, ``before``: texts that say nothing, or the same words again and again
repeats          ``now``, ``before``: texts that (nearly) repeat one of the same export
elsewhere        ``source`` in which ``now`` and ``before`` of the texts stand too
personal         ``now``, ``before``: pieces of personal data in a hundred texts
===============  ====================================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from insight_synth.catalog.audit_figures import (
    Ratings,
    empty,
    faulty,
    gained_languages,
    in_languages,
    language_names,
    median_words,
    percent,
    pooled,
    ratings_of,
    scale_ends,
    texts_of,
)
from insight_synth.catalog.shares import Z_99, total_variation, wilson
from insight_synth.model import Audit, Doubt

__all__ = ["doubts"]

_FEWEST_NOW, _FEWEST_BEFORE = 15, 20  # rows, texts or records below which nothing is held against anything
_NO_DATA = 0.8  # share of broken rows; of empty ones only all, as open questions are often left open
_SHORT = 3  # words
_TIMES = 5  # how many times longer or shorter the median text must be
_OFF_SCALE = 0.15  # share of ratings that the other scale does not have
_OUT_OF_RANGE = 0.3  # share of the earlier ratings that lie beyond all of these
_ALL_ALIKE = 0.1  # likewise, where all ratings are the same: customers never agree to the letter, filled columns do
_SHIFT = 0.5  # of the scale
_TURNED, _ALIKE = 0.45, 0.15  # total variation from the earlier ratings, and from those turned round
_PERSONAL_NOW, _PERSONAL_BEFORE = 1.0, 0.2  # pieces of personal data a text

_TEXTS: Mapping[str, str] = {
    "unusable": "{now} % of its {rows} rows are no feedback, most of them for: {reason}",
    "unreadable": "{now} % of its texts hold unreadable characters",
    "faulty": "{now} % of its rows could not be read; before it was {before} %",
    "empty": "{now} % of its rows say nothing; before it was {before} %",
    "garbled": "{now} % of its texts hold unreadable characters; before it was {before} %",
    "mojibake": "{now} % of its texts came in a wrong encoding; before it was {before} %",
    "missing": "{now} % of its records have no {field}; before it was {before} %",
    "length": "half of its texts have {now} words or fewer; before it was {before}",
    "short": "{now} % of its texts have one or two words; before it was {before} %",
    "rating-scale": "its ratings are on a scale of {now}; before it was {before}",
    "rating-range": "its ratings run from {low} to {high} only; before, {before} % lay beyond",
    "rating-shift": "its mean rating is {now} % of the scale; before it was {before} %",
    "rating-turned": "its ratings look turned round: their mean is {now} % of the scale; before it was {before} %",
    "boilerplate": "{now} % of its texts say nothing or the same words again and again; before it was {before} %",
    "repeats": "{now} % of its texts repeat another of them; before it was {before} %",
    "elsewhere": "{now} % of its texts stand in the source {source} too; before it was {before} %",
    "personal": "it holds {now} pieces of personal data in a hundred texts; before it was {before}",
}


def doubts(audit: Audit, earlier: Sequence[Audit]) -> tuple[Doubt, ...]:
    """What speaks against accepting an export; none for most.

    Args:
        audit: of the export.
        earlier: of the accepted exports of the same source. Their ``elsewhere`` must be counted against what the
            workspace holds now: a source that came after them would seem new in this one.
    """
    plain = tuple(_plainly_no_data(audit))
    if plain or not earlier:
        return plain
    return tuple(_changed(audit, _Earlier(tuple(earlier))))


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The accepted exports of the source."""

    audits: tuple[Audit, ...]

    @property
    def all(self) -> Audit:
        return pooled(self.audits)


Counted = Callable[[Audit], tuple[int, int] | None]
"""How many of how many, in an export; None where it does not tell."""


def _plainly_no_data(audit: Audit) -> Iterator[Doubt]:
    (broken, rows), (silent, _) = faulty(audit), empty(audit)
    if rows >= _FEWEST_NOW and (broken > _NO_DATA * rows or not audit.records):
        yield _doubt("unusable", now=percent(broken + silent, rows), rows=rows, reason=next(iter(audit.rejects)))
    texts = texts_of(audit)
    if texts >= _FEWEST_NOW and audit.garbled > _NO_DATA * texts:
        yield _doubt("unreadable", now=percent(audit.garbled, texts))


def _changed(audit: Audit, earlier: _Earlier) -> Iterator[Doubt]:
    yield from _risen("faulty", faulty, audit, earlier, by=0.2)
    yield from _risen("empty", empty, audit, earlier, by=0.3)
    yield from _risen("garbled", lambda found: (found.garbled, texts_of(found)), audit, earlier, by=0.1)
    yield from _risen("mojibake", lambda found: (found.repaired, texts_of(found)), audit, earlier, by=0.2)
    for field in audit.missing:
        yield from _risen("missing", _missing(field), audit, earlier, by=0.2, field=field)
    yield from _length(audit, earlier)
    if gained := gained_languages(audit, earlier.all):
        yield from _risen("language", _in_languages(gained), audit, earlier, by=0.4, languages=",".join(gained))
    yield from _ratings(audit, earlier)
    yield from _risen("boilerplate", lambda found: (found.boilerplate, texts_of(found)), audit, earlier, by=0.2)
    yield from _risen("repeats", lambda found: (found.near_duplicates, texts_of(found)), audit, earlier, by=0.3)
    for source in sorted(audit.elsewhere):
        yield from _risen("elsewhere", _standing_in(source), audit, earlier, by=0.4, source=source)
    yield from _personal(audit, earlier)


# ---- shares


def _risen(code: str, counted: Counted, audit: Audit, earlier: _Earlier, by: float, **named: str) -> Iterator[Doubt]:
    """A doubt where the share is surely more by ``by`` than before, and than in any earlier export by itself."""
    now = counted(audit)
    found = [share for audit in earlier.audits if (share := counted(audit)) is not None]
    before = sum(count for count, _ in found), sum(of for _, of in found)
    if now is None or now[1] < _FEWEST_NOW or before[1] < _FEWEST_BEFORE:
        return
    low = wilson(*now, Z_99)[0]
    alone = max((count / of for count, of in found if of >= _FEWEST_NOW), default=0.0)
    if low >= wilson(*before, Z_99)[1] + by and low >= alone + by / 2:
        yield _doubt(code, **named, now=percent(*now), before=percent(*before))


def _missing(field: str) -> Counted:
    return lambda audit: (audit.missing[field], audit.records) if field in audit.missing else None


def _in_languages(languages: Sequence[str]) -> Counted:
    return lambda audit: in_languages(audit, languages)


def _standing_in(source: str) -> Counted:
    return lambda audit: (audit.elsewhere.get(source, 0), texts_of(audit))


# ---- texts, ratings, personal data


def _length(audit: Audit, earlier: _Earlier) -> Iterator[Doubt]:
    texts, before = texts_of(audit), earlier.all
    if texts < _FEWEST_NOW or texts_of(before) < _FEWEST_BEFORE:
        return
    now = median_words(audit)
    medians = [median_words(found) for found in (before, *earlier.audits) if texts_of(found) >= _FEWEST_NOW]
    if now >= _TIMES * max(1, *medians) or _TIMES * max(1, now) <= min(medians):
        yield _doubt("length", now=now, before=median_words(before))
        return
    yield from _risen("short", _short, audit, earlier, by=0.25)


def _short(audit: Audit) -> tuple[int, int]:
    return sum(count for words, count in audit.words.items() if words < _SHORT), texts_of(audit)


def _ratings(audit: Audit, earlier: _Earlier) -> Iterator[Doubt]:
    rated = [found for found in earlier.audits if found.ratings and found.rating_scale]
    now, before = ratings_of(audit), ratings_of(pooled(rated))
    if not audit.rating_scale or now.count < _FEWEST_NOW or before.count < _FEWEST_BEFORE:
        return
    scale = max(sorted({found.rating_scale for found in rated}), key=_ratings_on(rated))
    if scale != audit.rating_scale and (
        _beyond(now, before, *scale_ends(scale), by=_OFF_SCALE)
        or _beyond(before, now, *scale_ends(audit.rating_scale), by=_OFF_SCALE)
    ):
        yield _doubt("rating-scale", now=audit.rating_scale, before=scale)
        return
    low, high = min(now.counts), max(now.counts)
    if _beyond(before, now, low, high, by=_OUT_OF_RANGE if low < high else _ALL_ALIKE):
        share = percent(_outside(before, low, high), before.count)
        yield _doubt("rating-range", low=f"{low:g}", high=f"{high:g}", before=share)
        return
    low, high = scale_ends(scale)
    figures = {"now": _of_scale(now, low, high), "before": _of_scale(before, low, high)}
    moved = abs(now.mean - before.mean) - Z_99 * math.hypot(now.error, before.error)
    if moved > _SHIFT * (high - low):
        yield _doubt("rating-shift", **figures)
        return
    turned = {low + high - rating: count for rating, count in before.counts.items()}
    other = now.count >= _FEWEST_BEFORE and total_variation(now.counts, before.counts) >= _TURNED
    if other and total_variation(now.counts, turned) <= _ALIKE:
        yield _doubt("rating-turned", **figures)


def _ratings_on(rated: Sequence[Audit]) -> Callable[[str], int]:
    return lambda scale: sum(sum(found.ratings.values()) for found in rated if found.rating_scale == scale)


def _beyond(ratings: Ratings, others: Ratings, low: float, high: float, by: float) -> bool:
    """Whether surely more of ``ratings`` than of ``others`` lie beyond the scale or range of those."""
    share = wilson(_outside(ratings, low, high), ratings.count, Z_99)[0]
    return share >= wilson(_outside(others, low, high), others.count, Z_99)[1] + by


def _outside(ratings: Ratings, low: float, high: float) -> int:
    return sum(count for rating, count in ratings.counts.items() if not low <= rating <= high)


def _of_scale(ratings: Ratings, low: float, high: float) -> int:
    return round(100 * (ratings.mean - low) / (high - low))


def _personal(audit: Audit, earlier: _Earlier) -> Iterator[Doubt]:
    texts, before = texts_of(audit), earlier.all
    if texts < _FEWEST_NOW or texts_of(before) < _FEWEST_BEFORE:
        return
    now, then = sum(audit.personal.values()) / texts, sum(before.personal.values()) / texts_of(before)
    if now >= _PERSONAL_NOW and then <= _PERSONAL_BEFORE:
        yield _doubt("personal", now=round(100 * now), before=round(100 * then))


# ---- words


def _doubt(code: str, **figures: float | int | str) -> Doubt:
    return Doubt(code, sentence(code, figures), figures)


def sentence(code: str, figures: Mapping[str, float | int | str]) -> str:
    """A doubt in English."""
    if code == "language":
        languages = language_names(str(figures["languages"]))
        return f"{figures['now']} % of its texts are {languages}; before it was {figures['before']} %"
    return _TEXTS[code].format(**figures)
