"""What all formats of a report have in common, and Markdown: everything said is there, and hostile text is inert."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser
from markdown_it import MarkdownIt

from insight_synth.errors import UsageError
from insight_synth.model import Series
from insight_synth.report import Report, compose, render
from insight_synth.report.document import SourceChart, TimeChart, prose_of
from insight_synth.report.places import place_in_words
from insight_synth.report.rendering import ENDINGS
from insight_synth.report.untrusted import printable, safe_link, squeezed
from tests.report.hostile_reports import told
from tests.report.made_snapshot import HOSTILE, Made, made_snapshot
from tests.report.readers import plain, shown


def read_as_page(markdown: str) -> Any:
    return parser.document_fromstring(MarkdownIt("commonmark").enable("table").render(markdown))


def test_equal_reports_give_equal_files(small: Made, tmp_path: Path) -> None:
    reports = [compose(small.snapshot, "fi") for _ in range(2)]
    for ending in ENDINGS:
        one, two = (render(report, tmp_path / f"{place}{ending}") for place, report in enumerate(reports))
        assert (ending, one.read_bytes() == two.read_bytes()) == (ending, True)


@pytest.mark.parametrize("heard", [(), (0, 0, 0), (40, 3, 40)])
def test_months_that_tell_nothing_break_no_chart(small: Made, tmp_path: Path, heard: tuple[int, ...]) -> None:
    months = ("2024-01", "2024-02", "2024-03")[: len(heard)]
    series = Series(months, tuple(min(voices, 2) for voices in heard), heard)
    themes = tuple(replace(theme, series=series) for theme in small.snapshot.themes)
    report = compose(replace(small.snapshot, themes=themes), "en")
    blocks = [block for section in report.sections for block in section.blocks]
    titles = [block.title for block in blocks if isinstance(block, SourceChart | TimeChart)]
    assert titles
    for ending in ENDINGS:
        text = shown(render(report, tmp_path / f"report{ending}"))
        assert [(ending, title) for title in titles if plain(title) not in text] == []


@pytest.mark.parametrize("kind", ["summary", "digest"])
def test_short_kinds_say_all_they_have_to_say_in_every_format(made: Made, tmp_path: Path, kind: Any) -> None:
    report = compose(made.snapshot, "pl", kind=kind, about="reviews" if kind == "digest" else "")
    quoted = {cited.text for cited in report.citations}  # a short report holds them beside what it says, if at all
    texts = [text for text in dict.fromkeys(told(report)) if text not in quoted]
    assert len(texts) > 10
    for ending in ENDINGS:
        text = shown(render(report, tmp_path / f"report{ending}"))
        assert [(ending, one) for one in texts if plain(printable(one)) not in text] == []


def test_the_place_of_a_quotation_is_in_the_words_of_the_report(small: Made, tmp_path: Path) -> None:
    report = compose(small.snapshot, "fi")
    rows = [place_in_words(cited.locator, report.labels_by_name) for cited in report.citations]
    assert all(row.startswith("rivi ") for row in rows)
    for ending in (".pdf", ".html", ".docx", ".xlsx", ".md"):
        text = shown(render(report, tmp_path / f"report{ending}"))
        assert [(ending, row) for row in rows if plain(row) not in text] == []


@pytest.mark.parametrize("ending", ["rtf", ""])
def test_an_unknown_ending_is_a_wrong_call(reports: dict[str, Report], tmp_path: Path, ending: str) -> None:
    with pytest.raises(UsageError, match="report"):
        render(reports["en"], tmp_path / f"report.{ending}".rstrip("."))


def test_everything_said_is_in_markdown_with_lasting_ids(reports: dict[str, Report], tmp_path: Path) -> None:
    report = reports["fi"]
    figures = {figure.id: figure.shown for figure in report.figures}
    markdown = render(report, tmp_path / "report.md").read_text(encoding="utf-8")
    text = squeezed(read_as_page(markdown).text_content())
    for section in report.sections:
        assert squeezed(section.title) in text
        for block in section.blocks:
            for prose in prose_of(block):
                said = squeezed("".join(f"[^{span.cite}]" if span.cite else span.text for span in prose.spans))
                assert said in text
            if isinstance(block, TimeChart):
                assert all(squeezed(figures[name]) in text for name in block.shares if name)
            if isinstance(block, SourceChart):
                assert all(squeezed(figures[row.share]) in text for row in block.rows)
    for cited in report.citations:
        assert squeezed(cited.text) in text
        assert f"{cited.verbatim_id}:{cited.start}-{cited.end}" in markdown
        assert markdown.count(f"[^{cited.number}]") >= 2  # where it is cited, and the footnote itself


def test_markdown_turns_nobodys_words_into_markup(tmp_path: Path) -> None:
    tricks = (
        "javascript:alert(1)", "[x](javascript:alert(1)) ![y](http://evil.example/p.png)", "# not a heading", "---",
        "1. no list", "- no item", "www.evil.example a@evil.example https://evil.example", "| a | b |", "```",
    )  # fmt: skip
    said = dict.fromkeys(("en", "fi", "pl"), (*HOSTILE, *tricks))
    report = compose(made_snapshot(said=said).snapshot, "en")
    page = read_as_page(render(report, tmp_path / "report.md").read_text(encoding="utf-8"))
    assert not page.xpath("//img | //script | //a | //b | //ondraw | //code | //hr")
    headings = {heading.text_content() for heading in page.xpath("//h1 | //h2 | //h3 | //h4")}
    assert "not a heading" not in headings
    assert '<img src="/etc/passwd"/>' in page.text_content()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.com", True), ("mailto:a@example.com", True), ("javascript:alert(1)", False),
        ("\x01javascript:alert(1)", False), ("data:text/html,x", False), ("file:///etc/passwd", False), ("//[", False),
    ],
)  # fmt: skip
def test_only_harmless_links_are_kept(address: str, kept: bool) -> None:
    assert bool(safe_link(address)) is kept
