"""The whole analysis of the demo company, by the real encoder, against what its generator knows to be true.

A true theme counts as found where the top theme most like it (F1 over mentions, see benchmarks) reaches
``FOUND``, recurs, and stands in ``SOURCES_FOUND`` of the sources in which at least ``ENOUGH_ROWS`` rows speak of it. A
copy of another source cannot be missed: it adds no voices, but it is a source that the theme is heard in, and stands.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import demo_truth
from benchmarks.demo_truth import Found, Match, Truth, table_of_matches, table_of_verdicts
from insight_synth import pipeline
from insight_synth.model import Snapshot
from insight_synth.store import Workspace
from tests.test_what_if import lost_by_leaving_out

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

FOUND = 0.5  # F1
FOUND_OF_EIGHT = 7
SOURCES_FOUND = 0.7
ENOUGH_ROWS = 10
LATE = "2026-04"
NEAR_LATE = {"2026-03", "2026-04", "2026-05"}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The demo company, added and analysed once."""
    with Workspace.open(tmp_path_factory.mktemp("demo") / "workspace", create=True) as ws:
        pipeline.add(ws, [demo_truth.SOURCES])
        pipeline.analyse(ws)
        yield ws


@pytest.fixture(scope="session")
def truth() -> Truth:
    return demo_truth.read_truth()


@pytest.fixture(scope="session")
def found(demo: Workspace, truth: Truth) -> Found:
    return demo_truth.read_found(demo, truth)


@pytest.fixture(scope="session")
def among_top_themes(found: Found, truth: Truth) -> dict[str, Match]:
    return found.matches(truth.themes, found.snapshot.top_themes)


@pytest.fixture(scope="session")
def among_all_themes(found: Found, truth: Truth) -> dict[str, Match]:
    return found.matches(truth.themes, found.snapshot.themes)


def share_of_sources(match: Match, truth: Truth) -> float:
    """Of the true theme's sources with enough rows, the share the found theme stands in."""
    speaking = {source for source, rows in truth.themes[match.truth]["sources"].items() if rows >= ENOUGH_ROWS}
    return len(speaking & match.standing) / len(speaking)


def test_the_recurring_themes_are_found_with_their_sources(among_top_themes: dict[str, Match], truth: Truth) -> None:
    matches = [among_top_themes[theme] for theme in truth.of_kind("recurring")]
    missed = [
        f"{match.truth}: F1 {match.f1:.2f}, recurs {match.theme.recurs}, sources {share_of_sources(match, truth):.0%}"
        for match in matches
        if match.f1 < FOUND or not match.theme.recurs or share_of_sources(match, truth) < SOURCES_FOUND
    ]
    assert len(matches) - len(missed) >= FOUND_OF_EIGHT, "\n".join(["", *missed, table_of_matches(matches)])


def test_no_two_recurring_themes_are_found_in_one(among_top_themes: dict[str, Match], truth: Truth) -> None:
    matches = [among_top_themes[theme] for theme in truth.of_kind("recurring")]
    shared = Counter(match.theme.id for match in matches if match.f1 >= FOUND)
    assert max(shared.values()) == 1, "\n" + table_of_matches(matches)


def test_themes_agree_with_the_truth_more_than_they_differ(found: Found) -> None:
    fine, top, left_out = found.agreement()
    assert min(fine, top) >= 0.5
    assert left_out <= 0.1


def test_themes_of_a_single_source_are_found_somewhere(among_all_themes: dict[str, Match], truth: Truth) -> None:
    matches = [among_all_themes[theme] for theme in truth.of_kind("single")]
    assert [match.truth for match in matches if match.f1 < FOUND] == [], "\n" + table_of_matches(matches)


@pytest.mark.parametrize("theme", ["invoice-reference", "shift-rota"])
def test_a_theme_of_a_single_source_does_not_recur(among_all_themes: dict[str, Match], theme: str) -> None:
    match = among_all_themes[theme]
    rows = [
        f"{entry.source:<22} {entry.voices:>4} of {entry.of_voices} voices{', stands' if entry.stands else ''}"
        for entry in match.theme.evidence
    ]
    assert not match.theme.recurs, "\n".join(["", table_of_matches([match]), *rows])


def test_the_late_theme_is_found_and_begins_when_it_began(among_top_themes: dict[str, Match], truth: Truth) -> None:
    (late,) = truth.of_kind("late")
    assert truth.themes[late]["first_month"] == LATE
    match = among_top_themes[late]
    assert match.f1 >= FOUND
    assert match.theme.recurs
    assert match.theme.started in NEAR_LATE, match.theme.series


