from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from insight_synth import ingest
from tests.ingest.conftest import Read, ReadFile


def listing(*children: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"after": None, "before": None, "children": list(children)}}


def comment(name: str, body: str, *replies: dict[str, Any], author: str = "reader") -> dict[str, Any]:
    data = {"id": name, "name": f"t1_{name}", "author": author, "body": body, "created_utc": 1709546400.0,
            "parent_id": "t3_p1", "link_id": "t3_p1", "subreddit": "trains", "score": 3,
            "replies": listing(*replies) if replies else ""}  # fmt: skip
    return {"kind": "t1", "data": data}


POST: dict[str, Any] = {"kind": "t3", "data": {"id": "p1", "name": "t3_p1", "author": "aino",
                                        "title": "Night train late again", "selftext": "Three hours in Kolari.",
                                        "subreddit": "trains", "score": 12, "created_utc": 1709542800.0}}  # fmt: skip
STUB = {"kind": "more", "data": {"count": 4, "name": "t1_z", "id": "z", "parent_id": "t1_c1", "children": ["z", "y"]}}
THREAD = [
    listing(POST),
    listing(
        comment("c1", "Same here.", comment("c2", "[deleted]", comment("c3", "No heating either.")), STUB),
        comment("c4", "Please read the rules.", author="AutoModerator"),
        comment("c5", "[removed]"),
    ),
]


def spoken(found: Read) -> list[tuple[str, str]]:
    return [(row.locator, row.values["text"]) for row in found.rows if not row.problem]


def apart(found: Read) -> list[tuple[str, str]]:
    assert all(row.set_apart for row in found.rows if row.problem)
    return [(row.locator, row.problem) for row in found.rows if row.problem]


# ---- Reddit


def test_a_reddit_thread_gives_its_post_and_every_comment_with_its_own_words(read: ReadFile) -> None:
    found = read("thread.json", json.dumps(THREAD))
    assert spoken(found) == [
        ("post t3_p1", "Three hours in Kolari."), ("comment t1_c1", "Same here."),
        ("comment t1_c3", "No heating either."),
    ]  # fmt: skip
    post, first = found.values[0], found.values[1]
    assert (post["title"], post["customer"], post["date"]) == ("Night train late again", "aino", "2024-03-04T09:00:00Z")
    assert "title" not in first
    assert (first["id"], first["parent"], first["thread"]) == ("t1_c1", "t3_p1", "t3_p1")


def test_what_was_taken_away_bots_and_stubs_of_reddit_are_kept_apart(read: ReadFile) -> None:
    found = read("thread.json", json.dumps(THREAD))
    assert apart(found) == [
        ("comment t1_c2", "a deleted post, kept apart"),
        ("more under t1_c1", "a stub for comments that are not in the export, kept apart"),
        ("comment t1_c4", "a bot's message, kept apart"),
        ("comment t1_c5", "a removed post, kept apart"),
    ]
    assert "the export holds stubs for 4 more comments, but not those: see the rejects" in found.reading.notes


def test_a_listing_of_reddit_posts_and_plain_lines_of_comments_are_read(read: ReadFile) -> None:
    found = read("new.json", json.dumps(listing(POST, {**POST, "data": {**POST["data"], "name": "t3_p2"}})))
    assert [locator for locator, _ in spoken(found)] == ["post t3_p1", "post t3_p2"]
    lines = "\n".join(json.dumps({**comment(name, "Cold.")["data"], "replies": None}) for name in ("a", "b"))
    found = read("comments.jsonl", lines)
    assert spoken(found) == [("line 1", "Cold."), ("line 2", "Cold.")]
    assert [row["id"] for row in found.values] == ["t1_a", "t1_b"]


def test_replies_nested_a_hundred_deep_are_all_read(read: ReadFile) -> None:
    deepest = comment("c0", "Level 0")
    for level in range(1, 100):
        deepest = comment(f"c{level}", f"Level {level}", deepest)
    assert len(spoken(read("thread.json", json.dumps([listing(POST), listing(deepest)])))) == 101


def test_every_comment_of_the_real_thread_is_accounted_for(shared_data: Path) -> None:
    file = shared_data / "formats" / "reddit" / "thread.json"
    things: Counter[str] = Counter()
    gone = stubbed = 0

    def walk(node: Any) -> None:
        nonlocal gone, stubbed
        if isinstance(node, list):
            for inner in node:
                walk(inner)
        elif isinstance(node, dict):
            if node.get("kind") in ("t1", "t3", "more"):
                things[node["kind"]] += 1
                gone += node["data"].get("body") in ("[deleted]", "[removed]")
                stubbed += node["data"].get("count", 0) if node["kind"] == "more" else 0
            for inner in node.values():
                walk(inner)

    walk(json.loads(file.read_text(encoding="utf-8")))
    reading = ingest.read_rows(file)
    rows = list(reading.rows)
    assert len(rows) == sum(things.values())
    assert len({row.locator for row in rows}) == len(rows)
    assert sum(not row.problem for row in rows) == things["t1"] + things["t3"] - gone
    assert sum("stub" in row.problem for row in rows) == things["more"]
    assert any(note.startswith(f"the export holds stubs for {stubbed} more") for note in reading.notes)
    assert all(row.values["text"] and row.values["date"] for row in rows if not row.problem)


# ---- Discourse


def discourse_post(number: int, cooked: str, **others: Any) -> dict[str, Any]:
    return {"id": 100 + number, "username": f"user{number}", "created_at": "2024-04-01T08:00:00.000Z",
            "cooked": cooked, "post_number": number, "post_type": 1, "topic_id": 9, "staff": False,
            "actions_summary": [], **others}  # fmt: skip


