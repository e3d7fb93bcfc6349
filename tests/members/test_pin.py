"""Six digits on Alice's phone, and what they are worth anywhere else."""

import re

import pytest

from intertwine.vault.errors import Unopenable
from intertwine.vault.pin import open_with_pin
from intertwine.vault.tokens import Token
from intertwine.web.sessions import clock
from intertwine.web.sessions.models import Session
from tests.cast import PASSWORD, Browser, Person, signed_up
from tests.couples.pages import member, signs_in
from tests.members.pages import fields, heading, notices, told, told_at

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

PIN = "271828"
FORGOTTEN = "That was the fifth wrong PIN. It is forgotten now; please use your password."


def with_pin(pin: str = PIN) -> Person:
    alice = member("Alice")
    assert alice.post("/mine/pin", password=PASSWORD, pin=pin)["Location"] == "/mine?done=pin"
    alice.close_private()
    return alice


def opens(person: Person, pin: str) -> bool:
    person.close_private()
    person.post("/open", pin=pin)
    return person.visit().private is not None


def devices() -> list[Session]:
    return list(Session.objects.filter(kind=Session.Kind.DEVICE))


def test_it_opens_the_private_space_on_this_device() -> None:
    alice = with_pin()
    assert fields(alice.get("/open")) == ["pin", "password", "just_mine"]
    assert alice.post("/open", pin=PIN, next="/mine")["Location"] == "/mine"
    assert alice.visit().private is not None
    assert notices(alice.get("/mine", done="pin")) == ["This device has a PIN now."]


@pytest.mark.parametrize(
    ("ticked", "seconds", "said"),
    [
        ({}, clock.PRIVATE_IDLE, "ten quiet minutes"),
        ({"just_mine": "yes"}, clock.PRIVATE_IDLE_JUST_MINE, "twelve quiet hours"),
    ],
)
def test_the_private_space_is_open_for_as_long_as_she_said(ticked: dict[str, str], seconds: int, said: str) -> None:
    alice = with_pin()
    alice.post("/open", pin=PIN, **ticked)
    private = alice.visit().private
    assert private is not None
    assert private.idle_seconds == seconds
    assert re.findall(r"closes by itself after ([a-z ]+)\.", alice.get("/mine").content.decode()) == [said]


@pytest.mark.parametrize("typed", ["", "27182", "2718281", "27182a", "２７１８２８", "٢٧١٨٢٨", "27 182"])
def test_a_pin_is_six_digits(typed: str) -> None:
    alice = member("Alice")
    answer = alice.post("/mine/pin", password=PASSWORD, pin=typed)
    assert (answer.status_code, told_at(answer, "pin")) == (422, ["A PIN is six digits."])
    assert answer.content.decode().count('value="27') == 0
    assert devices() == []


def test_after_five_wrong_tries_only_the_password_opens() -> None:
    alice = with_pin()
    said = [told(alice.post("/open", pin="000000")) for _ in range(5)]
    assert said == [
        ["This is not the PIN. 4 tries are left."],
        ["This is not the PIN. 3 tries are left."],
        ["This is not the PIN. 2 tries are left."],
        ["This is not the PIN. 1 try is left."],
        [FORGOTTEN],
    ]
    assert devices() == []
    assert fields(alice.get("/open")) == ["password", "just_mine"]
    assert told(alice.post("/open", pin=PIN)) == [FORGOTTEN]
    assert alice.post("/open", password=PASSWORD)["Location"] == "/today"


def test_the_right_pin_gives_five_tries_back() -> None:
    alice = with_pin()
    for _ in range(4):
        alice.post("/open", pin="000000")
    assert opens(alice, PIN)
    alice.close_private()
    assert told(alice.post("/open", pin="000000")) == ["This is not the PIN. 4 tries are left."]


def test_it_opens_nothing_without_the_cookie_of_that_device() -> None:
    with_pin()
    elsewhere = Person("Alice")
    signs_in(elsewhere)
    elsewhere.close_private()
    assert fields(elsewhere.get("/open")) == ["password", "just_mine"]
    assert not opens(elsewhere, PIN)
    assert [row.tries for row in devices()] == [0]


