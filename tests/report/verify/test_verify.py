"""Verification: what was changed is found and named, in the workspace, in the attached report or on the pages."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, NameObject

from insight_synth.errors import BadInput
from insight_synth.report import Report, discrepancies, read_attached, render
from insight_synth.report.document import Prose, Span, Text
from insight_synth.report.verify import examined, marks, only_worded
from tests.report.made_snapshot import Made


def test_an_untouched_report_holds(made: Made, reports: dict[str, Report], tmp_path: Path) -> None:
    attached = read_attached(render(reports["en"], tmp_path / "report.pdf"))
    assert attached == reports["en"]
    assert discrepancies(attached, made.snapshot, made.verbatim_text) == []


@pytest.mark.parametrize("language", ["fi", "pl"])
def test_a_report_holds_in_every_language(made: Made, reports: dict[str, Report], language: str) -> None:
    assert discrepancies(reports[language], made.snapshot, made.verbatim_text) == []


def test_one_changed_letter_of_a_stored_verbatim_is_named(made: Made, reports: dict[str, Report]) -> None:
    cited = reports["en"].citations[4]

    def altered(verbatim_id: str) -> str | None:
        text = made.verbatim_text(verbatim_id)
        if verbatim_id != cited.verbatim_id or text is None:
            return text
        place = cited.start + 3
        return text[:place] + ("#" if text[place] != "#" else "+") + text[place + 1 :]

    found = discrepancies(reports["en"], made.snapshot, altered)
    assert [(item.kind, item.source, item.export, item.locator) for item in found] == [
        ("quotation", cited.source, cited.export, cited.locator)
    ]
    assert f"[{cited.number}]" in str(found[0])
    assert cited.locator in str(found[0])


def test_a_quotation_whose_verbatim_was_erased_is_named(made: Made, reports: dict[str, Report]) -> None:
    gone = reports["en"].citations[0]
    found = discrepancies(
        reports["en"], made.snapshot, lambda name: None if name == gone.verbatim_id else made.verbatim_text(name)
    )
    assert [item.locator for item in found] == [gone.locator]


def test_a_figure_the_workspace_no_longer_gives_is_named_with_both_readings(
    made: Made, reports: dict[str, Report]
) -> None:
    totals = dataclasses.replace(made.snapshot.totals, rejects=made.snapshot.totals.rejects + 1)
    changed = dataclasses.replace(made.snapshot, totals=totals)
    found = discrepancies(reports["en"], changed, made.verbatim_text)
    assert [(item.kind, item.what) for item in found] == [("figure", "totals, rejects")]
    assert str(made.snapshot.totals.rejects) in str(found[0])
    assert str(totals.rejects) in str(found[0])


def test_a_figure_altered_in_the_attached_report_is_named(made: Made, reports: dict[str, Report]) -> None:
    report = reports["en"]
    place = next(at for at, figure in enumerate(report.figures) if figure.unit == "share" and figure.value)
    altered = dataclasses.replace(report.figures[place], value=0.5, shown="50%")
    figures = (*report.figures[:place], altered, *report.figures[place + 1 :])
    found = discrepancies(dataclasses.replace(report, figures=figures), made.snapshot, made.verbatim_text)
    assert any(item.kind == "figure" and item.reported == "50%" for item in found)


def test_a_sentence_nobody_can_derive_is_named(made: Made, reports: dict[str, Report]) -> None:
    report = reports["en"]
    story = report.section("story")
    first = next(block for block in story.blocks if isinstance(block, Text))
    spans = (*first.prose.spans, dataclasses.replace(first.prose.spans[-1], text=" Sales doubled."))
    block = dataclasses.replace(first, prose=dataclasses.replace(first.prose, spans=spans))
    altered = dataclasses.replace(story, blocks=tuple(block if one is first else one for one in story.blocks))
    sections = tuple(altered if section.id == "story" else section for section in report.sections)
    found = discrepancies(dataclasses.replace(report, sections=sections), made.snapshot, made.verbatim_text)
    assert [item.kind for item in found] == ["sentence"]
    assert "Sales doubled" in str(found[0])


def test_a_pdf_saved_anew_by_another_program_still_holds(short: Report, short_pdf: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.pdf"
    pypdf.PdfWriter(clone_from=short_pdf).write(saved)
    assert read_attached(saved) == short


def test_a_page_edited_by_hand_is_noticed(short_pdf: Path, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=short_pdf)
    page = writer.pages[2]
    content = DecodedStreamObject()
    contents = page.get_contents()
    assert contents is not None
    data = contents.get_data()
    shown = [place for place in range(len(data)) if data.startswith(b") Tj", place)]
    at = shown[len(shown) // 2]
    content.set_data(data[: at - 1] + data[at:])
    page[NameObject("/Contents")] = writer._add_object(content)
    edited = tmp_path / "edited.pdf"
    writer.write(edited)
    found = examined(edited)
    assert found.unlike
    assert {item.kind for item in found.unlike} == {"page"}


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.4\n%broken", b"\x00" * 100])
def test_a_file_that_is_no_report_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.pdf"
    path.write_bytes(content)
    with pytest.raises(BadInput) as error:
        read_attached(path)
    assert "\n" not in str(error.value)
    assert "other.pdf" in str(error.value)


def test_a_strangers_pdf_is_one_clear_error(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    path = tmp_path / "blank.pdf"
    writer.write(path)
    with pytest.raises(BadInput, match="carries no report"):
        read_attached(path)


def _retold(report: Report) -> Report:
    """The report with its first sentence as another version of the product might word it."""
    story = report.section("story")
    first = next(block for block in story.blocks if isinstance(block, Text))
    told = dataclasses.replace(first, prose=first.prose + Prose((Span(" So it is told."),)))
    blocks = tuple(told if block is first else block for block in story.blocks)
    sections = tuple(dataclasses.replace(one, blocks=blocks) if one is story else one for one in report.sections)
    return dataclasses.replace(report, sections=sections)


def test_sentences_of_a_kept_report_that_an_earlier_version_worded_are_told_apart(
    made: Made, reports: dict[str, Report]
) -> None:
    earlier = _retold(reports["en"])
    found = discrepancies(earlier, made.snapshot, made.verbatim_text, version=1)
    assert [(entry.kind, entry.because) for entry in found] == [("sentence", "changed")]
    assert only_worded(earlier, made.snapshot, found) == tuple(found)
    theme = dataclasses.replace(made.snapshot.themes[0], names={"en": "Called otherwise"})
    renamed = dataclasses.replace(made.snapshot, themes=(theme, *made.snapshot.themes[1:]))
    assert only_worded(earlier, renamed, found) == ()


def test_of_an_altered_copy_of_such_a_report_only_what_was_altered_is_told(
    made: Made, reports: dict[str, Report]
) -> None:
    earlier = _retold(reports["en"])
    cover = dataclasses.replace(earlier.cover, title="Certified")
    found = discrepancies(
        dataclasses.replace(earlier, cover=cover), made.snapshot, made.verbatim_text, exported=[earlier]
    )
    assert [(entry.what, entry.because) for entry in found] == [("the cover's title", "altered")]


def test_marks_are_counted(reports: dict[str, Report]) -> None:
    report = reports["en"]
    assert marks(report) == {}
    cover = dataclasses.replace(report.cover, title="900† voices", period=Prose((Span("half", mark="altered"),)))
    assert marks(dataclasses.replace(report, cover=cover)) == {"by hand": 1, "altered": 1}
