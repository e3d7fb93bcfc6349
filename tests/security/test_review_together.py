"""What somebody with keys and code of their own tried on the pages of two, and how words got lost. It all worked."""

from datetime import date
from uuid import uuid4

import msgspec
import pytest

from intertwine.couples import proofs
from intertwine.couples.access import store
from intertwine.couples.proofs import identity_of
from intertwine.couples.queries import paired_standing, us_key
from intertwine.couples.settling import tier_of
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.sealing import Envelope
from intertwine.journal.spaces import me_space, us_space
from intertwine.members.days import today
from intertwine.mind.entries import Message
from intertwine.opening.entries import Note, Opened, Shown
from intertwine.opening.models import SealedAnswer
from intertwine.vault import sealed as vault
from intertwine.vault.records import Context, seal
from tests.cast import Person, paired, signed_up
from tests.mind.days import checked_in, it_is
from tests.mind.pages import forms_on, has
from tests.opening.pages import answers, tonight, us
from tests.opening.test_steps import again, piece, shows

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

DEEP = b"\x91" * 20_000 + b"\xc0"
"""Twenty thousand arrays, one in the other, and nothing in the innermost."""
PLANTED = {"a nest": b"\x81\xa1x" + DEEP, "text that is none": b"\x81\xa4text\xa2\xff\xff"}
PAGES = ("/today", "/together", "/messages", "/letters", "/shown-to-you", "/plan/theirs", "/us", "/help")


def statuses(person: Person) -> dict[str, int]:
    return {where: person.get(where).status_code for where in PAGES}


FINE = dict.fromkeys(PAGES, 200)


# rows in the space of both, written by somebody who keeps no law


def plants(person: Person, fields: bytes) -> None:
    visit = person.visit()
    space, id = us_space(visit), uuid4()
    envelope = Envelope("mind.message", 1, space.by.bytes, 0, msgspec.Raw(fields))
    place = Context(space=space.id.bytes, audience=space.audience, entry=id.bytes, revision=1)
    blob = seal(us_key(visit), place, msgspec.msgpack.encode(envelope))
    Entry.objects.create(space=space.id, id=id, period=202611, revision=1, blob=blob)


