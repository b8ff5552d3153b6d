"""A theme in its own passages: its most telling sentence, and a short quotation for a theme that no phrase names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from insight_synth.themes.neighbours import Vectors
from insight_synth.themes.reading import ADDRESS, Integers, ReadPassages

FEWEST_WORDS, MOST_WORDS = 4, 25  # of a sentence that reads well
FEWEST_QUOTED, MOST_QUOTED = 3, 8  # of a quotation that serves as a name
MUCH_ALIKE = 0.5  # share of two quotations' words that are the same, from which on one of them is enough
LOOKED_AT = 80  # passages nearest the centre among which the sentence is sought
MOST_SIGNS = 0.35  # share of a passage that is no letter, from which on it is noise

_FRONT = re.compile(r"^(?:@\w+|\[[\w -]*·*\]|[^\w\"'“„”«(@\[])+")
"""What stands before what is said: addresses, marks of something redacted, and signs."""
_CODE = re.compile(r"\b[A-ZÅÄÖ]{3,}\b")  # a booking's letters, or a word shouted
_MARKS: Mapping[str, tuple[str, str]] = {"fi": ("”", "”"), "sv": ("”", "”"), "pl": ("„", "”"), "de": ("„", "“")}
_ENGLISH_MARKS = ("“", "”")


def by_nearness(rows: Integers, vectors: Vectors, centre: Vectors) -> Integers:
    """``rows`` of a theme, the nearest to its centre first; equally near ones in their order."""
    return rows[np.argsort(-np.round(vectors[rows] @ centre, 4), kind="stable")]


def telling_row(
    nearest: Sequence[int], texts: Sequence[str], read: ReadPassages, lemmas: Collection[str], language: str
) -> int:
    """The passage nearest the centre that is of readable length and holds the words of the theme's name.

    Where none near the centre holds all of them, one that holds most; −1 where there is no passage.

    Args:
        nearest: rows of the theme, the nearest to its centre first.
        texts: n passages.
        read: their words.
        lemmas: those of the theme's name.
        language: of the name; passages in it come first.
    """
    best, found = (-1, -1.0), -1
    for row in nearest[:LOOKED_AT]:
        tokens = read[int(row)]
        reads_well = FEWEST_WORDS <= len(tokens) <= MOST_WORDS and not is_noise(texts[row])
        held = len(set(lemmas) & {token.lemma for token in tokens}) / max(len(lemmas), 1)
        value = (int(reads_well), held + (read.language_of(int(row)) == language))
        if value > best:
            best, found = value, int(row)
        if value == (1, 2.0):
            break
    return found


def is_noise(text: str) -> bool:
    """Whether a passage is shouted, or made of signs and figures as much as of letters."""
    return text.isupper() or sum(not (letter.isalpha() or letter.isspace()) for letter in text) > MOST_SIGNS * len(text)


def quotation(
    nearest: Sequence[int],
    texts: Sequence[str],
    read: ReadPassages,
    language: str,
    keywords: Collection[str],
    used: set[str],
) -> str:
    """A short passage near the centre in ``language``, in quotation marks: with keywords, without figures and names.

    Cut after ``MOST_QUOTED`` words where all are longer; "" where the theme has no passage in the language.

    Args:
        nearest: rows of the theme, the nearest to its centre first.
        texts: n passages.
        read: their words.
        language: of the quotation.
        keywords: lemmas that tell the theme from others.
        used: quotations that name other themes; this one is added.
    """
    own = [int(row) for row in nearest if read.language_of(int(row)) == language][: 3 * LOOKED_AT]
    ranked = []
    for place, row in enumerate(own):
        said = _said(texts[row])
        length = len(said.split())
        short = FEWEST_QUOTED <= length <= MOST_QUOTED and not is_noise(said) and not ADDRESS.search(said)
        plain = not read.names_someone(row) and not any(map(str.isdigit, said)) and not _CODE.search(said)
        content = {token.lemma for token in read[row] if token.content}
        telling = min(len(content & set(keywords)), 2)
        ranked.append((not short, not plain, (place + 1) / (1 + 2 * telling), said))
    for *_, said in sorted(ranked):
        cut = " ".join(said.split()[:MOST_QUOTED]).rstrip(".,;:! ")
        if cut and not any(_much_alike(cut.casefold(), other) for other in used):
            used.add(cut.casefold())
            return quoted(cut + ("…" if len(said.split()) > MOST_QUOTED else ""), language)
    return ""


def _much_alike(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    return len(words & others) >= MUCH_ALIKE * len(words | others)


def _said(text: str) -> str:
    """A passage without addresses, and without signs at its front."""
    return _FRONT.sub("", text).strip()


def quoted(text: str, language: str) -> str:
    """``text`` in the quotation marks of ``language``."""
    opening, closing = _MARKS.get(language, _ENGLISH_MARKS)
    return f"{opening}{text}{closing}"


def unquoted(name: str) -> str:
    """The text of a name that is a quotation; "" where it is none."""
    marks = (*_MARKS.values(), _ENGLISH_MARKS)
    found = next((name[1:-1] for opening, closing in marks if name[:1] == opening and name[-1:] == closing), "")
    return found.removesuffix("…")
