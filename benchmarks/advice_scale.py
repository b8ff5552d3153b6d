"""How long advice and a what-if take at the size of a large company: 30 sources and 200,000 mentions.

Mentions are made, not encoded: themes of very different sizes, each heard in some sources, a tenth of all passages in
none, a fifth sorted wrongly, one source a copy of another. Nothing is read from a workspace but in the last row, which
times ``pipeline`` reading what an analysis kept.

Run: python benchmarks/advice_scale.py [--mentions N] [--sources N] [--themes N]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import numpy as np

from insight_synth import advice, catalog, evidence
from insight_synth._what_if import from_bytes, to_bytes
from insight_synth.model import Export, Mention, Question, Sentiment, Source, SourceProfile, Verbatim

MONTHS = 24
NOW = date(2026, 10, 31)
ADVICE, WHAT_IF = 20.0, 1.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, default=200_000)
    parser.add_argument("--sources", type=int, default=30)
    parser.add_argument("--themes", type=int, default=240, help="finest ones; an eighth as many stand above them")
    options = parser.parse_args()
    names, mentions, parents = made(options.mentions, options.sources, options.themes)
    profiles, of_voices = profiled(names, mentions)
    heard = evidence.Heard.of(mentions, parents, of_voices)
    agenda = asked(names, heard, mentions)
    caveats = catalog.caveats(profiles)
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |")
    data = f"{options.sources} sources, {options.mentions:,} mentions, {len(parents)} themes"
    with timed(data, "witnesses of all themes, once"):
        evidence.witnesses(heard)
    with timed(data, f"advice on all sources (at most {ADVICE:.0f} s)"):
        given = advice.advise(profiles, mentions, heard, agenda, caveats, {})
    with timed(data, "the cheapest set of sources"):
        advice.cheapest_set(heard, profiles, agenda)
    spoken = advice.Spoken.of(mentions, heard.sources, parents, NOW.isoformat())
    kept = to_bytes(heard, spoken, agenda)
    print(row(data, "what an analysis keeps for it", f"{len(kept) / 1e6:.1f} MB"))
    verdicts = {entry.source: entry.verdict for entry in given}
    for gone in (names[:1], names[:3]):
        with timed(data, f"what-if without {len(gone)} of them, kept bytes read (at most {WHAT_IF:.0f} s)"):
            advice.without(gone, profiles, *from_bytes(kept), caveats, verdicts)


def made(mentions: int, sources: int, themes: int) -> tuple[list[str], list[Mention], dict[str, str]]:
    """Ids of sources, mentions, and themes on two levels."""
    draw = np.random.default_rng(0)
    names = [f"s{at:02d}" for at in range(sources)]
    parents = {f"t{at}": "" for at in range(themes // 8)}
    parents |= {f"t{at % (themes // 8)}.{at}": f"t{at % (themes // 8)}" for at in range(themes)}
    finest = [theme for theme, above in parents.items() if above]
    size = draw.pareto(1.2, themes) + 0.2
    likes = (draw.random((sources, themes)) < 0.4) * size[None, :] + 0.02 * size[None, :]
    part = draw.dirichlet(np.full(sources, 1.5))
    of_source = draw.choice(sources, mentions, p=part)
    found = []
    feelings: tuple[Sentiment, ...] = ("negative", "negative", "neutral", "positive", "")
    for at in range(sources):
        rows = np.flatnonzero(of_source == at)
        drawn = draw.choice(themes, len(rows), p=likes[at] / likes[at].sum())
        astray = draw.random(len(rows)) < 0.1
        drawn[astray] = draw.integers(themes, size=int(astray.sum()))
        nowhere = draw.random(len(rows)) < 0.1
        days = draw.integers(0, 30 * MONTHS, len(rows))
        felt = draw.integers(0, len(feelings), len(rows))
        own = 0 if at == 1 else at  # the second source repeats the first
        for n, row_ in enumerate(rows.tolist()):
            id_ = f"v{row_}"
            found.append(
                Mention(
                    id=f"{id_}:0-9", verbatim_id=id_, source=names[at], start=0, end=9, text="made here",
                    language="en", theme_id="" if nowhere[n] else finest[drawn[n]], sentiment=feelings[felt[n]],
                    similarity=float(0.4 + 0.5 * draw.random()), voice_id=f"{own}/{n // 2}",
                    date=(NOW - timedelta(days=int(days[n]))).isoformat(),
                )
            )  # fmt: skip
    return names, found, parents


def profiled(names: list[str], mentions: list[Mention]) -> tuple[tuple[SourceProfile, ...], dict[str, int]]:
    """What each source holds, and its voices."""
    sources = tuple(
        Source(name, name, "survey", cost_per_year=1000.0 * (at % 7 + 1)) for at, name in enumerate(names)
    )  # fmt: skip
    verbatims = [
        Verbatim(id=m.verbatim_id, source=m.source, export="", sha256="", locator="", text=m.text, date=m.date,
                 voice_id=m.voice_id, segment="a")
        for m in mentions
    ]  # fmt: skip
    counts: dict[str, int] = dict.fromkeys(names, 0)
    for verbatim in verbatims:
        counts[verbatim.source] += 1
    exports = [
        Export(name, "made.csv", "0" * 64, 0, "csv", "utf-8", n, n, 0, 0, 0) for name, n in counts.items()
    ]  # fmt: skip
    profiles = catalog.source_profiles(sources, exports, verbatims, [], mentions, NOW.isoformat())
    return profiles, {profile.source.id: profile.voices for profile in profiles}


def asked(names: list[str], heard: evidence.Heard, mentions: list[Mention]) -> advice.AgendaWitnesses:
    """Twelve questions, each answered by what three themes say."""
    themes = [theme for theme, above in heard.parents.items() if above]
    questions = [Question(f"q{at}", "made", priority=at % 3 + 1) for at in range(12)]
    of_theme = {theme: f"q{at // 3}" for at, theme in enumerate(themes[:36])}
    counted: dict[str, dict[str, set[str]]] = {question.id: {} for question in questions}
    for mention in mentions:
        if question := of_theme.get(mention.theme_id):
            counted[question].setdefault(mention.source, set()).add(mention.voice_id)
    return advice.AgendaWitnesses.of(
        names,
        questions,
        {question: {s: frozenset(v) for s, v in by.items() if len(v) >= 5} for question, by in counted.items()},
    )


@contextmanager
def timed(data: str, what: str) -> Iterator[None]:
    """Prints a row with the seconds that passed within."""
    begun, processor = time.perf_counter(), time.process_time()
    yield
    seconds, own = time.perf_counter() - begun, time.process_time() - processor
    print(row(data, what, f"{seconds:.2f} s; {own:.2f} s of processor"), flush=True)


def row(data: str, what: str, figure: str) -> str:
    return f"| {date.today()} | {os.cpu_count()} cores | {data} | {what} | {figure} |"


if __name__ == "__main__":
    main()
