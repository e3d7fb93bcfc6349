"""Alice's evening, her hard day, and the diary she brings along; Bob beside her."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.couples import SIZES, couple
from tests.browser.steps import Someone, checks_in, looks_twice
from tests.chromium import screen
from tests.live import House, signs_up

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAYS = [datetime.now(UTC).date() - timedelta(days=30 + back) for back in range(20)]
"""Of the year that is drawn, whenever this runs."""
DAYLIO = "full_date,date,weekday,time,mood,activities,note_title,note\n" + "".join(
    f'{day},"{day:%B} {day.day}",x,"9:30 PM",{("good", "meh", "bad")[n % 3]},"garden","","Note {n}."\n'
    for n, day in enumerate(DAYS)
)


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


def test_a_day_a_hard_day_and_the_days_before(two: tuple[Someone, Someone], tmp_path: Path) -> None:
    alice, bob = two
    assert checks_in(alice, points=7, line="Soup, a long walk, and then quiet.") <= 12
    bob.opens("/today", "60-today-of-bob")
    before = bob.screen.text()

    alice.screen.go("/today/check-in")
    alice.presses("Next")
    expect(alice.page.get_by_label("Or a word of your own")).to_be_visible()
    alice.page.get_by_label("Or a word of your own").fill("fizzy, far away")
    alice.presses("That's enough for today")
    alice.at("/today")
    alice.sees("fizzy · far away")

    a_hard_day(alice, bob, before)
    bob.screen.go("/today")
    before = bob.screen.text()
    brings_a_diary(alice, tmp_path)
    bob.page.reload()
    assert bob.screen.text() == before


def a_hard_day(alice: Someone, bob: Someone, before: str) -> None:
    bob.screen.go("/today")
    assert bob.screen.text() == before
    bob.presses("It's a hard day")
    bob.at("/today/for-now")
    bob.looks("61-hard-day")
    bob.page.get_by_text("A circle to breathe with").click()
    bob.looks("62-breathing")
    preview = bob.page.locator("blockquote").inner_text()
    alice.screen.go("/today")
    assert "Bob is having" not in alice.screen.text()
    bob.presses("Tell Alice")
    bob.sees("Alice sees this, until your day ends:")
    bob.looks("63-told")
    bob.opens("/today", "64-small")
    assert bob.page.locator("figure").count() == 0
    alice.opens("/today", "65-alice-is-told")
    expect(alice.page.get_by_text(preview, exact=True)).to_be_visible()
    bob.presses("Take it back")
    expect(bob.page.locator("main")).not_to_contain_text("Alice sees this, until your day ends:")
    alice.page.reload()
    assert preview not in alice.screen.text()


def brings_a_diary(alice: Someone, tmp_path: Path) -> None:
    (tmp_path / "daylio.csv").write_text(DAYLIO.replace("meh", "so so"), encoding="utf-8")
    alice.opens("/mine", "66-mine")
    alice.page.get_by_role("link", name="Bring a diary from elsewhere").click()
    alice.page.get_by_label("The file").set_input_files(tmp_path / "daylio.csv")
    alice.looks("67-bring")
    alice.presses("Look at it")
    alice.sees("What do these words stand for?")
    alice.looks("68-bring-moods")
    alice.page.get_by_label("so so").select_option("5")
    alice.presses("Look at it")
    alice.sees("The first of its 20 days")
    looks_twice(alice, "69-bring-preview")
    alice.presses("Bring them in")
    alice.at("/mine/days")
    looks_twice(alice, "70-your-days")
    alice.screen.go("/mine/days?span=year")
    looks_twice(alice, "71-your-year")
    expect(alice.page.locator(".drawn .square")).to_have_count(21)
    alice.page.get_by_role("link", name="What goes with good days").click()
    alice.sees("It is too early to say.")
    looks_twice(alice, "72-good-days")


def test_an_answer_given_without_a_connection_goes_by_itself_once_there_is_one(
    browser: Browser, tmp_path: Path
) -> None:
    house = House(tmp_path / "house")
    house.home.mkdir()
    house.open()
    phone = house.phone()
    signs_up(phone, "Charlie", "a quiet river at noon")
    with screen(browser, f"http://localhost:{house.port}") as seen:
        seen.page.context.add_cookies(
            [
                {"name": name, "value": value, "url": seen.base, "httpOnly": True}
                for name, value in phone.cookies.items()
            ]
        )
        seen.go("/today/check-in")
        pad = seen.page.locator(".pad .surface").first.bounding_box()
        assert pad is not None
        seen.page.mouse.click(pad["x"] + pad["width"] * 0.7, pad["y"] + pad["height"] * 0.4)
        seen.page.context.set_offline(True)
        for _ in range(2):
            seen.page.get_by_role("button", name="Next").click()
            expect(seen.page.get_by_text("That waits for a connection.")).to_have_count(1)
        seen.page.context.set_offline(False)
        expect(seen.page.locator("h1")).to_have_text("Is there a word for it?")
        assert seen.page.locator("input[name=valence]").get_attribute("value") not in {None, ""}
    house.close()
