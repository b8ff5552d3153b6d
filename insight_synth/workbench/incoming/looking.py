"""What uploaded files turned out to be, worked out once for all runs of a page and all sessions.

Keeps the first rows of files as they lie in temporary files of the ingest stage, never their content.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from insight_synth import catalog
from insight_synth.errors import BadInput
from insight_synth.model import Source
from insight_synth.workbench.incoming import uploads

if TYPE_CHECKING:
    from insight_synth.ingest.columns.proposal import Proposal
    from insight_synth.workbench.serving.spool import Spooled


def looked_at(file: Spooled, name: str, encoding: str | None = None) -> uploads.Looked:
    """An uploaded file's first rows, read once an encoding. Raises BadInput where it cannot be read."""
    found = _looked_at(file.sha256, name, encoding, file)
    if isinstance(found, BadInput):
        raise found
    return found


def proposal(key: str, looked: uploads.Looked, kind: str) -> Proposal:
    """What an uploaded file's columns mean for a kind of source, worked out once; ``key`` names file and encoding."""
    return _proposal(key, kind, looked)


def preview(key: str, looked: uploads.Looked, source: Source) -> uploads.Preview:
    """What an uploaded file's first rows become under a mapping, worked out once; ``key`` names file and encoding."""
    return _preview(key, catalog.source_to_toml(source), looked, source)


def _look_at(sha256: str, name: str, encoding: str | None, _file: Spooled) -> uploads.Looked | BadInput:
    try:
        return uploads.look_at(name, _file.path, encoding)
    except BadInput as problem:  # as costly to find out as anything else
        return problem


def _propose(key: str, kind: str, _looked: uploads.Looked) -> Proposal:
    return uploads.proposed(_looked, kind)


def _preview_of(key: str, toml: str, _looked: uploads.Looked, _source: Source) -> uploads.Preview:
    return uploads.preview(_looked, _source)


_looked_at: Callable[[str, str, str | None, Spooled], uploads.Looked | BadInput] = st.cache_resource(
    show_spinner=False, max_entries=32
)(_look_at)
_proposal: Callable[[str, str, uploads.Looked], Proposal] = st.cache_resource(show_spinner=False, max_entries=64)(
    _propose
)
_preview: Callable[[str, str, uploads.Looked, Source], uploads.Preview] = st.cache_resource(
    show_spinner=False, max_entries=32
)(_preview_of)
