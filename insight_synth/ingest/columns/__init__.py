"""Which of an export's columns carry what: proposed by names and content, mapped, compared with earlier exports."""

from insight_synth.ingest.columns.mapping import FIELDS, STANDARD_COLUMNS, columns_at_hand, mapped_columns
from insight_synth.ingest.columns.proposal import Proposal, propose_columns, propose_source
from insight_synth.ingest.columns.shape_changes import ShapeChange, shape_change

__all__ = [
    "FIELDS",
    "STANDARD_COLUMNS",
    "Proposal",
    "ShapeChange",
    "columns_at_hand",
    "mapped_columns",
    "propose_columns",
    "propose_source",
    "shape_change",
]
