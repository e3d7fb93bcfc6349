"""The cast on their phones. Each person has a browser of their own and uses the real pages."""

from dataclasses import dataclass, field
from typing import cast

from django.http import HttpResponse
from django.test import Client

from intertwine.members import actions
from intertwine.web.sessions.middleware import leave
from intertwine.web.sessions.visit import IdentityTier, PrivateTier, Visit

PASSWORD = "a quiet river at noon"


class Browser(Client):
    """On the machine itself: anywhere else plain HTTP is refused."""

    def __init__(self, **cookies: str) -> None:
        super().__init__(SERVER_NAME="localhost")
        self.cookies.load(cookies)


@dataclass
class Person:
    name: str
    password: str = PASSWORD
    code: str = ""
    browser: Browser = field(default_factory=Browser)

    def get(self, where: str, **query: str) -> HttpResponse:
        return cast("HttpResponse", self.browser.get(where, query))

    def post(self, where: str, **typed: object) -> HttpResponse:
        return cast("HttpResponse", self.browser.post(where, typed))

    def visit(self) -> Visit:
        """What the browser's cookies open right now, as a request would see it."""
        from django.test import RequestFactory

        from intertwine.web.sessions.middleware import arrive

        request = RequestFactory().get("/")
        request.COOKIES = {name: morsel.value for name, morsel in self.browser.cookies.items() if morsel.value}
        return arrive(request)[0]

    def save(self, visit: Visit) -> None:
        """What a middleware would do at the end of a request in which `visit` changed."""
        from django.test import RequestFactory

        from intertwine.web.sessions.middleware import arrive

        request = RequestFactory().get("/")
        request.COOKIES = {name: morsel.value for name, morsel in self.browser.cookies.items() if morsel.value}
        response = HttpResponse()
        leave(visit, arrive(request)[1], response)
        self.browser.cookies.update(response.cookies)

    def close_private(self) -> None:
        self.browser.post("/close")


def signed_up(name: str, *, language: str = "en", zone: str = "Europe/Berlin", country: str = "DE") -> Person:
    """An account with its recovery code typed back, signed in, private space open. Not through the pages: tests/members
    and tests/browser walk those."""
    person, visit = Person(name), Visit()
    actions.sign_up(visit, name=name, password=person.password, language=language, zone=zone, country=country)
    assert visit.private is not None
    person.code = visit.private.pending_code
    actions.confirm_recovery_code(visit, typed=person.code)
    person.save(visit)
    return person


def tiers(visit: Visit) -> tuple[IdentityTier, PrivateTier]:
    assert visit.identity is not None
    assert visit.private is not None
    return visit.identity, visit.private


def paired(first: str, second: str) -> tuple[Person, Person]:
    """Two members who have compared their words and signed."""
    one, two = signed_up(first), signed_up(second)
    become_two(one, two)
    return one, two


def become_two(one: Person, two: Person) -> None:
    from intertwine.couples.actions import confirm, invite, join
    from intertwine.couples.queries import meeting_of
    from intertwine.couples.settling import settle_again

    visit, other = one.visit(), two.visit()
    token = invite(visit)
    one.save(visit)
    join(other, token)
    two.save(other)
    for person in (one, two):
        step = person.visit()
        confirm(step, seen=meeting_of(step).fingerprint)
        person.save(step)
    last = one.visit()  # whoever confirms first learns the rest on their next request
    settle_again(last)
    one.save(last)
