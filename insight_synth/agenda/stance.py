"""What side a passage takes on a belief: it says what the belief says, the opposite, or speaks beside it.

A sentence is read as ends of scales (``stance.toml``): "close early" lies at the low end of *open*, in any language
that is listed. Two sentences agree at one end and disagree at opposite ends of one scale. Where no scale says anything,
no side is taken: rather *beside* than a wrong side. It does not tell whether a passage is about the belief's subject:
that is ``matching``. English, Finnish and Polish; of another language nothing is read. Irony is not understood.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from insight_synth.model.hunches import Stance

GENERAL = frozenset({"quality", "pleased"})
"""Scales that any other compares with, by the end people welcome: "a sturdy chair" is for "the furniture is good"."""

LANGUAGES = ("en", "fi", "pl")

_REACH = 4  # words after a plain denial that it turns round, to the end of the clause
_SHORT = 6  # words up to which a comparative alone is a wish: "money back faster"
_TOKEN = re.compile(r"\w+(?:['’\-]\w+)*|[.,;:!?()\n]")
_MARKS = frozenset(".,;:!?()\n")
_UNMARKED = str.maketrans("ąćęłńóśźżäöåéü’", "acelnoszzaoaeu'")
_CONTROL = (
    "turns", "turns_all", "parts", "supposes", "wishes", "compares", "than", "because", "is", "lasts", "joins", "idle",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence claims: ``scale → −1 or 1`` (low or high end); a scale with both ends is left out."""

    ends: Mapping[str, int] = field(default_factory=dict)
    asks: bool = False  # it is a question: nothing is claimed

    @property
    def welcome(self) -> int:
        """Whether what is claimed is welcome (1), unwelcome (−1), or neither can be told (0)."""
        good = _lexicon().good
        total = sum(end * good[scale] for scale, end in self.ends.items())
        return (total > 0) - (total < 0)


class _Hit(NamedTuple):
    names: tuple[str, ...]  # "scale:high", "scale:low", or a control word's section
    start: int
    end: int
    denies: bool  # it begins with a denial of its own: "no answer"


def reading(text: str, language: str) -> Reading:
    """What ``text`` claims, in ``language``: ``en``, ``fi``, ``pl``, or ``""`` for whichever; nothing in any other."""
    tokens = _tokens(text)
    claims = [claim[:2] for spoken in ([language] if language else LANGUAGES) for claim in _claims(tokens, spoken)]
    return Reading(_one_end(claims).ends, asks=text.rstrip().endswith("?"))


def belief_reading(text: str, language: str) -> Reading:
    """What a belief claims: its first claim and those joined to it; the rest says of what, when or why.

    Of "cancelling a policy is simple" what stands behind the "is" comes first, if anything there claims something.
    """
    tokens = _tokens(text)
    for hit in _hits(tokens, language):
        if "is" in hit.names and not _denies(tokens[: hit.start], language):
            behind = _main_claim(tokens[hit.start :], language)
            if behind.ends:
                return behind
    return _main_claim(tokens, language)


def _main_claim(tokens: Sequence[str], language: str) -> Reading:
    claims = _claims(tokens, language)
    hits = {hit.start: hit for hit in _hits(tokens, language)}
    joins = [start for start, hit in hits.items() if "joins" in hit.names]
    last = -1
    kept: list[tuple[str, int]] = []
    for scale, end, at in claims:
        # "Impossible to reach" claims what follows the "impossible"; "rude and slow" claims both.
        more = last < 0 or at == last or "turns" in hits[last].names or any(last < join < at for join in joins)
        if more:
            kept.append((scale, end))
            last = at
    return _one_end(kept)


def _one_end(claims: Sequence[tuple[str, int]]) -> Reading:
    ends = dict(claims)
    both = {scale for scale, end in claims if ends[scale] != end}
    return Reading({scale: end for scale, end in ends.items() if scale not in both})


