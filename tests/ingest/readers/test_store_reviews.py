from __future__ import annotations

import json

from tests.ingest.conftest import NormaliseFile, ReadFile


def test_google_plays_own_reviews_keep_the_developers_reply_beside(read: ReadFile) -> None:
    review = {
        "reviewId": "g1", "authorName": "Aino",
        "comments": [
            {"userComment": {"text": "Hidas\tKaatuu kirjautuessa.", "starRating": 1, "reviewerLanguage": "fi",
                             "lastModified": {"seconds": "1709542800", "nanos": 5}}},
            {"developerComment": {"text": "Korjaamme.", "lastModified": {"seconds": "1709629200"}}},
        ],
    }  # fmt: skip
    found = read("reviews.json", json.dumps({"reviews": [review]}))
    assert found.values == [
        {"reviewerLanguage": "fi", "text": "Kaatuu kirjautuessa.", "title": "Hidas", "date": "2024-03-04T09:00:00Z",
         "customer": "Aino", "rating": "1", "id": "g1", "reply": "Korjaamme."}
    ]  # fmt: skip


def test_the_app_stores_feed_gives_its_reviews_and_keeps_the_app_itself_apart(read: ReadFile) -> None:
    entry = {"author": {"name": {"label": "Ola"}}, "im:rating": {"label": "2"}, "im:version": {"label": "3.1"},
             "id": {"label": "55"}, "title": {"label": "Wolno"}, "content": {"label": "Ładuje się wieki."},
             "updated": {"label": "2024-03-04T02:00:00-07:00"}}  # fmt: skip
    found = read("feed.json", json.dumps({"feed": {"entry": [{"im:name": {"label": "App"}}, entry]}}))
    app, row = found.rows
    assert (app.locator, app.problem, app.set_apart) == ("item 1", "the app's own entry, kept apart", True)
    assert row.locator == "item 2"
    assert row.values == {"text": "Ładuje się wieki.", "title": "Wolno", "date": "2024-03-04T02:00:00-07:00",
                          "customer": "Ola", "rating": "2", "id": "55", "version": "3.1"}  # fmt: skip


def test_app_store_reviews_find_the_response_that_stands_beside_them(read: ReadFile) -> None:
    review = {"type": "customerReviews", "id": "r1", "relationships": {"response": {"data": {"id": "s1"}}},
              "attributes": {"rating": 4, "title": "Good", "body": "Misses a dark mode.", "reviewerNickname": "kai",
                             "createdDate": "2024-03-04T02:00:00-07:00", "territory": "FIN"}}  # fmt: skip
    response = {"type": "customerReviewResponses", "id": "s1", "attributes": {"responseBody": "Soon."}}
    (row,) = read("connect.json", json.dumps({"data": [review], "included": [response]})).values
    assert (row["text"], row["rating"], row["reply"], row["id"]) == ("Misses a dark mode.", "4", "Soon.", "r1")


def test_scraped_reviews_keep_their_own_columns_and_gain_the_usual_ones(read: ReadFile) -> None:
    review = {"reviewId": "x", "userName": "Aino", "content": "Toimii.", "score": 5, "thumbsUpCount": 0,
              "at": "2024-03-04 10:00:00", "replyContent": "Kiitos!", "repliedAt": None}  # fmt: skip
    (row,) = read("play.json", json.dumps([review])).values
    assert (row["content"], row["text"], row["score"], row["rating"]) == ("Toimii.", "Toimii.", "5", "5")
    assert (row["customer"], row["date"], row["reply"]) == ("Aino", "2024-03-04 10:00:00", "Kiitos!")


def test_trustpilot_reviews_need_no_mapping(normalised: NormaliseFile) -> None:
    review = {"id": "t1", "stars": 1, "title": "Never again", "text": "Two refunds lost.",
              "createdAt": "2024-03-04T09:00:00Z", "consumer": {"id": "c1", "displayName": "Kai"},
              "companyReply": {"text": "We are sorry."}}  # fmt: skip
    found = normalised(json.dumps({"links": [], "reviews": [review]}), name="reviews.json")
    (verbatim,) = found.verbatims
    assert verbatim.text == "Never again\nTwo refunds lost."
    assert (verbatim.rating, verbatim.date, verbatim.customer) == (1.0, "2024-03-04", "hash of c1")
