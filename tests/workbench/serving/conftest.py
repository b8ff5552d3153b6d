"""What the tests of the server start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton

from insight_synth.workbench.serving import Address
from tests.workbench.serving.outside import Outside


@pytest.fixture
def outside() -> Outside:
    return Outside(Address(8501))


@pytest.fixture
def secrets(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Sets what ``secrets.toml`` says, for this test."""
    before = config.get_option("secrets.files")

    def said(text: str) -> None:
        file = tmp_path / "secrets.toml"
        file.write_text(text, encoding="utf-8")
        config.set_option("secrets.files", [str(file)])
        secrets_singleton._reset()

    yield said
    config.set_option("secrets.files", before)
    secrets_singleton._reset()
