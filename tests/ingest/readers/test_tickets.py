from __future__ import annotations

import json
from typing import Any

import pytest

from tests.ingest.conftest import NormaliseFile, Read, ReadFile

ZENDESK: dict[str, Any] = {
    "tickets": [
        {
            "id": 501, "subject": "Kettle leaks", "requester_id": 7, "submitter_id": 7, "priority": "high",
            "tags": ["kettle", "warranty"], "via": {"channel": "email"}, "description": "The new kettle leaks.",
            "satisfaction_rating": {"score": "bad", "comment": "Four days for one answer."},
            "comments": [
                {"id": 1, "author_id": 7, "public": True, "created_at": "2024-03-04T09:00:00Z",
                 "body": "The new kettle leaks.", "html_body": "<p>The new kettle leaks.</p>"},
                {"id": 2, "author_id": 90, "public": True, "created_at": "2024-03-05T09:00:00Z",
                 "body": "Hello, did you fill it above the mark?"},
                {"id": 3, "author_id": 91, "public": False, "created_at": "2024-03-05T10:00:00Z",
                 "body": "Third leak this week, check the batch."},
                {"id": 4, "author_id": 7, "public": True, "created_at": "2024-03-06T09:00:00Z",
                 "html_body": "<p>No, half full.<br>It drips from the <b>handle</b>.</p>"},
            ],
        }
    ],
    "users": [
        {"id": 7, "role": "end-user", "email": "Aino@example.fi"}, {"id": 90, "role": "agent"},
        {"id": 91, "role": "admin"},
    ],
}  # fmt: skip
INTERCOM: dict[str, Any] = {
    "type": "conversation.list",
    "conversations": [
        {
            "type": "conversation", "id": "88", "created_at": 1709542800,
            "source": {"type": "conversation", "id": "m1", "subject": "", "body": "<p>Sovellus kaatuu aina.</p>",
                       "author": {"type": "user", "id": "u5", "email": "matti@example.fi"}},
            "conversation_rating": {"rating": 2, "remark": "Apua ei tullut."},
            "tags": {"type": "tag.list", "tags": [{"type": "tag", "name": "kaatuminen"}]},
            "conversation_parts": {"type": "conversation_part.list", "conversation_parts": [
                {"type": "conversation_part", "id": "p1", "part_type": "comment", "body": "<p>Hei! Mikä laite?</p>",
                 "created_at": 1709542900, "author": {"type": "bot", "id": "b1"}},
                {"type": "conversation_part", "id": "p2", "part_type": "assignment", "body": None,
                 "created_at": 1709543000, "author": {"type": "admin", "id": "a1"}},
                {"type": "conversation_part", "id": "p3", "part_type": "comment", "body": "<p>Vanha puhelin.</p>",
                 "created_at": 1709546400, "author": {"type": "user", "id": "u5"}},
                {"type": "conversation_part", "id": "p4", "part_type": "note", "body": "<p>Tuttu vika.</p>",
                 "created_at": 1709546500, "author": {"type": "admin", "id": "a1"}},
                {"type": "conversation_part", "id": "p5", "part_type": "comment", "body": "<p>Päivitä sovellus.</p>",
                 "created_at": 1709546600, "author": {"type": "admin", "id": "a1"}},
            ]},
        }
    ],
}  # fmt: skip


def spoken(found: Read) -> list[tuple[str, str]]:
    return [(row.locator, row.values["text"]) for row in found.rows if not row.problem]


def kept_apart(found: Read) -> list[tuple[str, str, str]]:
    assert all(row.set_apart for row in found.rows if row.problem)
    return [(row.locator, row.problem, row.raw) for row in found.rows if row.problem]


def test_a_zendesk_ticket_gives_a_row_for_each_message_of_the_customer(read: ReadFile) -> None:
    found = read("tickets.json", json.dumps(ZENDESK))
    assert spoken(found) == [
        ("item 1 comment 1", "The new kettle leaks."),
        ("item 1 comment 4", "No, half full.\nIt drips from the handle."),
        ("item 1 rating", "Four days for one answer."),
    ]
    assert found.reading.notes == ["read as Zendesk tickets"]


