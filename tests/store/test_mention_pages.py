"""Mentions page by page: the database counts them as the figures of an analysis do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete

from insight_synth.evidence.recurrence import recurrence
from insight_synth.model import NO_THEME, Filter, Mention, Sentiment, Status, Verbatim
from insight_synth.store import Workspace, mention_pages, records, schema
from insight_synth.store.mention_pages import Order
from insight_synth.tracking import monthly_voices

PARENTS = {"t1": "", "t2": "", "t3": "t1", "t4": "t1"}
SOURCES = ("calls", "reviews", "forum")
ORDERS: tuple[Order, ...] = ("typical", "newest", "oldest", "source")


@dataclass(frozen=True)
class Said:
    """A verbatim with one passage for each theme ("" for none)."""

    source: str
    voice: int
    month: int  # 0: no date
    status: Status
    sentiment: Sentiment
    themes: tuple[str, ...]

    @property
    def date(self) -> str:
        return f"2025-{self.month:02d}-31" if self.month else ""


said = st.builds(
    Said,
    source=st.sampled_from(SOURCES),
    voice=st.integers(1, 4),
    month=st.sampled_from([0, 1, 3]),
    status=st.sampled_from(["active", "active", "duplicate", "superseded", "quarantined"]),
    sentiment=st.sampled_from(["negative", "neutral", "positive", "mixed", ""]),
    themes=st.lists(st.sampled_from([*PARENTS, ""]), min_size=1, max_size=3).map(tuple),
)


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with four themes, two of them below another, and nothing said yet."""
    with Workspace.open(tmp_path_factory.mktemp("mentions") / "ws", create=True) as ws:
        with ws.write() as connection:
            for source in SOURCES:
                records.put_source(connection, source, "")
            for at, (theme, parent) in enumerate(PARENTS.items()):
                values = {"position": at, "size": 0, "voices": 0, "recurs": False, "body": "{}"}
                connection.execute(schema.themes.insert(), {"id": theme, "parent": parent, **values})
        yield ws


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(said, max_size=14))
def test_a_page_counts_what_the_evidence_and_the_series_count(themed: Workspace, texts: list[Said]) -> None:
    mentions = write(themed, texts)
    voices = {source: len({m.voice_id for m in mentions if m.source == source}) for source in SOURCES}
    told = recurrence(mentions, PARENTS, voices)
    with themed.read() as connection:
        for theme, found in told.items():
            assert of(connection, Filter(theme=theme)) == (found.size, found.voices)
            for row in found.evidence:
                own = Filter(theme=theme, sources=(row.source,))
                assert of(connection, own) == (row.mentions, row.voices)
                feelings: tuple[Sentiment, ...] = ("negative", "neutral", "positive", "mixed")
                for feeling in feelings:
                    felt = Filter(theme=theme, sources=(row.source,), sentiments=(feeling,))
                    assert of(connection, felt)[0] == getattr(row, feeling)
            by_month = monthly_voices(m for m in mentions if theme in (m.theme_id, PARENTS.get(m.theme_id)))
            for month in ("2025-01", "2025-03"):
                dated = Filter(theme=theme, first=f"{month}-01", last=f"{month}-31")
                assert of(connection, dated)[1] == len(by_month.get(month, ()))
        themeless = [m for m in mentions if not m.theme_id]
        assert of(connection, Filter(theme=NO_THEME)) == (len(themeless), len({m.voice_id for m in themeless}))
        assert of(connection, Filter()) == (len(mentions), len({m.voice_id for m in mentions}))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(said, min_size=4, max_size=14), order=st.sampled_from(ORDERS), size=st.integers(1, 5))
def test_the_pages_of_an_order_hold_every_mention_once_and_are_what_is_downloaded(
    themed: Workspace, texts: list[Said], order: Order, size: int
) -> None:
    mentions = write(themed, texts)
    wanted = Filter(theme="t1")
    with themed.read() as connection:
        number = of(connection, wanted)[0]
        pages = [
            row.citation.mention_id
            for offset in range(0, number + size, size)
            for row in mention_pages.page(connection, wanted, order, offset, size)
        ]
        downloaded = [row.citation.mention_id for row, _ in mention_pages.all_of(connection, wanted, order)]
    assert pages == downloaded
    assert sorted(pages) == sorted(m.id for m in mentions if m.theme_id in ("t1", "t3", "t4"))


def test_mentions_are_ordered_by_date_with_the_undated_last(themed: Workspace) -> None:
    write(themed, [Said("calls", at, month, "active", "", ("t2",)) for at, month in enumerate((1, 0, 3))])
    dates: dict[str, list[str]] = {}
    with themed.read() as connection:
        for order in ("newest", "oldest"):
            rows = mention_pages.page(connection, Filter(theme="t2"), order, 0, 9)
            dates[order] = [row.citation.date for row in rows]
    assert dates == {"newest": ["2025-03-31", "2025-01-31", ""], "oldest": ["2025-01-31", "2025-03-31", ""]}


def of(connection: Connection, wanted: Filter) -> tuple[int, int]:
    found = mention_pages.counted(connection, wanted)
    return found.mentions, found.voices


def write(ws: Workspace, texts: Sequence[Said]) -> list[Mention]:
    """Puts these texts in place of all there are; the mentions that count."""
    verbatims, mentions, rows = [], [], []
    for at, text in enumerate(texts):
        key = f"v{at:02d}"
        verbatims.append(
            Verbatim(
                id=key, source=text.source, export="e.csv", sha256="0" * 64, locator=f"row {at + 2}", text="word " * 3,
                date=text.date, voice_id=f"voice{text.voice}", status=text.status, language="en",
            )
        )  # fmt: skip
        for place, theme in enumerate(text.themes):
            start, end = 5 * place, 5 * place + 4
            row = {
                "id": f"{key}:{start}-{end}", "verbatim_id": key, "start": start, "stop": end, "language": "en",
                "says_something": True, "theme_id": theme, "sentiment": text.sentiment, "similarity": 0.1 * (at % 3),
            }  # fmt: skip
            rows.append(row)
            if text.status == "active":
                mentions.append(
                    Mention(
                        str(row["id"]), key, text.source, start, end, "word", "en", theme, text.sentiment,
                        voice_id=f"voice{text.voice}", date=text.date,
                    )
                )  # fmt: skip
    with ws.write() as connection:
        connection.execute(delete(schema.mentions))
        connection.execute(delete(schema.verbatims))
        records.add_verbatims(connection, verbatims)
        if rows:
            connection.execute(schema.mentions.insert(), rows)
    return mentions
