"""Which themes are shown, their time in spans, and the map as it is drawn: worked out without a page."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from insight_synth.model import Filter, Series, Theme
from insight_synth.pipeline import Spot
from insight_synth.store.analyses import ThemeChange
from insight_synth.workbench.themes import bubbles, theme_charts, theme_tables, theme_views
from insight_synth.workbench.themes.bubbles import TALL, WIDE, Canvas
from insight_synth.workbench.themes.theme_views import Narrowing
from insight_synth.workbench.wording import NAMES, Wording


def theme(number: int, name: str = "", **fields: object) -> Theme:
    return replace(Theme(f"t{number:03d}", {"en": name or f"Theme {number}"}, voices=100 - number), **fields)  # type: ignore[arg-type]


def months(count: int) -> tuple[str, ...]:
    return tuple(f"{2015 + at // 12}-{at % 12 + 1:02d}" for at in range(count))


@pytest.mark.parametrize(("count", "unit", "bars"), [(24, "month", 24), (60, "quarter", 20), (216, "year", 18)])
def test_a_long_time_is_told_in_longer_spans_and_loses_no_voice(count: int, unit: str, bars: int) -> None:
    series = Series(months(count), tuple(range(count)), (1000,) * count)
    found, spans = theme_views.spans(theme(1, series=series))
    assert (found, len(spans)) == (unit, bars)
    assert sum(span.voices for span in spans) == sum(range(count))
    assert (spans[0].first, spans[-1].last) == (months(count)[0], months(count)[-1])
    assert all(one.last < other.first for one, other in pairwise(spans))


def test_a_span_opens_the_days_it_is_made_of() -> None:
    wanted = theme_views.within(Filter(theme="t001", sources=("reviews",)), "2024-01", "2024-02")
    assert wanted == Filter(theme="t001", sources=("reviews",), first="2024-01-01", last="2024-02-29")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("“I dare you”", True),
        ("”Hyvä palvelu”", True),
        ("I have had no problems", True),
        ("Refund", False),
        ("", False),
    ],
)
def test_a_name_that_somebody_said_is_known(name: str, said: bool) -> None:
    assert theme_views.is_quotation(name) is said


def test_what_moves_comes_first_and_the_rest_keeps_its_order() -> None:
    steady, rising, began = theme(1), theme(2, trend="rising"), theme(3, started="2025-04")
    assert theme_views.moving_first([steady, rising, began]) == (rising, began, steady)


# ---- the map


def spots(count: int) -> list[Spot]:
    """Themes in a crowd: every one of them would lie upon another."""
    return [Spot(f"t{at:03d}", 0.5 + 0.01 * (at % 5), 0.5 + 0.01 * (at // 5), f"t{(at + 1) % count:03d}", 0.5)
            for at in range(count)]  # fmt: skip


@pytest.mark.parametrize("canvas", [WIDE, TALL])
def test_no_bubble_covers_another(canvas: Canvas) -> None:
    radii = [canvas.smallest + at % 3 * 5 for at in range(20)]
    places = tuple((spot.x, spot.y) for spot in spots(20))
    at = np.array(bubbles.spread(places, tuple(radii), ("",) * 20, canvas))
    for one, other in combinations(range(20), 2):
        apart = float(((at[one] - at[other]) ** 2).sum() ** 0.5)
        assert apart >= radii[one] + radii[other] - 1
    assert (at >= 0).all()
    assert (at <= [canvas.width, canvas.height]).all()


def test_the_same_themes_make_the_same_picture_and_what_is_clicked_is_what_was_drawn() -> None:
    themes = [theme(at, recurs=at % 2 == 0, sentiment=(-0.6, 0.0, 0.7)[at % 3]) for at in range(9)]
    chosen = [one.id for one in themes[:6]]
    voices = {one.id: one.voices for one in themes}
    drawn = [bubbles.picture(spots(9), themes, chosen, voices, Wording("en")) for _ in range(2)]
    assert drawn[0] == drawn[1]
    by_series = bubbles.drawn(spots(9), themes, chosen)
    assert sorted(one for own in by_series.values() for one in own) == chosen
    for layer in drawn[0]["series"]:
        names = [bubble["name"] for bubble in layer["data"]] if layer["id"] in by_series else []
        assert names == [f"Theme {int(one[1:])}" for one in by_series.get(layer["id"], ())]
    event = type("Event", (), {"selection": {"selected": [{"series_id": "positive", "data_indices": [1]}]}})
    assert bubbles.picked(event, by_series) == by_series["positive"][1]
    assert bubbles.picked(None, by_series) == ""


def test_tone_is_told_by_a_sign_and_not_by_colour_alone() -> None:
    words = Wording("en")
    ill, well = theme(1, sentiment=-0.9), theme(2, sentiment=0.9)
    layers = {layer["id"]: layer for layer in bubbles.picture(
        [Spot("t001", 0, 0), Spot("t002", 1, 1)], [ill, well], ["t001", "t002"], {"t001": 3, "t002": 4}, words
    )["series"]}  # fmt: skip
    assert layers["negative"]["label"]["formatter"] == "− {b}"
    assert layers["positive"]["label"]["formatter"] == "+ {b}"


def test_a_theme_whose_most_alike_is_not_shown_is_drawn_without_a_line() -> None:
    alone = bubbles.picture(
        [Spot("t001", 0.5, 0.5, "t002", 0.9)], [theme(1)], ["t001"], {"t001": 3}, Wording("en")
    )
    assert next(layer for layer in alone["series"] if layer["id"] == "alike")["data"] == []


# ---- tables and pictures


def test_a_field_of_the_heat_map_leads_back_to_its_theme_and_source() -> None:
    assert theme_charts.of_cell(theme_charts.cell_id("t001", "a|b")) == ("t001", "a|b")


@pytest.mark.parametrize("language", sorted(NAMES))
def test_a_change_of_granularity_is_one_line_in_words(language: str) -> None:
    words = Wording(language)
    history = [("2025-04-22", ThemeChange("recounted", "", ("auto", "coarse")))]
    table = theme_tables.became(history, [], words)
    assert list(table.iloc[0])[1:3] == [words.text("decision.all_themes"), words.text("decision.became_recounted")]
    assert words.text("decision.granularity_coarse") in table.iloc[0].iloc[3]


def test_figures_of_the_table_are_numbers_that_sort() -> None:
    table = theme_tables.overview([theme(1, sentiment=-0.25), theme(2)], Wording("fi"), {"t001": 7})
    assert list(table["voices"]) == [99, 98]
    assert list(table["group"]) == [7, 0]
    assert table["tone"].iloc[0] == -0.25
    assert "group" not in theme_tables.overview([theme(1)], Wording("en"))


def test_nothing_narrows_where_nothing_is_asked() -> None:
    assert Narrowing().fields == 0
    assert Narrowing(("negative",), True, ("reviews",), "business", "refund").fields == 5
