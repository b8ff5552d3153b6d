"""The report as a Word document, for people who edit on: real styles, native tables, drawings that can be changed.

``writing`` makes the package and ``design`` its look; ``blocks`` turns the report's parts into WordprocessingML, with
``markup`` for paragraphs and tables and ``charts`` for drawings. Nothing here decides what is said.
"""

from __future__ import annotations

from insight_synth.report.docx.writing import write_docx

__all__ = ["write_docx"]
