"""Alice answers four questions nobody may ever learn the answers of, Bob least of all."""

import re

import pytest
from django.db import DatabaseError
from django.db.models import Model

from intertwine.couples.models import Couple, Invitation, Seat
from intertwine.journal.models import Entry
from intertwine.members.days import today
from intertwine.members.models import Member, Slot
from intertwine.members.quiet import couple_parts_hidden
from tests.access.test_matrix import ROUTES, address, ask
from tests.cast import Browser, Person, paired, signed_up
from tests.mind.days import checked_in
from tests.security.test_same_answer import whole

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

QUESTIONS = ("afraid", "hurt", "pushed", "ruled")
ONE_TIME = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Names of what is not written yet, new in every page that offers to write it."""
TABLES: tuple[type[Model], ...] = (Member, Slot, Couple, Seat, Invitation, Entry)


def heading(answer) -> str:
    return re.findall("<h1>(.*?)</h1>", answer.content.decode())[0]


def title(answer) -> str:
    return re.findall("<title>(.*?)</title>", answer.content.decode())[0]


def hidden(person: Person) -> bool:
    return couple_parts_hidden(person.visit())


def rows() -> dict[str, list]:
    """Everything in the database, as the partner who reads it sees it."""
    return {
        table._meta.model_name or "": sorted(
            repr([bytes(x) if isinstance(x, memoryview) else x for x in row])
            for row in table._default_manager.values_list()
        )
        for table in TABLES
    }


def shape(stored: dict[str, list]) -> dict[str, list[int]]:
    return {table: [len(row) for row in found] for table, found in stored.items()}


def everything_shown_to(person: Person) -> dict[str, object]:
    asked = [route for route in ROUTES if "GET" in route.callback.policy.methods and route.name != "leave"]
    shown = {str(route.name): whole(ask(person.browser, "GET", address(route))) for route in asked}
    return {name: (*facts, ONE_TIME.sub(b"", content)) for name, (*facts, content) in shown.items()}


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_yes_shows_whom_to_call_and_takes_what_is_for_two_out_of_her_pages(question: str):
    alice, bob = paired("Alice", "Bob")
    answer = alice.post("/help/one", **{question: "yes"})
    assert (answer.status_code, heading(answer), title(answer)) == (200, "Thank you for saying it", "Help – Intertwine")
    assert answer.content.decode().count('href="tel:116016"') == 3  # in three countries, hers among them
    assert (hidden(alice), hidden(bob)) == (True, False)


@pytest.mark.parametrize("typed", [{}, dict.fromkeys(QUESTIONS, "no"), {"afraid": "no"}, {"afraid": ""}])
def test_a_no_and_no_answer_change_nothing(typed: dict[str, str]):
    alice, _ = paired("Alice", "Bob")
    answer = alice.post("/help/one", **typed)
    assert (heading(answer), hidden(alice)) == ("Thank you", False)


def test_a_no_does_not_take_back_a_yes_but_she_can():
    alice, _ = paired("Alice", "Bob")
    alice.post("/help/one", afraid="yes")
    alice.post("/help/one", afraid="no")
    assert hidden(alice)
    assert alice.post("/help/one/again").status_code == 200
    assert not hidden(alice)


def test_charlie_may_ask_himself_without_an_account():
    answer = Browser().post("/help/one", {"hurt": "yes"})
    assert (answer.status_code, heading(answer)) == (200, "Thank you for saying it")
    assert answer.content.decode().count("What has changed here") == 0


def test_an_answer_that_is_none_stores_nothing_and_keeps_the_others():
    alice = signed_up("Alice")
    answer = alice.post("/help/one", hurt="yes", afraid="perhaps")
    assert (answer.status_code, hidden(alice)) == (422, False)
    assert re.findall(r'name="hurt" value="yes"[^>]*checked', answer.content.decode()) != []


def test_the_lines_do_not_wait_for_a_disk(monkeypatch: pytest.MonkeyPatch):
    alice = signed_up("Alice")

    def full(_: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr("intertwine.helping.views.hide_couple_parts", full)
    page = alice.post("/help/one", hurt="yes").content.decode()
    assert page.count("could not be taken out of your pages just now") == 1
    assert page.count('href="tel:112"') > 0


def test_the_lines_do_not_wait_for_a_page_that_is_new_enough():
    alice = signed_up("Alice")
    alice.browser.handler.enforce_csrf_checks = True
    yes, no = (alice.post("/help/one", csrfmiddlewaretoken="x" * 64, hurt=answer) for answer in ("yes", "no"))
    assert (yes.status_code, heading(yes), hidden(alice)) == (403, "Thank you for saying it", False)
    assert yes.content.decode().count("could not be taken out of your pages just now") == 1
    assert (no.status_code, heading(no)) == (403, "That page was too old to send.")


def test_the_page_she_answers_on_is_the_same_before_and_after():
    alice, _ = paired("Alice", "Bob")
    before = whole(alice.get("/help/one"))
    alice.post("/help/one", afraid="yes")
    assert whole(alice.get("/help/one")) == before


def test_bob_sees_the_same_to_the_byte_before_and_after():
    alice, bob = paired("Alice", "Bob")
    for person in (alice, bob):
        person.post("/sharing", feeds="yes", draws="yes", weather="yes")
        checked_in(person, today(person.visit()), valence=7, arousal=3, stress=2)
    everything_shown_to(bob)  # what a first look settles by itself
    before = everything_shown_to(bob)
    alice.post("/help/one", afraid="yes")
    assert everything_shown_to(bob) == before
    alice.get("/today")
    alice.get("/us")
    assert everything_shown_to(bob) == before


def test_the_database_holds_as_many_rows_of_the_same_size_whatever_she_answered():
    alice, _ = paired("Alice", "Bob")
    before, told = rows(), []
    for answer in ("yes", "no"):
        alice.post("/help/one", afraid=answer, hurt=answer)
        after = rows()
        told.append([table for table in after if after[table] != before[table]])
        assert {table: len(found) for table, found in after.items()} == {
            table: len(found) for table, found in before.items()
        }
    assert told == [["member"], ["member"]]
    assert {len(bytes(one)) for one in Member.objects.values_list("quiet", flat=True)} == {
        len(bytes(Member.objects.values_list("quiet", flat=True)[0]))
    }


def test_an_edited_setting_is_said_on_today_and_she_chooses_again():
    alice, _ = paired("Alice", "Bob")
    said = "One of your settings cannot be read."
    assert alice.get("/today").content.decode().count(said) == 0
    Member.objects.update(quiet=b"edited")
    assert alice.get("/today").content.decode().count(said) == 1
    alice.post("/help/one/again")
    assert alice.get("/today").content.decode().count(said) == 0
