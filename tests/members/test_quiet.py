"""Alice may have what is for two stay away from her. Bob, who may read the whole database, learns nothing of it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import DatabaseError, connections
from django.test.utils import CaptureQueriesContext

from intertwine.couples.settling import standing_of
from intertwine.members.models import Member
from intertwine.members.quiet import (
    Quiet,
    couple_parts_hidden,
    hide_couple_parts,
    pause_couple_parts,
    resume_couple_parts,
    seal_again,
    sent_away,
    show_couple_parts,
    unreadable,
)
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit
from tests.cast import Person, paired, signed_up, tiers

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

NOON = 1_795_000_000


def id_of(person: Person) -> UUID:
    identity = person.visit().identity
    assert identity is not None
    return UUID(bytes=identity.member)


def row(person: Person) -> Member:
    return Member.objects.get(id=id_of(person))


def edit(person: Person, **columns: object) -> None:
    assert Member.objects.filter(id=id_of(person)).update(**columns) == 1


def does(person: Person, verb: Callable[[Visit], None]) -> None:
    visit = person.visit()
    verb(visit)
    person.save(visit)


def another_phone(person: Person) -> Person:
    phone = Person(person.name)
    phone.post("/sign-in", name=phone.name, password=phone.password)
    return phone


def hidden(person: Person) -> bool:
    return couple_parts_hidden(person.visit())


def test_nobody_asks_for_it_at_first_and_strangers_have_none() -> None:
    assert (hidden(signed_up("Alice")), couple_parts_hidden(Visit()), sent_away(Visit())) == (False, False, False)


def test_it_stays_away_on_every_device_with_the_private_space_closed_until_taken_back() -> None:
    alice, _ = paired("Alice", "Bob")
    phone = another_phone(alice)
    alice.close_private()
    does(alice, hide_couple_parts)
    later = another_phone(alice)
    assert [hidden(one) for one in (alice, phone, later)] == [True, True, True]
    does(phone, show_couple_parts)
    assert [hidden(one) for one in (alice, phone, later)] == [False, False, False]


def test_a_pause_ends_by_itself_and_a_longer_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    alice = signed_up("Alice")
    does(alice, lambda visit: pause_couple_parts(visit, until=NOON + 86_400))
    does(alice, lambda visit: pause_couple_parts(visit, until=NOON + 60))
    told = []
    for later in (0, 86_399, 86_400):
        monkeypatch.setattr(clock, "now", lambda later=later: NOON + later)
        told.append(hidden(alice))
    assert told == [True, True, False]


def test_whoever_ends_a_pause_does_not_take_back_what_they_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    alice, dana = signed_up("Alice"), signed_up("Dana")
    for person in (alice, dana):
        does(person, lambda visit: pause_couple_parts(visit, until=NOON + 60))
    does(dana, hide_couple_parts)
    for person in (alice, dana):
        does(person, resume_couple_parts)
    assert (hidden(alice), hidden(dana)) == (False, True)


def test_everybody_has_one_of_the_same_size_and_it_changes_at_every_sign_in() -> None:
    alice, bob = paired("Alice", "Bob")
    charlie = signed_up("Charlie")
    does(alice, hide_couple_parts)
    does(charlie, lambda visit: pause_couple_parts(visit, until=2**40))
    sizes = {len(bytes(row(person).quiet)) for person in (alice, bob, charlie)}
    before = bytes(row(bob).quiet)
    another_phone(bob)
    signed_in = bytes(row(bob).quiet)
    bob.post("/close")
    bob.post("/open", password=bob.password)
    opened = bytes(row(bob).quiet)
    does(bob, seal_again)
    assert sizes == {len(one) for one in (before, signed_in, opened, bytes(row(bob).quiet))}
    assert len({before, signed_in, opened, bytes(row(bob).quiet)}) == 4
    assert len(sizes) == 1


def one_bit(alice: Person, _: Person, __: Member) -> None:
    *rest, last = bytes(row(alice).quiet)
    edit(alice, quiet=bytes([*rest, last ^ 1]))


def bobs(alice: Person, bob: Person, _: Member) -> None:
    edit(alice, quiet=row(bob).quiet, quiet_revision=row(bob).quiet_revision)


EDITS: dict[str, Callable[[Person, Person, Member], None]] = {
    "emptied": lambda alice, _, __: edit(alice, quiet=b"", quiet_revision=0),
    "emptied, its revision kept": lambda alice, _, __: edit(alice, quiet=b""),
    "nonsense": lambda alice, _, __: edit(alice, quiet=b"\x01\x01" + b"x" * 1_200),
    "one bit": one_bit,
    "Bob's": bobs,
    "an older one": lambda alice, _, old: edit(alice, quiet=old.quiet, quiet_revision=old.quiet_revision),
    "an older one as the newest": lambda alice, _, old: edit(alice, quiet=old.quiet),
    "a revision ahead": lambda alice, _, __: edit(alice, quiet_revision=2**62),
    "a revision below all": lambda alice, _, __: edit(alice, quiet_revision=-1),
}


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_whatever_somebody_does_to_it_keeps_them_away_and_is_shown_until_she_chooses(
    change: Callable[[Person, Person, Member], None],
) -> None:
    alice, bob = paired("Alice", "Bob")
    old = row(alice)
    does(alice, hide_couple_parts)
    change(alice, bob, old)
    assert (hidden(alice), unreadable(alice.visit())) == (True, True)
    for verb in (seal_again, resume_couple_parts, lambda visit: pause_couple_parts(visit, until=0)):
        does(alice, verb)
    assert (hidden(alice), unreadable(alice.visit())) == (True, True)
    does(alice, show_couple_parts)
    assert (hidden(alice), unreadable(alice.visit())) == (False, False)


def test_a_choice_to_keep_it_away_mends_it_too() -> None:
    alice = signed_up("Alice")
    edit(alice, quiet=b"x")
    does(alice, hide_couple_parts)
    assert (hidden(alice), unreadable(alice.visit())) == (True, False)


def test_every_device_remembers_the_newest_it_has_seen() -> None:
    alice, _ = paired("Alice", "Bob")
    phone, old = another_phone(alice), row(alice)
    does(phone, hide_couple_parts)
    alice.get("/today")
    edit(alice, quiet=old.quiet, quiet_revision=old.quiet_revision)
    assert [unreadable(one.visit()) for one in (alice, phone)] == [True, True]


def test_members_from_before_get_theirs_at_their_next_sign_in() -> None:
    alice = signed_up("Alice")
    edit(alice, quiet=b"", quiet_revision=0)
    phone = another_phone(alice)
    assert (row(alice).quiet_revision, hidden(phone), unreadable(phone.visit())) == (1, False, False)


def test_a_database_that_cannot_be_written_costs_nobody_their_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")

    def full(_: Visit) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr("intertwine.members.quiet.seal_again", full)
    assert another_phone(alice).get("/today").status_code == 200


def test_in_a_couple_it_costs_no_query_and_alone_at_most_one() -> None:
    alice, _ = paired("Alice", "Bob")
    charlie, counted = signed_up("Charlie"), []
    for person in (alice, charlie):
        visit = person.visit()
        with CaptureQueriesContext(connections["default"]) as ours:
            standing_of(visit)
            for _ in range(3):
                couple_parts_hidden(visit)
        counted.append(len(ours))
    assert counted == [1, 2]


def test_nothing_of_it_shows_itself() -> None:
    alice = signed_up("Alice")
    does(alice, hide_couple_parts)
    visit = alice.visit()
    couple_parts_hidden(visit)
    identity, _ = tiers(visit)
    assert repr(visit.quiet) == "<Row>"
    assert "hidden" not in repr(identity)
    assert repr(Quiet(hidden=True)) == repr(Quiet())
