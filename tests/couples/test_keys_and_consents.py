"""Two who are paired: their keys, their names, and what each lets happen with their ratings."""

from uuid import UUID

import pytest
from babel.dates import format_date
from django.db import connections
from django.test.utils import CaptureQueriesContext

from intertwine.couples.actions import choose, turn_us_key
from intertwine.couples.entries import Chosen
from intertwine.couples.errors import NotPaired
from intertwine.couples.models import Couple, Seat
from intertwine.couples.proofs import identity_of, pool_key, seal_choices, sign_choices
from intertwine.couples.queries import Choices, choices_of, have_chosen, us_key, us_of
from intertwine.couples.settling import standing_of, tier_of
from intertwine.journal.spaces import us_space
from intertwine.members.days import today
from intertwine.members.errors import KeysChanged
from intertwine.members.models import Member
from intertwine.vault.records import Context, open_record, seal
from tests.cast import Person
from tests.couples.pages import comes_back, couple, meeting, member, says_same, signs_in, text, title, words

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

ALL = Choices(feeds=True, draws=True, weather=True)
NONE = Choices()


def chosen(person: Person) -> dict[str, Choices]:
    visit = person.visit()
    us = us_of(visit)
    assert us is not None
    return {"mine": choices_of(visit)[us.me], "partner's": choices_of(visit)[us.partner]}


def chooses(person: Person, choices: Choices) -> None:
    visit = person.visit()
    choose(visit, choices)
    person.save(visit)


# consents


def test_nothing_is_shared_before_somebody_says_so() -> None:
    for person in couple():
        assert chosen(person) == {"mine": NONE, "partner's": NONE}
        assert have_chosen(person.visit()) is False


@pytest.mark.parametrize("choices", [Choices(feeds=True), Choices(draws=True), Choices(weather=True), ALL])
def test_each_chooses_for_themself_and_both_read_it(choices: Choices) -> None:
    alice, bob = couple()
    chooses(alice, choices)
    assert chosen(alice) == {"mine": choices, "partner's": NONE}
    assert chosen(bob) == {"mine": NONE, "partner's": choices}
    assert [have_chosen(person.visit()) for person in (alice, bob)] == [True, False]


def test_a_consent_is_taken_back_as_easily() -> None:
    alice, bob = couple()
    chooses(alice, ALL)
    chooses(alice, NONE)
    assert chosen(bob) == {"mine": NONE, "partner's": NONE}


def test_both_may_choose_one_after_the_other() -> None:
    alice, bob = couple()
    chooses(alice, Choices(feeds=True))
    chooses(bob, Choices(draws=True))
    chooses(alice, Choices(weather=True))
    assert chosen(bob) == {"mine": Choices(draws=True), "partner's": Choices(weather=True)}


@pytest.mark.parametrize("signed", [True, False])
def test_nobody_consents_for_the_other(signed: bool) -> None:
    """Alice holds the key Bob's choices are sealed with; with the rows and the server's secret she could write them."""
    alice, bob = couple()
    visit = alice.visit()
    his = standing_of(visit).other  # type: ignore[union-attr]  # a couple
    forged = (
        sign_choices(his, identity_of(tier_of(visit)), ALL) if signed else Chosen(feeds=True, draws=True, weather=True)
    )
    Seat.objects.filter(number=his.number).update(choices=seal_choices(his, us_key(visit), forged))
    for person in (alice, bob):
        with pytest.raises(KeysChanged):
            choices_of(person.visit())


def test_choices_show_nothing_in_the_rows() -> None:
    alice, _ = couple()
    sizes = {len(bytes(seat.choices)) for seat in Seat.objects.all()}
    chooses(alice, ALL)
    assert {len(bytes(seat.choices)) for seat in Seat.objects.all()} == sizes


def test_the_us_key_alone_does_not_open_choices() -> None:
    """They belong to the pool, which asks for the server's own secret too."""
    from intertwine.vault.errors import Unopenable
    from intertwine.vault.records import Ring

    visit = couple()[0].visit()
    mine = standing_of(visit).mine  # type: ignore[union-attr]  # a couple
    key_id = bytes(mine.choices)[2:10]
    with pytest.raises(Unopenable):
        Ring.of(us_key(visit)).key(key_id)
    assert Ring.of(pool_key(us_key(visit))).key(key_id) == pool_key(us_key(visit))


def test_nobody_alone_chooses_or_renews() -> None:
    visit = member("Charlie").visit()
    assert (us_of(visit), choices_of(visit)) == (None, {})
    with pytest.raises(NotPaired):
        choose(visit, ALL)
    with pytest.raises(NotPaired):
        turn_us_key(visit)


def test_two_in_front_of_their_words_are_not_us_yet() -> None:
    alice, bob = meeting()
    says_same(alice)
    assert [us_of(person.visit()) for person in (alice, bob)] == [None, None]


# keys


