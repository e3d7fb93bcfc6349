"""Bob has a copy of every table and keys of his own, and goes through all of it. Then somebody edits the rows."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.test.utils import override_settings

from intertwine.couples.proofs import pool_key
from intertwine.couples.queries import us_key
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.spaces import us_space
from intertwine.opening import actions
from intertwine.opening.choosing import Bounds
from intertwine.opening.entries import Opened
from intertwine.opening.models import SealedAnswer
from intertwine.vault.errors import VaultError
from intertwine.vault.records import Context, Ring, open_record
from intertwine.vault.secrets import Key
from tests.cast import Person, paired
from tests.opening.adversary import everything, knows, reader, snapshot
from tests.opening.pages import answers, tonight, us, words

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

SECRET = "what only Alice may read before"


def opened_with(keys: tuple[Key, ...]) -> bytes:
    """Every record of every space that opens with these keys, whatever audience it is for."""
    found = []
    for entry in Entry.objects.all():
        for audience in ("us", "pool", "me"):
            try:
                place = Context(entry.space.bytes, audience, entry.id.bytes, entry.revision)
                found.append(open_record(Ring.of(*keys), place, bytes(entry.blob)))
            except VaultError:
                continue
    return b"\n".join(found)


def every_byte() -> bytes:
    """All tables there are, as they lie there."""
    models: list[type[Model]] = list(apps.get_app_config("intertwine").get_models())
    assert {"entry", "sealed_answer", "seat", "session"} <= {model._meta.db_table for model in models}
    return b"\n".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for model in models
        for row in model._default_manager.all().values_list()
        for value in row
    )


def lives(alice: Person) -> UUID:
    """Alice has chosen how deep it may go, laid something aside, asked something, and sealed an answer."""
    alice.post("/together/pace", depth="3", sex="yes", money="no", past="yes", family="no", faith="no")
    alice.post(f"/together/question/{tonight(alice)}/aside")
    question = tonight(alice)
    answers(alice, question, SECRET)
    alice.post("/together/ask", text="the question she asked herself", id=str(uuid4()))
    return question


def test_with_his_keys_and_every_table_bob_opens_nothing_of_hers() -> None:
    alice, bob = paired("Alice", "Bob")
    lives(alice)
    visit = bob.visit()
    his = (us_key(visit), Key.from_bytes(us_key(visit).reveal()))

    assert SECRET.encode() not in every_byte()
    found, kinds = opened_with(his), ("opening.pace", "opening.line", "she asked")
    assert [word for word in (SECRET, *kinds) if word.encode() in found] == []
    assert not knows(reader(visit).look(snapshot()), SECRET)
    # the control: what takes the server's own secret too opens with it, and still no sealed answer does
    with_secret = opened_with((pool_key(us_key(visit)), *everything(visit)))
    assert [word for word in (SECRET, *kinds) if word.encode() in with_secret] == list(kinds)


def test_her_answer_says_so_in_no_entry_and_in_no_size() -> None:
    """What the table tells: that there is an answer, whose, and that it is shorter than four thousand bytes."""
    alice, _ = paired("Alice", "Bob")
    question = tonight(alice)
    sizes = set()
    for n, text in enumerate(("yes", "a" * 400, "ä" * 1_900)):
        answers(alice, question, text, seen=str(n))
        sizes.add(len(bytes(SealedAnswer.objects.get().answer)))
    assert len(sizes) == 1


EDITS = {
    "her row in his seat": {"number": 1},
    "another question": {"question": UUID(int=1)},
    "another revision": {"revision": 2},
}


@pytest.mark.parametrize("edit", EDITS, ids=list(EDITS))
def test_an_answer_moved_to_another_place_is_given_to_nobody(edit: str) -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    answers(alice, question, SECRET)
    stored = SealedAnswer.objects.get()
    SealedAnswer.objects.all().delete()
    for name, value in EDITS[edit].items():
        setattr(stored, name, value)
    stored.both = True
    stored.save(force_insert=True)

    seen = [alice.get(where).status_code for where in ("/together", f"/together/question/{question}")]
    assert set(seen) <= {200, 409}
    answers(bob, question, "his")
    alice.get("/together")
    assert not knows(reader(bob.visit()).look(snapshot()), SECRET)
    assert SECRET not in words(bob.get("/together"))


def test_a_row_planted_in_bobs_seat_makes_alice_release_nothing() -> None:
    """Somebody who edits rows lets it look as if Bob had answered: with her own answer, with one of another couple."""
    alice, bob = paired("Alice", "Bob")
    dana, eli = paired("Dana", "Eli")
    question, theirs = tonight(alice), tonight(eli)
    answers(alice, question, SECRET)
    answers(eli, theirs, "of another couple")
    hers, elis = SealedAnswer.objects.get(number=0), SealedAnswer.objects.get(couple_id=us(dana).couple)
    for planted in (bytes(hers.answer), bytes(elis.answer), b"", b"nonsense"):
        SealedAnswer.objects.filter(couple_id=us(alice).couple, number=1).delete()
        SealedAnswer.objects.create(couple_id=us(alice).couple, question=question, number=1, answer=planted, both=True)
        SealedAnswer.objects.filter(question=question).update(both=True)
        assert alice.get("/together").status_code == 200
        assert bytes(SealedAnswer.objects.get(question=question, number=0).released) == b""
    assert not knows(reader(bob.visit()).look(snapshot()), SECRET)


@pytest.mark.parametrize("pretended", [b"nonsense", b""], ids=["a key that opens nothing", "no key"])
def test_a_host_who_only_seems_to_have_gone_first_gets_nothing(pretended: bytes) -> None:
    """Bob runs the server, and writes into his own row what is to look as if his key had been given."""
    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, run_by="Bob")):
        alice, bob = paired("Alice", "Bob")
        question = tonight(alice)
        answers(alice, question, SECRET)
        answers(bob, question, "his")
        his = SealedAnswer.objects.filter(number=1)
        given = bytes(his.get().released)
        his.update(released=pretended)
        assert alice.get("/together").status_code == 200
        assert bytes(SealedAnswer.objects.get(number=0).released) == b""
        assert not knows(reader(bob.visit()).look(snapshot()), SECRET)

        his.update(released=given)  # the control: once he has, she does
        alice.get("/together")
        assert knows(reader(bob.visit()).look(snapshot()), SECRET)


def test_what_was_planted_in_her_own_seat_is_not_taken_for_hers() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    answers(bob, question, "his")
    his = SealedAnswer.objects.get()
    SealedAnswer.objects.create(couple_id=his.couple_id, question=question, number=0, answer=his.answer)
    page = alice.get(f"/together/question/{question}")
    assert "Your sealed answer can't be opened." in words(page)
    assert answers(alice, question, SECRET).status_code == 302
    alice.get("/today"), bob.get("/today")
    opened = [stored.entry.answers for stored in read(us_space(bob.visit())).of(Opened)]
    assert opened == [{us(alice).me.hex: SECRET, us(bob).me.hex: "his"}]


def test_nobody_consents_for_somebody_else_by_editing_rows() -> None:
    """Bob hosts: he has the server's secrets, and writes a pace for Alice in which everything goes."""
    from intertwine.journal.actions import put
    from intertwine.journal.spaces import pool_space
    from intertwine.opening.entries import Pace
    from intertwine.opening.line import changed_pace, couples_day, pace_id, read_ours

    alice, bob = paired("Alice", "Bob")
    actions.set_pace(bob.visit(), Bounds(4, frozenset({"sex"})))
    visit = bob.visit()
    forged = changed_pace(visit, us(bob), Pace(), Bounds(4, frozenset({"sex"})))
    pool = pool_space(visit)
    put(pool, forged, day=couples_day(visit), id=pace_id(pool, us(alice).me))

    assert read_ours(alice.visit(), us(alice)).mine == Pace()
    assert read_ours(bob.visit(), us(bob)).other == Pace()
