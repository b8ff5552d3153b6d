"""Holding the pages of a PDF against the report inside it, and taking that report out. See ``pages``."""

from __future__ import annotations

import json
import re
from typing import Any

from insight_synth.errors import BadInput
from insight_synth.report.document import Report
from insight_synth.report.serial import to_json
from insight_synth.report.verify.discrepancy import Discrepancy
from insight_synth.report.verify.pages.opening import attached_files, opened, readable

ATTACHED = "report.json"
SAVED_AGAIN = "Another program saved the file again; its pages are as they were exported."
DRAWN_BEFORE = "Another version of the product drew the file: the words of its pages were compared, not their look."
_OURS = re.compile(r"insight_synth report \S+, reportlab \S+")


def attached_report(content: bytes, where: str) -> bytes | None:
    """The file ``report.json`` inside the PDF; None where there is none. Raises BadInput for a damaged PDF."""
    with readable(where):
        held = [data for name, data in attached_files(opened(content, where)) if name == ATTACHED]
    if len(held) > 1:
        raise BadInput("the PDF carries more than one report", where=where, remedy="Give the file as it was exported")
    return held[0] if held else None


def unlike(content: bytes, report: Report, where: str) -> tuple[list[Discrepancy], list[str]]:
    """In what the PDF differs from ``report`` drawn anew, and what a reader should know of how that was found."""
    from insight_synth.report.pdf.pages import made_with
    from insight_synth.report.verify.pages.comparing import apart
    from insight_synth.report.verify.pages.words import missing_words

    drawn = _drawn(report, where)
    if drawn == content:
        return [], []
    with readable(where):
        given, anew = opened(content, where), opened(drawn, where)
        found = apart(given, anew)
        written_now = attached_report(content, where) == to_json(report).encode()
        if found or not written_now:
            creator = str(given.metadata.creator or "") if given.metadata else ""
            if _OURS.fullmatch(creator) and (creator != made_with() or _older(content, report, where)):
                return list(missing_words(report, given)), [DRAWN_BEFORE]
            return found or [Discrepancy("file", "the report inside is not written as the product writes it")], []
    return [], [SAVED_AGAIN]


def _older(content: bytes, report: Report, where: str) -> bool:
    """Whether the report inside is in a form that this version reads and no longer writes."""
    held: Any = json.loads(attached_report(content, where) or b"{}")
    return isinstance(held, dict) and held.get("format") != json.loads(to_json(report))["format"]


def _drawn(report: Report, where: str) -> bytes:
    from reportlab.platypus.doctemplate import LayoutError

    from insight_synth.report.pdf.pages import pdf_bytes

    try:
        return pdf_bytes(report)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, StopIteration,
            LayoutError) as problem:  # fmt: skip
        reason = (str(problem).strip().split("\n")[0] or type(problem).__name__)[:120]
        raise BadInput(
            f"the attached report is damaged ({reason})", where=where, remedy="Write the report anew"
        ) from None
