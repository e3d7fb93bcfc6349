""" "Not yours" and "not there" are one answer, to the byte: an answer that differs is a way of asking who is here."""

import re
import uuid
from datetime import date
from uuid import UUID

import pytest
from django.http import HttpResponse

from intertwine.couples.models import Invitation
from intertwine.journal.actions import remove, replace
from intertwine.journal.errors import Gone
from intertwine.journal.models import Entry
from intertwine.journal.queries import read, read_one
from intertwine.journal.spaces import Space, me_space, pool_space, us_space
from intertwine.members.days import today
from intertwine.mind import actions
from intertwine.mind.entries import CheckIn, Reading, Weather
from intertwine.vault.tokens import Token
from tests.cast import Browser, Person, paired, signed_up
from tests.couples.pages import invites

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

CSRF = re.compile(rb'[A-Za-z0-9]{64}(?=["\'}])')
ONE_TIME = re.compile(rb"(?<=name=\"id\" value=\")[0-9a-f-]{36}")


def whole(answer: HttpResponse) -> tuple[int, dict[str, str], bytes]:
    """All of an answer but what is new in each page anyway."""
    return answer.status_code, dict(answer.headers), ONE_TIME.sub(b"", CSRF.sub(b"", answer.content))


def bearer(token: str) -> Browser:
    browser = Browser()
    browser.get(f"/join/{token}")
    return browser


def test_an_invitation_that_ran_out_is_like_one_that_never_was() -> None:
    alice = signed_up("Alice")
    good = invites(alice).removeprefix("/join/")
    assert bearer(good).get("/join").status_code == 200  # the control
    Invitation.objects.update(expires=1)
    asked = [good, Token.short().text, "A" * 22, "A" * 43, Token.new().text, "x", "é" * 20]
    assert len({str(whole(bearer(token).get("/join"))) for token in asked}) == 1


def test_the_link_itself_tells_nothing_about_its_secret() -> None:
    alice = signed_up("Alice")
    for token in (invites(alice).removeprefix("/join/"), Token.short().text, "nonsense"):
        answer = Browser().get(f"/join/{token}")
        assert (answer.status_code, answer["Location"], answer.content) == (302, "/join", b"")


@pytest.mark.parametrize(
    ("where", "typed"),
    [
        ("/sign-in", {"name": "Alice", "password": "not her password"}),
        ("/sign-in/code", {"name": "Alice", "code": "AAAA-BBBB", "password": "another quiet river"}),
        ("/sign-in/code", {"name": "Alice", "code": "0" * 32, "password": "another quiet river"}),
    ],
)
def test_a_name_that_is_here_is_answered_like_one_that_is_not(where: str, typed: dict[str, str]) -> None:
    before = whole(Browser().post(where, typed))
    signed_up("Alice")
    assert whole(Browser().post(where, typed)) == before
    assert before[0] == 422


def spaces(person: Person) -> list[Space]:
    visit = person.visit()
    return [me_space(visit), us_space(visit), pool_space(visit)]


def checks_in(person: Person) -> None:
    visit = person.visit()
    entry = CheckIn(today(visit), {"valence": 3, "arousal": 4}, line=f"{person.name}'s")
    actions.check_in(visit, entry=entry, id=uuid.uuid4())


def sharing_couple(one: str, two: str) -> tuple[Person, Person]:
    both = paired(one, two)
    for person in both:
        person.post("/sharing", feeds="yes", draws="yes", weather="yes")
        checks_in(person)
    return both


def test_no_door_opens_with_the_id_of_anothers_entry() -> None:
    people = [*sharing_couple("Alice", "Bob"), *sharing_couple("Dana", "Eli")]
    owned = {row.id: row.space for row in Entry.objects.all()}
    assert len(owned) == 3 * len(people)
    nowhere = uuid.uuid4()
    for space in [space for person in people for space in spaces(person)]:
        for id, where in [*owned.items(), (nowhere, None)]:
            if where != space.id:
                assert refusals(space, id) == ["Gone"] * 5, (space.audience, where)
        mine = [id for id, where in owned.items() if where == space.id]
        assert {stored.id for stored in read(space).entries} == set(mine)  # the control
    assert {row.id: row.space for row in Entry.objects.all()} == owned


def refusals(space: Space, id: UUID) -> list[str]:
    entry = {"me": CheckIn(date(2026, 11, 1)), "us": Weather(date(2026, 11, 1), 1, 1, 1)}
    written = entry.get(space.audience.value, Reading(date(2026, 11, 1)))
    told = []
    for attempt in (
        lambda: read_one(space, CheckIn, id=id),
        lambda: read_one(space, Weather, id=id),
        lambda: read_one(space, Reading, id=id),
        lambda: replace(space, written, id=id, revision=1),
        lambda: remove(space, id=id),
    ):
        try:
            attempt()
            told.append("opened")
        except Gone as gone:
            told.append(type(gone).__name__)
    return told


def test_a_check_in_that_names_the_partners_entry_is_like_one_that_names_none() -> None:
    alice, bob = sharing_couple("Alice", "Bob")
    dana, _ = sharing_couple("Dana", "Eli")
    theirs = [Entry.objects.filter(space=me_space(person.visit()).id).get() for person in (bob, dana)]
    named = [*(f"{row.id.hex}.{row.revision}" for row in theirs), f"{uuid.uuid4().hex}.1"]
    carried = {"id": "00000000-0000-4000-8000-000000000001", "at": "line", "go": "done", "line": "mine"}
    carried["day"] = today(alice.visit()).isoformat()
    answers = [whole(alice.post("/today/check-in", **carried, seen=seen)) for seen in named]
    assert answers[0][0] == 409
    assert answers[1:] == answers[:1] * 2


def test_pages_that_are_not_there_are_one_page() -> None:
    alice, _ = paired("Alice", "Bob")
    wheres = ["/entry/1", f"/couple/{uuid.uuid4()}", f"/member/{alice.visit().identity.member.hex()}", "/us/0"]
    assert len({str(whole(alice.get(where))) for where in wheres}) == 1
