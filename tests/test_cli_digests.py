"""The commands digest and compare: a source in few sentences, a theme across sources."""

from __future__ import annotations

import json

import pytest

from insight_synth import cli, pipeline
from insight_synth.store import Workspace

Out = pytest.CaptureFixture[str]


def test_a_digest_prints_each_point_with_its_voices_and_row(analysed_shop: Workspace, capsys: Out) -> None:
    (digest, *_) = pipeline.snapshot(analysed_shop).digests
    assert digest.points
    assert cli.run(["digest", digest.source, "-w", str(analysed_shop.path)]) == 0
    printed = capsys.readouterr().out
    for point in digest.points:
        assert f"{point.voices} of {point.of_voices} voices" in printed
        assert point.sentence.locator in printed


def test_digests_of_all_sources_come_as_json(analysed_shop: Workspace, capsys: Out) -> None:
    assert cli.run(["digest", "--json", "-w", str(analysed_shop.path)]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["source"] for one in listed] == [one.source for one in pipeline.snapshot(analysed_shop).digests]
    assert set(listed[0]) == {"source", "points", "only_here", "never"}


def test_a_source_that_is_not_there_is_a_wrong_call(analysed_shop: Workspace, capsys: Out) -> None:
    assert cli.run(["digest", "nowhere", "-w", str(analysed_shop.path)]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_comparison_prints_each_source_s_share_and_what_it_rests_on(analysed_shop: Workspace, capsys: Out) -> None:
    shown = pipeline.snapshot(analysed_shop)
    assert cli.run(["compare", "-w", str(analysed_shop.path)]) == 0
    printed = capsys.readouterr().out
    assert shown.comparisons
    for comparison in shown.comparisons:
        for row in comparison.shares:
            assert f"{row.voices} of {row.of_voices}" in printed
            assert row.basis in printed


def test_a_theme_that_nothing_is_compared_on_is_a_wrong_call(analysed_shop: Workspace, capsys: Out) -> None:
    assert cli.run(["compare", "t999", "-w", str(analysed_shop.path)]) == 2
    assert "t999" in capsys.readouterr().err
