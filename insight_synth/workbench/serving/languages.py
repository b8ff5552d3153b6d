"""Which language a page is served in: that of the address, else the one kept from the last visit, else the browser's.

Only chooses; texts are in ``wording``.
"""

from __future__ import annotations

COOKIE = "insight_synth_language"  # set by page.js when the switch is used
PARAMETER = "lang"  # of the address, as the switch writes it
LANGUAGES = ("en", "fi", "pl")


def language_of(asked: str | None, kept: str | None, accepted: str | None) -> str:
    """A language the workbench speaks.

    Args:
        asked: what the address asks for, as ``FI``.
        kept: what the cookie says.
        accepted: an Accept-Language header, or a locale such as ``fi-FI``.
    """
    for wanted in (asked, kept):
        if (wanted or "").lower() in LANGUAGES:
            return str(wanted).lower()
    return next((language for language in _preferred(accepted or "") if language in LANGUAGES), LANGUAGES[0])


def _preferred(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first (RFC 9110, 12.5.4)."""
    weighted: list[tuple[float, str]] = []
    for item in accepted[:1000].split(","):
        name, _, weight = item.partition(";")
        try:
            wanted = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            wanted = 0.0
        if wanted > 0:
            weighted.append((-wanted, name.strip().replace("_", "-").split("-")[0].lower()))
    return [name for _, name in sorted(weighted, key=lambda pair: pair[0])]
