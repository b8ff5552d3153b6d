"""A person's typed text as it is taken in: printable, no endless text, personal data marked. Nothing here binds it."""

from __future__ import annotations

from insight_synth.report.redaction import redacted
from insight_synth.report.untrusted import printable

LONGEST = 10_000
"""Characters of one item's words that are kept."""

SIGN = "†"
"""What marks, in a title, what stands before it. In a person's own text it is left out, since it would say nothing."""


def taken_in(text: str, *, lines: bool = True) -> str:
    """The text as it may be stored and shown."""
    shown = printable(text[:LONGEST].replace(SIGN, ""), lines=lines)
    if lines:
        shown = "\n".join(" ".join(part for part in line.split(" ") if part) for line in shown.split("\n"))
    return redacted(shown.strip())[0][:LONGEST]
