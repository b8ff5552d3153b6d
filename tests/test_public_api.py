"""The public face of each package: ``__all__`` names all of it, once, and nothing that is not there.

Its order is the linter's business (RUF022).
"""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import insight_synth

PACKAGE = Path(insight_synth.__file__).parent
FACES = sorted(path for path in PACKAGE.rglob("__init__.py") if "__all__" in path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    return ".".join(path.parent.relative_to(PACKAGE.parent).parts)


def bound_names(path: Path) -> set[str]:
    """Public names that a package's face defines or takes in from the package's own modules."""
    names: set[str] = set()
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                names.update(target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
            case ast.ImportFrom(module=str(module), names=taken) if module.startswith(module_name(path)):
                names.update(alias.asname or alias.name for alias in taken)
    return {name for name in names if not name.startswith("_")}


def declared(path: Path) -> list[str]:
    return list(importlib.import_module(module_name(path)).__all__)


def test_the_package_declares_its_public_names() -> None:
    assert PACKAGE / "__init__.py" in FACES


@pytest.mark.parametrize("path", FACES, ids=module_name)
def test_no_name_is_declared_twice(path: Path) -> None:
    names = declared(path)
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("path", FACES, ids=module_name)
def test_every_declared_name_exists(path: Path) -> None:
    module = importlib.import_module(module_name(path))
    assert [name for name in declared(path) if not hasattr(module, name)] == []


@pytest.mark.parametrize("path", FACES, ids=module_name)
def test_no_public_name_is_left_undeclared(path: Path) -> None:
    assert sorted(bound_names(path) - set(declared(path))) == []


@pytest.mark.parametrize("name", getattr(insight_synth, "__all__", []))
def test_every_public_name_is_documented(name: str) -> None:
    assert (getattr(insight_synth, name).__doc__ or "").strip()
