"""Source folders on disk: which folders are sources, and which of their files are exports.

It opens ``source.toml`` only; the exports themselves are read by ``ingest``.
"""

from __future__ import annotations

from pathlib import Path

from insight_synth.catalog.source_toml import source_from_toml
from insight_synth.errors import BadInput
from insight_synth.model import Source

__all__ = ["SOURCE_FILE", "export_files", "find_source_folders", "read_source"]

SOURCE_FILE = "source.toml"


def read_source(folder: Path) -> Source:
    """The source that ``folder`` holds; the folder's name is its id.

    Raises:
        BadInput: no ``source.toml`` there, or one that cannot be used.
        UsageError: its kind is not known.
    """
    path = folder / SOURCE_FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise BadInput(
            f"there is no {SOURCE_FILE}",
            where=str(folder),
            remedy="Describe the source in one, or add a single file with --source ID --kind KIND",
        ) from None
    except UnicodeDecodeError:
        raise BadInput("not UTF-8 text", where=str(path), remedy="Save the file as UTF-8") from None
    except OSError as error:
        raise BadInput(
            f"cannot be read: {error.strerror}", where=str(path), remedy="Check the file's permissions"
        ) from None
    return source_from_toml(text, folder.resolve().name, str(path))


def find_source_folders(path: Path) -> list[Path]:
    """``path`` itself where it is a source's folder, else its child folders that are, sorted by name."""
    if (path / SOURCE_FILE).is_file():
        return [path]
    if not path.is_dir():
        return []
    return sorted(child for child in path.iterdir() if (child / SOURCE_FILE).is_file())


def export_files(folder: Path, source: Source) -> list[Path]:
    """The files that ``source.exports`` names beside ``source.toml``, sorted; hidden files and folders left out.

    Raises:
        BadInput: a pattern leads out of the folder, or no file matches any of them.
    """
    found: set[Path] = set()
    for pattern in source.exports:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise BadInput(
                f"exports = {pattern!r} leads out of the folder",
                where=str(folder / SOURCE_FILE),
                remedy="Name files beside source.toml only",
            )
        found.update(path for path in folder.glob(pattern) if path.is_file() and path.name != SOURCE_FILE)
    visible = [path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    if not visible:
        raise BadInput(
            f"no file matches exports = {list(source.exports)}",
            where=str(folder),
            remedy="Put the exports beside source.toml, or correct the patterns",
        )
    return sorted(visible)
