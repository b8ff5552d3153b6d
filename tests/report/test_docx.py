"""The document for people who edit on: styles, links both ways, languages, and nothing of others' but text."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from insight_synth.report import Report, compose, render
from insight_synth.report.document import Action, Prose, Span, Text, prose_of
from insight_synth.report.untrusted import squeezed
from tests.report.made_snapshot import HOSTILE, made_snapshot


@pytest.fixture(scope="module")
def path(reports: dict[str, Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(reports["fi"], tmp_path_factory.mktemp("docx") / "report.docx")


@pytest.fixture(scope="module")
def opened(path: Path) -> Document:
    return docx.Document(str(path))


def text_of(document: Document) -> str:
    return squeezed("".join(item.text or "" for item in document.element.body.iter(qn("w:t"))))


def attributes(document: Document, tag: str, name: str) -> list[str]:
    return [item.get(qn(name)) for item in document.element.body.iter(qn(tag))]


def test_everything_said_is_in_it(reports: dict[str, Report], opened: Document) -> None:
    report, text = reports["fi"], text_of(opened)
    for section in report.sections:
        assert squeezed(section.title) in text
        for block in section.blocks:
            assert all(squeezed(prose.text) in text for prose in prose_of(block))
    assert all(squeezed(cited.text) in text for cited in report.citations)
    assert all(squeezed(value.text) in text for _, value in report.cover.facts)


def test_it_is_made_of_styles_that_people_can_change(opened: Document) -> None:
    used = {paragraph.style.name for paragraph in opened.paragraphs if paragraph.style}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Quote", "Caption", "List Bullet"} <= used
    assert all(table.style is not None for table in opened.tables)


def test_links_lead_to_places_of_the_document_and_back(reports: dict[str, Report], opened: Document) -> None:
    places = attributes(opened, "w:bookmarkStart", "w:name")
    links = set(attributes(opened, "w:hyperlink", "w:anchor"))
    assert len(places) == len(set(places))
    assert links <= set(places)
    for cited in reports["fi"].citations:
        assert {f"cite_{cited.number}", f"said_{cited.number}"} <= links


def test_quotations_are_marked_with_their_language(opened: Document) -> None:
    languages = set(attributes(opened, "w:lang", "w:val"))
    assert {"fi-FI", "en-GB", "pl-PL"} <= languages
    assert opened.core_properties.language == "fi-FI"
    default = opened.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    assert default.get(qn("w:val")) == "fi-FI"


def test_charts_and_tables_are_told_in_words_and_repeat_their_headings(reports: dict[str, Report], path: Path) -> None:
    with zipfile.ZipFile(path) as held:
        body = held.read("word/document.xml").decode()
    told = squeezed(body)
    alts = [block.alt for section in reports["fi"].sections for block in section.blocks if hasattr(block, "alt")]
    assert alts
    assert all(squeezed(alt.replace("&", "&amp;").replace("'", "&#39;")) in told for alt in alts)
    assert body.count("<w:tblHeader/>") >= len(alts)


def test_it_has_contents_page_numbers_and_an_even_hand(opened: Document, path: Path) -> None:
    fields = [item.text.split()[0] for item in opened.element.body.iter(qn("w:instrText"))]
    assert fields[0] == "TOC"
    assert len(fields) == 1
    footer = opened.sections[0].footer._element
    assert [item.text.strip() for item in footer.iter(qn("w:instrText"))] == ["PAGE"]
    with zipfile.ZipFile(path) as held:
        assert {item.date_time for item in held.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert opened.core_properties.created == opened.core_properties.modified


def test_others_words_are_never_a_field_a_link_or_a_macro(tmp_path: Path) -> None:
    said = (*HOSTILE, "{ DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe } http://evil.example x\x01y\ufffe")
    out = render(
        compose(made_snapshot(said=dict.fromkeys(("en", "fi", "pl"), said)).snapshot, "en"), tmp_path / "h.docx"
    )
    document = docx.Document(str(out))
    assert "DDEAUTO" in text_of(document)
    assert not [item for item in document.element.body.iter(qn("w:instrText")) if "DDE" in item.text]
    assert not [item for item in document.element.body.iter(qn("w:hyperlink")) if item.get(qn("r:id"))]
    assert not [rel for rel in document.part.rels.values() if rel.is_external]
    with zipfile.ZipFile(out) as held:
        assert not [name for name in held.namelist() if "vba" in name.lower() or name.endswith(".bin")]


def test_what_people_wrote_is_marked_and_agreed_plans_are_shown(reports: dict[str, Report], tmp_path: Path) -> None:
    report = reports["en"]
    by_hand = Text(Prose((Span("We lose "), Span("9,999", mark="by hand"), Span(" a day."))), written="added")
    agreed = Action(Prose((Span("Do it."),)), Prose((Span("Watch it."),)), owner="Anna Virta", due="31 March 2027")
    story = replace(report.sections[0], blocks=(by_hand, agreed))
    changed = replace(report, sections=(story, *report.sections[1:]))
    text = text_of(docx.Document(str(render(changed, tmp_path / "r.docx"))))
    assert squeezed("We lose 9,999† a day.") in text
    assert squeezed("† A number written by hand") in text
    assert squeezed("Anna Virta, 31 March 2027") in text
    markdown = render(changed, tmp_path / "r.md").read_text(encoding="utf-8")
    assert "We lose 9,999† a day." in markdown
    assert "Anna Virta, 31 March 2027" in markdown


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_document_and_workbook(reports: dict[str, Report], path: Path, tmp_path: Path) -> None:
    book = render(reports["fi"], tmp_path / "book.xlsx")
    title = squeezed(reports["fi"].cover.title)
    for file, filters in ((path, "txt:Text (encoded):UTF8"), (book, "csv:Text - txt - csv (StarCalc):44,34,76")):
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", filters,
             "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=240)  # fmt: skip
        read = (tmp_path / file.with_suffix(f".{filters[:3]}").name).read_text(encoding="utf-8")
        assert title in squeezed(read)
