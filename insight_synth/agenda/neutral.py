"""Questions that lead nobody: five open ones on a topic, in three languages, and what makes a question not neutral.

The topic is brought to words that take no side: of "Do pick-up points close too early?" what stays is "pick-up points".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, get_args

from insight_synth.agenda import stance
from insight_synth.language import lemmas, stop_words
from insight_synth.model import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_LONGEST = 4  # words of a topic
_QUOTED = re.compile(r"[“”„\"][^“”„\"]*[“”\"]")


def five_questions(topic: str, language: Language) -> tuple[str, ...]:
    """Five neutral questions on ``topic``, in the order to put them."""
    return tuple(question.format(topic=topic) for question in _texts()[language]["questions"])


def neutral_topic(text: str, language: str) -> str:
    """What ``text`` is about, in its own words without those that judge, ask or name people; "" where none stays.

    The longest run of such words, the first of several; a single Finnish or Polish word in its dictionary form.
    """
    words = _neutral_words(text, language)
    if len(words) == 1 and language in ("fi", "pl"):
        words = lemmas(words[0], language) or words
    return " ".join(words)


def subject_stems(text: str, language: str) -> dict[str, str]:
    """Each word of ``text`` that may name what it is about, by what its inflected forms begin with, casefolded."""
    found: dict[str, str] = {}
    for word in (word for run in _runs(text, language) for word in run):
        whole = len(word)
        kept = max(4, round(0.6 * whole)) if language in ("fi", "pl") else max(4, whole - 2) if whole > 4 else whole
        found[word.casefold()[: kept if whole > 3 else whole]] = word
    return found


def topics(text: str, language: str, names: Mapping[str, str]) -> dict[str, str]:
    """The topic of a question in each language it can be told in: its own words, and the nearest theme's elsewhere.

    ``names`` is that theme's name by language; one that quotes somebody, judges or runs on is none.
    """
    found: dict[str, str] = {}
    for spoken in LANGUAGES:
        told = neutral_topic(text, language) if spoken == language else ""
        name = names.get(spoken, "")
        if not told and len(name.split()) <= 2 and " ".join(_neutral_words(name, spoken)) == name:
            told = name
        if told:
            found[spoken] = told
    return found


def faults(question: str, language: Language) -> list[str]:
    """What is not neutral in ``question``: "judges", "leads", "closed", "two at once". Its topic is not looked at."""
    bare = _QUOTED.sub("", question)
    words = [word.casefold() for word in _WORD.findall(bare)]
    found = []
    plain = _texts()["leading"]["plain"].split()
    judging = {bare[at:].split()[0].strip(".,?!").casefold() for at in stance.judging_words(bare, language)}
    if any(not _listed(word, plain) for word in judging):
        found.append("judges")
    if any(_holds(words, phrase) for phrase in _texts()["leading"][language].split()):
        found.append("leads")
    asked = [part.strip() for part in re.split(r"(?<=[.!?])\s+", bare) if part.strip().endswith("?")]
    first = [_WORD.findall(part)[0].casefold() for part in asked if _WORD.search(part)]
    if any(word in _texts()["leading"]["closed"].split() for word in first) or not asked:
        found.append("closed")
    if bare.count("?") > 1 or re.search(r"\b(and|or|ja|tai|sekä|i|oraz|lub|albo)\b", bare):
        found.append("two at once")
    return found


def _neutral_words(text: str, language: str) -> list[str]:
    return max(_runs(text, language), key=lambda run: min(len(run), _LONGEST))[:_LONGEST]


def _runs(text: str, language: str) -> list[list[str]]:
    """The words of ``text`` that neither judge nor ask nor name people, in runs that stand together; one at least."""
    known = _texts().get(language, {})
    ignored = f"{known.get('people', '')} {known.get('words', '')}".casefold().split()
    stops = stop_words(language)
    judging = stance.judging_words(text, language)
    runs: list[list[str]] = [[]]
    between: list[str] = []  # words that may be part of a name, "order" of "purchase order number"
    end = 0
    for found in _WORD.finditer(text):
        word = found.group()
        folded = word.casefold()
        apart = any(mark in text[end : found.start()] for mark in ',.;:!?()“”"')
        asks = end == 0 and language == "fi" and folded.endswith(("ko", "kö"))
        end = found.end()
        if apart or asks or folded in stops or found.start() in judging or folded.isdigit():
            runs, between = [*runs, []] if runs[-1] else runs, []
        if asks or folded in stops or found.start() in judging or folded.isdigit():
            continue
        if _listed(folded, ignored):
            between = [*between, word] if runs[-1] else []
            continue
        if len(between) > 1:
            runs, between = [*runs, []], []
        runs[-1] += [*between, word]
        between = []
    return runs


def _holds(words: Sequence[str], phrase: str) -> bool:
    parts = phrase.split("_")
    return any(
        all(_listed(word, [part]) for part, word in zip(parts, words[at : at + len(parts)], strict=True))
        for at in range(len(words) - len(parts) + 1)
    )


def _listed(word: str, stems: Sequence[str]) -> bool:
    return any(word.startswith(stem[:-1]) if stem.endswith("*") else word == stem for stem in stems)


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    return tomllib.loads((files("insight_synth.agenda") / "asking.toml").read_text(encoding="utf-8"))
