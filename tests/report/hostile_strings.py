"""Two thousand strings that strangers may write: made the same way every time, of every kind that ever broke a page."""

# ruff: noqa: E501 - the tables below are read across

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import islice

SIZE = 2_000

MARKUP = (
    '<img src="/etc/passwd">', '<img src="file:///etc/passwd" onerror=alert(1)>', '<a href="javascript:alert(1)">x</a>',
    "</para><para>", "<font size=400>", "</font></para>", "<b><i>", "<br/><br/>", '<ondraw name="cite" label="1"/>',
    "<seq id=1/>", "<super>", '<index item="x"/>', "<script>alert(1)</script>", "</script><script>", "</style>", "<!--",
    "-->", "]]>", "<![CDATA[", "<?xml version='1.0'?>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;",
    "&#60;script&#62;", "&#x3c;b&#x3e;", "&lt;", "&amp;amp;", "&nbsp;", "&#0;", "&#xD800;", "&#x202e;", "<svg/onload=x>",
    "</title>", "</textarea>", "<base href=//evil>", "<meta http-equiv=refresh content=0>", '" onclick="x', "' x='",
    "<w:p>", "</w:t></w:r>", "<w:instrText>HYPERLINK</w:instrText>", "</t></si>", "<f>1+1</f>", "</svg>", "</details>",
)  # fmt: skip
MARKDOWN = (
    "[x](javascript:alert(1))", "![x](http://evil/x.png)", "<http://evil>", "**bold**", "__under__", "`code`", "```\ncode",
    "~~~", "# Title", "## Title", "> quote", "- item", "* item", "1. one", "| a | b |\n|---|---|", "|", "\\|", "---", "===",
    "[1]", "[2] [3]", "[1]: http://evil", "[^1]", "\\[", "\\", "~~gone~~", "$x^2$", ":smile:", "<details>", "    code",
    "http://evil.example/?a=b&c=d", "www.evil.example", "a\\\nb", "&copy;", "*" * 40, "_a_b_", "[x][y]", "![",
)  # fmt: skip
FORMULAS = (
    "=1+1", "=HYPERLINK(\"http://evil\",\"x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "|calc",
    "＝1+1", "%0A=1", "'=1", " =1", "=IMPORTXML(\"x\")", "-2+3+cmd|'x'", "=DDE(\"x\")", "{=1}", "#REF!", "1;2;3", "a,b\"c", "\"",
)  # fmt: skip
TOKENS = (
    "{figure theme:t001/voices}", "{cite 1}", "{quote 3}", "{theme t001}", "{source reviews}", "{{", "}}", "{", "}", "{0}",
    "{voices}", "%s %d %n", "%(x)s", "${HOME}", "$(id)", "`id`", "\\u202e", "\\x00", "\\n", "\\\\server\\share", "../../etc/passwd",
    "C:\\x", "javascript:alert(1)", "data:text/html,<b>", "file:///etc/passwd", "mailto:x", "NULL", "None", "nan", "true",
    "[table]", 'key = "x"', '{"is": "Report"}', "'; DROP TABLE x;--", "\"}],\"x\":[{", "(paren", "\\) Tj ET", "endstream endobj",
    "%%EOF", "<< /JS (x) >>", "/URI (x)", "BT /F1 12 Tf", "{ HYPERLINK x }", "{\\rtf1", "TOC \\o", "=\u00a0", "†", "[U+202E]", "▯",
)  # fmt: skip
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\ufe0e\u180e\u2061\u2064\u206a\ufff9\ufffb\U000e0041\U000e007f\u115f\u3164\u2800"
CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
NOBODYS = "\ud800\udbff\udc00\udfff\ufffe\uffff\ufdd0\U0001ffff\U0010ffff\ue000\uf8ff\U000f0000\U0010fffd\u0378\U0003fffd\ufffd"
MARKS = "\u0300\u0301\u0302\u0308\u0327\u0330\u0334\u0338\u0489\u20dd\u20e3\u036f\u0e4a\u0953\u05b8\u064b"
EMOJI = (
    "😡", "🫠", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇫🇮🇵🇱", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "👍🏽", "1️⃣", "❤️", "☎︎", "🫨", "🪿",
)  # fmt: skip
SCRIPTS = (
    "החבילה הגיעה מאוחר (3 ימים)", "وصل الطرد متأخراً جداً", "می‌خواهم", "配送が遅い。", "太慢了", "डिलीवरी देर से आई", "การจัดส่งล่าช้า",
    "Доставка опоздала", "Ελληνικά", "한국어 느려요", "ﬁne ﬂow ﬃ", "Ａ Ｂ", "ǅ ŉ ß İı", "𝔉𝔯𝔞𝔨𝔱𝔲𝔯", "𒀀𓀀", "ÅÄÖ ąćęłńóśźż", "e\u0301", "Å\u030a",
    "½ ² ™ №", "“”„‚‘’«»‹›", "–—−‐‑", "a\u00a0b\u2003c\u3000d", "م 12 ك 34",
)  # fmt: skip
PIECES = (MARKUP, MARKDOWN, FORMULAS, TOKENS, EMOJI, SCRIPTS)


