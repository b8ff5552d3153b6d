"""Names for themes that a model proposes: asked for when a person says so, kept with where they came from, decided on.

Part of ``pipeline``. What is sent and how answers are judged is for ``suggesting``; here passages are chosen, cut from
their redacted verbatims, and an accepted name becomes a person's decision like any other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast, get_args

from insight_synth import suggesting
from insight_synth._tables import analysed, redactor
from insight_synth.errors import UsageError
from insight_synth.model import Language, Mention, Progress, Snapshot, Theme
from insight_synth.store import Workspace, analyses, decisions, records
from insight_synth.store import suggestions as kept
from insight_synth.suggesting import Endpoint, NameRequest, Passage, Suggestion, ThemeToName
from insight_synth.suggesting.asking import MOST_KEYWORDS, MOST_PASSAGES

if TYPE_CHECKING:
    from insight_synth.ingest.privacy import Redactor

__all__ = [
    "accept_suggestion",
    "name_endpoint",
    "name_requests",
    "name_suggestions",
    "refuse_suggestion",
    "suggest_names",
]

LANGUAGES: tuple[Language, ...] = get_args(Language)
_LEAST_OF_A_LANGUAGE = 3  # passages in each language that a name is wanted in, where there are so many
_UNCHANGING = ("present", "again")  # refusals of names about which something is known already


def name_endpoint(environ: Mapping[str, str] = os.environ) -> Endpoint:
    """The endpoint that is set up.

    Raises:
        UsageError: none is; the error names what is missing.
    """
    found = Endpoint.from_environment(environ)
    if found is None:
        needed = list(suggesting.SETTINGS)[:2]
        missing = " and ".join(name for name in needed if not environ.get(name, "").strip())
        raise UsageError(
            f"no server for names is set up: {missing} {'is' if ' ' not in missing else 'are'} not set",
            remedy=f"Set {needed[0]} to its address and {needed[1]} to a model of it; until then nothing is sent.",
        )
    return found


def suggest_names(
    ws: Workspace,
    endpoint: Endpoint,
    theme_ids: Sequence[str] | None = None,
    languages: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> list[Suggestion]:
    """Asks the endpoint for names of themes and keeps what it proposes; no theme is named by that.

    Args:
        ws: an analysed workspace.
        endpoint: whom to ask; personal data in what it is sent are marked.
        theme_ids: of which themes; without it of all that are shown, in the languages in which no person named them.
        languages: of reports; without it those in which people speak of the theme.
        progress: told after each theme.

    Returns:
        A suggestion a theme and language; those that were refused at once with their reason.

    Raises:
        NotAnalysed: there is no analysis yet.
        UsageError: no such theme or language.
        EndpointError: the server fails; what it proposed before is kept.
    """
    shown = analysed(ws, demo=False)
    asked = list(_to_ask(ws, shown, theme_ids, languages))
    found = []
    coming = suggesting.suggestions([theme for theme, _ in asked], endpoint, [own for _, own in asked], progress)
    for suggestion in coming:
        found.append(suggestion)
        _keep(ws, suggestion, shown.fingerprint)
    return found


def name_requests(
    ws: Workspace, endpoint: Endpoint, theme_ids: Sequence[str] | None = None, languages: Sequence[str] | None = None
) -> list[NameRequest]:
    """What :func:`suggest_names` would send, to the letter; nothing is sent. Raises as it does."""
    redact = redactor()
    asked = _to_ask(ws, analysed(ws, demo=False), theme_ids, languages)
    return [suggesting.name_request(theme, endpoint, own, redact) for theme, own in asked]


def name_suggestions(ws: Workspace, theme_id: str | None = None) -> list[kept.Suggestion]:
    """What was proposed for the themes that there are, or for one of them, sorted by theme, language and name."""
    themes = {theme.id for theme in analysed(ws, demo=False).themes}
    with ws.read() as connection:
        found = kept.suggestions(connection, theme_id=theme_id)
    return [suggestion for suggestion in found if suggestion.theme_id in themes]


def accept_suggestion(ws: Workspace, theme_id: str, language: str | None = None, by: str = "") -> kept.Suggestion:
    """Gives a theme the name that was proposed for it, as a person's own: every later analysis keeps it.

    Args:
        ws: the workspace.
        theme_id: of the theme.
        language: of the name; not needed where names were proposed in one language only.
        by: who decides, for the record.

    Raises:
        UsageError: there is no such theme, nothing was proposed for it, or another theme is called so by now.
    """
    shown = analysed(ws, demo=False)
    theme = _theme(shown, theme_id)
    with ws.write() as connection:
        proposed = _proposed(kept.suggestions(connection, theme_id=theme_id, status="proposed"), theme_id, language)
        spoken, name = proposed.language, proposed.name
        for other in shown.themes:
            if other.id != theme.id and other.name(spoken).casefold() == name.casefold():
                raise UsageError(
                    f"theme {other.id} is called {name!r} by now",
                    remedy=f"Refuse it: insight-synth names refuse {theme_id} --language {spoken}",
                )
        now = datetime.now(UTC).isoformat(timespec="seconds")
        decisions.put(
            connection, decisions.Made("rename", theme_id, language=spoken, name=name, made_by=by, made_at=now)
        )
        kept.set_status(connection, theme_id, spoken, name, "accepted")
    return proposed


def refuse_suggestion(ws: Workspace, theme_id: str, language: str | None = None) -> kept.Suggestion:
    """Refuses the name that was proposed for a theme, for good. Raises UsageError where there is none."""
    with ws.write() as connection:
        proposed = _proposed(kept.suggestions(connection, theme_id=theme_id, status="proposed"), theme_id, language)
        kept.set_status(connection, theme_id, proposed.language, proposed.name, "refused", "person")
    return proposed


def _proposed(found: Sequence[kept.Suggestion], theme_id: str, language: str | None) -> kept.Suggestion:
    own = [suggestion for suggestion in found if language in (None, suggestion.language)]
    if not own:
        which = f" in {language!r}" if language else ""
        raise UsageError(
            f"no name is proposed for theme {theme_id!r}{which}",
            remedy="See `insight-synth names list`; ask with `insight-synth names suggest --theme ID`.",
        )
    if len(own) > 1:
        spoken = ", ".join(suggestion.language for suggestion in own)
        raise UsageError(
            f"names are proposed for theme {theme_id} in several languages",
            remedy=f"Name one with --language: {spoken}.",
        )
    return own[0]


def _keep(ws: Workspace, found: Suggestion, fingerprint: str) -> None:
    """Keeps a suggestion; a name that is proposed takes the place of one nobody decided on."""
    if found.reason in _UNCHANGING:
        return
    with ws.write() as connection:
        if found.outcome == "proposed":
            kept.drop_proposed(connection, found.theme_id, found.language)
        row = kept.Suggestion(
            found.theme_id, found.language, found.name, found.model, found.host, found.prompt_sha256, found.outcome,
            fingerprint, found.reason,
        )  # fmt: skip
        kept.put(connection, [row])


# ---- what is asked


def _to_ask(
    ws: Workspace, shown: Snapshot, theme_ids: Sequence[str] | None, languages: Sequence[str] | None
) -> Iterator[tuple[ThemeToName, tuple[Language, ...]]]:
    """What is known of each theme, with the languages in which names of it are wanted."""
    for language in languages or ():
        if language not in LANGUAGES:
            raise UsageError(f"no names are given in {language!r}", remedy=f"Use one of {', '.join(LANGUAGES)}.")
    themes = shown.shown_themes if theme_ids is None else [_theme(shown, theme_id) for theme_id in theme_ids]
    redact = redactor()
    with ws.read() as connection:
        refused = kept.suggestions(connection, status="refused")
    for theme in dict.fromkeys(theme.id for theme in themes):
        one = shown.theme(theme)
        wanted = cast("tuple[Language, ...]", tuple(dict.fromkeys(languages or _spoken(one))))
        if theme_ids is None:
            wanted = tuple(language for language in wanted if not _named_by_a_person(one, language))
        if wanted:
            no_more = [s.name for s in refused if (s.theme_id, s.reason) == (theme, "person") and s.language in wanted]
            yield _to_name(ws, shown, one, wanted, no_more, redact), wanted


def _theme(shown: Snapshot, theme_id: str) -> Theme:
    if theme_id not in {theme.id for theme in shown.themes}:
        raise UsageError(f"there is no theme {theme_id!r}", remedy="See `insight-synth themes`.")
    return shown.theme(theme_id)


def _spoken(theme: Theme) -> tuple[Language, ...]:
    """The languages of reports in which people speak of the theme."""
    return tuple(code for code in LANGUAGES if theme.keywords_by_language.get(code)) or LANGUAGES[:1]


def _named_by_a_person(theme: Theme, language: str) -> bool:
    return bool(theme.user_names.get(language) or theme.user_names.get(""))


def _to_name(
    ws: Workspace,
    shown: Snapshot,
    theme: Theme,
    languages: Sequence[Language],
    refused: Sequence[str],
    redact: Redactor,
) -> ThemeToName:
    beside = [other for other in shown.themes if other.parent == theme.parent and other.id != theme.id]
    others = [other for other in shown.themes if other.id != theme.id]
    share = MOST_KEYWORDS // len(languages)
    words = [word for language in languages for word in theme.keywords_by_language.get(language, ())[:share]]
    return ThemeToName(
        theme.id,
        {language: theme.name(language) for language in languages},
        tuple(dict.fromkeys((*words, *theme.keywords))),
        tuple(dict.fromkeys(other.name(language) for other in beside for language in languages)),
        tuple(
            _passages(ws, [theme.id, *(sub.id for sub in shown.themes if sub.parent == theme.id)], languages, redact)
        ),
        tuple(refused),
        tuple(dict.fromkeys(other.name(language) for other in others for language in LANGUAGES)),
    )


def _passages(
    ws: Workspace, theme_ids: Sequence[str], languages: Sequence[Language], redact: Redactor
) -> Iterator[Passage]:
    """The passages nearest to the middle of the theme, one a voice, each cut from its redacted verbatim."""
    with ws.read() as connection:
        mentions = [mention for mention, _ in analyses.mentions(connection, theme_ids=theme_ids)]
        chosen = _telling(mentions, languages)
        found = records.verbatims(connection, ids=[mention.verbatim_id for mention in chosen])
    whole = {verbatim.id: redact.text(verbatim.text, verbatim.language) for verbatim in found}
    for mention in chosen:
        yield Passage(whole[mention.verbatim_id][mention.start : mention.end], mention.language)


def _telling(mentions: Sequence[Mention], languages: Sequence[Language]) -> list[Mention]:
    voices: set[str] = set()
    texts: set[str] = set()
    distinct: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (-mention.similarity, mention.id)):
        words = " ".join(mention.text.casefold().split())
        if mention.voice_id not in voices and words not in texts:
            voices.add(mention.voice_id)
            texts.add(words)
            distinct.append(mention)
    first = [
        mention
        for language in languages
        for mention in [own for own in distinct if own.language == language][:_LEAST_OF_A_LANGUAGE]
    ]
    taken = {mention.id for mention in first}
    rest = [mention for mention in distinct if mention.id not in taken]
    chosen = {mention.id for mention in [*first, *rest][:MOST_PASSAGES]}
    return [mention for mention in distinct if mention.id in chosen]
