"""Somebody edits the database. Whatever decides who gets a key is refused, and shown.

An edited column is given the value that stands, soundly, in the other seat or in another couple's rows, or one that
takes the row back or ahead. It is Bob's seat that is edited; Alice and Bob look.
"""

from collections.abc import Callable
from uuid import UUID

import msgspec
import pytest

from intertwine.couples.actions import turn_us_key
from intertwine.couples.models import Couple, Invitation, Seat
from intertwine.couples.queries import us_key, us_of
from intertwine.members.models import Member
from intertwine.vault.grants import grant_key
from intertwine.vault.identity import Identity
from intertwine.vault.secrets import Key
from tests.cast import Person
from tests.couples.pages import answers, couple, invites, meeting, member, says_same, seen, signs_in, title

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

COLUMNS = ("statement", "grants", "introduction", "choices")
SHOWN = (409, "The keys here are not the ones you know.")


def id_of(person: Person) -> UUID:
    identity = person.visit().identity
    assert identity is not None
    return UUID(bytes=identity.member)


def seat_of(person: Person) -> Seat:
    return Seat.objects.select_related("couple").get(member_id=id_of(person))


def edit_seat(person: Person, **columns: object) -> None:
    assert Seat.objects.filter(member_id=id_of(person)).update(**columns) == 1


def edit_couple(person: Person, **columns: object) -> None:
    assert Couple.objects.filter(id=seat_of(person).couple_id).update(**columns) == 1


def seen_by(person: Person, where: str = "/couple") -> tuple[int, str]:
    answer = person.get(where)
    return answer.status_code, title(answer)


def given(column: str, *, by: int) -> Callable[[list[Person]], None]:
    """The column of Alice's (0), Dana's (2) or Eli's (3) seat, in Bob's."""
    return lambda cast: edit_seat(cast[1], **{column: getattr(seat_of(cast[by]), column)})


def danas(column: str) -> Callable[[list[Person]], None]:
    return lambda cast: edit_couple(cast[1], **{column: getattr(seat_of(cast[2]).couple, column)})


def another_card(cast: list[Person]) -> None:
    Member.objects.filter(id=id_of(cast[1])).update(card=Identity.new().card.to_bytes())


def places_changed(cast: list[Person]) -> None:
    alice, bob = cast[:2]
    for person, number in ((alice, 2), (bob, 0), (alice, 1)):
        edit_seat(person, number=number)


def unpaired(cast: list[Person]) -> None:
    edit_couple(cast[1], refused=True)
    edit_seat(cast[1], statement=b"")


def strangers_key(cast: list[Person], *, epoch: int, before: tuple[bytes, ...] = ()) -> None:
    """Charlie gives Bob a key, with everything right except who signed."""
    bob = seat_of(cast[1])
    identity = cast[1].visit().identity
    assert identity is not None
    card = Identity.from_bytes(identity.identity).card
    grant = grant_key(signer=Identity.new(), recipient=card, couple=bob.couple_id.bytes, epoch=epoch, key=Key.new())
    edit_seat(cast[1], grants=msgspec.msgpack.encode([*before, grant.to_bytes()]))
    edit_couple(cast[1], epoch=epoch)


def one_more_key(cast: list[Person]) -> None:
    strangers_key(cast, epoch=2, before=tuple(msgspec.msgpack.decode(bytes(seat_of(cast[1]).grants))))


