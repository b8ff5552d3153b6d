"""What a name must be before a person is asked about it: of the agreed form, plain, its own, and of the theme's words.

An answer is hostile input: it may carry what a passage told the model to say. What fails is refused with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from insight_synth.language import lemmas, stop_words
from insight_synth.model import Language
from insight_synth.suggesting.asking import LEAST_LENGTH, MOST_LENGTH, MOST_WORDS, ThemeToName

if TYPE_CHECKING:
    from insight_synth.ingest.privacy import Redactor

__all__ = ["REASONS", "Refusal", "names_of_answer", "one_line", "refusal"]

Refusal = Literal[
    "form", "length", "words", "signs", "address", "personal", "present", "taken", "again", "foreign", "person", ""
]  # fmt: skip
REASONS: Mapping[Refusal, str] = {
    "form": "the answer is not of the form that was asked for",
    "length": f"not {LEAST_LENGTH} to {MOST_LENGTH} characters",
    "words": f"more than {MOST_WORDS} words",
    "signs": "holds signs that no name needs",
    "address": "holds an address",
    "personal": "holds personal data",
    "present": "is the theme's name already",
    "taken": "is the name of another theme",
    "again": "was refused before",
    "foreign": "no telling word of it stands in the theme's keywords or passages",
    "person": "refused by a person",
    "": "",
}
"""Why a suggestion was refused; "" where it was not."""

_ADDRESS = re.compile(r"://|www\.|@|\b[\w-]+\.[^\W\d_]{2,}", re.IGNORECASE)
_SIGNS = frozenset(" -–'’,&/()%!?:.+€")
_AT_START = re.compile(r"[^\W_]")  # nothing that a spreadsheet takes for a formula or Markdown for a mark
_LEAST_OF_COMPOUND = 5  # letters of a word that is looked for within a Finnish compound


def names_of_answer(answer: str, languages: Sequence[Language]) -> dict[Language, str] | None:
    """The names in an answer of exactly the agreed form; None for any other."""
    fields = dict.fromkeys(languages, (str, ...))
    form: type[BaseModel] = create_model("ThemeNames", __config__=ConfigDict(extra="forbid", strict=True), **fields)  # type: ignore[call-overload]
    try:
        found = form.model_validate_json(answer)
    except (ValidationError, ValueError):
        return None
    return {language: getattr(found, language) for language in languages}


def refusal(name: str, language: Language, theme: ThemeToName, redactor: Redactor) -> Refusal:
    """Why ``name`` cannot be the name of ``theme``; "" where it can. ``theme`` holds what was sent of it."""
    if any(unicodedata.category(sign)[0] == "C" for sign in name):
        return "signs"
    if not LEAST_LENGTH <= len(name) <= MOST_LENGTH:
        return "length"
    if len(name.split()) > MOST_WORDS:
        return "words"
    if _ADDRESS.search(name):
        return "address"
    if redactor.text(name, language) != name:
        return "personal"
    if not _AT_START.match(name) or not all(map(_is_plain, name)):
        return "signs"
    if _key(name) == _key(theme.names.get(language, "")):
        return "present"
    if _key(name) in {_key(other) for other in theme.refused}:
        return "again"
    if _key(name) in {_key(other) for other in (*theme.others, *theme.siblings)}:
        return "taken"
    return "" if _is_of_its_words(name, language, theme) else "foreign"


def one_line(name: str) -> str:
    """A name with its spaces evened out and its letters composed; other signs stay as they came."""
    return " ".join(part for part in unicodedata.normalize("NFC", name).strip(" ").split(" ") if part)


def _is_plain(sign: str) -> bool:
    if sign.isalpha():  # no letters that only look like these
        return unicodedata.name(sign, "").startswith("LATIN ")
    return (sign.isdecimal() and sign.isascii()) or sign in _SIGNS


def _key(name: str) -> str:
    """What two names that a reader takes for one have in common."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.findall(r"[^\W_]+", letters))


def _is_of_its_words(name: str, language: Language, theme: ThemeToName) -> bool:
    """Whether a telling word of ``name`` stands, by its lemma, in what was sent of the theme."""
    own = {word for text in theme.keywords for word in _telling(text, language)}
    for passage in theme.passages:
        own.update(_telling(passage.text, passage.language or language))
        if passage.language != language:
            own.update(_telling(passage.text, language))
    wanted = _telling(name, language)
    if wanted & own:
        return True
    parts = tuple(word for word in own if len(word) >= _LEAST_OF_COMPOUND)
    return language == "fi" and any(word.startswith(parts) or word.endswith(parts) for word in wanted)


def _telling(text: str, language: str) -> set[str]:
    """Lemmas of the words of ``text`` that say something, and the words as they stand."""
    idle = stop_words(language)
    spelled = re.findall(r"[^\W\d_]{2,}", text.lower())
    return {
        word for word in (*lemmas(text, language), *spelled) if word not in idle and len(word) > 1 and word.isalpha()
    }
