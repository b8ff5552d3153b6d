"""The demo company's sources: exactly what the generator writes, and as true as ``sources/truth.toml`` says."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from insight_synth import catalog, ingest
from insight_synth.model import Event, Reject, Source, Verbatim

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "sources"
GENERATOR = ROOT / "tools" / "demo_company" / "generate.py"
RECURRING = {
    "late-delivery", "lockers-full", "arrived-broken", "slow-refund",
    "tracking-wrong", "missing-parts", "service-queue", "checkout-fails",
}  # fmt: skip
COPY = "review-aggregator"


@dataclass(frozen=True)
class Read:
    """What ingest makes of a source."""

    source: Source
    verbatims: tuple[Verbatim, ...]
    events: tuple[Event, ...]
    rejects: tuple[Reject, ...]

    @property
    def records(self) -> list[Verbatim | Event]:
        return [*self.verbatims, *self.events]

    @property
    def said(self) -> list[Verbatim]:
        return [verbatim for verbatim in self.verbatims if verbatim.status == "active"]


@pytest.fixture(scope="module")
def truth() -> Mapping[str, Any]:
    return tomllib.loads((SOURCES / "truth.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def truth_rows() -> list[dict[str, str]]:
    with (SOURCES / "truth_rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def read() -> Mapping[str, Read]:
    found: dict[str, Read] = {}
    for folder in catalog.find_source_folders(SOURCES):
        source = catalog.read_source(folder)
        verbatims: list[Verbatim] = []
        events: list[Event] = []
        rejects: list[Reject] = []
        for file in catalog.export_files(folder, source):
            sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
            part = ingest.normalise(ingest.read_rows(file), source, file.name, sha256, str.upper, ("en", "fi", "pl"))
            verbatims += part.verbatims
            events += part.events
            rejects += part.rejects
        found[source.id] = Read(
            source,
            tuple(ingest.settle(verbatims, ingest.HeldInMemory[Verbatim](), ingest.Repeats()).records),
            tuple(ingest.settle(events, ingest.HeldInMemory[Event](), ingest.Repeats()).records),
            tuple(rejects),
        )
    return found


def themes_by_source(rows: list[dict[str, str]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for theme in row["themes"].split():
            found[theme][row["source"]] += 1
    return found


def test_the_committed_files_are_what_the_generator_writes_whatever_the_hash_seed(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(GENERATOR), "--into", str(tmp_path)],
        check=True, env={**os.environ, "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    written = {file.relative_to(tmp_path): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    by_hand = {Path("agenda.toml")}  # what the company asks is written by its owners, not drawn
    committed = {file.relative_to(SOURCES): file.read_bytes() for file in SOURCES.rglob("*") if file.is_file()}
    committed = {name: held for name, held in committed.items() if name not in by_hand}
    assert sorted(written) == sorted(committed)
    assert [str(name) for name in sorted(written) if written[name] != committed[name]] == []


def test_every_kind_and_every_format_is_there(read: Mapping[str, Read]) -> None:
    assert {one.source.kind for one in read.values()} == set(catalog.KINDS)
    endings = {file.suffix for file in SOURCES.glob("*/*")}
    assert {".csv", ".xlsx", ".json", ".jsonl", ".html", ".mbox"} <= endings


def test_rows_of_every_source_come_out_as_the_truth_counts_them(
    read: Mapping[str, Read], truth: Mapping[str, Any]
) -> None:
    for source, one in read.items():
        told = truth["sources"][source]
        duplicates = sum(record.status == "duplicate" for record in one.records)
        assert (len(one.said), len(one.events), duplicates, len(one.rejects)) == (
            told["verbatims"], told["events"], told["duplicates"], told["rejects"],
        ), source  # fmt: skip
        assert told["rows"] == len(one.verbatims) + len(one.events) + len(one.rejects), source
    assert set(read) == set(truth["sources"])


def test_the_truth_knows_every_verbatim_and_its_spans_lie_in_its_text(
    read: Mapping[str, Read], truth_rows: list[dict[str, str]]
) -> None:
    told = {(row["source"], row["row_id"]): row for row in truth_rows}
    assert len(told) == len(truth_rows)
    said = {(source, verbatim.source_row_id): verbatim for source, one in read.items() for verbatim in one.said}
    assert set(told) == set(said)
    for key, row in told.items():
        for span in row["spans"].split():
            start, end = map(int, span.rsplit(":", 1)[1].split("-"))
            text = said[key].text
            assert 0 <= start < end <= len(text), key
            assert text[start:end] == text[start:end].strip(), key


def test_there_are_enough_verbatims_over_24_months_in_three_languages(
    read: Mapping[str, Read], truth_rows: list[dict[str, str]]
) -> None:
    assert 3000 <= len(truth_rows) <= 4200
    assert {row["language"] for row in truth_rows} == {"en", "fi", "pl"}
    months = {verbatim.date[:7] for one in read.values() for verbatim in one.said}
    assert len(months) == 24
    assert (min(months), max(months)) == ("2024-11", "2026-10")


def test_recurring_themes_stand_in_five_sources_or_more_and_in_every_language(
    truth_rows: list[dict[str, str]],
) -> None:
    found = themes_by_source(truth_rows)
    assert set(found) == RECURRING | {"app-points-lost", "invoice-reference", "shift-rota"}
    for theme in (*RECURRING, "app-points-lost"):
        strong = [source for source, count in found[theme].items() if count >= 8 and source != COPY]
        assert 5 <= len(strong) <= 11, (theme, strong)
        assert {row["language"] for row in truth_rows if theme in row["themes"].split()} == {"en", "fi", "pl"}, theme


def test_single_source_themes_are_in_their_source_only(truth_rows: list[dict[str, str]]) -> None:
    found = themes_by_source(truth_rows)
    assert set(found["invoice-reference"]) == {"account-management"}
    assert set(found["shift-rota"]) == {"staff-opinions"}


def test_the_late_theme_begins_in_month_18_with_force(truth_rows: list[dict[str, str]]) -> None:
    months = Counter(row["month"] for row in truth_rows if "app-points-lost" in row["themes"].split())
    assert min(months) == "2026-04"
    assert months["2026-04"] >= 15
    assert len(months) == 7


def test_the_copy_repeats_its_original_to_the_letter(read: Mapping[str, Read]) -> None:
    original = {(verbatim.source_row_id, verbatim.text) for verbatim in read["reviews"].said}
    copied = [(verbatim.source_row_id, verbatim.text) for verbatim in read[COPY].said]
    assert sum(pair in original for pair in copied) >= 0.9 * len(copied)


def test_the_dead_source_stopped_a_year_ago(read: Mapping[str, Read]) -> None:
    assert "2025-10-01" <= max(verbatim.date for verbatim in read["satisfaction-survey"].said) <= "2025-10-31"


def test_the_noisy_source_speaks_of_themes_in_less_than_a_fifth_of_its_lines(truth_rows: list[dict[str, str]]) -> None:
    lines = [row for row in truth_rows if row["source"] == "social"]
    assert sum(bool(row["themes"]) for row in lines) < 0.2 * len(lines)


def test_the_thin_source_is_the_costliest(read: Mapping[str, Read]) -> None:
    costs = {source: one.source.cost_per_year or 0 for source, one in read.items()}
    assert max(costs, key=lambda source: costs[source]) == "omnibus"
    assert len(read["omnibus"].said) < 40


def test_the_weights_raise_a_group_that_is_too_large_already(read: Mapping[str, Read]) -> None:
    said = read["brand-survey-2025"].said
    business = [verbatim.weight or 0.0 for verbatim in said if verbatim.segment == "business"]
    weights = [verbatim.weight or 0.0 for verbatim in said]
    customers = [verbatim for verbatim in read["complaints-poland"].said if verbatim.segment]
    share = sum(verbatim.segment == "business" for verbatim in customers) / len(customers)
    assert len(business) / len(weights) > 2 * share
    assert sum(business) / sum(weights) > len(business) / len(weights)
    assert sum(weights) > 10 * len(weights)


def test_customers_and_cases_are_shared_between_sources(
    read: Mapping[str, Read], truth_rows: list[dict[str, str]]
) -> None:
    people = {source: {record.customer for record in one.records if record.customer} for source, one in read.items()}
    complained = people["complaints-finland"] | people["complaints-poland"]
    assert len(complained & people["contact-reasons"]) > 50
    assert len(complained & people["transactions"]) > 50
    assert len(complained & people["contact-reasons"] & people["transactions"]) > 10
    cases = {row["case"] for row in truth_rows if row["case"]}
    complaints = {row["row_id"] for row in truth_rows if row["source"].startswith("complaints-")}
    assert len(cases) >= 40
    assert cases <= complaints


def test_groups_are_mapped_where_they_can_be(read: Mapping[str, Read]) -> None:
    common = {"household", "business"}
    mapped = {source for source, one in read.items() if one.source.segments}
    assert len(mapped) >= 9
    for source in mapped:
        found = {record.segment for record in read[source].records}
        assert found <= common, source
    assert not {verbatim.segment for verbatim in read["omnibus"].said} & common


def test_no_wording_is_repeated_more_than_a_few_times(read: Mapping[str, Read]) -> None:
    texts = Counter(verbatim.text.lower() for source, one in read.items() if source != COPY for verbatim in one.said)
    assert max(texts.values()) <= 9
    assert sum(count for count in texts.values() if count > 3) < 0.1 * sum(texts.values())


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("e-mail", r"@example\.\w+"),
        ("Finnish telephone", r"\+358 50 000 \d{4}"),
        ("Polish telephone", r"\+48 22 000 \d\d \d\d"),
        ("HETU", r"\b\d{6}-9\d\d[0-9A-Y]\b"),
        ("PESEL", r"\b\d{11}\b"),
    ],
)
def test_personal_data_in_the_texts_is_found_by_redaction(read: Mapping[str, Read], what: str, pattern: str) -> None:
    texts = [verbatim.text for one in read.values() for verbatim in one.said if re.search(pattern, verbatim.text)]
    assert len(texts) >= 3, what
    assert [text for text in texts if re.search(pattern, ingest.redact(text).text)] == []
