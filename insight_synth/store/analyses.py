"""Repository of what an analysis found: mentions, themes, evidence, profiles, advice and their citations.

Functions over a connection of the workspace; the caller owns the transaction. One analysis is kept, the newest; of
the earlier ones only what became of their themes. Citations are read back with the text their verbatim holds now.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, and_, bindparam, delete, func, select, update

from insight_synth.model import (
    Advice,
    Caveat,
    Citation,
    Evidence,
    Granularity,
    Mention,
    Sentiment,
    Snapshot,
    SourceProfile,
    Theme,
    Totals,
)  # fmt: skip
from insight_synth.store import decisions, judgements, schema, suggestions
from insight_synth.store.codec import from_json, plain, to_json
from insight_synth.store.records import batches

_EVIDENCE_FIELDS = tuple(field.name for field in dataclasses.fields(Evidence))


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """What became of a theme between two analyses: ``kind`` is born, died, split or merged.

    ``recounted`` is all themes at once, without an id: see :func:`dated_changes`.
    """

    kind: str
    theme_id: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an analysis put a mention."""

    theme_id: str
    sentiment: Sentiment
    similarity: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage as it was cut from its verbatim, before any theme."""

    mention_id: str
    verbatim_id: str
    start: int
    end: int
    language: str
    says_something: bool


# ---- mentions


def replace_mentions(connection: Connection, verbatim_ids: Iterable[str], cuts: Sequence[Cut]) -> None:
    """Puts the passages of these verbatims in place of any they had; one that stays keeps its theme for now."""
    table = schema.mentions
    before: dict[str, tuple[str, str, float]] = {}
    for batch in batches(sorted(verbatim_ids)):
        own = table.c.verbatim_id.in_(batch)
        rows_before = connection.execute(
            select(table.c.id, table.c.theme_id, table.c.sentiment, table.c.similarity).where(
                own, table.c.theme_id != ""
            )
        )
        before.update((row.id, (row.theme_id, row.sentiment, row.similarity)) for row in rows_before)
        connection.execute(delete(table).where(own))
    nowhere = ("", "", 0.0)
    for some in batches(cuts):
        rows = [
            {
                "id": cut.mention_id, "verbatim_id": cut.verbatim_id, "start": cut.start, "stop": cut.end,
                "language": cut.language, "says_something": cut.says_something,
            }
            | dict(zip(("theme_id", "sentiment", "similarity"), before.get(cut.mention_id, nowhere), strict=True))
            for cut in some
        ]  # fmt: skip
        connection.execute(table.insert(), rows)


def drop_idle_mentions(connection: Connection) -> None:
    """Deletes the passages of verbatims that count no more, as they are superseded; they would be cut anew."""
    table = schema.verbatims
    idle = and_(table.c.status != "active", table.c.cut != "")
    connection.execute(delete(schema.mentions).where(schema.mentions.c.verbatim_id.in_(select(table.c.id).where(idle))))
    connection.execute(update(table).where(idle).values(cut=""))


def mentions(connection: Connection, *, theme_ids: Sequence[str] | None = None) -> list[tuple[Mention, bool]]:
    """Mentions of active verbatims sorted by id, each with whether it says something; all, or those of these themes."""
    table, verbatim = schema.mentions, schema.verbatims
    query = (
        select(
            table.c.id, table.c.verbatim_id, verbatim.c.source, table.c.start, table.c.stop, verbatim.c.text,
            table.c.language, table.c.theme_id, table.c.sentiment, table.c.similarity, verbatim.c.voice_id,
            verbatim.c.date, verbatim.c.segment, table.c.says_something,
        )
        .join(verbatim, verbatim.c.id == table.c.verbatim_id)
        .where(verbatim.c.status == "active")
    )  # fmt: skip
    if theme_ids is not None:
        query = query.where(table.c.theme_id.in_(list(theme_ids)))
    found = []
    same: dict[str, str] = {}
    share = same.setdefault  # one copy of what many mentions have, where there are hundreds of thousands of them
    for (
        key, verbatim_id, source, start, end, text, language, theme_id, sentiment, similarity, voice_id, date, segment,
        says,
    ) in connection.execute(query, execution_options={"yield_per": 5_000}):  # fmt: skip
        mention = Mention(
            key, share(verbatim_id, verbatim_id), share(source, source), start, end, text[start:end],
            share(language, language), share(theme_id, theme_id), cast(Sentiment, share(sentiment, sentiment)),
            similarity, share(voice_id, voice_id), share(date, date), share(segment, segment),
        )  # fmt: skip
        found.append((mention, bool(says)))
    # Not by the database: PostgreSQL may sort by a language's rules, and ids must come in the same order everywhere.
    found.sort(key=lambda pair: pair[0].id)
    return found


def place_mentions(connection: Connection, placements: Mapping[str, Placement]) -> None:
    """Writes theme, sentiment and similarity of every mention by id; those left out go into no theme."""
    table = schema.mentions
    blank = {"theme_id": "", "sentiment": "", "similarity": 0.0}
    connection.execute(update(table).values(**blank))
    statement = (
        update(table)
        .where(table.c.id == bindparam("b_id"))
        .values(theme_id=bindparam("b_theme"), sentiment=bindparam("b_sentiment"), similarity=bindparam("b_sim"))
    )
    for batch in batches(sorted(placements.items())):
        rows = [
            {"b_id": key, "b_theme": at.theme_id, "b_sentiment": at.sentiment, "b_sim": round(at.similarity, 4)}
            for key, at in batch
        ]
        connection.execute(statement, rows)


def themes_of_mentions(connection: Connection) -> dict[str, str]:
    """The theme of every mention that has one, by mention id."""
    table = schema.mentions
    rows = connection.execute(select(table.c.id, table.c.theme_id).where(table.c.theme_id != ""))
    return {row.id: row.theme_id for row in rows}


def parents(connection: Connection) -> dict[str, str]:
    """The theme above each theme of the newest analysis, "" for a top theme."""
    rows = connection.execute(select(schema.themes.c.id, schema.themes.c.parent).order_by(schema.themes.c.id))
    return {row.id: row.parent for row in rows}


# ---- the analysis


def latest_fingerprint(connection: Connection) -> str:
    """The fingerprint of the newest analysis; "" where there is none."""
    table = schema.analyses
    found = connection.execute(select(table.c.fingerprint).order_by(table.c.id.desc()).limit(1)).scalar()
    return found or ""


def state(connection: Connection) -> tuple[str, tuple[int, ...]]:
    """What changes whenever the newest analysis, decisions on its themes or what it is of do; cheap to ask for.

    The fingerprint of the analysis first, "" where there is none.
    """
    number = connection.execute(select(func.max(schema.analyses.c.id))).scalar() or 0
    erased = connection.execute(select(func.count()).select_from(schema.erased_customers)).scalar_one()
    counted = ("source", "sha256", "state", "verbatims", "duplicates", "superseding")
    delivered = connection.execute(select(*(schema.exports.c[name] for name in counted)))
    told = zlib.crc32(repr(sorted(tuple(row) for row in delivered)).encode())
    return latest_fingerprint(connection), (number, erased, told, *decisions.numbers_in_force(connection))


def put_analysis(connection: Connection, snapshot: Snapshot, changes: Sequence[ThemeChange]) -> None:
    """Puts this analysis in the place of the one before."""
    for table in (
        schema.citations, schema.judgements, schema.advice, schema.profiles, schema.evidence, schema.themes,
    ):  # fmt: skip
        connection.execute(delete(table))
    number = connection.execute(
        schema.analyses.insert().returning(schema.analyses.c.id),
        {
            "fingerprint": snapshot.fingerprint, "now": snapshot.now, "encoder": snapshot.encoder,
            "granularity": snapshot.granularity, "versions": to_json(snapshot.versions),
            "totals": to_json(snapshot.totals), "caveats": to_json(snapshot.caveats),
        },
    ).scalar_one()  # fmt: skip
    _add(connection, schema.themes, [_theme_row(at, theme) for at, theme in enumerate(snapshot.themes)])
    _add(
        connection,
        schema.evidence,
        [plain(entry) | {"position": at} for theme in snapshot.themes for at, entry in enumerate(theme.evidence)],
    )
    judgements.put_judgements(connection, snapshot)
    _add(connection, schema.profiles, [_profile_row(profile) for profile in snapshot.profiles])
    _add(connection, schema.advice, [_advice_row(entry) for entry in snapshot.advice])
    cited = [(f"theme {theme.id}", theme.quotes) for theme in snapshot.themes]
    cited += [
        (f"advice {entry.source} {at}", reason.citations)
        for entry in snapshot.advice
        for at, reason in enumerate(entry.reasons)
    ]
    cited += judgements.citations_of(snapshot)
    _add(connection, schema.citations, [row for by, quotes in cited for row in _citation_rows(by, quotes)])
    rows = [
        {"analysis_id": number, "position": at, "kind": change.kind, "theme_id": change.theme_id,
         "others": json.dumps(change.others)}
        for at, change in enumerate(changes)
    ]  # fmt: skip
    _add(connection, schema.theme_changes, rows)


def snapshot(connection: Connection, *, demo: bool = False) -> Snapshot | None:
    """The newest analysis, whole; None where there is none."""
    table = schema.analyses
    row = connection.execute(select(table).order_by(table.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    quotes = citations(connection)
    themes = _themes(connection, quotes)
    granularity: Granularity = row.granularity
    return Snapshot(
        fingerprint=row.fingerprint,
        now=row.now,
        encoder=row.encoder,
        granularity=granularity,
        versions=json.loads(row.versions),
        totals=from_json(Totals, row.totals),
        profiles=_profiles(connection),
        themes=themes,
        caveats=tuple(from_json(Caveat, json.dumps(entry)) for entry in json.loads(row.caveats)),
        advice=_advice(connection, quotes, {theme.id for theme in themes if theme.hidden}),
        demo=demo,
        **judgements.judgements(connection, quotes),
    )


def theme_changes(connection: Connection) -> list[tuple[int, ThemeChange]]:
    """Every change of every analysis, oldest first, with the number of the analysis."""
    table = schema.theme_changes
    rows = connection.execute(select(table).order_by(table.c.analysis_id, table.c.position))
    return [(row.analysis_id, ThemeChange(row.kind, row.theme_id, tuple(json.loads(row.others)))) for row in rows]


def dated_changes(connection: Connection) -> list[tuple[str, ThemeChange]]:
    """Every change of every analysis, oldest first, with the newest date of the data that the analysis was of.

    Where an analysis looked at another granularity, or by another encoder, than the one before, hardly a theme stays:
    that is one change, ``recounted``, its ``others`` the two granularities (equal where the encoder is another).
    """
    table = schema.analyses
    looked: dict[int, tuple[str, tuple[str, str]]] = {}
    for row in connection.execute(select(table.c.id, table.c.now, table.c.granularity, table.c.encoder)):
        looked[row.id] = row.now, (row.granularity, row.encoder)
    found: list[tuple[str, ThemeChange]] = []
    anew: set[int] = set()
    for number, change in theme_changes(connection):
        now, how = looked[number]
        before = looked[max((other for other in looked if other < number), default=number)][1]
        if how == before:
            found.append((now, change))
        elif number not in anew:
            anew.add(number)
            found.append((now, ThemeChange("recounted", "", (before[0], how[0]))))
    return found


def citations(connection: Connection) -> dict[str, tuple[Citation, ...]]:
    """The citations of themes and of advice, by what cites them, with the verbatims' present text."""
    table, verbatim = schema.citations, schema.verbatims
    rows = connection.execute(
        select(
            table, verbatim.c.source, verbatim.c.export, verbatim.c.sha256, verbatim.c.locator, verbatim.c.text,
            verbatim.c.date, verbatim.c.segment,
        )
        .join(verbatim, verbatim.c.id == table.c.verbatim_id)
        .order_by(table.c.cited_by, table.c.position)
    )  # fmt: skip
    found: dict[str, list[Citation]] = {}
    for row in rows:
        quoted = Citation(
            mention_id=row.mention_id, verbatim_id=row.verbatim_id, source=row.source, export=row.export,
            sha256=row.sha256, locator=row.locator, start=row.start, end=row.stop,
            text=row.text[row.start : row.stop], language=row.language, date=row.date, segment=row.segment,
            sentiment=row.sentiment,
        )  # fmt: skip
        found.setdefault(row.cited_by, []).append(quoted)
    return {by: tuple(quotes) for by, quotes in found.items()}


