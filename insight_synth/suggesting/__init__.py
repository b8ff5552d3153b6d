"""Names for themes from an OpenAI-compatible endpoint: off unless set up, and nothing is sent unless a person asks.

It redacts what is sent, judges what comes back and says where it came from; it stores nothing, and no name of its takes
effect before a person accepts it.
"""

from insight_synth.suggesting.asking import NameRequest, Passage, ThemeToName, name_request
from insight_synth.suggesting.endpoint import SETTINGS, Endpoint
from insight_synth.suggesting.judging import REASONS, Refusal
from insight_synth.suggesting.suggestions import Suggestion, suggest, suggestions

__all__ = [
    "REASONS",
    "SETTINGS",
    "Endpoint",
    "NameRequest",
    "Passage",
    "Refusal",
    "Suggestion",
    "ThemeToName",
    "name_request",
    "suggest",
    "suggestions",
]
