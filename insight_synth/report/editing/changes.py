"""What a person does to a draft: each a pure function that gives another draft.

Nothing here looks whether a report has what is changed: a draft outlives the analysis it was made on.
"""

from __future__ import annotations

import dataclasses
import datetime

from insight_synth.errors import UsageError
from insight_synth.model import Chosen, Draft, Order, OrderOf, Own, Passage, Plan, Words
from insight_synth.report.document import Finding, Report
from insight_synth.report.editing.arranging import groups
from insight_synth.report.editing.items import NEEDED, block_id
from insight_synth.report.editing.typed import taken_in
from insight_synth.report.editing.understanding import understood

_OWNER_LENGTH = 120


def worded(draft: Draft, words: Words) -> Draft:
    """With these words for their item in their language, in place of earlier ones; empty words are the drafted ones."""
    kept = tuple(one for one in draft.words if (one.item, one.language) != (words.item, words.language))
    return dataclasses.replace(draft, words=(*kept, words) if words.text.strip() else kept)


def unworded(draft: Draft, item: str, language: str = "") -> Draft:
    """With the drafted words again, in one language or ("") in all; ``item`` may be ``<id>/title``."""
    kept = tuple(one for one in draft.words if one.item != item or language not in {"", one.language})
    return dataclasses.replace(draft, words=kept)


def removed(draft: Draft, item: str) -> Draft:
    """Without the item or section. Raises UsageError for what every report needs (first page, method, evidence)."""
    if item in {*NEEDED, "plan"} or item.startswith("cover"):
        raise UsageError(
            f"{item!r} cannot be left out: every report has it", remedy="Leave out what stands in it instead."
        )
    return draft if item in draft.removed else dataclasses.replace(draft, removed=(*draft.removed, item))


def put_back(draft: Draft, item: str) -> Draft:
    """With a removed item or section again."""
    return dataclasses.replace(draft, removed=tuple(one for one in draft.removed if one != item))


def moved(draft: Draft, report: Report, item: str, by: int) -> Draft:
    """With a finding, action or section moved among its like by so many places (−1: one up), to the end at most.

    Only what must be listed for that order is listed: what new data bring comes after it, as drafted.
    """
    of, like = _like(report, item)
    at = like.index(item)
    to = max(0, min(len(like) - 1, at + by))
    if to == at:
        return draft
    group = [one for one in like if one != item]
    group.insert(to, item)
    before = draft.order(of)
    pinned = max((place for place, one in enumerate(group) if one in before), default=-1)
    listed = group[: max(at, to, pinned) + 1]
    others = tuple(one for one in before if one not in like)
    kept = tuple(order for order in draft.orders if order.of != of)
    return dataclasses.replace(draft, orders=(*kept, Order(of, (*others, *listed))))


def unmoved(draft: Draft) -> Draft:
    """In the drafted order."""
    return dataclasses.replace(draft, orders=())


def with_quotes(draft: Draft, item: str, passages: tuple[Passage, ...] | None) -> Draft:
    """With these quotations for an item (``quotes:t003``, ``finding:t003``); None for the drafted ones."""
    kept = tuple(one for one in draft.chosen if one.item != item)
    chosen = kept if passages is None else (*kept, Chosen(item, tuple(dict.fromkeys(passages))))
    return dataclasses.replace(draft, chosen=chosen)


def planned(draft: Draft, plan: Plan) -> Draft:
    """With what was agreed about an action; an empty plan leaves it open. Raises UsageError if ``due`` is no date."""
    try:
        good = not plan.due or datetime.date.fromisoformat(plan.due).isoformat() == plan.due
    except ValueError:
        good = False
    if not good:
        raise UsageError(f"{plan.due!r} is no date", remedy="Write it as 2027-03-31.")
    plan = dataclasses.replace(plan, owner=taken_in(plan.owner[: 2 * _OWNER_LENGTH], lines=False)[:_OWNER_LENGTH])
    kept = tuple(one for one in draft.plans if one.item != plan.item)
    return dataclasses.replace(draft, plans=kept if plan == Plan(plan.item) else (*kept, plan))


def with_own_finding(
    draft: Draft, report: Report, title: str, text: str, theme_id: str = "", passages: tuple[Passage, ...] = ()
) -> Draft:
    """With a finding of the person's own on the first page, under the next free id ``finding:own-1``.

    ``report`` is the one the person looked at: their words are bound to it, and are in its language.
    """
    draft, item = _with_own(draft, "finding", theme_id)
    seen = dataclasses.replace(report, draft=draft)
    draft = worded(draft, understood(title, f"{item}/title", seen))
    draft = worded(draft, understood(text, item, seen))
    return with_quotes(draft, item, passages) if passages else draft


def with_own_action(draft: Draft, report: Report, text: str, theme_id: str = "") -> Draft:
    """With an action of the person's own on the first page and in its theme's section, ``action:own-1``."""
    draft, item = _with_own(draft, "action", theme_id)
    return worded(draft, understood(text, item, dataclasses.replace(report, draft=draft)))


def without_own(draft: Draft, item: str) -> Draft:
    """Without an own finding or action, and all that was said, chosen, planned and ordered of it."""
    return dataclasses.replace(
        draft,
        words=tuple(one for one in draft.words if one.item not in {item, f"{item}/title"}),
        removed=tuple(one for one in draft.removed if one != item),
        orders=tuple(Order(order.of, tuple(one for one in order.ids if one != item)) for order in draft.orders),
        chosen=tuple(one for one in draft.chosen if one.item != item),
        plans=tuple(one for one in draft.plans if one.item != item),
        own=tuple(one for one in draft.own if one.id != item),
    )


def _with_own(draft: Draft, kind: str, theme_id: str) -> tuple[Draft, str]:
    numbers = [int(one.id.rpartition("-")[2]) for one in draft.own if one.id.startswith(f"{kind}:own-")]
    item = f"{kind}:own-{max(numbers, default=0) + 1}"
    return dataclasses.replace(draft, own=(*draft.own, Own(item, theme_id))), item


def _like(report: Report, item: str) -> tuple[OrderOf, list[str]]:
    """Among what an item is ordered, as the report has it now. Raises UsageError for what has no such place."""
    blocks = report.sections[0].blocks if report.sections else ()
    findings = [block.id for block in blocks if isinstance(block, Finding) and block.id.startswith("finding:")]
    actions = list(dict.fromkeys(block_id(block) for block in blocks if block_id(block).startswith("action:")))
    if item in findings:
        return "findings", findings
    if item in actions:
        return "actions", actions
    for group in groups(report.sections):
        if item in group:
            return "sections", group
    raise UsageError(f"{item!r} cannot be moved in this report", remedy="Move a finding, an action or a section.")
