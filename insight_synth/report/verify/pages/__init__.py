"""What a PDF's pages show, held against the report inside it, drawn anew.

``unlike`` lists what differs; where an earlier version of the product drew the file only its words can be compared, and
it says so. Nothing here asks the workspace.
"""

from insight_synth.report.verify.pages.held import ATTACHED, attached_report, unlike

__all__ = ["ATTACHED", "attached_report", "unlike"]
