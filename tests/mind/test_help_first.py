"""A heavy answer that comes to a closed door. Help is first, whatever the door is closed by; then come the answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from django.http import HttpResponse

from intertwine.couples.models import Couple
from intertwine.members.quiet import couple_parts_hidden
from tests.cast import PASSWORD, Browser, Person, paired, signed_up
from tests.mind.pages import Fields, forms_on, has
from tests.mind.screening import ASK, begins, headline, phq_9, presses, stored
from tests.mind.test_care import called, lines_of

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

HELD = "Your answers are not saved yet."


@pytest.fixture
def alice() -> Person:
    return paired("Alice", "Bob")[0]


def last_page(person: Person) -> Fields:
    """The form of the last question, as it stands in the tab that was left open."""
    page = begins(person, "phq-9")
    for points in phq_9(3)[:8]:
        page = presses(person, page, points)
    return forms_on(page)[ASK]


def sends(person: Person, form: Fields, points: int, **headers: str) -> HttpResponse:
    page = person.browser.post(ASK, {**form, "a9": str(points)}, headers=headers)
    assert isinstance(page, HttpResponse)
    return page


def helped(page: HttpResponse, country: str = "DE") -> bool:
    """Whom to call comes before anything is said about answers that are not saved."""
    emergency, crisis = lines_of(country)
    in_order = page.content.index(b'id="crisis"') < page.content.index(b'id="unsent"')
    return (headline(page), called(page), in_order) == ("You matter.", [*crisis, *emergency], True)


def signs_in(person: Person, name: str = "") -> None:
    assert person.post("/sign-in", name=name or person.name, password=PASSWORD).status_code == 302


@pytest.mark.parametrize("heavy", [1, 2, 3])
def test_signed_out_meanwhile_help_is_first_and_the_answers_can_be_sent_later(alice: Person, heavy: int) -> None:
    form = last_page(alice)
    alice.post("/sign-out")
    page = sends(alice, form, heavy)
    assert (page.status_code, helped(page), has(page, 'href="/sign-in"')) == (401, True, True)
    signs_in(alice)
    assert stored(alice) == []
    assert headline(alice.post(ASK, **forms_on(page)[ASK])) == "You matter."
    assert [one.answers for one in stored(alice)] == [(3, 0, 0, 0, 0, 0, 0, 0, heavy)]


def test_the_lines_are_those_of_the_country_the_page_was_made_for(alice: Person) -> None:
    """Signed out, nobody knows where she lives; the page she has open does, and her browser may be in English."""
    form = last_page(alice)
    alice.post("/sign-out")
    assert helped(sends(alice, form, 1, **{"Accept-Language": "en-GB"}), "DE")
    older = {name: values for name, values in form.items() if name != "country"}
    assert helped(sends(alice, older, 1, **{"Accept-Language": "en-GB"}), "GB")
    nowhere = sends(alice, older, 1)
    assert (called(nowhere), has(nowhere, "https://findahelpline.com")) == ([], True)


def test_put_aside_while_signed_out(alice: Person) -> None:
    form = last_page(alice)
    alice.post("/sign-out")
    page = sends(alice, {**form, "go": ["aside"]}, 2)
    assert (page.status_code, helped(page)) == (401, True)
    signs_in(alice)
    assert headline(alice.post(ASK, **forms_on(page)[ASK])) == "You matter."
    assert stored(alice) == []


def test_a_light_answer_is_asked_to_come_in_again_as_any_other_form(alice: Person) -> None:
    form = last_page(alice)
    alice.post("/sign-out")
    page = sends(alice, form, 0)
    assert (page.status_code, headline(page)) == (401, "You need to come in again first.")


def test_a_page_whose_token_is_not_good_any_more(alice: Person) -> None:
    """Refused, with help; and what the page holds is taken when it is sent from there."""
    form = last_page(alice)
    checking = Browser(**{name: morsel.value for name, morsel in alice.browser.cookies.items()})
    checking.handler.enforce_csrf_checks = True
    alice.browser = checking
    page = sends(alice, {**form, "csrfmiddlewaretoken": ["x" * 64]}, 1)
    assert (page.status_code, helped(page), has(page, HELD)) == (403, True, True)
    assert stored(alice) == []
    assert headline(alice.post(ASK, **forms_on(page)[ASK])) == "You matter."
    assert len(stored(alice)) == 1


def test_what_another_site_sends_is_held_for_nobody(alice: Person) -> None:
    form = last_page(alice)
    alice.post("/sign-out")
    page = sends(alice, form, 1, Origin="https://elsewhere.example")
    assert (has(page, HELD), has(page, 'name="a9"')) == (False, False)


def test_somebody_else_is_signed_in_in_this_browser(alice: Person) -> None:
    """Dana's space takes nothing of it, nor is anything of hers changed; Alice can send it once she is in herself."""
    dana = signed_up("Dana")
    form = last_page(alice)
    alice.post("/sign-out")
    signs_in(alice, "Dana")
    page = sends(alice, form, 1)
    assert (page.status_code, helped(page)) == (403, True)
    assert (stored(dana), couple_parts_hidden(dana.visit())) == ([], False)
    again = sends(alice, forms_on(page)[ASK], 1)
    assert (again.status_code, helped(again)) == (403, True)
    alice.post("/sign-out")
    signs_in(alice)
    assert headline(alice.post(ASK, **forms_on(again)[ASK])) == "You matter."
    assert (len(stored(alice)), stored(dana)) == (1, [])


