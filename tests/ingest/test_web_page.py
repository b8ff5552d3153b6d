from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import ReadFile, WriteFile


def page(body: str) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>Shop</title><script>var x='no';</script></head><body>{body}</body></html>"
    )


REVIEW = """
<article itemscope itemtype="https://schema.org/Review" class="review review-{n}">
  <meta itemprop="datePublished" content="2024-05-0{n}">
  <p itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating"><b itemprop="ratingValue">{n}</b>/5</p>
  <h2>Late &amp; broken</h2> by <span itemprop="author" itemscope><span itemprop="name">Aino {n}</span></span>
  <div itemprop="reviewBody">First line<br>second <b>line</b>.</div>
  <table><tr><td>Delivery</td><td>Home</td></tr></table>
</article>"""


def test_reviews_marked_up_by_schema_org_give_the_standard_columns(read: ReadFile) -> None:
    found = read("a.html", page(REVIEW.format(n=1) + REVIEW.format(n=2)))
    assert found.values[0] == {
        "text": "First line\nsecond line.", "title": "Late & broken", "customer": "Aino 1", "date": "2024-05-01",
        "rating": "1", "id": "1", "Delivery": "Home",
    }  # fmt: skip
    assert [row.locator for row in found.rows] == ["item 1", "item 2"]


def test_json_ld_reviews_are_read_with_the_product_they_hang_on(read: ReadFile) -> None:
    data = """<script type="application/ld+json">{"@type": "Product", "name": "Lamp", "review": [
      {"@type": "Review", "reviewBody": "Too dim", "author": {"name": "A"}, "datePublished": "2024-01-02",
       "reviewRating": {"ratingValue": 2}}]}</script>"""
    assert read("a.html", page(data)).values == [
        {"text": "Too dim", "date": "2024-01-02", "customer": "A", "rating": "2", "product": "Lamp"}
    ]


def test_a_table_with_a_header_gives_a_row_each(read: ReadFile) -> None:
    table = "<table><tr><th>Nro</th><th>Palaute</th></tr><tr><td>1</td><td>Myöhässä<br>taas</td></tr></table>"
    found = read("a.html", page(table))
    assert found.values == [{"Nro": "1", "Palaute": "Myöhässä\ntaas"}]
    assert found.rows[0].locator == "table 1 row 2"


def test_forum_posts_are_told_apart_and_quotations_of_other_posts_left_out(read: ReadFile) -> None:
    posts = "".join(
        f"""<div class="post" id="p{n}"><span class="post-author">user{n}</span>
        <time datetime="2024-02-0{n}T10:00">Feb {n}</time>
        <div class="post-body">{quote}<p>The parcel number {n} never came to my door.</p></div></div>"""
        for n, quote in ((1, ""), (2, '<blockquote class="quote">The parcel number 1 never came</blockquote>'))
    )
    found = read("a.html", page(f"<nav>Home</nav>{posts}"))
    assert found.values[1] == {
        "text": "The parcel number 2 never came to my door.", "customer": "user2",
        "date": "2024-02-02T10:00", "id": "p2",
    }  # fmt: skip


def test_articles_without_classes_are_posts(read: ReadFile) -> None:
    articles = "".join(f"<article><h2>Day {n}</h2><p>We waited for parcel {n} at home.</p></article>" for n in (1, 2))
    found = read("a.html", page(articles))
    assert [row["title"] for row in found.values] == ["Day 1", "Day 2"]
    assert found.values[0]["text"] == "We waited for parcel 1 at home."


def test_a_page_of_prose_is_one_row(read: ReadFile) -> None:
    found = read(
        "a.html", page("<main><p>First.</p><p>Second &lt;3</p><script>evil()</script></main><footer>x</footer>")
    )
    assert [row["text"] for row in found.values] == ["First.\nSecond <3"]


def test_control_characters_in_a_page_stop_nothing(read: ReadFile) -> None:
    found = read("a.html", page("<p>Late\x01 again&#8;</p><script>x</script>\x02tail"))
    assert found.values[0]["text"] == "Late again\ntail"


def test_a_page_without_text_is_refused(write: WriteFile) -> None:
    with pytest.raises(BadInput, match="no text"):
        ingest.read_rows(write("a.html", page("<div id='app'></div>")))


def test_the_twenty_saved_reviews_of_two_airlines_are_read_whole(shared_data: Path) -> None:
    rows = []
    for file in sorted((shared_data / "airlines" / "review-pages").glob("*.html")):
        rows += list(ingest.read_rows(file).rows)
    assert len(rows) == 20
    assert all(row.values[name] for row in rows for name in ("text", "title", "date", "customer", "rating", "product"))
    assert {row.values["product"] for row in rows} == {"British Airways", "Lufthansa"}