def test_no_theme_that_was_there_all_along_is_said_to_begin(among_top_themes: dict[str, Match], truth: Truth) -> None:
    matches = [among_top_themes[theme] for theme in (*truth.of_kind("recurring"), *truth.of_kind("single"))]
    begun = [match for match in matches if match.theme.started or match.theme.ended]
    assert begun == [], "\n" + table_of_matches(begun)


@pytest.mark.parametrize(
    ("source", "verdicts"),
    [
        ("review-aggregator", {"retire"}),  # a copy
        ("satisfaction-survey", {"retire", "fix", "keep"}),  # dead: anything but track
        ("social", {"retire", "fix", "keep"}),  # noise: likewise
        ("omnibus", {"retire", "fix"}),  # costly and thin
        ("brand-survey-2025", {"retire", "fix"}),  # its weights are off
    ],
)
def test_a_source_with_a_defect_is_advised_against(found: Found, truth: Truth, source: str, verdicts: set[str]) -> None:
    verdict = found.snapshot.advice_on(source).verdict
    assert verdict in verdicts, "\n" + table_of_verdicts(found.snapshot, truth)


def test_every_verdict_is_one_the_truth_accepts(found: Found, truth: Truth) -> None:
    assert {entry.source for entry in found.snapshot.advice} == set(truth.sources)
    wrong = {
        entry.source: entry.verdict
        for entry in found.snapshot.advice
        if entry.verdict not in truth.sources[entry.source]["verdicts"]
    }
    assert wrong == {}, "\n" + table_of_verdicts(found.snapshot, truth)


def test_the_copy_is_known_for_what_it_copies(found: Found) -> None:
    assert found.snapshot.profile("review-aggregator").copy_of == "reviews"


def test_every_row_of_every_export_is_accounted_for(found: Found, truth: Truth) -> None:
    parts = ("rows", "verbatims", "events", "duplicates", "rejects")
    for profile in found.snapshot.profiles:
        for export in profile.exports:
            assert export.rows == export.verbatims + export.events + export.duplicates + export.rejects, export
        told = truth.sources[profile.source.id]
        counted = {part: sum(getattr(export, part) for export in profile.exports) for part in parts}
        assert counted == {part: told[part] for part in parts}, profile.source.id
    assert {profile.source.id for profile in found.snapshot.profiles} == set(truth.sources)


def test_every_mention_is_in_a_theme_or_counted_as_in_none(found: Found) -> None:
    totals = found.snapshot.totals
    assert totals.mentions == len(found.mentions)
    assert totals.themed == sum(bool(mention.theme_id) for mention in found.mentions)
    assert totals.themed + totals.unthemed == totals.mentions
    assert sum(theme.size for theme in found.snapshot.top_themes) == totals.themed


def test_analysing_again_does_nothing_and_another_granularity_encodes_nothing(demo: Workspace, tmp_path: Path) -> None:
    again = pipeline.analyse(demo)
    assert (again.unchanged, again.encoded) == (True, 0)
    shutil.copytree(demo.path, tmp_path / "copy")
    with Workspace.open(tmp_path / "copy") as copy:
        coarser = pipeline.analyse(copy, granularity="coarse")
    assert (coarser.unchanged, coarser.encoded) == (False, 0)


# ---- what would be lost without a source -----------------------------------------------------------------------------


def telling(shown: Snapshot) -> list[str]:
    """The sources most would be lost without, the largest, and the largest that nothing would be lost without."""
    without = {entry.source: entry.what_if for entry in shown.advice}
    losses = {source: (len(gone.themes_lost), len(gone.themes_weakened)) for source, gone in without.items()}
    by_loss = sorted(sorted(losses), key=lambda source: losses[source], reverse=True)
    by_size = sorted(losses, key=lambda source: (-shown.profile(source).mentions, source))
    spared = next(source for source in by_size if not any(losses[source]))
    return sorted({*by_loss[:4], by_size[0], spared})


def test_sources_are_missed_for_what_they_are_said_to_be(demo: Workspace, tmp_path: Path) -> None:
    """Themes grow where less than a quarter of the mentions go, so that ids last and can be compared."""
    wrong = {}
    shown = pipeline.snapshot(demo)
    for source in telling(shown):
        what_if = shown.advice_on(source).what_if
        copy = tmp_path / source
        shutil.copytree(demo.path, copy)
        with Workspace.open(copy) as ws:
            found = lost_by_leaving_out(ws, source)
        shutil.rmtree(copy)
        if (set(what_if.themes_lost), set(what_if.themes_weakened)) != found:
            wrong[source] = (what_if.themes_lost, what_if.themes_weakened, found)
    assert wrong == {}
