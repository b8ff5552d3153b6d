"""What one analysis leaves for the next to go on from: the themes as they were found, and which mention is in which.

Part of ``pipeline``. Kept as one piece of bytes in the workspace: vectors of whole themes, mention ids and the themes'
names; no text but the quotation that a theme without a telling phrase is named by. Bytes of another making are taken
for none, and themes are then found anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from insight_synth import encode, themes
from insight_synth.themes.neighbours import Labels

NAME = "themes"  # under which the workspace keeps it
_LAYOUT = 3


@dataclass(frozen=True, slots=True)
class ThemeState:
    """Themes as they were found, before anything people decided on them.

    ``settings`` tells by which method, granularity and encoder; ``ids`` one a theme of ``known``; ``mentions`` the ids
    of n mentions and ``labels`` (n,) the theme of each, −1 for none; ``names`` those of the themes shown, by theme id.
    """

    settings: str
    offsets: encode.LanguageOffsets
    known: themes.FoundThemes
    ids: tuple[str, ...]
    mentions: tuple[str, ...]
    labels: Labels
    names: Mapping[str, themes.NamedTheme]
    grown_from: str = ""  # digest of the state it grew from; "" where the themes were found anew

    def members(self) -> dict[str, frozenset[str]]:
        """The mentions of every theme by its id, its sub-themes' among them."""
        found: dict[str, set[str]] = {theme: set() for theme in self.ids}
        for mention, label in zip(self.mentions, self.labels.tolist(), strict=True):
            if label >= 0:
                found[self.ids[label]].add(mention)
                if (above := int(self.known.parents[label])) >= 0:
                    found[self.ids[above]].add(mention)
        return {theme: frozenset(own) for theme, own in found.items()}

    def digest(self) -> str:
        """16 hex digits of which mention was found to be in which theme, by which settings."""
        placed = sorted(zip(self.mentions, self.labels.tolist(), strict=True))
        told = repr((self.settings, self.ids, self.known.parents.tolist(), placed, self.grown_from))
        return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()

    def to_bytes(self) -> bytes:
        """The state as it is kept."""
        told = {
            "layout": _LAYOUT,
            "settings": self.settings,
            "languages": sorted(self.offsets.own),
            "limits": asdict(self.known.limits),
            "fitted": self.known.fitted,
            "grown_from": self.grown_from,
            "ids": self.ids,
            "mentions": self.mentions,
            "names": {theme: asdict(named) for theme, named in sorted(self.names.items())},
        }
        arrays: dict[str, Any] = {
            f"flattening_{part.name}": getattr(self.known.flattening, part.name)
            for part in fields(self.known.flattening)
        }
        arrays |= {
            "told": np.frombuffer(json.dumps(told).encode(), dtype=np.uint8),
            "overall": self.offsets.overall,
            "own": np.array([self.offsets.own[language] for language in sorted(self.offsets.own)]),
            "parents": self.known.parents,
            "centres": self.known.centres,
            "labels": self.labels.astype(np.int32),
        }
        content = io.BytesIO()
        np.savez_compressed(content, **arrays)
        return content.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes | None) -> ThemeState | None:
        """The state kept in ``content``; None where there is none, or one of another making."""
        if not content:
            return None
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                return cls._read({name: arrays[name] for name in arrays.files})
        except (KeyError, TypeError, ValueError, OSError, zipfile.BadZipFile):
            return None

    @classmethod
    def _read(cls, arrays: Mapping[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]) -> ThemeState | None:
        told = json.loads(arrays["told"].tobytes())
        if told["layout"] != _LAYOUT:
            return None
        flattening = themes.Flattening(
            **{part.name: arrays[f"flattening_{part.name}"] for part in fields(themes.Flattening)}
        )
        known = themes.FoundThemes(
            flattening,
            arrays["parents"].astype(np.int64),
            arrays["centres"].astype(np.float32),
            themes.Limits(**told["limits"]),
            int(told["fitted"]),
        )
        return cls(
            told["settings"],
            encode.LanguageOffsets(arrays["overall"], dict(zip(told["languages"], arrays["own"], strict=True))),
            known,
            tuple(told["ids"]),
            tuple(told["mentions"]),
            arrays["labels"].astype(np.int64),
            {theme: _named(named) for theme, named in told["names"].items()},
            told["grown_from"],
        )


def _named(told: Mapping[str, object]) -> themes.NamedTheme:
    def words(value: object) -> tuple[str, ...]:
        assert isinstance(value, Sequence)
        return tuple(str(word) for word in value)

    names, by_language = told["names"], told["keywords_by_language"]
    assert isinstance(names, Mapping)
    assert isinstance(by_language, Mapping)
    return themes.NamedTheme(
        str(told["name"]),
        dict(names),
        words(told["keywords"]),
        {language: words(own) for language, own in by_language.items()},
    )
