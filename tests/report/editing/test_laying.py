"""A draft laid over the composed report: words, marks, choice, plans, order and what people added."""

from __future__ import annotations

import dataclasses

import pytest

from insight_synth.model import (
    UNCHANGED,
    Chosen,
    Citation,
    Draft,
    Indicator,
    Language,
    Order,
    Own,
    Passage,
    Plan,
    Words,
)
from insight_synth.report import Report
from insight_synth.report.document import Action, Finding, Heading, Quotes, Text, cited_in, prose_of
from insight_synth.report.editing import items, understood, worded
from insight_synth.report.editing.items import prose_of_item
from tests.report.editing.conftest import Laid
from tests.report.made_snapshot import Made

T001 = "finding:t001"


def said(*words: Words) -> Draft:
    return Draft(words=words)


def marks(report: Report, item: str) -> list[tuple[str, str]]:
    return [(span.text, span.mark) for prose in prose_of_item(report, item) for span in prose.spans if span.mark]


def notes(report: Report) -> str:
    return " ".join(
        block.prose.text for block in report.sections[0].blocks if isinstance(block, Text) and block.tone == "note"
    )


def test_figures_are_numbered_in_reading_order_and_every_one_is_used(drafted: dict[Language, Report]) -> None:
    report = drafted["en"]
    cited = dict.fromkeys(
        n for section in report.sections if section.id != "evidence" for b in section.blocks for n in cited_in(b)
    )
    assert list(cited) == [one.number for one in report.citations]
    assert [block.numbers for block in report.section("evidence").blocks if isinstance(block, Quotes)] == [tuple(cited)]
    spans = [
        span.figure for section in report.sections for b in section.blocks for p in prose_of(b) for span in p.spans
    ]
    assert set(filter(None, spans)) <= {figure.id for figure in report.figures}
    assert [figure.id for figure in report.figures] == [f"f{at + 1}" for at in range(len(report.figures))]


def test_an_empty_draft_changes_nothing(laid: Laid, drafted: dict[Language, Report]) -> None:
    assert laid(UNCHANGED) == drafted["en"]


def test_edited_words_keep_their_figures_and_mark_what_nothing_computes(
    laid: Laid, drafted: dict[Language, Report]
) -> None:
    typed = "592 voices in 9 independent sources, half of them for 9 weeks. “We will never ever return”. [1]"
    report = laid(worded(UNCHANGED, understood(typed, T001, drafted["en"])))
    finding = report.findings[0]
    assert finding.written == "edited"
    assert finding.claim.text == typed
    assert [report.figure(span.figure).key for span in finding.claim.spans if span.figure] == [
        "theme:t001/voices", "theme:t001/independent_sources",
    ]  # fmt: skip
    assert marks(report, T001) == [
        ("half", "by hand"), ("9", "by hand"), ("“We will never ever return”", "altered"),
    ]  # fmt: skip
    assert "People wrote or changed 1 passage" in " ".join(
        p.text for b in report.section("method").blocks for p in prose_of(b)
    )


def test_plans_are_no_claims_but_past_dates_are(laid: Laid, drafted: dict[Language, Report]) -> None:
    typed = "It began in March 2024; by 31 March 2027 it will be mended, and gone in 2028."
    report = laid(worded(UNCHANGED, understood(typed, T001, drafted["en"])), kind="summary")
    assert marks(report, T001) == [("March 2024", "by hand")]


def test_a_figure_the_data_no_longer_give_is_shown_as_last_seen_and_marked(laid: Laid) -> None:
    from insight_synth.model import Seen

    token = "{figure theme:t999/voices count}"
    report = laid(said(Words("lead", "en", f"{token} voices {{theme t999}}", (Seen(token, "77"),))), kind="summary")
    assert marks(report, "lead") == [("77", "gone"), ("“t999”", "gone")]


def test_a_quotation_that_is_gone_is_not_shown(laid: Laid) -> None:
    report = laid(said(Words("lead", "en", "They say “{quote ffff 0 9}” {cite ffff 0 9}.")), kind="summary")
    assert marks(report, "lead") == [("quotation no longer in the data", "gone"), ("[–]", "gone")]