def _denies(tokens: Sequence[str], language: str) -> bool:
    return any({"turns", "turns_all"} & set(hit.names) for hit in _hits(tokens, language))


def parts(text: str, language: str) -> tuple[str, str]:
    """A belief's claim and its reason: ``("Nobody uses them", "they close early")``; the reason is "" where none is.

    The reason follows the first "because", or stands before the comma where the belief begins with it.
    """
    tokens = [(found.group().lower().translate(_UNMARKED), found.span()) for found in _TOKEN.finditer(text)]
    for hit in _hits([token for token, _ in tokens], language):
        if "because" not in hit.names:
            continue
        before, after = tokens[hit.start][1][0], tokens[hit.end - 1][1][1]
        if hit.start:
            return text[:before].strip(" ,;–-"), text[after:].strip(" ,;.")
        comma = text.find(",", after)
        if comma > 0:
            return text[comma + 1 :].strip(" ,;."), text[after:comma].strip()
    return text.strip(), ""


def stance(belief: Reading, passage: Reading) -> Stance:
    """The side that a passage on the belief's subject takes.

    Args:
        belief: what the belief claims.
        passage: what the passage claims.
    """
    if passage.asks or not belief.ends:
        return "beside"
    agree = sum(end * passage.ends.get(scale, 0) for scale, end in belief.ends.items())
    if not agree and belief.welcome:
        if any(scale in GENERAL for scale in belief.ends):
            agree = belief.welcome * passage.welcome
        elif "kind" in belief.ends:
            agree = belief.welcome * passage.ends.get("quality", 0)  # "great crew": of people it means their manner
    return "for" if agree > 0 else "against" if agree < 0 else "beside"


def without_claim(text: str, language: str) -> str:
    """``text`` without the words that claim or deny: of "The food on board is bad" what it is about."""
    judging = judging_words(text, language)
    kept = [found.group() for found in _TOKEN.finditer(text) if found.start() not in judging]
    return " ".join(word for word in kept if word not in _MARKS)


def judging_words(text: str, language: str) -> frozenset[int]:
    """Where in ``text`` words begin that lie at an end of a scale, or deny."""
    found = list(_TOKEN.finditer(text))
    tokens = [one.group().lower().translate(_UNMARKED) for one in found]
    return frozenset(
        found[at].start()
        for hit in _hits(tokens, language)
        if any(":" in name or name in ("turns", "turns_all", "because") for name in hit.names)
        for at in range(hit.start, hit.end)
    )


# ---- claims


def _claims(tokens: Sequence[str], language: str) -> list[tuple[str, int, int]]:
    """Every ``(scale, end, token)`` that is claimed, in order; a scale may come with both ends."""
    hits = _hits(tokens, language)
    compared = any("than" in hit.names for hit in hits)
    short = sum(token not in _MARKS for token in tokens) <= _SHORT
    at_start = {hit.start: hit for hit in hits}
    found: list[tuple[str, int, int]] = []
    turned = wished = -1  # the tokens up to which a denial and a wish reach
    supposing = False
    for at, token in enumerate(tokens):
        hit = at_start.get(at)
        if token in _MARKS or (hit and "parts" in hit.names):
            turned = wished = -1
            supposing = supposing and token == ","
        if hit is None:
            continue
        supposing = supposing or "supposes" in hit.names
        for name in hit.names:
            scale, _, side = name.partition(":")
            if not side or supposing:
                continue
            end = 1 if side == "high" else -1
            if "compares" in hit.names:
                # "Could not be better" praises; "faster!" alone wishes for what is not so.
                turns = at > turned and not compared and (short or at <= wished)
            elif at <= turned:
                # "Nobody doesn't answer", as Finnish and Polish have it, denies once; weeks last, whatever is denied.
                turns = not hit.denies and "lasts" not in hit.names
            else:
                turns = at <= wished and _lexicon().good[scale] == end
            found.append((scale, -end if turns else end, at))
        if any(":" in name for name in hit.names):
            # A denial turns one claim, and those joined to it: "not happy with the dear fare" calls the fare dear.
            joined = any("joins" in one.names for one in hits if hit.end <= one.start <= hit.end + 1)
            turned, wished = (turned, wished) if joined else (-1, -1)
        if "wishes" in hit.names:
            wished = hit.end + _REACH - 1
        if "turns_all" in hit.names:
            turned = len(tokens)
        elif "turns" in hit.names:
            turned = max(turned, hit.end + _REACH - 1)
    return found


