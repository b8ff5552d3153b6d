"""How the agenda and the sources stand at a glance: what Home counts, and the one picture it shows it in.

No Streamlit: the page puts the picture beside its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd

from insight_synth.model import Export, Snapshot
from insight_synth.workbench.wording import Wording

Health = Literal["fine", "held", "stopped", "fix", "retire", "new", "retired"]
ANSWERS = ("answered", "contradicted", "thin", "open")
HEALTH: tuple[Health, ...] = ("fine", "held", "stopped", "fix", "retire", "new", "retired")
# Each is seen on light and on dark; what it means stands beside it in words.
_COLOURS: Mapping[str, str] = {
    "answered": "#22936c", "contradicted": "#c4574e", "thin": "#c77a10", "open": "#76838a",
    "fine": "#22936c", "held": "#3f82cf", "stopped": "#c4574e", "fix": "#c77a10", "retire": "#76838a", "new": "#8a6fd1",
    "retired": "#76838a",
}  # fmt: skip
_ROW = 26  # pixels


@dataclass(frozen=True, slots=True)
class Share:
    """How many stand so; ``ids`` are of what is counted."""

    state: str
    ids: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.ids)


def agenda(shown: Snapshot) -> tuple[Share, ...]:
    """The questions by how they stand; states in which there is none are left out."""
    return _shares(ANSWERS, {answer.question.id: answer.state for answer in shown.answers})


def health(shown: Snapshot, sources: Sequence[str], exports: Sequence[Export]) -> tuple[Share, ...]:
    """Every source under the first that holds: it was retired, an export of it is held back, nothing comes in any more,
    it is advised to be fixed, or to be retired, it was never analysed, or it is fine."""
    retired = {source.source for source in shown.retired}
    held = {export.source for export in exports if export.state == "quarantined"}
    advice = {entry.source: entry for entry in shown.advice}

    def state(source: str) -> Health:
        if source in retired:
            return "retired"
        if source in held:
            return "held"
        if (entry := advice.get(source)) is None:
            return "new"
        if any(reason.code == "stopped" for reason in entry.reasons):
            return "stopped"
        if entry.verdict == "fix" or entry.verdict == "retire":
            return entry.verdict
        return "fine"

    return _shares(HEALTH, {source: state(source) for source in sources})


def picture(shares: Sequence[Share], prefix: str, words: Wording) -> alt.LayerChart:
    """A bar for each state with its number at the end; ``prefix`` is of the texts that name the states."""
    rows = [
        {"name": words.text(f"{prefix}.{share.state}"), "count": share.count, "colour": _COLOURS[share.state]}
        for share in shares
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=150, ticks=False, domain=False)),
        x=alt.X("count:Q", title=None, axis=None, scale=alt.Scale(domainMin=0)),
    )
    bars = base.mark_bar(cornerRadiusEnd=3, size=14).encode(color=alt.Color("colour:N", scale=None, legend=None))
    numbers = base.mark_text(align="left", dx=6, fontWeight=600).encode(text=alt.Text("count:Q", format=","))
    chart: alt.LayerChart = (bars + numbers).properties(height=_ROW * max(1, len(rows)) + 10)
    return chart


def table(shares: Sequence[Share], prefix: str, words: Wording) -> pd.DataFrame:
    """The same as a table."""
    return pd.DataFrame(
        {
            words.text("home.state"): [words.text(f"{prefix}.{share.state}") for share in shares],
            words.text("home.number"): [share.count for share in shares],
        }
    )


def told(shares: Sequence[Share], prefix: str, words: Wording) -> str:
    """The same in a line."""
    return ", ".join(f"{words.text(f'{prefix}.{share.state}')}: {words.show(share.count)}" for share in shares)


def _shares(order: Sequence[str], states: Mapping[str, str]) -> tuple[Share, ...]:
    found = (Share(state, tuple(sorted(key for key, own in states.items() if own == state))) for state in order)
    return tuple(share for share in found if share.ids)
