"""The way from a figure to the mentions behind it: every figure opens."""

from __future__ import annotations

from insight_synth.model import Filter
from insight_synth.workbench import components


def parameters(wanted: Filter) -> dict[str, str]:
    """A filter as the address of the page of mentions has it; values of one field apart by commas."""
    given = {
        "theme": wanted.theme,
        "source": ",".join(wanted.sources),
        "feeling": ",".join(wanted.sentiments),
        "language": ",".join(wanted.languages),
        "segment": ",".join(wanted.segments),
        "product": ",".join(wanted.products),
        "first": wanted.first,
        "last": wanted.last,
    }
    return {name: value for name, value in given.items() if value}


def link(label: str, wanted: Filter, *, icon: str | None = ":material/format_quote:") -> None:
    """A link to the mentions that ``wanted`` lets through."""
    components.link("mentions", label, icon=icon, **parameters(wanted))


def go(wanted: Filter) -> None:
    """Goes to the mentions that ``wanted`` lets through."""
    components.open_page("mentions", **parameters(wanted))
