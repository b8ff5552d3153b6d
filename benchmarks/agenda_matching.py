"""How well questions of an agenda find the passages that speak to them, and whether they are told to be answered.

Sixty questions in English, Finnish and Polish (``agenda_questions.toml``) over the demo company and the shared data,
with passages judged by hand. Told are, by language and data set:

* nDCG@10 (Järvelin and Kekäläinen 2002, gain = grade, discount log2(rank + 1); the same as scikit-learn's
  ``ndcg_score``), the same words counted once and passages nobody judged counted as 0, over the questions to which any
  judged passage speaks: beside plain cosine on uncentred vectors, and beside matching words only;
* how each question is said to stand against how it stands by what was read. Of the 60, none may be called answered
  that is not.

What ranks was chosen on the odd questions; the even ones were held back. What cuts was chosen looking at how all sixty
stand: their states are told as figures of the data they were chosen on.

Run: python benchmarks/agenda_matching.py --workspaces FOLDER [--data FOLDER]

``--workspaces`` holds the analysed workspaces demo, airlines and insurance; one that is missing is made there first.
The forum and the hotels are each one file, which is read as two sources by a digest of the row.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from insight_synth import encode, language, pipeline
from insight_synth._passages import as_embedded
from insight_synth.agenda import answers, matching
from insight_synth.model import Mention, Question, Verbatim
from insight_synth.store import Workspace, analyses, records

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("INSIGHT_SYNTH_SHARED_DATA", str(HERE.parents[1] / "shared" / "data")))
WORKSPACES = {"demo": HERE.parent / "sources", "airlines": Path("airlines"), "insurance": Path("insurance")}
FILES = {"forum_fi": ("forum_fi/suomi24_food.csv", "fi"), "hotels_pl": ("hotels_pl/polemo_hotels.csv", "pl")}
AT = 10
TARGET = 0.75
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    """A question with what was judged: digest of a passage → grade."""

    number: int
    data: str
    language: str
    text: str
    judged: str
    grades: dict[str, int]


@dataclass(frozen=True)
class Company:
    """What is asked: mentions, those that tell with their vectors, verbatims."""

    mentions: list[Mention]
    telling: list[Mention]
    raw: Floats
    verbatims: list[Verbatim]
    parents: dict[str, str]  # theme → the theme above; none in files


def asked() -> list[Asked]:
    rows = tomllib.loads((HERE / "agenda_questions.toml").read_text("utf-8"))["questions"]
    grade = {"two": 2, "one": 1, "none": 0}
    return [
        Asked(
            row["number"], row["data"], row["language"], row["text"], row["judged"],
            {key: value for name, value in grade.items() for key in row[name].split()},
        )
        for row in rows
    ]  # fmt: skip


def digest(text: str) -> str:
    return hashlib.blake2b(as_embedded(text).casefold().encode(), digest_size=8).hexdigest()


def company(name: str, data: Path, workspaces: Path, encoder: encode.Encoder) -> Company:
    if name in FILES:
        return _from_file(name, data, workspaces, encoder)
    folder = workspaces / name
    with Workspace.open(folder, create=not folder.exists()) as ws:
        with ws.read() as connection:
            known = analyses.latest_fingerprint(connection)
        if not known:
            pipeline.add(ws, [data / WORKSPACES[name]], failed=lambda error: None)
            pipeline.analyse(ws, encoder=encoder)
        with ws.read() as connection:
            pairs = analyses.mentions(connection)
            verbatims = records.verbatims(connection, status=("active", "duplicate"))
        parents = {theme.id: theme.parent for theme in pipeline.snapshot(ws).themes}
        telling = [mention for mention, says in pairs if says]
        cache = encode.VectorCache.of(ws.vectors, encoder)
        raw = cache.vectors([as_embedded(mention.text) for mention in telling], encoder)
    return Company([mention for mention, _ in pairs], telling, raw, verbatims, parents)


def _from_file(name: str, data: Path, workspaces: Path, encoder: encode.Encoder) -> Company:
    path, spoken = FILES[name]
    mentions, verbatims = [], []
    with (data / path).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            said = row["text"].encode()
            source = f"{name}-{'ab'[hashlib.blake2b(said, digest_size=1).digest()[0] % 2]}"
            voice = hashlib.blake2b(said, digest_size=8).hexdigest()
            key = f"{number:05d}"
            mentions.append(Mention(key, key, source, 0, len(row["text"]), row["text"], spoken, voice_id=voice))
            verbatims.append(Verbatim(key, source, name, "", f"row {number}", row["text"], voice_id=voice))
    cache = encode.VectorCache.of(workspaces / "vectors of files", encoder)
    raw = cache.vectors([as_embedded(mention.text) for mention in mentions], encoder)
    return Company(mentions, mentions, raw, verbatims, {})


def ndcg(grades: Sequence[int], of: Sequence[int], at: int = AT) -> float:
    """nDCG@at of ``grades`` in the order found, where ``of`` are all grades there are."""

    def gain(found: Sequence[int]) -> float:
        return sum(grade / math.log2(rank + 2) for rank, grade in enumerate(found[:at]))

    best = gain(sorted(of, reverse=True))
    return gain(grades) / best if best else 0.0


def _agrees_with_scikit_learn() -> None:
    from sklearn.metrics import ndcg_score

    draw = np.random.default_rng(0)
    for _ in range(20):
        of = draw.integers(0, 3, 30)
        if of.any():
            scores = draw.permutation(30).astype(float)
            found = of[np.argsort(-scores)].tolist()
            assert abs(ndcg(found, of.tolist()) - ndcg_score([of], [scores], k=AT)) < 1e-9


def _by_cosine(held: Company, texts: Sequence[str], raw: Callable[[Sequence[str]], Floats]) -> list[list[int]]:
    return [np.argsort(-np.round(held.raw @ vector, 5), kind="stable").tolist() for vector in raw(texts)]


def _by_word(held: Company, texts: Sequence[str], spoken: Sequence[str]) -> list[list[int]]:
    lowered = [mention.text.casefold() for mention in held.telling]
    found = []
    for text, of in zip(texts, spoken, strict=True):
        scores = np.zeros(len(lowered))
        for start, end in language.words(text):
            word = text[start:end].casefold()
            if word in language.stop_words(of):
                continue
            lemma = " ".join(language.lemmas(word, of)) or word
            common = next((at for at, (a, b) in enumerate(zip(word, lemma, strict=False)) if a != b), len(word))
            holds = re.compile(rf"\b{re.escape(word[:common] or word)}")
            rows = [at for at, words in enumerate(lowered) if holds.search(words)]
            scores[rows] += math.log(1 + len(lowered) / (1 + len(rows)))
        found.append([at for at in np.argsort(-scores, kind="stable").tolist() if scores[at] > 0])
    return found


def _grades(question: Asked, held: Company, order: Sequence[int]) -> tuple[list[int], int]:
    """Grades of the first ten distinct passages, and how many of them nobody judged."""
    seen: dict[str, int | None] = {}
    for at in order:
        seen.setdefault(digest(held.telling[at].text), None)
        if len(seen) == AT:
            break
    found = [question.grades.get(key) for key in seen]
    return [grade or 0 for grade in found], sum(grade is None for grade in found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspaces", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=SHARED)
    arguments = parser.parse_args()
    _agrees_with_scikit_learn()
    encoder = encode.load_encoder()
    cache = encode.VectorCache.of(arguments.workspaces / "vectors of questions", encoder)

    def raw(texts: Sequence[str]) -> Floats:
        return cache.vectors(texts, encoder)

    scores: dict[str, dict[int, float]] = {"agenda": {}, "cosine, not centred": {}, "words only": {}}
    unjudged, stands = 0, Counter[tuple[str, str]]()
    wrong: list[str] = []
    every = asked()
    for name in dict.fromkeys(question.data for question in every):
        held = company(name, arguments.data, arguments.workspaces, encoder)
        own = [question for question in every if question.data == name]
        texts = [question.text for question in own]
        said = matching.said(held.telling, held.raw, held.parents)
        place = {mention.id: at for at, mention in enumerate(held.telling)}
        rankings = {
            "agenda": [[place[key] for key, _ in found] for found in matching.ranked(texts, said, raw, 50)],
            "cosine, not centred": _by_cosine(held, texts, raw),
            "words only": _by_word(held, texts, [question.language for question in own]),
        }
        for way, found in rankings.items():
            for question, order in zip(own, found, strict=True):
                if 2 in question.grades.values():
                    grades, unknown = _grades(question, held, order)
                    scores[way][question.number] = ndcg(grades, list(question.grades.values()))
                    unjudged += unknown * (way == "agenda")
        questions = [Question(str(question.number), question.text) for question in own]
        relevant = matching.relevant(questions, said, raw)
        for answer in answers.answers(questions, relevant, held.mentions, held.verbatims):
            question = every[int(answer.question.id)]
            told = "answered" if answer.state == "contradicted" else answer.state
            stands[question.judged, told] += 1
            if told == "answered" and question.judged != "answered":
                wrong.append(question.text)
    _print(every, scores, unjudged, stands, wrong)


def _print(
    every: Sequence[Asked],
    scores: dict[str, dict[int, float]],
    unjudged: int,
    stands: Counter[tuple[str, str]],
    wrong: Sequence[str],
) -> None:
    def mean(found: dict[int, float], wanted: Callable[[Asked], bool]) -> str:
        own = [score for number, score in found.items() if wanted(every[number])]
        return f"{np.mean(own):.3f} ({len(own)})" if own else "–"

    print("| nDCG@10 (questions) | " + " | ".join(scores) + " |")
    print("|---|" + "--:|" * len(scores))
    rows: list[tuple[str, Callable[[Asked], bool]]] = [
        ("all", lambda question: True),
        ("odd, chosen on", lambda question: question.number % 2 == 1),
        ("even, held back", lambda question: question.number % 2 == 0),
    ]
    rows += [(code, partial(_is, "language", code)) for code in ("en", "fi", "pl")]
    rows += [(name, partial(_is, "data", name)) for name in dict.fromkeys(question.data for question in every)]
    for label, wanted in rows:
        print(f"| {label} | " + " | ".join(mean(found, wanted) for found in scores.values()) + " |")
    print(f"\nof the agenda's first ten, {unjudged} were judged by nobody and count as 0; target {TARGET}\n")
    print("| by what was read | said to be answered | thin | open |")
    print("|---|--:|--:|--:|")
    for judged in ("answered", "thin", "open"):
        print(f"| {judged} | " + " | ".join(str(stands[judged, told]) for told in ("answered", "thin", "open")) + " |")
    print(f"\ncalled answered that are not: {len(wrong)} {list(wrong) or ''}")


def _is(field: str, value: str, question: Asked) -> bool:
    return bool(getattr(question, field) == value)


if __name__ == "__main__":
    main()
