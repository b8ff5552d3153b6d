"""What is stored as JSON comes back as it was."""

from __future__ import annotations

import json

from insight_synth.model import Advice, Caveat, Columns, Reason, Series, Source, Theme, WhatIf
from insight_synth.store.codec import from_json, to_json


def test_dataclasses_come_back_as_they_were() -> None:
    theme = Theme(
        "t001", {"en": "Łódź – ääkköset"}, keywords=("a", "b"), keywords_by_language={"fi": ("c",)}, sentiment=None,
        series=Series(("2025-01",), (1,), (2,)),
    )  # fmt: skip
    source = Source(
        "s", "S", "forum", cost_per_year=12.5, columns=Columns(text=("a", "b")), segments={"YR": "business"}
    )
    advice = Advice(
        "s",
        "keep",
        0.5,
        (Reason("thin", "It is thin.", 3, figures={"n": 3, "x": "y"}),),
        WhatIf(("t001",), (), 1.0, 0.5),
    )
    caveat = Caveat(("a", "b"), "period", "caution", {"share": 0.25})
    for kind, value in ((Theme, theme), (Source, source), (Advice, advice), (Caveat, caveat)):
        assert from_json(kind, to_json(value)) == value


def test_a_field_of_a_later_version_is_left_out_and_a_missing_one_takes_its_default() -> None:
    stored = json.loads(to_json(Theme("t001", {"en": "x"})))
    stored["invented_later"] = 1
    del stored["trend"]
    assert from_json(Theme, json.dumps(stored)) == Theme("t001", {"en": "x"})
