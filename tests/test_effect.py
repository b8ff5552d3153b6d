"""Indicators of a workspace: followed, shown, dropped and followed again, by the commands too."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from insight_synth import _effect, pipeline
from insight_synth.cli import app
from insight_synth.errors import NotAnalysed, UsageError
from insight_synth.store import Workspace
from tests.conftest import StubEncoder, sentences, write_source


@pytest.fixture(scope="module")
def analysed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source over a year in which late parcels come up from July 2025 on, and what customers bought."""
    folder = tmp_path_factory.mktemp("dated")
    rows = []
    for month in range(12):
        subjects = ["broken"] * 8 + ["staff"] * 8 + ["late"] * (0 if month < 6 else 8)
        for number, subject in enumerate(subjects):
            text = sentences(subject, 1, 1000 * month + 20 * number)[0]
            date = f"2025-{month + 1:02d}-{number + 1:02d}"
            row = {
                "id": f"{month}-{number}",
                "date": date,
                "segment": "home",
                "customer": f"{month}-{number}",
                "text": text,
            }
            rows.append(row)
    days = [(f"2025-{month:02d}-{day:02d}", day) for month in range(1, 13) for day in range(1, 21)]
    bought = [{"id": day, "date": day, "customer": f"{n}", "event": "bought", "value": n} for day, n in days]
    with Workspace.open(folder / "workspace", create=True) as ws:
        write_source(folder / "calls", rows, "frontline-notes")
        write_source(folder / "till", bought, "transactions")
        pipeline.add(ws, [folder / "calls", folder / "till"])
        pipeline.analyse(ws, encoder=StubEncoder())
    return folder


