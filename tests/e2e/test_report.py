"""The report in a real browser: a finding edited, a quotation chosen, a PDF exported, two versions compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from insight_synth import pipeline
from insight_synth.report import editing
from insight_synth.store import Workspace
from insight_synth.workbench.wording import Wording
from tests.e2e.conftest import Serve, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

OURS = "Tästä lähti 987654 asiakasta."


def test_the_report_is_edited_exported_verified_and_compared(
    page: Page, serve: Serve, analysed_shop: Workspace, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    words = Wording("en")
    analysed_shop.reports.mkdir(exist_ok=True)
    pipeline.write_report(analysed_shop, analysed_shop.reports / "before.json", "fi")
    report = pipeline.composed_report(analysed_shop, pipeline.snapshot(analysed_shop), "fi")
    finding = next(item for item in editing.items(report) if item.kind == "finding")

    page.goto(serve(analysed_shop.path))
    press(page.get_by_role("link", name="Report", exact=True))
    press(page.get_by_role("radio", name="Suomi"), "Space")
    card = page.locator(f".st-key-item_finding_{finding.id.replace(':', '-')}")
    expect(card.get_by_text(finding.title, exact=True)).to_be_visible()
    press(card.get_by_role("button", name="Edit"))
    text = card.get_by_role("textbox", name="Text", exact=True)
    expect(text).to_have_value(finding.text)
    text.fill(f"{finding.text} {OURS}")
    press(card.get_by_role("button", name="Save"))
    expect(card.get_by_text(words.say("write.unbound", what="987654"))).to_be_visible()
    expect(card.locator("mark")).to_have_text("987654†")
    expect(page.locator(".st-key-flags").get_by_text("987654")).to_be_visible()

    press(card.get_by_role("button", name="Quotations"))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(f"Chosen: {len(finding.passages)}")).to_be_visible()
    press(dialog.get_by_role("button", name="Drop"))
    expect(dialog.get_by_text(f"Chosen: {len(finding.passages) - 1}")).to_be_visible()
    press(dialog.get_by_role("button", name="Choose", exact=True).nth(1))  # the first is the one dropped
    expect(dialog.get_by_text(f"Chosen: {len(finding.passages)}")).to_be_visible()
    press(dialog.get_by_role("button", name="Use these"))
    expect(dialog).to_be_hidden()
    chosen = pipeline.draft(analysed_shop).quotes(finding.id)
    assert chosen is not None
    assert len(chosen) == len(finding.passages)
    assert chosen != finding.passages

    press(page.get_by_role("radio", name="Preview", exact=True), "Space")
    preview = page.frame_locator("iframe").first.frame_locator("iframe")
    expect(preview.get_by_text(OURS.removesuffix(" asiakasta.")).first).to_be_visible()
    preview.locator("nav a").last.click()  # within the page, not out of the frame
    expect(preview.get_by_role("heading").first).to_be_attached()

    press(page.get_by_role("radio", name="Export", exact=True), "Space")
    press(page.get_by_role("button", name="Build the report"))
    built = page.locator("[class*='st-key-report_report-fi-'][class*='_pdf']")
    expect(built.get_by_role("button", name="Download")).to_be_visible()
    with page.expect_download() as download:
        press(built.get_by_role("button", name="Download"))
    download.value.save_as(tmp_path / "report.pdf")
    exported = analysed_shop.reports / download.value.suggested_filename
    assert (tmp_path / "report.pdf").read_bytes() == exported.read_bytes()
    press(built.get_by_role("button", name="Verify"))
    expect(page.get_by_text(words.text("report.holds"))).to_be_visible()

    press(page.get_by_role("radio", name="Versions", exact=True), "Space")
    press(page.get_by_role("button", name="Compare"))
    changed = page.locator(".st-key-compare")
    expect(changed.get_by_text(OURS.removesuffix("."))).to_be_visible()
    expect(changed.get_by_text("Other quotations")).to_be_visible()
