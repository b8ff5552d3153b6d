"""The documentation and the program say the same: commands, options, examples, links, kinds."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from insight_synth.catalog import KINDS
from insight_synth.cli import app

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
REFERENCE = (ROOT / "docs" / "users" / "commands.md").read_text(encoding="utf-8")


def options(command: str) -> list[str]:
    """The options of a command, those of the commands below it included."""
    below = getattr(COMMANDS[command], "commands", {}).values()
    parameters = [parameter for each in (COMMANDS[command], *below) for parameter in each.params]
    return [name for parameter in parameters for name in parameter.opts if name.startswith("-")]


def section(command: str) -> str:
    """The reference's text on one command."""
    parts = re.split(r"^## ", REFERENCE, flags=re.MULTILINE)
    return next((part for part in parts if part.startswith(f"{command}\n")), "")


def examples() -> list[tuple[str, str]]:
    """Every line of a shell block that calls insight-synth, with its page."""
    found = []
    for page in PAGES:
        for block in re.findall(r"^ *```sh\n(.*?)^ *```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            lines = [line.strip() for line in block.splitlines()]
            found += [(page.name, line) for line in lines if line.startswith("insight-synth ")]
    return found


def links(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    return [target for target in found if "://" not in target and not target.startswith("mailto:")]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_each_of_its_options_is_in_the_reference(command: str) -> None:
    text = section(command)
    assert text, f"docs/users/commands.md has no section '## {command}'"
    spelled = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))
    assert [option for option in options(command) if option not in spelled] == []


def test_the_reference_describes_no_command_that_does_not_exist() -> None:
    assert sorted(set(re.findall(r"^## (\S+)$", REFERENCE, re.MULTILINE)) - set(COMMANDS)) == []


@pytest.mark.parametrize(("page", "line"), examples())
def test_every_example_is_a_call_that_the_program_takes(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    if words[0].startswith("-"):
        assert words[0] in {"--help", "--version"}
        return
    command = COMMANDS[words[0]]
    command.make_context(words[0], words[1:], resilient_parsing=False)  # raises where the call is wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    assert [target for target in links(page) if not (page.parent / target).exists()] == []


def test_every_kind_of_source_is_listed() -> None:
    text = (ROOT / "docs" / "users" / "sources-and-source-toml.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in text] == []


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    in_code = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)  # at the start of a line of code, or in back quotes
    named = {name for page in PAGES for name in in_code.findall(page.read_text(encoding="utf-8"))}
    assert {"demo", "test", "install", "serve", "lint", "bench"} <= named
    assert sorted(named - targets) == []
