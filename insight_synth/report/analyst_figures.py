"""How the figures of the agenda, of digests, comparisons and the cheapest set are computed from a snapshot.

Part of ``figures``, which ``compose`` and ``verify`` ask. Keys: ``agenda/answered``, ``question:q1/voices``,
``question:q1/source:reviews/share``, ``speaks:reviews/share`` (to the agenda), ``digest:reviews/point:2/voices``,
``comparison:t003/source:reviews/low``, ``contradiction:t003:silence:a:b/voices``, ``cheapest/cost``. A question's id is
percent-encoded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from insight_synth.model import Answer, Contradiction, Snapshot, SourceAnswer
from insight_synth.report.document import Value


def question_key(answer: Answer) -> str:
    """The key that names a question."""
    return f"question:{quote(answer.question.id, safe='')}"


def contradiction_key(found: Contradiction) -> str:
    """The key that names a contradiction."""
    return f"contradiction:{found.theme_id}:{found.kind}:{found.left}:{found.right}"


def net_tone(row: SourceAnswer) -> float | None:
    """``(positive − negative) / all that were judged``, −1 … 1; None where none was."""
    judged = row.positive + row.neutral + row.negative + row.mixed
    return (row.positive - row.negative) / judged if judged else None


def left_out(snapshot: Snapshot) -> tuple[str, ...]:
    """The sources that speak and are not in the cheapest set."""
    return tuple(
        profile.source.id
        for profile in snapshot.profiles
        if profile.voices and profile.source.id not in snapshot.cheapest
    )


def _agenda(snapshot: Snapshot, _: str, rest: str) -> Value:
    if rest == "questions":
        return len(snapshot.answers)
    return sum(answer.state == rest for answer in snapshot.answers)


def _question(snapshot: Snapshot, name: str, rest: str) -> Value:
    answer = next(answer for answer in snapshot.answers if question_key(answer) == f"question:{name}")
    part, _, of = rest.partition("/")
    kind, _, source = part.partition(":")
    if kind == "source":
        row = next(row for row in answer.sources if row.source == source)
        return net_tone(row) if of == "tone" else _scalar(getattr(row, of))
    if part == "due":
        return answer.question.due
    return _scalar(getattr(answer, part))


def _speaks(snapshot: Snapshot, source: str, rest: str) -> Value:
    share = next(share for share in snapshot.agenda_shares if share.source == source)
    return len(share.questions) if rest == "questions" else _scalar(getattr(share, rest))


def _digest(snapshot: Snapshot, source: str, rest: str) -> Value:
    digest = next(digest for digest in snapshot.digests if digest.source == source)
    part, _, name = rest.partition("/")
    return _scalar(getattr(digest.points[int(part.removeprefix("point:")) - 1], name))


def _comparison(snapshot: Snapshot, theme: str, rest: str) -> Value:
    comparison = next(comparison for comparison in snapshot.comparisons if comparison.theme_id == theme)
    part, _, name = rest.partition("/")
    return _scalar(getattr(next(row for row in comparison.shares if f"source:{row.source}" == part), name))


def _contradiction(snapshot: Snapshot, name: str, rest: str) -> Value:
    found = next(one for one in snapshot.contradictions if contradiction_key(one) == f"contradiction:{name}")
    value = found.figures[rest]
    return round(value) if rest == "expected" and isinstance(value, float) and value >= 1 else value


def _cheapest(snapshot: Snapshot, _: str, rest: str) -> Value:
    speaking = [profile.source for profile in snapshot.profiles if profile.voices]
    if rest == "count":
        return len(snapshot.cheapest)
    if rest == "of":
        return len({*snapshot.cheapest, *left_out(snapshot)})
    costs = {source.id: source.cost_per_year or 0.0 for source in speaking}
    if rest == "all":
        return sum(costs.values())
    if rest == "cost":
        return sum(costs.get(source, 0.0) for source in snapshot.cheapest)
    raise LookupError(rest)


def _scalar(value: object) -> Value:
    if value is None or isinstance(value, int | float | str):
        return value
    raise LookupError(type(value).__name__)


HEADS: Mapping[str, Callable[[Snapshot, str, str], Value]] = {
    "agenda": _agenda,
    "question": _question,
    "speaks": _speaks,
    "digest": _digest,
    "comparison": _comparison,
    "contradiction": _contradiction,
    "cheapest": _cheapest,
}
