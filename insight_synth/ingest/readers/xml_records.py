"""XML of repeated records: forum dumps, RSS and Atom feeds of reviews, and what else is one element a record.

Attributes and inner elements become columns, nested ones under dotted names. Known shapes get standard names: the
StackExchange dumps (``row`` elements), RSS items and Atom entries; a workbook as XML goes to ``xml_spreadsheet``. A
document that defines entities is refused; nothing is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from insight_synth.errors import BadInput
from insight_synth.ingest.readers import xml_spreadsheet
from insight_synth.ingest.readers.encoding import text_encoding
from insight_synth.ingest.readers.markup import text_of_markup
from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.readers.reasons import reason_of
from insight_synth.model import Row

__all__ = ["read_xml"]

_DEEPEST = 12
_MOST_COLUMNS = 2_000
_MOST_PATHS = 20_000
_REMEDY = "Export it again, or save it as JSON or CSV"
_PREFIX = re.compile(r"(</?)[\w.-]+:")
_MARKUP = re.compile(r"</(?:p|div|li|a|em|strong|b|i|code|pre|span|blockquote|h[1-6])>|<br\s*/?>", re.IGNORECASE)
_ALWAYS_RECORDS = frozenset({"item", "entry", "row"})  # even where there is only one
_MARKUP_NAMES = frozenset({
    "p", "br", "div", "span", "b", "i", "u", "em", "strong", "a", "ul", "ol", "li", "pre", "code", "blockquote", "sub",
    "sup", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "small", "font",
})  # fmt: skip
_INNER_SHARE = 0.5  # of a record's words that inner records must hold to be the records themselves

Path_ = tuple[str, ...]
"""The names of an element and all above it, the root's first."""


def read_xml(file: Path) -> Reading:
    """The records of an XML document. Locators are ``item n``.

    Standard columns are given to known shapes; all other attributes and elements keep their names beside them.

    Raises:
        BadInput: not well-formed before the first record, with entities of its own, or with more than 2,000 columns.
    """
    survey, encoding = _surveyed(file)
    if survey.root_tag == f"{{{xml_spreadsheet.NAMESPACE}}}Workbook":
        return xml_spreadsheet.read_xml_workbook(file)
    record = survey.record()
    if record is None:
        raise BadInput("it holds no records", where=str(file), remedy=_REMEDY)
    notes = [f"records found in <{'/'.join(record)}>"]
    beside = {path[-1]: count for path, count in survey.count.items() if survey.stands_beside(path, record)}
    if beside:
        left = ", ".join(f"<{name}> ({count})" for name, count in sorted(beside.items())[:8])
        notes.append(f"elements beside the records left out: {left}")
    columns: dict[str, None] = {}
    for row in _rows(file, encoding, survey, record):
        columns.update(dict.fromkeys(row.values))
        if len(columns) > _MOST_COLUMNS:
            raise BadInput(f"more than {_MOST_COLUMNS:,} columns", where=str(file), remedy=_REMEDY)
    ordered = dict.fromkeys([*(name for name in _STANDARD if name in columns), *columns])
    return Reading("xml", encoding or "utf-8", _rows(file, encoding, survey, record), tuple(ordered), notes)


# ---- where the records are ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Survey:
    """How often each path occurs, how many words it holds with all below it, and whether it has parts."""

    count: Counter[Path_] = field(default_factory=Counter)
    size: Counter[Path_] = field(default_factory=Counter)
    repeated: set[Path_] = field(default_factory=set)  # twice under one parent
    structured: set[Path_] = field(default_factory=set)  # with inner elements or several attributes
    root: Path_ = ()
    root_tag: str = ""  # with its namespace

    def record(self) -> Path_ | None:
        """The outermost path that repeats and holds most words; what it groups, where it does little else."""
        below: dict[Path_, list[Path_]] = {}
        for inner in self.count:
            below.setdefault(inner[:-1], []).append(inner)
        path = self.root
        while (records := self._repeated_inside(path, below)) is not None:
            if path in self.repeated and self.size[records] < _INNER_SHARE * self.size[path]:
                break
            path = records
        if path not in self.repeated:  # a single record, or a list of words alone
            plain = [inner for inner in self.repeated if inner not in self.structured]
            longest = max(plain, key=lambda inner: (self.size[inner], inner), default=path)
            if plain and self.size[longest] >= _INNER_SHARE * self.size[path]:
                return longest
            path = self._single(path, below)
        return path if path in self.structured else None

    def _repeated_inside(self, path: Path_, below: Mapping[Path_, list[Path_]]) -> Path_ | None:
        """The repeated element with parts that is reached through the largest element of each level."""
        while inner := [one for one in below.get(path, []) if one in self.structured]:
            path = max(inner, key=lambda one: (self.size[one], one))
            if path in self.repeated or path[-1] in _ALWAYS_RECORDS:
                return path
        return None

    def _single(self, path: Path_, below: Mapping[Path_, list[Path_]]) -> Path_:
        """The one record of a document, inside elements that hold nothing but it."""
        while len(below.get(path, [])) == 1 and below[path][0] in self.structured:
            path = below[path][0]
        return path

    def stands_beside(self, path: Path_, record: Path_) -> bool:
        return path[:-1] == record[:-1] and path != record and path in self.structured and path in self.repeated


