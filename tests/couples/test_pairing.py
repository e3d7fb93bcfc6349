"""Alice and Bob on two phones, from the link to the key."""

import re

import pytest
from django.utils.html import escape

from intertwine.couples.models import Couple, Seat
from intertwine.couples.queries import us_of
from intertwine.vault.identity import Card, Identity
from tests.cast import Person
from tests.couples.pages import (
    answers,
    invites,
    meeting,
    member,
    poll,
    says_same,
    seen,
    signs_in,
    text,
    title,
    words,
)

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


def test_two_phones_find_each_other_through_the_pages() -> None:
    alice, bob = member("Alice"), member("Bob")

    arrival = bob.get(invites(alice))
    assert (arrival.status_code, arrival["Location"]) == (302, "/join")
    assert title(bob.get("/join")) == "Alice invites you."
    assert bob.post("/pairing/compare")["Location"] == "/pairing"

    on_alice, on_bob = alice.get("/pairing"), bob.get("/pairing")
    assert len(words(on_alice)) == 5
    assert words(on_alice) == words(on_bob)

    assert says_same(alice)["Location"] == "/pairing"
    assert title(alice.get("/pairing")) == "You have said yes."
    assert says_same(bob)["Location"] == "/sharing"
    assert alice.get("/pairing")["Location"] == "/sharing"
    assert [name_of_partner(person) for person in (alice, bob)] == ["Bob", "Alice"]


@pytest.mark.parametrize("first", ["Alice", "Bob"])
def test_whoever_says_yes_first_both_hold_the_same_key(first: str) -> None:
    alice, bob = meeting()
    order = [alice, bob] if first == "Alice" else [bob, alice]
    for person in order:
        says_same(person)
    for person in order:
        person.get("/pairing")
    held = [tier_of(person).us for person in (alice, bob)]
    assert held[0] == held[1]
    assert [epoch for epoch, _ in held[0]] == [1]
    assert tier_of(alice).us_space == tier_of(bob).us_space == Couple.objects.get().us_space.bytes


def test_both_find_themselves_and_each_other_in_their_couple() -> None:
    alice, bob = meeting()
    says_same(alice)
    says_same(bob)
    alice.get("/pairing")
    hers, his = us_of(alice.visit()), us_of(bob.visit())
    assert hers is not None
    assert his is not None
    assert (hers.me, hers.partner, hers.my_number) == (his.partner, his.me, 0)
    assert (his.my_number, hers.couple) == (1, his.couple)


def test_a_phone_that_has_no_account_yet_is_led_to_one_and_back() -> None:
    alice, nobody = member("Alice"), Person("Bob")
    nobody.get(invites(alice))
    page = text(nobody.get("/join"))
    assert "/sign-up?next=/join" in page
    assert "/sign-in?next=/join" in page
    assert nobody.post("/pairing/compare")["Location"] == "/sign-in"


def test_the_page_of_an_invitation_says_who_runs_the_server_and_what_they_could_do() -> None:
    alice, bob = member("Alice"), member("Bob")
    bob.get(invites(alice))
    could = "could, by changing its software, see what you do while signed in."
    assert f"Whoever runs this server (here: <b>Heidi</b>) {could}" in text(bob.get("/join"))


def test_a_name_with_markup_in_it_stays_a_name() -> None:
    alice, bob = member("<b>Alice</b>"), member("Bob")
    bob.get(invites(alice))
    assert escape("<b>Alice</b>") + " invites you." in bob.get("/join").content.decode()


def test_the_waiting_page_asks_and_hears_nothing_until_something_changed() -> None:
    alice, bob = member("Alice"), member("Bob")
    where = invites(alice)
    question = poll(alice.get("/pairing"))
    assert alice.get(question).status_code == 204
    answers(bob, where)
    moved = alice.get(question)
    assert (moved.status_code, len(words(moved))) == (200, 5)
    question = poll(moved)
    says_same(alice)
    says_same(bob)
    done = alice.browser.get(question, headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, "/sharing")


def test_nobody_is_told_that_the_other_said_yes_before_they_compared_themselves() -> None:
    alice, bob = meeting()
    before = alice.get("/pairing")
    says_same(bob)
    after = alice.get("/pairing")
    assert visible(text(before)) == visible(text(after))
    assert alice.get(poll(before)).status_code == 204


def test_signing_out_in_the_middle_loses_nothing() -> None:
    alice, bob = meeting()
    shown = words(bob.get("/pairing"))
    bob.post("/sign-out")
    signs_in(bob)
    assert words(bob.get("/pairing")) == shown == words(alice.get("/pairing"))
    says_same(bob)
    bob.post("/sign-out")
    says_same(alice)
    signs_in(bob)
    assert bob.get("/pairing")["Location"] == "/sharing"
    assert tier_of(bob).us == tier_of(alice).us


