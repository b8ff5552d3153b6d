"""What is asked of the team behind a source: what to mend, what to go on with, what to listen for."""

from __future__ import annotations

from insight_synth.model import Advice, Reason, SourceProfile
from insight_synth.report.document import Prose, Span, Text
from insight_synth.report.ledger import Ledger, named
from insight_synth.report.reasons import reason_prose

SHOWN_QUESTIONS = 2
_SILENT = frozenset({"stopped", "stale", "dwindling"})


def requests(ledger: Ledger, profile: SourceProfile, advice: Advice | None) -> list[Text]:
    """The requests, the most useful first, each a line; of a source to be retired only what it may still say."""
    say, verdict = ledger.catalogue.say, advice.verdict if advice else "keep"
    lines = [] if verdict == "retire" else [*_to_mend(ledger, profile, advice), *_go_on(ledger, verdict)]
    if verdict == "retire":
        lines.append(say("team.ask_retire"))
    elif profile.voices and (asked := _still_asked(ledger)):
        lines.append(say("team.ask_agenda", questions=asked))
    if profile.voices:
        lines.append(say("team.ask_misread"))
    return [Text(line, "bullet") for line in lines]


def _go_on(ledger: Ledger, verdict: str) -> list[Prose]:
    return [ledger.catalogue.say(f"team.ask_{verdict}")] if verdict in {"track", "keep"} else []


def _to_mend(ledger: Ledger, profile: SourceProfile, advice: Advice | None) -> list[Prose]:
    say, key = ledger.catalogue.say, f"source:{profile.source.id}"
    reasons: dict[str, Reason] = {item.code: item for item in reversed(advice.reasons)} if advice else {}
    lines = []
    if reasons.keys() & _SILENT and profile.last:
        lines.append(say("team.ask_new", last=ledger.figure(f"{key}/last", "date")))
    if advice and (weights := [code for code in reasons if code.startswith("weights-")]):
        lines.append(say("team.ask_weights", fault=reason_prose(ledger, advice, reasons[weights[-1]], cited=False)))
    if advice and "undated" in reasons and "missing" in reasons["undated"].figures:
        missing = ledger.figure(f"advice:{profile.source.id}/reason:undated/missing")
        lines.append(say("team.ask_undated", missing=missing))
    if "gaps" in reasons and not reasons.keys() & _SILENT:
        counts = {"with": ledger.figure(f"{key}/months_with_data"), "months": ledger.figure(f"{key}/months_in_period")}
        lines.append(say("team.ask_gaps", **counts))
    if profile.rejects:
        counts = {name: ledger.figure(f"{key}/{name}") for name in ("rejects", "rows")}
        lines.append(say("team.ask_rejects", **counts))
    if reasons.keys() & {"no-segments", "no-groups"}:
        share = ledger.figure(f"{key}/with_segment", "share")
        lines.append(say("team.ask_groups", with_segment=share) if share.value else say("team.ask_groups_none"))
    return lines


def _still_asked(ledger: Ledger) -> Prose:
    """The questions on the agenda that are open or rest on one source, in quotation marks."""
    marks = ledger.catalogue.text
    texts = [named(answer.question.text) for answer in ledger.snapshot.answers if answer.state in {"open", "thin"}]
    quoted = [Prose((Span(f"{marks('quote.open')}{text}{marks('quote.close')}"),)) for text in texts[:SHOWN_QUESTIONS]]
    return ledger.catalogue.joined(quoted) if quoted else Prose()
