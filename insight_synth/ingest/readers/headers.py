"""Headers of one row or several, and tables that have none: the names of the columns from the first rows of a table.

Survey tools write two rows (a question, then its answer options) or three (ids, questions, import ids); workbooks merge
cells of a row of groups above a row of names. A second row is taken for a header only on evidence that no row of data
gives; in doubt it stays data. Nothing here knows files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from insight_synth.ingest.readers.protocol import clean_columns

__all__ = ["Header", "columns_of", "is_value", "start_of_header"]

_ENOUGH_ROWS = 60  # looked at below the header
_IMPORT_ID = re.compile(r'\s*\{\s*"ImportId"\s*:')
_NUMBER = re.compile(r"[-+]?[\d.,'  ]*\d[\d.,'  ]*\s?[%€$£]?")
_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})(?:[ T].{1,24})?")
_YEAR = re.compile(r"(?:19|20)\d\d")
# What survey tools write under a question that has no options: the answer itself stands in the column.
_ANSWERS = frozenset({
    "response", "responses", "open-ended response", "open ended response",
    "vastaus", "vastaukset", "avoin vastaus", "avoimet vastaukset", "vapaa vastaus", "vapaamuotoinen vastaus",
    "odpowiedź", "odpowiedzi", "odpowiedź otwarta", "otwarta odpowiedź", "odpowiedzi otwarte",
    "svar", "öppet svar", "öppna svar", "fritextsvar", "åpent svar", "åbent svar", "respons",
    "antwort", "antworten", "beantwortung", "offene antwort", "offene antworten", "offene beantwortung",
    "freitextantwort", "antwoord", "reactie", "open antwoord", "antwoord op open vraag",
    "réponse", "réponses", "réponse ouverte", "réponse libre", "réponse à la question ouverte",
    "respuesta", "respuestas", "respuesta abierta", "resposta", "resposta aberta", "risposta", "risposta aperta",
    "vastus", "avatud vastus",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """The names of a table's columns, and how many of its first rows they were made from: 0 where all are data."""

    columns: tuple[str, ...]
    rows: int


def columns_of(rows: Sequence[Sequence[str]], notes: list[str] | None = None) -> Header:
    """The header of a table whose first row is ``rows[0]``; no row may be blank.

    A question and its option become "Question – Option", an id and its question "Q5: Question"; a group over names
    becomes "Group – Name". What was found besides a plain header is added to ``notes``.

    Args:
        rows: the first rows of the table as text, header first; some fifty rows of data give the best evidence.
        notes: for a person.
    """
    notes = notes if notes is not None else []
    if not rows:
        return Header((), 0)
    sample = rows[: _ENOUGH_ROWS + 3]
    width = max(1, _named(sample[0]), *(min(_named(row), len(sample[0])) for row in sample))
    if _is_data([_fitted(row, width) for row in sample]):
        notes.append("no header row: the columns are numbered, and the first row is read as data")
        return Header(tuple(f"column {position}" for position in range(1, width + 1)), 0)
    # A group in the last merged cell is as wide as the names below it, wider than its own row.
    wide = max(width, _named(sample[1]) if len(sample) > 1 else 0)
    several = _several_rows([_fitted(row, wide) for row in sample], notes)
    if several is None:
        return Header(clean_columns(_fitted(sample[0], width), notes), 1)
    names, count = several
    return Header(clean_columns(names, notes), count)


def start_of_header(rows: Sequence[Sequence[str]], position: int) -> int:
    """``position`` of the row that looks like a header, or the one above it where both together are one.

    A row of questions or groups fills few cells, as a title does; a title fills one.
    """
    if position and sum(map(bool, rows[position - 1])) > 1 and columns_of(rows[position - 1 :]).rows > 1:
        return position - 1
    return position


def is_value(cell: str) -> bool:
    """Whether a cell holds a number or a date, as names of columns do not."""
    return bool(cell) and (_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell)) is not None


