"""What people change of the drafted report: read, changed step by step, and brought back.

Part of ``pipeline``, thin over ``report.editing``. Nothing that was written is lost by a change or by taking it back;
each change is made on the draft as it is when nobody else writes, so that two people who write at once lose no word.

``shown``, where a function takes it, is the report the person looked at; it is composed where it is not given.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from insight_synth._analyse import is_demo
from insight_synth._reported import citation_of, composed_report
from insight_synth._tables import analysed
from insight_synth.errors import UsageError
from insight_synth.model import UNCHANGED, Draft, Language, Passage, Plan
from insight_synth.store import Workspace, drafts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from insight_synth.report import Report
    from insight_synth.report.editing import Flag, Item


def draft(ws: Workspace) -> Draft:
    """What people changed of the drafted report; the empty draft where nothing was."""
    with ws.read() as connection:
        return drafts.newest(connection)


def set_draft(ws: Workspace, wanted: Draft, made_by: str = "") -> Draft:
    """Puts another draft in force; the same again changes nothing."""
    return changed(ws, lambda _: wanted, made_by)


def changed(ws: Workspace, change: Callable[[Draft], Draft], made_by: str = "") -> Draft:
    """Puts in force what ``change`` makes of the draft as it is when nobody else writes."""
    with ws.write() as connection:
        before = drafts.newest(connection)
        after = change(before)
        if after != before:
            drafts.put(connection, after, made_by, _now())
    return after


def undo_draft(ws: Workspace, made_by: str = "") -> Draft:
    """Brings the draft before the newest change back, again and again to the report as the analysis drafts it.

    Raises:
        UsageError: nothing was changed.
    """
    with ws.write() as connection:
        steps = _steps(connection)
        if len(steps) < 2:
            raise UsageError("the report was never changed", remedy="Change it with `insight-synth draft write`.")
        drafts.put(connection, steps[-2], made_by, _now(), restores=True)
    return steps[-2]


def can_undo_draft(ws: Workspace) -> bool:
    """Whether there is a change of the draft to take back."""
    with ws.read() as connection:
        return len(_steps(connection)) > 1


def draft_history(ws: Workspace) -> list[drafts.Written]:
    """Every state of the draft on record, newest first, with who made it and when."""
    with ws.read() as connection:
        return drafts.history(connection)


# ---- what can be edited, and what to look at


def report_items(ws: Workspace, language: Language = "en", shown: Report | None = None) -> tuple[Item, ...]:
    """What of the full report can be edited, in reading order, what was left out included, with the drafted words."""
    from insight_synth.report import editing

    return editing.items(shown or _composed(ws, language), _composed(ws, language, UNCHANGED))


def draft_flags(ws: Workspace, language: Language = "en", shown: Report | None = None) -> tuple[Flag, ...]:
    """What in people's words they should look at again: figures that changed, quotations that are gone and so on."""
    from insight_synth.report import editing

    return editing.flags(shown or _composed(ws, language), _composed(ws, language, UNCHANGED))


# ---- changes


def edit_item(
    ws: Workspace, item: str, text: str, language: Language = "en", made_by: str = "", shown: Report | None = None
) -> Draft:
    """Puts a person's words in place of an item's, or of a title's (``<item>/title``); figures in them stay bound."""
    from insight_synth.report import editing

    found = shown or _composed(ws, language)
    words = editing.understood(_clean(text), _known(found, item), found)
    return changed(ws, lambda now: editing.worded(now, words), made_by)


def reset_item(ws: Workspace, item: str, language: Language | None = None, made_by: str = "") -> Draft:
    """Brings the drafted words of an item, its title and its quotations back, in one language or in all."""
    from insight_synth.report import editing

    def change(now: Draft) -> Draft:
        for name in (item, f"{item}/title"):
            now = editing.unworded(now, name, language or "")
        return now if language else editing.with_quotes(now, item, None)

    return _only_known(ws, item, change, made_by)


def remove_item(ws: Workspace, item: str, made_by: str = "", shown: Report | None = None) -> Draft:
    """Leaves an item or section out of the report; what a person added is taken away."""
    from insight_synth.report import editing

    _known(shown or _composed(ws), item)

    def change(now: Draft) -> Draft:
        own = any(one.id == item for one in now.own)
        return editing.without_own(now, item) if own else editing.removed(now, item)

    return changed(ws, change, made_by)


def restore_item(ws: Workspace, item: str, made_by: str = "") -> Draft:
    """Puts an item or section that was left out back in its place."""
    from insight_synth.report import editing

    def change(now: Draft) -> Draft:
        if item not in now.removed:
            raise UsageError(f"{item!r} was not left out", remedy=_meant(item, now.removed))
        return editing.put_back(now, item)

    return changed(ws, change, made_by)


