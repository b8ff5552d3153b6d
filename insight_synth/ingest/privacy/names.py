"""Names of people, where a spaCy model that knows them is installed for the text's language.

Nothing is downloaded: the models looked for are those ``pip`` installed (``en_core_web_*``, ``fi_core_news_*``,
``pl_core_news_*`` and other languages' alike). Without one no names are found. A model is loaded once a process, when
the first text of its language arrives; it costs about a thousand times what the other recognisers cost, so ingest
leaves names to the ways out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["FindNames", "name_finder", "named_languages"]

FindNames = Callable[[str, str], Sequence[tuple[int, int]]]
"""``find(text, language)``: spans of people's names, in order."""

_PERSONS = frozenset(("PERSON", "PER", "persName", "PERSNAME"))  # as English, most, and Polish models call them
_SIZES = ("lg", "md", "sm")  # the surest first; a transformer's takes seconds a text on a processor
_LONGEST = 100_000  # signs given to a model at once


def named_languages() -> tuple[str, ...]:
    """Languages for which a model that knows people's names is installed, sorted."""
    return tuple(sorted({name[:2] for name in _installed()}))


def name_finder() -> FindNames | None:
    """What finds names in texts of the languages that have a model; None where no model is installed."""
    return _names if named_languages() else None


def _names(text: str, language: str) -> Sequence[tuple[int, int]]:
    model = _model(language, _installed())
    if model is None or not text.strip():
        return ()
    spans: list[tuple[int, int]] = []
    for offset in range(0, len(text), _LONGEST):
        found = model(text[offset : offset + _LONGEST]).ents
        spans += [(offset + e.start_char, offset + e.end_char) for e in found if e.label_ in _PERSONS]
    return spans


def _installed() -> tuple[str, ...]:
    return _installed_on(tuple(sys.path))


@lru_cache(maxsize=4)
def _installed_on(path: tuple[str, ...]) -> tuple[str, ...]:
    """Reads what every installed package says of itself: too slow to ask for each text."""
    return tuple(sorted({found.name for found in entry_points(group="spacy_models")}))


@lru_cache(maxsize=16)
def _model(language: str, installed: tuple[str, ...]) -> Language | None:
    """The model for a language, without what names do not need; None where there is none."""
    import spacy

    candidates = [name for name in installed if name[:3] == f"{language}_"]
    ranked = sorted(candidates, key=lambda name: (_SIZES.index(name[-2:]) if name[-2:] in _SIZES else 9, name))
    if not ranked:
        return None
    model = spacy.load(ranked[0])
    for unneeded in {"parser", "lemmatizer", "attribute_ruler", "morphologizer"} & set(model.pipe_names):
        model.disable_pipe(unneeded)
    return model
