"""First drafts of what to do about a theme, and by which source's figures it will show."""

from __future__ import annotations

from insight_synth.model import Evidence, Theme
from insight_synth.report.catalogue import Filling
from insight_synth.report.document import Action, Prose, Span, Text
from insight_synth.report.figures import recurring, verdicts
from insight_synth.report.ledger import Ledger, named
from insight_synth.report.weighed import COMPLAINED, FEW, PRAISED, family, heard_in, loudest, main_themes

SHOWN_ACTIONS = 3
_PART, _CLEARLY = 0.3, 1.5  # share of a theme's voices, and times the next sub-theme's, that make a part its main one
_NO_REMEDY = ("praise", "divided", "untold")
_GAP = Prose((Span(" "),))


def urgent(ledger: Ledger) -> tuple[Theme, ...]:
    """The themes of the first page to act on first: what grows or is new before what is steady, the sourer first."""

    def urgency(theme: Theme) -> tuple[bool, bool, float, int, str]:
        growing = bool(theme.started) or theme.trend == "rising"
        tone = theme.sentiment if theme.sentiment is not None else 0.0
        return not growing, theme.ended != "", -theme.weight, -theme.voices, f"{tone}{theme.id}"

    return tuple(sorted(main_themes(ledger.snapshot), key=urgency)[:SHOWN_ACTIONS])


def action_lines(ledger: Ledger, themes: tuple[Theme, ...]) -> list[Text]:
    """What to do about each theme and which source to watch, a line each."""
    say, watched, lines = ledger.catalogue.say, "", []
    for theme in themes:
        line, fit = _what(ledger, theme), _fit(ledger, theme)
        if fit:
            share = ledger.figure(f"theme:{theme.id}/source:{fit.source}/share", "share")
            message = "do.watch_again" if fit.source == watched else "do.watch"
            line += _GAP + say(message, source=ledger.source(fit.source), share=share)
            watched = fit.source
        lines.append(Text(line, "bullet", id=f"action:{theme.id}"))
    if themes and not watched:
        lines.append(Text(say("do.watch_none"), "note"))
    return lines


def action_on(ledger: Ledger, theme: Theme) -> Action:
    """What to do about a theme, measured in the source best fit to follow it."""
    owner, due = _asked_by(ledger, theme)
    return Action(_what(ledger, theme), _measure(ledger, theme), id=f"action:{theme.id}", owner=owner, due=due)


def _asked_by(ledger: Ledger, theme: Theme) -> tuple[str, str]:
    """Who asks about the theme on the agenda and by when they need to know: the nearest to an owner there is so far."""
    part = {theme.id, *(below.id for below in ledger.snapshot.sub_themes(theme.id))}
    asked = [one for one in ledger.snapshot.answers if part & set(one.themes) and one.question.owner]
    first = min(asked, key=lambda answer: (answer.question.priority, answer.question.id), default=None)
    if first is None:
        return "", ""
    owner = ledger.catalogue.say("sums.asked_by", owner=named(first.question.owner, 300)).text
    return owner, ledger.catalogue.date(first.question.due) if first.question.due else ""


def _what(ledger: Ledger, theme: Theme) -> Prose:
    say, name, loud = ledger.catalogue.say, ledger.quoted_theme(theme.id), _place(ledger, theme)
    source = ledger.source(loud.source) if loud else Prose()
    wording = _wording(ledger, theme)
    message = f"do.{wording}"
    values: dict[str, Filling] = {"theme": name, "source": source}
    if "started" in ledger.catalogue.slots(message):
        values["started"] = ledger.figure(f"theme:{theme.id}/started", "month")
    step = say(message, **values)
    part = None if wording.startswith(_NO_REMEDY) else _main_part(ledger, theme)
    if part is None:
        return step
    counts = {name: ledger.figure(f"theme:{of.id}/voices") for name, of in (("voices", part), ("of_voices", theme))}
    return step + _GAP + say("do.part", part=ledger.quoted_theme(part.id), **counts)


