"""The first draft of a report from a snapshot: which sections it has and in which order.

The sections themselves are written by ``story``, ``agenda``, ``themes``, ``sources`` and ``compared``. Everything said
here follows from figures; what people will do about it, who and by when, is left to them.
"""

from __future__ import annotations

from insight_synth.model import Language, Snapshot
from insight_synth.report.agenda import agenda_sections
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.compared import compared_sections
from insight_synth.report.document import Cited, Cover, Prose, Report, Section, Span
from insight_synth.report.ledger import Ledger
from insight_synth.report.method import evidence_section, method_section
from insight_synth.report.redaction import VerbatimText
from insight_synth.report.sources import comparability_section, source_sections
from insight_synth.report.story import story_section
from insight_synth.report.themes import matrix_section, theme_sections


def compose(snapshot: Snapshot, language: Language = "en", verbatim_text: VerbatimText | None = None) -> Report:
    """The report on a snapshot in ``language``. Equal snapshots give equal reports.

    Quotations are cut from the redacted texts that ``verbatim_text`` gives by id. Without it a piece of a number
    that the end of a passage cuts may stay in print.
    """
    catalogue = Catalogue(language)
    ledger = Ledger(snapshot, catalogue, verbatim_text)
    cover = _cover(ledger)
    sections = [
        story_section(ledger),
        *agenda_sections(ledger),
        *theme_sections(ledger),
        *source_sections(ledger),
        *compared_sections(ledger),
        comparability_section(ledger),
        method_section(ledger),
        evidence_section(ledger),
        matrix_section(ledger),
    ]
    return Report(
        language=language,
        fingerprint=snapshot.fingerprint,
        now=snapshot.now,
        cover=cover,
        sections=_only_live_links(sections),
        figures=ledger.figures,
        citations=ledger.citations,
        labels=_labels(catalogue, ledger.citations),
        demo=snapshot.demo,
    )


def _cover(ledger: Ledger) -> Cover:
    say, text = ledger.catalogue.say, ledger.catalogue.text
    totals = ledger.snapshot.totals
    counts = {name: ledger.figure(f"totals/{name}") for name in ("sources", "exports", "verbatims", "voices", "events")}
    feedback = "cover.feedback_events" if totals.events else "cover.feedback_value"
    period = (
        say("cover.period", first=ledger.figure("totals/first", "date"), last=ledger.figure("totals/last", "date"))
        if totals.first and totals.last
        else say("cover.period_unknown")
    )
    facts = [
        (text("cover.sources"), say("cover.sources_value", **counts)),
        (text("cover.feedback"), say(feedback, **counts)),
        (text("cover.themes"), say("cover.themes_value", themes=ledger.figure("count/themes"),
                                   recurring=ledger.figure("count/recurring"))),
    ]  # fmt: skip
    if ledger.snapshot.now:
        facts.append((text("cover.now"), ledger.prose("now", "date")))
    facts.append((text("cover.fingerprint"), Prose((Span(ledger.snapshot.fingerprint),))))
    return Cover(
        title=text("cover.title"),
        subtitle=text("cover.subtitle"),
        period=period,
        facts=tuple(facts),
        mark=text("label.mark") if ledger.snapshot.demo else "",
    )


def _labels(catalogue: Catalogue, citations: tuple[Cited, ...]) -> tuple[tuple[str, str], ...]:
    """The fixed words renderers put beside the blocks, and the names of the quotations' languages."""
    labels = {key.removeprefix("label."): held for key, held in catalogue.messages.items() if key.startswith("label.")}
    labels |= {key: held for key, held in catalogue.messages.items() if key.startswith("quote.")}
    for code in sorted({cited.language for cited in citations}):
        name = f"language.{code}"
        labels[name] = catalogue.text(name if code and catalogue.has(name) else "language.unknown")
    for cited in citations:
        if cited.date:
            labels[f"date.{cited.date}"] = catalogue.date(cited.date)
    return tuple(sorted(labels.items()))


def _only_live_links(sections: list[Section]) -> tuple[Section, ...]:
    """The sections, with links to sections that this report does not have turned into plain text."""
    from insight_synth.report.links import without_dead_links

    present = frozenset(section.id for section in sections)
    return tuple(without_dead_links(section, present) for section in sections)
