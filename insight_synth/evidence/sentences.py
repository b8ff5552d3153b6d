"""The sentence that stands for what a source says on a theme, and whether a theme says anything.

It chooses among passages. What goes into a digest is decided in ``digests``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from insight_synth.evidence.quotes import citation
from insight_synth.language import lemmas, words
from insight_synth.model import Citation, Mention, Verbatim

Vectors = npt.NDArray[np.float32]

LOOKED_AT = 60  # passages nearest the middle of what the source says on a theme among which its sentence is sought
SAYING = 2 / 3  # share of a theme's passages that must say something; else it is thanks, replies, greetings
READABLE = (6, 32)  # words of a sentence that reads well
TYPICAL_WORD = 0.15  # what a sentence gains for the word most of its like hold
FELT = 0.06  # and for feeling as most do; it loses as much for feeling otherwise
FEWEST_SAYING = 2  # words by which a passage says something
NAMING = 0.06  # what a sentence gains for a word that names what it is about
CAPITALISES_NOUNS = frozenset({"de", "lb"})  # languages whose capitals tell nouns, not names
SHORTEST, LONGEST = 3, 60  # words of a passage that can stand as a point at all; letters of a name

_ADDRESSED = re.compile(r"^(?:[^\w\"'“”„«(@#]*@\w+[:,]?\s*)+|^[^\w\"'“”„«(@#]+")  # handles and signs at the front
_LINK = re.compile(r"https?:|www\.|\b\w+\.(?:com|fi|pl|co|net|org)/", re.IGNORECASE)
_ENDS = (".", "!", "?", "…", "”", '"', "’", ")", "»")
_TALK = """
    dm pm direct message messages email mail e-mail inbox reply replies replied respond response responding answer
    tweet tweets tweeted follow following info information details help helping assist assistance feedback survey
    link post thread comment question questions welcome sorry apologies apologize apologise thanks thank appreciate
    appreciated hope hear hearing share sharing reach touch team opinion viesti viestiä viestin viestit vastaus
    vastausta vastaukset kysymys kysymykset kysely kyselyyn palaute palautetta palautteen palautteesta apua apu
    kiitos kiitokset pahoittelut pahoittelemme kommentti ketju linkki mahdollisuudesta mahdollisuus osoitteeseen
    osoite mielipide wiadomość wiadomości odpowiedź odpowiedzi pytanie pytania opinia opinię opinii ankieta ankiety
    ankietę pomoc pomocy komentarz wątek dziękuję dziękujemy przepraszam przepraszamy uwaga uwagi uwagę nadzieja
    nadzieję write writing letter concern regarding matter attention consider forward appropriate await confirm
    confirmation lähettää lukea vastata lisäkysymys reklamaatio yhteydenotto asiakaspalaute valitus tutustua
    kirjoittaa julkisesti zgłoszenie zgłaszać zapoznać sprawa następujący poniższy niniejszy potwierdzenie otrzymać
    stanowisko pismo ustosunkować prośba przekazanie uprzejmie dyspozycja napisać przeczytać zwrotny pomocny
"""
_ABOUT_TALKING = frozenset(_TALK.split())
"""Words of the conversation itself and of letters: they tell that people talk, not what of. Lemmas, and forms too."""


def best_sentence(
    rows: Sequence[int],
    middle: Vectors,
    telling: Sequence[Mention],
    vectors: Vectors,
    verbatims: Mapping[str, Verbatim],
) -> tuple[int, Citation] | None:
    """The passage that says best what others on a theme say, as a citation without the handles it opens with.

    Among the passages nearest ``middle``: of readable length, a whole sentence, with the words most of them hold, and
    feeling as most do.

    Args:
        rows: of the theme's passages in the source, in an order that tells nothing, such as that of their ids.
        middle: (d,) unit, what is typical.
        telling: n mentions.
        vectors: (n, d) float32, unit rows.
        verbatims: ``verbatim id → verbatim`` for at least theirs.

    Returns:
        Its row and citation; None where none of those passages says anything of its own.
    """
    near = np.round(vectors[list(rows)] @ middle, 4)
    order = np.argsort(-near, kind="stable")[:LOOKED_AT].tolist()
    held = {at: _content(telling[rows[at]].text, telling[rows[at]].language) for at in order}
    often = Counter(word for content in held.values() for word in content)
    felt = _mostly_felt([telling[row].sentiment for row in rows])
    worth: list[tuple[float, str, int]] = []
    for at in order:
        mention = telling[rows[at]]
        if held[at]:
            value = float(near[at]) - _cost(mention, verbatims[mention.verbatim_id])
            value += TYPICAL_WORD * max(often[word] for word in held[at]) / len(order)
            value += NAMING * any(strong for _, strong in held[at])
            value += FELT * ((mention.sentiment == felt) - (mention.sentiment != felt and bool(mention.sentiment)))
            worth.append((-round(value, 4), mention.id, rows[at]))
    if not worth:
        return None
    best = min(worth)[2]
    return best, _to_the_point(telling[best], verbatims[telling[best].verbatim_id])


def says_something(rows: Sequence[int], telling: Sequence[Mention]) -> bool:
    """Whether enough of a theme's passages, taken evenly, say something of their own."""
    taken = evenly(rows)
    says = sum(bool(_content(telling[at].text, telling[at].language)) for at in taken)
    return bool(taken) and says >= SAYING * len(taken)