def test_the_keys_of_the_two_were_changed(alice: Person) -> None:
    form = last_page(alice)
    Couple.objects.update(epoch=7)
    for headers in ({}, {"Kept": "page"}):  # with script, too: the answer would take the place of the page
        page = sends(alice, form, 1, **headers)
        assert (page.status_code, helped(page)) == (409, True)


@contextmanager
def only_reading(database: str) -> Iterator[None]:
    """The disk is full, or was mounted so."""
    with connections[database].cursor() as told:
        told.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        with connections[database].cursor() as told:
            told.execute("PRAGMA query_only = OFF")


@contextmanager
def without_its_table(database: str) -> Iterator[None]:
    table = {"default": "entry", "sessions": "session"}[database]
    with connections[database].cursor() as told:
        told.execute(f"ALTER TABLE {table} RENAME TO elsewhere")
    try:
        yield
    finally:
        with connections[database].cursor() as told:
            told.execute(f"ALTER TABLE elsewhere RENAME TO {table}")


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True, databases=["default", "sessions"])
@pytest.mark.parametrize("trouble", [only_reading, without_its_table])
@pytest.mark.parametrize("database", ["default", "sessions"])
def test_a_server_in_trouble(alice: Person, trouble: Callable[[str], object], database: str) -> None:
    form = last_page(alice)
    with trouble(database):  # type: ignore[attr-defined]  # made by contextmanager
        light, heavy = sends(alice, form, 0), sends(alice, form, 1)
    assert [light.status_code, heavy.status_code, helped(heavy)] == [503, 503, True]
    assert headline(alice.post(ASK, **forms_on(heavy)[ASK])) == "You matter."
    assert len(stored(alice)) == 1


def test_the_last_page_has_whom_to_call_on_it_already(alice: Person) -> None:
    """For when the answer cannot even be sent. Folded, and on no other page of a questionnaire."""
    page = begins(alice, "phq-9")
    seen = []
    for points in phq_9(3)[:8]:
        seen.append(called(page))
        page = presses(alice, page, points)
    emergency, crisis = lines_of("DE")
    assert (seen, called(page)) == ([[]] * 8, [*crisis, *emergency])
    assert page.content.decode().count('data-meanwhile="meanwhile"') == 3
    assert has(page, '<details class="card quiet meanwhile" id="meanwhile">')
