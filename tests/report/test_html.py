"""HTML: one file that asks for nothing, in which everything can be reached, named and read back."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as parser

from insight_synth.report import Report, compose, from_json
from insight_synth.report.document import Action, Finding, Heading, Prose, Section, Span, Text, prose_of
from insight_synth.report.html import html_text
from insight_synth.report.untrusted import squeezed
from tests.report.made_snapshot import HOSTILE, Made, made_snapshot

HEBREW = "החבילה הגיעה באיחור (3 ימים) ואף אחד לא התקשר."


def drawn(report: Report) -> parser.HtmlElement:
    return parser.document_fromstring(html_text(report).encode())


@pytest.fixture(scope="module")
def pages(reports: dict[str, Report]) -> dict[str, parser.HtmlElement]:
    return {language: drawn(report) for language, report in reports.items()}


def shown(page: parser.HtmlElement) -> str:
    """The text that a reader sees."""
    return "".join(page.xpath("//body//text()[not(parent::script)]"))


def with_blocks(report: Report, *blocks: Text | Action | Finding) -> Report:
    """The report with blocks more at the end of its first section."""
    first, *rest = report.sections
    return replace(report, sections=(replace(first, blocks=(*first.blocks, *blocks)), *rest))


def test_nothing_is_asked_for_nothing_runs_and_nobody_elses_markup_counts(made: Made) -> None:
    report = compose(made_snapshot(said=dict.fromkeys(("en", "fi", "pl"), HOSTILE)).snapshot, "en")
    page = drawn(report)
    assert [script.get("type") for script in page.xpath("//script")] == ["application/json"]
    assert not page.xpath("//img | //iframe | //link | //object | //ondraw | //form | //base")
    assert not [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]
    assert all(link.get("href").startswith("#") for link in page.xpath("//a"))
    assert "url(" not in page.xpath("string(//style)")
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy
    assert '<img src="/etc/passwd"/>' in shown(page)


def test_the_page_has_landmarks_and_headings_without_gaps(pages: dict[str, parser.HtmlElement]) -> None:
    for language, page in pages.items():
        assert page.get("lang") == language
        assert [len(page.xpath(f"//{name}")) for name in ("header", "nav", "main", "footer", "h1")] == [1] * 5
        levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5")]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_link_leads_to_something_on_the_page(pages: dict[str, parser.HtmlElement]) -> None:
    for page in pages.values():
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {link.removeprefix("#") for link in page.xpath("//a/@href")} <= set(ids)
        assert {name for names in page.xpath("//@aria-labelledby") for name in names.split()} <= set(ids)


def test_quotations_and_the_sentences_that_cite_them_lead_to_each_other(
    pages: dict[str, parser.HtmlElement], reports: dict[str, Report]
) -> None:
    page = pages["en"]
    for cited in reports["en"].citations:
        entry = page.get_element_by_id(f"cite-{cited.number}")
        back = {link for link in entry.xpath(".//a/@href") if link.startswith("#ref-")}
        assert back == {f"#{name}" for name in page.xpath(f"//a[@href='#cite-{cited.number}']/@id")}
        assert back


def test_every_figure_carries_its_value_and_its_key(
    pages: dict[str, parser.HtmlElement], reports: dict[str, Report]
) -> None:
    figures = {figure.id: figure for figure in reports["pl"].figures}
    told = pages["pl"].xpath("//data")
    assert len({item.get("data-figure") for item in told}) > 300
    for item in told:
        figure = figures[item.get("data-figure")]
        assert (item.get("value"), item.get("data-key")) == (str(figure.value), figure.key)


def test_every_sentence_name_and_quotation_of_the_report_is_on_the_page(
    pages: dict[str, parser.HtmlElement], reports: dict[str, Report]
) -> None:
    for language, report in reports.items():
        text = squeezed(shown(pages[language]))
        told = [report.cover.title, report.cover.subtitle, report.cover.period.text]
        told += [cited.text for cited in report.citations]
        for section in report.sections:
            told.append(section.title)
            told += [prose.text for block in section.blocks for prose in prose_of(block)]
            told += [block.text for block in section.blocks if isinstance(block, Heading)]
        assert [item for item in told if squeezed(item) not in text] == []


def test_charts_say_what_they_show_and_have_their_figures_behind_them(pages: dict[str, parser.HtmlElement]) -> None:
    pictures = pages["fi"].xpath("//svg[@role='img']")
    assert len(pictures) > 20
    for picture in pictures:
        named = [pages["fi"].get_element_by_id(name).text for name in picture.get("aria-labelledby").split()]
        assert all(named)
        assert picture.xpath("ancestor::figure//details//table[caption]//tbody/tr")


def test_tables_have_captions_of_their_own_and_headers_with_scope(pages: dict[str, parser.HtmlElement]) -> None:
    page = pages["en"]
    assert not page.xpath("//table[not(caption)] | //th[not(@scope)] | //th[not(normalize-space())]")
    names = page.xpath("//div[@class='scroll']//caption/text()")
    assert len(names) == len(set(names))
    wide = page.xpath("//div[@class='scroll'][.//thead/tr[count(*) > 3]]")
    assert wide
    assert all(part.get("tabindex") == "0" and part.get("aria-label") for part in wide)


def test_a_quotation_is_marked_with_its_language_and_read_its_own_way() -> None:
    said = {"en": (HEBREW,), "fi": ("Ei näin.",), "pl": ("Nie tak.",)}
    page = drawn(compose(made_snapshot(said=said).snapshot, "pl"))
    told = {(part.get("lang"), part.get("dir")) for part in page.xpath("//blockquote/p")}
    assert told == {("en", "auto"), ("fi", "auto"), ("pl", "auto")}
    assert HEBREW in shown(page)


def test_a_piece_of_a_quotation_in_a_sentence_is_marked_with_its_language_too(reports: dict[str, Report]) -> None:
    cited = next(cited for cited in reports["en"].citations if cited.language == "pl")
    piece = f"“{cited.text[:30].rstrip()}” … "
    said = Prose((Span("One says: "), Span(piece), Span(f"[{cited.number}]", cite=cited.number), Span(" It is so.")))
    page = drawn(with_blocks(reports["en"], Text(said, written="added")))
    [marked] = page.xpath("//p[@data-written='added']/span[@lang]")
    assert (marked.get("lang"), marked.text_content()) == ("pl", piece)


def test_a_language_that_is_none_is_said_to_be_unknown(reports: dict[str, Report]) -> None:
    report = reports["en"]
    strange = tuple(replace(cited, language='en" onclick="x') for cited in report.citations)
    assert set(drawn(replace(report, citations=strange)).xpath("//blockquote/p/@lang")) == {"und"}


def test_the_page_carries_the_report_and_no_text_in_it_can_end_it(reports: dict[str, Report]) -> None:
    title = "</script><script>alert(1)</script>&amp;<!--\u2028"
    report = replace(reports["fi"], cover=replace(reports["fi"].cover, title=title))
    text = html_text(report)
    assert text.count("<script") == 1
    carried = drawn(report).get_element_by_id("insight-synth-report").text
    assert not re.search("[<>&\u2028]", carried)
    assert from_json(carried) == report


def test_what_people_wrote_is_marked_and_the_mark_explained_once(reports: dict[str, Report]) -> None:
    typed = Prose((Span("About "), Span("17", mark="by hand"), Span(" of "), Span("20", mark="by hand"), Span(".")))
    labels = (*reports["en"].labels, ("mark_by_hand", "a number that a person wrote"))
    report = replace(with_blocks(reports["en"], Text(typed, written="added")), labels=labels)
    page = drawn(report)
    [paragraph] = page.xpath("//p[@data-written='added']")
    assert paragraph.text_content() == "About 17† of 20†."
    assert shown(page).count("a number that a person wrote") == 1
    assert page.get_element_by_id("mark-by-hand").text_content() == "† a number that a person wrote"


def test_an_action_names_who_does_it_and_by_when(reports: dict[str, Report]) -> None:
    said = Prose((Span("Do it."),))
    page = drawn(with_blocks(reports["en"], Action(said, said, owner="Maija & Co", due="1 May 2027")))
    assert "Maija & Co, 1 May 2027" in page.xpath("//dl[@class='action']")[0].text_content()
    open_one = page.xpath("//dl[@class='action']")[1].text_content()
    assert reports["en"].label("owner_blank") in open_one


def test_a_report_of_parts_only_still_has_headings_without_gaps(reports: dict[str, Report]) -> None:
    part = Section("a", "theme", "A part", 2, (Heading("Under it"), Text(Prose((Span("Said."),)))))
    page = drawn(replace(reports["en"], sections=(part, part)))
    assert [heading.tag for heading in page.xpath("//main//*[self::h2 or self::h3 or self::h4]")][:2] == ["h2", "h3"]


@pytest.mark.parametrize("kind", ["summary", "full"])
def test_each_kind_of_report_is_a_page(made: Made, tmp_path: Path, kind: str) -> None:
    page = drawn(compose(made.snapshot, "fi", kind=kind))  # type: ignore[arg-type]
    assert page.find("body").get("class") == kind
    assert page.xpath("//ol[@class='findings']/li")
