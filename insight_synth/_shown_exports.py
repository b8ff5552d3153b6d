"""What ``add`` and ``quarantine`` print of exports: that their rows add up, what they look like, and what is held back.

Text only, on standard output. It is short where many exports come at once; all there is to know of each is in
``--json`` and in the workbench.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from insight_synth._terminal import printable, table
from insight_synth.catalog import Change
from insight_synth.catalog.audit_figures import language_names, median_words, percent, pooled, texts_of
from insight_synth.model import Audit, Export
from insight_synth.store.codec import plain

Changes = Mapping[str, Sequence[Change]]
"""SHA-256 of an export → what is different about it."""

_SUMS = ("rows", "verbatims", "events", "duplicates", "rejects")
_IN_FULL = 3  # exports of which everything is printed; of more, only what asks for attention
_WORTH_NAMING = 2  # percent of the texts from which on a language is named
_MOST_REASONS, _MOST_NAMES = 4, 5
_MUCH = 20  # percent of the records without a field, from which on that asks for attention
_STATES = {"quarantined": "HELD BACK", "left out": "left out", "accepted": ""}


def as_json(export: Export, changes: Sequence[Change] = ()) -> dict[str, Any]:
    """What ``add --json`` and ``quarantine --json`` give of one export."""
    names = ("source", "name", "sha256", *_SUMS, "known", "state", "doubts", "audit", "notes")
    return {name: plain(getattr(export, name)) for name in names} | {"changes": plain(list(changes))}


def print_exports(exports: Sequence[Export], changes: Changes) -> None:
    """What became of each export's rows, that they add up, and what they look like."""
    rows = [[_name(export), *(f"{getattr(export, name):,}" for name in _SUMS), _remark(export)] for export in exports]
    sums = {name: sum(getattr(export, name) for export in exports) for name in _SUMS}
    if len(exports) > 1:
        rows.append(["all", *(f"{sums[name]:,}" for name in _SUMS), ""])
    print(table(["export", *_SUMS, ""], rows, right=range(1, 6)))
    parts = [f"{sums[name]:,} {name}" for name in _SUMS[1:]]
    total = sum(sums[name] for name in _SUMS[1:])
    verdict = "= rows" if total == sums["rows"] else f"but there are {sums['rows']:,} rows"
    print(f"{' + '.join(parts)} = {total:,} {verdict}")
    _print_audits([export for export in exports if not export.known], changes)


def print_held_back(exports: Sequence[Export], workspace: Path) -> None:
    """Each export that is held back, why, and how to decide; nothing where none is."""
    held = [export for export in exports if export.state == "quarantined"]
    if not held:
        return
    verb = "export is" if len(held) == 1 else "exports are"
    print(f"HELD BACK: {len(held)} {verb} kept and counted nowhere until someone decides.")
    for export in held:
        print(f"  {_name(export)} ({export.rows:,} rows, {export.sha256[:8]})")
        for doubt in export.doubts:
            print(f"    {printable(doubt.text)}")
    chosen = _quoted(f"{held[0].source}/{held[0].name}") if len(held) == 1 else "SOURCE/EXPORT"
    command = f"insight-synth quarantine -w {_quoted(str(workspace))}"
    print(f"To let it count:  {command} --accept {chosen}")
    print(f"To leave it out:  {command} --leave-out {chosen}")


def print_decided(exports: Sequence[Export]) -> None:
    """What was decided, and what it changes."""
    for export in exports:
        counting = f"{export.verbatims:,} verbatims and {export.events:,} events"
        meaning = {
            "accepted": f"accepted; its {counting} count from the next analysis on",
            "left out": f"left out; its {counting} count nowhere",
            "quarantined": f"held back; its {counting} count nowhere until someone decides",
        }[export.state]
        print(f"{_name(export)}: {meaning}")
    print("Run `insight-synth analyse` to see what follows.")


def print_left_out(exports: Sequence[Export]) -> None:
    """Each export that someone left out; nothing where none is."""
    left = [export for export in exports if export.state == "left out"]
    if left:
        print(f"Left out, and counted nowhere ({len(left)}):")
    for export in left:
        print(f"  {_name(export)} ({export.rows:,} rows, {export.sha256[:8]})")


def _name(export: Export) -> str:
    return printable(f"{export.source}/{export.name}")


def _quoted(argument: str) -> str:
    return shlex.quote(printable(argument))


def _remark(export: Export) -> str:
    return ", ".join(filter(None, ["known already" if export.known else "", _STATES[export.state]]))


