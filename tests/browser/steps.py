"""What people do, step by step, with what they see on the way."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.axe import stand_still, violations
from tests.chromium import Screen, picture

PASSWORD = "a quiet river at noon"


@dataclass
class Someone:
    """One person at one screen. Every page that is looked at is kept as a picture and asked for barriers."""

    name: str
    screen: Screen
    pictures: Path
    barriers: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.screen.page

    def looks(self, what: str) -> None:
        self.page.wait_for_load_state("networkidle")
        stand_still(self.page)
        picture(self.page, self.pictures / f"{what}-{self.name.lower()}.png")
        self.barriers += [f"{what} ({self.name}): {barrier}" for barrier in violations(self.page)]

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def presses(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()

    def opens(self, where: str, what: str) -> None:
        self.screen.go(where)
        self.looks(what)

    def at(self, *places: str) -> None:
        self.page.wait_for_url(lambda url: url.removeprefix(self.screen.base).split("?")[0] in places)


def looks_twice(who: Someone, what: str) -> None:
    """By day and by night."""
    for scheme in ("light", "dark"):
        who.page.emulate_media(color_scheme=scheme)
        who.looks(f"{what}-{scheme}")


def signs_up(who: Someone, *, by: str = "/") -> str:
    """From the first page, or from an invitation, to an account of one's own. Returns the recovery code."""
    who.opens(by, "01-first")
    who.page.locator("main a[href*='sign-up']").first.click()
    who.page.get_by_label("Your name").fill(who.name)
    who.page.get_by_label("A password").fill("password12")
    who.page.get_by_label("Country").select_option("DE")
    who.presses("Go on")
    who.sees("among the first that anyone would try")
    assert who.page.get_by_label("Your name").input_value() == who.name
    who.looks("02-sign-up-refused")
    who.page.get_by_label("A password").fill(PASSWORD)
    who.presses("Go on")
    code = who.page.locator("#code").inner_text().strip()
    who.looks("03-recovery-code")
    who.page.get_by_label("Type it back").fill("ABCD")
    who.presses("I have it")
    who.sees("not quite the code above")
    assert who.page.locator("#code").inner_text().strip() == code
    who.page.get_by_label("Type it back").fill(code.lower())
    who.presses("I have it")
    who.page.wait_for_url(lambda url: "/code" not in url)
    return code


def checks_in(who: Someone, *, points: int, line: str) -> int:
    """Today's check-in, as fast as a thumb goes. Returns the number of taps."""
    who.screen.go("/today")
    who.looks("10-today-before")
    pad = who.page.locator(".pad .surface").first.bounding_box()
    assert pad is not None
    who.page.mouse.click(pad["x"] + pad["width"] * 0.7, pad["y"] + pad["height"] * 0.4)
    who.looks("11-pad")
    who.presses("Next")
    taps = 2
    chips = who.page.locator("label.chip:visible")
    expect(chips.first).to_be_visible()
    who.looks("12-feelings")
    chips.nth(1).click()
    asked = who.page.locator("h1").inner_text()
    who.presses("Next")
    expect(who.page.locator("h1")).not_to_have_text(asked)
    taps += 2
    while not who.page.locator("textarea").count():
        question = who.page.locator("h1").inner_text()
        who.looks(f"13-{re.sub('[^a-z]+', '-', question.lower())[:24]}")
        taps += answers(who, points)
        expect(who.page.locator("h1")).not_to_have_text(question)
    who.page.locator("textarea").fill(line)
    who.looks("14-line")
    who.presses("Done")
    who.page.wait_for_url("**/today?done=*")
    who.looks("15-today-after")
    return taps + 1


def answers(who: Someone, points: int) -> int:
    """The question at hand, however it is answered. Returns the number of taps."""
    if who.page.locator("#f-event").count():
        who.page.locator("label.chip", has_text="Time together").click()
        who.presses("Next")
        return 2
    if who.page.locator("#f-care_what").count():
        who.presses("Yes")
        return 1
    who.page.locator(f"main button[value='{points}']").click()
    return 1


def shares(who: Someone, **choices: str) -> None:
    who.screen.go("/sharing")
    who.looks("25-sharing")
    for name, answer in choices.items():
        who.page.locator(f"input[name={name}][value={answer}]").check(force=True)
    who.presses("Keep these answers")
    who.page.wait_for_url("**/sharing?done=*")
