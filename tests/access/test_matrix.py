"""Eleven kinds of visitors, every route, every method. Routes come from the URL resolver, so none can be forgotten."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from intertwine.members import actions
from intertwine.web.policy import Policy, Who
from intertwine.web.sessions.visit import Visit
from tests.cast import PASSWORD, Browser, Person, paired, signed_up

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ARGUMENTS = {"token": "A" * 43, "id": "00000000-0000-0000-0000-000000000000", "day": "2026-01-01", "step": "1"}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for found in (resolver or get_resolver()).url_patterns:
        if isinstance(found, URLResolver):
            yield from patterns(found)
        else:
            yield found


ROUTES = sorted(patterns(), key=lambda pattern: str(pattern.name))


def address(pattern: URLPattern) -> str:
    arguments = {name: ARGUMENTS[name] for name in pattern.pattern.converters}
    return reverse(str(pattern.name), kwargs=arguments)


@dataclass(frozen=True)
class Role:
    """Someone at the door, and which of the six conditions they meet."""

    name: str
    arrive: Callable[[], Browser]
    signed_in: bool = False
    pending: bool = False
    paired: bool = False
    open: bool = False

    def sent_to(self, who: Who) -> str | None:
        """The page this role is sent to, by the words of the policy; None when it may pass."""
        if who is Who.ANYONE:
            return None
        if not self.signed_in:
            return "sign-in"
        if self.pending and who is not Who.NEWCOMER:
            return "recovery-code"
        if who in {Who.PAIRED, Who.PAIRED_OWNER} and not self.paired:
            return "pairing"
        if who in {Who.OWNER, Who.PAIRED_OWNER} and not self.open:
            return "open-private"
        return None


def forged() -> Browser:
    client = Browser()
    for name in ("session", "private", "device", "invitation"):
        client.cookies[name] = "A" * 43
    return client


def signed_out() -> Browser:
    alice = signed_up("Alice")
    kept = {name: morsel.value for name, morsel in alice.browser.cookies.items()}
    alice.post("/sign-out")
    client = Browser()
    client.cookies.load(kept)
    return client


def newcomer() -> Browser:
    person, visit = Person("Alice"), Visit()
    actions.sign_up(visit, name="Alice", password=PASSWORD, language="en", zone="UTC", country="")
    person.save(visit)
    return person.browser


def alone() -> Browser:
    return signed_up("Charlie").browser


def alone_closed() -> Browser:
    charlie = signed_up("Charlie")
    charlie.close_private()
    return charlie.browser


def inviting() -> Browser:
    from intertwine.couples.actions import invite

    alice = signed_up("Alice")
    visit = alice.visit()
    invite(visit)
    alice.save(visit)
    return alice.browser


def together() -> Browser:
    return paired("Alice", "Bob")[0].browser


def left() -> Browser:
    """Bob has been told already; whatever he asks for first, he is told once."""
    from intertwine.couples.actions import leave_two

    alice, bob = paired("Alice", "Bob")
    leave_two(alice.visit(), taking=False)
    bob.get("/pairing")
    return bob.browser


def together_second() -> Browser:
    return paired("Alice", "Bob")[1].browser


def together_closed() -> Browser:
    _, bob = paired("Alice", "Bob")
    bob.close_private()
    return bob.browser


ROLES = (
    Role("a stranger", Browser),
    Role("someone with forged cookies", forged),
    Role("Alice's old cookies after she signed out", signed_out),
    Role("Alice, who has not typed her code back", newcomer, signed_in=True, pending=True, open=True),
    Role("Charlie, alone", alone, signed_in=True, open=True),
    Role("Charlie, alone, private space closed", alone_closed, signed_in=True),
    Role("Alice, who has invited", inviting, signed_in=True, open=True),
    Role("Alice of Alice and Bob", together, signed_in=True, paired=True, open=True),
    Role("Bob of Alice and Bob", together_second, signed_in=True, paired=True, open=True),
    Role("Bob, whom Alice has left", left, signed_in=True, open=True),
    Role("Bob, private space closed", together_closed, signed_in=True, paired=True),
)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a request changes is taken back, so that each meets the same house."""
    with transaction.atomic("default"), transaction.atomic("sessions"):
        yield
        transaction.set_rollback(True, "default")
        transaction.set_rollback(True, "sessions")


def ask(client: Browser, method: str, where: str, typed: dict[str, str] | None = None) -> HttpResponse:
    cookies, form = client.cookies.copy(), "application/x-www-form-urlencoded"
    with undone():
        response: HttpResponse = client.generic(method, where, urlencode(typed or {}), content_type=form)
    client.cookies = cookies
    return response


def test_every_route_declares_who_may_use_it() -> None:
    assert [
        str(route.name) for route in ROUTES if not isinstance(getattr(route.callback, "policy", None), Policy)
    ] == []


def test_no_two_routes_share_a_name() -> None:
    names = [route.name for route in ROUTES]
    assert sorted(set(names)) == names


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_everyone_gets_what_the_policy_says_and_nothing_else(role: Role) -> None:
    client = role.arrive()
    client.raise_request_exception = True
    wrong = [
        (route.name, method, answer)
        for route in ROUTES
        for method in METHODS
        if (answer := surprise(client, role, route, method)) is not None
    ]
    assert wrong == []


def surprise(client: Browser, role: Role, route: URLPattern, method: str) -> str | None:
    policy: Policy = route.callback.policy
    response = ask(client, method, address(route))
    allowed = {*policy.methods, *(("HEAD",) if "GET" in policy.methods else ())}
    if method not in allowed:
        return None if response.status_code == 405 else f"{response.status_code}, not 405"
    expected = role.sent_to(policy.who)
    if expected:
        sent = response.status_code == 302 and response["Location"].split("?")[0] == reverse(expected)
        return None if sent else f"{response.status_code}, not sent to {expected}"
    if response.status_code >= 500:
        return f"{response.status_code}"
    return None


def test_a_route_without_a_policy_is_refused() -> None:
    """The control: the guard itself, asked about a view that declares nothing."""
    from django.test import RequestFactory

    from intertwine.web.policy import PolicyMiddleware

    guard = PolicyMiddleware(lambda _: HttpResponse())
    with pytest.raises(RuntimeError):
        guard.process_view(RequestFactory().get("/"), lambda _: HttpResponse(), (), {})
