"""What the commands print of themes, advice and findings, for a person to read.

Text only, on standard output; the same things as JSON are in ``_tables``, and exports in ``_shown_exports``.
"""

from __future__ import annotations

from collections.abc import Sequence

from insight_synth._terminal import printable, shortened, table, width_of_terminal
from insight_synth.model import Citation, Snapshot, Theme


def print_themes(shown: Snapshot) -> None:
    """The themes, each with its sub-themes below it."""
    room = width_of_terminal()
    rows = []
    for theme in shown.top_themes:
        rows.append(_theme_row(theme, theme.name()))
        rows += [_theme_row(sub, f"· {sub.name()}") for sub in shown.sub_themes(theme.id)]
    head = ["id", "theme", "mentions", "voices", "sources", "recurs", "feeling"]
    rows = [[row[0], shortened(row[1], room - 50), *row[2:]] for row in rows]
    print(table(head, rows, right=(2, 3, 4, 6)))
    totals = shown.totals
    print(f"\n{totals.themed:,} of {totals.mentions:,} mentions stand in a theme, {totals.unthemed:,} in none.")
    print("sources: independent sources it stands in; feeling: (positive − negative) / judged, −1 … 1.")


def _theme_row(theme: Theme, name: str) -> list[str]:
    feeling = "" if theme.sentiment is None else f"{theme.sentiment:+.2f}".replace("-", "−")
    sources = str(theme.independent_sources)
    return [theme.id, name, f"{theme.size:,}", f"{theme.voices:,}", sources, "yes" if theme.recurs else "", feeling]


def print_advice(shown: Snapshot) -> None:
    """The verdict on each source with its reasons."""
    room = width_of_terminal()
    for entry in shown.advice:
        lost = f"; {len(entry.what_if.themes_lost)} themes lost without it" if entry.what_if.themes_lost else ""
        print(f"{entry.source}: {entry.verdict.upper()} (confidence {entry.confidence:.0%}{lost})")
        for reason in entry.reasons:
            sign = {"for": "+", "against": "−", "neutral": "·"}[reason.weighs]
            print(f"  {sign} {shortened(reason.text, room - 4)}")
        if entry.would_change:
            print(f"  would change it: {shortened(entry.would_change, room - 19)}")
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
