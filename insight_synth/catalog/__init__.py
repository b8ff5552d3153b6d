"""Sources: what ``source.toml`` says of them, which files they deliver, how good they and their exports are,
and what compares.

It describes and audits; it reads no feedback itself (that is ``ingest``) and judges no source (that is ``advice``).
"""

from insight_synth.catalog.audit import Tally
from insight_synth.catalog.changes import Change, changes
from insight_synth.catalog.comparability import caveats
from insight_synth.catalog.folders import export_files, find_source_folders, read_source
from insight_synth.catalog.gate import doubts
from insight_synth.catalog.profiles import source_profiles
from insight_synth.catalog.reach import Reach, customer_base, mean_weights, reaches, voice_groups
from insight_synth.catalog.source_toml import KINDS, source_from_toml, source_to_toml

__all__ = [
    "KINDS",
    "Change",
    "Reach",
    "Tally",
    "caveats",
    "changes",
    "customer_base",
    "doubts",
    "export_files",
    "find_source_folders",
    "mean_weights",
    "reaches",
    "read_source",
    "source_from_toml",
    "source_profiles",
    "source_to_toml",
    "voice_groups",
]
