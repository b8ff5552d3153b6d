"""Words of a text and their dictionary forms. Addresses, handles and redaction marks are not words."""

from __future__ import annotations

import re
from functools import lru_cache

ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+"  # web addresses
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # mail addresses
    r"|(?<![\w@])@\w+"  # handles
    r"|\[(?:e-?mail|mail|phone|card|iban|handle|user|name|identity|business|company|address|redacted)"
    r"[^\[\]\n·]{0,24}·*\]",
    re.IGNORECASE,
)
"""What stands in a text in place of words: addresses, handles, marks left by redaction."""

_ADDRESS_MARKS = re.compile(r"[@\[]|://|www\.", re.IGNORECASE)  # no address is without one
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_LEMMATISED = (
    "ast bg ca cs cy da de el en enm es et fa fi fr ga gd gl gv hbs hi hu hy id is it ka la lb lt lv mk "
    "ms nb nl nn pl pt ro ru se sk sl sq sv sw tl tr uk"
)


def words(text: str) -> list[tuple[int, int]]:
    """Spans of the words of ``text``, numbers included; a hyphen or apostrophe within a word belongs to it."""
    addresses = [found.span() for found in ADDRESS.finditer(text)] if _ADDRESS_MARKS.search(text) else []
    spans = [found.span() for found in _WORD.finditer(text)]
    if not addresses:
        return spans
    return [span for span in spans if not any(start < span[1] and span[0] < end for start, end in addresses)]


def spelled(text: str) -> list[str]:
    """The words of ``text`` as they are written, in order: the texts at the spans that :func:`words` gives."""
    if _ADDRESS_MARKS.search(text):
        return [text[start:end] for start, end in words(text)]
    found: list[str] = _WORD.findall(text)
    return found


def lemmas(text: str, language: str) -> list[str]:
    """The dictionary form of each word of ``text``, lower-case, in order; in an unknown language the word itself."""
    return [_lemma(word.lower(), language) for word in spelled(text)]


@lru_cache(maxsize=200_000)
def _lemma(word: str, language: str) -> str:
    if language not in _LEMMATISED.split() or not word.isalpha():
        return word
    import simplemma

    # The same lemmas from compressed dictionaries: 40 MB a language instead of 400, read in a second instead of four.
    return str(simplemma.lemmatize(word, lang=language, low_memory=True)).lower()
