"""Themes: what mentions speak of, found without a list given beforehand, under names and ids that last."""

from insight_synth.themes.centres import Limits, to_own_centre, unit_centres
from insight_synth.themes.context import in_context
from insight_synth.themes.decisions import Decided, Decision, Part, decided, leads_back, recentred
from insight_synth.themes.flattening import Flattening
from insight_synth.themes.identity import Change, Identity, lasting_ids
from insight_synth.themes.names import NamedTheme
from insight_synth.themes.parting import parted
from insight_synth.themes.theme_model import FoundThemes, Said, ThemeModel

__all__ = [
    "Change",
    "Decided",
    "Decision",
    "Flattening",
    "FoundThemes",
    "Identity",
    "Limits",
    "NamedTheme",
    "Part",
    "Said",
    "ThemeModel",
    "decided",
    "in_context",
    "lasting_ids",
    "leads_back",
    "parted",
    "recentred",
    "to_own_centre",
    "unit_centres",
]
