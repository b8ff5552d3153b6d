"""Sentence encoders that work offline, the cache of their vectors, and the removal of a language's offset.

Turns texts into unit vectors; does not cluster, compare or store anything beside its own cache files.
"""

from insight_synth.encode._centring import LanguageOffsets, centre_languages
from insight_synth.encode._encoder import DEFAULT_ENCODER, FAST, MINILM, Encoder, full_name, load_encoder
from insight_synth.encode._vector_cache import VectorCache

__all__ = [
    "DEFAULT_ENCODER",
    "FAST",
    "MINILM",
    "Encoder",
    "LanguageOffsets",
    "VectorCache",
    "centre_languages",
    "full_name",
    "load_encoder",
]
