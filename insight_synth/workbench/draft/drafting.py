"""A report's draft as a page shows it: what can be edited by part of the report, what an edit left unbound, whose
quotations can be chosen, and what an exported file is called.

No Streamlit and no words: what a draft is, and what changes it, is told by ``report.editing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from insight_synth.model import Citation, Draft, Language, Passage, Snapshot
from insight_synth.report.document import Action, Cited, Finding, Prose, Quotes, Report, Span, Text, Verdict
from insight_synth.report.editing import Flag, Item, understood, unworded, with_quotes, worded
from insight_synth.store.versions import Kept

MOST_QUOTES = 5
"""Quotations that can be chosen for one place."""
ON_FIRST_PAGE = ("lead", "findings", "contradictions", "asked", "actions", "sources", "rest")
"""The parts of the first page, in reading order."""
CHAPTERS = ("themes", "answers", "sources", "parts")
"""What follows the first page."""
_PART = {
    "lead": "lead", "finding": "findings", "contradiction": "contradictions", "asked": "asked", "action": "actions",
    "stop": "sources", "stop-cost": "sources", "fix": "sources", "track": "sources",
}  # fmt: skip
_CHAPTER = {"theme": "themes", "question": "answers", "source": "sources"}
_CHANGED = frozenset({"figure_changed", "figure_gone", "quotation_changed", "quotation_gone"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A section with what can be edited in it; ``head`` is the section itself."""

    head: Item
    items: tuple[Item, ...]

    @property
    def edited(self) -> bool:
        """Whether a person changed anything in it."""
        return any(item.written != "drafted" or item.removed for item in (self.head, *self.items))


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything that can be edited, as the page groups it; parts that hold nothing and take nothing are left out."""

    cover: tuple[Item, ...]
    first_page: tuple[tuple[str, tuple[Item, ...]], ...]  # by part of ON_FIRST_PAGE
    chapters: tuple[tuple[str, tuple[Leaf, ...]], ...]  # by CHAPTERS


def outline(items: Iterable[Item], report: Report, drafted: Report) -> Outline:
    """The items by part of the report. ``drafted`` tells of what kind a removed section is."""
    kinds = {section.id: section.kind for one in (report, drafted) for section in one.sections}
    cover: list[Item] = []
    first: dict[str, list[Item]] = {part: [] for part in ON_FIRST_PAGE}
    leaves: dict[str, dict[str, list[Item]]] = {chapter: {} for chapter in CHAPTERS}
    heads: dict[str, Item] = {}
    for item in items:
        kind = kinds.get(item.id if item.kind == "section" else item.section, "")
        if item.kind in ("cover", "foreword"):
            cover.append(item)
        elif item.kind == "section":
            heads[item.id] = item
            if kind != "story":
                leaves[_CHAPTER.get(kind, "parts")].setdefault(item.id, [])
        elif kind == "story":
            first[_PART.get(item.id.partition(":")[0], "rest")].append(item)
        else:
            leaves[_CHAPTER.get(kind, "parts")].setdefault(item.section, []).append(item)
    return Outline(
        tuple(cover),
        tuple((part, tuple(found)) for part, found in first.items() if found or part in ("findings", "actions")),
        tuple(
            (chapter, tuple(Leaf(heads[at], tuple(held)) for at, held in found.items() if at in heads))
            for chapter, found in leaves.items()
            if found
        ),
    )


def printed(report: Report, item_id: str) -> Prose | None:
    """An item's text with its figures and quotations; None where it has none of its own."""
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Text | Finding | Action | Verdict) and block.id == item_id:
                if isinstance(block, Finding):
                    return block.claim
                return block.what if isinstance(block, Action) else block.prose
    return None


def quoted(report: Report, item_id: str) -> tuple[Cited, ...]:
    """The quotations that stand with an item, by number."""
    numbers: dict[int, None] = {}
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Quotes | Finding) and block.id == item_id:
                found = block.numbers if isinstance(block, Quotes) else block.citations
                numbers |= dict.fromkeys(found)
                if isinstance(block, Finding):
                    numbers |= {span.cite: None for span in block.claim.spans if span.cite}
    return tuple(report.citation(number) for number in sorted(numbers))


def marked(report: Report, item_id: str) -> tuple[Span, ...]:
    """What of an item's text nothing in the data bears out, as it is marked in print."""
    prose = printed(report, item_id)
    return tuple(span for span in prose.spans if span.mark) if prose else ()


def key(item: Item) -> str:
    """What tells an item from every other on a page: a chapter may be called as a text in it is."""
    return f"{item.kind}_{item.id}"


def theme_of(item: Item, draft: Draft) -> str:
    """The theme an item speaks of; "" where it speaks of none."""
    own = next((own.theme_id for own in draft.own if own.id == item.id), None)
    if own is not None:
        return own
    for part in (item.id, item.section):
        kind, _, rest = part.partition(":" if ":" in part else "-")
        if kind in ("finding", "claim", "action", "quotes", "theme", "contradiction") and not question_of(item):
            return rest.partition(":")[0]
    return ""


