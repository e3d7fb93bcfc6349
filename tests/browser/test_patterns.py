"""Alice and Bob look at what their days have in common: lines, map and sentences; then Bob takes his ratings back."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from intertwine.insights.simulate import Follows, Missing, Moves, Truth, simulate_couple
from intertwine.insights.types import SERIES
from tests.afternoon import afternoon
from tests.browser.steps import Someone, shares
from tests.chromium import Screen, picture, screen
from tests.cli.terminal import passwords_in
from tests.live import House, pair_up, signs_up

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAYS = 60
TRUTH = Truth(
    moves=dict.fromkeys(SERIES, Moves(sd=(1.1, 1.1), correlation=0.1, reliability=0.9)),
    follows={
        "talking": {"mind": Follows(same_day=((0.8, 0.0), (0.0, 0.8)))},
        "responding": {"mind": Follows(same_day=((0.0, 0.9), (0.9, 0.0)))},
        "closeness": {"mind": Follows(same_day=((1.0, 0.0), (0.0, -1.0)))},
    },
)
"""Better days go with closeness for Alice, and with less of it for Bob; and each feels understood on the other's."""

WORKING = "Your picture is being worked out."
EARLY = "It is too early to say."
FINDING = re.compile(r"For Alice, better days and feeling (a little |much )?closer to Bob tend to go together\.")
AGAINST = re.compile(r"For Bob, better days and feeling (a little |much )?less close to Alice tend to go together\.")

REACH = """tie => {
  const path = tie.querySelector("path.reach"), matrix = path.getScreenCTM(), length = path.getTotalLength();
  for (let part = 1; part < 40; part++) {
    const at = path.getPointAtLength(length * part / 40).matrixTransform(matrix);
    if (document.elementFromPoint(at.x, at.y)?.closest("a") === tie) return [at.x, at.y];
  }
  return null;
}"""
"""A place where a finger meets this line and no other."""


def write_diary(file: Path) -> list[str]:
    """Sixty days of two people, as a file. Returns the options that say which column is what."""
    ratings = simulate_couple(days=DAYS, seed=7, truth=TRUTH, missing=Missing(each=0, both=0))
    last = datetime.now(UTC).date() - timedelta(days=2)  # the last one that is over everywhere, and counts
    with file.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(["day", "who", *ratings])
        for n, back in enumerate(reversed(range(DAYS))):
            for who in (0, 1):
                answers = [int(of[n, who]) for of in ratings.values() if not np.isnan(of[n, who])]
                lines.writerow([(last - timedelta(days=back)).isoformat(), who + 1, *answers])
    items = [word for item in ratings for word in ("--item", f"{item}={item}:0:10")]
    return ["--day", "day", "--person", "who", *items]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "house", more={"TZ": afternoon()})
    house.home.mkdir()
    house.command("setup")
    yield house
    house.close()


def come_in(seen: Screen, name: str, password: str) -> None:
    seen.go("/sign-in")
    seen.page.get_by_label("Your name").fill(name)
    seen.page.get_by_label("Your password").fill(password)
    seen.page.get_by_role("button", name="Sign in").click()
    seen.page.wait_for_url("**/today")


def test_what_the_two_see(browser: Browser, house: House, artefacts: Path) -> None:
    said = house.command("import", "diary.csv", *write_diary(house.home / "diary.csv"), "--new", "Alice,Bob", "--share")
    passwords = passwords_in(said.stdout)
    house.open()
    base, pictures = f"http://localhost:{house.port}", artefacts / "patterns"
    pictures.mkdir(exist_ok=True)
    with (
        screen(browser, base, color_scheme="light") as hers,
        screen(browser, base, color_scheme="dark") as his,
        screen(browser, base, java_script_enabled=False) as plain,
    ):
        alice, bob = Someone("Alice", hers, pictures), Someone("Bob", his, pictures)
        for seen, name in ((hers, "Alice"), (his, "Bob"), (plain, "Alice")):
            come_in(seen, name, passwords[name])

        she_waits_and_it_comes_by_itself(alice)
        the_lines_go_back_a_month_a_season_a_year(alice)
        every_line_leads_to_its_sentence(alice)
        whoever_has_no_mouse_reaches_what_is_clear_and_the_table(alice)
        bob_sees_the_same(bob, alice)
        both_at_a_desk(alice, bob)
        on_paper(alice, bob)
        a_hard_day_is_marked_for_its_owner_alone(alice, bob)
        without_script(plain, pictures)
        bob_takes_his_ratings_back(alice, bob, house)

        assert [*hers.elsewhere, *his.elsewhere, *plain.elsewhere] == []
        assert [*alice.barriers, *bob.barriers] == []
        assert [*hers.complaints, *his.complaints] == []


