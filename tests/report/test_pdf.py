"""The PDF: equal bytes, links both ways, hostile text shown and never obeyed."""

from __future__ import annotations

import csv
import dataclasses
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pypdf
import pytest

from insight_synth.report import Report, compose, from_json, render
from insight_synth.report.document import Action, Finding, Prose, ReportKind, Section, Span, Text, prose_of
from insight_synth.report.untrusted import squeezed
from tests.report.made_snapshot import HOSTILE, made_snapshot
from tests.report.readers import shown


@pytest.fixture(scope="module")
def files(reports: dict[str, Report], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pdf")
    return {language: render(report, folder / f"{language}.pdf") for language, report in reports.items()}


@pytest.fixture(scope="module")
def readers(files: dict[str, Path]) -> dict[str, pypdf.PdfReader]:
    return {language: pypdf.PdfReader(path) for language, path in files.items()}


def test_equal_reports_give_equal_bytes_in_another_process(files: dict[str, Path], tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\nfrom made_snapshot import made_snapshot\n"
        "from insight_synth.report import compose, render\n"
        "render(compose(made_snapshot().snapshot, 'en'), Path(sys.argv[2]))\n"
    )
    out = tmp_path / "again.pdf"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", program, str(Path(__file__).parent), str(out)], check=True, env=environment)
    assert out.read_bytes() == files["en"].read_bytes()


def test_the_document_names_its_language_title_and_bookmarks(readers: dict[str, pypdf.PdfReader]) -> None:
    for language, reader in readers.items():
        assert str(reader.root_object["/Lang"]) == language
        assert reader.metadata is not None
        assert reader.metadata.title
        assert reader.metadata.subject
        preferences: Any = reader.root_object["/ViewerPreferences"]
        assert preferences["/DisplayDocTitle"]
        assert len(reader.outline) > 5


def test_every_font_is_in_the_file(readers: dict[str, pypdf.PdfReader]) -> None:
    fonts: dict[str, Any] = {}
    for page in readers["pl"].pages:
        resources: Any = page["/Resources"]
        fonts |= {str(font.get_object()["/BaseFont"]): font.get_object() for font in resources["/Font"].values()}
    assert len(fonts) > 3
    assert [name for name, font in fonts.items() if "/FontFile2" not in font.get("/FontDescriptor", {})] == []


def test_the_cover_tells_the_three_weightiest_findings(
    readers: dict[str, pypdf.PdfReader], reports: dict[str, Report]
) -> None:
    for language, reader in readers.items():
        cover = squeezed(reader.pages[0].extract_text())
        assert all(squeezed(finding.title) in cover for finding in reports[language].findings[:3])


def test_every_number_in_brackets_leads_to_its_entry_and_back(
    readers: dict[str, pypdf.PdfReader], reports: dict[str, Report]
) -> None:
    reader, numbers = readers["en"], {cited.number for cited in reports["en"].citations}
    texts = [page.extract_text() for page in reader.pages]
    first = next(place for place, text in enumerate(texts) if "Every quotation by its number" in text)
    last = next(place for place, text in enumerate(texts) if "A share in bold stands" in text)
    entries = set(range(first, last + 1))
    into = {place: _targets(reader, place, entries) for place in range(2, first)}
    landings = {target for targets in into.values() for target in targets if target[1] == "/XYZ"}
    assert len(landings) == len(numbers)
    told = "".join(texts[place] for place in sorted(entries))
    named = {
        int(found[1]): found[2]
        for found in re.finditer(r"\[(\d+)\]\s.*?Cited\s+on\s+page\s+([\d,\s]+)", told, re.DOTALL)
    }
    assert set(named) == numbers
    for place in range(2, first):
        for number in {int(found) for found in re.findall(r"\[(\d+)\]", texts[place])}:
            assert str(place + 1) in re.findall(r"\d+", named[number])
    back = {
        target[0] for place in entries for target in _targets(reader, place, set(range(first))) if target[1] == "/Fit"
    }
    assert back == {place for place, targets in into.items() if targets}


def test_pages_say_which_of_how_many_they_are(readers: dict[str, pypdf.PdfReader]) -> None:
    reader = readers["pl"]
    total = len(reader.pages)
    for place, page in enumerate(reader.pages[1:], start=2):
        assert f"{place} / {total}" in page.extract_text()


def test_contents_name_the_page_each_section_stands_on(
    readers: dict[str, pypdf.PdfReader], reports: dict[str, Report]
) -> None:
    reader, report = readers["fi"], reports["fi"]
    shown = {squeezed(line) for line in reader.pages[1].extract_text().splitlines()}
    for section in report.sections[:3]:
        page = next(
            place for place, page in enumerate(reader.pages, 1)
            if place > 2 and squeezed(page.extract_text()).find(squeezed(section.title)) >= 0
        )  # fmt: skip
        assert squeezed(section.title) in shown or f"{squeezed(section.title)}{page}" in shown


def test_the_story_stays_on_one_page(readers: dict[str, pypdf.PdfReader], reports: dict[str, Report]) -> None:
    for language, reader in readers.items():
        told = squeezed(reports[language].section("story").blocks[-1].prose.text)  # type: ignore[union-attr]
        assert told in squeezed(reader.pages[2].extract_text())


def test_finnish_polish_and_cyrillic_letters_are_on_the_pages(readers: dict[str, pypdf.PdfReader]) -> None:
    whole = "".join(page.extract_text() for page in readers["pl"].pages)
    assert "Zażółć gęślą jaźń" in whole
    assert "äyriäisiä" in whole
    assert "😡" in whole


def test_the_report_and_its_evidence_travel_inside(
    readers: dict[str, pypdf.PdfReader], reports: dict[str, Report]
) -> None:
    attached = readers["en"].attachments
    assert from_json(attached["report.json"][0].decode()) == reports["en"]
    rows = list(csv.DictReader(io.StringIO(attached["evidence.csv"][0].decode())))
    assert [int(row["number"]) for row in rows] == [cited.number for cited in reports["en"].citations]
    associated: Any = readers["en"].root_object["/AF"]
    files = [entry.get_object() for entry in associated]
    assert [str(file["/F"]) for file in files] == ["evidence.csv", "report.json"]
    assert all(len(str(file["/Desc"])) > 20 for file in files)


@pytest.mark.parametrize("kind", ["summary", "digest"])
def test_the_short_kinds_begin_with_what_they_say(kind: ReportKind, tmp_path: Path) -> None:
    snapshot = made_snapshot().snapshot
    about = snapshot.profiles[0].source.id if kind == "digest" else ""
    report = compose(snapshot, "en", kind=kind, about=about)
    reader = pypdf.PdfReader(render(report, tmp_path / "short.pdf"))
    first = squeezed(reader.pages[0].extract_text())
    said = [prose for block in report.sections[0].blocks for prose in prose_of(block) if prose]
    assert squeezed(report.cover.title) in first
    assert all(squeezed(prose.text) in first for prose in said)


def test_what_a_person_wrote_unproven_is_marked_and_explained(reports: dict[str, Report], tmp_path: Path) -> None:
    report = reports["en"]
    story = report.section("story")
    marked = dataclasses.replace(story, blocks=(Text(Prose((Span("1.2 million", mark="by hand"),))), *story.blocks))
    action = Action(Prose((Span("Call them"),)), Prose((Span("By share"),)), owner="Maija Mäkelä", due="1 May 2027")
    agreed = Section("actions", "actions", "What we agreed", blocks=(action,))
    changed = dataclasses.replace(
        report,
        sections=(marked, agreed, *report.sections[1:]),
        labels=(*report.labels, ("mark_by_hand", "† A number written by hand.")),
    )
    pages = [page.extract_text() for page in pypdf.PdfReader(render(changed, tmp_path / "marked.pdf")).pages]
    told = squeezed("".join(pages))
    assert squeezed("1.2 million†") in told
    assert told.count(squeezed("† A number written by hand.")) == 1
    assert squeezed("Maija Mäkelä · 1 May 2027") in told


def test_hostile_text_is_shown_and_never_obeyed(tmp_path: Path) -> None:
    said = dict.fromkeys(("en", "fi", "pl"), HOSTILE)
    report = compose(made_snapshot(said=said).snapshot, "en")
    reader = pypdf.PdfReader(render(report, tmp_path / "hostile.pdf"))
    whole = squeezed("".join(page.extract_text() for page in reader.pages))
    assert squeezed('<img src="/etc/passwd"/> <b>bold</b>') in whole
    assert "[U+202E]evil" in whole
    assert "A" * 10_000 in re.sub(r"[^A]", "", whole)
    assert "Привет" in whole
    assert "▯" in whole
    addresses = [
        str(item.get_object().get("/A", {}).get("/URI", ""))
        for page in reader.pages
        for item in page.get("/Annots") or []
    ]
    assert not any(addresses)
    assert not [image for page in reader.pages for image in page.images]


def test_endless_names_do_not_break_the_pages(tmp_path: Path) -> None:
    snapshot = made_snapshot().snapshot
    themes = tuple(
        dataclasses.replace(theme, names={"en": f"{theme.id} " + "x" * 5000}) if theme.id == "t001" else theme
        for theme in snapshot.themes
    )
    report = compose(dataclasses.replace(snapshot, themes=themes), "en")
    assert len(pypdf.PdfReader(render(report, tmp_path / "names.pdf")).pages) > 10


def test_text_from_the_right_stands_from_right_to_left_and_is_read_as_it_was_said(tmp_path: Path) -> None:
    said = ("המשלוח הגיע (סוף סוף) באיחור של 12 ימים.", "وصلت الشحنة متأخرة، والسلام عليكم.")
    report = compose(made_snapshot(said=dict.fromkeys(("en", "fi", "pl"), said)).snapshot, "en")
    path = render(report, tmp_path / "right.pdf")
    seen = shown(path)
    quoted = [cited for cited in report.citations if "המשלוח" in cited.text or "الشحنة" in cited.text]
    assert len(quoted) > 1
    assert [cited.number for cited in quoted if squeezed(cited.text) not in seen] == []
    placed = _placed(path, "המשלוח")
    assert placed == sorted(placed, reverse=True)


def test_a_long_first_page_goes_on_to_a_second_and_stays_readable(reports: dict[str, Report], tmp_path: Path) -> None:
    report = reports["en"]
    story = report.section("story")
    own = [Finding(f"Own {number} " + "t" * 290, Prose((Span(f"said {number} " * 30),))) for number in range(30)]
    endless = Finding("Endless", Prose((Span("word " * 2000),)))
    action = Action(Prose((Span("Call them"),)), Prose((Span("By hand"),)), owner="Maija", due="1 May 2027")
    long = dataclasses.replace(story, blocks=(*story.blocks[:1], endless, *own, action, *story.blocks[1:]))
    path = render(dataclasses.replace(report, sections=(long, *report.sections[1:])), tmp_path / "long.pdf")
    pages = pypdf.PdfReader(path).pages
    told = squeezed("".join(page.extract_text() for page in pages))
    assert all(squeezed(f"said {number} said") in told for number in range(30))
    assert told.count("word") >= 2000
    assert squeezed("Call them (Maija, 1 May 2027)") in told


def test_polish_words_of_one_letter_end_no_line(readers: dict[str, pypdf.PdfReader]) -> None:
    lines = [line.rstrip() for page in readers["pl"].pages[2:5] for line in page.extract_text().splitlines()]
    assert [line for line in lines if re.search(r" [wziou]$", line) and len(line) > 60] == []


def _targets(reader: pypdf.PdfReader, place: int, among: set[int]) -> list[tuple[int, str, float]]:
    """Where the links of a page lead, as (page, fit, top), those that lead to a page among the given."""
    found = []
    for annotation in reader.pages[place].get("/Annots") or []:
        destination = annotation.get_object()["/Dest"]
        page = reader.get_page_number(destination[0].get_object())
        if page in among:
            top = float(destination[3]) if destination[1] == "/XYZ" else 0.0
            found.append((int(page or 0), str(destination[1]), top))
    return found


def _placed(path: Path, word: str) -> list[float]:
    """Where the signs of a word stand from the left, in the order in which they are read."""
    signs: list[tuple[str, float, float]] = []

    def visit(text: str, matrix: list[float], position: list[float], *_: Any) -> None:
        if text.strip():
            signs.append((text.strip(), matrix[4] + position[4], position[5]))

    with patch("pypdf._text_extraction.RTL_CHARACTER_PATTERN", re.compile(r"(?!)")):
        pypdf.PdfReader(path).pages[2].extract_text(visitor_text=visit)
    whole = "".join(text[0] for text, _, _ in signs)
    at = whole.index(word)
    return [x for _, x, _ in signs[at : at + len(word)]]
