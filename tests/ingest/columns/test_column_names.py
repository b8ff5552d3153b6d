"""What names of columns say, in English, Finnish and Polish, with and without their letters' marks."""

from __future__ import annotations

import pytest

from insight_synth.ingest.columns.column_names import name_score
from insight_synth.ingest.columns.mapping import FIELDS

NAMES = {
    "customer": "customer_id customerId Asiakasnumero Asiakasnro Kanta-asiakasnumero Nr_klienta userName Kirjoittaja",
    "date": "created_at Vastauspäivä Päivämäärä Luontipäivä Data_dodania SubmittedAt Aikaleima data_zgloszenia",
    "text": "reviewText Vapaa_palaute Avoin_vastaus Komentarze Treść_opinii tresc_opinii content.text Tuotekommentti",
    "rating": "star_rating Yleisarvosana Ocena_ogólna nps_score Tuotearvosana rating.stars",
    "segment": "customer_type Asiakasryhmä Asiakastyyppi Typ_klienta CustomerSegment Target_group",
    "product": "productName Tuotenimi Nazwa_produktu Tuoteryhmä content.product",
    "id": "ticket_number Reklamaationumero Nr_zgłoszenia Vastaustunnus review_id responseId",
    "weight": "weight Painokerroin Waga wt",
    "value": "total_amount Loppusumma Kwota Wartość_zamówienia",
    "event": "event Tapahtumatyyppi Rodzaj_transakcji",
    "title": "Subject Otsikko Tytuł_recenzji review_title",
}


@pytest.mark.parametrize(("field", "name"), [(field, name) for field, names in NAMES.items() for name in names.split()])
def test_a_name_speaks_for_its_field_more_than_for_any_other(field: str, name: str) -> None:
    spaced = name.replace("_", " ") if name[0].isupper() else name
    own = name_score(field, spaced)
    assert own >= 0.6
    assert all(name_score(other, spaced) < own for other in (*FIELDS, "title") if other not in (field, "title"))


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("customer", "author_country"), ("customer", "customer_satisfaction"), ("customer", "account_manager"),
        ("text", "response_id"), ("text", "review_date"), ("text", "Vastauspäivä"), ("text", "developer reply text"),
        ("id", "customer_id"), ("product", "product_rating"), ("rating", "rating_count"), ("text", "Liczba komentarzy"),
        ("segment", "Tuoteryhmä"),
    ],
)  # fmt: skip
def test_a_part_of_a_name_does_not_make_it_the_field(field: str, name: str) -> None:
    assert name_score(field, name) <= 0.35


def test_a_name_without_meaning_speaks_for_nothing() -> None:
    assert {name_score(field, "f17") for field in FIELDS} == {0.0}
