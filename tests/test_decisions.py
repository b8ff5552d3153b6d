"""What people decide on themes takes effect, survives every new analysis and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from insight_synth import pipeline
from insight_synth.errors import NotAnalysed, UsageError
from insight_synth.model import Snapshot
from insight_synth.store import Workspace, analyses
from tests.conftest import StubEncoder, sentences, write_source


def sizes(shown: Snapshot) -> dict[str, int]:
    return {theme.id: theme.size for theme in shown.themes}


def leaves(shown: Snapshot) -> list[str]:
    """Themes without sub-themes, largest first."""
    return [theme.id for theme in shown.themes if not any(sub.parent == theme.id for sub in shown.themes)]


@pytest.fixture
def nested(ws: Workspace, tmp_path: Path, stub: StubEncoder) -> tuple[Workspace, str]:
    """A workspace with a theme that has sub-themes, and that theme's id: parcels are late in eight ways."""
    where = ["harbour", "airport", "village", "customs", "depot", "locker", "island", "office"]
    said = [f"Late parcel, {place} {place} delivery {n % 5}." for n in range(20) for place in where]
    said += [text for subject in ("broken", "staff") for text in sentences(subject, 16)]
    rows = [{"id": str(n), "customer": f"K{n}", "text": text} for n, text in enumerate(said)]
    pipeline.add(ws, [write_source(tmp_path / "notes", rows, "frontline-notes")])
    for granularity in ("auto", "fine", "coarse"):
        shown = pipeline.analyse(ws, granularity=granularity, encoder=stub).snapshot
        for theme in shown.top_themes:
            if shown.sub_themes(theme.id):
                return ws, theme.id
    raise AssertionError("no theme has sub-themes")


def counted(ws: Workspace, stub: StubEncoder) -> Snapshot:
    return pipeline.take_effect(ws, stub)


def more_data(ws: Workspace, folder: Path) -> None:
    rows = [{"id": f"N{n}", "text": text} for n, text in enumerate(sentences("late", 12, 900))]
    pipeline.add(ws, [write_source(folder / "notes", rows, "frontline-notes")])


def test_a_merged_theme_counts_as_the_other_one_now_and_after_new_data(
    analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path
) -> None:
    before = pipeline.snapshot(analysed_shop)
    one, other = leaves(before)[0], leaves(before)[-1]
    asked = len(stub.asked)
    pipeline.merge_themes(analysed_shop, other, one)
    assert pipeline.is_outdated(analysed_shop, before)
    merged = counted(analysed_shop, stub)
    assert other not in sizes(merged)
    assert sizes(merged)[one] == sizes(before)[one] + sizes(before)[other]
    assert merged.totals.themed == before.totals.themed
    assert len(stub.asked) == asked
    assert not pipeline.is_outdated(analysed_shop, merged)
    assert sum(entry.mentions for entry in merged.theme(one).evidence) == merged.theme(one).size
    more_data(analysed_shop, tmp_path)
    later = pipeline.analyse(analysed_shop, encoder=stub).snapshot
    assert other not in sizes(later)


def test_taking_a_merge_back_gives_what_there_was(analysed_shop: Workspace, stub: StubEncoder) -> None:
    before = pipeline.snapshot(analysed_shop)
    pipeline.merge_themes(analysed_shop, leaves(before)[-1], leaves(before)[0])
    counted(analysed_shop, stub)
    taken_back = pipeline.undo_decision(analysed_shop)
    assert (taken_back.kind, taken_back.theme_id) == ("merge", leaves(before)[-1])
    assert counted(analysed_shop, stub) == before
    assert pipeline.decisions_of(analysed_shop) == []


