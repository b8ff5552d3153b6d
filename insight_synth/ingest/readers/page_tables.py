"""Tables of a web page as rows: spanning cells filled in, headers of several rows joined, layout passed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from insight_synth.ingest.readers.page_elements import text
from insight_synth.ingest.readers.protocol import clean_columns
from insight_synth.model import Row

__all__ = ["table_rows"]

_WIDEST = 1_000  # columns that spans may fill; a cell of its own is never left out
_SPAN = 100  # columns or rows of one cell; a wider span is a mistake or an attack
_NAME = 60  # letters of a header without <th>


def table_rows(page: Any) -> list[Row]:
    """Rows of every data table, with locators ``table 2 row 4`` as the table counts, header included.

    A table has data where it has a header: cells marked so, or a first row of short names over rows as wide. A table
    inside a cell of such a one is that cell's text; a table without a header only arranges the page.
    """
    rows: list[Row] = []
    taken: set[Any] = set()
    for number, table in enumerate(page.iter("table"), start=1):
        if any(above in taken for above in table.iterancestors("table")):
            continue
        grid, marked = _grid(table)
        header = _header_rows(grid, marked, table)
        if not header or len(grid) <= header[-1] + 1:
            continue
        taken.add(table)
        rows += _data_rows(grid, header, number)
    return rows


def _data_rows(grid: list[list[str]], header: Sequence[int], number: int) -> list[Row]:
    width = max(len(grid[at]) for at in header)
    above = [[grid[at][column] for at in header if column < len(grid[at])] for column in range(width)]
    columns = clean_columns([_joined(names) for names in above])
    rows = []
    for at, cells in enumerate(grid[header[-1] + 1 :], start=header[-1] + 2):
        if not any(cells):
            continue
        problem = f"{len(cells)} cells where the header has {width}" if len(cells) > width else ""
        values = dict(zip(columns, [*cells, *[""] * (width - len(cells))], strict=False))
        rows.append(Row(f"table {number} row {at}", values, "\t".join(cells) if problem else "", problem))
    return rows


def _joined(names: list[str]) -> str:
    return " ".join(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))


def _grid(table: Any) -> tuple[list[list[str]], list[bool]]:
    """A table's cells with its spans filled in, and which of its lines are all header cells."""
    grid: list[list[str]] = []
    marked: list[bool] = []
    below: dict[int, tuple[int, str]] = {}  # column → lines still to fill, and with what
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        values: list[str] = []
        waiting = iter(cells)
        cell = next(waiting, None)
        while cell is not None or len(values) in below:
            at = len(values)
            if at in below and at < _WIDEST:
                left, said = below.pop(at)
                values.append(said)
                if left > 1:
                    below[at] = (left - 1, said)
                continue
            if cell is None:
                break
            said = text(cell)
            down = _span(cell, "rowspan")
            for across in range(_span(cell, "colspan") if at < _WIDEST else 1):
                if down > 1:
                    below[len(values)] = (down - 1, said)
                values.append(said if not across or _all_headers(cells) else "")
            cell = next(waiting, None)
        grid.append(values)
        in_head = next(row.iterancestors("thead"), None) is not None and bool(cells)
        marked.append(in_head or _all_headers(cells))
    return grid, marked


def _all_headers(cells: Sequence[Any]) -> bool:
    return bool(cells) and all(cell.tag == "th" for cell in cells)


def _span(cell: Any, name: str) -> int:
    given = (cell.get(name) or "1").strip()
    return min(max(int(given), 1), _SPAN) if given.isdecimal() and len(given) < 7 else 1


def _header_rows(grid: Sequence[Sequence[str]], marked: Sequence[bool], table: Any) -> list[int]:
    """Where the header stands: the first lines marked so that have several columns, else a first line of names."""
    wide = [at for at, cells in enumerate(grid) if len(cells) > 1]
    if not wide:
        return []
    first = wide[0]
    if marked[first]:
        last = first
        while last + 1 < len(grid) and marked[last + 1] and len(grid[last + 1]) > 1:
            last += 1
        return list(range(first, last + 1))
    if table.find(".//table") is not None:
        return []
    names = [" ".join(name.split()) for name in grid[first]]
    below = [cells for cells in grid[first + 1 :] if any(cells)]
    alike = sum(len(cells) == len(names) for cells in below)
    named = all(name and len(name) <= _NAME and not name[0].isdigit() for name in names)
    return [first] if named and len(set(names)) == len(names) and 2 * alike > len(below) else []
