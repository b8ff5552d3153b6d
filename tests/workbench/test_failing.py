"""A fault of our own is told in plain words, and its message, which may quote a customer, is not logged."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from insight_synth.workbench import above


def _page() -> None:
    from insight_synth.workbench import above

    with above.errors_shown():
        raise ValueError("call annA"[::-1])


def test_an_unexpected_error_is_told_and_its_message_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    app = AppTest.from_function(_page).run()
    assert not app.exception
    assert "nothing was lost" in app.error[0].value
    (record,) = (record for record in caplog.records if record.name == above.__name__)
    assert "ValueError" in record.getMessage()
    assert "Anna llac" not in caplog.text
