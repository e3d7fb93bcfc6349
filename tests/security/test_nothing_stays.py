"""When an answer is made, what was opened for it is gone from memory: nothing waits for Python to look for rings."""

import gc
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import cache
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.db.models import Model
from django.http import HttpRequest, QueryDict

from intertwine.journal.sealing import Stored
from intertwine.members.days import today
from intertwine.mind.actions import check_in
from intertwine.mind.entries import CheckIn
from intertwine.vault.hidden import Hidden
from intertwine.web.sessions.visit import IdentityTier, PrivateTier, Visit
from tests.cast import Person, paired

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

KEYS = (Hidden, IdentityTier, PrivateTier)
OURS = (*KEYS, HttpRequest, Model, QueryDict, Stored, CheckIn, Visit)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A served request closes what was left open before it: here that is the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def rings() -> Iterator[list[object]]:
    """Everything that only a search for rings would take away."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield gc.garbage
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


@pytest.fixture
def alice() -> Person:
    alice, _ = paired("Alice", "Bob")
    visit = alice.visit()
    entry = CheckIn(today(visit) - timedelta(days=1), {"valence": 3}, ("valence",), line="a line about the day")
    check_in(visit, entry=entry, id=uuid4())
    return alice


@cache
def served() -> WSGIHandler:
    return WSGIHandler()


def asked_for(person: Person, where: str) -> bytes:
    """As the server asks; the browser of the tests keeps each request."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in person.browser.cookies.items())
    environ = {
        **{"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": where, "QUERY_STRING": "", "HTTP_COOKIE": cookies},
        **{"SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1"},
        **{"wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr},
        **{"wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False},
    }
    parts = served()(environ, lambda *_: None)
    with closing(parts):
        return b"".join(parts)


def found(rings: list[object], *kinds: type) -> list[object]:
    gc.collect()
    return [one for one in rings if isinstance(one, kinds)]


def test_today_leaves_nothing(alice: Person, rings: list[object]) -> None:
    asked_for(alice, "/today")  # what is made once for all
    found(rings)
    rings.clear()

    page = asked_for(alice, "/today")

    assert b"Your line" in page
    assert found(rings, *OURS) == []


@pytest.mark.parametrize("where", ["/today/check-in", "/notes/new", "/hand-off", "/mine/days"])
def test_no_page_leaves_a_key(where: str, alice: Person, rings: list[object]) -> None:
    assert b"</html>" in asked_for(alice, where)
    assert found(rings, *KEYS) == []


def test_what_hangs_on_a_ring_would_be_found(alice: Person, rings: list[object]) -> None:
    visit = alice.visit()
    assert visit.identity is not None
    ring: list[object] = [visit.identity]
    ring.append(ring)
    del ring, visit
    assert [type(one) for one in found(rings, *KEYS)] == [IdentityTier]
