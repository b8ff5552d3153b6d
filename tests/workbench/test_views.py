"""What pages show, worked out without a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from insight_synth import jobs, pipeline
from insight_synth.store import Workspace
from insight_synth.workbench import tables, untrusted, views, workspaces
from insight_synth.workbench.wording import NAMES, Wording, messages


def test_every_text_stands_in_every_language_with_the_same_values() -> None:
    slots = {
        language: {key: set(re.findall(r"\{(\w+)", text)) for key, text in messages(language).items()}
        for language in NAMES
    }
    assert slots["fi"] == slots["en"]
    assert slots["pl"] == slots["en"]


def test_every_cell_of_the_heat_map_is_there(analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    cells = views.cells(shown, shown.top_themes)
    assert {cell.source for cell in cells} == {"complaints", "reviews"}  # the till does not speak
    assert len(cells) == 2 * len(shown.top_themes)


def test_next_step_follows_the_work() -> None:
    def step(**given: bool) -> str:
        chosen = {"outdated": False, "working": False, "report_built": False} | given
        return views.next_step(
            None, (), outdated=chosen["outdated"], working=chosen["working"], report_built=chosen["report_built"]
        )

    assert step(working=True) == "wait"
    assert step() == "add"


def test_new_exports_outdate_the_analysis(analysed_shop: Workspace, shop: Path) -> None:
    shown = pipeline.snapshot(analysed_shop)
    assert not workspaces.standing(analysed_shop, shown).outdated
    more = (shop / "till" / "export.csv").read_text(encoding="utf-8").replace("T1,", "T100,")
    (shop / "till" / "more.csv").write_text(more, encoding="utf-8")
    pipeline.add(analysed_shop, [shop])
    now = workspaces.standing(analysed_shop, shown)
    assert now.outdated
    step = views.next_step(shown, now.exports, outdated=now.outdated, working=False, report_built=True)
    assert step == "update"


def test_the_usual_workspace_is_the_demo_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(workspaces.VARIABLE, raising=False)
    assert workspaces.usual_path(tmp_path) == tmp_path / "workspace"
    workspaces.make(tmp_path / "demo-workspace")
    assert workspaces.usual_path(tmp_path) == tmp_path / "demo-workspace"
    monkeypatch.setenv(workspaces.VARIABLE, str(tmp_path / "named"))
    assert workspaces.usual_path(tmp_path) == tmp_path / "named"


@pytest.mark.parametrize("text", ["<script>x</script>", "a & b", '"><img src=x>', "\u202eevil", "line\nbreak"])
def test_text_is_shown_as_text(text: str) -> None:
    shown = untrusted.marked_html(f"{text} {text}", (len(text) + 1, 2 * len(text) + 1), [], "fi")
    assert re.findall(r"<(\w+)", shown) == ["div", "mark"]
    assert "\u202e" not in shown
    assert not re.search(r"(?<!\\)[<>!\[\]`*]", untrusted.plain(text))


def test_an_address_in_a_text_becomes_no_link() -> None:
    for text in ("see https://evil.example/a", "WWW.evil.example", "mail me@evil.example"):
        shown = untrusted.plain(text).replace("\\", "")
        assert shown != text  # parted, so that nothing takes it for an address
        assert shown.replace("\u2060", "") == text


def test_a_cell_that_looks_like_a_formula_stays_a_text() -> None:
    import pandas as pd

    written = tables.as_csv(pd.DataFrame({"raw": ["=HYPERLINK(1)", "fine"]})).decode("utf-8-sig")
    assert written.splitlines() == ["raw", "'=HYPERLINK(1)", "fine"]


def test_a_figure_reads_as_its_language_writes_it() -> None:
    assert Wording("en").show(6345) == "6,345"
    assert Wording("fi").show(0.13, "share").replace("\u00a0", " ") == "13 %"
    assert Wording("pl").say("add.files", files=5) == "5 plików"


def test_a_worker_that_was_lost_is_not_started_over_and_over(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []

    class Ended:
        def __init__(self, command: object, **_: object) -> None:
            started.append(command)

        def poll(self) -> int:
            return 1

    monkeypatch.setattr("insight_synth.workbench.workspaces.subprocess.Popen", Ended)
    workspaces.see_to_worker(ws)
    assert started == []  # there is nothing to do
    jobs.enqueue(ws, "analyse")
    workspaces.see_to_worker(ws)
    workspaces.see_to_worker(ws)
    assert len(started) == 1
    workspaces.ask_for(ws, "analyse")  # but work that is asked for starts one at once
    assert len(started) == 2