# ---- reports


def put_report(connection: Connection, path: str, sha256: str, fingerprint: str, language: str) -> None:
    """Notes a report that was written, by where it lies."""
    connection.execute(delete(schema.reports).where(schema.reports.c.path == path))
    connection.execute(
        schema.reports.insert(), {"path": path, "sha256": sha256, "fingerprint": fingerprint, "language": language}
    )


def report_paths(connection: Connection) -> list[str]:
    """Where the reports of this workspace were written, sorted."""
    return sorted(row.path for row in connection.execute(select(schema.reports.c.path)))


# ---- helpers


def _add(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    for batch in batches(rows):
        connection.execute(table.insert(), batch)


def _theme_row(position: int, theme: Theme) -> dict[str, Any]:
    decided: dict[str, Any] = {"user_names": {}, "suggested_by": {}, "pinned": False, "hidden": False}
    kept = dataclasses.replace(theme, evidence=(), quotes=(), **decided)
    return {
        "id": theme.id, "position": position, "parent": theme.parent, "size": theme.size, "voices": theme.voices,
        "recurs": theme.recurs, "body": to_json(kept),
    }  # fmt: skip


def _themes(connection: Connection, quotes: Mapping[str, tuple[Citation, ...]]) -> tuple[Theme, ...]:
    """Every theme, with what users decided on how it is shown."""
    names, pinned = decisions.names(connection), decisions.marked(connection, "pin")
    hidden = decisions.marked(connection, "hide")
    suggested = suggestions.in_force(connection)
    found: dict[str, list[Evidence]] = {}
    table = schema.evidence
    for row in connection.execute(select(table).order_by(table.c.theme_id, table.c.position)):
        found.setdefault(row.theme_id, []).append(Evidence(**{name: getattr(row, name) for name in _EVIDENCE_FIELDS}))
    table = schema.themes
    rows = connection.execute(select(table.c.id, table.c.parent, table.c.body).order_by(table.c.position))
    return tuple(
        dataclasses.replace(
            from_json(Theme, row.body),
            evidence=tuple(found.get(row.id, ())),
            quotes=quotes.get(f"theme {row.id}", ()),
            user_names=names.get(row.id, {}),
            suggested_by=suggested.get(row.id, {}),
            pinned=row.id in pinned,
            hidden=row.id in hidden or row.parent in hidden,
        )
        for row in rows
    )


def _profile_row(profile: SourceProfile) -> dict[str, Any]:
    return {"source": profile.source.id, "body": to_json(profile)}


def _profiles(connection: Connection) -> tuple[SourceProfile, ...]:
    table = schema.profiles
    bodies = [row.body for row in connection.execute(select(table.c.body))]
    return tuple(sorted((from_json(SourceProfile, body) for body in bodies), key=lambda profile: profile.source.id))


def _advice_row(entry: Advice) -> dict[str, Any]:
    reasons = tuple(dataclasses.replace(reason, citations=()) for reason in entry.reasons)
    body = to_json(dataclasses.replace(entry, reasons=reasons))
    return {"source": entry.source, "verdict": entry.verdict, "confidence": entry.confidence, "body": body}


def _advice(
    connection: Connection, quotes: Mapping[str, tuple[Citation, ...]], hidden: Collection[str]
) -> tuple[Advice, ...]:
    """The advice; no passage of a hidden theme is an example in it."""
    quotes = _without(connection, quotes, hidden) if hidden else quotes
    found = []
    for row in connection.execute(select(schema.advice.c.source, schema.advice.c.body)):
        entry = from_json(Advice, row.body)
        reasons = tuple(
            dataclasses.replace(reason, citations=quotes.get(f"advice {row.source} {at}", ()))
            for at, reason in enumerate(entry.reasons)
        )
        found.append(dataclasses.replace(entry, reasons=reasons))
    return tuple(sorted(found, key=lambda entry: entry.source))


def _without(
    connection: Connection, quotes: Mapping[str, tuple[Citation, ...]], themes: Collection[str]
) -> dict[str, tuple[Citation, ...]]:
    """The citations of mentions that stand in none of these themes."""
    table = schema.mentions
    cited = {quote.mention_id for own in quotes.values() for quote in own}
    gone: set[str] = set()
    for batch in batches(sorted(cited)):
        rows = connection.execute(select(table.c.id).where(table.c.id.in_(batch), table.c.theme_id.in_(sorted(themes))))
        gone.update(row.id for row in rows)
    return {by: tuple(quote for quote in own if quote.mention_id not in gone) for by, own in quotes.items()}


def _citation_rows(by: str, quotes: Sequence[Citation]) -> list[dict[str, Any]]:
    return [
        {"cited_by": by, "position": at, "mention_id": quote.mention_id, "verbatim_id": quote.verbatim_id,
         "start": quote.start, "stop": quote.end, "language": quote.language, "sentiment": quote.sentiment}
        for at, quote in enumerate(quotes)
    ]  # fmt: skip


def counted(connection: Connection) -> dict[str, int]:
    """Rows by table: what a proof of erasure and a summary of the workspace show."""
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in sorted(schema.metadata.tables.items())
    }
