"""The one rule for text out of the data: what can be shown is shown, all else is replaced by something seen."""

from __future__ import annotations

import pytest

from insight_synth.report.untrusted import printable, squeezed


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("a  b\tc\nd\u2028e", "a b c d e"),
        ("12\u00a0000 €", "12\u00a0000 €"),
        ("one\u202eowt\u202c", "one[U+202E]owt[U+202C]"),
        ("\u2067abc\u2069\u200f\u061c", "[U+2067]abc[U+2069][U+200F][U+061C]"),
        ("a\x00b\x1b[31m\x9b", "a▯b▯[31m▯"),
        ("\ud800 \ue000 \uffff \U0010ffff", "▯ ▯ ▯ ▯"),
        ("x\U000e0041\u2061\ufff9y", "x▯▯▯y"),
        ("co\u00adop\u200bera\ufefftion", "cooperation"),
        ("pass\u200dword\ufe0f", "password"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧 ❤\ufe0f", "👩\u200d👧 ❤\ufe0f"),
        ("🫨 \U0001faf8", "🫨 \U0001faf8"),
        ("e\u0301\u0327" + "\u0308" * 40 + "x", "e\u0301\u0327" + "\u0308" * 4 + "▯x"),
        ("שלום مرحبا", "שלום مرحبا"),
        ("<b>&amp; {figure x} =1+1", "<b>&amp; {figure x} =1+1"),
    ],
)
def test_what_cannot_be_shown_is_replaced_visibly_and_all_else_stays(written: str, seen: str) -> None:
    assert printable(written) == seen
    assert printable(seen) == seen


def test_lines_are_kept_where_they_are_asked_for() -> None:
    assert printable("a\r\nb\u2029c\td", lines=True) == "a\nb\nc d"


def test_texts_are_equal_however_they_were_broken_and_joined() -> None:
    assert squeezed("a b\nc👩\u200d👧") == squeezed("ab c👩👧")
    assert squeezed("e\u0301") == squeezed("é")
