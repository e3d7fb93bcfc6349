"""Alice and Bob are asked the same question, and answer it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intertwine.journal.queries import read
from intertwine.journal.spaces import us_space
from intertwine.opening.entries import Opened, Reaction
from intertwine.opening.models import SealedAnswer
from tests.cast import Person, paired, signed_up
from tests.mind.days import it_is
from tests.opening.pages import answers, asked, plain, tonight, us, words

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

ALICES, BOBS = "That you came along without a word.", "Nothing that I would want to miss."


def opened(person: Person) -> list[dict[str, str]]:
    return [stored.entry.answers for stored in read(us_space(person.visit())).of(Opened)]


def both(alice: Person, bob: Person) -> dict[str, str]:
    return {us(alice).me.hex: ALICES, us(bob).me.hex: BOBS}


def rows() -> list[tuple[int, int, bool, bool]]:
    found = SealedAnswer.objects.order_by("number").values_list("number", "revision", "both", "released")
    return [(number, revision, both, bool(released)) for number, revision, both, released in found]


def test_both_are_offered_the_same_question() -> None:
    alice, bob = paired("Alice", "Bob")

    assert tonight(alice) == tonight(bob)
    assert asked(alice.get("/together")) == asked(bob.get("/together")) != []


def test_what_alice_answers_is_sealed_until_bob_has_answered_too() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    assert answers(alice, question, ALICES)["Location"] == "/together?done=sealed"
    assert (rows(), opened(bob)) == ([(0, 1, False, False)], [])
    assert ALICES in words(alice.get(f"/together/question/{question}"))

    assert answers(bob, question, BOBS)["Location"] == "/together?done=sealed"
    assert rows() == [(0, 1, True, False), (1, 1, True, True)]
    assert ALICES not in bob.get("/together").content.decode()

    alice.get("/help")  # whatever she asks for next
    assert (rows(), opened(alice)) == ([], [both(alice, bob)])
    for person in (alice, bob):
        page = words(person.get("/together"))
        assert (page.count(ALICES), page.count(BOBS)) == (1, 1)


def test_bobs_pages_are_the_same_whether_alice_has_answered_or_not() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    wheres = ("/together", "/today", f"/together/question/{question}", "/together/opened", "/together/pace", "/us")
    bob.get("/together")
    before = [plain(bob.get(where)) for where in wheres]
    answers(alice, question, ALICES)

    assert [plain(bob.get(where)) for where in wheres] == before
    answers(alice, question, ALICES + " And more.", seen="1", tell="yes")  # the control: she lets it be known
    assert plain(bob.get(wheres[2])) != before[2]


def test_alice_changes_and_takes_back_what_is_sealed() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    answers(alice, question, "a first try")
    assert answers(alice, question, ALICES, seen="1").status_code == 302
    assert rows() == [(0, 2, False, False)]

    assert alice.post(f"/together/question/{question}/back")["Location"] == "/together?done=withdrawn"
    assert rows() == []
    answers(bob, question, BOBS)
    assert rows() == [(1, 1, False, False)]
    answers(alice, question, ALICES)
    bob.get("/today")
    assert opened(bob) == [both(alice, bob)]


def test_after_both_have_answered_neither_can_change_or_take_back() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    answers(alice, question, ALICES)
    answers(bob, question, BOBS)
    late = answers(bob, question, "I would rather say this", seen="1")
    assert (late.status_code, "I would rather say this" in words(late)) == (409, True)
    assert bob.post(f"/together/question/{question}/back").status_code == 409

    late = answers(alice, question, "She too", seen="1")
    assert (late.status_code, "She too" in words(late)) == (409, True)
    assert answers(alice, question, "once more").status_code == 409
    assert alice.post(f"/together/question/{question}/back").status_code == 409
    assert (opened(alice), rows()) == ([both(alice, bob)], [])
    assert alice.get(f"/together/question/{question}").status_code == 302


def test_two_tabs_and_a_double_tap_are_one_answer_and_nothing_is_lost() -> None:
    alice, _ = paired("Alice", "Bob")
    question = tonight(alice)
    assert [answers(alice, question, ALICES).status_code for _ in range(3)] == [302] * 3
    assert rows() == [(0, 1, False, False)]

    other = answers(alice, question, "from the other tab", seen="0")
    page = words(other)
    assert (other.status_code, ALICES in page, "from the other tab" in page) == (409, True, True)
    assert rows() == [(0, 1, False, False)]
    alice.close_private()
    assert ALICES not in words(answers(alice, question, "from the other tab", seen="0"))
    assert answers(alice, question, "from the other tab", seen="1").status_code == 302
    assert rows() == [(0, 2, False, False)]


def test_a_blank_answer_is_refused_kindly_and_a_long_one_is_kept_whole() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    for blank in ("", "   ", "\r\n \r\n"):
        page = answers(alice, question, blank)
        assert (page.status_code, "A few words are enough" in words(page), rows()) == (422, True, [])
    too_long = "a" * 20_001
    page = answers(alice, question, too_long)
    assert (page.status_code, too_long in page.content.decode(), rows()) == (422, True, [])

    long = "\n".join("Ä" * 100 for _ in range(100))
    assert answers(alice, question, long.replace("\n", "\r\n")).status_code == 302
    answers(bob, question, BOBS)
    alice.get("/today")
    assert opened(alice)[0][us(alice).me.hex] == long


def test_an_answer_belongs_to_the_question_that_was_shown() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    alice.post(f"/together/question/{question}/aside")  # in another window
    assert tonight(alice) != question
    assert answers(alice, question, ALICES).status_code == 302
    assert answers(bob, question, BOBS).status_code == 302
    alice.get("/today")
    assert opened(alice) == [both(alice, bob)]


def test_a_question_laid_aside_gives_the_next_and_tells_nobody() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(bob)
    before = plain(bob.get("/together"))
    for _ in range(5):
        there = tonight(alice)
        assert alice.post(f"/together/question/{there}/aside")["Location"] == "/together"
        assert tonight(alice) != there
    assert plain(bob.get("/together")) == before
    assert tonight(bob) == question
    assert alice.post(f"/together/question/{question}/aside").status_code == 302  # twice does no harm


def test_one_who_takes_part_in_nothing_for_months_is_never_mentioned(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = paired("Alice", "Bob")
    pages = []
    for month in (1, 4):
        it_is(monkeypatch, f"2027-0{month}-10T18:00+01:00")
        signs_in_again(alice)
        for _ in range(3):
            assert answers(alice, tonight(alice), f"{ALICES} {month}").status_code == 302
        pages.append(words(alice.get("/together")))
    assert SealedAnswer.objects.count() == 6
    always = ("Bob can read it only once", "Let Bob know", "What Bob shows you")
    for page in pages:
        for words_there in always:
            page = page.replace(words_there, "")  # noqa: PLW2901 - what is left of it is looked at
        assert "Bob" not in page
        assert not any(word in page for word in ("waiting", "not yet", "still has", " 3 ", " 6 ", "months"))
    signs_in_again(bob)
    answers(bob, tonight(bob), BOBS)
    assert bob.get("/together").status_code == 200


def signs_in_again(person: Person) -> None:
    person.post("/sign-in", name=person.name, password=person.password)


def test_a_question_of_ones_own_is_for_both() -> None:
    alice, bob = paired("Alice", "Bob")
    id = uuid4()
    for _ in range(2):
        assert alice.post("/together/ask", text="Where shall we sleep under the sky?", id=str(id)).status_code == 302
    assert [asked(person.get("/together")).count("Where shall we sleep under the sky?") for person in (alice, bob)] == [
        1,
        1,
    ]
    assert "Alice asks the two of you" in words(bob.get("/together"))
    answers(bob, id, BOBS)
    assert "Where shall we sleep under the sky?" not in asked(bob.get("/together"))
    answers(alice, id, ALICES)
    bob.get("/together")
    assert opened(alice) == [both(alice, bob)]

    blank = alice.post("/together/ask", text=" ", id=str(uuid4()))
    assert (blank.status_code, "There is no question in it yet" in words(blank)) == (422, True)
    damaged = alice.post("/together/ask", text="What then?", id="nonsense")
    assert (damaged.status_code, "What then?" in words(damaged)) == (422, True)


def test_they_say_something_to_what_opened_and_take_it_away_again() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    answers(alice, question, ALICES)
    answers(bob, question, BOBS)
    alice.get("/together")
    where = opened_page(alice)
    assert alice.post(where, words=["thanks", "close"], talk="yes")["Location"] == f"{where}?done=kept"
    page = words(bob.get(where))
    assert "Alice says: Thank you for telling me. I feel close to you. I would like to talk about it." in page
    alice.post(where)
    assert read(us_space(alice.visit())).of(Reaction) == []
    assert "Alice says" not in words(bob.get(where))
    assert alice.post(where, words=["shouting"]).status_code == 422


def opened_page(person: Person) -> str:
    (stored,) = read(us_space(person.visit())).of(Opened)
    return f"/together/opened/{stored.id}"


def test_what_has_opened_can_be_read_month_by_month(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    answers(alice, question, ALICES)
    answers(bob, question, BOBS)
    alice.get("/today")
    assert ALICES in words(bob.get("/together/opened"))
    for odd in ("", "1999-01", "9999-12", "0001-01", "nonsense", "2026-13"):
        assert bob.get("/together/opened", month=odd).status_code == 200


def test_strangers_and_made_up_questions_find_nothing() -> None:
    alice, _ = paired("Alice", "Bob")
    dana, eli = paired("Dana", "Eli")
    question = tonight(alice)
    answers(alice, question, ALICES)
    for where in (f"/together/question/{question}", f"/together/question/{uuid4()}", f"/together/opened/{question}"):
        assert dana.get(where).status_code == 404
    lost = [answers(eli, where, "from elsewhere") for where in (question, uuid4())]
    assert [page.status_code for page in lost] == [404, 404]
    assert plain(lost[0]) == plain(lost[1])
    assert "from elsewhere" in words(lost[0])  # nothing typed is lost, whatever it was for
    assert answers(alice, question, ALICES, seen="-7").status_code == 302
    assert eli.post(f"/together/question/{question}/aside").status_code == 404
    assert eli.post(f"/together/question/{question}/back").status_code == 302  # there was nothing to take back
    assert rows() == [(0, 1, False, False)]
    charlie = signed_up("Charlie")
    assert charlie.get("/together")["Location"].startswith("/pairing")
    assert b"/together" not in charlie.get("/today").content


def test_leaving_destroys_what_had_not_opened() -> None:
    from intertwine.couples.models import Seat

    alice, bob = paired("Alice", "Bob")
    for person in (alice, bob):
        answers(person, tonight(person), ALICES)
        person.post(f"/together/question/{tonight(person)}/aside")
    dana, _ = paired("Dana", "Eli")
    answers(dana, tonight(dana), "of another couple")
    assert SealedAnswer.objects.count() > 1
    Seat.objects.filter(member_id=us(bob).me).delete()
    assert [row.couple_id for row in SealedAnswer.objects.all()] == [us(dana).couple]


def test_the_private_space_may_be_closed() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    alice.close_private()
    assert answers(alice, question, ALICES).status_code == 302
    page = words(alice.get(f"/together/question/{question}"))
    assert (ALICES in page, "open your private space" in page) == (False, True)
    answers(bob, question, BOBS)
    alice.get("/today")
    assert opened(bob) == [both(alice, bob)]


def test_queries_are_few_and_the_same_for_one_and_for_many() -> None:
    alice, bob = paired("Alice", "Bob")
    alice.get("/together")
    wheres = ("/together", "/together/opened", "/together/pace", "/today")
    few = [queries(alice, where) for where in wheres]
    for n in range(8):
        question = tonight(alice)
        answers(alice, question, ALICES)
        if n % 2:
            answers(bob, question, BOBS)
    alice.get("/together")
    assert ([queries(alice, where) for where in wheres], max(few) <= 8) == (few, True)


def queries(person: Person, where: str) -> int:
    from django.db import connections

    person.get(where)
    with CaptureQueriesContext(connection) as entries, CaptureQueriesContext(connections["sessions"]) as sessions:
        assert person.get(where).status_code == 200
    return len(entries) + len(sessions)
