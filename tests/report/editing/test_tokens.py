"""Tokens in stored words: printed and read without loss, and a person's own braces survive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from insight_synth.model import Passage
from insight_synth.report.editing.tokens import (
    CiteToken,
    FigureToken,
    Piece,
    QuoteToken,
    SourceToken,
    ThemeToken,
    parsed,
    printed,
)  # fmt: skip

names = some.text(min_size=1, max_size=12)
passages = some.builds(lambda name, start, size: Passage(name, start, start + size), names,
                       some.integers(0, 999), some.integers(1, 999))  # fmt: skip
tokens = some.one_of(
    some.builds(FigureToken, names, some.sampled_from(["count", "share", "month", "name"]),
                some.sampled_from(["", "in", "from"])),
    some.builds(CiteToken, passages),
    some.builds(QuoteToken, passages),
    some.builds(ThemeToken, names, some.booleans()),
    some.builds(SourceToken, names),
)  # fmt: skip


@given(some.lists(some.one_of(some.text(min_size=1), tokens)))
def test_what_is_printed_reads_back_as_the_same_pieces(pieces: list[Piece]) -> None:
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    assert list(parsed(printed(joined))) == joined


@given(some.text(alphabet="{} figurecite:t03/%sharecountquote0123456789", max_size=60))
def test_any_text_reads_as_pieces_that_print_and_read_alike(text: str) -> None:
    once = parsed(text)
    assert parsed(printed(once)) == once


def test_tokens_can_be_read_by_a_person() -> None:
    text = "{figure theme:t003/voices count} voices since {figure theme:t003/started month from}"
    assert parsed(text) == (
        FigureToken("theme:t003/voices"), " voices since ", FigureToken("theme:t003/started", "month", "from")
    )  # fmt: skip
    assert printed(parsed(text)) == text


def test_braces_that_make_no_token_stay_text() -> None:
    for text in ("{figure}", "{figure theme:t003/voices furlongs}", "{cite v 9 3}", "{theme }", "{ and }", "{{x}}"):
        assert all(isinstance(piece, str) for piece in parsed(text))
    assert parsed("{{theme t003}}") == ("{theme t003}",)
