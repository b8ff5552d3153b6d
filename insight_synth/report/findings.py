"""A finding of the first page as a paragraph: who says it and where, in whose words, how sure it is, where it goes."""

from __future__ import annotations

from insight_synth.model import Citation, Evidence, Theme
from insight_synth.report.document import Finding, Prose, Span
from insight_synth.report.ledger import Ledger
from insight_synth.report.quoting import quoted, telling
from insight_synth.report.weighed import FEW, family, has_direction, heard_in, notable, one_side

_GAP = Prose((Span(" "),))
NAMED = 2  # sources named with their shares


def findings(ledger: Ledger, themes: tuple[Theme, ...]) -> list[Finding]:
    """A paragraph on each theme, each opening with what is notable about it, so that none reads like the one before."""
    openings, said = notable(ledger.snapshot, themes), list[Citation]()
    written = []
    for place, theme in enumerate(themes):
        told = telling(ledger, theme)
        beside = _beside(theme, told)
        claim = _opening(ledger, theme, openings[theme.id]) + ledger.cites(beside)
        numbers = [ledger.cite(quote) for quote in beside]
        if told:
            claim += _GAP + ledger.catalogue.say(_lead_in(ledger, told, said), quote=quoted(ledger, told))
            said.append(told)
            numbers.insert(0, ledger.cite(told))
        for sentence in (how_sure(ledger, theme, again=place % 2 == 1), _direction(ledger, theme, openings[theme.id])):
            if sentence:
                claim += _GAP + sentence
        written.append(Finding(ledger.theme_name(theme.id), claim, tuple(numbers), target=f"theme-{theme.id}",
                               id=f"finding:{theme.id}"))  # fmt: skip
    return written


def _lead_in(ledger: Ledger, told: Citation, said: list[Citation]) -> str:
    """The message that introduces a quotation: who speaks where that is new, else a bare or a different one."""
    who = family(ledger.snapshot, told.source)
    before = sum(family(ledger.snapshot, quote.source) == who for quote in said)
    return f"told.quote_{(who, 'plain', 'another')[before] if before < 3 else ('plain', 'more')[before % 2 == 0]}"


def where_heard(ledger: Ledger, theme: Theme, *, named: int = NAMED) -> Prose:
    """The sources that speak of a theme most, with their shares: "A (53% of its voices; 42%–63%) and B (19%)"."""
    first = sorted(heard_in(theme)[:named], key=lambda item: (item.voices < FEW, -item.share, item.source))
    return ledger.catalogue.joined([_named(ledger, theme, item, place) for place, item in enumerate(first)])


def crowd(ledger: Ledger, theme: Theme) -> Prose:
    """How many voices in how many independent sources."""
    key = f"theme:{theme.id}"
    return ledger.catalogue.say("told.crowd", voices=ledger.figure(f"{key}/voices"),
                                sources=ledger.figure(f"{key}/independent_sources"))  # fmt: skip


def how_sure(ledger: Ledger, theme: Theme, *, again: bool = False) -> Prose:
    """How well a theme is borne out, from inside the company and from outside; empty where that was not told.

    ``again`` words it differently, for a page that has said it once.
    """
    found, say = theme.triangulation, ledger.catalogue.say
    if found is None or found.strength == "none":
        return Prose()
    message = f"told.{'again' if again else 'sure'}_{found.strength}"
    if one_side(ledger.snapshot):
        whole = say(f"{message}_alone")
    elif found.internal and found.external:
        key = f"theme:{theme.id}/triangulation"
        whole = say(message, **{name: ledger.figure(f"{key}/{name}") for name in ("internal", "external")})
    else:
        whole = say(f"{message}_{'inside' if found.internal else 'outside'}")
    return whole + _GAP + say("triangulation.differ") if found.tone == "differ" else whole


def _opening(ledger: Ledger, theme: Theme, opening: str) -> Prose:
    say, key = ledger.catalogue.say, f"theme:{theme.id}"
    message = f"told.{opening}"
    wanted = ledger.catalogue.slots(message)
    values = {"crowd": crowd(ledger, theme), "where": where_heard(ledger, theme)}
    figures = {
        name: ledger.figure(f"{key}/{place}", unit)  # type: ignore[arg-type]
        for name, place, unit in (
            ("voices", "voices", "count"), ("started", "started", "month"), ("recent", "recent_share", "share"),
            ("earlier", "earlier_share", "share"), ("negative", "negative_share", "share"),
        )
        if name in wanted
    }  # fmt: skip
    return say(message, **values, **figures)


def _named(ledger: Ledger, theme: Theme, item: Evidence, place: int) -> Prose:
    key, say = f"theme:{theme.id}/source:{item.source}", ledger.catalogue.say
    message = "told.where_more" if place else "told.where"
    names = sorted(ledger.catalogue.slots(message) - {"source"})
    shares = {name: ledger.figure(f"{key}/{name}", "share") for name in names}
    return say(message, source=ledger.source(item.source), **shares)


def _beside(theme: Theme, told: Citation | None) -> tuple[Citation, ...]:
    """One more quotation, from another source than the printed one, to stand behind the sentence on where."""
    other = next((quote for quote in theme.quotes if told is None or quote.source != told.source), None)
    return (other,) if other else ()


def _direction(ledger: Ledger, theme: Theme, opening: str) -> Prose:
    say, key = ledger.catalogue.say, f"theme:{theme.id}"
    if theme.started and opening != "started":
        return say("told.also_started", started=ledger.figure(f"{key}/started", "month"))
    if theme.started or opening == theme.trend or not has_direction(ledger.snapshot, theme):
        return Prose()
    return say(f"told.also_{theme.trend}", recent=ledger.figure(f"{key}/recent_share", "share"),
               earlier=ledger.figure(f"{key}/earlier_share", "share"))  # fmt: skip
