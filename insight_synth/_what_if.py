"""What would be lost without any of the sources, asked of a workspace: answered from what the last analysis kept.

Part of ``pipeline``. An analysis keeps who speaks of what as columns of numbers, without a text, a name or an id of a
record, so that taking sources away needs no passage to be read again. Where nothing is kept, it is read from the
records once more, which takes as long as reading them does.
"""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from insight_synth import advice, evidence
from insight_synth._tables import analysed
from insight_synth.errors import UsageError
from insight_synth.model import Removal, Snapshot, SourceProfile
from insight_synth.store import Workspace, analyses, model_state, records

if TYPE_CHECKING:
    from sqlalchemy import Connection

NAME = "what-if"
"""What is kept lies in ``model_state`` under this name; erasing a customer drops it."""
_VERSION = 1


def what_if(ws: Workspace, without: Sequence[str]) -> Removal:
    """What is lost, and what changes, without these sources, by the newest analysis.

    Raises:
        NotAnalysed: there is no analysis yet.
        UsageError: no source is named, one is not there, or none would be left.
    """
    shown = analysed(ws, demo=False)
    with ws.read() as connection:
        content = model_state.state(connection, NAME)
    _check(without, shown.profiles)
    heard, spoken, agenda = from_bytes(content) if content else _read(ws, shown)
    verdicts = {entry.source: entry.verdict for entry in shown.advice}
    return advice.without(frozenset(without), shown.profiles, heard, spoken, agenda, shown.caveats, verdicts)


def keep(
    connection: Connection, heard: evidence.Heard, spoken: advice.Spoken, agenda: advice.AgendaWitnesses | None
) -> None:
    """Keeps what a what-if is answered from, in place of what was kept before."""
    model_state.put_state(connection, NAME, to_bytes(heard, spoken, agenda))


def to_bytes(heard: evidence.Heard, spoken: advice.Spoken, agenda: advice.AgendaWitnesses | None) -> bytes:
    """The three as bytes: arrays of numbers, and ids of sources, themes and questions."""
    import numpy as np

    arrays: dict[str, Any] = {}
    told: dict[str, Any] = {"version": _VERSION, "parents": dict(heard.parents), "removed": sorted(heard.removed)}
    parts: dict[str, Any] = {
        "heard": heard, "delivered": heard.delivered, "ties": heard.ties, "spoken": spoken, "agenda": agenda,
    }  # fmt: skip
    for name, part in parts.items():
        told[name] = part is not None
        for field in dataclasses.fields(part) if part is not None else ():
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                arrays[f"{name}.{field.name}"] = value
            elif isinstance(value, tuple):
                # Ids of verbatims are for no eye but the analysis's: how many there are is all that is asked of them.
                told[f"{name}.{field.name}"] = len(value) if (name, field.name) == ("ties", "ids") else list(value)
    arrays["told"] = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
    held = io.BytesIO()
    np.savez_compressed(held, **arrays)
    return held.getvalue()


def from_bytes(content: bytes) -> tuple[evidence.Heard, advice.Spoken, advice.AgendaWitnesses | None]:
    """What :func:`to_bytes` made bytes of."""
    import numpy as np

    with np.load(io.BytesIO(content), allow_pickle=False) as read:
        arrays = {name: read[name] for name in read.files}
    told = json.loads(arrays.pop("told").tobytes())

    def fields(name: str) -> dict[str, Any]:
        found: dict[str, Any] = {
            key.partition(".")[2]: value for key, value in arrays.items() if key.startswith(f"{name}.")
        }
        for key, value in told.items():
            if key.startswith(f"{name}."):
                found[key.partition(".")[2]] = ("",) * value if isinstance(value, int) else tuple(value)
        return found

    from insight_synth.evidence.heard import Passages

    heard = evidence.Heard(
        **fields("heard"),
        parents=told["parents"],
        removed=frozenset(told["removed"]),
        delivered=Passages(**fields("delivered")),
        ties=evidence.Ties(**fields("ties")) if told["ties"] else None,
    )
    agenda = advice.AgendaWitnesses(**fields("agenda")) if told["agenda"] else None
    return heard, advice.Spoken(**fields("spoken")), agenda


def _read(ws: Workspace, shown: Snapshot) -> tuple[evidence.Heard, advice.Spoken, advice.AgendaWitnesses | None]:
    """The same from the records: the agenda's questions are then known by their answers' voices alone, so left out."""
    with ws.read() as connection:
        mentions = [mention for mention, _ in analyses.mentions(connection)]
        delivered = records.verbatims(connection, status=("active", "duplicate"))
    voices: dict[str, set[str]] = {profile.source.id: set() for profile in shown.profiles}
    verbatims = [verbatim for verbatim in delivered if verbatim.source in voices]
    for verbatim in verbatims:
        voices[verbatim.source].add(verbatim.voice_id)
    parents = {theme.id: theme.parent for theme in sorted(shown.themes, key=lambda theme: theme.id)}
    heard = evidence.Heard.of(
        mentions, parents, {source: len(ids) for source, ids in sorted(voices.items())}, evidence.Ties.of(verbatims)
    )
    return heard, advice.Spoken.of(mentions, heard.sources, parents, shown.now), None


def _check(without: Sequence[str], profiles: Sequence[SourceProfile]) -> None:
    there = sorted(profile.source.id for profile in profiles)
    if not without:
        raise UsageError("no source is named", remedy="Name one or more with --without SOURCE.")
    for source in without:
        if source not in there:
            raise UsageError(f"no source {source!r} was analysed", remedy=f"There are {', '.join(there)}.")
    if set(without) == set(there):
        raise UsageError("no source would be left", remedy="Leave at least one.")
