"""The workspace on disk: opening it, its transactions, and repositories of what it holds.

Knows the model's types and no stage: what is computed comes from ``pipeline``.
"""

from insight_synth.store import analyses, decisions, erasures, model_state, records, schema, suggestions
from insight_synth.store.workspace import Workspace

__all__ = ["Workspace", "analyses", "decisions", "erasures", "model_state", "records", "schema", "suggestions"]
