"""Names of people: found by a model that is installed, and by none where none is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import spacy

from insight_synth.ingest import privacy


@pytest.fixture
def without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])


@pytest.fixture
def finnish_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model as ``pip`` installs one, that knows two names by heart."""
    package = tmp_path / "fi_made_sm"
    nlp = spacy.blank("fi")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PER", "pattern": "Matti Meikäläinen"},
            {"label": "PERSON", "pattern": "Li"},
            {"label": "ORG", "pattern": "Posti"},
            {"label": "PER", "pattern": "040-1234567"},
        ]
    )
    nlp.to_disk(package)
    (package / "__init__.py").write_text(
        "from pathlib import Path\nfrom spacy.util import load_model_from_path\n"
        "def load(**options):\n    return load_model_from_path(Path(__file__).parent, **options)\n",
        encoding="utf-8",
    )
    described = tmp_path / "fi_made_sm-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: fi_made_sm\nVersion: 1.0\n", encoding="utf-8")
    (described / "entry_points.txt").write_text("[spacy_models]\nfi_made_sm = fi_made_sm\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


TEXT = "Matti Meikäläinen ja Li soittivat Postiin, puh. 040-1234567."


@pytest.mark.usefixtures("without_models")
def test_without_a_model_names_stay_and_the_rest_is_found() -> None:
    assert privacy.named_languages() == ()
    assert privacy.Redactor().text(TEXT, "fi") == TEXT.replace("040-1234567", "[phone····]")


@pytest.mark.usefixtures("finnish_model")
def test_an_installed_model_finds_names_of_people_only() -> None:
    assert "fi" in privacy.named_languages()
    found = privacy.redact(TEXT, "fi", privacy.name_finder())
    assert [(TEXT[span.start : span.end], span.kind) for span in found.spans] == [
        ("Matti Meikäläinen", "name"), ("Li", "name"), ("040-1234567", "phone"),
    ]  # fmt: skip
    assert found.text == "[name···········] ja ·· soittivat Postiin, puh. [phone····]."


@pytest.mark.usefixtures("finnish_model")
def test_a_text_in_a_language_without_a_model_keeps_its_names() -> None:
    assert "Matti Meikäläinen" in privacy.redact(TEXT, "sv", privacy.name_finder()).text


@pytest.mark.usefixtures("finnish_model")
def test_redacting_twice_with_names_changes_nothing() -> None:
    once = privacy.Redactor().text(TEXT, "fi")
    assert privacy.Redactor().text(once, "fi") == once
