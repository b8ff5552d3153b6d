"""What a column's name says of what it holds, in English, Finnish and Polish.

A name is a set of ideas ("Asiakasnumero" = customer + number, "Data odpowiedzi" = date + response), whatever the order
its language puts them in; which field that speaks for follows from the ideas together. What the column holds is
``column_contents``' business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

__all__ = ["folded", "ideas", "name_score"]

# Words by idea, without diacritics; "klient~" is every word that begins so. English, Finnish, Polish.
_WORDS: Mapping[str, str] = {
    "text": """
        text texts comment~ body content contents verbatim~ description feedback note notes remark~ open freetext
        opinion~ transcript narrative suggestion~ explanation wording said
        teksti~ kommentti kommentit kommentin palaute palautteesi sisalto kuvaus huomio huomiot huomautus huomautukset
        muistiinpano~ perustelu perustelut avoin avoimet vapaa sana mielipide kertomus selostus selite viestin
        tekst~ komentarz~ opis opisz tresc~ uwaga uwagi notatk~ uzasadnien~ wypowied~ opini~ relacja""",
    "message": """
        review reviews message messages answer answers response responses tweet post posts complaint complaints reason
        reasons statement statements claim
        arvostelu arvostelut arvio vastaus vastaukset vastauksen viesti viestit reklamaatio syy valitus julkaisu
        wiadomosc wiadomosci odpowiedz odpowiedzi recenzj~ powod powody przyczyna wpis wpisy skarga skargi""",
    "side": """
        pros cons positive negative advantages disadvantages liked disliked positives negatives strengths weaknesses
        plussat miinukset hyvaa huonoa zalety wady plusy minusy""",
    "title": """
        title subject headline heading topic summary otsikko aihe otsikot tytul tytuly temat naglowek""",
    "date": """
        date dates datetime timestamp time day created submitted submission published posted received opened
        occurred reported recorded completed when at on seen wave month period week quarter returned interviewed
        pvm paiva paivays paivamaara paivan aika aikaleima ajankohta luotu lahetetty julkaistu saapunut saapui vastattu
        kirjattu jakso kuukausi milloin viikko haastateltu
        data daty czas czasowa dzien dnia utworzono dodano wyslano opublikowano otrzymano zgloszono wypelniono okres
        miesiac kiedy termin""",
    "other date": """
        updated modified edited closed resolved solved due birth born experience experienced delivery delivered flown
        sent purchased start started end ended last expiry expires
        paivitetty muokattu suljettu ratkaistu syntyma syntymaaika toimitettu alku loppu muutettu
        zaktualizowano aktualizacji modyfikacji zamknieto zamkniecia urodzenia rozpoczecia zakonczenia edycji
        dostawy rozpatrzenia""",
    "customer": """
        customer~ client~ consumer author user username member sender reviewer nick nickname buyer guest subscriber
        contact requester patron handle account commenter poster screenname caller complainant
        asiakas asiakkaan asiakkaat kirjoittaja kayttaja nimimerkki jasen lahettaja tilaaja ostaja kayttajan
        klient~ autor~ uzytkownik~ nadawc~ czlonek kupujac~ konsument~ nabywc~ recenzent~""",
    "respondent": """
        respondent respondents resp participant vastaaja vastaajan ankietowan~ respondenta uczestnik~""",
    "id": """
        id ids number no num nr ref reference key guid uuid identifier
        nro numero tunnus tunniste viite viitenumero id-numero
        numer identyfikator lp sygnatura""",
    "record": """
        case ticket receipt invoice order meeting interview conversation thread submission row record entry visit call
        reservation booking comment document transaction
        tapaus tiketti kuitti tilaus lasku haastattelu kaynti asia tapahtuma
        zgloszeni~ spraw~ reklamacj~ paragon~ zamowieni~ faktur~ wywiad~ wizyt~ rozmow~ wiersz""",
    "rating": """
        rating ratings stars score scores grade nps csat ces satisfaction recommend recommends likelihood
        recommendation rate mark
        arvosana arvosanat tahdet tahti tahtea pisteet pistemaara tyytyvaisyys suosittelu suosittelisit suosittelisitko
        viihtyvyys todennakoisesti arvioi arvioisit
        ocena oceny ocene oceni~ gwiazdki gwiazdek punkty punktacja zadowoleni~ satysfakcj~ polecenia polecisz
        polecil~""",
    "overall": "overall total general yleis yleinen kokonais ogolna ogolne ogolnie calkowita",
    "segment": "segment~ tier cohort persona audience segmentti segmentit asiakasluokka",
    "group": "group ryhma luokka taso grupa grupy kategoria_klienta klasa level band",
    "type": "type tyyppi typ typu rodzaj rodzaju laji",
    "category": "category kategoria kategorie kategorii luokitus class",
    "trait": """
        age employees size industry sector plan queue cabin traveller market income list
        ika ikaluokka toimiala koko jono wiek branz~ dochod""",
    "place": """
        country region city area language lang locale timezone location postcode zip state gender sex role education
        occupation about shop store site department
        sukupuoli maa alue kaupunki rooli koulutus kieli paikkakunta kunta toimipaikka tyopaikka osasto myymala kauppa
        plec kraj region miasto stanowisko jezyk wojewodztwo wyksztalcenie oddzial placowka sklep""",
    "product": """
        product products item sku asin ean isbn brand service article model merchandise
        tuote tuotteet tuotteen palvelu artikkeli malli tuotemerkki merkki
        produkt~ usluga uslugi towar~ artykul~ marka model""",
    "object": "airline company hotel restaurant app application carrier insurer bank yritys sovellus firma aplikacja",
    "weight": "weight weights weighting wt paino painokerroin painotus painoarvo waga wagi",
    "event": """
        event events action activity operation
        tapahtuma tapahtumat toimenpide toiminto
        zdarzeni~ akcja operacja czynnosc transakcja""",
    "value": """
        value amount sum total price revenue turnover sales points cost gross net eur euro euros pln usd gbp sek
        summa arvo hinta myynti liikevaihto euroa loppusumma pisteet maksettu
        kwota wartosc suma cena sprzedaz obrot punkty zaplacono""",
    "quantity": "quantity qty units pieces vat tax discount maara kpl alennus ilosc sztuk rabat podatek",
    "count": """
        count likes votes views helpful followers retweet retweets shares replies upvotes length
        tykkaykset lukumaara katselut polubienia liczba wyswietlenia""",
    "name": "name names nimi imie nazwisko nazwa first last etunimi sukunimi fullname",
    "mail": "email e-mail mail sahkoposti mailadres",
    "link": "url link href permalink website www linkki adres address ip osoite source domain phone puhelin telefon",
    "reply": """
        reply replied developer agent assignee staff manager internal merchant handler owner team
        vastine kasittelij~ asiakaspalvelij~ yrityksen myyja~ kehittaj~
        konsultant~ dzialu pracownik~ firmy sklepu dewelopera sprzedawcy opiekun""",
    "meta": """
        status progress duration seconds finished collector channel distribution device version build hardware tags tag
        priority millis epoch latitude longitude custom verified recommended consent filtered pending confidence
        sentiment sync
        tila kesto kanava laite versio tunnisteet
        czas_trwania kanal urzadzenie wersja tagi priorytet""",
    "question": """
        what why how which who could would should tell please specify describe anything improve better
        miksi miten mita mika millainen kerro kuvaile tarkenna muuta parantaa parannettavaa kehitettavaa
        dlaczego co jak jaki jakie ktore napisz powiedz poprawic ulepszyc inne jakies""",
}  # fmt: skip
_LONGEST_COMPOUND = 200  # letters; what is longer is no word
_FINNISH_PARTS = (
    "asiakas", "vastaaja", "vastaus", "palaute", "tuote", "arvosana", "numero", "nro", "tunnus", "tunniste", "paiva",
    "paivamaara", "pvm", "aika", "ryhma", "tyyppi", "luokka", "segmentti", "kommentti", "teksti", "viesti", "kuvaus",
    "arvostelu", "reklamaatio", "tapahtuma", "tilaus", "kuitti", "summa", "arvo", "hinta", "myynti", "nimi", "maa",
    "kerroin", "paino", "tapaus", "asia", "kenttä", "sana", "kayttaja", "merkki", "palvelu", "julkaisu", "luonti",
    "lahetys", "yleis", "kokonais", "kieli", "osoite", "maara", "ika", "jasen", "otsikko", "perustelu", "tyytyvaisyys",
    "huomio", "mielipide", "kanta", "taso", "pisteet", "aihe", "laji", "kategoria", "ostos", "osto", "kirjaus",
)  # fmt: skip
_MEANS = {"kerroin": "weight", "luonti": "date", "lahetys": "", "kanta": "", "kirjaus": "", "osto": "", "ostos": ""}
_CAMEL = re.compile(r"(?<=[a-zäöåłśżźćń0-9])(?=[A-ZÄÖÅŁŚŻŹ])|(?<=[A-Z])(?=[A-Z][a-z])")
_NESTED = re.compile(r"[^\s.]+(?:\.[^\s.]+)+$")
_NEVER_ASKED = frozenset({"title", "customer", "product", "id", "event", "value", "weight"})
_OWNERS = frozenset({"customer", "reply"})
_TOKEN = re.compile(r"[^\W_]+")
_SCALE = re.compile(r"\(?\b[01]\s?(?:-|–|\.\.|to)\s?(?:5|6|7|10|100)\b|(?<![\w])/\s?(?:5|10)\b")
_BLOCKED = frozenset(
    {
        "id", "date", "other date", "count", "trait", "place", "link", "meta", "type", "mail", "name", "rating",
        "category",
    }
)  # fmt: skip


def folded(name: str) -> str:
    """``name`` in small letters without diacritics: "Vastauspäivä" → "vastauspaiva", "Treść" → "tresc"."""
    bare = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).casefold()


@cache
def ideas(name: str) -> frozenset[str]:
    """What a column's name speaks of: ``{"customer", "id"}`` for "Asiakasnro", "customer_no" and "Nr klienta"."""
    if _NESTED.match(name):  # "author.country" is a country; "content.text" is no more content than its text
        *around, last = name.split(".")
        return ideas(last) | (frozenset().union(*map(ideas, around)) & _OWNERS)
    found: set[str] = set()
    tokens = [token for part in _CAMEL.split(name) for token in _TOKEN.findall(folded(part))]
    for token in tokens:
        meant = _ideas_of(token)
        found |= meant or {idea for part in _finnish_parts(token) for idea in _ideas_of(part)}
    if _SCALE.search(name):
        found.add("rating")
    if name.rstrip().endswith("?") or len(tokens) > 6:
        found.add("question")
    return frozenset(found)


