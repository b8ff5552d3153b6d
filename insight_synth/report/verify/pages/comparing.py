"""A PDF against the same report drawn anew: page by page what is drawn, linked, noted and in which fonts, then what
belongs to no page. A PDF that another program only saved again is the same; anything drawn over a page is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from insight_synth.report.verify.discrepancy import Discrepancy
from insight_synth.report.verify.pages.contents import drawn_data, drawn_otherwise, tokens
from insight_synth.report.verify.pages.objects import Pairing, Path, page_numbers
from insight_synth.report.verify.pages.opening import attached_files

_FROM_ABOVE = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")  # what a page takes from the tree above it
_OWN = frozenset({"/Contents", "/Annots", "/Parent", *_FROM_ABOVE})
_OF_SAVING = frozenset({"/Producer", "/ModDate"})  # what a program that saves a PDF again may say of itself
_ELSEWHERE = frozenset({"/Pages", "/Version", "/Extensions", "/Type", "/Names", "/Outlines"})
_RUNS = frozenset({"/OpenAction", "/AA"})
_WORDS = {
    "/AcroForm": "a form",
    "/Metadata": "a description of itself in XMP",
    "/OCProperties": "layers that can be hidden",
    "/StructTreeRoot": "another order of reading for assistive programs",
    "/Lang": "another language",
}
_SAID = {"/Title": "title", "/Author": "author", "/Subject": "subject", "/Keywords": "keywords", "/Creator": "creator"}
_MOST_MARKS = 100_000
_DEEPEST = 50


def apart(given: Any, drawn: Any) -> list[Discrepancy]:
    """Everything in which the PDF ``given`` is not the PDF ``drawn``, both opened by pypdf."""
    ours, theirs = list(drawn.pages), list(given.pages)
    places = _places(theirs, ours)
    # A link leads to the page of the report that stands there, wherever it was moved to.
    numbers = {theirs[at].indirect_reference.idnum: place for at, place in enumerate(places)}
    pairing = Pairing(numbers, page_numbers(ours))
    found = list(_order(places, len(ours)))
    for at, place in enumerate(places):
        if place:
            found += _page(pairing, theirs[at], ours[place - 1], at + 1)
    return [*found, *_inside(given, drawn), *_whole(pairing, given, drawn)]


# ---- pages -------------------------------------------------------------------------------------------------------


def _places(theirs: list[Any], ours: list[Any]) -> list[int]:
    """Which page of the report each page of the file is: by what it draws, else by where it stands; 0 for none."""
    drawn = [drawn_data(page) for page in ours]
    given = [drawn_data(page) for page in theirs]
    if len(given) == len(drawn) and all(map(bytes.__eq__, given, drawn)):
        return list(range(1, len(ours) + 1))
    expected: dict[bytes, list[int]] = {}
    for place, data in enumerate(drawn, start=1):
        expected.setdefault(b" ".join(tokens(data)), []).append(place)
    held = [expected.get(b" ".join(tokens(data)), []) for data in given]
    places = [at if at in same else (same[0] if same else 0) for at, same in enumerate(held, start=1)]
    free = sorted({*range(1, len(ours) + 1)} - set(places))
    same_count = len(given) == len(drawn)
    for at, place in enumerate(places):
        if not place and free:
            # What was drawn over stands where it stood, or where the next page that is missing would.
            places[at] = at + 1 if same_count and at + 1 in free else free[0]
            free.remove(places[at])
    return places


def _order(places: list[int], of: int) -> Iterator[Discrepancy]:
    if len(places) != of:
        yield _altered(f"the PDF has {len(places)} pages, the report {of}")
    for place in sorted({*range(1, of + 1)} - set(places)):
        yield _altered(f"page {place} of the report is missing", place)
    seen: set[int] = set()
    newest = 0
    for at, place in enumerate(places, start=1):
        if not place:
            yield _altered(f"page {at} is no page of the report", at)
        elif place in seen:
            yield _altered(f"page {at} is page {place} of the report once more", at)
        elif place < newest:
            yield _altered(f"page {at} is page {place} of the report, out of its order", at)
        seen.add(place)
        newest = max(newest, place)


def _page(pairing: Pairing, given: Any, drawn: Any, number: int) -> Iterator[Discrepancy]:
    data, expected = drawn_data(given), drawn_data(drawn)
    if data != expected:
        pieces = tokens(data), tokens(expected)
        if pieces[0] != pieces[1]:
            there, here = (str(page.extract_text() or "") for page in (given, drawn))
            yield _altered(drawn_otherwise(number, there, here, *pieces), number)
    for key in _FROM_ABOVE:
        path = pairing.apart([_above(given, key)], [_above(drawn, key)])
        if path is not None:
            yield _altered(f"page {number} {_described((key, *path[1:]))}", number)
    yield from _notes(pairing, given, drawn, number)
    path = pairing.apart(_bare(given), _bare(drawn), but=_OWN)
    if path is not None:
        yield _altered(f"page {number} {_described(path)}", number)


def _notes(pairing: Pairing, given: Any, drawn: Any, number: int) -> Iterator[Discrepancy]:
    """The links, and whatever else lies on the page."""
    theirs, ours = (_list(page.get("/Annots")) for page in (given, drawn))
    if len(theirs) != len(ours):
        kinds = [[_kind(note) for note in notes] for notes in (theirs, ours)]
        more = sorted({kind for kind in kinds[0] if kinds[0].count(kind) > kinds[1].count(kind)})
        told = f"has more on it than the attached report: {', '.join(more)}" if more else "lacks links of the report"
        yield _altered(f"page {number} {told}", number)
        return
    for one, other in zip(theirs, ours, strict=True):
        path = pairing.apart([one], [other], but=frozenset())
        if path is None:
            continue
        inner = path[1] if len(path) > 1 else ""
        if inner == "/Subtype":
            told = f"has on it what the attached report does not: {_kind(one)}"
        elif inner in {"/Dest", "/A", "/PA"}:
            told = "has a link that leads elsewhere than in the attached report"
        elif inner == "/Rect":
            told = f"has {_kind(one)} elsewhere than the attached report"
        else:
            told = f"has {_kind(one)} that is not as in the attached report ({inner.strip('/') or 'all of it'})"
        yield _altered(f"page {number} {told}", number)


def _kind(note: Any) -> str:
    kind = str(note.get_object().get("/Subtype", "")).strip("/")
    return "a link" if kind == "Link" else f"a note ({kind or 'of no kind'})"


def _described(path: Path) -> str:
    if "/Font" in path:
        return "is set in other fonts than the attached report"
    if "/XObject" in path or "/Pattern" in path:
        return "holds an image or a drawn form that the attached report does not"
    if "/ExtGState" in path:
        return "is drawn with another transparency than the attached report"
    if path[0] in {"/MediaBox", "/CropBox", "/Rotate", "/TrimBox", "/BleedBox", "/ArtBox", "/UserUnit"}:
        return f"is cut or turned otherwise than in the attached report ({path[0].strip('/')})"
    if path[0] in _RUNS:
        return "has something that runs when it is opened"
    return f"is not as in the attached report ({' '.join(part.strip('/') for part in path[:3])})"


def _above(page: Any, key: str) -> Any:
    """What the page has, or takes from the tree above it; the visible part is the whole where none is named."""
    node, steps = page, 0
    while node is not None and steps < _DEEPEST:
        if key in node:
            return node.raw_get(key)
        parent = node.get("/Parent")
        node, steps = None if parent is None else parent.get_object(), steps + 1
    if key == "/CropBox":
        return _above(page, "/MediaBox")
    return 0 if key == "/Rotate" else None


def _bare(page: Any) -> Any:
    return page.indirect_reference.get_object()


def _list(value: Any) -> list[Any]:
    held = None if value is None else value.get_object()
    return list(held) if isinstance(held, list) else []


# ---- what belongs to no page -------------------------------------------------------------------------------------


def _inside(given: Any, drawn: Any) -> Iterator[Discrepancy]:
    """The files inside: the report, its quotations, and nothing else."""
    theirs, ours = attached_files(given), dict(attached_files(drawn))
    names = [name for name, _ in theirs]
    for name in sorted(set(names)):
        if name not in ours:
            yield _altered(f"a file was put inside that the report does not have: {name!r}", kind="file")
        elif names.count(name) > 1:
            yield _altered(f"the file {name} is inside more than once", kind="file")
    held = dict(theirs)
    for name, content in sorted(ours.items()):
        if name not in held:
            yield _altered(f"the file {name} inside is missing", kind="file")
        elif held[name] != content and name.endswith(".csv"):
            lines = (text.decode("utf-8", "replace") for text in (held[name], content))
            there, here = difference_of_lines(*lines)
            yield Discrepancy("file", f"the file {name} inside", there, here, beside="the attached report")


def difference_of_lines(one: str, other: str) -> tuple[str, str]:
    """The first line in which two texts differ, from both."""
    from insight_synth.report.verify.discrepancy import difference

    for left, right in zip(one.split("\r\n"), other.split("\r\n"), strict=False):
        if left != right:
            return difference(left, right)
    return difference(one, other)


def _whole(pairing: Pairing, given: Any, drawn: Any) -> Iterator[Discrepancy]:
    roots = [reader.trailer["/Root"].get_object() for reader in (given, drawn)]
    keys = {str(key) for root in roots for key in root if str(key) not in _ELSEWHERE}
    for key in sorted(keys):
        path = pairing.apart([root.raw_get(key) if key in root else None for root in roots[:1]],
                             [root.raw_get(key) if key in root else None for root in roots[1:]])  # fmt: skip
        if path is not None:
            runs = "something that runs when it is opened" if key in _RUNS else f"other settings ({key.strip('/')})"
            yield _altered(f"the PDF has {_WORDS.get(key, runs)} that the attached report does not", kind="file")
    yield from _named(pairing, *roots)
    bookmarks = [_bookmarks(root, numbers) for root, numbers in zip(roots, pairing.pages, strict=True)]
    if bookmarks[0] != bookmarks[1]:
        yield _altered("the bookmarks are not those of the attached report", kind="file")
    yield from _description(given, drawn)


def _named(pairing: Pairing, *roots: Any) -> Iterator[Discrepancy]:
    """The trees of names but that of files: destinations, and scripts."""
    trees = [root["/Names"].get_object() if "/Names" in root else {} for root in roots]
    for key in sorted({str(key) for tree in trees for key in tree} - {"/EmbeddedFiles"}):
        left, right = ([tree.raw_get(key)] if key in tree else [None] for tree in trees)
        if pairing.apart(left, right) is not None:
            told = "scripts" if key == "/JavaScript" else f"other names ({key.strip('/')})"
            yield _altered(f"the PDF has {told} that the attached report does not", kind="file")


def _bookmarks(root: Any, numbers: dict[int, int]) -> list[tuple[int, str, str]]:
    """Every bookmark: its depth, its words and where it leads."""
    held = root.get("/Outlines")
    found: list[tuple[int, str, str]] = []
    waiting = [(0, held.get_object().get("/First"))] if held is not None else []
    while waiting:
        depth, mark = waiting.pop()
        if mark is None:
            continue
        mark = mark.get_object()
        found.append((depth, str(mark.get("/Title", "")), _leads(mark, numbers)))
        if len(found) > _MOST_MARKS:
            raise ValueError("endless bookmarks")
        waiting += [(depth, mark.get("/Next")), (depth + 1, mark.get("/First"))]
    return found


def _leads(mark: Any, numbers: dict[int, int]) -> str:
    if "/A" in mark:
        return str(mark["/A"].get_object().get("/S", "an action"))
    held = mark.get("/Dest")
    held = None if held is None else held.get_object()
    if not isinstance(held, list):
        return str(held)
    first = held[0] if held else None
    rest = [f"{float(part):.2f}" if isinstance(part, int | float) else str(part) for part in held[1:]]
    return " ".join([str(numbers.get(getattr(list.__getitem__(held, 0), "idnum", 0), first)) if held else "", *rest])


def _description(given: Any, drawn: Any) -> Iterator[Discrepancy]:
    """Title, author and the like."""
    theirs, ours = ({str(key): str(held) for key, held in (reader.metadata or {}).items()} for reader in (given, drawn))
    for key in sorted({*theirs, *ours} - _OF_SAVING):
        if theirs.get(key) != ours.get(key):
            name = _SAID.get(key, key.strip("/"))
            yield Discrepancy("file", f"the PDF's {name}", theirs.get(key, ""), ours.get(key, ""),
                              beside="the attached report")  # fmt: skip


def _altered(what: str, page: int = 0, *, kind: str = "page") -> Discrepancy:
    return Discrepancy("file" if kind == "file" else "page", what, page=page)
