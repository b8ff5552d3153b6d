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

_PERCENT = (
    "overlap confirmed_share echoed_share feeling_share dated with_segment coverage_before coverage_after part even "
    "group_share shared themed_share share usual_share part_median part_median_theme sure rival_share"
)
_UNITS: Mapping[str, Unit] = {
    **dict.fromkeys(_PERCENT.split(), "percent"),
    "raw": "share", "weighted": "share", "base": "share",
    "last": "date", "other": "name", "segment": "word", "group": "word", "what": "word",
    "points": "points", "points_mended": "points", "sum": "number", "effective": "number",
    "times_median": "number", "times_median_theme": "number", "cost_per_voice": "number", "per_month": "number",
    "carried": "number",
}  # fmt: skip
_UNITS_OF: Mapping[tuple[str, str], Unit] = {
    ("detects-events", "points"): "percent",
    ("detects-events", "limit"): "percent",
    ("change-own-voices", "limit"): "percent",
    ("change-filter", "limit"): "percent",
    ("change-detects", "limit"): "points",
    ("change-detects-events", "limit"): "percent",
}
_TO_MEND = frozenset({"undated", "rejects", "no-segments", "no-groups", "mended-weights", "gaps"})


def reason_prose(ledger: Ledger, advice: Advice, reason: Reason, *, cited: bool = True) -> Prose:
    """One reason as a sentence with its figures and, where ``cited``, its quotations."""
    key = next(name for name, found in reason_keys(advice) if found is reason)
    sentence = _sentence(ledger, f"advice:{advice.source}/reason:{key}", reason)
    return sentence + ledger.cites(reason.citations[:2]) if cited else sentence


def ground_prose(ledger: Ledger, advice: Advice, reason: Reason) -> Prose:
    """A reason as short as the first page needs it; in full where there is no short form."""
    key = next(name for name, found in reason_keys(advice) if found is reason)
    return _sentence(ledger, f"advice:{advice.source}/reason:{key}", reason, short=True)


def change_prose(ledger: Ledger, advice: Advice) -> Prose:
    """What would change the verdict; empty where that is not told."""
    if advice.change is None:
        return Prose((Span(redacted(printable(advice.would_change))[0]),))
    return _sentence(ledger, f"advice:{advice.source}/change", advice.change)


def is_to_mend(reason: Reason) -> bool:
    """Whether a reason tells of a fault that can be mended."""
    return reason.code in _TO_MEND or reason.code.startswith("weights-")


def _sentence(ledger: Ledger, key: str, reason: Reason, *, short: bool = False) -> Prose:
    message, catalogue = f"reason.{reason.code}", ledger.catalogue
    brief = f"stop.{reason.code}"
    if short and catalogue.has(brief) and catalogue.slots(brief) <= set(reason.figures):
        message = brief
    elif catalogue.has(f"{message}_brief") and not catalogue.slots(message) <= set(reason.figures):
        message = f"{message}_brief"  # an earlier analysis knew fewer figures
    if not catalogue.has(message) or not catalogue.slots(message) <= set(reason.figures):
        return Prose((Span(redacted(printable(reason.text))[0]),))
    if reason.figure == 0 and catalogue.has(f"{message}_none"):
        return Prose((Span(catalogue.text(f"{message}_none")),))
    values: dict[str, Filling] = {}
    for name in sorted(catalogue.slots(message)):
        if name == "others":
            ids = str(reason.figures[name]).split(",")
            values[name] = ledger.sources(tuple(part.strip() for part in ids))
            continue
        unit = _UNITS_OF.get((reason.code, name)) or _UNITS.get(name, "count")
        figure = ledger.figure(f"{key}/{name}", unit)
        if figure.unit == "name" and isinstance(figure.value, str) and ledger.has_source(figure.value):
            values[name] = Prose((Span(figure.shown, figure=figure.id, target=f"source-{figure.value}"),))
        else:
            values[name] = figure
    return catalogue.say(message, **values)
