"""The workbench's texts in English, Finnish and Polish, with numbers, dates and plural forms as each language has them.

Texts live in ``texts/``, in files that end in ``<language>.toml``, written as those of the report are; what the
report has a word for already (kinds, verdicts, reasons) is taken from there. It decides nothing about what is said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from itertools import groupby
from types import MappingProxyType
from typing import cast

from insight_synth.catalog import Change
from insight_synth.model import Advice, Caveat, Doubt, Language, Reason, Snapshot, State, Theme
from insight_synth.report.catalogue import LANGUAGES, Catalogue
from insight_synth.report.caveats import caveat_prose
from insight_synth.report.document import Prose, Unit, Value
from insight_synth.report.ledger import Ledger
from insight_synth.report.places import KINDS, place_in_words
from insight_synth.report.reasons import change_prose, reason_prose
from insight_synth.report.story import contradictions
from insight_synth.report.untrusted import printable
from insight_synth.workbench.audits import Fact
from insight_synth.workbench.remarks import known_remark
from insight_synth.workbench.untrusted import plain

NAMES: Mapping[str, str] = {"en": "English", "fi": "Suomi", "pl": "Polski"}
DEFAULT: Language = "en"


class Wording:
    """The texts of one language, own and the report's."""

    def __init__(self, language: str) -> None:
        self.language: Language = cast(Language, language if language in LANGUAGES else DEFAULT)
        self._report = Catalogue(self.language)
        self._own = Catalogue(self.language)
        self._own.messages = messages(self.language)

    def text(self, key: str) -> str:
        """A text without values. Raises KeyError where there is none."""
        return self._own.messages[key] if self._own.has(key) else self._report.text(key)

    def say(self, key: str, **values: str | int) -> str:
        """A text with its values in place, as Markdown where it stresses something: escape values out of data first."""
        catalogue = self._own if self._own.has(key) else self._report
        spans = catalogue.say(key, **values).spans
        runs = [(strong, "".join(span.text for span in run)) for strong, run in groupby(spans, lambda s: s.strong)]
        return "".join(f"**{text}**" if strong else text for strong, text in runs)

    def show(self, value: Value, unit: Unit = "count") -> str:
        """A figure as this language writes it; an en dash for none."""
        return self._report.show(value, unit)

    def month(self, iso: str) -> str:
        """``2025-03`` as "March 2025"."""
        return self._report.month(iso)

    def month_in(self, iso: str) -> str:
        """``2025-03`` as said of when something happened: "in March 2025", "maaliskuussa 2025"."""
        return self._report.month(iso, "in")

    def kind(self, kind: str) -> str:
        return self._report.text(f"kind.{kind}")

    def spoken(self, code: str) -> str:
        """The name of a language of feedback."""
        return self._report.text(f"language.{code}" if self._report.has(f"language.{code}") else "language.unknown")

    def encoding(self, name: str) -> str:
        """How letters are encoded, in words where there are any, with the encoding's own name."""
        return self.text(f"encoding.{name}") if self._own.has(f"encoding.{name}") else name

    def theme(self, theme: Theme) -> str:
        """A theme's name on one line."""
        return printable(theme.name(self.language)) or theme.id

    def listed(self, theme: Theme) -> str:
        """A theme's name as it stands in lists, with a mark where it is pinned."""
        return f"{self.theme(theme)} · {self.text('decision.pinned')}" if theme.pinned else self.theme(theme)

    def change(self, snapshot: Snapshot, advice: Advice) -> str:
        """What would change a verdict; "" where that was not told."""
        return _text(change_prose(Ledger(snapshot, self._report), advice))

    def contradictions(self, snapshot: Snapshot, theme_id: str) -> tuple[str, ...]:
        """Where sources disagree on a theme, a sentence each."""
        own = tuple(found for found in snapshot.contradictions if found.theme_id == theme_id)
        found = contradictions(Ledger(replace(snapshot, contradictions=own), self._report))
        return tuple(_text(told.prose) for told in found)

    def reason(self, snapshot: Snapshot, advice: Advice, reason: Reason) -> str:
        """One ground of a verdict as a sentence, without the numbers of its quotations."""
        return _text(reason_prose(Ledger(snapshot, self._report), advice, reason))

    def caveat(self, snapshot: Snapshot, caveat: Caveat) -> str:
        """Why figures do not compare, with the figures that rests on; the caveat is one of the snapshot's."""
        return _text(caveat_prose(Ledger(snapshot, self._report), caveat))

    def caveat_short(self, caveat: Caveat) -> str:
        """The same in a few words, without figures: for several caveats of one fault."""
        key = f"caveat_case.{caveat.code}_{caveat.figures.get('fault', '')}"
        return self.text(key if self._own.has(key) else f"caveat_short.{caveat.code}")

    def remark(self, remark: str) -> str:
        """What ingest remarks on an export or a row, with its values as they are; English where it has no text here."""
        clauses = [known_remark(clause) for clause in remark.split("; ")]
        if self.language == DEFAULT or None in clauses:
            return remark
        return "; ".join(self.say(f"remark.{clause[0]}", **clause[1]) for clause in clauses if clause)

    def place(self, locator: str) -> str:
        """Where in its export a row stands, to be read."""
        words = {f"place_{kind}": self._report.text(f"label.place_{kind}") for kind in (*KINDS, "sheet")}
        return place_in_words(locator, words)

    def state(self, state: State) -> str:
        """Whether an export counts."""
        return self.text(f"quarantine.{state.replace(' ', '_')}")

    def doubt(self, doubt: Doubt, names: Mapping[str, str]) -> str:
        """Why an export is held back, as a sentence in Markdown; ``names`` are those of sources by id."""
        return self._told(f"doubt.{doubt.code}", doubt.figures, doubt.text, names)

    def difference(self, change: Change) -> str:
        """In what an export differs from its source's earlier ones, as a sentence in Markdown."""
        code = change.code
        if code == "columns" and not (change.figures["gained"] and change.figures["lost"]):
            code = "columns_gained" if change.figures["gained"] else "columns_lost"
        return self._told(f"difference.{code}", change.figures, change.text, {})

    def told(
        self,
        key: str,
        figures: Mapping[str, float | int | str],
        text: str,
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """A text with its figures, in Markdown; ``text``, in English, where this catalogue has none.

        ``names`` are those of sources by id.
        """
        return self._told(key, figures, text, names)

    def _told(self, key: str, figures: Mapping[str, float | int | str], text: str, names: Mapping[str, str]) -> str:
        """A text with its figures, as far as this catalogue has it; else the English one."""
        if not self._own.has(key):
            return plain(text)
        values: dict[str, str | int] = {}
        for name, value in figures.items():
            if isinstance(value, str):
                values[name] = plain(self._named(name, value, names))
            else:
                values[name] = value if isinstance(value, int) else self.show(value, "number")
        return self.say(key, **values)

    def fact(self, fact: Fact, names: Mapping[str, str]) -> str:
        """What a figure of an audit is of."""
        keys = {"missing": "field", "language": "language", "elsewhere": "source", "personal": "kind"}
        about = self._named(keys[fact.key], fact.about, names) if fact.key in keys else ""
        return self.say(f"audit.{fact.key}", about=about) if about else self.text(f"audit.{fact.key}")

    def _named(self, what: str, value: str, names: Mapping[str, str]) -> str:
        """A field, language, source, date or kind of personal data as people call it; other texts stay as they are."""
        if what == "languages":
            return ", ".join(self.spoken(code) for code in value.split(","))
        if what in ("first", "last"):
            return self.show(value, "date")
        if what in ("month", "months"):
            return ", ".join(self.month(month) for month in value.split(", "))
        if what == "language":
            return self.spoken(value)
        if what == "source":
            return names.get(value, value)
        if what == "reason":
            return self.remark(value)
        key = {"field": f"column.{value}", "kind": f"personal.{value.replace(' ', '_')}"}.get(what, "")
        return self.text(key) if key and self._own.has(key) else value

    def stage(self, stage: str) -> str:
        """What a worker is doing, in words."""
        key = f"stage.{stage}"
        return self.text(key if self._own.has(key) else "stage.working")


def _text(prose: Prose) -> str:
    """Prose without the numbers of its quotations."""
    return "".join(span.text for span in prose.spans if not span.cite).strip()


@cache
def messages(language: str) -> Mapping[str, str]:
    """Every own text of a language by its dotted key."""
    folder = resources.files("insight_synth.workbench") / "texts"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(f"{language}.toml")), key=lambda f: f.name)
    return {
        f"{section}.{name}": text
        for file in files
        for section, texts in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for name, text in texts.items()
    }
