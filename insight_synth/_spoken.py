"""What people said, in memory: every passage with its vector and its words, read once for many searches and beliefs.

Part of ``pipeline``. A search, a belief and an effect each need all passages. Whoever asks often (the workbench) keeps
what ``spoken`` gives for as long as the workspace stands as it did; nothing here keeps it.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from insight_synth import encode
from insight_synth._passages import as_embedded
from insight_synth._tables import analysed
from insight_synth.agenda import matching
from insight_synth.agenda.forms import form_texts
from insight_synth.model import NO_THEME, Filter, Mention, Progress, Snapshot
from insight_synth.store import Workspace, analyses, records

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Whole = npt.NDArray[np.int64]
    Truth = npt.NDArray[np.bool_]
    Codes = npt.NDArray[np.str_]

Loader = Callable[[str], encode.Encoder]


_OF_ONE_BYTE = f"{string.ascii_letters}{string.digits}_".encode()  # what words are made of


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """The words of n texts, laid out so that all texts with a word are found in one go."""

    content: bytes  # the texts, casefolded, in UTF-8, a line break after each
    starts: Whole  # (n,) where each begins
    lengths: Whole  # (n,) characters of each

    @classmethod
    def of(cls, texts: Sequence[str]) -> Written:
        """The words of ``texts``."""
        import numpy as np

        folded = [text.casefold() for text in texts]
        parts = [text.encode("utf-8", "surrogatepass") for text in folded]
        sizes = np.fromiter((len(part) + 1 for part in parts), np.int64, len(parts))
        lengths = np.fromiter((len(text) for text in folded), np.int64, len(folded))
        return cls(b"\n".join([*parts, b""]), np.cumsum(sizes) - sizes, lengths)

    def holding(self, beginning: str) -> Truth:
        """(n,) which texts hold a word that begins so; ``beginning`` is casefolded."""
        import numpy as np

        found = np.zeros(len(self.starts), np.bool_)
        wanted = beginning.encode("utf-8", "surrogatepass")
        if not wanted:
            return found
        places = np.fromiter((match.start() for match in re.finditer(re.escape(wanted), self.content)), np.int64)
        before = np.frombuffer(self.content, np.uint8)[places - 1]  # before the first place: the last line break
        begins = ~np.isin(before, np.frombuffer(_OF_ONE_BYTE, np.uint8))
        for at in np.flatnonzero(before >= 0x80):
            begins[at] = not self._within_word(int(places[at]))
        found[np.searchsorted(self.starts, places[begins], side="right") - 1] = True
        return found

    def _within_word(self, at: int) -> bool:
        """Whether a letter, a digit or an underscore stands before this place, which is not the first."""
        begin = at - 1
        while begin and self.content[begin] & 0xC0 == 0x80:  # inside a letter of several bytes
            begin -= 1
        before = self.content[begin:at].decode("utf-8", "surrogatepass")
        return before.isalnum() or before == "_"


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """What people said, ready to be asked."""

    shown: Snapshot
    mentions: tuple[Mention, ...]  # all n of them, sorted by id
    said: matching.Said  # the m telling ones, in the same order
    telling: Whole  # (m,) where each of those stands among all
    offsets: encode.LanguageOffsets  # by which the vectors of ``said`` were centred
    written: Written  # the words of all n
    languages: Codes  # (n,) the language of each, "" where it is not known
    raw: Callable[[Sequence[str]], Floats]  # as ``Encoder.raw``

    def mentions_of(self, ids: Collection[str]) -> list[Mention]:
        """The mentions of these ids, sorted by id; those that are not there are left out."""
        found = []
        for mention_id in sorted(ids):
            at = bisect_left(self.mentions, mention_id, key=lambda mention: mention.id)
            if at < len(self.mentions) and self.mentions[at].id == mention_id:
                found.append(self.mentions[at])
        return found

    def heard(self, beginning: str, language: str) -> tuple[int, int]:
        """How many mentions in a language, or in none known, hold a word that begins so; and how many there are."""
        own = (self.languages == language) | (self.languages == "")
        return int((self.written.holding(beginning) & own).sum()), int(own.sum())

    def let_through(self, ws: Workspace, wanted: Filter) -> Truth:
        """(n,) which mentions a filter lets through."""
        import numpy as np

        through = np.ones(len(self.mentions), np.bool_)
        if wanted == Filter():
            return through
        below = {theme.id for theme in self.shown.themes if wanted.theme in (theme.id, theme.parent)}
        themes = {""} if wanted.theme == NO_THEME else below | {wanted.theme}
        of_products = None
        if wanted.products:
            with ws.read() as connection:
                of_products = records.verbatims_of_products(connection, wanted.products)

        def wants(mention: Mention) -> bool:
            return (
                (not wanted.theme or mention.theme_id in themes)
                and (not wanted.sources or mention.source in wanted.sources)
                and (not wanted.sentiments or mention.sentiment in wanted.sentiments)
                and (not wanted.languages or mention.language in wanted.languages)
                and (not wanted.segments or mention.segment in wanted.segments)
                and (not (wanted.first or wanted.last) or mention.date != "")
                and mention.date >= wanted.first
                and (not wanted.last or mention.date <= wanted.last)
                and (of_products is None or mention.verbatim_id in of_products)
            )

        return np.fromiter(map(wants, self.mentions), np.bool_, len(self.mentions))


def spoken(ws: Workspace, progress: Progress | None = None, load: Loader | None = None) -> Spoken:
    """The workspace's passages with their vectors; raises NotAnalysed where there is no analysis."""
    import numpy as np

    shown = analysed(ws, demo=False)
    with ws.read() as connection:
        pairs = analyses.mentions(connection)
    encoder = (load or encode.load_encoder)(shown.encoder)
    cache = encode.VectorCache.of(ws.vectors, encoder)
    rows = [at for at, (_, says) in enumerate(pairs) if says]
    telling = [pairs[at][0] for at in rows]
    texts: dict[str, int] = {}  # the same words are told apart once
    row_of_text = [texts.setdefault(mention.text, len(texts)) for mention in telling]
    vectors = cache.vectors([as_embedded(text) for text in texts], encoder, progress)[np.array(row_of_text, np.int64)]
    offsets = encode.LanguageOffsets.of(vectors, [mention.language for mention in telling])
    parents = {theme.id: theme.parent for theme in shown.themes}
    said = matching.said(telling, vectors, parents, offsets)
    raw = _once(encoder, cache)
    mentions = tuple(mention for mention, _ in pairs)
    return Spoken(
        shown,
        mentions,
        replace(said, near=matching.near_enough(said, raw) if telling else None),
        np.array(rows, np.int64),
        offsets,
        Written.of([mention.text for mention in mentions]),
        np.array([mention.language for mention in mentions], np.str_),
        raw,
    )


def _once(encoder: encode.Encoder, cache: encode.VectorCache) -> Callable[[Sequence[str]], Floats]:
    """``encoder.raw``, which encodes what every question is held against once: that is kept in the workspace too.

    What somebody believes or looks for is not kept: only a question of the agenda is.
    """
    import numpy as np

    lasting = set(form_texts())
    known: dict[str, Floats] = {}

    def raw(texts: Sequence[str]) -> Floats:
        missing = sorted({text for text in texts if text in lasting} - known.keys())
        if missing:
            known.update(zip(missing, cache.vectors(missing, encoder), strict=True))
        passing = sorted(set(texts) - lasting)
        own = dict(zip(passing, encoder.raw(passing), strict=True)) if passing else {}
        return np.stack([own[text] if text in own else known[text] for text in texts]) if texts else encoder.raw([])

    return raw
