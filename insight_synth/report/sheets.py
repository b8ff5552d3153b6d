"""A source's sheet: the verdict on it, what it holds, its main points, and the grounds of the verdict.

What is told once is not told again: a ground that a fact of the sheet or the line on its removal holds is left out.
"""

from __future__ import annotations

from insight_synth.model import Advice, Caveat, Reason, SourceProfile, Theme
from insight_synth.report.caveats import caveat_prose
from insight_synth.report.digests import digest_blocks, worth_prose
from insight_synth.report.document import Block, Facts, Heading, Prose, Section, Span, Text, Verdict
from insight_synth.report.figures import themes_standing_in
from insight_synth.report.ledger import Ledger
from insight_synth.report.reasons import change_prose, is_to_mend, reason_prose
from insight_synth.report.redaction import redacted
from insight_synth.report.untrusted import printable

SHOWN_REASONS = 4
SHOWN_LOST = 4
_OF_REMOVAL = ("unique-themes", "adds-themes", "adds-nothing")  # what the line on the source's removal tells
_OF_COST = ("cost", "cheap", "compares")  # what is told though it weighs neither way
_GAP = Prose((Span(" "),))


def source_sheet(ledger: Ledger, profile: SourceProfile, advice: Advice | None) -> Section:
    """The sheet on one source; without grounds where nothing was advised."""
    blocks: list[Block] = []
    if advice:
        blocks.append(_verdict(ledger, advice))
    blocks.append(Facts(tuple(_facts(ledger, profile, advice))))
    blocks += digest_blocks(ledger, profile.source.id)
    if advice:
        blocks += _grounds(ledger, advice)
    return Section(f"source-{profile.source.id}", "source", ledger.source_name(profile.source.id), 2, tuple(blocks))


def _grounds(ledger: Ledger, advice: Advice) -> list[Block]:
    """What decided, a line each; the rest in one; what to mend and what would change the verdict."""
    text, cited = ledger.catalogue.text, set[int]()
    reasons = [
        item for item in advice.reasons
        if item.code not in _OF_REMOVAL and not is_to_mend(item) and not (item.code == "worth" and advice.worth)
    ]  # fmt: skip
    if advice.verdict in {"retire", "fix"}:
        reasons.sort(key=lambda item: ("against", "for", "neutral").index(item.weighs))
    removal = next((item for item in advice.reasons if item.code in _OF_REMOVAL), None)
    lines = [_lost(ledger, advice) + _new_cites(ledger, removal, cited)]
    lines += [_reason(ledger, advice, item, cited) for item in reasons[:SHOWN_REASONS]]
    told = [item for item in reasons[SHOWN_REASONS:] if item.weighs != "neutral" or item.code.startswith(_OF_COST)]
    rest = [_reason(ledger, advice, item, cited) for item in told]
    faults = [reason_prose(ledger, advice, item, cited=False) for item in advice.reasons if is_to_mend(item)]
    change = change_prose(ledger, advice)
    for label, sentences in (
        ("digest.also", rest),
        ("digest.mend", faults),
        ("digest.change", [change] * bool(change)),
    ):
        if sentences:
            lines.append(Prose((Span(f"{text(label)}. ", strong=True),)) + _in_a_row(sentences))
    return [Heading(text("source.reasons")), *(Text(line, "bullet") for line in lines)]


def _reason(ledger: Ledger, advice: Advice, reason: Reason, cited: set[int]) -> Prose:
    return reason_prose(ledger, advice, reason, cited=False) + _new_cites(ledger, reason, cited)


def _new_cites(ledger: Ledger, reason: Reason | None, cited: set[int]) -> Prose:
    """A reason's quotations that the sheet has not cited yet: the same two beside every line prove nothing more."""
    fresh = [quote for quote in (reason.citations[:2] if reason else ()) if ledger.cite(quote) not in cited]
    cited.update(ledger.cite(quote) for quote in fresh)
    return ledger.cites(tuple(fresh))


def _in_a_row(sentences: list[Prose]) -> Prose:
    whole = sentences[0]
    for sentence in sentences[1:]:
        whole += _GAP + sentence
    return whole


def _verdict(ledger: Ledger, advice: Advice) -> Verdict:
    word = ledger.catalogue.text(f"verdict.{advice.verdict}")
    line = ledger.catalogue.say(f"source.line_{advice.verdict}", verdict=word)
    confidence = ledger.figure(f"advice:{advice.source}/confidence", "share")
    told = line + _GAP + ledger.catalogue.say("source.confidence", confidence=confidence)
    return Verdict(advice.verdict, word, told, id=f"verdict:{advice.source}")


