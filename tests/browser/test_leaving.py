"""Alice leaves, and Bob finds the space closed: on phones, by day and by night."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.couples import couple
from tests.browser.steps import Someone, looks_twice
from tests.live import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW = {"width": 320, "height": 640}
LEAVING = "Leaving, and what it does"


@pytest.fixture
def two(browser: Browser, tmp_path: Path, artefacts: Path) -> Iterator[tuple[Someone, Someone]]:
    house = House(tmp_path / "house")
    house.home.mkdir()
    house.open()
    with couple(browser, house, artefacts, size="phone") as both:
        yield both
    house.close()


def says(who: Someone, words: str) -> None:
    who.screen.go("/messages/write")
    who.page.locator("textarea").fill(words)
    who.presses("Look at it first")
    who.page.locator("button[name=go][value=send]").click()
    who.page.wait_for_url("**/messages?done=sent")


def nothing_sticks_out(who: Someone) -> None:
    before = who.page.viewport_size
    assert before is not None
    who.page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a size is a size
    assert who.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    who.page.set_viewport_size(before)


def test_she_leaves_and_he_goes_on_alone(two: tuple[Someone, Someone]) -> None:
    alice, bob = two
    says(alice, "I will be late tonight.")
    says(bob, "Then I'll keep some soup for you.")
    for where in ("/us", "/sharing", "/couple"):
        alice.screen.go(where)
        assert alice.page.get_by_role("link", name=LEAVING).get_attribute("href") == "/couple/space"
    alice.page.get_by_role("link", name=LEAVING).click()
    alice.page.wait_for_url("**/couple/space")
    looks_twice(alice, "60-leaving")
    nothing_sticks_out(alice)

    button = alice.page.get_by_role("button", name="Leave the shared space", exact=True)
    button.focus()
    alice.page.keyboard.press("Enter")
    alice.page.wait_for_url("**/mine?done=space-notes")
    alice.sees("You are on your own here now.")
    looks_twice(alice, "61-on-her-own")
    alice.opens("/notes", "62-her-notes")
    alice.sees("I will be late tonight.")
    assert "soup" not in alice.screen.text()

    bob.screen.go("/today")
    bob.at("/pairing")
    bob.sees("The space you shared is closed.")
    looks_twice(bob, "63-closed")
    nothing_sticks_out(bob)
    bob.opens("/today", "64-his-today")
    bob.screen.go("/pairing")
    bob.presses("Go on alone")
    bob.page.wait_for_url("**/mine?done=space-notes")
    bob.opens("/notes", "65-his-notes")
    bob.sees("Then I'll keep some soup for you.")
