"""Whether a passage says anything that could belong to a theme. Does not judge whether it is worth hearing."""

from __future__ import annotations

import re

from insight_synth.language._stop_words import negations, stop_words
from insight_synth.language._words import spelled

# Words of politeness. A passage made of nothing else says nothing.
_POLITE = {
    "en": "hi hello hey dear greetings thanks thank thankyou thx ty tnx cheers regards sincerely faithfully truly "
    "respectfully sir madam please welcome bye goodbye ok okay yes yeah yep nope iphone android lol haha hahaha pls",
    "fi": "hei moi moikka heippa terve morjens moro kiitos kiitokset kiitoksia kiitti kiitän etukäteen terveisin "
    "terveiset terv yst ystävällisin ystävällisesti kunnioittavasti syysterveisin päivänjatkoa jatkoa heihei "
    "näkemiin ok joo juu kyllä haha",
    "pl": "cześć hej witam witajcie witaj siema dzień dobry dobrywieczór szanowni szanowny szanowna dziękuję dziekuje "
    "dziękujemy dzięki dzieki podziękowania pozdrawiam pozdrowienia pozdro pozdrawiamy poważaniem wyrazami szacunku "
    "uprzejmie ok tak haha",
    "sv": "hej hejsan tjena hallå tack tackar hälsningar hälsning mvh förhand hejdå ok ja haha",
    "de": "hallo danke dank grüße gruß mfg voraus ok ja tschüss geehrte geehrter haha",
}
# Words that only go along with those: alone, or in a longer passage, they may say something.
_BESIDE = {
    "en": "good morning afternoon evening day best kind warm warmest yours wishes so much very again a lot many you to "
    "whom it may concern have nice there in advance for your all team everyone everybody guys folks customer service "
    "support time help from sent my mobile we got the",
    "fi": "hyvää huomenta päivää iltaa viikonloppua paljon parhain parhaat mukavaa asiakaspalvelu asiakaspalveluun "
    "arvoisa vastaanottaja hyvä hyvät herra rouva kaikille kaikki lähetetty puhelimesta iphonesta avusta",
    "pl": "państwo państwa państwu pan pani panie panowie wieczór serdecznie gorąco bardzo z za góry proszę miłego "
    "dnia "
    "życzę do widzenia wysłane mojego telefonu iphone za pomoc wszystkim",
    "sv": "god morgon dag kväll vänliga bästa med vänlig på så mycket kundtjänst skickat från min iphone trevlig helg",
    "de": "guten morgen tag abend liebe lieber sehr damen und herren vielen herzlichen mit freundlichen besten im team "
    "schönen gesendet von meinem iphone für",
}
_COMPANY_WORDS = 6
_GREETING = re.compile(
    r"\W*(?:good (?:morning|afternoon|evening|day)|hyvää (?:huomenta|päivää|iltaa|viikonloppua)"
    r"|god (?:morgon|dag|kväll)"
    r"|arvoisa|mukavaa|hyvät|miłego|guten (?:morgen|tag|abend)|liebe[rs]?)\b",
    re.IGNORECASE,
)
# How a message ends; a short passage that begins so is a signature, names and all.
_SIGNING = re.compile(
    r"^\W*(?:(?:best|kind|warm|kindest|many)?\s*regards|yours (?:sincerely|faithfully|truly)|sincerely|sent from my"
    r"|(?:ystävällisin |parhain |kesä|syys|talvi|kevät)?terveisin|ystävällisesti|kunnioittavasti|yst\. ?terv|lähetetty"
    r"|pozdrawiam|z poważaniem|z wyrazami szacunku|serdecznie pozdrawiam|wysłane z"
    r"|(?:med )?vänlig(?:a)? hälsning(?:ar)?|mvh|mit freundlichen grüßen|mfg)\b",
    re.IGNORECASE,
)
_SIGNATURE_WORDS = 7
# The set phrases a letter opens and closes with, whatever it is about; a longer passage may go on to say something.
_FORMULA = re.compile(
    r"^\W*(?:i(?: am|'m)? (?:look(?:ing)? forward to (?:hearing|your)|writing (?:to you|regarding|concerning|about|in))"
    r"|(?:you can|i can be) reach(?:ed)?|reach me|(?:i )?hope (?:you|this) (?:take|reach|help)"
    r"|have a (?:nice|good|great)"
    r"|please (?:reply|respond|get back to me|contact me)"
    r"|viittaan (?:aiempaan|aikaisempaan|edelliseen|puhelin|viestiin|keskusteluun)"
    r"|(?:jään )?odot(?:an|amme|taen|tamaan|telen) (?:\w+ )?(?:vastaus|yhteydenotto|palautet|ratkaisu)"
    r"|(?:minut|meidät) tavoittaa|tavoitatte|olen tavoitettavissa|toivon,? että otatte"
    r"|(?:hyvää|mukavaa|kivaa) (?:\w+ )?(?:päivän|viikon|jatko|kesän|joulu)"
    r"|(?:liczę|czekam) na (?:\w+ )?(?:odpowiedź|kontakt|rozpatrzenie|pozytywne|szybk)|oczekuję (?:\w+ )?odpowiedzi"
    r"|proszę o (?:\w+ )?(?:odpowiedź|kontakt)|(?:piszę|zwracam się) (?:do państwa )?(?:w sprawie|w związku|z prośbą)"
    r"|w nawiązaniu|nawiązując|życzę (?:państwu )?(?:miłego|wszystkiego)|(?:kontakt|jestem dostępn[ya]) pod)"
    r"|\b(?:toivottaen|toivotellen)\W*$",
    re.IGNORECASE,
)
_FORMULA_WORDS = 9


def says_something(text: str, language: str) -> bool:
    """False for greetings, bare thanks, set phrases, signatures, lone addresses, handles and numbers; else True."""
    spoken = [word.lower() for word in spelled(text)]
    spoken = [word for word in spoken if any(letter.isalpha() for letter in word)]
    if not any(len(word) > 1 for word in spoken):
        return False
    if len(spoken) <= _SIGNATURE_WORDS and _SIGNING.match(text):
        return False
    if len(spoken) <= _FORMULA_WORDS and _FORMULA.search(text):
        return False
    # A text in no known language may still greet in one of them.
    spoken_in = [language] if language in _POLITE else sorted(_POLITE)
    polite = {word for known in spoken_in for word in _POLITE[known].split()}
    if len(spoken) <= _COMPANY_WORDS and (not polite.isdisjoint(spoken) or _GREETING.match(text)):
        polite |= {word for known in spoken_in for word in _BESIDE[known].split()}
    meaningful = [word for word in spoken if word not in polite]
    if not meaningful:
        return False
    if any(word not in stop_words(language) for word in meaningful):
        return True
    # Small words only: "never again" and "not at all" still say something, "this one" does not.
    return len(spoken) >= 2 and any(word in negations(language) for word in spoken)
