"""A browser's session without a browser: the app on the analysed shop."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from insight_synth.store import Workspace
from insight_synth.workbench import components, workspaces
from insight_synth.workbench.places import Name, page_file

APP = Path(__file__).resolve().parents[2] / "app.py"
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def the_main_module_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit puts the app in its place, and processes that later tests start would run it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs wait in the queue: no process is started."""
    monkeypatch.setattr(workspaces, "start_worker", lambda ws: None)


@pytest.fixture
def no_page_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A page that fails by our own fault says so to people, and in the log: here that fails the test."""
    yield
    failures = [record.getMessage() for record in caplog.get_records("call") if record.name == components.__name__]
    assert failures == []


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, no_worker: None, no_page_fails: None) -> Open:
    """Opens a page on a workspace in a language, with what is asked of it in the address."""

    def opened(folder: Path, name: Name = "home", language: str = "en", **parameters: str) -> AppTest:
        monkeypatch.setenv(workspaces.VARIABLE, str(folder))
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.query_params["lang"] = language.upper()
        app.run()
        if name != "home":
            for key, value in parameters.items():
                app.query_params[key] = value
            app.switch_page(page_file(name)).run()
        return app

    return opened


@pytest.fixture
def folder(analysed_shop: Workspace) -> Path:
    """The analysed shop's workspace."""
    return analysed_shop.path