def test_merges_lead_on_and_never_in_a_ring(analysed_shop: Workspace, stub: StubEncoder) -> None:
    before = pipeline.snapshot(analysed_shop)
    first, second, third = leaves(before)[:3]
    pipeline.merge_themes(analysed_shop, first, second)
    with pytest.raises(UsageError, match=f"{first} was merged into {second} already"):
        pipeline.merge_themes(analysed_shop, second, first)
    pipeline.merge_themes(analysed_shop, second, third)
    merged = counted(analysed_shop, stub)
    assert sizes(merged)[third] == sum(sizes(before)[theme] for theme in (first, second, third))


def test_a_split_theme_s_sub_themes_stand_by_themselves(nested: tuple[Workspace, str], stub: StubEncoder) -> None:
    ws, theme = nested
    before = pipeline.snapshot(ws)
    subs = {sub.id for sub in before.sub_themes(theme)}
    assert set(pipeline.split_theme(ws, theme).parts) == subs
    split = counted(ws, stub)
    assert theme not in sizes(split)
    assert subs <= {top.id for top in split.top_themes}
    assert {sub: sizes(split)[sub] for sub in subs} == {sub: sizes(before)[sub] for sub in subs}
    pipeline.undo_decision(ws)
    assert counted(ws, stub) == before


def test_a_theme_without_sub_themes_is_parted_the_same_way_at_every_analysis(
    analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path
) -> None:
    before = pipeline.snapshot(analysed_shop)
    theme = leaves(before)[0]
    parts = pipeline.split_theme(analysed_shop, theme).parts
    assert 2 <= len(parts) <= 4
    assert set(parts).isdisjoint(sizes(before))
    split = counted(analysed_shop, stub)
    assert sum(sizes(split)[part] for part in parts) == sizes(before)[theme]
    again = pipeline.analyse(analysed_shop, fresh=True, encoder=stub).snapshot
    assert {part: sizes(again)[part] for part in parts} == {part: sizes(split)[part] for part in parts}
    assert all(again.theme(part).names for part in parts)
    with analysed_shop.read() as connection:
        told = [change for _, change in analyses.theme_changes(connection) if change.theme_id == theme]
    assert [(change.kind, change.others) for change in told[:1]] == [("split", parts)]


class Other(StubEncoder):
    """Another encoder, whose directions are others."""

    def __init__(self) -> None:
        super().__init__()
        self.name = "other"

    def _remember(self, texts: Sequence[str], count: Callable[[int], None]) -> np.ndarray:
        return np.ascontiguousarray(np.roll(super()._remember(texts, count)[:, ::-1], 7, axis=1))


def test_parts_survive_another_encoder(analysed_shop: Workspace, stub: StubEncoder) -> None:
    theme = leaves(pipeline.snapshot(analysed_shop))[0]
    parts = pipeline.split_theme(analysed_shop, theme).parts
    split = counted(analysed_shop, stub)
    again = pipeline.analyse(analysed_shop, encoder=Other()).snapshot
    assert again.encoder == "other"
    assert {part: sizes(again).get(part, 0) for part in parts} == {part: sizes(split)[part] for part in parts}


def test_a_part_s_id_is_never_given_again(analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path) -> None:
    theme = leaves(pipeline.snapshot(analysed_shop))[0]
    parts = pipeline.split_theme(analysed_shop, theme).parts
    pipeline.undo_decision(analysed_shop)
    assert set(pipeline.split_theme(analysed_shop, theme).parts).isdisjoint(parts)


def test_a_pinned_theme_stays_where_a_new_analysis_dissolves_it(analysed_shop: Workspace, stub: StubEncoder) -> None:
    before = pipeline.snapshot(analysed_shop)
    theme = leaves(before)[-1]
    pipeline.pin_theme(analysed_shop, theme)
    assert pipeline.snapshot(analysed_shop).shown_themes[0].id == theme
    for granularity in ("coarse", "fine", "auto"):
        shown = pipeline.analyse(analysed_shop, granularity=granularity, encoder=stub).snapshot
        assert shown.theme(theme).pinned, granularity
        assert shown.theme(theme).size > 0
    with pytest.raises(UsageError, match="pinned already"):
        pipeline.pin_theme(analysed_shop, theme)


