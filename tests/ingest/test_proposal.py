from __future__ import annotations

import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput, UsageError
from tests.ingest.conftest import WriteFile

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
    columns = ingest.propose_source(write("a.csv", f"{header}\n{rows}"), "shop", "complaints").columns
    assert (columns.text, columns.date, columns.rating) == ((text,), (date,), (rating,))
    assert (columns.segment, columns.customer, columns.id) == ((segment,), (customer,), (id,))


def test_under_names_that_say_nothing_the_prose_and_the_dates_are_found(write: WriteFile) -> None:
    rows = "".join(f"{n},2024-03-{n:02},{PROSE} {n}\n" for n in range(1, 20))
    columns = ingest.propose_source(write("a.csv", f"f1,f2,f3\n{rows}"), "shop", "complaints").columns
    assert (columns.text, columns.date) == (("f3",), ("f2",))


def test_a_title_is_joined_to_the_text(write: WriteFile) -> None:
    rows = "".join(f"Late again {n},{PROSE} {n}\n" for n in range(9))
    assert ingest.propose_source(write("a.csv", f"title,body\n{rows}"), "s", "reviews").columns.text == (
        "title",
        "body",
    )


def test_a_behavioural_file_gets_event_and_value(write: WriteFile) -> None:
    rows = "".join(f"{n},{'bought' if n % 2 else 'returned'},{n}.50,2024-01-{n:02}\n" for n in range(1, 20))
    source = ingest.propose_source(write("a.csv", f"id,event,amount,date\n{rows}"), "till", "transactions")
    assert (source.columns.event, source.columns.value) == (("event",), ("amount",))
    assert source.behavioural
    assert source.information == "behavioural"


def test_an_unknown_kind_lists_the_kinds(write: WriteFile) -> None:
    with pytest.raises(UsageError, match="complaints, staff-opinions"):
        ingest.propose_source(write("a.csv", "text\nlate\n"), "s", "moans")


def test_a_file_without_prose_is_refused_with_its_columns(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="Columns found: a, b"):
        ingest.propose_source(write("a.csv", "a,b\n1,2\n3,4\n"), "s", "reviews")