def test_a_quoted_piece_carries_its_citation(laid: Laid, drafted: dict[Language, Report]) -> None:
    typed = "One wrote “Third time the delivery window was missed”, no more."
    words = understood(typed, T001, drafted["en"])
    report = laid(worded(UNCHANGED, words), kind="summary")
    assert report.findings[0].claim.text == typed.replace("”,", "” [1],")
    assert "Third time the delivery window was missed" in report.citation(1).text
    again = understood(report.findings[0].claim.text, T001, report)
    assert laid(worded(UNCHANGED, again), kind="summary").findings[0].claim.text == report.findings[0].claim.text


def test_between_two_quotations_nothing_is_in_quotation_marks(laid: Laid, drafted: dict[Language, Report]) -> None:
    typed = "“Third time the delivery window was missed” [1] is one of half the voices; “that is what we said” is ours."
    report = laid(worded(UNCHANGED, understood(typed, T001, drafted["en"])), kind="summary")
    assert marks(report, T001) == [("half", "by hand"), ("“that is what we said”", "altered")]


def test_a_quoted_piece_that_reads_otherwise_now_is_marked(laid: Laid, drafted: dict[Language, Report]) -> None:
    words = understood("“Third time the delivery window was missed”", T001, drafted["en"])
    seen = tuple(dataclasses.replace(one, shown="0" * 16) for one in words.seen)
    report = laid(said(dataclasses.replace(words, seen=seen)), kind="summary")
    assert marks(report, T001) == [("Third time the delivery window was missed", "altered")]


def test_a_title_shows_its_marks_in_its_letters(laid: Laid, drafted: dict[Language, Report]) -> None:
    draft = worded(UNCHANGED, understood("Late 50 times", "finding:t001/title", drafted["en"]))
    draft = worded(draft, understood("Deliveries † [1]", "theme-t001/title", drafted["en"]))
    draft = worded(draft, understood("Our year", "cover/title", drafted["en"]))
    report = laid(draft)
    assert report.findings[0].title == "Late 50† times"
    assert "† in a title" in notes(report)
    assert report.section("theme-t001").title == "Deliveries"
    assert report.cover.title == "Our year"
    assert next(item.title for item in items(report) if item.id == T001) == "Late 50 times"


def test_words_of_one_language_leave_the_others_as_drafted(laid: Laid, drafted: dict[Language, Report]) -> None:
    draft = said(Words("lead", "fi", "Näin meillä."))
    assert prose_of_item(laid(draft, kind="summary"), "lead")[0].text == prose_of_item(drafted["en"], "lead")[0].text
    assert prose_of_item(laid(draft, "fi", kind="summary"), "lead")[0].text == "Näin meillä."


def test_what_is_removed_is_gone_with_its_heading_and_its_chapter(laid: Laid, drafted: dict[Language, Report]) -> None:
    gone = ("finding:t002", "quotes:t001", "sources", "action:t001", "evidence", "method",
            *(item.id for item in items(drafted["en"]) if item.id.startswith("contradiction:")))  # fmt: skip
    report = laid(Draft(removed=gone))
    ids = [section.id for section in report.sections]
    assert "sources" not in ids
    assert not any(name.startswith("source-") for name in ids)
    assert {"evidence", "method", "story"} <= set(ids)
    assert "finding:t002" not in [finding.id for finding in report.findings]
    assert not any(isinstance(block, Action) for block in report.section("theme-t001").blocks)
    assert not any(isinstance(block, Heading | Quotes) for block in report.section("theme-t001").blocks[-1:])
    assert "What contradicts" not in [b.text for b in report.sections[0].blocks if isinstance(b, Heading)]
    assert not any(
        s.target.startswith("source")
        for sec in report.sections
        for b in sec.blocks
        for p in prose_of(b)
        for s in p.spans
    )