def test_agents_replies_and_internal_notes_are_kept_apart_and_can_be_opened(read: ReadFile) -> None:
    assert kept_apart(read("tickets.json", json.dumps(ZENDESK))) == [
        ("item 1 comment 2", "an agent's reply, kept apart", "Hello, did you fill it above the mark?"),
        ("item 1 comment 3", "an internal note, kept apart", "Third leak this week, check the batch."),
    ]


def test_subject_and_satisfaction_stand_on_one_row_and_the_tickets_fields_on_all(read: ReadFile) -> None:
    first, _, _, last, rating = read("tickets.json", json.dumps(ZENDESK)).values
    assert (first["title"], "title" in last, "title" in rating) == ("Kettle leaks", False, False)
    assert ("satisfaction" in first, rating["satisfaction"]) == (False, "bad")
    for row in (first, last, rating):
        assert (row["customer"], row["ticket"], row["channel"]) == ("7", "501", "email")
        assert (row["priority"], row["tags"]) == ("high", "kettle, warranty")
    assert [row["id"] for row in (first, last, rating)] == ["501/1", "501/4", "501/rating"]
    assert [row["date"][:10] for row in (first, last)] == ["2024-03-04", "2024-03-06"]


def test_tickets_one_a_line_are_read_as_the_same_messages(read: ReadFile) -> None:
    people = {"requester": {"id": 7, "role": "end-user"}, "assignee": {"id": 90, "role": "agent"}}
    ticket = {**ZENDESK["tickets"][0], **people}
    found = read("tickets.jsonl", json.dumps(ticket) + "\n" + json.dumps({**ticket, "id": 502}) + "\n")
    assert [locator for locator, _ in spoken(found)] == [
        "line 1 comment 1", "line 1 comment 4", "line 1 rating",
        "line 2 comment 1", "line 2 comment 4", "line 2 rating",
    ]  # fmt: skip
    assert "text" in found.reading.columns
    assert found.rows[-1].values["ticket"] == "502"


def test_without_users_only_the_requester_is_the_customer(read: ReadFile) -> None:
    found = read("tickets.json", json.dumps(ZENDESK["tickets"]))
    assert [locator for locator, _ in spoken(found)] == ["item 1 comment 1", "item 1 comment 4", "item 1 rating"]


def test_a_single_ticket_with_its_comments_beside_it_is_one_item(read: ReadFile) -> None:
    ticket = dict(ZENDESK["tickets"][0])
    document = {"ticket": ticket, "comments": ticket.pop("comments"), "users": ZENDESK["users"]}
    found = read("ticket.json", json.dumps(document))
    assert [locator for locator, _ in spoken(found)] == ["item 1 comment 1", "item 1 comment 4", "item 1 rating"]


def test_the_comments_of_one_ticket_are_told_apart_by_the_users_beside_them(read: ReadFile) -> None:
    document = {"comments": ZENDESK["tickets"][0]["comments"], "users": ZENDESK["users"], "count": 4}
    found = read("comments.json", json.dumps(document))
    assert [locator for locator, _ in spoken(found)] == ["item 1 comment 1", "item 1 comment 4"]


def test_tickets_without_comments_give_what_opened_them(read: ReadFile) -> None:
    tickets = [{"id": n, "subject": f"S{n}", "description": f"Text {n}", "requester_id": n} for n in (1, 2)]
    found = read("tickets.json", json.dumps({"tickets": tickets, "count": 2}))
    assert [(row["title"], row["text"], row["id"]) for row in found.values] == [
        ("S1", "Text 1", "1"), ("S2", "Text 2", "2"),
    ]  # fmt: skip


def test_an_intercom_conversation_gives_the_users_words_and_keeps_the_rest_apart(read: ReadFile) -> None:
    found = read("conversations.json", json.dumps(INTERCOM))
    assert spoken(found) == [
        ("item 1", "Sovellus kaatuu aina."), ("item 1 part 3", "Vanha puhelin."), ("item 1 rating", "Apua ei tullut."),
    ]  # fmt: skip
    assert [problem for _, problem, _ in kept_apart(found)] == [
        "a bot's message, kept apart", "a step without words, kept apart", "an internal note, kept apart",
        "an agent's reply, kept apart",
    ]  # fmt: skip
    first = found.values[0]
    assert (first["customer"], first["id"], first["date"]) == ("u5", "88", "2024-03-04T09:00:00Z")
    assert (found.values[-1]["rating"], first["tags"], first["channel"]) == ("2", "kaatuminen", "conversation")


