"""Without script, too, nothing typed is lost: a form that comes too late waits in a page until it can be sent."""

from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from django.http import HttpResponse

from intertwine.couples.actions import leave_two
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.opening.entries import Note
from tests.cast import PASSWORD, Browser, Person, become_two, paired, signed_up
from tests.mind.pages import forms_on, has

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

LONG = "It took me half the evening\nto write “this” & <that>."


def signs_out(alice: Person) -> None:
    alice.post("/sign-out")


def signs_in(alice: Person) -> None:
    assert alice.post("/sign-in", name="Alice", password=PASSWORD).status_code == 302


def opens(alice: Person) -> None:
    assert alice.post("/open", password=PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("meanwhile", "way", "comes_in"),
    [(signs_out, "/sign-in", signs_in), (Person.close_private, "/open", opens)],
    ids=["signed out", "private space closed"],
)
def test_what_came_too_late_is_sent_from_the_page_that_holds_it(
    meanwhile: Callable[[Person], None], way: str, comes_in: Callable[[Person], None]
) -> None:
    alice = signed_up("Alice")
    form = {**forms_on(alice.get("/notes/new"))[""], "text": [LONG]}
    meanwhile(alice)
    held = alice.post("/notes/new", **form)
    assert (held.status_code, has(held, f'href="{way}"')) == (401, True)
    comes_in(alice)
    assert alice.post("/notes/new", **forms_on(held)["/notes/new"])["Location"] == "/notes?done=kept"
    assert [one.entry.text for one in read(me_space(alice.visit())).of(Note)] == [LONG]


@pytest.mark.parametrize(
    ("where", "typed"),
    [("/mine/password", {"old": PASSWORD, "password": "another quiet river"}), ("/notes/new", {}), ("/notes", {})],
    ids=["a password", "nothing", "nothing, and nowhere to send it"],
)
def test_no_page_holds_a_password_or_nothing(where: str, typed: dict[str, str]) -> None:
    answer = Browser().post(where, typed)
    assert answer.status_code in {302, 405}
    assert PASSWORD not in answer.content.decode()


@pytest.mark.parametrize(
    ("where", "typed"),
    [
        ("/together/question/{id}", {"text": LONG, "seen": "0"}),
        ("/together/question/{id}/aside", {"text": LONG}),
        ("/together/ask", {"text": LONG, "id": "{id}"}),
        ("/letters/new", {"text": LONG, "id": "{id}", "how": "hand", "go": "wait"}),
        ("/shown/{id}", {"step": "2", "gist": LONG}),
        ("/messages/write", {"text": LONG, "id": "{id}"}),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"Kept": "page"}], ids=["without script", "with script"])
def test_what_one_of_two_was_writing_when_the_other_left_is_given_back(
    where: str, typed: dict[str, str], headers: dict[str, str]
) -> None:
    alice, bob = paired("Alice", "Bob")
    id = str(uuid4())
    leave_two(bob.visit(), taking=True)
    typed = {field: words.format(id=id) for field, words in typed.items()}
    page = alice.browser.post(where.format(id=id), typed, headers=headers)
    assert (page.status_code, has(page, "The space you shared is closed.")) == (409, True)
    assert alice.post("/notes/new", **forms_on(page)["/notes/new"])["Location"] == "/notes?done=kept"
    assert [one.entry.text for one in read(me_space(alice.visit())).of(Note)] == [LONG]


def test_with_nothing_typed_there_is_nothing_to_give_back() -> None:
    alice = signed_up("Alice")
    assert alice.post("/together/ask", text=" ")["Location"] == "/pairing"


HERE, ELSEWHERE = {"Origin": "http://localhost"}, {"Origin": "https://elsewhere.example"}


def refused(alice: Person, form: dict[str, list[str]], headers: dict[str, str]) -> HttpResponse:
    """Without the token against forged forms."""
    alice.browser.handler.enforce_csrf_checks = True
    return alice.browser.post("/notes/new", {**form, "csrfmiddlewaretoken": ""}, headers=headers)


def test_a_form_that_was_too_old_is_sent_from_the_page_that_says_so() -> None:
    alice = signed_up("Alice")
    held = refused(alice, {**forms_on(alice.get("/notes/new"))[""], "text": [LONG]}, HERE)
    assert (held.status_code, has(held, "That page was too old to send.")) == (403, True)
    assert LONG in unescape(held.content.decode())
    assert alice.post("/notes/new", **forms_on(held)["/notes/new"])["Location"] == "/notes?done=kept"
    assert [one.entry.text for one in read(me_space(alice.visit())).of(Note)] == [LONG]


@pytest.mark.parametrize("headers", [ELSEWHERE, {"Origin": "null"}], ids=["another site", "nobody knows where"])
def test_what_another_site_has_a_browser_send_is_not_shown_as_if_somebody_had_typed_it(headers: dict[str, str]) -> None:
    alice = signed_up("Alice")
    page = refused(alice, {"text": ["Call this number at once."], "id": [str(uuid4())]}, headers)
    assert (page.status_code, has(page, "Call this number")) == (403, False)


def test_a_form_that_goes_to_a_page_which_takes_none_is_given_back() -> None:
    alice = signed_up("Alice")
    page = alice.post("/notes", text=LONG)
    assert (page.status_code, page["Allow"], LONG in unescape(page.content.decode())) == (405, "GET", True)


def test_whoever_is_one_of_two_others_by_now_is_not_sent_to_what_is_left() -> None:
    alice, bob = paired("Alice", "Bob")
    form = next(one for one in forms_on(alice.get("/letters/new")).values() if "text" in one)
    leave_two(bob.visit(), taking=False)
    alone = alice.post("/letters/new", **{**form, "text": [LONG]})
    become_two(alice, signed_up("Charlie"))
    others = alice.post("/letters/new", **{**form, "text": [LONG]})
    ways = [[way for way in ("What is left", "Back to the beginning") if has(page, way)] for page in (alone, others)]
    assert ways == [["What is left"], ["Back to the beginning"]]
    assert has(others, "It was not for the two you are one of now")
