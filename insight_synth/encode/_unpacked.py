"""Folders of unpacked models in the user's cache: made once, whole or not at all, and remade when damaged.

A folder is written beside its place and renamed into it, under a lock; ``manifest.json`` holds each file's size and
SHA-256, which every start checks. Knows nothing of what the files mean.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from insight_synth.errors import EncoderError

CACHE_VARIABLE = "INSIGHT_SYNTH_CACHE"
_MANIFEST = "manifest.json"
_LOCK_SECONDS = 300.0


def cache_folder() -> Path:
    """Where unpacked models lie: ``INSIGHT_SYNTH_CACHE``, else the platform's cache folder for the user."""
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("insight-synth", appauthor=False))


def unpacked(name: str, write: Callable[[Path], None]) -> Path:
    """The intact folder ``name`` in the cache; ``write`` fills an empty folder where there is none, or a damaged one.

    Two processes may call this at once: one writes, the other waits. Raises EncoderError where the cache cannot be
    written to.
    """
    import filelock

    root = cache_folder() / "encoders"
    folder = root / name
    if _intact(folder):
        return folder
    try:
        root.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(root / f"{name}.lock", timeout=_LOCK_SECONDS):
            if not _intact(folder):
                _replace(folder, write)
    except filelock.Timeout as problem:
        raise EncoderError(
            "another process has been unpacking the encoder for five minutes",
            where=str(folder),
            remedy="Wait for it, or end it and try again",
        ) from problem
    except OSError as problem:
        raise EncoderError(
            f"the encoder cannot be unpacked ({problem.strerror or problem})",
            where=str(root),
            remedy=f"Free 200 MB there, or set {CACHE_VARIABLE} to a folder that can be written to",
        ) from problem
    return folder


def _replace(folder: Path, write: Callable[[Path], None]) -> None:
    """Put a freshly written folder where ``folder`` is. Call it with the lock held."""
    for left in [*folder.parent.glob(f"{folder.name}.part-*"), *folder.parent.glob(f"{folder.name}.old-*")]:
        shutil.rmtree(left, ignore_errors=True)  # a process was killed here before
    part = Path(tempfile.mkdtemp(prefix=f"{folder.name}.part-", dir=folder.parent))
    try:
        write(part)
        files = sorted(path for path in part.iterdir() if path.is_file())
        entries = {path.name: {"size": path.stat().st_size, "sha256": _sha256(path)} for path in files}
        (part / _MANIFEST).write_text(json.dumps(entries, indent=1), encoding="utf-8")
        if folder.exists():
            old = Path(tempfile.mkdtemp(prefix=f"{folder.name}.old-", dir=folder.parent))
            os.replace(folder, old / "damaged")
            shutil.rmtree(old, ignore_errors=True)
        os.replace(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _intact(folder: Path) -> bool:
    try:
        entries = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return bool(entries) and all(
            (folder / name).stat().st_size == entry["size"] and _sha256(folder / name) == entry["sha256"]
            for name, entry in entries.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
