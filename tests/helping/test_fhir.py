"""What a record system gets. The models of R4B check shapes; here is what they let pass: codes, links, units."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from fhir.resources.R4B.bundle import Bundle

from intertwine.content.reading import instruments
from intertwine.helping.fhir import LOINC, OURS, UCUM, bundle, bundle_of
from tests.helping.summaries import AWKWARD, alices

SYSTEMS = {
    LOINC,
    OURS,
    UCUM,
    "urn:ietf:rfc:3986",
    "http://terminology.hl7.org/CodeSystem/observation-category",
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
}
CODES = {
    "Bundle.type": {"collection"},
    "Patient.name.use": {"usual"},
    "Composition.status": {"final"},
    "Composition.section.text.status": {"additional"},
    "Questionnaire.status": {"active"},
    "Questionnaire.item.type": {"choice"},
    "QuestionnaireResponse.status": {"completed"},
    "Observation.status": {"final"},
}
"""Every place where R4 binds a code: the value sets of R4 hold ours, and the models would let anything pass."""


def made() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(bundle_of(msgspec.json.encode(alices())))
    return told


def resources(kind: str) -> list[dict[str, Any]]:
    return [one["resource"] for one in made()["entry"] if one["resource"]["resourceType"] == kind]


def walked(told: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(told, dict):
        here = told.get("resourceType", path)
        yield here, told
        for key, value in told.items():
            yield from walked(value, f"{here}.{key}")
    elif isinstance(told, list):
        for one in told:
            yield from walked(one, path)


def problems(told: dict[str, Any]) -> list[str]:
    parts = list(walked(told))
    known = {one["fullUrl"] for one in told["entry"]}
    return [
        *(
            f"{path}.{key} {value}"
            for path, part in parts
            for key, value in part.items()
            if (allowed := CODES.get(f"{path}.{key}")) and value not in allowed
        ),
        *(
            f"a reference to {part['reference']}"
            for _, part in parts
            if part.get("reference", next(iter(known))) not in known
        ),
        *(f"a system {part['system']}" for _, part in parts if part.get("system", LOINC) not in SYSTEMS),
        *(
            f"a unit {part['unit']}"
            for _, part in parts
            if "unit" in part and (part["unit"] not in {"min", "{score}"} or part["unit"] != part["code"])
        ),
        *(f"a code {part['code']}" for _, part in parts if part.get("system") == LOINC and part["code"] not in ours()),
    ]


def ours() -> set[str]:
    """The codes our instruments' files have, each with its source there."""
    found: set[str | None] = set()
    for one in instruments().values():
        found |= {one.loinc.total, one.loinc.panel} if one.loinc else set()
        found |= {item.loinc for item in one.items}
        found |= {option.loinc for options in one.options.values() for option in options}
    return {code for code in found if code}


def test_every_code_link_and_unit_is_one_there_is() -> None:
    assert problems(made()) == []


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ('"status": "final"', '"status": "nonsense"', "Observation.status nonsense"),
        ('"type": "choice"', '"type": "coding"', "Questionnaire.item.type coding"),
        ('"code": "44261-6"', '"code": "44261-7"', "a code 44261-7"),
        ('"unit": "min"', '"unit": "minute"', "a unit minute"),
        (
            '"reference": "urn:uuid:',
            '"reference": "urn:uuid:0',
            "a reference to urn:uuid:03f0c1f5e-6f0e-4f5e-9d5e-0a6b3f1d2c4b",
        ),
        ('"system": "urn:x-intertwine:measures"', '"system": "urn:else"', "a system urn:else"),
    ],
)
def test_the_checks_find_what_the_models_let_pass(before: str, after: str, found: str) -> None:
    text = json.dumps(made())
    assert before in text
    spoiled = json.loads(text.replace(before, after))
    Bundle.model_validate(spoiled)
    assert found in problems(spoiled)


def test_the_models_refuse_what_is_none_at_all() -> None:
    told = bundle(alices())
    del told["type"]
    with pytest.raises(ValueError):
        Bundle.model_validate(told)


def test_there_is_one_person_in_it_under_no_name_but_the_one_she_typed() -> None:
    (patient,) = resources("Patient")
    assert (patient["name"], patient["id"]) == ([{"use": "usual", "text": "Alice"}], alices().person)
    nameless = bundle(msgspec.structs.replace(alices(), name=""))
    assert "name" not in nameless["entry"][0]["resource"]


def test_scores_carry_their_code_their_bands_and_what_they_are_not() -> None:
    scores = {
        one["code"]["text"]: one for one in resources("Observation") if one["code"]["text"].endswith("total score")
    }
    assert {name: one["valueQuantity"]["value"] for name, one in scores.items()} == {
        "PHQ-9 total score": 14,
        "CSI-4 total score": 12,
        "GAD-7 total score": 8,
    }
    codings = {name: one["code"]["coding"][0] for name, one in scores.items()}
    assert codings == {
        "PHQ-9 total score": {"system": LOINC, "code": "44261-6"},
        "CSI-4 total score": {"system": OURS, "code": "csi-4-total"},
        "GAD-7 total score": {"system": LOINC, "code": "70274-6"},
    }
    assert [one["text"] for one in scores["GAD-7 total score"]["referenceRange"]] == [
        band.name for band in instruments()["gad-7"].bands
    ]
    assert {note["text"] for one in scores.values() for note in one["note"]} == {
        "A screen filled in by the person themselves; not a diagnosis."
    }


def test_answers_are_there_where_they_were_chosen_and_nowhere_else() -> None:
    (questionnaire,), (response,) = resources("Questionnaire"), resources("QuestionnaireResponse")
    links = [item["linkId"] for item in questionnaire["item"]]
    assert (links[0], links[8], len(links)) == ("/44250-9", "/44260-8", 9)
    assert [item["linkId"] for item in response["item"]] == links
    assert [item["answer"][0]["valueCoding"]["extension"][0]["valueDecimal"] for item in response["item"]] == [
        2,
        2,
        2,
        2,
        1,
        2,
        1,
        1,
        1,
    ]
    assert response["questionnaire"] == f"{questionnaire['url']}|{questionnaire['version']}"
    assert [one["code"] for one in response["meta"]["security"]] == ["R"]
    assert questionnaire["copyright"].startswith(instruments()["phq-9"].licence.notice)


def test_her_words_arrive_as_words() -> None:
    (composition,) = resources("Composition")
    assert [section["title"] for section in composition["section"]] == [
        "In their own words",
        "Early signs",
        "2026-11-23",
    ]
    told = composition["section"][0]["text"]["div"]
    assert told == (
        '<div xmlns="http://www.w3.org/1999/xhtml">Soup &amp; quiet &lt;b&gt;<br/>'
        '#let x = 1 *bold* $y$ @me "so"<br/><br/>then sleep</div>'
    )
    assert AWKWARD.count("<b>") == 1


def test_what_no_page_can_hold_is_left_out_of_her_words() -> None:
    told = bundle(msgspec.structs.replace(alices(), words="a bell\x07 rings\ttwice"))
    (words,) = [one["resource"] for one in told["entry"] if one["resource"]["resourceType"] == "Composition"]
    assert words["section"][0]["text"]["div"] == '<div xmlns="http://www.w3.org/1999/xhtml">a bell rings\ttwice</div>'


def test_the_same_summary_twice_adds_no_doubles() -> None:
    one, two = bundle(alices()), bundle(msgspec.structs.replace(alices(), words="Other words."))
    ids = [[entry["fullUrl"] for entry in told["entry"]] for told in (one, two)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])
