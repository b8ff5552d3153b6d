"""From exported files to records of one schema: one reader a format, column mapping, normalising, privacy.

It decides what each row is; it keeps nothing (that is the store) and looks for no meaning (that is later stages).
"""

from insight_synth.ingest.duplicates import duplicate_key, mark_duplicates
from insight_synth.ingest.normalising import Normalised, normalise
from insight_synth.ingest.privacy import Redacted, RedactedSpan, redact
from insight_synth.ingest.proposal import propose_source
from insight_synth.ingest.reading import Reading, read_rows

__all__ = [
    "Normalised",
    "Reading",
    "Redacted",
    "RedactedSpan",
    "duplicate_key",
    "mark_duplicates",
    "normalise",
    "propose_source",
    "read_rows",
    "redact",
]