def _surveyed(file: Path) -> tuple[_Survey, str]:
    """The survey, and the encoding to read with: "" for what the document says itself."""
    from lxml import etree

    try:
        return _survey(file, ""), ""
    except etree.XMLSyntaxError as error:
        if "encoding" not in str(error).lower() and "utf-8" not in str(error).lower():
            raise BadInput(f"not valid XML: {reason_of(error)}", where=str(file), remedy=_REMEDY) from None
    encoding = text_encoding(file).removesuffix("-sig")
    try:
        return _survey(file, encoding), encoding
    except (etree.XMLSyntaxError, LookupError) as error:
        raise BadInput(f"not valid XML: {reason_of(error)}", where=str(file), remedy=_REMEDY) from None


def _survey(file: Path, encoding: str) -> _Survey:
    """Raises what the parser does where there is not one whole element; what breaks later is said among the rows."""
    from lxml import etree

    found = _Survey()
    path: list[str] = []
    sizes: list[int] = []
    seen: list[set[str]] = [set()]
    try:
        for event, element in _events(file, encoding):
            if event == "start":
                name = _name(element)
                found.root_tag = found.root_tag or element.tag
                if name in seen[-1] and name not in _MARKUP_NAMES:
                    found.repeated.add((*path, name))
                seen[-1].add(name)
                if path and name not in _MARKUP_NAMES:
                    found.structured.add(tuple(path))
                path.append(name)
                sizes.append(sum(map(len, element.values())))
                seen.append(set())
                continue
            here = tuple(path)
            found.root = found.root or here[:1]
            if len(element.attrib) > 1:
                found.structured.add(here)
            size = sizes.pop() + len((element.text or "").strip())
            found.count[here] += 1
            found.size[here] += size
            if len(found.count) > _MOST_PATHS:
                raise BadInput("elements of too many kinds to be records", where=str(file), remedy=_REMEDY)
            path.pop()
            seen.pop()
            if sizes:
                sizes[-1] += size
            _release(element)
    except etree.XMLSyntaxError:
        if not found.count:
            raise
        found.root = found.root or tuple(path[:1])
        for depth in range(len(path), 0, -1):  # what stood open when it broke
            found.size[tuple(path[:depth])] += sizes[depth - 1]
            if depth > 1:
                sizes[depth - 2] += sizes[depth - 1]
            found.count[tuple(path[:depth])] += 1
    return found


def _events(file: Path, encoding: str) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    with file.open("rb") as source:
        first = True
        for event, element in etree.iterparse(
            source, events=("start", "end"), encoding=encoding or None, resolve_entities=False, no_network=True,
            load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
        ):  # fmt: skip
            if first:
                first = False
                definitions = element.getroottree().docinfo.internalDTD
                if definitions is not None and next(definitions.iterentities(), None) is not None:
                    raise BadInput(
                        "it defines entities of its own, which is refused",
                        where=str(file),
                        remedy="Export it without a document type definition, or as JSON or CSV",
                    )
            yield event, element


