from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight_synth import catalog
from insight_synth.errors import BadInput, UsageError
from insight_synth.model import Columns, Source

WHOLE = """
name = "Complaints register, shops"
kind = "complaints"
owner = "Customer service"
origin = "internal"
cadence = "continuous"
purpose = "primary"
information = "contextual"
cost_per_year = 12000
language = "fi"
exports = ["*.csv"]
[columns]
text = ["Otsikko", "Kuvaus"]
date = "Pvm"
[segments]
"YR" = "business"
"""


def test_every_key_of_the_contract_is_read() -> None:
    assert catalog.source_from_toml(WHOLE, "complaints") == Source(
        id="complaints",
        name="Complaints register, shops",
        kind="complaints",
        owner="Customer service",
        cost_per_year=12000.0,
        language="fi",
        exports=("*.csv",),
        columns=Columns(text=("Otsikko", "Kuvaus"), date=("Pvm",)),
        segments={"YR": "business"},
    )


def test_all_but_the_kind_may_be_left_out() -> None:
    source = catalog.source_from_toml('kind = "reviews"', "shop")
    assert (source.name, source.exports, source.columns, source.language) == ("shop", ("*",), Columns(), None)


def test_a_source_with_event_columns_is_behavioural() -> None:
    assert catalog.source_from_toml('kind = "loyalty"\n[columns]\nevent = "what"', "card").behavioural


def test_an_unknown_kind_is_a_wrong_call_and_lists_the_kinds() -> None:
    with pytest.raises(UsageError) as caught:
        catalog.source_from_toml('kind = "moans"', "s", "s/source.toml")
    assert caught.value.exit_status == 2
    assert all(kind in str(caught.value) for kind in catalog.KINDS)
    assert len(catalog.KINDS) == 18


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('kind = "reviews"\nlanguge = "fi"', "unknown key 'languge'. Did you mean 'language'?"),
        ('kind = "reviews"\n[columns]\ntext = "t"\ndates = "d"', "unknown key [columns] 'dates'. Did you mean 'date'?"),
        ('kind = "reviews"\n[columns]\ndate = "d"', "names neither 'text' nor 'event'"),
        ('kind = "reviews"\n[columns]\ntext = 7', "'text' is neither a name nor a list of names"),
        ('kind = "reviews"\norigin = "moon"', "origin = 'moon' is not known. Use one of internal, external"),
        ('kind = "reviews"\ncost_per_year = "dear"', "cost_per_year is not an amount"),
        ('kind = "reviews"\ncost_per_year = nan', "cost_per_year is not an amount"),
        ('kind = "reviews"\nlanguage = "suomi"', "language = 'suomi' is not a language code"),
        ('kind = "reviews"\nsegments = "A"', "'segments' is not a section"),
        ('kind = "reviews"\n[segments]\n"A" = 1', "[segments] 'A' is not text"),
        ('name = "no kind"', "the key 'kind' is missing"),
        ("kind = reviews", "not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place_and_a_remedy(text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        catalog.source_from_toml(text, "s", "s/source.toml")
    assert says in str(caught.value)
    assert str(caught.value).startswith("s/source.toml: ")
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


name = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text
)
names = st.lists(name, min_size=1, max_size=3).map(tuple)
sources = st.builds(
    Source,
    id=st.just("s"),
    name=name,
    kind=st.sampled_from(catalog.KINDS),
    owner=name,
    origin=st.sampled_from(["internal", "external"]),
    cadence=st.sampled_from(["continuous", "periodic", "one-off"]),
    purpose=st.sampled_from(["primary", "secondary"]),
    information=st.sampled_from(["descriptive", "behavioural", "contextual"]),
    cost_per_year=st.none() | st.floats(0, 1e9),
    language=st.none() | st.sampled_from(["fi", "pl", "en"]),
    exports=names,
    columns=st.builds(Columns, **{field.name: names for field in fields(Columns)}),
    segments=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), name, max_size=3),
)


@given(sources)
def test_a_source_survives_being_written_and_read_again(source: Source) -> None:
    assert catalog.source_from_toml(catalog.source_to_toml(source), "s") == source


def test_an_encoding_is_kept_and_one_that_is_none_is_refused() -> None:
    source = catalog.source_from_toml('kind = "forum"\nencoding = "windows-1250"\n', "forum")
    assert source.encoding == "cp1250"
    assert catalog.source_from_toml(catalog.source_to_toml(source), "forum") == source
    with pytest.raises(BadInput, match=r"there is no encoding 'latin9000'.*iso8859-2"):
        catalog.source_from_toml('kind = "forum"\nencoding = "latin9000"\n', "forum")
