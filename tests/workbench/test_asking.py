"""Whom to ask next, in the browser."""

from __future__ import annotations

import pytest

from insight_synth import encode, pipeline
from insight_synth.store import Workspace
from insight_synth.workbench.wording import Wording
from tests.conftest import StubEncoder
from tests.workbench.conftest import Open
from tests.workbench.test_pages import texts

AGENDA = '[[questions]]\nid = "solar"\ntext = "Would customers buy solar panels?"\n'


@pytest.fixture
def asked(analysed_shop: Workspace, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The shop with a question that nobody speaks of."""
    pipeline.set_agenda(analysed_shop, AGENDA)
    pipeline.analyse(analysed_shop, encoder=stub)
    monkeypatch.setattr(encode, "load_encoder", lambda *_: stub)
    return analysed_shop


def test_whom_to_ask_is_worked_out_when_somebody_wants_to_know(open_page: Open, asked: Workspace) -> None:
    words = Wording("en")
    app = open_page(asked.path, "agenda")
    assert words.text("asking.about") in texts(app)
    assert words.text("asking.how_many") not in texts(app)
    app.button(key="ask_go_solar").click().run()
    assert not app.exception
    (found,) = pipeline.ask_next(asked, "solar", load=lambda _: StubEncoder())
    tables = [frame.value for frame in app.dataframe]
    groups = next(table for table in tables if words.text("asking.known") in table)
    assert list(groups[words.text("asking.known")]) == [row.customers for row in found.groups]
    overall = next(table for table in tables if words.text("asking.answers") in table)
    assert set(overall[words.text("asking.of_customers")]) == {found.customers}
    assert app.code[0].value.splitlines() == [f"{at}. {text}" for at, text in enumerate(found.questions["en"], 1)]


def test_customers_are_counted_and_never_listed(open_page: Open, asked: Workspace) -> None:
    app = open_page(asked.path, "agenda")
    app.button(key="ask_go_solar").click().run()
    (found,) = pipeline.ask_next(asked, "solar", load=lambda _: StubEncoder())
    with asked.read() as connection:
        from insight_synth.store import records

        hashes = {event.customer for event in records.events(connection)} - {""}
    everything = texts(app) + "".join(frame.value.to_csv() for frame in app.dataframe)
    assert hashes
    assert found.customers >= len(hashes)
    assert not [one for one in hashes if one in everything]


def test_five_questions_come_in_another_language_where_this_one_has_none(open_page: Open, asked: Workspace) -> None:
    app = open_page(asked.path, "agenda", "fi")
    app.button(key="ask_go_solar").click().run()
    assert not app.exception
    assert Wording("fi").say("asking.other_language", language="English") in texts(app)
    assert "solar panels" in app.code[0].value


def test_home_says_how_the_agenda_stands(open_page: Open, asked: Workspace) -> None:
    assert Wording("en").say("home.agenda", answered=0, questions=1) in texts(open_page(asked.path))
