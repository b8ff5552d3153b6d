"""What the writer of a mail or reply wrote, apart from what they quoted and how they signed.

Nothing is thrown away: every line that is not blank is in exactly one of the three. English, Finnish, Polish, Swedish
and German habits are known. It decodes nothing and reads no file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from insight_synth.ingest.readers.markup import text_of_markup

__all__ = ["OwnWords", "own_words", "own_words_of_markup"]

_WROTE = r"(?:wrote|writes|schrieb|skrev|kirjoitti|napisała?|napisał\(a\)|pisze|a écrit|escribió)"
_ATTRIBUTION = re.compile(
    rf".{{4,200}}\b{_WROTE}(?:\s+\S.{{0,80}})?\s*:\s*$", re.IGNORECASE  # German names the writer after the verb
)
_OPENS_ATTRIBUTION = re.compile(r"(?:On|Am|Den|Le|El|W dniu|Dnia|[^\W\d]{2,4}\.?,?)\s.*\d", re.IGNORECASE)
_DATED = re.compile(r"\d{4}.*\d{1,2}[:.]\d{2}|\d{1,2}[:.]\d{2}.*\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_FORWARDED = re.compile(
    r"[-_ ]{2,}\s*(?:Original Message|Forwarded message|Alkuperäinen viesti|Välitetty viesti|Wiadomość oryginalna|"
    r"Oryginalna wiadomość|Wiadomość przekazana|Przekazana wiadomość|Ursprungligt meddelande|"
    r"Vidarebefordrat meddelande|Ursprüngliche Nachricht|Weitergeleitete Nachricht)\s*[-_ ]*$"
    r"|_{20,}\s*$|Begin forwarded message:$",
    re.IGNORECASE,
)
_HEADER_BLOCK = re.compile(r"\*?(?:From|Lähettäjä|Od|Von|Från)\*?:\*?\s.+", re.IGNORECASE)
_HEADER_NEXT = re.compile(
    r"\*?(?:Sent|Date|Lähetetty|Päivämäärä|Päiväys|Wysłano|Data|Gesendet|Datum|Skickat|To|Do|An|Till|Vastaanottaja)"
    r"\*?:\*?\s",
    re.IGNORECASE,
)
_PHONE_SIGNATURE = re.compile(
    r"(?:Sent from (?:my|Mail for|Outlook|Yahoo|Samsung)|Get Outlook for|Hanki Outlook|"
    r"Lähetetty (?:iPhone|iPad|Android|Samsung|Outlook|Huawei|puhelim|minun)|Wysłan[eoy] z|Pobierz aplikację Outlook|"
    r"Skickat från (?:min|Outlook)|Von meinem .{1,40} gesendet|Gesendet (?:von|mit) )",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"(?:(?:(?:with )?(?:best|kind|kindest|warm|warmest) (?:regards|wishes)|regards|best|sincerely(?: yours)?|"
    r"yours (?:sincerely|faithfully|truly)|cheers|many thanks|thanks|thank you|"
    r"(?:ystävällisin |parhain |kunnioittaen |lämpimin )?terveisin|ystävällisesti|terv\.?|t\.|yst\.? ?terv\.?|"
    r"pozdrawiam(?: serdecznie)?|z (?:poważaniem|wyrazami szacunku)|serdecznie pozdrawiam|pozdrowienia|"
    r"(?:med )?(?:vänliga?|bästa|hjärtliga) hälsning(?:ar)?|mvh|hälsningar|vänligen|"
    r"(?:mit )?(?:freundlichen?|besten?|vielen?|lieben?|herzlichen?|schönen?) (?:grüßen?|gruß|grüssen?)|mfg|lg|vg)"
    r"(?:\s+from\b.{0,30})?)\s*[,.!;:–-]*$",
    re.IGNORECASE,
)
_THANKS = re.compile(r"(?:many thanks|thanks|thank you|best|cheers|t\.)\W*$", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_a-zäöåąćęłńóśźżü][\w.'’-]*(?:\s+[\w.'’()-]+){0,3}[,.]?$")
_SIGNATURE_LINES = 12
_FAREWELL_LINES = 7
_SIGNED_LINE = 70
_LARGEST_MARKUP = 4 * 1024 * 1024  # letters; a larger body is read without regard to its marks
_MARKS = re.compile(r"<\s*blockquote\b|\b(?:class|id)\s*=", re.IGNORECASE)
_MARKING_LINE = 300  # letters; a longer line is prose, whatever it begins with


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A body in its three parts; together they hold every line of it that is not blank."""

    text: str
    quoted: str = ""
    signature: str = ""