def name_score(field: str, name: str) -> float:
    """How much a column's name alone speaks for its being this field, 0…1."""
    said = ideas(name)
    return _SCORES[field](said) * (0.3 if "question" in said and field in _NEVER_ASKED else 1.0)


# ---- by field


def _text(said: frozenset[str]) -> float:
    if ("reply" in said and "question" not in said) or ("title" in said and "text" not in said):
        return 0.0
    if said & {"side"}:
        return 0.8
    if "question" in said and not said & {"text", "rating"}:
        return 0.5
    score = 1.0 if "text" in said else 0.7 if "message" in said else 0.0
    if said & _BLOCKED and not {"text", "question"} <= said:
        return score * 0.3
    return score


def _title(said: frozenset[str]) -> float:
    return 1.0 if "title" in said and not said & {"id", "date", "reply", "count"} else 0.0


def _date(said: frozenset[str]) -> float:
    if "date" not in said and "other date" not in said:
        return 0.0
    if said & {"reply", "count"} or ("meta" in said and "message" not in said):
        return 0.1
    return 0.35 if "other date" in said else 1.0


def _customer(said: frozenset[str]) -> float:
    if said & {"type", "group", "segment", "category", "date", "rating", "count", "reply", "link", "meta", "text"}:
        return 0.0
    if said & {"trait", "place"}:
        return 0.0
    if "customer" in said:
        return 0.95 if not said & {"id", "name", "mail"} or "id" in said else 0.9
    if "respondent" in said:
        return 0.5
    return 0.55 if "mail" in said else 0.4 if said == {"name"} else 0.0


