"""On which day a step happened: its month is known, the days of that month and around it tell the rest.

Dates a step that ``changes`` told; tells none by itself.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from insight_synth.tracking.changes import SURE
from insight_synth.tracking.counting import Counted
from insight_synth.tracking.levels import Floats

__all__ = ["day_of_step"]

_LEAST, _MOST = 1e-4, 1 - 1e-4  # of a share: a level of none is not known to be none


def day_of_step(daily: Counted, before: Floats, after: Floats, around: Collection[str]) -> tuple[str, str, str]:
    """The earliest, likeliest and latest first day of a new level, the earliest and latest with 95 % confidence.

    Every day as likely beforehand, a day is as likely as the data are where the levels change on it (Smith 1975).

    Args:
        daily: counts by source and day, of the days that it may have been.
        before: (S,) the level of each source until then.
        after: (S,) and since.
        around: the months that the likeliest day may lie in.
    """
    if daily.family == "share":
        early, late = (np.clip(level, _LEAST, _MOST)[:, None] for level in (before, after))
        told = daily.counts * np.log(late / early) + (daily.of - daily.counts) * np.log((1 - late) / (1 - early))
    else:
        early, late = (np.maximum(level, _LEAST)[:, None] for level in (before, after))
        told = daily.counts * np.log(late / early) - daily.of * (late - early)
    gain = np.cumsum(told.sum(axis=0)[::-1])[::-1]
    belief = np.exp(gain - gain.max())
    belief /= belief.sum()
    order = np.argsort(-np.round(belief, 12), kind="stable")
    within = order[: int(np.searchsorted(np.cumsum(belief[order]), SURE)) + 1]
    day = next((int(at) for at in order if daily.periods[at][:7] in around), int(order[0]))
    return daily.periods[min(int(within.min()), day)], daily.periods[day], daily.periods[max(int(within.max()), day)]
