"""The story on one page: what weighs most, what contradicts, what to do first, which sources to stop."""

from __future__ import annotations

from insight_synth.model import Contradiction
from insight_synth.report.actions import action_lines, urgent
from insight_synth.report.agenda import agenda_line
from insight_synth.report.analyst_figures import contradiction_key
from insight_synth.report.catalogue import Filling
from insight_synth.report.document import Block, Heading, Prose, Section, Text
from insight_synth.report.figures import crowded, recurring, verdicts
from insight_synth.report.findings import findings
from insight_synth.report.ledger import Ledger
from insight_synth.report.reasons import ground_prose
from insight_synth.report.weighed import main_themes, one_side

SHOWN_CONTRADICTIONS = 2
SHOWN_TRACKED = 4


def story_section(ledger: Ledger) -> Section:
    """The first page, short enough to stay one."""
    say, text = ledger.catalogue.say, ledger.catalogue.text
    weighty = recurring(ledger.snapshot)
    counts = {
        name: ledger.figure(key)
        for name, key in (("voices", "totals/voices"), ("speaking", "count/speaking"), ("recurring", "count/recurring"))
    }
    blocks: list[Block] = [Text(say("story.lead" if weighty else "story.lead_none", **counts), "lead", id="lead")]
    if crowd := _crowd(ledger):
        blocks.append(Text(crowd, "note", id="crowd"))
    told = main_themes(ledger.snapshot)
    blocks += findings(ledger, told)
    blocks.append(Heading(text("story.contradicts")))
    blocks += contradictions(ledger) or [Text(say("story.contradict_none"), "bullet")]
    if asked := agenda_line(ledger):
        blocks.append(Heading(text("story.asked")))
        blocks.append(Text(asked, "bullet", id="asked"))
    if first := urgent(ledger):
        blocks.append(Heading(text("story.do")))
        blocks += action_lines(ledger, first)
    blocks.append(Heading(text("story.stop")))
    blocks += _stops(ledger)
    unthemed = {name: ledger.figure(f"totals/{name}") for name in ("unthemed", "mentions")}
    uncounted = say("story.uncounted", **unthemed, unthemed_share=ledger.figure("totals/unthemed_share", "share"))
    notes = [say("told.reading")] if told else []
    if told and (side := one_side(ledger.snapshot)):
        notes.append(say(f"told.all_{side}"))
    blocks.append(Text(ledger.catalogue.joined([*notes, uncounted], between=" "), "note"))
    if ledger.snapshot.hidden_themes:
        hidden = {name: ledger.figure(f"count/{name}") for name in ("hidden_themes", "hidden_mentions")}
        blocks.append(Text(say("story.hidden", **hidden), "note"))
    return Section("story", "story", text("story.title"), blocks=tuple(blocks))


def contradictions(ledger: Ledger) -> list[Text]:
    """Where sources disagree: by what they feel about a theme, or because one is silent on what others speak of.

    The first few, each on another theme as long as there are such, those on the themes of this page first.
    """
    shown = {theme.id for theme in ledger.snapshot.shown_themes}
    found = [item for item in ledger.snapshot.contradictions if item.theme_id in shown]
    first = {item.theme_id: item for item in reversed(found)}
    told = {theme.id for theme in main_themes(ledger.snapshot)}
    found.sort(
        key=lambda item: (first[item.theme_id] is not item, item.kind == "silence" and item.theme_id not in told)
    )
    return [
        Text(_contradiction(ledger, item), "bullet", id=contradiction_key(item))
        for item in found[:SHOWN_CONTRADICTIONS]
    ]


def _contradiction(ledger: Ledger, found: Contradiction) -> Prose:
    say, key = ledger.catalogue.say, contradiction_key(found)
    if found.kind == "silence":
        message = "contradiction.silence" if found.figures["voices"] else "contradiction.silence_none"
        told = sorted(ledger.catalogue.slots(message) - {"theme", "right"})
        return say(
            message,
            theme=ledger.theme(found.theme_id),
            right=ledger.source(found.right),
            **{name: ledger.figure(f"{key}/{name}", "number" if name == "expected" else "count") for name in told},
        )
    return say(
        "contradiction.sentiment",
        theme=ledger.theme(found.theme_id),
        left=ledger.source(found.left),
        left_score=ledger.figure(f"{key}/left_score", "score"),
        right=ledger.source(found.right),
        right_score=ledger.figure(f"{key}/right_score", "score"),
    )


def _crowd(ledger: Ledger) -> Prose:
    """That nearly everything was heard in a small part of the time, where it was."""
    found = crowded(ledger.snapshot)
    if found is None:
        return Prose()
    message = "sums.crowded_month" if found[0] == found[1] else "sums.crowded"
    values = {"share": ledger.figure("crowded/share", "share"), "first": ledger.figure("crowded/first", "month")}
    if found[0] != found[1]:
        values["last"] = ledger.figure("crowded/last", "month")
    return ledger.catalogue.say(message, **values)


def _stops(ledger: Ledger) -> list[Text]:
    say = ledger.catalogue.say
    lines = []
    for advice in verdicts(ledger.snapshot, "retire"):
        against = [item for item in advice.reasons if item.weighs == "against"] or list(advice.reasons)
        reason = ground_prose(ledger, advice, against[0]) if against else Prose()
        source = ledger.source(advice.source, strong=True)
        if ledger.snapshot.profile(advice.source).source.cost_per_year:
            cost = ledger.figure(f"source:{advice.source}/cost_per_year")
            told = say("story.stop_item_cost", source=source, cost=cost, reason=reason)
        else:
            told = say("story.stop_item", source=source, reason=reason)
        lines.append(Text(told, "bullet", id=f"stop:{advice.source}"))
    costly = [line for line in lines if ledger.snapshot.profile(line.id.partition(":")[2]).source.cost_per_year]
    if len(costly) > 1:
        lines.append(Text(say("sums.stop_cost", cost=ledger.figure("count/retired_cost")), "bullet", id="stop-cost"))
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
            values: dict[str, Filling] = {"sources": ledger.sources(listed)}
            if verdict == "fix":
                values["count"] = ledger.figure("count/fix")
            lines.append(Text(say(f"story.{verdict}_item", **values), "bullet", id=verdict))
    return lines
