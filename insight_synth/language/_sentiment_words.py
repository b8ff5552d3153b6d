"""What the words and marks of a text say of its tone: praise, blame, what goes wrong, what is denied, and more.

Counts, no judgement: :mod:`insight_synth.language._sentiment` weighs them. The words stand in ``sentiment_words.toml``,
written for this product. English, Finnish and Polish; a text in another language gets the signs of its marks only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SIGNS = (
    "praise",
    "strong_praise",
    "blame",
    "strong_blame",
    "trouble",
    "denied_praise",
    "denied_blame",
    "denied_trouble",
    "denied_complaint",
    "praise_after_but",
    "blame_after_but",
    "both",
    "both_and_but",
    "too",
    "denial_alone",
    "denial",
    "question",
    "question_alone",
    "asks_first",
    "asks_alone",
    "asks",
    "exclamation",
    "happy_mark",
    "sad_mark",
    "capitals",
    "thanks",
    "thanks_alone",
    "none",
    "length",
    "but",
    "again",
    "net",
    "net_exclaimed",
    "last_net",
)
"""What each column of :func:`signs` counts."""

_KINDS = (
    "good",
    "great",
    "bad",
    "awful",
    "trouble",
    "complain",
    "thanks",
    "deny",
    "but",
    "very",
    "too",
    "ask",
    "again",
)
_GOOD, _GREAT, _BAD, _AWFUL, _TROUBLE, _COMPLAIN, _THANKS, _DENY, _BUT, _VERY, _TOO, _ASK, _AGAIN = range(1, 14)
_STOP, _EXCLAMATION, _QUESTION, _HAPPY, _SAD = range(14, 19)  # marks: each ends what is denied
_MARKS = {
    **dict.fromkeys(".,;:()", _STOP),
    "!": _EXCLAMATION,
    "?": _QUESTION,
    **dict.fromkeys("😀😁😂😃😄😅😆😇😉😊😋😌😍😎😗😘😙😚😛😜😝🤗🤩🥰🥳", _HAPPY),
    **dict.fromkeys("👍👏🙌💕💖💗💘💙💚💛💜💝💞💟❤♥💯🎉👌🙏🌟⭐☺✨🤣💪", _HAPPY),
    **dict.fromkeys("😒😓😔😕😖😞😟😠😡😢😣😤😥😦😧😨😩😪😫😬😭😰😱😑😐🙁☹🙄🤬🤮🤢👎💔💩🤦😵", _SAD),
}
_REACH = 5  # words after a denial that it turns round, to the end of the clause
_MOST = 4  # of anything counted: more says no more
_REMEMBERED = 300_000  # spellings of a language
_TOKEN = re.compile(r"\w[\w'’]*|[.,;:!?()\u2600-\u27BF\U0001F300-\U0001FAFF]")
_SMILE = re.compile(r"[:;=]['’]?-?[)\]DpP*]|<3|\^\^")
_FROWN = re.compile(r"[:=]['’]?-?(?:[(\[]|/(?!/))|D:")
_UNMARKED = str.maketrans("ąćęłńóśźżäöåéü’", "acelnoszzaoaeu'")


def signs(texts: Sequence[str], languages: Sequence[str]) -> NDArray[np.float64]:
    """The signs of tone in each text, (n, len(SIGNS)): roots of counts, 0…2; the last three from −1 to 1."""
    found = [_signs(text, _lexicon(language)) for text, language in zip(texts, languages, strict=True)]
    counted = np.array(found, np.float64).reshape(len(found), len(SIGNS))
    counted[:, :-3] = np.sqrt(np.minimum(counted[:, :-3], _MOST))
    return counted


def has_words(language: str) -> bool:
    """Whether there are words for ``language``."""
    return language in _words()


class _Lexicon(dict[str, int]):
    """From a spelling to its kind, 0 for none; what was looked up once is remembered."""

    def __init__(self, language: str) -> None:
        super().__init__(_MARKS)
        self._whole: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        kinds = _words().get(language, {})
        for kind, name in enumerate(_KINDS, 1):
            for word in kinds.get(name, "").translate(_UNMARKED).split():
                (self._stems if word.endswith("*") else self._whole)[word.rstrip("*")] = kind
        self._longest = max(map(len, self._stems), default=0)

    def __missing__(self, spelling: str) -> int:
        word = spelling.lower().translate(_UNMARKED)
        kind = self._whole.get(word, 0)
        if not kind:
            lengths = range(min(len(word), self._longest), 1, -1)
            kind = next((self._stems[word[:n]] for n in lengths if word[:n] in self._stems), 0)
        if len(self) < _REMEMBERED:
            self[spelling] = kind
        return kind


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    text = (files("insight_synth.language") / "sentiment_words.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = tomllib.loads(text)
    return found


@lru_cache(maxsize=64)
def _lexicon(language: str) -> _Lexicon:
    return _Lexicon(language)


def _signs(text: str, lexicon: _Lexicon) -> tuple[float, ...]:
    """One text's signs before roots are taken. One long pass: it runs for each of a million mentions."""
    tokens = _TOKEN.findall(text)
    kinds = [lexicon[token] for token in tokens]
    last = len(kinds) - 1
    count = [0] * (_SAD + 1)
    weight = [0.0] * (_COMPLAIN + 1)
    denied = [0.0] * (_COMPLAIN + 1)
    praise_after = blame_after = clause = last_clause = 0.0
    denied_at = stressed_at = -9
    for at, kind in enumerate(kinds):
        if not kind:
            continue
        count[kind] += 1
        if kind <= _COMPLAIN:
            strength = 2.0 if kind in (_GREAT, _AWFUL) else 1.0
            if at - stressed_at == 1:
                strength *= 1.5
            praises = kind <= _GREAT
            if at - denied_at <= _REACH:
                denied[kind] += strength
                praises = not praises
            else:
                weight[kind] += strength
            if praises:
                praise_after += strength
                clause += strength
            else:
                blame_after += strength
                clause -= strength
        elif kind >= _STOP or kind == _BUT:
            denied_at = -9
            if kind == _BUT:
                praise_after = blame_after = 0.0
            if clause:
                last_clause, clause = clause, 0.0
        elif kind == _DENY:
            denied_at = at
        elif kind == _VERY:
            stressed_at = at
        elif kind == _TOO and not (at < last and kinds[at + 1] < _STOP):
            count[_TOO] -= 1  # "me too"
    if clause:
        last_clause = clause
    if ":" in text or "=" in text or ";" in text or "<3" in text or "^^" in text:
        count[_HAPPY] += len(_SMILE.findall(text))
        count[_SAD] += len(_FROWN.findall(text))
    troubled, untroubled = weight[_TROUBLE] + weight[_COMPLAIN], denied[_TROUBLE] + denied[_COMPLAIN]
    denied_praise, denied_blame = denied[_GOOD] + denied[_GREAT], denied[_BAD] + denied[_AWFUL]
    good = weight[_GOOD] + weight[_GREAT] + untroubled + 0.5 * denied_blame + count[_HAPPY]
    bad = weight[_BAD] + weight[_AWFUL] + troubled + denied_praise + count[_TOO] + count[_SAD]
    both, net = min(good, bad, 1.5), (good - bad) / (good + bad + 1)
    none = not any(count[1 : _COMPLAIN + 1])
    but, question = count[_BUT] > 0, count[_QUESTION] > 0
    return (
        *weight[1:_TROUBLE],
        troubled,
        denied_praise,
        denied_blame,
        untroubled,
        denied[_COMPLAIN],
        praise_after * but,
        blame_after * but,
        both,
        both * but,
        count[_TOO],
        count[_DENY] * none,
        count[_DENY],
        question,
        question * none,
        last >= 0 and kinds[0] == _ASK,
        count[_ASK] * none,
        count[_ASK],
        count[_EXCLAMATION],
        count[_HAPPY],
        count[_SAD],
        3 * _shouted(text, tokens),
        count[_THANKS],
        count[_THANKS] * none,
        none,
        len(tokens) / 10,
        but,
        count[_AGAIN],
        net,
        net * (count[_EXCLAMATION] > 0),
        last_clause / (abs(last_clause) + 1),
    )


def _shouted(text: str, tokens: Sequence[str]) -> float:
    """The share of words of three letters and more that stand in capitals."""
    if not tokens or text.islower():
        return 0.0
    return sum(map(str.isupper, [token for token in tokens if len(token) > 2])) / len(tokens)
