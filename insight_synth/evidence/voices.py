"""Who speaks: verbatims that come from one person, one case or one text share one voice.

A voice is what every count of recurrence counts. It never decides what a text is about, and it drops no verbatim:
duplicates and copies keep their rows and only share a ``voice_id``.

Three things make two verbatims one voice:

* the same customer (the keyed hash), unless the "customer" is plainly a placeholder;
* the same case: an equal, distinctive row id in two sources whose customers do not contradict each other;
* the same text, to the letter or nearly so (MinHash over word shingles, Jaccard checked exactly).

A text that three or more known customers sent is a template: it is one voice of its own, and does not make those
customers one person. A short text ("great service") is only one voice where no two known customers sent it.

The rules are carried out by ``ties``, which can tell the voices without a source too.
"""

from __future__ import annotations

from collections.abc import Sequence

from insight_synth.evidence.ties import Ties
from insight_synth.model import Verbatim


def voices(verbatims: Sequence[Verbatim]) -> dict[str, str]:
    """The voice of each verbatim.

    Args:
        verbatims: all verbatims of a workspace, in any order, duplicates included.

    Returns:
        ``verbatim id → voice id`` for every verbatim given. A voice id is the smallest verbatim id that shares it,
        so it depends on the set of verbatims only.
    """
    return voice_ids(Ties.of(verbatims))


def voice_ids(ties: Ties) -> dict[str, str]:
    """``verbatim id → voice id`` where the ties are known already."""
    return {key: ties.ids[first] for key, first in zip(ties.ids, ties.voices().tolist(), strict=True)}
