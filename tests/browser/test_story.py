"""Alice and Bob, on two phones and on two desks, from the first page to the two lines."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.couples import SCHEMES, SIZES
from tests.browser.steps import PASSWORD, Someone, checks_in, shares, signs_up
from tests.chromium import picture, screen
from tests.live import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(params=SIZES)
def two(
    request: pytest.FixtureRequest, browser: Browser, tmp_path: Path, artefacts: Path
) -> Iterator[tuple[Someone, Someone, House]]:
    """One in light, one in dark, each with a browser of their own, at a house that is empty."""
    (width, height), (hers_is, his_is) = SIZES[request.param], SCHEMES[request.param]
    house = House(tmp_path / "house")
    house.home.mkdir()
    house.open()
    base, pictures = f"http://localhost:{house.port}", artefacts / request.param
    pictures.mkdir(exist_ok=True)
    with (
        screen(browser, base, width=width, height=height, color_scheme=hers_is) as hers,
        screen(browser, base, width=width, height=height, color_scheme=his_is) as his,
    ):
        alice, bob = Someone("Alice", hers, pictures), Someone("Bob", his, pictures)
        yield alice, bob, house
        house.close()
        assert [*hers.elsewhere, *his.elsewhere] == []
        assert [*alice.barriers, *bob.barriers] == []
        assert [said for said in (*hers.complaints, *his.complaints) if not said.startswith("Failed to load")] == []


def test_the_whole_walk(two: tuple[Someone, Someone, House]) -> None:
    alice, bob, house = two
    signs_up(alice)
    assert checks_in(alice, points=7, line="Soup, a long walk, and then quiet.") <= 12
    alice.sees("Soup, a long walk, and then quiet.")
    alice.opens("/us", "16-us-alone")

    link = alice_invites(alice)
    signs_up(bob, by=link)
    bob.at("/join")
    bob.looks("20-invited")
    bob.presses("Compare words")
    words = compare(alice, bob)
    assert len(words) == 5
    for who in (alice, bob):
        who.presses("Our words are the same")
    for who in (alice, bob):
        who.at("/sharing")

    none_ticked(alice)
    shares(alice, feeds="yes", draws="yes", weather="yes")
    shares(bob, feeds="yes", draws="no", weather="no")
    checks_in(bob, points=4, line="Long day.")

    alice_sees_her_own_line_only(alice)
    bob_sees_both_and_her_weather(bob)
    for who in (alice, bob):
        for where in ("/mine", "/couple", "/help", "/mine/place", "/mine/password", "/mine/pin", "/host"):
            who.opens(where, f"40{where.replace('/', '-')}")

    stops_and_starts_again(house)
    bob.opens("/us", "41-us-after-restart")
    expect(bob.page.locator("main")).to_contain_text("Alice")
    comes_back_after_closing(alice)
    leaves_quickly(bob)


def alice_invites(alice: Someone) -> str:
    alice.opens("/pairing", "17-pairing")
    alice.page.locator("main form button.btn:not(.plain):not(.bare)").first.click()
    expect(alice.page.locator("#link")).to_be_visible()
    alice.looks("18-invitation")
    found = re.search(r"/join/[A-Za-z0-9_-]+", alice.page.locator("#link").inner_text().replace("\n", ""))
    assert found is not None
    return found[0]


def compare(alice: Someone, bob: Someone) -> list[str]:
    """The same five words on both screens, hers by itself: nobody presses anything there."""
    for who in (alice, bob):
        expect(who.page.get_by_role("button", name="Our words are the same")).to_be_visible()
    expect(alice.page.get_by_role("heading", name="Are these words on both screens?")).to_be_focused()
    seen = [who.page.locator("main ol li").all_inner_texts() for who in (alice, bob)]
    for who in (alice, bob):
        who.looks("21-words")
    assert seen[0] == seen[1]
    return seen[0]


def none_ticked(who: Someone) -> None:
    expect(who.page.locator("input[type=radio]")).not_to_have_count(0)
    expect(who.page.locator("input[type=radio]:checked")).to_have_count(0)


def alice_sees_her_own_line_only(alice: Someone) -> None:
    alice.opens("/us", "30-us")
    alice.sees("It is too early to say")
    table = alice.page.locator("main table").first
    assert "Bob" not in (table.text_content() or "")
    alice.opens("/today", "31-today")
    assert "Long day." not in alice.screen.text()


def bob_sees_both_and_her_weather(bob: Someone) -> None:
    bob.opens("/us", "30-us")
    assert "Alice" in (bob.page.locator("main table").first.text_content() or "")
    bob.opens("/today", "31-today")
    bob.sees("Alice")
    assert "Soup" not in bob.screen.text()


def stops_and_starts_again(house: House) -> None:
    house.close()
    house.open()


def comes_back_after_closing(alice: Someone) -> None:
    alice.screen.go("/mine")
    alice.presses("Close it now")
    alice.at("/today")
    alice.looks("42-today-closed")
    alice.screen.go("/open")
    alice.looks("43-open")
    alice.page.get_by_label("Your password").fill(PASSWORD)
    alice.presses("Open")
    alice.at("/today")
    alice.sees("Soup, a long walk, and then quiet.")


def leaves_quickly(bob: Someone) -> None:
    for _ in range(3):
        bob.page.keyboard.press("Shift")
    bob.page.wait_for_url("**/leave")
    bob.looks("50-left")
    assert "Intertwine" not in bob.page.title()
    bob.screen.go("/today")
    bob.at("/sign-in")


def test_without_script(browser: Browser, tmp_path: Path, artefacts: Path) -> None:
    """Charlie's phone runs no JavaScript: forms, check-in, own line and the way out all work."""
    house = House(tmp_path / "house")
    house.home.mkdir()
    house.open()
    pictures = artefacts / "without-script"
    pictures.mkdir(exist_ok=True)
    with screen(browser, f"http://localhost:{house.port}", java_script_enabled=False) as seen:
        page = seen.page
        seen.go("/sign-up")
        page.get_by_label("Your name").fill("Charlie")
        page.get_by_label("A password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Type it back").fill(page.locator("#code").inner_text())
        page.get_by_role("button", name="I have it").click()
        page.wait_for_url("**/today")
        picture(page, pictures / "today.png")
        page.locator("input[name=valence][value='6']").check(force=True)
        page.locator("input[name=arousal][value='3']").check(force=True)
        page.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator("input[name=feelings]").first).to_be_attached()
        picture(page, pictures / "feelings.png")
        page.get_by_role("button", name="Next", exact=True).click()
        page.locator("main button[value='8']").click()
        page.get_by_role("button", name="That's enough for today").click()
        page.wait_for_url(re.compile(r"/today(\?|$)"))
        picture(page, pictures / "kept.png")
        expect(page.locator("main")).to_contain_text("You have checked in today.")
        page.get_by_role("button", name="Leave quickly").click()
        page.wait_for_url("**/leave")
        seen.go("/today")
        assert seen.place.startswith("/sign-in")
        assert seen.elsewhere == []
    house.close()
