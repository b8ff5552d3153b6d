"""The command `theme` as typed: decisions take effect at once, are listed, and are taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from insight_synth import cli, encode
from insight_synth.store import Workspace
from tests.conftest import StubEncoder

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, analysed_shop: Workspace) -> Run:
    """Runs a command on the analysed shop; gives exit status, standard output and standard error."""
    monkeypatch.setattr(encode, "load_encoder", lambda *_: StubEncoder())

    def call(*arguments: str) -> tuple[int, str, str]:
        status = cli.run([*arguments, "-w", str(analysed_shop.path)])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return call


def listed(run: Run, *options: str) -> dict[str, dict[str, Any]]:
    status, out, _ = run("themes", "--json", *options)
    assert status == 0
    return {theme["id"]: theme for theme in json.loads(out)}


def leaves(themes: dict[str, dict[str, Any]]) -> list[str]:
    parents = {theme["parent"] for theme in themes.values()}
    return [theme for theme in themes if theme not in parents]


def test_a_merge_takes_effect_at_once_and_is_taken_back(run: Run) -> None:
    before = listed(run)
    one, other = leaves(before)[0], leaves(before)[-1]
    status, out, err = run("theme", "merge", other, one, "-q")
    assert (status, err) == (0, "")
    assert f"{other} “{before[other]['name']}” merged into {one} (decision 1)" in out
    after = listed(run)
    assert other not in after
    assert after[one]["size"] == before[one]["size"] + before[other]["size"]
    status, out, _ = run("theme", "merge", other, "--undo", "-q")
    assert status == 0
    assert out.startswith("Taken back: ")
    assert listed(run) == before


def test_a_split_gives_new_themes(run: Run) -> None:
    before = listed(run)
    theme = leaves(before)[0]
    assert run("theme", "split", theme, "-q")[0] == 0
    after = listed(run)
    assert theme not in after
    assert sum(after[part]["size"] for part in set(after) - set(before)) == before[theme]["size"]
    assert run("theme", "undo", "-q")[0] == 0
    assert listed(run) == before


def test_a_hidden_theme_is_left_out_and_counted_unless_all_are_asked_for(run: Run) -> None:
    before = listed(run)
    theme = leaves(before)[0]
    assert run("theme", "hide", theme)[0] == 0
    assert theme not in listed(run)
    assert listed(run, "--all")[theme]["hidden"]
    out = run("themes")[1]
    assert f"1 hidden theme with {before[theme]['size']} mentions; `insight-synth themes --all` shows them." in out
    assert f"\n{theme} " not in out
    assert "[hidden]" in run("themes", "--all")[1]
    assert run("theme", "hide", theme, "--undo")[0] == 0
    assert listed(run) == before


def test_a_pinned_theme_stands_first_and_is_marked(run: Run) -> None:
    theme = [found for found in listed(run).values() if not found["parent"]][-1]["id"]
    assert run("theme", "pin", theme)[0] == 0
    first = next(iter(listed(run).values()))
    assert (first["id"], first["pinned"]) == (theme, True)
    assert run("themes")[1].splitlines()[2].startswith(theme)
    assert "[pinned]" in run("themes")[1]


def test_a_name_is_given_for_one_language_or_all(run: Run) -> None:
    theme = next(iter(listed(run)))
    assert run("theme", "rename", theme, "Späte Pakete")[0] == 0
    assert listed(run)[theme]["name"] == "Späte Pakete"
    assert run("theme", "rename", theme, "Late parcels", "--language", "en")[0] == 0
    assert listed(run)[theme]["name"] == "Late parcels"
    assert run("theme", "rename", theme, "--undo")[0] == 0
    assert listed(run)[theme]["name"] == "Späte Pakete"


def test_decisions_are_listed_with_who_made_them(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "aino")
    assert "Nothing was decided" in run("theme", "list")[1]
    first, second, *_ = leaves(listed(run))
    run("theme", "hide", first)
    run("theme", "merge", first, second, "-q")
    shown = json.loads(run("theme", "list", "--json")[1])
    assert [(made["kind"], made["theme_id"], made["made_by"], made["dormant"]) for made in shown] == [
        ("hide", first, "aino", True), ("merge", first, "aino", False),
    ]  # fmt: skip
    assert "dormant: its theme was not found" in run("theme", "list")[1]
    assert "Decisions on themes that were not found: 1;" in run("analyse", "-q")[1]


def test_an_analysis_counts_hidden_themes_by_themselves(run: Run) -> None:
    before = listed(run)
    subs = sum(bool(theme["parent"]) for theme in before.values())
    theme = next(found for found in leaves(before) if not before[found]["parent"])
    run("theme", "hide", theme)
    out = run("analyse", "-q")[1]
    assert f"{len(before) - subs - 1} themes, {subs} sub-themes" in out
    assert f"1 hidden theme with {before[theme]['size']} mentions" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["merge", "THEME", "THEME"], "cannot be merged with itself"),
        (["merge", "THEME", "t999"], "there is no theme 't999'"),
        (["merge", "THEME"], "the theme to merge into is not named"),
        (["split", "t999"], "there is no theme 't999'"),
        (["rename", "THEME", "  "], "the name is empty"),
        (["rename", "THEME", "x", "--language", "sv"], "no names in 'sv'"),
        (["pin", "t999"], "there is no theme 't999'"),
        (["hide", "THEME", "--undo"], "there is no hide on theme"),
        (["undo"], "there is no decision to take back"),
        (["undo", "7"], "there is no decision 7 to take back"),
        (["undo", "seven"], "NUMBER"),
    ],
    ids=["itself", "into-unknown", "into-none", "split", "empty", "language", "pin", "not-hidden", "none", "7", "word"],
)
def test_a_wrong_call_is_one_line_with_what_to_do(run: Run, arguments: list[str], message: str) -> None:
    theme = next(iter(listed(run)))
    status, out, err = run("theme", *(theme if word == "THEME" else word for word in arguments))
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert message in err


def test_a_theme_that_was_merged_away_says_where_it_went(run: Run) -> None:
    first, second, third, *_ = leaves(listed(run))
    run("theme", "merge", first, second, "-q")
    status, _, err = run("theme", "merge", first, third)
    assert status == 2
    assert (
        f"{first} was merged into {second} already. Name {second}, or take that back: `insight-synth theme undo 1`"
        in err
    )


def test_a_decision_without_an_analysis_says_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, shop: Path
) -> None:
    folder = str(tmp_path / "new")
    cli.run(["add", str(shop), "-w", folder, "-q"])
    capsys.readouterr()
    assert cli.run(["theme", "hide", "t001", "-w", folder]) == 1
    assert "Run `insight-synth analyse` first" in capsys.readouterr().err
