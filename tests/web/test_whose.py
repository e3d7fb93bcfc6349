"""A tab outlives a sign-in and a couple. What was typed in it reaches nobody it was not meant for, and is not lost."""

import pytest

from intertwine.couples.actions import leave_two
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space, us_space
from intertwine.opening.entries import Note
from tests.cast import PASSWORD, Person, become_two, paired, signed_up
from tests.mind.pages import forms_on, has

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

WORDS = "I miss how you hummed\nin the kitchen."


def leaves(person: Person) -> None:
    visit = person.visit()
    leave_two(visit, taking=False)
    person.save(visit)


@pytest.mark.parametrize("where", ["/letters/new", "/messages/write", "/together/ask"])
@pytest.mark.parametrize("headers", [{}, {"Kept": "page"}], ids=["without script", "with script"])
def test_words_for_bob_never_reach_charlie(where: str, headers: dict[str, str]) -> None:
    alice, _ = paired("Alice", "Bob")
    (form,) = [fields for fields in forms_on(alice.get(where)).values() if "text" in fields]
    leaves(alice)
    charlie = signed_up("Charlie")
    become_two(alice, charlie)
    before = len(read(us_space(charlie.visit())).entries)

    page = alice.browser.post(where, {**form, "text": WORDS}, headers=headers)

    assert (page.status_code, has(page, "The space you shared is closed.")) == (409, True)
    assert len(read(us_space(charlie.visit())).entries) == before
    assert alice.post("/notes/new", **forms_on(page)["/notes/new"])["Location"] == "/notes?done=kept"
    assert [one.entry.text for one in read(me_space(alice.visit())).of(Note)] == [WORDS]


def test_what_alice_typed_is_not_kept_as_danas() -> None:
    """In one browser: Alice's page is still open in a tab when Dana signs in beside it."""
    alice, dana = signed_up("Alice"), signed_up("Dana")
    form = forms_on(alice.get("/notes/new"))[""]
    alice.post("/sign-out")
    alice.post("/sign-in", name="Dana", password=PASSWORD)

    page = alice.post("/notes/new", **{**form, "text": [WORDS]})

    assert (page.status_code, has(page, "That page was too old to send.")) == (403, True)
    assert WORDS not in page.content.decode()
    assert read(me_space(dana.visit())).of(Note) == []


def test_a_page_stays_good_when_one_comes_in_again_and_when_one_was_alone_before() -> None:
    alice = signed_up("Alice")
    form = forms_on(alice.get("/notes/new"))[""]
    alice.post("/sign-out")
    alice.post("/sign-in", name="Alice", password=PASSWORD)
    become_two(alice, signed_up("Bob"))

    assert alice.post("/notes/new", **{**form, "text": [WORDS]})["Location"] == "/notes?done=kept"


def test_a_form_about_two_that_is_sent_by_one_alone_is_kept_where_it_is_their_own() -> None:
    alice, _ = paired("Alice", "Bob")
    form = forms_on(alice.get("/notes/new"))[""]
    leaves(alice)

    assert alice.post("/notes/new", **{**form, "text": [WORDS]})["Location"] == "/notes?done=kept"
