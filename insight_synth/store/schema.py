"""The tables of a workspace, the same in SQLite and in PostgreSQL.

Only names, types and keys: how rows are read and written is in ``records``, ``analyses`` and the other repositories.
Dates are ISO text as everywhere in the product. A mention and a citation hold offsets, never a copy of the text: what
they quote is read from the verbatim, so that it cannot differ from it and an erased verbatim leaves no words behind.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, false

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("toml", Text, nullable=False),
)

exports = Table(
    "exports",
    metadata,
    Column("source", Text, ForeignKey("sources.id"), primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("reader", Text, nullable=False),
    Column("encoding", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("verbatims", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("rejects", Integer, nullable=False),
    Column("notes", Text, nullable=False),  # JSON list
    Column("stored", Text, nullable=False),  # path within the workspace; "" once the copy was erased
    Column("position", Integer, nullable=False),  # order of arrival
    Column("state", Text, nullable=False, server_default="accepted"),
    Column("doubts", Text, nullable=False, server_default="[]"),  # JSON list
    Column("superseding", Integer, nullable=False, server_default="0"),  # older rows that rows of it take the place of
    Column("audit", Text, nullable=False, server_default="{}"),  # JSON object, without what has a column of its own
)

sketches = Table(
    "sketches",
    metadata,
    Column("source", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("band", Integer, primary_key=True),
    Column("keys", LargeBinary, nullable=False),  # 64 bits a text, little-endian: see ingest.sketches
)


def _record(name: str, *own: Column[object]) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Text, primary_key=True),
        Column("source", Text, ForeignKey("sources.id"), nullable=False),
        Column("export", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("locator", Text, nullable=False),
        Column("position", Integer, nullable=False),  # within its export
        *own,
        Column("source_row_id", Text, nullable=False),
        Column("date", Text, nullable=False),
        Column("customer", Text, nullable=False),
        Column("segment", Text, nullable=False),
        Column("product", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("duplicate_of", Text, nullable=False),
        Index(f"{name}_by_export", "source", "sha256", "position"),
        Index(f"{name}_by_customer", "customer"),
        Index(f"{name}_by_row_id", "source", "source_row_id"),
    )


verbatims = _record(
    "verbatims",
    Column("text", Text, nullable=False),
    Column("rating", Float),
    Column("rating_percent", Float),
    Column("weight", Float),
    Column("language", Text, nullable=False),
    Column("repaired", Text, nullable=False, server_default=""),
    Column("voice_id", Text, nullable=False),
    Column("cut", Text, nullable=False),  # how its passages were cut; "" while they were not
)

Index("verbatims_by_voice", verbatims.c.voice_id)
# What mentions are counted, filtered and ordered by, so that no text is read for it. PostgreSQL takes no index entry of
# over 2,700 bytes, and people may fill the last two with anything.
Index(
    "verbatims_counted", *(verbatims.c[name] for name in ("id", "status", "voice_id", "source", "date")),
    verbatims.c.segment, verbatims.c.product,
).ddl_if(dialect="sqlite")  # fmt: skip
Index(
    "verbatims_counted_short", *(verbatims.c[name] for name in ("id", "status", "voice_id", "source", "date"))
).ddl_if(dialect="postgresql")

events = _record(
    "events",
    Column("event", Text, nullable=False),
    Column("value", Float),
)

rejects = Table(
    "rejects",
    metadata,
    Column("source", Text, ForeignKey("sources.id"), primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("export", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("set_apart", Boolean, nullable=False, server_default=false()),
)

mentions = Table(
    "mentions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("verbatim_id", Text, ForeignKey("verbatims.id", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),  # `end` is a reserved word
    Column("language", Text, nullable=False),
    Column("says_something", Boolean, nullable=False),  # a greeting or a lone link stands in no theme
    Column("theme_id", Text, nullable=False, index=True),
    Column("sentiment", Text, nullable=False),
    Column("similarity", Float, nullable=False),
    Index(
        "mentions_counted",
        "verbatim_id", "theme_id", "says_something", "sentiment", "language", "similarity", "id",
    ),
)  # fmt: skip

analyses = Table(
    "analyses",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("fingerprint", Text, nullable=False),
    Column("now", Text, nullable=False),
    Column("encoder", Text, nullable=False),
    Column("granularity", Text, nullable=False),
    Column("versions", Text, nullable=False),  # JSON object
    Column("totals", Text, nullable=False),  # JSON object
    Column("caveats", Text, nullable=False),  # JSON list
)

themes = Table(
    "themes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("parent", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("voices", Integer, nullable=False),
    Column("recurs", Boolean, nullable=False),
    Column("body", Text, nullable=False),  # JSON: names, keywords, series …
)

evidence = Table(
    "evidence",
    metadata,
    Column("theme_id", Text, ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True),
    Column("source", Text, ForeignKey("sources.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("mentions", Integer, nullable=False),
    Column("voices", Integer, nullable=False),
    Column("of_voices", Integer, nullable=False),
    Column("share", Float, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("stands", Boolean, nullable=False),
    Column("negative", Integer, nullable=False),
    Column("neutral", Integer, nullable=False),
    Column("positive", Integer, nullable=False),
    Column("mixed", Integer, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
)

profiles = Table(
    "profiles",
    metadata,
    Column("source", Text, ForeignKey("sources.id"), primary_key=True),
    Column("body", Text, nullable=False),  # JSON: the profile as it was when analysed
)

advice = Table(
    "advice",
    metadata,
    Column("source", Text, ForeignKey("sources.id"), primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("body", Text, nullable=False),  # JSON: reasons without their citations, what if
)

citations = Table(
    "citations",
    metadata,
    Column("cited_by", Text, primary_key=True),  # "theme ID", "advice SOURCE NUMBER-OF-REASON", "answer ID" …
    Column("position", Integer, primary_key=True),
    Column("mention_id", Text, nullable=False),
    Column("verbatim_id", Text, ForeignKey("verbatims.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("sentiment", Text, nullable=False),
)

judgements = Table(
    "judgements",
    metadata,
    Column("name", Text, primary_key=True),  # a field of the snapshot: answers, digests, comparisons …
    Column("body", Text, nullable=False),  # JSON, without its citations
)

agendas = Table(
    "agendas",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # the newest is in force
    Column("toml", Text, nullable=False),
    Column("made_by", Text, nullable=False),  # for the record, as the next
    Column("made_at", Text, nullable=False),
    Column("restores", Boolean, nullable=False),  # whether it takes the newest change back
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # the newest is in force
    Column("body", Text, nullable=False),  # JSON: everything people changed of the drafted report
    Column("made_by", Text, nullable=False),  # for the record, as the next
    Column("made_at", Text, nullable=False),
    Column("restores", Boolean, nullable=False),  # whether it takes the newest change back
)

indicators = Table(
    "indicators",
    metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON: what is followed, in which sources, since which action
)

theme_changes = Table(
    "theme_changes",
    metadata,
    Column("analysis_id", Integer, ForeignKey("analyses.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # born, died, split, merged
    Column("theme_id", Text, nullable=False),
    Column("others", Text, nullable=False),  # JSON list of theme ids
)

theme_decisions = Table(
    "theme_decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),  # merge, split, rename, pin, hide
    Column("theme_id", Text, nullable=False),
    Column("into_id", Text, nullable=False),  # merge: the theme it goes into; pin: the theme above
    Column("language", Text, nullable=False),  # rename: "" for every language
    Column("name", Text, nullable=False),  # rename; of the others, what the theme was called then
    Column("encoder", Text, nullable=False),  # whose vectors the centres of its parts are
    Column("made_by", Text, nullable=False),  # for the record: no result depends on it, nor on the next three
    Column("made_at", Text, nullable=False),
    Column("undone_by", Text, nullable=False),
    Column("undone_at", Text, nullable=False),  # "" while it is in force
)

source_decisions = Table(
    "source_decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("verdict", Text, nullable=False),  # track, keep, fix, retire
    Column("note", Text, nullable=False),  # why, in the person's own words
    Column("made_by", Text, nullable=False),  # for the record, as the next three
    Column("made_at", Text, nullable=False),
    Column("undone_by", Text, nullable=False),
    Column("undone_at", Text, nullable=False),  # "" while it is in force
)

theme_parts = Table(
    "theme_parts",
    metadata,
    Column("decision_id", Integer, ForeignKey("theme_decisions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("theme_id", Text, nullable=False),
    Column("centre", LargeBinary, nullable=False),  # float16, little-endian
    Column("threshold", Float, nullable=False),
)

name_suggestions = Table(
    "name_suggestions",
    metadata,
    Column("theme_id", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("model", Text, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("prompt_sha256", Text, nullable=False),
    Column("status", Text, nullable=False),  # proposed, accepted, refused
    Column("reason", Text, nullable=False),  # why it was refused; "" where it was not
    Column("suggested_for", Text, nullable=False),  # fingerprint of the analysis it was asked on
)

model_state = Table(
    "model_state",
    metadata,
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("path", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("language", Text, nullable=False),
)

report_versions = Table(
    "report_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("made_at", Text, nullable=False),  # for the record, as the next
    Column("made_by", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),  # of the analysis it was written on
    Column("sha256", Text, nullable=False, index=True),  # of the report's JSON as it was exported
    Column("title", Text, nullable=False),
    Column("erased", Integer, nullable=False),  # quotations that erasures took out since
    Column("changed", Boolean, nullable=False),  # whether an erasure changed it: then it is not what was exported
    Column("body", Text, nullable=False),  # the report as JSON
)

version_files = Table(
    "version_files",
    metadata,
    Column("number", Integer, ForeignKey("report_versions.number", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("format", Text, nullable=False),  # the ending, without its dot
    Column("sha256", Text, nullable=False),  # of the file
    Column("made_at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
)

erased_verbatims = Table(
    "erased_verbatims",
    metadata,
    Column("tombstone", Text, primary_key=True),  # a keyed hash of the verbatim's id
)

erased_customers = Table(
    "erased_customers",
    metadata,
    Column("tombstone", Text, primary_key=True),  # a keyed hash of its own: not the one records carry
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("arguments", Text, nullable=False),  # JSON object
    Column("state", Text, nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("fraction", Float, nullable=False),
    Column("message", Text, nullable=False),
    Column("worker", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("heartbeat", Float, nullable=False),  # seconds since 1970, by the worker's clock, as the next three
    Column("asked_at", Float, nullable=False, server_default="0"),
    Column("started_at", Float, nullable=False, server_default="0"),  # 0 until it is
    Column("ended_at", Float, nullable=False, server_default="0"),
    Column("paces", Text, nullable=False, server_default="{}"),  # JSON object: seconds each stage took, for time left
)
