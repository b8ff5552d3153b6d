"""How often ``identify`` names the right language of short texts, and how often it says it cannot tell.

The first 1, 2, 3, 5, 8 words of sentences of SIB-200 in five languages (``../shared/data/sib200``) and, for one
language alone, of colloquial Finnish forum posts and tokenised Polish hotel reviews.

Run: python benchmarks/language_identification.py [--data FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path

from insight_synth.language import identify

FILES = {"en": "eng", "fi": "fin", "pl": "pol", "sv": "swe", "de": "deu"}


def sentences(data: Path) -> dict[str, list[tuple[str, str]]]:
    """(language, text) pairs of each set."""
    found: dict[str, list[tuple[str, str]]] = {"SIB-200": [], "forum fi": [], "hotels pl": []}
    for language, code in FILES.items():
        path = next((data / "sib200").glob(f"{code}_*.train.tsv"))
        lines = path.read_text(encoding="utf-8").split("\n")[1:]
        found["SIB-200"] += [(language, line.split("\t")[2]) for line in lines if line.strip()]
    for name, relative, language in (
        ("forum fi", "forum_fi/suomi24_food.csv", "fi"),
        ("hotels pl", "hotels_pl/polemo_hotels.csv", "pl"),
    ):
        with (data / relative).open(encoding="utf-8", newline="") as file:
            found[name] = [(language, row["text"]) for row in csv.DictReader(file)][:1500]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    for name, rows in sentences(options.data).items():
        for length in (1, 2, 3, 5, 8, 999):
            texts = [" ".join(text.split()[:length]) for _language, text in rows]
            start = time.perf_counter()
            guesses = identify(texts)
            seconds = time.perf_counter() - start
            told = [(guess, truth) for guess, (truth, _text) in zip(guesses, rows, strict=True) if guess]
            right = sum(guess == truth for guess, truth in told)
            print(
                f"{name:>10}, first {length:3} words: right {right / max(1, len(told)):.1%} of the "
                f"{len(told) / len(rows):.0%} it tells, {len(rows) / seconds:,.0f} texts a second",
                flush=True,
            )


if __name__ == "__main__":
    main()
