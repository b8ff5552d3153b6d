"""How much personal data is found, how often something else is taken for it, and how fast.

``privacy_lines.tsv``: lines made by hand in Finnish, Polish and English, personal data marked as ``{kind|what}``; each
person, company and number is invented, and each checksummed number got its check digit by trying all of them against
the number's definition. ``privacy_traps.tsv``: sentences without personal data, full of order numbers, prices, dates,
codes and numbers that pass a checksum by chance, beside a word that says what they are. Ordinary sentences for the rate
of false alarms are those of the demo company's texts, which are generated and say where they hold personal data.

A find counts when kind, start and end are all right. The peer is the same patterns without checksums and context.

Run: python benchmarks/privacy.py
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from insight_synth import catalog, ingest
from insight_synth.ingest.privacy import KINDS, redact

HERE = Path(__file__).parent
CHECKSUMMED = ("IBAN", "card", "identity number", "business number")
_MARKED = re.compile(r"\{([^|{}]+)\|([^{}]+)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_PLAIN = {  # what a loop of regular expressions alone would look for
    "e-mail": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "IBAN": re.compile(r"\b[A-Z]{2}\d{2}(?: ?\w{4}){3,7}(?: ?\w{1,3})?\b"),
    "identity number": re.compile(r"\b\d{6}[-+A]\d{3}\w\b|\b\d{11}\b"),
    "card": re.compile(r"\b(?:\d[ -]?){13,19}\b"),
    "business number": re.compile(r"\b\d{7}-\d\b|\b\d{3}-?\d{3}-?\d{2}-?\d{2}\b"),
    "phone": re.compile(r"\+?\d[\d ()-]{6,}\d"),
    "handle": re.compile(r"(?<!\w)@\w+"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A text with where its personal data stands: (start, end, kind)."""

    language: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


def labelled_lines() -> list[Line]:
    """The lines of ``privacy_lines.tsv``."""
    return [_line(language, marked) for language, marked in _rows("privacy_lines.tsv")]


def trap_sentences() -> list[tuple[str, str]]:
    """(language, sentence) without personal data."""
    return list(_rows("privacy_traps.tsv"))


def demo_sentences() -> list[str]:
    """The sentences of the demo company's texts."""
    found: list[str] = []
    for folder in catalog.find_source_folders(HERE.parent / "sources"):
        source = catalog.read_source(folder)
        if source.behavioural:
            continue
        for file in catalog.export_files(folder, source):
            reading = ingest.read_rows(file)
            verbatims = ingest.normalise(reading, source, file.name, "", str).verbatims
            found += [sentence for v in verbatims for sentence in _SENTENCE_END.split(v.text) if sentence.strip()]
    return found


def found_in(text: str) -> set[tuple[int, int, str]]:
    """What the recognisers find: (start, end, kind)."""
    return {(span.start, span.end, span.kind) for span in redact(text).spans}


def found_plainly(text: str) -> set[tuple[int, int, str]]:
    """What regular expressions alone find."""
    return {(*match.span(), kind) for kind, pattern in _PLAIN.items() for match in pattern.finditer(text)}


def measured(
    lines: Sequence[Line], find: Callable[[str], set[tuple[int, int, str]]]
) -> dict[tuple[str, str], tuple[int, int, int]]:
    """By kind and language: found rightly, missed, found wrongly."""
    right, missed, wrong = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for line in lines:
        found, true = find(line.text), set(line.spans)
        right.update((kind, line.language) for *_, kind in found & true)
        missed.update((kind, line.language) for *_, kind in true - found)
        wrong.update((kind, line.language) for *_, kind in found - true)
    return {key: (right[key], missed[key], wrong[key]) for key in sorted({*right, *missed, *wrong})}


def texts_per_second(texts: Sequence[str], find: Callable[[str], object]) -> float:
    """The best of three rounds, in processor time."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for text in texts:
            find(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def main() -> None:
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None).parse_args()
    lines, traps, ordinary = labelled_lines(), trap_sentences(), demo_sentences()
    for name, find in (("ours", found_in), ("regular expressions alone", found_plainly)):
        print(f"\n{name}, {len(lines)} lines: kind, language, of, recall, precision")
        counts = measured(lines, find)
        for kind in KINDS:
            for language in ("fi", "pl", "en", "all"):
                picked = [held for (k, lang), held in counts.items() if k == kind and language in (lang, "all")]
                right, missed, wrong = (sum(column) for column in zip(*picked, strict=True)) if picked else (0, 0, 0)
                if right + missed:
                    recall, precision = right / (right + missed), right / max(1, right + wrong)
                    print(f"  {kind:>15} {language:>3} {right + missed:4} {recall:.3f} {precision:.3f}")
        alarms = sum(bool(find(sentence)) for _, sentence in traps)
        print(f"  false alarms in {len(traps)} trap sentences: {alarms}")
        alarmed = [sentence for sentence in ordinary if find(sentence)]
        print(f"  sentences of the demo with a find: {len(alarmed)} of {len(ordinary)}")
        speed = texts_per_second(ordinary, find)
        print(f"  {speed:,.0f} sentences a second of processor time")


def _rows(name: str) -> Iterator[tuple[str, str]]:
    for row in (HERE / name).read_text(encoding="utf-8").split("\n")[1:]:
        if row:
            language, _, text = row.partition("\t")
            yield language, text


def _line(language: str, marked: str) -> Line:
    text, spans, last = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[last : match.start()]
        spans.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        last = match.end()
    return Line(language, text + marked[last:], tuple(spans))


if __name__ == "__main__":
    main()
