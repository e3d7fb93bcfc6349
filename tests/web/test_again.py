"""Without script, too, nothing typed is lost: a form that comes too late waits in a page until it can be sent."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from intertwine.couples.actions import leave_two
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.opening.entries import Note
from tests.cast import PASSWORD, Browser, Person, paired, signed_up
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
