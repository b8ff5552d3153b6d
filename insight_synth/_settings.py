"""The settings of a workspace: read, changed, and whether the newest analysis was made with them.

Part of ``pipeline``. A setting is a default: what a command or a call names goes before it.
"""

from __future__ import annotations

import dataclasses
import json
from typing import get_args

from insight_synth import encode
from insight_synth.errors import UsageError
from insight_synth.model import Granularity, Language, Settings, Snapshot
from insight_synth.store import Workspace

_NOTE = "settings"


def settings(ws: Workspace) -> Settings:
    """What is settled; the defaults where nothing is."""
    kept = json.loads(ws.note(_NOTE) or "{}")
    known = {field.name for field in dataclasses.fields(Settings)}
    return Settings(**{name: value for name, value in kept.items() if name in known})


def change_settings(ws: Workspace, wanted: Settings) -> Settings:
    """Keeps these settings; they take effect with the next analysis and the next report.

    Raises:
        UsageError: there is no such granularity or language.
        EncoderError: there is no such encoder on this machine.
    """
    if wanted.granularity not in get_args(Granularity):
        raise UsageError(f"unknown granularity {wanted.granularity!r}", remedy="Use auto, coarse or fine.")
    if wanted.report_language not in ("", *get_args(Language)):
        raise UsageError(f"there are no reports in {wanted.report_language!r}", remedy="Use en, fi or pl.")
    kept = dataclasses.replace(wanted, encoder=wanted.encoder.strip())
    if encode.full_name(kept.encoder) not in ("", encode.DEFAULT_ENCODER, encode.MINILM, encode.FAST):
        encode.load_encoder(kept.encoder)
    ws.set_note(_NOTE, json.dumps(dataclasses.asdict(kept), sort_keys=True))
    return kept


def awaits_settings(ws: Workspace, shown: Snapshot) -> bool:
    """Whether the newest analysis went by another encoder or granularity than is settled; no where nothing is."""
    if not ws.note(_NOTE):
        return False
    wanted = settings(ws)
    named = encode.full_name(wanted.encoder or encode.DEFAULT_ENCODER)
    return (wanted.granularity, named) != (shown.granularity, shown.encoder)
