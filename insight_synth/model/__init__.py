"""The words of the product as types: what every stage takes and gives.

Frozen dataclasses only: no storage, no files, no Streamlit. Dates are ISO strings (``2025-03-31``) and months
``2025-03``, so that they sort, compare and serialise as they read. Nothing here depends on the clock.
"""

from insight_synth.model.agenda import AgendaShare, Answer, AnswerState, Question, SourceAnswer
from insight_synth.model.analysis import Snapshot, Totals
from insight_synth.model.comparisons import ComparedShare, Comparison
from insight_synth.model.digests import Point, SourceDigest
from insight_synth.model.judgement import (
    Advice,
    Caveat,
    PutBack,
    Reason,
    Removal,
    SourceProfile,
    VerdictChange,
    WhatIf,
    Worth,
)
from insight_synth.model.records import Audit, Doubt, Event, Export, Mention, Reject, Row, Verbatim
from insight_synth.model.sources import Columns, Source
from insight_synth.model.themes import Citation, Contradiction, Evidence, Series, Theme, Triangulation
from insight_synth.model.words import (
    RAW_LENGTH,
    Cadence,
    Granularity,
    Information,
    Kind,
    Language,
    Origin,
    Progress,
    Purpose,
    Sentiment,
    State,
    Status,
    Verdict,
)

__all__ = [
    "RAW_LENGTH",
    "Advice",
    "AgendaShare",
    "Answer",
    "AnswerState",
    "Audit",
    "Cadence",
    "Caveat",
    "Citation",
    "Columns",
    "ComparedShare",
    "Comparison",
    "Contradiction",
    "Doubt",
    "Event",
    "Evidence",
    "Export",
    "Granularity",
    "Information",
    "Kind",
    "Language",
    "Mention",
    "Origin",
    "Point",
    "Progress",
    "Purpose",
    "PutBack",
    "Question",
    "Reason",
    "Reject",
    "Removal",
    "Row",
    "Sentiment",
    "Series",
    "Snapshot",
    "Source",
    "SourceAnswer",
    "SourceDigest",
    "SourceProfile",
    "State",
    "Status",
    "Theme",
    "Totals",
    "Triangulation",
    "Verbatim",
    "Verdict",
    "VerdictChange",
    "WhatIf",
    "Worth",
]
