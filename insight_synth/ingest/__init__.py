"""From exported files to records of one schema: one reader a format, column mapping, normalising, privacy.

It decides what each row is; it keeps nothing (that is the store) and looks for no meaning (that is later stages).
"""

from insight_synth.ingest.columns.mapping import columns_at_hand
from insight_synth.ingest.columns.proposal import Proposal, propose_for, propose_source
from insight_synth.ingest.columns.shape_changes import ShapeChange, shape_change
from insight_synth.ingest.duplicates import duplicate_key
from insight_synth.ingest.normalising import Normalised, normalise
from insight_synth.ingest.plan import repeated_ids
from insight_synth.ingest.privacy import Redacted, RedactedSpan, redact
from insight_synth.ingest.readers.encoding import repaired
from insight_synth.ingest.readers.reading import Reading, read_rows
from insight_synth.ingest.sandbox import read_in_child
from insight_synth.ingest.settling import Held, HeldInMemory, Repeats, Settled, anew, held_back, settle
from insight_synth.ingest.staging import Staged, stage

__all__ = [
    "Held",
    "HeldInMemory",
    "Normalised",
    "Proposal",
    "Reading",
    "Redacted",
    "RedactedSpan",
    "Repeats",
    "Settled",
    "ShapeChange",
    "Staged",
    "anew",
    "columns_at_hand",
    "duplicate_key",
    "held_back",
    "normalise",
    "propose_for",
    "propose_source",
    "read_in_child",
    "read_rows",
    "redact",
    "repaired",
    "repeated_ids",
    "settle",
    "shape_change",
    "stage",
]
