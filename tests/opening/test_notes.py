"""Notes are private, kept once, and never lost to another tab."""

import re
from datetime import date, timedelta

import pytest

from intertwine.journal.actions import write
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.opening.entries import Note
from intertwine.opening.notes import PAGE
from tests.cast import Person, signed_up
from tests.mind.pages import forms_on, has

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


def texts(person: Person) -> list[str]:
    return [one.entry.text for one in read(me_space(person.visit())).of(Note)]


def written(person: Person, text: str) -> str:
    form = forms_on(person.get("/notes/new"))[""]
    assert person.post("/notes/new", **{**form, "text": [text]})["Location"] == "/notes?done=kept"
    return "/notes/" + re.findall(r"/notes/([0-9a-f-]{36})", person.get("/notes").content.decode())[0]


def test_a_note_sent_twice_is_one_note() -> None:
    charlie = signed_up("Charlie")
    form = {**forms_on(charlie.get("/notes/new"))[""], "text": ["once"]}
    charlie.post("/notes/new", **form)
    charlie.post("/notes/new", **form)
    assert texts(charlie) == ["once"]


def test_an_empty_note_is_refused_kindly_and_a_long_one_kept() -> None:
    charlie = signed_up("Charlie")
    form = forms_on(charlie.get("/notes/new"))[""]
    blank = charlie.post("/notes/new", **{**form, "text": ["  \n "]})
    assert (blank.status_code, has(blank, "There is nothing in it yet.")) == (422, True)
    long = charlie.post("/notes/new", **{**form, "text": ["x" * 10_001]})
    assert (long.status_code, has(long, "x" * 10_001)) == (422, True)
    written(charlie, "y" * 10_000)
    assert texts(charlie) == ["y" * 10_000]


def test_a_note_changed_in_two_tabs_keeps_what_was_typed_in_both_until_somebody_decides() -> None:
    charlie = signed_up("Charlie")
    where = written(charlie, "first")
    one, two = (forms_on(charlie.get(where))[""] for _ in range(2))
    charlie.post(where, **{**one, "text": ["from one tab"]})
    refused = charlie.post(where, **{**two, "text": ["from the other"]})
    assert refused.status_code == 409
    assert has(refused, "from one tab")
    assert has(refused, "from the other")
    assert texts(charlie) == ["from one tab"]
    for _ in range(2):
        assert charlie.post(where, **forms_on(refused)[""])["Location"] == "/notes?done=kept"
    assert texts(charlie) == ["from the other"]


def test_what_is_removed_is_gone() -> None:
    charlie = signed_up("Charlie")
    where = written(charlie, "gone soon")
    charlie.post(f"{where}/remove")
    assert texts(charlie) == []
    assert charlie.get(where).status_code == 404
    assert charlie.post(f"{where}/remove")["Location"] == "/notes?done=removed"  # the second tap


def test_many_notes_stand_on_pages_each_once_the_newest_first() -> None:
    charlie = signed_up("Charlie")
    space = me_space(charlie.visit())
    for n in range(2 * PAGE + 1):
        day = date(2026, 1, 1) + timedelta(days=n)
        write(space, Note(day, f"Note {n}."), day=day)
    seen = [re.findall(r"Note \d+\.", charlie.get("/notes", page=str(n)).content.decode()) for n in range(3)]
    assert [len(page) for page in seen] == [PAGE, PAGE, 1]
    assert [text for page in seen for text in page] == [f"Note {n}." for n in reversed(range(2 * PAGE + 1))]
    ways = [
        [has(charlie.get("/notes", page=str(n)), way) for way in ("Earlier notes", "Later notes")] for n in range(3)
    ]
    assert ways == [[True, False], [True, True], [False, True]]
