"""The sections on sources: the overview, a sheet each with its verdict and grounds, and what does not compare."""

from __future__ import annotations

from insight_synth.model import Advice, Caveat, SourceProfile, Theme
from insight_synth.report.analyst_figures import left_out
from insight_synth.report.caveats import RANK, caveat_prose, obstacle
from insight_synth.report.digests import digest_blocks, worth_prose
from insight_synth.report.document import (
    Block,
    Column,
    Facts,
    Heading,
    Prose,
    Section,
    Span,
    Table,
    Text,
    Verdict,
)  # fmt: skip
from insight_synth.report.figures import themes_standing_in
from insight_synth.report.ledger import Ledger
from insight_synth.report.reasons import change_prose, is_to_mend, reason_prose
from insight_synth.report.redaction import redacted
from insight_synth.report.untrusted import printable

VERDICTS = ("track", "keep", "fix", "retire")
_FAMILIES = {
    "complaints": "problem", "contact-reasons": "problem", "returns": "problem", "staff-opinions": "staff",
    "frontline-notes": "staff", "account-management": "staff", "win-loss": "asked", "market-research": "asked",
    "survey": "asked", "omnibus": "asked", "industry-research": "asked", "reviews": "public", "forum": "public",
    "blog": "public", "social": "public",
}  # fmt: skip
_NEARLY_ALL = 4  # sources from which on "every other" reads better than their names


def source_sections(ledger: Ledger) -> list[Section]:
    """The chapter on sources."""
    judged = {advice.source: advice for advice in ledger.snapshot.advice}
    sheets = [_sheet(ledger, profile, judged.get(profile.source.id)) for profile in ledger.snapshot.profiles]
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
        Column(text("compare.col_why"), 4.4),
        Column(text("compare.severity_not"), 4.2),
        Column(text("compare.severity_caution"), 3.4),
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
    for caveat in caveats:
        for source in caveat.sources if len(caveat.sources) > 1 else ():
            against.setdefault(source, set()).update(set(caveat.sources) - {source})
    while any(against.values()):
        hub = max(sorted(against), key=lambda source: len(against[source]))
        others = tuple(sorted(against.pop(hub)))
        for other in others:
            against[other].discard(hub)
        told.append(hub)
        parts.append(_against(ledger, hub, others, told))
    return _in_turn(parts)


def _against(ledger: Ledger, hub: str, others: tuple[str, ...], told: list[str]) -> Prose:
    """A source with those it does not compare with; named by exception where they are nearly all."""
    say, left = ledger.catalogue.say, ledger.source(hub, strong=True)
    speaking = [profile.source.id for profile in ledger.snapshot.profiles if profile.voices]
    spared = tuple(source for source in speaking if source not in others and source not in told)
    if len(others) < _NEARLY_ALL:
        return say("compare.pair", left=left, right=ledger.sources(others))
    if not spared:
        return say("compare.all", left=left)
    if len(spared) < len(others) / 2:
        return say("compare.all_but", left=left, right=ledger.sources(spared))
    return say("compare.pair", left=left, right=ledger.sources(others))


def _groups(ledger: Ledger, caveats: list[Caveat]) -> Prose:
    """Sources by what sets them apart: who speaks in them, or in which language."""
    code, text = caveats[0].code, ledger.catalogue.text
    apart: dict[str, list[str]] = {}
    for source in sorted({source for caveat in caveats for source in caveat.sources}):
        profile = ledger.snapshot.profile(source)
        if code == "kind":
            group = text(f"family.{_FAMILIES.get(profile.source.kind, 'other')}")
        else:
            spoken = max(sorted(profile.languages), key=lambda name: profile.languages[name], default="")
            group = text(f"language.{spoken}" if ledger.catalogue.has(f"language.{spoken}") else "language.unknown")
        apart.setdefault(group, []).append(source)
    parts = [
        Prose((Span(f"{group[:1].upper()}{group[1:]}: ", strong=True),)) + ledger.sources(tuple(members))
        for group, members in sorted(apart.items())
    ]
    return _in_turn(parts)


def _in_turn(parts: list[Prose]) -> Prose:
    whole = Prose()
    for place, part in enumerate(parts):
        whole += Prose((Span("; "),)) + part if place else part
    return whole


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
    return Section("sources", "sources", text("sources.title"), blocks=tuple(blocks))


def _cheapest(ledger: Ledger) -> list[Block]:
    """The cheapest sources that cover what all of them do; nothing where that was not told."""
    snapshot, say = ledger.snapshot, ledger.catalogue.say
    if not snapshot.cheapest:
        return []
    counts = {name: ledger.figure(f"cheapest/{name}") for name in ("count", "of", "cost", "all")}
    line = say("cheapest.line", count=counts["count"], of=counts["of"], sources=ledger.sources(snapshot.cheapest))
    if counts["all"].value:
        line += Prose((Span(" "),)) + say("cheapest.cost", cost=counts["cost"], all=counts["all"])
    if left := left_out(snapshot):
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


