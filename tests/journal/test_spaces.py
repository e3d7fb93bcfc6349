"""Which keys a visit brings, and what they open."""

from datetime import date
from uuid import uuid4

import pytest

from intertwine.couples.actions import turn_us_key
from intertwine.journal.actions import write
from intertwine.journal.errors import Closed, NotHere
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space, pool_space, us_space
from tests.cast import paired, signed_up
from tests.journal.notes import Note, Postcard, space

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

DAY = date(2026, 11, 23)


def test_alice_writes_while_her_private_space_is_closed_and_reads_once_it_is_open() -> None:
    alice = signed_up("Alice")
    before = me_space(alice.visit())
    write(before, Note("open"), day=DAY)
    alice.close_private()
    shut = me_space(alice.visit())
    write(shut, Note("closed"), day=DAY)
    with pytest.raises(Closed):
        read(shut)
    alice.post("/open", password=alice.password)
    assert [stored.entry.text for stored in read(me_space(alice.visit())).of(Note)] == ["open", "closed"]
    assert {stored.by for stored in read(before).entries} == {before.by}


def test_two_members_have_two_private_spaces_and_one_in_common() -> None:
    alice, bob = (person.visit() for person in paired("Alice", "Bob"))
    assert me_space(alice).id != me_space(bob).id
    assert (us_space(alice).id, pool_space(alice).id) == (us_space(bob).id, pool_space(bob).id)
    write(us_space(alice), Postcard("from the sea"), day=DAY)
    assert [stored.entry for stored in read(us_space(bob)).entries] == [Postcard("from the sea")]


def test_the_us_key_alone_does_not_open_the_pool() -> None:
    alice, _ = paired("Alice", "Bob")
    visit = alice.visit()
    id = write(us_space(visit), Postcard("moved"), day=DAY)
    Entry.objects.filter(space=us_space(visit).id, id=id).update(space=pool_space(visit).id)
    assert read(pool_space(visit)).damaged == 1
    assert pool_space(visit).write_with != us_space(visit).write_with


def test_what_was_written_under_an_older_us_key_still_opens() -> None:
    alice, bob = paired("Alice", "Bob")
    visit = alice.visit()
    write(us_space(visit), Postcard("before"), day=DAY)
    fixed = us_space(visit).fixed_id(b"the same thing")
    turn_us_key(visit)
    alice.save(visit)
    write(us_space(visit), Postcard("after"), day=DAY)
    bob.get("/today")
    for space_now in (us_space(alice.visit()), us_space(bob.visit())):
        assert [stored.entry.text for stored in read(space_now).of(Postcard)] == ["before", "after"]
        assert space_now.fixed_id(b"the same thing") == fixed


def test_a_fixed_id_is_the_same_for_the_same_thing_and_nobody_elses() -> None:
    one, other = space(), space()
    ids = [one.fixed_id(b"a", b"b"), one.fixed_id(b"ab"), one.fixed_id(b"a", b"c"), other.fixed_id(b"a", b"b")]
    assert len(set(ids)) == len(ids)
    assert one.fixed_id(b"a", b"b") == ids[0]


def test_a_private_space_gives_out_no_fixed_ids() -> None:
    with pytest.raises(AssertionError):
        me_space(signed_up("Alice").visit()).fixed_id(b"anything")


def test_an_entry_for_oneself_is_refused_in_the_space_of_both() -> None:
    alice, _ = paired("Alice", "Bob")
    with pytest.raises(NotHere):
        write(us_space(alice.visit()), Note("only mine"), day=DAY, id=uuid4())


def test_a_space_shows_none_of_its_keys() -> None:
    alice, _ = paired("Alice", "Bob")
    assert "Key" not in repr(us_space(alice.visit()))
    assert repr(us_space(alice.visit())).startswith("<intertwine.journal.spaces.Space object")
