"""The report's fixed texts in English, Finnish and Polish, and numbers, dates and plurals as each language writes them.

Messages live in ``texts/<language>.toml`` and in files beside it whose names end so, one for each part of the report
that grew large. In a message

- ``{name}`` stands for a value,
- ``{name!in}``, ``{name!from}`` for a month inflected ("maaliskuussa 2025", "od marca 2025"),
- ``{name?one=source;other=sources}`` for the word that goes with the value's number, by the language's plural rules.

The catalogue writes sentences; it decides nothing about what is said.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from insight_synth.errors import UsageError
from insight_synth.report.document import Figure, Prose, Span, Unit, Value

LANGUAGES = ("en", "fi", "pl")
_SLOT = re.compile(r"\{(\w+)(?:!(\w+))?(?:\?([^}]*))?\}")
_STRONG = re.compile(r"\*\*(.+?)\*\*")

Filling = Figure | Prose | str | int


class Catalogue:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise UsageError(f"there is no report in {language!r}", remedy=f"Choose one of {', '.join(LANGUAGES)}")
        self.language = language
        self.locale = Locale(language)
        self.messages = messages(language)

    def text(self, key: str) -> str:
        """A message without values."""
        return self.messages[key]

    def has(self, key: str) -> bool:
        return key in self.messages

    def slots(self, key: str) -> frozenset[str]:
        """The names of the values a message needs."""
        return frozenset(found[1] for found in _SLOT.finditer(self.messages[key]))

    def say(self, key: str, **values: Filling) -> Prose:
        """The message with its values in place; the figures among them stay figures."""
        return self._fill(self.messages[key], values)

    def show(self, value: Value, unit: Unit) -> str:
        """A figure as this language writes it."""
        if value is None:
            return "–"
        if isinstance(value, str):
            if unit == "date":
                return self.date(value)
            return self.month(value) if unit == "month" else value
        if unit == "percent":
            return self.show(value / 100, "share")
        if unit == "share":
            pattern = "#,##0.0%" if 0 < abs(value) < 0.0995 else "#,##0%"
            if self.language == "fi":
                pattern = pattern.replace("%", "\u00a0%")
            return str(format_percent(value, format=pattern, locale=self.locale))
        if unit == "score":
            return str(format_decimal(round(value, 2), format="+0.00;−0.00", locale=self.locale))
        if unit == "points":
            return str(format_decimal(round(value, 1), format="#,##0.#", locale=self.locale))
        if unit == "number" and abs(value) < 10:
            return str(format_decimal(round(value, 1), format="#,##0.#", locale=self.locale))
        return str(format_decimal(round(value), format="#,##0", locale=self.locale))

    def date(self, iso: str) -> str:
        """``2025-03-31`` as "31 March 2025"; a text that is no date comes back as it is."""
        try:
            day = datetime.date.fromisoformat(iso[:10])
            return str(format_date(day, "d. MMMM y" if self.language == "fi" else "d MMMM y", locale=self.locale))
        except ValueError:
            return iso

    def month(self, iso: str, case: str = "") -> str:
        """``2025-03`` as "March 2025"; ``case`` "in" or "from" inflects it."""
        try:
            year, number = iso.split("-")[:2]
            names = self.messages[f"month.{case or 'name'}"].split()
            return f"{names[int(number) - 1].replace('_', ' ')} {year}"
        except (ValueError, IndexError):
            return iso

    def short_month(self, iso: str) -> str:
        """``2025-03`` as "3/25" would be read: short, for an axis."""
        year, number = iso.split("-")[:2]
        return f"{self.messages['month.short'].split()[int(number) - 1]} {year}"

    def joined(self, parts: list[Prose], between: str = "") -> Prose:
        """The parts as a list in a sentence: "a, b and c"; ``between`` stands between all where it is given."""
        more = between or self.messages["list.more"]
        if not between and len(parts) > 2 and any(", " in part.text for part in parts):
            more = "; "  # a name with a comma in it would read as two
        whole = Prose()
        for place, part in enumerate(parts):
            if place:
                last = place == len(parts) - 1 and not between
                whole += Prose((Span(self.messages["list.last"] if last else more),))
            whole += part
        return whole

    def plural(self, value: Value) -> str:
        """The plural category of a number as it is shown."""
        if isinstance(value, str) or value is None:
            return "other"
        return str(self.locale.plural_form(value))

    def _fill(self, message: str, values: Mapping[str, Filling]) -> Prose:
        whole = Prose()
        for place, part in enumerate(_STRONG.split(message)):
            whole += self._filled(part, values, strong=place % 2 == 1)
        return whole

    def _filled(self, message: str, values: Mapping[str, Filling], *, strong: bool) -> Prose:
        whole, at = Prose(), 0
        for found in _SLOT.finditer(message):
            if found.start() > at:
                whole += Prose((Span(message[at : found.start()], strong=strong),))
            whole += self._slot(values[found[1]], found[2] or "", found[3], strong)
            at = found.end()
        if at < len(message):
            whole += Prose((Span(message[at:], strong=strong),))
        return whole

    def _slot(self, value: Filling, case: str, forms: str | None, strong: bool) -> Prose:
        number = value.value if isinstance(value, Figure) else value
        if forms is not None:
            choices = dict(form.split("=", 1) for form in forms.split(";"))
            count = number if isinstance(number, int | float) else None
            word = choices.get(self.plural(count)) or choices["other"]
            return Prose((Span(word, strong=strong),))
        if isinstance(value, Prose):
            return value
        if isinstance(value, Figure):
            shown = self.month(str(value.value), case) if case else value.shown
            return Prose((Span(shown, figure=value.id, strong=strong),))
        return Prose((Span(self.show(value, "count") if isinstance(value, int) else value, strong=strong),))


@cache
def messages(language: str) -> Mapping[str, str]:
    """Every message of a language by its dotted key."""
    folder = resources.files("insight_synth.report") / "texts"
    found: list[tuple[str, str]] = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name == f"{language}.toml" or file.name.endswith(f".{language}.toml"):
            found += _flat("", tomllib.loads(file.read_text(encoding="utf-8")))
    return dict(sorted(found))


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, held in table.items():
        key = f"{prefix}{name}"
        if isinstance(held, Mapping):
            flat.extend(_flat(f"{key}.", held))
        else:
            flat.append((key, str(held)))
    return flat
