"""A summary as a FHIR R4 bundle, so that a professional's own system can take it in.

LOINC codes stand only where the instrument's file has one that says exactly the same; everything else carries codes
of our own. Sources: US Core's PHQ-9 questionnaire (link ids, choice items, notices), the German PRO guide (a score as
an Observation with unit `{score}`), the `ordinalValue` extension of R4. There is one person in it, under a name that
stands for them in their summaries alone. For a process of its own (`making`): the models take thirty megabytes.
"""

import sys
from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any
from unicodedata import category
from uuid import NAMESPACE_URL, uuid5

import msgspec
from fhir.resources.R4B.bundle import Bundle

from intertwine.content.reading import instruments
from intertwine.content.screening import Instrument, ScreenItem
from intertwine.helping.summary import Answered, Lived, Rated, Summary

OURS = "urn:x-intertwine:measures"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
VERSION = "1"
NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. "
    "and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the "
    "license at http://loinc.org/license."
)
NOT_A_DIAGNOSIS = "A screen filled in by the person themselves; not a diagnosis."
NOT_VALIDATED = "Rated by the person themselves from 0 to 10, with a question that has not been validated."

Resource = dict[str, Any]


def bundle_of(summary: bytes) -> bytes:
    """`summary` is a `Summary` as JSON. The bundle is checked against R4B's models, which say more than we could."""
    told = bundle(msgspec.json.decode(summary, type=Summary))
    made: str = Bundle.model_validate(told).model_dump_json(indent=2)
    return made.encode()


def bundle(summary: Summary) -> Resource:
    resources = [_patient(summary), *_sections(summary), *_screens(summary), *_days(summary)]
    entries = [{"fullUrl": _urn(resource["id"]), "resource": resource} for resource in resources]
    security = [{"system": CONFIDENTIALITY, "code": "R", "display": "restricted"}]
    return {
        "resourceType": "Bundle",
        "id": _id(summary, "bundle", summary.digest),
        "meta": {"security": security},
        "type": "collection",
        "timestamp": f"{summary.made.isoformat()}T00:00:00Z",
        "entry": entries,
    }


def _patient(summary: Summary) -> Resource:
    named = {"name": [{"use": "usual", "text": summary.name}]} if summary.name else {}
    identifier = [{"system": "urn:ietf:rfc:3986", "value": _urn(summary.person)}]
    return {"resourceType": "Patient", "id": summary.person, "identifier": identifier, **named}


# words: own, of the care plan, of single days


def _sections(summary: Summary) -> Iterator[Resource]:
    told = [("In their own words", summary.words)] if summary.words else []
    told += [(part.heading, part.text) for part in summary.plan]
    told += [(one.day.isoformat(), one.text) for one in summary.lines or ()]
    if told:
        yield {
            "resourceType": "Composition",
            "id": _id(summary, "words", summary.made.isoformat()),
            "status": "final",
            "type": _code("summary", "Summary made by the person it is about"),
            "subject": _person(summary),
            "date": summary.made.isoformat(),
            "author": [_person(summary)],
            "title": "Words by the person themselves",
            "section": [{"title": title, "text": _narrative(text)} for title, text in told],
        }


def _narrative(text: str) -> Resource:
    lines = "<br/>".join(escape(_readable(line), quote=False) for line in text.splitlines())
    return {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div>'}


def _readable(line: str) -> str:
    """XHTML has no place for control characters, and nobody typed one to be read."""
    return "".join(letter for letter in line if letter == "\t" or category(letter) != "Cc")


# screens


def _screens(summary: Summary) -> Iterator[Resource]:
    taken = summary.screens or ()
    for key in dict.fromkeys(one.screen for one in taken if one.answers):
        yield _questionnaire(summary, instruments()[key])
    for one in taken:
        if one.answers:
            yield _response(summary, one, instruments()[one.screen])
        yield _score(summary, one, instruments()[one.screen])


def _questionnaire(summary: Summary, instrument: Instrument) -> Resource:
    panel = instrument.loinc.panel if instrument.loinc else None
    notices = [instrument.licence.notice, instrument.licence.attribution, *([NOTICE] if instrument.loinc else [])]
    return {
        "resourceType": "Questionnaire",
        "id": _id(summary, "questionnaire", instrument.key),
        "url": _canonical(instrument),
        "version": VERSION,
        "name": "".join(part for part in instrument.full_name.title() if part.isalnum()),
        "title": instrument.name,
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": " ".join(notices),
        **({"code": [{"system": LOINC, "code": panel}]} if panel else {}),
        "item": [_item(instrument, number) for number in range(1, len(instrument.items) + 1)],
    }


def _item(instrument: Instrument, number: int) -> Resource:
    item = instrument.items[number - 1]
    return {
        "linkId": _link(item, number),
        **({"code": [{"system": LOINC, "code": item.loinc}]} if item.loinc else {}),
        "text": item.wording,
        "type": "choice",
        "required": True,
        "answerOption": [
            {"valueCoding": _option(instrument, number, option.points)} for option in instrument.options_of(number)
        ],
    }


def _option(instrument: Instrument, number: int, points: int) -> Resource:
    option = next(option for option in instrument.options_of(number) if option.points == points)
    coded = {"system": LOINC, "code": option.loinc} if option.loinc else {"system": OURS, "code": f"points-{points}"}
    return {"extension": [{"url": ORDINAL, "valueDecimal": points}], **coded, "display": option.label}


def _response(summary: Summary, one: Answered, instrument: Instrument) -> Resource:
    restricted = [{"system": CONFIDENTIALITY, "code": "R", "display": "restricted"}]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": _id(summary, "response", _key(one)),
        **({"meta": {"security": restricted}} if instrument.safety_item else {}),
        "questionnaire": f"{_canonical(instrument)}|{VERSION}",
        "status": "completed",
        "subject": _person(summary),
        "authored": one.day.isoformat(),
        "author": _person(summary),
        "source": _person(summary),
        "item": [
            {
                "linkId": _link(item, number),
                "text": item.wording,
                "answer": [{"valueCoding": _option(instrument, number, points)}],
            }
            for number, (item, points) in enumerate(zip(instrument.items, one.answers, strict=True), 1)
        ],
    }


