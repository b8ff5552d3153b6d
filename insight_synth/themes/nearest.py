"""The rows nearest to each query by cosine: exact among thousands, approximate among hundreds of thousands.

Vectors are put on a grid first: every coordinate becomes a whole number of 1/4000, so that a cosine is a sum of whole
numbers that single precision holds without rounding. It is then the same number in whatever order, in how many threads
and on whichever processor it is added up, and equal cosines are equal. What the grid takes from a cosine is about
0.0001, less than half precision and quantised encoders do. Ties go to the lower row.

From ``EXACT_ROWS`` rows up, rows are put into cells around centres, and a query is compared only with the rows of the
cells whose centres are nearest to it (Sivic and Zisserman 2003, "Video Google"; Jégou, Douze and Schmid 2011, "IVF").

It knows nothing of languages, words or themes: ``neighbours`` makes a graph of what is found here.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController, threadpool_info, threadpool_limits

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

GRID = 4000  # steps of a coordinate; GRID² times the longest row's square stays below the 2²⁴ that float32 counts to
LONGEST = 1.02  # the longest row for which it does
STRIP = 1024  # queries at once
TILE = 4096  # rows at once
GROUPS = 10  # groups of rows for each of the k sought, from whose maxima the k-th nearest is told to be near enough
EXACT_ROWS = 40_000  # from which on only the nearest cells are searched
ROWS_A_CELL = 64  # on average
SAMPLE_A_CELL = 24  # rows from whose means a centre is made
ROUNDS = 3  # of making centres
SEARCHED = 0.09  # share of the cells that a query looks into among EXACT_ROWS; falls as the root of their number grows
QUERIES = 8192  # at once, when cells are searched
FAR_BITS = 26  # of a distance of two rows in steps of 1/GRID², from GRID² to 3 GRID²
MANY_PRODUCTS = 2**25  # of a query and a row, from which on more than one thread pays
NOTHING = np.iinfo(np.int64).max  # the key of no row at all


def nearest(vectors: Floats, queries: Floats, k: int, *, among: Rows | None = None) -> tuple[Rows, Floats]:
    """The k rows of ``vectors`` with the highest cosine to each query, nearest first, ties to the lower row.

    Among ``EXACT_ROWS`` rows or more a few of them may be missed: see ``tests`` and ``benchmarks/`` for how many.

    A query that is itself one of the rows finds itself. Where queries are the vectors themselves (the same array),
    each cosine is computed once for both of its ends.

    Args:
        vectors: (n, d) float16 or float32, unit rows, or zero.
        queries: (m, d) likewise.
        k: rows sought for each query; at most as many as there are.
        among: the rows of ``vectors`` to look at, ascending; all by default.

    Returns:
        (m, k) int64 rows of ``vectors`` and (m, k) float32 cosines, of min(k, rows looked at) columns.

    Raises:
        ValueError: a row is longer than 1.
    """
    within = len(vectors) if among is None else len(among)
    k = min(k, within)
    if k < 1 or not len(queries):
        return np.empty((len(queries), max(k, 0)), np.int64), np.empty((len(queries), max(k, 0)), np.float32)
    rows = on_grid(vectors if among is None else vectors[among])
    if within >= EXACT_ROWS:
        keys = _nearest_in_cells(rows, queries, k)
    else:
        threads = 1 if within * len(queries) < MANY_PRODUCTS else None
        with _libraries().limit(limits=threads, user_api="blas"):
            if queries is vectors and among is None:
                keys = _nearest_to_each_other(rows, k)
            else:
                keys = np.concatenate([_nearest_in_tiles(rows, on_grid(strip), k) for strip in _strips(queries, STRIP)])
    found, cosines = keys & _column_mask(within), _cosines(keys, within)
    return found if among is None else np.asarray(among, dtype=np.int64)[found], cosines


def on_grid(vectors: Floats) -> Floats:
    """(n, d) whole numbers as float32, ``GRID`` times the unit rows.

    Raises:
        ValueError: a row is longer than 1.
    """
    whole = np.empty(vectors.shape, dtype=np.float32)
    for start in range(0, len(vectors), STRIP):
        part = whole[start : start + STRIP]
        np.multiply(vectors[start : start + STRIP], np.float32(GRID), out=part, dtype=np.float32)
        np.rint(part, out=part)
        if np.einsum("ij,ij->i", part, part).max() > (GRID * LONGEST) ** 2:
            raise ValueError("rows must not be longer than 1: divide each by its length first")
    return whole


def cosines_of(whole: Floats, rows: Rows, columns: Rows) -> npt.NDArray[np.float64]:
    """The cosine of each pair of rows of ``on_grid``'s array: exactly those that ``nearest`` compares."""
    found = np.empty(len(rows))
    for start in range(0, len(rows), STRIP):
        here = slice(start, start + STRIP)
        found[here] = np.einsum("ij,ij->i", whole[rows[here]], whole[columns[here]])
    found /= GRID**2
    return found


