"""Themes: what mentions speak of, found without a list given beforehand, under names and ids that last."""

from insight_synth.themes.context import in_context
from insight_synth.themes.decisions import Decided, Decision, Part, decided, leads_back, recentred
from insight_synth.themes.identity import Change, Identity, lasting_ids
from insight_synth.themes.parting import parted
from insight_synth.themes.theme_model import ThemeModel

__all__ = [
    "Change",
    "Decided",
    "Decision",
    "Identity",
    "Part",
    "ThemeModel",
    "decided",
    "in_context",
    "lasting_ids",
    "leads_back",
    "parted",
    "recentred",
]
