"""What the command line prints: progress on standard error, tables on standard output.

Feedback is hostile input in a terminal too, and what is printed ends in logs: everything printed goes through
:func:`printable`, which takes personal data out.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

_STAGES = {
    "add": "reading exports", "language": "telling languages", "passages": "cutting passages", "encode": "encoding",
    "themes": "finding themes", "names": "naming themes", "sentiment": "judging sentiment",
    "evidence": "counting evidence", "advice": "weighing sources", "report": "writing the report",
    "erase": "erasing", "model": "loading the encoder", "voices": "telling voices apart",
    "suggest": "asking for names",
}  # fmt: skip


def printable(text: str) -> str:
    """``text`` on one line, without control characters, direction marks, lone surrogates and personal data."""
    from insight_synth.ingest.privacy import redact

    kept = "".join(
        letter for letter in " ".join(text.split()) if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return redact(kept).text


def marked(value: Any) -> Any:
    """What is printed as JSON, personal data in any of its texts marked, each as long as before."""
    from insight_synth.ingest.privacy import redact

    if isinstance(value, str):
        return redact(value).text
    if isinstance(value, Mapping):
        return {marked(name): marked(held) for name, held in value.items()}
    return [marked(held) for held in value] if isinstance(value, list | tuple) else value


def shortened(text: str, width: int) -> str:
    """``text``, printable, cut at ``width`` characters with an ellipsis."""
    clean = printable(text)
    return clean if len(clean) <= width else clean[: width - 1].rstrip() + "…"


def wrapped(text: str, width: int, indent: str) -> str:
    """A text on as many lines as it takes, those after the first set in by ``indent``."""
    lines = textwrap.wrap(printable(text), max(width - _width(indent), 20), break_on_hyphens=False)
    return f"\n{indent}".join(lines)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """An aligned text table; the columns in ``right`` are aligned to the right."""
    cells = [[printable(cell) for cell in row] for row in (head, *rows)]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(head))]
    lines = []
    for row in cells:
        parts = [
            " " * (widths[column] - _width(cell)) + cell
            if column in right
            else cell + " " * (widths[column] - _width(cell))
            for column, cell in enumerate(row)
        ]
        lines.append("  ".join(parts).rstrip())
    lines.insert(1, "  ".join("─" * width for width in widths).rstrip())
    return "\n".join(lines)


def width_of_terminal() -> int:
    """Columns to fill, between 80 and 160."""
    return max(80, min(shutil.get_terminal_size((100, 24)).columns, 160))


class ProgressLine:
    """Shows ``progress(stage, fraction, detail)``: one moving line on a terminal, a line a step elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._moving = self._stream.isatty()
        self._shown: tuple[str, int] = ("", -1)
        self._open = False

    def __call__(self, stage: str, fraction: float, detail: str = "") -> None:
        percent = max(0, min(100, int(fraction * 100 + 0.5)))
        step = percent if self._moving else percent - percent % 10
        if (stage, step) == self._shown:
            return
        if self._moving and self._open and stage != self._shown[0]:
            self._write("\n")
        self._shown = (stage, step)
        text = shortened(f"{percent:3d} %  {_STAGES.get(stage, stage)}  {detail}", width_of_terminal() - 1)
        self._write(f"\r\x1b[K{text}" if self._moving else f"{text}\n")
        self._open = self._moving

    def done(self) -> None:
        """Ends a moving line, so that what is printed next starts on its own."""
        if self._open:
            self._write("\n")
            self._open = False

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _width(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else 0 if unicodedata.combining(letter) else 1
        for letter in text
    )
