"""Exports known by their header: which system wrote them, and what its columns mean.

A shape is recognised by columns that only its system names so; spelling, case and separators do not matter. What a
survey asked differs each time: of those only the columns beside the questions are known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from insight_synth.ingest.columns.column_names import folded, ideas

__all__ = ["KnownShape", "known_shape"]


@dataclass(frozen=True, slots=True)
class KnownShape:
    """An export of a known system: ``columns`` by field, as this export spells them."""

    key: str  # names the text in the catalogues: "google-play"
    name: str  # as said in a sentence: "a Google Play review export"
    survey: bool  # what is left beside ``columns`` and ``aside`` are questions
    columns: Mapping[str, tuple[str, ...]]
    aside: frozenset[str]  # columns that are no customer's words: replies, devices, addresses


@dataclass(frozen=True, slots=True)
class _Shape:
    key: str
    name: str
    needs: tuple[str, ...]  # each one of several spellings: "respondentid|vastaajatunnus"
    fields: Mapping[str, str]  # the first of several spellings that is there; "title + text" joins
    aside: str = ""
    survey: bool = False
    first: str = ""  # the first column must be one of these
    questions: bool = field(default=False)  # some column must read as a question


_MAIL = "emailaddress|email|username|sahkopostiosoite|sahkoposti|kayttajatunnus|adresemail|nazwauzytkownika"
_RESPONDENT = "respondentid|vastaajantunnus|vastaajatunnus|identyfikatorrespondenta|idrespondenta"
_SHAPES = (
    _Shape(
        "google-play", "a Google Play review export", ("reviewtext", "starrating", "reviewsubmitdateandtime"),
        {"text": "reviewtitle + reviewtext", "date": "reviewsubmitdateandtime", "rating": "starrating",
         "product": "packagename", "id": "reviewlink"},
        "appversioncode appversionname reviewerlanguage device reviewsubmitmillissinceepoch developerreplytext "
        "reviewlastupdatedateandtime reviewlastupdatemillissinceepoch developerreplydateandtime "
        "developerreplymillissinceepoch",
    ),
    _Shape(
        "google-play-table", "a table of Google Play reviews", ("reviewid", "content", "score", "at", "replycontent"),
        {"text": "content", "date": "at", "rating": "score", "customer": "username", "id": "reviewid"},
        "replycontent repliedat userimage thumbsupcount reviewcreatedversion appversion",
    ),
    _Shape(
        "app-store", "an App Store review export", ("reviewernickname", "territory|storefront|country", "rating"),
        {"text": "title + body|review|reviewtext|content", "date": "createddate|date|reviewdate|lastmodified",
         "rating": "rating", "customer": "reviewernickname", "product": "appname|app|bundleid", "id": "reviewid|id"},
        "territory storefront country response responsebody developerresponse version",
    ),
    _Shape(
        "app-reviews", "a table of app reviews",
        ("rating|stars|score", "version|appversion", "review|body|content|reviewtext",
         "author|username|user|nickname|reviewer"),
        {"text": "title|subject|reviewtitle + review|body|content|reviewtext",
         "date": "date|reviewdate|createdat|updated|published", "rating": "rating|stars|score",
         "customer": "author|username|user|nickname|reviewer", "product": "appname|app|application",
         "id": "reviewid|id"},
        "version appversion developerresponse reply developerreply replycontent replytext isedited",
    ),
    _Shape(
        "trustpilot", "a Trustpilot export", ("reviewcontent|reviewtext", "reviewstars|reviewrating", "reviewtitle"),
        {"text": "reviewtitle + reviewcontent|reviewtext",
         "date": "reviewcreatedutc|reviewcreated|reviewcreateddate|reviewcreateddateutc|createdutc|reviewdate",
         "rating": "reviewstars|reviewrating",
         "customer": "reviewconsumeruserid|consumerid|userid|consumername|reviewusername|username",
         "product": "businessunitname|domainurl|webshopname|domain", "id": "reviewid"},
        "companyreplycontent companyreplycontents companyreplydate companyreplydateutc reviewcompanyreply "
        "reviewlanguage replycontent replytext companyreply sourcename reviewurl tags referenceid",
    ),
    _Shape(
        "surveymonkey", "a SurveyMonkey export", (_RESPONDENT,),
        {"date": "enddate|lopetuspaiva|lopetuspaivamaara|paattymispaiva|paattymispaivamaara|datazakonczenia|"
                 "datemodified|datecreated|startdate|aloituspaiva|aloituspaivamaara|datarozpoczecia",
         "customer": "emailaddress|email|sahkopostiosoite|adresemail", "id": _RESPONDENT},
        "collectorid startdate enddate datecreated datemodified ipaddress emailaddress email firstname lastname "
        "customdata customdata1 keraajantunnus aloituspaiva aloituspaivamaara iposoite sahkopostiosoite etunimi "
        "sukunimi mukautetuttiedot1 identyfikatorkolektora datarozpoczecia adresip adresemail imie nazwisko "
        "daneniestandardowe1",
        survey=True, first=_RESPONDENT, questions=True,
    ),
    _Shape(
        "qualtrics", "a Qualtrics export", ("responseid", "recordeddate|startdate", "finished|progress|status"),
        {"date": "recordeddate|enddate|startdate", "id": "responseid",
         "customer": "externalreference|externaldatareference|recipientemail"},
        "startdate enddate status responsetype ipaddress progress durationinseconds finished recordeddate responseid "
        "recipientlastname recipientfirstname recipientemail externalreference externaldatareference locationlatitude "
        "locationlongitude distributionchannel userlanguage",
        survey=True,
    ),
    _Shape(
        "microsoft-forms", "a Microsoft Forms export",
        ("id|tunnus|tunniste|identyfikator", "starttime|aloitusaika|godzinarozpoczecia",
         "completiontime|valmistumisaika|paattymisaika|godzinaukonczenia"),
        {"date": "completiontime|valmistumisaika|paattymisaika|godzinaukonczenia",
         "customer": "email|sahkoposti|sahkopostiosoite|adresemail", "id": "id|tunnus|tunniste|identyfikator"},
        "starttime aloitusaika godzinarozpoczecia email sahkoposti sahkopostiosoite adresemail name nimi nazwa "
        "lastmodifiedtime language kieli jezyk",
        survey=True,
    ),
    _Shape(
        "typeform", "a Typeform export", ("startdateutc", "submitdateutc", "networkid"),
        {"date": "submitdateutc", "id": ""},
        "startdateutc networkid tags ending responsetype stagedate",
        survey=True,
    ),
    _Shape(
        "google-forms", "a Google Forms export", (),
        {"date": "timestamp|aikaleima|sygnaturaczasowa|znacznikczasu", "customer": _MAIL},
        "score pisteet wynik emailaddress email username sahkopostiosoite kayttajatunnus adresemail",
        survey=True, first="timestamp|aikaleima|sygnaturaczasowa|znacznikczasu", questions=True,
    ),
    _Shape(
        "zendesk", "a Zendesk ticket export", ("requester|requesterid|requesteremail", "assignee|assigneeid|via",
                                               "subject|description", "createdat|created|requested"),
        {"text": "subject + description|firstcomment|comment", "date": "createdat|created|requested",
         "customer": "requesterid|requesteremail|requester", "id": "id|ticketid|ticket"},
        "assignee assigneeid submitter group organization tags status priority via tickettype updatedat assignedat "
        "solvedat resolutiontime satisfactionscore latestcomment",
    ),
    _Shape(
        "intercom", "an Intercom conversation export",
        ("conversationid", "userid|contactid|useremail|contactemail|leadid", "teammate|teammateid|assignee|assignedto|"
         "conversationstartedat|conversationcreatedat|firstusermessage|messagebody|teammateassigned"),
        {"text": "subject|title + messagebody|firstusermessage|message|body|conversation",
         "date": "conversationstartedat|conversationcreatedat|createdat|startedat|date",
         "customer": "userid|contactid|useremail|contactemail|leadid", "id": "conversationid",
         "rating": "conversationrating|rating|csat"},
        "teammate teammateid assignee assignedto teammatereply state tags updatedat closedat",
    ),
)  # fmt: skip
_SIGN = re.compile(r"[\W_]+")


def known_shape(columns: Sequence[str]) -> KnownShape | None:
    """The system whose export has this header, or None."""
    by_key: dict[str, str] = {}
    for column in columns:
        for key in _keys(column):
            by_key.setdefault(key, column)
    return next((_filled(shape, columns, by_key) for shape in _SHAPES if _is(shape, columns, by_key)), None)


def _is(shape: _Shape, columns: Sequence[str], by_key: Mapping[str, str]) -> bool:
    if not all(any(spelling in by_key for spelling in needed.split("|")) for needed in shape.needs):
        return False
    if shape.first and not (columns and set(_keys(columns[0])) & set(shape.first.split("|"))):
        return False
    asked = [column for column in columns[1:] if "question" in ideas(column) or len(column.split()) >= 4]
    return bool(asked) or not shape.questions


def _filled(shape: _Shape, columns: Sequence[str], by_key: Mapping[str, str]) -> KnownShape:
    chosen: dict[str, tuple[str, ...]] = {}
    for name, spelled in shape.fields.items():
        parts = [
            next((by_key[spelling] for spelling in part.strip().split("|") if spelling in by_key), "")
            for part in spelled.split("+")
        ]
        if any(parts):
            chosen[name] = tuple(filter(None, parts))
    aside = frozenset(by_key[key] for key in shape.aside.split() if key in by_key)
    return KnownShape(shape.key, shape.name, shape.survey, chosen, aside - {c for cs in chosen.values() for c in cs})


def _keys(column: str) -> tuple[str, ...]:
    """How a column may be spelled: its whole name, and its parts where two header rows were joined into one."""
    parts = [column, *re.split(r"\s(?:[:|–—-]|/)\s|:\s", column)]
    keys = [_SIGN.sub("", folded(part.rpartition(".")[2] if " " not in part else part)) for part in parts]
    return tuple(dict.fromkeys(filter(None, keys)))
