"""Cuts a text into passages of about a sentence, known by their offsets. Changes no letter and drops no word.

A rule-based splitter made for feedback rather than prose: sentences without capitals, missing spaces, line breaks as
full stops, bullets, ellipses, emoji, handles. Fragments join a neighbour, run-on sentences are cut between clauses.
"""

from __future__ import annotations

import re
from itertools import pairwise

from insight_synth.language._words import ADDRESS, words

Span = tuple[int, int]

FEWEST_WORDS = 3
MOST_WORDS = 60

_ABBREVIATIONS = {
    "en": "mr mrs ms dr prof sr jr st vs etc inc ltd co corp dept est approx no nos fig vol eg ie e.g i.e a.m "
    "p.m u.s u.k jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri min max hr hrs tel "
    "ext appt avg incl excl misc",
    "fi": "esim mm ym yms jne eli ks vrt ts tms n nro puh p klo kpl kk vk v vko alk sis sis. ml mlk os s em ko "
    "ao so ent synt kr e.kr j.kr joht pj tj toim yht n.s ns nk huom min max milj mrd prof tri dos hra rva "
    "nti",
    "pl": "tyg mies wew np itd itp tj tzn m.in min maks ok godz tel nr ul al pl os str r w wg zob por dr mgr "
    "inż prof hab pt ps jw ww św im gen płk ds ws k tys mln mld zł gr szt pkt art ust poz al. n.p.m b tzw "
    "sp z o.o cd cdn dot ew pn wt śr czw pt sob",
    "sv": "t.ex bl.a m.m osv dvs kl nr tel ca st resp s.k p.g.a pga jfr etc f.d fr.o.m t.o.m o.s.v d.v.s ang inkl exkl",
    "de": "z.b bzw usw etc ca nr tel str dr prof hr fr st inkl exkl evtl ggf d.h u.a o.ä s.o z.t bspw vgl abs mind max",
}
_CLAUSE_WORDS = (
    (
        "and but so because however which then while although though"
        "|ja mutta koska vaikka joten sekä eikä kun että jolloin"
        "|i ale bo więc oraz jednak a który która które gdy kiedy że ponieważ"
        "|och men så eftersom fast samt när"
        "|und aber weil denn sondern obwohl als dass"
    )
    .replace("|", " ")
    .split()
)

_BULLET = re.compile(r"[ \t]*(?:[-*•·▪◦‣–—>]+|\(?\d{1,2}[.)]|\(?[a-zA-Z]\))[ \t]+")
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d"
_STOP = re.compile(rf"(?P<mark>[.!?…]+)(?P<close>[\"'”’»)\]]*)(?P<emoji>(?:\s*[{_EMOJI}])*)")
_EMOJI_STOP = re.compile(rf"[{_EMOJI}]+(?=\s+[^\W\d_])")
_LAST_TOKEN = re.compile(r"[^\s(\[\"'“”„«/]+$")
_NUMBER = re.compile(r"\d{1,4}$")
_EMPTY = re.compile(r"\s+")


def passages(text: str, language: str) -> list[Span]:
    """Spans (start, end) of the passages of ``text``: in order, apart, without white space at their ends.

    Together they hold every word. A passage has at least three words where the text does, and about sixty at most.
    """
    blocks = [
        [_stripped(text, span) for span in _sentences(text, block, language) if text[slice(*span)].strip()]
        for block in _blocks(text)
    ]
    joined = _join_fragments(text, [sentences for sentences in blocks if sentences])
    return [part for span in joined for part in _cut_run_on(text, span)]


# ---- blocks: what line breaks part -------------------------------------------------------------------------------


def _blocks(text: str) -> list[Span]:
    """Lines, a line that goes on in the next one joined to it; bullets left out."""
    lines = [found.span() for found in re.finditer(r"[^\r\n\u2028\u2029]+", text) if found.group().strip()]
    blocks: list[Span] = []
    previous: Span | None = None
    for start, end in lines:
        bullet = _BULLET.match(text, start, end)
        if previous is not None and not bullet and _goes_on(text, previous, (start, end)):
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((bullet.end() if bullet and bullet.end() < end else start, end))
        previous = (start, end)
    return blocks


def _goes_on(text: str, above: Span, below: Span) -> bool:
    """Whether a line was only wrapped: long, no full stop at its end, and the next begins small."""
    between = text[above[1] : below[0]].replace("\r\n", "\n")
    if between.count("\n") > 1:
        return False
    upper, lower = text[slice(*above)].rstrip(), text[slice(*below)].lstrip()
    return upper[-1] not in ".!?…:" and (lower[0].islower() or (upper[-1] == "," and len(upper) > 40))


# ---- sentences ---------------------------------------------------------------------------------------------------


