"""Personal data out of what is printed, by the recognisers of ``ingest``."""

from __future__ import annotations


def redacted(text: str) -> tuple[str, bool]:
    """The text with personal data replaced by marks such as ``[e-mail]``, and whether anything was."""
    from insight_synth.ingest import redact

    result = redact(text)
    return result.text, result.text != text
