"""Where Alice is, when her day ends, and what the first pages say about who runs this server."""

from datetime import UTC, date, datetime

import pytest
from django.shortcuts import render
from django.test import RequestFactory

from intertwine.members.days import day_before, end_of, here, today
from intertwine.web.sessions.visit import Visit
from tests.cast import Browser, Person
from tests.couples.pages import member
from tests.members.pages import chosen, heading, notices, text, told_at

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

PLACE = {"language": "en", "zone": "Pacific/Apia", "country": "WS"}


def lives_in(zone: str) -> Visit:
    alice: Person = member("Alice")
    alice.post("/mine/place", **{**PLACE, "zone": zone})
    return alice.visit()


def test_alice_moves_and_every_sign_in_after_knows() -> None:
    alice = member("Alice")
    page = alice.get("/mine/place")
    assert [chosen(page, field) for field in ("language", "zone", "country")] == [["en"], ["Europe/Berlin"], ["DE"]]
    answer = alice.post("/mine/place", **PLACE)
    assert notices(alice.get(answer["Location"])) == ["Saved."]
    elsewhere = Person("Alice")
    elsewhere.post("/sign-in", name="Alice", password=alice.password)
    for person in (alice, elsewhere):
        identity = person.visit().identity
        assert identity is not None
        assert (identity.language, identity.zone, identity.country) == ("en", "Pacific/Apia", "WS")


def test_no_country_is_an_answer() -> None:
    alice = member("Alice")
    alice.post("/mine/place", **{**PLACE, "country": ""})
    assert chosen(alice.get("/mine/place"), "country") == [""]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("zone", "Mars/Olympus", "Please choose a time zone from the list."),
        ("zone", "../../etc/passwd", "Please choose a time zone from the list."),
        ("country", "XX", "Please choose a country from the list, or none."),
        ("language", "tlh", "Please choose a language from the list."),
    ],
)
def test_a_place_that_is_not_on_the_list_is_refused(field: str, typed: str, sentence: str) -> None:
    alice = member("Alice")
    answer = alice.post("/mine/place", **{**PLACE, field: typed})
    assert (answer.status_code, told_at(answer, field)) == (422, [sentence])
    assert chosen(alice.get("/mine/place"), "zone") == ["Europe/Berlin"]


def test_her_day_is_the_one_on_her_wall() -> None:
    visit = lives_in("Pacific/Apia")
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert here(visit, now=noon).isoformat() == "2026-11-24T01:00:00+13:00"
    assert today(visit, now=noon) == date(2026, 11, 24)
    assert today(visit) == here(visit).date()


def test_a_day_ends_when_it_does_there() -> None:
    visit = lives_in("Europe/Berlin")
    ends = datetime.fromtimestamp(end_of(visit, date(2026, 10, 25)), UTC)  # a day of 25 hours
    assert ends.isoformat() == "2026-10-25T23:00:00+00:00"


def test_the_day_before_a_day_that_was_skipped() -> None:
    assert day_before(lives_in("Pacific/Apia"), date(2011, 12, 31)) == date(2011, 12, 29)


def test_the_first_pages_name_whoever_runs_this_server() -> None:
    assert text(Browser().get("/")).count("This server is run by <b>Heidi</b>.") == 1
    assert text(Browser().get("/host")).count("This server is run by Heidi.") == 1
    assert heading(Browser().get("/")) == "A private place for the two of you."


def test_where_no_name_was_given_they_say_so() -> None:
    request = RequestFactory().get("/", SERVER_NAME="localhost")
    pages = [text(render(request, f"members/{page}.html", {"run_by": ""})) for page in ("welcome", "host")]
    assert pages[0].count("They have not written their name here; ask them before you write.") == 1
    assert pages[1].count("Whoever started this server runs it, and has not written their name here.") == 1


def test_whoever_is_signed_in_begins_with_today() -> None:
    alice = member("Alice")
    assert alice.get("/")["Location"] == "/today"
    assert alice.get("/host").status_code == 200


def test_mine_says_whether_the_private_space_is_open() -> None:
    alice = member("Alice")
    assert text(alice.get("/mine")).count('action="/close"') == 1
    alice.close_private()
    page = text(alice.get("/mine"))
    assert (page.count('action="/close"'), page.count('href="/open?next=/mine"')) == (0, 1)
