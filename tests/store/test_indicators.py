"""Indicators are kept in their order, and what is erased is not in them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from insight_synth.model.effect import Indicator
from insight_synth.store import Workspace, indicators

THEME = Indicator("i1", "theme", "t001", "Late", sources=("calls",), group="home", action="Courier", on="2025-03-01")
EVENT = Indicator("i2", "event", "return", "return per purchase", per="purchase")


def test_what_is_kept_comes_back_as_it_was_and_in_its_order(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        with ws.write() as connection:
            indicators.add(connection, THEME)
            indicators.add(connection, EVENT)
        with ws.read() as connection:
            assert indicators.indicators(connection) == [THEME, EVENT]
            assert indicators.indicators(connection, dropped=True) == []


def test_an_id_is_never_given_twice(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws, ws.write() as connection:
        assert indicators.next_id(connection) == "i1"
        indicators.add(connection, THEME)
        indicators.add(connection, EVENT)
        assert indicators.drop(connection, "i2") == EVENT
        assert indicators.next_id(connection) == "i3"
        assert indicators.drop(connection, "i2") is None
        assert indicators.restore(connection, "i2") == EVENT
        assert indicators.restore(connection, "i2") is None


def test_what_names_an_erased_customer_is_taken_out_and_the_rest_stays(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws, ws.write() as connection:
        indicators.add(connection, replace(THEME, action="Wrote to KUND00017"))
        indicators.add(connection, EVENT)
        indicators.drop(connection, "i1")
        indicators.drop_naming(connection, re.compile("KUND00017"))
        assert indicators.indicators(connection, dropped=True) == [replace(THEME, action="")]
        assert indicators.indicators(connection) == [EVENT]
