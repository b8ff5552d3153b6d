"""The words beside marks, claims, actions and quotations: the same in every format, drawn by each in its own way.

All of it is plain text, not yet escaped for any format.
"""

from __future__ import annotations

from insight_synth.report.document import Action, Cited, Finding, Mark, Prose, Quotes, Report, Span, prose_of
from insight_synth.report.places import place_in_words

MARK = "†"
"""What follows words of a person that nothing computes (``Span.mark``)."""


def mark_meaning(report: Report, mark: Mark) -> str:
    """What a mark means, without the mark itself."""
    return report.label(f"mark_{mark.replace(' ', '_')}").removeprefix(MARK).strip()


def marks_in(report: Report) -> tuple[Mark, ...]:
    """The kinds of marks that the report holds, sorted: each is to be explained once."""
    spans = (span for section in report.sections for block in section.blocks
             for prose in prose_of(block) for span in prose.spans)  # fmt: skip
    return tuple(sorted({span.mark for span in spans if span.mark}))


def claim_with_numbers(finding: Finding) -> Prose:
    """The claim, followed by the numbers of the quotations it rests on and does not name itself."""
    named = {span.cite for span in finding.claim.spans}
    more = (Span(f" [{number}]", cite=number) for number in finding.citations if number not in named)
    return finding.claim + Prose(tuple(more))


def agreed(report: Report, action: Action) -> tuple[str, ...]:
    """Who does it and by when, as far as people agreed; else that it is open."""
    return tuple(part for part in (action.owner, action.due) if part) or (report.label("owner_blank"),)


def about(report: Report, cited: Cited) -> tuple[str, ...]:
    """Where a quotation comes from, when and in which language it was said, and whether it is redacted."""
    date = report.label(f"date.{cited.date}") if cited.date else ""
    redacted = report.label("quote.redacted") if cited.redacted else ""
    parts = (cited.source_name, date, report.label(f"language.{cited.language}"), redacted)
    return tuple(part for part in parts if part)


def place(report: Report, cited: Cited) -> str:
    """The file, the row and the characters at which a quotation stands."""
    row = place_in_words(cited.locator, report.labels_by_name)
    return f"{cited.export}, {row}, {report.label('characters')} {cited.start}–{cited.end}"


def quoted_whole(report: Report) -> frozenset[int]:
    """The numbers of the quotations that the appendix holds whole: those that a link may lead to."""
    blocks = (block for section in report.sections if section.kind == "evidence" for block in section.blocks)
    return frozenset(number for block in blocks if isinstance(block, Quotes) for number in block.numbers)