def test_an_older_intercom_conversation_message_opens_its_conversation(read: ReadFile) -> None:
    conversation = {**INTERCOM["conversations"][0]}
    conversation["conversation_message"] = conversation.pop("source")
    found = read("conversation.json", json.dumps(conversation))
    assert spoken(found)[:2] == [("item 1", "Sovellus kaatuu aina."), ("item 1 part 3", "Vanha puhelin.")]


FRESHDESK = {
    "id": 3, "subject": "Zwrot", "description": "<div>Gdzie jest mój zwrot?</div>", "requester_id": 40,
    "created_at": "2024-05-01T08:00:00Z",
    "conversations": [
        {"id": 31, "incoming": False, "private": False, "user_id": 1, "body_text": "Sprawdzamy."},
        {"id": 32, "incoming": False, "private": True, "user_id": 1, "body_text": "Zgubiony w magazynie."},
        {"id": 33, "incoming": True, "private": False, "user_id": 40, "body_text": "Minęły dwa tygodnie."},
    ],
}  # fmt: skip
HELP_SCOUT = {
    "id": 4, "subject": "Login", "primaryCustomer": {"id": 9, "email": "x@example.com"},
    "_embedded": {"threads": [
        {"id": 41, "type": "customer", "body": "I cannot log in.", "createdBy": {"id": 9, "type": "customer"}},
        {"id": 42, "type": "message", "body": "Try again now.", "createdBy": {"id": 2, "type": "user"}},
        {"id": 43, "type": "note", "body": "Known outage.", "createdBy": {"id": 2, "type": "user"}},
    ]},
}  # fmt: skip
TEAM, ASKING = {"accountType": "atlassian"}, {"accountType": "customer"}
JIRA = {
    "key": "SUP-5",
    "fields": {
        "summary": "Broken export", "created": "2024-02-02T10:00:00.000+0200", "reporter": {"accountId": "c1"},
        "priority": {"name": "High"},
        "description": {"type": "doc", "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "Export "}, {"type": "text", "text": "fails."}]},
            {"type": "bulletList", "content": [{"type": "listItem", "content": [
                {"type": "paragraph", "content": [{"type": "text", "text": "every day"}]}]}]},
        ]},
        "comment": {"comments": [
            {"id": "51", "author": {"accountId": "a1"} | TEAM, "body": "Looking.", "jsdPublic": True},
            {"id": "52", "author": {"accountId": "c1"} | ASKING, "body": "Any news?", "jsdPublic": True},
            {"id": "53", "author": {"accountId": "a1"} | TEAM, "body": "Bug 9.", "jsdPublic": False},
        ]},
    },
}  # fmt: skip
ZAMMAD = {
    "number": "6", "title": "Lasku", "customer_id": 12,
    "articles": [
        {"id": 61, "sender": "Customer", "internal": False, "body": "Lasku on väärin.", "content_type": "text/plain"},
        {"id": 62, "sender": "Agent", "internal": False, "body": "Korjaamme sen."},
        {"id": 63, "sender": "System", "internal": False, "body": "Escalated."},
    ],
}  # fmt: skip
ROLES = {
    "id": "7", "title": "Delivery",
    "messages": [
        {"author": "customer", "body": "Where is my sofa?"}, {"author": "agent", "body": "On its way."},
        {"author": "customer", "body": "It was not."},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("ticket", "customers", "others"),
    [
        (FRESHDESK, ["Gdzie jest mój zwrot?", "Minęły dwa tygodnie."], ["an agent's reply", "an internal note"]),
        (HELP_SCOUT, ["I cannot log in."], ["an agent's reply", "an internal note"]),
        (JIRA, ["Export fails.\nevery day", "Any news?"], ["an agent's reply", "an internal note"]),
        (ZAMMAD, ["Lasku on väärin."], ["an agent's reply", "a bot's message"]),
        (ROLES, ["Where is my sofa?", "It was not."], ["an agent's reply"]),
    ],
)
def test_any_ticket_whose_messages_say_who_wrote_them_is_told_apart(
    read: ReadFile, ticket: dict[str, Any], customers: list[str], others: list[str]
) -> None:
    found = read("tickets.json", json.dumps([ticket, ticket]))
    assert [text for _, text in spoken(found)] == customers * 2
    assert [problem.removesuffix(", kept apart") for _, problem, _ in kept_apart(found)] == others * 2
    assert len({row.locator for row in found.rows}) == len(found.rows)


def test_help_scouts_list_of_conversations_is_found_where_it_is_embedded(read: ReadFile) -> None:
    found = read("conversations.json", json.dumps({"_embedded": {"conversations": [HELP_SCOUT]}, "page": {"size": 1}}))
    assert spoken(found) == [("item 1 message 1", "I cannot log in.")]


def test_messages_of_one_ticket_without_ids_of_their_own_are_still_told_apart(read: ReadFile) -> None:
    ids = [row["id"] for row in read("tickets.json", json.dumps([ROLES])).values]
    assert ids == ["7/1", "7/2", "7/3"]


def test_messages_without_a_ticket_are_told_apart_by_their_direction(read: ReadFile) -> None:
    messages = [
        {"id": "a", "direction": "INCOMING", "text": "Do you ship to Oulu?", "createdAt": "2024-01-20T10:30:00Z",
         "senders": [{"actorId": "V-12"}]},
        {"id": "b", "direction": "OUTGOING", "text": "We do.", "createdAt": "2024-01-20T10:31:00Z"},
    ]  # fmt: skip
    found = read("messages.json", json.dumps({"results": messages}))
    assert spoken(found) == [("item 1", "Do you ship to Oulu?")]
    assert found.values[0]["customer"] == "V-12"
    assert kept_apart(found) == [("item 2", "an agent's reply, kept apart", "We do.")]


def test_what_a_reply_quotes_and_how_it_is_signed_is_cut_but_kept(read: ReadFile) -> None:
    ticket = json.loads(json.dumps(ZENDESK["tickets"][0]))
    ticket["comments"][3] = {
        "id": 4, "author_id": 7, "public": True,
        "body": "Half full.\n\nRegards,\nAino Aalto\n\n"
                "On 5 March 2024 at 9:00, Shop <s@example.fi> wrote:\n> Did you fill it?",
    }  # fmt: skip
    row = read("tickets.json", json.dumps([ticket])).values[3]
    assert row["text"] == "Half full."
    assert row["signature"] == "Regards,\nAino Aalto"
    assert row["quoted"].endswith("> Did you fill it?")


def test_a_reply_that_only_quotes_is_kept_apart(read: ReadFile) -> None:
    ticket = json.loads(json.dumps(ZENDESK["tickets"][0]))
    ticket["comments"][3]["html_body"] = "<blockquote>Did you fill it?</blockquote>"
    assert ("item 1 comment 4", "nothing but quoted text, kept apart", "> Did you fill it?") in kept_apart(
        read("tickets.json", json.dumps([ticket]))
    )


def test_records_that_are_no_tickets_stay_as_they_are(read: ReadFile) -> None:
    found = read("a.json", '[{"id": 1, "subject": "x", "customer": "A", "notes": "fine", "comments": "too late"}]')
    assert found.values == [{"id": "1", "subject": "x", "customer": "A", "notes": "fine", "comments": "too late"}]


def test_no_mapping_is_needed_to_make_verbatims_of_tickets(normalised: NormaliseFile) -> None:
    found = normalised(json.dumps(ZENDESK), name="tickets.json")
    assert [verbatim.text for verbatim in found.verbatims] == [
        "Kettle leaks\nThe new kettle leaks.", "No, half full.\nIt drips from the handle.", "Four days for one answer.",
    ]  # fmt: skip
    assert {verbatim.customer for verbatim in found.verbatims} == {"hash of 7"}
    assert len(found.verbatims) + len(found.rejects) == found.rows == 5