def _several_rows(grid: Sequence[Sequence[str]], notes: list[str]) -> tuple[list[str], int] | None:
    """The names from a header of two or three rows and how many it has; nothing where the evidence is wanting."""
    first = grid[0]
    if len(grid) < 2:
        return None
    if (ids_at := _import_ids_at(grid)) is not None:
        notes.append(f"a header of {ids_at + 1} rows: the row of import ids is left out")
        return (_identified(first, grid[1]) if ids_at == 2 else list(first)), ids_at + 1
    if _is_label_row(first, grid[1]):
        notes.append("a header of 2 rows: ids, then questions")
        return _identified(first, grid[1]), 2
    if _is_option_row(grid):
        notes.append("a header of 2 rows: questions, then their answer options")
        return _joined(first, grid[1]), 2
    if _is_name_row(grid):
        notes.append("a header of 2 rows: groups, then the names in them")
        return _joined(first, grid[1]), 2
    return None


# ---- which rows are a header


def _import_ids_at(grid: Sequence[Sequence[str]]) -> int | None:
    """Where Qualtrics' row of import ids stands: below ids and questions, or below one of the two alone."""
    for position in (2, 1):
        if len(grid) > position:
            filled = [cell for cell in grid[position] if cell]
            if filled and sum(bool(_IMPORT_ID.match(cell)) for cell in filled) * 2 > len(filled):
                return position
    return None


def _is_label_row(ids: Sequence[str], labels: Sequence[str]) -> bool:
    """``StartDate`` over ``Start Date``, and no cell that is a number or a date: questions below ids."""
    pairs = zip(ids, labels, strict=True)
    alike = sum(bool(one) and one != other and _bare(one) == _bare(other) for one, other in pairs)
    return alike >= 3 and not any(is_value(cell) for cell in labels)


def _is_option_row(grid: Sequence[Sequence[str]]) -> bool:
    """Options and "Response" under questions, nothing under the respondent's id and the like.

    What tells it from a row of data: it is filled wherever the row of questions is empty, it leaves a column empty that
    the rows below fill, and either it says "Response" or the answers below repeat, tick or rate its options.
    """
    first, second, below = grid[0], grid[1], grid[2:]
    gaps = [at for at, cell in enumerate(first) if not cell]
    empty = [at for at, cell in enumerate(second) if not cell]
    filled = [cell for cell in second if cell]
    if not first[0] or not all(second[at] for at in gaps) or any(_is_long_value(cell) for cell in filled):
        return False
    if below and empty and not _filled_below(below, empty):
        return False
    if all(map(_is_answer, filled)):
        asked = any(first[at].endswith("?") for at, cell in enumerate(second) if cell)
        return len(filled) > 1 or (len(filled) == 1 and (asked or len(empty) > 2))
    if any(map(_is_answer, filled)):
        return bool(gaps) and (not second[0] or _is_answer(second[0]))
    options = [at for start, end in _groups(first) if end - start > 1 for at in range(start, end) if second[at]]
    distinct = len({(_owner(first, at), second[at].casefold()) for at in options}) == len(options)
    answered = any(_is_option(second[at], [row[at] for row in below if row[at]]) for at in options)
    return not second[0] and len(gaps) >= 2 and distinct and answered and not any(map(is_value, filled))


def _is_answer(cell: str) -> bool:
    return cell.casefold() in _ANSWERS


def _is_long_value(cell: str) -> bool:
    """A date or a number too long to be a point on a scale."""
    return _DATE.fullmatch(cell) is not None or (len(cell) > 4 and _NUMBER.fullmatch(cell) is not None)


def _filled_below(below: Sequence[Sequence[str]], columns: Sequence[int]) -> bool:
    """Whether one of ``columns`` is filled in nearly all rows: an id or a date that only a header leaves out."""
    return any(sum(bool(row[at]) for row in below) * 10 >= len(below) * 9 for at in columns)


def _is_option(label: str, cells: Sequence[str]) -> bool:
    """Whether the answers in its column repeat the label where it was ticked, or are numbers where it was rated."""
    return bool(cells) and (all(cell == label for cell in cells) or all(map(is_value, cells)))


