from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.notes import read_notes
from tests.ingest.conftest import ReadFile, WriteFile


def told(read: ReadFile, text: str, name: str = "a.md") -> list[tuple[str, str, str, str, str]]:
    """Locator, text, date, author and section of each row."""
    found = [(row.locator, row.values) for row in read(name, text).rows]
    return [
        (locator, given["text"], given.get("date", ""), given.get("author", ""), given.get("section", ""))
        for locator, given in found
    ]


def test_each_paragraph_is_a_row_with_its_own_line_breaks(read: ReadFile) -> None:
    assert told(read, "Jono oli\npitkä.\n\n\nKassa oli rikki.\n") == [
        ("line 1", "Jono oli\npitkä.", "", "", ""), ("line 5", "Kassa oli rikki.", "", "", ""),
    ]  # fmt: skip


def test_each_point_of_a_list_is_a_row_with_the_lines_that_belong_to_it(read: ReadFile) -> None:
    text = "- late\n  again\n* rude\n  - at the till\n1. dear\n2) far\n- [x] cold\n"
    assert [row[:2] for row in told(read, text)] == [
        ("line 1", "late\n  again"), ("line 3", "rude"), ("line 4", "at the till"), ("line 5", "dear"),
        ("line 6", "far"), ("line 7", "cold"),
    ]  # fmt: skip


def test_headings_are_the_section_of_what_stands_below_them(read: ReadFile) -> None:
    text = "# Kamppi\nLate.\n\n## Till\nBroken.\n\nOulu\n----\nRude.\n\n# Turku\nDear.\n"
    assert [(row[1], row[4]) for row in told(read, text)] == [
        ("Late.", "Kamppi"), ("Broken.", "Kamppi – Till"), ("Rude.", "Kamppi – Oulu"), ("Dear.", "Turku"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "date", "section"),
    [
        ("## 2025-03-12", "2025-03-12", ""),
        ("## Kamppi 12.3.2025", "12.3.2025", "Kamppi"),
        ("12.3.2025 klo 14:30 Myymälä Kamppi", "12.3.2025 klo 14:30", "Myymälä Kamppi"),
        ("Poniedziałek 3.03.2025", "Poniedziałek 3.03.2025", ""),
        ("12. maaliskuuta 2025", "12. maaliskuuta 2025", ""),
        ("March 12, 2025", "March 12, 2025", ""),
    ],
)
def test_a_dated_heading_dates_what_stands_below_it(read: ReadFile, heading: str, date: str, section: str) -> None:
    assert told(read, f"{heading}\nJono oli pitkä.\n\nKassa oli rikki.\n", "a.md") == [
        ("line 2", "Jono oli pitkä.", date, "", section), ("line 4", "Kassa oli rikki.", date, "", section),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "date", "author", "text"),
    [
        ("12.3.2025 – Matti: Kassa rikki", "12.3.2025", "Matti", "Kassa rikki"),
        ("Matti, 12.3.2025: Kassa rikki", "12.3.2025", "Matti", "Kassa rikki"),
        ("2025-03-12T09:05 Kassa 2: Jono: pitkä", "2025-03-12T09:05", "Kassa 2", "Jono: pitkä"),
        ("12.3.2025 Asiakas sanoi: liian kallis tuote", "12.3.2025", "", "Asiakas sanoi: liian kallis tuote"),
        ("12.3.2025 Huom: jono on liian pitkä", "12.3.2025", "", "Huom: jono on liian pitkä"),
        ("3 marca 2025 klient narzekał na długą kolejkę", "3 marca 2025", "", "klient narzekał na długą kolejkę"),
    ],
)
def test_a_dated_entry_gives_its_date_and_author(read: ReadFile, line: str, date: str, author: str, text: str) -> None:
    assert told(read, f"Alku tässä.\n{line}\njatkuu\n")[1] == ("line 2", f"{text}\njatkuu", date, author, "")


@pytest.mark.parametrize(
    "line", ["Tilattu 12.3.2025 ja tuli heti.", "99.99.2025 ei ole päivä", "3.50 euroa liikaa", "1.2.3 on versio"]
)
def test_what_only_looks_like_a_date_stays_in_the_text(read: ReadFile, line: str) -> None:
    assert told(read, f"{line}\n\nToinen.\n")[0] == ("line 1", line, "", "", "")


def test_a_line_that_leads_into_a_list_is_its_section(read: ReadFile) -> None:
    text = "Kassalla:\n- jono\n- melu\n\nMuuta ei ollut.\n"
    assert [(row[1], row[4]) for row in told(read, text)] == [
        ("jono", "Kassalla"), ("melu", "Kassalla"), ("Muuta ei ollut.", ""),
    ]  # fmt: skip


def test_a_heading_with_nothing_below_it_is_a_row_itself(read: ReadFile) -> None:
    assert [row[:2] for row in told(read, "# Jono oli pitkä\n# Kassa\nRikki.\n")] == [
        ("line 1", "Jono oli pitkä"), ("line 3", "Rikki."),
    ]  # fmt: skip


def test_the_properties_of_a_document_hold_for_all_its_rows(read: ReadFile) -> None:
    found = read("a.md", "---\ntitle: Viikko 11\nauthor: Matti\ndate: 2025-03-12\nid: 5\n---\nJono.\n\nKassa.\n")
    assert found.values == [
        {"text": text, "section": "Viikko 11", "author": "Matti", "date": "2025-03-12", "document id": "5"}
        for text in ("Jono.", "Kassa.")
    ]