def test_a_thief_of_the_session_file_who_knows_the_pin_opens_nothing() -> None:
    alice = with_pin()
    (row,) = devices()
    Session.objects.filter(id=row.id).update(tries=0, expires=2**40)
    for guessed in (Token.new(), Token.from_text(alice.browser.cookies["session"].value)):
        with pytest.raises(Unopenable):
            open_with_pin(pin=PIN, device=guessed, sealed=bytes(row.blob))
    its_own = Token.from_text(alice.browser.cookies["device"].value)
    assert open_with_pin(pin=PIN, device=its_own, sealed=bytes(row.blob)) != b""  # the control


def test_tries_written_into_the_row_can_only_close_it() -> None:
    alice = with_pin()
    Session.objects.filter(kind=Session.Kind.DEVICE).update(tries=clock.PIN_TRIES)
    assert not opens(alice, PIN)
    assert devices() == []
    assert alice.post("/open", password=PASSWORD)["Location"] == "/today"


def test_somebody_else_on_the_same_device_has_no_pin_and_leaves_hers_alone() -> None:
    alice = with_pin()
    alice.post("/sign-out")
    member("Charlie")
    charlie = Person("Charlie", browser=alice.browser)
    signs_in(charlie)
    charlie.close_private()
    assert fields(charlie.get("/open")) == ["password", "just_mine"]
    charlie.post("/sign-out")
    signs_in(alice)
    assert opens(alice, PIN)


def test_somebody_else_on_the_same_device_cannot_open_with_hers() -> None:
    alice = with_pin()
    alice.post("/sign-out")
    member("Charlie")
    charlie = Person("Charlie", browser=alice.browser)
    signs_in(charlie)
    assert not opens(charlie, PIN)
    assert [row.tries for row in devices()] == [0]


def test_a_row_given_to_somebody_else_opens_for_neither() -> None:
    alice = with_pin()
    owner = Session.objects.filter(kind=Session.Kind.IDENTITY)[0].owner
    member("Charlie")
    others = Session.objects.filter(kind=Session.Kind.IDENTITY).exclude(owner=owner)[0].owner
    Session.objects.filter(kind=Session.Kind.DEVICE).update(owner=others)
    assert not opens(alice, PIN)


def test_she_forgets_it() -> None:
    alice = with_pin()
    answer = alice.post("/mine/pin/forget")
    assert notices(alice.get(answer["Location"])) == ["This device has no PIN any more."]
    assert alice.browser.cookies["device"].value == ""
    assert devices() == []
    assert not opens(alice, PIN)
    assert alice.post("/mine/pin/forget").status_code == 302  # twice is as good as once


def test_she_changes_it() -> None:
    alice = with_pin()
    alice.post("/open", password=PASSWORD)
    alice.post("/mine/pin", password=PASSWORD, pin="314159")
    assert len(devices()) == 1
    assert (opens(alice, PIN), opens(alice, "314159")) == (False, True)


def test_it_is_set_only_while_the_private_space_is_open() -> None:
    alice = with_pin()
    assert alice.get("/mine/pin")["Location"] == "/open?next=%2Fmine%2Fpin"
    alice.post("/open", pin=PIN)
    assert heading(alice.get("/mine/pin")) == "A PIN for this device"


def test_an_old_device_cookie_without_its_row_is_nothing() -> None:
    alice = with_pin()
    cookies = {name: morsel.value for name, morsel in alice.browser.cookies.items() if morsel.value}
    Session.objects.filter(kind=Session.Kind.DEVICE).delete()
    assert not opens(Person("Alice", browser=Browser(**cookies)), PIN)


def test_a_wrong_password_is_no_way_in_either() -> None:
    alice = with_pin()
    answer = alice.post("/open", password="not her password")
    assert (answer.status_code, told_at(answer, "password")) == (422, ["This is not your password."])
    assert alice.visit().private is None
    assert told_at(alice.post("/open", pin="", password=""), "password") == ["This is not your password."]


def test_what_is_open_already_is_not_asked_for() -> None:
    alice = member("Alice")
    assert alice.get("/open", next="/mine/pin")["Location"] == "/mine/pin"


def test_an_open_phone_in_other_hands_makes_no_pin_of_its_own() -> None:
    alice = signed_up("Alice")
    answer = alice.post("/mine/pin", pin="314159", password="not her password")
    assert answer.status_code == 422
    assert "This is not your password." in answer.content.decode()
    assert alice.visit().device is None
