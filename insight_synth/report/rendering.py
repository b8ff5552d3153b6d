"""Drawing a report into a file: the ending chooses the format."""

from __future__ import annotations

from pathlib import Path

from insight_synth.errors import UsageError
from insight_synth.report.document import Report

ENDINGS = (".pdf", ".html", ".md", ".xlsx", ".docx", ".json")


def render(report: Report, out: Path) -> Path:
    """Write the report to ``out`` as its ending says: one of ``ENDINGS``. Raises UsageError for any other."""
    ending = out.suffix.lower()
    if ending == ".pdf":
        from insight_synth.report.pdf import write_pdf

        write_pdf(report, out)
    elif ending == ".html":
        from insight_synth.report.html import html_text

        out.write_text(html_text(report), encoding="utf-8")
    elif ending == ".md":
        from insight_synth.report.markdown import markdown_text

        out.write_text(markdown_text(report), encoding="utf-8")
    elif ending == ".xlsx":
        from insight_synth.report.xlsx import write_xlsx

        write_xlsx(report, out)
    elif ending == ".docx":
        from insight_synth.report.docx import write_docx

        write_docx(report, out)
    elif ending == ".json":
        from insight_synth.report.serial import readable_json

        out.write_text(readable_json(report), encoding="utf-8")
    else:
        raise UsageError(
            f"a report cannot be written as {ending or 'a file without an ending'}",
            where=str(out),
            remedy=f"End the file's name with one of {', '.join(ENDINGS)}",
        )
    return out
