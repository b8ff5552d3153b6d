"""Laying a draft over the composed report: words, choice of quotations, plans and what people added.

Removing and ordering are ``arranging``'s; figures and quotations are numbered by ``settling`` afterwards.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from insight_synth.model import Draft, Indicator, Own, Words
from insight_synth.report.document import (
    Action,
    Block,
    Cover,
    Finding,
    Heading,
    Prose,
    Quotes,
    Report,
    Section,
    Span,
    Text,
    Verdict,
)  # fmt: skip
from insight_synth.report.editing.arranging import after_last, arranged, without_bare_headings, without_removed
from insight_synth.report.editing.filling import CitationAt, Quotable, filled, filled_title
from insight_synth.report.editing.items import FOREWORD, WHOLE, block_id, plan_suffix
from insight_synth.report.editing.reciting import recited
from insight_synth.report.editing.redrafting import redrafted
from insight_synth.report.editing.telling import with_notes
from insight_synth.report.ledger import Ledger, named

__all__ = ["CitationAt", "laid_over"]

_SHOWN_QUOTES = 50  # quotations that people can choose for one item


def laid_over(
    report: Report,
    draft: Draft,
    ledger: Ledger,
    citation_at: CitationAt | None = None,
    indicators: Sequence[Indicator] = (),
) -> Report:
    """The report with what people changed of it, its figures and quotations still as ``ledger`` numbers them.

    Args:
        report: as composed, without figures and quotations, ``draft`` being its draft.
        draft: what people changed.
        ledger: the report was composed from it; what the words use is entered too.
        citation_at: the citation of a passage that the snapshot's own quotations lack.
        indicators: what the workspace follows, for actions planned with one.
    """
    if not draft:
        return report
    laying = _Laying(report, draft, ledger, Quotable(ledger, citation_at), {one.id: one for one in indicators})
    report = _with_own(redrafted(report, draft, ledger), laying)
    sections = [_section(section, laying) for section in without_removed(report.sections, draft)]
    report = dataclasses.replace(report, cover=_cover(report, laying), sections=tuple(arranged(sections, draft)))
    return with_notes(_with_foreword(report, laying), ledger, laying.report)


@dataclass(frozen=True, slots=True)
class _Laying:
    """What laying asks."""

    report: Report  # as composed
    draft: Draft
    ledger: Ledger
    quotable: Quotable
    indicators: dict[str, Indicator]

    def said(self, item: str) -> Words | None:
        """A person's words for an item in the report's language, where they say anything."""
        if self.report.kind == "digest" and item.partition("/")[0] in WHOLE:
            return None
        words = self.draft.said(item, self.report.language)
        return words if words and words.text.strip() else None

    def own_said(self, item: str) -> Words | None:
        """The words of an own item: in the report's language, else in the one they have."""
        others = (self.draft.said(item, language) for language in ("en", "fi", "pl"))
        return self.said(item) or next((words for words in others if words and words.text.strip()), None)

    def title(self, item: str, drafted: str) -> str:
        """An item's title."""
        words = self.own_said(f"{item}/title") if ":own-" in item else self.said(f"{item}/title")
        return (filled_title(words, self.quotable, drafted) if words else "") or drafted

    def chosen(self, item: str) -> tuple[int, ...] | None:
        """The numbers of the quotations chosen for an item that are still there; None where the drafted ones stand."""
        passages = self.draft.quotes(item)
        if passages is None:
            return None
        numbers = (self.quotable.cited(passage) for passage in passages[:_SHOWN_QUOTES])
        return tuple(dict.fromkeys(number for number in numbers if number))


# ---- words -------------------------------------------------------------------------------------------------------


def _section(section: Section, laying: _Laying) -> Section:
    blocks: list[Block] = []
    for block in section.blocks:
        blocks += _laid(block, laying)
    whole = tuple(blocks)
    if len(whole) < len(section.blocks):  # quotations people chose are gone, all of them
        whole = without_bare_headings(whole)
    return dataclasses.replace(section, title=laying.title(section.id, section.title), blocks=whole)


def _laid(block: Block, laying: _Laying) -> list[Block]:
    item = block_id(block)
    if not item or ":own-" in item:
        return [block]
    words = laying.said(item)
    if isinstance(block, Text):
        return _text(block, words, laying)
    if isinstance(block, Finding):
        return [_finding(block, words, laying)]
    if isinstance(block, Action):
        return [_action(block, words, laying)]
    if isinstance(block, Quotes):
        numbers = laying.chosen(item)
        return [block] if numbers is None else [dataclasses.replace(block, numbers=numbers)] if numbers else []
    if isinstance(block, Verdict) and words:
        prose = _one_line(filled(words, laying.quotable, (block.prose,)))
        return [dataclasses.replace(block, prose=prose, written="edited") if prose else block]
    return [block]


def _text(block: Text, words: Words | None, laying: _Laying) -> list[Block]:
    lines = filled(words, laying.quotable, (block.prose,)) if words else ()
    texts = [dataclasses.replace(block, prose=line, written="edited") for line in lines] or [block]
    if block.id.startswith("action:"):
        more = plan_suffix(laying.report, block.id) + (_told_besides(block, laying) if lines else Prose())
        texts[-1] = dataclasses.replace(texts[-1], prose=texts[-1].prose + more)
    return list(texts)


def _told_besides(block: Text, laying: _Laying) -> Prose:
    """What the first page says of an action besides what is done: which source to watch."""
    actions = (one for section in laying.report.sections for one in section.blocks if isinstance(one, Action))
    what = next((action.what.spans for action in actions if action.id == block.id), ())
    spans = block.prose.spans
    return Prose(spans[len(what) :]) if what and spans[: len(what)] == what else Prose()