# ---- what an export looks like


def _print_audits(exports: Sequence[Export], changes: Changes) -> None:
    """One by one where they are few, else source by source and only what asks for attention."""
    if len(exports) <= _IN_FULL:
        for export in exports:
            lines = [*_facts(export.audit, in_full=True), *_changed([export], changes), *_notes([export])]
            _print_block(_name(export), lines)
        return
    by_source: dict[str, list[Export]] = {}
    for export in exports:
        by_source.setdefault(export.source, []).append(export)
    for source, own in by_source.items():
        lines = [*_facts(pooled(export.audit for export in own), in_full=False), *_changed(own, changes)]
        _print_block(f"{source} ({len(own)} exports)" if len(own) > 1 else source, [*lines, "; ".join(_notes(own))])
    print("What each export looks like in full: add --json, or the workbench.")


def _print_block(title: str, lines: Sequence[str]) -> None:
    first, *others = lines
    print(f"{printable(title)}: {printable(first)}")
    for line in filter(None, others):
        print(f"  {printable(line)}")


def _notes(exports: Sequence[Export]) -> list[str]:
    """Each note once."""
    return list(dict.fromkeys(note for export in exports for note in export.notes))


def _facts(audit: Audit, *, in_full: bool) -> Iterator[str]:
    texts = texts_of(audit)
    yield "; ".join(filter(None, [_period(audit), _languages(audit)])) or f"{audit.rows:,} rows"
    if rejects := _rejects(audit):
        yield rejects
    if repeated := _repeated(audit, texts, in_full):
        yield repeated
    if audit.superseding:
        one = "1 row corrects a row of an earlier export, and takes its place"
        many = f"{audit.superseding:,} rows correct rows of earlier exports, and take their place"
        yield one if audit.superseding == 1 else many
    least = 0 if in_full else _MUCH
    lacking = [(name, percent(count, audit.records)) for name, count in audit.missing.items() if count]
    if named := [f"{name} {share} %" for name, share in lacking if share > least]:
        yield f"missing: {', '.join(named)}"
    if in_full and texts:
        yield f"half of the texts have {median_words(audit)} words or fewer"
    if in_full and audit.personal:
        yield f"personal data: {_listed(audit.personal)}; marked out in everything that leaves the workspace"


def _period(audit: Audit) -> str:
    return audit.first if audit.first == audit.last else f"{audit.first} – {audit.last}"


def _languages(audit: Audit) -> str:
    of = sum(audit.languages.values())
    shares = [(code, percent(count, of)) for code, count in audit.languages.items()]
    named = [(language_names(code) if code else "unclear", share) for code, share in shares if share >= _WORTH_NAMING]
    return named[0][0] if len(named) == 1 else ", ".join(f"{name} {share} %" for name, share in named)


def _rejects(audit: Audit) -> str:
    total = sum(audit.rejects.values())
    if not total:
        return ""
    apart = f", {audit.set_apart:,} of them only kept apart" if audit.set_apart else ""
    return f"{total:,} {'reject' if total == 1 else 'rejects'}{apart}: {_listed(audit.rejects, _MOST_REASONS)}"


def _repeated(audit: Audit, texts: int, in_full: bool) -> str:
    least = 0 if in_full else _MUCH
    counts = [
        (audit.near_duplicates, "repeat another nearly or to the letter"),
        (audit.boilerplate, "say nothing or the same words again and again"),
        (audit.garbled, "hold unreadable characters"),
        (audit.repaired, "came in a wrong encoding, mended beside the original"),
        *((count, f"stand in {source} too") for source, count in audit.elsewhere.items()),
    ]
    named = [f"{count:,} {what}" for count, what in counts if count and percent(count, texts) >= least]
    return f"of {texts:,} texts {', '.join(named)}" if named else ""


def _changed(exports: Sequence[Export], changes: Changes) -> Iterator[str]:
    """What is different and no doubt; of several exports those of the last."""
    doubted = {doubt.code for doubt in exports[-1].doubts}
    for change in changes.get(exports[-1].sha256, ()):
        if change.code not in doubted:
            yield f"changed: {change.text}"


def _listed(counts: Mapping[str, int], most: int = _MOST_NAMES) -> str:
    named = [f"{count:,} {name}" for name, count in list(counts.items())[:most]]
    rest = sum(list(counts.values())[most:])
    return ", ".join([*named, f"{rest:,} for other reasons"] if rest else named)
