"""How far questions are answered: voices counted once, independent sources, customer groups, contradictions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.stats.contingency_tables import StratifiedTable

from insight_synth.agenda.answers import (
    agenda_shares,
    answers,
    bound_to,
    voices_to_the_point,
    with_nearest,
    with_quotes,
)
from insight_synth.model import Answer, Mention, Question, Sentiment, Verbatim

CLEAN = Question("clean", "Is the shop clean?")


class Company:
    """Voices of sources, and which of their mentions speak to the question."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.verbatims: list[Verbatim] = []
        self.relevant: dict[str, float] = {}

    def says(
        self,
        source: str,
        to_the_point: int,
        beside: int = 0,
        *,
        voices: str = "",
        segment: str = "",
        sentiment: Sentiment = "",
        usual: Sentiment = "",
        theme: str = "",
    ) -> None:
        for at in range(to_the_point + beside):
            key = f"{source}-{segment}-{len(self.verbatims)}"
            voice = f"{voices or source}-{at}"
            text = f"{source} says {key}"
            self.verbatims.append(Verbatim(key, source, "e", "", "row", text, segment=segment, voice_id=voice))
            felt = sentiment if at < to_the_point else usual
            mention = Mention(f"{key}:0-9", key, source, 0, 9, text[:9], "en", theme, felt, 0.5, voice, "", segment)
            self.mentions.append(mention)
            if at < to_the_point:
                self.relevant[mention.id] = 0.6

    def answer(self, question: Question = CLEAN) -> Answer:
        return answers([question], {question.id: self.relevant}, self.mentions, self.verbatims)[0]


def test_two_independent_sources_answer() -> None:
    company = Company()
    company.says("reviews", 9, 90)
    company.says("forum", 8, 80)
    found = company.answer()
    assert (found.state, found.independent_sources, found.voices) == ("answered", 2, 17)
    assert [row.source for row in found.sources if row.counts] == ["reviews", "forum"]


def test_one_source_leaves_it_thin() -> None:
    company = Company()
    company.says("reviews", 9, 90)
    company.says("forum", 0, 80)
    assert company.answer().state == "thin"


def test_a_copy_of_a_source_does_not_answer() -> None:
    company = Company()
    company.says("reviews", 9, 90)
    company.says("aggregator", 9, 90, voices="reviews")
    found = company.answer()
    assert (found.state, found.independent_sources, found.voices) == ("thin", 1, 9)


def test_what_nobody_speaks_of_is_open() -> None:
    company = Company()
    company.says("reviews", 0, 90)
    found = company.answer()
    assert (found.state, found.mentions, found.sources) == ("open", 0, ())


def test_two_voices_of_a_large_source_count_for_nothing() -> None:
    company = Company()
    company.says("reviews", 2, 500)
    found = company.answer()
    assert (found.state, found.sources[0].counts) == ("open", False)


def test_a_source_counts_beyond_mistakes_spread_evenly_only() -> None:
    company = Company()
    company.says("reviews", 60, 40)
    company.says("forum", 10, 290)
    counts = {row.source: row.counts for row in company.answer().sources}
    mistaken = 0.25 * 70 / 400
    assert counts == {"reviews": True, "forum": bool(binom.sf(9, 300, mistaken) <= 0.01)}
    assert counts["forum"] is False


def test_one_voice_that_says_it_thrice_counts_once() -> None:
    company = Company()
    company.says("reviews", 1, 30)
    first = company.mentions[0]
    for at in (10, 20):
        again = Mention(f"{first.verbatim_id}:{at}-{at + 5}", first.verbatim_id, "reviews", at, at + 5, "again", "en",
                        voice_id=first.voice_id)  # fmt: skip
        company.mentions.append(again)
        company.relevant[again.id] = 0.7
    row = company.answer().sources[0]
    assert (row.mentions, row.voices, row.of_voices) == (3, 1, 31)


def test_a_question_on_a_group_is_answered_by_that_group_only() -> None:
    company = Company()
    company.says("reviews", 9, 90, segment="household")
    company.says("reviews", 5, 20, voices="firms", segment="business")
    company.says("forum", 8, 80)
    found = company.answer(Question("clean", "Is the shop clean?", group="Business"))
    assert [(row.source, row.voices, row.of_voices) for row in found.sources] == [("reviews", 5, 25)]
    assert (found.state, found.groupless) == ("thin", ("forum",))


def test_sources_that_feel_the_opposite_contradict() -> None:
    company = Company()
    company.says("reviews", 20, 80, sentiment="positive", usual="positive")
    company.says("visits", 20, 80, sentiment="negative", usual="positive")
    found = company.answer()
    assert (found.state, found.opposed) == ("contradicted", ("visits", "reviews"))


