from __future__ import annotations

from pathlib import Path

import pytest

from insight_synth import ingest
from insight_synth.errors import BadInput
from tests.ingest.conftest import Read, ReadFile, WriteFile


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
        "date": "2024-02-02T10:00", "id": "p2", "quoted": "The parcel number 1 never came",
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


def spoken(found: Read) -> list[tuple[str, str]]:
    return [(row.locator, row.values["text"]) for row in found.rows if not row.problem]


def kept_apart(found: Read) -> list[tuple[str, str, str]]:
    assert all(row.set_apart for row in found.rows if row.problem)
    return [(row.locator, row.problem, row.raw) for row in found.rows if row.problem]


def comment(number: int, text: str, inside: str = "") -> str:
    return (
        f'<li class="comment depth-{number}" id="comment-{number}"><div class="comment-meta">'
        f'<cite class="author">u{number}</cite><time datetime="2024-03-0{number}">then</time></div>'
        f'<div class="comment-text"><p>{text}</p></div>'
        f'<ul class="children">{inside}</ul></li>'
    )


def test_comments_inside_comments_are_each_their_own_words_only(read: ReadFile) -> None:
    thread = comment(1, "Pociąg spóźniony.", comment(2, "Znowu?", comment(3, "Codziennie."))) + comment(4, "U nas nie.")
    found = read("a.html", page(f'<ul class="comment-list">{thread}</ul>'))
    assert spoken(found) == [
        ("item 1", "Pociąg spóźniony."), ("item 2", "Znowu?"), ("item 3", "Codziennie."), ("item 4", "U nas nie."),
    ]  # fmt: skip
    assert [(row["customer"], row["id"], row["date"]) for row in found.values] == [
        (f"u{number}", f"comment-{number}", f"2024-03-0{number}") for number in (1, 2, 3, 4)
    ]


def test_posts_known_only_by_their_numbered_ids_name_who_wrote_them(read: ReadFile) -> None:
    posts = "".join(
        f'<li id="post_{n}" class="bit"><p class="author">by <a class="username">ola{n}</a> on Monday</p>'
        f'<div class="inner"><p>Winda numer {n} stoi cały tydzień.</p></div></li>'
        for n in (1, 2)
    )
    found = read("a.html", page(f"<ol>{posts}</ol>"))
    assert [row["customer"] for row in found.values] == ["ola1", "ola2"]
    assert all("stoi cały tydzień" in row["text"] for row in found.values)


def test_a_post_and_the_comments_below_it_are_all_rows(read: ReadFile) -> None:
    post = (
        '<article class="post"><h1>Uusi aikataulu</h1><span class="byline">Toimitus</span><time datetime="2024-05-01">'
        f"1.5.</time><p>Aikataulu muuttuu kesäksi ja vuorot harvenevat.</p></article><ul>{comment(1, 'Huono.')}"
        f"{comment(2, 'Todella huono.')}</ul>"
    )
    found = read("a.html", page(post))
    assert [text for _, text in spoken(found)] == [
        "Aikataulu muuttuu kesäksi ja vuorot harvenevat.", "Huono.", "Todella huono.",
    ]  # fmt: skip
    assert found.values[0]["title"] == "Uusi aikataulu"


def test_a_review_sites_cards_give_rating_and_text_and_the_companys_reply_apart(read: ReadFile) -> None:
    cards = "".join(
        f"""<article data-service-review-card-paper="true"><span data-consumer-name-typography="true">Kai {n}</span>
        <div data-service-review-rating="{n}"><img alt="Rated {n} out of 5 stars"></div>
        <h2 data-service-review-title-typography="true">Title {n}</h2><time datetime="2024-03-0{n}T09:00:00Z">x</time>
        <p data-service-review-text-typography="true">The refund number {n} was lost.</p>
        <div><b>Reply from Shop</b><time datetime="2024-03-09">y</time>
        <p data-service-review-business-reply-text-typography="true">We are sorry {n}.</p></div></article>"""
        for n in (1, 2)
    )
    found = read("a.html", page(cards))
    assert spoken(found) == [("item 1", "The refund number 1 was lost."), ("item 3", "The refund number 2 was lost.")]
    assert found.values[0] == {
        "title": "Title 1", "customer": "Kai 1", "date": "2024-03-01T09:00:00Z", "rating": "1",
        "text": "The refund number 1 was lost.",
    }  # fmt: skip
    assert [(locator, problem) for locator, problem, _ in kept_apart(found)] == [
        ("item 2", "a company's reply, kept apart"), ("item 4", "a company's reply, kept apart"),
    ]  # fmt: skip
    assert "We are sorry 1." in kept_apart(found)[0][2]


def test_an_app_stores_page_gives_reviews_and_the_developers_response_apart(read: ReadFile) -> None:
    review = """<div class="we-customer-review"><figure class="we-star-rating" aria-label="{n} out of 5"></figure>
      <span class="we-customer-review__user">ola{n}</span><time datetime="2024-04-0{n}">x</time>
      <h3 class="we-customer-review__title">Wolno {n}</h3>
      <blockquote class="we-customer-review__body"><p>Ładuje się wieki, wersja {n}.</p></blockquote>
      <div class="we-customer-review__response"><h3>Developer Response</h3><p>Poprawiamy.</p></div></div>"""
    found = read("a.html", page(review.format(n=1) + review.format(n=2)))
    assert [text for _, text in spoken(found)] == ["Ładuje się wieki, wersja 1.", "Ładuje się wieki, wersja 2."]
    assert (found.values[0]["rating"], found.values[0]["customer"]) == ("1", "ola1")
    assert len(kept_apart(found)) == 2


