from __future__ import annotations

import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import NormaliseFile, ReadFile, WriteFile

POSTS = """<?xml version="1.0" encoding="utf-8"?>
<posts>
  <row Id="1" PostTypeId="1" CreationDate="2025-03-01T10:00:00.000" Score="3" OwnerUserId="7" Title="Late?"
    Body="&lt;p&gt;It is &lt;b&gt;late&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;1 &amp;lt; 2&lt;/p&gt;" Tags="&lt;post&gt;"/>
  <row Id="2" PostTypeId="5" CreationDate="2025-03-01T10:00:00.000" Score="0" Body="about a tag"/>
  <row Id="3" PostTypeId="2" CreationDate="2025-03-02T10:00:00.000" Score="1" OwnerUserId="-1" Body="bump"/>
</posts>
"""
APP_STORE = """<feed xmlns:im="http://itunes.apple.com/rss" xmlns="http://www.w3.org/2005/Atom">
<id>f</id><title>Reviews</title><link rel="self" href="a"/><link rel="alternate" href="b"/>
<entry><id>5</id><title>Shop</title><updated>2025-01-01T00:00:00-07:00</updated><im:artist>Co</im:artist></entry>
<entry><author><name>Anna</name><uri>u</uri></author><updated>2025-03-01T00:00:00-07:00</updated><im:rating>2</im:rating>
<im:version>1.2</im:version><id>99</id><title>Bad</title><content type="text">Crashes.
Always.</content><content type="html">&lt;b&gt;Crashes.&lt;/b&gt;</content></entry>
</feed>"""
RSS = """<rss xmlns:content="c" xmlns:dc="d"><channel><title>Shop</title><link>x</link>
<description>What all our customers of all our shops say of us, day by day</description>
<item><title>Bad</title><description>Bad&amp;nbsp;shop</description><pubDate>Wed, 12 Mar 2025 14:00:00 GMT</pubDate>
<guid>7</guid><dc:creator>Anna</dc:creator><content:encoded><![CDATA[<p>Bad</p><p>shop</p>]]></content:encoded></item>
</channel></rss>"""


def test_a_dump_of_posts_gives_text_without_markup_and_standard_names(read: ReadFile) -> None:
    found = read("Posts.xml", POSTS)
    assert found.values[0] == {
        "text": "It is late.\n1 < 2", "title": "Late?", "date": "2025-03-01T10:00:00.000", "id": "1", "customer": "7",
        "score": "3", "PostTypeId": "1", "Tags": "<post>",
    }  # fmt: skip
    assert found.rows[0].locator == "item 1"


def test_what_is_no_persons_post_is_kept_apart(read: ReadFile) -> None:
    assert [(row.problem, row.set_apart) for row in read("Posts.xml", POSTS).rows[1:]] == [
        ("no question or answer, kept apart", True), ("a bot's message, kept apart", True),
    ]  # fmt: skip


def test_comments_of_a_dump_need_no_mapping(normalised: NormaliseFile) -> None:
    rows = '<row Id="1" PostId="9" Score="0" Text="Late &lt; never" CreationDate="2025-03-01T10:00:00" UserId="7"/>'
    (verbatim,) = normalised(f"<comments>{rows}</comments>", name="Comments.xml").verbatims
    assert (verbatim.text, verbatim.date, verbatim.customer) == ("Late < never", "2025-03-01", "hash of 7")


def test_a_feed_of_app_reviews_gives_rating_author_and_the_plain_words(read: ReadFile) -> None:
    found = read("reviews.xml", APP_STORE)
    assert found.values[1] == {
        "text": "Crashes.\nAlways.", "title": "Bad", "date": "2025-03-01T00:00:00-07:00", "customer": "Anna",
        "rating": "2", "id": "99", "author.uri": "u", "version": "1.2",
    }  # fmt: skip
    assert [(row.problem, row.set_apart) for row in found.rows] == [
        ("the app's own entry, kept apart", True), ("", False),
    ]  # fmt: skip


