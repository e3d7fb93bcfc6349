"""A message from Alice to Bob: her words, looked at first, sent by a tap that says so, taken back at any time."""

import pytest
from django.http import HttpResponse

from intertwine.journal.queries import read
from intertwine.journal.spaces import us_space
from intertwine.members.days import today
from intertwine.mind.entries import Message, SharedPart
from tests.cast import Person, paired, signed_up
from tests.mind.pages import forms_on, has
from tests.mind.screening import headline, later, on_day, seen_by
from tests.mind.test_plan import BOBS, shares, writes

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

WRITE, BACK = "/messages/write", "/messages/back"


@pytest.fixture
def two() -> tuple[Person, Person]:
    return paired("Alice", "Bob")


def sent(person: Person) -> list[str]:
    return [one.entry.text for one in read(us_space(person.visit())).of(Message)]


def looks(person: Person, text: str) -> HttpResponse:
    page = person.get(WRITE)
    return person.post(WRITE, **{**forms_on(page)[WRITE], "text": text})


def sends(person: Person, preview: HttpResponse) -> HttpResponse:
    return person.post(WRITE, **{**forms_on(preview)[WRITE], "go": "send"})


def test_it_goes_only_on_a_second_tap_and_says_exactly_what_was_previewed(two: tuple[Person, Person]) -> None:
    alice, bob = two
    before = seen_by(bob, *BOBS)
    begun = alice.get(WRITE, words="yes")
    assert has(begun, "I&#39;m not doing well right now, and I wanted you to know.")
    preview = looks(alice, "  I'm not well.\r\nCould you sit with me? <3  ")
    assert headline(preview) == "This is what Bob would see"
    assert (sent(bob), seen_by(bob, *BOBS)) == ([], before)
    for _ in range(2):
        assert sends(alice, preview)["Location"] == "/messages?done=sent"
    assert sent(bob) == ["I'm not well.\nCould you sit with me? <3"]
    shown = '<p class="said keep-lines">I&#39;m not well.\nCould you sit with me? &lt;3</p>'
    for page in (preview, bob.get("/messages")):
        assert [has(page, words) for words in ("<h2>From Alice</h2>", shown)] == [True, True]
    assert has(bob.get("/today"), "Alice wrote to you.")


def test_she_can_go_back_to_her_words(two: tuple[Person, Person]) -> None:
    alice, bob = two
    preview = looks(alice, "One\nTwo")
    page = alice.post(WRITE, **{**forms_on(preview)[WRITE], "go": "edit"})
    assert (page.status_code, forms_on(page)[WRITE]["text"], sent(bob)) == (200, ["One\nTwo"], [])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("   ", "There is nothing to send yet."),
        ("x" * 2001, "This is longer than two thousand characters. Please shorten it a little."),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept_in_the_page(two: tuple[Person, Person], text: str, sentence: str) -> None:
    alice, bob = two
    for go in ("", "send"):
        answer = alice.post(WRITE, text=text, go=go)
        assert (answer.status_code, has(answer, sentence), sent(bob)) == (422, True, [])
        assert forms_on(answer)[WRITE]["text"] == [text.strip()]


def test_taken_back_it_is_gone_from_both_pages(two: tuple[Person, Person]) -> None:
    alice, bob = two
    before = seen_by(bob, *BOBS)
    sends(alice, looks(alice, "I'm not well."))
    id = str(read(us_space(alice.visit())).of(Message)[0].id)
    bob.post(BACK, id=id)
    assert sent(bob) == ["I'm not well."]
    for _ in range(2):
        assert alice.post(BACK, id=id)["Location"] == "/messages?done=taken-back"
    assert (sent(bob), seen_by(bob, *BOBS)) == ([], before)


def test_taking_back_reaches_nothing_but_ones_own_messages(two: tuple[Person, Person]) -> None:
    alice, bob = two
    writes(alice, 7, "Sit with me.")
    shares(alice, 7)
    id = str(read(us_space(alice.visit())).of(SharedPart)[0].id)
    for person in (alice, bob):
        for which in (id, "not an id"):
            assert person.post(BACK, id=which).status_code == 302
    assert len(read(us_space(alice.visit())).of(SharedPart)) == 1


def test_it_can_be_written_with_the_private_space_closed_and_by_nobody_alone(two: tuple[Person, Person]) -> None:
    alice, bob = two
    alice.close_private()
    sends(alice, looks(alice, "I'm not well."))
    assert sent(bob) == ["I'm not well."]
    assert signed_up("Charlie").get(WRITE)["Location"].startswith("/pairing")


def test_today_names_it_for_a_few_days_and_its_own_page_for_as_long_as_she_likes(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = two
    sends(alice, looks(alice, "I'm not well."))
    day, seen = today(bob.visit()), []
    for days in (0, 2, 3):
        on_day(monkeypatch, bob, later(day, days))
        seen.append((has(bob.get("/today"), "Alice wrote to you."), has(bob.get("/messages"), "not well.")))
    assert seen == [(True, True), (True, True), (False, True)]
    assert not has(alice.get("/today"), "wrote to you.")
