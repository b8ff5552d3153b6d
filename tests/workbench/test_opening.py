"""The way from a figure to its mentions: addresses that say what is meant, and say so when they mean nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth import pipeline
from insight_synth.model import NO_THEME, Filter, Sentiment, Snapshot
from insight_synth.store import Workspace
from insight_synth.workbench.mentions import opening, selection
from insight_synth.workbench.untrusted import marked_html
from insight_synth.workbench.wording import Wording
from tests.report.made_snapshot import made_snapshot

SHOWN: Snapshot = made_snapshot().snapshot
names = st.lists(st.text(max_size=8), max_size=3, unique=True).map(tuple)


@given(segments=names, products=names, theme=st.sampled_from(["", NO_THEME, SHOWN.themes[0].id]))
def test_an_address_asks_for_the_filter_it_was_made_from(
    segments: tuple[str, ...], products: tuple[str, ...], theme: str
) -> None:
    feelings: tuple[Sentiment, ...] = ("negative", "")
    wanted = Filter(theme, (SHOWN.profiles[0].source.id,), feelings, ("fi", "en"), segments, products, "2025-01-02", "")
    asked = opening.asked(opening.parameters(wanted), SHOWN)
    assert (asked.wanted, asked.faults) == (wanted, {})


def test_a_month_is_its_first_to_its_last_day() -> None:
    leap = opening.in_month(Filter(theme="t1"), "2024-02")
    assert (leap.first, leap.last, opening.month_of(leap)) == ("2024-02-01", "2024-02-29", "2024-02")
    assert opening.asked({"month": "2024-02"}, SHOWN).wanted == opening.in_month(Filter(), "2024-02")
    assert opening.month_of(Filter(first="2024-02-01", last="2024-02-28")) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "t9999"), ("source", "nowhere"), ("feeling", "angry"), ("first", "yesterday"), ("last", "2025-02-30"),
        ("month", "2025-13"), ("month", "2025"),
    ],
)  # fmt: skip
def test_what_an_address_asks_for_and_is_not_there_is_told(name: str, value: str) -> None:
    asked = opening.asked({name: value}, SHOWN)
    assert asked.faults == {name: value}
    assert asked.wanted == Filter()
    for language in ("en", "fi", "pl"):
        assert value in Wording(language).say(f"mentions.bad_{name}", value=value)


def test_the_heading_says_what_is_shown() -> None:
    theme, source = SHOWN.themes[0], SHOWN.profiles[0].source
    wanted = opening.in_month(Filter(theme.id, (source.id,), ("negative",)), "2025-03")
    said = selection.heading(412, wanted, SHOWN, Wording("en"))
    assert said == f"412 passages on “{theme.name()}” · {source.name} · negative · March 2025"
    assert selection.heading(1, Filter(NO_THEME), SHOWN, Wording("fi")) == "1 katkelma ilman teemaa"


def test_each_part_of_a_selection_can_be_taken_away() -> None:
    wanted = Filter(
        SHOWN.themes[0].id, ("a", "b"), ("negative", ""), ("fi",), ("", "business"), ("lamp",), "2025-01-01"
    )
    for part in selection.parts(wanted, SHOWN, Wording("en")):
        left = selection.parts(part.without, SHOWN, Wording("en"))
        assert part.label not in [other.label for other in left]
        assert len(left) == 9


def test_the_file_of_a_selection_has_a_harmless_name() -> None:
    assert selection.file_name(Filter("t003", ("re/views",))) == "mentions-t003-re_views.csv"
    assert selection.file_name(Filter()) == "mentions.csv"


def test_a_marked_text_is_that_text_and_nothing_of_it_is_markup() -> None:
    text = "<b>Bad</b> lamp. <img src=x onerror=alert(1)> broke. & so on"
    shown = marked_html(text, (17, 52), [(0, 16), (17, 52), (12, 20)], "en")
    assert shown.count("<mark ") == 1
    assert ">&lt;img src=x onerror=alert(1)&gt; broke.</mark>" in shown
    assert "<b>" not in shown
    assert "<img" not in shown


def test_a_selection_of_the_workspace_counts_what_its_theme_says(analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    theme = shown.top_themes[0]
    row = theme.evidence[0]
    page = pipeline.mentions_page(analysed_shop, Filter(theme.id, (row.source,)))
    assert (page.mentions, page.voices) == (row.mentions, row.voices)
