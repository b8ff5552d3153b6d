"""Exporting the report in the browser: kind and format, built by the worker, then downloaded and verified here.

Shows and asks; files are written by the pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from insight_synth import pipeline
from insight_synth.model import Language, Snapshot
from insight_synth.report import editing
from insight_synth.report.rendering import ENDINGS
from insight_synth.report.verify import Discrepancy
from insight_synth.store import Workspace
from insight_synth.store.versions import Kept
from insight_synth.workbench import components, session, signing_in, workspaces
from insight_synth.workbench.draft import drafting, reporting
from insight_synth.workbench.untrusted import one_line, plain
from insight_synth.workbench.wording import NAMES as LANGUAGES

NAMES = {".pdf": "PDF", ".html": "HTML", ".docx": "Word", ".xlsx": "Excel", ".md": "Markdown", ".json": "JSON"}
MIMES = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".md": "text/markdown",
    ".json": "application/json",
    ".zip": "application/zip",
}
UNVERIFIED = frozenset({".md", ".zip"})
"""Endings of files that carry nothing to verify them by."""
ORDER = (*(ending for ending in NAMES if ending in ENDINGS), *(ending for ending in ENDINGS if ending not in NAMES))
"""The endings there are, those asked for most first."""
_SHOWN = 12
_ENTRIES = 500
_ROUNDED = re.compile(r" \(-?\d[\d.e-]*, not -?\d[\d.e-]*\)$")  # beside two figures that print alike


def panel(ws: Workspace, shown: Snapshot, language: Language) -> None:
    """What to export, and what was exported."""
    words = session.words()
    kind, about = reporting.kind(shown, all_digests=True)
    ending = st.segmented_control(
        words.text("report.format"),
        ORDER,
        default=ORDER[0],
        required=True,
        format_func=lambda one: NAMES.get(one, one[1:].upper()),
        key="report_format",
    )
    st.caption(f"{words.text(f'report.about_{kind}')} {words.text(f'report.for_{str(ending)[1:]}')}")
    mark = reporting.draft_mark(pipeline.draft(ws))
    if mark and (flags := editing.flags(reporting.desk(ws, shown, language).report)):
        st.warning(words.say("report.flagged", things=len(flags)), icon=":material/flag:")
    if st.button(words.text("report.build"), type="primary", icon=":material/play_arrow:", key="build"):
        packed = ".zip" if kind == "digests" else str(ending)
        name = drafting.file_name(kind, about, language, shown.fingerprint, mark, packed)
        arguments = {"out": str(ws.reports / name), "language": language, "made_by": signing_in.who()}
        more = {"ending": str(ending)} if kind == "digests" else {"kind_of_report": kind, "about": about}
        workspaces.ask_for(ws, "report", **arguments, **more)
        st.rerun()
    _built(ws, shown, mark)


def _built(ws: Workspace, shown: Snapshot, mark: str) -> None:
    words = session.words()
    st.header(words.text("report.built"), anchor=False)
    files = [file for file in workspaces.reports(ws) if file.suffix in MIMES]
    if not files:
        st.info(words.text("report.none"))
    versions = {Path(written.path): kept for kept in pipeline.versions(ws) for written in kept.files}
    for file in files[:_SHOWN]:
        with st.container(border=True, key=f"report_{file.stem}_{file.suffix[1:]}"):
            _file(ws, shown, file, mark, versions.get(file.resolve()))
    if len(files) > _SHOWN:
        st.caption(words.text("report.older"))


def _file(ws: Workspace, shown: Snapshot, file: Path, mark: str, kept: Kept | None) -> None:
    words = session.words()
    named = called(shown, kept) if kept else words.text("report.kind_digests") if file.suffix == ".zip" else file.name
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/description: **{plain(named)}**", width="content")
        about = f"{file.name} · {words.say('report.size', kilobytes=max(1, file.stat().st_size // 1024))}"
        st.caption(plain(about), width="content")
        if not drafting.of_analysis(file, shown.fingerprint):
            st.badge(words.text("report.outdated"), color="orange", icon=":material/history:")
        elif not drafting.is_newest(file, shown.fingerprint, mark):
            st.badge(words.text("report.reworded"), color="gray", icon=":material/edit:")
        download(file, file.name)
        checked = file.suffix not in UNVERIFIED and st.button(
            words.text("report.verify"), key=f"verify_{file.name}", icon=":material/verified:",
            help=words.text("report.verify_help"),
        )  # fmt: skip
    if checked:
        verified(ws, file)


def called(shown: Snapshot, kept: Kept) -> str:
    """A version in one line: number, kind, language, day."""
    words = session.words()
    parts = [words.say("versions_page.number", number=kept.number), words.text(f"report.kind_{kept.kind}")]
    parts += [components.source_name(shown, kept.about)] if kept.about else []
    parts += [LANGUAGES.get(kept.language, kept.language)]
    parts += [words.show(kept.made_at[:10], "date")] if kept.made_at else []
    return one_line(" · ".join(parts))


def download(file: Path, name: str) -> None:
    """The button that downloads a file under a name."""
    st.download_button(
        session.words().text("report.download"),
        file.read_bytes,
        file_name=one_line(name),
        mime=MIMES[file.suffix],
        icon=":material/download:",
        key=f"download_{name}",
        on_click="ignore",
    )


def verified(ws: Workspace, file: Path) -> None:
    """What of a file does not hold, what was altered in it before what the data outgrew."""
    words = session.words()
    with st.spinner(words.text("report.verifying")):
        found = pipeline.verification(ws, file)
    if not found.found:
        st.success(
            words.say("report.holds_all", figures=found.figures, quotations=found.quotations),
            title=words.text("report.holds"),
            icon=":material/verified:",
        )
    for because in dict.fromkeys(["altered", *(entry.because for entry in found.found)]):
        entries = [entry for entry in found.found if entry.because == because]
        if entries:
            _apart(file, because, entries)
    if found.version is not None:
        st.caption(words.say("report.is_version", number=found.version))


def _apart(file: Path, because: str, entries: Sequence[Discrepancy]) -> None:
    """What does not hold for one reason: said plainly, with each place and both readings folded away."""
    words = session.words()
    rows = [(entry, _ROUNDED.sub("", entry.found)) for entry in entries if entry.kind != "fingerprint"]
    rows = [(entry, found) for entry, found in rows if not found or found != entry.reported]
    if len(rows) < len(entries) and any(entry.kind == "fingerprint" for entry in entries):
        st.warning(
            words.say("report.since_about", things=len(rows)),
            title=words.text("report.since"),
            icon=":material/history:",
        )
    else:
        rows = rows or [(entry, entry.found) for entry in entries]
        box = st.error if because == "altered" else st.warning
        box(words.say(f"report.wrong_{because}", things=len(rows)))
    if rows:
        with st.expander(words.text("report.details"), key=f"apart_{because}_{file.name}"):
            st.dataframe(
                [
                    {
                        words.text("report.what"): one_line(_place(entry)),
                        words.text("report.reported"): one_line(entry.reported),
                        words.text("report.now"): one_line(found),
                    }
                    for entry, found in rows[:_ENTRIES]
                ],
                hide_index=True,
                alt=words.text("report.details"),
            )
            if len(rows) > _ENTRIES:
                st.caption(words.say("flag.more", items=len(rows) - _ENTRIES))


def _place(entry: Discrepancy) -> str:
    return " · ".join(part for part in (entry.what, entry.source, entry.export, entry.locator) if part)
