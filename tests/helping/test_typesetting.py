"""The paper itself: what is set on it, whatever people type, and that it can be read aloud."""

import json
import re

import msgspec
import pytest
import typst

from intertwine.helping.paper import paper_of
from intertwine.helping.summary import Lived, Summary
from intertwine.helping.typesetting import SHEET, pdf_of
from tests.helping.summaries import AWKWARD, FIRST, LAST, alices


def paper(summary: Summary) -> bytes:
    return msgspec.json.encode(paper_of(summary, language="en"))


def set_on(summary: Summary, what: str) -> list[str]:
    """Asked of the typesetter, after it has laid out the pages."""
    inputs = {"paper": paper(summary).decode()}
    found = json.loads(typst.query(SHEET.read_bytes(), what, field="body", sys_inputs=inputs))
    return [one["text"] for one in found]


def test_every_part_has_its_heading_in_order() -> None:
    assert set_on(alices(), "heading") == [
        "Summary for a professional",
        "In their own words",
        "Questionnaires",
        "State of mind, day by day",
        "Hard days",
        "Sleep and the like",
        "Care plan: Early signs",
        "What was written on single days",
    ]


def test_what_was_not_chosen_has_none() -> None:
    summary = Summary(made=LAST, first=FIRST, last=LAST, person=alices().person, hard=())
    assert set_on(summary, "heading") == ["Summary for a professional", "Hard days"]
    assert "Nothing was noted in these days." in set_on(summary, "par")


@pytest.mark.parametrize(
    ("nights", "told"), [((450,), "7.5 hours"), ((390, 450), "7.0 hours on average, from 6.5 to 7.5")]
)
def test_nights_that_were_all_alike_have_no_range(nights: tuple[int, ...], told: str) -> None:
    lived = tuple(Lived(FIRST, {"sleep": minutes}) for minutes in nights)
    summary = Summary(made=LAST, first=FIRST, last=LAST, person=alices().person, factors=lived)
    [section] = paper_of(summary, language="en").sections
    assert section.grids[0].rows == (("Sleep", str(len(nights)), told),)


def test_words_are_words_and_never_orders_to_the_typesetter() -> None:
    told = set_on(alices(), "par")
    assert [line for line in AWKWARD.split("\n") if line and line not in told] == []


def test_it_is_made_to_be_read_aloud_too() -> None:
    made = pdf_of(paper(alices()))
    assert made[:5] == b"%PDF-"
    assert re.findall(rb"<pdfuaid:part>(\d)</pdfuaid:part>", made) == [b"1"]


@pytest.mark.parametrize("words", ["a letter no font has: \U000f1234", "a smile 🙂", "日本", "\x07 a bell", "x" * 4000])
def test_no_letter_keeps_the_rest_from_being_printed(words: str) -> None:
    assert pdf_of(paper(msgspec.structs.replace(alices(), words=words)))[:5] == b"%PDF-"
