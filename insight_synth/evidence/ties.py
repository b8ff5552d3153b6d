"""What ties verbatims to one voice, kept apart from the voices themselves: so they can be told again without a source.

Two verbatims are often one voice only through a third. Without the source that holds the third they are two. Reading
texts is slow and done once, by ``Ties.of``; telling the voices among any of the sources is a matter of arrays.

The rules are those of ``voices``; which texts are alike is found in ``copies``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from insight_synth.evidence.copies import near_copies, words_of
from insight_synth.model import Verbatim

Whole = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]

LONG_TEXT = 8  # words from which on an equal text is a copy whoever sent it
TEMPLATE_CUSTOMERS = 3  # known customers from which on a shared text is a template
PLACEHOLDER_ROWS = 30  # rows from which on, at …
PLACEHOLDER_SHARE = 0.2  # … this share of its source, a "customer" is a placeholder such as "anonymous"

_DISTINCTIVE_ID = re.compile(r"(?=.*[^\W\d_])(?=(?:.*\d){3})|(?=(?:.*\d){7})")


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Verbatims sorted by id, and by what each may share a voice with others. −1 is "nothing" in every column."""

    ids: tuple[str, ...]
    sources: tuple[str, ...]  # sorted
    source: Whole  # (n,) index into ``sources``
    text: Whole  # (n,) number of its words in their order: equal texts, equal numbers; −1 for no words
    long: Truth  # (n,) whether it has words enough to be a copy whoever sent it
    alike: Whole  # (m, 2) numbers of texts that are near-copies of each other
    customer: Whole  # (n,)
    case: Whole  # (n,) of a row id that no two exports could carry by accident
    original: Whole  # (n,) place of the verbatim it is a duplicate of

    @classmethod
    def of(cls, verbatims: Sequence[Verbatim]) -> Ties:
        """The ties of ``verbatims``, in any order, duplicates included."""
        ordered = sorted(verbatims, key=lambda verbatim: verbatim.id)
        place = {verbatim.id: at for at, verbatim in enumerate(ordered)}
        sources = tuple(sorted({verbatim.source for verbatim in ordered}))
        source_at = {source: at for at, source in enumerate(sources)}
        words = [words_of(verbatim.text) for verbatim in ordered]
        texts: dict[tuple[str, ...], int] = {}
        text = [texts.setdefault(said, len(texts)) if said else -1 for said in words]
        customers: dict[str, int] = {}
        cases: dict[str, int] = {}
        numbers = [verbatim.source_row_id.strip().casefold() for verbatim in ordered]
        return cls(
            tuple(verbatim.id for verbatim in ordered),
            sources,
            _whole([source_at[verbatim.source] for verbatim in ordered]),
            _whole(text),
            np.array([len(said) >= LONG_TEXT for said in words], dtype=np.bool_),
            _whole([number for pair in near_copies(list(texts)) for number in pair]).reshape(-1, 2),
            _whole([customers.setdefault(v.customer, len(customers)) if v.customer else -1 for v in ordered]),
            _whole(
                [
                    cases.setdefault(number, len(cases)) if number and _DISTINCTIVE_ID.match(number) else -1
                    for number in numbers
                ]
            ),
            _whole([place.get(verbatim.duplicate_of, -1) for verbatim in ordered]),
        )

    def voices(self, removed: Collection[str] = ()) -> Whole:
        """(n,) the voice of each verbatim as if the sources ``removed`` had never delivered; −1 for what they did.

        A voice is the place of the first verbatim that shares it.
        """
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        gone = np.array([source in removed for source in self.sources], dtype=np.bool_)
        here = ~gone[self.source] if len(self.source) else np.zeros(0, dtype=np.bool_)
        rows = np.flatnonzero(here)
        if not len(rows):
            return np.full(len(self.ids), -1, dtype=np.int64)
        customer = self._known_customers(here)
        copy = self._copies(here)
        senders = _distinct(copy, customer, here)
        copied, many = copy >= 0, np.zeros(len(self.ids), dtype=np.int64)
        many[copied] = senders[copy[copied]]
        template = here & copied & self.long & (many >= TEMPLATE_CUSTOMERS) & (_sizes(copy, here) > 1)
        original = np.where((self.original >= 0) & here[self.original], self.original, -1)
        template = _with_duplicates(template, original, here)
        joined = here & copied & (template | self.long | (many <= 1) | (customer < 0))
        case = np.where(here, self.case, -1)
        contradicted = _distinct(case, customer, here) > 1
        told = (case >= 0) & ~contradicted[np.maximum(case, 0)] if len(contradicted) else case >= 0
        repeats = np.flatnonzero((original >= 0) & here & (template == template[original]))
        pairs = np.concatenate(
            [
                _chains(copy, joined),
                _chains(case, told & ~template),
                _chains(customer, here & (customer >= 0) & ~template),
                np.stack([repeats, original[repeats]], axis=1),
            ]
        )
        pairs = pairs[template[pairs[:, 0]] == template[pairs[:, 1]]]
        n = len(self.ids)
        linked = coo_array((np.ones(len(pairs), dtype=np.bool_), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
        _, group = connected_components(linked, directed=False)
        first = np.full(n, n, dtype=np.int64)
        np.minimum.at(first, group[rows], rows)
        return np.where(here, first[group], -1).astype(np.int64)

    def _known_customers(self, here: Truth) -> Whole:
        """The customers without placeholders: those that too much of one source names."""
        known = here & (self.customer >= 0)
        pairs, rows = np.unique(
            self.customer[known] * len(self.sources) + self.source[known], return_counts=True
        )  # fmt: skip
        of_source = np.bincount(self.source[here], minlength=len(self.sources))[pairs % len(self.sources)]
        often = (rows >= PLACEHOLDER_ROWS) & (rows >= PLACEHOLDER_SHARE * of_source)
        placeholders = np.unique(pairs[often] // len(self.sources))
        return np.where(known & ~np.isin(self.customer, placeholders), self.customer, -1).astype(np.int64)

    def _copies(self, here: Truth) -> Whole:
        """(n,) the group of equal and nearly equal texts each verbatim is in, among those here."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        texts = int(self.text.max(initial=-1)) + 1
        told = np.zeros(texts + 1, dtype=np.bool_)
        told[self.text[here]] = True
        alike = self.alike[told[self.alike].all(axis=1)]
        linked = coo_array(
            (np.ones(len(alike), dtype=np.bool_), (alike[:, 0], alike[:, 1])), shape=(texts + 1, texts + 1)
        )
        _, group = connected_components(linked, directed=False)
        return np.where(here & (self.text >= 0), group[self.text], -1).astype(np.int64)


def _whole(values: Sequence[int]) -> Whole:
    return np.array(values, dtype=np.int64)


def _chains(key: Whole, among: Truth) -> Whole:
    """(m, 2) each row of ``among`` with the next one of the same key."""
    rows = np.flatnonzero(among)
    rows = rows[np.argsort(key[rows], kind="stable")]
    same = key[rows[1:]] == key[rows[:-1]]
    return np.stack([rows[:-1][same], rows[1:][same]], axis=1)


def _distinct(group: Whole, value: Whole, among: Truth) -> Whole:
    """How many different known values each group has."""
    rows = among & (group >= 0) & (value >= 0)
    width = int(value.max(initial=0)) + 1
    pairs = np.sort(group[rows] * width + value[rows])
    pairs = pairs[np.concatenate([[True], pairs[1:] != pairs[:-1]])] if len(pairs) else pairs
    return np.bincount(pairs // width, minlength=int(group.max(initial=-1)) + 1).astype(np.int64)


def _sizes(group: Whole, among: Truth) -> Whole:
    """(n,) how many of ``among`` are in each row's group; 0 for a row in none."""
    found = np.bincount(group[among & (group >= 0)], minlength=int(group.max(initial=-1)) + 2)
    return np.where(group >= 0, found[group], 0).astype(np.int64)


def _with_duplicates(template: Truth, original: Whole, here: Truth) -> Truth:
    """A duplicate of a template is one, and so is a duplicate of that."""
    while True:
        more = template | (here & (original >= 0) & template[original])
        if (more == template).all():
            return template
        template = more
