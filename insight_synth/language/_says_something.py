"""Whether a passage says anything that could belong to a theme. Does not judge whether it is worth hearing."""

from __future__ import annotations

import re

from insight_synth.language._stop_words import negations, stop_words
from insight_synth.language._words import words

# Each: words and phrases of politeness. A passage made of nothing else says nothing.
_POLITE = {
    "en": "hi hello hey dear good morning afternoon evening day greetings thanks thank thankyou thx ty tnx "
    "cheers regards best kind warm sincerely faithfully truly yours respectfully wishes sir madam team "
    "all everyone everybody guys folks support customer service please welcome bye goodbye ok okay yes "
    "yeah yep no nope advance sent from iphone android mobile lol haha hahaha wow pls sorry there you so "
    "much very again a lot many to whom it may concern have nice great",
    "fi": "hei moi moikka heippa terve morjens moro hyvää huomenta päivää iltaa kiitos kiitokset kiitoksia "
    "kiitti kiitän etukäteen paljon terveisin terveiset terv yst ystävällisin ystävällisesti "
    "kunnioittavasti parhain parhaat syysterveisin asiakaspalvelu asiakaspalveluun arvoisa vastaanottaja "
    "hyvä hyvät herra rouva kaikille kaikki ok joo juu kyllä ei niin mukavaa viikonloppua päivänjatkoa "
    "jatkoa heihei näkemiin lähetetty puhelimesta iphonesta haha t",
    "pl": "cześć hej witam witajcie witaj siema dzień dobry dobrywieczór wieczór szanowni szanowny szanowna "
    "państwo państwa pan pani panie panowie dziękuję dziekuje dziękujemy dzięki dzieki dziękować "
    "podziękowania pozdrawiam pozdrowienia pozdro pozdrawiamy serdecznie gorąco poważaniem wyrazami "
    "szacunku góry z za uprzejmie proszę ok tak nie no haha wysłane mojego telefonu iphone iphone'a "
    "miłego dnia życzę do widzenia bardzo",
    "sv": "hej hejsan tjena hallå god morgon dag kväll tack tackar hälsningar hälsning mvh vänliga bästa med "
    "vänlig på förhand så mycket hejdå ok ja nej kundtjänst skickat från min iphone trevlig helg",
    "de": "hallo guten morgen tag abend liebe lieber sehr geehrte geehrter damen und herren danke dank vielen "
    "herzlichen grüße gruß mfg mit freundlichen besten im voraus ok ja nein tschüss team schönen gesendet "
    "von meinem iphone",
}
# How a message ends; a short passage that begins so is a signature, names and all.
_SIGNING = re.compile(
    r"^\W*(?:(?:best|kind|warm|kindest|many)?\s*regards|yours (?:sincerely|faithfully|truly)|sincerely|sent from my"
    r"|(?:ystävällisin |parhain |kesä|syys|talvi|kevät)?terveisin|ystävällisesti|kunnioittavasti|yst\. ?terv|lähetetty"
    r"|pozdrawiam|z poważaniem|z wyrazami szacunku|serdecznie pozdrawiam|wysłane z"
    r"|(?:med )?vänlig(?:a)? hälsning(?:ar)?|mvh|mit freundlichen grüßen|mfg)\b",
    re.IGNORECASE,
)
_SIGNATURE_WORDS = 7


def says_something(text: str, language: str) -> bool:
    """False for greetings, bare thanks, signatures, lone addresses, handles, numbers and marks; else True."""
    spoken = [text[start:end].lower() for start, end in words(text)]
    spoken = [word for word in spoken if any(letter.isalpha() for letter in word)]
    if not any(len(word) > 1 for word in spoken):
        return False
    if len(spoken) <= _SIGNATURE_WORDS and _SIGNING.match(text):
        return False
    # A text in no known language may still greet in one of them.
    polite = set(_POLITE.get(language, " ".join(_POLITE[known] for known in sorted(_POLITE))).split())
    meaningful = [word for word in spoken if word not in polite]
    if not meaningful:
        return False
    if any(word not in stop_words(language) for word in meaningful):
        return True
    # Small words only: "never again" and "not at all" still say something, "this one" does not.
    return len(spoken) >= 2 and any(word in negations(language) for word in spoken)
