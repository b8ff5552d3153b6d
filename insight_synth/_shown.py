"""What the commands print of themes, advice and findings, for a person to read.

Text only, on standard output; the same things as JSON are in ``_tables``, and exports in ``_shown_exports``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from insight_synth._terminal import printable, shortened, table, width_of_terminal, wrapped
from insight_synth.model import Citation, Snapshot, Theme

if TYPE_CHECKING:
    from insight_synth.pipeline import DecisionOnRecord
    from insight_synth.store.analyses import ThemeChange


def print_analysed(shown: Snapshot, dormant: int) -> None:
    """What an analysis found, in sums; ``dormant`` decisions on themes found nothing to decide on."""
    totals, tops = shown.totals, len(shown.top_themes)
    print(
        f"{tops} themes, {len(shown.shown_themes) - tops} sub-themes, from {totals.verbatims:,} verbatims "
        f"of {totals.voices:,} voices in {totals.sources} sources."
    )
    print(f"{totals.themed:,} of {totals.mentions:,} mentions stand in a theme, {totals.unthemed:,} in none.")
    if shown.hidden_themes:
        print(f"{_hidden(shown)}; `insight-synth themes --all` shows them.")
    if dormant:
        print(f"Decisions on themes that were not found: {dormant:,}; `insight-synth theme list` shows them.")


def print_themes(shown: Snapshot, *, everything: bool = False) -> None:
    """The themes, each with its sub-themes below it; hidden ones only where ``everything`` is asked for."""
    room = width_of_terminal()
    rows = []
    listed = (*shown.shown_themes, *(shown.hidden_themes if everything else ()))
    for theme in (theme for theme in listed if not theme.parent):
        rows.append(_theme_row(theme, _marked(theme)))
        rows += [_theme_row(sub, f"· {_marked(sub)}") for sub in listed if sub.parent == theme.id]
    head = ["id", "theme", "mentions", "voices", "sources", "recurs", "feeling"]
    rows = [[row[0], shortened(row[1], room - 50), *row[2:]] for row in rows]
    print(table(head, rows, right=(2, 3, 4, 6)))
    totals = shown.totals
    print(f"\n{totals.themed:,} of {totals.mentions:,} mentions stand in a theme, {totals.unthemed:,} in none.")
    if shown.hidden_themes and not everything:
        print(f"{_hidden(shown)}; `insight-synth themes --all` shows them.")
    print("sources: independent sources it stands in; feeling: (positive − negative) / judged, −1 … 1.")


def _theme_row(theme: Theme, name: str) -> list[str]:
    feeling = "" if theme.sentiment is None else f"{theme.sentiment:+.2f}".replace("-", "−")
    sources = str(theme.independent_sources)
    return [theme.id, name, f"{theme.size:,}", f"{theme.voices:,}", sources, "yes" if theme.recurs else "", feeling]


def _marked(theme: Theme) -> str:
    marks = [mark for mark, holds in (("pinned", theme.pinned), ("hidden", theme.hidden)) if holds]
    return f"[{', '.join(marks)}] {theme.name()}" if marks else theme.name()


def _hidden(shown: Snapshot) -> str:
    number = len(shown.hidden_themes)
    return f"{number:,} hidden theme{'s' if number != 1 else ''} with {shown.hidden_mentions:,} mentions"


def print_decided(made: DecisionOnRecord, *, undone: bool) -> None:
    """What was decided just now, or taken back."""
    print(printable(f"Taken back: {_decision(made)}." if undone else f"{_decision(made)} (decision {made.number})."))


def print_decisions(found: Sequence[DecisionOnRecord]) -> None:
    """The decisions on themes, a row each."""
    if not found:
        print("Nothing was decided on themes.")
        return
    room = width_of_terminal()
    rows = [
        [str(d.number), shortened(_decision(d), room - 45), d.made_by, d.made_at[:10], "yes" if d.dormant else ""]
        for d in found
    ]
    print(table(["number", "decision", "by", "on", "dormant"], rows, right=(0,)))
    if any(decision.dormant for decision in found):
        print("\ndormant: its theme was not found by the newest analysis; it counts again when the theme comes back.")


def print_history(found: Sequence[tuple[str, ThemeChange]]) -> None:
    """What became of themes, a row each."""
    if not found:
        print("No theme was born, died, was split or merged since the first analysis.")
        return
    rows = [[date, change.kind, change.theme_id, ", ".join(change.others)] for date, change in found]
    print(table(["data until", "what", "theme", "into or from"], rows))


def _decision(made: DecisionOnRecord) -> str:
    if made.kind == "rename":
        return f"{made.theme_id} renamed to “{made.name}”" + (f" in {made.language}" if made.language else "")
    theme = f"{made.theme_id} “{made.name}”" if made.name else made.theme_id
    if made.kind == "merge":
        return f"{theme} merged into {made.into}"
    if made.kind == "split":
        return f"{theme} split into {', '.join(made.parts)}"
    return f"{theme} {'pinned' if made.kind == 'pin' else 'hidden'}"


def print_advice(shown: Snapshot) -> None:
    """The verdict on each source with its reasons."""
    room = width_of_terminal()
    for entry in shown.advice:
        gone = len(entry.what_if.themes_lost)
        lost = f"; {gone} theme{'s' if gone > 1 else ''} lost without it" if gone else ""
        print(f"{entry.source}: {entry.verdict.upper()} (confidence {entry.confidence:.0%}{lost})")
        for reason in entry.reasons:
            sign = {"for": "+", "against": "−", "neutral": "·"}[reason.weighs]
            print(f"  {sign} {wrapped(reason.text, room, '    ')}")
        if entry.would_change:
            print(f"  would change it: {wrapped(entry.would_change, room - 15, '    ')}")
        print()


def print_findings(findings: Sequence[Theme]) -> None:
    """The findings that matter most, each with a quotation; texts are given redacted."""
    print("The three findings that matter most:")
    for number, theme in enumerate(findings, start=1):
        since = f", since {theme.started}" if theme.started else ""
        heard = f"{theme.voices:,} voices in {theme.independent_sources} independent sources"
        print(f"  {number}. {printable(theme.name())}: {heard}{since}")
        if theme.quotes:
            print(f"     “{shortened(theme.quotes[0].text, width_of_terminal() - 10)}” ({origin(theme.quotes[0])})")


def origin(citation: Citation) -> str:
    """Where a quotation stands."""
    return f"{citation.source}/{citation.export}, {citation.locator}" + (f", {citation.date}" if citation.date else "")
