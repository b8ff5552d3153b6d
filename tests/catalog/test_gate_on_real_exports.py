"""No export that is fine is held back, however its source cuts its deliveries; measured in full by the benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import quality_gate
from insight_synth import catalog

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
DEMO = [folder.name for folder in catalog.find_source_folders(ROOT / "sources")]


def held_back(folder: Path) -> list[str]:
    found = quality_gate.delivered(folder)
    said = []
    for name, cut in quality_gate.CUTS.items():
        audits = [quality_gate.audit_of(part, found.source) for part in cut(found)]
        for at in range(1, len(audits)):
            said += [f"{name}, part {at + 1}: {doubt.text}" for doubt in catalog.doubts(audits[at], audits[:at])]
    return said


@pytest.mark.parametrize("source", DEMO)
def test_no_export_of_the_demo_company_is_held_back(source: str) -> None:
    assert held_back(ROOT / "sources" / source) == []


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data, ../shared/data, is absent")
@pytest.mark.parametrize("source", ["airlines/skytrax-seats", "insurance/akc", "insurance/pumpkin"])
def test_no_real_export_is_held_back(source: str) -> None:
    assert held_back(SHARED / source) == []
