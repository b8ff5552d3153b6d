"""Each block of a report as reportlab flowables: how it stands on the page, not what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reportlab.platypus import Flowable, KeepTogether, Spacer
from reportlab.platypus import Table as Grid

from insight_synth.report.document import (
    Action,
    Block,
    Facts,
    Finding,
    Heading,
    Quotes,
    Report,
    Section,
    SourceChart,
    Table,
    Text,
    TimeChart,
    Verdict,
    cited_in,
    prose_of,
)  # fmt: skip
from insight_synth.report.pdf.charts import badge, source_drawing, time_drawing
from insight_synth.report.pdf.design import (
    ACCENT,
    DAGGER,
    FAINT,
    GREY_HEX,
    GUTTER,
    INK,
    RULE,
    SEMIBOLD,
    WIDTH,
    destination,
    markup,
    prose_markup,
)  # fmt: skip
from insight_synth.report.pdf.paragraphs import Kept, Paragraphs
from insight_synth.report.pdf.quotations import NAMED, entry, quoted, shortened
from insight_synth.report.pdf.styles import CLOSE
from insight_synth.report.pdf.tables import BARE, facts, is_endless, matrix, plain

_SNUG = {"compared", "agenda", "themes"}  # kinds of sections whose tables stand close
_BESIDE = 158.0  # the narrow column beside a claim or a chart
_UNKNOWN = 88  # the page printed before it is known: as wide as most
_LOOSE, _TIGHT = 4.8, 3.2  # points between the quotations of the appendix
_NARROW = 2  # from how close on two charts stand side by side
_MARKS = ("by hand", "gone", "altered")


@dataclass
class Recorder:
    """Where things came to stand: what the next pass needs to print page numbers."""

    pages: int = 0
    places: dict[str, int] = field(default_factory=dict)  # destination → page
    cites: dict[int, list[int]] = field(default_factory=dict)  # quotation → pages citing it, in order
    end: tuple[int, float] = (0, 1.0)  # where the appendix ends: its page, and how much of that it takes


class Drawn:
    """Turns one report's blocks into flowables; ``known`` is what the pass before recorded.

    A ``rehearsed`` pass only finds out where things stand: the appendix is measured there, not drawn.
    ``tight``: the appendix stands closer.
    ``close``, 0 to ``styles.CLOSEST``, asks for closer type and smaller charts, for what would just miss its page.
    """

    def __init__(
        self, report: Report, known: Recorder, paragraphs: Paragraphs, *, rehearsed: bool = False, tight: bool = False
    ) -> None:
        self.report = report
        self.known = known
        self.paragraphs = paragraphs
        self.rehearsed, self.tight = rehearsed, tight
        self.close = 0
        self.labels = dict(report.labels)
        self.figures = {figure.id: figure for figure in report.figures}
        self.cited = {cited.number: cited for cited in report.citations}

    def section(self, section: Section, *, close: int = 0, whole: bool = False) -> list[Flowable]:
        """A section's blocks in order; a heading stays with what follows, but where the section is kept ``whole``."""
        self.close = close
        flowables: list[Flowable] = []
        place, number = 0, 0
        while place < len(section.blocks):
            block = section.blocks[place]
            after = section.blocks[place + 1] if place + 1 < len(section.blocks) else None
            if isinstance(block, Finding):
                number += 1
                flowables += self._claim(block) if not block.title else self._finding(block, number)
            elif isinstance(block, SourceChart) and isinstance(after, TimeChart):
                third = section.blocks[place + 2] if place + 2 < len(section.blocks) else None
                below = third if isinstance(third, Table) else None
                flowables += self._charts(block, after, below)
                place += 1 if below is None else 2
            elif isinstance(block, Heading) and after is not None and not whole:
                following = self._block(after, section)
                flowables.append(KeepTogether([*self._block(block, section), *following[:1]]))
                flowables += following[1:]
                place += 1
            else:
                flowables += self._block(block, section)
            place += 1
        return [*flowables, *self._marks(section)]

    def _block(self, block: Block, section: Section) -> list[Flowable]:
        if isinstance(block, Text):
            return [self._text(prose_markup(block.prose), block.tone, bullet="–" if block.tone == "bullet" else "")]
        if isinstance(block, Heading):
            return [self._text(markup(block.text, SEMIBOLD), "heading")]
        if isinstance(block, Quotes):
            numbers = [self.cited[number] for number in block.numbers]
            if section.kind == "evidence":
                known = self.known.cites
                return [
                    entry(
                        cited,
                        sorted(set(known.get(cited.number, ()))),
                        self.labels,
                        self.paragraphs,
                        rehearsed=self.rehearsed,
                        after=_TIGHT if self.tight else _LOOSE,
                    )
                    for cited in numbers
                ]
            return [quoted(cited, self.labels, self.paragraphs, close=self.close) for cited in numbers]
        if isinstance(block, SourceChart):
            close = self.close > 0 or section.kind == "question"
            return [source_drawing(block, self.figures, WIDTH, close=close), Spacer(1, 2)]
        if isinstance(block, TimeChart):
            return [time_drawing(block, self.figures, WIDTH), Spacer(1, 6)]
        if isinstance(block, Table):
            if block.wide:
                return [*matrix(block, self.figures, self.paragraphs)]
            kind = "snug" if section.kind in _SNUG else "cell"
            return [plain(block, self.paragraphs, kind=kind, close=self.close), Spacer(1, max(6 - 1.5 * self.close, 1))]
        if isinstance(block, Facts):
            return [facts(block, self.paragraphs, close=self.close), Spacer(1, max(5 - 1.5 * self.close, 1))]
        if isinstance(block, Verdict):
            return [self._verdict(block), Spacer(1, 6 - self.close)]
        if isinstance(block, Action):
            return [self._in_brief(block) if section.kind == "story" else self._action(block)]
        return self._claim(block)

    def _text(self, content: str, style: str, *, bullet: str = "") -> Kept:
        return self.paragraphs(content, f"{style}{CLOSE * self.close}", bullet=bullet)

    def _finding(self, finding: Finding, number: int) -> list[Flowable]:
        """A numbered finding of the first page, with the page that tells more."""
        title, to = markup(shortened(finding.title, NAMED), SEMIBOLD), ""
        if finding.target:
            key = destination(finding.target)
            title = f'<a href="#{key}">{title}</a>'
            to = f'<a href="#{key}">{markup(self.labels["page"])} {self.known.places.get(key, _UNKNOWN)}</a>'
        said = self._text(prose_markup(finding.claim), "finding")
        if is_endless(finding.claim):
            return [self._text(f"{number} · {title}", "title"), said]
        air = 4.5 - self.close
        rows: list[list[Any]] = [
            [self._text(str(number), "number"), self._text(title, "title"), self._text(to, "page")]
        ]
        rows.append(["", said, ""])
        grid = Grid(rows, colWidths=[24, "*", 60], hAlign="LEFT")
        grid.setStyle([
            *BARE, ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 1), (2, 1)), ("LINEABOVE", (0, 0), (-1, 0), 0.5, RULE),
            ("TOPPADDING", (0, 0), (-1, 0), air), ("TOPPADDING", (0, 0), (0, 0), air - 2),
            ("BOTTOMPADDING", (0, 1), (-1, 1), air), ("NOSPLIT", (0, 0), (-1, -1)),
        ])  # fmt: skip
        return [grid]

    def _claim(self, finding: Finding) -> list[Flowable]:
        """A theme's claim with what must be read beside it."""
        left = [self._text(prose_markup(finding.claim), "claim")]
        after = Spacer(1, 8 - 2 * self.close)
        if not finding.caveats or is_endless(finding.claim, *finding.caveats):
            beyond = [self._text(prose_markup(caveat), "caveat") for caveat in finding.caveats]
            return [*left, after, *beyond]
        beside = [self._text(markup(self.labels["beside"], SEMIBOLD), "head")]
        beside += [self._text(prose_markup(caveat), "caveat") for caveat in finding.caveats]
        grid = Grid([[left, beside]], colWidths=[WIDTH - _BESIDE, _BESIDE])
        grid.setStyle([*BARE, ("RIGHTPADDING", (0, 0), (0, 0), GUTTER), ("LINEBEFORE", (1, 0), (1, 0), 0.8, ACCENT),
                       ("LEFTPADDING", (1, 0), (1, 0), 9)])  # fmt: skip
        return [grid, after]

    def _charts(self, sources: SourceChart, time: TimeChart, below: Table | None) -> list[Flowable]:
        """Over sources, and below it over time beside what the theme is made of; at their closest, in two columns."""
        if self.close >= _NARROW:
            wide = WIDTH - _BESIDE - GUTTER
            right: list[Flowable] = [time_drawing(time, self.figures, _BESIDE)]
            if below is not None:
                right += [Spacer(1, 8), plain(below, self.paragraphs, _BESIDE, kind="tiny")]
            grid = Grid([[source_drawing(sources, self.figures, wide), "", right]], colWidths=[wide, GUTTER, _BESIDE])
            grid.setStyle([*BARE, ("BOTTOMPADDING", (0, 0), (-1, -1), 6)])
            return [grid]
        upper = [source_drawing(sources, self.figures, WIDTH, close=self.close > 0), Spacer(1, 8 - 2 * self.close)]
        if below is None:
            return [*upper, time_drawing(time, self.figures, WIDTH, 96), Spacer(1, 4)]
        half = (WIDTH - GUTTER) / 2
        row = [time_drawing(time, self.figures, half, 108), "", plain(below, self.paragraphs, half, kind="tiny")]
        grid = Grid([row], colWidths=[half, GUTTER, half])
        grid.setStyle([*BARE, ("BOTTOMPADDING", (0, 0), (-1, -1), 4)])
        return [*upper, grid]

    def _verdict(self, verdict: Verdict) -> Flowable:
        colour = INK if verdict.code in {"fix", "retire"} else ACCENT
        plate = badge(verdict.word, 74, filled=verdict.code in {"track", "retire"}, colour=colour)
        grid = Grid([[plate, self._text(prose_markup(verdict.prose), "cell")]], colWidths=[84, WIDTH - 84])
        grid.setStyle([*BARE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
        return grid

    def _action(self, action: Action) -> Flowable:
        agreed = " · ".join(part for part in (action.owner, action.due) if part) or self.labels["owner_blank"]
        rows = [
            [self._text(markup(self.labels[name], SEMIBOLD), "head"), self._text(value, "cell")]
            for name, value in (
                ("action", prose_markup(action.what)),
                ("measured", prose_markup(action.measured)),
                ("owner", markup(agreed)),
            )
        ]
        endless = is_endless(action.what, action.measured)
        grid = Grid(rows, colWidths=[92, WIDTH - 92], spaceBefore=6, spaceAfter=12 - 2 * self.close,
                    splitInRow=int(endless))  # fmt: skip
        style: list[Any] = [
            *BARE,
            ("BACKGROUND", (0, 0), (-1, -1), FAINT),
            ("LEFTPADDING", (0, 0), (0, -1), 9),
            ("RIGHTPADDING", (0, 0), (-1, -1), 9),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ("TOPPADDING", (0, 0), (-1, 0), 6),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 6),
        ]
        grid.setStyle(style if endless else [*style, ("NOSPLIT", (0, 0), (-1, -1))])
        return grid

    def _in_brief(self, action: Action) -> Flowable:
        """An action that stands on the first page alone: a line like those of the themes."""
        agreed = ", ".join(part for part in (action.owner, action.due) if part)
        said = prose_markup(action.what) + (markup(f" ({agreed})") if agreed else "")
        measured = f"{markup(self.labels['measured'])}: {prose_markup(action.measured)}"
        return self._text(f'{said} <font color="{GREY_HEX}">{measured}</font>', "bullet", bullet="–")

    def _marks(self, section: Section) -> list[Flowable]:
        """What the marks in a section mean, once below it."""
        found = {span.mark for block in section.blocks for prose in prose_of(block) for span in prose.spans}
        notes = [self.labels.get(f"mark_{mark.replace(' ', '_')}", "") for mark in _MARKS if mark in found]
        return [self._text(f"{DAGGER} {markup(note.lstrip('† '))}", "note") for note in notes if note]


def expected(report: Report) -> Recorder:
    """A guess at where things will stand, so that the first pass is laid out like the last."""
    guess = Recorder(pages=_UNKNOWN)
    for place, section in enumerate(report.sections):
        if section.kind == "evidence":
            continue
        for number in {number for block in section.blocks for number in cited_in(block)}:
            guess.cites.setdefault(number, []).append(10 + place)
    return guess