def own_words(body: str) -> OwnWords:
    """A plain body, parted: quoted lines, the mail below a reply and the signature go; the rest is to the letter."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    own: list[str] = []
    quoted: list[str] = []
    signature: list[str] = []
    into = own
    at = 0
    while at < len(lines):
        line, bare = lines[at], lines[at].strip()
        if _opens_mail_below(lines, at):
            quoted += lines[at:]
            break
        if bare.startswith(">"):
            quoted.append(line)
            into = own  # what stands below a quotation answers it
        elif attributing := _attribution(lines, at):
            quoted += lines[at : at + attributing]
            at += attributing
            continue
        elif into is own and (line in ("-- ", "--") or bare == "—") and _signed_off(lines, at):
            signature.append(line)
            into = signature
        elif into is own and _PHONE_SIGNATURE.match(bare):
            signature.append(line)
        elif into is own and _says_farewell(lines, at):
            signature.append(line)
            into = signature
        else:
            into.append(line)
        at += 1
    return OwnWords(_block(own), _block(quoted), _block(signature))


def own_words_of_markup(markup: str) -> OwnWords:
    """The same of a body in HTML, where programs mark quotations and signatures as such."""
    import lxml.etree
    import lxml.html

    text = text_of_markup(markup)
    if len(markup) > _LARGEST_MARKUP or not _MARKS.search(markup):
        return own_words(text)
    try:
        page = lxml.html.fragment_fromstring(markup.replace("\0", ""), create_parent="div")
        _mark(page)
        marked = text_of_markup(lxml.html.tostring(page, encoding="unicode"))
    except (lxml.etree.LxmlError, ValueError, RecursionError, AssertionError):
        return own_words(text)
    lost = sum(map(str.isalnum, marked)) < sum(map(str.isalnum, text))  # the parser leaves out what is nested too deep
    return own_words(text if lost else marked)


# ---- lines


def _opens_mail_below(lines: list[str], at: int) -> bool:
    bare = lines[at].strip()
    if len(bare) > _MARKING_LINE:
        return False
    if _FORWARDED.match(bare):
        return any(line.strip() for line in lines[at + 1 :])
    return bool(_HEADER_BLOCK.match(bare)) and any(
        _HEADER_NEXT.match(after.strip()) for after in _said(lines, at + 1, 3)
    )


def _attribution(lines: list[str], at: int) -> int:
    """How many lines here say whose words are quoted below: 0, 1, or 2 where it is wrapped.

    Quoted lines must follow; without them it must name a date and an address, and then all below is that mail.
    """
    bare = lines[at].strip()
    if not bare or len(bare) > _MARKING_LINE:
        return 0
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    for length, said in ((1, bare), (2, f"{bare} {following}")):
        if length == 2 and (not following or following.startswith(">") or not _OPENS_ATTRIBUTION.match(bare)):
            break
        if not _ATTRIBUTION.match(said):
            continue
        below = _said(lines, at + length, 1)
        if below and below[0].strip().startswith(">"):
            return lines.index(below[0], at + length) - at
        if below and "@" in said and _DATED.search(said):
            return len(lines) - at
    return 0


def _signed_off(lines: list[str], at: int) -> bool:
    """Whether a signature stands below the dashes: a few lines to the end, or to what is quoted."""
    length = 0
    for below in range(at + 1, len(lines)):
        bare = lines[below].strip()
        if bare.startswith(">") or _opens_mail_below(lines, below) or _attribution(lines, below):
            break
        length += bool(bare)
        if length > _SIGNATURE_LINES:
            return False
    return True


def _says_farewell(lines: list[str], at: int) -> bool:
    """Whether this line takes leave, and nothing but a name and how to reach it stands below."""
    bare = lines[at].strip()
    if not bare or len(bare) > _SIGNED_LINE or not _FAREWELL.match(bare):
        return False
    below: list[str] = []
    for after in range(at + 1, len(lines)):
        if lines[after].strip().startswith(">") or _opens_mail_below(lines, after) or _attribution(lines, after):
            break
        if line := lines[after].strip():
            below.append(line)
        if len(below) > _FAREWELL_LINES:
            return False
    if not below:
        return not _THANKS.match(bare)
    short = all(len(line) <= _SIGNED_LINE for line in below)
    return short and bool(_NAME.match(below[0])) and not any("?" in line or len(line.split()) > 9 for line in below)


def _said(lines: list[str], start: int, most: int) -> list[str]:
    """The next lines that are not blank, none further off than a few lines."""
    return [line for line in lines[start : start + most + 2] if line.strip()][:most]


def _block(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()


# ---- markup

_QUOTES = ("gmail_quote", "yahoo_quoted", "protonmail_quote", "zmail_extra", "ms-outlook-mobile-reference-message")
_QUOTE_IDS = ("divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION")
_SIGNATURES = ("gmail_signature", "moz-signature", "yahoo-signature", "protonmail_signature_block")
_SIGNATURE_IDS = ("Signature", "ms-outlook-mobile-signature", "AppleMailSignature")


def _mark(page: Any) -> None:
    """Turns what programs mark into the marks of plain mail: quotations get ``>``, a signature its dashes."""
    for element in list(page.iter("blockquote", "div", "span", "table")):
        if not _within(element, page):
            continue
        classes, identity = (element.get("class") or "").split(), element.get("id") or ""
        if element.tag == "blockquote" or any(name in _QUOTES for name in classes):
            _replace(element, [f"> {line}" for line in _lines(element)])
        elif identity in _QUOTE_IDS and element.getparent() is not None:
            later = [below for below in element.itersiblings() if isinstance(below.tag, str)]
            quoted = [line for part in (element, *later) for line in _lines(part)]
            for below in later:
                below.drop_tree()
            _replace(element, [f"> {line}" for line in quoted])
        elif any(name in _SIGNATURES for name in classes) or identity in _SIGNATURE_IDS:
            lines = _lines(element)
            _replace(element, lines if lines and lines[0] in ("--", "-- ") else ["--", *lines] if lines else [])


def _within(element: Any, page: Any) -> bool:
    return element is not page and any(above is page for above in element.iterancestors())


def _lines(element: Any) -> list[str]:
    import lxml.html

    text = text_of_markup(lxml.html.tostring(element, encoding="unicode", with_tail=False))
    return text.split("\n") if text else []


def _replace(element: Any, lines: list[str]) -> None:
    import lxml.html

    block = lxml.html.Element("div")
    for line in lines:
        inner = lxml.html.Element("div")
        inner.text = line
        block.append(inner)
    block.tail = element.tail
    element.getparent().replace(element, block)