TOPIC = {
    "id": 9, "title": "Mapa nie działa", "tags": ["mapa"],
    "post_stream": {"stream": [101, 102, 103, 104, 105], "posts": [
        discourse_post(1, "<p>Mapa się nie ładuje.</p>"),
        discourse_post(2, '<aside class="quote" data-post="1"><div class="title">user1:</div><blockquote>'
                          '<p>Mapa się nie ładuje.</p></blockquote></aside><p>U mnie też &amp; wolno.</p>'),
        discourse_post(3, "", post_type=3, action_code="closed.enabled"),
        discourse_post(4, "<p>Widziałem to w logach.</p>", post_type=4),
    ]},
}  # fmt: skip


def test_a_discourse_topic_gives_a_row_a_post_without_what_it_quotes(read: ReadFile) -> None:
    found = read("topic.json", json.dumps(TOPIC))
    assert spoken(found) == [("post 1", "Mapa się nie ładuje."), ("post 2", "U mnie też & wolno.")]
    first, second = found.values[:2]
    assert (first["title"], "title" in second) == ("Mapa nie działa", False)
    assert (first["customer"], first["id"], first["thread"], first["tags"]) == ("user1", "101", "9", "mapa")
    assert second["quoted"] == "user1:\nMapa się nie ładuje."


def test_notices_whispers_and_missing_posts_of_discourse_are_kept_apart(read: ReadFile) -> None:
    found = read("topic.json", json.dumps(TOPIC))
    assert apart(found) == [
        ("post 3", "a notice of the forum itself, kept apart"), ("post 4", "an internal note, kept apart"),
        ("more", "a stub for comments that are not in the export, kept apart"),
    ]  # fmt: skip
    assert found.rows[-1].raw == "105"


def test_several_topics_and_bare_posts_of_discourse_are_read_too(read: ReadFile) -> None:
    found = read("topics.json", json.dumps([TOPIC, {**TOPIC, "id": 10}]))
    assert [locator for locator, _ in spoken(found)] == [
        "item 1 post 1", "item 1 post 2", "item 2 post 1", "item 2 post 2",
    ]  # fmt: skip
    found = read("posts.json", json.dumps({"latest_posts": TOPIC["post_stream"]["posts"]}))  # type: ignore[index]
    assert [locator for locator, _ in spoken(found)] == ["post 1", "post 2"]


# ---- Stack Exchange, and any posts with comments


def test_a_stack_exchange_question_gives_its_answers_and_comments_too(read: ReadFile) -> None:
    owner = {"user_id": 5, "display_name": "Matti"}
    question = {
        "question_id": 70, "title": "Why is export slow?", "body": "<p>It takes <code>9</code> minutes.</p>",
        "owner": owner, "creation_date": 1709542800, "tags": ["export"], "score": 4,
        "comments": [{"comment_id": 71, "body": "How many rows?", "creation_date": 1709542900}],
        "answers": [{"answer_id": 72, "body": "<p>Index it.</p>", "owner": {"user_id": 7}, "creation_date": 1709543000,
                     "comments": [{"comment_id": 73, "body": "Worked.", "owner": owner, "creation_date": 1709543100}]}],
    }  # fmt: skip
    found = read("questions.json", json.dumps({"items": [question], "has_more": True, "quota_max": 300}))
    assert spoken(found) == [
        ("item 1", "It takes 9 minutes."), ("item 1 answer 1", "Index it."),
        ("item 1 answer 1 comment 1", "Worked."), ("item 1 comment 1", "How many rows?"),
    ]  # fmt: skip
    first = found.values[0]
    assert (first["title"], first["customer"], first["id"]) == ("Why is export slow?", "5", "70")
    assert first["date"] == "2024-03-04T09:00:00Z"
    assert "the export says that there are more items than it holds" in found.reading.notes


def test_comments_whose_ids_begin_anew_under_each_post_are_not_taken_for_one(read: ReadFile) -> None:
    posts = [{"id": n, "text": f"Post {n}", "comments": [{"id": 1, "text": f"Comment on {n}"}]} for n in (1, 2)]
    assert [row["id"] for row in read("posts.json", json.dumps(posts)).values] == ["1", "1/1", "2", "2/1"]


def test_comments_under_any_post_are_rows_of_their_own(read: ReadFile) -> None:
    posts = [
        {"id": 1, "message": "Uusi reitti avattu", "from": {"id": "10", "name": "Bussi"},
         "created_time": "2024-06-01T08:00:00+0000",
         "comments": {"data": [{"id": "2", "message": "Vihdoin!", "from": {"id": "11"},
                                "replies": {"data": [{"id": "3", "message": "Ei sunnuntaisin."}]}}]}},
        {"id": 4, "message": "Ei kommentteja"},
    ]  # fmt: skip
    found = read("page.json", json.dumps({"posts": posts}))
    assert spoken(found) == [
        ("item 1", "Uusi reitti avattu"), ("item 1 comment 1", "Vihdoin!"),
        ("item 1 comment 1 reply 1", "Ei sunnuntaisin."), ("item 2", "Ei kommentteja"),
    ]  # fmt: skip
    assert (found.values[1]["customer"], found.values[1]["parent"]) == ("11", "1")


def test_a_title_that_stack_exchange_gives_as_markup_reads_as_it_was_written(read: ReadFile) -> None:
    question = {"question_id": 7, "creation_date": 1740700000, "owner": {"user_id": 2}, "body": "<p>Grey button.</p>"}
    item = {**question, "title": "Orders &amp; &quot;bills&quot;"}
    assert read("a.json", json.dumps({"items": [item]})).values[0]["title"] == 'Orders & "bills"'
