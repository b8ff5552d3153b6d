"""The sections on sources: the overview, a sheet each (``sheets``), and what does not compare."""

from __future__ import annotations

from insight_synth.model import Advice, Caveat, SourceProfile
from insight_synth.report.analyst_figures import left_out
from insight_synth.report.caveats import RANK, obstacle
from insight_synth.report.document import Block, Column, Heading, Prose, Section, Span, Table, Text
from insight_synth.report.ledger import Ledger
from insight_synth.report.sheets import source_sheet
from insight_synth.report.weighed import family

VERDICTS = ("track", "keep", "fix", "retire")
_NEARLY_ALL = 4  # sources from which on "every other" reads better than their names


def source_sections(ledger: Ledger) -> list[Section]:
    """The chapter on sources."""
    judged = {advice.source: advice for advice in ledger.snapshot.advice}
    sheets = [source_sheet(ledger, profile, judged.get(profile.source.id)) for profile in ledger.snapshot.profiles]
    return [_overview(ledger, judged), *sheets]


def comparability_section(ledger: Ledger) -> Section:
    """Every kind of obstacle that was met, with the sources it stands between."""
    say, text = ledger.catalogue.say, ledger.catalogue.text
    caveats = tuple(caveat for caveat in ledger.snapshot.caveats if obstacle(caveat))
    if not caveats:
        blocks: tuple[Block, ...] = (Text(say("compare.none")),)
        return Section("comparability", "comparability", text("compare.title"), blocks=blocks)
    counts = {name: ledger.figure(f"count/{name}") for name in ("not_comparable", "caveats")}
    columns = (
        Column(text("compare.col_why"), 3.4),
        Column(text("compare.severity_not"), 3.6),
        Column(text("compare.severity_caution"), 5.0),
    )
    codes = sorted({caveat.code for caveat in caveats}, key=lambda code: (_gravest(caveats, code), code))
    rows = tuple(
        (
            Prose((Span(text(f"caveat.{code}")),)),
            _who(ledger, [item for item in caveats if item.code == code and item.severity == "not comparable"]),
            _who(ledger, [item for item in caveats if item.code == code and item.severity != "not comparable"]),
        )
        for code in codes
    )
    blocks = (Text(say("compare.intro", **counts)), Table(columns, rows))
    return Section("comparability", "comparability", text("compare.title"), blocks=blocks)


def _gravest(caveats: tuple[Caveat, ...], code: str) -> int:
    return min(RANK[item.severity] for item in caveats if item.code == code)


def _who(ledger: Ledger, caveats: list[Caveat]) -> Prose:
    """The sources an obstacle stands between; a source that stands against most others is named once."""
    if not caveats:
        return Prose((Span("–"),))
    if caveats[0].code in {"kind", "language"}:
        return _groups(ledger, caveats)
    parts = []
    alone = {caveat.sources[0] for caveat in caveats if len(caveat.sources) == 1}
    if alone:
        parts.append(ledger.sources(tuple(sorted(alone))))
    against: dict[str, set[str]] = {}
    told: list[str] = []
    hubs: dict[tuple[str, ...], list[str]] = {}
    for caveat in caveats:
        for source in caveat.sources if len(caveat.sources) > 1 else ():
            against.setdefault(source, set()).update(set(caveat.sources) - {source})
    while any(against.values()):
        hub = max(sorted(against), key=lambda source: len(against[source]))
        others = tuple(sorted(against.pop(hub)))
        for other in others:
            against[other].discard(hub)
        told.append(hub)
        hubs.setdefault(others, []).append(hub)
    parts += [_against(ledger, alike, others, told) for others, alike in hubs.items()]
    return ledger.catalogue.joined(parts, between=". ")


def _against(ledger: Ledger, alike: list[str], others: tuple[str, ...], told: list[str]) -> Prose:
    """Sources with those none of them compares with; named by exception where they are nearly all."""
    say, left = ledger.catalogue.say, ledger.catalogue.joined([ledger.source(hub, strong=True) for hub in alike])
    speaking = [profile.source.id for profile in ledger.snapshot.profiles if profile.voices]
    spared = tuple(source for source in speaking if source not in others and source not in told)
    if len(others) < _NEARLY_ALL:
        return say("compare.pair", left=left, right=ledger.sources(others))
    if not spared:
        return say("compare.all", left=left)
    if len(spared) < _NEARLY_ALL:
        return say("compare.all_but", left=left, right=ledger.sources(spared))
    if len(spared) < len(others):
        return say("compare.most", left=left)
    return say("compare.pair", left=left, right=ledger.sources(others))