EDITS: dict[str, Callable[[list[Person]], None]] = {
    "another card in the member's row": another_card,
    "the seats change places": places_changed,
    "another us space": danas("us_space"),
    "another pool space": danas("pool_space"),
    "a later epoch": lambda cast: edit_couple(cast[1], epoch=2),
    "no epoch": lambda cast: edit_couple(cast[1], epoch=0),
    "another revision": lambda cast: edit_seat(cast[1], revision=7),
    "a revision below all": lambda cast: edit_seat(cast[1], revision=-1),
    "strangers again": unpaired,
    "a stranger's key": lambda cast: strangers_key(cast, epoch=1),
    "a stranger's key on top": one_more_key,
    **{f"Alice's {column}": given(column, by=0) for column in COLUMNS},
    **{f"Dana's {column}": given(column, by=2) for column in COLUMNS},
    **{f"Eli's {column}": given(column, by=3) for column in COLUMNS},
    **{f"no {column}": lambda cast, column=column: edit_seat(cast[1], **{column: b""}) for column in COLUMNS},
    **{
        f"nonsense for {column}": lambda cast, column=column: edit_seat(cast[1], **{column: b"\x93x"})
        for column in COLUMNS
    },
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_row_is_refused_and_shown_to_both(edit: Callable[[list[Person]], None]) -> None:
    cast = [*couple(), *couple("Dana", "Eli")]
    edit(cast)
    assert [seen_by(person) for person in cast[:2]] == [SHOWN, SHOWN]
    cast[0].post("/sign-out")
    signs_in(cast[0])
    assert seen_by(cast[0]) == SHOWN


@pytest.mark.parametrize("column", [*COLUMNS, "revision", "number", "member_id", "invitation_key"])
def test_writing_back_what_stood_there_is_fine(column: str) -> None:
    """The control: what is refused is the other value, not the writing."""
    alice, bob = couple()
    edit_seat(bob, **{column: getattr(seat_of(bob), column)})
    edit_couple(bob, us_space=seat_of(bob).couple.us_space, epoch=1, refused=False)
    assert [seen_by(alice), seen_by(bob)] == [(200, "You two")] * 2


def test_a_seat_given_to_somebody_else_gives_them_nothing() -> None:
    alice, bob = couple()
    charlie = member("Charlie")
    edit_seat(bob, member_id=id_of(charlie))
    assert [seen_by(alice), seen_by(charlie)] == [SHOWN, SHOWN]
    assert bob.get("/couple")["Location"] == "/pairing?next=%2Fcouple"
    assert [us_of(bob.visit()), charlie.visit().identity.us] == [None, ()]  # type: ignore[union-attr]  # both are signed in


def test_a_key_once_held_is_not_taken_back() -> None:
    """Rows from before the keys were renewed, every one of them sound in its time."""
    alice, bob = couple()
    before = {person.name: {column: getattr(seat_of(person), column) for column in COLUMNS} for person in (alice, bob)}
    alice.post("/couple/renew")
    assert seen_by(bob) == (200, "You two")
    for person in (alice, bob):
        edit_seat(person, **before[person.name])
    edit_couple(alice, epoch=1)
    assert [seen_by(alice), seen_by(bob)] == [SHOWN, SHOWN]


def test_help_and_the_way_out_stay_open() -> None:
    alice, bob = couple()
    another_card([alice, bob])
    assert seen_by(alice) == SHOWN
    assert [alice.get(where).status_code for where in ("/help", "/host", "/code")] == [200, 200, 302]
    assert alice.post("/sign-out")["Location"] == "/"


def test_when_the_rows_are_put_right_all_is_as_before() -> None:
    alice, bob = couple()
    right = bytes(seat_of(bob).statement)
    edit_seat(bob, statement=seat_of(alice).statement)
    assert seen_by(alice) == SHOWN
    edit_seat(bob, statement=right)
    assert [seen_by(alice), seen_by(bob)] == [(200, "You two")] * 2


def test_renewing_gives_no_key_to_an_edited_row() -> None:
    alice, bob = couple()
    visit = alice.visit()
    key = us_key(visit) if us_of(visit) else None
    another_card([alice, bob])
    assert alice.post("/couple/renew").status_code == 409
    assert Couple.objects.get().epoch == 1
    assert key == us_key(alice.visit())


# before both have said yes

BEFORE: dict[str, Callable[[list[Person]], None]] = {
    "another card in the member's row": another_card,
    "the seats change places": places_changed,
    "another us space": danas("us_space"),
    "another pool space": danas("pool_space"),
    "Alice's introduction": given("introduction", by=0),
    "Dana's introduction": given("introduction", by=2),
    "Eli's introduction": given("introduction", by=3),
    "no introduction": lambda cast: edit_seat(cast[1], introduction=b""),
}


@pytest.mark.parametrize("edit", BEFORE.values(), ids=BEFORE)
def test_nobody_signs_for_an_edited_row(edit: Callable[[list[Person]], None]) -> None:
    cast = [*meeting(), *meeting("Dana", "Eli")]
    alice, bob = cast[:2]
    yes = seen(alice.get("/pairing"))
    edit(cast)
    assert [seen_by(person, "/pairing") for person in (alice, bob)] == [SHOWN, SHOWN]
    assert [person.post("/pairing/same", seen=yes).status_code for person in (alice, bob)] == [409, 409]
    assert [bytes(seat.statement) + bytes(seat.grants) for seat in Seat.objects.all()] == [b""] * 4


def test_a_seat_given_away_before_the_words_is_refused() -> None:
    alice, bob = meeting()
    charlie = member("Charlie")
    edit_seat(bob, member_id=id_of(charlie))
    assert [seen_by(alice, "/pairing"), seen_by(charlie, "/pairing")] == [SHOWN, SHOWN]


def test_somebody_elses_secret_of_the_invitation_is_refused() -> None:
    _, bob = meeting()
    _, eli = meeting("Dana", "Eli")
    edit_seat(bob, invitation_key=seat_of(eli).invitation_key)
    assert seen_by(bob, "/pairing") == SHOWN


@pytest.mark.parametrize("whose", ["Alice's", "Eli's", "nonsense"])
def test_a_yes_that_is_not_to_me_counts_for_nothing(whose: str) -> None:
    alice, bob = meeting()
    dana, eli = meeting("Dana", "Eli")
    says_same(bob)
    says_same(eli)
    says_same(dana)
    yes = seen_before = seen(alice.get("/pairing"))
    forged = {"Alice's": seat_of(dana).statement, "Eli's": seat_of(eli).statement, "nonsense": b"\x93x"}[whose]
    edit_seat(bob, statement=forged)
    assert alice.post("/pairing/same", seen=yes).status_code == 409
    assert [bytes(seat_of(alice).statement), bytes(seat_of(alice).grants)] == [b"", b""]
    assert seen_by(bob, "/pairing") == SHOWN
    assert seen_before == yes


@pytest.mark.parametrize("epoch", [1, 2])
def test_the_second_yes_takes_no_key_from_a_stranger(epoch: int) -> None:
    alice, bob = meeting()
    says_same(alice)
    yes = seen(bob.get("/pairing"))
    strangers_key([alice, bob], epoch=epoch)
    assert bob.post("/pairing/same", seen=yes).status_code == 409
    assert bytes(seat_of(bob).statement) == b""


@pytest.mark.parametrize("change", ["couple", "expires"])
def test_an_invitation_that_was_edited_is_refused(change: str) -> None:
    alice, dana, bob = member("Alice"), member("Dana"), member("Bob")
    where = invites(alice)
    row, other = Invitation.objects.get(), seat_of(alice).couple_id
    if change == "couple":
        invites(dana)
        Invitation.objects.exclude(id=row.id).delete()
        other = seat_of(dana).couple_id
    Invitation.objects.filter(id=row.id).update(couple_id=other, expires=row.expires + (change == "expires"))
    bob.get(where)
    assert seen_by(bob, "/join") == SHOWN
    assert answers(bob, where).status_code == 409
    assert Seat.objects.filter(number=1).count() == 0


def test_an_invitation_written_back_as_it_was_works() -> None:
    alice, bob = member("Alice"), member("Bob")
    where = invites(alice)
    row = Invitation.objects.get()
    Invitation.objects.filter(id=row.id).update(couple_id=row.couple_id, expires=row.expires)
    assert answers(bob, where)["Location"] == "/pairing"


def test_edits_are_seen_by_verbs_that_never_saw_a_page() -> None:
    from intertwine.members.errors import KeysChanged

    alice, bob = couple()
    another_card([alice, bob])
    with pytest.raises(KeysChanged):
        turn_us_key(alice.visit())
