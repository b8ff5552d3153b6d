"""Reports in which strangers chose every name and users wrote every title: what a property test reads back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from insight_synth.model import (
    UNCHANGED,
    Answer,
    Citation,
    Draft,
    Plan,
    Question,
    Snapshot,
    SourceProfile,
    Theme,
    Words,
)  # fmt: skip
from insight_synth.report import Cited, Report, compose
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.document import Heading, Quotes, Section, Table, prose_of
from insight_synth.report.editing import planned, understood, worded
from insight_synth.report.ledger import Ledger
from insight_synth.report.places import place_in_words
from tests.report.made_snapshot import made_snapshot

_LANGUAGES = ("en", "fi", "pl", "he", "")
_EDITED = ("cover/title", "cover/subtitle", "foreword", "lead", "finding:t001", "finding:t001/title", "claim:t001",
           "action:t001", "theme-t001/title", "answer:q1")  # fmt: skip


def hostile_report(strings: Sequence[str]) -> Report:
    """A report that quotes each of ``strings``, with the first dozens of them as names of everything and as edits."""
    snapshot = _named(made_snapshot(themes=2, sources=3).snapshot, strings)
    drafted = compose(snapshot, "en")
    report = compose(snapshot, "en", draft=_edited(drafted, strings))
    quoted = _quoted(snapshot, strings, len(report.citations))
    sections = tuple(_with_quotes(section, quoted) for section in report.sections)
    return replace(report, sections=sections, citations=(*report.citations, *quoted))


def told(report: Report) -> Iterator[str]:
    """Every text of the report that is to be read in all of its formats."""
    yield from (report.cover.title, report.cover.subtitle)
    for section in report.sections:
        yield section.title
        for block in section.blocks:
            yield from (prose.text for prose in prose_of(block))
            if isinstance(block, Heading):
                yield block.text
            if isinstance(block, Table):
                yield from (column.title for column in block.columns)
    for cited in report.citations:
        yield from (cited.text, cited.source_name, cited.export)
        if place_in_words(cited.locator, report.labels_by_name) == cited.locator:  # else told in words: not in JSON
            yield cited.locator


def _named(snapshot: Snapshot, strings: Sequence[str]) -> Snapshot:
    taken = iter(strings)
    themes = tuple(
        replace(theme, names=dict.fromkeys(("en", "fi", "pl"), next(taken)), quotes=_signed(theme, taken))
        for theme in snapshot.themes
    )
    question = Question("q1", next(taken), 1, next(taken), next(taken), "2027-01-01", next(taken))
    answer = Answer(question, "open", 2, 2, 0, nearest=themes[0].quotes[:1])
    profiles = tuple(_profile(profile, taken) for profile in snapshot.profiles)
    return replace(snapshot, themes=themes, profiles=profiles, answers=(answer,))


def _signed(theme: Theme, taken: Iterator[str]) -> tuple[Citation, ...]:
    return tuple(
        replace(quote, text=next(taken), export=next(taken), locator=next(taken)) for quote in theme.quotes[:1]
    )


def _profile(profile: SourceProfile, taken: Iterator[str]) -> SourceProfile:
    return replace(profile, source=replace(profile.source, name=next(taken), owner=next(taken)))


def _edited(drafted: Report, strings: Sequence[str]) -> Draft:
    """Edits as the text box gives them, some as a stranger may put them into the database, and a plan."""
    draft, taken = UNCHANGED, reversed(strings)
    for place, item in enumerate(_EDITED):
        text = next(taken)
        draft = worded(draft, Words(item, "en", text) if place % 3 == 2 else understood(text, item, drafted))
    return planned(draft, Plan("action:t001", owner=next(taken), due="2027-05-01"))


def _quoted(snapshot: Snapshot, strings: Sequence[str], before: int) -> tuple[Cited, ...]:
    ledger, source = Ledger(snapshot, Catalogue("en")), snapshot.profiles[0].source.id
    for place, text in enumerate(strings):
        export, locator, segment = (strings[(place + step) % len(strings)][:300] for step in (1, 2, 3))
        language = _LANGUAGES[place % len(_LANGUAGES)]
        ledger.cite(Citation(f"c{place}", f"v{place}", source, export, "0" * 64, locator, 0, len(text), text, language,
                             "2026-01-02", segment))  # fmt: skip
    return tuple(replace(cited, number=before + cited.number) for cited in ledger.citations)


def _with_quotes(section: Section, quoted: Sequence[Cited]) -> Section:
    if section.kind != "evidence":
        return section
    numbers = tuple(cited.number for cited in quoted)
    blocks = (
        replace(block, numbers=(*block.numbers, *numbers)) if isinstance(block, Quotes) else block
        for block in section.blocks
    )
    return replace(section, blocks=tuple(blocks))
