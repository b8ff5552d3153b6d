"""What is said when an export's columns are not those its source had before."""

from __future__ import annotations

from insight_synth.ingest.columns.shape_changes import shape_change
from insight_synth.model import Columns

BEFORE = ("Numero", "Pvm", "Kuvaus", "Tila")
COLUMNS = Columns(text=("Kuvaus",), date=("Pvm",), id=("Numero",))


def test_the_same_columns_in_another_order_are_no_change() -> None:
    assert shape_change(BEFORE, tuple(reversed(BEFORE)), COLUMNS) is None


def test_a_renamed_column_is_found_by_its_spelling() -> None:
    change = shape_change(BEFORE, ("Numero", "Pvm", "Kuvausteksti", "Tila"), COLUMNS)
    assert change is not None
    assert "'Kuvaus' for 'text' is gone, 'Kuvausteksti' is probably its new name" in change.message()
    assert "new:" not in change.message()


def test_a_renamed_column_is_found_by_its_meaning() -> None:
    change = shape_change(BEFORE, ("Case number", "Created", "Description", "Status"), COLUMNS)
    assert change is not None
    assert change.renamed == {"Kuvaus": "Description", "Pvm": "Created", "Numero": "Case number"}


def test_a_renamed_column_is_found_by_what_it_holds() -> None:
    change = shape_change(BEFORE, ("Numero", "Pvm", "f3", "Tila"), COLUMNS, proposed=Columns(text=("f3",)))
    assert change is not None
    assert change.adapted(COLUMNS) == Columns(text=("f3",), date=("Pvm",), id=("Numero",))


def test_a_mapped_column_that_nothing_replaces_is_said_to_be_gone() -> None:
    change = shape_change(BEFORE, ("Numero", "Pvm", "Tila"), COLUMNS)
    assert change is not None
    assert change.message() == "the export's shape has changed: the column 'Kuvaus' for 'text' is gone"
    assert change.adapted(COLUMNS).text == ()


def test_columns_that_came_and_went_are_named() -> None:
    change = shape_change(BEFORE, ("Numero", "Pvm", "Kuvaus", "Kanava"), COLUMNS)
    assert change is not None
    assert change.message() == "the export's shape has changed: new: 'Kanava'; no longer there: 'Tila'"


def test_a_column_takes_the_place_of_one_only() -> None:
    columns = Columns(text=("title", "text"))
    change = shape_change((), ("text body",), columns)
    assert change is not None
    assert list(change.renamed.values()).count("text body") == 1


def test_the_first_export_can_only_miss_what_is_mapped() -> None:
    assert shape_change((), (*BEFORE, "Muu"), COLUMNS) is None
