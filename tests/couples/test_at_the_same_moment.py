"""Two phones, one moment. On SQLite every writer waits for the other, on PostgreSQL for the couple's row alone."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from intertwine.couples.actions import confirm, invite, join, leave_two, turn_us_key
from intertwine.couples.errors import CoupleError, InvitationUsed, NotPaired
from intertwine.couples.models import Couple, Invitation, Seat
from intertwine.couples.queries import meeting_of
from intertwine.couples.settling import settle_again, tier_of
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.mind.message_keeping import send_message
from intertwine.opening.entries import Note
from intertwine.vault.tokens import Token
from intertwine.web.sessions.visit import Visit
from tests.cast import paired, signed_up

pytestmark = pytest.mark.django_db(databases=["default", "sessions"], transaction=True)


@pytest.fixture(autouse=True)
def real_files(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """In memory, where tests keep it, SQLite refuses instead of waiting. Here it stands in files, as on a server."""
    before = {}
    for connection in connections.all():
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            before[connection.alias] = connection.connection, connection.settings_dict["NAME"]
            file = tmp_path / f"{connection.alias}.sqlite3"
            with closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
            connection.connection, connection.settings_dict["NAME"] = None, file
    yield
    for alias, (memory, name) in before.items():
        connections[alias].close()
        connections[alias].connection, connections[alias].settings_dict["NAME"] = memory, name


def at_once(*verbs: Callable[[], object]) -> list[type[Exception] | None]:
    """Each in a thread with connections of its own; what each raised."""
    start = Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> type[Exception] | None:
        try:
            start.wait(timeout=30)
            verb()
        except CoupleError as refusal:
            return type(refusal)
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(len(verbs)) as phones:
        return list(phones.map(run, verbs))


def met() -> tuple[Visit, Visit]:
    alice, bob = signed_up("Alice").visit(), signed_up("Bob").visit()
    join(bob, invite(alice))
    settle_again(alice)
    return alice, bob


def test_both_say_yes_in_the_same_moment() -> None:
    alice, bob = met()
    yes = meeting_of(alice).fingerprint
    assert at_once(lambda: confirm(alice, seen=yes), lambda: confirm(bob, seen=yes)) == [None, None]
    for visit in (alice, bob):
        settle_again(visit)
    assert tier_of(alice).us == tier_of(bob).us
    assert [epoch for epoch, _ in tier_of(alice).us] == [1]


def test_the_inviter_taps_twice_in_the_same_moment() -> None:
    alice = signed_up("Alice")
    tokens: list[Token] = []
    one, other = alice.visit(), alice.visit()
    assert at_once(lambda: tokens.append(invite(one)), lambda: tokens.append(invite(other))) == [None, None]
    assert tokens[0] == tokens[1]
    assert (Couple.objects.count(), Invitation.objects.count()) == (1, 1)


def test_two_answer_one_invitation_in_the_same_moment() -> None:
    token = invite(signed_up("Alice").visit())
    bob, charlie = signed_up("Bob").visit(), signed_up("Charlie").visit()
    outcome = at_once(lambda: join(bob, token), lambda: join(charlie, token))
    assert sorted(outcome, key=str) == sorted([None, InvitationUsed], key=str)
    assert Seat.objects.filter(number=1).count() == 1


def test_one_answers_two_invitations_in_the_same_moment() -> None:
    tokens = [invite(signed_up(name).visit()) for name in ("Alice", "Dana")]
    bob = signed_up("Bob")
    outcome = at_once(*(partial(join, bob.visit(), token) for token in tokens))
    assert outcome.count(None) == 1
    assert Seat.objects.filter(number=1).count() == 1


def test_two_who_invited_each_other_answer_in_the_same_moment() -> None:
    alice, bob = signed_up("Alice").visit(), signed_up("Bob").visit()
    hers, his = invite(alice), invite(bob)
    assert at_once(lambda: join(alice, his), lambda: join(bob, hers)).count(None) == 1
    assert (Couple.objects.count(), Seat.objects.count()) == (1, 2)


def test_both_renew_in_the_same_moment() -> None:
    alice, bob = (person.visit() for person in paired("Alice", "Bob"))
    assert at_once(lambda: turn_us_key(alice), lambda: turn_us_key(bob)) == [None, None]
    for visit in (alice, bob):
        settle_again(visit)
    assert [epoch for epoch, _ in tier_of(alice).us] == [1, 2, 3]
    assert tier_of(alice).us == tier_of(bob).us


def texts(visit: Visit) -> list[str]:
    return [one.entry.text for one in read(me_space(visit)).of(Note)]


def test_both_leave_in_the_same_moment() -> None:
    alice, bob = (person.visit() for person in paired("Alice", "Bob"))
    send_message(alice, id=uuid4(), text="Hers.")
    send_message(bob, id=uuid4(), text="His.")
    assert at_once(lambda: leave_two(alice, taking=True), lambda: leave_two(bob, taking=True)) == [None, None]
    assert (texts(alice), texts(bob)) == (["A message you sent:\n\nHers."], ["A message you sent:\n\nHis."])
    assert (Couple.objects.count(), Seat.objects.count(), Entry.objects.count()) == (0, 0, 2)


def test_one_leaves_on_two_phones_in_the_same_moment() -> None:
    alice, _ = paired("Alice", "Bob")
    one, other = alice.visit(), alice.visit()
    send_message(one, id=uuid4(), text="Hers.")
    assert at_once(lambda: leave_two(one, taking=True), lambda: leave_two(other, taking=True)) == [None, None]
    assert (texts(one), Seat.objects.count()) == (["A message you sent:\n\nHers."], 1)


def test_one_leaves_while_the_other_renews_their_keys() -> None:
    alice, bob = (person.visit() for person in paired("Alice", "Bob"))
    send_message(alice, id=uuid4(), text="Hers.")
    assert set(at_once(lambda: leave_two(alice, taking=True), lambda: turn_us_key(bob))) <= {None, NotPaired}
    assert (texts(alice), Seat.objects.count(), Entry.objects.count()) == (["A message you sent:\n\nHers."], 1, 1)
