"""What the figures of two reports are of, in words: themes, sources and questions by name, figures by what they count.

Part of ``versions``. Names are read from the reports, which hold them; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from insight_synth.report.catalogue import Catalogue
from insight_synth.report.document import Report, Span, Table, prose_of

_MARKS = '“”„"«»'
_OWNERS = {
    "theme": "theme", "comparison": "theme", "source": "source", "advice": "source", "speaks": "source",
    "digest": "source", "question": "question",
}  # fmt: skip
_HEADS = {"advice": "advice", "speaks": "speaks", "source": "source", "question": "question", "theme": "theme"}


class Names:
    """The names in two reports of one language; where they differ, those of the new one."""

    def __init__(self, old: Report, new: Report) -> None:
        self._catalogue = Catalogue(new.language)
        self._names = {**_named(old), **_named(new)}

    def owner(self, key: str) -> tuple[str, str]:
        """What a figure is of: ("theme", its id), ("source", …), ("question", …) or ("whole", "")."""
        head = key.partition("/")[0]
        kind, _, name = head.partition(":")
        return (_OWNERS[kind], name) if kind in _OWNERS else ("whole", "")

    def called(self, of: str, owner: str) -> str:
        """The name of a theme, a source or a question; its id where the reports do not tell it."""
        return self._catalogue.text("versions.whole") if of == "whole" else self._names.get((of, owner), owner)

    def figure(self, key: str) -> str:
        """What a figure counts, in words; "" for one of the many that only stand beside others."""
        head, _, rest = key.partition("/")
        kind = head.partition(":")[0]
        part, _, last = rest.partition("/")
        if kind in ("theme", "question") and part.startswith("source:"):
            message = f"versions.figure.in_source.{last}"
            if not self._catalogue.has(message):
                return ""
            source = self.called("source", part.removeprefix("source:"))
            return self._catalogue.say(message, source=source).text
        message = f"versions.figure.{_HEADS.get(kind, kind)}.{rest.replace('/', '_')}"
        return self._catalogue.text(message) if self._catalogue.has(message) else ""

    def themes_of(self, report: Report) -> Mapping[str, str]:
        """The name of every theme that has a figure in the report, by id."""
        own = _named(report)
        ids = {self.owner(figure.key)[1] for figure in report.figures if figure.key.startswith("theme:")}
        return {theme_id: own.get(("theme", theme_id), theme_id) for theme_id in ids}


def _named(report: Report) -> dict[tuple[str, str], str]:
    """``(of, id) → name``: as running text and links call them, before what a person called a section."""
    found: dict[tuple[str, str], str] = dict(_in_tables(report))
    for section in report.sections:
        of, _, name = section.id.partition("-")
        if section.kind in ("theme", "source", "question") and of == section.kind:
            found[of, name] = section.title
    for cited in report.citations:
        found["source", cited.source] = cited.source_name
    for span in _spans(report):
        of, _, name = span.target.partition("-")
        if of in ("theme", "source") and name and not span.mark:
            found[of, name] = span.text.strip(_MARKS)
    return found


def _in_tables(report: Report) -> Iterator[tuple[tuple[str, str], str]]:
    """The names of themes that only a table tells: in the first cell of a row of one theme's figures."""
    keys = {figure.id: figure.key for figure in report.figures}
    for section in report.sections:
        for block in section.blocks:
            for row in block.rows if isinstance(block, Table) else ():
                told = {keys.get(span.figure, "") for cell in row[1:] for span in cell.spans if span.figure}
                of = {key.split("/")[0] for key in told if key.startswith("theme:") and key.count("/") == 1}
                if len(of) == 1 and row[0].text.strip(_MARKS):
                    yield ("theme", of.pop().removeprefix("theme:")), row[0].text.strip(_MARKS)


def _spans(report: Report) -> Iterator[Span]:
    for section in report.sections:
        for block in section.blocks:
            if getattr(block, "written", "drafted") == "drafted":
                for prose in prose_of(block):
                    yield from prose.spans
