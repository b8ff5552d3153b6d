"""What a person should look at again after the data changed, and that reading it settles it."""

from __future__ import annotations

import dataclasses

import pytest

from insight_synth.model import Chosen, Draft, Language, Order, Passage, Plan, Seen, Words
from insight_synth.report import Report, compose
from insight_synth.report.editing import Flag, accepted, flag_text, flags, understood, worded
from tests.report.editing.conftest import Laid
from tests.report.made_snapshot import Made

T001 = "finding:t001"


def test_a_figure_that_changed_since_the_words_were_written_is_told_until_they_are_read(
    analysis: Made, drafted: dict[Language, Report]
) -> None:
    draft = worded(Draft(), understood("592 voices in 9 independent sources.", T001, drafted["en"]))
    themes = tuple(
        dataclasses.replace(one, voices=601) if one.id == "t001" else one for one in analysis.snapshot.themes
    )
    later = dataclasses.replace(analysis.snapshot, themes=themes)
    report = compose(later, draft=draft)
    assert "601 voices in 9" in report.findings[0].claim.text
    assert flags(report) == (Flag(T001, "figure_changed", "theme:t001/voices", "592", "601"),)
    assert "592" in flag_text(flags(report)[0], "fi")
    assert "601" in flag_text(flags(report)[0], "pl")
    assert flags(compose(later, draft=accepted(draft, T001, report))) == ()


def test_everything_that_does_not_hold_is_told_in_reading_order(laid: Laid, drafted: dict[Language, Report]) -> None:
    gone = "{figure theme:t999/voices count}"
    draft = Draft(
        words=(
            Words(T001, "en", f"7 say “not what anybody said” {{quote v 0 9}} {gone}", (Seen(gone, "77"),)),
            Words("lead", "en", "Half of them."),
            Words("finding:t999", "en", "Once there."),
            Words("cover/title", "en", "Year 5"),
        ),
        plans=(Plan("action:t998", "Sales"),),
        orders=(Order("findings", ("finding:t997",)),),
        chosen=(Chosen("quotes:t001", (Passage("v", 0, 9),)),),
        removed=("claim:t996",),
    )
    report = laid(draft)
    found = [(flag.item, flag.code) for flag in flags(report, drafted["en"])]
    assert found == [
        ("cover/title", "by_hand"), ("lead", "by_hand"), (T001, "by_hand"), (T001, "altered"), (T001, "quotation_gone"),
        (T001, "figure_gone"), ("quotes:t001", "quotation_gone"), ("finding:t999", "item_gone"),
        ("action:t998", "item_gone"), ("finding:t997", "item_gone"), ("claim:t996", "item_gone"),
    ]  # fmt: skip
    for language in ("en", "fi", "pl"):
        assert all(flag_text(flag, language) for flag in flags(report))


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
def test_words_that_hold_raise_no_flag(language: Language, laid: Laid, drafted: dict[Language, Report]) -> None:
    report = drafted[language]
    text = report.findings[0].claim.text
    assert flags(laid(worded(Draft(), understood(text, T001, report)), language, kind="summary")) == ()