def _groups(ledger: Ledger, caveats: list[Caveat]) -> Prose:
    """Sources by what sets them apart: who speaks in them, or in which language."""
    code, text = caveats[0].code, ledger.catalogue.text
    apart: dict[str, list[str]] = {}
    for source in sorted({source for caveat in caveats for source in caveat.sources}):
        profile = ledger.snapshot.profile(source)
        if code == "kind":
            group = text(f"family.{family(ledger.snapshot, source)}")
        else:
            spoken = max(sorted(profile.languages), key=lambda name: profile.languages[name], default="")
            group = text(f"language.{spoken}" if ledger.catalogue.has(f"language.{spoken}") else "language.unknown")
        apart.setdefault(group, []).append(source)
    parts = [
        Prose((Span(f"{group[:1].upper()}{group[1:]}: ", strong=True),)) + ledger.sources(tuple(members))
        for group, members in sorted(apart.items())
    ]
    return ledger.catalogue.joined(parts, between=". ")


def _overview(ledger: Ledger, judged: dict[str, Advice]) -> Section:
    text = ledger.catalogue.text
    columns = (
        Column(text("sources.col_source"), 4.4),
        Column(text("sources.col_verdict"), 1.6),
        Column(text("sources.col_voices"), 1.2, "right"),
        Column(text("sources.col_themes"), 1.2, "right"),
        Column(text("sources.col_last"), 3, "right"),
        Column(text("sources.col_lost"), 2.6),
    )

    def place(profile: SourceProfile) -> tuple[int, str]:
        advice = judged.get(profile.source.id)
        return (VERDICTS.index(advice.verdict) if advice else len(VERDICTS), profile.source.id)

    rows = tuple(
        _overview_row(ledger, profile, judged.get(profile.source.id))
        for profile in sorted(ledger.snapshot.profiles, key=place)
    )
    blocks: list[Block] = [Text(ledger.catalogue.say("sources.intro")), Table(columns, rows), *_cheapest(ledger)]
    blocks += _retired(ledger)
    return Section("sources", "sources", text("sources.title"), blocks=tuple(blocks))


def _retired(ledger: Ledger) -> list[Block]:
    """Sources that were retired by decision, a line each; nothing where none was."""
    say, text = ledger.catalogue.say, ledger.catalogue.text
    if not ledger.snapshot.retired:
        return []
    lines = [
        Text(
            say(
                "retired.line",
                source=ledger.source_name(one.source),
                day=ledger.figure(f"retired:{one.source}/decided_on", "date"),
                exports=ledger.figure(f"retired:{one.source}/exports"),
                rows=ledger.figure(f"retired:{one.source}/rows"),
            ),
            "bullet",
        )
        for one in ledger.snapshot.retired
    ]
    return [Heading(text("retired.title")), Text(say("retired.intro")), *lines]


def _cheapest(ledger: Ledger) -> list[Block]:
    """The cheapest sources that cover what all of them do; nothing where that was not told."""
    snapshot, say = ledger.snapshot, ledger.catalogue.say
    if not snapshot.cheapest:
        return []
    counts = {name: ledger.figure(f"cheapest/{name}") for name in ("count", "of", "cost", "all")}
    if counts["count"].value == counts["of"].value:
        return [Heading(ledger.catalogue.text("cheapest.title")), Text(say("cheapest.all", of=counts["of"]))]
    line = say("cheapest.line", count=counts["count"], of=counts["of"])
    if counts["all"].value:
        line += Prose((Span(" "),)) + say("cheapest.cost", cost=counts["cost"], all=counts["all"])
    left = left_out(snapshot)
    if len(snapshot.cheapest) <= len(left):
        line += Prose((Span(" "),)) + say("cheapest.these", sources=ledger.sources(snapshot.cheapest))
    elif left:
        line += Prose((Span(" "),)) + say("cheapest.left", sources=ledger.sources(left))
    return [Heading(ledger.catalogue.text("cheapest.title")), Text(line)]


def _overview_row(ledger: Ledger, profile: SourceProfile, advice: Advice | None) -> tuple[Prose, ...]:
    key, say = f"source:{profile.source.id}", ledger.catalogue.say
    lost = Prose((Span("–"),))
    if advice:
        parts = []
        if advice.what_if.themes_lost:
            themes = ledger.figure(f"advice:{profile.source.id}/themes_lost")
            parts.append(say("sources.lost_some", themes=themes))
        if advice.what_if.themes_weakened:
            themes = ledger.figure(f"advice:{profile.source.id}/themes_weakened")
            parts.append(say("sources.weakened_some", themes=themes))
        lost = ledger.catalogue.joined(parts) or say("sources.lost_none")
    verdict = ledger.catalogue.text(f"verdict.{advice.verdict}") if advice else "–"
    return (
        ledger.source(profile.source.id),
        Prose((Span(verdict, strong=True),)),
        ledger.prose(f"{key}/voices"),
        ledger.prose(f"{key}/themes"),
        ledger.prose(f"{key}/last", "date") if profile.last else Prose((Span("–"),)),
        lost,
    )
