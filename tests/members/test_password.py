"""Alice changes her password: who is out, what stays readable, and what an old key never opens."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections

from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.members import actions
from intertwine.members.access import unlock_by_password
from intertwine.members.errors import NotRecognised
from intertwine.members.keyring import open_keyring
from intertwine.members.models import Member
from intertwine.mind import actions as mind
from intertwine.mind.entries import CheckIn
from intertwine.web.sessions.visit import Visit
from tests.cast import PASSWORD, Browser, Person, signed_up, tiers
from tests.couples.pages import member, signs_in
from tests.couples.test_at_the_same_moment import real_files  # noqa: F401 - a fixture, used by being here
from tests.members.pages import fields, notices, told_at

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

NEW = "another quiet river"
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def writes(visit: Visit, day: date) -> None:
    mind.check_in(visit, entry=CheckIn(day, {"valence": 7}), id=uuid.uuid4())


def reads(visit: Visit) -> tuple[list[date], int]:
    """The days that open, and how many rows do not."""
    pages = read(me_space(visit))
    return [stored.entry.day for stored in pages.of(CheckIn)], pages.damaged


def changes(alice: Person, *, old: str = PASSWORD, new: str = NEW) -> None:
    assert alice.post("/mine/password", old=old, password=new)["Location"] == "/mine?done=password"


def test_the_new_one_opens_and_the_old_one_does_not() -> None:
    alice = member("Alice")
    assert fields(alice.get("/mine/password")) == ["old", "password"]
    changes(alice)
    assert notices(alice.get("/mine", done="password")) == ["Your password is changed."]
    answers = [Browser().post("/sign-in", {"name": "Alice", "password": word}) for word in (PASSWORD, NEW)]
    assert [answer.status_code for answer in answers] == [422, 302]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("old", "not her password", "This is not your password."),
        ("old", "", "Please type your password."),
        ("password", "too short", "This password is short. Ten characters or more: a few words in a row work well."),
        (
            "password",
            "the river alice knows",
            "Please leave your name out of the password: it is the first thing someone would try.",
        ),
    ],
)
def test_what_does_not_do_changes_nothing(field: str, typed: str, sentence: str) -> None:
    alice = member("Alice")
    answer = alice.post("/mine/password", **{"old": PASSWORD, "password": NEW, field: typed})
    assert (answer.status_code, told_at(answer, field)) == (422, [sentence])
    actions.sign_in(Visit(), name="Alice", password=PASSWORD)
    with pytest.raises(NotRecognised):
        actions.sign_in(Visit(), name="Alice", password=NEW)


def test_every_other_device_is_out_and_its_pin_forgotten() -> None:
    alice = member("Alice")
    other = Person("Alice")
    signs_in(other)
    other.post("/mine/pin", password=PASSWORD, pin="271828")
    changes(alice)
    assert alice.visit().private is not None
    assert other.visit().identity is None
    other.post("/sign-in", name="Alice", password=NEW)
    other.close_private()
    assert fields(other.get("/open")) == ["password", "just_mine"]


def test_what_was_written_before_stays_readable_and_what_comes_gets_a_new_key() -> None:
    alice = member("Alice")
    writes(alice.visit(), MONDAY)
    before = tiers(alice.visit())[1].me
    changes(alice)
    after = tiers(alice.visit())[1].me
    assert (after[:-1], [epoch for epoch, _ in after]) == (before, [1, 2])
    writes(alice.visit(), TUESDAY)
    assert reads(alice.visit()) == ([MONDAY, TUESDAY], 0)


def test_a_lost_phones_keys_do_not_open_what_is_written_afterwards() -> None:
    alice = member("Alice")
    writes(alice.visit(), MONDAY)
    phone = alice.visit()
    changes(alice)
    writes(alice.visit(), TUESDAY)
    assert reads(phone) == ([MONDAY], 1)


def test_what_is_written_while_closed_gets_the_new_key_too() -> None:
    alice = member("Alice")
    phone = alice.visit()
    changes(alice)
    alice.close_private()
    writes(alice.visit(), TUESDAY)
    assert reads(phone) == ([], 1)
    alice.post("/open", password=NEW)
    assert reads(alice.visit()) == ([TUESDAY], 0)


def test_a_name_that_is_somebody_elses_by_now_opens_nothing_of_theirs() -> None:
    alice = member("Alice")
    Member.objects.all().delete()
    signed_up("Alice")
    alice.close_private()
    assert told_at(alice.post("/open", password=PASSWORD), "password") == ["This is not your password."]
    assert told_at(alice.post("/mine/code", password=PASSWORD), "password") == ["This is not your password."]
    assert told_at(alice.post("/mine/password", old=PASSWORD, password=NEW), "old") == ["This is not your password."]


def test_nothing_that_holds_keys_shows_them() -> None:
    member("Alice")
    found, root = unlock_by_password("Alice", PASSWORD)
    assert repr(open_keyring(found, root=root)) == "<Keyring>"
    assert [repr(tier) for tier in tiers(member_visit())] == ["<IdentityTier>", "<PrivateTier>"]


def member_visit() -> Visit:
    visit = Visit()
    actions.sign_in(visit, name="Alice", password=PASSWORD)
    return visit


@pytest.mark.django_db(databases=["default", "sessions"], transaction=True)
def test_two_changes_in_one_moment_lose_no_key() -> None:
    signed_up("Alice")
    phones, start = [member_visit(), member_visit()], Barrier(2)

    def change(number: int) -> int:
        try:
            start.wait(timeout=60)
            actions.change_password(phones[number], old=PASSWORD, new=f"{NEW} {number}")
        except NotRecognised:  # the other one was through before this one began
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(2) as both:
        kept = list(both.map(change, range(2)))
    rings = [dict(tiers(phone)[1].me) for phone in phones]
    whole = max(rings, key=len)
    assert len(whole) == 1 + sum(kept)
    assert [ring for ring in rings if ring.items() - whole.items()] == []