def _is_name_row(grid: Sequence[Sequence[str]]) -> bool:
    """A row of names under a row of groups in merged cells.

    What tells it from a row of data: it is filled wherever a merged cell left a gap, no name is twice in a group, it
    holds no number but years, and in a gap (with several merged cells: anywhere) it stands over numbers or dates;
    where there is but one row of data, over two of them below several merged cells.
    """
    first, second, below = grid[0], grid[1], grid[2:]
    gaps = [at for at, cell in enumerate(first) if not cell]
    if not gaps or not first[0] or first[0].endswith(":") or not all(second[at] for at in gaps):
        return False
    names = [(_owner(first, at), cell.casefold()) for at, cell in enumerate(second) if cell]
    if len(set(names)) < len(names) or any(_is_name_too_long(cell) or _is_other_value(cell) for _, cell in names):
        return False
    merged = sum(end - start > 1 for start, end in _groups(first))
    candidates = range(len(second)) if merged > 1 else gaps
    beneath = [(second[at], [row[at] for row in below if row[at]]) for at in candidates]
    if any(_is_over_values(name, cells) for name, cells in beneath):
        return True
    over_one = sum(bool(name and cells) and not is_value(name) and all(map(is_value, cells)) for name, cells in beneath)
    return merged > 1 and over_one > 1


def _is_name_too_long(cell: str) -> bool:
    return len(cell) > 120


def _is_other_value(cell: str) -> bool:
    return is_value(cell) and not _YEAR.fullmatch(cell)


def _is_over_values(name: str, cells: Sequence[str]) -> bool:
    return bool(name) and not is_value(name) and len(cells) >= 2 and all(map(is_value, cells))


def _is_data(grid: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is plainly data: nothing but numbers and dates, or a date over nothing but dates."""
    first, below = grid[0], grid[1:]
    filled = [(at, cell) for at, cell in enumerate(first) if cell]
    if not filled or all(_YEAR.fullmatch(cell) for _, cell in filled):
        return False
    columns = [[row[at] for row in below if row[at]] for at, _ in filled]
    if all(is_value(cell) for _, cell in filled):
        return all(all(map(is_value, cells)) for cells in columns)
    words_over_values = any(
        not is_value(cell) and cells and all(map(is_value, cells))
        for (_, cell), cells in zip(filled, columns, strict=True)
    )
    dates_over_dates = any(
        _DATE.fullmatch(cell) and len(cells) >= 2 and all(_DATE.fullmatch(one) for one in cells)
        for (_, cell), cells in zip(filled, columns, strict=True)
    )
    return dates_over_dates and not words_over_values


# ---- the names


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Each group or question, carried over the empty cells to its right, with the name or option below it."""
    names = []
    for at, below in enumerate(second):
        above = _owner(first, at)
        if not below or _is_answer(below) or _bare(below) == _bare(above):
            names.append(above if first[at] or below else "")
        else:
            names.append(f"{above} – {below}" if above else below)
    return names


def _identified(ids: Sequence[str], questions: Sequence[str]) -> list[str]:
    """Each question behind its id, so that both are found; the id alone where the question says the same or nothing."""
    return [
        identity if not question or _bare(question) == _bare(identity)
        else f"{identity}: {question}" if identity else question
        for identity, question in zip(ids, questions, strict=True)
    ]  # fmt: skip


def _owner(first: Sequence[str], at: int) -> str:
    return next((first[before] for before in range(at, -1, -1) if first[before]), "")


def _groups(first: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Each filled cell with the empty ones to its right, as ``(start, end)``."""
    starts = [at for at, cell in enumerate(first) if cell]
    yield from zip(starts, [*starts[1:], len(first)], strict=True)


# ---- cells


def _named(row: Sequence[str]) -> int:
    return max((at for at, cell in enumerate(row, start=1) if cell.strip()), default=0)


def _fitted(row: Sequence[str], width: int) -> list[str]:
    cells = [" ".join(cell.split()) for cell in row[:width]]
    return cells + [""] * (width - len(cells))


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
