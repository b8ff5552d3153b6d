"""Settings are kept by one button; a customer is erased only once that was confirmed."""

from __future__ import annotations

import pytest

from insight_synth import pipeline
from insight_synth.model import Settings
from insight_synth.store import Workspace, records
from insight_synth.workbench.serving.spool import Spool
from insight_synth.workbench.wording import Wording
from tests.workbench.conftest import Open

WORDS = Wording("en")


def voices_of(ws: Workspace, customer: str) -> int:
    with ws.read() as connection:
        return sum(v.customer == ws.hash_customer(customer) for v in records.verbatims(connection))


def test_settings_are_kept_and_the_next_analysis_offered(open_page: Open, analysed_shop: Workspace) -> None:
    app = open_page(analysed_shop.path, "settings")
    app.radio[0].set_value("fast")
    next(b for b in app.button if b.label == WORDS.text("settings.save")).click().run()
    assert pipeline.settings(analysed_shop) == Settings(encoder="fast")
    assert any(WORDS.text("settings.awaits") in info.value for info in app.info)


def test_a_customer_is_erased_only_once_it_was_confirmed(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Spool, "size", 0)  # other tests of this process upload
    customer = "KUND00007"
    assert voices_of(analysed_shop, customer)
    app = open_page(analysed_shop.path, "settings")

    def erase() -> None:
        next(b for b in app.button if b.label == WORDS.text("settings.erase_go")).click().run()

    named = next(field for field in app.text_input if field.label == WORDS.text("settings.erase_id"))
    named.set_value(customer)
    erase()
    assert app.warning[0].value == WORDS.text("settings.erase_missing")
    assert voices_of(analysed_shop, customer)

    next(field for field in app.text_input if field.label == WORDS.text("settings.erase_id")).set_value(customer)
    app.checkbox[0].check()
    erase()
    assert voices_of(analysed_shop, customer) == 0
    assert any(WORDS.text("settings.proof") in told.value for told in app.markdown)
    assert customer not in "".join(str(told.value) for told in app.markdown)


def test_nobody_is_erased_while_uploads_wait_that_may_hold_them(
    open_page: Open, analysed_shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Spool, "size", 12)
    app = open_page(analysed_shop.path, "settings")
    next(field for field in app.text_input if field.label == WORDS.text("settings.erase_id")).set_value("KUND00007")
    app.checkbox[0].check()
    next(b for b in app.button if b.label == WORDS.text("settings.erase_go")).click().run()
    assert app.warning[0].value == WORDS.text("settings.erase_waiting")
    assert voices_of(analysed_shop, "KUND00007")