def _finding(block: Finding, words: Words | None, laying: _Laying) -> Finding:
    title = laying.title(block.id, block.title) if block.title else ""
    numbers = laying.chosen(block.id)
    claim = _one_line(filled(words, laying.quotable, (block.claim,))) if words else Prose()
    if claim:
        cited = tuple(dict.fromkeys(span.cite for span in claim.spans if span.cite))
        own = numbers if numbers is not None else cited or block.citations
        return dataclasses.replace(block, title=title, claim=claim, citations=own, written="edited")
    block = dataclasses.replace(block, title=title, written="edited" if title != block.title else block.written)
    if numbers is None:
        return block
    return dataclasses.replace(block, claim=recited(block.claim, numbers, laying.ledger), citations=numbers)


def _action(block: Action, words: Words | None, laying: _Laying) -> Action:
    what = _one_line(filled(words, laying.quotable, (block.what,))) if words else Prose()
    if what:
        block = dataclasses.replace(block, what=what, written="edited")
    return _planned(block, laying)


def _planned(block: Action, laying: _Laying) -> Action:
    plan, catalogue = laying.draft.plan(block.id), laying.ledger.catalogue
    measured = block.measured
    if indicator := laying.indicators.get(plan.indicator):
        known = any(theme.id == indicator.of for theme in laying.ledger.snapshot.themes)
        if indicator.kind == "theme" and known:
            theme = laying.ledger.theme(indicator.of)
            measured = catalogue.say("editing.indicator_theme", theme=theme, name=named(indicator.name))
        else:
            measured = catalogue.say("editing.indicator_event", name=named(indicator.name))
    return dataclasses.replace(
        block, owner=named(plan.owner), due=catalogue.date(named(plan.due, 40)), measured=measured
    )


def _one_line(lines: tuple[Prose, ...]) -> Prose:
    """Lines as one paragraph, for what cannot be parted."""
    whole = Prose()
    for line in lines:
        whole += Prose((Span(" "),)) + line if whole else line
    return whole


def _cover(report: Report, laying: _Laying) -> Cover:
    cover = report.cover
    subtitle = laying.said("cover/subtitle")
    return dataclasses.replace(
        cover,
        title=laying.title("cover", cover.title),
        subtitle=(filled_title(subtitle, laying.quotable, cover.subtitle) if subtitle else "") or cover.subtitle,
    )


# ---- what people added -------------------------------------------------------------------------------------------


def _with_foreword(report: Report, laying: _Laying) -> Report:
    words = laying.said(FOREWORD)
    lines = filled(words, laying.quotable) if words else ()
    if not lines or not report.sections:
        return report
    first, *rest = report.sections
    opening = tuple(Text(line, id=FOREWORD, written="added") for line in lines)
    return dataclasses.replace(report, sections=(dataclasses.replace(first, blocks=(*opening, *first.blocks)), *rest))


def _with_own(report: Report, laying: _Laying) -> Report:
    """With own findings and actions, after the drafted ones of the first page and of their themes' sections."""
    if not report.sections or report.sections[0].kind != "story":
        return report
    sections = list(report.sections)
    for own in laying.draft.own:
        at = next((place for place, one in enumerate(sections) if one.id == f"theme-{own.theme_id}"), 0)
        words = laying.own_said(own.id)
        lines = filled(words, laying.quotable) if words else ()
        if own.id.startswith("finding:"):
            if finding := _own_finding(own, _one_line(lines), laying):
                sections[0] = after_last(sections[0], [finding], lambda block: isinstance(block, Finding), first=True)
        elif lines:
            sections = _with_own_action(sections, own, lines, at, laying)
    return dataclasses.replace(report, sections=tuple(sections))


def _own_finding(own: Own, claim: Prose, laying: _Laying) -> Finding | None:
    title = laying.title(own.id, "")
    if not claim and not title:
        return None
    cited = tuple(dict.fromkeys(span.cite for span in claim.spans if span.cite))
    chosen = laying.chosen(own.id)
    target = f"theme-{own.theme_id}" if own.theme_id else ""
    if chosen:
        claim += Prose(tuple(span for number in chosen if number not in cited
                             for span in (Span(" "), Span(f"[{number}]", cite=number))))  # fmt: skip
    citations = tuple(dict.fromkeys((*cited, *(chosen or ()))))
    return Finding(title, claim, citations, target=target, id=own.id, written="added")


def _with_own_action(
    sections: list[Section], own: Own, lines: tuple[Prose, ...], at: int, laying: _Laying
) -> list[Section]:
    """The action on the first page, and in full in its theme's section; without one, in full on the first page."""
    what = _one_line(lines)
    unmeasured = laying.ledger.catalogue.say("editing.measured_open")
    action = _planned(Action(what, unmeasured, id=own.id, written="added"), laying)
    suffix = plan_suffix(laying.report, own.id)
    in_brief = Text(what + suffix, "bullet", id=own.id, written="added")
    whole = not at and laying.report.kind == "full"
    text = laying.ledger.catalogue.text
    there = any(block_id(block).startswith("action:") for block in sections[0].blocks)
    heading: list[Block] = [] if there else [Heading(text("story.do"))]
    sections[0] = after_last(
        sections[0],
        [*heading, action if whole else in_brief],
        lambda block: block_id(block).startswith("action:"),
        before=text("story.stop"),
    )
    if at:
        sections[at] = after_last(sections[at], [action], lambda block: isinstance(block, Action), first=True)
    return sections
