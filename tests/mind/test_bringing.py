"""Alice brings a diary from elsewhere, through the real pages: she sees it first, and nothing is done by halves."""

import re
from datetime import date, timedelta
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from intertwine.journal.models import Entry
from intertwine.mind.diary_asked import MOST_COLUMNS
from intertwine.mind.diary_held import LONGEST_FILE
from intertwine.mind.queries import all_days
from tests.cast import Person, signed_up
from tests.mind.days import checked_in, it_is
from tests.mind.pages import forms_on, has, send

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n"
    '2026-11-03,"November 3",Tuesday,"9:30 PM",good,"reading | garden","","A quiet day."\n'
    '2026-11-02,"November 2",Monday,"9:30 PM",awful,"","",""\n'
)
OTHER = 'when;how calm;of note;mood\n1.11.2026;5;"one; two";x\n2.11.2026;1;;y\n3.11.2026;2,5;three;z\n'
CELL = re.compile(r'<th scope="row">[^<]*</th><td class="number">(\d+)</td>')


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-23T20:00+01:00")


def chooses(person: Person, file: str | bytes, **typed: str) -> HttpResponse:
    data = file if isinstance(file, bytes) else file.encode()
    sent = {"file": SimpleUploadedFile("diary.csv", data), "whole": "yes", **typed}
    return cast("HttpResponse", person.browser.post("/mine/diary", sent))