def question_of(item: Item) -> str:
    """The question of the agenda whose quotations an item holds; "" where it holds none."""
    return item.id.removeprefix("quotes:question:") if item.id.startswith("quotes:question:") else ""


def worded_in(draft: Draft, item: Item, language: str) -> tuple[str, ...]:
    """The other languages in which a person worded an item that stands as drafted in this one."""
    said = {words.language for words in draft.words if words.item.removesuffix("/title") == item.id}
    return () if language in said else tuple(sorted(said))


def has_quotes(item: Item) -> bool:
    """Whether quotations can be chosen for it."""
    return item.kind == "quotes" or (item.kind == "finding" and item.id.startswith("finding:"))


def passage(citation: Citation | Cited) -> Passage:
    """Where a quotation stands."""
    return Passage(citation.verbatim_id, citation.start, citation.end)


def matching(citations: Sequence[Citation], text: str, source: str = "") -> list[Citation]:
    """The quotations in which every word of ``text`` stands, of one source where it is named."""
    words = text.casefold().split()
    return [
        one for one in citations
        if (not source or one.source == source) and all(word in one.text.casefold() for word in words)
    ]  # fmt: skip


def swapped(chosen: Sequence[Passage], passage: Passage) -> tuple[Passage, ...]:
    """The chosen passages with this one added at the end, or left out where it was among them."""
    if passage in chosen:
        return tuple(one for one in chosen if one != passage)
    return (*chosen, passage)[:MOST_QUOTES]


def earlier(chosen: Sequence[Passage], at: int) -> tuple[Passage, ...]:
    """The chosen passages with the one at this place one place earlier."""
    moved = list(chosen)
    moved.insert(max(0, at - 1), moved.pop(at))
    return tuple(moved)


def saved(draft: Draft, report: Report, item: Item, title: str, text: str) -> Draft:
    """The draft after a person edited an item of the report they looked at; what they left as it was stays unworded.

    An emptied text or title is the drafted one again.
    """
    language = cast(Language, report.language)
    for at, before, after in ((item.id, item.text, text), (f"{item.id}/title", item.title, title)):
        if after.strip() == before.strip():
            continue
        if after.strip():
            draft = worded(draft, understood(after, at, report))
        else:
            draft = unworded(draft, at, language)
    return draft


def as_drafted(draft: Draft, item: Item, language: str) -> Draft:
    """The draft with an item's words, title and quotations as the analysis drafts them."""
    draft = unworded(unworded(draft, item.id, language), f"{item.id}/title", language)
    return with_quotes(draft, item.id, None) if has_quotes(item) else draft


def to_read(flags: Sequence[Flag]) -> tuple[str, ...]:
    """The items whose data changed since their words were written: a person can say that they stand."""
    return tuple(dict.fromkeys(flag.item for flag in flags if flag.code in _CHANGED))


def spoken_of(snapshot: Snapshot, question_id: str) -> list[Citation]:
    """The quotations that speak to a question of the agenda, then the nearest that do not."""
    answer = next((one for one in snapshot.answers if one.question.id == question_id), None)
    return [*answer.quotes, *answer.nearest] if answer else []


# ---- versions and exported files


def comparable(versions: Sequence[Kept], kept: Kept) -> list[Kept]:
    """The other versions of the same language, kind and source, newest first."""
    return [
        one
        for one in versions
        if one.number != kept.number and (one.language, one.kind, one.about) == (kept.language, kept.kind, kept.about)
    ]


def first_pair(versions: Sequence[Kept]) -> tuple[int, int]:
    """What to compare first: the newest full report with the one before it, or with today's (0) where it is the first.

    Without a full report the newest version counts.
    """
    newest = next((kept for kept in versions if kept.kind == "full"), versions[0])
    earlier_ones = comparable(versions, newest)
    return (earlier_ones[0].number, newest.number) if earlier_ones else (newest.number, 0)


def file_name(kind: str, about: str, language: str, fingerprint: str, mark: str, ending: str) -> str:
    """``report-fi-1a2b3c4d.pdf``: what it is, of which analysis and, where people changed the draft, of which draft."""
    what = {"full": "report", "summary": "summary", "digest": f"digest-{_safe(about)}", "digests": "digests"}[kind]
    return f"{what}-{language}-{fingerprint[:8]}{f'-{mark}' if mark else ''}{ending}"


def is_newest(file: Path, fingerprint: str, mark: str) -> bool:
    """Whether a file tells of this analysis and this draft."""
    return file.stem.endswith(f"-{fingerprint[:8]}{f'-{mark}' if mark else ''}")


def of_analysis(file: Path, fingerprint: str) -> bool:
    """Whether a file tells of this analysis, in whatever words."""
    return fingerprint[:8] in file.stem


def _safe(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in name)[:60]
