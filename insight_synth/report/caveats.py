"""Caveats in words: what stands between figures of sources, with the figures that judgement rests on."""

from __future__ import annotations

from collections.abc import Mapping

from insight_synth.model import Caveat
from insight_synth.report.catalogue import Filling
from insight_synth.report.document import Prose, Span, Unit
from insight_synth.report.figures import FACTS, caveat_key
from insight_synth.report.ledger import Ledger

RANK = {"not comparable": 0, "caution": 1, "note": 2}
_UNITS: Mapping[str, Unit] = {
    "group": "word", "names": "word", "first": "month", "last": "month", "copy": "name", "original": "name",
    "smaller": "name", "sum": "number", "effective": "number",
}  # fmt: skip


def caveat_prose(ledger: Ledger, caveat: Caveat) -> Prose:
    """Why figures do not compare, in a few words with figures; without where the caveat tells no case."""
    catalogue = ledger.catalogue
    message = f"caveat_fault.{caveat.code}_{caveat.figures.get('fault', '')}"
    if not catalogue.has(message) or not catalogue.slots(message) <= set(caveat.figures):
        return Prose((Span(catalogue.text(f"caveat_short.{caveat.code}")),))
    if catalogue.has(f"{message}_none") and not any(caveat.figures[name] for name in catalogue.slots(message)):
        return Prose((Span(catalogue.text(f"{message}_none")),))
    if catalogue.has(f"{message}_even") and caveat.figures["effective"] == caveat.figures["voices"]:
        message = f"{message}_even"
    values: dict[str, Filling] = {}
    for name in sorted(catalogue.slots(message)):
        unit = _UNITS.get(name) or ("share" if isinstance(caveat.figures[name], float) else "count")
        values[name] = ledger.figure(f"{caveat_key(caveat)}/{name}", unit)
    return catalogue.say(message, **values)


def obstacle(caveat: Caveat) -> bool:
    """Whether a caveat stands between figures at all."""
    return caveat.figures.get("fault") not in FACTS
