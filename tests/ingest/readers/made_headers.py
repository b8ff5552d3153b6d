"""Headers as systems and people write them, in three languages, with what each column truly means: made by hand.

One line a column: its name, what it holds, and the field it is, if any. ``rows`` fills them with made-up values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OPENINGS = (
    "The parcel arrived", "Kassalla jouduin odottamaan", "Przesyłka przyszła", "Your courier left it",
    "Toimitus myöhästyi jälleen", "Nikt nie odbierał telefonu", "I called three times", "Palautus hyvitettiin vasta",
)  # fmt: skip
_ENDINGS = (
    "two weeks late and nobody told me why", "vaikka toisin luvattiin jo keväällä", "mimo że zapłaciłem za ekspres",
    "and the box was soaked through", "eikä kukaan osannut neuvoa minua", "a instrukcja nie pasowała do mebla",
    "but the new one is lovely", "ja kaikki sujui lopulta oikein hyvin", "i jestem bardzo zadowolona z obsługi",
    "so I will not order here again", "mutta henkilökunta oli ystävällistä",
)  # fmt: skip
_SHORT = ("delivery", "too slow", "liian kallis", "nothing", "ei mitään", "cena", "opening hours", "hyvä palvelu")
_PRODUCTS = ("Honka shelf", "Polku cabinet", "Ranta table", "Saari sofa", "Kuu lamp")
_NAMES = ("Aino Malli", "Jan Przykład", "Mary Sample", "Otto Esimerkki", "Ewa Wzorowa", "Tim Specimen", "Veera Koe")
_OPTIONS = ("Very satisfied", "Fairly satisfied", "Neither", "Fairly dissatisfied", "Very dissatisfied")
_CHANNELS = ("E-mail", "Phone", "Chat", "In the shop")

HOLDS: dict[str, Callable[[int], str]] = {
    "prose": lambda n: f"{_OPENINGS[n % 8]} {_ENDINGS[n * 7 % 11]}, {n} days",
    "some prose": lambda n: f"{_OPENINGS[n % 8]} {_ENDINGS[n * 5 % 11]}, {n} kertaa" if n % 3 == 0 else "",
    "short": lambda n: f"{_SHORT[n * 3 % 8]}, {_SHORT[n * 5 % 8]} {n // 2}" if n % 2 else _SHORT[n * 3 % 8],
    "title": lambda n: f"{_SHORT[n * 3 % 8].capitalize()} {n // 2}",
    "reply": lambda n: f"Thank you for writing, we are sorry about case {n} and will look into it" if n % 2 else "",
    "iso": lambda n: f"2025-0{1 + n % 9}-{1 + n % 28:02}",
    "stamp": lambda n: f"2025-0{1 + n % 9}-{1 + n % 28:02}T{n % 24:02}:15:00Z",
    "points": lambda n: f"{1 + n % 28}.{1 + n % 9}.2025",
    "slashes": lambda n: f"{1 + n % 9}/{1 + n % 28}/2025 {1 + n % 11}:30 PM",
    "serial": lambda n: str(45_600 + n),
    "code": lambda n: f"RK-25-{n:04}",
    "number": lambda n: str(1_000 + n),
    "uuid": lambda n: f"{n * 2654435761 % 2**32:08x}-{n:04x}-4e1b-9d3f",
    "client": lambda n: f"FI-{300_000 + n * 17 % 41}",
    "nick": lambda n: f"{_NAMES[n % 7].split()[0].lower()}{n * 11 % 53}",
    "person": lambda n: f"{_NAMES[n % 7]} {chr(65 + n % 23)}",
    "mail": lambda n: f"user{n * 13 % 47}@example.org",
    "phone": lambda n: f"+358 40 123 {1000 + n}",
    "five": lambda n: str(1 + n * 7 % 5),
    "ten": lambda n: str(n * 7 % 11),
    "stars": lambda n: "★" * (1 + n % 5),
    "out of": lambda n: f"{1 + n % 5}/5",
    "b2b": lambda n: ("B2B", "B2C")[n % 2],
    "letters": lambda n: "YKM"[n % 3],
    "tiers": lambda n: ("Gold", "Silver", "Basic")[n % 3],
    "ages": lambda n: ("18-34", "35-54", "55+")[n % 3],
    "country": lambda n: ("FI", "PL", "SE")[n % 3],
    "city": lambda n: ("Espoo", "Poznań", "Turku", "Łódź", "Oulu")[n % 5],
    "language": lambda n: ("fi", "pl", "en")[n % 3],
    "product": lambda n: _PRODUCTS[n % 5],
    "category": lambda n: ("furniture", "lighting", "textiles")[n % 3],
    "weight": lambda n: f"{0.6 + (n * 37 % 90) / 100:.2f}",
    "comma weight": lambda n: f"{0.6 + (n * 37 % 90) / 100:.3f}".replace(".", ","),
    "money": lambda n: f"{n * 37 % 900 + 9},90 €",
    "amount": lambda n: f"{n * 37 % 900 + 9}.{n * 7 % 100:02}",
    "small": lambda n: str(1 + n % 3),
    "likes": lambda n: str(n * n % 17),
    "happened": lambda n: ("purchase", "return", "exchange")[n % 3],
    "status": lambda n: ("open", "solved", "closed")[n % 3],
    "yes": lambda n: ("yes", "no")[n % 2],
    "option": lambda n: _OPTIONS[n * 3 % 5],
    "options": lambda n: ", ".join(_CHANNELS[: 1 + n % 4]),
    "link": lambda n: f"https://example.org/r/{n}",
    "ip": lambda n: f"192.0.2.{n % 250}",
    "seconds": lambda n: str(30 + n * 13 % 400),
    "version": lambda n: f"4.{n % 7}.1",
    "employee": lambda n: ("A. Kivimets", "R. Sampleton", "E. Wzór")[n % 3],
    "constant": lambda n: "Tuvatar",
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One made-up export."""

    kind: str
    shape: str
    columns: tuple[tuple[str, str, str], ...]  # name, what it holds, its field or ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _, _ in self.columns)

    @property
    def truth(self) -> dict[str, tuple[str, ...]]:
        fields = {field for _, _, field in self.columns if field and field != "or"}
        return {field: tuple(name for name, _, given in self.columns if given == field) for field in fields}

    def rows(self, count: int = 60) -> Iterator[dict[str, str]]:
        return ({name: HOLDS[holds](n) for name, holds, _ in self.columns} for n in range(1, count + 1))


