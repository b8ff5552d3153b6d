"""Long work and the first run in a real browser: a killed worker's job is taken up; the tour is walked by keyboard."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from insight_synth import jobs, pipeline
from insight_synth.store import Workspace
from tests.e2e.conftest import Serve, press, settled

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_work_whose_worker_is_killed_is_taken_up_and_told_to_be_done(
    page: Page, serve: Serve, ws: Workspace, shop: Path
) -> None:
    pipeline.add(ws, [shop])
    page.goto(serve(ws.path))
    press(page.get_by_role("button", name="Analyse"))
    page.locator(".st-key-work").get_by_role("progressbar").wait_for()
    os.kill(jobs.process_here(running(ws).worker), signal.SIGKILL)
    settled(page)
    (job,) = jobs.listed(ws)
    assert (job.state, job.attempts) == ("done", 2)
    assert len(pipeline.snapshot(ws).top_themes) > 0


def test_the_tour_leads_over_real_pages_by_keyboard_and_does_not_come_back(
    page: Page, serve: Serve, analysed_shop: Workspace
) -> None:
    from playwright.sync_api import expect

    analysed_shop.set_note("demo", "1")
    theme = pipeline.findings_that_matter(pipeline.snapshot(analysed_shop))[0]
    loudest = max(theme.evidence, key=lambda entry: (entry.voices, entry.source))
    page.goto(serve(analysed_shop.path))
    tour = page.locator(".st-key-tour")
    for name, heading in (
        ("Take the tour", theme.name()),
        ("Next: where it comes from", loudest.source),
        ("Next: hand it over", "Report"),
    ):
        press(tour.get_by_role("button", name=name))
        expect(page.get_by_role("heading", name=heading, exact=True, level=1)).to_be_visible()
    press(tour.get_by_role("button", name="Finish"))
    expect(page.get_by_role("heading", name="Where the work stands")).to_be_visible()
    expect(tour).to_be_hidden()
    page.reload()
    press(page.get_by_role("button", name="Start my own workspace"))
    expect(page.get_by_role("heading", name="Add exports", level=1)).to_be_visible()
    expect(tour).to_be_hidden()


def running(ws: Workspace, patience: float = 60) -> jobs.Job:
    """The job that a worker is at."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if found := [job for job in jobs.active(ws) if job.state == "running"]:
            return found[0]
    raise AssertionError("no worker took the job")