# ---- words


def _tokens(text: str) -> list[str]:
    return [token.lower().translate(_UNMARKED) for token in _TOKEN.findall(text)]


class _Lexicon(NamedTuple):
    good: Mapping[str, int]  # scale → 1 where people welcome its high end, −1 its low, 0 neither
    entries: Mapping[str, Mapping[str, list[tuple[tuple[str, ...], str]]]]  # language → first letters → phrase, name


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    text = (files("insight_synth.agenda") / "stance.toml").read_text(encoding="utf-8")
    good: dict[str, int] = {}
    entries: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
    for scale, held in tomllib.loads(text).items():
        if scale in _CONTROL:
            sides = {scale: held}
        else:
            good[scale] = {"high": 1, "low": -1}.get(held["good"], 0)
            sides = {f"{scale}:high": held["high"], f"{scale}:low": held["low"]}
        for name, words in sides.items():
            for language, listed in words.items():
                for phrase in listed.lower().translate(_UNMARKED).split():
                    parts = tuple(phrase.split("_"))
                    entries.setdefault(language, {}).setdefault(parts[0][:2].rstrip("*"), []).append((parts, name))
    return _Lexicon(good, entries)


def _hits(tokens: Sequence[str], language: str) -> list[_Hit]:
    """What is listed at each place, the longest phrase only; hits do not overlap."""
    found: list[_Hit] = []
    at = 0
    while at < len(tokens):
        best = 0
        names: list[str] = []
        for parts, name in _candidates(tokens[at], language):
            length = len(parts)
            if length >= best and _fits(parts[1:], tokens[at + 1 : at + length]):
                if length > best:
                    best, names = length, []
                names.append(name)
        if best:
            # "Price increases" is dear, and a rise.
            told = {_scale(name) for name in names}
            within = (
                name for token in tokens[at : at + best] for words, name in _candidates(token, language)
                if len(words) == 1 and _scale(name) == "grow" and "grow" not in told
            )  # fmt: skip
            denies = best > 1 and any(name == "turns" for _, name in _candidates(tokens[at], language))
            found.append(_Hit(tuple(sorted({*names, *within})), at, at + best, denies))
        at += best or 1
    return found


@lru_cache(maxsize=100_000)
def _candidates(token: str, language: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The phrases of ``language`` that begin with ``token``; of single words that fit, the longest stem alone."""
    by_letters = _lexicon().entries.get(language, {})
    listed = [*by_letters.get(token[:2], ()), *(by_letters.get(token[:1], ()) if len(token) > 1 else ())]
    fitting = [(parts, name) for parts, name in listed if _fits(parts[:1], [token])]
    longest: dict[str, int] = {}
    for words, name in fitting:
        if len(words) == 1:
            longest[_scale(name)] = max(longest.get(_scale(name), 0), len(words[0].rstrip("*")))
    return tuple(
        (words, name) for words, name in fitting if len(words) > 1 or len(words[0].rstrip("*")) == longest[_scale(name)]
    )


def _scale(name: str) -> str:
    return name.partition(":")[0]


def _fits(parts: Sequence[str], tokens: Sequence[str]) -> bool:
    return len(parts) == len(tokens) and all(
        token.startswith(part[:-1]) if part.endswith("*") else token == part
        for part, token in zip(parts, tokens, strict=True)
    )