@pytest.mark.parametrize("planted", PLANTED.values(), ids=list(PLANTED))
def test_what_bob_plants_between_them_breaks_none_of_alices_pages(
    planted: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    it_is(monkeypatch, "2026-11-23T12:00+01:00")
    alice, bob = paired("Alice", "Bob")
    plants(bob, planted)
    assert statuses(alice) == FINE
    assert read(us_space(alice.visit())).damaged == 1


@pytest.mark.parametrize("planted", PLANTED.values(), ids=list(PLANTED))
def test_an_answer_bob_makes_up_breaks_none_of_alices_pages(planted: bytes) -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    answers(alice, question, "hers")
    answers(bob, question, "his")
    question = tonight(alice)
    answers(alice, question, "hers, too")
    visit, two = bob.visit(), us(bob)
    place = vault.AnswerPlace(tier_of(visit).us_space, question.bytes, two.me.bytes, 1)
    made_up = vault.seal_answer(identity_of(tier_of(visit)), place, planted)
    row = SealedAnswer(couple_id=two.couple, question=question, number=two.my_number, revision=1, both=True)
    row.answer = made_up.to_bytes()
    row.released = vault.release(identity_of(tier_of(visit)), place, made_up, us_key=us_key(visit))
    row.save(force_insert=True)
    SealedAnswer.objects.update(both=True)
    assert statuses(alice) == FINE
    assert [one.entry.answers[two.partner.hex] for one in read(us_space(alice.visit())).of(Opened)] == ["hers"]


FACES = {
    **PLANTED,
    "a name that is none": b"\x82\xa4name\xa2\xff\xff\xa5since\x01",
    "a day beyond all calendars": msgspec.msgpack.encode({"name": "Bob", "since": 10**18}),
}


@pytest.mark.parametrize("planted", FACES.values(), ids=list(FACES))
def test_a_name_bob_makes_up_is_refused_and_help_stays(planted: bytes) -> None:
    alice, bob = paired("Alice", "Bob")
    seat = paired_standing(bob.visit()).mine
    store(seat, introduction=seal(us_key(bob.visit()), proofs._place(seat, "seat"), planted))
    answered = [alice.get(where).status_code for where in ("/today", "/together/opened", "/help")]
    assert answered == [409, 409, 200]


# another us key


def test_what_was_sealed_and_shown_before_the_keys_were_renewed_opens_after_it() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    answers(alice, question, "sealed before")
    checked_in(alice, today(alice.visit()), valence=2, line="shown before")
    shows(alice, piece(alice, text="shown before"))
    for person in (alice, bob, alice):
        assert person.post("/couple/renew")["Location"] == "/couple?renewed"
    answers(bob, question, "sealed after")
    for person in (alice, bob):
        assert person.get("/today").status_code == 200
        opened = [one.entry.answers for one in read(us_space(person.visit())).of(Opened)]
        assert [sorted(one.values()) for one in opened] == [["sealed after", "sealed before"]]
    assert has(bob.get("/shown-to-you"), "shown before")
    alice.post(piece(alice, text="shown before") + "/back")
    assert not has(bob.get("/shown-to-you"), "shown before")


# what ended by itself


def test_what_ended_by_itself_leaves_the_space_of_both_with_the_next_visit_of_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bob kept his key and waits with reading the database until Alice is not looking."""
    alice, bob = paired("Alice", "Bob")
    it_is(monkeypatch, "2026-11-23T12:00+01:00")
    for day, step in ((23, "3"), (24, "1")):
        checked_in(alice, date(2026, 11, day), line=f"line {day}")
        shows(alice, piece(alice, text=f"line {day}"), step=step, lasting="86400" if day == 23 else "0")
    it_is(monkeypatch, "2026-11-24T12:00+01:00")
    again(bob).get("/today")
    assert [one.entry.step for one in read(us_space(bob.visit())).of(Shown)] == [1]
    again(alice).get("/shown")
    assert has(alice.get(piece(alice, text="line 23")), "It was open to Bob for")


# words that were said to be kept


def sent(person: Person) -> list[str]:
    return [one.entry.text for one in read(us_space(person.visit())).of(Message)]


def test_a_message_changed_after_going_back_is_another_message() -> None:
    alice, bob = paired("Alice", "Bob")
    form = forms_on(alice.get("/messages/write"))["/messages/write"]
    for text in ("I am at my mother's", "I am at my mother's", "I am at my mother's until ten"):
        assert alice.post("/messages/write", **{**form, "text": text, "go": "send"})["Location"].endswith("?done=sent")
    assert sent(bob) == ["I am at my mother's", "I am at my mother's until ten"]


def test_a_note_changed_after_going_back_is_another_note() -> None:
    charlie = signed_up("Charlie")
    form = forms_on(charlie.get("/notes/new"))[""]
    for text in ("once", "once", "once more"):
        assert charlie.post("/notes/new", **{**form, "text": text})["Location"] == "/notes?done=kept"
    assert sorted(one.entry.text for one in read(me_space(charlie.visit())).of(Note)) == ["once", "once more"]


def test_a_question_changed_after_going_back_is_another_question() -> None:
    alice, bob = paired("Alice", "Bob")
    id = str(uuid4())
    for text in ("Where to?", "Where to?", "Where to in spring?"):
        assert alice.post("/together/ask", id=id, text=text)["Location"] == "/together?done=asked"
    page = bob.get("/together")
    assert [page.content.decode().count(f">{text}<") for text in ("Where to?", "Where to in spring?")] == [1, 1]


def test_what_was_typed_into_a_note_removed_elsewhere_can_become_another() -> None:
    charlie = signed_up("Charlie")
    charlie.post("/notes/new", **{**forms_on(charlie.get("/notes/new"))[""], "text": "first"})
    where = "/notes/" + str(read(me_space(charlie.visit())).of(Note)[0].id)
    form = forms_on(charlie.get(where))[""]
    charlie.post(f"{where}/remove")
    page = charlie.post(where, **{**form, "text": "first, and more"})
    assert page.status_code == 404
    assert charlie.post("/notes/new", **forms_on(page)["/notes/new"])["Location"] == "/notes?done=kept"
    assert [one.entry.text for one in read(me_space(charlie.visit())).of(Note)] == ["first, and more"]


def test_what_was_typed_into_a_letter_opened_elsewhere_can_become_another() -> None:
    alice, bob = paired("Alice", "Bob")
    form = forms_on(alice.get("/letters/new"))["/letters/new"]
    alice.post("/letters/new", **{**form, "text": "first", "go": "keep"})
    where = f"/letters/{form['id'][0]}"
    alice.post(where, go="open")
    page = alice.post(where, **{**form, "text": "first, and more", "go": "keep"})
    assert page.status_code == 404
    assert alice.post("/letters/new", **forms_on(page)["/letters/new"], go="keep")["Location"] == "/letters?done=kept"
    assert [has(alice.get("/letters"), text) for text in (">first<", ">first, and more<")] == [True, True]
    assert [has(bob.get("/letters"), text) for text in (">first<", ">first, and more<")] == [True, False]


# addresses nobody made


def test_a_number_as_long_as_the_line_is_a_page_like_any_other() -> None:
    assert signed_up("Charlie").get("/mine/days", back="9" * 5000).status_code == 200
