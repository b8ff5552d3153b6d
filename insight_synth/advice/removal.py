"""Several sources taken away together: what is lost, what that changes for the others, and what each would bring back.

Everything is asked of the sources that are left, as of any others; nothing is estimated from one source at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from insight_synth.advice.questions import AgendaWitnesses
from insight_synth.advice.spoken import Spoken
from insight_synth.advice.verdicts import verdicts_at_a_glance
from insight_synth.advice.what_if import loss, questions_lost
from insight_synth.evidence import Heard, Witnesses, witnesses
from insight_synth.model import Caveat, PutBack, Removal, SourceProfile, Verdict, VerdictChange, WhatIf


def without(
    removed: Collection[str],
    profiles: Sequence[SourceProfile],
    heard: Heard,
    spoken: Spoken,
    agenda: AgendaWitnesses | None = None,
    caveats: Sequence[Caveat] = (),
    verdicts: Mapping[str, Verdict] | None = None,
) -> Removal:
    """What is lost without the sources in ``removed``.

    Verdicts on the others are given at a glance, by where themes stand once the sources are gone, and named where that
    tells another verdict than it does now. They are those of the same profiles, but for what a source repeats and how
    long it has been silent: both are told anew. Whether its weights fit the customers of the others is not.

    Args:
        removed: ids of sources that there are.
        profiles: what each source holds.
        heard: who speaks of what, and where.
        spoken: what passages tell beside.
        agenda: which sources answer the strategy owner's questions.
        caveats: what may not be compared.
        verdicts: those of the advice; a change is named where a glance agrees with them.
    """
    gone = frozenset(removed)
    rest, left = heard.without(gone), agenda.without(gone) if agenda else None
    before, after = witnesses(heard), witnesses(rest)
    found = loss(before, after, heard.parents)
    lost, weakened = questions_lost(agenda, gone) if agenda else ((), ())
    now = verdicts_at_a_glance(profiles, heard, spoken, before, agenda, caveats)
    known = [caveat for caveat in caveats if not gone.intersection(caveat.sources)]
    then = verdicts_at_a_glance(_left(profiles, gone), rest, spoken.without(gone), after, left, known)
    verdicts = verdicts or {}
    of = {profile.source.id: profile.source.cost_per_year for profile in profiles}
    return Removal(
        removed=tuple(sorted(gone)),
        what_if=found,
        questions_lost=lost,
        questions_weakened=weakened,
        agenda_before=agenda.coverage() if agenda else 0.0,
        agenda_after=left.coverage() if left else 0.0,
        saved_per_year=sum(of[source] or 0.0 for source in sorted(gone)),
        cost_unknown=tuple(source for source in sorted(gone) if of[source] is None),
        verdicts=tuple(
            VerdictChange(source, now[source], verdict)
            for source, verdict in sorted(then.items())
            if now[source] != verdict and verdicts.get(source, now[source]) == now[source]
        ),
        put_back=tuple(_put_back(source, gone, heard, before, found, agenda) for source in sorted(gone))
        if len(gone) > 1
        else (),
    )


def _put_back(
    source: str,
    gone: frozenset[str],
    heard: Heard,
    full: Witnesses,
    of_all: WhatIf,
    agenda: AgendaWitnesses | None,
) -> PutBack:
    """What ``source`` brings back where all of ``gone`` had gone and ``of_all`` was lost."""
    rest = gone - {source}
    of_rest = loss(full, witnesses(heard.without(rest)), heard.parents)
    asked_all, asked_rest = (questions_lost(agenda, removed) if agenda else ((), ()) for removed in (gone, rest))
    open_all = [{*asked[0]} for asked in (asked_all, asked_rest)]
    thin_all = [{*asked[1]} for asked in (asked_all, asked_rest)]
    return PutBack(
        source=source,
        themes=tuple(sorted({*of_all.themes_lost} - {*of_rest.themes_lost})),
        strengthened=tuple(sorted(
            {*of_all.themes_weakened, *of_all.themes_lost} - {*of_rest.themes_weakened, *of_rest.themes_lost}
            - ({*of_all.themes_lost} - {*of_rest.themes_lost})
        )),
        questions=tuple(sorted(
            (open_all[0] - open_all[1]) | (thin_all[0] - thin_all[1] - open_all[1])
        )),
        coverage=of_rest.coverage_after,
    )  # fmt: skip


def _left(profiles: Sequence[SourceProfile], gone: frozenset[str]) -> list[SourceProfile]:
    """The profiles of the sources that stay, as far as they tell of the others."""
    left = [profile for profile in profiles if profile.source.id not in gone]
    now = max((profile.last for profile in left), default="")
    return [
        replace(
            profile,
            copy_of="" if profile.copy_of in gone else profile.copy_of,
            overlap=0.0 if profile.copy_of in gone else profile.overlap,
            days_since_last=_days(profile.last, now) if profile.last and now else profile.days_since_last,
        )
        for profile in left
    ]


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days
