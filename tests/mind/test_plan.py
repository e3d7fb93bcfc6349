"""Alice writes down, in a better hour, what is good to know in a worse one. Bob sees what she shares, and only now."""

import re

import pytest
from django.http import HttpResponse

from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space, us_space
from intertwine.mind.entries import PlanPart, SharedPart
from intertwine.mind.plan_parts import PARTS
from intertwine.mind.plan_reading import plan, shared_with_me
from tests.cast import Person, paired, signed_up
from tests.mind.pages import forms_on, has
from tests.mind.screening import headline, seen_by

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

BOBS = ("/today", "/us", "/mine", "/plan/theirs", "/messages", "/shown-to-you")


@pytest.fixture
def two() -> tuple[Person, Person]:
    return paired("Alice", "Bob")


def writes(person: Person, number: int, text: str) -> HttpResponse:
    where = f"/plan/{number}"
    return person.post(where, **{**forms_on(person.get(where))[where], "text": text})


def shares(person: Person, number: int) -> HttpResponse:
    where = f"/plan/{number}/show"
    return person.post(where, **forms_on(person.get(where))[where])


def takes_back(person: Person, number: int) -> HttpResponse:
    return person.post(f"/plan/{number}/back")


def shown_on(page: HttpResponse) -> list[str]:
    """Every shared part on a page, as it stands in its markup."""
    return re.findall(r'<section class="card shown">.*?</section>', page.content.decode(), re.DOTALL)


def texts(person: Person) -> dict[str, str]:
    return {key: one.text for key, one in plan(person.visit()).items()}


def theirs(person: Person) -> list[tuple[int, str]]:
    return [(one.part.number, one.text) for one in shared_with_me(person.visit())]


def test_the_parts_keep_their_numbers_and_their_keys() -> None:
    """They stand in stored entries and in addresses. New ones may be added; none of these is ever changed."""
    assert [(part.number, part.key) for part in PARTS[:7]] == [
        (1, "signs"),
        (2, "helps"),
        (3, "worsens"),
        (4, "people"),
        (5, "professionals"),
        (6, "safe"),
        (7, "help-me"),
    ]


def test_she_writes_changes_and_removes_a_part() -> None:
    alice = signed_up("Alice")
    assert writes(alice, 1, "  I stop answering messages.\r\nI sleep badly.  ")["Location"] == "/plan?done=kept"
    assert texts(alice) == {"signs": "I stop answering messages.\nI sleep badly."}
    writes(alice, 1, "I sleep badly.")
    assert texts(alice) == {"signs": "I sleep badly."}
    assert len(read(me_space(alice.visit())).of(PlanPart)) == 1
    writes(alice, 1, "   ")
    assert (texts(alice), Entry.objects.filter(space=me_space(alice.visit()).id).count()) == ({}, 0)


def test_a_double_tap_is_one_part_and_two_windows_lose_nothing() -> None:
    alice = signed_up("Alice")
    for _ in range(2):
        assert alice.post("/plan/2", text="A walk", seen="").status_code == 302
    assert texts(alice) == {"helps": "A walk"}
    seen = forms_on(alice.get("/plan/2"))["/plan/2"]["seen"][0]
    alice.post("/plan/2", text="A walk, tea", seen=seen)
    answer = alice.post("/plan/2", text="A bath", seen=seen)
    assert (answer.status_code, texts(alice)) == (409, {"helps": "A walk, tea"})
    assert has(answer, "A walk, tea")
    fields = forms_on(answer)["/plan/2"]
    assert fields["text"] == ["A bath"]
    assert alice.post("/plan/2", **fields).status_code == 302
    assert texts(alice) == {"helps": "A bath"}


def test_what_is_too_long_is_said_and_kept_in_the_page() -> None:
    alice = signed_up("Alice")
    answer = writes(alice, 3, "x" * 4001)
    assert (answer.status_code, texts(alice)) == (422, {})
    assert has(answer, "This is longer than four thousand characters. Please shorten it a little.")
    assert forms_on(answer)["/plan/3"]["text"] == ["x" * 4001]


