"""The phrase banks: ``phrases_<language>.toml`` read, dealt like cards and filled.

A bank is dealt from shuffled decks, so that a sentence comes back only when every other of its kind has been used.
It knows nothing of sources.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from company import SEED, invented_name

HERE = Path(__file__).resolve().parent
REGISTERS = ("formal", "casual", "staff", "short", "account")
LANGUAGES = ("en", "fi", "pl")

_SLOT = re.compile(r"\{(\w+)\}")
_POLISH_MONTHS = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
    "listopada", "grudnia",
)  # fmt: skip
_FEASTS = (
    (
        re.compile(
            r"christmas|december|joul|loppiai|święt|świąt|swietami|wigili|choink|bombk|grudni|28th", re.IGNORECASE
        ),
        frozenset({11, 12, 1}),
    ),
    (re.compile("pääsiäi|wielkan|easter", re.IGNORECASE), frozenset({3, 4, 5})),
    (re.compile("juhannu", re.IGNORECASE), frozenset({5, 6, 7})),
    (re.compile("vap(?:pu|un)|majówk", re.IGNORECASE), frozenset({4, 5, 6})),
)
_PRAISE = re.compile(
    r"thank|this time|love\b|lovely|amazing|for once|wonderful|impress|grateful|pleas(?:ed|ure|ant)"
    r"|good service|perfect|patient|beautifully|credit where|fair the last|didn't expect|so well|no fuss"
    r"|all good|like the new|finally|quick|brilliantly|hardly anyone|in half an hour|happy with|on time|easy"
    r"|fast|excellent|handy|praised|Won\b|took me thirty|kiit|tosi hyvä|erinomai|tällä kertaa|ilahdu|ystävälli"
    r"|moittee|nopeasti|loistav|mahtav|kehu|onnistu|huippu|ehjä|ihan paras|minuutilleen|ajallaan|hyvin pakat"
    r"|hyvin toimi|toimii hyvin|helpo|mutkatt|täydelli|plussaa|jatkettiin|dzięk|pochwal|wreszcie|tym razem"
    r"|wygrana|dają? rad|zadowol|brawo|świetn|szybk|sprawni|bez zarzutu|bez problem|niczego nie zabrakło"
    r"|pierwszy raz nic|doceniam|uznani|podoba|złota|działa jak|idealn|rewelac|super|szacun|kompletny i"
    r"|o połowę mniej",
    re.IGNORECASE,
)
_NEXT_BEST = {
    "formal": ("formal", "staff", "casual", "short"),
    "casual": ("casual", "formal", "short", "staff"),
    "staff": ("staff", "formal", "casual", "short"),
    "short": ("short", "casual", "formal", "staff"),
    "account": ("account", "staff", "formal", "short"),
}


@dataclass
class Bank:
    """The phrases of one language. ``deal`` gives the next one of a kind, its slots filled."""

    language: str
    phrases: Mapping[str, Any]
    month: str = "2024-11"  # in which the speaker speaks: for the dates and feasts they name
    speaker: str = ""  # who signs
    _decks: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _told: Counter[str] = field(default_factory=Counter)

    def knows(self, theme: str) -> bool:
        """Whether the bank has a sentence on ``theme``."""
        return any(self.phrases["themes"].get(theme, {}).values())

    def theme(self, theme: str, register: str, random: Random) -> str:
        """The next sentence on ``theme``, in ``register`` or the nearest one the bank has."""
        registers = self.phrases["themes"][theme]
        found = next(name for name in _NEXT_BEST[register] if registers.get(name))
        return self._deal((theme, found), registers[found], random)

    def other(self, section: str, register: str, random: Random) -> str:
        """The next line of ``background``, ``openers``, ``closers``, ``noise`` and the like."""
        return self._deal((section, register), self.phrases[section][register], random)

    def _deal(self, key: tuple[str, str], sentences: Sequence[str], random: Random) -> str:
        """The next card; of a few tries at it, the wording told least often."""
        deck = self._decks.setdefault(key, [])
        if not any(_in_season(card, self.month) for card in deck):
            fresh = list(sentences)
            Random(f"{SEED} {self.language} {key} {self._told.total()}").shuffle(fresh)
            deck[:] = [*fresh, *deck]  # what is left over waits for its season
        sentence = next(card for card in reversed(deck) if _in_season(card, self.month))
        deck.remove(sentence)
        name = self.speaker if key[0] in ("openers", "closers") else ""
        tries = [self._filled(sentence, name, random) for _ in range(4)]
        told = min(tries, key=lambda text: self._told[text])
        self._told[told] += 1
        return told

    def _filled(self, sentence: str, name: str, random: Random) -> str:
        slots = self.phrases["slots"]

        def fill(match: re.Match[str]) -> str:
            if match[1] in slots:
                return str(random.choice(slots[match[1]]))
            found = name if name and match[1] == "name" else self._made_up(match[1], random)
            if not found:
                raise KeyError(f"phrases_{self.language}.toml: no slot {match[1]!r}, used in {sentence!r}")
            return found

        return _SLOT.sub(fill, sentence)

    def _made_up(self, slot: str, random: Random) -> str:
        """What fills the slots that no bank lists; "" for an unknown one."""
        if slot == "order":
            return f"TV-{random.randint(100000, 999999)}"
        if slot == "name":
            return invented_name(self.language, random).split(" ")[0]
        if slot == "days":
            return str(random.randint(5, 20))
        if slot == "weeks":
            return str(random.randint(2, 4))
        if slot == "amount":
            return str(random.randint(29, 390))
        if slot == "date":
            day, before = random.randint(1, 28), (int(self.month[5:]) - 2) % 12  # the month before: the date is past
            return f"{day} {_POLISH_MONTHS[before]}" if self.language == "pl" else f"{day}.{before + 1}."
        return ""


def looks_positive(text: str) -> bool:
    """Whether a sentence praises, by its words: a rough guess that keeps a message from contradicting itself."""
    return bool(_PRAISE.search(text))


def _in_season(sentence: str, month: str) -> bool:
    """Nobody writes of Christmas in July."""
    number = int(month[5:])
    return all(number in months for words, months in _FEASTS if words.search(sentence))


def banks() -> dict[str, Bank]:
    """A bank for each language. One whose file is not there speaks English.

    ``extras.toml`` adds what only some sources need, and to the themes a register ``account``: what is said to those
    who sell to companies, with all that a theme has in ``staff`` where it says nothing of its own.
    """
    found: dict[str, Bank] = {}
    extras = tomllib.loads((HERE / "extras.toml").read_text("utf-8"))
    for language in LANGUAGES:
        file = HERE / f"phrases_{language}.toml"
        if not file.exists():
            file = HERE / "phrases_en.toml"
        phrases = tomllib.loads(file.read_text("utf-8"))
        account = extras[language].pop("account")
        phrases["background"]["account"] = account.pop("background")
        for theme, sentences in account.items():
            phrases["themes"][theme]["account"] = sentences
        found[language] = Bank(language, {**phrases, **extras[language]})
    return found
