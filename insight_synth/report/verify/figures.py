"""Every figure of a report, computed anew from a snapshot by the key that says what it is."""

from __future__ import annotations

import math
from collections.abc import Iterator

from insight_synth.model import Snapshot
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.document import Figure, Report
from insight_synth.report.ledger import Ledger
from insight_synth.report.verify.discrepancy import Because, Discrepancy


def figures_apart(report: Report, snapshot: Snapshot, because: Because) -> Iterator[Discrepancy]:
    """The figures that the snapshot gives otherwise; ``because`` says why one would."""
    ledger = Ledger(snapshot, Catalogue(report.language))
    for figure in report.figures:
        try:
            now = ledger.figure(figure.key, figure.unit)
        except LookupError:
            gone: Because = "altered" if because == "altered" else "gone"
            yield Discrepancy("figure", described(figure, ledger), figure.shown, "", because=gone)
            continue
        if not same(figure, now):
            yield Discrepancy("figure", described(figure, ledger), figure.shown, apart(figure, now), because=because)


def same(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same."""
    if one.shown != other.shown:
        return False
    if isinstance(one.value, int | float) and isinstance(other.value, int | float):
        return math.isclose(one.value, other.value, rel_tol=1e-9, abs_tol=1e-12)
    return one.value == other.value


def apart(reported: Figure, now: Figure) -> str:
    """What the other says, in full where rounding hides the difference."""
    return now.shown if now.shown != reported.shown else f"{now.shown} ({now.value}, not {reported.value})"


def described(figure: Figure, ledger: Ledger | None = None) -> str:
    """The figure's key in words, with names in place of ids where they are known."""
    parts = []
    for part in figure.key.split("/"):
        kind, _, name = part.partition(":")
        if kind == "theme" and ledger is not None:
            parts.append(f"theme {ledger.theme_name(name)!r}")
        elif kind in {"source", "advice", "theme"}:
            parts.append(f"{kind} {name}")
        else:
            parts.append(part.replace("_", " "))
    return ", ".join(parts)
