"""The tables of beliefs, of whom to ask, of sources taken away and of shares laid side by side.

As those of ``tables``: data frames in the words of a language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from insight_synth.model import AskGroup, Caveat, ComparedShare, HunchSource, PutBack, Sampling, Sides, Snapshot
from insight_synth.workbench.untrusted import one_line
from insight_synth.workbench.wording import Wording

SIDES = ("in_favour", "against", "beside")


def sides(rows: Sequence[tuple[str, Sides]], by: str, words: Wording) -> pd.DataFrame:
    """Voices on each side, a row each; ``by`` names what rows are of."""
    return pd.DataFrame([{by: name, **_sides(found, words)} for name, found in rows])


def belief_sources(rows: Sequence[HunchSource], names: Mapping[str, str], words: Wording) -> pd.DataFrame:
    """What each source says to a belief, with the share of its voices that speak of it."""
    return pd.DataFrame(
        [
            {
                words.text("figure.source"): one_line(names.get(row.source, row.source)),
                **_sides(row.sides, words),
                words.text("figure.of_voices"): row.of_voices,
                words.text("figure.share"): words.show(row.share, "share"),
                words.text("figure.interval"): f"{words.show(row.low, 'share')} – {words.show(row.high, 'share')}",
            }
            for row in rows
        ]
    )


def ask_groups(rows: Sequence[AskGroup], words: Wording) -> pd.DataFrame:
    """Customer groups with how many are known, how many spoke, and how many answers each precision takes."""
    return pd.DataFrame(
        [
            {
                words.text("figure.segment"): one_line(row.group) or words.text("asking.group_unknown"),
                words.text("asking.known"): row.customers,
                words.text("asking.spoke"): row.voices,
                words.text("asking.missing"): words.text("figure.yes" if row.missing else "figure.no"),
                **{
                    words.say("asking.points", points=words.show(one.points, "points")): _answers(one, words)
                    for one in row.samplings
                },
            }
            for row in rows
        ]
    )


def ask_overall(rows: Sequence[Sampling], customers: int, words: Wording) -> pd.DataFrame:
    """How many answers of all known customers each precision takes, and which change they would show."""
    return pd.DataFrame(
        [
            {
                words.text("asking.precision"): words.say("asking.points", points=words.show(one.points, "points")),
                words.text("asking.answers"): _answers(one, words),
                words.text("asking.of_customers"): customers,
                words.text("asking.change"): words.say("asking.points_only", points=words.show(one.change, "points")),
            }
            for one in rows
        ]
    )


def put_back(rows: Sequence[PutBack], names: Mapping[str, str], words: Wording) -> pd.DataFrame:
    """What each source that was taken away would bring back by itself."""
    return pd.DataFrame(
        [
            {
                words.text("figure.source"): one_line(names.get(row.source, row.source)),
                words.text("removing.coverage_with"): words.show(row.coverage, "share"),
                words.text("removing.back"): len(row.themes),
                words.text("removing.strengthened"): len(row.strengthened),
                words.text("removing.questions_back"): len(row.questions),
            }
            for row in rows
        ]
    )


def compared(rows: Sequence[ComparedShare], names: Mapping[str, str], words: Wording) -> pd.DataFrame:
    """A theme's share in sources that compare, and on which basis it stands."""
    return pd.DataFrame(
        [
            {
                words.text("figure.source"): one_line(names.get(row.source, row.source)),
                words.text("figure.share"): words.show(row.share, "share"),
                words.text("figure.interval"): f"{words.show(row.low, 'share')} – {words.show(row.high, 'share')}",
                words.text("figure.voices"): row.voices,
                words.text("figure.of_voices"): row.of_voices,
                words.text("compared.col_basis"): words.text(f"compared.{row.basis}"),
            }
            for row in rows
        ]
    )


def caveats(
    rows: Sequence[Caveat], source_id: str, names: Mapping[str, str], snapshot: Snapshot, words: Wording
) -> pd.DataFrame:
    """Why a source's figures do not compare, pair by pair."""
    return pd.DataFrame(
        [
            {
                words.text("sheet.with"): "; ".join(
                    one_line(names.get(source, source)) for source in caveat.sources if source != source_id
                )
                or words.text("sheet.every_source"),
                words.text("figure.reason"): words.caveat(snapshot, caveat),
                words.text("sheet.gravity"): words.text(f"sheet.{caveat.severity.replace(' ', '_')}"),
            }
            for caveat in rows
        ]
    )


def _sides(found: Sides, words: Wording) -> dict[str, int]:
    counts = {words.text(f"hunches.{side}"): getattr(found, side) for side in SIDES}
    return {**counts, words.text("figure.voices"): found.voices}


def _answers(one: Sampling, words: Wording) -> str:
    return words.show(one.answers) if one.enough else words.say("asking.all_of_them", answers=one.answers)