def test_a_heading_whose_date_the_entries_below_override_keeps_it_as_section(read: ReadFile) -> None:
    assert told(read, "## Viikko 3.3.2025\n5.3.2025 – Anna: Jono oli pitkä.\n") == [
        ("line 2", "Jono oli pitkä.", "5.3.2025", "Anna", "Viikko 3.3.2025"),
    ]  # fmt: skip


def test_a_table_gives_a_row_a_line_under_its_own_columns(read: ReadFile) -> None:
    found = read("a.md", "# Kamppi\n\n| Pvm | Palaute |\n|---|:--|\n| 1.3.2025 | Kallis tuote |\n| 2.3.2025 | Jono |\n")
    assert [row.locator for row in found.rows] == ["line 5", "line 6"]
    assert found.values[0] == {
        "section": "Kamppi", "text": "Kallis tuote", "date": "1.3.2025", "Pvm": "1.3.2025", "Palaute": "Kallis tuote",
    }  # fmt: skip


def test_quoted_words_lose_their_marks_and_a_fenced_block_none(read: ReadFile) -> None:
    text = "> ei tule\n> enää\n\n```\nvirhe 7\n\nvirhe 8\n```\n"
    assert [row[1] for row in told(read, text)] == ["ei tule\nenää", "```\nvirhe 7\n\nvirhe 8\n```"]


def test_each_line_of_a_bare_list_of_sentences_is_an_entry(read: ReadFile) -> None:
    text = "Jono oli pitkä.\nKassa oli rikki!\nEi löytynyt.\nKallis.\nHyvä palvelu.\n"
    assert [row[0] for row in told(read, text, "a.txt")] == [f"line {number}" for number in range(1, 6)]


def test_wrapped_prose_stays_one_paragraph(read: ReadFile) -> None:
    text = "Asiakas kertoi, että jono\noli pitkä ja kassa oli\nrikki koko sen ajan, kun\nhän odotti.\n"
    assert [row[:2] for row in told(read, text, "a.md")] == [("line 1", text.strip())]


CHAT = """12.3.2025, 14:04 - Messages are end-to-end encrypted.
12.3.2025, 14:05 - Anna: Hei

toinen kappale
12.3.2025, 14:06 - Matti M: <Media omitted>
12.3.2025, 14:07 - Anna: ok: näin
12.3.2025, 14:08 - Anna: kiitos
12.3.2025, 14:09 - Anna: hei hei
"""


@pytest.mark.parametrize("bracketed", [False, True])
def test_each_message_of_a_chat_is_a_row_with_its_author(write: WriteFile, bracketed: bool) -> None:
    chat = CHAT
    if bracketed:
        chat = "\n".join(
            f"[{line.replace(' - ', '] ', 1)}" if line.startswith("12.") else line for line in CHAT.split("\n")
        )
    rows = list(read_notes(write("a.txt", chat)).rows)
    said = [(row.locator, row.values["author"], row.values["text"]) for row in rows if not row.problem]
    assert said == [
        ("line 2", "Anna", "Hei\n\ntoinen kappale"), ("line 6", "Anna", "ok: näin"), ("line 7", "Anna", "kiitos"),
        ("line 8", "Anna", "hei hei"),
    ]  # fmt: skip
    assert [(row.locator, row.set_apart) for row in rows if row.problem] == [("line 1", True), ("line 5", True)]


def test_what_the_phone_wrote_itself_is_kept_apart_in_any_language(write: WriteFile) -> None:
    chat = (
        "[12.3.2025, 14.05.01] Anna: \u200eViestit ja puhelut ovat täysin salattuja.\n"
        "[12.3.2025, 14.06.02] Anna: Hei, tilaus puuttuu.\n"
        "\u200e[12.3.2025, 14.07.02] Anna: \u200ekuva jätetty pois\n"
    )
    rows = list(read_notes(write("a.txt", chat)).rows)
    assert [(row.locator, row.set_apart) for row in rows] == [("line 1", True), ("line 2", False), ("line 3", True)]


# ---- nothing is lost ---------------------------------------------------------------------------------------------

WORD = re.compile(r"[^\W\d_]+")
letters = st.text(st.sampled_from("abcäöłż .,:-–#*>|123"), max_size=30)
lines = st.one_of(
    letters,
    st.sampled_from([
        "", "---", "===", "# Otsikko {n}", "## 12.3.2025 {n}", "- kohta {n}", "12.3.2025 – Matti: teksti {n}",
        "12.3.2025 Kamppi {n}", "> lainaus {n}", "| a{n} | b |", "|---|---|", "| x{n} | y |", "```", "Kassalla {n}:",
        "1. ensin {n}", "title: {n}", "12.3.2025, 14:05 - Anna: hei {n}", "Maanantai 3.3.2025",
    ]),
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(lines, max_size=14))
def test_every_word_of_a_file_is_in_some_row(tmp_path: Path, content: list[str]) -> None:
    text = "\n".join(line.replace("{n}", f"q{chr(97 + at)}") for at, line in enumerate(content))
    if not text.strip():
        return
    file = tmp_path / "a.md"
    file.write_text(text, encoding="utf-8")
    try:
        rows = list(read_notes(file).rows)
    except BadInput:
        assert not WORD.search(text)
        return
    found = {word for row in rows for pair in row.values.items() for part in pair for word in WORD.findall(part)}
    assert set(WORD.findall(text)) <= found
