"""What all sessions share of a workspace that takes seconds to read: its passages with their vectors and words.

Read once, and again when the workspace changed; kept for the workspaces used last. Shows nothing and needs no session:
a server may have it read before the first one comes.
"""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from insight_synth import pipeline
from insight_synth._spoken import Loader
from insight_synth.errors import InsightSynthError
from insight_synth.store import Workspace, analyses

_ASKED = {"en": "Nobody answers the phone", "fi": "Puhelimeen ei vastata", "pl": "Nikt nie odbiera telefonu"}
MOST = 2  # workspaces whose passages are in memory at once


@dataclass(slots=True)
class _Place:
    """Where the passages of one workspace are kept."""

    reading: threading.Lock = field(default_factory=threading.Lock)
    state: object = None
    held: pipeline.Spoken | None = None


_places: OrderedDict[Path, _Place] = OrderedDict()
_choosing = threading.Lock()


def spoken(ws: Workspace, load: Loader | None = None) -> pipeline.Spoken:
    """The passages of a workspace as it is now; who comes while they are read waits. Raises NotAnalysed."""
    place = _place(ws.path.resolve())
    with place.reading:
        with ws.read() as connection:
            state = analyses.state(connection)
        if place.held is None or place.state != state:
            place.held = None  # before the new ones are read: they need not both be in memory
            place.held = pipeline.spoken(ws, load=load)
            place.state = state
            _set_aside()
        return place.held


def read_ahead(folder: Path, load: Loader | None = None) -> threading.Thread:
    """Reads the passages of the workspace in ``folder`` in the background, and whatever the first question needs.

    Says nothing where that cannot be.
    """

    def read() -> None:
        try:
            with Workspace.open(folder, read_only=True) as ws:
                held = spoken(ws, load)
                for language in sorted(_ASKED.keys() & {mention.language for mention in held.mentions}):
                    pipeline.hunch(ws, _ASKED[language], held=held)  # loads dictionaries and what else answers stand on
                _set_aside()
        except InsightSynthError:  # the page that needs them will tell
            _set_aside()

    thread = threading.Thread(target=read, name="passages read ahead", daemon=True)
    thread.start()
    return thread


def _set_aside() -> None:
    """Has what is in memory now passed over when garbage is looked for, which Streamlit does after every run of a page.

    It would look at each of hundreds of thousands of passages, while all sessions wait.
    """
    gc.collect()
    gc.freeze()


def forget() -> None:
    """Keeps nothing any more; what is asked for next is read anew."""
    with _choosing:
        _places.clear()


def _place(path: Path) -> _Place:
    with _choosing:
        place = _places.pop(path, None) or _Place()
        _places[path] = place
        while len(_places) > MOST:
            _places.popitem(last=False)
        return place
