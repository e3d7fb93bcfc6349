"""Help where there is no connection, questions for one, and the way out, in a real browser with its worker."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations
from tests.chromium import Screen, picture, screen
from tests.live import House, checks_in, pair_up, signs_up

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "a quiet river at noon"


@pytest.fixture
def charlie(browser: Browser, house: House) -> Iterator[Screen]:
    with screen(browser, f"http://localhost:{house.port}", service_workers="allow") as seen:
        yield seen
        assert (seen.elsewhere, [said for said in seen.complaints if "Content Security Policy" in said]) == ([], [])


def settled(seen: Screen, where: str = "/") -> None:
    """A first visit, until the worker has kept what it keeps."""
    seen.go(where)
    # in one question: a wait that asks again and again is made of text, which the page's own policy refuses
    seen.page.evaluate(
        """() => new Promise((done) => {
             const { serviceWorker } = navigator;
             if (serviceWorker.controller) done();
             else serviceWorker.addEventListener("controllerchange", () => done(), { once: true });
           })"""
    )


def kept_in(seen: Screen) -> list[str]:
    return seen.page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
           (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat().sort()"""
    )


def shown(seen: Screen) -> list[str]:
    """What stands on pages of the two, without what is new in every form."""
    found = []
    for where in ("/couple", "/us", "/help"):
        seen.go(where)
        found.append(re.sub(r'value="[A-Za-z0-9]{64}"', "", seen.page.locator("main").inner_html()))
    return found


def in_both_schemes(seen: Screen) -> None:
    """Nothing stands in anybody's way, by day and by night."""
    for scheme in ("light", "dark"):
        seen.page.emulate_media(color_scheme=scheme)
        assert violations(seen.page) == []


def signs_in(seen: Screen, name: str) -> None:
    seen.go("/sign-in")
    seen.page.get_by_label("Your name").fill(name)
    seen.page.get_by_label("Your password").fill(PASSWORD)
    seen.page.get_by_role("button", name="Sign in").click()
    seen.page.wait_for_url("**/today")


def test_without_a_connection_charlie_finds_every_country_and_nobody_learns_which(charlie: Screen) -> None:
    settled(charlie)
    charlie.page.context.set_offline(True)
    charlie.go("/help")
    expect(charlie.page.locator("h1")).to_have_text("Help, now")
    expect(charlie.page.locator("#emergency")).to_contain_text("Call 999")
    charlie.page.get_by_text("Norway", exact=True).click()
    expect(charlie.page.locator("details[open]")).to_contain_text("Call 113: ambulance")
    assert (charlie.place, charlie.page.locator("details[open]").count()) == ("/help", 1)
    assert charlie.page.evaluate("getComputedStyle(document.querySelector('.btn.call')).borderRadius") != "0px"
    in_both_schemes(charlie)


def test_nothing_is_kept_but_help_and_what_it_needs(charlie: Screen, house: House) -> None:
    signs_up(house.phone(), "Alice who looks around", PASSWORD)
    settled(charlie)
    signs_in(charlie, "Alice who looks around")
    for where in ("/mine", "/us", "/today", "/help"):
        charlie.go(where)
    kept = [name for name in kept_in(charlie) if not name.startswith("/static/")]
    assert kept == ["/help", "/kitchen", "/no-connection"]
    told = charlie.page.evaluate("caches.match('/help').then((one) => one.text())")
    assert (told.count("Help, now"), told.count("Mine"), told.count("csrf")) == (1, 0, 0)


def test_any_other_page_says_that_there_is_no_connection_and_leads_to_help(charlie: Screen) -> None:
    settled(charlie)
    charlie.page.context.set_offline(True)
    charlie.go("/today")
    expect(charlie.page.locator("h1")).to_have_text("No connection just now")
    in_both_schemes(charlie)
    charlie.page.get_by_role("link", name="Help, without a connection").click()
    expect(charlie.page.locator("h1")).to_have_text("Help, now")


def test_leaving_takes_everything_and_the_next_visit_brings_help_back(charlie: Screen, house: House) -> None:
    signs_up(house.phone(), "Alice who leaves", PASSWORD)
    settled(charlie)
    signs_in(charlie, "Alice who leaves")
    for _ in range(3):
        charlie.page.keyboard.press("Shift")
    charlie.page.wait_for_url("**/leave")
    assert charlie.page.title() == "Kitchen measures"
    assert charlie.page.context.cookies() == []
    assert kept_in(charlie) == []
    charlie.page.go_back()
    assert charlie.text().count("Alice") == 0
    settled(charlie, "/help")
    assert kept_in(charlie)[:2] == ["/help", "/kitchen"]


