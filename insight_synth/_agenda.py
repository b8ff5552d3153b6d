"""The agenda of a workspace: read, written, brought back, and matched to what people say.

Part of ``pipeline``. The agenda is kept as its TOML, comments and all, so that it can be written out as it came. What
speaks to it is told by the analysis: after a change the analysis is outdated until it is run again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from insight_synth import encode
from insight_synth._tables import redacted_citations
from insight_synth.agenda import answers, matching
from insight_synth.agenda.agenda_toml import AGENDA_FILE, agenda_from_toml, agenda_to_toml
from insight_synth.errors import BadInput, UsageError
from insight_synth.model import Answer, Mention, Question, Snapshot, Verbatim
from insight_synth.store import Workspace, agendas
from insight_synth.store.codec import plain

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from sqlalchemy import Connection

MATCHING = "2"  # raise it when passages are matched or answers told in another way
_LARGEST = 1_000_000  # bytes of an agenda.toml


def questions(ws: Workspace) -> tuple[Question, ...]:
    """The agenda's questions, in its order; () where there is none."""
    return agenda_from_toml(agenda_text(ws), "agenda")


def agenda_text(ws: Workspace) -> str:
    """The agenda as it was written, comments and all; "" where there is none."""
    with ws.read() as connection:
        return _in_force(connection)


def set_agenda(ws: Workspace, toml: str, by: str = "", where: str = AGENDA_FILE) -> tuple[Question, ...]:
    """Puts another agenda in force, and gives its questions; the same again changes nothing.

    Raises:
        BadInput: it cannot be used, naming question, key and remedy.
    """
    found = agenda_from_toml(toml, where)
    with ws.write() as connection:
        if _in_force(connection) != toml:
            agendas.put(connection, toml, by, _now())
    return found


def set_questions(ws: Workspace, wanted: Sequence[Question], by: str = "") -> tuple[Question, ...]:
    """Puts these questions on the agenda; one without an id gets one, and the agenda's comments stay.

    Raises:
        BadInput: two questions are the same, or one cannot be used.
    """
    return set_agenda(ws, agenda_to_toml(wanted, agenda_text(ws)), by, "agenda")


def agenda_from_file(ws: Workspace, path: Path, by: str = "") -> tuple[Question, ...]:
    """Puts the agenda in the file ``path`` in force.

    Raises:
        UsageError: there is no such file.
        BadInput: it cannot be read or used.
    """
    return set_agenda(ws, _read(path), by, str(path))


def taken_up(ws: Workspace, paths: Sequence[Path], by: str = "") -> list[Path]:
    """Takes up an ``agenda.toml`` that lies in added folders of sources; gives the files that changed the agenda.

    A file that was taken up before does not undo what was changed in the app since.

    Raises:
        BadInput: one cannot be used.
    """
    found = []
    for path in paths:
        file = path / AGENDA_FILE
        if not file.is_file():
            continue
        toml = _read(file)
        agenda_from_toml(toml, str(file))
        with ws.write() as connection:
            if all(written.toml != toml for written in agendas.history(connection)):
                agendas.put(connection, toml, by, _now())
                found.append(file)
    return found


def undo_agenda(ws: Workspace, by: str = "") -> tuple[Question, ...]:
    """Brings the agenda before the newest change back, again and again to the first; gives its questions.

    Raises:
        UsageError: nothing was changed.
    """
    with ws.write() as connection:
        steps = _steps(connection)
        if len(steps) < 2:
            raise UsageError("the agenda was never changed", remedy="Set one with `insight-synth agenda set FILE`.")
        agendas.put(connection, steps[-2], by, _now(), restores=True)
    return questions(ws)


def can_undo_agenda(ws: Workspace) -> bool:
    """Whether there is a change of the agenda to take back."""
    with ws.read() as connection:
        return len(_steps(connection)) > 1


