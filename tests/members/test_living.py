"""Alice moves. Whichever of her phones she says it on, the others know of her new days and whom to call there."""

import pytest

from intertwine.members.days import today
from intertwine.members.models import Member
from tests.cast import PASSWORD, Person, paired, signed_up
from tests.mind.days import it_is
from tests.mind.pages import has

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


def alone() -> Person:
    return signed_up("Alice")


def of_two() -> Person:
    return paired("Alice", "Bob")[0]


@pytest.fixture(params=[alone, of_two])
def alice(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Person:
    it_is(monkeypatch, "2027-03-28T15:30+02:00")
    person = request.param()
    assert isinstance(person, Person)
    return person


def another_phone() -> Person:
    phone = Person("Alice")
    phone.post("/sign-in", name="Alice", password=PASSWORD)
    return phone


def test_a_move_is_known_on_every_phone_and_so_is_the_day_it_is_there(alice: Person) -> None:
    other = another_phone()
    assert (str(today(other.visit())), has(other.get("/help"), ">Germany<")) == ("2027-03-28", True)
    alice.post("/mine/place", language="en", zone="Pacific/Auckland", country="NZ")
    page = other.get("/today")
    assert [has(page, f"{words}. Nothing here") for words in ("Sunday", "Monday")] == [False, True]
    assert (str(today(other.visit())), has(other.get("/help"), ">New Zealand<")) == ("2027-03-29", True)


def test_a_zone_that_somebody_made_up_is_not_taken_over() -> None:
    alice = alone()
    Member.objects.update(zone="Nowhere/At all")
    assert alice.get("/today").status_code == 200
    visit = alice.visit()
    assert visit.identity is not None
    assert visit.identity.zone == "Europe/Berlin"
