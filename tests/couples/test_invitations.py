"""One link, one day, one person; and a plain sentence for everybody else."""

import pytest
from django.conf import settings

from intertwine.couples.actions import INVITATION_LASTS, tidy_invitations
from intertwine.couples.models import Couple, Invitation, Seat
from intertwine.vault.tokens import Token
from intertwine.web.sessions import clock
from tests.cast import Person
from tests.couples.pages import (
    answers,
    comes_back,
    invites,
    link,
    meeting,
    member,
    poll,
    says_same,
    text,
    title,
    words,
)

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

DEAD = "This invitation does not work. It may be older than a day, or something is missing from the link."
USED = "This invitation was used already. It works for one person, once."
OWN = "This is your own invitation. It is for your partner, on their phone."
PAIRED = "You have a partner here already, so you cannot answer another invitation."
BUSY = "You are comparing words with someone just now. Finish that first, or stop it."


def told(person: Person, where: str) -> tuple[int, list[str]]:
    person.get(where)
    answer = person.get("/join")
    return answer.status_code, [sentence for sentence in (DEAD, USED, OWN, PAIRED, BUSY) if sentence in text(answer)]


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    then = clock.now()
    monkeypatch.setattr(clock, "now", lambda: then + seconds)


def test_charlie_comes_second_and_is_told_that_it_was_used() -> None:
    alice, bob, charlie = member("Alice"), member("Bob"), member("Charlie")
    where = invites(alice)
    answers(bob, where)
    assert told(charlie, where) == (409, [USED])
    assert charlie.post("/pairing/compare").status_code == 409
    says_same(alice)
    says_same(bob)
    assert told(charlie, where) == (409, [USED])
    assert title(charlie.get("/pairing")) == "Invite your partner"


def test_charlie_comes_first_and_the_words_tell() -> None:
    alice, bob, charlie = member("Alice"), member("Bob"), member("Charlie")
    where = invites(alice)
    answers(charlie, where)
    assert told(bob, where) == (409, [USED])
    alice.post("/pairing/different")
    answers(bob, invites(alice))
    assert words(alice.get("/pairing")) == words(bob.get("/pairing"))


@pytest.mark.parametrize(
    "spoilt",
    ["/join/nonsense", "/join/" + Token.short().text, "/join/" + Token.new().text],
    ids=["nonsense", "unknown", "another length"],  # the same in every process that collects them
)
def test_a_misspelt_and_an_unknown_link_get_the_same_answer(spoilt: str) -> None:
    assert told(member("Bob"), spoilt) == told(Person("Nobody"), spoilt) == (410, [DEAD])


def test_a_link_without_its_visitor_having_one_gets_it_too() -> None:
    assert member("Bob").get("/join").status_code == 410


def test_an_invitation_lives_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = member("Alice"), member("Bob")
    where = invites(alice)
    later(monkeypatch, INVITATION_LASTS - 60)
    assert told(bob, where) == (200, [])
    monkeypatch.undo()
    later(monkeypatch, INVITATION_LASTS)
    comes_back(bob)
    assert told(bob, where) == (410, [DEAD])
    assert bob.post("/pairing/compare").status_code == 410


def test_the_inviter_sees_that_it_ran_out_and_makes_another(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = member("Alice"), member("Bob")
    old = invites(alice)
    question = poll(alice.get("/pairing"))
    later(monkeypatch, INVITATION_LASTS)
    assert title(alice.get(question)) == "Your invitation has run out"
    comes_back(alice)
    new = invites(alice)
    assert new != old
    assert told(bob, new) == (200, [])


def test_a_withdrawn_invitation_is_as_unknown_as_any() -> None:
    alice, bob = member("Alice"), member("Bob")
    where = invites(alice)
    assert alice.post("/pairing/withdraw")["Location"] == "/pairing"
    assert told(bob, where) == (410, [DEAD])
    assert (Couple.objects.count(), Seat.objects.count(), Invitation.objects.count()) == (0, 0, 0)


def test_either_may_stop_before_both_have_said_yes() -> None:
    alice, bob = meeting()
    says_same(alice)
    bob.post("/pairing/withdraw")
    assert [title(person.get("/pairing")) for person in (alice, bob)] == ["Invite your partner"] * 2


def test_nobody_answers_their_own_invitation() -> None:
    alice = member("Alice")
    where = invites(alice)
    assert told(alice, where) == (409, [OWN])
    assert alice.post("/pairing/compare").status_code == 409


def test_someone_who_has_a_partner_cannot_answer_another() -> None:
    alice, bob = meeting()
    says_same(alice)
    says_same(bob)
    where = invites(member("Dana"))
    assert told(bob, where) == (409, [PAIRED])
    assert bob.post("/pairing/compare").status_code == 409
    assert bob.post("/pairing/invite")["Location"] == "/pairing"
    assert Couple.objects.count() == 2


def test_someone_in_front_of_words_cannot_answer_another() -> None:
    _, bob = meeting()
    assert told(bob, invites(member("Dana"))) == (409, [BUSY])
    assert bob.post("/pairing/compare").status_code == 409


def test_two_who_invited_each_other_meet_over_either_link() -> None:
    alice, bob = member("Alice"), member("Bob")
    where = invites(alice)
    invites(bob)
    answers(bob, where)
    assert words(alice.get("/pairing")) == words(bob.get("/pairing"))
    assert Couple.objects.count() == 1


def test_the_link_is_shown_again_to_the_inviter_and_to_nobody_who_holds_the_rows() -> None:
    alice = member("Alice")
    where = invites(alice)
    assert link(alice.get("/pairing")) == where
    token, seat = Token.from_text(where.removeprefix("/join/")), Seat.objects.get()
    rows = b"".join(map(bytes, (seat.invitation_key, seat.introduction, Invitation.objects.get().id)))
    assert [secret in rows for secret in (token.reveal(), token.text.encode(), b"Alice")] == [False] * 3


def test_looking_at_a_link_uses_nothing_up_and_leaves_the_address() -> None:
    alice, bob = member("Alice"), Person("Bob")
    where = invites(alice)
    for _ in range(2):
        answer = bob.get(where)
        cookie = answer.cookies["invitation"]
        assert (answer["Location"], cookie["httponly"], cookie["samesite"]) == ("/join", True, "Lax")
    assert Seat.objects.count() == 1


def test_the_secret_leaves_the_phone_that_answered() -> None:
    alice, bob = member("Alice"), member("Bob")
    assert answers(bob, invites(alice)).cookies["invitation"].value == ""


def test_tidying_takes_what_ran_out_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = meeting()
    says_same(alice)
    says_same(bob)
    meeting("Dana", "Eli")
    invites(member("Grace"))
    assert tidy_invitations() == 0
    later(monkeypatch, INVITATION_LASTS)
    assert tidy_invitations() == 3
    assert (Invitation.objects.count(), Couple.objects.count(), Seat.objects.count()) == (0, 2, 4)


def test_a_link_that_no_phone_could_follow_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["localhost", "us.example.org"])
    alice = member("Alice")
    invites(alice)
    asked = [("localhost", False), ("us.example.org", True)]
    pages = [text(alice.browser.get("/pairing", SERVER_NAME=name, secure=secure)) for name, secure in asked]
    assert ["This link is good on this very machine" in page for page in pages] == [True, False]
    assert [f"//{name}/join/" in page for page, (name, _) in zip(pages, asked, strict=True)] == [True, True]
