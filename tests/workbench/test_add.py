"""Bringing files in: proposed, confirmed, laid out for the worker, and gone when it is done."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from insight_synth import jobs, pipeline
from insight_synth.errors import BadInput, UsageError
from insight_synth.ingest import Reading, plan, staging
from insight_synth.ingest.columns import proposal
from insight_synth.model import Columns
from insight_synth.store import Workspace
from insight_synth.workbench import workspaces
from insight_synth.workbench.incoming import uploads
from insight_synth.workbench.remarks import KEYS
from insight_synth.workbench.serving.spool import Spooled
from insight_synth.workbench.wording import NAMES, Wording, messages
from tests.ingest.columns.made_known_headers import KNOWN
from tests.workbench.conftest import Open

CSV = (
    "Numero;Pvm;Palaute\n1;2025-03-01;Paketti tuli myöhässä ja lapset odottivat\n"
    "2;2025-03-02;Kassalla oli pitkä jono eikä ketään auttamassa\n"
).encode()


def spooled(content: bytes) -> Spooled:
    """An upload as it lies on disk."""
    found = uploads.on_disk("a session", uuid.uuid4().hex, content)
    assert found is not None
    return found


def test_an_upload_is_added_with_the_mapping_that_was_confirmed(open_page: Open, ws: Workspace) -> None:
    app = open_page(ws.path, "add")
    app.file_uploader[0].upload("palautteet.csv", CSV)
    app.run()
    assert not app.multiselect  # nothing is proposed before the kind is known
    assert list(app.dataframe[0].value["Numero"]) == ["1", "2"]  # but what was delivered can be seen
    next(select for select in app.selectbox if select.label == Wording("en").text("add.kind")).select("survey").run()
    assert not app.exception
    text = next(select for select in app.multiselect if select.label == Wording("en").text("column.text"))
    assert text.value == ["Palaute"]
    text.set_value([]).run()
    assert by_label(app.button, "add.confirm").disabled
    assert Wording("en").say("add.aside", columns="Palaute") in " ".join(caption.value for caption in app.caption)
    by_label(app.multiselect, "column.text").set_value(["Palaute"]).run()
    next(button for button in app.button if button.label == Wording("en").text("add.confirm")).click().run()
    assert not app.exception
    assert [job.kind for job in jobs.listed(ws)] == ["add", "analyse"]
    jobs.work(ws, until_empty=True, executor=_only_adding)
    shown = workspaces.standing(ws, None)
    assert [(e.source, e.rows, e.verbatims) for e in shown.exports] == [("palautteet", 2, 2)]
    assert shown.sources["palautteet"].columns.date == ("Pvm",)


def test_a_file_of_another_kind_than_it_says_is_named_with_a_remedy(open_page: Open, ws: Workspace) -> None:
    app = open_page(ws.path, "add")
    app.file_uploader[0].upload("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(60))
    app.run()
    assert not app.exception
    assert app.error[0].proto.title.replace("\\", "") == "picture.csv cannot be added"
    assert app.error[0].value == Wording("en").text("refusal.picture")
    assert not jobs.listed(ws)


def by_label(widgets: Iterable[Any], key: str, language: str = "en") -> Any:
    return next(widget for widget in widgets if widget.label == Wording(language).text(key))


def readable(app: AppTest) -> str:
    kinds = ("markdown", "caption", "warning", "info", "error", "badge")
    return "\n".join(str(element.value) for kind in kinds for element in app.get(kind)).replace("\\", "")


def test_each_field_shows_how_sure_it_is_values_found_and_what_becomes_of_the_rows(
    open_page: Open, ws: Workspace
) -> None:
    app = open_page(ws.path, "add")
    app.file_uploader[0].upload("palautteet.csv", CSV + b"3;2025-03-03;\n")
    app.run()
    by_label(app.selectbox, "add.kind").select("survey").run()
    assert not app.exception
    assert "sure ·" in readable(app)
    assert "2025-03-01 · 2025-03-02" in readable(app)
    assert "Of the first 3 rows, 2 become feedback or events and 1 is rejected." in readable(app)
    preview, rejects = (element.value for element in app.dataframe)
    assert list(preview["Date"]) == ["2025-03-01", "2025-03-02"]
    assert list(rejects["Reason"]) == ["empty text"]


def test_a_field_chosen_by_hand_is_no_proposal_any_more(open_page: Open, ws: Workspace) -> None:
    app = open_page(ws.path, "add")
    app.file_uploader[0].upload("palautteet.csv", CSV)
    app.run()
    by_label(app.selectbox, "add.kind").select("survey").run()
    by_label(app.multiselect, "column.text").set_value(["Numero", "Palaute"]).run()
    assert not app.exception
    assert Wording("en").text("confidence.chosen") in readable(app)
    by_label(app.button, "add.confirm").click().run()
    jobs.work(ws, until_empty=True, executor=_only_adding)
    assert workspaces.standing(ws, None).sources["palautteet"].columns.text == ("Numero", "Palaute")


def test_a_known_export_is_recognised_with_its_kind(open_page: Open, ws: Workspace) -> None:
    made = KNOWN[0]
    lines = [",".join(made.names), *(",".join(f'"{value}"' for value in row.values()) for row in made.rows(20))]
    app = open_page(ws.path, "add")
    app.file_uploader[0].upload("reviews.csv", "\n".join(lines).encode("utf-16"))
    app.run()
    assert not app.exception
    assert "Recognised: a Google Play review export." in readable(app)
    assert by_label(app.selectbox, "add.kind").value == "reviews"
    assert by_label(app.multiselect, "column.text").value == ["Review Title", "Review Text"]


def test_every_known_export_has_its_name_in_every_language() -> None:
    for made in KNOWN:
        assert all(Wording(language).text(f"shape.{made.shape}") for language in NAMES)
        assert uploads.Looked("x", "x", Reading("csv", "utf-8", (), ()), made.shape).kind


def test_the_next_export_of_a_source_is_recognised_and_read_as_before(
    open_page: Open, ws: Workspace, shop: Path
) -> None:
    pipeline.add(ws, [shop / "complaints", shop / "till"])
    header, *rows = (shop / "complaints" / "export.csv").read_text(encoding="utf-8").splitlines()
    app = open_page(ws.path, "add")
    app.file_uploader[0].upload("april.csv", "\n".join([header, *(f"N{row}" for row in rows[:9])]).encode())
    app.run()
    assert not app.exception
    assert by_label(app.selectbox, "add.source").value == "complaints"
    assert not app.multiselect
    by_label(app.button, "add.confirm").click().run()
    assert jobs.listed(ws)[0].arguments["source_id"] == "complaints"


def test_sources_to_choose_from_are_called_as_they_are(open_page: Open, ws: Workspace) -> None:
    source = uploads.proposed_source("a", "Skargi - *sklepy* [2025]", "survey", "", Columns(text=("Palaute",)))
    pipeline.add(ws, [uploads.lay_out(ws, source, "first.csv", spooled(CSV))])
    assert by_label(open_page(ws.path, "sources").selectbox, "sources.open").options == [source.name]


def test_a_changed_shape_is_told_and_its_new_mapping_stored(open_page: Open, ws: Workspace, shop: Path) -> None:
    pipeline.add(ws, [shop / "complaints"])
    content = (shop / "complaints" / "export.csv").read_text(encoding="utf-8")
    header, *rows = content.splitlines()
    renamed = header.replace("text", "comment")
    app = open_page(ws.path, "add")
    app.file_uploader[0].upload("april.csv", "\n".join([renamed, *(f"N{row}" for row in rows[:20])]).encode())
    app.run()
    by_label(app.selectbox, "add.source").select("complaints").run()
    assert not app.exception
    told = readable(app).replace("*", "")
    assert "The column text (What people wrote) is gone; comment is probably its new name." in told
    assert by_label(app.multiselect, "column.text").value == ["comment"]
    by_label(app.button, "add.confirm_mapping").click().run()
    jobs.work(ws, until_empty=True, executor=_only_adding)
    shown = workspaces.standing(ws, None)
    assert [export.rows for export in shown.exports] == [len(rows), 20]  # the earlier one stays as it was read
    assert shown.sources["complaints"].columns.text == ("comment",)


def test_the_demo_takes_no_exports_of_one_s_own(open_page: Open, ws: Workspace) -> None:
    ws.set_note("demo", "1")
    app = open_page(ws.path, "add")
    assert not app.file_uploader
    app.button(key="own").click().run()
    assert workspaces.is_workspace(ws.path.parent / "workspace")
    assert app.file_uploader


def test_a_folder_of_sources_is_listed_before_it_is_added(open_page: Open, ws: Workspace, shop: Path) -> None:
    app = open_page(ws.path, "add")
    app.button_group(key="add_way").set_value("folder").run()
    app.text_input(key="add_folder").set_value(str(shop)).run()
    assert sum("1 file" in element.value for element in app.markdown) == 3
    app.button(key="add_folder_go").click().run()
    assert jobs.listed(ws)[0].arguments["paths"] == [str(shop.resolve())]


def test_what_was_laid_out_goes_once_its_job_ended(ws: Workspace) -> None:
    source = uploads.proposed_source("new", "New", "survey", "", Columns(text=("Palaute",)))
    laid = uploads.lay_out(ws, source, "../../evil name?.csv", spooled(CSV))
    assert laid.is_relative_to(ws.path / "uploads")
    uploads.tidy(ws)
    assert laid.is_dir()  # its job is about to be asked for
    os.utime(laid.parent, (0, 0))
    jobs.enqueue(ws, "add", paths=[str(laid)])
    uploads.tidy(ws)
    assert [file.name for file in sorted(laid.iterdir())] == ["evil name_.csv", "source.toml"]
    jobs.work(ws, until_empty=True)
    uploads.tidy(ws)
    assert not list((ws.path / "uploads").iterdir())
    assert workspaces.standing(ws, None).rows == 2


def test_a_source_without_words_is_refused() -> None:
    with pytest.raises(UsageError, match="no column is chosen"):
        uploads.proposed_source("new", "New", "survey", "", Columns(date=("Pvm",)))


def test_a_file_that_cannot_be_read_is_named_as_it_was_uploaded() -> None:
    with pytest.raises(BadInput, match=r"^nothing\.csv: "):
        uploads.look_at("nothing.csv", spooled(b"").path)


@pytest.mark.parametrize("language", sorted(NAMES))
def test_letters_read_wrongly_are_read_again_as_a_person_says(open_page: Open, ws: Workspace, language: str) -> None:
    words = Wording(language)
    app = open_page(ws.path, "add", language)
    app.file_uploader[0].upload("dos.csv", CSV.decode().encode("cp850"))
    app.run()
    by_label(app.selectbox, "add.kind", language).select("survey").run()
    assert "myöhässä" not in app.dataframe[0].value.to_string()
    letters = by_label(app.selectbox, "add.encoding", language)
    assert letters.options[0].startswith(words.say("add.encoding_found", encoding=""))
    letters.select("cp850").run()
    assert not app.exception
    assert by_label(app.selectbox, "add.kind", language).value == "survey"  # what was chosen stays chosen
    assert "Paketti tuli myöhässä" in app.dataframe[0].value.to_string()
    by_label(app.button, "add.confirm", language).click().run()
    jobs.work(ws, until_empty=True, executor=_only_adding)
    shown = workspaces.standing(ws, None)
    assert shown.sources["dos"].encoding == "cp850"
    assert [(export.encoding, export.verbatims) for export in shown.exports] == [("cp850", 2)]


def test_what_was_noticed_while_reading_is_told_in_the_person_s_language(open_page: Open, ws: Workspace) -> None:
    app = open_page(ws.path, "add", "fi")
    app.file_uploader[0].upload("palautteet.csv", b"Raportti;;\n" + CSV + b"3;13.3.2025;\n")
    app.run()
    by_label(app.selectbox, "add.kind", "fi").select("survey").run()
    assert not app.exception
    assert "1 rivi ennen otsikkoriviä jätetty pois" in readable(app)
    assert "päiväyksissä päivä on ensin" in readable(app)
    assert "tyhjä teksti" in app.dataframe[-1].value.to_string()


def test_every_remark_known_has_its_text_in_every_language() -> None:
    for language in NAMES:
        assert {f"remark.{key}" for key in KEYS} <= set(messages(language))


def test_a_remark_without_a_text_here_is_told_in_english() -> None:
    assert Wording("fi").remark("delimiter comma; it hums") == "delimiter comma; it hums"
    assert Wording("fi").remark("delimiter comma; 2 short rows filled with empty fields").startswith("erottimena")


def test_an_encoding_that_a_file_is_not_in_is_told_and_can_be_changed(open_page: Open, ws: Workspace) -> None:
    app = open_page(ws.path, "add")
    app.file_uploader[0].upload("palautteet.csv", CSV.decode().encode("cp1252"))
    app.run()
    letters = by_label(app.selectbox, "add.encoding")
    letters.select("utf-8").run()
    assert not app.exception
    assert "it is not in the encoding utf-8" in app.error[0].value.replace("\\", "")
    by_label(app.selectbox, "add.encoding").select_index(0).run()
    assert not app.error


def test_a_format_that_states_its_encoding_gives_no_choice_of_one(open_page: Open, ws: Workspace) -> None:
    app = open_page(ws.path, "add")
    page = "<table><tr><th>date</th><th>comment</th></tr><tr><td>2025-03-01</td><td>Late again</td></tr></table>"
    app.file_uploader[0].upload("page.html", page.encode())
    app.run()
    assert not app.exception
    assert Wording("en").text("add.encoding") not in [select.label for select in app.selectbox]


def test_the_next_export_is_read_in_the_encoding_of_its_source(open_page: Open, ws: Workspace, tmp_path: Path) -> None:
    source = uploads.proposed_source("dos", "Dos", "survey", "", Columns(text=("Palaute",)))
    content = CSV.decode().encode("cp850")
    pipeline.add(ws, [uploads.lay_out(ws, replace(source, encoding="cp850"), "first.csv", spooled(content))])
    app = open_page(ws.path, "add")
    app.file_uploader[0].upload("second.csv", content + "3;2025-03-03;Hylly oli tyhjä\n".encode("cp850"))
    app.run()
    assert not app.exception
    assert by_label(app.selectbox, "add.encoding").value == "cp850"
    by_label(app.selectbox, "add.encoding").select("cp1252").run()
    assert Wording("en").text("add.encoding_kept") in readable(app)


def test_the_app_itself_looks_into_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("what a hostile file holds is looked into in this process")

    looked = uploads.look_at("palautteet.csv", spooled(CSV).path)
    for module, name in ((proposal, "propose_columns"), (staging, "records_of"), (plan.Survey, "see")):
        monkeypatch.setattr(module, name, refuse)
    proposed = uploads.proposed(looked, "survey")
    assert proposed.columns.text == ("Palaute",)
    source = uploads.proposed_source("new", "New", "survey", "", proposed.columns)
    assert [record.date for record in uploads.preview(looked, source).records] == ["2025-03-01", "2025-03-02"]


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Palautteet, myymälät", (), "palautteet-myymalat"),
        ("Skargi Łódź", (), "skargi-lodz"),
        ("survey", ("survey", "survey-2"), "survey-3"),
        ("☃", (), "source"),
    ],
)
def test_a_source_s_id_is_made_from_its_name(name: str, taken: tuple[str, ...], expected: str) -> None:
    assert uploads.source_id_of(name, taken) == expected


def _only_adding(ws: Workspace, job: jobs.Job, progress: object) -> str:
    if job.kind == "add":
        pipeline.add(ws, [Path(path) for path in job.arguments["paths"]])
    return ""
