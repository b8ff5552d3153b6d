"""What stands behind a figure: mentions page by page, a verbatim with all around it, a selection as a file.

Part of ``pipeline``. Whatever is counted is counted by the database, as the figures of the analysis count it. The row
of an export as it was delivered is read in ``_export_rows``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from insight_synth._tables import analysed, redactor
from insight_synth.errors import UsageError
from insight_synth.model import Export, Filter, Verbatim
from insight_synth.report.untrusted import inert_cell
from insight_synth.store import Workspace, mention_pages, records
from insight_synth.store.mention_pages import Counted, Field, MentionRow, Order

MENTION_ORDERS: tuple[Order, ...] = ("typical", "newest", "oldest", "source")
MOST_ON_A_PAGE = 200
_BESIDE = 2  # rows of the export before and after a verbatim
_OF_VOICE = 5  # other verbatims of its voice
_TEXTS_AT_HAND = 256  # whole texts kept redacted while a selection is written: passages of one lie near each other


@dataclass(frozen=True, slots=True)
class MentionsPage:
    """One page of a selection, with what the whole selection holds."""

    rows: tuple[MentionRow, ...]
    mentions: int
    voices: int
    telling: int  # mentions that say something


@dataclass(frozen=True, slots=True)
class VerbatimInFull:
    """A verbatim with what is around it; every text in it is redacted, to the same length."""

    verbatim: Verbatim
    passages: tuple[MentionRow, ...]  # in the order of its text
    before: tuple[Verbatim, ...]  # in its export, the nearest last
    after: tuple[Verbatim, ...]
    same_voice: tuple[Verbatim, ...]  # others of its voice, some of them
    of_voice: int  # how many others there are
    export: Export | None
    kept: bool  # whether the export's file is still in the workspace


def mentions_page(
    ws: Workspace,
    wanted: Filter,
    *,
    order: Order = "typical",
    offset: int = 0,
    limit: int = 25,
    counted: Counted | None = None,
) -> MentionsPage:
    """The mentions that a filter lets through, a page of them, with their stored texts, and how many there are.

    Args:
        ws: the workspace.
        wanted: which mentions are meant.
        order: the most typical of their theme first, by date, or as they stand in the exports.
        offset: how many come before the page.
        limit: how many it holds at most.
        counted: what :func:`count_mentions` told of the same filter, where it was asked already.

    Raises:
        UsageError: no such order, or a page that holds none or over 200.
    """
    if order not in MENTION_ORDERS:
        raise UsageError(f"mentions are not ordered by {order!r}", remedy=f"Use one of {', '.join(MENTION_ORDERS)}.")
    if offset < 0 or not 1 <= limit <= MOST_ON_A_PAGE:
        raise UsageError("no such page", remedy=f"A page holds 1 to {MOST_ON_A_PAGE} mentions.")
    with ws.read() as connection:
        known = counted or mention_pages.counted(connection, wanted)
        rows = mention_pages.page(connection, wanted, order, offset, limit)
    return MentionsPage(rows, known.mentions, known.voices, known.telling)


def count_mentions(ws: Workspace, wanted: Filter) -> Counted:
    """How many mentions, of how many voices, a filter lets through."""
    with ws.read() as connection:
        return mention_pages.counted(connection, wanted)


def mention_values(ws: Workspace, wanted: Filter, field: Field, most: int = 200) -> dict[str, int]:
    """The values of a field among these mentions, the commonest first, each with how many mentions have it."""
    with ws.read() as connection:
        return mention_pages.values(connection, wanted, field, most)


def themes_of_mentions(ws: Workspace, mention_ids: Sequence[str]) -> dict[str, str]:
    """The finest theme of each of these mentions, by mention id; "" for none, and those that are gone left out."""
    with ws.read() as connection:
        return mention_pages.themes_of(connection, mention_ids)


def mentions_csv(ws: Workspace, wanted: Filter, order: Order = "typical") -> Iterator[bytes]:
    """A whole selection as CSV, piece by piece: redacted, and a cell that looks like a formula is a text.

    The columns are those of ``export mentions``, as far as they say where a mention is and what it says.
    """
    themes = {theme.id: theme for theme in analysed(ws, demo=False).themes}
    redact = redactor()
    columns = (
        "mention_id", "verbatim_id", "source", "export", "locator", "source_row_id", "date", "segment", "product",
        "language", "sentiment", "theme_id", "theme", "similarity", "start", "end", "text",
    )  # fmt: skip
    yield "\ufeff".encode() + _csv_line(columns)
    with ws.read() as connection:
        texts: dict[str, str] = {}
        for row, whole in mention_pages.all_of(connection, wanted, order):
            cited, theme = row.citation, themes.get(row.theme_id)
            if cited.verbatim_id not in texts:
                while len(texts) >= _TEXTS_AT_HAND:
                    texts.pop(next(iter(texts)))
                texts[cited.verbatim_id] = redact.text(whole, cited.language)
            yield _csv_line(
                (
                    cited.mention_id, cited.verbatim_id, cited.source, redact.field(cited.export),
                    redact.field(cited.locator), redact.row_id(row.source_row_id), cited.date,
                    redact.field(cited.segment), redact.field(row.product), cited.language, cited.sentiment,
                    row.theme_id, redact.field(theme.name()) if theme else "", row.similarity, cited.start, cited.end,
                    texts[cited.verbatim_id][cited.start : cited.end],
                )
            )  # fmt: skip


def verbatim_in_full(ws: Workspace, verbatim_id: str) -> VerbatimInFull | None:
    """A verbatim with its passages, its neighbours, and what else its voice said; None where it is gone."""
    shown = _shown()
    with ws.read() as connection:
        found = records.verbatims(connection, ids=[verbatim_id])
        if not found:
            return None
        verbatim = found[0]
        before, after = mention_pages.beside(connection, verbatim_id, _BESIDE)
        others, number = mention_pages.of_voice(connection, verbatim.voice_id, verbatim_id, _OF_VOICE)
        near = {one.id: shown(one) for one in records.verbatims(connection, ids=[*before, *after, *others])}
        passages = mention_pages.passages_of(connection, verbatim_id)
        export = records.export(connection, verbatim.source, verbatim.sha256)
        stored = records.stored_copies(connection).get((verbatim.source, verbatim.sha256), "")
    whole = shown(verbatim)
    return VerbatimInFull(
        whole,
        tuple(replace(row, citation=replace(row.citation, text=whole.text[row.citation.start : row.citation.end]))
              for row in passages),
        tuple(near[key] for key in before),
        tuple(near[key] for key in after),
        tuple(near[key] for key in others),
        number,
        export,
        bool(stored) and (ws.path / stored).is_file(),
    )  # fmt: skip


def _shown() -> Callable[[Verbatim], Verbatim]:
    """What makes a verbatim fit to be shown."""
    redact = redactor()
    return lambda verbatim: replace(
        verbatim,
        text=redact.text(verbatim.text, verbatim.language),
        export=redact.field(verbatim.export),
        locator=redact.field(verbatim.locator),
        segment=redact.field(verbatim.segment),
        product=redact.field(verbatim.product),
        source_row_id=redact.row_id(verbatim.source_row_id),
        repaired="",
        customer="",
    )


def _csv_line(cells: tuple[object, ...]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([inert_cell(cell) for cell in cells])
    return line.getvalue().encode("utf-8", "replace")
