"""What somebody who means no good tried, one story each. Every one of these once worked."""

from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern
from markupsafe import escape

from intertwine.journal.actions import put
from intertwine.journal.models import Entry
from intertwine.journal.spaces import pool_space
from intertwine.members import turns
from intertwine.members.days import today
from intertwine.patterns.entries import Estimate
from intertwine.patterns.pair import estimate_id
from intertwine.web.sessions import clock, rows
from intertwine.web.sessions.middleware import Opened, arrive, leave
from intertwine.web.sessions.models import Session
from intertwine.web.sessions.visit import Visit
from tests.access.test_matrix import ROUTES, address
from tests.cast import Person, paired, signed_up, tiers
from tests.couples.pages import invites
from tests.patterns.diaries import Days, lives, shares

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

FORMS_ALONE = [route for route in ROUTES if "GET" not in route.callback.policy.methods]
NAMES = ("100% %s %(name)s %d", "{partner} {0} {{ 7*7 }}", "<b>\"'&amp;</b>", "אליס مرحبا", "W" * 40)


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + seconds)


def under_way(person: Person) -> tuple[Visit, dict[Session.Kind, Opened]]:
    """A request that has been let in and is not answered yet."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in person.browser.cookies.items()}
    return arrive(request)


def ten_days(last: date) -> Days:
    return {last - timedelta(days=n): {"valence": 7, "stress": 2, "close": 6} for n in range(10)}


# asked without a form


@pytest.mark.parametrize("route", FORMS_ALONE, ids=lambda route: str(route.name))
def test_what_a_form_does_is_not_done_by_asking_for_headers(route: URLPattern) -> None:
    """HEAD carries no token against forged forms, so a neighbour's page could send it."""
    alice, _ = paired("Alice", "Bob")
    before = tiers(alice.visit())
    assert alice.browser.head(address(route)).status_code == 405
    assert tiers(alice.visit()) == before


# the unlocked phone, after ten quiet minutes


def test_ratings_that_only_count_are_not_drawn_while_the_private_space_is_closed() -> None:
    alice, _ = paired("Alice", "Bob")
    lives(alice, ten_days(today(alice.visit())))
    shares(alice, feeds=True)
    assert alice.get("/us").content.count(b"<tr>") == 1 + 10  # the control: her own space, open
    alice.close_private()
    closed = alice.get("/us").content
    assert closed.count(b"<tr>") == 0
    assert closed.count(b"It is closed on this device. Open it to see your line.") == 1


# a sign-in ends while a page is under way


def test_a_page_under_way_does_not_begin_a_sign_in_anew_that_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    me = tiers(alice.visit())[0].member
    later(monkeypatch, clock.TOKEN_ROTATES + 1)
    visit, opened = under_way(alice)
    rows.end_all(me)  # from her other phone
    answer = HttpResponse()
    leave(visit, opened, answer)
    assert Session.objects.count() == 0
    assert "session" not in answer.cookies


def test_of_two_pages_at_once_one_changes_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    later(monkeypatch, clock.TOKEN_ROTATES + 1)
    both, answers = [under_way(alice), under_way(alice)], [HttpResponse(), HttpResponse()]
    for (visit, opened), answer in zip(both, answers, strict=True):
        leave(visit, opened, answer)
    assert ["session" in answer.cookies for answer in answers] == [True, False]
    assert Session.objects.filter(kind=Session.Kind.IDENTITY, replaced=False).count() == 1


# taken back


def test_what_was_worked_out_goes_with_the_ratings_it_came_from() -> None:
    alice, bob = paired("Alice", "Bob")
    day = today(alice.visit())
    for person in (alice, bob):
        lives(person, {day: {"valence": 7}})
        shares(person, feeds=True)
    pool = pool_space(bob.visit())
    put(pool, Estimate("hash", "{}", day), day=day, id=estimate_id(pool))
    assert Entry.objects.filter(space=pool.id).count() == 3
    shares(alice)
    assert Entry.objects.filter(space=pool.id).count() == 1  # Bob's own reading


# the PIN


def test_a_crowd_at_the_door_costs_no_try_of_a_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    alice.post("/mine/pin", password=alice.password, pin="480213")
    alice.close_private()
    with monkeypatch.context() as crowd:
        crowd.setattr(turns, "QUEUE", 0)
        assert [alice.post("/open", pin="480213").status_code for _ in range(clock.PIN_TRIES)] == [
            503
        ] * clock.PIN_TRIES
    assert alice.post("/open", pin="480213").status_code == 302


# what stays on a browser


@pytest.mark.parametrize("way", ["/leave", "/sign-out"])
def test_an_invitation_does_not_stay_on_a_browser_that_was_left(way: str) -> None:
    alice, bob = signed_up("Alice"), signed_up("Bob")
    bob.get(invites(alice))
    assert bob.get("/join").content.count(b"Alice invites you.") == 1
    bob.post(way)
    assert bob.get("/join").status_code == 410


def test_no_browser_keeps_a_page_from_where_static_files_live() -> None:
    answer = signed_up("Alice").get("/static/nothing-here.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


# names


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name_on_every_page(name: str) -> None:
    alice, bob = paired(name, "Bob")
    for person in (alice, bob):
        lives(person, ten_days(today(bob.visit())))
        shares(person, feeds=True, draws=True)
    pages = {where: bob.get(where).content.decode() for where in ("/us", "/sharing", "/couple", "/couple/words")}
    assert [where for where, page in pages.items() if str(escape(name)) not in page] == []
    assert [where for where, page in pages.items() if '<b>"' in page] == []
    assert [person.get(where).status_code for person in (alice, bob) for where in ("/today", "/us", "/mine")] == [
        200
    ] * 6
