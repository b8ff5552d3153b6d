"""The panel for suggested names on a theme's page: only where it is set up, nothing sent before it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from insight_synth import pipeline
from insight_synth.store import Workspace
from insight_synth.suggesting import REASONS, SETTINGS, Endpoint
from insight_synth.workbench.wording import NAMES, Wording, messages
from tests.suggesting.made_server import Answer, Received, Server, completion, error, served
from tests.workbench.conftest import Open

URL, MODEL, KEY_NAME, _ = SETTINGS
KEY = "sk-live-Zq81xV-not-to-be-seen"


def answer(request: Received) -> Answer:
    data = request.data
    return completion(
        {language: f"{data['keywords'][0].capitalize()} *trouble*"[:60] for language in data["languages"]}
    )


def plain_answer(request: Received) -> Answer:
    data = request.data
    return completion({language: f"{data['keywords'][0].capitalize()} & co" for language in data["languages"]})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with served() as server:
        monkeypatch.setenv(URL, server.url)
        monkeypatch.setenv(MODEL, "small_model*8b*")
        monkeypatch.setenv(KEY_NAME, KEY)
        server.answers = [plain_answer]
        yield server


@pytest.fixture
def theme_id(analysed_shop: Workspace) -> str:
    return pipeline.snapshot(analysed_shop).top_themes[0].id


def texts(app: AppTest) -> str:
    kinds = ("markdown", "caption", "title", "code", "info", "error")
    return "\n".join(str(element.value) for kind in kinds for element in app.get(kind))


def press(app: AppTest, key: str) -> AppTest:
    [button] = [button for button in app.button if str(button.key).startswith(key)]
    return button.click().run()


@pytest.mark.parametrize("missing", [URL, MODEL])
def test_there_is_no_panel_unless_a_server_is_set_up(
    open_page: Open, folder: Path, theme_id: str, server: Server, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing)
    app = open_page(folder, "theme", theme=theme_id)
    assert not app.exception
    assert not [button for button in app.button if str(button.key).startswith("suggest_")]
    assert server.received == []


@pytest.mark.parametrize("language", sorted(NAMES))
def test_what_is_sent_can_be_read_before_anything_is(
    open_page: Open, folder: Path, theme_id: str, server: Server, language: str
) -> None:
    app = open_page(folder, "theme", language, theme=theme_id)
    app.toggle(key=f"suggest_shown_{theme_id}").set_value(True).run()
    assert not app.exception
    assert server.received == []
    assert KEY not in texts(app)
    press(app, f"suggest_{theme_id}")
    [request] = server.received
    assert f"POST {server.url}/chat/completions\n\n{request.text}" in texts(app)
    assert list(request.data["languages"]) == [language]


def test_a_name_is_asked_for_accepted_and_shown_with_its_origin(
    open_page: Open, folder: Path, theme_id: str, server: Server
) -> None:
    app = open_page(folder, "theme", theme=theme_id)
    before = app.title[0].value
    press(app, f"suggest_{theme_id}")
    assert not app.exception
    assert app.title[0].value == before
    press(app, f"accept_{theme_id}")
    assert not app.exception
    assert app.title[0].value.endswith("\\& co")
    assert "small\\_model\\*8b\\*" in texts(app)
    with Workspace.open(folder) as ws:
        assert pipeline.snapshot(ws).theme(theme_id).name_origin() == "suggested"


def test_a_refused_name_goes_and_the_theme_keeps_its_own(
    open_page: Open, folder: Path, theme_id: str, server: Server
) -> None:
    app = open_page(folder, "theme", theme=theme_id)
    before = app.title[0].value
    press(app, f"suggest_{theme_id}")
    press(app, f"refuse_{theme_id}")
    assert app.title[0].value == before
    assert not [button for button in app.button if str(button.key).startswith("accept_")]
    press(app, f"suggest_{theme_id}")
    assert Wording("en").text("suggestion.reason_again") in texts(app)


def test_an_answer_that_breaks_a_rule_is_told_and_not_offered(
    open_page: Open, folder: Path, theme_id: str, server: Server
) -> None:
    server.answers = [answer]
    app = press(open_page(folder, "theme", theme=theme_id), f"suggest_{theme_id}")
    assert Wording("en").text("suggestion.reason_signs") in texts(app)
    assert not [button for button in app.button if str(button.key).startswith("accept_")]


def test_a_server_that_fails_and_a_setting_that_is_wrong_are_told_on_the_page(
    open_page: Open, folder: Path, theme_id: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers = [error(401)]
    app = press(open_page(folder, "theme", theme=theme_id), f"suggest_{theme_id}")
    assert not app.exception
    assert "KEY" in texts(app)
    monkeypatch.setenv(URL, "http://8.8.8.8/v1")
    app.run()
    assert not app.exception
    assert "unencrypted" in texts(app)


def test_every_reason_a_name_is_refused_for_is_told_in_every_language() -> None:
    for language in NAMES:
        told = messages(language)
        assert all(f"suggestion.reason_{reason}" in told for reason in REASONS if reason not in ("", "person"))


def test_the_origin_is_shown_though_the_server_is_no_longer_set_up(
    open_page: Open, folder: Path, theme_id: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace.open(folder) as ws:
        pipeline.suggest_names(ws, Endpoint(server.url, "m8"), [theme_id], ["en"])
        pipeline.accept_suggestion(ws, theme_id)
    monkeypatch.delenv(URL)
    assert "suggested by m8" in texts(open_page(folder, "theme", theme=theme_id))
