"""Whatever is changed in a report is found, in the workspace that exported it and in one that only holds the data."""

from __future__ import annotations

import dataclasses

import pytest

from insight_synth.model import UNCHANGED, Draft, Words
from insight_synth.report import Report, compose, discrepancies
from insight_synth.report.document import Text, prose_of
from tests.report.made_snapshot import Made
from tests.report.verify.planting import PLANTED, block


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_change_is_found_by_the_data_alone(what: str, made: Made, reports: dict[str, Report]) -> None:
    altered = PLANTED[what](reports["en"])
    assert altered != reports["en"]
    found = discrepancies(altered, made.snapshot, made.verbatim_text, written=[UNCHANGED])
    assert found
    assert {entry.because for entry in found} <= {"altered", "gone"}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_change_is_found_against_the_version_that_was_exported(
    what: str, made: Made, reports: dict[str, Report]
) -> None:
    altered = PLANTED[what](reports["en"])
    on_newer_data = dataclasses.replace(made.snapshot, fingerprint="0" * 16)
    found = discrepancies(
        altered, on_newer_data, made.verbatim_text, exported=[reports["en"]], written=[UNCHANGED]
    )  # fmt: skip
    assert found[0].because == "altered"


def test_the_fingerprint_is_told_of(made: Made, reports: dict[str, Report]) -> None:
    altered = dataclasses.replace(reports["en"], fingerprint="0" * 16)
    found = discrepancies(altered, made.snapshot, made.verbatim_text)
    assert [(entry.kind, entry.because) for entry in found] == [("fingerprint", "changed")]


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
def test_nothing_is_found_where_nothing_was_changed(made: Made, reports: dict[str, Report], language: str) -> None:
    report = reports[language]
    assert discrepancies(report, made.snapshot, made.verbatim_text, exported=[report], written=[UNCHANGED]) == []
    assert discrepancies(report, made.snapshot, made.verbatim_text, version=1) == []


def test_what_changed_since_a_kept_version_was_exported_is_no_alteration(
    made: Made, reports: dict[str, Report]
) -> None:
    totals = dataclasses.replace(made.snapshot.totals, rejects=made.snapshot.totals.rejects + 1)
    changed = dataclasses.replace(made.snapshot, totals=totals, fingerprint="0" * 16)
    found = discrepancies(reports["en"], changed, made.verbatim_text, version=3)
    assert [(entry.kind, entry.because) for entry in found] == [("fingerprint", "changed"), ("figure", "changed")]


def test_an_erased_record_is_told_from_one_that_is_gone(made: Made, reports: dict[str, Report]) -> None:
    erased, gone = (reports["en"].citations[at].verbatim_id for at in (0, 7))

    def left(verbatim_id: str) -> str | None:
        return None if verbatim_id in {erased, gone} else made.verbatim_text(verbatim_id)

    found = discrepancies(reports["en"], made.snapshot, left, version=1, erased=lambda name: name == erased)
    assert {entry.because for entry in found if "[1]" in entry.what} == {"erased"}
    assert {entry.because for entry in found if "[8]" in entry.what} == {"gone"}
    assert {entry.because for entry in found} == {"erased", "gone"}


def test_what_people_wrote_holds_where_they_wrote_it_and_marks_cannot_be_taken_away(made: Made) -> None:
    draft = Draft(words=(Words("lead", "en", "Sales doubled by 40%."),))
    report = compose(made.snapshot, "en", made.verbatim_text, draft=draft)
    spans = [span for one in report.section("story").blocks for prose in prose_of(one) for span in prose.spans]
    assert "by hand" in {span.mark for span in spans}
    assert discrepancies(report, made.snapshot, made.verbatim_text, written=[draft]) == []
    unknown = discrepancies(report, made.snapshot, made.verbatim_text, written=[UNCHANGED])
    assert [entry.reported for entry in unknown] == ["Sales doubled by 40%."]
    assert "no version of this workspace holds" in str(unknown[0])

    def unmarked(held: Text) -> Text:
        spans = tuple(dataclasses.replace(span, mark="") for span in held.prose.spans)
        return dataclasses.replace(held, prose=dataclasses.replace(held.prose, spans=spans))

    texts = [one for one in report.section("story").blocks if isinstance(one, Text)]
    at = next(at for at, one in enumerate(texts) if any(span.mark for span in one.prose.spans))
    bare = block("story", Text, unmarked, at)(report)
    assert discrepancies(bare, made.snapshot, made.verbatim_text, written=[draft]) != []