def test_tapping_twice_changes_nothing() -> None:
    alice, bob = member("Alice"), member("Bob")
    where = invites(alice)
    assert invites(alice) == where
    answers(bob, where)
    bob.get(where)
    assert bob.get("/join")["Location"] == "/pairing"
    assert bob.post("/pairing/compare")["Location"] == "/pairing"
    yes = seen(alice.get("/pairing"))
    for _ in range(2):
        assert alice.post("/pairing/same", seen=yes)["Location"] == "/pairing"
    says_same(bob)
    for person in (alice, bob):
        assert person.post("/pairing/same", seen=yes)["Location"] == "/sharing"
    assert Couple.objects.get().epoch == 1


def test_different_words_end_it_for_both_and_nobody_has_a_key() -> None:
    alice, bob = meeting()
    says_same(alice)
    assert bob.post("/pairing/different")["Location"] == "/pairing"
    for person in (alice, bob):
        assert title(person.get("/pairing")) == "You are not connected."
        assert tier_of(person).us == ()
    assert [bytes(seat.grants) for seat in Seat.objects.all()] == [b"", b""]
    assert alice.post("/pairing/same", seen="00" * 32)["Location"] == "/pairing"


def test_after_different_words_the_two_may_try_again() -> None:
    alice, bob = meeting()
    alice.post("/pairing/different")
    answers(bob, invites(alice))
    says_same(alice)
    says_same(bob)
    assert name_of_partner(bob) == "Alice"
    assert Couple.objects.count() == 1


def test_a_yes_after_both_said_yes_stays_and_so_does_a_late_no() -> None:
    alice, bob = meeting()
    says_same(alice)
    says_same(bob)
    alice.post("/pairing/different")
    alice.post("/pairing/withdraw")
    assert name_of_partner(alice) == "Bob"


def test_a_yes_counts_for_the_words_that_were_shown_and_for_no_others() -> None:
    """Someone who saw the link and can edit rows swaps Bob's card between the words and the yes."""
    from intertwine.couples.access import look_up
    from intertwine.couples.entries import Introduction
    from intertwine.couples.proofs import meet, seal_introduction

    alice, _ = meeting()
    yes, tier = seen(alice.get("/pairing")), tier_of(alice)
    standing = look_up(Seat.objects.get(number=0).member_id)
    card = Identity.new().card.to_bytes()
    token = meet(tier, standing).token
    swapped = seal_introduction(standing.partner, token, Introduction("Bob", card))
    Seat.objects.filter(number=1).update(introduction=swapped)
    standing.partner.member.card = card
    standing.partner.member.save()

    assert alice.post("/pairing/same", seen=yes).status_code == 409
    assert [bytes(seat.statement) for seat in Seat.objects.all()] == [b"", b""]


def test_each_has_signed_for_the_card_of_the_other() -> None:
    from intertwine.couples.access import look_up
    from intertwine.couples.proofs import pledged

    alice, bob = meeting()
    says_same(alice)
    says_same(bob)
    standing = look_up(Seat.objects.get(number=0).member_id)
    cards = [Identity.from_bytes(tier_of(person).identity).card for person in (alice, bob)]
    assert pledged(standing.mine, by=cards[0]) == cards[1] == Card.from_bytes(bytes(standing.partner.member.card))
    assert pledged(standing.partner, by=cards[1]) == cards[0]


def test_when_two_are_paired_the_invitations_secret_is_gone_and_names_open_only_with_their_key() -> None:
    alice, bob = meeting()
    before = [bytes(seat.introduction) for seat in Seat.objects.order_by("number")]
    says_same(bob)
    says_same(alice)
    after = list(Seat.objects.order_by("number"))
    assert [bytes(seat.invitation_key) for seat in after] == [b"", b""]
    assert {len(bytes(seat.introduction)) for seat in after} != {len(blob) for blob in before}
    assert [b"Alice" in bytes(seat.introduction) or b"Bob" in bytes(seat.introduction) for seat in after] == [
        False,
        False,
    ]


def test_a_closed_private_space_can_say_no_but_not_yes() -> None:
    alice, _ = meeting()
    yes = seen(alice.get("/pairing"))
    alice.close_private()
    page = text(alice.get("/pairing"))
    assert 'name="seen"' not in page
    assert "/open?next=/pairing" in page
    assert alice.post("/pairing/same", seen=yes).status_code == 401
    alice.post("/pairing/different")
    assert title(alice.get("/pairing")) == "You are not connected."


def test_no_name_and_no_secret_stands_in_a_title_or_an_address() -> None:
    alice, bob = meeting()
    for person in (alice, bob):
        page = text(person.get("/pairing"))
        assert page.partition("<title>")[2].partition("</title>")[0] == "Intertwine"
        assert {name for name in ("Alice", "Bob") if name in poll(person.get("/pairing"))} == set()


def tier_of(person: Person):  # type: ignore[no-untyped-def]  # a tier, or the test fails right here
    tier = person.visit().identity
    assert tier is not None
    return tier


def name_of_partner(person: Person) -> str:
    person.get("/couple")
    us = us_of(person.visit())
    assert us is not None
    return us.partner_name


def visible(page: str) -> str:
    """Without the token against forged forms, which is another one each time."""
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", page)
