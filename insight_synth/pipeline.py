"""The stages in order: the only place that knows them all.

Reads from the workspace, calls stages, writes to the workspace. What each stage computes is its own business; what is
printed is the command line's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from insight_synth._add import add
from insight_synth._additions import Addition, addition, newest_exports, rejects_of
from insight_synth._agenda import (
    agenda_from_file,
    agenda_json,
    agenda_text,
    awaits_matching,
    can_undo_agenda,
    questions,
    set_agenda,
    set_questions,
    undo_agenda,
)
from insight_synth._analyse import Analysed, analyse, is_demo
from insight_synth._decided import awaits_counting
from insight_synth._decisions import (
    DecisionOnRecord,
    decisions_of,
    hide_theme,
    history_of,
    merge_themes,
    pin_theme,
    rename_theme,
    split_theme,
    take_effect,
    undo_decision,
)
from insight_synth._drafted import (
    accept_item,
    add_action,
    add_finding,
    can_undo_draft,
    choose_quotes,
    draft,
    draft_flags,
    draft_history,
    edit_item,
    move_item,
    plan_action,
    remove_item,
    report_items,
    reset_item,
    restore_item,
    set_draft,
    undo_draft,
)
from insight_synth._drafted import changed as change_draft
from insight_synth._effect import effect, effects, event_names, follow, indicators, unfollow
from insight_synth._erase import Proof, erase
from insight_synth._export_rows import Cell, row_in_export
from insight_synth._hunches import ask_next, hunch, redacted_hunch
from insight_synth._mentions import (
    MENTION_ORDERS,
    MentionsPage,
    VerbatimInFull,
    count_mentions,
    mention_values,
    mentions_csv,
    mentions_page,
    themes_of_mentions,
    verbatim_in_full,
)
from insight_synth._merge_told import MergeTold, merge_told
from insight_synth._quarantine import changes_of, decide, not_counting
from insight_synth._reported import check_report, citation_of, composed_report, write_digests, write_report
from insight_synth._search import By, Hit, search
from insight_synth._settings import awaits_settings, change_settings, settings
from insight_synth._since import Grown, SinceLast, since_last
from insight_synth._source_changes import CHANGED
from insight_synth._source_decisions import (
    SourceDecision,
    awaits_decisions,
    decide_source,
    describe_source,
    described_sources,
    retired_sources,
    source_decisions,
    source_decisions_made,
    undo_source_decision,
)
from insight_synth._spoken import Spoken, spoken
from insight_synth._suggestions import (
    accept_suggestion,
    name_endpoint,
    name_requests,
    name_suggestions,
    refuse_suggestion,
    suggest_names,
)
from insight_synth._tables import advice_json as _advice_json
from insight_synth._tables import analysed, export_table, redacted, redacted_citations
from insight_synth._tables import themes_json as _themes_json
from insight_synth._theme_groups import GroupShare, themes_of_group, voices_by_group
from insight_synth._theme_map import Spot, theme_map
from insight_synth._verified import verification, verification_offline, verify
from insight_synth._versions import compare_versions, version, versions, write_version
from insight_synth._what_if import what_if
from insight_synth.errors import UsageError, WorkspaceError
from insight_synth.model import Citation, Passage, Progress, Snapshot, SourceDigest, Theme
from insight_synth.store import Workspace, records
from insight_synth.store.codec import plain

if TYPE_CHECKING:
    from insight_synth.encode import Encoder

__all__ = [
    "MENTION_ORDERS",
    "Addition",
    "Analysed",
    "By",
    "Cell",
    "DecisionOnRecord",
    "GroupShare",
    "Grown",
    "Hit",
    "MentionsPage",
    "MergeTold",
    "Proof",
    "SinceLast",
    "SourceDecision",
    "Spoken",
    "Spot",
    "VerbatimInFull",
    "accept_item",
    "accept_suggestion",
    "add",
    "add_action",
    "add_finding",
    "addition",
    "advice_json",
    "agenda_from_file",
    "agenda_json",
    "agenda_text",
    "analyse",
    "ask_next",
    "awaits_settings",
    "can_undo_agenda",
    "can_undo_draft",
    "change_draft",
    "change_settings",
    "changes_of",
    "choose_quotes",
    "citation_at",
    "compare_versions",
    "composed_report",
    "count_mentions",
    "decide",
    "decide_source",
    "decisions_of",
    "demo",
    "describe_source",
    "described_sources",
    "draft",
    "draft_flags",
    "draft_history",
    "edit_item",
    "effect",
    "effects",
    "erase",
    "event_names",
    "export_table",
    "findings_that_matter",
    "follow",
    "hide_theme",
    "history_of",
    "hunch",
    "indicators",
    "is_outdated",
    "mention_values",
    "mentions_csv",
    "mentions_page",
    "merge_themes",
    "merge_told",
    "move_item",
    "name_endpoint",
    "name_requests",
    "name_suggestions",
    "newest_exports",
    "not_counting",
    "pin_theme",
    "plain",
    "plan_action",
    "questions",
    "redacted",
    "redacted_citations",
    "redacted_digests",
    "redacted_hunch",
    "redacted_quotes",
    "refuse_suggestion",
    "rejects_of",
    "remove_item",
    "rename_theme",
    "report_items",
    "reset_item",
    "restore_item",
    "retired_sources",
    "row_in_export",
    "search",
    "set_agenda",
    "set_draft",
    "set_questions",
    "settings",
    "since_last",
    "snapshot",
    "source_decisions",
    "source_decisions_made",
    "split_theme",
    "spoken",
    "suggest_names",
    "take_effect",
    "theme_map",
    "themes_json",
    "themes_of_group",
    "themes_of_mentions",
    "undo_agenda",
    "undo_decision",
    "undo_draft",
    "undo_source_decision",
    "unfollow",
    "verbatim_in_full",
    "verification",
    "verification_offline",
    "verify",
    "version",
    "versions",
    "voices_by_group",
    "what_if",
    "write_digests",
    "write_report",
    "write_version",
]


def snapshot(ws: Workspace) -> Snapshot:
    """Everything the newest analysis says; raises NotAnalysed where there is none."""
    return analysed(ws, demo=is_demo(ws))


def is_outdated(ws: Workspace, shown: Snapshot) -> bool:
    """Whether exports, rows, a ``source.toml``, the agenda, settings, or merges and splits changed since it."""
    if ws.note(CHANGED) or awaits_counting(ws):
        return True
    if awaits_decisions(ws, shown) or awaits_matching(ws, shown) or awaits_settings(ws, shown):
        return True
    with ws.read() as connection:
        exports = records.exports(connection, state="accepted")
    retired = {source.source for source in shown.retired}
    exports = [export for export in exports if export.source not in retired]
    totals = shown.totals
    return (len(exports), sum(export.rejects for export in exports)) != (totals.exports, totals.rejects)


def demo(out: Path, workspace: Path, progress: Progress | None = None, encoder: Encoder | None = None) -> Path:
    """Adds the demo company's sources to ``workspace``, analyses them and writes the report to ``out``.

    Raises:
        WorkspaceError: the workspace holds other sources, or is in use.
        UsageError: the demo company's folder is not beside the package.
    """
    check_report(out)
    folder = _demo_sources()
    with Workspace.open(workspace, create=True) as ws:
        if not is_demo(ws):
            with ws.read() as connection:
                others = records.source_texts(connection)
            if others:
                raise WorkspaceError(
                    f"holds other sources ({next(iter(others))})",
                    where=str(workspace),
                    remedy="Give the demo a workspace of its own with -w.",
                )
            ws.set_note("demo", "1")
        add(ws, [folder], progress=progress)
        analyse(ws, encoder=encoder, progress=progress)
        return write_report(ws, out, progress=progress)


def themes_json(ws: Workspace, *, everything: bool = False) -> list[dict[str, Any]]:
    """The themes as ``themes --json`` gives them, hidden ones only where ``everything`` is asked for."""
    return _themes_json(ws, snapshot(ws), everything=everything)


def advice_json(ws: Workspace) -> list[dict[str, Any]]:
    """The advice as ``advise --json`` gives it."""
    return _advice_json(ws, snapshot(ws))


def redacted_quotes(ws: Workspace, theme: Theme) -> Theme:
    """The theme with its quotations redacted, to be shown."""
    return replace(theme, quotes=tuple(redacted_citations(ws, theme.quotes)))


def redacted_digests(ws: Workspace, digests: Sequence[SourceDigest]) -> list[SourceDigest]:
    """The digests with their sentences redacted, to be shown."""
    quoted = iter(redacted_citations(ws, [point.sentence for digest in digests for point in digest.points]))
    return [
        replace(digest, points=tuple(replace(point, sentence=next(quoted)) for point in digest.points))
        for digest in digests
    ]


def citation_at(ws: Workspace, passage: Passage) -> Citation | None:
    """The citation of a passage that a person chose; None where its verbatim is gone or holds no such passage."""
    with ws.read() as connection:
        return citation_of(connection, passage)


def findings_that_matter(shown: Snapshot, most: int = 3) -> tuple[Theme, ...]:
    """The top themes to look at first: the main points of the report, then, where those are too few, the largest."""
    from insight_synth.report.weighed import main_themes

    main = main_themes(shown)
    rest = [theme for theme in shown.top_themes if theme not in main]
    rest.sort(key=lambda theme: (not theme.recurs, -theme.voices, theme.id))
    return (*main, *rest)[:most]


def _demo_sources() -> Path:
    for folder in (Path(__file__).resolve().parent.parent, Path.cwd()):
        if any((folder / "sources").glob("*/source.toml")):
            return folder / "sources"
    raise UsageError("sources/ is not beside the package", remedy="Run this in the folder insight-synth was cloned to.")
