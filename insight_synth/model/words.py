"""The closed lists of words that fields hold, and the shape of what is told while work goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Kind = Literal[
    "complaints", "staff-opinions", "frontline-notes", "account-management", "win-loss", "contact-reasons",
    "market-research", "survey", "omnibus", "industry-research", "transactions", "sales-figures", "loyalty",
    "returns", "reviews", "forum", "blog", "social",
]  # fmt: skip
Origin = Literal["internal", "external"]
Cadence = Literal["continuous", "periodic", "one-off"]
Purpose = Literal["primary", "secondary"]
Information = Literal["descriptive", "behavioural", "contextual"]
Status = Literal["active", "duplicate", "superseded", "quarantined"]
State = Literal["accepted", "quarantined", "left out"]  # of an export; what is not accepted counts nowhere
Sentiment = Literal["negative", "neutral", "positive", "mixed", ""]  # "" = abstained
Verdict = Literal["track", "keep", "fix", "retire"]
Granularity = Literal["auto", "coarse", "fine"]
Language = Literal["en", "fi", "pl"]  # the languages of reports and of the workbench

Progress = Callable[[str, float, str], None]
"""``progress(stage, fraction, detail)``: ``fraction`` is 0…1 of that stage."""

RAW_LENGTH = 2_000
"""Characters that are kept of a row that was rejected."""
