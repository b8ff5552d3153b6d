"""The whole HTML file: its head, landmarks and contents, the sections in order, and the report it was drawn from.

The file asks for nothing from outside and runs nothing: its one ``<script>`` is the report's JSON, which browsers do
not execute and from which ``verify`` reads the report back.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from insight_synth.report.captions import MARK, mark_meaning, marks_in
from insight_synth.report.document import Report, Section
from insight_synth.report.html.blocks import section_blocks
from insight_synth.report.html.inline import Page, anchor, worded
from insight_synth.report.serial import to_json
from insight_synth.report.untrusted import xml

CARRIED = "insight-synth-report"
"""The id of the element that carries the report's JSON."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

_DRAFTED = "drafted"


def html_text(report: Report) -> str:
    """The whole file. Equal reports give equal text."""
    page, cover = Page(report), report.cover
    style = (resources.files("insight_synth.report.html") / "page.css").read_text(encoding="utf-8")
    main = _main(page)
    return (
        f'<!DOCTYPE html>\n<html lang="{xml(report.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="generator" content="insight_synth">\n'
        f"<title>{xml(cover.title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f'<body class="{report.kind}">\n<a class="skip" href="#report">{xml(page.label("skip_to_report"))}</a>\n'
        f"{_header(page)}\n{_contents(page)}\n"
        f'<main id="report" tabindex="-1">\n{main}{_marks(page)}</main>\n'
        f"<footer><p>{worded(cover.title)} · {page.prose(cover.period)}</p><p>{xml(report.fingerprint)}</p></footer>\n"
        f"{_carried(report)}\n</body>\n</html>\n"
    )


def _header(page: Page) -> str:
    """The cover: what the report is, over which time, and what it rests on."""
    cover = page.report.cover
    mark = f'<p class="mark">{xml(cover.mark)}. {xml(page.label("mark_note"))}</p>' if cover.mark else ""
    facts = "".join(f"<div><dt>{xml(name)}</dt><dd>{page.prose(value)}</dd></div>" for name, value in cover.facts)
    subtitle = f'<p class="kicker">{worded(cover.subtitle)}</p>' if cover.subtitle else ""
    return (
        f'<header>\n<div class="panel">{subtitle}<h1>{worded(cover.title)}</h1>'
        f'<p class="period">{page.prose(cover.period)}</p>{mark}</div>\n<dl class="facts">{facts}</dl>\n</header>'
    )


def _contents(page: Page) -> str:
    """Every section by its title, those of a chapter under it."""
    items = []
    for chapter in _chapters(page.report.sections):
        first, *parts = (f'<a href="#{anchor(section.id)}">{worded(section.title)}</a>' for section in chapter)
        inner = f"<ol>{''.join(f'<li>{part}</li>' for part in parts)}</ol>" if parts else ""
        items.append(f"<li>{first}{inner}</li>")
    return (
        f'<nav aria-labelledby="contents"><h2 id="contents">{xml(page.label("contents"))}</h2>'
        f"<ol>{''.join(items)}</ol></nav>"
    )


def _main(page: Page) -> str:
    """The sections in order. The appendix is written last, when it is known who cites what."""
    chapters = _chapters(page.report.sections)
    written: dict[int, str] = {}
    places = [(place, chapter) for place, chapter in enumerate(chapters)]
    for place, chapter in sorted(places, key=lambda item: any(part.kind == "evidence" for part in item[1])):
        first, *parts = chapter
        inner = "".join(_section(page, part, 3) for part in parts)
        written[place] = _section(page, first, 2, inner)
    return "".join(written[place] for place in range(len(chapters)))


def _section(page: Page, section: Section, level: int, inner: str = "") -> str:
    page.section = section
    return (
        f'<section class="{section.kind}" id="{anchor(section.id)}"><h{level}>{worded(section.title)}</h{level}>'
        f"{section_blocks(page, section, level)}{inner}</section>\n"
    )


def _chapters(sections: Sequence[Section]) -> list[list[Section]]:
    """The sections with those a level below each."""
    chapters: list[list[Section]] = []
    for section in sections:
        if section.level == 1 or not chapters:
            chapters.append([])
        chapters[-1].append(section)
    return chapters


def _marks(page: Page) -> str:
    """Whether people wrote in it, and what each mark in it means."""
    told = ""
    if any(getattr(block, "written", _DRAFTED) != _DRAFTED for part in page.report.sections for block in part.blocks):
        told = f"<p>{xml(page.label('format.by_people'))}</p>"
    for mark in marks_in(page.report):
        meaning = xml(mark_meaning(page.report, mark))
        told += f'<p id="mark-{mark.replace(" ", "-")}"><sup>{MARK}</sup> {meaning}</p>'
    return f'<div class="note marks" role="note">{told}</div>\n' if told else ""


def _carried(report: Report) -> str:
    """The report's JSON, which no text in it can end: ``<``, ``>`` and ``&`` stand as JSON's own escapes."""
    text = to_json(report)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="{CARRIED}">{text}</script>'
