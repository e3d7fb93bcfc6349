"""What goes with every answer, errors included: written out here, so that a change of it is a decision."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.templatetags.static import static

from tests.cast import PASSWORD, Browser, signed_up

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

PROMISED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Access-Control-Allow-Origin": None,
    "Server": None,
    "X-Powered-By": None,
    "Strict-Transport-Security": None,
}


def headers(response: HttpResponse) -> dict[str, str | None]:
    return {name: response.headers.get(name) for name in PROMISED}


KEPT_A_DAY = {**PROMISED, "Cache-Control": "max-age=86400"}
"""The worker that keeps Help for when there is no connection is the same for everyone; nothing else may be kept."""


def test_the_worker_may_be_kept_for_a_day() -> None:
    assert headers(Browser().get("/worker.js")) == KEPT_A_DAY


def careful() -> Browser:
    """A browser that is asked for the CSRF token, and shows a 500 as people see it."""
    client = Browser()
    client.handler.enforce_csrf_checks = True
    client.raise_request_exception = False
    return client


def broken(error: Exception) -> Callable[[pytest.MonkeyPatch], HttpResponse]:
    def ask(monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
        def fails(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr("intertwine.members.views.render", fails)
        return careful().get("/host")

    return ask


def from_afar(monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["us.example.org"])
    return careful().get("/", SERVER_NAME="us.example.org")


def busy(monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    monkeypatch.setattr("intertwine.members.turns.QUEUE", 0)
    return Browser().post("/sign-in", {"name": "Alice", "password": PASSWORD})


MANY = {f"field{n}": "x" for n in range(300)}
FORM = "application/x-www-form-urlencoded"
NOT_A_FORM = "multipart/form-data"

ERRORS: dict[str, tuple[int, Callable[[pytest.MonkeyPatch], HttpResponse]]] = {
    "no such page": (404, lambda _: careful().get("/nothing")),
    "no such page, in no known letters": (404, lambda _: careful().get("/%ff%00")),
    "no such invitation": (410, lambda _: careful().get("/join")),
    "a page too old to send": (403, lambda _: careful().post("/sign-in", {"name": "Alice"})),
    "a way of asking that is not there": (405, lambda _: Browser().delete("/sign-in")),
    "another server's name": (400, lambda _: careful().get("/", SERVER_NAME="evil.example")),
    "a name that is none": (400, lambda _: careful().get("/", SERVER_NAME="a b")),
    "plain HTTP from afar": (403, from_afar),
    "ten megabytes": (413, lambda _: Browser().post("/sign-in", b"password=" + b"x" * 10**7, content_type=FORM)),
    "three hundred fields": (400, lambda _: Browser().post("/sign-in", MANY)),
    "no form at all": (400, lambda _: Browser().post("/sign-in", b"--", content_type=NOT_A_FORM)),
    "a mistake of ours": (500, broken(RuntimeError("ours"))),
    "no database": (503, broken(DatabaseError("gone"))),
    "too many at the door": (503, busy),
    "no such file": (404, lambda _: careful().get("/static/nothing.css")),
    "a file outside": (404, lambda _: careful().get("/static/../intertwine.sqlite3")),
    "a file outside, in disguise": (404, lambda _: careful().get("/static/%2e%2e/intertwine.sqlite3")),
}


@pytest.mark.parametrize("what", ERRORS)
def test_errors_carry_them_too(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    status, ask = ERRORS[what]
    response = ask(monkeypatch)
    static_file = {"Cache-Control": response.headers.get("Cache-Control")} if "file" in what else {}
    assert (response.status_code, headers(response)) == (status, {**PROMISED, **static_file})


@pytest.mark.parametrize("what", ["no database", "too many at the door"])
def test_what_passes_says_when_to_come_back(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ERRORS[what][1](monkeypatch).headers["Retry-After"] == "5"


@pytest.mark.parametrize("name", ["intertwine.css", "kept.js", "vendor/htmx.min.js", "favicon.svg"])
def test_files_that_are_the_same_for_everyone_may_be_kept_for_ever(name: str) -> None:
    response = Browser().get(static(name))
    assert b"".join(response.streaming_content) == (Path(settings.STATIC_ROOT) / name).read_bytes()
    response.close()
    kept = {"Cache-Control": "max-age=315360000, public, immutable"}
    assert (response.status_code, headers(response)) == (200, {**PROMISED, **kept})
    assert "Set-Cookie" not in response.headers


def test_every_cookie_is_out_of_reach_for_scripts_and_other_sites() -> None:
    alice = signed_up("Alice")
    alice.post("/mine/pin", password=PASSWORD, pin="480213")
    alice.get("/mine")
    alice.get("/join/" + "A" * 22)
    kept = {
        name: (bool(one["httponly"]), one["samesite"], one["path"], one["domain"])
        for name, one in alice.browser.cookies.items()
    }
    names = {"session", "private", "device", "csrf", "invitation"}
    assert kept == dict.fromkeys(names, (True, "Lax", "/", ""))