def _facts(ledger: Ledger, profile: SourceProfile, advice: Advice | None) -> list[tuple[str, Prose]]:
    say, text, source = ledger.catalogue.say, ledger.catalogue.text, profile.source
    key = f"source:{source.id}"

    what = say("source.what_value", kind=text(f"kind.{source.kind}"), origin=text(f"origin.{source.origin}"),
               cadence=text(f"cadence.{source.cadence}"), purpose=text(f"purpose.{source.purpose}"))  # fmt: skip
    rows = [(text("source.what"), what)]
    period = say("source.period_none")
    if profile.first and profile.last:
        period = say("source.period_value", first=ledger.figure(f"{key}/first", "date"),
                     last=ledger.figure(f"{key}/last", "date"), **{"with": ledger.figure(f"{key}/months_with_data")},
                     months=ledger.figure(f"{key}/months_in_period"))  # fmt: skip
        if profile.first == profile.last:
            period = ledger.prose(f"{key}/first", "date")
    rows.append((text("source.period"), period))
    held = [
        say(f"source.holds_{name}", **{name: ledger.figure(f"{key}/{name}")})
        for name in ("verbatims", "events", "duplicates", "rejects")
        if getattr(profile, name)
    ] or [say("source.holds_verbatims", verbatims=ledger.figure(f"{key}/verbatims"))]
    rows.append((text("source.holds"), say("source.holds_value", rows=ledger.figure(f"{key}/rows"),
                                           parts=ledger.catalogue.joined(held))))  # fmt: skip
    rows.append((text("source.quality"), _filled(ledger, profile)))
    if source.owner:
        rows.append((text("source.owner"), Prose((Span(redacted(printable(source.owner))[0]),))))
    if source.cost_per_year is not None:
        rows.append((text("source.cost"), ledger.prose(f"{key}/cost_per_year") + Prose((Span(" €"),))))
    if profile.voices:
        voices = ledger.prose(f"{key}/voices")
        if source.cadence == "continuous" and profile.median_per_month >= 1:
            median = ledger.figure(f"{key}/median_per_month", "number")
            voices = say("source.voices_value", voices=ledger.figure(f"{key}/voices"), median=median)
        rows.append((text("source.voices"), voices))
        themed = {
            name: ledger.figure(f"{key}/{place}")
            for name, place in (("themed", "themed_mentions"), ("mentions", "mentions"))
        }
        rows.append((text("source.themed"), say("source.themed_value", **themed,
                                                share=ledger.figure(f"{key}/themed_share", "share"))))  # fmt: skip
    if advice and profile.voices and (worth := worth_prose(ledger, advice)):
        rows.append((text("digest.worth"), worth))
    if notes := [item for item in ledger.snapshot.caveats if item.sources == (source.id,) and _is_new(item, advice)]:
        told = [caveat_prose(ledger, item) for item in notes]
        rows.append((text("digest.notes"), ledger.catalogue.joined(told, between="; ")))
    standing = themes_standing_in(ledger.snapshot, profile)[:4]
    if standing:
        rows.append(
            (
                text("source.speaks"),
                ledger.catalogue.joined([_with_share(ledger, theme, source.id) for theme in standing]),
            )
        )
    return rows


def _filled(ledger: Ledger, profile: SourceProfile) -> Prose:
    """Which fields are filled in, and how far; those that never are go without saying."""
    say, key = ledger.catalogue.say, f"source:{profile.source.id}"
    fields = (("dated", "dated"), ("customer", "with_customer"), ("segment", "with_segment"),
              ("rating", "with_rating"), ("weight", "with_weight"))  # fmt: skip
    parts = [
        say(f"source.quality_{name}", **{name: ledger.figure(f"{key}/{place}", "share")})
        for name, place in fields
        if getattr(profile, place)
    ]
    return ledger.catalogue.joined(parts) if parts else say("source.quality_none")


def _is_new(caveat: Caveat, advice: Advice | None) -> bool:
    """Whether a caveat on one source says what neither the facts nor what is to be mended say."""
    mended = {reason.code for reason in advice.reasons if is_to_mend(reason)} if advice else set()
    if "fault" not in caveat.figures or caveat.code == "purpose":
        return False
    if caveat.code == "weights":
        return not any(code.startswith("weights-") for code in mended)
    return not ("no-segments" in mended and caveat.figures["fault"] == "unknown")


def _with_share(ledger: Ledger, theme: Theme, source_id: str) -> Prose:
    share = ledger.prose(f"theme:{theme.id}/source:{source_id}/share", "share")
    return ledger.theme(theme.id) + Prose((Span(" "),)) + share


def _lost(ledger: Ledger, advice: Advice) -> Prose:
    """What would go with the source, with the names of the first few themes."""
    say, text, key = ledger.catalogue.say, ledger.catalogue.text, f"advice:{advice.source}"
    gone = {"lost": advice.what_if.themes_lost, "weakened": advice.what_if.themes_weakened}
    told = [name for name, themes in gone.items() if themes]
    message = f"source.lost_{'both' if len(told) == 2 else told[0] if told else 'none'}"
    units = {name: ledger.figure(f"{key}/themes_{name}") for name in told}
    shares = {name: ledger.figure(f"{key}/coverage_{name}", "share") for name in ("before", "after")}
    whole = Prose((Span(f"{text('source.lost')}: ", strong=True),)) + say(message, **units, **shares)
    shown = {theme.id for theme in ledger.snapshot.shown_themes}
    for name in told:
        if ids := [theme for theme in gone[name] if theme in shown][:SHOWN_LOST]:
            whole += _GAP + say(f"source.{name}_names", themes=ledger.themes(ids))
    return whole
