"""What only a real browser can show: the way out, what was typed, and the pad."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import live
from tests.browser.couples import signed_in_as
from tests.chromium import Screen, screen
from tests.live import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "a quiet river at noon"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    house.open()
    yield house
    house.close()


@pytest.fixture
def alice(browser: Browser, house: House) -> Iterator[Screen]:
    with screen(browser, f"http://localhost:{house.port}") as seen:
        yield seen
        assert (seen.elsewhere, [said for said in seen.complaints if "Content Security Policy" in said]) == ([], [])


def begins(seen: Screen, name: str) -> None:
    seen.go("/sign-up")
    seen.page.get_by_label("Your name").fill(name)
    seen.page.get_by_label("A password").fill(PASSWORD)


def signs_up(seen: Screen, name: str) -> None:
    begins(seen, name)
    seen.page.get_by_role("button", name="Go on").click()
    code = seen.page.locator("#code").inner_text()
    seen.page.get_by_label("Type it back").fill(code)
    seen.page.get_by_role("button", name="I have it").click()
    seen.page.wait_for_url(lambda url: "/code" not in url)


def left(seen: Screen) -> bool:
    seen.page.wait_for_url("**/leave")
    return seen.page.title() == "Kitchen measures"


def test_three_presses_of_shift_and_it_is_gone(alice: Screen):
    signs_up(alice, "Alice with shift")
    alice.go("/mine")
    for _ in range(3):
        alice.page.keyboard.press("Shift")
    assert left(alice)
    assert alice.page.context.cookies() == []
    alice.go("/mine")
    assert alice.place.split("?")[0] == "/sign-in"


def test_back_does_not_bring_it_back(alice: Screen):
    signs_up(alice, "Alice who goes back")
    alice.go("/help")
    alice.go("/mine")
    alice.page.get_by_role("button", name="Leave quickly").click()
    assert left(alice)
    alice.page.go_back()
    assert alice.place == "/help"
    assert alice.text().count("Mine") == 0


def test_shift_between_other_keys_is_only_typing(alice: Screen):
    begins(alice, "")
    alice.page.get_by_label("Your name").press_sequentially("AbCdEf")
    for key in ("Shift", "a", "Shift", "b", "Shift"):
        alice.page.keyboard.press(key)
    assert alice.place == "/sign-up"


def test_the_page_is_blank_even_when_the_server_never_answers(alice: Screen):
    alice.go("/help")
    alice.page.route("**/leave", lambda route: route.fulfill(status=204))
    alice.page.get_by_role("button", name="Leave quickly").click()
    expect(alice.page.locator("html")).to_have_text("")
    assert alice.page.evaluate("document.documentElement.innerHTML") == "<body></body>"
    assert alice.page.title() == ""


def test_no_white_page_at_night(browser: Browser, house: House):
    """What is there before the answer is, and the answer itself, are as dark as what was there before."""
    with screen(browser, f"http://localhost:{house.port}", color_scheme="dark") as night:
        night.go("/help")
        night.page.route("**/leave", lambda route: route.fulfill(status=204), times=1)
        night.page.get_by_role("button", name="Leave quickly").click()
        expect(night.page.locator("html")).to_have_text("")
        assert night.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light dark"
        night.go("/leave")
        assert left(night)
        assert night.page.locator("meta[name=color-scheme]").get_attribute("content") == "light dark"
        assert night.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 18, 18)"


def test_without_script_the_button_does_the_same(browser: Browser, house: House):
    with screen(browser, f"http://localhost:{house.port}", java_script_enabled=False) as plain:
        plain.go("/help")
        plain.page.get_by_role("button", name="Leave quickly").click()
        assert left(plain)


def test_the_way_out_is_the_second_stop_of_the_keyboard(alice: Screen):
    alice.go("/help")
    stops = []
    for _ in range(3):
        alice.page.keyboard.press("Tab")
        stops.append(alice.page.evaluate("document.activeElement.textContent.trim()"))
    assert stops == ["Go to what this page is about", "Leave quickly", "Intertwine"]


def test_what_was_typed_survives_a_lost_connection(alice: Screen):
    begins(alice, "Alice on a train")
    alice.page.context.set_offline(True)
    alice.page.get_by_role("button", name="Go on").click()
    expect(alice.page.get_by_role("alert")).to_contain_text("That didn't get through.")
    assert alice.page.get_by_label("Your name").input_value() == "Alice on a train"
    assert alice.page.get_by_label("A password").input_value() == PASSWORD
    alice.page.context.set_offline(False)
    alice.page.get_by_role("button", name="Go on").click()
    expect(alice.page.locator("#code")).to_be_visible()


def test_what_was_typed_survives_a_server_in_trouble(alice: Screen):
    begins(alice, "Alice in a queue")
    alice.page.route("**/sign-up", lambda route: route.fulfill(status=503, body="busy"))
    alice.page.get_by_role("button", name="Go on").click()
    expect(alice.page.get_by_role("alert")).to_contain_text("There is a lot going on just now.")
    assert alice.page.get_by_label("Your name").input_value() == "Alice in a queue"


OURS = {"Kept": "page", "Content-Type": "text/html"}
PROBLEM = '<title>Something</title><main data-problem="{}"><h1>Something is not right</h1></main>'
PORTAL = "<title>Free Wi-Fi</title><main><h1>Sign in to the train's network</h1></main>"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("You need to come in again first.", {"status": 401, "headers": OURS}),
        ("This page was open for too long.", {"status": 403, "headers": OURS}),
        ("What this was about is not here any more.", {"status": 404, "headers": OURS, "what": "not-found"}),
        ("We couldn't make sense of that.", {"status": 400, "headers": OURS, "what": "bad-request"}),
        ("We couldn't make sense of that.", {"status": 405, "headers": OURS, "what": "bad-request"}),
        ("The keys here are not the ones you know.", {"status": 409, "headers": OURS, "what": "keys-changed"}),
        ("You need to come in again first.", {"status": 409, "headers": OURS, "what": "closed"}),
        ("That was more than fits.", {"status": 413, "headers": OURS, "what": "too-much"}),
        ("Something went wrong on our side.", {"status": 500, "headers": OURS, "what": "server-error"}),
        ("There is a lot going on just now.", {"status": 503, "headers": OURS, "what": "storage"}),
        ("Something went wrong on our side.", {"status": 409, "headers": OURS, "what": "what-no-version-knew"}),
        ("That was more than fits.", {"status": 413}),
        ("There is a lot going on just now.", {"status": 408}),
        ("There is a lot going on just now.", {"status": 429}),
        ("There is a lot going on just now.", {"status": 503}),
        ("Something went wrong on our side.", {"status": 502, "body": PORTAL}),
        ("Something else answered.", {"status": 200, "body": PORTAL}),
        ("Something else answered.", {"status": 204}),
        ("Something else answered.", {"status": 302, "headers": {"Location": "/help"}}),
        ("Something else answered.", {"status": 404, "body": PORTAL}),
        ("Something else answered.", {"status": 415}),
        ("Something else answered.", {"status": 422, "body": PORTAL}),
        ("Something else answered.", {"status": 511, "body": PORTAL}),
    ],
)
def test_whatever_answers_what_was_typed_stays_where_it_was(said: str, answer: dict[str, Any], typing: Screen):
    what = answer.pop("what", "")
    typing.page.unroute_all()
    typing.page.route("**/sign-up", lambda route: route.fulfill(**{"body": PROBLEM.format(what), **answer}))
    typing.page.get_by_role("button", name="Go on").click()
    expect(typing.page.get_by_role("alert")).to_contain_text(said)
    assert typing.page.get_by_label("Your name").input_value() == "Alice who types"
    assert typing.place == "/sign-up"


@pytest.fixture(scope="module")
def typing(browser: Browser, house: House) -> Iterator[Screen]:
    """One page for all of them, as somebody has it who presses the button again and again."""
    with screen(browser, f"http://localhost:{house.port}") as seen:
        begins(seen, "Alice who types")
        yield seen


def test_what_comes_from_the_server_in_the_end_takes_the_place_of_the_page(typing: Screen):
    """The control: the same page does go on."""
    typing.page.unroute_all()
    typing.page.get_by_role("button", name="Go on").click()
    expect(typing.page.locator("#code")).to_be_visible()


def test_what_was_typed_survives_the_end_of_a_sign_in(alice: Screen):
    signs_up(alice, "Alice who was away")
    alice.go("/mine/place")
    alice.page.get_by_label("Country").select_option("AT")
    csrf = [cookie for cookie in alice.page.context.cookies() if cookie["name"] == "csrf"]
    alice.page.context.clear_cookies()
    alice.page.context.add_cookies(csrf)
    alice.page.locator("main form[data-keep] button").first.click()
    expect(alice.page.get_by_role("alert")).to_contain_text("You need to come in again first.")
    assert alice.page.get_by_label("Country").input_value() == "AT"
    assert alice.place == "/mine/place"
    way = alice.page.get_by_role("link", name="Open in a second window")
    assert (way.get_attribute("href"), way.get_attribute("target")) == ("/sign-in", "_blank")


def test_what_the_server_has_to_say_stands_first_and_is_read_out(alice: Screen):
    begins(alice, "Alice in a hurry")
    alice.page.get_by_label("A password").fill("short")
    alice.page.get_by_role("button", name="Go on").click()
    told = alice.page.locator("[data-errors]")
    expect(told).to_be_focused()
    assert alice.page.get_by_label("Your name").input_value() == "Alice in a hurry"


def answers(seen: Screen) -> dict[str, str]:
    return dict(
        seen.page.evaluate(
            """() => {
                const pad = document.querySelector("[data-pad]");
                const sent = new FormData(pad.closest("form"));
                return [["x", sent.get(pad.dataset.x)], ["y", sent.get(pad.dataset.y)]];
            }"""
        )
    )


def test_the_pad_by_finger_by_keyboard_and_not_at_all(alice: Screen):
    signs_up(alice, "Alice with a pad")
    alice.go("/today/check-in")
    pad = alice.page.locator("[data-pad]")
    svg = pad.locator("svg")
    assert answers(alice) == {"x": "", "y": ""}
    svg.scroll_into_view_if_needed()
    box = svg.bounding_box()
    assert box is not None
    alice.page.mouse.click(box["x"] + box["width"] * 20 / 340, box["y"] + box["height"] * 20 / 240)
    assert answers(alice) == {"x": "0", "y": "10"}
    pad.locator("[data-handle=x]").press("ArrowRight")
    pad.locator("[data-handle=y]").press("ArrowDown")
    assert answers(alice) == {"x": "1", "y": "9"}
    assert pad.locator("output").inner_text().split(" · ")[0] == svg.locator(".near").text_content()
    pad.get_by_role("button", name="Leave it out").click()
    assert answers(alice) == {"x": "", "y": ""}


def test_the_pad_can_be_answered_as_two_scales(alice: Screen):
    signs_up(alice, "Alice with two scales")
    alice.go("/today/check-in")
    pad = alice.page.locator("[data-pad]")
    scales = pad.locator(".scales")
    expect(scales).to_be_hidden()
    pad.get_by_role("button", name="As two scales").click()
    expect(scales).to_be_visible()
    for name, place in (("How pleasant", "8"), ("How much energy", "2")):
        pad.get_by_role("group", name=name).get_by_label(place, exact=True).check(force=True)
    assert answers(alice) == {"x": "8", "y": "2"}
    expect(pad.locator("output")).to_contain_text("·")
    pad.get_by_role("button", name="Leave it out").click()
    assert answers(alice) == {"x": "", "y": ""}


def test_the_next_question_is_read_out_and_nothing_else(alice: Screen):
    signs_up(alice, "Alice who listens")
    alice.go("/today/check-in")
    alice.page.get_by_role("button", name="Next").click()
    asked = alice.page.get_by_role("heading", name="Is there a word for it?")
    expect(asked).to_be_focused()
    alice.page.keyboard.press("Tab")
    assert alice.page.evaluate("document.activeElement.name") == "feelings"


@pytest.mark.parametrize("width", [320, 390])
def test_names_and_pages_fit_a_small_phone_with_large_letters(alice: Screen, house: House, width: int):
    """Of one of two, whose bar at the foot has a way more."""
    phones = house.phone(), house.phone()
    for phone, letter in zip(phones, "AB", strict=True):
        live.signs_up(phone, f"{letter * 36} {width}", PASSWORD)
    live.pair_up(*phones)
    signed_in_as(alice, phones[0])
    alice.page.set_viewport_size({"width": width, "height": 640})
    wide = []
    for where in ("/today", "/today/check-in", "/us", "/mine", "/couple", "/sharing", "/help", "/nowhere"):
        alice.go(where)
        alice.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        if alice.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(where)
        ways = [box for way in alice.page.locator(".ways a").all() if (box := way.bounding_box())]
        if min(box["x"] for box in ways) < 0 or max(box["x"] + box["width"] for box in ways) > width:
            wide.append(f"the ways on {where}")
    assert wide == []
