"""How people are reached online: e-mail addresses, spelled-out ones too, and handles of social media."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight_synth.ingest.privacy.surroundings import listed

__all__ = ["find_emails", "find_handles", "find_spelled_emails"]

Spans = Iterator[tuple[int, int]]

_EMAIL = re.compile(
    r"(?<![\w.+%'’&=~-])['’.+%&=~-]*+"
    r"(?P<mail>\w[\w.+%'’&=~-]*+@(?:[\w-]{1,63}\.){1,8}(?:xn--[a-z0-9-]{2,30}|[^\W\d_]{2,24}))(?![^\W_])",
    re.IGNORECASE,
)
_DOMAINS = (
    r"(?:fi|pl|com|net|org|eu|se|de|ee|lv|lt|no|dk|uk|co\.uk|com\.pl|edu|info|biz|io|me|fr|es|it|nl|be|at|ch|cz|sk|us|ie)"
)
_LOCAL_PART = r"(?<![\w.+-])(?P<local>\w[\w+-]{0,40}(?:(?:\.|[ ](?:dot|piste|kropka)[ ])\w[\w+-]{0,40}){0,3})"
_DOT = r"(?:[ ]?[(\[{][ ]?(?:dot|piste|kropka|\.)[ ]?[)\]}][ ]?|[ ](?:dot|piste|kropka)[ ]|\.)"
_WORD_DOT = r"(?:[ ](?:dot|piste|kropka)[ ])"
_BRACKETED = re.compile(
    rf"{_LOCAL_PART}[ ]?[(\[{{][ ]?(?:at|ät|ät-merkki|miukumauku|ma[łl]pa|@|a)[ ]?[)\]}}][ ]?"
    rf"\w[\w-]{{0,40}}(?:{_DOT}\w[\w-]{{0,40}}){{0,3}}{_DOT}{_DOMAINS}(?![\w-])",
    re.IGNORECASE,
)
_SPACED = re.compile(
    rf"{_LOCAL_PART}(?:[ ]@[ ]?|@[ ])\w[\w-]{{0,40}}(?:\.[\w-]{{1,40}}){{0,3}}\.{_DOMAINS}(?![\w-])", re.IGNORECASE
)
_SPOKEN = re.compile(
    rf"{_LOCAL_PART}[ ](?:at|ät|miukumauku|ma[łl]pa)[ ]"
    rf"\w[\w-]{{0,40}}(?:{_WORD_DOT}\w[\w-]{{0,40}}){{0,3}}{_WORD_DOT}{_DOMAINS}(?![\w-])",
    re.IGNORECASE,
)
_PRICE = re.compile(r"[\d.]+")  # "49.99 @ shop.com"
_NO_MAILBOX = listed(
    "us it me them him her you look looks looked looking available found find buy bought buying order ordered "
    "online is are was were be here there website site shop visit see read more stay stayed work works working "
    "arrived sold sale cheaper good better best everything anything nothing prices price"
)
_HANDLE = re.compile(r"(?<![\w@.])@(?:[^\W\d]\w{1,39}|\d{1,8}[^\W\d]\w{2,30})(?:[.-]\w{1,40}){0,3}(?!@)")
_REDDIT = re.compile(r"(?<![\w./])/?u/[A-Za-z0-9_-]{3,20}(?![\w/-])")
_NETWORK = re.compile(
    r"(?<!\w)(?:instagram|insta|ig|twitter|tiktok|snapchat|snap|telegram|discord|threads|bluesky)(?:[ ]?[:=][ ]?|[ ])"
    r"(?P<name>(?=[\w.]{0,30}?(?:[_\d]|\.\w))[a-z0-9](?:[\w]|\.(?=\w)){2,29})(?!\w)",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"(?:instagram|twitter|x|tiktok|facebook|fb|threads|t|linkedin)\.(?:com|me|net)/(?:in/|@)?"
    r"(?P<name>[A-Za-z][\w.-]{1,38}\w)",
    re.IGNORECASE,
)
_PAGES = listed(
    "about help explore legal privacy terms login signup groups pages events hashtag search watch reel reels "
    "stories marketplace home intent share sharer posts business policies status p in company"
)
_NOT_NAMES = listed(
    "home work school office media here all everyone everybody channel night least last the"
)


def find_emails(text: str) -> Spans:
    """E-mail addresses, in domains of any script."""
    for found in _EMAIL.finditer(text):
        yield found.span("mail")


def find_spelled_emails(text: str) -> Spans:
    """``matti (at) firma.fi``, ``matti at firma piste fi``, ``jan małpa firma kropka pl``, ``matti @ firma.fi``."""
    found = [match.span() for match in _BRACKETED.finditer(text)]
    found += [match.span() for match in _SPACED.finditer(text) if not _PRICE.fullmatch(match["local"])]
    found += [match.span() for match in _SPOKEN.finditer(text) if match["local"].casefold() not in _NO_MAILBOX]
    last = 0
    for start, end in sorted(found):
        if start >= last:
            yield start, end
            last = end


def find_handles(text: str) -> Spans:
    """``@name``, ``u/name``, a name told after that of a network, a profile's name in an address."""
    found = [match.span() for match in _HANDLE.finditer(text) if match[0][1:].casefold() not in _NOT_NAMES]
    if "u/" in text:
        found += [match.span() for match in _REDDIT.finditer(text)]
    found += [match.span("name") for match in _NETWORK.finditer(text)]
    found += [match.span("name") for match in _PROFILE.finditer(text) if match["name"].casefold() not in _PAGES]
    last = 0
    for start, end in sorted(found):
        if start >= last:
            yield start, end
            last = end
