"""The report as JSON: read back as it was, what its lists say, and the schema that is published."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from insight_synth.errors import BadInput
from insight_synth.report import Report, compose, from_json, to_json
from insight_synth.report.json_format import schema_text
from insight_synth.report.serial import readable_json
from tests.report.made_snapshot import HOSTILE, Made, made_snapshot


@pytest.fixture(scope="module")
def published() -> str:
    return (resources.files("insight_synth.report") / "report.schema.json").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def content(reports: dict[str, Report]) -> dict[str, Any]:
    held = json.loads(to_json(reports["en"]))
    assert isinstance(held, dict)
    return held


@pytest.fixture(scope="module")
def little(small: Made) -> dict[str, Any]:
    """What a small report holds, for what is changed in it."""
    held = json.loads(to_json(compose(small.snapshot, "en")))
    assert isinstance(held, dict)
    return held


@pytest.mark.parametrize("written", [to_json, readable_json])
def test_a_report_reads_back_as_it_was(reports: dict[str, Report], written: Callable[[Report], str]) -> None:
    for report in reports.values():
        assert from_json(written(report)) == report


def test_hostile_words_read_back_as_they_were_and_cannot_hide() -> None:
    report = compose(
        made_snapshot(said=dict.fromkeys(("en", "fi", "pl"), (*HOSTILE, "turned \u202e and \u200b unseen"))).snapshot,
        "en",
    )
    text = readable_json(report)
    assert from_json(text) == report
    assert not {"\u202e", "\u200b"} & set(text)


def test_a_report_of_the_first_format_is_still_read(reports: dict[str, Report], content: dict[str, Any]) -> None:
    before = {"format": "insight-synth-report-1", "report": content["report"]}
    assert from_json(json.dumps(before)) == reports["en"]


def test_the_lists_say_what_the_report_says(reports: dict[str, Report], content: dict[str, Any]) -> None:
    report = reports["en"]
    told = {finding["id"]: finding for finding in content["findings"]}
    for finding in report.findings:
        listed = told[finding.id]
        assert (listed["title"], listed["claim"]) == (finding.title, finding.claim.text)
        assert set(finding.citations) <= set(listed["citations"])
        assert all(figure["shown"] in listed["claim"] + " ".join(listed["caveats"]) for figure in listed["figures"])
    assert [action["what"] for action in content["actions"]] == [action.what.text for action in report.actions]
    assert {advice["verdict"] for advice in content["advice"]} <= {"track", "keep", "fix", "retire"}
    assert {advice["source"] for advice in content["advice"]} >= {"complaints", "reviews"}
    assert [figure["key"] for figure in content["figures"]] == [figure.key for figure in report.figures]
    assert content["method"]


def test_a_quotations_id_is_its_verbatim_and_offsets_in_every_language(reports: dict[str, Report]) -> None:
    for report in reports.values():
        listed = json.loads(to_json(report))["citations"]
        assert [item["id"] for item in listed] == [f"{c.verbatim_id}:{c.start}-{c.end}" for c in report.citations]


def test_the_published_schema_is_the_one_the_types_give(published: str) -> None:
    # Where it fails: python -c "from insight_synth.report.json_format import schema_text as s; print(s(), end='')"
    assert published == schema_text()


def test_real_reports_validate(published: str, reports: dict[str, Report]) -> None:
    schema = json.loads(published)
    Draft202012Validator.check_schema(schema)
    for report in reports.values():
        assert not list(Draft202012Validator(schema).iter_errors(json.loads(to_json(report))))


CHANGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "an unknown field": lambda held: held.update(more=1),
    "a missing list": lambda held: held.pop("actions"),
    "an unknown field of a finding": lambda held: held["findings"][0].update(more=1),
    "a missing field of a quotation": lambda held: held["citations"][0].pop("sha256"),
    "a truth as a number": lambda held: held["citations"][0].update(redacted=0),
    "an unknown field of the document": lambda held: held["report"].update(more=1),
    "a missing field of the document": lambda held: held["report"].pop("cover"),
    "an unknown part": lambda held: held["report"]["sections"][0]["blocks"][0].update({"is": "Script"}),
    "a number as a text": lambda held: held["report"]["citations"][0].update(number="1"),
    "pages": lambda held: held["report"].update(pages=["forged"]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_the_schema_refuses_is_not_read_either(
    published: str, little: dict[str, Any], change: Callable[[dict[str, Any]], Any]
) -> None:
    changed = copy.deepcopy(little)
    change(changed)
    assert not Draft202012Validator(json.loads(published)).is_valid(changed)
    with pytest.raises(BadInput, match="cannot be read"):
        from_json(json.dumps(changed))


LIES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "claim": lambda held: held["findings"][0].update(claim="Everybody is happy."),
    "figure": lambda held: held["figures"][0].update(shown="1"),
    "quotation": lambda held: held["citations"][0].update(text="I love it"),
    "order": lambda held: held["findings"].reverse(),
    "title": lambda held: held.update(title="Another"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_lists_that_say_otherwise_than_the_report_are_refused(
    little: dict[str, Any], lie: Callable[[dict[str, Any]], Any]
) -> None:
    changed = copy.deepcopy(little)
    lie(changed)
    with pytest.raises(BadInput, match="does not agree"):
        from_json(json.dumps(changed))


@pytest.mark.parametrize("kind", ["summary", "digest"])
def test_short_kinds_have_lists_too(made: Made, published: str, kind: Any) -> None:
    report = compose(made.snapshot, "pl", kind=kind, about="reviews" if kind == "digest" else "")
    held = json.loads(to_json(report))
    assert (held["kind"], held["about"]) == (report.kind, report.about)
    assert not list(Draft202012Validator(json.loads(published)).iter_errors(held))
    assert from_json(to_json(report)) == report
