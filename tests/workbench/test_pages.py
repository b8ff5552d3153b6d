"""What a person sees on each page."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from insight_synth import jobs, pipeline
from insight_synth.store import Workspace
from insight_synth.workbench.places import PLACES, Name
from insight_synth.workbench.wording import NAMES, Wording
from tests.workbench.conftest import Open

LEADS_TO = {"theme": "theme", "source": "source"}


def texts(app: AppTest) -> str:
    """Everything readable on the page, one after the other."""
    headings, remarks = ("title", "header", "subheader"), ("info", "success", "error", "warning")
    kinds = (*headings, "markdown", "caption", *remarks, "html", "page_link")
    return "\n".join(str(element.value) for kind in kinds for element in app.get(kind))


def parameters(ws: Workspace, name: str) -> dict[str, str]:
    shown = pipeline.snapshot(ws)
    if name == "theme":
        return {"theme": shown.top_themes[0].id}
    return {"source": "complaints"} if name == "source" else {}


@pytest.mark.parametrize("language", sorted(NAMES))
@pytest.mark.parametrize("name", [place.name for place in PLACES])
def test_every_page_opens_in_every_language(
    open_page: Open, analysed_shop: Workspace, name: Name, language: str
) -> None:
    app = open_page(analysed_shop.path, name, language, **parameters(analysed_shop, name))
    assert not app.exception
    assert not app.error
    words, shown = Wording(language), pipeline.snapshot(analysed_shop)
    own = {"theme": words.theme(shown.top_themes[0]), "source": "complaints"}
    own["unthemed"] = words.say("mentions.in_none", mentions=shown.totals.unthemed)
    assert app.title[0].value.replace("\\", "") == own.get(name, words.text(f"{name}.title"))


@pytest.mark.parametrize("name", [place.name for place in PLACES])
def test_every_page_says_what_to_do_where_there_is_no_workspace(open_page: Open, tmp_path: Path, name: Name) -> None:
    app = open_page(tmp_path / "none", name)
    assert not app.exception
    words = Wording("en")
    expected = words.text("home.welcome") if name == "home" else words.text("empty.no_workspace")
    assert expected in texts(app)


@pytest.mark.parametrize("name", ["themes", "search", "report", "sources"])
def test_a_page_without_an_analysis_offers_one(open_page: Open, ws: Workspace, shop: Path, name: Name) -> None:
    pipeline.add(ws, [shop])
    app = open_page(ws.path, name)
    assert not app.exception
    app.button(key="analyse").click().run()
    assert [job.kind for job in jobs.listed(ws)] == ["analyse"]


def test_home_shows_totals_that_add_up(open_page: Open, analysed_shop: Workspace) -> None:
    totals = pipeline.snapshot(analysed_shop).totals
    shown = texts(open_page(analysed_shop.path))
    assert (
        f"{totals.rows} rows in {totals.exports} files = {totals.verbatims} verbatims + {totals.events} events + "
        f"{totals.duplicates} duplicates + {totals.rejects} rejects." in shown
    )
    assert f"{totals.mentions} passages = {totals.themed} in a theme + {totals.unthemed} in none." in shown
    assert totals.rows == totals.verbatims + totals.events + totals.duplicates + totals.rejects


def test_home_leads_on_to_the_report_once_there_is_an_analysis(open_page: Open, folder: Path) -> None:
    app = open_page(folder)
    app.button(key="go").click().run()
    assert app.title[0].value == "Report"


def test_a_theme_shows_who_speaks_of_it_and_quotes_them_to_the_letter(
    open_page: Open, analysed_shop: Workspace
) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    app = open_page(analysed_shop.path, "theme", theme=theme.id)
    quoted = [element.value for element in app.html]
    assert any(theme.quotes[0].text in text for text in quoted)
    assert theme.quotes[0].locator in texts(app).replace("\\", "")
    evidence = app.dataframe[0].value
    assert list(evidence["Source"]) == [e.source for e in sorted(theme.evidence, key=lambda e: (-e.stands, -e.share))]
    assert {metric.label: metric.value for metric in app.metric}["Voices"] == str(theme.voices)


def test_a_quotation_opens_its_verbatim_with_the_passage_marked(open_page: Open, analysed_shop: Workspace) -> None:
    theme = pipeline.snapshot(analysed_shop).top_themes[0]
    app = open_page(analysed_shop.path, "theme", theme=theme.id)
    app.button(key="whole_top_0").click().run()
    assert not app.exception
    assert any(f">{theme.quotes[0].text}</mark>" in element.value for element in app.html)


def test_an_unknown_theme_is_said_to_be_gone(open_page: Open, folder: Path) -> None:
    app = open_page(folder, "theme", theme="nowhere")
    assert Wording("en").text("theme.gone") in texts(app)


def test_the_filter_by_tone_leaves_only_themes_of_that_tone(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "themes")
    all_themes = len(app.dataframe[0].value)
    assert all_themes == len(pipeline.snapshot(analysed_shop).top_themes)
    app.button_group(key="themes_tone").set_value(["positive"]).run()
    assert Wording("en").text("themes.none") in texts(app)  # the stub encoder judges no tone


def test_a_source_shows_its_verdict_with_reasons_and_every_row(open_page: Open, analysed_shop: Workspace) -> None:
    shown = pipeline.snapshot(analysed_shop)
    advice, profile = shown.advice_on("complaints"), shown.profile("complaints")
    app = open_page(analysed_shop.path, "source", source="complaints")
    readable = texts(app).replace("\\", "")
    for reason in advice.reasons:
        assert Wording("en").reason(shown, advice, reason) in readable
    row = app.dataframe[0].value.iloc[0]
    assert row["Rows"] == row["Verbatims"] + row["Events"] + row["Duplicates"] + row["Rejects"] == profile.rows
    assert row["Adds up"] == "yes"


def test_passages_in_no_theme_can_be_read(open_page: Open, analysed_shop: Workspace) -> None:
    totals = pipeline.snapshot(analysed_shop).totals
    app = open_page(analysed_shop.path, "unthemed")
    assert app.title[0].value == f"{totals.unthemed} passages in no theme"
    assert len(app.html) == min(totals.unthemed, 25)


def test_feedback_is_never_markup(open_page: Open, ws: Workspace, tmp_path: Path, stub: object) -> None:
    from tests.conftest import SUBJECTS, StubEncoder, sentences, write_source

    assert isinstance(stub, StubEncoder)
    hostile = "<img src=x onerror=alert(1)> ![x](http://example.org/a.png) **again**"
    said = [text for subject in SUBJECTS for text in sentences(subject, 16)]
    rows = [{"id": str(n), "date": "2025-05-01", "text": f"{text[:-1]} {hostile}"} for n, text in enumerate(said)]
    pipeline.add(ws, [write_source(tmp_path / "hostile", rows)])
    pipeline.analyse(ws, encoder=stub)
    shown = pipeline.snapshot(ws)
    app = open_page(ws.path, "theme", theme=shown.top_themes[0].id)
    assert not app.exception
    pages = [element.value for element in app.html]
    assert any("&lt;img src=x" in text for text in pages)
    assert not any("<img" in text for text in pages)
    read_as_markdown = [str(element.value) for kind in ("title", "markdown", "caption") for element in app.get(kind)]
    assert not any("![x](" in text for text in read_as_markdown)
