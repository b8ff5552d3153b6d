"""The parts that sources play in a company: how often each is drawn, of which kinds, and what it delivers.

A role says what is wrong with a source, or that nothing is; it is never shown to the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from insight_synth.model import Information, Kind, Origin

Role = Literal[
    "healthy", "middling", "periodic", "secondary", "one-off, own theme", "one-off, nothing own", "copy",
    "copy of several", "stopped, nothing own", "stopped, own theme", "noise", "weights", "undated", "rejects",
    "unreadable", "dear and thin, nothing own", "dear and thin, own theme", "thin, own theme", "thin, nothing own",
    "young", "dying", "gappy", "behaviour", "behaviour, faulty", "behaviour, young",
]  # fmt: skip

OFTEN: Mapping[Role, float] = {
    "healthy": 0.26, "middling": 0.03, "periodic": 0.07, "secondary": 0.05, "one-off, own theme": 0.04,
    "one-off, nothing own": 0.05, "copy": 0.05, "copy of several": 0.015, "stopped, nothing own": 0.06,
    "stopped, own theme": 0.03, "noise": 0.06, "weights": 0.05, "undated": 0.03, "rejects": 0.03, "unreadable": 0.01,
    "dear and thin, nothing own": 0.04, "dear and thin, own theme": 0.01, "thin, own theme": 0.03,
    "thin, nothing own": 0.01, "young": 0.03, "dying": 0.02, "gappy": 0.015, "behaviour": 0.06,
    "behaviour, faulty": 0.015, "behaviour, young": 0.01,
}  # fmt: skip
"""How often each is drawn, in parts of all; about half of the sources of a company have something wrong with them."""

BEHAVIOUR: frozenset[Role] = frozenset({"behaviour", "behaviour, faulty", "behaviour, young"})
OWN_THEME: frozenset[Role] = frozenset(
    {"one-off, own theme", "stopped, own theme", "dear and thin, own theme", "thin, own theme"}
)
NOTHING_OWN: frozenset[Role] = frozenset(
    {"one-off, nothing own", "stopped, nothing own", "dear and thin, nothing own", "thin, nothing own"}
)
LEAVING: frozenset[Role] = frozenset(
    {"copy", "copy of several", "noise", "unreadable", *BEHAVIOUR, *OWN_THEME, *NOTHING_OWN, "young", "dying"}
)
"""Not to be relied on as the other witness of a theme."""


@dataclass(frozen=True, slots=True)
class KindTraits:
    """What is usual of a kind of source."""

    origin: Origin
    information: Information
    family: Literal["problem", "staff", "asked", "public", "behaviour"]
    felt: float  # share of passages on a theme that praise or blame
    cost: float  # median euros a year


KINDS: Mapping[Kind, KindTraits] = {
    "complaints": KindTraits("internal", "contextual", "problem", 0.80, 9_000),
    "contact-reasons": KindTraits("internal", "contextual", "problem", 0.55, 6_000),
    "returns": KindTraits("internal", "contextual", "problem", 0.65, 3_000),
    "staff-opinions": KindTraits("internal", "contextual", "staff", 0.65, 8_000),
    "frontline-notes": KindTraits("internal", "contextual", "staff", 0.65, 4_000),
    "account-management": KindTraits("internal", "contextual", "staff", 0.50, 4_000),
    "win-loss": KindTraits("internal", "contextual", "asked", 0.55, 12_000),
    "market-research": KindTraits("external", "descriptive", "asked", 0.65, 25_000),
    "survey": KindTraits("internal", "contextual", "asked", 0.70, 15_000),
    "omnibus": KindTraits("external", "descriptive", "asked", 0.60, 15_000),
    "industry-research": KindTraits("external", "descriptive", "asked", 0.50, 6_000),
    "reviews": KindTraits("external", "contextual", "public", 0.80, 3_500),
    "forum": KindTraits("external", "contextual", "public", 0.60, 1_500),
    "blog": KindTraits("external", "contextual", "public", 0.65, 1_000),
    "social": KindTraits("external", "contextual", "public", 0.60, 6_000),
    "transactions": KindTraits("internal", "behavioural", "behaviour", 0.0, 5_000),
    "sales-figures": KindTraits("internal", "behavioural", "behaviour", 0.0, 1_500),
    "loyalty": KindTraits("internal", "behavioural", "behaviour", 0.0, 6_000),
}

_CONTINUOUS: tuple[Kind, ...] = (
    "complaints", "contact-reasons", "returns", "frontline-notes", "account-management", "survey", "reviews", "forum",
    "blog", "social", "staff-opinions", "win-loss",
)  # fmt: skip
_ASKED: tuple[Kind, ...] = ("market-research", "survey", "omnibus", "industry-research", "staff-opinions", "win-loss")
_PUBLIC: tuple[Kind, ...] = ("reviews", "forum", "blog", "social")

KINDS_OF_ROLE: Mapping[Role, tuple[Kind, ...]] = {
    "periodic": _ASKED, "secondary": (*_ASKED, "account-management", "forum", "blog"), "one-off, own theme": _ASKED,
    "one-off, nothing own": _ASKED, "copy": _PUBLIC, "copy of several": _PUBLIC,
    "noise": ("social", "forum", "blog", "contact-reasons"), "weights": ("market-research", "survey", "omnibus"),
    "dear and thin, nothing own": _ASKED, "dear and thin, own theme": _ASKED,
    "behaviour": ("transactions", "sales-figures", "loyalty"),
    "behaviour, faulty": ("transactions", "sales-figures", "loyalty"),
    "behaviour, young": ("transactions", "sales-figures", "loyalty"),
}  # fmt: skip
"""Of which kinds a role is drawn; any that comes in continuously where a role is not named."""


def kinds_of(role: Role) -> tuple[Kind, ...]:
    """Of which kinds a source in ``role`` may be."""
    return KINDS_OF_ROLE.get(role, _CONTINUOUS)
