"""What is meant to be noticed is noticed: that the other one has answered, that it has opened, what was said to it."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import override_settings

from intertwine.opening.models import SealedAnswer
from tests.cast import Person, paired
from tests.mind.days import it_is
from tests.opening.pages import answers, asked, plain, tonight, words

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

ALICES, BOBS = "That you came along without a word.", "Nothing that I would want to miss."
TOLD = "Alice lets you know: I have answered this one."


def both_answer(alice: Person, bob: Person) -> UUID:
    question = tonight(alice)
    answers(alice, question, ALICES)
    answers(bob, question, BOBS)
    alice.get("/help")
    return question


def test_bob_reads_that_alice_has_answered_where_he_would_answer() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(bob)
    answers(alice, question, ALICES, tell="yes")
    wheres = ("/today", "/together", f"/together/question/{question}")
    assert [words(bob.get(where)).count(TOLD) for where in wheres] == [1, 1, 1]
    answers(alice, question, ALICES, seen="1")  # she would rather not, after all
    assert [words(bob.get(where)).count(TOLD) for where in wheres] == [0, 0, 0]


def test_on_another_evening_it_is_still_there_for_bob(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-23T18:00+01:00")
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    answers(alice, question, ALICES, tell="yes")
    evening = 24
    while tonight(bob) == question:
        it_is(monkeypatch, f"2026-11-{evening}T18:00+01:00")
        bob.post("/sign-in", name=bob.name, password=bob.password)
        evening += 1
    page = bob.get("/together").content.decode()
    assert "Alice has answered, and lets you know" in page
    assert page.count(f'href="/together/question/{question}"') == 1
    assert "Alice has answered another one, and lets you know." in words(bob.get("/today"))
    bob.post(f"/together/question/{question}/aside")
    assert ["lets you know" in words(bob.get(where)) for where in ("/today", "/together")] == [False, False]


def test_today_tells_of_a_question_of_alices_own_and_never_of_her_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    alices = "Where shall we sleep under the sky?"
    it_is(monkeypatch, "2026-11-23T18:00+01:00")
    alice, bob = paired("Alice", "Bob")
    id = uuid4()
    alice.post("/together/ask", text=alices, id=str(id))
    assert [words(person.get("/today")).count(alices) for person in (alice, bob)] == [0, 1]
    it_is(monkeypatch, "2026-11-25T18:00+01:00")
    for person in (alice, bob):
        person.post("/sign-in", name=person.name, password=person.password)
    answers(alice, id, ALICES)
    assert [words(bob.get(where)).count(alices) for where in ("/today", "/together")] == [0, 1]


def test_the_same_for_a_question_of_their_own() -> None:
    alice, bob = paired("Alice", "Bob")
    id = uuid4()
    alice.post("/together/ask", text="Where shall we sleep under the sky?", id=str(id))
    answers(alice, id, ALICES, tell="yes")
    assert words(bob.get("/together")).count(TOLD) == 1


def test_today_says_that_both_have_answered_and_what_was_said_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-23T18:00+01:00")
    alice, bob = paired("Alice", "Bob")
    (was_asked,) = asked(alice.get("/together"))
    both_answer(alice, bob)
    for person in (alice, bob):
        page = words(person.get("/today"))
        assert (page.count("You have both answered."), page.count(was_asked)) == (1, 1)
        assert ALICES not in page

    it_is(monkeypatch, "2026-11-25T18:00+01:00")
    for person in (alice, bob):
        person.post("/sign-in", name=person.name, password=person.password)
        assert "You have both answered." not in words(person.get("/today"))
    where = bob.get("/together").content.decode().split('href="/together/opened/')[1].split('"')[0]
    bob.post(f"/together/opened/{where}", words=["thanks"])
    assert "Bob has said something to it." in words(alice.get("/today"))
    assert "said something" not in words(bob.get("/today"))
    assert "Bob says: Thank you for telling me." in words(alice.get("/together"))


def test_what_one_had_begun_to_write_is_not_laid_aside_with_the_question() -> None:
    alice, bob = paired("Alice", "Bob")
    dana, _ = paired("Dana", "Eli")
    question = tonight(alice)
    aside = f"/together/question/{question}/aside"
    page = alice.post(aside, text="I had just begun")
    assert (page.status_code, "I had just begun" in words(page)) == (422, True)
    assert "You had begun to write, so it was not laid aside." in words(page)
    assert tonight(alice) == question
    lost = [dana.post(where, text="hers") for where in (aside, f"/together/question/{uuid4()}/aside")]
    assert ([one.status_code for one in lost], plain(lost[0])) == ([404, 404], plain(lost[1]))

    answers(alice, question, ALICES)
    answers(bob, question, BOBS)
    alice.get("/help")
    late = alice.post(aside, text="I had just begun")
    assert (late.status_code, "I had just begun" in words(late)) == (409, True)
    assert alice.post(f"/together/question/{tonight(alice)}/aside", text="  ").status_code == 302


def test_a_long_row_of_sealed_answers_is_no_wall() -> None:
    """The latest three are in sight, and nobody counts."""
    alice, _ = paired("Alice", "Bob")
    answered = []
    for n in range(5):
        answered.append(tonight(alice))
        answers(alice, answered[-1], f"{n}, and no more")
    assert SealedAnswer.objects.count() == 5
    in_sight, folded = alice.get("/together").content.decode().split("Earlier ones")
    assert [
        [f'href="/together/question/{one}"' in part for one in answered].count(True) for part in (in_sight, folded)
    ] == [
        3,
        2,
    ]


def test_whoever_knows_that_both_have_answered_reads_what_it_still_waits_for() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(bob)
    waits = "Alice has answered it too, and lets you know. It opens when Alice is here again."
    answers(alice, question, ALICES, tell="yes")
    sealed = bob.get(answers(bob, question, BOBS)["Location"])
    assert (words(sealed).count(waits), words(sealed).count(ALICES)) == (1, 0)
    alice.get("/help")
    opened = words(bob.get("/together"))
    assert (opened.count(waits), opened.count(ALICES)) == (0, 1)


def test_whoever_was_told_nothing_reads_nothing_of_it() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(bob)
    answers(alice, question, ALICES)
    assert "has answered" not in words(bob.get(answers(bob, question, BOBS)["Location"]))


@pytest.mark.parametrize(
    ("run_by", "alices", "bobs"),
    [
        ("Alice", "You run this server.", "Alice runs this server."),
        ("bob, in the hall", "Bob runs this server.", "You run this server."),
        ("Heidi", "Here neither of you two is known", "Here neither of you two is known"),
    ],
)
def test_a_question_says_whom_the_app_takes_for_the_host(run_by: str, alices: str, bobs: str) -> None:
    alice, bob = paired("Alice", "Bob")
    where = f"/together/question/{tonight(alice)}"
    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, run_by=run_by)):
        assert [words(one.get(where)).count(said) for one, said in ((alice, alices), (bob, bobs))] == [1, 1]


def test_what_was_said_to_a_pair_with_a_tap_is_confirmed_and_can_be_taken_away() -> None:
    alice, bob = paired("Alice", "Bob")
    both_answer(alice, bob)
    where = "/together/opened/" + bob.get("/together").content.decode().split('href="/together/opened/')[1][:36]
    told = []
    for said in (["moved"], []):
        told.append(words(bob.get(bob.post(where, words=said)["Location"])))
    assert ["Kept. Alice can see it below the answers." in page for page in told] == [True, False]
    assert ["Kept. You say nothing to it now." in page for page in told] == [False, True]