def test_a_complaints_register_does_not_contradict_by_being_one() -> None:
    company = Company()
    company.says("reviews", 20, 80, sentiment="positive", usual="positive")
    company.says("complaints", 20, 80, sentiment="negative", usual="negative")
    assert company.answer().state == "answered"


def test_two_odds_ratios_are_told_apart_as_a_test_of_homogeneity_tells() -> None:
    from insight_synth.agenda.answers import _p_of_difference

    left, right, usual_left, usual_right = (40, 12), (15, 35), (60, 55), (50, 58)
    tables = [np.array([left, right]) + 0.5, np.array([usual_left, usual_right]) + 0.5]
    two_sided = StratifiedTable(tables).test_equal_odds().pvalue  # Breslow-Day: another test of the same
    assert _p_of_difference(left, right, usual_left, usual_right) == pytest.approx(two_sided / 2, rel=0.25)


def test_themes_of_which_much_speaks_to_it_are_named() -> None:
    company = Company()
    company.says("reviews", 8, 4, theme="dirt")
    company.says("forum", 3, 90, theme="staff")
    assert company.answer().themes == ("dirt",)


def test_the_most_urgent_comes_first_else_the_order_stays() -> None:
    asked = [Question("a", "a", 2), Question("b", "b", 1), Question("c", "c", 2)]
    assert [answer.question.id for answer in answers(asked, {}, [], [])] == ["b", "a", "c"]


def test_the_share_of_a_source_counts_a_voice_once_over_all_questions() -> None:
    company = Company()
    company.says("reviews", 9, 91)
    company.says("till", 0, 0)
    other = Question("dirt", "Is the shop dirty?")
    relevant = {"clean": company.relevant, "dirt": company.relevant}
    found = answers([CLEAN, other], relevant, company.mentions, company.verbatims)
    voices = voices_to_the_point([CLEAN, other], relevant, company.mentions)
    shares = agenda_shares(found, voices, {"reviews": 100, "till": 0})
    assert [(one.source, one.voices, one.share, one.questions) for one in shares] == [
        ("reviews", 9, 0.09, ("clean", "dirt"))
    ]


def test_without_an_agenda_there_are_no_shares() -> None:
    assert agenda_shares((), {}, {"reviews": 100}) == ()


def test_quotations_come_from_sources_that_count() -> None:
    company = Company()
    company.says("reviews", 9, 90)
    company.says("forum", 1, 300)
    vectors = np.eye(len(company.mentions), dtype=np.float32)
    by_id = {verbatim.id: verbatim for verbatim in company.verbatims}
    found = with_quotes([company.answer()], {"clean": company.relevant}, company.mentions, vectors, by_id)
    assert {quote.source for quote in found[0].quotes} == {"reviews"}
    assert all(quote.text == by_id[quote.verbatim_id].text[quote.start : quote.end] for quote in found[0].quotes)


def test_themes_that_a_person_bound_speak_to_a_question_whole_with_their_sub_themes() -> None:
    company = Company()
    company.says("reviews", 0, 9, theme="t002")
    company.says("forum", 0, 8, theme="t003")
    company.says("shops", 0, 8, theme="t009")
    parents = {"t001": "", "t002": "t001", "t003": "", "t009": ""}
    asked = Question("clean", "Is the shop clean?", themes=("t001", "t003", "t404"))
    relevant = {"clean": bound_to(asked, company.mentions, parents)}
    found = answers([asked], relevant, company.mentions, company.verbatims, parents)[0]
    assert (found.state, found.voices, {row.source for row in found.sources}) == ("answered", 17, {"reviews", "forum"})
    assert (found.bound, found.gone) == (("t001", "t003"), ("t404",))


def test_an_open_question_gives_what_comes_nearest_and_counts_it_for_nothing() -> None:
    company = Company()
    company.says("reviews", 1, 9)
    found = answers([CLEAN], {"clean": company.relevant}, company.mentions, company.verbatims)
    ranked = {"clean": [mention.id for mention in company.mentions]}
    held = {verbatim.id: verbatim for verbatim in company.verbatims}
    (told,) = with_nearest(found, ranked, {"clean": company.relevant}, company.mentions, held)
    assert told.state == "open"
    assert [one.mention_id for one in told.nearest] == [mention.id for mention in company.mentions[1:4]]
    assert told.voices == 1


def test_an_answered_question_needs_nothing_nearest() -> None:
    company = Company()
    company.says("reviews", 9, 90)
    company.says("forum", 8, 80)
    found = answers([CLEAN], {"clean": company.relevant}, company.mentions, company.verbatims)
    ranked = {"clean": [mention.id for mention in company.mentions]}
    held = {verbatim.id: verbatim for verbatim in company.verbatims}
    assert with_nearest(found, ranked, {"clean": {}}, company.mentions, held)[0].nearest == ()
