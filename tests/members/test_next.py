"""Where one was going is only ever a page of this server."""

import pytest

from tests.cast import PASSWORD, Person
from tests.couples.pages import member
from tests.members.pages import text

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

ELSEWHERE = [
    "//evil.example",
    "//evil.example/mine",
    "\\\\evil.example",
    "/\\evil.example",
    "/mine\\..\\..\\evil",
    "http://evil.example",
    "https://localhost/mine",
    "javascript:alert(1)",
    "evil.example",
    "mine",
    "/\t/evil.example",
    "/nowhere",
    "/mine\r\nSet-Cookie: a=b",
    "?next=/mine",
    "/mine?" + "a" * 2000,
]


@pytest.mark.parametrize("planted", ELSEWHERE)
def test_a_planted_address_leads_to_today(planted: str) -> None:
    member("Alice")
    alice = Person("Alice")
    page = alice.get("/sign-in", next=planted)
    assert text(page).count('name="next" value=""') == 1
    assert alice.post("/sign-in", name="Alice", password=PASSWORD, next=planted)["Location"] == "/today"
    assert alice.get("/sign-in", next=planted)["Location"] == "/today"
    alice.close_private()
    assert alice.post("/open", password=PASSWORD, next=planted)["Location"] == "/today"


@pytest.mark.parametrize("page", ["/mine", "/today/check-in", "/mine/place?from=a&to=b", "/us?span=month#top"])
def test_a_page_of_this_server_is_where_it_says(page: str) -> None:
    member("Alice")
    alice = Person("Alice")
    assert alice.post("/sign-in", name="Alice", password=PASSWORD, next=page)["Location"] == page
