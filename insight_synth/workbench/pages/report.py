"""Report: built in the background, then downloaded and verified here."""

from typing import cast

import streamlit as st

from insight_synth import pipeline, report
from insight_synth.model import Language, Snapshot
from insight_synth.store import Workspace
from insight_synth.workbench import session, workspaces
from insight_synth.workbench.untrusted import plain
from insight_synth.workbench.wording import NAMES

ENDINGS = {"pdf": "PDF", "html": "HTML", "md": "Markdown", "xlsx": "XLSX"}
MIMES = {
    "pdf": "application/pdf",
    "html": "text/html",
    "md": "text/markdown",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def compose(
    fingerprint: str, decided: tuple[int, ...], language: str, _shown: Snapshot, _ws: Workspace
) -> report.Report:
    """What the report will say; the fingerprint and the decisions on themes tell one from another."""
    return pipeline.composed_report(_ws, _shown, cast(Language, language))


story = st.cache_resource(show_spinner=False, max_entries=6)(compose)

words = session.words()
st.title(words.text("report.title"))
ws, shown = session.analysed()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    language = st.segmented_control(
        words.text("report.language"),
        list(NAMES),
        default=words.language,
        required=True,
        format_func=NAMES.__getitem__,
        key="report_language",
    )
    ending = st.segmented_control(
        words.text("report.format"), list(ENDINGS), default="pdf", required=True, format_func=ENDINGS.__getitem__,
        key="report_format",
    )  # fmt: skip
    if st.button(words.text("report.build"), type="primary", icon=":material/play_arrow:", key="build"):
        out = workspaces.report_path(ws, shown.fingerprint, language, ending)
        workspaces.ask_for(ws, "report", out=str(out), language=language)
        st.rerun()

st.subheader(words.text("report.built"), anchor=False)
files = [file for file in workspaces.reports(ws) if file.suffix[1:] in ENDINGS]
if not files:
    st.info(words.text("report.none"))
for file in files:
    with st.container(border=True, key=f"report_{file.stem}_{file.suffix[1:]}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/description: **{plain(file.name)}**", width="content")
            st.caption(words.say("report.size", kilobytes=max(1, file.stat().st_size // 1024)), width="content")
            if shown.fingerprint[:8] not in file.name:
                st.badge(words.text("report.outdated"), color="orange", icon=":material/history:")
            st.download_button(
                words.text("report.download"),
                file.read_bytes,
                file_name=file.name,
                mime=MIMES[file.suffix[1:]],
                icon=":material/download:",
                key=f"download_{file.name}",
                on_click="ignore",
            )
            checked = file.suffix == ".pdf" and st.button(
                words.text("report.verify"), key=f"verify_{file.name}", icon=":material/verified:",
                help=words.text("report.verify_help"),
            )  # fmt: skip
        if checked:
            with st.spinner(words.text("report.verifying")):
                wrong = pipeline.verify(ws, file)
            if wrong:
                st.error(
                    "\n".join(f"- {plain(str(entry))}" for entry in wrong[:20]),
                    title=words.say("report.wrong", things=len(wrong)),
                )
            else:
                st.success(words.text("report.holds"), icon=":material/verified:")

st.subheader(words.text("report.preview"), anchor=False)
composed = story(shown.fingerprint, workspaces.state_of_analysis(ws)[1], language, shown, ws)
st.caption(words.text("report.preview_caption"))
for at, finding in enumerate(composed.findings, start=1):
    with st.container(border=True):
        st.markdown(f"{at}. **{plain(finding.title)}**")
        st.write(plain("".join(span.text for span in finding.claim.spans if not span.cite)))