def _segment(said: frozenset[str]) -> float:
    if said & {"rating", "date", "text", "value", "count", "title"}:
        return 0.0
    if "segment" in said:
        return 1.0
    if "customer" in said and said & {"type", "group", "category"}:
        return 1.0
    if "product" in said or "object" in said or "event" in said or "record" in said:
        return 0.0
    if "group" in said:
        return 0.85
    if "id" in said:
        return 0.0
    if said & {"trait", "place"}:
        return 0.1 if "customer" in said else 0.4 if "trait" in said else 0.25
    return 0.3 if "type" in said else 0.0


def _product(said: frozenset[str]) -> float:
    if said & {"rating", "date", "text", "value", "quantity", "count", "title", "link", "meta"}:
        return 0.0
    if "product" in said:
        return 0.6 if "id" in said else 1.0
    if "customer" in said:
        return 0.0
    return 0.5 if "object" in said else 0.35 if "category" in said else 0.0


def _rating(said: frozenset[str]) -> float:
    if said == {"overall"}:
        return 0.6
    if "rating" not in said or said & {"count", "id", "date", "meta"}:
        return 0.0
    return 1.0 if "overall" in said or said == {"rating"} else 0.85


def _weight(said: frozenset[str]) -> float:
    return 0.0 if "weight" not in said else 0.5 if said & {"product", "record"} else 1.0


