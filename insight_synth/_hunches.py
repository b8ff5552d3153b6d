"""A belief held against what people say, and whom to ask where they say too little.

Part of ``pipeline``: reads passages and vectors from the workspace, calls ``agenda``, writes nothing but vectors of
texts that had none. Quotations are given as they are stored; whoever shows them redacts them (``redacted_hunch``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from insight_synth import catalog, language
from insight_synth._passages import DELIVERED
from insight_synth._spoken import Loader, Spoken, spoken
from insight_synth._tables import redacted_citations
from insight_synth.agenda import asking, hunches, matching
from insight_synth.errors import UsageError
from insight_synth.model import Answer, Mention, Progress, Snapshot, Verbatim
from insight_synth.model.hunches import AskNext, Hunch, HunchPart
from insight_synth.store import Workspace, records

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_LANGUAGES = ("en", "fi", "pl")
_LONGEST = 500  # characters of a belief or question


def hunch(
    ws: Workspace,
    text: str,
    progress: Progress | None = None,
    load: Loader | None = None,
    held: Spoken | None = None,
) -> Hunch:
    """What the sources say to the belief ``text``; ``held`` is what ``spoken`` gave, where it was read before.

    Raises:
        UsageError: the belief is empty or too long.
        NotAnalysed: there is no analysis, so there are no passages.
    """
    _check(text)
    held = held or spoken(ws, progress, load)
    belief = hunches.Belief.of(text, _language(text))
    texts = sorted({text for part in belief.texts for asked in part for text in asked})
    relevant = dict(zip(texts, matching.to_the_point(texts, held.said, held.raw), strict=True))

    def verbatims(ids: Sequence[str]) -> Mapping[str, Verbatim]:
        with ws.read() as connection:
            return {verbatim.id: verbatim for verbatim in records.verbatims(connection, ids=list(ids))}

    near = held.mentions_of({mention for found in relevant.values() for mention in found})
    return hunches.hunch(belief, relevant, near, held.heard, held.shown, verbatims)


def redacted_hunch(ws: Workspace, found: Hunch) -> Hunch:
    """The answer with its quotations redacted, to be shown."""

    def part(one: HunchPart) -> HunchPart:
        return replace(
            one,
            quotes_for=tuple(redacted_citations(ws, one.quotes_for)),
            quotes_against=tuple(redacted_citations(ws, one.quotes_against)),
            quotes_beside=tuple(redacted_citations(ws, one.quotes_beside)),
        )

    return replace(found, claim=part(found.claim), reason=part(found.reason) if found.reason else None)


def ask_next(
    ws: Workspace,
    question: str = "",
    progress: Progress | None = None,
    load: Loader | None = None,
    held: Spoken | None = None,
) -> tuple[AskNext, ...]:
    """Whom to ask next: about every open or thin question of the agenda, or about one.

    Args:
        question: the id of a question of the agenda, however it stands, or the text of one that is on none; "" for
            all that are open or thin.
        held: what ``spoken`` gave, where it was read before.

    Raises:
        UsageError: no such question.
        NotAnalysed: there is no analysis.
    """
    held = held or spoken(ws, progress, load)
    answers = {answer.question.id: answer for answer in held.shown.answers}
    if question and question not in answers:
        if " " not in question.strip():
            raise UsageError(
                f"no question {question!r} on the agenda",
                remedy=f"Use one of {', '.join(answers)}." if answers else "Give its text, in quotation marks.",
            )
        _check(question)
        speaking = _speaking([question], held)
        asked = [_unlisted(question.strip(), speaking[0])]
    else:
        doubtful = [answer for answer in answers.values() if answer.state in ("open", "thin")]
        asked = [_listed(answer) for answer in ([answers[question]] if question else doubtful)]
        speaking = _speaking([one.text for one in asked], held)
    if not asked:
        return ()
    known = _known(ws, held.shown)
    return tuple(
        asking.ask_next(one, mentions, known, held.shown, _likeness(one.text, known, held.raw))
        for one, mentions in zip(asked, speaking, strict=True)
    )


def _speaking(texts: Sequence[str], held: Spoken) -> list[list[Mention]]:
    """The mentions that speak to each text."""
    by_id = {mention.id: mention for mention in held.mentions}
    found = matching.to_the_point(texts, held.said, held.raw) if texts else []
    return [[by_id[key] for key in relevant] for relevant in found]


def _listed(answer: Answer) -> asking.Asked:
    question = answer.question
    return asking.Asked(
        question.id, question.text, _language(question.text), answer.state, question.group, answer.themes
    )


def _unlisted(text: str, speaking: Sequence[Mention]) -> asking.Asked:
    """A question on no agenda: open where nobody speaks of it, thin otherwise, since nothing more was judged."""
    themes: dict[str, set[str]] = {}
    for mention in speaking:
        if mention.theme_id:
            themes.setdefault(mention.theme_id, set()).add(mention.voice_id)
    nearest = sorted(themes, key=lambda theme: (-len(themes[theme]), theme))[:1]
    return asking.Asked("", text, _language(text), "thin" if speaking else "open", themes=tuple(nearest))


def _known(ws: Workspace, shown: Snapshot) -> asking.Known:
    with ws.read() as connection:
        verbatims = records.verbatims(connection, status=DELIVERED)
        events = records.events(connection, status="active")  # a row delivered twice happened once
        texts = records.source_texts(connection)
    retired = {source.source for source in shown.retired}
    sources = {key: catalog.source_from_toml(toml, key) for key, toml in texts.items() if key not in retired}
    return asking.Known.of(
        [event for event in events if event.source not in retired],
        [verbatim for verbatim in verbatims if verbatim.source not in retired],
        sources,
        shown.now,
    )


def _likeness(
    text: str, known: asking.Known, raw: Callable[[Sequence[str]], npt.NDArray[np.float32]]
) -> dict[tuple[str, str], float]:
    """How near the words of each kind of event are to the question, −1 … 1, against the mean of all kinds."""
    kinds = known.kinds_of_event()
    if len(kinds) < 2:
        return dict.fromkeys(kinds, 0.0)
    rows = raw([*(f"{event} ({known.sources[source].name})" for source, event in kinds), text])
    centred = rows - rows[:-1].mean(axis=0)
    lengths = (centred**2).sum(axis=1) ** 0.5
    near = centred[:-1] @ centred[-1] / (lengths[:-1] * lengths[-1]).clip(1e-9)
    return {kind: round(float(value), 5) for kind, value in zip(kinds, near.tolist(), strict=True)}


def _language(text: str) -> str:
    return language.identify([text], _LANGUAGES)[0] or "en"


def _check(text: str) -> None:
    if not text.strip():
        raise UsageError("nothing to look for", remedy="Give a belief as a sentence, in quotation marks.")
    if len(text) > _LONGEST:
        raise UsageError(f"longer than {_LONGEST} characters", remedy="Give one sentence.")
