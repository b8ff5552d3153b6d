"""What people change of the drafted report: their words bound to figures and quotations, order, choice and plans.

``laid_over`` lays a draft over a composed report; ``understood`` turns a person's plain text into words whose figures
and quotations are bound; ``flags`` lists what a person should look at. Nothing here reads the store.
"""

from __future__ import annotations

from insight_synth.report.editing.laying import CitationAt, laid_over

__all__ = ["CitationAt", "laid_over"]
