"""Whatever strangers and users write: every format builds, shows it or what stands for it, and obeys none of it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.report import evidence_csv, from_json, render, to_json
from insight_synth.report.pdf.design import as_printed
from insight_synth.report.rendering import ENDINGS
from insight_synth.report.untrusted import printable
from tests.report.hostile_reports import hostile_report, told
from tests.report.hostile_strings import SIZE, hostile_strings
from tests.report.readers import acting, plain, rows, shown

BATCHES = 5
_SURROGATE = re.compile("[\ud800-\udfff]")
_CUT = 30_000  # signs of one text in a workbook's cell


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_format_shows_what_was_written_and_obeys_none_of_it(batch: int, tmp_path: Path) -> None:
    strings = hostile_strings()[batch::BATCHES]
    report = hostile_report(strings)
    quoted = report.citations[-len(strings) :]
    assert [cited.text for cited in quoted if not cited.redacted] == [
        text for text, cited in zip(strings, quoted, strict=True) if not cited.redacted
    ]
    for ending in ENDINGS:
        path = render(report, tmp_path / f"report{ending}")
        seen = shown(path)
        visible = as_printed if ending == ".pdf" else printable
        lost = [text for text in dict.fromkeys(told(report)) if plain(visible(text))[:_CUT] not in seen]
        assert [(ending, ascii(text)[:200]) for text in lost] == []
        assert (ending, acting(path)) == (ending, [])
    assert from_json(to_json(report)) == report
    for row, cited in zip(rows(evidence_csv(report)), report.citations, strict=True):
        assert row["text"].removeprefix("'") == _SURROGATE.sub("▯", cited.text).removeprefix("'")
        assert row["text"].lstrip()[:1] not in set("=+-@＝＋－＠")
    attached = pypdf.PdfReader(tmp_path / "report.pdf").attachments
    assert from_json(attached["report.json"][0].decode()) == report


def test_there_are_two_thousand_hostile_strings() -> None:
    assert len(set(hostile_strings())) == SIZE == 2_000


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Z", "C"]), max_size=60))
def test_nothing_that_acts_or_cannot_be_seen_is_printable(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    assert not [sign for sign in once if unicodedata.category(sign) in {"Cc", "Cs", "Co", "Zl", "Zp"}]
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff")
    assert once.encode() == once.encode("utf-8", "replace")
