"""A person's plain text bound to the figures, quotations and names of the report they looked at."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from insight_synth.model import Language
from insight_synth.report import Report
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.editing import items, understood
from insight_synth.report.editing.filling import Quotable, filled
from insight_synth.report.editing.items import prose_of_item
from insight_synth.report.editing.tokens import FigureToken, QuoteToken, SourceToken, ThemeToken, Token, parsed
from insight_synth.report.ledger import Ledger
from tests.report.made_snapshot import Made

FINDING = "finding:t001"


def tokens(text: str, report: Report, item: str = FINDING) -> list[Token]:
    return [piece for piece in parsed(understood(text, item, report).text) if not isinstance(piece, str)]


def keys(text: str, report: Report, item: str = FINDING) -> list[str]:
    return [token.key for token in tokens(text, report, item) if isinstance(token, FigureToken)]


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
def test_drafted_words_typed_again_keep_every_figure_and_mark_nothing(
    language: Language, analysis: Made, drafted: dict[Language, Report]
) -> None:
    report = drafted[language]
    quotable = Quotable(Ledger(analysis.snapshot, Catalogue(language)))
    told = {figure.id: figure.shown for figure in report.figures}
    wanted = ("lead", "finding:t001", "finding:t006", "claim:t001", "claim:t006", "action:t006", "answer:q1", "agenda",
              "verdict:complaints", "stop:omnibus", "contradiction:t001:silence:complaints:survey")  # fmt: skip
    for item in (item for item in items(report) if item.id in wanted and item.text):
        drawn = prose_of_item(report, item.id)
        (again,) = filled(understood(item.text, item.id, report), quotable, drawn)
        assert [span for span in again.spans if span.mark] == [], item.id
        had = [told[span.figure] for prose in drawn for span in prose.spans if span.figure and not span.target]
        names = {profile.source.name for profile in analysis.snapshot.profiles}  # a name may be bound as a source
        assert sum(bool(span.figure) for span in again.spans) == len([shown for shown in had if shown not in names])
        if not any(span.cite for span in again.spans):
            assert again.text == item.text


def test_a_number_is_bound_to_the_figure_it_is_and_no_other(drafted: dict[Language, Report]) -> None:
    report = drafted["en"]
    voices = next(figure for figure in report.figures if figure.key == "theme:t001/voices").shown
    assert keys(f"{voices} voices in 9 sources", report) == ["theme:t001/voices", "theme:t001/independent_sources"]
    assert keys(f"They waited 9 days and {voices} euros", report) == []
    assert keys("9 sources, and 9 excuses", report) == ["theme:t001/independent_sources"]


def test_a_changed_number_is_bound_to_nothing_though_another_figure_is_written_so(
    drafted: dict[Language, Report],
) -> None:
    report = drafted["en"]
    other = next(figure for figure in report.figures if figure.key == "theme:t003/voices").shown
    assert keys(f"{other} voices in 9 independent sources", report) == ["theme:t001/independent_sources"]


def test_a_telling_number_of_elsewhere_is_bound_where_only_one_figure_is_written_so(
    drafted: dict[Language, Report],
) -> None:
    report = drafted["en"]
    for typed in ("592 voices of all 3,259 voices", "592 voices of all 3259 voices"):
        assert keys(typed, report) == ["theme:t001/voices", "totals/voices"]
    assert keys("592 voices, and all 13", report) == ["theme:t001/voices"]


def test_quotations_are_bound_letter_by_letter(drafted: dict[Language, Report]) -> None:
    report = drafted["en"]
    cited = next(one for one in report.citations if one.text.startswith("Third time"))
    (piece,) = tokens('One wrote "Third time the delivery window was missed."', report)
    assert isinstance(piece, QuoteToken)
    assert cited.text[piece.passage.start - cited.start : piece.passage.end - cited.start] == cited.text[:42]
    assert tokens("One wrote “Third time the delivery window was met.”", report) == []


def test_names_written_exactly_lead_to_themes_and_sources(drafted: dict[Language, Report]) -> None:
    report = drafted["en"]
    text = "“Late and missed deliveries” is heard in Complaints register, shops & web; late deliveries are not named."
    assert tokens(text, report) == [ThemeToken("t001"), SourceToken("complaints")]


def test_citations_keep_their_place_in_the_data(drafted: dict[Language, Report]) -> None:
    report = drafted["en"]
    words = understood("As they say [3, 2]. Or [9999].", FINDING, report)
    assert words.text.count("{cite ") == 2
    assert "[9999]" in words.text
    assert f"{{cite {report.citation(3).verbatim_id} " in words.text


def test_nothing_of_a_quotation_is_kept_of_what_was_seen(drafted: dict[Language, Report]) -> None:
    words = understood("“Third time the delivery window was missed” [1]", FINDING, drafted["en"])
    assert len(words.seen) == 2
    assert not any(" " in seen.shown for seen in words.seen)


def test_typed_personal_data_and_turning_signs_do_not_stay(drafted: dict[Language, Report]) -> None:
    words = understood("Call 040 123 4567\x00 \u202eevil", FINDING, drafted["en"])
    assert not [sign for sign in ("123 4567", "\u202e", "\x00") if sign in words.text]
    assert len(understood("a" * 99_999, FINDING, drafted["en"]).text) == 10_000


_PARTS = (
    "{voices} voices", "{share}", "9 independent sources", "“Late and missed deliveries”", "people say so",
    "Complaints register, shops & web", "and yet,", "{braces}", "a – b", "31 March 2027", "[1]", "in part", "&lt;",
)  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=some.lists(some.sampled_from(_PARTS), min_size=1, max_size=8, unique=True))
def test_text_whose_numbers_the_data_hold_comes_back_as_typed(
    parts: list[str], analysis: Made, drafted: dict[Language, Report]
) -> None:
    report = drafted["en"]
    held = {figure.key: figure.shown for figure in report.figures}
    typed = (
        " ".join(parts)
        .replace("{voices}", held["theme:t001/voices"])
        .replace("{share}", held["theme:t001/recent_share"])
    )
    quotable = Quotable(Ledger(analysis.snapshot, Catalogue("en")))
    (line,) = filled(understood(typed, FINDING, report), quotable)
    assert line.text == typed
    assert [span for span in line.spans if span.mark] == []


def test_numbers_told_as_of_something_else_or_run_together_are_not_bound(drafted: dict[Language, Report]) -> None:
    report = drafted["en"]
    assert keys("592 sources and 9 voices", report) == []
    assert keys("9 592 voices", report) == keys("592 000 voices", report) == keys("592‰ of voices", report) == []


@pytest.mark.parametrize("typed", ["“the very\nworst of all”", "“half of “Late and missed deliveries””", "by 2999."])
def test_what_a_person_claims_over_two_lines_beside_a_name_or_far_ahead_is_marked(
    typed: str, analysis: Made, drafted: dict[Language, Report]
) -> None:
    lines = filled(understood(typed, FINDING, drafted["en"]), Quotable(Ledger(analysis.snapshot, Catalogue("en"))))
    assert all(any(span.mark for span in line.spans) for line in lines)
