"""What the columns of an export mean, proposed: how often that is right, and how sure it is of itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight_synth import ingest
from insight_synth.catalog import KINDS
from insight_synth.errors import BadInput, UsageError
from insight_synth.ingest.columns.known_shapes import known_shape
from insight_synth.ingest.columns.proposal import Proposal, propose_columns
from tests.ingest.columns.made_known_headers import KNOWN, UNKNOWN
from tests.ingest.conftest import WriteFile
from tests.ingest.readers.made_headers import EVERYDAY, HOLDS, Made

DEMO = Path(__file__).resolve().parents[3] / "sources"

PROSE = "Paketti tuli taas kolme päivää myöhässä ja laatikko oli märkä"


@pytest.mark.parametrize(
    ("header", "text", "date", "rating", "segment", "customer", "id"),
    [
        ("Numero;Pvm;Asiakasnro;Asiakasryhmä;Kuvaus;Arvosana", "Kuvaus", "Pvm", "Arvosana", "Asiakasryhmä",
         "Asiakasnro", "Numero"),
        ("Nr;Data;Klient;Grupa;Treść;Ocena", "Treść", "Data", "Ocena", "Grupa", "Klient", "Nr"),
        ("id;created_at;customer_id;segment;review_text;stars", "review_text", "created_at", "stars", "segment",
         "customer_id", "id"),
    ],
)  # fmt: skip
def test_columns_are_known_by_name_in_three_languages(
    write: WriteFile, header: str, text: str, date: str, rating: str, segment: str, customer: str, id: str
) -> None:
    rows = "".join(f"{n};{n}.3.2024;C{n % 7};{'AB'[n % 2]};{PROSE} {n};{n % 5}\n" for n in range(1, 20))
    columns = ingest.propose_source(write("a.csv", f"{header}\n{rows}"), "shop", "complaints")[0].columns
    assert (columns.text, columns.date, columns.rating) == ((text,), (date,), (rating,))
    assert (columns.segment, columns.customer, columns.id) == ((segment,), (customer,), (id,))


def test_under_names_that_say_nothing_the_prose_and_the_dates_are_found(write: WriteFile) -> None:
    rows = "".join(f"{n},2024-03-{n:02},{PROSE} {n}\n" for n in range(1, 20))
    columns = ingest.propose_source(write("a.csv", f"f1,f2,f3\n{rows}"), "shop", "complaints")[0].columns
    assert (columns.text, columns.date) == (("f3",), ("f2",))


def test_a_title_is_joined_to_the_text(write: WriteFile) -> None:
    rows = "".join(f"Late again {n},{PROSE} {n}\n" for n in range(9))
    assert ingest.propose_source(write("a.csv", f"title,body\n{rows}"), "s", "reviews")[0].columns.text == (
        "title",
        "body",
    )


def test_a_behavioural_file_gets_event_and_value(write: WriteFile) -> None:
    rows = "".join(f"{n},{'bought' if n % 2 else 'returned'},{n}.50,2024-01-{n:02}\n" for n in range(1, 20))
    source, _ = ingest.propose_source(write("a.csv", f"id,event,amount,date\n{rows}"), "till", "transactions")
    assert (source.columns.event, source.columns.value) == (("event",), ("amount",))
    assert source.behavioural
    assert source.information == "behavioural"


def test_the_votes_on_a_post_are_no_rating(write: WriteFile) -> None:
    rows = "".join(f"t{n},p{n % 3},user{n},2024-01-{n:02},{PROSE} {n},{n % 5}\n" for n in range(1, 20))
    posts = ingest.propose_source(write("a.csv", f"id,thread,author,date,body,score\n{rows}"), "s", "reviews")[0]
    others = ingest.propose_source(write("b.csv", f"id,order,author,date,body,score\n{rows}"), "s", "reviews")[0]
    assert (posts.columns.rating, others.columns.rating) == ((), ("score",))


@pytest.mark.parametrize(
    ("first", "date", "asked"),
    [
        ("Vastaajan tunnus", "Lopetuspäivä", "Mitä voisimme parantaa?"),
        ("Identyfikator respondenta", "Data zakończenia", "Co możemy poprawić?"),
    ],
)
def test_a_surveymonkey_export_is_known_in_finnish_and_polish(
    write: WriteFile, first: str, date: str, asked: str
) -> None:
    rows = "".join(f"1185{n},2024-01-{n:02},{PROSE} {n}\n" for n in range(1, 12))
    _, proposal = ingest.propose_source(write("a.csv", f"{first},{date},{asked}\n{rows}"), "s", "survey")
    assert proposal.shape == "surveymonkey"
    assert mapping(proposal) == {"text": (asked,), "date": (date,), "id": (first,)}


def test_a_survey_whose_answers_are_all_anonymous_has_no_customer(write: WriteFile) -> None:
    header = "ID,Start time,Completion time,Email,What should change?"
    rows = "".join(f"{n},2024-01-{n:02},2024-01-{n:02},anonymous,{PROSE} {n}\n" for n in range(1, 12))
    _, proposal = ingest.propose_source(write("a.csv", f"{header}\n{rows}"), "s", "survey")
    assert (proposal.shape, proposal.columns.customer) == ("microsoft-forms", ())


def test_the_reason_of_a_return_is_what_happened(write: WriteFile) -> None:
    why = ("Damaged", "Wrong size")
    rows = "".join(f"{n},2024-02-{n:02},C{n},KET-{n},{why[n % 2]},{n}.50\n" for n in range(1, 9))
    file = write("a.csv", f"ReturnID,ReturnDate,CustomerID,SKU,Reason,RefundAmount\n{rows}")
    columns = ingest.propose_source(file, "s", "returns")[0].columns
    assert (columns.event, columns.product, columns.value) == (("Reason",), ("SKU",), ("RefundAmount",))


@pytest.mark.parametrize(("name", "value"), [("From", "kate{n}@example.com"), ("Caller", "Kate {n}")])
def test_whoever_wrote_or_called_is_the_customer(write: WriteFile, name: str, value: str) -> None:
    rows = "".join(f"{n},2024-01-{n:02},{value.format(n=n)},{PROSE} {n}\n" for n in range(1, 12))
    file = write("a.csv", f"Ticket,Opened,{name},Body\n{rows}")
    assert ingest.propose_source(file, "s", "complaints")[0].columns.customer == (name,)


def test_whoever_noted_down_what_a_customer_said_is_no_customer(write: WriteFile) -> None:
    rows = "".join(f"2024-01-{n:02},aino.{n % 7},{PROSE} {n}\n" for n in range(1, 20))
    file = write("a.csv", f"date,author,note\n{rows}")
    assert ingest.propose_source(file, "s", "frontline-notes")[0].columns.customer == ()
    assert ingest.propose_source(file, "s", "forum")[0].columns.customer == ("author",)


def test_an_unknown_kind_lists_the_kinds(write: WriteFile) -> None:
    with pytest.raises(UsageError, match="complaints, staff-opinions"):
        ingest.propose_source(write("a.csv", "text\nlate\n"), "s", "moans")


def test_a_file_without_prose_is_refused_with_its_columns(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="Columns found: a, b"):
        ingest.propose_source(write("a.csv", "a,b\n1,2\n3,4\n"), "s", "reviews")


# ---- how often it is right


def mapping(proposal: Proposal) -> dict[str, tuple[str, ...]]:
    return {name: choice.columns for name, choice in proposal.choices.items() if choice.columns}


def right_and_all(found: Mapping[str, tuple[str, ...]], truth: Mapping[str, tuple[str, ...]]) -> tuple[int, int]:
    """Fields proposed as they are, of those that are there or were proposed."""
    named = found.keys() | truth.keys()
    return sum(found.get(name) == truth.get(name) for name in named), len(named)


def summed(pairs: Iterable[tuple[int, int]]) -> float:
    listed = list(pairs)
    return sum(right for right, _ in listed) / sum(of for _, of in listed)


def of_sources(folder: Path) -> Iterable[tuple[int, int]]:
    for toml in sorted(folder.glob("*/source.toml")):
        described = tomllib.loads(toml.read_text(encoding="utf-8"))
        if "columns" not in described:
            continue
        file = min(file for pattern in described["exports"] for file in toml.parent.glob(pattern))
        reading = ingest.read_rows(file)
        rows = (row.values for row in islice(reading.rows, 400) if not row.problem)
        given = described["columns"]
        truth = {name: (names,) if isinstance(names, str) else tuple(names) for name, names in given.items()}
        yield right_and_all(mapping(propose_columns(reading.columns, rows, described["kind"])), truth)


def test_headers_in_three_languages_are_understood() -> None:
    share = summed(
        right_and_all(mapping(proposal), truth) for (proposal, truth), _ in proposed_twice()
    )
    assert share >= 0.97  # measured 2026-11-22: 186 of 187 fields


def test_exports_of_systems_that_are_not_known_are_understood() -> None:
    share = summed(
        right_and_all(mapping(propose_columns(made.names, made.rows(), made.kind)), made.truth) for made in UNKNOWN
    )
    assert share >= 0.93  # measured 2026-11-22: 75 of 77 fields


def test_the_demo_s_own_mappings_are_proposed() -> None:
    assert summed(of_sources(DEMO)) >= 0.93  # measured 2026-11-22: 98 of 102 fields


@pytest.mark.parametrize("name", ["airlines", "insurance"])
def test_mappings_people_made_for_real_exports_are_proposed(shared_data: Path, name: str) -> None:
    assert summed(of_sources(shared_data / name)) >= 0.95  # measured 2026-11-22: all of them


def blinded(made: Made) -> tuple[Proposal, dict[str, tuple[str, ...]]]:
    """The same columns under names that say nothing."""
    names = {name: f"field {number}" for number, name in enumerate(made.names, start=1)}
    rows = ({names[name]: value for name, value in row.items()} for row in made.rows())
    truth = {field: tuple(names[name] for name in columns) for field, columns in made.truth.items()}
    return propose_columns(tuple(names.values()), rows, made.kind), truth


@cache
def proposed_twice() -> list[tuple[tuple[Proposal, dict[str, tuple[str, ...]]], ...]]:
    """Every made-up header under its own names and under none, each with the truth."""
    return [((propose_columns(m.names, m.rows(), m.kind), m.truth), blinded(m)) for m in EVERYDAY]


@pytest.mark.parametrize(("low", "high"), [(0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.0)])
def test_a_confidence_promises_no_more_than_is_kept(low: float, high: float) -> None:
    kept: list[bool] = []
    for pair in proposed_twice():
        for proposal, truth in pair:
            kept += [
                choice.columns == truth.get(name)
                for name, choice in proposal.choices.items()
                if choice.columns and low <= choice.confidence < high
            ]
    assert len(kept) >= 15
    assert sum(kept) / len(kept) >= (low + high) / 2


def test_names_that_say_nothing_make_it_less_sure() -> None:
    for (named, truth), (unnamed, _) in proposed_twice():
        for name, choice in unnamed.choices.items():
            if choice.columns and name in truth and named.choices[name].columns == truth[name]:
                assert choice.confidence <= named.choices[name].confidence


# ---- known exports


@pytest.mark.parametrize("made", KNOWN, ids=lambda made: made.shape)
def test_a_known_export_is_named_and_mapped_with_confidence(made: Made) -> None:
    proposal = propose_columns(made.names, made.rows(), made.kind)
    assert proposal.shape == made.shape
    assert proposal.shape_name in proposal.note()
    assert made.truth.items() <= mapping(proposal).items()
    known = known_shape(made.names)
    assert known is not None
    assert all(proposal.choices[name].confidence >= 0.9 for name in known.columns)


def test_a_google_play_export_is_known_as_the_console_writes_it(write: WriteFile) -> None:
    (made, *_) = KNOWN
    lines = [",".join(made.names)]
    lines += [",".join(f'"{value}"' for value in row.values()) for row in made.rows(20)]
    source, proposal = ingest.propose_source(write("reviews.csv", "\r\n".join(lines), "utf-16"), "play", "reviews")
    assert proposal.shape_name == "a Google Play review export"
    assert source.columns.text == ("Review Title", "Review Text")
    assert source.columns.date == ("Review Submit Date and Time",)


def test_header_rows_that_were_joined_into_one_are_known_still() -> None:
    columns = ("RespondentID", "CollectorID", "What should we change? – Open-Ended Response", "StartDate: Start Date")
    rows = [dict(zip(columns, (str(n), "1", HOLDS["prose"](n), "2025-01-01"), strict=True)) for n in range(20)]
    proposal = propose_columns(columns, rows, "survey")
    assert proposal.shape == "surveymonkey"
    assert proposal.columns.text == ("What should we change? – Open-Ended Response",)
    assert proposal.columns.date == ("StartDate: Start Date",)


# ---- whatever the file


@given(
    st.lists(st.text(max_size=12), unique=True, max_size=8),
    st.lists(st.lists(st.text(max_size=30), min_size=8, max_size=8), max_size=12),
    st.sampled_from(KINDS),
)
@settings(max_examples=150, deadline=None)
def test_a_proposal_names_columns_that_are_there(columns: list[str], values: list[list[str]], kind: str) -> None:
    rows = [dict(zip(columns, row, strict=False)) for row in values]
    proposal = propose_columns(columns, rows, kind)
    for choice in proposal.choices.values():
        assert {*choice.columns, *choice.others} <= {*columns}
        assert 0.0 <= choice.confidence <= 1.0
        assert bool(choice.columns) == bool(choice.confidence)
    assert proposal == propose_columns(columns, rows, kind)


# ---- surveys


def test_every_open_question_is_text_and_no_closed_one() -> None:
    made = next(made for made in EVERYDAY if "Which channels have you used?" in made.names)
    assert propose_columns(made.names, made.rows(), "survey").columns.text == (
        "What is the main reason for your score?",
        "What could we do better?",
    )


def test_where_nothing_was_written_the_chosen_answers_are_proposed_and_said_so() -> None:
    rows = [{"No": str(n), "How was it?": HOLDS["option"](n), "And now?": HOLDS["yes"](n)} for n in range(40)]
    proposal = propose_columns(("No", "How was it?", "And now?"), rows, "survey")
    assert proposal.columns.text == ("How was it?", "And now?")
    assert not proposal.written
    assert proposal.choices["text"].confidence <= 0.2
    assert "no open answers" in proposal.note()


def test_who_somebody_is_is_not_proposed_as_what_they_said() -> None:
    rows = [{"How was it?": HOLDS["option"](n), "What is your name?": ("Ann Lee", "Jo Day")[n % 2]} for n in range(40)]
    proposal = propose_columns(("How was it?", "What is your name?"), rows, "survey")
    assert proposal.columns.text == ("How was it?",)


def test_survey_exports_lose_no_question(shared_data: Path) -> None:
    for file in sorted((shared_data / "formats" / "survey-exports").glob("*.csv")):
        source, proposal = ingest.propose_source(file, "survey", "survey")
        assert proposal.shape in ("qualtrics", "surveymonkey")
        assert source.columns.text


# ---- what a person needs to confirm it


def test_samples_show_what_is_there_without_personal_data() -> None:
    rows = [{"comment": f"Please write to maija{n}@example.org about parcel {n}"} for n in range(9)]
    samples = propose_columns(("comment",), rows, "complaints").choices["text"].samples
    assert len(samples) == 3
    assert all("parcel" in sample and "@" not in sample for sample in samples)


def test_a_text_column_without_a_text_in_the_first_rows_is_proposed_by_its_name() -> None:
    rows = [{"text": "", "title": "Lost again", "date": "2025-01-02"}]
    choice = propose_columns(("text", "title", "date"), rows, "complaints").choices["text"]
    assert (choice.columns, choice.confidence) == (("title", "text"), 0.3)


def test_what_else_could_be_meant_is_named() -> None:
    made = next(made for made in EVERYDAY if "Date Closed" in made.names)
    choices = propose_columns(made.names, made.rows(), made.kind).choices
    assert choices["date"].columns == ("Date Opened",)
    assert choices["date"].others == ("Date Closed",)


def test_an_answer_by_the_company_is_no_customer_s_word() -> None:
    for name in ("agent_reply", "Odpowiedź sprzedawcy", "Yrityksen vastaus", "Developer Reply Text"):
        rows = [{"comment": HOLDS["short"](n), name: HOLDS["prose"](n)} for n in range(20)]
        assert propose_columns(("comment", name), rows, "reviews").columns.text == ("comment",)


def test_sales_without_a_column_for_what_happened_say_what_was_bought() -> None:
    rows = [{"Date": HOLDS["iso"](n), "Product": HOLDS["product"](n), "Total": HOLDS["amount"](n)} for n in range(40)]
    columns = propose_columns(("Date", "Product", "Total"), rows, "transactions").columns
    assert (columns.event, columns.product, columns.value) == (("Product",), ("Product",), ("Total",))
