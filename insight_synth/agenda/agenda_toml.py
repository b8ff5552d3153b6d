"""``agenda.toml`` as questions and back.

An agenda is a list of ``[[questions]]``; one with a ``group`` is about that customer group only. A group may have an
agenda of its own, ``[[groups.business.questions]]``, which is the same as giving each of its questions that group.
Strict on purpose: a key nobody reads is a typing error somebody made. It does not look at the data.
"""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from insight_synth.errors import BadInput
from insight_synth.model import Question

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

__all__ = ["AGENDA_FILE", "MOST_QUESTIONS", "agenda_from_toml", "agenda_to_toml", "question_id"]

AGENDA_FILE = "agenda.toml"
MOST_QUESTIONS = 200
_LONGEST = {"text": 500, "decision": 500, "owner": 200, "group": 100, "id": 64}
_KEYS = ("id", "text", "priority", "group", "decision", "due", "owner", "themes")
_MOST_THEMES = 50
_TOP = ("questions", "groups")
_PRIORITIES = (1, 2, 3)
_USUAL = Question("", "")


def agenda_from_toml(text: str, where: str = AGENDA_FILE) -> tuple[Question, ...]:
    """The questions that ``text`` holds, in its order, those of groups' own agendas last.

    A question without an id gets one from its group and words, the same every time.

    Args:
        text: the TOML document.
        where: what errors name as the place, usually the file's path.

    Raises:
        BadInput: it cannot be used, naming the question, the key and the remedy.
    """
    try:
        table = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"not valid TOML: {error}", where=where, remedy="Correct the line named and try again") from None
    _only_known(table, _TOP, "key", where)
    rows = [(entry, f"question {number}", "") for number, entry in enumerate(_list(table, "questions", where), start=1)]
    groups = table.get("groups", {})
    if not isinstance(groups, dict):
        remedy = "Begin each group's questions with [[groups.NAME.questions]]"
        raise BadInput("'groups' is not a section", where=where, remedy=remedy)
    for group, own in groups.items():
        if not isinstance(own, dict):
            raise BadInput(
                f"group {group!r} is not a section", where=where, remedy=f"Write [[groups.{group}.questions]]"
            )
        _only_known(own, ("questions",), f"key of group {group!r}:", where)
        for number, entry in enumerate(_list(own, "questions", where), start=1):
            rows.append((entry, f"question {number} of group {group!r}", group))
    if len(rows) > MOST_QUESTIONS:
        raise BadInput(
            f"{len(rows)} questions, but at most {MOST_QUESTIONS} are answered",
            where=where,
            remedy="Keep those that a decision waits for",
        )
    found = [_question(entry, name, group, where) for entry, name, group in rows]
    _no_id_twice(found, [name for _, name, _ in rows], where)
    return tuple(found)


def agenda_to_toml(questions: Sequence[Question], before: str = "") -> str:
    """``questions`` as TOML; :func:`agenda_from_toml` gives the same back.

    Where ``before`` holds an agenda, its comments, its order and the form of what did not change are kept; new
    questions follow at the end.
    """
    import tomlkit

    document = _parsed(before)
    left = {question.id: question for question in questions}
    for table, group in _tables(document):
        known = left.pop(_id_of(table, group), None)
        if known is None or (group and known.group != group):
            if known is not None:
                left[known.id] = known
            table.clear()
            continue
        _update(table, replace(known, group="") if group else known)
    _drop_empty(document)
    listed = document.get("questions")
    if left and not isinstance(listed, tomlkit.items.AoT):
        listed = tomlkit.aot()
        document["questions"] = listed
    for question in (question for question in questions if question.id in left):
        table = tomlkit.table()
        _update(table, question)
        listed.append(table)  # type: ignore[union-attr]
    return tomlkit.dumps(document)


def question_id(text: str, group: str = "") -> str:
    """The id of a question that was given none: ``q`` and 8 hex digits of its group and words."""
    said = f"{group.casefold()}\n{' '.join(text.casefold().split())}"
    return "q" + hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


# ---- reading


def _question(entry: Any, name: str, group: str, where: str) -> Question:
    if not isinstance(entry, dict):
        raise BadInput(f"{name} is not a section", where=where, remedy="Begin each question with [[questions]]")
    _only_known(entry, _KEYS, f"{name}: key", where)
    text = " ".join(_text(entry, "text", name, where).split())
    if not text:
        raise BadInput(f"{name} asks nothing", where=where, remedy='Add text = "…" with the question')
    name = f"{name} ({text[:40]}{'…' if len(text) > 40 else ''})"
    own = _text(entry, "group", name, where)
    if group and own and own.casefold() != group.casefold():
        raise BadInput(
            f"{name} stands in the agenda of group {group!r} and names group {own!r}",
            where=where,
            remedy="Leave the line group out, or move the question",
        )
    priority = entry.get("priority", _USUAL.priority)
    if isinstance(priority, bool) or priority not in _PRIORITIES:
        raise BadInput(
            f"{name}: priority = {priority!r} is none of 1, 2, 3", where=where, remedy="1 is the highest, 3 the lowest"
        )
    return Question(
        id=_text(entry, "id", name, where) or question_id(text, own or group),
        text=text,
        priority=int(priority),
        group=own or group,
        decision=_text(entry, "decision", name, where),
        due=_date(entry, name, where),
        owner=_text(entry, "owner", name, where),
        themes=_themes(entry, name, where),
    )


