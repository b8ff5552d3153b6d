"""What the package declares and what the locks install agree."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)$")


def declared() -> dict[str, Any]:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project: dict[str, Any] = content["project"]
    return project


def lines(lock: str) -> list[str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(*locks: str) -> dict[str, str]:
    matches = [PIN.match(line) for lock in locks for line in lines(lock)]
    return {canonicalize_name(match[1]): match[2] for match in matches if match}


def unmet(requirements: list[str], locked: dict[str, str]) -> list[str]:
    """Requirements that the locked versions do not satisfy."""
    parsed = [Requirement(requirement) for requirement in requirements]
    return [str(r) for r in parsed if not r.specifier.contains(locked.get(canonicalize_name(r.name), "0"))]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_line_of_a_lock_is_one_exact_public_version(lock: str) -> None:
    assert [line for line in lines(lock) if not PIN.match(line) or "+" in line] == []


def test_the_locks_do_not_overlap() -> None:
    assert pins("requirements.lock").keys() & pins("requirements-test.lock").keys() == set()


def test_what_the_package_needs_is_locked() -> None:
    extras = declared()["optional-dependencies"]
    assert unmet([*declared()["dependencies"], *extras["postgres"]], pins("requirements.lock")) == []


def test_what_tests_and_linters_need_is_locked() -> None:
    extras = declared()["optional-dependencies"]
    wanted = [*extras["test"], *extras["lint"], *extras["bench"]]
    assert unmet(wanted, pins("requirements.lock", "requirements-test.lock")) == []


def test_the_lock_needs_nothing_that_it_leaves_out() -> None:
    from importlib.metadata import PackageNotFoundError, requires

    locked = pins("requirements.lock")
    missing: dict[str, list[str]] = {}
    for name in locked:
        try:
            needs = [Requirement(text) for text in requires(name) or []]
        except PackageNotFoundError:
            missing[name] = ["itself: not installed"]
            continue
        active = [r for r in needs if r.marker is None or r.marker.evaluate({"extra": ""})]
        # torch's accelerator builds depend on their vendor's libraries, which the index decides on, not the lock
        absent = [str(r) for r in active if canonicalize_name(r.name) not in locked and name != "torch"]
        if absent:
            missing[name] = absent
    assert missing == {}


@pytest.mark.parametrize("name", ["optimum", "torchvision"])
def test_parts_that_would_drag_others_along_stay_out(name: str) -> None:
    assert name not in pins("requirements.lock", "requirements-test.lock")


def test_each_font_in_the_package_has_its_licence_beside_it_and_in_the_notice() -> None:
    fonts = ROOT / "insight_synth" / "report" / "fonts"
    families = sorted({font.stem.split("-")[0] for font in fonts.glob("*.ttf")})
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8").replace(" ", "")  # "Source Sans Pro" is SourceSansPro-*.ttf
    assert families
    assert [family for family in families if not (fonts / f"{family}-LICENSE.txt").exists()] == []
    assert [family for family in families if family not in notice] == []


def test_every_module_the_package_imports_is_a_declared_dependency() -> None:
    imported: set[str] = set()
    for file in [*(ROOT / "insight_synth").rglob("*.py"), ROOT / "app.py"]:
        for statement in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match statement:
                case ast.Import(names=names):
                    imported.update(alias.name.partition(".")[0] for alias in names)
                case ast.ImportFrom(module=str(module), level=0):
                    imported.add(module.partition(".")[0])
    imported -= {*sys.stdlib_module_names, "insight_synth"}
    carriers = packages_distributions()
    wanted = {canonicalize_name(Requirement(line).name) for line in declared()["dependencies"]}
    missing = {module for module in imported if not {canonicalize_name(d) for d in carriers.get(module, ())} & wanted}
    assert missing == set()
