"""A house behind a proxy that speaks HTTPS, asked over a real line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import House, Phone, signs_up
from tests.security.test_headers import PROMISED

pytestmark = pytest.mark.slow

OVER_HTTPS = {**PROMISED, "Server": "granian", "Strict-Transport-Security": "max-age=31536000"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path, more={"INTERTWINE_HOSTS": "us.example.org"})
    house.open("--behind-proxy")
    yield house
    house.close()


def test_cookies_are_for_https_and_this_server_alone(house: House) -> None:
    phone = Phone(house, "us.example.org", https=True)
    given: dict[str, str] = {}
    for method, where, typed in (
        ("GET", "/sign-up", None),
        ("POST", "/sign-up", {"name": "Alice", "password": "a quiet river", "zone": "UTC", "language": "en"}),
        ("GET", "/join/" + "A" * 22, None),
    ):
        answer = phone.send(method, where, phone.form(typed) if typed else None)
        assert {name: answer.headers[name] for name in OVER_HTTPS} == OVER_HTTPS
        for line in answer.headers.get_all("Set-Cookie"):
            name, _, flags = line.partition("=")
            given[name] = "; ".join(
                flag for flag in flags.split("; ")[1:] if not flag.startswith(("expires", "Max-Age"))
            )
    flags = "HttpOnly; Path=/; SameSite=Lax; Secure"
    assert given == dict.fromkeys(("__Host-csrf", "__Host-session", "__Host-private", "__Host-invitation"), flags)


def test_a_whole_sign_up_works_and_no_plain_cookie_counts(house: House) -> None:
    phone = Phone(house, "us.example.org", https=True)
    signs_up(phone, "Alice", "a quiet river at noon")
    assert phone.get("/mine").status == 200
    renamed = {name.removeprefix("__Host-"): text for name, text in phone.cookies.items()}
    assert Phone(house, "us.example.org", https=True, cookies=renamed).get("/mine").leads_to == "/sign-in"


def test_what_came_by_plain_http_is_shown_nothing(house: House) -> None:
    phone = Phone(house, "us.example.org", https=True)
    signs_up(phone, "Alice", "a quiet river at noon")
    phone.https = False
    answer = phone.get("/mine")
    assert (answer.status, "Alice" in answer.text) == (403, False)
    assert 'data-problem="plain-http"' in answer.text