def _id(said: frozenset[str]) -> float:
    if said & {"customer", "product", "date", "rating", "text", "count", "title", "mail"} - {"text"}:
        return 0.0
    if "meta" in said or "reply" in said:
        return 0.1
    if "respondent" in said:
        return 0.9
    if "id" in said:
        return 1.0
    return 0.6 if said and said <= {"record", "message", "event"} else 0.0


def _event(said: frozenset[str]) -> float:
    if said & {"id", "date", "value", "count", "customer", "product"}:
        return 0.0
    return 1.0 if "event" in said else 0.6 if "type" in said else 0.2 if said & {"meta", "category"} else 0.0


def _value(said: frozenset[str]) -> float:
    if said & {"id", "date", "customer", "text", "title"}:
        return 0.0
    if "quantity" in said or "count" in said:
        return 0.35
    return 1.0 if "value" in said else 0.0


_SCORES = {
    "text": _text, "title": _title, "date": _date, "customer": _customer, "segment": _segment, "product": _product,
    "rating": _rating, "weight": _weight, "id": _id, "event": _event, "value": _value,
}  # fmt: skip


# ---- words


@cache
def _ideas_of(token: str) -> frozenset[str]:
    whole, stems = _lexicon()
    found = set(whole.get(token, ()))
    found |= {idea for stem, idea in stems if token.startswith(stem)}
    if token in _MEANS:
        found |= {_MEANS[token]} - {""}
    return frozenset(found)


@cache
def _finnish_parts(token: str) -> tuple[str, ...]:
    """A compound's parts, the longest first at each place: "asiakasnumero" → asiakas, numero."""
    found: list[str] = []
    at = 0
    while at < min(len(token), _LONGEST_COMPOUND):
        part = max((p for p in _FINNISH_PARTS if token.startswith(p, at)), key=len, default="")
        if part:
            found.append(part)
        at += len(part) or 1
    return tuple(found)


@cache
def _lexicon() -> tuple[Mapping[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    whole: dict[str, set[str]] = {}
    stems: list[tuple[str, str]] = []
    for idea, listed in _WORDS.items():
        for word in listed.split():
            if word.endswith("~"):
                stems.append((word[:-1], idea))
            else:
                whole.setdefault(word, set()).add(idea)
    return {word: frozenset(found) for word, found in whole.items()}, tuple(stems)
