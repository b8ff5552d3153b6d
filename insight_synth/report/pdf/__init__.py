"""The report as PDF: equal reports give equal bytes, and the report itself travels inside.

``pages`` lays the sections out, ``blocks`` turns a block into flowables, ``charts`` draws, ``design`` holds the grid,
the type scale, the colours and the fonts, ``attachments`` puts files inside.
"""

from insight_synth.report.pdf.pages import write_pdf

__all__ = ["write_pdf"]