def test_a_hidden_theme_is_in_no_list_but_counted_and_can_be_shown_again(
    nested: tuple[Workspace, str], stub: StubEncoder
) -> None:
    ws, theme = nested
    before = pipeline.snapshot(ws)
    pipeline.hide_theme(ws, theme)
    again = pipeline.analyse(ws, granularity=before.granularity, encoder=stub).snapshot
    for shown in (pipeline.snapshot(ws), again):
        hidden = {sub.id for sub in before.sub_themes(theme)} | {theme}
        assert {found.id for found in shown.hidden_themes} == hidden
        assert hidden.isdisjoint(found.id for found in (*shown.top_themes, *shown.recurring_themes))
        assert shown.hidden_mentions == before.theme(theme).size
        assert shown.totals == before.totals
        listed = {found["id"] for found in pipeline.themes_json(ws)}
        assert hidden.isdisjoint(listed)
        assert hidden <= {found["id"] for found in pipeline.themes_json(ws, everything=True)}
    with pytest.raises(UsageError, match="hidden already"):
        pipeline.hide_theme(ws, theme)
    pipeline.undo_decision(ws, kind="hide", theme_id=theme)
    assert pipeline.snapshot(ws).top_themes == before.top_themes


def test_no_passage_of_a_hidden_theme_is_an_example_in_advice(analysed_shop: Workspace) -> None:
    def cited() -> set[str]:
        with analysed_shop.read() as connection:
            placed = analyses.themes_of_mentions(connection)
        advice = pipeline.snapshot(analysed_shop).advice
        return {placed[quote.mention_id] for entry in advice for reason in entry.reasons for quote in reason.citations}

    (theme, *others) = sorted(cited())
    pipeline.hide_theme(analysed_shop, theme)
    assert cited() == set(others)


def test_a_name_holds_in_the_language_it_was_given_for_or_in_all(analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    pipeline.rename_theme(analysed_shop, theme.id, "Myöhästyneet paketit", "fi")
    shown = pipeline.snapshot(analysed_shop).theme(theme.id)
    assert (shown.name("fi"), shown.name("en")) == ("Myöhästyneet paketit", theme.name("en"))
    pipeline.rename_theme(analysed_shop, theme.id, "Late parcels")
    shown = pipeline.snapshot(analysed_shop).theme(theme.id)
    assert (shown.name("fi"), shown.name("en"), shown.name("pl")) == ("Late parcels",) * 3
    pipeline.undo_decision(analysed_shop)
    assert pipeline.snapshot(analysed_shop).theme(theme.id).name("fi") == "Myöhästyneet paketit"
    pipeline.rename_theme(analysed_shop, theme.id, "")
    assert pipeline.snapshot(analysed_shop).theme(theme.id) == theme


def test_a_name_survives_the_next_analysis(analysed_shop: Workspace, stub: StubEncoder) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0].id
    pipeline.rename_theme(analysed_shop, theme, "What the board calls it")
    assert pipeline.analyse(analysed_shop, fresh=True, encoder=stub).snapshot.theme(theme).name("fi") == (
        "What the board calls it"
    )


def test_a_decision_that_finds_nothing_to_decide_on_is_reported(analysed_shop: Workspace, stub: StubEncoder) -> None:
    shown = pipeline.snapshot(analysed_shop)
    first, second, *_ = leaves(shown)
    pipeline.hide_theme(analysed_shop, first)
    pipeline.merge_themes(analysed_shop, first, second)
    counted(analysed_shop, stub)
    assert [(made.kind, made.dormant) for made in pipeline.decisions_of(analysed_shop)] == [
        ("hide", True), ("merge", False),
    ]  # fmt: skip


