"""Passages on made subjects, with vectors about the subjects' directions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

SUBJECTS = {
    "locker": "locker full parcel station redirected pick-up",
    "refund": "refund money return bank waiting account",
    "chair": "chair leg cracked broken scratch glass",
    "phone": "phone queue answer hour line agent",
    "points": "points loyalty app login card vanished",
    "till": "cashier rude till shouted manners staff",
}
DIMENSIONS = 64
MADE = ["glorb", "trell", "snick", "frump", "dwill", "brack"]
AROUND = ["the", "our", "again", "still", "before", "after", "when", "because", "really", "never", "always", "today"]


@dataclass(frozen=True)
class Made:
    """Passages, their vectors, their true subjects and their ids, row by row."""

    texts: list[str]
    vectors: npt.NDArray[np.float32]
    subjects: list[str]
    ids: list[str]

    def rows(self, order: list[int]) -> Made:
        return Made(
            [self.texts[i] for i in order], self.vectors[order], [self.subjects[i] for i in order],
            [self.ids[i] for i in order],
        )  # fmt: skip


def made_passages(each: int = 40, subjects: int = len(SUBJECTS), seed: int = 7) -> Made:
    """``each`` different passages on every subject; the noise is half as long as the subject's own direction.

    A passage holds three of its subject's six words and three that say nothing. Subjects beyond ``SUBJECTS`` are spoken
    of in made words.
    """
    draw = np.random.default_rng(seed)
    centres = np.linalg.qr(draw.normal(size=(DIMENSIONS, subjects)))[0].T
    more = {f"made-{n}": " ".join(f"{word}{n}" for word in MADE) for n in range(subjects - len(SUBJECTS))}
    texts, spoken_of, rows = [], [], []
    for at, (subject, words) in enumerate({**SUBJECTS, **more}.items()):
        for n in range(each):
            said = [*draw.choice(words.split(), 3, replace=False), *draw.choice(AROUND, 3, replace=False)]
            texts.append(f"{' '.join(draw.permutation(said))}, order {1000 + at * each + n}")
            spoken_of.append(subject)
            noise = draw.normal(size=DIMENSIONS)
            rows.append(centres[at] + 0.5 * noise / np.linalg.norm(noise))
    vectors = np.array(rows, dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Made(texts, vectors, spoken_of, [f"m{n:04d}" for n in range(len(texts))])


@pytest.fixture(scope="session")
def passages() -> Made:
    return made_passages()
