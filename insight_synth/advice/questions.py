"""The agenda as advice sees it: which sources are witnesses to which question, in the form of a theme's witnesses.

Which voices speak to a question is for the agenda to tell; nothing is matched here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from insight_synth.model import Answer, Question

Amounts = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

WEIGHTS: Mapping[int, float] = {1: 3.0, 2: 2.0, 3: 1.0}
"""What a question weighs by its priority."""
OWN_VOICES = 0.5
"""Share of a source's voices on a question that must be its own for it to be independent of another."""


@dataclass(frozen=True, slots=True, eq=False)
class AgendaWitnesses:
    """Which sources bear an answer to each question out.

    ``stands`` and ``apart`` mean what they mean of a theme: that a source counts for the question, and that two count
    of which neither mostly repeats the other.
    """

    sources: tuple[str, ...]  # sorted
    questions: tuple[str, ...]
    weights: Amounts  # (n_questions,) by priority
    stands: Truth  # (n_questions, n_sources)
    apart: Truth  # (n_questions, n_sources, n_sources)
    voices: Whole  # (n_questions, n_sources) voices to the point, whether the source counts or not

    @classmethod
    def of(
        cls,
        sources: Sequence[str],
        questions: Sequence[Question],
        counted: Mapping[str, Mapping[str, frozenset[str]]],
    ) -> AgendaWitnesses:
        """The agenda's witnesses.

        Args:
            sources: ids of all sources.
            questions: the agenda.
            counted: question id → source id → voices to the point, of the sources that count for the question.
        """
        names, n = tuple(sorted(sources)), len(questions)
        at = {source: place for place, source in enumerate(names)}
        stands = np.zeros((n, len(names)), dtype=np.bool_)
        apart = np.zeros((n, len(names), len(names)), dtype=np.bool_)
        voices = np.zeros((n, len(names)), dtype=np.int64)
        for row, question in enumerate(questions):
            said = {source: ids for source, ids in sorted(counted.get(question.id, {}).items()) if ids}
            for source, ids in said.items():
                stands[row, at[source]] = True
                voices[row, at[source]] = len(ids)
                for other, others in said.items():
                    shared = len(ids & others)
                    own = min(len(ids), len(others))
                    apart[row, at[source], at[other]] = source != other and shared <= (1 - OWN_VOICES) * own
        weights = np.array([WEIGHTS[question.priority] for question in questions])
        return cls(names, tuple(question.id for question in questions), weights, stands, apart, voices)

    @classmethod
    def of_answers(
        cls,
        sources: Sequence[str],
        answers: Sequence[Answer],
        voices: Mapping[str, Mapping[str, frozenset[str]]],
    ) -> AgendaWitnesses:
        """The same from ``answers``, which say what counts, and the voices behind them by question and source."""
        counted = {
            answer.question.id: {
                entry.source: voices.get(answer.question.id, {}).get(entry.source, frozenset())
                for entry in answer.sources
                if entry.counts
            }
            for answer in answers
        }
        return cls.of(sources, [answer.question for answer in answers], counted)

    def without(self, removed: Collection[str]) -> AgendaWitnesses:
        """The same of the other sources only."""
        stays = np.array([source not in removed for source in self.sources], dtype=np.bool_)
        return replace(
            self,
            sources=tuple(source for source in self.sources if source not in removed),
            stands=self.stands[:, stays],
            apart=self.apart[:, stays][:, :, stays],
            voices=self.voices[:, stays],
        )

    def covered(self) -> Amounts:
        """(n_questions,) 1 where two independent sources answer, ½ where one does, 0 where none does."""
        return np.asarray(0.5 * self.stands.any(axis=1) + 0.5 * self.apart.any(axis=(1, 2)))

    def coverage(self) -> float:
        """How far the agenda is covered, by priority: 0…1."""
        total = float(self.weights.sum())
        return float(self.weights @ self.covered()) / total if total else 0.0
