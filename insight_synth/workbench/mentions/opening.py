"""The way from a figure to the mentions behind it: every figure opens. Filters to addresses, and addresses to filters.

It shows nothing but links; the page of mentions shows what they lead to.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from insight_synth.model import NO_THEME, Filter, Sentiment, Snapshot
from insight_synth.workbench import components

UNTOLD = "untold"  # in an address, the tone of mentions whose tone could not be told
FEELINGS = ("negative", "neutral", "positive", "mixed", UNTOLD)
_EMPTY = "%"  # in an address, a value that is empty: mentions without a customer group, say
_MOST_VALUES = 500  # of a field: an address is anybody's, and a database takes only so many
_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. ``faults`` are its parts that mean nothing here, by name; they narrow nothing."""

    wanted: Filter
    faults: Mapping[str, str]


def parameters(wanted: Filter) -> dict[str, str]:
    """A filter as the address of the page of mentions has it; values of one field apart by commas."""
    given = {
        "theme": wanted.theme,
        "source": _joined(wanted.sources),
        "feeling": _joined([feeling or UNTOLD for feeling in wanted.sentiments]),
        "language": _joined(wanted.languages),
        "segment": _joined(wanted.segments),
        "product": _joined(wanted.products),
        "first": wanted.first,
        "last": wanted.last,
    }
    return {name: value for name, value in given.items() if value}


def asked(address: Mapping[str, str], snapshot: Snapshot) -> Asked:
    """The filter that an address asks for, as far as what it names is there."""
    faults: dict[str, str] = {}
    themes = {theme.id for theme in snapshot.themes} | {"", NO_THEME}
    sources = {profile.source.id for profile in snapshot.profiles}
    theme = address.get("theme", "")
    if theme not in themes:
        faults["theme"] = theme
    parts = {name: _parted(address.get(name, "")) for name in ("source", "feeling", "language", "segment", "product")}
    for name, known in (("source", sources), ("feeling", set(FEELINGS))):
        unknown = [value for value in parts[name] if value not in known]
        if unknown:
            faults[name] = ", ".join(unknown)
    days = {name: address.get(name, "") for name in ("first", "last")}
    month = address.get("month", "")
    if month:
        if _is_date(f"{month}-01") and _MONTH.fullmatch(month):
            days = _days_of(month)
        else:
            faults["month"] = month
    faults |= {name: day for name, day in days.items() if day and not _is_date(day)}
    wanted = Filter(
        theme="" if "theme" in faults else theme,
        sources=tuple(value for value in parts["source"] if value in sources),
        sentiments=tuple(
            cast(Sentiment, "" if value == UNTOLD else value) for value in parts["feeling"] if value in FEELINGS
        ),
        languages=tuple(parts["language"]),
        segments=tuple(parts["segment"]),
        products=tuple(parts["product"]),
        first="" if "first" in faults else days["first"],
        last="" if "last" in faults else days["last"],
    )
    return Asked(wanted, faults)


def in_month(wanted: Filter, month: str) -> Filter:
    """The same narrowed to a month, ``2025-03``."""
    days = _days_of(month)
    return replace(wanted, first=days["first"], last=days["last"])


def month_of(wanted: Filter) -> str:
    """The month that a filter's dates are exactly; "" where they are no month."""
    month = wanted.first[:7]
    return month if month and {"first": wanted.first, "last": wanted.last} == _days_of(month) else ""


def link(label: str, wanted: Filter, *, icon: str | None = ":material/format_quote:") -> None:
    """A link to the mentions that ``wanted`` lets through."""
    components.link("mentions", label, icon=icon, **parameters(wanted))


def go(wanted: Filter) -> None:
    """Goes to the mentions that ``wanted`` lets through."""
    components.open_page("mentions", **parameters(wanted))


# ---- helpers


def _days_of(month: str) -> dict[str, str]:
    last = calendar.monthrange(int(month[:4]), int(month[5:7]))[1]
    return {"first": f"{month}-01", "last": f"{month}-{last:02d}"}


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _joined(values: Sequence[str]) -> str:
    return ",".join(value.replace("%", "%25").replace(",", "%2C") or _EMPTY for value in values)


def _parted(text: str) -> list[str]:
    parts = [part for part in text.split(",") if part][:_MOST_VALUES]
    return ["" if part == _EMPTY else part.replace("%2C", ",").replace("%25", "%") for part in parts]
