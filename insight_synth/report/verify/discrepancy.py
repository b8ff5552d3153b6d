"""What does not hold, and why: the entries that ``verify`` lists. Nothing here checks anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from insight_synth.report.document import Cited
from insight_synth.report.untrusted import printable

Because = Literal["altered", "changed", "erased", "gone"]
"""altered: the file is not what was exported. changed: the data are others now. erased: the record was erased in the
workspace. gone: the workspace no longer holds it."""

BECAUSES: tuple[Because, ...] = ("altered", "changed", "erased", "gone")
_AROUND = 40  # signs shown on either side of a difference


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that does not hold. ``str()`` of it is one line that names what, where, and both readings.

    ``beside`` is what the report was held against; ``page`` the page of a PDF that it is about, 0 for none.
    """

    kind: Literal["fingerprint", "figure", "quotation", "sentence", "page", "file"]
    what: str
    reported: str = ""
    found: str = ""
    source: str = ""
    export: str = ""
    locator: str = ""
    because: Because = "altered"
    beside: str = "the workspace"
    page: int = 0

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.source, self.export, self.locator) if part)
        line = f"{self.what} ({place})" if place else self.what
        if self.reported or self.found:
            line += f": the report says {self.reported or 'nothing'!r}, {self.beside} {self.found or 'nothing'!r}"
        return printable(line)


def of_quotation(
    cited: Cited,
    what: str,
    reported: str = "",
    found: str = "",
    *,
    because: Because = "altered",
    beside: str = "the workspace",
) -> Discrepancy:
    """An entry about a quotation, with where it stands."""
    return Discrepancy(
        "quotation", what, reported, found, cited.source, cited.export, cited.locator, because=because, beside=beside
    )


def difference(one: str, other: str) -> tuple[str, str]:
    """Both texts around the first sign in which they differ."""
    pairs = enumerate(zip(one, other, strict=False))
    at = next((place for place, pair in pairs if pair[0] != pair[1]), min(len(one), len(other)))
    return _around(one, at), _around(other, at)


def _around(text: str, at: int) -> str:
    start = max(0, at - _AROUND)
    return f"{'…' if start else ''}{text[start : at + _AROUND]}{'…' if len(text) > at + _AROUND else ''}"