def test_a_feed_with_one_item_is_read_by_the_item(normalised: NormaliseFile) -> None:
    (verbatim,) = normalised(RSS, name="feed.xml").verbatims
    assert (verbatim.text, verbatim.date, verbatim.source_row_id) == ("Bad\nBad\nshop", "2025-03-12", "7")


def test_records_of_any_schema_are_flattened_with_dotted_names(read: ReadFile) -> None:
    found = read(
        "a.xml",
        '<cases><case no="1"><text>Late</text><by vip="no"><name>Anna</name></by><tag>a</tag><tag>b</tag></case>'
        '<case no="2"><text>Rude <em>and</em> slow</text></case></cases>',
    )
    assert found.values == [
        {"no": "1", "text": "Late", "by.vip": "no", "by.name": "Anna", "tag": "a\nb"},
        {"no": "2", "text": "Rude and slow"},
    ]
    assert found.reading.columns == ("text", "no", "by.vip", "by.name", "tag")


def test_records_in_groups_carry_what_the_group_says(read: ReadFile) -> None:
    shops = "".join(
        f'<shop name="{name}"><city>{name}</city><reviews>'
        + "".join(f'<review day="{day}"><text>The queue was long on day {day}</text></review>' for day in days)
        + "</reviews></shop>"
        for name, days in (("Oulu", (1, 2)), ("Turku", (3,)))
    )
    found = read("a.xml", f"<shops>{shops}</shops>")
    assert [(row["shop.name"], row["shop.city"], row["day"]) for row in found.values] == [
        ("Oulu", "Oulu", "1"), ("Oulu", "Oulu", "2"), ("Turku", "Turku", "3"),
    ]  # fmt: skip


def test_a_list_of_words_alone_is_read_as_texts(read: ReadFile) -> None:
    assert read("a.xml", '<comments><c day="1">Late</c><c>Rude</c></comments>').values == [
        {"day": "1", "text": "Late"}, {"text": "Rude"},
    ]  # fmt: skip


def test_elements_beside_the_records_are_counted_in_a_note(read: ReadFile) -> None:
    assert "elements beside the records left out: <link> (2)" in read("a.xml", APP_STORE).reading.notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-2"])
def test_the_encoding_a_document_states_is_the_one_it_is_read_in(read: ReadFile, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><r><it><t>żółw</t></it><it><t>b</t></it></r>'
    assert read("a.xml", text, encoding).values[0] == {"t": "żółw"}


def test_a_document_that_states_no_encoding_is_read_in_the_one_it_has(read: ReadFile) -> None:
    found = read("a.xml", "<r><it><t>Hyvä, että jäätelöä löytyy</t></it><it><t>b</t></it></r>", "cp1252")
    assert found.values[0] == {"t": "Hyvä, että jäätelöä löytyy"}


def test_a_document_that_breaks_off_keeps_its_whole_records(read: ReadFile) -> None:
    found = read("a.xml", "<r><it><t>Late</t></it><it><t>Rude</t></it><it><t>Slo")
    assert [row.values.get("t") for row in found.rows] == ["Late", "Rude", None]
    assert found.rows[-1].locator == "item 3"
    assert "not valid XML from here on" in found.rows[-1].problem


@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE r [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://localhost/x.dtd"> %p; <!ENTITY b "x">]>',
    ],
)
def test_entities_of_its_own_are_refused(write: WriteFile, start: str) -> None:
    with pytest.raises(BadInput, match="entities") as caught:
        ingest.read_rows(write("a.xml", f"{start}<r><it><t>&b;</t></it><it><t>&b;</t></it></r>"))
    assert caught.value.remedy


@pytest.mark.parametrize("content", ["<r/>", "<r><<", "<a>" * 5000 + "</a>" * 5000])
def test_what_holds_no_records_is_refused_with_a_remedy(write: WriteFile, content: str) -> None:
    with pytest.raises(BadInput) as caught:
        ingest.read_rows(write("a.xml", f'<?xml version="1.0"?>{content}'))
    assert caught.value.remedy
