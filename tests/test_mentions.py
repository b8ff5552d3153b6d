"""What stands behind a figure: a verbatim with all around it, its row in the export, a selection as a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import BadInput, UsageError
from insight_synth.model import Filter
from insight_synth.store import Workspace
from tests.conftest import SUBJECTS, StubEncoder, sentences, write_source

MAIL = "anna.virtanen@example.org"


@pytest.fixture
def told(ws: Workspace, tmp_path: Path, stub: StubEncoder) -> Workspace:
    """One export whose rows hold more than is mapped, and personal data."""
    said = [text for subject in SUBJECTS for text in sentences(subject, 16)]
    said[0] = f"=HYPERLINK(1) {said[0][:-1]}, write to {MAIL}."
    rows = [
        {
            "id": f"C{at:03d}", "date": f"2025-{at % 12 + 1:02d}-15", "customer": f"KUND{at % 20:05d}", "text": text,
            "agent_name": "Liisa Laine", "channel": f"channel {at}", "note": MAIL,
        }
        for at, text in enumerate(said)
    ]  # fmt: skip
    pipeline.add(ws, [write_source(tmp_path / "complaints", rows)])
    pipeline.analyse(ws, encoder=stub)
    return ws


def test_a_selection_as_a_file_is_whole_redacted_and_holds_no_formula(told: Workspace) -> None:
    content = b"".join(pipeline.mentions_csv(told, Filter())).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert len(rows) == pipeline.count_mentions(told, Filter()).mentions
    assert MAIL not in content
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert any(row["text"].startswith("'=HYPERLINK") for row in rows)


def test_a_verbatim_stands_between_its_neighbours_and_beside_what_else_its_voice_said(told: Workspace) -> None:
    page = pipeline.mentions_page(told, Filter(), order="source", offset=5, limit=1)
    found = pipeline.verbatim_in_full(told, page.rows[0].citation.verbatim_id)
    assert found is not None
    rows = [verbatim.locator for verbatim in (*found.before, found.verbatim, *found.after)]
    assert rows == [f"row {number}" for number in range(5, 10)]
    assert found.of_voice == len(found.same_voice) > 0
    assert {one.voice_id for one in found.same_voice} == {found.verbatim.voice_id}
    for row in found.passages:
        assert row.citation.text == found.verbatim.text[row.citation.start : row.citation.end]


def test_whatever_is_around_a_verbatim_is_redacted(told: Workspace) -> None:
    for row in pipeline.mentions_page(told, Filter(), order="source", limit=3).rows:
        assert MAIL not in repr(pipeline.verbatim_in_full(told, row.citation.verbatim_id))


def test_the_row_is_shown_as_delivered_but_for_personal_data(told: Workspace) -> None:
    verbatim_id = pipeline.mentions_page(told, Filter(), order="source", limit=1).rows[0].citation.verbatim_id
    cells = {cell.column: cell for cell in pipeline.row_in_export(told, verbatim_id)}
    assert list(cells) == ["id", "date", "customer", "text", "agent_name", "channel", "note"]
    assert (cells["id"].value, cells["channel"].value) == ("C000", "channel 0")
    assert {name for name, cell in cells.items() if cell.hidden} == {"customer", "agent_name"}
    assert MAIL not in repr(cells)


def test_a_row_whose_file_is_gone_is_told_of_as_such(told: Workspace) -> None:
    verbatim_id = pipeline.mentions_page(told, Filter(), limit=1).rows[0].citation.verbatim_id
    for file in (told.path / "exports").rglob("*.csv"):
        file.unlink()
    found = pipeline.verbatim_in_full(told, verbatim_id)
    assert found is not None
    assert not found.kept
    with pytest.raises(BadInput, match="keeps no copy"):
        pipeline.row_in_export(told, verbatim_id)


def test_an_erased_text_is_gone_from_every_way_to_it(told: Workspace) -> None:
    verbatim_id = pipeline.mentions_page(told, Filter(), order="source", limit=1).rows[0].citation.verbatim_id
    pipeline.erase(told, "KUND00000")
    assert pipeline.verbatim_in_full(told, verbatim_id) is None
    with pytest.raises(BadInput, match="no longer in the workspace"):
        pipeline.row_in_export(told, verbatim_id)


def test_a_page_that_cannot_be_is_refused(told: Workspace) -> None:
    with pytest.raises(UsageError, match="no such page"):
        pipeline.mentions_page(told, Filter(), limit=0)
