"""Words that say how many, how often or how much: in a person's text they claim something, as digits do.

A short, careful list for each language of reports, not a grammar: "one" and ordinals are left alone, since they are
articles and sequences more often than claims.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

_EN = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?",
    r"(?:hundred|thousand|million|billion|dozen)s?",
    r"zero|half|halves|halved|halving|twice|doubl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)|trebl(?:e|ed|es|ing)"
    r"|quadrupl(?:e|ed|es|ing)|(?:two|three|four|five|ten|hundred)fold",
    r"(?:a|one|two) thirds?|(?:a|one|three) quarters?(?= of\b)|quarters(?= of\b)"
    r"|(?:a|one|two|three|four) (?:fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?(?= of\b)",
)
_FI = (
    r"(?:kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän)(?:toista|kymmentä|sataa|tuhatta)\w*",
    r"kaksi|kahta|kahte(?:en|na)|kahde(?:n|ssa|sta|lla|lta|lle|ksi)|kolm(?:e|ea|en|essa|esta|een|ella|elta|elle)"
    r"|nelj(?:ä|ää|än|ässä|ästä|ään|ällä|ältä|älle)|viisi|viittä|viiteen|viide(?:n|ssä|stä|llä|ltä|lle)|kuusi|kuutta"
    r"|kuuteen|kuude(?:n|ssa|sta|lla|lta|lle)|(?:seitsemä|kahdeksa|yhdeksä)n|(?:seitsemää|kahdeksaa|yhdeksää)"
    r"|kymme(?:nen|ntä|neen|niä|nessä|nestä|nellä)|yksitoista",
    r"sata|sataa|sadan|satoja|tuhat|tuhatta|tuhannen|tuhansia|miljoon(?:a|aa|an|ia)|tusina\w*|nolla|nollaa",
    r"puolet|puolittu\w+|(?:kolmanne|neljänne|viidenne|kymmenyk)(?:s|sen|ksen|sta|stä|kseen|kset)"
    r"|(?:kolmas|neljäs|viides|kymmenes)os(?:a|aa|an|at)",
    r"(?:kaksin|kolmin|nelin|viisin|kymmenin)kertai\w+|tuplaantu\w+|triplaantu\w+|kahdesti|kolmesti|neljästi",
)
_PL = (
    r"dwa|dwaj|dwie|dwóch|dwu|dwóm|dwom|dwoma|dwiema|dwoje|trzy|trzej|trzech|trzem|trzema|troje|cztery|czterej"
    r"|czterech|czterem|pięć|pięciu|sześć|sześciu|siedem|siedmiu|osiem|ośmiu|dziewięć|dziewięciu|dziesięć|dziesięciu"
    r"|(?:jede|dwa|trzy|czter|pięt|szes|siedem|osiem|dziewięt)naście|(?:jede|dwu|trzy|czter|pięt|szes|siedem|osiem"
    r"|dziewięt)nastu|dwadzieścia|dwudziestu|trzydzieści|trzydziestu|czterdzieści|czterdziestu"
    r"|(?:pięć|sześć|siedem|osiem|dziewięć)dziesiąt|(?:pięć|sześć|siedem|osiem|dziewięć)dziesięciu",
    r"sto|stu|dwieście|trzysta|czterysta|(?:pięć|sześć|siedem|osiem|dziewięć)set|tysiąc\w*|tysięcy|milion\w*"
    r"|tuzin\w*|zero",
    r"połow(?:a|y|ę|ie|ą)|pół|(?:jedn\w{1,3}|dwie|dwóch|trzy) (?:trzeci\w{0,3}|czwart\w{1,3}|piąt\w{1,3}"
    r"|dziesiąt\w{1,3})|(?:trzecia|czwarta|piąta|dziesiąta) część|ćwierć",
    r"(?:dwu|trzy|cztero|pięcio|dziesięcio|sto)krotn\w+|podwoi\w+|podwój\w+|podwaja\w*|potroi\w+|potrój\w+|dwakroć",
)
_WORDS: Mapping[str, tuple[str, ...]] = {"en": _EN, "fi": _FI, "pl": _PL}

_MEASURES: Mapping[str, str] = {
    "en": r"(?:business |working |calendar )?(?:day|week|month|year|hour|minute|second|night)s?|times?|euros?|eur"
    r"|pounds?|dollars?|usd|gbp|pln|points?|stars?|degrees?|km|kg|metres?|meters?|miles?|x",
    "fi": r"päiv\w*|arkipäiv\w*|viiko\w*|viikk\w*|kuukau\w*|vuo(?:si|tta|den|det|sia|teen)|tun(?:ti|tia|nin|teja)"
    r"|minuut\w*|sekun\w*|yö\w*|kerta\w*|kerra\w*|euro\w*|eur|piste\w*|tähte\w*|tähde\w*|astet\w*|km|kg|metri\w*",
    "pl": r"dni|dzień|dnia|tydzień|tygodni\w*|miesi\w*|rok|roku|lat|lata|godzin\w*|minut\w*|sekund\w*|noc\w*|razy|raz"
    r"|euro|eur|zł|złot\w*|pln|punkt\w*|gwiazd\w*|stopni\w*|km|kg|metr\w*",
}


@cache
def number_words(language: str) -> re.Pattern[str]:
    """Finds words that claim a number."""
    return re.compile(rf"\b(?:{'|'.join(_WORDS.get(language, _EN))})\b", re.IGNORECASE)


@cache
def measures(language: str) -> re.Pattern[str]:
    """Matches what would make a number one of days, money or the like, at the place where the word begins."""
    return re.compile(rf"(?:€|\$|£|(?:{_MEASURES.get(language, _MEASURES['en'])})\b)", re.IGNORECASE)
