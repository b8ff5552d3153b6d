"""The Report page: the draft edited and brought back, quotations chosen, reports exported, verified and compared."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from insight_synth import jobs, pipeline
from insight_synth.model import Plan, Seen
from insight_synth.report import editing
from insight_synth.report.document import Report
from insight_synth.report.rendering import ENDINGS
from insight_synth.report.verify import Discrepancy
from insight_synth.store import Workspace
from insight_synth.workbench.draft import drafting, reporting
from insight_synth.workbench.report import exports
from insight_synth.workbench.wording import Wording
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts

WORDS = Wording("en")


def composed(ws: Workspace) -> Report:
    return pipeline.composed_report(ws, pipeline.snapshot(ws), "en")


def first(ws: Workspace, kind: str = "finding") -> editing.Item:
    """The first finding or action of the first page."""
    return next(item for item in editing.items(composed(ws)) if item.kind == kind and item.section == "story")


def key(item: editing.Item) -> str:
    return drafting.key(item)


def saved_edit(app: AppTest, item: editing.Item, text: str) -> AppTest:
    app.button(key=f"edit_{key(item)}").click().run()
    app.text_area(key=f"text_card_{key(item)}").set_value(text)
    app.button(key=f"save_card_{key(item)}").click().run()
    assert not app.exception
    return app


def readable(app: AppTest) -> str:
    return texts(app).replace("\\", "").replace("*", "")


@pytest.mark.parametrize(("view", "language"), [("preview", "fi"), ("export", "pl"), ("versions", "fi"), ("no", "pl")])
def test_every_view_opens_by_its_address(open_page: Open, analysed_shop: Workspace, view: str, language: str) -> None:
    app = open_page(analysed_shop.path, "report", language, view=view)
    assert not app.exception
    assert not app.error
    assert app.button_group(key="report_view").value == (view if view in reporting.VIEWS else "write")


def test_the_first_draft_stands_there_with_its_figures_and_quotations(
    open_page: Open, analysed_shop: Workspace
) -> None:
    shown = readable(open_page(analysed_shop.path, "report"))
    report = composed(analysed_shop)
    for finding in report.findings:
        assert finding.title in shown
        assert all(report.citation(number).text in shown for number in finding.citations)
    claim = report.findings[0].claim
    assert all(f">{span.text}</span>" in shown for span in claim.spans if span.figure and not span.strong)


def test_a_number_of_ones_own_is_told_flagged_and_marked_and_the_edit_is_undone(
    open_page: Open, analysed_shop: Workspace
) -> None:
    finding = first(analysed_shop)
    app = open_page(analysed_shop.path, "report")
    app = saved_edit(app, finding, f"{finding.text} It cost us 987654 customers.")
    assert WORDS.say("write.unbound", what="987654") in readable(app)
    assert "987654<sup>†</sup>" in texts(app)
    (flag,) = editing.flags(composed(analysed_shop))
    assert editing.flag_text(flag, "en") in readable(app)
    assert [span.text for span in drafting.marked(composed(analysed_shop), finding.id)] == ["987654"]
    app.button_group(key="report_view").set_value("export").run()
    assert [warning.value for warning in app.warning] == [WORDS.say("report.flagged", things=1)]
    app.button_group(key="report_view").set_value("write").run()
    app.button(key="undo_draft").click().run()
    assert not pipeline.draft(analysed_shop)
    assert "987654" not in texts(app)


def test_words_that_keep_the_figures_stay_bound(open_page: Open, analysed_shop: Workspace) -> None:
    finding = first(analysed_shop)
    app = saved_edit(open_page(analysed_shop.path, "report"), finding, f"Read this first. {finding.text}")
    assert WORDS.text("write.bound") in readable(app)
    assert first(analysed_shop).text == f"Read this first. {finding.text}"
    app.button(key=f"as_drafted_{key(finding)}").click().run()
    assert not pipeline.draft(analysed_shop)


def test_items_are_moved_left_out_and_put_back(open_page: Open, analysed_shop: Workspace) -> None:
    before = [finding.id for finding in composed(analysed_shop).findings]
    app = open_page(analysed_shop.path, "report")
    app.button(key=f"down_finding_{before[0]}").click().run()
    moved = [finding.id for finding in composed(analysed_shop).findings]
    assert moved[:2] == [before[1], before[0]]
    app.button(key=f"remove_finding_{before[0]}").click().run()
    assert before[0] not in [finding.id for finding in composed(analysed_shop).findings]
    app.button(key=f"back_finding_{before[0]}").click().run()
    assert sorted(finding.id for finding in composed(analysed_shop).findings) == sorted(before)
    assert not app.exception


def test_quotations_are_chosen_among_the_theme_s_passages(open_page: Open, analysed_shop: Workspace) -> None:
    finding = first(analysed_shop)
    app = open_page(analysed_shop.path, "report")
    app.button(key=f"quotes_{key(finding)}").click().run()
    chosen = f"chosen_{finding.id}"
    assert app.session_state[chosen] == finding.passages
    add = next(button.key for button in app.button if (button.key or "").startswith(f"{chosen}_add_"))
    app.button(key=add).click().run()
    assert not app.exception
    *before, added = app.session_state[chosen]
    assert tuple(before) == finding.passages
    assert f"{chosen}_add_{added.verbatim_id}:{added.start}-{added.end}" == add


def test_who_and_by_when_are_agreed_on_an_action(open_page: Open, analysed_shop: Workspace) -> None:
    action = first(analysed_shop, "action")
    app = open_page(analysed_shop.path, "report")
    app.button(key=f"plan_{key(action)}").click().run()
    app.text_input(key=f"owner_{key(action)}").set_value("Logistics")
    app.button(key=f"save_plan_{key(action)}").click().run()
    assert not app.exception
    assert pipeline.draft(analysed_shop).plan(action.id) == Plan(action.id, "Logistics")
    assert "Owner: Logistics" in readable(app)


def test_a_finding_and_an_action_of_ones_own_are_added_and_deleted(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "report")
    app.button(key="own_finding_go").click().run()
    assert [warning.value for warning in app.warning] == [WORDS.text("write.own_empty")]
    app.text_input(key="own_finding_title_0").set_value("What the board asked")
    app.text_area(key="own_finding_text_0").set_value("Nobody knows yet.")
    app.button(key="own_finding_go").click().run()
    app.text_area(key="own_action_text_1").set_value("Ask them.")
    app.button(key="own_action_go").click().run()
    assert not app.exception
    assert {own.id for own in pipeline.draft(analysed_shop).own} == {"finding:own-1", "action:own-1"}
    assert "What the board asked" in [finding.title for finding in composed(analysed_shop).findings]
    app.button(key="delete_finding_finding:own-1").click().run()
    assert [own.id for own in pipeline.draft(analysed_shop).own] == ["action:own-1"]


def test_a_figure_that_changed_since_is_shown_with_both_and_can_be_let_stand(
    open_page: Open, analysed_shop: Workspace
) -> None:
    finding = first(analysed_shop)
    app = saved_edit(open_page(analysed_shop.path, "report"), finding, f"Mark this. {finding.text}")
    draft = pipeline.draft(analysed_shop)
    said = draft.said(finding.id, "en")
    assert said is not None
    figure = next(seen for seen in said.seen if seen.shown.isdigit())
    aged = tuple(Seen(seen.token, "7777") if seen == figure else seen for seen in said.seen)
    pipeline.set_draft(analysed_shop, replace(draft, words=(replace(said, seen=aged),)))
    (flag,) = editing.flags(composed(analysed_shop))
    assert (flag.code, flag.was, flag.now) == ("figure_changed", "7777", figure.shown)
    app.run()
    assert editing.flag_text(flag, "en") in readable(app)
    app.button(key=f"read_{finding.id}").click().run()
    assert editing.flags(composed(analysed_shop)) == ()


def test_the_whole_draft_can_be_set_aside_and_brought_back(open_page: Open, analysed_shop: Workspace) -> None:
    finding = first(analysed_shop)
    app = saved_edit(open_page(analysed_shop.path, "report"), finding, "Only this.")
    app.button(key="start_over").click().run()
    assert not pipeline.draft(analysed_shop)
    app.button(key="undo_draft").click().run()
    assert first(analysed_shop).text == "Only this."


def test_a_report_is_asked_of_the_worker_with_language_kind_and_format(
    open_page: Open, analysed_shop: Workspace
) -> None:
    app = open_page(analysed_shop.path, "report", view="export")
    app.button_group(key="report_language").set_value("fi").run()
    app.button_group(key="report_kind").set_value("digest").run()
    app.selectbox(key="report_about").set_value("reviews").run()
    app.button(key="build").click().run()
    (job,) = jobs.listed(analysed_shop)
    asked = {name: job.arguments[name] for name in ("language", "kind_of_report", "about")}
    assert (job.kind, asked) == ("report", {"language": "fi", "kind_of_report": "digest", "about": "reviews"})
    assert job.arguments["out"].endswith(f"digest-reviews-fi-{pipeline.snapshot(analysed_shop).fingerprint[:8]}.pdf")
    assert WORDS.text("work.meanwhile") in texts(app)


def test_every_format_there_is_can_be_asked_for(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "report", view="export")
    assert set(ENDINGS) <= set(exports.NAMES) & set(exports.MIMES)
    for ending in ENDINGS:
        app.button_group(key="report_format").set_value(ending).run()
        assert not app.exception


def test_a_built_report_is_offered_and_verified(open_page: Open, analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    analysed_shop.reports.mkdir(exist_ok=True)
    name = f"report-en-{shown.fingerprint[:8]}.json"
    pipeline.write_report(analysed_shop, analysed_shop.reports / name)
    app = open_page(analysed_shop.path, "report", view="export")
    app.button(key=f"verify_{name}").click().run()
    assert not app.exception
    report = composed(analysed_shop)
    told = WORDS.say("report.holds_all", figures=len(report.figures), quotations=len(report.citations))
    assert [element.value for element in app.success] == [told]
    assert WORDS.say("report.is_version", number=1) in readable(app)


def test_a_report_of_an_earlier_analysis_is_said_to_be_one(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = (
        Discrepancy("fingerprint", "the analysis is another", "a", "b", because="changed"),
        Discrepancy("figure", "agenda, questions", "9", "10", because="changed"),
        Discrepancy("figure", "reviews, share", "39\xa0%", "39\xa0% (0.393, not 0.387)", because="changed"),
    )
    monkeypatch.setattr(pipeline, "verification", lambda ws, file: SimpleNamespace(found=apart, version=None))
    analysed_shop.reports.mkdir(exist_ok=True)
    (analysed_shop.reports / "old.json").write_text("{}")
    app = open_page(analysed_shop.path, "report", view="export")
    app.button(key="verify_old.json").click().run()
    assert not app.exception
    assert [element.value for element in app.warning] == [WORDS.say("report.since_about", things=1)]
    assert app.dataframe[0].value.to_numpy().tolist() == [["agenda, questions", "9", "10"]]


def test_the_digests_of_all_teams_come_in_one_file_and_old_jobs_still_work(analysed_shop: Workspace) -> None:
    out, old = analysed_shop.reports / "digests.zip", analysed_shop.reports / "old.md"
    jobs.enqueue(analysed_shop, "report", out=str(out), language="en", ending=".md", made_by="")
    jobs.enqueue(analysed_shop, "report", out=str(old), language="en")
    jobs.work(analysed_shop, until_empty=True)
    assert [job.state for job in jobs.listed(analysed_shop)] == ["done", "done"]
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == sorted(f"digest-{name}.md" for name in ("complaints", "reviews", "till"))
    assert old.is_file()
    assert sorted(file.name for file in analysed_shop.reports.iterdir()) == ["digests.zip", "old.md"]


def test_two_versions_are_compared_in_data_and_words(open_page: Open, analysed_shop: Workspace) -> None:
    finding = first(analysed_shop)
    analysed_shop.reports.mkdir(exist_ok=True)
    pipeline.write_report(analysed_shop, analysed_shop.reports / "one.md")
    app = saved_edit(open_page(analysed_shop.path, "report"), finding, "A sentence of ours.")
    pipeline.write_report(analysed_shop, analysed_shop.reports / "two.md", made_by="anna")
    app = open_page(analysed_shop.path, "report", view="versions")
    app.button(key="compare_go").click().run()
    assert not app.exception
    shown = readable(app)
    assert "A sentence of ours." in shown
    assert finding.text.split(" [")[0] in shown
    assert "anna" in shown
    app.button(key="fetch_1").click().run()
    assert not app.exception
    assert [element.proto.label for element in app.get("download_button")] == [WORDS.text("report.download")]
