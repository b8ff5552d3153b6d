"""The names of the largest themes over three sets of data, to be judged by reading them.

``banking77``, ``airlines`` (both as in ``themes.py``) and the demo company; themes of both levels, the largest first,
each with its names by language, its passages and its most telling sentence. What a reader made of them is in
``docs/users/theme-names.md``. Seconds are processor seconds of reading the words and naming, dictionaries loaded.

Run: python benchmarks/theme_names.py [--data FOLDER] [--cache FOLDER] [--workspace FOLDER] [--largest N] [--table]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from themes import Labelled, airlines, banking77, vectors_of  # type: ignore[import-not-found]

from insight_synth import ThemeModel, pipeline
from insight_synth.encode import DEFAULT_ENCODER, VectorCache, centre_languages, load_encoder
from insight_synth.ingest import repaired
from insight_synth.language import bare
from insight_synth.store import Workspace, analyses
from insight_synth.themes import in_context
from insight_synth.themes.names import name_themes, read_passages

SOURCES = Path(__file__).resolve().parents[1] / "sources"
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Shown:
    """A theme to be judged."""

    data: str
    top: bool
    size: int
    names: str
    sentence: str


def demo(workspace: Path) -> tuple[Labelled, Floats]:
    """The demo company's mentions and their vectors as its analysis has them, from a workspace that was analysed."""
    with Workspace.open(workspace) as ws, ws.read() as connection:
        telling = [mention for mention, says in analyses.mentions(connection) if says]
        vectors = ws.vectors
    said = [repaired(mention.text) or mention.text for mention in telling]
    spoken = [mention.language for mention in telling]
    encoder = load_encoder()
    embedded = [bare(text) for text in said]
    raw = VectorCache.of(vectors, encoder).vectors(embedded, encoder)
    centred = centre_languages(raw, spoken)
    centred = in_context(centred, [mention.verbatim_id for mention in telling], [mention.start for mention in telling])
    return Labelled("demo", said, [""] * len(said), spoken), centred


def themes_of(told: Labelled, vectors: Floats) -> Iterator[Shown]:
    """Every theme and sub-theme found among the passages; prints how long the naming took."""
    model = ThemeModel(seed=0)
    said = model.find(told.texts, vectors, languages=told.languages)
    space, labels = model.space_[said.rows], model.labels_[said.rows]
    read_passages(said.texts[:50], said.languages[:50])  # the dictionaries load now
    begun = time.process_time()
    read = read_passages(said.texts, said.languages)
    named = name_themes(said.texts, said.languages, read, space, labels, model.parents_)
    print(f"{told.name}: {len(named)} themes of {len(told.texts):,} named in {time.process_time() - begun:.1f} s")
    for theme, found in enumerate(named):
        below = np.flatnonzero(model.parents_ == theme)
        size = int(np.isin(model.labels_, [theme, *below]).sum())
        names = " / ".join(found.names.values())
        yield Shown(told.name, model.parents_[theme] < 0, size, names, " ".join(said.texts[found.sentence_row].split()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of the labelled data")
    parser.add_argument("--cache", type=Path, help="a folder to keep vectors in between runs; none are kept otherwise")
    parser.add_argument("--workspace", type=Path, help="an analysed workspace of the demo; made anew otherwise")
    parser.add_argument("--largest", type=int, default=40, help="how many themes to show")
    parser.add_argument("--table", action="store_true", help="names and counts as a table, without sentences")
    options = parser.parse_args()
    if not options.data.is_dir():
        raise SystemExit(f"{options.data}: no such folder. Name the labelled data with --data.")
    with tempfile.TemporaryDirectory() as folder:
        cache = options.cache or Path(folder)
        workspace = options.workspace or Path(folder) / "workspace"
        if options.workspace is None:
            with Workspace.open(workspace, create=True) as ws:
                pipeline.add(ws, [SOURCES])
                pipeline.analyse(ws)
        shown = [
            *themes_of(questions := banking77(options.data), vectors_of(questions, DEFAULT_ENCODER, cache)),
            *themes_of(sentences := airlines(options.data), vectors_of(sentences, DEFAULT_ENCODER, cache)),
            *themes_of(*demo(workspace)),
        ]
    for at, theme in enumerate(sorted(shown, key=lambda one: (-one.size, one.names))[: options.largest], start=1):
        level = "theme" if theme.top else "sub-theme"
        if options.table:
            print(f"| {at} | {theme.data} | {level} | {theme.size:,} | {theme.names} |")
        else:
            print(f"{at:3d}  {theme.names}\n     {theme.data}, {level}, {theme.size:,} passages\n     {theme.sentence}")


if __name__ == "__main__":
    main()
