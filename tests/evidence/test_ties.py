"""Voices without a source are those of an analysis that never saw it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth.evidence import Ties, voice_ids, voices
from insight_synth.model import Verbatim
from tests.evidence.conftest import MakeVerbatim

LONG = "the wardrobe came with both doors cracked and the driver refused to take it back again"
NEARLY = LONG + " today"
TEMPLATE = "we demand that the shop in the old harbour stays open"
TEXTS = (LONG, NEARLY, LONG + " now", TEMPLATE, "great service", "", "thanks")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]), st.sampled_from([*TEXTS, "own"]),
        st.sampled_from(["", "", "c1", "c2", "c3", "anonymous"]), st.sampled_from(["", "", "RE-2041", "RE-2042"]),
        st.booleans(),
    ),
    min_size=1, max_size=45,
)  # fmt: skip


def made(rows: Sequence[tuple[str, str, str, str, bool]]) -> list[Verbatim]:
    """Verbatims; the last field makes one a duplicate of the one before of its source."""
    last: dict[str, str] = {}
    found = []
    for at, (source, text, customer, case, repeats) in enumerate(rows):
        original = last.get(source, "") if repeats else ""
        found.append(
            Verbatim(
                id=f"v{at * 37 % 101:03d}", source=source, export="e.csv", sha256="0", locator=f"row {at}",
                text=f"own words {at} of nobody else" if text == "own" else text, source_row_id=case,
                customer=customer, status="duplicate" if original else "active", duplicate_of=original,
            )
        )  # fmt: skip
        last[source] = found[-1].id
    return found


def told(ties: Ties, removed: Sequence[str]) -> dict[str, str]:
    return {
        ties.ids[at]: ties.ids[voice] for at, voice in enumerate(ties.voices(removed).tolist()) if voice >= 0
    }  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(ROWS, st.sets(st.sampled_from(["a", "b", "c"])))
def test_voices_without_sources_are_those_of_the_verbatims_left(
    rows: Sequence[tuple[str, str, str, str, bool]], removed: set[str]
) -> None:
    verbatims = made(rows)
    left = [verbatim for verbatim in verbatims if verbatim.source not in removed]
    assert told(Ties.of(verbatims), sorted(removed)) == voices(left)


def test_two_that_only_a_third_made_one_are_two_without_it(verbatim: MakeVerbatim) -> None:
    one = verbatim("first of all", "reviews", "c1")
    link = verbatim("my case", "calls", "c1", row="RE-2041")
    other = verbatim("my case again", "complaints", row="RE-2041")
    ties = Ties.of([one, link, other])
    assert len(set(told(ties, []).values())) == 1
    assert len(set(told(ties, ["calls"]).values())) == 2


def test_a_template_is_none_without_the_source_of_its_third_sender(verbatim: MakeVerbatim) -> None:
    sent = [verbatim(TEMPLATE, source, customer) for source, customer in (("a", "c1"), ("a", "c2"), ("b", "c3"))]
    said = verbatim("something else", "a", "c1")
    ties = Ties.of([*sent, said])
    together, without = told(ties, []), told(ties, ["b"])
    assert together[sent[0].id] == together[sent[1].id] != together[said.id]
    assert without[sent[0].id] == without[sent[1].id] == without[said.id]


def test_a_placeholder_is_a_customer_where_the_source_that_uses_it_for_all_is_gone(verbatim: MakeVerbatim) -> None:
    many = [verbatim(f"about thing {n}", "shops", "none") for n in range(40)]
    few = [verbatim(f"about other thing {n}", "web", "none") for n in range(2)]
    ties = Ties.of([*many, *few])
    assert len(set(told(ties, []).values())) == 42
    assert len(set(told(ties, ["shops"]).values())) == 1


def test_the_order_of_verbatims_does_not_matter(verbatim: MakeVerbatim) -> None:
    said = [verbatim(LONG, "a"), verbatim(NEARLY, "b", "c1"), verbatim("more", "c", "c1")]
    assert voice_ids(Ties.of(said)) == voice_ids(Ties.of(said[::-1]))


def test_of_nobody_there_are_no_voices() -> None:
    ties = Ties.of([])
    assert ties.voices().tolist() == []
