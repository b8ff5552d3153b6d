"""How far what is said of a company agrees with its truth: counts that add up over companies, and what missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from benchmarks.companies.company import Company
from benchmarks.companies.delivered import Records
from benchmarks.companies.truth import Truth
from insight_synth.model import Caveat, Comparison, Verdict

_GRAVE = {"note": 0, "caution": 1, "not comparable": 2}


@dataclass(slots=True)
class Score:
    """Counts by name, and in words what does not agree."""

    counts: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.counts.update(other.counts)
        self.misses += other.misses

    def share(self, part: str, of: str) -> float:
        """``part / of``; not a number where there is nothing to count."""
        return self.counts[part] / self.counts[of] if self.counts[of] else float("nan")


def score_recurrence(truth: Truth, said: Collection[str], parents: Mapping[str, str]) -> Score:
    """Themes that recur (``hit``, ``missed``), that do not (``false``, ``rightly not``), and grey ones, by level."""
    score = Score()
    for theme, mark in truth.recurs.items():
        name = {("yes", True): "hit", ("yes", False): "missed", ("no", True): "false", ("no", False): "rightly not"}
        found = name.get((mark, theme in said), "grey")
        score.counts[f"recurs {found}"] += 1
        score.counts[f"recurs {'sub' if parents[theme] else 'top'} {found}"] += 1
        if found in ("missed", "false"):
            places = ", ".join(
                f"{source} {mark}" for (other, source), mark in sorted(truth.spoken.items())
                if other == theme and mark != "no"
            )  # fmt: skip
            score.misses.append(f"evidence: {theme} recurs {found}; truly spoken of in: {places or 'nowhere'}")
    return score


def score_standing(truth: Truth, said: Collection[tuple[str, str]]) -> Score:
    """The same of each theme and source: whether the theme is spoken of there."""
    score = Score()
    for place, mark in truth.spoken.items():
        name = {("yes", True): "hit", ("yes", False): "missed", ("no", True): "false"}
        score.counts[f"stands {name.get((mark, place in said), 'other')}"] += 1
    score.counts["stands false"] += sum(
        1 for place in said if place not in truth.spoken and place[0] not in truth.everyday
    )
    return score


def score_verdicts(truth: Truth, said: Mapping[str, Verdict], because: Mapping[str, Iterable[str]]) -> Score:
    """Verdicts that the truth accepts; of those to retire how many are right; roles with more than one apart."""
    score = Score()
    for source, accepted in truth.verdicts.items():
        right = said[source] in accepted
        score.counts["verdicts"] += 1
        score.counts["verdicts right"] += right
        if len(accepted) > 1:
            score.counts["verdicts open"] += 1
            score.counts["verdicts open right"] += right
        score.counts[f"role {truth.why[source].split(';')[0]}"] += 1
        score.counts[f"role right {truth.why[source].split(';')[0]}"] += right
        if said[source] == "retire":
            score.counts["retired"] += 1
            score.counts["retired right"] += "retire" in accepted
        if "retire" in accepted and len(accepted) == 1:
            score.counts["to retire"] += 1
            score.counts["to retire found"] += right
        if not right:
            score.counts[f"said {said[source]}, true {'/'.join(sorted(accepted))}"] += 1
            score.misses.append(
                f"advice: {source} {said[source]}, true {'/'.join(sorted(accepted))} ({truth.why[source]}); "
                f"because {', '.join(because.get(source, ()))}"
            )
    return score


def score_faults(truth: Truth, said: Sequence[Caveat]) -> Score:
    """Faults that a caveat of at least their gravity names, by code; and caveats that no fault bears out."""
    score = Score()
    gravest: dict[tuple[str, tuple[str, ...]], int] = {}
    for caveat in said:
        key = (caveat.code, tuple(sorted(caveat.sources)))
        gravest[key] = max(gravest.get(key, 0), _GRAVE[caveat.severity])
    true = set()
    for fault in truth.faults:
        true.add((fault.code, fault.sources))
        told = max(
            (gravest.get((fault.code, names), 0) for names in (fault.sources, *((one,) for one in fault.sources))),
            default=0,
        )
        found = told >= (2 if fault.grave else 1)
        score.counts["faults"] += 1
        score.counts["faults found"] += found
        score.counts[f"faults {fault.code}"] += 1
        score.counts[f"faults found {fault.code}"] += found
        if not found:
            score.misses.append(
                f"comparability: {fault.code} of {' and '.join(fault.sources)} not told{' as grave' if told else ''}"
            )
    codes = {code for code, _ in true} | {"segments", "sample", "period", "cadence", "purpose", "weights", "copy"}
    for (code, names), gravity in sorted(gravest.items()):
        if gravity >= 1 and code in codes:
            score.counts["caveats"] += 1
            if (code, names) not in true and (code, names) not in truth.grey_faults:
                score.counts["caveats false"] += 1
                score.counts[f"caveats false {code}"] += 1
                score.misses.append(f"comparability: {code} of {' and '.join(names)} told, but is not so")
    return score


def score_compared(truth: Truth, said: Sequence[Comparison]) -> Score:
    """Pairs that may not be compared, and those of them that are laid side by side all the same."""
    score = Score()
    laid = {pair for found in said for together in found.sets for pair in combinations(sorted(together), 2)}
    grave = {fault.sources: fault.code for fault in truth.faults if fault.grave and len(fault.sources) == 2}
    score.counts["grave pairs"] += len(grave)
    for pair in sorted(laid & grave.keys()):
        score.counts["grave pairs compared"] += 1
        score.misses.append(f"comparability: {' and '.join(pair)} compared in spite of {grave[pair]}")
    return score


def score_changes(company: Company, truth: Truth, said: Mapping[str, Sequence[str]]) -> Score:
    """Steps told within a month, and changes told of themes whose share does not change."""
    score = Score()
    place = {month: at for at, month in enumerate(company.months)}
    for theme, month in sorted(truth.steps.items()):
        near = [at for at in said.get(theme, ()) if at in place and abs(place[at] - place[month]) <= 1]
        score.counts["steps"] += 1
        score.counts["steps found"] += bool(near)
        if not near:
            step = next(other.step for other in company.themes if other.id == theme)
            score.misses.append(
                f"effect: {theme} changed in {month}"
                f"{f' from {step.before:g} to {step.after:.2g} times' if step else ''}, "
                f"told {', '.join(said.get(theme, ())) or 'nothing'}"
            )
    for theme in sorted(truth.steady):
        score.counts["steady"] += 1
        if said.get(theme):
            score.counts["steady false"] += 1
            score.misses.append(f"effect: {theme} is steady, told {', '.join(said[theme])}")
    score.counts["steps grey"] += len(truth.grey_steps)
    return score


def counted(records: Records) -> Score:
    """How large a company is."""
    return Score(
        Counter(
            {
                "companies": 1,
                "sources": len(records.delivered.sources),
                "verbatims": len(records.delivered.verbatims),
                "mentions": len(records.mentions),
                "themed": sum(1 for mention in records.mentions if mention.theme_id),
                "themed rightly": sum(
                    1 for mention, true in zip(records.mentions, records.spoken_of, strict=True)
                    if mention.theme_id and mention.theme_id == true
                ),
            }
        )
    )  # fmt: skip