def test_findings_actions_and_sections_come_in_the_order_people_chose(
    laid: Laid, drafted: dict[Language, Report]
) -> None:
    draft = Draft(orders=(
        Order("findings", ("finding:t004", "finding:t001")),
        Order("actions", ("action:t006",)),
        Order("sections", ("theme-t003", "compared", "sources", "source-reviews", "evidence", "story")),
    ))  # fmt: skip
    report, before = laid(draft), drafted["en"]
    assert [finding.id for finding in report.findings][:2] == ["finding:t004", "finding:t001"]
    assert sorted(finding.id for finding in report.findings) == sorted(finding.id for finding in before.findings)
    actions = [b.id for b in report.sections[0].blocks if isinstance(b, Text) and b.id.startswith("action:")]
    assert actions[0] == "action:t006"
    assert sorted(section.id for section in report.sections) == sorted(section.id for section in before.sections)
    ids = [section.id for section in report.sections if section.kind != "actions"]
    assert next(name for name in ids if name.startswith("theme-")) == "theme-t003"
    assert ids[0] == "story"
    assert ids[1] == "compared"
    assert ids[2:4] == ["sources", "source-reviews"]
    assert ids[-3:] == ["method", "evidence", "matrix"]
    assert [one.number for one in report.citations] == list(range(1, len(report.citations) + 1))


def test_another_order_leaves_no_sentence_that_leans_on_what_is_not_before_it(laid: Laid) -> None:
    report = laid(Draft(removed=("action:t001",)), kind="summary")
    first = next(b for b in report.sections[0].blocks if isinstance(b, Text) and b.id.startswith("action:"))
    assert "the same source" not in first.prose.text


def test_chosen_quotations_stand_in_place_of_the_drafted_ones(laid: Laid, analysis: Made) -> None:
    theme = analysis.snapshot.theme("t001")
    passages = tuple(Passage(q.verbatim_id, q.start, q.end) for q in (theme.quotes[3], theme.quotes[2]))
    draft = Draft(
        chosen=(Chosen("quotes:t001", passages), Chosen(T001, passages), Chosen("quotes:t002", (Passage("f", 0, 1),)))
    )
    report = laid(draft)
    blocks = [block for block in report.section("theme-t001").blocks if isinstance(block, Quotes)]
    assert [report.citation(number).text for number in blocks[0].numbers] == [
        theme.quotes[3].text,
        theme.quotes[2].text,
    ]
    finding = report.findings[0]
    assert {report.citation(number).text for number in finding.citations} == {
        theme.quotes[3].text,
        theme.quotes[2].text,
    }
    assert {span.cite for span in finding.claim.spans if span.cite} == set(finding.citations)
    assert theme.quotes[3].text[:40] in finding.claim.text
    assert not any(isinstance(block, Quotes) for block in report.section("theme-t002").blocks)


def test_a_quotation_of_the_workspace_can_be_chosen(laid: Laid, analysis: Made) -> None:
    known = analysis.snapshot.theme("t001").quotes[0]
    other = dataclasses.replace(known, start=known.start, end=known.start + 30, text=known.text[:30])

    def citation_at(passage: Passage) -> Citation | None:
        return other if (passage.start, passage.end) == (other.start, other.end) else None

    passage = Passage(other.verbatim_id, other.start, other.end)
    report = laid(Draft(chosen=(Chosen("quotes:t001", (passage,)),)), citation_at=citation_at)
    assert known.text[:30] in [cited.text for cited in report.citations]


def test_what_was_agreed_is_shown_with_the_action(laid: Laid) -> None:
    followed = Indicator("i1", "theme", "t001", "Late deliveries, weekly")
    plan = Plan("action:t001", "Logistics, anna@example.com", "2027-03-31", "i1")
    report = laid(Draft(plans=(plan,)), indicators=(followed,))
    action = next(action for action in report.actions if action.id == "action:t001")
    assert action.due == "31 March 2027"
    assert "Late deliveries, weekly" in action.measured.text
    assert action.owner.startswith("Logistics")
    assert "example.com" not in action.owner
    brief = next(b for b in report.sections[0].blocks if isinstance(b, Text) and b.id == "action:t001")
    assert "31 March 2027" in brief.prose.text
    plain = next(
        a for a in laid(Draft(plans=(dataclasses.replace(plan, indicator="i9"),))).actions if a.id == plan.item
    )
    assert "Late deliveries, weekly" not in plain.measured.text
    assert plain.measured