def she_waits_and_it_comes_by_itself(alice: Someone) -> None:
    """Held for as long as she looks at it: until then the server's answer is that there is none."""
    alice.page.route("**/us/picture", lambda route: route.fulfill(status=204))
    alice.opens("/us", "01-us-working")
    alice.sees(WORKING)
    alice.sees("It appears here by itself.")
    alice.page.evaluate("window.untouched = true")
    alice.page.unroute("**/us/picture")
    alice.sees(FINDING)
    assert alice.page.evaluate("window.untouched")
    expect(alice.page.locator("#picture")).not_to_contain_text(WORKING)
    expect(alice.page.get_by_role("status").filter(has_text="Your picture is here.")).to_have_count(1)
    alice.looks("02-us")


def the_lines_go_back_a_month_a_season_a_year(alice: Someone) -> None:
    alice.sees(f"So far, {DAYS} days have ratings from both of you to put together.")
    for words, span, rows in (("Three months", "season", DAYS), ("A year", "year", DAYS), ("A month", "month", 28)):
        alice.page.get_by_role("link", name=words, exact=True).click()
        alice.page.wait_for_url(f"**/us?span={span}")
        lines = alice.page.locator("main figure").first
        assert lines.locator(".key li").all_inner_texts() == ["Alice", "Bob"]
        assert [lines.locator(f"path.line.{who}").count() > 0 for who in ("first", "second")] == [True, True]
        assert alice.page.locator("main table").first.locator("tbody tr").count() == rows + 1  # today ends it
        assert not sticks_out(alice)
        alice.looks(f"03-{span}")


def every_line_leads_to_its_sentence(alice: Someone) -> None:
    """By touch: each of them has a place where a finger meets it, also those that are not clear yet."""
    drawn = alice.page.locator("#map a.tie")
    assert drawn.count() == 28
    for tie in drawn.all():
        tie.evaluate("tie => tie.closest('svg').scrollIntoView({block: 'center'})")
        at = tie.evaluate(REACH)
        assert at is not None, tie.get_attribute("aria-label")
        alice.page.mouse.click(*at)
        told = alice.page.locator(f".told{tie.get_attribute('href')}:target")
        expect(told).to_be_in_viewport()
        expect(told).to_contain_text(tie.get_attribute("aria-label") or "?")
        back = told.get_by_role("link", name="Back to the map")
        if back.count():  # what is not clear is told only when it is asked for
            unclear = tie.get_attribute("href")
            back.click()
            expect(alice.page.locator("#map")).to_be_in_viewport()
    alice.opens(f"/us{unclear}", "04-a-line-that-is-not-clear")


def whoever_has_no_mouse_reaches_what_is_clear_and_the_table(alice: Someone) -> None:
    alice.screen.go("/us")
    clear = alice.page.locator("#map a.tie:not([tabindex])").evaluate_all(
        "all => all.map(tie => tie.getAttribute('href'))"
    )
    assert len(clear) == len({*clear}) >= 4
    assert None not in clear
    alice.page.get_by_role("link", name="What goes with good days").focus()  # the last before the map
    reached = []
    for _ in clear:
        alice.page.keyboard.press("Tab")
        reached.append(alice.page.evaluate("document.activeElement.closest('a.tie')?.getAttribute('href')"))
    assert reached == clear
    alice.looks("05-by-keyboard")
    alice.page.keyboard.press("Enter")
    expect(alice.page.locator(f".told{clear[-1]}:target")).to_be_in_viewport()
    table = alice.page.locator("#picture details").filter(has_text="As a table").first
    table.locator("summary").focus()
    alice.page.keyboard.press("Enter")
    expect(table.locator("table")).to_be_visible()
    rows = table.locator("tbody tr").all_inner_texts()
    assert sum("not clear yet" not in row for row in rows) == len(clear)
    assert len(rows) >= 28
    alice.looks("06-table")


