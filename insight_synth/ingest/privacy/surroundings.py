"""What the words around a number say it is: an order, a price, a measure, an identity, a telephone.

A checksum of one digit is passed by one random number in ten or eleven. Where a word says that a number is an order's
or a parcel's, it is no person's; where nothing is said, the checksum decides. Windows are short: cost stays linear.
"""

from __future__ import annotations

import re

__all__ = [
    "DASH", "SPACE", "listed", "names_a_code", "names_a_company", "names_a_phone", "names_a_quantity",
    "names_personal_data", "stands_free",
]  # fmt: skip

SPACE = " \t\u00a0\u2007\u2009\u202f"
DASH = "\\-\u2010\u2011\u2012\u2013\u2212"

_LETTER = re.compile(r"[^\W\d_]")
_LABEL_ENDS = " \t\n\u00a0:.=#(+"
_NEAR = 56  # signs before a number in which a word may name it
_AFTER = 40

_CODES = (
    # English
    r"(?:orders?|tracking|parcels?|shipments?|packages?|consignments?|waybill|awb|invoices?|inv|tickets?|cases?|ref"
    r"|references?|serial|s/n|sn|eans?|gtin|upc|isbn(?:-1[03])?|issn|sku|barcodes?|products?|articles?|items?|models?"
    r"|parts?|imei|iccid|vin|batch|lot|receipts?|bookings?|reservations?|contracts?|policy|rma|transactions?"
    r"|confirmations?|vouchers?|coupons?|gift cards?|discount|promo\w*|codes?|keys?|timestamp|listings?|auctions?"
    r"|dockets?|(?:jobs?|engine|chassis|issues?|errors?)(?=[\s#:]+(?:(?:no|nr|number|code|id)(?!\w)|\Z))|version|build"
    r"|firmware|meter|warranty|claims?|customers?|clients?|members?"
    r"|membership|deliver(?:y|ies)|returns?|refunds?|complaints?|requests?|queue|dimensions?|sizes?)"
    r"(?!\s+to\b)"
    # Finnish: stems, as compounds and endings are many
    r"|[^\W\d_]{0,20}?(?:tilau\w*|lähety\w*|paket\w*|seuran\w*|lasku(?!tt|ta)\w*|viite\w*|viitt\w*|sarjan\w*|tuote\w*|tuott\w*|viivakood\w*"
    r"|kuitti\w*|kuitin\w*|tapau\w*|tiket\w*|asiakasn\w*|asiakastunn\w*|jäsenn\w*|varau\w*|sopimu\w*|mall[ie]\w*"
    r"|erän?\w{0,3}|kolli\w*|palautu\w*|kupon\w*|toimitu\w*|rahtikirj\w*|artikkel\w*|lahjakort\w*|koodi\w*|avain\w*|tarjou(?:s|ksen)|työnum\w*|ilmoitus"
    r"|huutokau\w*|takuu\w*|vakuutu\w*|reklamaati\w*|mitat)"
    # Polish: likewise
    r"|zam|zam[óo]wie\w*|przesy[łl]\w*|paczk\w*|paczek|[śs]ledz\w*|faktur\w*|fv|przewozow\w*|referenc\w*|seryjn\w*"
    r"|produkt\w*|towar\w*|artyku[łl]\w*|katalog\w*|indeks\w*|paragon\w*|zg[łl]osze\w*|spraw[ayęiy]?|klient\w*"
    r"|rezerwac\w*|um[óo]w\w*|umow\w*|parti[iaę]|zwrot\w*|reklamac\w*|kupon\w*|rabatow\w*|promoc\w*|kod\w{0,3}|klucz\w*|zlece\w*|ofert[ay]"
    r"|aukcj[aęi]|og[łl]oszeni[ea]|b[łl][ęa]d\w*(?=[\s#:]+\Z)|bon[uy]?|bilet\w*|kreskow\w*|polis(?:[aąęy]|om|ami|ach)?"
    r"|transakc\w*|licznik\w*|dostaw\w*|nadania|wymiary|rozmiary?"
)
_PERSONAL = (
    r"pesel\w*|nip\w*|hetu\w*|henkilötunnu\w*|henkilötunnist\w*|sotu\w*|sosiaaliturvatunnu\w*|y-?tunnu\w*|vat(?:-?id)?"
    r"|vat-?tunnu\w*|alv-?\w*|tax(?: id)?|ssn|identity|national|personal|iban\w*|konto|kont[auo]"
    r"|rachun\w*|tili\w*|account|cards?|kart\w*|\w*kort\w*|visa\w*|mastercard\w*|maestro|amex|american express"
)
_COMPANY = re.compile(r"nip|y-?tunnu|vat|alv|tax", re.IGNORECASE)
_BETWEEN = (
    rf"(?:[\s:#=.,;()\[\]\"'“”„»«|/\\{DASH}]+(?:(?:no|nr|num|number|numbers|numer\w*|numero\w*|nro|n:o|id|code|codes"
    r"|kod|kodu|kodem|koodi\w*|tunnu\w*|is|was|are|on|oli|to|jest|by[łl]\w*|o|of|with|the|my|our|it|mojego|m[óo]j|moje"
    r"|minun|mun|se|przewozow\w*|kreskow\w*|seryjn\w*|oznaczon\w*|dated|i|we|placed|says|said|shows|kertoo|sanoo|pokazuje|m[óo]wi)(?!\w))?){0,6}"
)
_NAMED_BEFORE = re.compile(  # a word in quotes of its own is a column's name in a row of JSON, which tells nothing
    rf"(?<![^\W_])(?:(?P<code>{_CODES})|(?P<personal>{_PERSONAL}))(?!['\"]){_BETWEEN}\Z", re.IGNORECASE
)
_CODE_AFTER = re.compile(
    r"[\s,(]*(?:(?:is|was|on|oli|to|jest|as)\s+)?"
    r"(?:(?:the|my|our|an?|minun|mun|se|m[óo]j|moje|nr|numer\w*|number)\s+){0,3}"
    rf"(?:(?:of|for)\s+)?(?:(?:the|my|our|mojego|mojej|tego|tej)\s+)?(?:{_CODES})(?![^\W_])",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?:(?<=[^\W\d_]{5})\.|[!?])\s")  # after a whole word: "order. 123", not "ref. 123"