def test_results_depend_on_what_was_decided_not_on_when_or_by_whom(
    tmp_path: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from insight_synth import _decisions

    found = []
    for name, when in (("one", "2020-01-01T00:00:00+00:00"), ("two", "2030-12-31T00:00:00+00:00")):
        monkeypatch.setattr(_decisions, "_now", lambda when=when: when)
        with Workspace.open(tmp_path / name, create=True) as ws:
            pipeline.add(ws, [shop])
            shown = pipeline.analyse(ws, encoder=StubEncoder()).snapshot
            made = [
                lambda ws=ws, shown=shown, by=name: pipeline.pin_theme(ws, leaves(shown)[0], by),
                lambda ws=ws, shown=shown, by=name: pipeline.merge_themes(ws, leaves(shown)[-1], leaves(shown)[1], by),
            ]
            for decide in made if name == "one" else reversed(made):
                decide()
            found.append(pipeline.take_effect(ws, StubEncoder()))
            assert [decision.made_by for decision in pipeline.decisions_of(ws)] == [name] * 2
    assert found[0] == found[1]


def test_decisions_are_part_of_what_an_analysis_is_known_by(analysed_shop: Workspace, stub: StubEncoder) -> None:
    before = pipeline.snapshot(analysed_shop)
    pipeline.pin_theme(analysed_shop, before.top_themes[0].id)
    assert pipeline.analyse(analysed_shop, encoder=stub).snapshot.fingerprint != before.fingerprint


@pytest.mark.parametrize(
    ("decide", "message"),
    [
        (lambda ws, theme: pipeline.merge_themes(ws, theme, theme), "cannot be merged with itself"),
        (lambda ws, theme: pipeline.merge_themes(ws, theme, "t999"), "no theme 't999'"),
        (lambda ws, theme: pipeline.split_theme(ws, "t999"), "no theme 't999'"),
        (lambda ws, theme: pipeline.pin_theme(ws, "t999"), "no theme 't999'"),
        (lambda ws, theme: pipeline.hide_theme(ws, "t999"), "no theme 't999'"),
        (lambda ws, theme: pipeline.rename_theme(ws, "t999", "x"), "no theme 't999'"),
        (lambda ws, theme: pipeline.rename_theme(ws, theme, "x" * 500), "500 characters"),
        (lambda ws, theme: pipeline.rename_theme(ws, theme, "x", "sv"), "no names in 'sv'"),
        (lambda ws, theme: pipeline.undo_decision(ws), "no decision to take back"),
        (lambda ws, theme: pipeline.undo_decision(ws, 99), "no decision 99 to take back"),
        (lambda ws, theme: pipeline.undo_decision(ws, kind="hide", theme_id=theme), "no hide on theme"),
    ],
    ids=["itself", "into-unknown", "split", "pin", "hide", "rename", "long", "language", "nothing", "number", "kind"],
)
def test_a_wrong_decision_says_what_is_wrong(analysed_shop: Workspace, decide: object, message: str) -> None:
    assert callable(decide)
    with pytest.raises(UsageError, match=message):
        decide(analysed_shop, pipeline.snapshot(analysed_shop).top_themes[0].id)
    assert pipeline.decisions_of(analysed_shop) == []


def test_a_theme_whose_mentions_are_alike_cannot_be_split(ws: Workspace, tmp_path: Path, stub: StubEncoder) -> None:
    subjects = [text for subject in ("late", "broken") for text in sentences(subject, 16)]
    said = subjects + ["The garden gate squeaks."] * 12
    rows = [{"id": str(n), "customer": f"K{n}", "text": text} for n, text in enumerate(said)]
    pipeline.add(ws, [write_source(tmp_path / "notes", rows, "frontline-notes")])
    pipeline.analyse(ws, encoder=stub)
    with ws.read() as connection:
        (gates,) = {m.theme_id for m, _ in analyses.mentions(connection) if "gate" in m.text}
    with pytest.raises(UsageError, match="too few or too alike"):
        pipeline.split_theme(ws, gates)


def test_nothing_is_decided_before_an_analysis(ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop])
    with pytest.raises(NotAnalysed):
        pipeline.hide_theme(ws, "t001")
