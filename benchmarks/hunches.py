"""Are a hunch's sides right, and is nothing made up: passages judged by hand, and beliefs nobody speaks of.

``hunches_beliefs.tsv`` holds beliefs about the demo company, the airlines and the insurers in three languages, and
whether anybody speaks of them; ``hunches_judged.tsv`` the side of passages pooled for each, judged by reading them:
for, against, beside, or elsewhere (not about it). Passages are known by a hash of their words, never by the words:
the shared data may not be published. The judge is the author of the word lists. "first" beliefs were seen while they
were written; "second" (insurers), "third" and "fourth" ones were judged before the lists met them, and then each showed
what to mend: only their first figures, in docs/users/hunches.md, are of beliefs that chose nothing. Passages
of "third" and "fourth" were drawn evenly from those put on either side and beside: sides that are rarely told weigh
more than they do in a workspace.

What is compared: our sides; sides by sentiment alone (a complaint is for an unwelcome belief and against a welcome
one); everything on the commonest side. "elsewhere" counts as beside, for the side of a passage that is not about it
is no side. Then end to end, with the passages that ``matching`` finds: how many of those that are shown as for or
against and were judged are right, and what is said of beliefs nobody speaks of.

Run: python benchmarks/hunches.py demo=DIR airlines=DIR insurance=DIR   (analysed workspaces; any of them)
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from insight_synth import _hunches, pipeline
from insight_synth._spoken import Spoken
from insight_synth.agenda import matching
from insight_synth.agenda.hunches import Belief
from insight_synth.agenda.stance import belief_reading, reading, stance
from insight_synth.model import Mention
from insight_synth.store import Workspace

HERE = Path(__file__).parent
SIDES = ("for", "against", "beside")


@dataclass(frozen=True, slots=True)
class Row:
    """One judged passage: the true side, ours, that of sentiment, and whether matching finds it to the point."""

    belief: str
    set: str
    true: str  # elsewhere too
    ours: str
    felt: str
    found: bool


def passage_key(text: str) -> str:
    """What a judged passage is known by."""
    return hashlib.blake2b(" ".join(text.casefold().split()).encode(), digest_size=6).hexdigest()


def main(arguments: Sequence[str]) -> None:
    rows: list[Row] = []
    said: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for argument in arguments:
        name, _, folder = argument.partition("=")
        with Workspace.open(Path(folder)) as ws:
            held = pipeline.spoken(ws)
            for belief in _table("hunches_beliefs.tsv"):
                if belief["data"] != name:
                    continue
                rows += judged_rows(belief, held)
                found = _hunches.hunch(ws, belief["belief"], held=held)
                said[belief["set"], belief["spoken"]][found.verdict] += 1
                print(f"  {belief['id']} {found.verdict:12} {found.claim.sides}  {belief['belief']}")
    for name in ("first", "second", "third", "fourth"):
        report(name, [row for row in rows if row.set == name])
    report("all", rows)
    for (name, spoken), verdicts in sorted(said.items()):
        print(f"verdicts, {name}, spoken of: {spoken}: {dict(verdicts)}")


def judged_rows(belief: Mapping[str, str], held: Spoken) -> Iterable[Row]:
    """The judged passages of one belief, as they stand now."""
    parts = Belief.of(belief["belief"], belief["language"])
    texts = {"claim": parts.claim, "reason": parts.reason}
    wanted = sorted({text for part in parts.texts for asked in part for text in asked})
    found = dict(zip(wanted, matching.to_the_point(wanted, held.said, held.raw), strict=True))
    relevant = {
        part: {key for texts_of in asked for text in texts_of for key in found[text]}
        for part, asked in zip(texts, parts.texts, strict=False)
    }
    by_key: dict[str, Mention] = {passage_key(mention.text): mention for mention in held.said.mentions}
    for row in _table("hunches_judged.tsv"):
        mention = by_key.get(row["passage"])
        if row["belief"] != belief["id"] or mention is None:
            continue
        claimed = belief_reading(texts[row["part"]], belief["language"])
        ours = stance(claimed, reading(mention.text, mention.language))
        felt = {"negative": -1, "positive": 1}.get(mention.sentiment, 0) * claimed.welcome
        yield Row(
            belief["id"], belief["set"], row["side"], ours, ("against", "beside", "for")[felt + 1],
            mention.id in relevant[row["part"]],
        )  # fmt: skip


def report(name: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    true = [row.true if row.true in SIDES else "beside" for row in rows]
    common = Counter(true).most_common(1)[0][0]
    print(f"{name}: {len(rows)} passages of {len({row.belief for row in rows})} beliefs, {dict(Counter(true))}")
    for method, told in (
        ("ours", [row.ours for row in rows]),
        ("sentiment alone", [row.felt for row in rows]),
        ("commonest side", [common] * len(rows)),
        ("ours, end to end", [row.ours if row.found else "beside" for row in rows]),
        ("sentiment, end to end", [row.felt if row.found else "beside" for row in rows]),
    ):
        sided = [(a, b) for a, b in zip(true, told, strict=True) if b != "beside"]
        meant = [(a, b) for a, b in zip(true, told, strict=True) if a != "beside"]
        opposite = sum("beside" not in pair and pair[0] != pair[1] for pair in sided)
        right = sum(a == b for a, b in zip(true, told, strict=True)) / len(rows)
        print(
            f"  {method:22} right {right:.3f}, macro-F1 {macro_f1(true, told):.3f}; takes a side {len(sided)} times, "
            f"right {sum(a == b for a, b in sided) / max(len(sided), 1):.3f}, the opposite side {opposite}; "
            f"finds {sum(a == b for a, b in meant) / max(len(meant), 1):.3f} of those with a side"
        )


def macro_f1(true: Sequence[str], told: Sequence[str]) -> float:
    """The mean over sides of the harmonic mean of precision and recall."""
    scores = []
    for side in SIDES:
        both = sum(a == b == side for a, b in zip(true, told, strict=True))
        total = true.count(side) + list(told).count(side)
        scores.append(2 * both / total if total else 1.0)
    return sum(scores) / len(scores)


def _table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


if __name__ == "__main__":
    main(sys.argv[1:])
