"""Verbatims in passages: cut, told whose voice they are, encoded, and read without personal data.

Part of ``pipeline``. Passages are cut and texts encoded once; what is there already stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from insight_synth import encode, evidence, ingest, language
from insight_synth.model import Mention, Progress, Status, Verbatim
from insight_synth.store import Workspace, analyses, records

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]

CUT = "2"  # raise it when passages are cut or judged in another way: they are then cut anew
DELIVERED: tuple[Status, ...] = ("active", "duplicate")  # what is superseded or held back counts nowhere


def as_embedded(passage: str) -> str:
    """A passage as it is given to the encoder, and known by in the cache of vectors."""
    return language.bare(ingest.repaired(passage) or passage)


def cut_passages(ws: Workspace, fresh: bool, report: Progress, retired: Collection[str] = ()) -> None:
    """Cuts what was not cut yet into passages, with ``fresh`` everything, but for sources that were retired."""
    with ws.write() as connection:
        analyses.drop_idle_mentions(connection)
    with ws.read() as connection:
        new = records.verbatims(connection, status="active") if fresh else records.uncut(connection, CUT)
    new = [verbatim for verbatim in new if verbatim.source not in retired]
    if not new:
        return
    unknown = [verbatim for verbatim in new if not verbatim.language]
    told = language.identify([verbatim.text for verbatim in unknown])
    languages = {verbatim.id: verbatim.language for verbatim in new}
    languages.update((verbatim.id, code) for verbatim, code in zip(unknown, told, strict=True))
    cuts = []
    for number, verbatim in enumerate(new):
        if number % 500 == 0:
            report("passages", number / len(new), f"{number:,} of {len(new):,} verbatims")
        spoken = languages[verbatim.id]
        for start, end in language.passages(verbatim.text, spoken):
            says = language.says_something(verbatim.text[start:end], spoken)
            cuts.append(analyses.Cut(f"{verbatim.id}:{start}-{end}", verbatim.id, start, end, spoken, says))
    with ws.write() as connection:
        analyses.replace_mentions(connection, languages, cuts)
        records.set_languages(connection, languages, CUT)
    report("passages", 1.0, f"{len(cuts):,} passages")


def tell_voices(ws: Workspace, report: Progress, retired: Collection[str] = ()) -> evidence.Ties:
    """Tells of every verbatim whose voice it is, but for sources that were retired; returns what makes them one."""
    report("voices", 0.0, "")
    with ws.read() as connection:
        delivered = records.verbatims(connection, status=DELIVERED)
    ties = evidence.Ties.of([verbatim for verbatim in delivered if verbatim.source not in retired])
    voices = evidence.voice_ids(ties)
    with ws.write() as connection:
        records.set_voices(connection, voices)
    report("voices", 1.0, f"{len(set(voices.values())):,} voices")
    return ties


def said(telling: Sequence[Mention], verbatims: Mapping[str, Verbatim]) -> list[str]:
    """The passages as themes are named by them: readable, and without personal data, of which names carry none.

    A whole verbatim is redacted, to the same length, and passages are cut from it: their offsets stay those of it.
    """
    from insight_synth.ingest.privacy import Redactor

    redact = Redactor()
    clean: dict[str, str] = {}
    found = []
    for mention in telling:
        verbatim = verbatims[mention.verbatim_id]
        if verbatim.id not in clean:
            clean[verbatim.id] = redact.text(verbatim.text, verbatim.language)
        passage = clean[verbatim.id][mention.start : mention.end]
        found.append(ingest.repaired(passage) or passage)
    return found


def vectors_of(
    ws: Workspace, encoder: encode.Encoder, texts: Sequence[str], fresh: bool, report: Progress
) -> tuple[Vectors, int]:
    """Uncentred vectors (n, d) of ``texts``, and how many of them were not held yet."""
    known = set(ws.note("encoders").split("\n")) - {""}
    if (own := f"{encoder.name}@{encoder.version}") not in known:
        ws.set_note("encoders", "\n".join(sorted({*known, own})))
    cache = encode.VectorCache.of(ws.vectors, encoder)
    if fresh:
        cache.remove(texts)
    held = cache.holds(texts)
    missing = len({text for text, there in zip(texts, held, strict=True) if not there})
    return cache.vectors(texts, encoder, report), missing
