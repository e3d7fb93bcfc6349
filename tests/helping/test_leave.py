"""The way out: at once, for everyone, and nothing of it can be used by others."""

import pytest
from django.conf import settings

from tests.cast import Browser, signed_up

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

CLEAR = '"cache", "cookies", "storage"'


@pytest.mark.parametrize("method", ["get", "post"])
def test_alice_leaves_and_nobody_is_signed_in_any_more(method: str):
    alice = signed_up("Alice")
    stolen = {name: morsel.value for name, morsel in alice.browser.cookies.items()}
    answer = getattr(alice.browser, method)("/leave")
    assert answer.status_code == 200
    assert answer["Clear-Site-Data"] == CLEAR
    assert answer["Cache-Control"] == "no-store"
    dropped = {name for name, morsel in answer.cookies.items() if morsel["max-age"] == 0}
    assert dropped == {"session", "private", "invitation"}
    assert alice.visit().identity is None
    assert Browser(**stolen).get("/mine").status_code == 302


def test_charlie_can_leave_too():
    answer = Browser().post("/leave")
    assert (answer.status_code, answer["Clear-Site-Data"]) == (200, CLEAR)


def test_the_way_out_asks_for_no_token():
    from django.test import Client

    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert strict.post("/leave").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_site_cannot_sign_alice_out(method: str):
    alice = signed_up("Alice")
    answer = getattr(alice.browser, method)("/leave", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert "Clear-Site-Data" not in answer
    assert alice.visit().identity is not None


def test_what_is_shown_has_nothing_of_ours_on_it():
    page = signed_up("Alice").get("/leave").content.decode().lower()
    assert {
        word: page.count(word) for word in ("intertwine", "alice", "history", "<script", "http-equiv")
    } == dict.fromkeys(("intertwine", "alice", "history", "<script", "http-equiv"), 0)


def test_heidi_can_say_where_it_leads(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settings, "WAY_OUT", 'https://example.org/?a=1&b="2"')
    page = Browser().get("/leave").content.decode()
    assert page.count('<meta http-equiv="refresh" content="0; url=https://example.org/?a=1&amp;b=&#34;2&#34;">') == 1


@pytest.mark.parametrize("address", ["http://example.org", "javascript:alert(1)", "example.org"])
def test_an_address_that_is_not_https_refuses_to_start(address: str):
    from intertwine.server.configuration import Configuration, Misconfigured

    with pytest.raises(Misconfigured) as refused:
        _ = Configuration(leave_to=address).way_out
    assert str(refused.value).startswith("INTERTWINE_LEAVE_TO must be empty or an address that starts with https://")