def _release(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


# ---- records -----------------------------------------------------------------------------------------------------


def _rows(file: Path, encoding: str, survey: _Survey, record: Path_) -> Iterator[Row]:
    from lxml import etree

    path: list[str] = []
    number = 0
    groups = [record[:depth] for depth in range(2, len(record)) if record[:depth] in survey.repeated]
    context: dict[Path_, dict[str, str]] = {}
    try:
        for event, element in _events(file, encoding):
            if event == "start":
                path.append(_name(element))
                if tuple(path) in groups:
                    own = {f"{path[-1]}.{_local(name)}": value for name, value in element.items()}
                    context[tuple(path)] = own
                continue
            here = tuple(path)
            path.pop()
            if here == record:
                number += 1
                values: dict[str, str] = {}
                for group in groups:
                    values.update(context.get(group, {}))
                _flatten(element, "", values, 0)
                yield _row(f"item {number}", here[-1], values)
            elif here[:-1] in context and here not in survey.structured:  # a group's own words
                context[here[:-1]][f"{here[-2]}.{here[-1]}"] = _words(element)
            if len(here) <= len(record):
                _release(element)
    except etree.XMLSyntaxError as error:
        yield Row(f"item {number + 1}", {}, "", f"not valid XML from here on: {reason_of(error)}")


def _flatten(element: Any, prefix: str, values: dict[str, str], depth: int) -> None:
    for name, value in element.items():
        _put(values, f"{prefix}{_local(name)}", _readable(value))
    parts = list(element)
    if not parts or depth >= _DEEPEST or _is_mixed(element):
        if text := _words(element):
            _put(values, prefix.removesuffix(".") or "text", text)
        return
    plain = {_name(part) for part in parts if part.get("type") == "text"}
    for part in parts:
        name = _name(part)
        if not name or (name in plain and part.get("type") == "html"):  # the same words twice
            continue
        if len(part) and not _is_mixed(part) and part.get("type") != "xhtml":
            _flatten(part, f"{prefix}{name}.", values, depth + 1)
            continue
        _put(values, f"{prefix}{name}", _words(part))
        for attribute, value in part.items():
            if value and _local(attribute) not in ("type", "lang", "base"):
                _put(values, f"{prefix}{name}.{_local(attribute)}", _readable(value))


def _put(values: dict[str, str], name: str, text: str) -> None:
    values[name] = f"{values[name]}\n{text}" if values.get(name) and text else values.get(name) or text


def _is_mixed(element: Any) -> bool:
    """Whether it is a text with markup rather than a record with parts: words stand between its inner elements."""
    if all(_name(part) in _MARKUP_NAMES for part in element):
        return True
    return bool((element.text or "").strip()) or any((part.tail or "").strip() for part in element)


def _words(element: Any) -> str:
    if not len(element):
        return _readable(element.text or "")
    from lxml import etree

    inner = [etree.tostring(part, encoding="unicode") for part in element]
    return text_of_markup(_PREFIX.sub(r"\1", escape(element.text or "") + "".join(inner)))


def _readable(text: str) -> str:
    return text_of_markup(text) if "<" in text and _MARKUP.search(text) else text.strip()


def _name(element: Any) -> str:
    return _local(element.tag) if isinstance(element.tag, str) else ""


def _local(name: str) -> str:
    return name.rpartition("}")[2]


# ---- known shapes ------------------------------------------------------------------------------------------------

_STANDARD = ("text", "title", "date", "customer", "product", "rating", "id")
_STACK_EXCHANGE: Mapping[str, tuple[str, ...]] = {
    "text": ("Body", "Text"), "title": ("Title",), "date": ("CreationDate",), "id": ("Id",),
    "customer": ("OwnerUserId", "UserId", "OwnerDisplayName", "UserDisplayName"), "score": ("Score",),
}  # fmt: skip
_FEED: Mapping[str, tuple[str, ...]] = {
    "text": ("encoded", "content", "description", "summary"), "title": ("title",),
    "date": ("pubDate", "published", "updated", "date"), "id": ("guid", "id"),
    "customer": ("author.name", "creator", "author"), "rating": ("rating",),
}  # fmt: skip
_OF_FEEDS = frozenset({"pubDate", "published", "updated", "guid", "link", "link.href"})
_POSTS = frozenset({"1", "2"})  # PostTypeId of questions and answers


def _row(locator: str, element: str, values: dict[str, str]) -> Row:
    if element == "row" and "CreationDate" in values and values.keys() & {"Body", "Text"}:
        if "PostHistoryTypeId" in values:
            return Row(locator, values, "", "an earlier state of a post, kept apart", set_apart=True)
        named = _renamed(values, _STACK_EXCHANGE)
        if named.get("PostTypeId", "1") not in _POSTS:
            return Row(locator, named, "", "no question or answer, kept apart", set_apart=True)
        if named.get("customer") == "-1":
            return Row(locator, named, "", "a bot's message, kept apart", set_apart=True)
        return Row(locator, named)
    if element in ("item", "entry") and values.keys() & _OF_FEEDS:
        named = _renamed(values, _FEED)
        if element == "entry" and "artist" in values and "rating" not in values:
            return Row(locator, named, "", "the app's own entry, kept apart", set_apart=True)
        return Row(locator, named)
    return Row(locator, values)


def _renamed(values: Mapping[str, str], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The values with the first name found for each standard one; all others keep theirs."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for standard, given in names.items():
        name = next((name for name in given if values.get(name)), None)
        if name is not None:
            found[standard] = values[name]
            taken.add(name)
    others = {name: value for name, value in values.items() if name not in taken and name not in found}
    return {**found, **others}
