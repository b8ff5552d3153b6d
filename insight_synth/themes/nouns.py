"""How like a noun each word is, told by the company it keeps and by its ending; no tagger is used."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from insight_synth.themes.reading import Spoken
from insight_synth.themes.words import Kind, before_noun, before_verb

Likeness = npt.NDArray[np.float64]

_FINNISH_INFINITIVES = (
    "da", "dä", "ta", "tä", "lla", "llä", "nna", "nnä", "rra", "rrä", "sta", "stä", "oa", "öä", "ua", "yä", "aa", "ää",
    "ea", "eä", "ia", "iä",
)  # fmt: skip
_FINNISH_VERB_FORMS = (
    "vat",
    "vät",
    "nut",
    "nyt",
    "neet",
    "isi",
    "taan",
    "tään",
    "daan",
    "dään",
    "mme",
    "tiin",
    "ttu",
    "tty",
)
_FINNISH_MODIFIERS = ("sti", "ttu", "tty", "nut", "nyt", "va", "vä")
_FINNISH_CASES = ("ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ksi", "tta", "ttä", "jen", "den")
_BASE_FORM = 0.15  # share of a noun's uses in its base form; of an infinitive's fewer are
_DOUBT = 2.0  # uses taken to speak half for a noun and half against


def noun_likeness(spoken: Spoken) -> Likeness:
    """(v,) of each word, 0 a verb or an adjective … 1 a noun; a word that mostly stands before another is half as much.

    English, Swedish and German words by the small words before them, Finnish and Polish ones by their lemmas' endings,
    others 1.
    """
    words = spoken.words
    v = len(words.folded)
    same = np.zeros(len(spoken.word), dtype=np.bool_)
    same[1:] = spoken.clause[1:] == spoken.clause[:-1]
    uses = np.bincount(spoken.word, minlength=v)
    follows = np.flatnonzero(same)
    content = words.kind[spoken.word[follows]] >= Kind.OPINION
    modifies = np.bincount(spoken.word[follows[content] - 1], minlength=v) / np.maximum(uses, 1)
    like = np.ones(v)
    nouns, verbs = before_noun(spoken.language), before_verb(spoken.language)
    if nouns:
        before = np.array([(word in nouns) - (word in verbs) for word in words.folded], dtype=np.int64)[
            spoken.word[follows - 1]
        ]
        for_noun = np.bincount(spoken.word[follows], before > 0, v) + _DOUBT / 2
        for_verb = np.bincount(spoken.word[follows], before < 0, v) + _DOUBT / 2
        like = for_noun / (for_noun + for_verb)
    elif spoken.language in ("fi", "pl"):
        like = _by_ending(spoken, uses)
    return like * np.where(modifies > 0.6, 0.5, 1.0)


def _by_ending(spoken: Spoken, uses: npt.NDArray[np.int64]) -> Likeness:
    words = spoken.words
    of_lemma = np.bincount(words.lemma, uses, len(words.lemmas))
    base = np.array([words.lemmas[at] == word for at, word in zip(words.lemma.tolist(), words.folded, strict=True)])
    in_base = np.bincount(words.lemma, uses * base, len(words.lemmas)) / np.maximum(of_lemma, 1)
    verbal = np.array([word.endswith(_FINNISH_VERB_FORMS) for word in words.folded]) * uses
    cased = (np.array([word.endswith(_FINNISH_CASES) for word in words.folded]) & ~base) * uses
    verbal, cased = (np.bincount(words.lemma, told, len(words.lemmas)) for told in (verbal, cased))
    like = np.ones(len(words.lemmas))
    for at, lemma in enumerate(words.lemmas):
        if spoken.language == "pl":
            if lemma.endswith("ć"):
                like[at] = 0.2
            elif lemma.endswith(("y", "i")):
                like[at] = 0.3
        elif lemma.endswith(_FINNISH_MODIFIERS):
            like[at] = 0.3
        elif lemma.endswith(_FINNISH_INFINITIVES) and (
            verbal[at] > cased[at] or (verbal[at] == cased[at] and in_base[at] < _BASE_FORM)
        ):
            like[at] = 0.2
    return like[words.lemma]
