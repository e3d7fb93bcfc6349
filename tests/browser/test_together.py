"""Alice, in light, and Bob, in dark, answer the same question; it opens for both. Every page is asked for barriers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.steps import PASSWORD, Someone
from tests.chromium import screen
from tests.live import House, Phone, pair_up, signs_up

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = {"phone": (390, 844), "narrow": (320, 640)}
NAMES = {"narrow": ("Alexandra-Wilhelmina of the Long Names I", "Bartholomew-Maximilian Featherstonehaugh")}
ALICES = "That you came along, without a word.\nAnd that you stayed."
BOBS = "Your laugh when you think nobody is listening."


def come_in(context: BrowserContext, phone: Phone, base: str) -> None:
    """What a phone without script signed in with, in this browser."""
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in phone.cookies.items()])


@pytest.fixture(params=SIZES)
def two(
    request: pytest.FixtureRequest, browser: Browser, tmp_path: Path, artefacts: Path
) -> Iterator[tuple[Someone, Someone]]:
    house = House(tmp_path / "house")
    house.home.mkdir()
    house.open()
    try:
        yield from living_there(house, browser, artefacts, request.param)
    finally:
        house.close()


def living_there(house: House, browser: Browser, artefacts: Path, size: str) -> Iterator[tuple[Someone, Someone]]:
    width, height = SIZES[size]
    base, pictures = f"http://localhost:{house.port}", artefacts / f"together-{size}"
    pictures.mkdir(exist_ok=True)
    phones = house.phone(), house.phone()
    names = NAMES.get(size, ("Alice", "Bob"))
    for phone, name in zip(phones, names, strict=True):
        signs_up(phone, name, PASSWORD)
    pair_up(*phones)
    with (
        screen(browser, base, width=width, height=height, color_scheme="light") as hers,
        screen(browser, base, width=width, height=height, color_scheme="dark") as his,
    ):
        for seen, phone in zip((hers, his), phones, strict=True):
            come_in(seen.page.context, phone, base)
        alice, bob = Someone("Alice", hers, pictures), Someone("Bob", his, pictures)
        yield alice, bob
        assert [*hers.elsewhere, *his.elsewhere] == []
        assert [*alice.barriers, *bob.barriers] == []
        assert [said for said in (*hers.complaints, *his.complaints) if not said.startswith("Failed to load")] == []


def test_a_question_for_two(two: tuple[Someone, Someone]) -> None:
    alice, bob = two
    for who in (alice, bob):
        who.opens("/together", "01-together")
        nothing_sticks_out(who)
    assert question(alice) == question(bob)

    alice_changes_her_mind_about_the_question(alice)
    alice_is_cut_off_and_sends_again(alice)
    alice_changes_and_takes_back(alice)
    alice_lets_it_be_known_and_takes_it_back(alice, bob)
    bob.opens("/today", "06-today")
    answers(bob, BOBS)
    bob.looks("07-sealed")
    assert ALICES.split("\n", maxsplit=1)[0] not in bob.screen.text()

    answers(alice, ALICES)
    alice.looks("08-after-answering")
    for who in (bob, alice):
        who.opens("/today", "08-today-opened")
        who.sees("You have both answered.")
        assert who.page.get_by_role("link", name="Read both answers").get_attribute("href")
        nothing_sticks_out(who)
        who.opens("/together", "09-opened")
        who.sees(BOBS)
        who.sees("And that you stayed.")
        nothing_sticks_out(who)
    they_say_something(alice, bob)
    bob_asks_one_of_his_own(alice, bob)
    how_deep(alice)


def question(who: Someone) -> str:
    return who.page.locator("h2.asked").first.inner_text()


def nothing_sticks_out(who: Someone) -> None:
    assert who.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def answers(who: Someone, text: str) -> None:
    who.screen.go("/together")
    who.page.get_by_label("Your answer").fill(text)
    who.presses("Seal it")
    who.page.wait_for_url(lambda url: "done=sealed" in url or "/opened/" in url)


def alice_changes_her_mind_about_the_question(alice: Someone) -> None:
    """With words in the field a tap on the wrong button asks once more."""
    shown = question(alice)
    alice.page.get_by_label("Your answer").fill("I had begun to write.")
    alice.presses("Not this one")
    alice.sees("You had begun to write, so it was not laid aside.")
    assert alice.page.get_by_label("Your answer").input_value() == "I had begun to write."
    alice.looks("01-begun")
    nothing_sticks_out(alice)
    alice.screen.go("/together")
    assert question(alice) == shown


def alice_lets_it_be_known_and_takes_it_back(alice: Someone, bob: Someone) -> None:
    alice.screen.go("/together")
    alice.page.get_by_label("Your answer").fill("For now.")
    alice.page.get_by_label(re.compile("know that I have answered")).check(force=True)
    alice.presses("Seal it")
    alice.page.wait_for_url("**/together?done=sealed")
    bob.opens("/together", "05-told")
    bob.sees("lets you know: I have answered this one.")
    nothing_sticks_out(bob)
    alice.page.locator("ul.plain li a").first.click()
    alice.sees("is then no longer told that you have answered.")
    alice.presses("Take my answer back")
    alice.page.wait_for_url("**/together?done=withdrawn")
    bob.screen.go("/together")
    assert "lets you know" not in bob.screen.text()


def alice_is_cut_off_and_sends_again(alice: Someone) -> None:
    """The connection goes while it is being sent: what she typed is still there, and one answer comes of it."""
    alice.page.get_by_label("Your answer").fill(ALICES)
    alice.page.context.set_offline(True)
    alice.presses("Seal it")
    alice.sees("What you typed is still here")
    alice.looks("02-offline")
    assert alice.page.get_by_label("Your answer").input_value() == ALICES
    alice.page.context.set_offline(False)
    alice.page.get_by_role("button", name="Seal it").dblclick()
    alice.page.wait_for_url("**/together?done=sealed")
    alice.looks("03-sealed")
    assert alice.page.locator("ul.plain li a").count() == 1


def alice_changes_and_takes_back(alice: Someone) -> None:
    alice.page.locator("ul.plain li a").click()
    alice.looks("04-her-answer")
    assert alice.page.get_by_label("Your answer").input_value() == ALICES
    alice.page.get_by_label("Your answer").fill("   ")
    alice.presses("Seal it like this")
    alice.sees("A few words are enough")
    alice.looks("05-blank")
    alice.screen.go("/together")
    alice.page.locator("ul.plain li a").click()
    alice.presses("Take my answer back")
    alice.page.wait_for_url("**/together?done=withdrawn")
    assert alice.page.locator("ul.plain li a").count() == 0


def they_say_something(alice: Someone, bob: Someone) -> None:
    for who, words in ((alice, "I feel close to you."), (bob, "Thank you for telling me.")):
        who.screen.go("/together")
        who.page.locator("h2.asked a").first.click()
        who.page.get_by_label(words).check(force=True)
        who.presses("Keep")
        who.page.wait_for_url("**?done=kept")
        who.looks("10-said")
    bob.sees("I feel close to you.")
    bob.opens("/together/opened", "11-archive")


def bob_asks_one_of_his_own(alice: Someone, bob: Someone) -> None:
    bob.opens("/together/ask", "12-ask")
    bob.page.get_by_label("Your question").fill("Which of our trips would you do again, day for day?")
    bob.presses("Ask it")
    bob.page.wait_for_url("**/together?done=asked")
    alice.opens("/together", "13-asked")
    alice.sees("Which of our trips would you do again, day for day?")
    alice.page.get_by_role("button", name="Not this one").first.click()
    expect(alice.page.locator("main")).not_to_contain_text("Which of our trips")


def how_deep(alice: Someone) -> None:
    alice.opens("/together/pace", "14-pace")
    assert alice.page.locator("input[type=radio]:checked").count() == 0
    alice.page.locator("input[name=depth][value='2']").check(force=True)
    for topic in ("sex", "money", "past", "family", "faith"):
        alice.page.locator(f"input[name={topic}][value=no]").check(force=True)
    alice.presses("Keep these answers")
    alice.page.wait_for_url("**/together/pace?done=kept")
    alice.looks("15-pace-kept")
    nothing_sticks_out(alice)
