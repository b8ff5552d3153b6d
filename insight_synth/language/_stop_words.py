"""Words that say nothing of what a text is about: spaCy's lists and, for five languages, what people write besides."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path

_NEGATIONS = {
    "en": "no not none never neither nor nothing nobody nowhere cannot can't cant don't dont doesn't doesnt "
    "didn't didnt isn't isnt wasn't wasnt aren't arent weren't werent won't wont wouldn't wouldnt "
    "couldn't couldnt shouldn't hasn't haven't hadn't ain't without",
    "fi": "ei en et emme ette eivät eikä enkä etkä emmekä ettekä eivätkä älä älkää ilman eipä ettei etten ettet "
    "ellei ellen koskaan mitään ketään missään mikään kukaan",
    "pl": "nie nigdy "
    "nic nikt nigdzie żaden żadna żadne żadnego żadnej żadnych bez ani brak niczego nikogo nikomu niestety",
    "sv": "inte ej aldrig ingen inget inga ingenting utan varken icke",
    "de": "nicht nie niemals kein keine keinen keiner keinem keines nichts niemand ohne weder",
}

# What people write that spaCy's lists lack: colloquial forms, contractions, fillers, politeness.
_COLLOQUIAL = {
    "en": "i'm im i've ive i'd i'll ill you're youre you've you'll it's its that's thats there's theres they're "
    "theyre we're we've he's she's what's let's gonna gotta wanna u ur r pls plz please thanks thank thx "
    "ok okay oh hey hi hello just really very quite also even still got get getting gets yeah yes yep "
    "well like lot lots bit maybe actually amp rt via etc im ya lol omg btw one ones thing things way "
    "dear regards sincerely",
    "fi": "mä sä mun sun mulla sulla mulle sulle mut mutku ku ois oon oot ollu niinku tää toi noi nää tän ton "
    "sit sitte vaa vaan kans kanssa ihan tosi todella kyllä joo juu no niin nyt ny aina myös vielä vain "
    "jo kun että jotta tai ja sekä mutta koska eli siis esim ym jne onko oliko voiko saako pitää piti "
    "täytyy taas enää edes aivan melko varsin kovin hyvin hei moi terve kiitos kiitoksia terveisin terv "
    "ok siin siinä tuolla täällä siellä tuo nuo nämä tämä se ne he te me hän minä sinä itse sama samaa "
    "saa saada sain tulee tuli tullut mennä meni oli ollut olla ole on olen ovat olisi olivat",
    "pl": "się jest są był była było byli były być będzie będą bardzo tylko już jeszcze też także również że "
    "żeby aby bo więc ale lecz albo lub oraz i a w we z ze na do od po przy przez za pod nad dla o u to "
    "ten ta te tego tej tych tym ci tam tu mam ma mamy mają miał miała mnie mi mój moja moje nam nas was "
    "pan pani państwo proszę dziękuję dzięki pozdrawiam witam dzień dobry cześć ok no tak czy jak gdy "
    "kiedy gdzie który która które których którym co kto coś ktoś jakiś jakaś trochę naprawdę raczej może "
    "można trzeba po prostu poprostu wogóle ogóle itd itp np spoko heh jako tak taki taka takie",
    "sv": "så också även bara väldigt mycket lite redan ännu just nu då här där det den de dem deras dom vi ni "
    "jag du han hon man sig mig dig är var varit vara blir blev ha har hade fick får få kan kunde ska "
    "skulle vill ville måste och eller men att som om på av för till från med vid under över hej tack "
    "hälsningar snälla ju väl nog typ liksom ok",
    "de": "sehr auch nur schon noch mal halt eben doch ja so da dann hier dort ich du er sie es wir ihr man "
    "mich mir dich dir sich ist war waren sein bin hat habe haben hatte wird wurde werden kann konnte "
    "muss und oder aber dass weil wenn als wie mit von zu zum zur bei nach aus auf an im in am hallo "
    "danke bitte grüße freundlichen ok",
}
_SPACY = "en fi pl sv de da nb nl fr es it pt et lt lv cs sk ru uk hu ro"


def negations(language: str) -> frozenset[str]:
    """Words of ``language`` that deny, lower-case: stop words too, but the ones that turn a meaning round."""
    return frozenset(_NEGATIONS.get(language, "").split())


@lru_cache(maxsize=32)
def stop_words(language: str) -> frozenset[str]:
    """Words of ``language`` that name no theme, lower-case, negations included; none for an unknown language.

    Words with an apostrophe stand in both spellings, and whole as well as without it.
    """
    found = set(_COLLOQUIAL.get(language, "").split()) | negations(language)
    if language in _SPACY.split():
        found |= {str(word).lower() for word in _listed_by_spacy(language)}
    for word in [word for word in found if "'" in word or "’" in word]:
        found |= {word.replace("’", "'"), word.replace("'", "’")}
    return frozenset(found)


def _listed_by_spacy(language: str) -> Iterable[str]:
    """spaCy's list, read from its file: to import spaCy for it would take two seconds in every process."""
    spec = find_spec("spacy")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("spaCy is not installed", name="spacy")
    file = Path(spec.submodule_search_locations[0]) / "lang" / language / "stop_words.py"
    words: Iterable[str] = run_path(str(file))["STOP_WORDS"]
    return words
