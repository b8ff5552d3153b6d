"""The document as a file: body, styles, footer and properties put into a package. Equal reports give equal bytes."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

from insight_synth.report.document import Report
from insight_synth.report.docx.blocks import Drawn
from insight_synth.report.docx.design import NUMBERING, styles
from insight_synth.report.docx.markup import LANGUAGES, NAMESPACES, field, run
from insight_synth.report.office import sealed
from insight_synth.report.serial import to_json
from insight_synth.report.untrusted import printable

_UNUSED = ("thumbnail", "customXml", "stylesWithEffects")  # parts of python-docx's template


def write_docx(report: Report, out: Path) -> None:
    """Write the document. Equal reports give equal bytes."""
    import docx
    from docx.oxml import parse_xml

    made: Any = docx.Document()
    for part in (made.part.package, made.part):
        for key in [key for key, held in part.rels.items() if held.reltype.endswith(_UNUSED)]:
            del part.rels[key]
    language = LANGUAGES[report.language]
    looks = styles(language, close=report.kind == "summary")
    _replace(made.styles.element, parse_xml(f"<w:styles {NAMESPACES}>{looks}</w:styles>"))
    _replace(made.part.numbering_part.element, parse_xml(f"<w:numbering {NAMESPACES}>{NUMBERING}</w:numbering>"))
    footer = made.sections[0].footer
    footer.is_linked_to_previous = False
    line = f"{run(report.cover.title)}<w:r><w:tab/></w:r>{field('PAGE', '1')}"
    shown = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{line}</w:p>'
    _replace(footer._element, parse_xml(f"<w:ftr {NAMESPACES}>{shown}</w:ftr>"))
    related = made.sections[0]._sectPr.footerReference_lst[0].rId
    _replace(made.element.body, parse_xml(f"<w:body {NAMESPACES}>{Drawn(report, related).whole()}</w:body>"))
    _of_today(made.settings.element)
    _describe(made.core_properties, report, language)
    buffer = io.BytesIO()
    made.save(buffer)
    out.write_bytes(sealed(buffer.getvalue(), to_json(report)))


def _replace(old: Any, new: Any) -> None:
    """The children of one element in place of another's."""
    for child in list(old):
        old.remove(child)
    for child in list(new):
        old.append(child)


def _of_today(settings: Any) -> None:
    """Word 2013 and later lay it out as their own, not in compatibility mode."""
    from docx.oxml.ns import qn

    for held in settings.iter(qn("w:compatSetting")):
        if held.get(qn("w:name")) == "compatibilityMode":
            held.set(qn("w:val"), "15")


def _describe(properties: Any, report: Report, language: str) -> None:
    properties.title, properties.subject = printable(report.cover.title)[:255], printable(report.cover.subtitle)[:255]
    properties.author = properties.last_modified_by = "insight_synth"
    properties.keywords, properties.comments = printable(report.fingerprint)[:255], ""
    properties.language, properties.revision = language, 1
    properties.created = properties.modified = datetime.datetime(2000, 1, 1)
