"""Postal addresses: a street with its number, and what follows of flat, post code and town.

Found from the number: cheap words before or after it must make it a house's. Finnish, Swedish and German streets are
known by the ending of their name, Polish ones by ``ul.`` and its like, English ones by Street, Road … after the name.
Rare streets without any of these are found only with post code and town. It does not know whether an address exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight_synth.ingest.privacy.surroundings import listed, names_a_quantity

__all__ = ["find_addresses"]

_NUMBER = re.compile(r"(?<![\w.,:/€$£+-])\d{1,5}(?!\d|[.,:]\d)")
_UPPER = "A-ZÅÄÖÆØÜŁŚŻŹĆŃÓĄĘ"
_SPACES = "[ \u00a0]"

_NORDIC_BEFORE = re.compile(
    rf"(?<![^\W_])(?P<name>(?:[{_UPPER}][^\W\d_]+[ ])?[^\W\d_][\w’'-]*?(?:"
    r"(?P<finnish>tie|katu|kuja|polku|kaari|väylä|rinne|ranta|aukio|tori|raitti|penger|puistikko|esplanadi|bulevardi|katua"
    r"|kadulla|kadulta|kadulle|kadun|tiellä|tieltä|tielle|tien|kujalla|kujalta|kujalle|kujan|polulla|polulta|polun|kaarella"
    r"|rannassa|rannan|rinteellä|rinteen|bulevardilla|torilla)"
    r"|gatan|vägen|gränden?|straße|strasse|str\.|allee|platz|gasse|damm|straat|laan))[ \u00a0]\Z",
    re.IGNORECASE,
)
_NO_STREETS = listed(
    "valtatie kantatie seututie yhdystie kehätie moottoritie rautatie sivutie päätie maantie kadulla kadun "
    "kadulta kadulle tien tiellä tieltä tielle tie katu ranta tori kauppatori rannan rannassa rinne kaari polku "
    "sateenkaari hiekkaranta hiekkarannan kauppatorilla torilla ilmatie hengitystie valtatien valtatiellä "
    "moottoritiellä moottoritien tieto kantatiellä kehätiellä"
)
_NORDIC_AFTER = re.compile(
    rf"(?:{_SPACES}?[-–]{_SPACES}?\d{{1,3}}(?!\d))?(?:{_SPACES}?[A-Za-z](?![^\W_])(?:{_SPACES}?\d{{1,3}}(?![\d.,:]\d|\d))?(?:{_SPACES}?[a-z](?![^\W_]))?"
    rf"|,?{_SPACES}(?:as|huoneisto|lgh|bst)\.?{_SPACES}?\d{{1,3}}(?!\d))?"
)
_TOWN = rf"[{_UPPER}][^\W\d_]+(?:[ -][{_UPPER}][^\W\d_]+){{0,2}}"
_TAIL = re.compile(
    rf"{_SPACES}?(?:,|\n){_SPACES}?(?:(?:FI|PL|SE|DE)-?{_SPACES}?)?"
    rf"(?:\d{{2}}-\d{{3}}|\d{{5}}|\d{{3}} \d{{2}}){_SPACES}{_TOWN}"
    rf"|{_SPACES}(?:\d{{2}}-\d{{3}}|\d{{5}}){_SPACES}{_TOWN}"
    rf"|,{_SPACES}?(?:w{_SPACES})?{_TOWN}(?![^\W_])"
)
_POST_CODE_TAIL = re.compile(
    rf"{_SPACES}?[,\n]?{_SPACES}?(?:(?:FI|PL|SE|DE)-?)?(?:\d{{2}}-\d{{3}}|\d{{5}}){_SPACES}{_TOWN}(?![^\W_])"
)
_LOWER_TAIL = re.compile(rf"{_SPACES}?,?{_SPACES}?(?:\d{{2}}-\d{{3}}|\d{{5}}){_SPACES}[^\W\d_]{{3,}}")

_POLISH_BEFORE = re.compile(
    r"(?<![\w.])(?:(?:ul|os|al|pl)\.[ \u00a0]?|"
    r"(?:ulica|ulicy|ulicę|aleja|aleje|alei|alejach|osiedle|osiedlu|plac|placu)[ ])"
    r"(?P<name>(?:(?:gen|ks|św|płk|dr|prof|bp|kard|mjr|kpt|marsz)\.[ ]?|\d{1,2}(?:[- ]go)?[ ])?"
    r"[^\W\d_][\w’'.-]{1,30}(?:[ ][\w’'.-]{1,30}){0,3}?)[ \u00a0]\Z",
    re.IGNORECASE,
)
_POLISH_AFTER = re.compile(
    rf"[A-Za-z]?(?![^\W_])(?:{_SPACES}?[/-]{_SPACES}?\d{{1,4}}[A-Za-z]?(?![^\W_]))?"
    rf"(?:,?{_SPACES}?(?:m|lok|lokal|mieszk|mieszkania)\.?{_SPACES}?\d{{1,4}}(?!\d))?"
)
_NAMED_BEFORE = re.compile(
    rf"(?<![^\W_])(?P<name>[{_UPPER}][^\W\d_]{{2,30}}(?:[ -][{_UPPER}][^\W\d_]{{1,30}}){{0,2}})[ \u00a0]\Z"
)
_NO_NAMES = re.compile(
    r"(?:Order|Tilaus|Zamówienie|Invoice|Lasku|Faktura|Model|Malli|Paczka|Parcel|Room|Gate|Flight|Size|Koko|Rozmiar|Store"
    r"|Sklep|Myymälä|Code|Kod|Koodi|Box|Ticket|Number|Numer|Numero|Only|Noin|About|Over|Yli|Ponad|Type|Version|Article)",
    re.IGNORECASE,
)

_STREETS = r"Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Boulevard|Blvd|Parkway|Pkwy|Terrace|Crescent|Highway|Hwy"
_DOUBTFUL = r"Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Way|Close|Circle|Cir|Gardens|Row|Hill|Mews|Walk|Grove"
_ENGLISH_AFTER = re.compile(
    rf"[A-Za-z]?(?:[-/]\d{{1,4}})?{_SPACES}(?:[NSEW]\.?[ ])?(?:[A-Z][\w’'.-]{{0,30}}[ ]){{1,3}}?"
    rf"(?:(?P<sure>{_STREETS})|(?P<doubtful>{_DOUBTFUL}))(?![^\W_])(?:(?:(?<=St|Rd|Ln|Dr|Ct|Pl|Sq)|(?<=Ave|Cir|Hwy)|(?<=Blvd|Pkwy))\.)?"
    r"(?:[ ](?:N|S|E|W|NE|NW|SE|SW)(?![^\W_]))?"
    r"(?P<flat>,?[ ](?:Apt|Apartment|Flat|Unit|Suite|Ste|#)\.?[ ]?\w{1,5}(?!\w))?"
    r"(?P<tail>,?[ ][A-Z][^\W\d_]+(?:[ -][A-Z][^\W\d_]+){0,2},?[ ]"
    r"(?:[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}|[A-Z]{2}[ ]\d{5}(?:-\d{4})?)(?!\w)"
    r"|,[ ][A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}(?!\w)|,[ ][A-Z][^\W\d_]+(?:[ -][A-Z][^\W\d_]+){0,2}(?![^\W_]))?"
)
_NO_ENGLISH = re.compile(
    r"[ ](?:Hard|Flash|USB|Thumb|Disk|SSD|Star|Stars|GB|TB|Inch|Times|Wall|Sesame)[ ]", re.IGNORECASE
)
_BACK = 90  # signs before a number in which its street may begin


def find_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Addresses in order, none overlapping another."""
    last = 0
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        if start < last:
            continue
        span = _after_street(text, last, start, end) or _before_street(text, start, end)
        if span is not None and span[0] >= last:
            yield span
            last = span[1]


