"""Reports that a worker writes: one file, or the digests for all teams in one ZIP.

What the arguments of a ``report`` job mean is told by ``queue.enqueue``; what a report says is the pipeline's.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from insight_synth.model import Progress
from insight_synth.store import Workspace

_MADE = (1980, 1, 1, 0, 0, 0)  # the first date a ZIP can tell: equal digests give equal bytes


def written(ws: Workspace, given: Mapping[str, Any], progress: Progress) -> Path:
    """Writes what a job asks for and gives its path. Jobs of old name no more than ``out`` and ``language``."""
    from insight_synth import pipeline

    out, language, made_by = Path(given["out"]), given.get("language", "en"), given.get("made_by", "")
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix != ".zip":
        kind, about = given.get("kind_of_report", "full"), given.get("about", "")
        return pipeline.write_report(ws, out, language, progress, kind=kind, about=about, made_by=made_by)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".digests-") as folder:
        files = pipeline.write_digests(ws, Path(folder), language, given["ending"], progress, made_by=made_by)
        packed = Path(folder) / out.name
        _pack(files, packed)
        os.replace(packed, out)
    return out


def _pack(files: Sequence[Path], out: Path) -> None:
    with zipfile.ZipFile(out, "w") as archive:
        for file in sorted(files):
            entry = zipfile.ZipInfo(file.name, _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
