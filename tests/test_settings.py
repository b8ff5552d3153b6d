"""What is settled once for a workspace holds for every analysis and report that does not say otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import cli, pipeline
from insight_synth.errors import EncoderError, UsageError
from insight_synth.model import Settings
from insight_synth.store import Workspace


def test_nothing_settled_is_the_defaults(ws: Workspace) -> None:
    assert pipeline.settings(ws) == Settings()


def test_an_analysis_goes_by_the_settings_unless_it_is_told_otherwise(ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop])
    pipeline.change_settings(ws, Settings(encoder="fast", granularity="coarse"))
    settled = pipeline.analyse(ws).snapshot
    assert (settled.encoder, settled.granularity) == ("fast", "coarse")
    told = pipeline.analyse(ws, "fine").snapshot
    assert (told.encoder, told.granularity) == ("fast", "fine")


def test_an_analysis_is_outdated_once_other_settings_are_kept(ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop])
    shown = pipeline.analyse(ws, encoder="fast").snapshot
    assert not pipeline.is_outdated(ws, shown)
    pipeline.change_settings(ws, Settings(encoder="fast", granularity="coarse"))
    assert pipeline.is_outdated(ws, shown)
    assert not pipeline.is_outdated(ws, pipeline.analyse(ws).snapshot)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Settings(granularity="huge"), "granularity"),  # type: ignore[arg-type]
        (Settings(report_language="xx"), "reports in"),  # type: ignore[arg-type]
    ],
)
def test_settings_that_cannot_be_are_refused(ws: Workspace, wanted: Settings, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        pipeline.change_settings(ws, wanted)
    assert pipeline.settings(ws) == Settings()


def test_an_encoder_that_is_not_there_is_refused(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(EncoderError):
        pipeline.change_settings(ws, Settings(encoder=str(tmp_path / "nothing")))
    assert pipeline.settings(ws) == Settings()


def test_the_command_shows_and_changes_them(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["settings", "-w", str(ws.path)]
    assert cli.run([*asked, "--granularity", "fine", "--report-language", "fi"]) == 0
    assert pipeline.settings(ws) == Settings(granularity="fine", report_language="fi")
    capsys.readouterr()
    assert cli.run(asked) == 0
    said = capsys.readouterr().out
    assert "fine" in said
    assert "multilingual-e5-small" in said
    assert cli.run([*asked, "--granularity", "huge"]) == 2
