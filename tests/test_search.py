"""Search finds passages by meaning and by word, each with where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import NotAnalysed, UsageError
from insight_synth.store import Workspace, records
from tests.conftest import StubEncoder


def test_a_passage_with_the_words_comes_first(analysed_shop: Workspace, stub: StubEncoder) -> None:
    hits = pipeline.search(analysed_shop, "broken mug porcelain", 5, load=lambda _: stub)
    assert len(hits) == 5
    assert "mug" in hits[0].citation.text.lower()
    assert hits[0].by == ("meaning", "word")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_an_inflected_word_is_found(analysed_shop: Workspace, stub: StubEncoder) -> None:
    hits = pipeline.search(analysed_shop, "cashiers", 50, load=lambda _: stub)
    assert any("cashier" in hit.citation.text and "word" in hit.by for hit in hits)


def test_a_hit_is_the_stored_text_to_the_letter(analysed_shop: Workspace, stub: StubEncoder) -> None:
    for hit in pipeline.search(analysed_shop, "rude", 5, load=lambda _: stub):
        with analysed_shop.read() as connection:
            text = records.verbatim_text(connection, hit.citation.verbatim_id)
        assert text is not None
        assert hit.citation.text == text[hit.citation.start : hit.citation.end]


def test_the_same_search_gives_the_same_hits(analysed_shop: Workspace, stub: StubEncoder) -> None:
    searches = [pipeline.search(analysed_shop, "late parcel", 20, load=lambda _: stub) for _ in range(2)]
    assert searches[0] == searches[1]


def test_an_empty_query_is_a_wrong_call(analysed_shop: Workspace, stub: StubEncoder) -> None:
    with pytest.raises(UsageError):
        pipeline.search(analysed_shop, " ", load=lambda _: stub)


def test_searching_needs_an_analysis(ws: Workspace, shop: Path, stub: StubEncoder) -> None:
    pipeline.add(ws, [shop])
    with pytest.raises(NotAnalysed):
        pipeline.search(ws, "mug", load=lambda _: stub)