def test_renewed_keys_lock_what_comes_and_open_what_was() -> None:
    alice, bob = couple()
    place = Context(space=us_space(alice.visit()).id.bytes, audience="us", entry=bytes(16), revision=1)
    old = seal(us_space(alice.visit()).write_with, place, b"before")
    chooses(bob, Choices(feeds=True))

    assert alice.post("/couple/renew")["Location"] == "/couple?renewed"
    new = seal(us_space(alice.visit()).write_with, place, b"after")

    assert title(bob.get("/couple")) == "You two"
    ring = us_space(bob.visit()).read_with
    assert ring is not None
    assert [open_record(ring, place, blob) for blob in (old, new)] == [b"before", b"after"]
    assert [epoch for epoch, _ in tier_of(bob.visit()).us] == [1, 2]
    assert tier_of(bob.visit()).us == tier_of(alice.visit()).us
    assert old[2:10] != new[2:10]
    assert chosen(alice) == {"mine": NONE, "partner's": Choices(feeds=True)}


def test_either_renews_and_a_new_sign_in_holds_every_key() -> None:
    alice, bob = couple()
    alice.post("/couple/renew")
    bob.post("/couple/renew")
    alice.post("/sign-out")
    signs_in(alice)
    alice.get("/couple")
    assert [epoch for epoch, _ in tier_of(alice.visit()).us] == [1, 2, 3]
    assert tier_of(alice.visit()).us == tier_of(bob.visit()).us


def test_a_visit_that_renews_goes_on_with_the_new_key_at_once() -> None:
    alice, _ = couple()
    visit = alice.visit()
    turn_us_key(visit)
    assert [epoch for epoch, _ in tier_of(visit).us] == [1, 2]
    assert us_of(visit) == us_of(alice.visit())


def test_renewing_asks_for_the_private_space() -> None:
    alice, _ = couple()
    alice.close_private()
    assert alice.post("/couple/renew")["Location"] == "/open"
    comes_back(alice)
    assert alice.post("/couple/renew")["Location"] == "/couple?renewed"


# the page of the two


def test_the_page_of_the_two_names_the_partner_and_the_day() -> None:
    alice, _ = couple()
    day = format_date(today(alice.visit()), "long", locale="en")
    assert f"You and Bob have been connected here since {day}." in text(alice.get("/couple"))


def test_the_words_stay_the_same_for_as_long_as_they_are_two() -> None:
    alice, bob = meeting()
    compared = words(alice.get("/pairing"))
    says_same(alice)
    says_same(bob)
    alice.post("/couple/renew")
    assert words(alice.get("/couple/words")) == words(bob.get("/couple/words")) == compared


# what a page costs


def test_a_page_of_two_asks_the_database_once_about_them() -> None:
    alice, bob = couple()
    for _ in range(2):
        alice.post("/couple/renew")
    for person in (alice, bob):
        person.get("/couple")
        with CaptureQueriesContext(connections["default"]) as asked:
            assert person.get("/couple").status_code == 200
        assert len(asked) == 2  # where they stand, and whether a sealed answer waits for this one's key


@pytest.mark.parametrize(("stage", "queries"), [("alone", 2), ("waiting", 1), ("meeting", 1)])
def test_a_page_before_that_asks_once_as_well_and_of_someone_alone_where_they_live(stage: str, queries: int) -> None:
    person = meeting()[0] if stage == "meeting" else member("Dana")
    if stage == "waiting":
        person.post("/pairing/invite")
    person.get("/pairing")
    with CaptureQueriesContext(connections["default"]) as asked:
        assert person.get("/pairing").status_code == 200
    assert len(asked) == queries


def test_nobody_signed_in_costs_nothing() -> None:
    with CaptureQueriesContext(connections["default"]) as asked:
        assert Person("Charlie").get("/host").status_code == 200
    assert len(asked) == 0


def test_a_visit_that_knows_everything_is_not_written_again() -> None:
    from intertwine.web.sessions.models import Session

    alice, _ = couple()
    alice.get("/couple")
    before = [(bytes(row.id), bytes(row.blob)) for row in Session.objects.order_by("id")]
    alice.get("/couple")
    assert [(bytes(row.id), bytes(row.blob)) for row in Session.objects.order_by("id")] == before


# when one of them goes


@pytest.mark.parametrize("gone", ["couple", "partner"])
def test_when_the_couple_is_gone_the_keys_go_too(gone: str) -> None:
    alice, bob = couple()
    if gone == "couple":
        Couple.objects.all().delete()
    else:
        Member.objects.filter(id=UUID(bytes=tier_of(bob.visit()).member)).delete()
    assert alice.get("/couple")["Location"] == {"couple": "/pairing?next=%2Fcouple", "partner": "/pairing"}[gone]
    tier = tier_of(alice.visit())
    assert (tier.us, tier.couple, tier.us_space, tier.pool_space, tier.partner_name) == ((), b"", b"", b"", "")
    page = {"couple": "Invite your partner", "partner": "The space you shared is closed."}[gone]
    assert title(alice.get("/pairing")) == page


def test_after_that_one_may_begin_with_somebody_else() -> None:
    from tests.couples.pages import answers, invites

    alice, bob = couple()
    Member.objects.filter(id=UUID(bytes=tier_of(bob.visit()).member)).delete()
    eli = member("Eli")
    answers(eli, invites(alice))
    says_same(alice)
    says_same(eli)
    us = us_of(eli.visit())
    assert us is not None
    assert us.partner_name == "Alice"
    assert Couple.objects.count() == 1
