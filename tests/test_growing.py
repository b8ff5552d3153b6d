"""Analyses that go on from the one before: mentions placed, new themes born, and when themes are found anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import _themed, pipeline
from insight_synth._theme_state import NAME, ThemeState
from insight_synth.store import Workspace, analyses, model_state
from tests.conftest import StubEncoder, sentences, write_source


def placed(ws: Workspace) -> dict[str, str]:
    with ws.read() as connection:
        return analyses.themes_of_mentions(connection)


def state(ws: Workspace) -> ThemeState:
    with ws.read() as connection:
        found = ThemeState.from_bytes(model_state.state(connection, NAME))
    assert found
    return found


def notes(folder: Path, texts: list[str], file: str = "export.csv", language: str = "en") -> Path:
    rows = [{"id": f"{file}{n}", "text": text} for n, text in enumerate(texts)]
    source = write_source(folder / "notes", rows, "frontline-notes", file)
    toml = (source / "source.toml").read_text(encoding="utf-8")
    (source / "source.toml").write_text(toml.replace('language = "en"', f'language = "{language}"'), encoding="utf-8")
    return source


GARDEN = [
    f"The garden {chair} {wobbles} on {grass} grass, number {n}"
    for n, (chair, wobbles, grass) in enumerate(
        (chair, wobbles, grass)
        for chair in ("chair", "chairs", "furniture")
        for wobbles in ("wobbles", "collapsed", "wobbles badly")
        for grass in ("wet", "flat")
    )
]


def test_mentions_stay_in_their_theme_when_some_are_added(
    analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path
) -> None:
    before = placed(analysed_shop)
    pipeline.add(analysed_shop, [notes(tmp_path, sentences("late", 8, 900))])
    pipeline.analyse(analysed_shop, encoder=stub)
    after = placed(analysed_shop)
    assert {mention: after[mention] for mention in before} == before
    assert len(after) == len(before) + 8
    late = {before[mention] for mention in before if "parcel" in text_of(analysed_shop, mention).lower()}
    assert {after[mention] for mention in after if mention not in before} <= late


def text_of(ws: Workspace, mention_id: str) -> str:
    with ws.read() as connection:
        return next(mention.text for mention, _ in analyses.mentions(connection) if mention.id == mention_id)


def test_what_nobody_spoke_of_before_is_a_new_theme_recorded_as_born(
    analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path
) -> None:
    before, known = placed(analysed_shop), {theme.id for theme in pipeline.snapshot(analysed_shop).themes}
    pipeline.add(analysed_shop, [notes(tmp_path, GARDEN)])
    found = pipeline.analyse(analysed_shop, encoder=stub).snapshot
    new = [theme for theme in found.themes if theme.id not in known]
    assert sum(theme.size for theme in new) >= 0.8 * len(GARDEN)
    assert any("garden" in theme.name("en").lower() or "grass" in theme.name("en").lower() for theme in new)
    assert {mention: theme for mention, theme in placed(analysed_shop).items() if mention in before} == before
    with analysed_shop.read() as connection:
        born = {change.theme_id for _, change in analyses.theme_changes(connection) if change.kind == "born"}
    assert {theme.id for theme in new} <= born
    told = [(date, change.theme_id) for date, change in pipeline.history_of(analysed_shop) if change.kind == "born"]
    assert {(found.now, theme.id) for theme in new} <= set(told)


def test_much_that_is_new_makes_themes_be_found_anew(
    analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path
) -> None:
    fitted = state(analysed_shop).known.fitted
    texts = [*GARDEN, *sentences("staff", 16, 700), *sentences("broken", 16, 800)]
    pipeline.add(analysed_shop, [notes(tmp_path, texts)])
    pipeline.analyse(analysed_shop, encoder=stub)
    assert state(analysed_shop).known.fitted == fitted + len(texts)


def test_little_that_is_new_does_not(analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path) -> None:
    fitted = state(analysed_shop).known.fitted
    pipeline.add(analysed_shop, [notes(tmp_path, sentences("staff", 9, 700))])
    pipeline.analyse(analysed_shop, encoder=stub)
    assert state(analysed_shop).known.fitted == fitted
    assert len(state(analysed_shop).mentions) == fitted + 9


def test_fresh_finds_anew_and_passes_the_ids_on(analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path) -> None:
    before = placed(analysed_shop)
    pipeline.add(analysed_shop, [notes(tmp_path, sentences("late", 8, 900))])
    pipeline.analyse(analysed_shop, fresh=True, encoder=stub)
    after = placed(analysed_shop)
    assert state(analysed_shop).known.fitted == len(state(analysed_shop).mentions)
    assert sum(after.get(mention) == theme for mention, theme in before.items()) > 0.5 * len(before)


def test_a_language_that_was_not_there_makes_themes_be_found_anew(
    analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_themed, "NEW_LANGUAGE", 5)
    fitted = state(analysed_shop).known.fitted
    finnish = [f"Paketti tuli myöhässä jo {n}. kerran eikä kukaan kertonut" for n in range(8)]
    pipeline.add(analysed_shop, [notes(tmp_path, finnish, language="fi")])
    pipeline.analyse(analysed_shop, encoder=stub)
    assert state(analysed_shop).known.fitted == fitted + 8


@pytest.mark.parametrize("kept", [b"", b"nothing of ours", None], ids=["empty", "damaged", "gone"])
def test_a_state_that_is_lost_costs_only_time(
    analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path, kept: bytes | None
) -> None:
    ids = {theme.id for theme in pipeline.snapshot(analysed_shop).themes}
    with analysed_shop.write() as connection:
        model_state.drop_state(connection, NAME)
        if kept is not None:
            model_state.put_state(connection, NAME, kept)
    pipeline.add(analysed_shop, [notes(tmp_path, sentences("late", 8, 900))])
    again = pipeline.analyse(analysed_shop, encoder=stub)
    assert {theme.id for theme in again.snapshot.themes} & ids
    assert state(analysed_shop).known.fitted == len(state(analysed_shop).mentions)


def test_themes_without_mentions_die_and_others_stay(
    ws: Workspace, shop: Path, stub: StubEncoder, tmp_path: Path
) -> None:
    notes(tmp_path, GARDEN)
    pipeline.add(ws, [shop, tmp_path / "notes"])
    pipeline.analyse(ws, encoder=stub)
    with ws.read() as connection:
        garden = {m.theme_id for m, _ in analyses.mentions(connection) if m.source == "notes"} - {""}
        others = {m.theme_id for m, _ in analyses.mentions(connection) if m.source != "notes"}
    alone = garden - others
    before = {mention: theme for mention, theme in placed(ws).items() if theme not in garden}
    (tmp_path / "notes" / "export.csv").write_text("id,text\nexport.csv0,A remark on parking\n", encoding="utf-8")
    rows = [{"id": f"export.csv{n}", "text": f"Parking remark {n}"} for n in range(len(GARDEN))]
    write_source(tmp_path / "notes", rows, "frontline-notes")
    pipeline.add(ws, [tmp_path / "notes"])
    found = pipeline.analyse(ws, encoder=stub).snapshot
    assert alone
    assert not alone & {theme.id for theme in found.themes}
    assert {mention: theme for mention, theme in placed(ws).items() if mention in before} == before
    with ws.read() as connection:
        assert alone <= {change.theme_id for _, change in analyses.theme_changes(connection) if change.kind == "died"}


def test_a_state_is_read_back_as_it_was_kept(analysed_shop: Workspace) -> None:
    kept = state(analysed_shop)
    again = ThemeState.from_bytes(kept.to_bytes())
    assert again
    assert again.to_bytes() == kept.to_bytes()
    assert (again.ids, again.mentions, again.names, again.settings) == (
        kept.ids, kept.mentions, kept.names, kept.settings,
    )  # fmt: skip


def test_the_fingerprint_tells_an_analysis_that_grew_from_one_found_anew(
    analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path
) -> None:
    pipeline.add(analysed_shop, [notes(tmp_path, sentences("late", 8, 900))])
    grown = pipeline.analyse(analysed_shop, encoder=stub).snapshot.fingerprint
    assert pipeline.analyse(analysed_shop, encoder=stub).unchanged
    anew = pipeline.analyse(analysed_shop, fresh=True, encoder=stub).snapshot.fingerprint
    assert anew != grown
    assert pipeline.analyse(analysed_shop, encoder=stub).unchanged
    assert pipeline.analyse(analysed_shop, fresh=True, encoder=stub).snapshot.fingerprint == anew
