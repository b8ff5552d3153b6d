"""The columns every count is made from, and that taking a source away is never having had it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.evidence import Heard, Ties, recurrence, voices, witnesses
from insight_synth.model import Mention, Verbatim
from tests.evidence.conftest import MakeMention

PARENTS = {"t1": "", "t2": "", "s1": "t1", "s2": "t1"}
SAID = st.lists(
    st.tuples(
        st.sampled_from(["", "t2", "s1", "s2"]), st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(["", "", *(f"c{n}" for n in range(9))]), st.sampled_from(["", "", "", "RE-2041", "RE-2042"]),
        st.floats(0.1, 1.0),
    ),
    min_size=1, max_size=80,
)  # fmt: skip
Said = Sequence[tuple[str, str, str, str, float]]


def company(said: Said) -> tuple[list[Verbatim], list[Mention]]:
    """A verbatim and a mention of each row, with the voices they have together."""
    verbatims = [
        Verbatim(
            id=f"v{at * 61 % 97:02d}", source=source, export="e", sha256="0", locator=f"row {at}",
            text=f"words number {at}", customer=customer, source_row_id=case,
        )
        for at, (_, source, customer, case, _) in enumerate(said)
    ]  # fmt: skip
    voice = voices(verbatims)
    mentions = [
        Mention(
            f"{verbatim.id}:0-4", verbatim.id, verbatim.source, 0, 4, "word", "en", theme, "",
            round(similarity, 3), voice[verbatim.id],
        )
        for verbatim, (theme, *_, similarity) in zip(verbatims, said, strict=True)
    ]  # fmt: skip
    return verbatims, mentions


def of_each(verbatims: Sequence[Verbatim], voice: dict[str, str]) -> dict[str, int]:
    found: dict[str, set[str]] = defaultdict(set)
    for verbatim in verbatims:
        found[verbatim.source].add(voice[verbatim.id])
    return {source: len(ids) for source, ids in found.items()}


def heard_of(verbatims: Sequence[Verbatim], mentions: Sequence[Mention], with_ties: bool = True) -> Heard:
    voice = voices(verbatims)
    now = [replace(mention, voice_id=voice[mention.verbatim_id]) for mention in mentions]
    ties = Ties.of(verbatims) if with_ties else None
    return Heard.of(now, PARENTS, of_each(verbatims, voice), ties)


@settings(max_examples=150, deadline=None)
@given(SAID, st.sets(st.sampled_from("abcd"), max_size=3))
def test_without_sources_is_as_if_they_had_never_delivered(said: Said, removed: set[str]) -> None:
    verbatims, mentions = company(said)
    left = [verbatim for verbatim in verbatims if verbatim.source not in removed]
    kept = [mention for mention in mentions if mention.source not in removed]
    whole = heard_of(verbatims, mentions)
    without, never = whole.without(removed), heard_of(left, kept)
    assert without.sources == never.sources
    for column in ("of_voices", "passages"):
        assert getattr(without, column).tolist() == getattr(never, column).tolist()
    rows = [sorted(zip(one.theme, one.source, one.central, strict=True)) for one in (without, never)]
    assert rows[0] == rows[1]  # voices are numbered otherwise
    assert (without.voices() == never.voices()).all()
    one, other = witnesses(without), witnesses(never)
    for column in ("stands", "apart", "independent", "recurs", "p_value"):
        assert getattr(one, column).tolist() == getattr(other, column).tolist()


@settings(max_examples=60, deadline=None)
@given(SAID)
def test_sources_may_be_taken_away_one_by_one_or_together(said: Said) -> None:
    whole = heard_of(*company(said))
    one_by_one, together = whole.without({"a"}).without({"b"}), whole.without({"a", "b"})
    assert one_by_one.of_voices.tolist() == together.of_voices.tolist()
    assert (one_by_one.voices() == together.voices()).all()


@settings(max_examples=60, deadline=None)
@given(SAID)
def test_rows_are_the_voices_of_each_theme_and_source(said: Said) -> None:
    verbatims, mentions = company(said)
    heard = heard_of(verbatims, mentions, with_ties=False)
    told = recurrence(mentions, PARENTS, of_each(verbatims, voices(verbatims)))
    for theme, row in zip(heard.themes, heard.voices(), strict=True):
        counted = {entry.source: entry.voices for entry in told[theme].evidence}
        assert row.tolist() == [counted.get(source, 0) for source in heard.sources]
    assert (heard.voices(central=True) <= heard.voices()).all()
    order = np.lexsort((heard.voice, heard.source, heard.theme))
    assert order.tolist() == list(range(len(order)))


def test_a_voice_counts_once_however_often_it_speaks_and_is_central_if_ever(mention: MakeMention) -> None:
    near = replace(mention("s1", "a", "p"), similarity=0.8)
    far = replace(mention("s1", "a", "p"), similarity=0.1)
    others = [replace(mention("s1", "a", f"q{n}"), similarity=0.8) for n in range(3)]
    only_far = replace(mention("s1", "a", "r"), similarity=0.1)
    heard = Heard.of([near, far, *others, only_far], PARENTS, {"a": 9})
    at = heard.themes.index("s1")
    assert heard.voices()[at].tolist() == [5]
    assert heard.voices(central=True)[at].tolist() == [4]
    assert heard.passages.tolist() == [6]


def test_a_theme_that_only_a_removed_source_spoke_of_stays_without_a_row(mention: MakeMention) -> None:
    heard = Heard.of([mention("t2", "a"), mention("s1", "b")], PARENTS, {"a": 1, "b": 1}).without({"a"})
    assert heard.themes == tuple(PARENTS)
    assert heard.voices()[heard.themes.index("t2")].tolist() == [0]
    assert not witnesses(heard).stands[heard.themes.index("t2")].any()


def test_without_every_source_nothing_is_left(mention: MakeMention) -> None:
    heard = Heard.of([mention("t2", "a")], PARENTS, {"a": 1}).without({"a"})
    assert witnesses(heard).independent.tolist() == [0, 0, 0, 0]