def _after_street(text: str, floor: int, start: int, end: int) -> tuple[int, int] | None:
    """An address whose number stands after its street: Finnish, Swedish, German, Polish."""
    if start - floor < 4 or text[start - 1] not in " \u00a0":
        return None
    if not (text[start - 2].isalpha() or text[start - 2] == "."):
        return None
    left = max(floor, start - _BACK)
    return _nordic(text, left, start, end) or _polish(text, left, start, end) or _by_post_code(text, left, start, end)


def _nordic(text: str, left: int, start: int, end: int) -> tuple[int, int] | None:
    word_start = max(left, text.rfind(" ", left, start - 1) + 1, text.rfind("\n", left, start - 1) + 1)
    if not text[word_start : start - 1].casefold().endswith(_ENDINGS):
        return None
    earlier = max(left, text.rfind(" ", left, word_start - 1) + 1) if word_start - 1 > left else word_start
    found = _NORDIC_BEFORE.search(text, earlier, start) or _NORDIC_BEFORE.search(text, word_start, start)
    if found is None:
        return None
    street = found["name"].split(" ")[-1]
    ending = found["finnish"] or ""
    if street not in _ONE_WORD and (street.casefold() in _NO_STREETS or len(street) < len(ending) + 3):
        return None
    if names_a_quantity(text, start, end):
        return None
    first = found.start()
    if street[0].islower() and " " in found["name"] and not found["name"].split(" ")[0][0].isupper():
        first = start - 1 - len(street)
    if " " in found["name"] and street[0].isupper() and not _is_adjective(found["name"].split(" ")[0]):
        first = start - 1 - len(street)
    after = _NORDIC_AFTER.match(text, end)
    reach = after.end() if after is not None else end
    if street[0].islower():
        tail = _LOWER_TAIL.match(text, reach)
        if reach == end and tail is None and not (ending in _SURE_LOWER and len(street) >= len(ending) + 5):
            return None
    else:
        tail = _TAIL.match(text, reach)
    if text[reach : reach + 1].isalnum() and tail is None:
        reach = end
        if text[end : end + 1].isalnum():
            return None
    return first, tail.end() if tail is not None else reach