def bob_sees_the_same(bob: Someone, alice: Someone) -> None:
    bob.opens("/us", "07-us-in-the-dark")
    bob.sees(FINDING)
    bob.sees(AGAINST)
    alice.screen.go("/us")
    told = [who.page.locator("#picture").inner_text() for who in (alice, bob)]
    assert told[0] == told[1]
    offered = bob.page.locator(".to-try").first
    expect(offered).to_contain_text("Something to try")
    ways = bob.page.locator(".to-try a").evaluate_all("all => [...new Set(all.map(way => way.pathname))]")
    assert len(ways) >= 2
    for way in ways:
        bob.screen.go(way)
        assert bob.screen.place == way


def both_at_a_desk(alice: Someone, bob: Someone) -> None:
    for who in (alice, bob):
        who.page.set_viewport_size({"width": 1280, "height": 800})
        who.opens("/us", "09-desk")
        who.page.set_viewport_size({"width": 320, "height": 640})
        who.opens("/us", "11-narrow")
        assert not sticks_out(who)
        who.page.set_viewport_size({"width": 390, "height": 844})


def on_paper(alice: Someone, bob: Someone) -> None:
    """Map, sentences and table are there; what only a screen is for is not."""
    for who in (alice, bob):
        who.screen.go("/us")
        who.page.emulate_media(media="print")
        for there in ("#map .pillars", "#picture .finding >> nth=0", "#picture table", ".to-try >> nth=0"):
            expect(who.page.locator(there)).to_be_visible()
        for away in ("nav.ways", "form.leave", "nav.spans"):
            expect(who.page.locator(away)).to_be_hidden()
        who.looks("12-paper")
        who.page.emulate_media(media="screen")


def a_hard_day_is_marked_for_its_owner_alone(alice: Someone, bob: Someone) -> None:
    alice.screen.go("/today")
    alice.presses("It's a hard day")
    alice.at("/today/for-now")
    for who in (alice, bob):
        who.screen.go("/us")
    assert [who.page.locator(".notch").count() for who in (alice, bob)] == [1, 0]
    assert ["a day you called hard" in who.screen.text() for who in (alice, bob)] == [True, False]


def without_script(plain: Screen, pictures: Path) -> None:
    plain.go("/us/picture")
    plain.page.wait_for_url("**/us")
    expect(plain.page.locator("main")).to_contain_text(FINDING)
    plain.page.get_by_role("link", name="A year", exact=True).click()
    plain.page.wait_for_url("**/us?span=year")
    clear, dots = plain.page.locator("a.tie:not([tabindex])").first, plain.page.locator("a.tie[tabindex]").first
    for tie in (clear, dots):
        tie.focus()
        plain.page.keyboard.press("Enter")
        plain.page.wait_for_url(f"**/us?span=year{tie.get_attribute('href')}")
        expect(plain.page.locator(".told:target")).to_be_visible()
    picture(plain.page, pictures / "13-without-script.png")


def bob_takes_his_ratings_back(alice: Someone, bob: Someone, house: House) -> None:
    """For both at once, and in the words that two read who have no day together yet."""
    dana, eli = house.phone(), house.phone()
    for phone, name in ((dana, "Dana"), (eli, "Eli")):
        signs_up(phone, name, "a quiet river at noon")
    pair_up(dana, eli)
    shares(bob, feeds="no", draws="yes", weather="no")
    for who in (bob, alice):
        who.opens("/us", "14-taken-back")
        who.sees(EARLY)
    early = picture_in(dana.get("/us").text).replace("Dana", "Alice").replace("Eli", "Bob")
    assert [picture_in(raw(who)) for who in (alice, bob)] == [early, early]


def picture_in(page: str) -> str:
    found = re.search(r'<section [^>]*id="picture".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def raw(who: Someone) -> str:
    return unescape(who.page.request.get(f"{who.screen.base}/us").text())


def sticks_out(who: Someone) -> bool:
    return bool(who.page.evaluate("document.documentElement.scrollWidth > innerWidth"))