def test_reviews_known_only_by_their_ids_are_found(read: ReadFile) -> None:
    review = """<div class="RHo1"><header data-review-id="g{n}"><div class="X5P">Aino {n}</div>
      <div role="img" aria-label="Rated {n} stars out of five stars"></div><span>March {n}, 2024</span></header>
      <div class="h3Y">Sovellus kaatuu aina versiossa {n}.</div></div>"""
    found = read("a.html", page(review.format(n=1) + review.format(n=2)))
    assert [row["id"] for row in found.values] == ["g1", "g2"]
    assert [row["rating"] for row in found.values] == ["1", "2"]
    assert all("Sovellus kaatuu aina versiossa" in row["text"] for row in found.values)


def test_the_good_and_the_bad_of_one_review_both_stay(read: ReadFile) -> None:
    review = """<div class="review"><span class="review-author">A</span><p class="review-text">Quiet room {n}.</p>
      <p class="review-text">Cold breakfast {n}.</p></div>"""
    found = read("a.html", page(review.format(n=1) + review.format(n=2)))
    assert found.values[0]["text"] == "Quiet room 1.\nCold breakfast 1."


def test_an_organisations_comment_in_json_ld_is_kept_apart(read: ReadFile) -> None:
    data = """<script type="application/ld+json">{"@type": "Review", "reviewBody": "Too dim", "author": {"name": "A"},
      "comment": {"@type": "Comment", "text": "Sorry!", "author": {"@type": "Organization"}}}</script>"""
    found = read("a.html", page(data))
    assert spoken(found) == [("item 1", "Too dim")]
    assert kept_apart(found) == [("item 2", "a company's reply, kept apart", "Sorry!")]


def test_a_few_reviews_for_search_engines_do_not_hide_those_on_the_page(read: ReadFile) -> None:
    data = '<script type="application/ld+json">{"@type": "Review", "reviewBody": "Too dim number 1"}</script>'
    texts = [f"Too dim number {n}" for n in range(1, 6)]
    shown = "".join(f'<div class="review"><b class="author">A</b><p class="review-text">{x}</p></div>' for x in texts)
    assert [text for _, text in spoken(read("a.html", page(data + shown)))] == texts


def test_schema_org_comments_inside_reviews_are_rows_of_their_own(read: ReadFile) -> None:
    inner = (
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><span itemprop="author">Ola</span>'
        '<p itemprop="text">Same here.</p></div>'
    )
    block = (
        '<div itemscope itemtype="https://schema.org/Review"><span itemprop="author">Kai</span>'
        f'<div itemprop="reviewBody">It broke.{inner}</div></div>'
    )
    found = read("a.html", page(block))
    assert [(row["customer"], row["text"]) for row in found.values] == [("Kai", "It broke."), ("Ola", "Same here.")]


def test_cells_that_span_rows_and_columns_stand_where_they_hold(read: ReadFile) -> None:
    table = """<table><thead><tr><th rowspan="2">Pvm</th><th colspan="2">Palaute</th></tr>
      <tr><th>Hyvää</th><th>Huonoa</th></tr></thead>
      <tbody><tr><td rowspan="2">1.2.2024</td><td>Nopea</td><td>Kallis</td></tr>
      <tr><td>Siisti</td><td>Kylmä</td></tr></tbody></table>"""
    assert read("a.html", page(table)).values == [
        {"Pvm": "1.2.2024", "Palaute Hyvää": "Nopea", "Palaute Huonoa": "Kallis"},
        {"Pvm": "1.2.2024", "Palaute Hyvää": "Siisti", "Palaute Huonoa": "Kylmä"},
    ]


def test_a_table_without_header_cells_takes_its_first_row_for_one(read: ReadFile) -> None:
    table = "<table><tr><td>Nr</td><td>Opinia</td></tr><tr><td>1</td><td>Zimna zupa</td></tr></table>"
    assert read("a.html", page(table)).values == [{"Nr": "1", "Opinia": "Zimna zupa"}]


def test_a_table_in_a_cell_is_that_cells_text_and_one_that_arranges_the_page_is_passed_over(read: ReadFile) -> None:
    inner = "<table><tr><td>in</td><td>ner</td></tr></table>"
    data = f"<table><tr><th>Nr</th><th>Text</th></tr><tr><td>1</td><td>{inner} words</td></tr></table>"
    found = read("a.html", page(f"<table><tr><td>Menu</td><td>{data}</td></tr></table>"))
    assert found.values == [{"Nr": "1", "Text": "in\nner\nwords"}]
    assert found.rows[0].locator == "table 2 row 2"


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 50_000 + "It came late.", "<b>" * 50_000 + "It came late.",
        '<div class="post">' * 5_000 + "It came late.", f'<p title="{"a" * 3_000_000}">It came late.</p>',
        f"<table><tr><th rowspan=999999 colspan=999999>{'x' * 9}</th></tr><tr><td>It came late.</td></tr></table>",
        "<a " * 20_000 + ">It came late.", f'<p class="{"post " * 200_000}">It came late.</p>',
    ],
    ids=["deep", "deep inline", "deep posts", "long attribute", "wide span", "open tags", "many classes"],
)  # fmt: skip
def test_hostile_markup_loses_no_words(read: ReadFile, hostile: str) -> None:
    found = read("a.html", page(hostile))
    assert any("It came late." in text for row in found.rows for text in (row.raw, *row.values.values()))