def _sentences(text: str, block: Span, language: str) -> list[Span]:
    start, end = block
    addresses = [found.span() for found in ADDRESS.finditer(text, start, end)]
    cuts = [start]
    for found in _STOP.finditer(text, start, end):
        cut = found.end()
        within = any(a < found.end("mark") < b for a, b in addresses)
        if cut < end and not within and _ends_sentence(text, found, block, language):
            cuts.append(cut)
    for found in _EMOJI_STOP.finditer(text, start, end):
        if text[found.end() :].lstrip()[:1].isupper():
            cuts.append(found.end())
    return list(pairwise([*sorted(set(cuts)), end]))


def _ends_sentence(text: str, found: re.Match[str], block: Span, language: str) -> bool:
    mark = found["mark"]
    after = text[found.end() : block[1]]
    rest = after.lstrip()
    first = rest.lstrip("\"'“”„«([¿¡")[:1]
    before = _LAST_TOKEN.search(text[max(block[0], found.start() - 40) : found.start()])
    token = before.group().lower() if before else ""
    if after and not after[0].isspace():
        # No space: a new sentence only where a word of small letters meets a capital, as in "late.The".
        if found["emoji"]:
            return True
        letters = re.search(r"[^\W\d_]{2,}$", token)
        return bool(letters) and not found["close"] and after[0].isupper() and not after[1:2].isupper()
    if not first:
        return False
    if (len(mark) > 1 and set(mark) <= {".", "…"}) or mark == "…":
        return first.isupper() or first.isdigit()
    if mark != ".":
        return not (found["close"] and first.islower())
    return not _is_abbreviated(token, first, language)


def _is_abbreviated(token: str, first: str, language: str) -> bool:
    """Whether the full stop after ``token`` belongs to it; ``first`` is the letter that follows."""
    listed = _ABBREVIATIONS.get(language, _ABBREVIATIONS["en"]).split()
    if _NUMBER.search(token):
        # "3. kerros", "12. maja": an ordinal; German ordinals stand before capitals too.
        return first.islower() or (language == "de" and len(token) < 3) or (first.isdigit() and len(token) < 3)
    if token in listed:
        # At a sentence's end these stand too: "and so on etc. The next day".
        return not (
            first.isupper() and token in {"etc", "itd", "itp", "jne", "yms", "ym", "osv", "usw", "zł", "pm", "p.m"}
        )
    return len(token) == 1 and token.isalpha() and first.isupper() and token not in {"i", "a", "o", "u"}


# ---- sizes -------------------------------------------------------------------------------------------------------


def _join_fragments(text: str, blocks: list[list[Span]]) -> list[Span]:
    """Join what has too few words to the sentence before it on its line, else to what follows, else to what is last."""
    spans: list[Span] = []
    waiting: int | None = None  # where a fragment that waits for what follows begins
    for block in blocks:
        for place, (start, end) in enumerate(block):
            small = _count(text, start, end) < FEWEST_WORDS
            begin = start if waiting is None else waiting
            if waiting is not None and _count(text, begin, end) >= FEWEST_WORDS:
                spans.append((begin, end))
                waiting = None
            elif waiting is not None or (small and place == 0):
                waiting = begin
            elif small:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
    if waiting is not None:
        last = blocks[-1][-1][1]
        if spans:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((waiting, last))
    return spans


def _cut_run_on(text: str, span: Span) -> list[Span]:
    """Cut a span of too many words between clauses, the nearest to its middle first."""
    found = [(span[0] + a, span[0] + b) for a, b in words(text[slice(*span)])]
    if len(found) <= MOST_WORDS:
        return [span]
    middle = len(found) // 2
    reach = len(found) // 4

    def cost(place: int) -> float:
        gap, word = text[found[place - 1][1] : found[place][0]], text[slice(*found[place])].lower()
        clause, comma = word in _CLAUSE_WORDS, "," in gap
        if not re.search(r"\s", gap):
            return 10.0 + abs(place - middle) / reach
        kind = (
            0.0
            if re.search(r"[.!?;:…\n]|\s[-–—]\s", gap)
            else 0.3
            if comma and clause
            else 0.8
            if comma or clause
            else 2.0
        )
        return kind + abs(place - middle) / reach

    place = min(range(middle - reach, middle + reach + 1), key=cost)
    # Marks between the two words stay with the first, opening ones go with the second.
    gap = text[found[place - 1][1] : found[place][0]]
    white = [hit.start() for hit in _EMPTY.finditer(gap)]
    cut = found[place - 1][1] + (white[-1] if white else 0)
    halves = [_stripped(text, (span[0], cut)), _stripped(text, (cut, span[1]))]
    return [part for half in halves for part in _cut_run_on(text, half)]


def _count(text: str, start: int, end: int) -> int:
    return len(words(text[start:end]))


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