def _themes(entry: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    """Ids of themes; whether there are such themes is told by the answer, for themes come and go."""
    value = entry.get("themes", [])
    if not isinstance(value, list) or not all(isinstance(theme, str) for theme in value):
        remedy = 'Write it as themes = ["t005"], with ids as `insight-synth themes` gives them'
        raise BadInput(f"{name}: 'themes' is not a list of theme ids", where=where, remedy=remedy)
    found = tuple(dict.fromkeys(theme.strip() for theme in value if theme.strip()))
    if len(found) > _MOST_THEMES or any(len(theme) > _LONGEST["id"] for theme in found):
        remedy = f"Name at most {_MOST_THEMES}, by their ids"
        raise BadInput(f"{name}: 'themes' names too many themes, or too long ones", where=where, remedy=remedy)
    return found


def _text(entry: Mapping[str, Any], key: str, name: str, where: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise BadInput(f"{name}: '{key}' is not text", where=where, remedy=f'Write {key} = "…" in quotation marks')
    if len(value.strip()) > _LONGEST[key]:
        raise BadInput(
            f"{name}: '{key}' has more than {_LONGEST[key]} characters", where=where, remedy="Say it more shortly"
        )
    return value.strip()


def _date(entry: Mapping[str, Any], name: str, where: str) -> str:
    value = entry.get("due", "")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if value == "":
        return ""
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else _no_date(value)
    except ValueError:
        remedy = "Write it as due = 2027-03-31"
        raise BadInput(f"{name}: due = {str(value)!r} is not a date", where=where, remedy=remedy) from None


def _no_date(value: object) -> str:
    raise ValueError(value)


def _list(table: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise BadInput(f"'{key}' is not a list", where=where, remedy="Begin each question with [[questions]]")
    return value


def _only_known(table: Mapping[str, Any], known: Sequence[str], what: str, where: str) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key.lower(), known, n=1)
            remedy = f"Did you mean {near[0]!r}? Known keys: " if near else "Known keys: "
            raise BadInput(f"unknown {what} {key!r}", where=where, remedy=remedy + ", ".join(known))


def _no_id_twice(questions: Sequence[Question], names: Sequence[str], where: str) -> None:
    first: dict[str, str] = {}
    for question, name in zip(questions, names, strict=True):
        if question.id in first:
            raise BadInput(
                f"{name} and {first[question.id]} have the same id {question.id!r}",
                where=where,
                remedy="Give each question an id of its own, and ask nothing twice",
            )
        first[question.id] = name


# ---- writing


def _parsed(before: str) -> TOMLDocument:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        agenda_from_toml(before)
        return tomlkit.parse(before.removeprefix("\ufeff"))
    except (BadInput, TOMLKitError):
        return tomlkit.document()


def _tables(document: TOMLDocument) -> list[tuple[Any, str]]:
    found = [(table, "") for table in document.get("questions", [])]
    for group, own in document.get("groups", {}).items():
        found += [(table, str(group)) for table in own.get("questions", [])]
    return found


def _id_of(table: Mapping[str, Any], group: str) -> str:
    return str(table.get("id", "")).strip() or question_id(str(table["text"]), str(table.get("group", "")) or group)


def _update(table: Any, question: Question) -> None:
    """Writes what differs; what is as usual is left out, and an id that follows from the words stays unwritten."""
    for key in _KEYS:
        value = getattr(question, key)
        if key == "due" and value:
            value = date.fromisoformat(value)
        if key == "themes":
            value = list(value)
        if value in (getattr(_USUAL, key), []) and key != "text":
            table.pop(key, None)
        elif _as_read(table.get(key)) != value:
            table[key] = value


def _as_read(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _drop_empty(document: TOMLDocument) -> None:
    for holder in (document, *document.get("groups", {}).values()):
        listed = holder.get("questions")
        if listed is not None:
            for at in reversed(range(len(listed))):
                if not len(listed[at]):
                    del listed[at]
            if not len(listed):
                del holder["questions"]


assert set(_KEYS) == {field.name for field in fields(Question)}
