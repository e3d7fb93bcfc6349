"""Alice shows Bob a little of what she wrote, and writes him a letter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.couples import SIZES, couple
from tests.browser.steps import Someone
from tests.live import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(params=SIZES)
def two(
    request: pytest.FixtureRequest, browser: Browser, tmp_path: Path, artefacts: Path
) -> Iterator[tuple[Someone, Someone]]:
    house = House(tmp_path / "house")
    house.home.mkdir()
    house.open()
    with couple(browser, house, artefacts, size=request.param) as both:
        yield both
    house.close()


def test_a_little_is_shown_and_taken_back(two: tuple[Someone, Someone]) -> None:
    alice, bob = two
    alice.opens("/shown", "40-shown-nothing")
    alice.opens("/notes/new", "41-note")
    alice.page.get_by_label("Your note").fill(
        "My father rang. I said I was busy, and then I sat in the car for an hour."
    )
    alice.presses("Keep it")
    alice.sees("Kept.")
    alice.looks("42-notes")
    alice.opens("/shown", "43-shown-could")
    alice.page.locator(".pieces a").first.click()
    alice.page.locator("input[name=step][value='2']").check(force=True)
    alice.page.locator("#f-gist").fill("A difficult call, and I needed a while.")
    alice.looks("44-ladder")
    alice.presses("See what Bob would see")
    alice.sees("This is what Bob would see")
    alice.looks("45-preview")
    shown = alice.page.locator("article.seen").inner_text()

    bob.opens("/shown-to-you", "46-nothing-shown")
    bob.sees("Nothing at present.")
    alice.presses("Show it")
    alice.sees("It is shown now.")
    alice.looks("47-shown")
    bob.opens("/today", "48-today-something-shown")
    bob.page.get_by_role("link", name="Look at what is shown").click()
    expect(bob.page.locator("article.seen")).to_have_text(shown, use_inner_text=True)
    assert "father" not in bob.screen.text()
    bob.looks("49-shown-to-bob")

    alice.presses("Take it back")
    alice.sees("It is not shown any more.")
    bob.page.reload()
    bob.sees("Nothing at present.")


def test_a_letter_waits_and_opens(two: tuple[Someone, Someone]) -> None:
    alice, bob = two
    alice.opens("/letters", "50-no-letters")
    alice.page.get_by_role("link", name="Write a letter").click()
    alice.page.get_by_label("What you would like to say").fill(
        "When you read this, put the kettle on and sit down with me."
    )
    alice.presses("Let it wait")
    alice.sees("Please choose whether it opens on a day or by your hand.")
    alice.looks("51-letter-refused")
    alice.page.get_by_text("By my hand").click()
    alice.page.get_by_text("Tell Bob that a letter waits").click()
    alice.presses("Let it wait")
    alice.sees("It waits.")
    alice.looks("52-letter-waits")
    bob.opens("/letters", "53-letter-waits-for-bob")
    bob.sees("It opens when Alice opens it.")
    alice.page.locator("main").get_by_role("link", name="Read or change it", exact=True).click()
    alice.looks("54-letter")
    alice.presses("Open it for both now")
    alice.sees("It is open to both of you now.")
    bob.opens("/letters", "55-letter-open")
    bob.sees("put the kettle on")
