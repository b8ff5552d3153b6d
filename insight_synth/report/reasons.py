"""The grounds of a verdict as sentences: from the catalogue by the reason's code, else in the reason's own English."""

from __future__ import annotations

from collections.abc import Mapping

from insight_synth.model import Advice, Reason
from insight_synth.report.catalogue import Filling
from insight_synth.report.document import Prose, Span, Unit
from insight_synth.report.figures import reason_keys
from insight_synth.report.ledger import Ledger
from insight_synth.report.redaction import redacted
from insight_synth.report.untrusted import printable

_UNITS: Mapping[str, Unit] = {
    "overlap": "percent", "confirmed_share": "percent", "echoed_share": "percent",
    "feeling_share": "percent", "dated": "percent", "with_segment": "percent",
    "coverage_before": "percent", "coverage_after": "percent",
    "last": "date", "other": "name", "segment": "word", "what": "word", "points": "points",
    "times_median": "number", "cost_per_voice": "number", "per_month": "number",
}  # fmt: skip


def reason_prose(ledger: Ledger, advice: Advice, reason: Reason, *, cited: bool = True) -> Prose:
    """One reason as a sentence with its figures and, where ``cited``, its quotations."""
    key = next(name for name, found in reason_keys(advice) if found is reason)
    message = f"reason.{reason.code}"
    catalogue = ledger.catalogue
    if not catalogue.has(message) or not catalogue.slots(message) <= set(reason.figures):
        sentence = Prose((Span(redacted(printable(reason.text))[0]),))
    else:
        values: dict[str, Filling] = {}
        for name in sorted(catalogue.slots(message)):
            figure = ledger.figure(f"advice:{advice.source}/reason:{key}/{name}", _UNITS.get(name, "count"))
            if figure.unit == "name" and isinstance(figure.value, str) and ledger.has_source(figure.value):
                values[name] = Prose((Span(figure.shown, figure=figure.id, target=f"source-{figure.value}"),))
            else:
                values[name] = figure
        sentence = catalogue.say(message, **values)
    return sentence + ledger.cites(reason.citations[:2]) if cited else sentence
