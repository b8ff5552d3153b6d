"""Every page answers at its own address, in the visitor's language; what leads nowhere says so."""

from __future__ import annotations

import re

import pytest

from insight_synth.workbench.places import PLACES
from insight_synth.workbench.serving.addresses import PAGES
from insight_synth.workbench.serving.languages import COOKIE, language_of
from tests.workbench.serving.outside import Outside


def language(page: str) -> str:
    found = re.search(r'<html lang="(\w+)"', page)
    return found[1] if found else ""


def test_every_page_of_the_menu_answers_at_its_address(outside: Outside) -> None:
    browser = outside.browser()
    assert {path: browser.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
    assert len(PAGES) == len(PLACES)


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/theme/t003", "/_stcore/metrics", "/_stcore/agent/openapi.json", "/app.py"],
)
def test_what_leads_nowhere_says_so_and_leads_home(outside: Outside, path: str) -> None:
    answer = outside.browser().get(path, params={"lang": "PL"})
    assert answer.status_code == 404
    assert "Nie ma takiej strony" in answer.text
    assert 'href="/"' in answer.text


def test_a_slash_too_many_leads_to_the_page(outside: Outside) -> None:
    answer = outside.browser().get("/themes/?lang=FI")
    assert (answer.status_code, answer.headers["location"]) == (308, "/themes?lang=FI")
    assert outside.browser().get("/home?lang=FI").headers["location"] == "/?lang=FI"


def test_a_page_is_in_the_language_of_the_address_else_of_the_last_visit_else_of_the_browser(
    outside: Outside,
) -> None:
    spoken = {"accept-language": "sv, pl;q=0.9, en;q=0.8"}
    new, known = outside.browser(), outside.browser(**{COOKIE: "fi"})
    assert language(new.get("/themes?lang=EN", headers=spoken).text) == "en"
    assert language(known.get("/themes", headers=spoken).text) == "fi"
    assert language(new.get("/themes", headers=spoken).text) == "pl"
    assert language(new.get("/themes", headers={"accept-language": "sv"}).text) == "en"


def test_a_page_says_which_language_it_is_in_where_the_address_asks_for_none(outside: Outside) -> None:
    page = outside.browser(**{COOKIE: "fi"}).get("/themes?lang=PL").text
    assert '<html lang="pl" data-usual-language="fi">' in page


def test_what_is_no_language_of_ours_is_passed_over() -> None:
    assert language_of("DE", '"><script>', "fr;q=1, fi-FI;q=0.4, en;q=nonsense") == "fi"
    assert language_of(None, None, None) == "en"
    assert language_of(None, None, "pl;q=0, fi") == "fi"
    assert language_of(None, None, "pl_PL") == "pl"


def test_no_script_lies_in_a_page_and_all_it_names_is_served_here(outside: Outside) -> None:
    browser = outside.browser()
    page = browser.get("/").text
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert [link for link in named if not link.startswith(("/static/", "/own/"))] == []
    own = [link for link in named if link.startswith("/own/")]
    answers = [browser.get(link) for link in own]
    assert len(own) == 4
    assert all(answer.status_code == 200 and "immutable" in answer.headers["cache-control"] for answer in answers)


def test_a_page_of_ours_is_looked_up_anew_each_time(outside: Outside) -> None:
    assert outside.browser().get("/").headers["cache-control"] == "no-cache"
    assert outside.browser().get("/own/page.js?v=old").headers["cache-control"] == "no-cache"
