"""Themes: what mentions speak of, found without a list given beforehand, under names and ids that last."""

from insight_synth.themes.context import in_context
from insight_synth.themes.identity import Change, Identity, lasting_ids
from insight_synth.themes.theme_model import ThemeModel

__all__ = ["Change", "Identity", "ThemeModel", "in_context", "lasting_ids"]
