"""The story on one page: what weighs most, what contradicts, what to do first, which sources to stop."""

from __future__ import annotations

from insight_synth.model import Contradiction, Evidence, Theme
from insight_synth.report.agenda import agenda_line
from insight_synth.report.analyst_figures import contradiction_key
from insight_synth.report.document import Action, Block, Finding, Heading, Prose, Section, Span, Text
from insight_synth.report.figures import recurring, verdicts
from insight_synth.report.ledger import Ledger
from insight_synth.report.reasons import reason_prose

SHOWN_FINDINGS = 5
SHOWN_CONTRADICTIONS = 2
SHOWN_ACTIONS = 3
SHOWN_TRACKED = 4
_PRAISED = 0.25  # tone from which on a theme is praise


def story_section(ledger: Ledger) -> Section:
    """The first page, short enough to stay one."""
    say, text = ledger.catalogue.say, ledger.catalogue.text
    weighty = recurring(ledger.snapshot)
    counts = {
        name: ledger.figure(key)
        for name, key in (("voices", "totals/voices"), ("speaking", "count/speaking"), ("recurring", "count/recurring"))
    }
    blocks: list[Block] = [Text(say("story.lead" if weighty else "story.lead_none", **counts), "lead", id="lead")]
    blocks += [_finding(ledger, theme) for theme in weighty[:SHOWN_FINDINGS]]
    blocks.append(Heading(text("story.contradicts")))
    blocks += contradictions(ledger) or [Text(say("story.contradict_none"), "bullet")]
    if asked := agenda_line(ledger):
        blocks.append(Heading(text("story.asked")))
        blocks.append(Text(asked, "bullet", id="agenda"))
    urgent = _urgent(weighty)[:SHOWN_ACTIONS]
    if urgent:
        blocks.append(Heading(text("story.do")))
        blocks += [
            Text(action.what, "bullet", id=action.id) for action in (action_on(ledger, theme) for theme in urgent)
        ]
    blocks.append(Heading(text("story.stop")))
    blocks += _stops(ledger)
    unthemed = {name: ledger.figure(f"totals/{name}") for name in ("unthemed", "mentions")}
    blocks.append(Text(say("story.uncounted", **unthemed,
                           unthemed_share=ledger.figure("totals/unthemed_share", "share")), "note"))  # fmt: skip
    if ledger.snapshot.hidden_themes:
        hidden = {name: ledger.figure(f"count/{name}") for name in ("hidden_themes", "hidden_mentions")}
        blocks.append(Text(say("story.hidden", **hidden), "note"))
    return Section("story", "story", text("story.title"), blocks=tuple(blocks))


def loudest(theme: Theme) -> Evidence | None:
    """The source that surely speaks of the theme most: by the interval's lower end, so that a few voices do not win."""
    heard = [item for item in theme.evidence if item.stands] or [item for item in theme.evidence if item.voices]
    return max(heard, key=lambda item: (item.low, item.voices, item.source), default=None)


def action_on(ledger: Ledger, theme: Theme) -> Action:
    """A first draft of what to do about a theme, measured in the source best fit to follow it."""
    say = ledger.catalogue.say
    loud = loudest(theme)
    source = ledger.source(loud.source) if loud else Prose()
    name = ledger.quoted_theme(theme.id)
    if theme.started:
        started = ledger.figure(f"theme:{theme.id}/started", "month")
        what = say("action.what_started", theme=name, source=source, started=started)
    elif theme.sentiment is not None and theme.sentiment > _PRAISED:
        what = say("action.what_positive", theme=name)
    elif theme.trend == "rising":
        what = say("action.what_rising", theme=name, source=source)
    else:
        what = say("action.what_negative", theme=name, source=source)
    return Action(what, _measure(ledger, theme), id=f"action:{theme.id}")


def contradictions(ledger: Ledger) -> list[Text]:
    """Where sources disagree: by what they feel about a theme, or because one is silent on what others speak of.

    The first few, each on another theme as long as there are such.
    """
    shown = {theme.id for theme in ledger.snapshot.shown_themes}
    found = [item for item in ledger.snapshot.contradictions if item.theme_id in shown]
    first = {item.theme_id: item for item in reversed(found)}
    found.sort(key=lambda item: first[item.theme_id] is not item)
    return [
        Text(_contradiction(ledger, item), "bullet", id=contradiction_key(item))
        for item in found[:SHOWN_CONTRADICTIONS]
    ]


