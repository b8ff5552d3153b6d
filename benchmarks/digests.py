"""How far the digests of the demo company's sources say what is true of them.

The truth is that of ``demo_truth``. A point is *true* where its sentence speaks of a true theme, and *pure* by the
share of the source's voices on the point's theme that speak of the same true theme. A source *should* say every true
theme that at least five of its voices, and a twenty-fifth, speak of; of more than seven, any seven will do.

Run: python benchmarks/digests.py [--workspace FOLDER]
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path

from demo_truth import SOURCES, read_truth, true_themes  # type: ignore[import-not-found]

from insight_synth import pipeline
from insight_synth.store import Workspace, analyses, records

FEWEST, LEAST_SHARE, MOST = 5, 0.04, 7


def main() -> None:
    """Prints one line a source, and all of them together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", type=Path, help="a workspace that holds the demo, analysed; made anew otherwise")
    given = parser.parse_args().workspace
    with (
        tempfile.TemporaryDirectory() as folder,
        Workspace.open(given or Path(folder) / "workspace", create=not given) as ws,
    ):
        if not given:
            pipeline.add(ws, [SOURCES])
            pipeline.analyse(ws)
        shown = pipeline.snapshot(ws)
        with ws.read() as connection:
            verbatims = {verbatim.id: verbatim for verbatim in records.verbatims(connection, status="active")}
            telling = [mention for mention, says in analyses.mentions(connection) if says]
    truth = dict(
        zip(
            (mention.id for mention in telling), true_themes(telling, verbatims, read_truth().rows), strict=True
        )
    )  # fmt: skip
    parents = {theme.id: theme.parent for theme in shown.themes}
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    on: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for mention in telling:
        said[mention.source][truth[mention.id]].add(mention.voice_id)
        for theme in (mention.theme_id, parents.get(mention.theme_id, "")):
            on[mention.source, theme].append((truth[mention.id], mention.voice_id))
    purity: list[float] = []
    found_all = should_all = 0
    print(f"{'source':<22} {'points':>6} {'true':>5} {'pure':>5} {'says':>5} {'of':>3}  only here")
    for digest in shown.digests:
        told, pure = set(), []
        for point in digest.points:
            label = truth[point.sentence.mention_id]
            rows = on[digest.source, point.theme_id]
            voices = {voice for _, voice in rows}
            pure.append(len({voice for name, voice in rows if name == label}) / len(voices) if label else 0.0)
            told.add(label)
        fewest = max(FEWEST, LEAST_SHARE * shown.profile(digest.source).voices)
        should = {name for name, voices in said[digest.source].items() if name and len(voices) >= fewest}
        found, wanted = len(should & told), min(len(should), MOST)
        purity += pure
        found_all, should_all = found_all + min(found, wanted), should_all + wanted
        only = ", ".join(shown.theme(theme).name() for theme in digest.only_here)
        mean = sum(pure) / len(pure) if pure else 0.0
        print(
            f"{digest.source:<22} {len(pure):>6} {sum(map(bool, pure)):>5} {mean:>5.2f} {found:>5} {wanted:>3}  {only}"
        )
    true = sum(map(bool, purity))
    print(f"{len(purity)} points, {true} on a true theme, purity of those {sum(purity) / max(true, 1):.2f}; "
          f"{found_all} of {should_all} true themes said")  # fmt: skip


if __name__ == "__main__":
    main()