def test_bob_sees_nothing_until_a_part_is_shared_and_then_exactly_what_was_previewed(
    two: tuple[Person, Person],
) -> None:
    alice, bob = two
    before = seen_by(bob, *BOBS)
    writes(alice, 6, "The pills go to Grace.")
    writes(alice, 7, "Sit with me.\nDon't <b>explain</b> & don't ask why.")
    assert (seen_by(bob, *BOBS), theirs(bob)) == (before, [])
    preview = alice.get("/plan/7/show")
    assert headline(preview) == "This is what Bob would see"
    assert shares(alice, 7)["Location"] == "/plan?done=shared"
    page = bob.get("/plan/theirs")
    assert headline(page) == "From Alice, for when things are hard"
    assert shown_on(page) == shown_on(preview) != []
    assert theirs(bob) == [(7, "Sit with me.\nDon't <b>explain</b> & don't ask why.")]
    assert not has(page, "pills")
    bob.close_private()
    assert shown_on(bob.get("/plan/theirs")) == shown_on(preview)


def test_changing_a_shared_part_changes_nothing_for_bob_and_asks_her(two: tuple[Person, Person]) -> None:
    alice, bob = two
    writes(alice, 7, "Sit with me.")
    shares(alice, 7)
    before = seen_by(bob, *BOBS)
    assert writes(alice, 7, "Leave me be for an hour.")["Location"] == "/plan/7/show"
    asks = alice.get("/plan/7/show")
    assert headline(asks) == "What may Bob see now?"
    assert [("an hour." in part, "Sit with me." in part) for part in shown_on(asks)] == [(True, False), (False, True)]
    assert has(alice.get("/plan"), "Bob sees an earlier version of this.")
    assert seen_by(bob, *BOBS) == before
    shares(alice, 7)
    assert theirs(bob) == [(7, "Leave me be for an hour.")]
    assert has(alice.get("/plan"), "Bob sees this.")
    assert headline(alice.get("/plan/7/show")) == "Bob sees this"


def test_a_removed_part_is_still_shared_until_she_takes_it_back_and_the_page_says_so(
    two: tuple[Person, Person],
) -> None:
    alice, bob = two
    writes(alice, 7, "Sit with me.")
    shares(alice, 7)
    writes(alice, 7, "")
    assert has(alice.get("/plan"), "You have removed it here. Bob still sees what you shared.")
    takes_back(alice, 7)
    assert (theirs(bob), has(alice.get("/plan"), "Bob still sees")) == ([], False)


def test_taking_back_removes_it_at_once_even_with_the_private_space_closed(two: tuple[Person, Person]) -> None:
    alice, bob = two
    before = seen_by(bob, *BOBS)
    writes(alice, 7, "Sit with me.")
    shares(alice, 7)
    assert seen_by(bob, *BOBS) != before
    alice.close_private()
    for _ in range(2):
        assert takes_back(alice, 7)["Location"] == "/plan?done=taken-back"
    assert seen_by(bob, *BOBS) == before
    assert read(us_space(bob.visit())).of(SharedPart) == []


def test_what_changed_after_the_preview_is_not_shared(two: tuple[Person, Person]) -> None:
    alice, bob = two
    writes(alice, 7, "Sit with me.")
    previewed = forms_on(alice.get("/plan/7/show"))["/plan/7/show"]
    writes(alice, 7, "and a thing Bob must not read")
    answer = alice.post("/plan/7/show", **previewed)
    assert (answer.status_code, theirs(bob)) == (409, [])
    assert has(answer, "Nothing was shared; look at it once more.")
    assert alice.post("/plan/7/show", seen="").status_code == 409
    assert theirs(bob) == []


def test_each_shares_their_own_and_neither_takes_back_the_others(two: tuple[Person, Person]) -> None:
    alice, bob = two
    for person, text in ((alice, "Sit with me."), (bob, "Let me sleep.")):
        writes(person, 7, text)
        shares(person, 7)
    takes_back(bob, 7)
    assert (theirs(alice), theirs(bob)) == ([], [(7, "Sit with me.")])
    assert not has(alice.get("/plan"), "Let me sleep.")


def test_nobody_to_show_it_to_and_no_such_part() -> None:
    alice = signed_up("Alice")
    writes(alice, 7, "Sit with me.")
    assert not has(alice.get("/plan"), "Show it")
    assert alice.get("/plan/7/show")["Location"].startswith("/pairing")
    assert [alice.get(f"/plan/{number}").status_code for number in (0, 8, 10**9)] == [404] * 3
    assert alice.get("/plan/seven").status_code == 404


def test_nothing_written_cannot_be_previewed(two: tuple[Person, Person]) -> None:
    alice, _ = two
    assert alice.get("/plan/7/show")["Location"] == "/plan/7"
    assert alice.post("/plan/7/show", seen="").status_code == 302
