"""The headers of systems' exports, as those write them, with what each column truly means."""

from __future__ import annotations

from tests.ingest.readers.made_headers import made

KNOWN = tuple(made("""
reviews google-play
Package Name | constant | product
App Version Code | number |
App Version Name | version |
Reviewer Language | language |
Device | constant |
Review Submit Date and Time | stamp | date
Review Submit Millis Since Epoch | number |
Review Last Update Date and Time | stamp |
Review Last Update Millis Since Epoch | number |
Star Rating | five | rating
Review Title | title | text
Review Text | prose | text
Developer Reply Date and Time | stamp |
Developer Reply Millis Since Epoch | number |
Developer Reply Text | reply |
Review Link | link | id

reviews google-play-table
reviewId | uuid | id
userName | person | customer
userImage | link |
content | prose | text
score | five | rating
thumbsUpCount | likes |
reviewCreatedVersion | version |
at | stamp | date
replyContent | reply |
repliedAt | stamp |
appVersion | version |

reviews app-store
id | number | id
attributes.rating | five | rating
attributes.title | title | text
attributes.body | prose | text
attributes.reviewerNickname | nick | customer
attributes.createdDate | stamp | date
attributes.territory | country |

reviews app-reviews
Date | iso | date
App Name | product | product
Country | country |
Version | version |
Rating | five | rating
Author | nick | customer
Title | title | text
Review | prose | text
Developer Response | reply |

reviews trustpilot
Review Id | uuid | id
Review Created (UTC) | stamp | date
Review Consumer User Id | uuid | customer
Review Title | title | text
Review Content | prose | text
Review Stars | five | rating
Review Language | language |
Company Reply Content | reply |
Company Reply Date (UTC) | stamp |
Domain URL | constant | product

survey surveymonkey
Respondent ID | number | id
Collector ID | constant |
Start Date | slashes |
End Date | slashes | date
IP Address | ip |
Email Address | mail | customer
First Name | person |
Last Name | person |
Custom Data 1 | constant |
How satisfied are you with your last order? | option |
What was good about it? | prose | text
What should we change? | some prose | text

survey qualtrics
StartDate | stamp |
EndDate | stamp |
Status | constant |
IPAddress | ip |
Progress | number |
Duration (in seconds) | seconds |
Finished | yes |
RecordedDate | stamp | date
ResponseId | uuid | id
RecipientEmail | mail | customer
LocationLatitude | amount |
UserLanguage | language |
Q1 | option |
Q2 | ten | or
Q3_TEXT | prose | text

survey microsoft-forms
ID | number | id
Aloitusaika | points |
Valmistumisaika | points | date
Sähköposti | mail | customer
Nimi | person |
Kuinka tyytyväinen olit palveluun? | option |
Mitä haluaisit kertoa meille? | prose | text

survey google-forms
Timestamp | slashes | date
Email Address | mail | customer
How did you hear about us? | options |
Please tell us what happened | prose | text

survey google-forms
Aikaleima | points | date
Oletko asiakkaamme? | yes |
Kerro omin sanoin, mikä meni pieleen | prose | text

survey google-forms
Sygnatura czasowa | iso | date
Jak oceniasz zakupy (1-5)? | five | rating
Co możemy zrobić lepiej? | prose | text

contact-reasons zendesk
Id | number | id
Requester | person |
Requester id | number | customer
Requester email | mail |
Assignee | employee |
Group | category |
Subject | title | text
Description | prose | text
Status | status |
Priority | category |
Via | constant |
Created at | stamp | date
Updated at | stamp |

contact-reasons intercom
conversation_id | number | id
created_at | stamp | date
user_id | client | customer
message_body | prose | text
teammate | employee |
teammate_reply | reply |
state | status |
"""))  # fmt: skip

UNKNOWN = tuple(made("""
survey
Response Type | constant |
Person Name | person |
Person Email | mail | customer
Score | ten | rating
Comment | prose | text
Survey Sent At | stamp |
Response Received At | stamp | date
Delighted ID | number | id

reviews
Review ID | number | id
Product SKU | product | product
Reviewer Display Name | person | customer
Reviewer Email | mail |
Review Score | five | rating
Review Title | title | text
Review Content | prose | text
Review Creation Date | iso | date
Review Status | status |
Sentiment | amount |

reviews
Review date | points | date
Guest name | person | customer
Reservation number | number | id
Review title | title | text
Positive review | prose | text
Negative review | some prose | text
Review score | ten | rating
Staff | ten |
Property reply | reply |

reviews
asin | product | product
reviewerID | uuid | customer
summary | title | text
reviewText | prose | text
overall | five | rating
unixReviewTime | number |
reviewTime | slashes | date

contact-reasons
Ticket ID | number | id
Subject | title | text
Status | status |
Agent | employee |
Created time | stamp | date
Full name | person |
Contact ID | client | customer
Description | prose | text
Customer tier | tiers | segment

survey
Vastauspäivä | points | date
Sukupuoli | letters |
Ikä | ages | segment
Kuinka hyvin henkilökunta palveli sinua? | five | rating
Mitä terveisiä haluat lähettää meille? | prose | text
Terveiset myymälälle | some prose | text

complaints
Tapausnumero | code | id
Vastaanotettu | points | date
Asiakas | client | customer
Aihe | title | text
Asiakkaan viesti | prose | text
Vastauksemme | reply |
Käsitelty | points |

complaints
Lp. | number | id
Data wpływu | iso | date
Klient nr | client | customer
Kategoria | category |
Przedmiot skargi | prose | text
Sposób załatwienia | reply |

survey
Znacznik | number | id
Kiedy wypełniono | stamp | date
Płeć | letters |
Wiek | ages | segment
Na ile polecisz nas znajomym? (0-10) | ten | rating
Co Ci się nie podobało? | prose | text

reviews
Produkt | product | product
Opinia | prose | text
Ocena gwiazdkowa | five | rating
Kupujący | nick | customer
Data wystawienia opinii | iso | date

transactions
Order ID | uuid | id
Order Date | slashes | date
Ship Date | slashes |
Customer ID | client | customer
Segment | tiers | segment
Category | category | product
Status | happened | event
Sales | amount | value

sales-figures
Miesiąc | iso | date
Region | country | segment
Grupa towarowa | category | product
Rodzaj sprzedaży | happened | event
Obrót netto | amount | value

frontline-notes
Date/Time | slashes | date
Store | city |
Note taker | employee |
What did you hear from customers today? | prose | text

social
Published | stamp | date
Author | nick | customer
Message | prose | text
Url | link |
Reach | number |
Sentiment | letters |

forum
topic | title | text
post author | nick | customer
post date | stamp | date
post text | prose | text
post number | number | id

staff-opinions
Submitted at | stamp | date
Department | city |
eNPS | ten | rating
What would make you happier at work? | prose | text
Anything else? | some prose | text

loyalty
Jäsennumero | client | customer
Päivä | points | date
Tapahtuma | happened | event
Taso | tiers | segment
Pisteet | likes | value
"""))  # fmt: skip
"""Of systems that are not known by their header, and of people's own tables."""
