"""Whether a report still holds: every figure computed anew, every quotation compared to the letter, every page held
against the report that travels inside it.

``examined`` takes the report out of a file and says what the file shows otherwise; ``discrepancies`` says what of the
report a workspace does not give, and why: it was altered, the data changed, a record was erased. Nothing here changes
anything or reads the store.
"""

from insight_synth.report.verify.beside import marks, only_worded
from insight_synth.report.verify.discrepancy import BECAUSES, Because, Discrepancy
from insight_synth.report.verify.holding import discrepancies, grouped
from insight_synth.report.verify.reading import Examined, examined, read_attached

__all__ = [
    "BECAUSES",
    "Because",
    "Discrepancy",
    "Examined",
    "discrepancies",
    "examined",
    "grouped",
    "marks",
    "only_worded",
    "read_attached",
]