def _sheet(ledger: Ledger, profile: SourceProfile, advice: Advice | None) -> Section:
    text = ledger.catalogue.text
    blocks: list[Block] = []
    if advice:
        blocks.append(_verdict(ledger, advice))
    blocks.append(Facts(tuple(_facts(ledger, profile, advice))))
    blocks += digest_blocks(ledger, profile.source.id)
    if advice:
        blocks.append(Heading(text("source.reasons")))
        order = {"against": 0, "for": 1, "neutral": 2} if advice.verdict in {"retire", "fix"} else {
            "for": 0, "against": 1, "neutral": 2}  # fmt: skip
        reasons = sorted(advice.reasons, key=lambda reason: order[reason.weighs])
        faults = [reason for reason in reasons if is_to_mend(reason)]
        blocks += [Text(reason_prose(ledger, advice, item), "bullet") for item in reasons if item not in faults]
        blocks.append(Text(_lost(ledger, advice), "bullet"))
        if faults:
            blocks.append(Heading(text("digest.mend")))
            blocks += [Text(reason_prose(ledger, advice, reason), "bullet") for reason in faults]
        if change := change_prose(ledger, advice):
            blocks += [Heading(text("digest.change")), Text(change, "bullet")]
    return Section(f"source-{profile.source.id}", "source", ledger.source_name(profile.source.id), 2, tuple(blocks))


def _verdict(ledger: Ledger, advice: Advice) -> Verdict:
    word = ledger.catalogue.text(f"verdict.{advice.verdict}")
    line = ledger.catalogue.say(f"source.line_{advice.verdict}", verdict=word)
    confidence = ledger.figure(f"advice:{advice.source}/confidence", "share")
    gap = Prose((Span(" "),))
    return Verdict(advice.verdict, word, line + gap + ledger.catalogue.say("source.confidence", confidence=confidence))


def _facts(ledger: Ledger, profile: SourceProfile, advice: Advice | None) -> list[tuple[str, Prose]]:
    say, text, source = ledger.catalogue.say, ledger.catalogue.text, profile.source
    key = f"source:{source.id}"

    def counts(*names: str) -> dict[str, object]:
        return {name: ledger.figure(f"{key}/{name}") for name in names}

    what = say("source.what_value", kind=text(f"kind.{source.kind}"), origin=text(f"origin.{source.origin}"),
               cadence=text(f"cadence.{source.cadence}"), purpose=text(f"purpose.{source.purpose}"))  # fmt: skip
    rows = [(text("source.what"), what)]
    if source.owner:
        rows.append((text("source.owner"), Prose((Span(redacted(printable(source.owner))[0]),))))
    period = say("source.period_none")
    if profile.first and profile.last:
        period = say("source.period_value", first=ledger.figure(f"{key}/first", "date"),
                     last=ledger.figure(f"{key}/last", "date"), **{"with": ledger.figure(f"{key}/months_with_data")},
                     months=ledger.figure(f"{key}/months_in_period"))  # fmt: skip
    rows.append((text("source.period"), period))
    held = {name: ledger.figure(f"{key}/{name}") for name in ("rows", "verbatims", "events", "duplicates", "rejects")}
    rows.append((text("source.holds"), say("source.holds_value", **held)))
    if profile.voices:
        median = ledger.figure(f"{key}/median_per_month", "number")
        rows.append(
            (text("source.voices"), say("source.voices_value", voices=ledger.figure(f"{key}/voices"), median=median))
        )
        themed = {
            name: ledger.figure(f"{key}/{place}")
            for name, place in (("themed", "themed_mentions"), ("mentions", "mentions"))
        }
        rows.append((text("source.themed"), say("source.themed_value", **themed,
                                                share=ledger.figure(f"{key}/themed_share", "share"))))  # fmt: skip
    filled = {name: ledger.figure(f"{key}/{place}", "share") for name, place in
              (("dated", "dated"), ("customer", "with_customer"), ("segment", "with_segment"),
               ("rating", "with_rating"), ("weight", "with_weight"))}  # fmt: skip
    rows.append((text("source.quality"), say("source.quality_value", **filled)))
    if source.cost_per_year is not None:
        rows.append((text("source.cost"), ledger.prose(f"{key}/cost_per_year") + Prose((Span(" €"),))))
    if advice and (worth := worth_prose(ledger, advice)):
        rows.append((text("digest.worth"), worth))
    notes = [item for item in ledger.snapshot.caveats if item.sources == (source.id,) and "fault" in item.figures]
    if notes:
        rows.append((text("digest.notes"), _in_turn([caveat_prose(ledger, item) for item in notes])))
    standing = themes_standing_in(ledger.snapshot, profile)[:4]
    if standing:
        rows.append(
            (
                text("source.speaks"),
                ledger.catalogue.joined([_with_share(ledger, theme, source.id) for theme in standing]),
            )
        )
    return rows


def _with_share(ledger: Ledger, theme: Theme, source_id: str) -> Prose:
    share = ledger.prose(f"theme:{theme.id}/source:{source_id}/share", "share")
    return ledger.theme(theme.id) + Prose((Span(" "),)) + share


def _lost(ledger: Ledger, advice: Advice) -> Prose:
    say, text, key = ledger.catalogue.say, ledger.catalogue.text, f"advice:{advice.source}"
    what_if, gap = advice.what_if, Prose((Span(" "),))
    opening = Prose((Span(f"{text('source.lost')}: ", strong=True),))
    after = ledger.figure(f"{key}/coverage_after", "share")
    if not what_if.themes_lost and not what_if.themes_weakened:
        return opening + say("source.lost_none", after=after)
    whole = opening + say("source.lost_value", lost=ledger.figure(f"{key}/themes_lost"),
                          weakened=ledger.figure(f"{key}/themes_weakened"),
                          before=ledger.figure(f"{key}/coverage_before", "share"), after=after)  # fmt: skip
    shown = {theme.id for theme in ledger.snapshot.shown_themes}
    for name, all_ids in (("lost", what_if.themes_lost), ("weakened", what_if.themes_weakened)):
        if ids := [theme for theme in all_ids if theme in shown]:
            whole += gap + say(
                f"source.{name}_names", themes=ledger.catalogue.joined([ledger.theme(item) for item in ids[:4]])
            )
    return whole
