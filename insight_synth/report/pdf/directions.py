"""Texts that are read from the right: where each of their signs stands on a line, and Arabic letters joined.

The Unicode bidirectional algorithm (UAX #9) without explicit marks, which ``untrusted`` shows as signs, and without
paired brackets. Signs are written into the file in the order of reading and placed one by one (ISO 32000-1, section
14.8.2.3.3), so that what reads the file gets the text as it was said. Lines are broken elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache

_TURNING = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_OTHER_WAY = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))
_ARABIC = re.compile("[\u0620-\u06d3]")
_LAM = "\u0644"
_JOINER, _STRETCH = "\u200d", "\u0640"


def turns(text: str) -> bool:
    """Whether any of it is read from the right."""
    return not text.isascii() and _TURNING.search(text) is not None


def from_right(text: str) -> bool:
    """Whether the text as a whole is read from the right: whether its first letter is."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


def levels(text: str, right: bool, ours: Collection[int] = ()) -> list[int]:
    """How deep each sign is nested: even is read from the left, odd from the right.

    ``ours`` are the places of what belongs to no one's words, the number of a quotation, and is read from the left.
    """
    signs = enumerate(text)
    kinds = _weak(["L" if place in ours else unicodedata.bidirectional(sign) or "L" for place, sign in signs], right)
    own = "R" if right else "L"
    found = [kind if kind in {"L", "R", "EN", "AN"} else "" for kind in kinds]
    place = 0
    while place < len(found):
        if found[place]:
            place += 1
            continue
        end = next((at for at in range(place, len(found)) if found[at]), len(found))
        sides = {_side(found[place - 1]) if place else own, _side(found[end]) if end < len(found) else own}
        found[place:end] = [sides.pop() if len(sides) == 1 else own] * (end - place)
        place = end
    if right:
        return [1 if kind == "R" else 2 for kind in found]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in found]


def in_order(depths: Sequence[int]) -> list[int]:
    """The places of a line's signs from left to right."""
    order = list(range(len(depths)))
    for depth in range(max(depths, default=0), 0, -1):
        place = 0
        while place < len(order):
            end = place
            while end < len(order) and depths[order[end]] >= depth:
                end += 1
            order[place:end] = reversed(order[place:end])
            place = max(end, place + 1)
    return order


def faces(text: str) -> list[str]:
    """What is drawn for each sign: Arabic letters joined, "" for the second of two in one."""
    drawn = list(text)
    if not _ARABIC.search(text):
        return drawn
    letters = [place for place, sign in enumerate(text) if unicodedata.category(sign) != "Mn"]
    before = ""  # the letter before, where it joins on
    skipped = False
    for at, place in enumerate(letters):
        sign = text[place]
        after = text[letters[at + 1]] if at + 1 < len(letters) else ""
        if skipped:
            skipped, before = False, ""
            continue
        forms = _forms().get(sign, {})
        pair = _forms().get(sign + after, {}) if sign == _LAM and letters[at + 1 : at + 2] == [place + 1] else {}
        if pair:
            drawn[place], drawn[place + 1] = pair["final" if before else "isolated"], ""
            skipped = True
            continue
        joins = "initial" in forms or sign in {_JOINER, _STRETCH}
        on = joins and ("final" in _forms().get(after, {}) or after in {_JOINER, _STRETCH})
        form = ("medial" if on else "final") if before else ("initial" if on else "isolated")
        drawn[place] = forms.get(form, drawn[place])
        before = sign if on else ""
    return drawn


def visual(text: str) -> str:
    """One line of text in the order in which its signs stand, for labels that are drawn as a whole."""
    if not turns(text):
        return text
    depths = levels(text, from_right(text))
    drawn = faces(text)
    return "".join(_OTHER_WAY.get(drawn[at], drawn[at]) if depths[at] % 2 else drawn[at] for at in in_order(depths))


def mirrored(sign: str, depth: int) -> bool:
    """Whether a sign is drawn the other way round: brackets, where the text is read from the right."""
    return depth % 2 == 1 and unicodedata.mirrored(sign) == 1


def plain_letters(sign: str) -> str:
    """The letters that a joined form stands for; the sign itself where it is none of ours."""
    return _letters().get(sign, sign)


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _weak(kinds: list[str], right: bool) -> list[str]:
    """Marks and numbers by what stands around them (UAX #9, W1 to W7)."""
    start = "R" if right else "L"
    before, strong = start, start
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[place] = kind = before
        elif kind == "EN" and strong == "AL":
            kinds[place] = kind = "AN"
        before = kind
        if kind in {"L", "R", "AL"}:
            strong = kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for place in range(1, len(kinds) - 1):
        sides = kinds[place - 1], kinds[place + 1]
        if kinds[place] in {"ES", "CS"} and sides == ("EN", "EN"):
            kinds[place] = "EN"
        elif kinds[place] == "CS" and sides == ("AN", "AN"):
            kinds[place] = "AN"
    for order in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):
        for place in order:
            beside = kinds[place - 1] if order.step > 0 else kinds[place + 1]
            if kinds[place] == "ET" and beside == "EN":
                kinds[place] = "EN"
    strong = start
    for place, kind in enumerate(kinds):
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"
    return kinds


@cache
def _forms() -> dict[str, dict[str, str]]:
    """The joined forms of each Arabic letter, and of lam with alef, by where they stand in a word."""
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)):
        form, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        text = "".join(chr(int(letter, 16)) for letter in letters)
        if len(text) == 1 or (text[:1] == _LAM and code >= 0xFEF5):
            found.setdefault(text, {})[form.strip("<>")] = chr(code)
    return found


@cache
def _letters() -> dict[str, str]:
    return {sign: letters for letters, forms in _forms().items() for sign in forms.values()}