def evenly(rows: Sequence[int]) -> Sequence[int]:
    """A few of many, spread over all of them."""
    return rows if len(rows) <= LOOKED_AT else [rows[at * len(rows) // LOOKED_AT] for at in range(LOOKED_AT)]


def middle_of(vectors: Vectors) -> Vectors:
    """(d,) unit, the middle of (n, d) rows."""
    whole = vectors.sum(axis=0, dtype=np.float64)
    middle: Vectors = (whole / (np.linalg.norm(whole) or 1.0)).astype(np.float32)
    return middle


def _mostly_felt(felt: Sequence[str]) -> str:
    """What most of those that were judged feel, "" where no feeling prevails."""
    judged = [one for one in felt if one]
    best = max(sorted(set(judged)), key=judged.count, default="")
    return best if best and judged.count(best) > len(judged) / 2 else ""


@lru_cache(maxsize=100_000)
def _content(text: str, language: str) -> frozenset[tuple[str, bool]]:
    """The words, as lemmas, by which a passage says something, and whether each names what it is about.

    There are none in thanks, greetings, links, shouts, talk about the conversation, bare judgements and lists of names.
    """
    from insight_synth.themes.telling import is_noise
    from insight_synth.themes.words import Kind, kind_of

    said = text[_opening(text) :].strip()
    spans = words(said)
    if not SHORTEST <= len(spans) <= LONGEST or _LINK.search(said) or is_noise(said):
        return frozenset()
    held = set()
    for place, ((start, end), lemma) in enumerate(zip(spans, lemmas(said, language), strict=True)):
        written = said[start:end]
        folded = written.lower().replace("’", "'")
        named = place and written[0].isupper() and language not in CAPITALISES_NOUNS
        if named or not folded.isalpha() or not {folded, lemma}.isdisjoint(_ABOUT_TALKING):
            continue
        kind = kind_of(folded, lemma, language)
        if kind >= Kind.OPINION:
            held.add((lemma, kind == Kind.STRONG))
    return frozenset(held) if len(held) >= FEWEST_SAYING else frozenset()


def _cost(mention: Mention, verbatim: Verbatim) -> float:
    """What a passage loses for being hard to read, or for being no whole sentence."""
    said = mention.text[_opening(mention.text) :].strip()
    count = len(said.split())
    low, high = READABLE
    cost = 0.25 * math.log(low / count) if count < low else 0.25 * math.log(max(count, high) / high)
    before, after = verbatim.text[: mention.start].rstrip(" "), verbatim.text[mention.end :].strip(" ")
    opens = not before or before[-1] in '.!?…\n"”)' or before.endswith(":")
    closes = said.endswith(_ENDS) or not after or after[0] == "\n"
    particular = any(map(str.isdigit, said)) + ("@" in said) + ("#" in said) + said.endswith("?")
    return cost + 0.15 * (not opens) + 0.15 * (not closes) + 0.05 * said[:1].islower() + 0.1 * particular


def _to_the_point(mention: Mention, verbatim: Verbatim) -> Citation:
    """The citation without the title, handles and signs that the passage opens with."""
    return citation(replace(mention, start=mention.start + _opening(mention.text)), verbatim)


def _opening(passage: str) -> int:
    """How many signs stand before what a passage says: a title on a line of its own, addresses, signs."""
    begins = 0
    for line in re.finditer(r"\n+", passage):
        if len(passage[line.end() :].split()) >= READABLE[0]:
            begins = line.end()
    found = _ADDRESSED.match(passage[begins:])
    begins += found.end() if found else 0
    return begins if begins < len(passage) else 0
