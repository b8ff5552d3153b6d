"""Search finds passages by meaning and by word, each with where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth import pipeline
from insight_synth._spoken import Written
from insight_synth.errors import NotAnalysed, UsageError
from insight_synth.model import NO_THEME, Filter
from insight_synth.store import Workspace, erasures, mention_pages, records
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


def test_a_filter_narrows_before_ranking(analysed_shop: Workspace, stub: StubEncoder) -> None:
    every = pipeline.search(analysed_shop, "broken mug porcelain", 1000, load=lambda _: stub)
    source = every[-1].citation.source
    own = pipeline.search(analysed_shop, "broken mug", 3, load=lambda _: stub, wanted=Filter(sources=(source,)))
    assert len(own) == 3
    assert {hit.citation.source for hit in own} == {source}


def test_a_filter_lets_through_what_the_page_of_mentions_lists(analysed_shop: Workspace, stub: StubEncoder) -> None:
    held = pipeline.spoken(analysed_shop, load=lambda _: stub)
    some = next(theme for theme in held.shown.top_themes if theme.size > 1)
    day = held.mentions[0].date
    for wanted in (
        Filter(theme=some.id),
        Filter(theme=NO_THEME),
        Filter(first=day),
        Filter(last=day, languages=("en",)),
        Filter(sentiments=("negative",), products=("mug", "")),
        Filter(segments=(held.mentions[0].segment,)),
    ):
        with analysed_shop.read() as connection:
            rows = mention_pages.page(connection, wanted, "typical", 0, len(held.mentions))
        let_through = held.let_through(analysed_shop, wanted)
        listed = {row.citation.mention_id for row in rows}
        assert {held.mentions[at].id for at in let_through.nonzero()[0]} == listed


def test_one_way_of_finding_alone(analysed_shop: Workspace, stub: StubEncoder) -> None:
    by_word = pipeline.search(analysed_shop, "cashiers", 50, load=lambda _: stub, by="word")
    assert by_word
    assert {hit.by for hit in by_word} == {("word",)}
    by_meaning = pipeline.search(analysed_shop, "cashiers", 50, load=lambda _: stub, by="meaning")
    assert {hit.by for hit in by_meaning} == {("meaning",)}


def test_what_was_read_before_gives_the_same_hits(analysed_shop: Workspace, stub: StubEncoder) -> None:
    held = pipeline.spoken(analysed_shop, load=lambda _: stub)
    for text in ("late parcel", "rude cashiers"):
        anew = pipeline.search(analysed_shop, text, 20, load=lambda _: stub)
        assert pipeline.search(analysed_shop, text, 20, held=held) == anew


def test_what_was_erased_since_is_not_found(analysed_shop: Workspace, stub: StubEncoder) -> None:
    held = pipeline.spoken(analysed_shop, load=lambda _: stub)
    before = pipeline.search(analysed_shop, "late parcel", 20, held=held)
    gone = before[0].citation.verbatim_id
    with analysed_shop.write() as connection:
        erasures.remove_records(connection, {gone}, set(), set())
    after = pipeline.search(analysed_shop, "late parcel", 20, held=held)
    assert after == [hit for hit in before if hit.citation.verbatim_id != gone]


@given(
    texts=st.lists(st.text("aábß_1 .-'’\n“😀", max_size=12), max_size=6),
    beginning=st.text("aábß_1😀", min_size=1, max_size=2),
)
def test_texts_with_a_word_are_those_a_pattern_finds(texts: list[str], beginning: str) -> None:
    pattern = re.compile(rf"\b{re.escape(beginning.casefold())}")
    found = Written.of(texts).holding(beginning.casefold()).tolist()
    if re.fullmatch(r"\w+", beginning):
        assert found == [bool(pattern.search(text.casefold())) for text in texts]
