"""Every report that is written is kept, can be drawn again and compared, and forgets an erased customer."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from insight_synth import cli, pipeline, report
from insight_synth.errors import BadInput, UsageError
from insight_synth.model import Chosen, Draft, Own, Passage, Seen, Words
from insight_synth.report.erased import MARK, is_erased
from insight_synth.store import Workspace, erasures, records, versions


@pytest.fixture
def written(analysed_shop: Workspace, tmp_path: Path) -> Workspace:
    """The shop with one report written."""
    pipeline.write_report(analysed_shop, tmp_path / "board.md", made_by="Aino")
    return analysed_shop


def test_a_written_report_is_kept_as_it_was_and_once(written: Workspace, tmp_path: Path) -> None:
    pipeline.write_report(written, tmp_path / "board.html")
    pipeline.write_report(written, tmp_path / "board.md", "fi")
    finnish, english = pipeline.versions(written)
    assert [Path(file.path).name for file in english.files] == ["board.md", "board.html"]
    assert (finnish.number, finnish.language, english.made_by, english.erased) == (2, "fi", "Aino", 0)
    shown = pipeline.composed_report(written, pipeline.snapshot(written), "en")
    assert pipeline.version(written, 1) == shown
    assert english.sha256 == hashlib.sha256(report.to_json(shown).encode()).hexdigest()


def test_a_version_is_drawn_again_to_the_byte_and_makes_no_new_one(written: Workspace, tmp_path: Path) -> None:
    pipeline.write_version(written, 1, tmp_path / "again.md")
    assert (tmp_path / "again.md").read_bytes() == (tmp_path / "board.md").read_bytes()
    assert len(pipeline.versions(written)) == 1
    with pytest.raises(UsageError, match="no version 7"):
        pipeline.version(written, 7)


def test_every_source_gets_its_digest(analysed_shop: Workspace, tmp_path: Path) -> None:
    paths = pipeline.write_digests(analysed_shop, tmp_path / "teams", ending=".md")
    assert [path.name for path in paths] == ["digest-complaints.md", "digest-reviews.md", "digest-till.md"]
    assert [kept.about for kept in pipeline.versions(analysed_shop)] == ["till", "reviews", "complaints"]


@pytest.mark.parametrize(("kind", "about"), [("digest", ""), ("full", "reviews"), ("poster", ""), ("digest", "nobody")])
def test_a_report_that_cannot_be_is_refused_and_not_kept(
    analysed_shop: Workspace, tmp_path: Path, kind: str, about: str
) -> None:
    with pytest.raises(UsageError):
        pipeline.write_report(analysed_shop, tmp_path / "r.md", kind=kind, about=about)
    assert not pipeline.versions(analysed_shop)


def quoted(ws: Workspace) -> tuple[str, str, str]:
    """A customer whom the report quotes: the id in the exports, the verbatim's id, the words."""
    with ws.read() as connection:
        by_id = {verbatim.id: verbatim for verbatim in records.verbatims(connection, source="complaints")}
    cited = next(cited for cited in pipeline.version(ws, 1).citations if cited.verbatim_id in by_id)
    verbatim = by_id[cited.verbatim_id]
    return f"KUND{int(verbatim.source_row_id[1:]):05d}", verbatim.id, verbatim.text


def test_an_erased_customer_leaves_drafts_and_versions_and_the_rest_stays(written: Workspace, tmp_path: Path) -> None:
    customer, verbatim_id, said = quoted(written)
    kept_words = (
        f"They said: {said} {{quote {verbatim_id} 0 9}} So {{cite {verbatim_id} 0 9}}we act. {customer} was right."
    )
    pipeline.set_draft(
        written,
        Draft(
            words=(Words("finding:own-1", "en", kept_words, (Seen(f"quote {verbatim_id} 0 9", "print"),)),),
            chosen=(Chosen("quotes:t001", (Passage(verbatim_id, 0, 9),)), Chosen("lead", (Passage("other", 0, 9),))),
            own=(Own("finding:own-1"),),
        ),
    )
    pipeline.write_report(written, tmp_path / "second.md")
    before = pipeline.version(written, 1)
    proof = pipeline.erase(written, customer)
    assert proof.holds
    assert any("kept versions of reports" in line for line in proof.lines())

    left = pipeline.draft(written)
    (words,) = left.words
    assert (words.seen, left.chosen) == ((), (Chosen("lead", (Passage("other", 0, 9),)),))
    assert words.text.startswith(f"They said: {MARK}")
    assert words.text.endswith("we act. erased was right.")
    after = pipeline.version(written, 1)
    (gone,) = [cited for cited in after.citations if is_erased(cited)]
    assert (gone.text, gone.locator, gone.sha256) == ("", "", "")
    assert len(after.citations) == len(before.citations)
    assert after.figures == before.figures
    assert [(kept.changed, kept.erased) for kept in pipeline.versions(written)] == [(True, 2), (True, 1)]
    with written.read() as connection:
        assert erasures.erased(connection, written, verbatim_id)
        texts = [versions.json_of(connection, number) or "" for number in (1, 2)]
    assert not any(trace in text for text in texts for trace in (said, verbatim_id, customer))


def test_the_proof_finds_words_that_were_left_in_a_version(written: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    customer, _, _ = quoted(written)
    monkeypatch.setattr("insight_synth._erase.take_out", lambda *_: None)
    found = {(check.where, check.what): check.found for check in pipeline.erase(written, customer).checks}
    assert found["drafts and versions of reports", "the customer's words"] > 0
    assert found["drafts and versions of reports", "ids of 1 verbatims"] > 0


def test_a_version_that_cannot_be_read_any_more_does_not_keep_the_customer(written: Workspace) -> None:
    customer, _, said = quoted(written)
    with written.write() as connection:
        versions.put_json(connection, 1, json.dumps({"format": "of old", "said": said}), "What customers say", 0)
    assert pipeline.erase(written, customer).holds
    with pytest.raises(BadInput, match="version 1"):
        pipeline.version(written, 1)


def test_a_version_tells_what_was_erased_when_it_is_compared_and_drawn(written: Workspace, tmp_path: Path) -> None:
    assert pipeline.compare_versions(written, 1).same
    customer, _, said = quoted(written)
    pipeline.erase(written, customer)
    changes = pipeline.compare_versions(written, 1)
    assert changes.counts.erased_quotations == 1
    text = pipeline.write_version(written, 1, tmp_path / "again.md").read_text(encoding="utf-8")
    assert "this quotation was erased" in text
    assert said not in text


def test_the_commands_list_compare_and_say_what_is_wrong(
    written: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["-w", str(written.path)]
    assert cli.run(["versions", *place]) == 0
    assert cli.run(["versions", "compare", "1", *place]) == 0
    told = capsys.readouterr().out
    assert "board.md" in told
    assert "Nothing a reader would notice changed." in told
    assert cli.run(["report", "--digests", str(tmp_path), "-o", "x.pdf", *place]) == 2
    assert cli.run(["versions", *place, "compare", "1"]) == 2
    assert cli.run(["draft", "quote", "lead", "what", *place]) == 2
    assert cli.run(["draft", "undo", *place]) == 2