def goes_on(person: Person, page: HttpResponse, **typed: str) -> HttpResponse:
    """With all that the page carries unseen."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return person.post("/mine/diary", **{**dict(fields), **typed})


def counts(page: HttpResponse) -> list[int]:
    """New, added to, other answers, there already."""
    return [int(count) for count in CELL.findall(page.content.decode())]


def lines(person: Person) -> dict[int, str]:
    return {day.day: one.line for day, one in all_days(person.visit()).items()}


def test_daylios_export_is_understood_as_it_is() -> None:
    alice = signed_up("Alice")
    page = chooses(alice, DAYLIO)
    assert (page.status_code, counts(page), Entry.objects.count()) == (200, [2, 0, 0, 0], 0)
    assert has(page, "A quiet day.")
    done = goes_on(alice, page, go="bring")
    assert done["Location"] == "/mine/days?done=brought"
    found = all_days(alice.visit())
    assert {day.day: one.ratings for day, one in found.items()} == {2: {"valence": 0}, 3: {"valence": 8}}
    assert found[date(2026, 11, 3)].written.tags == ("reading", "garden")
    assert lines(alice) == {2: "", 3: "A quiet day."}
    again = chooses(alice, DAYLIO)
    assert (counts(again), has(again, "All of it is here already.")) == ([0, 0, 0, 2], True)


def test_moods_under_other_names_are_asked_for_and_none_is_guessed() -> None:
    alice = signed_up("Alice")
    page = chooses(alice, DAYLIO.replace("good", "tip top"))
    assert (page.status_code, has(page, "tip top"), has(page, "What do these words stand for?")) == (200, True, True)
    refused = goes_on(alice, page)
    assert (refused.status_code, has(refused, "from 0 to 10.")) == (422, True)
    preview = goes_on(alice, refused, **{"mood-0": "9", "mood-1": "1"})
    goes_on(alice, preview, go="bring")
    assert {day.day: one.ratings for day, one in all_days(alice.visit()).items()} == {
        2: {"valence": 1},
        3: {"valence": 9},
    }


def test_an_export_from_before_2019_is_understood_as_it_is_and_unknown_months_are_asked_for() -> None:
    alice = signed_up("Alice")
    old = "year,date,weekday,time,mood,activities,note\n2018,18 May,Friday,11:54 pm,good,cook,Home.\n"
    assert counts(chooses(alice, old)) == [1, 0, 0, 0]
    page = chooses(alice, old.replace("May", "Blütenmond"))
    assert has(page, "Which months are these?")
    assert has(page, '<option value="5">May</option>')
    refused = goes_on(alice, page, **{"mood-0": "8", "month-0": "13"})
    assert (refused.status_code, has(refused, "which month it is")) == (422, True)
    preview = goes_on(alice, refused, **{"mood-0": "8", "month-0": "5"})
    goes_on(alice, preview, go="bring")
    assert lines(alice) == {18: "Home."}


def test_an_export_that_went_through_a_spreadsheet_is_asked_for_the_order_of_its_dates() -> None:
    alice = signed_up("Alice")
    turned = DAYLIO.replace("2026-11-03", "11/3/2026").replace("2026-11-02", "10/29/2026")
    page = chooses(alice, turned)
    assert has(page, '<option value="month-first" selected>')
    said = {"mood-0": "8", "mood-1": "0"}
    refused = goes_on(alice, page, dates="day-first", **said)
    assert (refused.status_code, has(refused, "“10/29/2026” is not a date.")) == (422, True)
    assert counts(goes_on(alice, refused, dates="month-first", **said)) == [2, 0, 0, 0]


def test_any_other_table_is_brought_by_saying_what_its_columns_are() -> None:
    alice = signed_up("Alice")
    page = chooses(alice, OTHER)
    assert [has(page, name) for name in ("how calm", "of note", "1.11.2026 · 2.11.2026")] == [True] * 3
    said = {"dates": "day-first", "what-0": "day", "what-1": "stress", "low-1": "5", "high-1": "1", "what-2": "note"}
    preview = goes_on(alice, page, **said)
    assert counts(preview) == [3, 0, 0, 0]
    goes_on(alice, preview, go="bring")
    assert {day.day: one.ratings for day, one in all_days(alice.visit()).items()} == {
        1: {"stress": 0},
        2: {"stress": 10},
        3: {"stress": 6},
    }
    assert lines(alice) == {1: "one; two", 2: "", 3: "three"}


def test_the_ends_that_are_suggested_are_those_of_the_file_to_the_last_decimal() -> None:
    alice = signed_up("Alice")
    page = chooses(alice, "when,calm\n2026-11-01,1.23456789012345678\n2026-11-02,5.5\n")
    said = {"what-0": "day", "what-1": "stress", "low-1": "1.23456789012345678", "high-1": "5.5"}
    assert [has(page, f'name="{end}-1" value="{said[f"{end}-1"]}"') for end in ("low", "high")] == [True, True]
    assert counts(goes_on(alice, page, **said)) == [2, 0, 0, 0]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"what-1": "stress"}, "Please say which column holds the day."),
        ({"what-0": "day", "dates": "day-first"}, "Please say of at least one more column what it is"),
        ({"what-0": "day", "what-1": "day"}, "Two columns are said to be the same, the second of them “how calm”."),
        (
            {"what-0": "day", "what-1": "stress", "low-1": "5", "high-1": "5"},
            "between which two numbers “how calm” runs",
        ),
        ({"what-0": "day", "what-1": "stress", "low-1": "x"}, "between which two numbers “how calm” runs"),
        ({"what-0": "day", "what-1": "stress", "dates": "year-first"}, "Line 2: “1.11.2026” is not a date."),
        (
            {"what-0": "day", "dates": "day-first", "what-1": "stress", "low-1": "1", "high-1": "4"},
            "Line 2, column “how calm”: 5 is not between the two numbers you gave.",
        ),
        (
            {"what-0": "day", "dates": "day-first", "what-3": "stress", "low-3": "1", "high-3": "4"},
            "Line 2, column “mood”: “x” is not a number.",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_what_was_said_stays(said: dict[str, str], sentence: str) -> None:
    alice = signed_up("Alice")
    answer = goes_on(alice, chooses(alice, OTHER), **{"what-3": "", **said})
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert has(answer, sentence)
    if said.get("what-1") == "stress":
        assert has(answer, '<option value="stress" selected>')


def test_where_answers_differ_alice_says_which_stay_and_her_words_stay_anyway() -> None:
    alice = signed_up("Alice")
    checked_in(alice, date(2026, 11, 2), valence=7, close=4, line="My own words.")
    checked_in(alice, date(2026, 11, 3), stress=2)
    page = chooses(alice, DAYLIO)
    assert counts(page) == [0, 1, 1, 0]
    refused = goes_on(alice, page, go="bring")
    assert (refused.status_code, has(refused, "Please say what is to stay")) == (422, True)
    assert lines(alice) == {2: "My own words.", 3: ""}
    goes_on(alice, refused, go="bring", other="mine")
    ratings = {day.day: one.ratings for day, one in all_days(alice.visit()).items()}
    assert ratings == {2: {"valence": 7, "close": 4}, 3: {"stress": 2, "valence": 8}}
    goes_on(alice, chooses(alice, DAYLIO), go="bring", other="file")
    assert all_days(alice.visit())[date(2026, 11, 2)].ratings == {"valence": 0, "close": 4}
    assert lines(alice)[2] == "My own words."


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "No file arrived."),
        (b" \n", "The file is empty."),
        (b"day,x\n", "nothing below it"),
        ("Tag;Laune\n1.11.2026;schön\n".encode("latin-1"), "Line 2 is not text in UTF-8."),
        ("day,x\n2026-11-02,1\n".encode("utf-16"), "Line 1 is not text in UTF-8."),
        (b'day,x\n2026-11-02,"1\n', "a quotation mark is not closed"),
        (b"PK\x03\x04 a backup", "In Daylio, choose “Export Entries”"),
        (b"day,x\n2026-11-02,1,2\n", "Line 2 has 3 cells"),
        (DAYLIO.replace("2026-11-02", "2026-11-25"), "Line 3: “2026-11-25” is still to come."),
        (DAYLIO.replace("2026-11-02", "1926-11-02"), "which is more than ten years"),
        (DAYLIO.replace("2026-11-02", "2006-11-02"), "bring ten years at a time"),
        (b"x" * (LONGEST_FILE + 1), "larger than fits through here"),
        (DAYLIO.encode() + b"x" * 10_000_000, "larger than fits through here"),
        ("day" + ",x" * 80 + "\n1" + ",2" * 80 + "\n", "There are 81 columns"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(file: str | bytes, sentence: str) -> None:
    alice = signed_up("Alice")
    answer = chooses(alice, file)
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert has(answer, sentence)


def test_as_many_columns_as_a_page_asks_about_come_back_whole() -> None:
    """Each with what it is and its two ends: the form takes as many fields as the page has."""
    alice = signed_up("Alice")
    page = chooses(
        alice, "day" + "".join(f",c{n}" for n in range(MOST_COLUMNS - 1)) + "\n2026-11-02" + ",5" * 59 + "\n"
    )
    asked = forms_on(page)["/mine/diary"]
    assert len(asked) > 3 * MOST_COLUMNS
    answer = alice.post("/mine/diary", **{**asked, "what-0": "day", "what-1": "valence", "low-1": "0", "high-1": "10"})
    assert (answer.status_code, counts(answer)) == (200, [1, 0, 0, 0])


def test_a_file_that_broke_off_on_its_way_is_not_taken_for_a_whole_one() -> None:
    alice = signed_up("Alice")
    answer = chooses(alice, DAYLIO, whole="")
    assert (answer.status_code, has(answer, "larger than fits through here")) == (422, True)
    for typed in ({"held": "tampered"}, {"held": "tampered", "go": "bring"}):
        assert alice.post("/mine/diary", **typed).status_code == 422


def test_a_long_diary_is_brought_in_with_few_questions_to_the_database() -> None:
    alice = signed_up("Alice")
    first = date(2026, 11, 22)
    days = [f"{first - timedelta(days=n)},,,,good,,,a line\n" for n in range(400)]
    page = chooses(alice, DAYLIO.split("\n", maxsplit=1)[0] + "\n" + "".join(days))
    assert counts(page) == [400, 0, 0, 0]
    with CaptureQueriesContext(connections["default"]) as asked:
        assert counts(chooses(alice, DAYLIO)) == [2, 0, 0, 0]
    assert len(asked) <= 12


def last_page(alice: Person) -> HttpResponse:
    page = alice.get("/today/check-in")
    while not has(page, "One line for yourself?"):
        page = send(alice, page)
    return page


def test_tags_of_a_diary_from_elsewhere_unfold_nothing_at_a_check_in() -> None:
    """At twenty to eleven Done stays in sight. Whoever spoke of sleep or tags here finds them open the next time."""
    alice, folded = signed_up("Alice"), '<details class="factors"><summary>'
    goes_on(alice, chooses(alice, DAYLIO), go="bring")
    page = last_page(alice)
    assert (has(page, folded), has(page, 'value="garden"')) == (True, True)
    assert send(alice, page, tags=["rain"])["Location"] == "/today?done=kept"
    assert not has(last_page(alice), folded)
