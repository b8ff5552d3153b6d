"""An analysis: the same answer for the same records, nothing done twice, ids and names that last."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import pipeline
from insight_synth.errors import BadInput, NotAnalysed, UsageError, WorkspaceError
from insight_synth.model import Snapshot
from insight_synth.store import Workspace, analyses, records
from tests.conftest import StubEncoder, sentences, write_source


def named(shown: Snapshot) -> set[str]:
    return {word for theme in shown.themes for word in " ".join(theme.names.values()).lower().split()}


def test_the_subjects_of_the_shop_are_its_themes(analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    assert len(shown.top_themes) >= 3
    for words in ({"parcel", "late", "delivery"}, {"mug", "broken", "porcelain"}, {"cashier", "rude", "staff", "help"}):
        assert words & named(shown)


def test_totals_add_up(analysed_shop: Workspace) -> None:
    totals = pipeline.snapshot(analysed_shop).totals
    assert totals.rows == totals.verbatims + totals.events + totals.duplicates + totals.rejects == 116
    assert totals.themed + totals.unthemed == totals.mentions


def test_the_sizes_of_top_themes_and_the_unthemed_make_all_mentions(analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    assert sum(theme.size for theme in shown.top_themes) == shown.totals.themed


def test_every_source_gets_a_profile_and_a_verdict(analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    assert [profile.source.id for profile in shown.profiles] == ["complaints", "reviews", "till"]
    assert [entry.source for entry in shown.advice] == ["complaints", "reviews", "till"]


def test_a_snapshot_read_back_is_the_one_that_was_found(ws: Workspace, shop: Path, stub: StubEncoder) -> None:
    pipeline.add(ws, [shop])
    assert pipeline.analyse(ws, encoder=stub).snapshot == pipeline.snapshot(ws)


def test_quotations_are_the_stored_text_to_the_letter(analysed_shop: Workspace) -> None:
    quotes = [quote for theme in pipeline.snapshot(analysed_shop).themes for quote in theme.quotes]
    assert quotes
    with analysed_shop.read() as connection:
        for quote in quotes:
            text = records.verbatim_text(connection, quote.verbatim_id)
            assert text is not None
            assert quote.text == text[quote.start : quote.end]


def test_an_unchanged_workspace_is_not_analysed_again(analysed_shop: Workspace, stub: StubEncoder) -> None:
    asked = len(stub.asked)
    again = pipeline.analyse(analysed_shop, encoder=stub)
    assert again.unchanged
    assert len(stub.asked) == asked


def test_another_granularity_is_another_analysis_that_encodes_nothing(
    analysed_shop: Workspace, stub: StubEncoder
) -> None:
    asked = len(stub.asked)
    again = pipeline.analyse(analysed_shop, granularity="coarse", encoder=stub)
    assert not again.unchanged
    assert again.encoded == 0
    assert len(stub.asked) == asked


def test_only_new_texts_are_encoded(analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path) -> None:
    stub.asked.clear()
    write_source(tmp_path / "notes", [{"id": "1", "text": "A new remark on the garden furniture"}], "frontline-notes")
    pipeline.add(analysed_shop, [tmp_path / "notes"])
    assert pipeline.analyse(analysed_shop, encoder=stub).encoded == 1
    assert stub.asked == ["A new remark on the garden furniture"]


def test_fresh_starts_over_and_finds_the_same(analysed_shop: Workspace, stub: StubEncoder) -> None:
    before = pipeline.snapshot(analysed_shop)
    stub.asked.clear()
    again = pipeline.analyse(analysed_shop, fresh=True, encoder=stub)
    assert not again.unchanged
    assert stub.asked
    assert again.snapshot == before


def test_the_order_of_adding_changes_no_result(tmp_path: Path, shop: Path) -> None:
    found = []
    for name, order in (("one", ["complaints", "reviews", "till"]), ("two", ["till", "reviews", "complaints"])):
        with Workspace.open(tmp_path / name, create=True) as ws:
            for source in order:
                pipeline.add(ws, [shop / source])
            found.append(pipeline.analyse(ws, encoder=StubEncoder()).snapshot)
    assert found[0] == found[1]


def test_themes_keep_their_ids_when_data_are_added(analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path) -> None:
    def members() -> dict[str, set[str]]:
        with analysed_shop.read() as connection:
            parents = analyses.parents(connection)
            found: dict[str, set[str]] = {theme: set() for theme, parent in parents.items() if not parent}
            for mention, theme in analyses.themes_of_mentions(connection).items():
                found[parents[theme] or theme].add(mention)
        return found

    before = members()
    rows = [{"id": f"N{n}", "text": text} for n, text in enumerate(sentences("late", 16, 900))]
    write_source(tmp_path / "notes", rows, "frontline-notes")
    pipeline.add(analysed_shop, [tmp_path / "notes"])
    pipeline.analyse(analysed_shop, encoder=stub)
    after = members()
    kept = set(before) & set(after)
    assert len(kept) >= 0.8 * len(before)  # a small theme may join another when more is known
    assert sum(len(mentions) for mentions in after.values()) > sum(len(mentions) for mentions in before.values())
    for theme in kept:
        assert len(before[theme] & after[theme]) > len(before[theme]) / 2


def test_a_users_name_survives_the_next_analysis(analysed_shop: Workspace, stub: StubEncoder) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0].id
    pipeline.rename_theme(analysed_shop, theme, "What the board calls it")
    shown = pipeline.analyse(analysed_shop, fresh=True, encoder=stub).snapshot
    assert shown.theme(theme).name("fi") == "What the board calls it"
    with pytest.raises(UsageError, match="no theme 't999'"):
        pipeline.rename_theme(analysed_shop, "t999", "Nothing")


def test_a_changed_letter_is_another_fingerprint(analysed_shop: Workspace, stub: StubEncoder) -> None:
    before = pipeline.snapshot(analysed_shop).fingerprint
    with analysed_shop.write() as connection:
        connection.exec_driver_sql("UPDATE verbatims SET text = 'X' || substr(text, 2) WHERE source_row_id = 'C0001'")
    assert pipeline.analyse(analysed_shop, encoder=stub).snapshot.fingerprint != before


def test_a_changed_letter_shows_in_the_quotation(analysed_shop: Workspace) -> None:
    quote = next(theme.quotes[0] for theme in pipeline.snapshot(analysed_shop).themes if theme.quotes)
    with analysed_shop.write() as connection:
        connection.exec_driver_sql("UPDATE verbatims SET text = replace(text, 'e', 'i')")
    again = next(theme.quotes[0] for theme in pipeline.snapshot(analysed_shop).themes if theme.quotes)
    assert again.text == quote.text.replace("e", "i")


def test_births_and_deaths_of_themes_are_recorded(analysed_shop: Workspace, stub: StubEncoder, tmp_path: Path) -> None:
    words = ["garden", "furniture", "wobbles", "on", "grass", "terrace", "chairs", "collapse"]
    rows = [{"id": f"N{n}", "text": f"The garden chairs wobble: {words[n % 8]} {words[n // 8]} {n}"} for n in range(40)]
    write_source(tmp_path / "notes", rows, "frontline-notes")
    pipeline.add(analysed_shop, [tmp_path / "notes"])
    known = {theme.id for theme in pipeline.snapshot(analysed_shop).themes}
    new = {theme.id for theme in pipeline.analyse(analysed_shop, encoder=stub).snapshot.themes} - known
    with analysed_shop.read() as connection:
        told = {change.theme_id for _, change in analyses.theme_changes(connection)} | {
            other for _, change in analyses.theme_changes(connection) for other in change.others
        }
    assert new
    assert new <= told


def test_an_analysis_needs_verbatims(ws: Workspace, stub: StubEncoder) -> None:
    with pytest.raises(BadInput, match=r"no verbatims.*insight-synth add"):
        pipeline.analyse(ws, encoder=stub)


def test_a_workspace_without_an_analysis_says_so(ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop])
    with pytest.raises(NotAnalysed, match="insight-synth analyse"):
        pipeline.snapshot(ws)


def test_an_unknown_granularity_is_a_wrong_call(ws: Workspace) -> None:
    with pytest.raises(UsageError, match="auto, coarse or fine"):
        pipeline.analyse(ws, granularity="huge")


def test_an_analysis_that_meets_a_full_disk_leaves_the_one_before(
    analysed_shop: Workspace, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pipeline.snapshot(analysed_shop)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(analyses, "put_analysis", full)
    with pytest.raises(WorkspaceError, match="disk is full"):
        pipeline.analyse(analysed_shop, granularity="fine", encoder=stub)
    assert pipeline.snapshot(analysed_shop) == before


def test_mojibake_is_understood_while_the_original_stays_to_the_letter(
    ws: Workspace, shop: Path, stub: StubEncoder
) -> None:
    garbled = "Pyysin vastausta myymÃ¤lÃ¤stÃ¤ mutta kukaan ei vastannut"
    row = {"id": "X1", "date": "2025-01-02", "customer": "K1", "text": garbled}
    write_source(shop / "finnish", [row])
    pipeline.add(ws, [shop])
    pipeline.analyse(ws, encoder=stub)
    assert any("myymälästä" in text for text in stub.asked)
    with ws.read() as connection:
        kept = next(v for v in records.verbatims(connection, source="finnish"))
    assert (kept.text, kept.repaired) == (garbled, "Pyysin vastausta myymälästä mutta kukaan ei vastannut")
