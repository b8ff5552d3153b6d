from __future__ import annotations

import io
import zipfile

import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import ReadFile, WriteFile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {W}>
<w:style w:styleId="Otsikko1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Otsikko2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="Oma"><w:name w:val="Oma otsikko"/><w:basedOn w:val="Otsikko1"/></w:style>
<w:style w:styleId="Luettelo"><w:name w:val="List Bullet"/></w:style>
</w:styles>"""


def docx(*blocks: str, start: str = "", **parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        body = f"<w:document {W}><w:body>{''.join(blocks)}</w:body></w:document>"
        archive.writestr("word/document.xml", f'<?xml version="1.0"?>{start}{body}')
        archive.writestr("word/styles.xml", STYLES)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return data.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(runs)}</w:p>"


def p(text: str, style: str = "") -> str:
    return paragraph(run(text), style=style)


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<w:tc>{cell if '<' in cell else p(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def told(read: ReadFile, *blocks: str) -> list[tuple[str, str]]:
    return [(row.locator, row.values["text"]) for row in read("a.docx", docx(*blocks)).rows]


def test_each_paragraph_is_a_row_and_empty_ones_are_not_counted(read: ReadFile) -> None:
    assert told(read, p("Jono oli pitkä."), p(""), p("Kassa oli rikki.")) == [
        ("paragraph 1", "Jono oli pitkä."), ("paragraph 2", "Kassa oli rikki."),
    ]  # fmt: skip


def test_a_heading_by_its_usual_id_needs_no_description_of_its_style(read: ReadFile) -> None:
    rows = list(read("a.docx", docx(p("Myymälä", "Heading1"), p("Jono oli pitkä."))).rows)
    assert [(row.values["text"], row.values["section"]) for row in rows] == [("Jono oli pitkä.", "Myymälä")]


def test_a_paragraph_keeps_breaks_and_tabs_and_joins_its_runs(read: ReadFile) -> None:
    breaks = "<w:r><w:br/></w:r>", "<w:r><w:tab/></w:r>"
    (row,) = told(read, paragraph(run("Jono "), run("oli"), breaks[0], run("pit"), run("kä"), breaks[1], run("taas")))
    assert row == ("paragraph 1", "Jono oli\npitkä\ttaas")


def test_inserted_words_are_read_and_deleted_ones_are_not(read: ReadFile) -> None:
    changed = paragraph(
        run("Jono "), f"<w:ins>{run('aina ')}</w:ins>", "<w:del><w:r><w:delText>joskus </w:delText></w:r></w:del>",
        f"<w:moveFrom>{run('siirretty ')}</w:moveFrom>", run("pitkä"),
    )  # fmt: skip
    found = read("a.docx", docx(changed))
    assert found.values == [{"text": "Jono aina pitkä"}]
    assert "deleted text of tracked changes left out" in found.reading.notes


def test_headings_of_any_style_name_are_sections_and_dates(read: ReadFile) -> None:
    found = read(
        "a.docx",
        docx(
            p("Myymälä Kamppi", "Otsikko1"), p("12.3.2025", "Otsikko2"), p("Jono oli pitkä."),
            p("13.3.2025 – Matti: Kassa rikki"), p("Oulu", "Oma"), p("Kallis."),
        ),
    )  # fmt: skip
    assert found.values == [
        {"text": "Jono oli pitkä.", "section": "Myymälä Kamppi", "date": "12.3.2025"},
        {"text": "Kassa rikki", "section": "Myymälä Kamppi – 12.3.2025", "date": "13.3.2025", "author": "Matti"},
        {"text": "Kallis.", "section": "Oulu"},
    ]
    assert found.rows[0].locator == "paragraph 3"


def test_points_of_a_list_are_rows_under_the_line_that_leads_into_them(read: ReadFile) -> None:
    numbered = "<w:numPr><w:numId w:val='1'/></w:numPr>"
    blocks = [p("Kassalla:"), paragraph(run("jono"), properties=numbered), paragraph(run("melu"), properties=numbered)]
    assert [(row["text"], row["section"]) for row in read("a.docx", docx(*blocks)).values] == [
        ("jono", "Kassalla"), ("melu", "Kassalla"),
    ]  # fmt: skip


def test_a_table_with_a_header_gives_its_rows(read: ReadFile) -> None:
    rows = ("Pvm", "Palaute"), ("1.3.2025", "Kallis tuote"), ("2.3.2025", "Jono")
    found = read("a.docx", docx(p("Alku."), table(*rows)))
    assert [row.locator for row in found.rows] == ["paragraph 1", "table 1 row 2", "table 1 row 3"]
    assert found.values[1] == {"text": "Kallis tuote", "date": "1.3.2025", "Pvm": "1.3.2025", "Palaute": "Kallis tuote"}


def test_a_cell_merged_downwards_stands_in_each_row(read: ReadFile) -> None:
    first = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{p("Oulu")}</w:tc><w:tc>{p("Jono")}</w:tc>'
    second = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{p('')}</w:tc><w:tc>{p('Kallis tuote')}</w:tc>"
    header = f"<w:tc>{p('Myymälä')}</w:tc><w:tc>{p('Palaute')}</w:tc>"
    rows = "".join(f"<w:tr>{row}</w:tr>" for row in (header, first, second))
    found = read("a.docx", docx(f"<w:tbl>{rows}</w:tbl>"))
    assert [(row["Myymälä"], row["Palaute"]) for row in found.values] == [("Oulu", "Jono"), ("Oulu", "Kallis tuote")]


def test_a_table_without_names_above_it_gives_each_row_as_a_text(read: ReadFile) -> None:
    assert told(read, table(("1.3.2025", "Jono oli pitkä."), ("2.3.2025", "Kassa oli rikki."))) == [
        ("table 1 row 1", "Jono oli pitkä."), ("table 1 row 2", "Kassa oli rikki."),
    ]  # fmt: skip


def test_words_in_content_controls_and_text_boxes_are_read_once(read: ReadFile) -> None:
    box = f"<w:txbxContent>{p('laatikossa')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    drawn = f"<w:r><mc:AlternateContent {mc}>{twice}</mc:AlternateContent></w:r>"
    blocks = [f"<w:sdt><w:sdtContent>{p('kentässä')}</w:sdtContent></w:sdt>", paragraph(run("tekstissä"), drawn)]
    assert [text for _, text in told(read, *blocks)] == ["kentässä", "tekstissä", "laatikossa"]


def test_comments_are_counted_and_left_out(read: ReadFile) -> None:
    comments = f"<w:comments {W}><w:comment>{p('eikö?')}</w:comment></w:comments>"
    found = read("a.docx", docx(p("Jono."), comments=comments))
    assert found.values == [{"text": "Jono."}]
    assert found.reading.notes == ["1 comment left out"]


def test_an_embedded_document_is_a_problem_not_a_silence(read: ReadFile) -> None:
    found = read("a.docx", docx(p("Jono."), "<w:altChunk/>"))
    assert [row.problem for row in found.rows] == ["", "an embedded document, which is not read"]


def test_entities_are_refused(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="entities"):
        ingest.read_rows(write("a.docx", docx(p("&b;"), start='<!DOCTYPE d [<!ENTITY b "lol">]>')))


@pytest.mark.parametrize("content", [docx(), docx(p("x")).replace(b"</w:body>", b"</w:bodi>")])
def test_an_empty_or_damaged_document_is_refused_with_a_remedy(write: WriteFile, content: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        ingest.read_rows(write("a.docx", content))
    assert caught.value.remedy
