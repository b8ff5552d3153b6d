from __future__ import annotations

import io
import zipfile

import pytest

from insight_synth.ingest.readers.reasons import ZIP_ERRORS, reason_of


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("broken\nin line 3\x1b[31m"), "broken in line 3 [31m"),
        (KeyError("content.xml"), "content.xml"),
        (ValueError(), "ValueError"),
        (ValueError("x" * 500), "x" * 160),
    ],
)
def test_a_reason_is_one_short_line_of_letters(error: Exception, reason: str) -> None:
    assert reason_of(error) == reason


def test_a_damaged_member_raises_one_of_the_errors_of_archives() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", "late " * 100)
    whole = bytearray(data.getvalue())
    whole[31:40] = b"\xff" * 9
    with pytest.raises(ZIP_ERRORS), zipfile.ZipFile(io.BytesIO(whole)) as archive:
        archive.read("a")
