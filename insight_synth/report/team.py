"""The team digest: for a source's owner, what its data told, where it stands in the whole and what is asked of it."""

from __future__ import annotations

from insight_synth.model import Advice, SourceProfile, Theme
from insight_synth.report.analyst_figures import contradiction_key
from insight_synth.report.asking import requests
from insight_synth.report.caveats import caveat_prose
from insight_synth.report.digests import SHOWN_ONLY, SHOWN_SILENT
from insight_synth.report.document import Block, Heading, Prose, Section, Span, Text, Verdict
from insight_synth.report.figures import FACTS, caveat_key
from insight_synth.report.ledger import Ledger
from insight_synth.report.method import evidence_section
from insight_synth.report.quoting import quoted
from insight_synth.report.reasons import change_prose, is_to_mend, reason_prose
from insight_synth.report.weighed import heard_in

SHOWN_POINTS = 5
SHOWN_REASONS = 3
SHOWN_OTHERS = 2
SHOWN_NOTES = 3
_OF_REMOVAL = ("unique-themes", "adds-themes", "adds-nothing", "worth")  # what the digest tells in words of its own
_GAP = Prose((Span(" "),))


def team_sections(ledger: Ledger, source_id: str) -> list[Section]:
    """The sections of the digest on one source: a page or two to the team, and the quotations it cites."""
    text, profile = ledger.catalogue.text, ledger.snapshot.profile(source_id)
    advice = next((advice for advice in ledger.snapshot.advice if advice.source == source_id), None)
    blocks: list[Block] = [Text(_lead(ledger, profile), "lead", id=f"lead:{profile.source.id}")]
    blocks += [Heading(text("team.points")), *_points(ledger, profile)]
    if whole := _in_the_whole(ledger, profile, advice):
        blocks += [Heading(text("team.place")), *whole]
    if advice:
        blocks += [Heading(text("team.verdict")), *_verdict(ledger, advice)]
    blocks += [Heading(text("team.ask")), *requests(ledger, profile, advice)]
    section = Section("team", "team", ledger.source_name(source_id), blocks=tuple(blocks))
    return [section, *([evidence_section(ledger)] if ledger.citations else [])]


def _lead(ledger: Ledger, profile: SourceProfile) -> Prose:
    say, key = ledger.catalogue.say, f"source:{profile.source.id}"
    period = Prose()
    if profile.first and profile.last:
        first, last = (ledger.figure(f"{key}/{name}", "date") for name in ("first", "last"))
        one_day = first.shown == last.shown
        period = say("team.day", first=first) if one_day else say("team.period", first=first, last=last)
    sent = {name: ledger.figure(f"{key}/{name}") for name in ("rows", "exports")}
    named = {"source": Prose((Span(ledger.source_name(profile.source.id), strong=True),)), "period": period}
    if not profile.voices:
        return say("team.lead_events", **sent, **named)
    heard = {"voices": ledger.figure(f"{key}/voices"), "all": ledger.figure("totals/voices")}
    return say("team.lead", **sent, **named, **heard)


def _points(ledger: Ledger, profile: SourceProfile) -> list[Block]:
    """The source's main points, each with a sentence out of it and who else says the same."""
    say, source = ledger.catalogue.say, profile.source.id
    digest = next((digest for digest in ledger.snapshot.digests if digest.source == source), None)
    shown = {theme.id: theme for theme in ledger.snapshot.shown_themes}
    points = [
        (place, point)
        for place, point in enumerate(digest.points if digest else (), start=1)
        if point.theme_id in shown
    ]
    lines: list[Block] = []
    for place, point in points[:SHOWN_POINTS]:
        key = f"digest:{source}/point:{place}"
        counts = {name: ledger.figure(f"{key}/{name}") for name in ("voices", "of_voices")}
        line = say("team.point", theme=ledger.theme(point.theme_id, strong=True),
                   quote=quoted(ledger, point.sentence), **counts)  # fmt: skip
        line += _GAP + _others(ledger, shown[point.theme_id], source, first=not lines)
        lines.append(Text(line, "bullet", id=f"point:{point.theme_id}"))
    return lines or [Text(say("team.points_none" if profile.voices else "team.points_events"))]


def _others(ledger: Ledger, theme: Theme, source_id: str, *, first: bool) -> Prose:
    others = tuple(item.source for item in heard_in(theme) if item.stands and item.source != source_id)
    if not others:
        return ledger.catalogue.say("team.alone")
    message = "team.also_first" if first else "team.also_in"
    return ledger.catalogue.say(message, sources=ledger.sources(others[:SHOWN_OTHERS]))


