"""A drafted finding with other quotations: the words that stand in it, and the numbers after its sentences."""

from __future__ import annotations

from insight_synth.report.catalogue import messages
from insight_synth.report.document import Prose, Span
from insight_synth.report.editing.claims import quotation_marks
from insight_synth.report.ledger import Ledger
from insight_synth.report.quoting import passage

_LEAD_INS = "told.quote_"
_NEUTRAL = "told.quote_other"  # names nobody, since another source may speak now


def recited(claim: Prose, numbers: tuple[int, ...], ledger: Ledger) -> Prose:
    """The claim with these quotations in place of its own: the first is printed where one was, the others are cited."""
    printed = any(_is_printed(before, span) for before, span in zip(claim.spans, claim.spans[1:], strict=False))
    left = list(numbers[1:] if printed else numbers)
    spans: list[Span] = []
    for span in claim.spans:
        if not span.cite:
            spans.append(span)
        elif spans and _is_printed(spans[-1], span):
            spans.pop()
            if spans and _leads_in(spans[-1].text, ledger):
                spans.pop()
            spans += _printed(numbers[:1], ledger)
        else:
            if spans and not spans[-1].text.strip():
                spans.pop()
            spans += _cited(left)
            left = []
    return Prose((*spans, *_cited(left)))


def _is_printed(before: Span, cite: Span) -> bool:
    """Whether a number stands after the words of its quotation."""
    text = before.text.rstrip(" …")
    return bool(cite.cite) and text[:1] in quotation_marks() and text[-1:] in quotation_marks() and len(text) > 1


def _leads_in(text: str, ledger: Ledger) -> bool:
    held = messages(ledger.catalogue.language)
    openings = {message.partition("{quote}")[0] for key, message in held.items() if key.startswith(_LEAD_INS)}
    return bool(text) and text in openings


def _printed(numbers: tuple[int, ...], ledger: Ledger) -> list[Span]:
    for number in numbers:
        said, marks = passage(ledger.citation(number).text), ledger.catalogue.text
        words = f"{marks('quote.open')}{said}{marks('quote.close')} " if said else ""
        quote = Prose((Span(words), Span(f"[{number}]", cite=number)))
        if ledger.catalogue.has(_NEUTRAL):
            return list(ledger.catalogue.say(_NEUTRAL, quote=quote).spans)
        return list(quote.spans)
    return []


def _cited(numbers: list[int]) -> list[Span]:
    return [span for number in numbers for span in (Span(" "), Span(f"[{number}]", cite=number))]