def agenda_digest(connection: Connection) -> str:
    """What the analysis depends on of the agenda: for its fingerprint. Comments and order within do not matter."""
    asked = sorted(agenda_from_toml(_in_force(connection), "agenda"), key=lambda question: question.id)
    return hashlib.blake2b(repr((MATCHING, asked)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def awaits_matching(ws: Workspace, shown: Snapshot) -> bool:
    """Whether the agenda is another than the one ``shown`` answers."""
    return sorted(questions(ws), key=_by_id) != sorted((answer.question for answer in shown.answers), key=_by_id)


def matched(
    ws: Workspace,
    asked: Sequence[Question],
    telling: Sequence[Mention],
    raw: npt.NDArray[np.float32],
    encoder: encode.Encoder,
    parents: Mapping[str, str] | None = None,
) -> dict[str, dict[str, float]]:
    """Question id → mention id → how much to the point; only mentions that speak to the question.

    Args:
        ws: whose cache keeps the vectors of the questions.
        asked: the agenda.
        telling: n mentions, with their themes.
        raw: (n, d) float32, their uncentred vectors.
        encoder: whose vectors they are.
        parents: ``theme id → id of the theme above``, "" for a top theme.
    """
    if not asked:
        return {}
    cache = encode.VectorCache.of(ws.vectors, encoder)
    held = matching.said(telling, raw, parents)
    found = matching.relevant(asked, held, lambda texts: cache.vectors(texts, encoder))
    return {question.id: answers.bound_to(question, telling, parents) | found[question.id] for question in asked}


def with_nearest(
    ws: Workspace,
    found: Sequence[Answer],
    relevant: Mapping[str, Mapping[str, float]],
    telling: Sequence[Mention],
    raw: npt.NDArray[np.float32],
    encoder: encode.Encoder,
    verbatims: Mapping[str, Verbatim],
) -> tuple[Answer, ...]:
    """The answers; those that are open or thin with the passages that come nearest without being counted.

    Args:
        ws: whose cache keeps the vectors of the questions.
        found: the answers.
        relevant: as :func:`matched` gives it.
        telling: n mentions.
        raw: (n, d) float32, their uncentred vectors.
        encoder: whose vectors they are.
        verbatims: ``verbatim id → verbatim``.
    """
    doubtful = [answer.question for answer in found if answer.state in ("open", "thin")]
    if not doubtful:
        return tuple(found)
    cache = encode.VectorCache.of(ws.vectors, encoder)
    held = matching.said(telling, raw)
    texts = [question.text for question in doubtful]
    near = matching.ranked(texts, held, lambda wanted: cache.vectors(wanted, encoder))
    ranked = {question.id: [key for key, _ in own] for question, own in zip(doubtful, near, strict=True)}
    return answers.with_nearest(found, ranked, relevant, telling, verbatims)


def agenda_json(ws: Workspace, shown: Snapshot) -> list[dict[str, Any]]:
    """The answers as ``agenda show --json`` gives them, by priority, quotations redacted.

    Questions that the newest analysis did not see yet follow with the state "not matched".
    """
    known = {answer.question: answer for answer in shown.answers}
    told = [answer for answer in shown.answers if answer.question in set(questions(ws))]
    rows = []
    for answer in told:
        quotes = [plain(quote) for quote in redacted_citations(ws, answer.quotes)]
        nearest = [plain(quote) for quote in redacted_citations(ws, answer.nearest)]
        rows.append({**plain(answer), "quotes": quotes, "nearest": nearest})
    rows += [{"question": plain(one), "state": "not matched"} for one in questions(ws) if one not in known]
    return rows


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInput("too large for an agenda", where=str(path), remedy="Give a file of at most 1 MB")
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError("there is no such file", where=str(path), remedy="Give the path of an agenda.toml") from None
    except UnicodeDecodeError:
        raise BadInput("not UTF-8 text", where=str(path), remedy="Save the file as UTF-8") from None
    except OSError as error:
        raise BadInput(
            f"cannot be read: {error.strerror}", where=str(path), remedy="Give the path of an agenda.toml"
        ) from None


def _in_force(connection: Connection) -> str:
    written = agendas.newest(connection)
    return written.toml if written else ""


def _steps(connection: Connection) -> list[str]:
    """The agendas that lead to the one in force, "" first, without those that were taken back."""
    steps = [""]
    for written in reversed(agendas.history(connection)):
        if written.restores:
            steps.pop()
        elif written.toml != steps[-1]:
            steps.append(written.toml)
    return steps


def _by_id(question: Question) -> str:
    return question.id


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
