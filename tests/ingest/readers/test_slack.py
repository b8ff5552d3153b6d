from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from insight_synth.errors import BadInput
from insight_synth.ingest.readers.slack import is_slack_archive, read_slack
from tests.ingest.conftest import ReadFile

DAY = [
    {"type": "message", "user": "U1", "ts": "1709542800.000100",
     "text": "Ask <@U2> in <#C9|returns>: the <https://shop.example/form|form> loses &lt;3 &amp; more <!here>"},
    {"type": "message", "subtype": "channel_join", "user": "U2", "ts": "1709542801.000100", "text": "<@U2> has joined"},
    {"type": "message", "subtype": "bot_message", "bot_id": "B1", "ts": "1709542802.000100", "text": "Build 12 passed"},
    {"type": "message", "user": "U2", "ts": "1709542803.000100", "thread_ts": "1709542800.000100",
     "text": "Palautuslomake hukkaa tekstin.", "files": [{"name": "kuva.png"}]},
    {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": "1709542804.000100", "text": "Deleted."},
]  # fmt: skip
USERS = [{"id": "U1", "name": "aino", "profile": {"display_name": "Aino"}}, {"id": "U2", "real_name": "Ola"},
         {"id": "U3", "name": "helper", "is_bot": True}]  # fmt: skip


def export(members: dict[str, object]) -> zipfile.ZipFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content if isinstance(content, str) else json.dumps(content))
    return zipfile.ZipFile(packed)


def test_a_channels_day_gives_the_messages_people_wrote_as_the_channel_shows_them(read: ReadFile) -> None:
    found = read("2024-03-04.json", json.dumps(DAY))
    assert [(row.locator, row.values["text"]) for row in found.rows if not row.problem] == [
        ("message 1", "Ask @U2 in #returns: the form (https://shop.example/form) loses <3 & more @here"),
        ("message 4", "Palautuslomake hukkaa tekstin."),
    ]
    last = found.rows[3].values
    assert (last["customer"], last["thread"], last["attachments"]) == ("U2", "1709542800.000100", "kuva.png")
    assert last["date"] == "2024-03-04T09:00:03Z"


def test_bots_notices_and_deleted_messages_of_slack_are_kept_apart(read: ReadFile) -> None:
    found = read("2024-03-04.json", json.dumps(DAY))
    assert [(row.problem, row.set_apart) for row in found.rows if row.problem] == [
        ("a notice of the chat itself, kept apart", True), ("a bot's message, kept apart", True),
        ("a bot's message, kept apart", True),
    ]  # fmt: skip


def test_a_workspace_export_names_channels_days_and_people() -> None:
    late = [{"type": "message", "user": "U1", "ts": "1709629200.000100", "text": "Thanks <@U2>"},
            {"type": "message", "user": "U3", "ts": "1709629201.000100", "text": "Reminder"}]  # fmt: skip
    archive = export({"users.json": USERS, "channels.json": [], "general/2024-03-05.json": late,
                      "returns/2024-03-04.json": DAY, "returns/2024-03-06.json": "{broken"})  # fmt: skip
    assert is_slack_archive(archive.namelist())
    rows = list(read_slack(archive, Path("export.zip")))
    assert [row.locator for row in rows] == [
        "general/2024-03-05.json message 1", "general/2024-03-05.json message 2",
        *(f"returns/2024-03-04.json message {number}" for number in range(1, 6)), "returns/2024-03-06.json",
    ]  # fmt: skip
    assert rows[0].values["text"] == "Thanks @Ola"
    assert (rows[0].values["channel"], rows[0].values["user_name"]) == ("general", "Aino")
    assert rows[1].problem == "a bot's message, kept apart"
    assert rows[-1].problem.startswith("cannot be read")
    assert not rows[-1].set_apart


def test_an_archive_without_channels_is_refused_with_a_remedy() -> None:
    with pytest.raises(BadInput) as caught:
        read_slack(export({"users.json": USERS}), Path("export.zip"))
    assert caught.value.remedy
    assert not is_slack_archive(["users.json", "comments.csv"])
