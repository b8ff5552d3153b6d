"""First drafts of what to do about a theme, and by which source's figures it will show."""

from __future__ import annotations

from insight_synth.model import Evidence, Theme
from insight_synth.report.document import Action, Prose, Span, Text
from insight_synth.report.figures import recurring, verdicts
from insight_synth.report.ledger import Ledger
from insight_synth.report.weighed import COMPLAINED, PRAISED, family, heard_in, loudest, main_themes

SHOWN_ACTIONS = 3
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
            if fit.source == watched:
                line += _GAP + say("do.watch_again", share=share)
            else:
                line += _GAP + say("do.watch", source=ledger.source(fit.source), share=share)
            watched = fit.source
        lines.append(Text(line, "bullet", id=f"action:{theme.id}"))
    if themes and not watched:
        lines.append(Text(say("do.watch_none"), "note"))
    return lines


def action_on(ledger: Ledger, theme: Theme) -> Action:
    """What to do about a theme, measured in the source best fit to follow it."""
    return Action(_what(ledger, theme), _measure(ledger, theme), id=f"action:{theme.id}")


def _what(ledger: Ledger, theme: Theme) -> Prose:
    say, name, loud = ledger.catalogue.say, ledger.quoted_theme(theme.id), _place(ledger, theme)
    source = ledger.source(loud.source) if loud else Prose()
    wording = _wording(ledger, theme)
    if wording == "started":
        started = ledger.figure(f"theme:{theme.id}/started", "month")
        return say("do.started", theme=name, source=source, started=started)
    return say("do.praise", theme=name) if wording == "praise" else say(f"do.{wording}", theme=name, source=source)


def _place(ledger: Ledger, theme: Theme) -> Evidence | None:
    """Where to begin: the source that speaks of the theme most, of those that stay."""
    gone = {advice.source for advice in verdicts(ledger.snapshot, "retire")}
    return next((item for item in heard_in(theme) if item.source not in gone), None) or loudest(theme)


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
    if theme.sentiment is not None and theme.sentiment >= PRAISED:
        return "praise"
    if theme.sentiment is not None and theme.sentiment > COMPLAINED and theme.trend != "rising":
        return "divided"
    loud = _place(ledger, theme)
    who = family(ledger.snapshot, loud.source) if loud else "other"
    fitting = [who, *([f"{who}_again"] if who != "other" else []), "other", "next"]
    if theme.trend == "rising" and "rising" not in given:
        return "rising"
    return min(fitting, key=lambda wording: (given.count(wording), fitting.index(wording)))


def _fit(ledger: Ledger, theme: Theme) -> Evidence | None:
    """The source to measure by: one whose figures can follow change, that speaks of the theme, with the most voices."""
    tracked = {advice.source for advice in verdicts(ledger.snapshot, "track")}
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