def test_own_findings_and_actions_stand_on_the_first_page(laid: Laid) -> None:
    draft = Draft(
        own=(Own("finding:own-1", "t003"), Own("action:own-1", "t003"), Own("action:own-2")),
        words=(
            Words("finding:own-1/title", "en", "Our own"),
            Words("finding:own-1", "en", "{figure theme:t003/voices count} voices, and 5 we met."),
            Words("action:own-1", "en", "Pay back at once."),
            Words("action:own-2", "en", "Ask them."),
        ),
        orders=(Order("findings", ("finding:own-1",)),),
        plans=(Plan("action:own-2", "Sales"),),
    )
    for language in ("en", "fi"):
        report = laid(draft, language)
        own = report.findings[0]
        assert (own.title, own.written, own.target) == ("Our own", "added", "theme-t003")
        assert [span.text for span in own.claim.spans if span.mark] == ["5"]
        assert [a.what.text for a in report.actions if a.id == "action:own-1"] == ["Pay back at once."]
        assert [(a.what.text, a.owner) for a in report.actions if a.id == "action:own-2"] == [("Ask them.", "Sales")]
        assert "action:own-1" in [b.id for b in report.section("theme-t003").blocks if isinstance(b, Action)]


def test_a_foreword_opens_the_first_page_line_by_line(laid: Laid) -> None:
    report = laid(said(Words("foreword", "en", "Dear board,\n\n1. read\n2. decide")), kind="summary")
    opening = [block for block in report.sections[0].blocks if isinstance(block, Text) and block.id == "foreword"]
    assert [block.prose.text for block in opening] == ["Dear board,", "1. read", "2. decide"]
    assert {block.written for block in opening} == {"added"}
    assert "†" not in notes(report)
    assert next(item.text for item in items(report) if item.id == "foreword") == "Dear board,\n1. read\n2. decide"


def test_a_summary_takes_the_same_words_and_a_digest_not_what_is_said_to_all(laid: Laid) -> None:
    draft = said(Words("lead", "en", "In short."), Words("foreword", "en", "Dear board"))
    summary = laid(draft, kind="summary")
    assert [p.text for p in (*prose_of_item(summary, "foreword"), *prose_of_item(summary, "lead"))] == [
        "Dear board",
        "In short.",
    ]
    digest = laid(draft, kind="digest", about="reviews")
    assert "Dear board" not in str(digest.sections)
    assert "In short." not in str(digest.sections)


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "\x00\x1b[31m\ud800\u202eevil",
    "{figure ../../etc/passwd count}",
    "A" * 40_000,
    "{cite " + "9" * 500 + " 0 99999999999999999999}",
    '=HYPERLINK("x")',
    "“" * 500,
    "{quote v 0 5}" * 300,
    "\n" * 99,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_build_and_hold_nothing_that_cannot_be_shown(text: str, laid: Laid) -> None:
    draft = Draft(
        words=tuple(Words(item, "en", text) for item in ("lead", "finding:t001/title", T001, "finding:own-x")),
        own=(Own("finding:own-x", "<b>"), Own("action:own-1", "\ud800")),
        removed=(text,),
        orders=(Order("sections", (text,)),),
        plans=(Plan("action:t001", text, text, text),),
    )
    report = laid(draft, kind="summary")
    shown = (
        "".join(p.text for s in report.sections[:1] for b in s.blocks for p in prose_of(b)) + report.findings[0].title
    )
    assert not set(shown) & set("\x00\x1b\ud800\u202e\ue000")
    assert len(shown) < 45_000
    assert isinstance(report.findings[0], Finding)
