"""What changed between two versions of a report: in the data, and in the words.

Both reports are given, and what they hold is all that is looked at. How a change is said is in ``versions_words``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from insight_synth.errors import UsageError
from insight_synth.report.document import Cited, Figure, Report, Verdict
from insight_synth.report.erased import is_erased
from insight_synth.report.versions_names import Names
from insight_synth.report.versions_text import WordChange, word_changes

__all__ = [
    "Counts", "FigureChange", "FigureGroup", "QuotationChange", "ReportChanges", "ThemeChange", "VerdictChange",
    "WordChange", "changes_between",
]  # fmt: skip

_AN_HAIR = 1e-12


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that both reports print, and print differently."""

    key: str  # see ``figures``
    name: str  # what it is, in words; "" for one of the many that only stand beside others
    was: str
    now: str
    weight: float  # how far apart: for a count in its standard deviations, for a share in tens of points


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """The figures on one theme, source or question, or on the whole, the weightiest change first."""

    of: Literal["whole", "theme", "source", "question"]
    id: str  # of the theme, source or question; "" for the whole
    name: str
    changed: tuple[FigureChange, ...] = ()
    new: int = 0  # figures that only the new report prints
    gone: int = 0  # figures that only the old one prints

    @property
    def weight(self) -> float:
        """Of what has a name; a group with only new or gone figures weighs little."""
        return max((change.weight for change in self.changed if change.name), default=0.0)


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """A theme that came, went or is called otherwise."""

    theme_id: str
    what: Literal["came", "went", "renamed"]
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """Another verdict on a source, in the report's words; "" where there was or is none."""

    source: str
    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class QuotationChange:
    """A quotation that only one report cites, whose text differs, or that an erasure took."""

    what: Literal["new", "gone", "changed", "erased"]
    source_name: str
    was_number: int = 0  # in the old report; 0 where it is not cited
    now_number: int = 0
    was: str = ""  # the text; "" of an erased one
    now: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much changed, to be told first."""

    figures: int
    new_figures: int
    gone_figures: int
    themes: int
    verdicts: int
    new_quotations: int
    gone_quotations: int
    changed_quotations: int
    erased_quotations: int
    words: int


@dataclass(frozen=True, slots=True)
class ReportChanges:
    """Everything that differs between two reports in one language, the weightiest first in each part."""

    language: str
    was: str  # fingerprints of the analyses
    now: str
    counts: Counts
    figures: tuple[FigureGroup, ...] = ()
    themes: tuple[ThemeChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    quotations: tuple[QuotationChange, ...] = ()
    words: tuple[WordChange, ...] = ()

    @property
    def same(self) -> bool:
        """Whether a reader would find no difference."""
        return not (self.figures or self.themes or self.verdicts or self.quotations or self.words)


def changes_between(old: Report, new: Report) -> ReportChanges:
    """What a reader of ``old`` finds changed in ``new``.

    Raises:
        UsageError: they are in two languages, of two kinds or about two sources: then nearly all differs.
    """
    if (old.language, old.kind, old.about) != (new.language, new.kind, new.about):
        raise UsageError(
            f"a {_called(old)} cannot be compared with a {_called(new)}",
            remedy="Compare two reports of one language, kind and source.",
        )
    names = Names(old, new)
    figures = tuple(_figures(old, new, names))
    themes = tuple(_themes(old, new, names))
    verdicts = tuple(_verdicts(old, new, names))
    quotations = tuple(_quotations(old, new))
    words = tuple(word_changes(old, new, names))
    times = {what: sum(change.what == what for change in quotations) for what in ("new", "gone", "changed", "erased")}
    counts = Counts(
        figures=sum(len(group.changed) for group in figures),
        new_figures=sum(group.new for group in figures),
        gone_figures=sum(group.gone for group in figures),
        themes=len(themes),
        verdicts=len(verdicts),
        new_quotations=times["new"],
        gone_quotations=times["gone"],
        changed_quotations=times["changed"],
        erased_quotations=times["erased"],
        words=len(words),
    )
    return ReportChanges(
        old.language, old.fingerprint, new.fingerprint, counts, figures, themes, verdicts, quotations, words
    )


# ---- the data ----------------------------------------------------------------------------------------------------


def _figures(old: Report, new: Report, names: Names) -> Iterable[FigureGroup]:
    before, after = _by_key(old), _by_key(new)
    changed: dict[tuple[str, str], list[FigureChange]] = defaultdict(list)
    came: dict[tuple[str, str], int] = defaultdict(int)
    went: dict[tuple[str, str], int] = defaultdict(int)
    for (key, unit), was in before.items():
        now = after.get((key, unit))
        if now is None:
            went[names.owner(key)] += 1
        elif now.shown != was.shown:
            change = FigureChange(key, names.figure(key), was.shown, now.shown, _apart(was, now))
            changed[names.owner(key)].append(change)
    for key, _ in after.keys() - before.keys():
        came[names.owner(key)] += 1
    groups = [
        FigureGroup(
            of=of,  # type: ignore[arg-type]
            id=owner,
            name=names.called(of, owner),
            changed=tuple(sorted(changed[of, owner], key=lambda one: (not one.name, -one.weight, one.key))),
            new=came[of, owner],
            gone=went[of, owner],
        )
        for of, owner in {*changed, *came, *went}
    ]
    return sorted(groups, key=lambda group: (group.of != "whole", -group.weight, group.of, group.id))


def _by_key(report: Report) -> dict[tuple[str, str], Figure]:
    return {(figure.key, figure.unit): figure for figure in report.figures}


def _apart(was: Figure, now: Figure) -> float:
    """How far two readings lie apart, so that counts and shares can stand in one order; words and dates count as 1."""
    if not (isinstance(was.value, int | float) and isinstance(now.value, int | float)):
        return 1.0
    apart, most = abs(now.value - was.value), max(abs(now.value), abs(was.value), _AN_HAIR)
    if was.unit in ("share", "score"):
        return 10 * apart
    return apart / 10 if was.unit in ("percent", "points") else apart / math.sqrt(most)


def _themes(old: Report, new: Report, names: Names) -> Iterable[ThemeChange]:
    before, after = names.themes_of(old), names.themes_of(new)
    for theme_id in sorted({*before, *after}):
        was, now = before.get(theme_id, ""), after.get(theme_id, "")
        if was != now:
            yield ThemeChange(theme_id, "came" if not was else "went" if not now else "renamed", was, now)


def _verdicts(old: Report, new: Report, names: Names) -> Iterable[VerdictChange]:
    before, after = _verdicts_of(old), _verdicts_of(new)
    for source in sorted({*before, *after}):
        was, now = before.get(source), after.get(source)
        if (was.code if was else "") != (now.code if now else ""):
            yield VerdictChange(
                source, names.called("source", source), was.word if was else "", now.word if now else ""
            )


def _verdicts_of(report: Report) -> dict[str, Verdict]:
    return {
        section.id.removeprefix("source-"): block
        for section in report.sections if section.kind == "source"
        for block in section.blocks if isinstance(block, Verdict)
    }  # fmt: skip


def _quotations(old: Report, new: Report) -> Iterable[QuotationChange]:
    before, after = _by_place(old), _by_place(new)
    for place, was in before.items():
        now = after.get(place)
        if now is None:
            yield QuotationChange("gone", was.source_name, was.number, 0, was.text, "", was.locator)
        elif now.text != was.text:
            yield QuotationChange("changed", now.source_name, was.number, now.number, was.text, now.text, now.locator)
    for place, now in after.items():
        if place not in before:
            yield QuotationChange("new", now.source_name, 0, now.number, "", now.text, now.locator)
    for cited in old.citations:
        if is_erased(cited):
            yield QuotationChange("erased", cited.source_name, cited.number)
    for cited in new.citations:
        if is_erased(cited):
            yield QuotationChange("erased", cited.source_name, 0, cited.number)


def _by_place(report: Report) -> dict[tuple[str, int, int], Cited]:
    return {
        (cited.verbatim_id, cited.start, cited.end): cited for cited in report.citations if not is_erased(cited)
    }  # fmt: skip


def _called(report: Report) -> str:
    about = f" on {report.about}" if report.about else ""
    return f"{report.kind} report{about} in {report.language!r}"