_ENDINGS = tuple(
    listed(
        "tie katu katua kuja polku kaari väylä rinne ranta aukio tori raitti penger puistikko esplanadi bulevardi "
        "kadulla kadulta kadulle kadun tiellä tieltä tielle tien kujalla kujalta kujalle kujan polulla polulta polun "
        "kaarella rannassa rannan rinteellä rinteen bulevardilla torilla gatan vägen gränd gränden straße strasse "
        "str. allee platz gasse damm straat laan"
    )
)
_SURE_LOWER = listed("katu katua kadulla kadulta kadulle kadun kuja kujalla tie tiellä tien tieltä")


_ONE_WORD = listed("Bulevardi Esplanadi Bulevardilla Esplanadilla")
_ADJECTIVES = listed("iso pieni vanha uusi suuri itä länsi ylä ala stora lilla gamla")


def _is_adjective(word: str) -> bool:
    """Whether the word belongs to the street's name: ``Iso Roobertinkatu``, ``Eteläinen Hesperiankatu``."""
    lowered = word.casefold()
    return lowered in _ADJECTIVES or (lowered.endswith(("inen", "isen")) and len(lowered) > 5)


def _polish(text: str, left: int, start: int, end: int) -> tuple[int, int] | None:
    before = text[left:start].casefold()
    if not any(sign in before for sign in ("ul", "os", "al", "pl")):  # a fiftieth of what the search costs
        return None
    found = _POLISH_BEFORE.search(text, left, start)
    if found is None:
        return None
    prefix = text[found.start() : found.start("name")].rstrip()
    words = found["name"].split()
    # A full name of one part may be written small after "ul."; all other prefixes and longer names need a capital.
    if not any(word[0].isupper() for word in words) and (not prefix.casefold().startswith("ul") or len(words) > 1):
        return None
    if len(words) > 1 and any(word.endswith(".") and len(word) > 5 for word in words):
        return None  # a sentence ended in between
    after = _POLISH_AFTER.match(text, end)
    reach = after.end() if after is not None else end
    if text[reach : reach + 1].isalnum() or (reach == end and names_a_quantity(text, start, end)):
        return None
    tail = _TAIL.match(text, reach)
    return found.start(), tail.end() if tail is not None else reach


def _by_post_code(text: str, left: int, start: int, end: int) -> tuple[int, int] | None:
    """``Długa 5/7, 00-950 Warszawa``: a name, a number, and both post code and town."""
    after = _POLISH_AFTER.match(text, end)
    nordic = _NORDIC_AFTER.match(text, end)
    ends = {end, *(match.end() for match in (after, nordic) if match is not None)}
    tails = [tail for reach in sorted(ends, reverse=True) if (tail := _POST_CODE_TAIL.match(text, reach)) is not None]
    if not tails:
        return None
    found = _NAMED_BEFORE.search(text, left, start)
    if found is None or _NO_NAMES.search(found["name"]):
        return None
    return found.start(), tails[0].end()


def _before_street(text: str, start: int, end: int) -> tuple[int, int] | None:
    """An English address: the number, then the street."""
    found = _ENGLISH_AFTER.match(text, end)
    if found is None or _NO_ENGLISH.search(found[0]):
        return None
    if found["doubtful"] and not found["flat"] and not found["tail"]:
        return None
    return start, found.end()