_IN_LINK = re.compile(r"://\S*\Z")  # a page's own numbers
_PHONE_BEFORE = re.compile(
    r"(?<![^\W_])(?:tel|tlf|tfn|telef\w*|puh|puhelin\w*|p|phones?|mobile|cell|gsm|fax|faks\w*|whats ?app\w*|sms|viber"
    r"|kom|kom[óo]rk\w*|(?:za|od|po)?dzwo[nń]\w*|call(?:ed|ing)?|ring|rang|text me|kontakt\w*|contact|reach(?:ed)?"
    r"|soit\w*|tavoit\w*|yhteys\w*|numero(?:ni|on|sta)?|numer(?:em|u|ze)?|number|nr tel\w*)(?![^\W_])",
    re.IGNORECASE,
)
_PHONE_LABEL = re.compile(
    r"(?<![^\W_])(?:tel|tlf|tfn|telefon\w*|puh|puhelin|puhelinnumero\w*|phone|mobile|cell|gsm|fax|faks\w*|whats ?app\w*"
    r"|sms|kom|kom[óo]rk\w*)\.?(?:\s+(?:no|nr|number|numer\w*|is|on|to|me at|at))?[\s:.=#(+]*\Z",
    re.IGNORECASE,
)
_QUANTITY_AFTER = re.compile(
    rf"[{SPACE}]?(?:€|\$|£|%|‰|°|(?:zł\w*|zl|pln|eur\w*|euro\w*|usd|gbp|sek|kr|snt|nok|dkk|chf|czk|huf|idr|tys|mln|mrd|mm|cm|m|km|g|kg|mg|ml|l|dl"
    r"|kwh|wh|mah|w|kw|v|hz|mhz|ghz|gb|mb|tb|kb|px|dpi|rpm|kpl|szt|pcs|pieces|units|people|users|miles|steps|askelta"
    r"|min|minu\w*|tun(?:ti|nin)\w*|päivä\w*|viiko\w*|viikko\w*|vuotta|vuoden|tähte\w*|godz\w*|dni|tyg\w*|lat|gwiazd\w*"
    r"|hours?|days?|weeks?|years?|stars?|kilometri\w*|metri\w*|henke\w*|osób|sztuk|million|miljoon\w*)(?![^\W_]))",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(rf"(?:€|\$|£|(?<![^\W_])(?:eur|pln|usd|gbp|sek))[{SPACE}]?\Z", re.IGNORECASE)


def listed(words: str) -> frozenset[str]:
    """The words of a list as it reads best in source: parted by spaces."""
    return frozenset(words.split())


def stands_free(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is no part of a longer word, number or product code such as ``HX-123456-789``."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() or after.isalnum():
        return False
    if before in _JOINS and text[start - 2 : start - 1].isalnum() and start > 1 and not _labels(text, start - 1):
        return False
    return not (after in _JOINS_AFTER and text[end + 1 : end + 2].isdigit())


def names_a_code(text: str, start: int, end: int) -> bool:
    """Whether the words beside it say that the number is an order's, a parcel's, a product's or the like."""
    named = _named_before(text, start)
    if named is not None and named["code"] is None:
        return False
    if named is not None and _SENTENCE_END.search(text, named.end("code"), start) is None:
        return True
    if _IN_LINK.search(text, max(0, start - _NEAR), start) is not None:
        return True
    if not text[end : end + 4].strip(" \t\n,(")[:1].isalpha():
        return False
    return _CODE_AFTER.match(text, end, min(len(text), end + _AFTER)) is not None


def names_personal_data(text: str, start: int) -> bool:
    """Whether a word before it says that the number is a person's or a company's: PESEL, Y-tunnus, card …"""
    named = _named_before(text, start)
    return named is not None and named["personal"] is not None


def names_a_company(text: str, start: int) -> bool:
    """Whether a word before it says that the number is a company's: NIP, Y-tunnus, VAT …"""
    named = _named_before(text, start)
    return named is not None and named["personal"] is not None and _COMPANY.match(named["personal"]) is not None


def _named_before(text: str, start: int) -> re.Match[str] | None:
    earliest = max(0, start - _NEAR)
    return _NAMED_BEFORE.search(text, earliest, start) if _LETTER.search(text, earliest, start) else None


def names_a_phone(text: str, start: int, *, directly: bool = False) -> bool:
    """Whether the words before, or ``directly`` the very word before, speak of a telephone."""
    if directly:
        if not text[max(0, start - 4) : start].rstrip(_LABEL_ENDS)[-1:].isalpha():
            return False
        return _PHONE_LABEL.search(text, max(0, start - _NEAR // 2), start) is not None
    earliest = max(0, start - _NEAR)
    return (
        _LETTER.search(text, earliest, start) is not None and _PHONE_BEFORE.search(text, earliest, start) is not None
    )


def names_a_quantity(text: str, start: int, end: int) -> bool:
    """Whether a currency or a unit stands beside the number."""
    return (
        _QUANTITY_AFTER.match(text, end) is not None
        or _MONEY_BEFORE.search(text, max(0, start - 5), start) is not None
    )


_JOINS = frozenset("-./\u2010\u2011\u2012\u2013\u2212")
_JOINS_AFTER = frozenset("-.\u2010\u2011\u2012\u2013\u2212")
_LABEL = re.compile(r"(?<![^\W_])(?:pesel|nip|hetu|y-?tunnus|iban|tel|puh|gsm|vat|kom|fi|pl)\Z", re.IGNORECASE)


def _labels(text: str, end: int) -> bool:
    """Whether a word that announces a number ends here, as in ``hetu-131052-308T`` or ``tel.600 100 200``.

    A full stop after any word of letters ends a sentence written without a space; a long dash parts two thoughts.
    """
    if text[end : end + 1] in (".", "\u2013"):
        return not text[end - 1 : end].isdigit()
    return text[end : end + 1] == "/" or _LABEL.search(text, max(0, end - 10), end) is not None