def made(text: str) -> Iterator[Made]:
    """The exports of a text: kind and known shape on the first line of each, then one line a column."""
    for block in text.strip().split("\n\n"):
        head, *lines = block.strip().splitlines()
        kind, _, shape = head.partition(" ")
        columns = (line.split("|") for line in lines)
        yield Made(kind, shape, tuple((name.strip(), holds.strip(), field.strip()) for name, holds, field in columns))


EVERYDAY = tuple(made("""
complaints
Asiakasnumero | client | customer
Vastauspäivä | points | date
Vapaa palaute | prose | text
Arvosana | five | rating

complaints
Reklamaationro | code | id
Kirjauspäivä | points | date
Asiakastunnus | client | customer
Asiakastyyppi | letters | segment
Tuotenimi | product | product
Reklamaation kuvaus | prose | text
Käsittelijä | employee |
Tila | status |
Ratkaisupäivä | iso |

survey
Vastaustunnus | number | id
Vastausaika | stamp | date
Kuinka todennäköisesti suosittelisit meitä (0-10)? | ten | rating
Miksi annoit tämän arvosanan? | prose | text
Mitä voisimme parantaa? | some prose | text
Ikäryhmä | ages | segment

survey
Vastaajan ID | number | id
Vastattu | points | date
Yleisarvosana | five | rating
Miten asioit kanssamme? | options |
Oletko tyytyväinen toimitukseen? | option |
Avoin palaute | prose | text
Painokerroin | comma weight | weight

staff-opinions
Vastausnro | number | id
Päivämäärä | points | date
Yksikkö | city |
Työtyytyväisyys (1-5) | five | rating
Perustelut | prose | text

frontline-notes
Myymälä | city |
Päiväys | points | date
Muistiinpano | prose | text
Kirjaaja | employee |

contact-reasons
Tikettinumero | number | id
Luotu | stamp | date
Jono | b2b | segment
Yhteydenoton syy | prose | text

returns
Palautusnumero | code | id
Palautuspäivä | points | date
Asiakasnro | client | customer
Tuote | product | product
Palautuksen syy | prose | text
Hyvitys € | money |

transactions
Kuittinumero | number | id
Ostopäivä | points | date
Kanta-asiakasnumero | client | customer
Tapahtumatyyppi | happened | event
Tuoteryhmä | category | product
Summa (€) | money | value

sales-figures
Kuukausi | iso | date
Tuoteryhmä | category | product
Tapahtuma | happened | event
Liikevaihto | amount | value

reviews
Nimimerkki | nick | customer
Julkaistu | points | date
Tähdet | five | rating
Otsikko | title | text
Arvostelu | prose | text
Yrityksen vastaus | reply |

account-management
Asiakas | client | customer
Tapaamispäivä | points | date
Asiakasvastaava | employee |
Keskustelun sisältö | prose | text

complaints
Nr zgłoszenia | code | id
Data zgłoszenia | iso | date
Nr klienta | client | customer
Typ klienta | b2b | segment
Produkt | product | product
Treść reklamacji | prose | text
Status | status |
Data rozpatrzenia | iso |

complaints
Numer sprawy | code | id
Data utworzenia | iso | date
Identyfikator klienta | client | customer
Opis problemu | prose | text
Odpowiedź działu obsługi | reply |

survey
Id odpowiedzi | number | id
Data wypełnienia | stamp | date
Ocena ogólna | ten | rating
Dlaczego taka ocena? | prose | text
Co moglibyśmy poprawić? | some prose | text
Grupa wiekowa | ages | segment
Waga | comma weight | weight

survey
Numer ankiety | number | id
Data | iso | date
Jak oceniasz obsługę? (1-5) | five | rating
Z jakich kanałów korzystasz? | options |
Uwagi i sugestie | prose | text

reviews
Autor | nick | customer
Data dodania | points | date
Ocena | out of | rating
Tytuł | title | text
Treść opinii | prose | text
Odpowiedź sprzedawcy | reply |
Liczba polubień | likes |

reviews
Uzytkownik | nick | customer
Data wystawienia | iso | date
Gwiazdki | five | rating
Tresc | prose | text
Nazwa produktu | product | product

transactions
Nr paragonu | number | id
Data sprzedaży | iso | date
Nr karty klienta | client | customer
Rodzaj transakcji | happened | event
Kategoria towaru | category | product
Kwota | amount | value
Ilość | small |

returns
Nr zwrotu | code | id
Data zwrotu | iso | date
Klient | client | customer
Towar | product | product
Powód zwrotu | prose | text

social
Id wpisu | number | id
Utworzono | stamp | date
Użytkownik | nick | customer
Treść wpisu | prose | text
Polubienia | likes |

win-loss
Data rozmowy | iso | date
Segment | tiers | segment
Notatka z rozmowy | prose | text
Wartość kontraktu | amount |

complaints
Case Number | code | id
Date Opened | slashes | date
Customer ID | client | customer
Customer Type | b2b | segment
Product Name | product | product
Subject | title | text
Description | prose | text
Status | status |
Case Owner | employee |
Date Closed | points |

reviews
review_id | uuid | id
created_at | stamp | date
user_name | nick | customer
star_rating | five | rating
review_title | title | text
review_body | prose | text
helpful_votes | likes |
verified_purchase | yes |
product_id | product | product

reviews
reviewer | person | customer
reviewDate | iso | date
score | ten | rating
pros | prose | text
cons | prose | text
hotelName | product | product
managementResponse | reply |

survey
Response ID | number | id
Submitted | stamp | date
How likely are you to recommend us? | ten | rating
What is the main reason for your score? | prose | text
What could we do better? | some prose | text
How satisfied are you overall? | option |
Which channels have you used? | options |
Age group | ages | segment

survey
id | number | id
completed_at | stamp | date
nps_score | ten | rating
nps_comment | prose | text
customer_tier | tiers | segment
account_id | client | customer
survey_language | language |

omnibus
resp_no | number | id
fieldwork_date | iso | date
wt | weight | weight
age_band | ages | segment
q12_open | short | text
q11 | option |

market-research
RespondentNo | number | id
InterviewDate | iso | date
Q5_satisfaction | five | rating
Q6_why | prose | text
Weighting factor | weight | weight
Gender | letters |

frontline-notes
timestamp | stamp | date
location | city |
employee | employee |
observation notes | prose | text

contact-reasons
ticket_id | number | id
created | stamp | date
requester_email | mail | customer
category | category |
message | prose | text
agent_reply | reply |

account-management
Meeting date | iso | date
Client | client | customer
Account manager | employee |
Tier | tiers | segment
Meeting notes | prose | text

social
tweet_id | number | id
author_handle | nick | customer
posted_at | stamp | date
full_text | prose | text
retweet_count | likes |
permalink | link |

forum
post_id | number | id
thread_title | title | text
username | nick | customer
posted | stamp | date
body | prose | text
upvotes | likes |

transactions
transaction_id | uuid | id
transaction_date | iso | date
customer_id | client | customer
transaction_type | happened | event
product_category | category | product
total_amount | amount | value
quantity | small |

loyalty
Event ID | number | id
Event Date | iso | date
Member No | client | customer
Event Type | happened | event
Tier | tiers | segment
Points | likes | value

returns
RMA | code | id
Return Date | iso | date
SKU | product | product
Customer Email | mail | customer
Return comments | prose | text
Refund Amount | amount |

reviews
when | iso | date
who | nick | customer
what | prose | text
mark | five | rating

complaints
f1 | number | id
f2 | iso | date
f3 | prose | text

reviews
A | stars | rating
B | prose | text
C | points | date

industry-research
Statement | prose | text
Published | iso | date
Publisher | constant |

blog
URL | link |
Publication date | iso | date
Author name | person | customer
Article text | prose | text
"""))  # fmt: skip
