"""The figures and quotations a report is composed from, each entered once and numbered in order of first use.

A figure is asked for by its key and computed by ``figures.value_of``, so that nothing can be printed that ``verify``
could not compute again. A quotation, its place and what people named are redacted here, before they reach any page.
"""

from __future__ import annotations

from collections.abc import Iterable

from insight_synth.model import Citation, Snapshot
from insight_synth.report.catalogue import Catalogue
from insight_synth.report.document import Cited, Figure, Prose, Span, Unit
from insight_synth.report.figures import value_of
from insight_synth.report.redaction import Quotations, VerbatimText, redacted
from insight_synth.report.untrusted import printable

_MARKS = "“”„\"«»"  # with which a name that is a quotation begins and ends


class Ledger:
    """The figures and quotations entered so far, for one snapshot in one language."""

    def __init__(
        self, snapshot: Snapshot, catalogue: Catalogue, verbatim_text: VerbatimText | None = None
    ) -> None:
        self.snapshot = snapshot
        self.catalogue = catalogue
        self._quotations = Quotations(verbatim_text)
        self._figures: dict[tuple[str, Unit], Figure] = {}
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._cited: list[Cited] = []  # by number

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(self._figures.values())

    @property
    def citations(self) -> tuple[Cited, ...]:
        return tuple(self._cited)

    def figure(self, key: str, unit: Unit = "count") -> Figure:
        """The figure that ``key`` names, entered on first use. Raises LookupError where there is none."""
        if (key, unit) not in self._figures:
            value = value_of(self.snapshot, key)
            if isinstance(value, str) and not self.has_source(value):
                value = redacted(value)[0]
            if unit == "name" and isinstance(value, str):
                shown = self.source_name(value) if self.has_source(value) else named(value)
            elif unit == "word" and isinstance(value, str):
                shown = named(value, 400)
            else:
                shown = self.catalogue.show(value, unit)
            self._figures[key, unit] = Figure(f"f{len(self._figures) + 1}", value, unit, key, shown)
        return self._figures[key, unit]

    def prose(self, key: str, unit: Unit = "count", *, strong: bool = False) -> Prose:
        """The figure alone, as prose."""
        figure = self.figure(key, unit)
        return Prose((Span(figure.shown, figure=figure.id, strong=strong),))

    def cite(self, citation: Citation) -> int:
        """The number of a quotation, entered on first use."""
        key = (citation.verbatim_id, citation.start, citation.end)
        if key not in self._numbers:
            text, changed = self._quotations.redacted(citation, citation.text)
            cited = Cited(
                number=len(self._cited) + 1,
                verbatim_id=citation.verbatim_id,
                source=citation.source,
                source_name=self.source_name(citation.source),
                export=redacted(citation.export)[0],
                sha256=citation.sha256,
                locator=redacted(citation.locator)[0],
                start=citation.start,
                end=citation.end,
                text=text,
                language=citation.language,
                date=citation.date,
                segment=redacted(citation.segment)[0],
                redacted=changed,
            )
            self._cited.append(cited)
            self._numbers[key] = cited.number
        return self._numbers[key]

    def citation(self, number: int) -> Cited:
        """The quotation of that number. Raises LookupError where there is none yet."""
        return self._cited[number - 1]

    def has_source(self, source_id: str) -> bool:
        return any(profile.source.id == source_id for profile in self.snapshot.profiles)

    def source_name(self, source_id: str) -> str:
        """The source's name, or its id where it has none."""
        if not self.has_source(source_id):
            gone = next((one.name for one in self.snapshot.retired if one.source == source_id), "")
            return named(gone) or printable(source_id)
        return named(self.snapshot.profile(source_id).source.name) or printable(source_id)

    def source(self, source_id: str, *, strong: bool = False) -> Prose:
        """The source's name, leading to its sheet."""
        return Prose((Span(self.source_name(source_id), target=f"source-{source_id}", strong=strong),))

    def sources(self, source_ids: tuple[str, ...]) -> Prose:
        """Several sources' names in a sentence."""
        return self.catalogue.joined([self.source(source_id) for source_id in source_ids])

    def theme_name(self, theme_id: str) -> str:
        """The theme's name in the language of the report."""
        try:
            theme = self.snapshot.theme(theme_id)
        except StopIteration:
            return printable(theme_id)
        return named(theme.name(self.catalogue.language)) or printable(theme_id)

    def theme(self, theme_id: str, *, strong: bool = False) -> Prose:
        """The theme's name in quotation marks, leading to its section where it has one."""
        name = self.quoted_theme(theme_id)
        return Prose((Span(name, target=f"theme-{theme_id}", strong=strong),))

    def quoted_theme(self, theme_id: str) -> str:
        """The theme's name in quotation marks; a name that is a quotation has its own, and gets no more."""
        name, marks = self.theme_name(theme_id), self.catalogue.text
        if name[:1] in _MARKS and name[-1:] in _MARKS:
            return name
        return f"{marks('quote.open')}{name}{marks('quote.close')}"

    def themes(self, theme_ids: Iterable[str]) -> Prose:
        """Several themes' names in a sentence."""
        return self.catalogue.joined([self.theme(theme_id) for theme_id in theme_ids])

    def cites(self, citations: tuple[Citation, ...]) -> Prose:
        """`` [3] [4]`` after a sentence, nothing where there are none."""
        spans = []
        for citation in citations:
            number = self.cite(citation)
            spans += [Span(" "), Span(f"[{number}]", cite=number)]
        return Prose(tuple(spans))


def named(text: str, size: int = 120) -> str:
    """A name out of the data as it may be printed: one line, without personal data, cut where it is endless."""
    line = redacted(printable(text))[0]
    return line if len(line) <= size else f"{line[: size - 1].rstrip()}…"
