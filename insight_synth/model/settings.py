"""What the owner of a workspace settled once for all its analyses and reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from insight_synth.model.words import Granularity, Language


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a workspace; a call that says otherwise goes before them."""

    encoder: str = ""  # name or folder of the sentence encoder; "" for the packaged multilingual one
    granularity: Granularity = "auto"
    report_language: Language | Literal[""] = ""  # "": the workbench's own, English by command