def test_leaving_without_a_connection_shows_an_everyday_page_and_signs_out_before_anything_else_is_shown(
    charlie: Screen, house: House
) -> None:
    signs_up(house.phone(), "Alice on a train", PASSWORD)
    settled(charlie)
    signs_in(charlie, "Alice on a train")
    charlie.page.context.set_offline(True)
    charlie.page.get_by_role("button", name="Leave quickly").click()
    charlie.page.wait_for_url("**/leave")
    expect(charlie.page.locator("h1")).to_have_text("Kitchen measures")
    charlie.go("/today")
    expect(charlie.page.locator("h1")).to_have_text("No connection just now")
    charlie.page.context.set_offline(False)
    charlie.go("/today")
    assert charlie.place.split("?")[0] == "/sign-in"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_alice_answers_for_herself_and_bob_sees_nothing_of_it(
    scheme: str, browser: Browser, house: House, artefacts: Path
) -> None:
    alice, bob = house.phone(), house.phone()
    for phone, name in ((alice, f"Alice in {scheme}"), (bob, f"Bob in {scheme}")):
        signs_up(phone, name, PASSWORD)
    pair_up(alice, bob)
    base = f"http://localhost:{house.port}"
    with screen(browser, base, color_scheme=scheme) as hers, screen(browser, base, color_scheme=scheme) as his:
        signs_in(hers, f"Alice in {scheme}")
        signs_in(his, f"Bob in {scheme}")
        before = shown(his)
        hers.go("/help")
        hers.page.get_by_role("link", name="Questions for one").click()
        hers.page.wait_for_url("**/help/one")
        picture(hers.page, artefacts / f"for-one-{scheme}.png")
        assert violations(hers.page) == []
        for question, answer in (("Are you ever afraid", "Yes"), ("In the past year, did your partner hit", "No")):
            group = hers.page.get_by_role("group", name=question)
            group.get_by_label(answer).check(force=True)
        hers.page.get_by_role("button", name="Go on").click()
        expect(hers.page.locator("h1")).to_have_text("Thank you for saying it")
        assert (hers.place, hers.page.title()) == ("/help/one", "Help – Intertwine")
        picture(hers.page, artefacts / f"for-one-heard-{scheme}.png")
        assert violations(hers.page) == []
        assert shown(his) == before
        hers.go("/help/find")
        picture(hers.page, artefacts / f"find-{scheme}.png")
        assert violations(hers.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_alice_takes_a_summary_along(scheme: str, browser: Browser, house: House, artefacts: Path) -> None:
    alice, name = house.phone(), f"Alice with a paper, {scheme}"
    signs_up(alice, name, PASSWORD)
    checks_in(alice, valence="6", stress="4", line="Soup, a long walk, and then quiet.")
    with screen(browser, f"http://localhost:{house.port}", color_scheme=scheme) as hers:
        signs_in(hers, name)
        hers.go("/help/find")
        hers.page.get_by_role("link", name="Make a summary").click()
        expect(hers.page.get_by_label("In your own words")).to_be_visible()
        assert violations(hers.page) == []
        for part in ("State of mind, day by day", "Private lines, word for word"):
            hers.page.locator("label.chip", has_text=part).click()
        hers.page.get_by_label("In your own words").fill("I sleep badly.\nSince September.")
        hers.page.get_by_role("button", name="Look at it").click()
        expect(hers.page.locator("article.paper")).to_contain_text("Soup, a long walk, and then quiet.")
        picture(hers.page, artefacts / f"hand-off-{scheme}.png")
        assert violations(hers.page) == []
        expect(hers.page.get_by_role("button", name="Print this page")).to_be_visible()
        with hers.page.expect_download() as taken:
            hers.page.get_by_role("button", name="Save as PDF").click()
        assert (taken.value.suggested_filename, taken.value.path().read_bytes()[:5]) == ("summary.pdf", b"%PDF-")
        hers.page.get_by_role("button", name="Change what goes in").click()
        assert hers.page.get_by_label("In your own words").input_value() == "I sleep badly.\nSince September."
        assert hers.complaints == []
