"""Numbers and dates of a person's text bound to figures, where each plainly is that figure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from insight_synth.report.document import Report
from insight_synth.report.editing.claims import HELD, Claim, claims
from insight_synth.report.editing.items import prose_of_item
from insight_synth.report.editing.number_words import measures
from insight_synth.report.editing.shown import (
    Occurrence,
    fixed_phrases,
    is_fixed,
    occurrences,
    occurrences_in_item,
    words_after,
)  # fmt: skip
from insight_synth.report.editing.tokens import FigureToken

_TELLING = 100  # from which on a bare whole number is no coincidence
_NOUN = 4  # letters from which on a word after a number is rather what it counts than one between others

Bound = tuple[int, int, FigureToken]


@dataclass(frozen=True, slots=True)
class _Typed:
    """A number as it was typed."""

    claim: Claim
    after: frozenset[str]
    measure: bool  # of days, money and the like
    others: bool = False  # told as of what other figures of the item count


def bound_figures(typed: str, item: str, report: Report) -> Iterator[Bound]:
    """Where in ``typed`` figures stand. Parts that are something else already must be masked in it."""
    own, everywhere = occurrences_in_item(report, item), occurrences(report)
    masked = typed
    for start, end, token in _dates(typed, own, everywhere, heads_of(item, report)):
        masked = masked[:start] + HELD * (end - start) + masked[end:]
        yield start, end, token
    phrases = tuple(phrase for prose in prose_of_item(report, item) for phrase in fixed_phrases(prose, report.language))
    numbers = [
        _typed(masked, found, report.language)
        for found in claims(masked, report.language)
        if found.kind == "number" and found.value and not is_fixed(masked, found.start, found.end, phrases)
    ]
    yield from _bound(numbers, own, everywhere, heads_of(item, report))


def heads_of(item: str, report: Report) -> frozenset[str]:
    """With what the keys of figures begin that speak of the same theme, source or question as the item."""
    name = item.removesuffix("/title")
    kind, _, rest = name.partition(":") if ":" in name else name.partition("-")
    own = next((own.theme_id for own in report.draft.own if own.id == name), "")
    if own:
        return frozenset({f"theme:{own}"})
    if name.startswith("quotes:question:") or kind in {"answer", "question"}:
        return frozenset({f"question:{name.removeprefix('quotes:question:') if kind == 'quotes' else rest}"})
    if kind in {"finding", "claim", "action", "quotes", "theme"}:
        return frozenset({f"theme:{rest}", f"comparison:{rest}"})
    if kind in {"verdict", "stop", "source"}:
        return frozenset(f"{head}:{rest}" for head in ("source", "advice", "digest", "speaks"))
    if kind == "contradiction":
        return frozenset({name, f"theme:{rest.split(':')[0]}"})
    return frozenset({"totals", "count", "agenda", "cheapest"})


def _head(token: FigureToken) -> str:
    return token.key.partition("/")[0]


# ---- numbers -----------------------------------------------------------------------------------------------------


def _bound(
    numbers: Sequence[_Typed], own: Sequence[Occurrence], everywhere: Sequence[Occurrence], heads: frozenset[str]
) -> Iterator[Bound]:
    counted = [one for one in own if one.value]
    matcher = SequenceMatcher(None, [one.value for one in counted], [one.claim.value for one in numbers], False)
    aligned = {block.b + step: block.a + step for block in matcher.get_matching_blocks() for step in range(block.size)}
    used: set[int] = set()
    chosen: dict[int, Occurrence] = {}
    numbers = [_with_others(number, counted) for number in numbers]
    for place, number in enumerate(numbers):
        best = _own(number, counted, aligned.get(place), used)
        if best is not None:
            used.add(best)
            chosen[place] = counted[best]
    left = [one for at, one in enumerate(counted) if at not in used]
    for place, number in enumerate(numbers):
        found = chosen.get(place)
        if found is None and not any(one.after & number.after for one in left):
            found = _alike(number, [one for one in everywhere if _head(one.token) in heads]) or (
                _alike(number, everywhere) if _telling(number) else None
            )
        if found is not None:
            yield number.claim.start, number.claim.end, found.token


def _own(number: _Typed, own: Sequence[Occurrence], aligned: int | None, used: set[int]) -> int | None:
    """The place among the item's own figures of the one a number is."""
    places = [at for at, one in enumerate(own) if one.value == number.claim.value]
    fits = [at for at in places if _fits(number, own[at])]
    if not fits:
        return None
    best = max(fits, key=lambda at: (bool(own[at].after & number.after), at == aligned, at not in used, -at))
    agrees = bool(own[best].after & number.after)
    return best if agrees or best == aligned or (best not in used and _telling(number)) else None


def _alike(number: _Typed, among: Sequence[Occurrence]) -> Occurrence | None:
    """The one figure that is written so and spoken of so; None where none is, or several are."""
    alike = [one for one in among if one.value == number.claim.value and _fits(number, one)]
    agreeing = [one for one in alike if one.after & number.after]
    chosen = agreeing or (alike if _telling(number) else [])
    return chosen[0] if len({(one.token.key, one.token.unit) for one in chosen}) == 1 else None


def _fits(number: _Typed, figure: Occurrence) -> bool:
    """Whether a number can be this figure: one of days can only be one that is told as of days, and one of sources
    none that is told as of voices."""
    if (number.others or number.measure) and not figure.after & number.after:
        return not number.others and figure.token.unit == "days"
    return True


def _with_others(number: _Typed, own: Sequence[Occurrence]) -> _Typed:
    """The number, with whether it is told as of what figures of another number in the item are told as of."""
    words = frozenset(word for word in number.after if len(word) >= _NOUN)
    return dataclasses.replace(number, others=any(words & one.after for one in own if one.value != number.claim.value))


def _telling(number: _Typed) -> bool:
    value = number.claim.value.lstrip("-")
    return not value.isdecimal() or int(value) >= _TELLING


def _typed(text: str, claim: Claim, language: str) -> _Typed:
    after = re.match(r"[ \u00a0-]*", text[claim.end :])
    at = claim.end + (after.end() if after else 0)
    money = text[: claim.start].rstrip()[-1:] in "€$£" and bool(text[: claim.start].strip())
    return _Typed(claim, words_after(text, claim.end), money or measures(language).match(text, at) is not None)


# ---- dates -------------------------------------------------------------------------------------------------------


def _dates(
    typed: str, own: Sequence[Occurrence], everywhere: Sequence[Occurrence], heads: frozenset[str]
) -> Iterator[Bound]:
    """Dates and months written as a figure shows them."""
    said: dict[str, FigureToken] = {}
    for among in (own, [one for one in everywhere if _head(one.token) in heads]):
        for one in among:
            if not one.value:
                for form, case in one.forms:
                    said.setdefault(form, dataclasses.replace(one.token, case=case))
    said.pop("", None)
    if not said:
        return
    pattern = re.compile("|".join(re.escape(form) for form in sorted(said, key=len, reverse=True)))
    for found in pattern.finditer(typed):
        before, after = typed[found.start() - 1 : found.start()], typed[found.end() : found.end() + 1]
        if not before.isalnum() and not after.isalnum():
            yield found.start(), found.end(), said[found[0]]
