"""What a person does to a draft: each a pure function that gives another draft."""

from __future__ import annotations

from insight_synth.model import Draft, Passage, Plan, Words
from insight_synth.report.document import Report


def worded(draft: Draft, words: Words) -> Draft:
    """With these words for their item in their language, in place of earlier ones."""
    return draft


def unworded(draft: Draft, item: str, language: str = "") -> Draft:
    """With the drafted words again, in one language or ("") in all; ``item`` may be ``<id>/title``."""
    return draft


def removed(draft: Draft, item: str) -> Draft:
    """Without the item or section. Raises UsageError for what every report needs (first page, method, evidence)."""
    return draft


def put_back(draft: Draft, item: str) -> Draft:
    """With a removed item or section again."""
    return draft


def moved(draft: Draft, report: Report, item: str, by: int) -> Draft:
    """With a finding, action or section moved among its like by places: −1 is one up. Beyond the ends it stays there."""
    return draft


def unmoved(draft: Draft) -> Draft:
    """In the drafted order."""
    return draft


def with_quotes(draft: Draft, item: str, passages: tuple[Passage, ...] | None) -> Draft:
    """With these quotations for an item (``quotes:t003``, ``finding:t003``); None for the drafted ones."""
    return draft


def planned(draft: Draft, plan: Plan) -> Draft:
    """With what was agreed about an action. Raises UsageError where ``due`` is no ISO date."""
    return draft


def with_own_finding(
    draft: Draft, report: Report, title: str, text: str, theme_id: str = "", passages: tuple[Passage, ...] = ()
) -> Draft:
    """With a finding of the person's own on the first page, under the next free id ``finding:own-1``."""
    return draft


def with_own_action(draft: Draft, report: Report, text: str, theme_id: str = "") -> Draft:
    """With an action of the person's own on the first page and in its theme's section, ``action:own-1``."""
    return draft


def without_own(draft: Draft, item: str) -> Draft:
    """Without an own finding or action, and all that was said, chosen and planned of it."""
    return draft
