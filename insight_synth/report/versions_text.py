"""What changed in the words of two reports: people's sentences, and drafted ones that no figure explains.

Part of ``versions``. Sentences are compared with their figures left open: new figures in the same words are no change
of the words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from insight_synth.report.document import Action, Finding, Report, Text, Verdict
from insight_synth.report.versions_names import Names

How = Literal["added", "removed", "edited", "reset", "drafted", "order", "quotations", "plan"]
"""added, removed, edited: by a person. reset: as drafted again. drafted: the product says it otherwise, with the same
figures. order: people moved it. quotations: people chose others. plan: owner, date or measure of an action."""

_FIGURE = "\x00"
_HOWS = ("edited", "added", "removed", "reset", "plan", "quotations", "order", "drafted")


@dataclass(frozen=True, slots=True)
class WordChange:
    """A change of the words: of an item (see ``editing``), in a section named as a reader sees it."""

    item: str
    where: str
    how: How
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """What an item says: as shown, and with its figures left open."""

    where: str
    text: str
    open: str
    written: str
    figures: frozenset[tuple[str, str]]  # (key, shown)


def word_changes(old: Report, new: Report, names: Names) -> list[WordChange]:
    """The changes of the words, people's before the product's, in the order of the report."""
    found = [*_items(old, new), *_choices(old, new, names)]
    return sorted(found, key=lambda change: _HOWS.index(change.how))


def _items(old: Report, new: Report) -> Iterator[WordChange]:
    titled = _titled(old, new)
    before, after = _said(old, titled), _said(new, titled)
    for item in [*after, *(item for item in before if item not in after)]:
        was, now = before.get(item), after.get(item)
        if was and now:
            how = _how(was, now)
            if how:
                yield WordChange(item, now.where, how, was.text, now.text)
        elif now and now.written != "drafted":
            yield WordChange(item, now.where, "added", "", now.text)
        elif was and (was.written != "drafted" or (_left_out(item, new) and not _left_out(item, old))):
            yield WordChange(item, was.where, "removed", was.text, "")
        elif now and _left_out(item, old):
            yield WordChange(item, now.where, "reset", "", now.text)


def _how(was: _Said, now: _Said) -> How | None:
    if was.open == now.open:
        return None
    if now.written != "drafted":
        return "edited"
    if was.written != "drafted":
        return "reset"
    return "drafted" if was.figures == now.figures else None


def _choices(old: Report, new: Report, names: Names) -> Iterator[WordChange]:
    """Order, quotations and plans, as the drafts hold them."""
    for of in ("findings", "actions", "sections"):
        was, now = old.draft.order(of), new.draft.order(of)
        if was != now:
            yield WordChange(of, "", "order")
    chosen = {choice.item: choice.passages for choice in old.draft.chosen}
    chosen_now = {choice.item: choice.passages for choice in new.draft.chosen}
    for item in sorted({*chosen, *chosen_now}):
        if chosen.get(item) != chosen_now.get(item):
            yield WordChange(item, _of_theme(item, names), "quotations")
    plans, plans_now = _plans(old), _plans(new)
    for item in sorted({*plans, *plans_now}):
        if item in plans and item in plans_now and plans[item] != plans_now[item]:
            yield WordChange(item, _of_theme(item, names), "plan", plans[item], plans_now[item])


def _of_theme(item: str, names: Names) -> str:
    owner = item.partition(":")[2]
    named = names.called("theme", owner)
    return "" if named == owner else named


def _plans(report: Report) -> dict[str, str]:
    return {action.id: ", ".join(filter(None, (action.owner, action.due))) for action in report.actions if action.id}


def _left_out(item: str, report: Report) -> bool:
    return item in report.draft.removed


def _said(report: Report, titled: Collection[str]) -> dict[str, _Said]:
    """What each item says; of the titles the cover's and those that a person changed in either report."""
    found = {f"cover/{name}": _title(report, f"cover/{name}", text, text)
             for name, text in (("title", report.cover.title), ("subtitle", report.cover.subtitle))}  # fmt: skip
    for section in report.sections:
        if f"{section.id}/title" in titled:
            found[f"{section.id}/title"] = _title(report, f"{section.id}/title", section.title, section.title)
        for block in section.blocks:
            if isinstance(block, Finding) and f"{block.id}/title" in titled:
                found[f"{block.id}/title"] = _title(report, f"{block.id}/title", section.title, block.title)
            if isinstance(block, Text | Finding | Action | Verdict) and block.id and block.id not in found:
                found[block.id] = _item(report, section.title, block)
    return found


def _item(report: Report, where: str, block: Text | Finding | Action | Verdict) -> _Said:
    keys = {figure.id: (figure.key, figure.shown) for figure in report.figures}
    prose = block.claim if isinstance(block, Finding) else block.what if isinstance(block, Action) else block.prose
    figures = {keys[span.figure] for span in prose.spans if span.figure in keys}
    if isinstance(block, Verdict):
        figures.add(("", block.code))  # another verdict explains other words
    opened = "".join(_FIGURE if span.figure else "" if span.cite else span.text for span in prose.spans)
    return _Said(where, prose.text, opened, block.written, frozenset(figures))


def _title(report: Report, item: str, where: str, title: str) -> _Said:
    edited = report.draft.said(item, report.language) is not None
    return _Said(where, title, title, "edited" if edited else "drafted", frozenset())


def _titled(*reports: Report) -> set[str]:
    """The titles that people changed."""
    return {
        words.item
        for report in reports
        for words in report.draft.words
        if words.item.endswith("/title") and words.language == report.language
    }
