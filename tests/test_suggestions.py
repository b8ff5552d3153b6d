"""Suggested names through the pipeline and the command: off, asked for, kept, decided on, and where they came from."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from insight_synth import _suggestions, cli, encode, pipeline
from insight_synth.errors import EndpointError, UsageError
from insight_synth.store import Workspace, decisions
from insight_synth.store import suggestions as kept
from insight_synth.suggesting import SETTINGS, Endpoint
from tests.conftest import StubEncoder, write_source
from tests.suggesting.made_server import Answer, Received, Server, completion, error, served

KEY = "sk-live-Zq81xV-not-to-be-seen"
URL, MODEL, KEY_NAME, _ = SETTINGS
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def nothing_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as server:
        yield server


@pytest.fixture
def endpoint(server: Server) -> Endpoint:
    return Endpoint(server.url, "small-model", KEY, seconds=20.0)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(encode, "load_encoder", lambda *_: StubEncoder())

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return call


def saying(more: str) -> Callable[[Received], Answer]:
    """Answers each request by the first keyword of the theme and ``more``."""

    def answer(request: Received) -> Answer:
        data = request.data
        return completion({language: f"{data['keywords'][0].capitalize()} {more}" for language in data["languages"]})

    return answer


def first_theme(ws: Workspace) -> str:
    return pipeline.snapshot(ws).top_themes[0].id


def name_of(ws: Workspace, theme_id: str, language: str = "en") -> str:
    return pipeline.snapshot(ws).theme(theme_id).name(language)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def guard(*_: object, **__: object) -> None:
        raise AssertionError("something was sent")

    monkeypatch.setattr(socket.socket, "connect", guard)
    monkeypatch.setattr(socket, "getaddrinfo", guard)


def test_nothing_is_sent_while_nothing_is_set_up(run: Run, shop: Path, no_network: None) -> None:
    run("add", shop, "-w", "w", "-q")
    run("analyse", "-w", "w", "-q")
    assert run("themes", "-w", "w")[0] == 0
    assert run("report", "-o", "r.html", "-w", "w", "-q")[0] == 0
    for missing in ({URL: "http://localhost:1/v1"}, {MODEL: "m"}, {}):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in missing.items():
                patch.setenv(name, value)
            status, out, err = run("names", "suggest", "-w", "w")
        assert (status, out) == (2, "")
        assert len(err.strip().splitlines()) == 1
        assert all(name in err for name in {URL, MODEL} - missing.keys())
    with Workspace.open("w") as ws:
        assert pipeline.name_suggestions(ws) == []


def test_nothing_is_sent_unless_names_are_asked_for(
    run: Run, shop: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL, server.url)
    monkeypatch.setenv(MODEL, "small-model")
    monkeypatch.setenv(KEY_NAME, KEY)
    run("add", shop, "-w", "w", "-q")
    run("analyse", "-w", "w", "-q")
    run("themes", "--json", "-w", "w")
    run("report", "-o", "r.html", "-w", "w", "-q")
    run("names", "list", "-w", "w")
    status, out, err = run("names", "suggest", "--show-request", "-w", "w")
    assert status == 0
    assert server.received == []
    assert "Nothing was sent" in err
    assert f"POST {server.url}/chat/completions" in out
    assert KEY not in out + err
    server.answers = [saying("trouble")]
    assert run("names", "suggest", "-w", "w", "-q")[0] == 0
    sent = [request.text for request in server.received]
    assert sent
    assert all(f"\n\n{text}\n" in out for text in sent)  # what was shown was sent, to the letter


def test_a_suggestion_names_nothing_until_it_is_accepted(
    analysed_shop: Workspace, server: Server, endpoint: Endpoint
) -> None:
    ws, server.answers = analysed_shop, [saying("once more")]
    theme = first_theme(ws)
    before = name_of(ws, theme)
    [found] = pipeline.suggest_names(ws, endpoint, [theme], ["en"])
    assert found.outcome == "proposed"
    assert name_of(ws, theme) == before
    assert pipeline.snapshot(ws).theme(theme).name_origin() == "words"
    pipeline.accept_suggestion(ws, theme)
    assert name_of(ws, theme) == found.name
    shown = pipeline.snapshot(ws).theme(theme)
    assert (shown.name_origin("en"), shown.name_origin("fi")) == ("suggested", "words")
    model, host, date = shown.suggested_by["en"]
    assert (model, host) == ("small-model", endpoint.host)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", date)


def test_an_accepted_name_survives_the_next_analysis(
    analysed_shop: Workspace, server: Server, endpoint: Endpoint, stub: StubEncoder, tmp_path: Path
) -> None:
    ws, server.answers = analysed_shop, [saying("once more")]
    theme = first_theme(ws)
    pipeline.suggest_names(ws, endpoint, [theme], ["en"])
    name = pipeline.accept_suggestion(ws, theme).name
    pipeline.add(ws, [write_source(tmp_path / "more", [{"id": "1", "text": "The parcel arrived late, case 901."}])])
    pipeline.analyse(ws, encoder=stub)
    assert name_of(ws, theme) == name
    assert pipeline.themes_json(ws)[0].keys() >= {"name_origin"}
    origins = {entry["id"]: entry["name_origin"] for entry in pipeline.themes_json(ws)}
    assert origins.pop(theme) == "suggested"
    assert set(origins.values()) <= {"words"}


def test_a_persons_own_name_wins_afterwards(analysed_shop: Workspace, server: Server, endpoint: Endpoint) -> None:
    ws, server.answers = analysed_shop, [saying("once more")]
    theme = first_theme(ws)
    pipeline.suggest_names(ws, endpoint, [theme], ["en"])
    pipeline.accept_suggestion(ws, theme)
    pipeline.rename_theme(ws, theme, "Named by hand")
    shown = pipeline.snapshot(ws).theme(theme)
    assert (shown.name(), shown.name_origin()) == ("Named by hand", "person")


def test_themes_a_person_named_are_asked_about_only_by_name(
    analysed_shop: Workspace, server: Server, endpoint: Endpoint
) -> None:
    ws, server.answers = analysed_shop, [saying("once more")]
    theme = first_theme(ws)
    pipeline.rename_theme(ws, theme, "Named by hand")
    found = pipeline.suggest_names(ws, endpoint)
    assert found
    assert theme not in {one.theme_id for one in found}
    assert pipeline.suggest_names(ws, endpoint, [theme], ["en"])[0].theme_id == theme


def test_what_a_person_refused_is_told_and_not_proposed_again(
    analysed_shop: Workspace, server: Server, endpoint: Endpoint
) -> None:
    ws, server.answers = analysed_shop, [saying("once more")]
    theme = first_theme(ws)
    [first] = pipeline.suggest_names(ws, endpoint, [theme], ["en"])
    pipeline.refuse_suggestion(ws, theme, "en")
    [second] = pipeline.suggest_names(ws, endpoint, [theme], ["en"])
    assert server.received[1].data["refused_names"] == [first.name]
    assert (second.outcome, second.reason) == ("refused", "again")
    assert [(one.status, one.reason) for one in pipeline.name_suggestions(ws)] == [("refused", "person")]
    with pytest.raises(UsageError, match="names suggest"):
        pipeline.accept_suggestion(ws, theme)


def test_an_accepted_name_proposed_once_more_stays_accepted(
    analysed_shop: Workspace, server: Server, endpoint: Endpoint
) -> None:
    ws, server.answers = analysed_shop, [saying("once more")]
    theme = first_theme(ws)
    for _ in range(2):
        found = pipeline.suggest_names(ws, endpoint, [theme], ["en"])
        if found[0].outcome == "proposed":
            pipeline.accept_suggestion(ws, theme)
    assert found[0].reason == "present"
    assert [one.status for one in pipeline.name_suggestions(ws)] == ["accepted"]
    assert pipeline.snapshot(ws).theme(theme).name_origin() == "suggested"


def test_a_new_proposal_takes_the_place_of_one_nobody_decided_on(
    analysed_shop: Workspace, server: Server, endpoint: Endpoint
) -> None:
    ws = analysed_shop
    theme = first_theme(ws)
    server.answers = [saying("once more"), saying("yet again")]
    for _ in range(2):
        pipeline.suggest_names(ws, endpoint, [theme], ["en"])
    [one] = pipeline.name_suggestions(ws)
    assert one.name.endswith("yet again")


def test_refused_answers_are_kept_with_their_reason_and_without_personal_data(
    analysed_shop: Workspace, server: Server, endpoint: Endpoint
) -> None:
    ws, server.answers = analysed_shop, [saying("call +358 40 123 4567")]
    [found] = pipeline.suggest_names(ws, endpoint, [first_theme(ws)], ["en"])
    [row] = pipeline.name_suggestions(ws)
    assert (found.reason, row.status, row.reason) == ("personal", "refused", "personal")
    assert "123 4567" not in row.name


def test_names_in_two_languages_are_accepted_one_by_one(
    analysed_shop: Workspace, server: Server, endpoint: Endpoint
) -> None:
    ws, server.answers = analysed_shop, [saying("taas")]
    theme = first_theme(ws)
    pipeline.suggest_names(ws, endpoint, [theme], ["en", "fi"])
    with pytest.raises(UsageError, match="--language: en, fi"):
        pipeline.accept_suggestion(ws, theme)
    before = name_of(ws, theme, "en")
    pipeline.accept_suggestion(ws, theme, "fi")
    assert name_of(ws, theme, "fi").endswith("taas")
    assert name_of(ws, theme, "en") == before


def test_a_name_that_another_theme_has_taken_meanwhile_is_not_accepted(
    analysed_shop: Workspace, server: Server, endpoint: Endpoint
) -> None:
    ws, server.answers = analysed_shop, [saying("once more")]
    theme, other = (theme.id for theme in pipeline.snapshot(ws).top_themes[:2])
    [found] = pipeline.suggest_names(ws, endpoint, [theme], ["en"])
    pipeline.rename_theme(ws, other, found.name.upper())
    with pytest.raises(UsageError, match=other):
        pipeline.accept_suggestion(ws, theme)


def test_what_came_before_a_failure_is_kept(analysed_shop: Workspace, server: Server, endpoint: Endpoint) -> None:
    ws, server.answers = analysed_shop, [saying("once more"), error(401)]
    themes = [theme.id for theme in pipeline.snapshot(ws).top_themes[:2]]
    with pytest.raises(EndpointError):
        pipeline.suggest_names(ws, endpoint, themes, ["en"])
    assert [one.theme_id for one in pipeline.name_suggestions(ws)] == themes[:1]


def test_the_key_is_in_no_file_of_the_workspace(analysed_shop: Workspace, server: Server, endpoint: Endpoint) -> None:
    ws = analysed_shop
    server.answers = [lambda request: completion({"en": f"{request.data['keywords'][0]} {KEY}"}), error(403, KEY)]
    pipeline.suggest_names(ws, endpoint, [first_theme(ws)], ["en"])
    with pytest.raises(EndpointError):
        pipeline.suggest_names(ws, endpoint, [first_theme(ws)], ["en"])
    assert [file for file in ws.path.rglob("*") if file.is_file() and KEY.encode() in file.read_bytes()] == []


@pytest.mark.parametrize(("theme", "language", "named"), [("t9999", "en", "t9999"), (None, "sv", "sv")])
def test_unknown_themes_and_languages_are_told_before_anything_is_sent(
    analysed_shop: Workspace, server: Server, endpoint: Endpoint, theme: str | None, language: str, named: str
) -> None:
    with pytest.raises(UsageError, match=named):
        pipeline.suggest_names(analysed_shop, endpoint, [theme] if theme else None, [language])
    assert server.received == []


def test_passages_are_cut_from_redacted_verbatims_one_a_voice(
    ws: Workspace, stub: StubEncoder, tmp_path: Path, server: Server, endpoint: Endpoint
) -> None:
    rows = [
        {"id": str(n), "customer": f"K{n % 20:05d}", "text": f"The late parcel number {n} upset anna{n}@example.com."}
        for n in range(60)
    ]
    pipeline.add(ws, [write_source(tmp_path / "notes", rows)])
    pipeline.analyse(ws, encoder=stub)
    server.answers = [saying("once more")]
    pipeline.suggest_names(ws, endpoint, [first_theme(ws)], ["en"])
    [request] = server.received
    assert "example.com" not in request.text
    assert "(e-mail)" in request.text
    texts = [passage["text"] for passage in request.data["passages"]]
    assert len(texts) == 12
    assert len({int(re.findall(r"number (\d+)", text)[0]) % 20 for text in texts}) == 12


def test_keywords_of_every_language_asked_for_are_sent(
    analysed_shop: Workspace, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = pipeline.snapshot(analysed_shop)
    first, *others = shown.themes
    words = {code: tuple(f"{code}{letter}" for letter in "abcdefghijklmnopqrst") for code in ("en", "fi", "pl")}
    spoken = replace(shown, themes=(replace(first, keywords_by_language=words), *others))
    monkeypatch.setattr(_suggestions, "analysed", lambda ws, demo: spoken)
    [request] = pipeline.name_requests(analysed_shop, endpoint, [first.id])
    assert request.languages == ("en", "fi", "pl")
    assert {"ena", "fia", "pla", "plf"} <= set(request.theme.keywords)


def test_what_is_asked_does_not_depend_on_the_order_of_rows(tmp_path: Path, shop: Path, endpoint: Endpoint) -> None:
    bodies = []
    for name, back in (("one", False), ("two", True)):
        for file in shop.glob("*/export.csv"):
            head, *lines = file.read_text(encoding="utf-8").splitlines()
            file.write_text("\n".join([head, *sorted(lines, reverse=back)]) + "\n", encoding="utf-8")
        with Workspace.open(tmp_path / name, create=True) as ws:
            pipeline.add(ws, [shop])
            pipeline.analyse(ws, encoder=StubEncoder())
            requests = pipeline.name_requests(ws, endpoint, languages=["en"])
            bodies.append([request.body for request in requests])
    assert bodies[0] == bodies[1]


def test_erasing_a_customer_takes_names_that_hold_the_id(analysed_shop: Workspace) -> None:
    ws = analysed_shop
    theme = first_theme(ws)
    with ws.write() as connection:
        kept.put(connection, [kept.Suggestion(theme, "en", "Parcel of KUND00003", "m", "h", "0" * 64)])
    assert pipeline.erase(ws, "KUND00003").holds
    assert pipeline.name_suggestions(ws) == []


def test_the_command_lists_accepts_and_refuses(
    run: Run, shop: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL, server.url)
    monkeypatch.setenv(MODEL, "small-model")
    server.answers = [saying("once more")]
    run("add", shop, "-w", "w", "-q")
    run("analyse", "-w", "w", "-q")
    assert "No name is proposed" in run("names", "list", "-w", "w")[1]
    with Workspace.open("w") as ws:
        first, second, *_ = (theme.id for theme in pipeline.snapshot(ws).top_themes)
    status, out, err = run("names", "suggest", "--theme", first, "--theme", second, "--language", "en", "-w", "w")
    assert status == 0
    assert "2 of 2 names wait" in out
    assert "asking for names" in err
    listed = run("names", "list", "-w", "w")[1]
    assert listed.count("proposed\n") + listed.count("small-model at") >= 2
    assert "from now on" in run("names", "accept", first, "-w", "w")[1]
    assert "is refused" in run("names", "refuse", second, "-w", "w")[1]
    assert second not in run("names", "list", "-w", "w")[1]
    assert "refused by a person" in run("names", "list", "--refused", "-w", "w")[1]
    shown: list[dict[str, Any]] = json.loads(run("themes", "--json", "-w", "w")[1])
    assert {entry["id"]: entry["name_origin"] for entry in shown}[first] == "suggested"
    status, out, err = run("names", "accept", second, "-w", "w")
    assert (status, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


def test_a_server_that_is_down_is_one_line_and_exit_1(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv(URL, f"http://127.0.0.1:{port}/v1")
    monkeypatch.setenv(MODEL, "small-model")
    run("add", shop, "-w", "w", "-q")
    run("analyse", "-w", "w", "-q")
    status, out, err = run("names", "suggest", "-w", "w", "-q")
    assert (status, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert URL in err


def test_undoing_the_decision_takes_the_name_back(analysed_shop: Workspace, server: Server, endpoint: Endpoint) -> None:
    ws, server.answers = analysed_shop, [saying("once more")]
    theme = first_theme(ws)
    before = name_of(ws, theme)
    pipeline.suggest_names(ws, endpoint, [theme], ["en"])
    pipeline.accept_suggestion(ws, theme)
    with ws.write() as connection:
        [number] = decisions.numbers_in_force(connection)
        decisions.undo(connection, number, "", "2026-01-01T00:00:00")
    shown = pipeline.snapshot(ws).theme(theme)
    assert (shown.name(), shown.name_origin()) == (before, "words")