def _contradiction(ledger: Ledger, found: Contradiction) -> Prose:
    say, key = ledger.catalogue.say, contradiction_key(found)
    if found.kind == "silence":
        counts = {name: ledger.figure(f"{key}/{name}") for name in ("sources", "voices", "of_voices")}
        return say(
            "contradiction.silence",
            theme=ledger.theme(found.theme_id),
            right=ledger.source(found.right),
            expected=ledger.figure(f"{key}/expected", "number"),
            **counts,
        )
    return say(
        "contradiction.sentiment",
        theme=ledger.theme(found.theme_id),
        left=ledger.source(found.left),
        left_score=ledger.figure(f"{key}/left_score", "score"),
        right=ledger.source(found.right),
        right_score=ledger.figure(f"{key}/right_score", "score"),
    )


def _finding(ledger: Ledger, theme: Theme) -> Finding:
    say, key = ledger.catalogue.say, f"theme:{theme.id}"
    loud = loudest(theme)
    claim = Prose()
    if loud:
        claim = say("story.finding", sources=ledger.figure(f"{key}/independent_sources"),
                    voices=ledger.figure(f"{key}/voices"), where=ledger.source(loud.source),
                    share=ledger.figure(f"{key}/source:{loud.source}/share", "share"))  # fmt: skip
    quotes = theme.quotes[:2]
    claim += ledger.cites(quotes)
    extra = _direction(ledger, theme)
    if extra:
        claim += Prose((Span(" "),)) + extra
    return Finding(ledger.theme_name(theme.id), claim, tuple(ledger.cite(quote) for quote in quotes),
                   target=f"theme-{theme.id}", id=f"finding:{theme.id}")  # fmt: skip


def _direction(ledger: Ledger, theme: Theme) -> Prose:
    say, key = ledger.catalogue.say, f"theme:{theme.id}"
    if theme.started:
        return say("story.finding_started", started=ledger.figure(f"{key}/started", "month"))
    recent = ledger.figure(f"{key}/recent_share", "share")
    earlier = ledger.figure(f"{key}/earlier_share", "share")
    if theme.trend in {"rising", "falling"} and recent.value is not None and earlier.value is not None:
        return say(f"story.finding_{theme.trend}", recent=recent, earlier=earlier)
    return Prose()


def _urgent(themes: tuple[Theme, ...]) -> list[Theme]:
    """Themes to act on first: what grows or is new before what is steady, the sourer first."""

    def urgency(theme: Theme) -> tuple[bool, bool, float]:
        growing = bool(theme.started) or theme.trend == "rising"
        return (not growing, theme.ended != "", theme.sentiment if theme.sentiment is not None else 0.0)

    return sorted(themes[: 2 * SHOWN_FINDINGS], key=lambda theme: (*urgency(theme), -theme.voices, theme.id))


def _stops(ledger: Ledger) -> list[Text]:
    say = ledger.catalogue.say
    lines = []
    for advice in verdicts(ledger.snapshot, "retire"):
        against = [item for item in advice.reasons if item.weighs == "against"] or list(advice.reasons)
        reason = reason_prose(ledger, advice, against[0], cited=False) if against else Prose()
        told = say("story.stop_item", source=ledger.source(advice.source, strong=True), reason=reason)
        lines.append(Text(told, "bullet", id=f"stop:{advice.source}"))
    lines = lines or [Text(say("story.stop_none"), "bullet")]
    for verdict in ("fix", "track"):
        listed = tuple(advice.source for advice in verdicts(ledger.snapshot, verdict))
        if verdict == "track" and len(listed) > SHOWN_TRACKED:
            profiles = (ledger.snapshot.profile(source) for source in listed)
            largest = sorted(profiles, key=lambda profile: (-profile.voices, profile.source.id))[:3]
            count, sources = ledger.figure("count/track"), tuple(profile.source.id for profile in largest)
            lines.append(
                Text(say("story.track_many", count=count, sources=ledger.sources(sources)), "bullet", id=verdict)
            )
        elif listed:
            lines.append(Text(say(f"story.{verdict}_item", sources=ledger.sources(listed)), "bullet", id=verdict))
    return lines


def _measure(ledger: Ledger, theme: Theme) -> Prose:
    say, snapshot = ledger.catalogue.say, ledger.snapshot
    tracked = {advice.source for advice in verdicts(snapshot, "track")}
    fit = [item for item in theme.evidence if item.source in tracked and item.voices]
    best = max(fit, key=lambda item: (item.stands, item.of_voices, item.source), default=None)
    if best is None:
        return say("action.measured_none")
    key = f"theme:{theme.id}/source:{best.source}"
    values = {name: ledger.figure(f"{key}/{name}", "share") for name in ("share", "low", "high")}
    reasons = snapshot.advice_on(best.source).reasons
    told = next((item for item in reasons if item.figures.get("theme") == theme.id and "points" in item.figures), None)
    if told is not None:
        points = ledger.figure(f"advice:{best.source}/reason:{told.code}/points", "points")
        return say("action.measured_detects", source=ledger.source(best.source), points=points, **values)
    return say("action.measured", source=ledger.source(best.source), **values)
