"""Alice's recovery code: shown until she has it, and opening once more when the password is lost."""

import pytest

from intertwine.members.access import unlock_by_code
from intertwine.members.errors import NotRecognised
from intertwine.members.models import Member, Slot
from tests.cast import PASSWORD, Browser, Person
from tests.couples.pages import member
from tests.members.pages import fields, shown_code, text, told, told_at

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

NEW = "another quiet river"


def newcomer() -> Person:
    alice = Person("Alice")
    alice.post("/sign-up", name="Alice", password=PASSWORD, zone="UTC", country="", language="en")
    return alice


def renewing() -> Person:
    alice = member("Alice")
    assert alice.post("/mine/code", password=PASSWORD)["Location"] == "/code"
    return alice


def opens(code: str) -> bool:
    try:
        unlock_by_code("Alice", code)
    except NotRecognised:
        return False
    return True


def signs_in_with(code: str, *, name: str = "Alice", password: str = NEW) -> Person:
    person = Person("Alice")
    person.post("/sign-in/code", name=name, code=code, password=password)
    return person


def test_it_is_shown_on_every_visit_until_it_is_typed_back_and_then_never_again() -> None:
    alice = newcomer()
    code = shown_code(alice.get("/code"))
    assert shown_code(alice.get("/code")) == code
    wrong = alice.post("/code", code="something else")
    sentence = "This is not quite the code above. Compare it group by group; capitals do not matter."
    assert (wrong.status_code, told_at(wrong, "code"), shown_code(wrong)) == (422, [sentence], code)
    empty = alice.post("/code", code=" ")
    assert told_at(empty, "code") == ["Please type the code as you wrote it down."]
    assert not opens(code)
    assert alice.post("/code", code=code.lower().replace("-", " "))["Location"] == "/today"
    assert opens(code)
    assert alice.get("/code")["Location"] == "/today"
    assert [text(alice.get(where)).count(code) for where in ("/mine", "/help")] == [0, 0]


def test_after_the_private_space_closed_it_is_another_one() -> None:
    alice = newcomer()
    first = shown_code(alice.get("/code"))
    alice.close_private()
    assert alice.get("/code")["Location"] == "/open?next=%2Fcode"
    assert alice.post("/code", code=first)["Location"] == "/open?next=%2Fcode"
    assert alice.post("/open", password=PASSWORD, next="/code")["Location"] == "/code"
    second = shown_code(alice.get("/code"))
    assert second != first
    assert alice.post("/code", code=first).status_code == 422
    alice.post("/code", code=second)
    assert (opens(first), opens(second)) == (False, True)


def test_after_signing_out_too_early_another_one_waits_at_the_next_sign_in() -> None:
    alice = newcomer()
    first = shown_code(alice.get("/code"))
    alice.post("/sign-out")
    alice.post("/sign-in", name="Alice", password=PASSWORD)
    assert alice.get("/today")["Location"] == "/code?next=%2Ftoday"
    second = shown_code(alice.get("/code"))
    assert second != first
    alice.post("/code", code=second)
    assert alice.get("/today").status_code == 200


def test_it_opens_with_a_new_password_and_signs_every_other_device_out() -> None:
    before = member("Alice")
    alice = signs_in_with(before.code)
    assert alice.get("/mine").status_code == 200
    assert alice.visit().private is not None
    assert before.visit().identity is None
    answers = [Browser().post("/sign-in", {"name": "Alice", "password": word}) for word in (PASSWORD, NEW)]
    assert [answer.status_code for answer in answers] == [422, 302]
    assert opens(before.code)


def test_a_code_that_is_not_hers_opens_nothing() -> None:
    code = member("Alice").code
    charlies = member("Charlie").code
    wrong = [("Alice", charlies), ("Alice", code[:-1]), ("Alice", ""), ("Alice", "no code"), ("Dana", code)]
    for name, typed in wrong:
        assert signs_in_with(typed, name=name).visit().identity is None
    answer = Browser().post("/sign-in/code", {"name": "Alice", "code": charlies, "password": NEW})
    assert (answer.status_code, told(answer)) == (422, ["Name and recovery code do not go together."])
    assert signs_in_with(code).visit().identity is not None  # the control


def test_a_weak_new_password_is_refused_before_the_code_is_tried() -> None:
    alice = member("Alice")
    for password in ("too short", "the river alice knows"):
        answer = Browser().post("/sign-in/code", {"name": "Alice", "code": alice.code, "password": password})
        assert (answer.status_code, len(told_at(answer, "password"))) == (422, 1)
    assert alice.visit().identity is not None


def test_where_no_code_was_typed_back_none_opens() -> None:
    code = shown_code(newcomer().get("/code"))
    assert signs_in_with(code).visit().identity is None


def test_a_recovery_slot_moved_to_another_member_opens_nothing() -> None:
    charlie = member("Charlie")
    stored = bytes(Slot.objects.get(member=Member.objects.get(), kind="recovery").stored)
    alice = member("Alice")
    Slot.objects.filter(kind="recovery").update(stored=stored)
    assert (opens(alice.code), opens(charlie.code)) == (False, False)


def test_the_old_one_opens_until_the_new_one_is_typed_back() -> None:
    alice = renewing()
    new = shown_code(alice.get("/code"))
    assert (opens(alice.code), opens(new)) == (True, False)
    assert alice.get("/mine")["Location"] == "/code?next=%2Fmine"
    alice.post("/code", code=new)
    assert (opens(alice.code), opens(new)) == (False, True)
    assert alice.get("/mine").status_code == 200


def test_only_her_password_makes_a_new_one() -> None:
    alice = member("Alice")
    answer = alice.post("/mine/code", password="not her password")
    assert (answer.status_code, told_at(answer, "password")) == (422, ["This is not your password."])
    assert alice.get("/code")["Location"] == "/today"
    assert fields(alice.get("/mine/code")) == ["password"]


def test_a_new_one_that_was_never_typed_back_changes_nothing() -> None:
    alice = renewing()
    never = shown_code(alice.get("/code"))
    alice.post("/sign-out")
    alice.post("/sign-in", name="Alice", password=PASSWORD)
    assert alice.get("/mine").status_code == 200
    assert (opens(alice.code), opens(never)) == (True, False)


def test_a_private_space_that_closed_in_between_shows_another_new_one() -> None:
    alice = renewing()
    never = shown_code(alice.get("/code"))
    alice.close_private()
    assert alice.get("/code")["Location"] == "/open?next=%2Fcode"
    assert alice.post("/open", password=PASSWORD, next="/code")["Location"] == "/code"
    new = shown_code(alice.get("/code"))
    alice.post("/code", code=new)
    assert (opens(alice.code), opens(never), opens(new)) == (False, False, True)


def test_while_a_new_one_waits_a_pin_does_not_open() -> None:
    alice = member("Alice")
    alice.post("/mine/pin", password=PASSWORD, pin="271828")
    alice.post("/mine/code", password=PASSWORD)
    alice.close_private()
    assert fields(alice.get("/open")) == ["password", "just_mine"]
    assert alice.post("/open", pin="271828", next="/code").status_code == 422
    assert alice.post("/open", password=PASSWORD, next="/code")["Location"] == "/code"
    alice.post("/code", code=shown_code(alice.get("/code")))
    alice.close_private()
    assert alice.post("/open", pin="271828")["Location"] == "/today"