def highest(steps: Floats, k: int, least: float) -> tuple[Rows, Rows]:
    """The k highest of each row of (m, n) whole numbers that are ``least`` or more, as (j,) rows and columns.

    In order of the rows, highest first, ties to the lower column. Numbers must stay below GRID².
    """
    m, n = steps.shape
    at, column = _at_least(steps, np.maximum(_reached(steps, k), least)[:, None])
    keys = _best(_keys(at, column, steps[at, column], n), m, k, n)
    at, rank = np.nonzero(keys != NOTHING)
    return at, keys[at, rank] & _column_mask(n)


@cache
def _libraries() -> ThreadpoolController:
    """What computes products: looked for once, since that takes longer than a small search."""
    return ThreadpoolController()


def _strips(queries: Floats, size: int) -> Iterator[Floats]:
    for start in range(0, len(queries), size):
        yield queries[start : start + size]


def _nearest_in_tiles(rows: Floats, queries: Floats, k: int, number: Rows | None = None) -> Rows:
    """(m, k) sorted keys of the nearest rows, ``number``ed so, to at most ``STRIP`` queries on the grid."""
    number = np.arange(len(rows)) if number is None else number
    least = np.full(len(queries), -np.inf, dtype=np.float32)
    found = []
    for start in range(0, len(rows), TILE):
        products = queries @ rows[start : start + TILE].T
        least = np.maximum(least, _reached(products, k))
        at, column = _at_least(products, least[:, None])
        found.append(_keys(at, number[column + start], products[at, column], len(rows)))
    return _best(np.concatenate(found), len(queries), k, len(rows))


def _nearest_to_each_other(rows: Floats, k: int) -> Rows:
    """(n, k) sorted keys of the nearest rows to each row, from the products of each row with those after it."""
    n = len(rows)
    best = np.full((n, k), NOTHING)
    for start in range(0, n, STRIP):
        strip = rows[start : start + STRIP]
        least = _least(best[start : start + STRIP], n)
        found = []
        for first in range(start, n, TILE):
            products = strip @ rows[first : first + TILE].T
            least = np.maximum(least, _reached(products, k))
            at, column = _at_least(products, least[:, None])
            found.append(_keys(at, column + first, products[at, column], n))
            later = products[:, len(strip) :] if first == start else products
            first_later = max(first, start + len(strip))
            theirs = _least(best[first_later : first_later + later.shape[1]], n)
            if start == 0:
                theirs = _reached(later.T, k)
            at, column = _at_least(later, theirs[None, :])
            found.append(_keys(column + first_later - start, at + start, later[at, column], n))
        fresh = _best(np.concatenate(found), n - start, k, n)
        best[start:] = np.sort(np.concatenate([best[start:], fresh], axis=1), axis=1)[:, :k]
    return best


