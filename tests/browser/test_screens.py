"""Alice looks closer, and is not left alone with a heavy answer; Bob learns what she sends him, and nothing else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.couples import couple
from tests.browser.steps import PASSWORD, Someone
from tests.browser.steps import looks_twice as looks
from tests.chromium import picture, screen
from tests.live import House, Phone, signs_up

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "house")
    house.home.mkdir()
    yield house
    house.close()


@pytest.fixture
def two(browser: Browser, house: House, artefacts: Path) -> Iterator[tuple[Someone, Someone]]:
    house.open()
    with couple(browser, house, artefacts, size="phone") as both:
        yield both


def begins(who: Someone, name: str) -> None:
    who.screen.go("/screens")
    who.presses(f"Look at {name}")
    expect(who.page.locator("h1")).to_have_text(name)
    looks(who, f"60-{name.lower()}-before")
    who.presses("Begin")
    expect(who.page.locator("h1")).not_to_have_text(name)


def answers(who: Someone, *labels: str) -> None:
    """One press a question, from wherever the page is."""
    for label in labels:
        question = who.page.locator("h1").inner_text()
        who.page.get_by_role("button", name=label, exact=True).click()
        expect(who.page.locator("h1")).not_to_have_text(question)


def test_a_heavy_answer_is_followed_by_help_and_bob_learns_what_she_sends(two: tuple[Someone, Someone]) -> None:
    alice, bob = two
    bob.opens("/today", "60-today-before")
    before = bob.page.locator("main").inner_text()
    alice.opens("/screens", "60-screens")
    begins(alice, "PHQ-9")
    looks(alice, "61-first-question")
    answers(alice, *["Several days"] * 8)
    looks(alice, "62-last-question")
    answers(alice, "Several days")
    expect(alice.page.locator("h1")).to_have_text("You matter.")
    expect(alice.page.get_by_role("link", name="Call 112: every emergency")).to_have_attribute("href", "tel:112")
    assert "after" not in alice.screen.place
    looks(alice, "63-you-matter")
    asked = alice.page.evaluate("performance.getEntriesByType('resource').length")
    alice.page.get_by_text("Not sure", exact=True).click()
    alice.sees("Please talk to someone now.")
    first = alice.page.locator("#reply-unsure a[href^='tel:']").first
    expect(first).to_be_visible()
    assert first.get_attribute("href") == "tel:112"
    assert alice.page.evaluate("performance.getEntriesByType('resource').length") == asked
    looks(alice, "64-someone-now")

    bob.page.reload()
    assert bob.page.locator("main").inner_text() == before
    alice.page.get_by_role("link", name="Begin a message").click()
    words = alice.page.get_by_label("Your words")
    words.fill(words.input_value() + "\nThe soup is on the stove.")
    looks(alice, "65-message")
    alice.presses("Look at it first")
    alice.sees("This is what Bob would see")
    looks(alice, "66-message-preview")
    bob.page.reload()
    assert bob.page.locator("main").inner_text() == before
    alice.presses("Send it to Bob")
    alice.sees("Bob can read it now.")
    looks(alice, "67-message-sent")
    bob.opens("/today", "68-today-after")
    bob.page.get_by_role("link", name="Read the message").click()
    bob.sees("The soup is on the stove.")
    looks(bob, "69-message-read")
    alice.presses("Take it back")
    alice.sees("Taken back.")
    bob.page.reload()
    bob.sees("There are no messages.")


def test_help_waits_for_no_server(two: tuple[Someone, Someone]) -> None:
    """The last answer is pressed again and again: without a connection, with a server in trouble, with a token that is
    not good any more, signed out, and with a server that takes its time. Then it gets through."""
    alice, _ = two
    begins(alice, "PHQ-9")
    answers(alice, *["Several days"] * 8)
    question, context = alice.page.locator("h1").inner_text(), alice.page.context
    here = alice.page.locator("#meanwhile")
    expect(here.get_by_role("link", name="Call 112: every emergency")).to_be_hidden()

    def helps(notice: str) -> None:
        alice.page.get_by_role("button", name="Several days", exact=True).click()
        expect(here.get_by_role("link", name="Call 112: every emergency")).to_be_visible()
        expect(here.locator("summary")).to_be_focused()
        expect(here.get_by_role("alert")).to_contain_text(notice)
        expect(alice.page.locator("h1")).to_have_text(question)
        here.locator("summary").click()

    context.set_offline(True)
    alice.page.get_by_role("button", name="Not at all", exact=True).click()
    expect(alice.page.locator("form.question").get_by_role("alert")).to_contain_text("That didn't get through.")
    expect(here.get_by_role("link", name="Call 112: every emergency")).to_be_hidden()
    helps("That didn't get through.")
    looks(alice, "62-last-question-offline")
    context.set_offline(False)

    for status, notice in ((503, "There is a lot going on just now."), (500, "Something went wrong on our side.")):
        alice.page.route("**/screens/ask", refusing(status))
        helps(notice)
        alice.page.unroute("**/screens/ask")

    token = alice.page.locator("form.question input[name=csrfmiddlewaretoken]")
    good = token.input_value()
    token.evaluate("one => { one.value = 'x'.repeat(64); }")
    helps("This page was open for too long.")
    token.evaluate("(one, good) => { one.value = good; }", good)

    cookies = context.cookies()
    context.clear_cookies(name="session")
    helps("You need to come in again first.")
    context.add_cookies(cookies)

    def only_then(route: Route) -> None:
        expect(here.locator("summary")).to_be_focused()
        route.continue_()

    alice.page.route("**/screens/ask", only_then)
    alice.page.get_by_role("button", name="Several days", exact=True).click()
    expect(alice.page.locator("h1")).to_have_text("You matter.")


def refusing(status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body="no")


def test_a_care_plan_is_shared_part_by_part_and_taken_back(two: tuple[Someone, Someone]) -> None:
    alice, bob = two
    alice.opens("/plan", "70-plan-empty")
    alice.page.locator("#part-7").get_by_role("link", name="Write").click()
    alice.page.locator("textarea").fill("Sit with me.\nDon't ask why.")
    looks(alice, "71-plan-writing")
    alice.presses("Keep it")
    alice.sees("Kept.")
    bob.opens("/plan/theirs", "72-nothing-from-alice")
    bob.sees("There is nothing here.")
    alice.page.get_by_role("link", name="Show it to Bob").click()
    expect(alice.page.get_by_role("button", name="Show Bob this")).to_be_visible()
    shown = boxes(alice)
    looks(alice, "73-plan-preview")
    alice.presses("Show Bob this")
    alice.sees("Bob sees it now")
    looks(alice, "74-plan-shared")
    bob.page.reload()
    assert boxes(bob) == shown
    looks(bob, "75-from-alice")

    alice.page.locator("#part-7").get_by_role("link", name="Change it").click()
    alice.page.locator("textarea").fill("Leave me be for an hour.")
    alice.presses("Keep it")
    alice.sees("What may Bob see now?")
    looks(alice, "76-plan-differs")
    bob.page.reload()
    assert boxes(bob) == shown
    alice.presses("Take it back")
    alice.sees("Taken back.")
    bob.page.reload()
    bob.sees("There is nothing here.")


def boxes(who: Someone) -> list[str]:
    """What is shown, word by word: how it is broken into lines is the style sheet's, which may come a moment later."""
    return [" ".join(text.split()) for text in who.page.locator(".shown").all_text_contents()]


