"""Pages for reading open what they show and nothing else, and need to write nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection

from intertwine.couples.actions import leave_two
from intertwine.journal.actions import write
from intertwine.journal.entries import Unmarked
from intertwine.journal.marks import marked, rows_of
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space, us_space
from intertwine.mind.entries import CheckIn, PlanPart
from intertwine.opening.entries import Letter, Note, Showing, Shown
from intertwine.opening.notes import PAGE
from intertwine.opening.step_queries import ENOUGH
from tests.cast import Person, become_two, paired, signed_up
from tests.mind.days import checked_in, it_is
from tests.mind.pages import forms_on, has
from tests.opening.pages import read_for, words
from tests.opening.test_steps import again, piece, shows

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

DAY = date(2026, 11, 23)


@pytest.fixture
def couple(monkeypatch: pytest.MonkeyPatch) -> tuple[Person, Person]:
    it_is(monkeypatch, "2026-11-23T12:00+01:00")
    return paired("Alice", "Bob")


@contextmanager
def full_disk() -> Iterator[None]:
    """What is there can be read, and nothing is added to it."""

    def refused(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refused):
        yield


def rows(person: Person) -> list[tuple[UUID, int]]:
    spaces = [space(person.visit()).id for space in (me_space, us_space)]
    return sorted(Entry.objects.filter(space__in=spaces).values_list("id", "revision"))


def a_year_of_days(person: Person, *, until: date, many: int) -> None:
    space = me_space(person.visit())
    for n in range(many):
        day = until - timedelta(days=n)
        write(space, CheckIn(day, {"valence": n % 11}), day=day)


def noted(person: Person, day: date, text: str) -> None:
    visit = person.visit()
    write(me_space(visit), Note(day, text), day=day, id=marked(visit, Note, uuid4()))


# what was written by others than the author: a week has gone by, somebody has left


def test_what_ended_by_itself_is_over_also_where_nothing_can_be_written(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    checked_in(alice, DAY, line="I cried on the train")
    where = piece(alice)
    shows(alice, where, lasting="86400")
    it_is(monkeypatch, "2026-11-26T12:00+01:00")
    alice, bob = again(alice), again(bob)
    before = rows(alice)
    with full_disk():
        pages = [alice.get("/shown"), alice.get(where), bob.get("/shown-to-you")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert ("You show nothing at present." in words(pages[0]), "train" in words(pages[2])) == (True, False)
    assert "It was open to Bob for one day, from November 23, 2026 to November 24, 2026." in words(pages[1])
    assert (rows(alice), len(read(us_space(bob.visit())).of(Shown))) == (before, 1)
    assert words(alice.get("/shown")) == words(pages[0])  # and now it is put in order
    assert read(us_space(bob.visit())).of(Shown) == []
    assert "It was open to Bob for one day, from November 23, 2026 to November 24, 2026." in words(alice.get(where))


def test_a_letter_to_bob_is_read_as_a_note_once_he_has_left_also_where_nothing_can_be_written(
    couple: tuple[Person, Person],
) -> None:
    alice, bob = couple
    form = forms_on(alice.get("/letters/new"))["/letters/new"]
    alice.post("/letters/new", **{**form, "text": ["Dear Bob"], "how": "hand", "go": "wait"})
    leave_two(bob.visit(), taking=False)
    alice.get("/pairing")
    with full_disk():
        page = alice.get("/notes")
    assert (page.status_code, has(page, "A letter you wrote:\n\nDear Bob")) == (200, True)
    assert [one.entry for one in read(me_space(alice.visit())).of(Note)] == []
    for _ in range(2):
        assert has(alice.get("/notes"), "A letter you wrote:\n\nDear Bob")
    assert [one.entry.text for one in read(me_space(alice.visit())).of(Note)] == ["A letter you wrote:\n\nDear Bob"]
    assert read(me_space(alice.visit())).of(Letter) == []


def test_a_letter_to_bob_comes_home_also_where_letters_to_charlie_are_read_first(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    form = forms_on(alice.get("/letters/new"))["/letters/new"]
    alice.post("/letters/new", **{**form, "text": ["Dear Bob"], "how": "hand", "go": "wait"})
    leave_two(bob.visit(), taking=False)
    alice.get("/pairing")
    become_two(alice, signed_up("Charlie"))
    page = alice.get("/letters")
    assert not has(page, "Dear Bob")
    assert has(alice.get("/notes"), "Dear Bob")


@pytest.mark.parametrize("where", ["/notes", "/shown", "/letters", "/shown-to-you", "/today", "/together"])
def test_a_page_for_reading_is_there_on_a_full_disk(couple: tuple[Person, Person], where: str) -> None:
    alice, _ = couple
    write(me_space(alice.visit()), Note(DAY, "as an earlier version kept it"), day=DAY)
    with full_disk():
        assert alice.get(where).status_code == 200
        assert alice.post("/notes/new", id=str(uuid4()), text="the control").status_code == 503


def test_together_says_that_a_new_question_could_not_be_put_down(couple: tuple[Person, Person]) -> None:
    alice, _ = couple
    with full_disk():
        assert "A new one could not be put down just now" in words(alice.get("/together"))
    assert "Tonight's question" in words(alice.get("/together"))


# a thousand entries


def test_notes_are_read_without_anything_else(couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    alice, _ = couple
    for n in range(PAGE + 2):
        noted(alice, DAY - timedelta(days=30 * n), f"Note {n}.")
    alice.get("/notes")
    few = read_for(alice, "/notes", monkeypatch)
    a_year_of_days(alice, until=DAY, many=1_000)
    assert read_for(alice, "/notes", monkeypatch) == few
    assert (few[0], few[1] <= 12) == (PAGE + len(["what was looked through"]), True)
    assert read_for(alice, "/notes?page=1", monkeypatch)[0] == 2 + len(["what was looked through"])


def test_what_one_shows_is_read_without_everything_that_one_could(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, _ = couple
    noted(alice, DAY - timedelta(days=900), "From long ago")
    shows(alice, piece(alice, text="From long ago"), lasting="0")
    a_year_of_days(alice, until=DAY, many=1_000)
    assert "From long ago" in words(alice.get("/shown"))
    opened, queries = read_for(alice, "/shown", monkeypatch)
    month = 31
    assert (ENOUGH < opened < ENOUGH + 3 * month, queries <= 12) == (True, True)
    where = next(iter(forms_on(alice.get("/shown")))).removesuffix("/back")
    opened, queries = read_for(alice, where, monkeypatch)
    assert (opened < 2 * month, queries <= 12) == (True, True)


def test_an_old_piece_is_found_however_far_back_it_is(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    checked_in(alice, DAY - timedelta(days=990), line="The first line")
    where = f"/shown/{next(iter(every_piece(alice)))}"
    a_year_of_days(alice, until=DAY, many=980)
    alice.get("/notes")  # nothing is from an earlier version, and that is known from now on
    assert read_for(alice, where, monkeypatch)[1] <= 12
    assert has(alice.get(where), "The first line")
    assert bob.get(where).status_code == 404


def every_piece(person: Person) -> list[UUID]:
    from intertwine.opening.step_queries import ladder

    return [one.id for one in ladder(person.visit()).could]


# the marks themselves


def test_what_an_earlier_version_wrote_is_looked_through_once(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, _ = couple
    space = me_space(alice.visit())
    write(space, Note(DAY, "An old note."), day=DAY)
    write(space, PlanPart("signs", DAY, "I stop answering."), day=DAY)
    a_year_of_days(alice, until=DAY, many=100)
    assert read_for(alice, "/notes", monkeypatch)[0] > 100
    assert read_for(alice, "/notes", monkeypatch)[0] == len(["what was looked through", "An old note."])
    noted(alice, DAY, "A new note.")
    page = words(alice.get("/notes"))
    assert [text in page for text in ("An old note.", "A new note.")] == [True, True]
    assert "I stop answering." in words(alice.get("/shown"))


def test_where_something_does_not_open_nothing_is_taken_for_known(couple: tuple[Person, Person]) -> None:
    """A backup may bring it back, and it may be a note."""
    alice, _ = couple
    space = me_space(alice.visit())
    id = write(space, Note(DAY, "An old note."), day=DAY)
    whole = Entry.objects.get(id=id).blob
    Entry.objects.filter(id=id).update(blob=b"\x01 damaged")
    alice.get("/notes")
    assert read(space).of(Unmarked) == []
    Entry.objects.filter(id=id).update(blob=whole)
    assert has(alice.get("/notes"), "An old note.")
    assert len(read(space).of(Unmarked)) == 1


def test_what_was_looked_through_is_noted_down_anew_where_that_was_damaged(couple: tuple[Person, Person]) -> None:
    alice, _ = couple
    space = me_space(alice.visit())
    write(space, Note(DAY, "An old note."), day=DAY)
    alice.get("/notes")
    (noted_down,) = read(space).of(Unmarked)
    Entry.objects.filter(id=noted_down.id).update(blob=b"\x01 damaged")
    assert has(alice.get("/notes"), "An old note.")
    assert [one.entry for one in read(space).of(Unmarked)] == [noted_down.entry]


def test_a_mark_says_what_kind_it_is_to_its_author_alone() -> None:
    alice, bob = signed_up("Alice"), signed_up("Bob")
    visit, id = alice.visit(), uuid4()
    ids = {shape: marked(visit, shape, id) for shape in (Note, Letter, Showing, PlanPart)}
    for shape, of_kind in ids.items():
        assert marked(visit, shape, of_kind) == of_kind
        Entry.objects.create(space=me_space(visit).id, id=of_kind, period=202611, revision=1, blob=b"never opened")
        Entry.objects.create(space=me_space(bob.visit()).id, id=of_kind, period=202611, revision=1, blob=b"")
    assert len({one.bytes[10:] for one in ids.values()}) == len(ids)
    assert {shape: [*rows_of(visit).of(shape)] for shape in ids} == {shape: [one] for shape, one in ids.items()}
    assert [[*rows_of(bob.visit()).of(shape)] for shape in ids] == [[], [], [], []]
    assert marked(visit, CheckIn, id) == id  # not of a kind that is found
    alice.close_private()
    assert marked(alice.visit(), Note, id) == ids[Note]


def test_what_is_taken_along_by_whoever_leaves_with_the_private_space_closed_is_found(
    couple: tuple[Person, Person],
) -> None:
    alice, _ = couple
    form = forms_on(alice.get("/letters/new"))["/letters/new"]
    alice.post("/letters/new", **{**form, "text": ["Dear Bob"], "how": "hand", "go": "wait"})
    alice.post(f"/letters/{form['id'][0]}", go="open")
    alice.get("/notes")
    alice.close_private()
    visit = alice.visit()
    leave_two(visit, taking=True)
    alice.save(visit)
    become_two(alice, signed_up("Charlie"))
    alice.post("/open", password=alice.password)
    assert has(alice.get("/notes"), "Dear Bob")