@dataclass(frozen=True)
class _Cells:
    """Rows on the grid sorted by cell: cell c has ``rows[begin[c] : begin[c + 1]]``, which were ``number``ed before."""

    centres: Floats
    begin: Rows
    rows: Floats
    number: Rows

    @classmethod
    def of(cls, rows: Floats) -> _Cells:
        count = max(1, len(rows) // ROWS_A_CELL)
        centres = _centres(rows[:: max(1, len(rows) // (count * SAMPLE_A_CELL))], count)
        home = _home(rows, centres)
        number = np.argsort(home, kind="stable")
        return cls(centres, np.searchsorted(home[number], np.arange(count + 1)), rows[number], number)


def _centres(rows: Floats, count: int) -> Floats:
    """(count, d) centres on the grid: spherical k-means from evenly spaced rows (Dhillon and Modha 2001)."""
    centres = rows[np.linspace(0, len(rows) - 1, count).astype(np.int64)]
    for _ in range(ROUNDS):
        home = _home(rows, centres)
        order = np.argsort(home, kind="stable")
        begin = np.searchsorted(home[order], np.arange(count))
        held = np.flatnonzero(np.bincount(home, minlength=count))
        total = np.add.reduceat(rows[order].astype(np.float64), begin[held], axis=0)
        length = np.linalg.norm(total, axis=1, keepdims=True)
        centres[held] = np.rint(total / np.where(length > 0, length, 1.0) * GRID)
    return centres


def _home(rows: Floats, centres: Floats) -> Rows:
    """(n,) the nearest centre of each row, ties to the lower one."""
    return np.concatenate([np.argmax(strip @ centres.T, axis=1) for strip in _strips(rows, STRIP)])


def _nearest_in_cells(rows: Floats, queries: Floats, k: int) -> Rows:
    """(m, k) sorted keys of the nearest rows to each query, of those in the cells nearest to it.

    Cells are small, so that threads pay between blocks of queries, not within a product; each block is a result of its
    own, whatever thread makes it.
    """
    cells = _Cells.of(rows)
    threads = max((pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"), default=1)
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
        return np.concatenate(
            list(pool.map(lambda some: _in_cells(cells, on_grid(some), k), _strips(queries, QUERIES)))
        )


def _in_cells(cells: _Cells, queries: Floats, k: int) -> Rows:
    """(m, k) sorted keys for a block of queries on the grid: first from the nearest cells that hold k rows, which tells
    how near a row of the others must be."""
    n = len(cells.rows)
    near = queries @ cells.centres.T
    look = max(1, round(SEARCHED * min(1.0, (EXACT_ROWS / n) ** 0.5) * near.shape[1]))
    last = np.partition(near, near.shape[1] - look, axis=1)[:, near.shape[1] - look]
    searched = near >= last[:, None]
    home = np.zeros_like(searched)
    home[np.arange(len(queries)), near.argmax(axis=1)] = True
    best = _best(_found_in(cells, queries, home, np.full(len(queries), -np.inf, np.float32)), len(queries), k, n)
    more = _found_in(cells, queries, searched & ~home, _least(best, n))
    best = np.sort(np.concatenate([best, _best(more, len(queries), k, n)], axis=1), axis=1)[:, :k]
    short = np.flatnonzero(best[:, -1] == NOTHING)
    if len(short):  # too few rows in the cells
        best[short] = np.concatenate(
            [_nearest_in_tiles(cells.rows, some, k, cells.number) for some in _strips(queries[short], STRIP)]
        )
    return best


def _found_in(cells: _Cells, queries: Floats, searched: npt.NDArray[np.bool_], least: Floats) -> Rows:
    """Keys of the rows, in the cells that each query searches, that are as near as its ``least``."""
    cell, query = np.nonzero(searched.T)
    begin = np.searchsorted(cell, np.arange(len(cells.centres) + 1))
    found = [np.empty(0, dtype=np.int64)]
    for c in np.flatnonzero(np.diff(begin)):
        asking = query[begin[c] : begin[c + 1]]
        products = queries[asking] @ cells.rows[cells.begin[c] : cells.begin[c + 1]].T
        at, column = _at_least(products, least[asking][:, None])
        number = cells.number[column + cells.begin[c]]
        found.append(_keys(asking[at], number, products[at, column], len(cells.rows)))
    return np.concatenate(found)


def _reached(products: Floats, k: int) -> Floats:
    """(m,) what at least k of each row's (m, w) products reach: the k-th highest of the maxima of groups of them."""
    m, width = products.shape
    groups = GROUPS * k
    each = width // groups
    if each < 2:
        return np.full(m, -np.inf, dtype=np.float32)
    highest = products[:, : groups * each].reshape(m, each, groups).max(axis=1)
    return np.partition(highest, groups - k, axis=1)[:, groups - k]


def _at_least(products: Floats, least: Floats) -> tuple[Rows, Rows]:
    places = np.flatnonzero(products >= least)
    return np.divmod(places, products.shape[1])


def _column_bits(n: int) -> int:
    return max(1, (n - 1).bit_length())


def _column_mask(n: int) -> int:
    return (1 << _column_bits(n)) - 1


def _keys(at: Rows, columns: Rows, products: Floats, n: int) -> Rows:
    """One number for each found row, which sorts by query, then from the nearest on, then by row."""
    far = GRID**2 * 2 - products.astype(np.int64)
    return (((at << FAR_BITS) + far) << _column_bits(n)) | columns


def _best(keys: Rows, queries: int, k: int, n: int) -> Rows:
    """(queries, k) the first k keys of each query, sorted, without the query; ``NOTHING`` where there are fewer."""
    keys = np.sort(keys)
    query_bits = _column_bits(n) + FAR_BITS
    at = keys >> query_bits
    begin = np.searchsorted(at, np.arange(queries))
    rank = np.arange(len(keys)) - begin[at]
    kept = rank < k
    best = np.full((queries, k), NOTHING)
    best[at[kept], rank[kept]] = keys[kept] & ((1 << query_bits) - 1)
    return best


def _least(best: Rows, n: int) -> Floats:
    """(m,) product of each query's k-th nearest so far, −∞ where fewer than k are known."""
    last = best[:, -1]
    known = GRID**2 * 2 - (last >> _column_bits(n))
    return np.where(last == NOTHING, -np.inf, known).astype(np.float32)


def _cosines(keys: Rows, n: int) -> Floats:
    return ((GRID**2 * 2 - (keys >> _column_bits(n))) / GRID**2).astype(np.float32)
