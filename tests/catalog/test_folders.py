from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import catalog
from insight_synth.errors import BadInput


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "source.toml").write_text('kind = "reviews"\nexports = ["*.csv"]\n', encoding="utf-8")
    for name in ("b.csv", "a.csv", "notes.txt", ".hidden.csv"):
        (shop / name).write_text("text\nlate\n", encoding="utf-8")
    return shop


def test_the_folders_name_is_the_sources_id(folder: Path) -> None:
    assert catalog.read_source(folder).id == "shop"


def test_a_folder_without_description_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no source\.toml") as caught:
        catalog.read_source(tmp_path)
    assert "--source ID --kind KIND" in caught.value.remedy


def test_a_description_that_is_not_utf8_is_refused_by_name(folder: Path) -> None:
    (folder / "source.toml").write_bytes('name = "Myymälä"'.encode("cp1252"))
    with pytest.raises(BadInput, match=r"source\.toml: not UTF-8"):
        catalog.read_source(folder)


def test_source_folders_are_the_path_itself_or_its_children(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert catalog.find_source_folders(folder) == [folder]
    assert catalog.find_source_folders(tmp_path) == [folder]
    assert catalog.find_source_folders(tmp_path / "empty") == []


def test_exports_are_those_the_patterns_name_in_order_without_hidden_files(folder: Path) -> None:
    source = catalog.read_source(folder)
    assert [file.name for file in catalog.export_files(folder, source)] == ["a.csv", "b.csv"]


def test_the_description_itself_is_no_export(folder: Path) -> None:
    (folder / "source.toml").write_text('kind = "reviews"\n', encoding="utf-8")
    files = catalog.export_files(folder, catalog.read_source(folder))
    assert [file.name for file in files] == ["a.csv", "b.csv", "notes.txt"]


@pytest.mark.parametrize("pattern", ["../*.csv", "/etc/*"])
def test_a_pattern_that_leads_out_of_the_folder_is_refused(folder: Path, pattern: str) -> None:
    (folder / "source.toml").write_text(f'kind = "reviews"\nexports = ["{pattern}"]\n', encoding="utf-8")
    with pytest.raises(BadInput, match="leads out of the folder"):
        catalog.export_files(folder, catalog.read_source(folder))


def test_a_folder_without_any_export_says_so(folder: Path) -> None:
    (folder / "source.toml").write_text('kind = "reviews"\nexports = ["*.xlsx"]\n', encoding="utf-8")
    with pytest.raises(BadInput, match="no file matches"):
        catalog.export_files(folder, catalog.read_source(folder))
