"""What stands on the pairing pages, as somebody in front of the screen would read it."""

import re
from html import unescape

from django.http import HttpResponse

from tests.cast import PASSWORD, Person, paired, signed_up
from tests.couples.remembered import remembered


def text(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def title(answer: HttpResponse) -> str:
    found = re.search(r"<h1>(.*?)</h1>", text(answer))
    assert found is not None
    return found[1]


def words(answer: HttpResponse) -> list[str]:
    return re.findall(r"<li>([a-z]+)</li>", text(answer).partition('<ol class="said"')[2].partition("</ol>")[0])


def link(answer: HttpResponse) -> str:
    found = re.search(r'id="link"[^>]*>http://localhost(/join/[^<]+)<', text(answer))
    assert found is not None
    return found[1]


def seen(answer: HttpResponse) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', text(answer))
    assert found is not None
    return found[1]


def poll(answer: HttpResponse) -> str:
    """Where the page asks whether something changed."""
    found = re.search(r'hx-get="([^"]+)"', text(answer))
    assert found is not None
    return found[1]


def invites(person: Person) -> str:
    person.post("/pairing/invite")
    return link(person.get("/pairing"))


def answers(person: Person, where: str) -> HttpResponse:
    person.get(where)
    return person.post("/pairing/compare")


def says_same(person: Person) -> HttpResponse:
    return person.post("/pairing/same", seen=seen(person.get("/pairing")))


def member(name: str) -> Person:
    """Signed up, signed in, private space open."""
    return remembered(alone, name)[0]


def meeting(first: str = "Alice", second: str = "Bob") -> tuple[Person, Person]:
    """Two members in front of their words."""
    one, two = member(first), member(second)
    answers(two, invites(one))
    return one, two


def couple(first: str = "Alice", second: str = "Bob") -> tuple[Person, Person]:
    """Two members who have compared their words and signed."""
    one, two = remembered(paired, first, second)
    return one, two


def comes_back(person: Person) -> None:
    """Opens the private space again after a while."""
    person.post("/open", password=PASSWORD)


def alone(name: str) -> tuple[Person]:
    return (signed_up(name),)


def signs_in(person: Person) -> None:
    person.post("/sign-in", name=person.name, password=PASSWORD)