def _main_part(ledger: Ledger, theme: Theme) -> Theme | None:
    """The sub-theme complained of by so many voices that one had best begin there; None where none is such."""
    below = sorted(ledger.snapshot.sub_themes(theme.id), key=lambda part: (-part.voices, part.id))
    if not below or (below[0].sentiment or 0.0) > COMPLAINED or below[0].voices < _PART * theme.voices:
        return None
    return below[0] if len(below) == 1 or below[0].voices >= _CLEARLY * below[1].voices else None


def _place(ledger: Ledger, theme: Theme) -> Evidence | None:
    """Where to begin: the source that speaks of the theme most, of those that stay and need no mending first."""
    gone, broken = (
        {advice.source for advice in verdicts(ledger.snapshot, verdict)} for verdict in ("retire", "fix")
    )
    stay = [item for item in heard_in(theme) if item.source not in gone]
    sound = (item for item in stay if item.source not in broken and item.voices >= FEW)
    return next(sound, None) or next(iter(stay), None) or loudest(theme)


def _wording(ledger: Ledger, theme: Theme) -> str:
    """Which advice a theme gets: by what is notable about it, and of several that fit the one given least so far."""
    first, given = urgent(ledger), list[str]()
    themes = (*first, *(other for other in recurring(ledger.snapshot) if other not in first))
    for other in themes[: themes.index(theme)] if theme in themes else ():
        given.append(_fitting(ledger, other, given))
    return _fitting(ledger, theme, given)


def _fitting(ledger: Ledger, theme: Theme, given: list[str]) -> str:
    if theme.started:
        return "started"
    if theme.trend == "rising" and "rising" not in given and (theme.sentiment or 0.0) < PRAISED:
        return "rising"
    if theme.sentiment is None:
        return "untold"
    if theme.sentiment > COMPLAINED:
        kind = "praise" if theme.sentiment >= PRAISED else "divided"
        fitting = [kind, f"{kind}_again"]
    else:
        fitting = _remedies(ledger, _place(ledger, theme))
    return min(fitting, key=lambda wording: (given.count(wording), fitting.index(wording)))


def _remedies(ledger: Ledger, place: Evidence | None) -> list[str]:
    """The advice that fits who speaks where one begins: those who write in public cannot be sat down with, and a
    question can be put only into what is asked again."""
    if place is None:
        return ["other", "next"]
    who, source = family(ledger.snapshot, place.source), ledger.snapshot.profile(place.source).source
    judged = {advice.source: advice.verdict for advice in ledger.snapshot.advice}
    fitting = [] if who == "other" else [who]
    if who in {"problem", "staff", "public"} or (
        who == "asked" and source.cadence != "one-off" and judged.get(place.source) != "fix"
    ):
        fitting.append(f"{who}_again")
    return [*fitting, *(["other"] if who in {"problem", "staff", "other"} else []), "next"]


def _fit(ledger: Ledger, theme: Theme) -> Evidence | None:
    """The source to measure by: one whose figures can follow change; where one begins, or else with the most voices."""
    tracked, place = {advice.source for advice in verdicts(ledger.snapshot, "track")}, _place(ledger, theme)
    if place and place.source in tracked:
        return place
    fit = [item for item in theme.evidence if item.source in tracked and item.voices]
    return max(fit, key=lambda item: (item.stands, item.of_voices, item.source), default=None)


def _measure(ledger: Ledger, theme: Theme) -> Prose:
    say, best = ledger.catalogue.say, _fit(ledger, theme)
    if best is None:
        return say("action.measured_none")
    key = f"theme:{theme.id}/source:{best.source}"
    values = {name: ledger.figure(f"{key}/{name}", "share") for name in ("share", "low", "high")}
    reasons = ledger.snapshot.advice_on(best.source).reasons
    told = next((item for item in reasons if item.figures.get("theme") == theme.id and "points" in item.figures), None)
    if told is not None:
        points = ledger.figure(f"advice:{best.source}/reason:{told.code}/points", "points")
        return say("action.measured_detects", source=ledger.source(best.source), points=points, **values)
    return say("action.measured", source=ledger.source(best.source), **values)
