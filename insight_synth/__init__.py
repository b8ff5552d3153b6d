"""What customers say in many places, turned into one story that can be checked.

The public face: everything else is reached through the command line, the workbench or ``insight_synth.pipeline``.
Names are loaded when first used, so that ``import insight_synth`` stays fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight_synth.errors import (
    BadInput,
    EncoderError,
    EndpointError,
    InsightSynthError,
    NotAnalysed,
    UsageError,
    WorkspaceError,
)

if TYPE_CHECKING:
    from insight_synth.encode import Encoder, load_encoder
    from insight_synth.themes import ThemeModel

__version__ = "0.1.0"

__all__ = [
    "BadInput",
    "Encoder",
    "EncoderError",
    "EndpointError",
    "InsightSynthError",
    "NotAnalysed",
    "ThemeModel",
    "UsageError",
    "WorkspaceError",
    "__version__",
    "load_encoder",
]

_LOADED_WHEN_USED = {
    "Encoder": "insight_synth.encode",
    "ThemeModel": "insight_synth.themes",
    "load_encoder": "insight_synth.encode",
}


def __getattr__(name: str) -> object:
    """Loads a public name that needs heavy imports."""
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module 'insight_synth' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LOADED_WHEN_USED[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
