"""A draft as the Report page shows it: grouped, saved as it was edited, with quotations chosen in order."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.model import UNCHANGED, Citation, Passage, Words
from insight_synth.report import editing
from insight_synth.report.document import Cited, Prose, Report, Span
from insight_synth.report.editing import Item
from insight_synth.store import Workspace
from insight_synth.store.versions import Kept
from insight_synth.workbench.draft import drafting
from insight_synth.workbench.report.preview import framed
from insight_synth.workbench.report.printed import prose_html, quote_line

HOSTILE = "<img src=x onerror=alert(1)> \"'& \u202e"
ONE, OTHER, THIRD = (Passage("v", at, at + 5) for at in (0, 10, 20))


@pytest.fixture
def report(analysed_shop: Workspace) -> Report:
    return pipeline.composed_report(analysed_shop, pipeline.snapshot(analysed_shop), "en", draft=UNCHANGED)


def test_the_outline_holds_every_item_once_and_nothing_else(report: Report) -> None:
    items = editing.items(report, report)
    held = drafting.outline(items, report, report)
    found = [*held.cover, *(item for _, part in held.first_page for item in part)]
    for _, leaves in held.chapters:
        for leaf in leaves:
            found += [leaf.head, *leaf.items]
    story = [item for item in items if item.kind == "section" and item.id == "story"]
    assert sorted(map(drafting.key, [*found, *story])) == sorted(map(drafting.key, items))
    assert len(set(map(drafting.key, items))) == len(items)
    first = dict(held.first_page)
    assert [item.title for item in first["findings"]] == [finding.title for finding in report.findings]
    assert {item.id.partition(":")[0] for item in first["actions"]} <= {"action"}


def test_what_is_left_as_it_was_gets_no_words(report: Report) -> None:
    finding = next(item for item in editing.items(report) if item.kind == "finding")
    assert drafting.saved(UNCHANGED, report, finding, finding.title, f" {finding.text} ") == UNCHANGED
    titled = drafting.saved(UNCHANGED, report, finding, "In our own words", finding.text)
    assert [words.item for words in titled.words] == [f"{finding.id}/title"]


def test_an_emptied_text_is_the_drafted_one_again(report: Report) -> None:
    finding = next(item for item in editing.items(report) if item.kind == "finding")
    edited = drafting.saved(UNCHANGED, report, finding, finding.title, "Just this.")
    assert edited.said(finding.id, "en") is not None
    now = Item(finding.id, "finding", finding.section, text="Just this.", title=finding.title)
    assert drafting.saved(edited, report, now, finding.title, "  ") == UNCHANGED


def test_an_item_goes_back_to_its_draft_in_one_language_only(report: Report) -> None:
    finding = next(item for item in editing.items(report) if item.kind == "finding")
    draft = drafting.saved(UNCHANGED, report, finding, "Ours", "Ours.")
    both = editing.worded(draft, Words(finding.id, "fi", "Meidän."))
    assert drafting.as_drafted(both, finding, "en") == editing.worded(UNCHANGED, Words(finding.id, "fi", "Meidän."))


def test_words_of_another_language_only_are_told() -> None:
    item = Item("lead", "text", "story")
    draft = editing.worded(editing.worded(UNCHANGED, Words("lead", "fi", "Näin.")), Words("lead/title", "pl", "Tak."))
    assert drafting.worded_in(draft, item, "en") == ("fi", "pl")
    assert drafting.worded_in(draft, item, "fi") == ()


@pytest.mark.parametrize(
    ("item", "theme"),
    [
        (Item("finding:t003", "finding", "story"), "t003"),
        (Item("quotes:t003", "quotes", "theme-t003"), "t003"),
        (Item("quotes:question:q1", "quotes", "question-q1"), ""),
        (Item("contradiction:t008:silence:a:b", "text", "story"), "t008"),
        (Item("lead", "text", "story"), ""),
    ],
)
def test_an_item_tells_the_theme_it_speaks_of(item: Item, theme: str) -> None:
    assert drafting.theme_of(item, UNCHANGED) == theme


def test_quotations_are_picked_in_order_and_no_more_than_fit() -> None:
    chosen = drafting.swapped(drafting.swapped((), ONE), OTHER)
    assert chosen == (ONE, OTHER)
    assert drafting.swapped(chosen, ONE) == (OTHER,)
    assert drafting.earlier((ONE, OTHER, THIRD), 2) == (ONE, THIRD, OTHER)
    many = tuple(Passage("v", at, at + 1) for at in range(drafting.MOST_QUOTES))
    assert drafting.swapped(many, THIRD) == many


def test_quotations_are_found_by_every_word_in_any_case() -> None:
    said = ("The parcel was LATE", "A late reply", "The parcel broke")
    quotes = [Citation(str(n), str(n), "shop", "e", "s", "l", 0, 9, text, "en") for n, text in enumerate(said)]
    assert [quote.text for quote in drafting.matching(quotes, "late parcel")] == ["The parcel was LATE"]
    assert drafting.matching(quotes, "", "elsewhere") == []


def test_a_file_is_told_by_its_name_from_those_of_other_data_and_other_words() -> None:
    name = drafting.file_name("digest", "a/b", "fi", "1a2b3c4d5e6f", "ffee11", ".pdf")
    assert name == "digest-a_b-fi-1a2b3c4d-ffee11.pdf"
    file = Path(name)
    assert drafting.is_newest(file, "1a2b3c4d5e6f", "ffee11")
    assert not drafting.is_newest(file, "1a2b3c4d5e6f", "")
    assert drafting.of_analysis(file, "1a2b3c4d5e6f")
    assert not drafting.of_analysis(file, "99999999")


def version(number: int, kind: str = "full", language: str = "en", about: str = "") -> Kept:
    return Kept(number, "", "", language, kind, about, "", "", "")


def test_the_newest_full_report_is_compared_with_the_one_before_it() -> None:
    digests = [version(9, "digest", about="shop"), version(8, "digest", about="till")]
    mixed = [*digests, version(7), version(6, language="fi"), version(5), version(4)]
    assert drafting.first_pair(mixed) == (5, 7)
    assert drafting.first_pair([version(7), version(6, language="fi")]) == (7, 0)
    assert drafting.first_pair(digests) == (9, 0)
    assert [kept.number for kept in drafting.comparable(mixed, version(5))] == [7, 4]


def test_printed_text_is_no_markup_and_shows_what_is_computed_and_what_is_not() -> None:
    prose = Prose((Span(HOSTILE), Span("42", figure="f1"), Span(" and 7", mark="by hand"), Span("[1]", cite=1)))
    shown = prose_html(prose, "en", "computed", HOSTILE)
    assert "<img" not in shown
    assert "\u202e" not in shown
    assert '<span title="computed"' in shown
    assert ">and 7<sup>†</sup></mark>" in shown
    cited = Cited(1, "v", "s", HOSTILE, "e", "s", "l", 0, 5, HOSTILE, language='en"><b>')
    assert "<img" not in quote_line(cited, "“", "”", "today")
    assert "<b>" not in quote_line(cited, "“", "”", "today")


def test_a_preview_may_do_nothing_and_shows_its_page_to_the_letter() -> None:
    page = f'<!DOCTYPE html><html><head></head><p title="&quot;">{HOSTILE}</p><script>alert(1)</script>'
    seen: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, dict(attrs)))

    Reader().feed(framed(page, "Preview"))
    assert [tag for tag, _ in seen] == ["html", "head", "meta", "title", "meta", "style", "body", "iframe"]
    held = seen[-1][1]
    assert held["sandbox"] is None  # no rights at all
    assert held["srcdoc"] == page.replace("<head>", '<head><base href="about:srcdoc">')
