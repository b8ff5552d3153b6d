"""The first draft of a report from a snapshot: which sections it has and in which order.

The sections themselves are written by ``story``, ``agenda``, ``themes``, ``sources`` and ``compared``, those of the two
short kinds by ``summary`` and ``team``. Everything said there follows from figures; what people changed of it is laid
over it by ``editing``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from insight_synth.errors import UsageError
from insight_synth.model import UNCHANGED, Draft, Indicator, Language, Snapshot
from insight_synth.report.agenda import agenda_sections
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.compared import compared_sections
from insight_synth.report.document import Cited, Cover, Prose, Report, ReportKind, Section, Span
from insight_synth.report.editing import CitationAt, laid_over, settled
from insight_synth.report.ledger import Ledger
from insight_synth.report.method import evidence_section, method_section
from insight_synth.report.plans import with_plan
from insight_synth.report.redaction import VerbatimText
from insight_synth.report.sources import comparability_section, source_sections
from insight_synth.report.story import story_section
from insight_synth.report.summary import summary_sections
from insight_synth.report.team import team_sections
from insight_synth.report.themes import matrix_section, theme_sections


def compose(
    snapshot: Snapshot,
    language: Language = "en",
    verbatim_text: VerbatimText | None = None,
    *,
    kind: ReportKind = "full",
    about: str = "",
    draft: Draft = UNCHANGED,
    citation_at: CitationAt | None = None,
    indicators: Sequence[Indicator] = (),
) -> Report:
    """The report on a snapshot in ``language``. Equal snapshots and drafts give equal reports.

    Args:
        snapshot: what the analysis says.
        language: of all fixed text, numbers and dates.
        verbatim_text: the redacted text of a verbatim by id, from which quotations are cut. Without it a piece of a
            number that the end of a passage cuts may stay in print.
        kind: everything, the story on one page, or the digest for the team that owns the source ``about``.
        about: a source's id; for a digest only.
        draft: what people changed of the drafted report.
        citation_at: the citation of a passage that people chose; the snapshot's own quotations need none.
        indicators: what the workspace follows, by which people plan to see whether an action worked.

    Raises:
        UsageError: a digest of a source that the snapshot does not hold.
    """
    catalogue = Catalogue(language)
    ledger = Ledger(snapshot, catalogue, verbatim_text)
    if kind == "digest" and not ledger.has_source(about):
        raise UsageError(f"there is no source {about!r} to write a digest of", remedy="Give the id of a source.")
    cover = _cover(ledger, about)
    if kind == "digest":
        sections = team_sections(ledger, about)
    else:
        sections = summary_sections(ledger) if kind == "summary" else _full(ledger)
    report = Report(
        language=language,
        fingerprint=snapshot.fingerprint,
        now=snapshot.now,
        cover=cover,
        sections=tuple(sections),
        figures=(),
        citations=(),
        demo=snapshot.demo,
        kind=kind,
        about=about,
        draft=draft,
    )
    laid = laid_over(report, draft, ledger, citation_at, indicators)
    planned = with_plan(laid)
    live = dataclasses.replace(planned, sections=_only_live_links(list(planned.sections)))
    whole = settled(live, ledger)
    return dataclasses.replace(whole, labels=_labels(catalogue, whole.citations))


def _full(ledger: Ledger) -> list[Section]:
    """Every section of the full report, in order."""
    return [
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


def _cover(ledger: Ledger, about: str = "") -> Cover:
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
        title=text("team.title" if about else "cover.title"),
        subtitle=ledger.source_name(about) if about else text("cover.subtitle"),
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