def hostile_strings(size: int = SIZE) -> tuple[str, ...]:
    """``size`` different strings, every piece above alone among them; four in a thousand have 10,000 signs."""
    chance = random.Random(6)
    found = dict.fromkeys(_alone())
    makers: tuple[Callable[[random.Random], str], ...] = (_mixed, _mixed, _strewn, _heaped, _spaced, _any)
    while len(found) < size:
        place = len(found)
        found[_endless(chance) if place % 250 == 0 else makers[place % len(makers)](chance)] = None
    return tuple(islice((text for text in found if text.strip()), size))


def _alone() -> Iterator[str]:
    for pieces in PIECES:
        yield from pieces
    for signs in (TURNING, UNSEEN, CONTROLS, NOBODYS):
        yield from (f"a{sign}b" for sign in signs)


def _piece(chance: random.Random) -> str:
    return chance.choice(chance.choice(PIECES))


def _mixed(chance: random.Random) -> str:
    """Pieces one after another, with and without space between."""
    return chance.choice(("", " ", "\n", "\t")).join(_piece(chance) for _ in range(chance.randint(2, 5)))


def _strewn(chance: random.Random) -> str:
    """A sentence strewn with signs that cannot be seen."""
    signs = list(chance.choice(("Late again, and nobody called.", "Öljyä ja ääntä", "Zażółć gęślą jaźń", *SCRIPTS)))
    for _ in range(chance.randint(1, 8)):
        signs.insert(chance.randint(0, len(signs)), chance.choice(TURNING + UNSEEN + CONTROLS + NOBODYS))
    return "".join(signs)


def _heaped(chance: random.Random) -> str:
    """Marks heaped on letters."""
    return "".join(
        letter + "".join(chance.choices(MARKS, k=chance.choice((0, 1, 3, 6, 7, 40))))
        for letter in chance.choices("aZלe漢", k=6)
    )


def _spaced(chance: random.Random) -> str:
    """Words with many spaces and lines between."""
    gaps = (" " * 50, "\n" * 20, "\t\t", "\r\n", "\u2028", "\x85", "\u00a0" * 9, "\v\f")
    return "".join(f"{chance.choice(gaps)}{_piece(chance)}" for _ in range(4))


def _any(chance: random.Random) -> str:
    """Signs from all of Unicode, surrogates among them."""
    return "".join(
        chr(chance.choice((chance.randrange(0x500), chance.randrange(0x10000), chance.randrange(0x110000))))
        for _ in range(30)
    )


def _endless(chance: random.Random) -> str:
    """A word of 10,000 signs."""
    return (chance.choice(("A", "ä", "<b>", "=", "漢", "ا", "😡", "\u0301", "`", "&amp;", "\x00", "_")) * 10_000)[
        :10_000
    ] + str(chance.random())
