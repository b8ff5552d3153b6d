"""Suggestions for names: one request a theme, each answer judged, each name with where it came from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from insight_synth.model import Language, Progress
from insight_synth.suggesting.asking import NameRequest, ThemeToName, name_request
from insight_synth.suggesting.conversing import Conversation, SchemaRejected
from insight_synth.suggesting.endpoint import Endpoint
from insight_synth.suggesting.judging import Refusal, names_of_answer, one_line, refusal

if TYPE_CHECKING:
    from insight_synth.ingest.privacy import Redactor

__all__ = ["Suggestion", "suggest", "suggestions"]

_KEPT = 80  # characters of a name that was refused


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that a model proposes, or one that was refused, with where it came from."""

    theme_id: str
    language: Language
    name: str  # of one that was refused, what can be shown of it
    model: str
    host: str
    prompt_sha256: str  # of the request's body to the letter
    outcome: Literal["proposed", "refused"]
    reason: Refusal = ""


def suggest(
    themes: Sequence[ThemeToName],
    endpoint: Endpoint,
    languages: Sequence[Language],
    progress: Progress | None = None,
) -> list[Suggestion]:
    """Asks the endpoint for a name of each theme in each language: one request a theme, judged in the order given.

    Args:
        themes: what is known of each; redacted before anything is sent.
        endpoint: whom to ask.
        languages: in which names are wanted; each theme gets one suggestion a language.
        progress: told after each theme.

    Raises:
        EndpointError: the server cannot be reached, refuses, or speaks another language.
        UsageError: the address would send passages unencrypted over the open network.
    """
    return list(suggestions(themes, endpoint, [tuple(languages)] * len(themes), progress))


def suggestions(
    themes: Sequence[ThemeToName],
    endpoint: Endpoint,
    languages: Sequence[Sequence[Language]],
    progress: Progress | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Suggestion]:
    """As :func:`suggest`, with languages for each theme, each suggestion given as soon as it is judged.

    A name accepted for one theme is no longer free for the next. Raises as :func:`suggest` does.
    """
    from insight_synth.ingest.privacy import Redactor

    redactor = Redactor()
    report = progress or (lambda stage, fraction, detail: None)
    given: list[str] = []
    with_schema = True
    with Conversation(endpoint, pause) as conversation:
        for number, (theme, spoken) in enumerate(zip(themes, languages, strict=True)):
            report("suggest", number / len(themes), f"{number:,} of {len(themes):,} themes")
            if not spoken:
                continue
            request = name_request(theme, endpoint, spoken, redactor, with_schema=with_schema)
            try:
                answer = conversation.answer(request.body)
            except SchemaRejected as rejected:
                if not with_schema:
                    raise rejected.said from None
                with_schema = False
                request = name_request(theme, endpoint, spoken, redactor, with_schema=False)
                answer = _second_answer(conversation, request)
            judged = _judged(answer, request, endpoint, redactor, given)
            given += [suggestion.name for suggestion in judged if suggestion.outcome == "proposed"]
            yield from judged
    report("suggest", 1.0, f"{len(themes):,} themes")


def _second_answer(conversation: Conversation, request: NameRequest) -> str:
    try:
        return conversation.answer(request.body)
    except SchemaRejected as rejected:
        raise rejected.said from None


def _judged(
    answer: str, request: NameRequest, endpoint: Endpoint, redactor: Redactor, given: Sequence[str]
) -> list[Suggestion]:
    """A suggestion for each language that was asked for; the whole answer is refused where its form is another."""
    names = names_of_answer(answer, request.languages)
    theme = replace(request.theme, others=(*request.theme.others, *given))
    found = []
    for language in request.languages:
        name = one_line(names[language]) if names else ""
        reason: Refusal = refusal(name, language, theme, redactor) if names else "form"
        found.append(
            Suggestion(
                request.theme.id,
                language,
                _showable(name, language, redactor) if reason else name,
                endpoint.model,
                endpoint.host,
                request.sha256,
                "refused" if reason else "proposed",
                reason,
            )
        )
    return found


def _showable(name: str, language: Language, redactor: Redactor) -> str:
    """What can be kept of a name that was refused: one line without personal data."""
    line = "".join(sign if sign.isprintable() else " " for sign in name)
    return redactor.text(" ".join(line.split()), language)[:_KEPT]