def _in_the_whole(ledger: Ledger, profile: SourceProfile, advice: Advice | None) -> list[Block]:
    """What part the source has in the whole, what only it says, where it is silent or differs, what to bear in mind."""
    say, source = ledger.catalogue.say, profile.source.id
    shown = {theme.id for theme in ledger.snapshot.shown_themes}
    lines: list[Prose] = []
    if advice and advice.worth and profile.voices:
        values = {name: ledger.figure(f"advice:{source}/worth/{name}", "share") for name in ("coverage", "themes")}
        lines.append(say("team.worth", **values))
    if advice and (what := _lost(ledger, advice)):
        lines.append(say("team.without", what=what))
    digest = next((digest for digest in ledger.snapshot.digests if digest.source == source), None)
    if only := [theme for theme in (digest.only_here if digest else ()) if theme in shown][:SHOWN_ONLY]:
        lines.append(say("team.only", themes=ledger.themes(only)))
    if never := [theme for theme in (digest.never if digest else ()) if theme in shown][:SHOWN_SILENT]:
        lines.append(say("team.silent", themes=ledger.themes(never)))
    lines += _differences(ledger, source, shown)
    told_of = [item for item in ledger.snapshot.caveats if item.sources == (source,) and "fault" in item.figures]
    for item in told_of:
        if item.figures["fault"] == "reach":
            places = {name: ledger.figure(f"{caveat_key(item)}/{name}") for name in ("heard", "base")}
            share = ledger.figure(f"{caveat_key(item)}/share", "share")
            lines.append(say("team.reach", **places, share=share))
    notes = [item for item in told_of if item.figures["fault"] != "reach" and item.code != "purpose"]
    if notes:
        notes.sort(key=lambda item: item.figures["fault"] in FACTS)
        told = ledger.catalogue.joined([caveat_prose(ledger, item) for item in notes[:SHOWN_NOTES]], between="; ")
        lines.append(say("team.mind", notes=told))
    return [Text(line, "bullet") for line in lines]


def _differences(ledger: Ledger, source: str, shown: set[str]) -> list[Prose]:
    """Where the source feels otherwise about a theme than another does."""
    lines = []
    for found in ledger.snapshot.contradictions:
        if found.kind != "sentiment" or found.theme_id not in shown or source not in {found.left, found.right}:
            continue
        key, is_left = contradiction_key(found), source == found.left
        scores = [ledger.figure(f"{key}/{side}_score", "score") for side in ("left", "right")]
        mine, theirs = scores if is_left else reversed(scores)
        other = ledger.source(found.right if is_left else found.left)
        lines.append(ledger.catalogue.say("team.differ", theme=ledger.theme(found.theme_id), other=other, mine=mine,
                                          theirs=theirs))  # fmt: skip
    return lines[:2]


def _lost(ledger: Ledger, advice: Advice) -> Prose:
    """What would go with the source; empty where nothing would."""
    gone = {"lost": advice.what_if.themes_lost, "weakened": advice.what_if.themes_weakened}
    told = [name for name, themes in gone.items() if themes]
    if not told:
        return Prose()
    key = f"advice:{advice.source}"
    units = {name: ledger.figure(f"{key}/themes_{name}") for name in told}
    shares = {name: ledger.figure(f"{key}/coverage_{name}", "share") for name in ("before", "after")}
    return ledger.catalogue.say(f"source.lost_{'both' if len(told) == 2 else told[0]}", **units, **shares)


def _verdict(ledger: Ledger, advice: Advice) -> list[Block]:
    """The verdict in kind words, the grounds that decided it, and what would change it."""
    word = ledger.catalogue.text(f"verdict.{advice.verdict}")
    line = ledger.catalogue.say(f"team.line_{advice.verdict}", verdict=word)
    blocks: list[Block] = [Verdict(advice.verdict, word, line, id=f"verdict:{advice.source}")]
    reasons = [item for item in advice.reasons if item.code not in _OF_REMOVAL and not is_to_mend(item)]
    first = ("against", "for", "neutral") if advice.verdict in {"retire", "fix"} else ("for", "against", "neutral")
    reasons.sort(key=lambda item: first.index(item.weighs))
    if advice.verdict == "retire" and (nothing := [item for item in advice.reasons if item.code == "adds-nothing"]):
        reasons.insert(1, nothing[0])
    lines = [reason_prose(ledger, advice, item, cited=False) for item in reasons[:SHOWN_REASONS]]
    if change := change_prose(ledger, advice):
        lines.append(ledger.catalogue.say("team.change", change=change))
    return [*blocks, *(Text(told, "bullet") for told in lines)]
