"""What would be lost without sources: the same questions asked of the voices that are left.

Nothing is estimated. ``witnesses(heard.without(removed))`` is what an analysis without those sources finds in the same
themes, so what is said to be lost is what is lost.

Coverage is the average over the finest themes that stand anywhere of how well each is witnessed: ½ where it stands in a
source, 1 where it stands in two that are independent of each other. With fewer sources no theme counts as better
covered than with all of them, so coverage never rises when a source goes, though what is left is judged anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from insight_synth.advice.questions import AgendaWitnesses
from insight_synth.evidence import Heard, Witnesses, witnesses
from insight_synth.model import WhatIf

Amounts = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


def what_if(heard: Heard, removed: Collection[str], before: Witnesses | None = None) -> WhatIf:
    """What is lost when the sources in ``removed`` are taken away.

    Args:
        heard: what all sources say.
        removed: source ids.
        before: the witnesses of ``heard``, where they are known already.

    Returns:
        Themes lost stand in no source any more, themes weakened no longer recur; a sub-theme is not named beside its
        parent. Coverage before and after, 0…1.
    """
    return loss(before or witnesses(heard), witnesses(heard.without(removed)), heard.parents)


def loss(before: Witnesses, after: Witnesses, parents: Mapping[str, str]) -> WhatIf:
    """What ``before`` holds and ``after``, of the same themes in fewer sources, does not."""
    stood = before.stands.any(axis=1)
    lost = stood & ~after.stands.any(axis=1)
    weakened = before.recurs & ~after.recurs & ~lost
    gone = {before.themes[at] for at in np.flatnonzero(lost)}
    weaker = {before.themes[at] for at in np.flatnonzero(weakened)}
    finest = finest_themes(before, parents)
    full = covered(before)
    left = np.minimum(full, covered(after))
    return WhatIf(
        themes_lost=tuple(sorted(theme for theme in gone if parents[theme] not in gone)),
        themes_weakened=tuple(sorted(theme for theme in weaker if parents[theme] not in weaker | gone)),
        coverage_before=float(full[finest].mean()) if finest.any() else 0.0,
        coverage_after=float(left[finest].mean()) if finest.any() else 0.0,
    )


def covered(found: Witnesses) -> Amounts:
    """(n_themes,) 1 where a theme stands in two independent sources, ½ where in one, 0 where in none."""
    return np.asarray(0.5 * found.stands.any(axis=1) + 0.5 * found.apart.any(axis=(1, 2)))


def finest_themes(found: Witnesses, parents: Mapping[str, str]) -> Truth:
    """(n_themes,) whether a theme stands anywhere and none stands below it."""
    above = set(parents.values())
    return found.stands.any(axis=1) & np.array([theme not in above for theme in found.themes], dtype=np.bool_)


def questions_lost(agenda: AgendaWitnesses, removed: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the questions that nobody is left to answer, and of those left with one witness; sorted."""
    full, left = agenda.covered(), agenda.without(removed).covered()
    lost = (full > 0) & (left == 0)
    weakened = (full > left) & ~lost
    named = np.array(agenda.questions, dtype=object)
    return tuple(sorted(named[lost])), tuple(sorted(named[weakened]))