def move_item(ws: Workspace, item: str, by: int, made_by: str = "", shown: Report | None = None) -> Draft:
    """Moves a finding, an action or a section among its like by so many places: −1 is one up."""
    from insight_synth.report import editing

    found = shown or _composed(ws)
    _known(found, item)
    return changed(ws, lambda now: editing.moved(now, found, item, by), made_by)


def choose_quotes(
    ws: Workspace, item: str, passages: Sequence[Passage], made_by: str = "", shown: Report | None = None
) -> Draft:
    """Cites these passages under an item, in this order, in place of the drafted ones.

    Raises:
        UsageError: no such item, or a passage that is in no counted verbatim.
    """
    from insight_synth.report import editing

    _known(shown or _composed(ws), item)
    with ws.read() as connection:
        for passage in passages:
            if citation_of(connection, passage) is None:
                raise UsageError(
                    f"there is no passage {passage.start}-{passage.end} in verbatim {passage.verbatim_id!r}",
                    remedy="Find passages and their places with `insight-synth search TEXT --json`.",
                )
    return changed(ws, lambda now: editing.with_quotes(now, item, tuple(passages)), made_by)


def plan_action(ws: Workspace, plan: Plan, made_by: str = "", shown: Report | None = None) -> Draft:
    """Notes what people agreed about an action: who, by when, and which indicator will show that it worked."""
    from insight_synth.report import editing

    _known(shown or _composed(ws), plan.item, "action:")
    return changed(ws, lambda now: editing.planned(now, plan), made_by)


def add_finding(
    ws: Workspace, title: str, text: str, theme_id: str = "", language: Language = "en", made_by: str = "",
    shown: Report | None = None,
) -> Draft:  # fmt: skip
    """Adds a finding of a person's own; figures and quotations in its words are bound as in other words."""
    from insight_synth.report import editing

    found = _of_theme(shown or _composed(ws, language), theme_id)
    return changed(ws, lambda now: editing.with_own_finding(now, found, _clean(title), _clean(text), theme_id), made_by)


def add_action(
    ws: Workspace, text: str, theme_id: str = "", language: Language = "en", made_by: str = "",
    shown: Report | None = None,
) -> Draft:  # fmt: skip
    """Adds an action of a person's own."""
    from insight_synth.report import editing

    found = _of_theme(shown or _composed(ws, language), theme_id)
    return changed(ws, lambda now: editing.with_own_action(now, found, _clean(text), theme_id), made_by)


def accept_item(
    ws: Workspace, item: str, language: Language = "en", made_by: str = "", shown: Report | None = None
) -> Draft:
    """Notes that a person read an item as it is now and lets it stand: its flags about changed figures go."""
    from insight_synth.report import editing

    found = shown or _composed(ws, language)
    _known(found, item)
    return changed(ws, lambda now: editing.accepted(now, item, found), made_by)


# ---- helpers


def _composed(ws: Workspace, language: Language = "en", wanted: Draft | None = None) -> Report:
    return composed_report(ws, analysed(ws, demo=is_demo(ws)), language, draft=wanted)


def _known(shown: Report, item: str, beginning: str = "") -> str:
    """The item, where the report holds it or left it out; raises UsageError naming the nearest where not."""
    from insight_synth.report import editing

    own = [one.id for one in editing.items(shown)]
    names = [name for name in (*own, *shown.draft.removed) if name.startswith(beginning)]
    if item.removesuffix("/title") not in names and item not in names:
        raise UsageError(f"the report has no {item!r}", remedy=_meant(item, names))
    return item


def _only_known(ws: Workspace, item: str, change: Callable[[Draft], Draft], made_by: str) -> Draft:
    """The changed draft; where that changes nothing, the item has to be one of the report's."""
    before = draft(ws)
    if change(before) == before:
        _known(_composed(ws), item)
    return changed(ws, change, made_by)


def _of_theme(shown: Report, theme_id: str) -> Report:
    themes = sorted({figure.key.partition("/")[0].removeprefix("theme:") for figure in shown.figures
                     if figure.key.startswith("theme:")})  # fmt: skip
    if theme_id and theme_id not in themes:
        raise UsageError(f"there is no theme {theme_id!r}", remedy=_meant(theme_id, themes))
    return shown


def _meant(name: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    see = "See `insight-synth draft show` for what it has."
    return f"Did you mean {' or '.join(near)}? {see}" if near else see


def _clean(text: str) -> str:
    """A person's text without halves of surrogate pairs, which no file or database takes."""
    return text.encode("utf-8", "replace").decode()


def _steps(connection: Connection) -> list[Draft]:
    """The drafts that lead to the one in force, the empty one first, without those that were taken back."""
    steps = [UNCHANGED]
    for written in reversed(drafts.history(connection)):
        if written.restores and len(steps) > 1:
            steps.pop()
        if written.draft != steps[-1]:  # also where an erasure made two steps one
            steps.append(written.draft)
    return steps


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