def _score(summary: Summary, one: Answered, instrument: Instrument) -> Resource:
    total = {"system": LOINC, "code": instrument.loinc.total} if instrument.loinc else _ours(f"{one.screen}-total")
    derived = {"derivedFrom": [{"reference": _urn(_id(summary, "response", _key(one)))}]} if one.answers else {}
    return {
        **_observation(summary, one.day, "score", _key(one)),
        "code": {"coding": [total], "text": f"{instrument.name} total score"},
        "valueQuantity": _points(one.score, "{score}"),
        "note": [{"text": NOT_A_DIAGNOSIS}],
        **derived,
        "referenceRange": [
            {"low": _points(band.low, "{score}"), "high": _points(band.high, "{score}"), "text": band.name}
            for band in instrument.bands
        ],
    }


# days


def _days(summary: Summary) -> Iterator[Resource]:
    for rated in summary.mind or ():
        yield _rating(summary, rated)
    for day in summary.hard or ():
        marked = _observation(summary, day, "hard-day", day.isoformat())
        yield {**marked, "code": _code("hard-day", "Marked as a hard day"), "valueBoolean": True}
    for lived in summary.factors or ():
        yield _factor(summary, lived)


def _rating(summary: Summary, rated: Rated) -> Resource:
    names = {"valence": "How pleasant it was", "arousal": "Energy", "stress": "How stretched the day left one"}
    return {
        **_observation(summary, rated.day, "rating", rated.day.isoformat()),
        "code": _code("daily-rating", "State of mind on one day"),
        "note": [{"text": NOT_VALIDATED}],
        "component": [
            {"code": _code(item, names[item]), "valueQuantity": _points(points, "{score}")}
            for item, points in rated.ratings.items()
        ],
    }


def _factor(summary: Summary, lived: Lived) -> Resource:
    names = {
        "sleep": "Sleep in the night before",
        "movement": "Movement: 0 none, 1 a little, 2 more",
        "alcohol": "Alcohol: 0 none, 1 a little, 2 more",
        "medication": "Medication: 0 not as planned, 1 as planned",
    }
    return {
        **_observation(summary, lived.day, "factors", lived.day.isoformat()),
        "code": _code("daily-factors", "Sleep and the like on one day"),
        "component": [
            {
                "code": _code(name, names.get(name, name)),
                "valueQuantity": _points(said, "min" if name == "sleep" else "{score}"),
            }
            for name, said in lived.factors.items()
        ],
    }


# what all of them are made of


def _observation(summary: Summary, day: date, kind: str, key: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": _id(summary, kind, key),
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
        "subject": _person(summary),
        "performer": [_person(summary)],
        "effectiveDateTime": day.isoformat(),
    }


def _points(value: int, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def _code(key: str, text: str) -> Resource:
    return {"coding": [_ours(key)], "text": text}


def _ours(key: str) -> Resource:
    return {"system": OURS, "code": key}


def _key(one: Answered) -> str:
    return f"{one.screen}/{one.day.isoformat()}"


def _link(item: ScreenItem, number: int) -> str:
    return f"/{item.loinc or number}"


def _canonical(instrument: Instrument) -> str:
    return f"urn:x-intertwine:questionnaire:{instrument.key}"


def _person(summary: Summary) -> Resource:
    return {"reference": _urn(summary.person)}


def _id(summary: Summary, kind: str, key: str) -> str:
    """The same thing has the same id in every summary of the same person, so that a second one adds no doubles."""
    return str(uuid5(NAMESPACE_URL, f"{summary.person}/{kind}/{key}"))


def _urn(id: str) -> str:
    return f"urn:uuid:{id}"


if __name__ == "__main__":
    sys.stdout.buffer.write(bundle_of(sys.stdin.buffer.read()))