def phq_9_is_answered(phone: Phone, points: int) -> None:
    """All nine at once, as the last page of it is sent."""
    typed = {f"a{number}": points if number < 9 else 0 for number in range(1, 10)}
    assert "PHQ-9" in phone.post("/screens/ask", screen="phq-9", at=9, **typed).text


def test_a_trend_on_its_ranges_and_a_word_on_today(browser: Browser, house: House, artefacts: Path) -> None:
    house.more = {"DJANGO_SETTINGS_MODULE": "tests.browser.weeks_ago", "PYTHONPATH": str(ROOT)}
    house.open()
    phone = house.phone()
    signs_up(phone, "Alice", PASSWORD)
    phq_9_is_answered(phone, 1)
    house.close()
    house.more = {}
    house.open()
    with screen(browser, f"http://localhost:{house.port}") as seen:
        pictures = artefacts / "phone"
        pictures.mkdir(exist_ok=True)
        alice = Someone("Alice", seen, pictures)
        seen.go("/sign-in")
        seen.page.get_by_label("Your name").fill("Alice")
        seen.page.get_by_label("Your password").fill(PASSWORD)
        seen.page.locator("main form button").last.click()
        alice.at("/today")
        begins(alice, "PHQ-9")
        answers(alice, *["Nearly every day"] * 4, *["More than half the days"] * 4, "Not at all")
        alice.sees("20 of 27.")
        alice.sees("12 points more than on")
        alice.sees("it has become heavier.")
        expect(alice.page.locator("svg.chart .point")).to_have_count(2)
        looks(alice, "80-result")
        alice.screen.go("/today")
        alice.sees("This is where many people talk to someone.")
        looks(alice, "81-today-more-help")
        alice.presses("Not now")
        alice.at("/today")
        expect(alice.page.locator("main")).not_to_contain_text("This is where many people talk to someone.")
        begins_again(alice)
        assert (seen.elsewhere, alice.barriers) == ([], [])


def begins_again(alice: Someone) -> None:
    """Too soon is said, with its reason and the way to help."""
    alice.screen.go("/screens")
    alice.looks("82-screens-resting")
    assert alice.page.get_by_role("button", name="Look at PHQ-9").count() == 0
    begins(alice, "CSI-16")
    labels = ["Happy", "Most of the time", *["Mostly"] * 8]
    answers(alice, *labels)
    looks(alice, "83-between-two-poles")
    alice.page.keyboard.press("Tab")
    alice.presses("Put it aside for now")
    alice.sees("Put aside.")
    looks(alice, "84-put-aside")
    alice.presses("Go on with CSI-16")
    expect(alice.page.locator("h1")).to_have_text("INTERESTING … BORING")


def test_every_answer_is_kept_without_script(browser: Browser, house: House, artefacts: Path) -> None:
    """Alice's phone runs no script and is as narrow as phones come."""
    house.open()
    phone = house.phone()
    signs_up(phone, "Alice", PASSWORD)
    with screen(browser, f"http://localhost:{house.port}", width=320, height=600, java_script_enabled=False) as seen:
        seen.page.context.add_cookies(
            [{"name": name, "value": value, "url": seen.base} for name, value in phone.cookies.items()]
        )
        page = seen.page
        seen.go("/screens")
        alice = Someone("Alice", seen, artefacts)
        page.get_by_role("button", name="Look at K6").click()
        page.get_by_role("button", name="Begin").click()
        expect(page.locator("h1")).not_to_have_text("K6")
        answers(alice, "most of the time", "some of the time", "a little of the time")
        page.get_by_role("button", name="Back").click()
        expect(page.locator("h1")).to_have_text("restless or fidgety")
        page.get_by_role("button", name="Next").click()
        expect(page.locator("h1")).not_to_have_text("restless or fidgety")
        answers(alice, *["none of the time"] * 3)
        expect(page.locator("main")).to_contain_text("6 of 24.")
        pictures = artefacts / "without-script"
        pictures.mkdir(exist_ok=True)
        picture(page, pictures / "k6.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert seen.elsewhere == []