@pytest.fixture
def dated_shop(analysed_once: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(analysed_once, tmp_path / "dated")
    with Workspace.open(tmp_path / "dated" / "workspace") as ws:
        yield ws


def late(ws: Workspace) -> str:
    """The id of the theme of late parcels."""
    shown = pipeline.snapshot(ws)
    return next(theme.id for theme in shown.top_themes if "parcel" in theme.keywords)


def run(ws: Workspace, *words: str) -> str:
    done = CliRunner().invoke(app, ["effect", *words, "-w", str(ws.path)])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_followed_theme_tells_its_change_and_what_came_of_the_action(dated_shop: Workspace) -> None:
    made = _effect.follow(dated_shop, theme=late(dated_shop), action="Courier", on="2025-07-01")
    effect = _effect.effect(dated_shop, made.id)
    assert [change.month for change in effect.changes] == ["2025-07"]
    assert effect.before_after is not None
    assert effect.before_after.moved
    assert effect.now == pipeline.snapshot(dated_shop).now


def test_what_is_dropped_is_followed_no_more_and_can_be_followed_again_under_its_id(dated_shop: Workspace) -> None:
    one = _effect.follow(dated_shop, theme=late(dated_shop))
    other = _effect.follow(dated_shop, event="bought")
    assert _effect.unfollow(dated_shop, one.id) == one
    assert _effect.indicators(dated_shop) == [other]
    assert _effect.follow(dated_shop, event="bought", per="bought").id not in (one.id, other.id)
    assert _effect.unfollow(dated_shop, one.id, undo=True) == one
    assert _effect.indicators(dated_shop)[0] == one


def test_a_theme_can_be_named_in_any_letter_case(dated_shop: Workspace) -> None:
    theme = next(t for t in pipeline.snapshot(dated_shop).themes if t.id == late(dated_shop))
    assert _effect.follow(dated_shop, theme=f" {theme.name().upper()} ").of in {
        t.id for t in pipeline.snapshot(dated_shop).themes if t.name() == theme.name()
    }


def test_a_renamed_theme_is_still_the_one_that_is_followed(dated_shop: Workspace) -> None:
    made = _effect.follow(dated_shop, theme=late(dated_shop))
    pipeline.rename_theme(dated_shop, made.of, "Parcels too late")
    assert _effect.effect(dated_shop, made.id).indicator.name == "Parcels too late"


def test_new_data_show_without_following_again(dated_shop: Workspace, tmp_path: Path, stub: StubEncoder) -> None:
    made = _effect.follow(dated_shop, theme=late(dated_shop), sources=["calls"])
    rows = [
        {"id": f"new{n}", "date": "2026-01-10", "segment": "home", "customer": f"new{n}", "text": text}
        for n, text in enumerate(sentences("late", 2, 90_000 + 2 * at)[0] for at in range(10))
    ]
    pipeline.add(dated_shop, [write_source(tmp_path / "dated" / "calls", rows, "frontline-notes", "new.csv")])
    pipeline.analyse(dated_shop, encoder=stub)
    newest = _effect.effect(dated_shop, made.id).chart.points[-1]
    assert (newest.month, newest.complete) == ("2026-01", False)
    assert newest.count == newest.of == 10


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"theme": "t999"}, "no theme"),
        ({}, "a theme or an event"),
        ({"theme": "x", "event": "bought"}, "a theme or an event"),
        ({"theme": "x", "per": "bought"}, "per event"),
        ({"event": "sold"}, "no event"),
        ({"event": "bought", "sources": ["nowhere"]}, "no source"),
        ({"event": "bought", "group": "nobody"}, "no customer group"),
        ({"event": "bought", "action": "Courier"}, "no date"),
        ({"event": "bought", "on": "1.3.2026"}, "is no date"),
        ({"event": "bought", "on": "2026-02-30"}, "is no date"),
        ({"event": "bought", "on": "20260301"}, "is no date"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_what_to_do(
    dated_shop: Workspace, wrong: dict[str, object], what: str
) -> None:
    with pytest.raises(UsageError, match=what) as refused:
        _effect.follow(dated_shop, **wrong)  # type: ignore[arg-type]
    assert refused.value.remedy
    assert _effect.indicators(dated_shop) == []


def test_the_same_is_not_followed_twice(dated_shop: Workspace) -> None:
    _effect.follow(dated_shop, event="bought")
    with pytest.raises(UsageError, match="followed already, as i1"):
        _effect.follow(dated_shop, event="bought")
    assert _effect.follow(dated_shop, event="bought", on="2025-07-01").id == "i2"


def test_without_an_analysis_nothing_is_followed(ws: Workspace) -> None:
    with pytest.raises(NotAnalysed):
        _effect.follow(ws, event="bought")
    with pytest.raises(NotAnalysed):
        _effect.effect(ws, "i1")


def test_what_is_not_there_can_be_neither_shown_nor_dropped(dated_shop: Workspace) -> None:
    for call in (_effect.effect, _effect.unfollow):
        with pytest.raises(UsageError, match="i7"):
            call(dated_shop, "i7")


def test_the_commands_follow_list_show_and_drop(dated_shop: Workspace) -> None:
    theme = late(dated_shop)
    assert run(dated_shop, "list").startswith("Nothing is followed yet.")
    said = run(dated_shop, "follow", "--theme", theme, "--source", "calls", "--action", "Courier", "--on", "2025-07-01")
    assert "as i1" in said
    assert "2025-07" in run(dated_shop, "list")
    shown = run(dated_shop, "show", "i1")
    assert "Change: 2025-07" in shown
    assert "a change beyond chance" in shown
    assert "Courier, on 2025-07-01" in shown
    assert json.loads(run(dated_shop, "list", "--json"))[0]["of"] == theme
    told = json.loads(run(dated_shop, "show", "i1", "--json"))
    assert told["changes"][0]["month"] == "2025-07"
    assert told["chart"]["points"][0]["month"] == "2025-01"
    assert "followed no more" in run(dated_shop, "drop", "i1")
    assert "followed again" in run(dated_shop, "drop", "i1", "--undo")


def test_personal_data_in_the_name_of_an_action_is_not_printed(dated_shop: Workspace) -> None:
    run(dated_shop, "follow", "--event", "bought", "--action", "Called anna.virtanen@posti.fi", "--on", "2025-07-01")
    for words in (("list",), ("list", "--json"), ("show", "i1"), ("show", "i1", "--json")):
        assert "anna.virtanen" not in run(dated_shop, *words)
