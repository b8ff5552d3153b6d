"""The house stands as drawn: stages look back only, nothing grows past a page that can be read."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import pytest

import insight_synth

PACKAGE = Path(insight_synth.__file__).parent
STAGES = (
    "language", "catalog", "ingest", "encode", "themes", "evidence", "agenda", "advice", "tracking", "suggesting",
    "report",
)  # fmt: skip
OUTSIDE = ("store", "jobs", "pipeline", "cli", "workbench")
MODULES = sorted(PACKAGE.rglob("*.py"))
STAGE_MODULES = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in STAGES]
LONGEST = 500


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE.parent))


def imported(path: Path) -> set[str]:
    """Everything a module imports, at its top or inside its functions, in full."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def parts_of_ours(path: Path) -> set[str]:
    """The packages and modules of insight_synth that it imports, by their first name."""
    ours = (module.split(".") for module in imported(path) if module.startswith("insight_synth."))
    return {parts[1] for parts in ours}


@pytest.mark.parametrize("path", STAGE_MODULES, ids=name)
def test_a_stage_imports_only_stages_before_it(path: Path) -> None:
    place = STAGES.index(path.relative_to(PACKAGE).parts[0])
    assert sorted(parts_of_ours(path) & {*STAGES[place + 1 :], *OUTSIDE}) == []


@pytest.mark.parametrize("path", STAGE_MODULES, ids=name)
def test_a_stage_knows_neither_streamlit_nor_the_database(path: Path) -> None:
    roots = {module.split(".")[0] for module in imported(path)}
    assert sorted(roots & {"streamlit", "sqlalchemy", "typer"}) == []


def test_no_part_of_the_workbench_needs_itself_in_a_circle() -> None:
    """Its packages and the modules beside them, imports inside functions included."""
    inside = PACKAGE / "workbench"
    needed: dict[str, set[str]] = {}
    for path in sorted(inside.rglob("*.py")):
        part = path.relative_to(inside).with_suffix("").parts[0]
        found = {module.split(".")[2] for module in imported(path) if module.startswith("insight_synth.workbench.")}
        needed.setdefault(part, set()).update(found - {part})
    graphlib.TopologicalSorter(needed).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree)


def test_no_file_is_longer_than_can_be_read() -> None:
    roots = [PACKAGE, *(PACKAGE.parent / folder for folder in ("tests", "tools", "benchmarks"))]
    files = [file for root in roots for file in root.rglob("*.py")]
    lengths = {name(file): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {file: length for file, length in lengths.items() if length > LONGEST} == {}
