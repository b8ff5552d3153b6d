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
from insight_synth.report.untrusted import safe_link, squeezed
from tests.report.made_snapshot import HOSTILE, Made, made_snapshot


def read_as_page(markdown: str) -> Any:
    return parser.document_fromstring(MarkdownIt("commonmark").enable("table").render(markdown))


@pytest.mark.parametrize("ending", ["html", "md", "xlsx", "docx", "json"])
def test_equal_reports_give_equal_files(made: Made, tmp_path: Path, ending: str) -> None:
    one, two = (render(compose(made.snapshot, "fi"), tmp_path / f"{name}.{ending}") for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("ending", ["html", "md", "xlsx", "docx", "pdf"])
@pytest.mark.parametrize("heard", [(), (0, 0, 0), (40, 3, 40)])
def test_months_that_tell_nothing_break_no_chart(
    made: Made, tmp_path: Path, ending: str, heard: tuple[int, ...]
) -> None:
    months = ("2024-01", "2024-02", "2024-03")[: len(heard)]
    series = Series(months, tuple(min(voices, 2) for voices in heard), heard)
    themes = tuple(replace(theme, series=series) for theme in made.snapshot.themes)
    out = render(compose(replace(made.snapshot, themes=themes), "en"), tmp_path / f"report.{ending}")
    assert out.stat().st_size > 2_000


@pytest.mark.parametrize("kind", ["summary", "digest"])
@pytest.mark.parametrize("ending", ["md", "xlsx", "docx", "json"])
def test_short_kinds_are_drawn_in_every_format(made: Made, tmp_path: Path, ending: str, kind: Any) -> None:
    report = compose(made.snapshot, "en", kind=kind, about="reviews" if kind == "digest" else "")
    assert render(report, tmp_path / f"report.{ending}").stat().st_size > 1_000


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
