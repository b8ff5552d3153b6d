"""Indicators of a workspace: what is followed, taken up and dropped, and what became of it by the data of now.

Part of ``pipeline``. An effect is computed from the newest analysis whenever it is asked for, never kept: with every
export that is added and analysed it is up to date.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from insight_synth import tracking
from insight_synth._spoken import Spoken
from insight_synth._tables import analysed
from insight_synth.errors import UsageError
from insight_synth.model import Event, Snapshot, Theme
from insight_synth.model.effect import Effect, Indicator
from insight_synth.store import Workspace, analyses, records, source_decisions
from insight_synth.store import indicators as repository

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["effect", "effects", "event_names", "follow", "heard", "indicators", "unfollow"]

_LIST = "See `insight-synth effect list`."


def follow(
    ws: Workspace,
    *,
    theme: str = "",
    event: str = "",
    per: str = "",
    sources: Sequence[str] = (),
    group: str = "",
    action: str = "",
    on: str = "",
) -> Indicator:
    """Follows the share of voices that speak of a theme, or how often something is done; keeps and gives the indicator.

    Args:
        ws: an analysed workspace.
        theme: a theme's id or name, in any language.
        event: what events are called, instead of a theme.
        per: events are counted per event of this name; "" for a month.
        sources: source ids; none for those that can be followed and compare.
        group: of this common customer group only.
        action: what was done about it.
        on: since when, an ISO date.

    Raises:
        NotAnalysed: there is no analysis yet.
        UsageError: there is no such theme, event, source or group, the date is none, or it is followed already.
    """
    shown = analysed(ws, demo=False)
    if bool(theme) == bool(event):
        raise UsageError("name a theme or an event to follow", remedy="Give --theme or --event, one of them.")
    if per and not event:
        raise UsageError("a theme is not counted per event", remedy="Leave --per out.")
    _check_names(shown, sources, group)
    _check_date(action, on)
    if theme:
        found = _theme(shown, theme)
        kind, of, name = "theme", found.id, found.name()
    else:
        kind, of, name = "event", event, f"{event} per {per}" if per else event
        _check_events(ws, [event, per] if per else [event])
    with ws.write() as connection:
        made = Indicator(
            repository.next_id(connection), "theme" if kind == "theme" else "event", of, name, per,
            tuple(sorted(set(sources))), group, action.strip(), on,
        )  # fmt: skip
        for other in repository.indicators(connection):
            if _same(made, other):
                raise UsageError(f"it is followed already, as {other.id}", remedy=_LIST)
        repository.add(connection, made)
    return made


def unfollow(ws: Workspace, indicator_id: str, *, undo: bool = False) -> Indicator:
    """Follows an indicator no more, or, to undo that, again; raises UsageError where there is none to."""
    with ws.write() as connection:
        change = repository.restore if undo else repository.drop
        found = change(connection, indicator_id)
    if found is None:
        what = "was dropped" if undo else "is followed"
        raise UsageError(f"no indicator {indicator_id!r} {what}", remedy=_LIST)
    return found


def indicators(ws: Workspace) -> list[Indicator]:
    """What is followed, as it was asked for."""
    with ws.read() as connection:
        return repository.indicators(connection)


def effect(ws: Workspace, indicator_id: str, held: Spoken | None = None) -> Effect:
    """What became of one indicator; ``held`` is what ``spoken`` gave, where it was read before.

    Raises:
        NotAnalysed: there is no analysis yet.
        UsageError: there is no such indicator, or its theme is no more.
    """
    shown = held.shown if held else analysed(ws, demo=False)
    found = next((indicator for indicator in indicators(ws) if indicator.id == indicator_id), None)
    if found is None:
        raise UsageError(f"there is no indicator {indicator_id!r}", remedy=_LIST)
    if found.kind == "theme" and all(theme.id != found.of for theme in shown.themes):
        raise UsageError(
            f"its theme {found.of} “{found.name}” is no more",
            remedy=f"See `insight-synth theme history`, then `insight-synth effect drop {found.id}`.",
        )
    return tracking.followed(_called_as_now(found, shown), heard(ws, shown, held))


def effects(ws: Workspace) -> list[Effect]:
    """What became of every indicator whose theme is still there; raises NotAnalysed where there is no analysis."""
    shown = analysed(ws, demo=False)
    there = {theme.id for theme in shown.themes}
    found = [i for i in indicators(ws) if i.kind == "event" or i.of in there]
    data = heard(ws, shown) if found else None
    return [tracking.followed(_called_as_now(i, shown), data) for i in found] if data else []


def heard(ws: Workspace, shown: Snapshot, held: Spoken | None = None) -> tracking.Heard:
    """Everything that indicators are followed in, as the newest analysis has it."""
    with ws.read() as connection:
        mentions = held.mentions if held else [mention for mention, _ in analyses.mentions(connection)]
        customers = records.customers(connection)
        events = _events(connection, {source.source for source in shown.retired})
    return tracking.Heard(
        mentions=mentions,
        events=events,
        customers=customers,
        parents={theme.id: theme.parent for theme in shown.themes},
        profiles=shown.profiles,
        caveats=shown.caveats,
        verdicts={entry.source: entry.verdict for entry in shown.advice},
        now=shown.now,
    )


def event_names(ws: Workspace) -> list[tuple[str, str, int]]:
    """``(name, source, number)`` of all events, by name and source."""
    counts: dict[tuple[str, str], int] = {}
    with ws.read() as connection:
        for event in _events(connection, source_decisions.retired(connection)):
            counts[event.event, event.source] = counts.get((event.event, event.source), 0) + 1
    return [(name, source, number) for (name, source), number in sorted(counts.items())]


def _events(connection: Connection, retired: Collection[str]) -> list[Event]:
    """What customers did, but for sources that were retired."""
    return [event for event in records.events(connection, status="active") if event.source not in retired]


def _theme(shown: Snapshot, named: str) -> Theme:
    """The theme of this id or name."""
    wanted = " ".join(named.split()).casefold()
    found = [theme for theme in shown.themes if theme.id.casefold() == wanted]
    found = found or [theme for theme in shown.themes if wanted in _names(theme)]
    tops = [theme for theme in found if not theme.parent]
    if len(found) == 1 or len(tops) == 1:
        return (tops or found)[0]
    if found:
        ids = ", ".join(theme.id for theme in found)
        raise UsageError(f"several themes are called {named!r}: {ids}", remedy="Name one by its id.")
    raise UsageError(f"there is no theme {named!r}", remedy="See `insight-synth themes`.")


def _names(theme: Theme) -> set[str]:
    return {" ".join(name.split()).casefold() for name in (*theme.names.values(), *theme.user_names.values())}


def _called_as_now(indicator: Indicator, shown: Snapshot) -> Indicator:
    """The indicator under the name its theme has now: one that was renamed is still the same."""
    from dataclasses import replace

    name = next((t.name() for t in shown.themes if indicator.kind == "theme" and t.id == indicator.of), indicator.name)
    return replace(indicator, name=name)


def _check_names(shown: Snapshot, sources: Sequence[str], group: str) -> None:
    known = [profile.source.id for profile in shown.profiles]
    for source in sources:
        if source not in known:
            raise UsageError(f"there is no source {source!r}", remedy=f"Name one of {', '.join(known)}.")
    groups = sorted({name for profile in shown.profiles for name in profile.segments if name})
    if group and group not in groups:
        remedy = f"Name one of {', '.join(groups)}." if groups else "No source tells customer groups: leave it out."
        raise UsageError(f"there is no customer group {group!r}", remedy=remedy)


def _check_date(action: str, on: str) -> None:
    if action.strip() and not on:
        raise UsageError("the action has no date", remedy="Say since when: --on 2026-03-01.")
    try:
        good = not on or date.fromisoformat(on).isoformat() == on
    except ValueError:
        good = False
    if not good:
        raise UsageError(f"{on!r} is no date", remedy="Write it as 2026-03-01.")


def _check_events(ws: Workspace, wanted: Sequence[str]) -> None:
    known: Any = sorted({name for name, _, _ in event_names(ws)})
    for name in wanted:
        if name not in known:
            remedy = f"Name one of {', '.join(known)}." if known else "No source of this workspace tells of events."
            raise UsageError(f"there is no event {name!r}", remedy=remedy)


def _same(one: Indicator, other: Indicator) -> bool:
    from dataclasses import replace

    return replace(one, id="", name="") == replace(other, id="", name="")
