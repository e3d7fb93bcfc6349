"""Two who are paired already, at two screens: for stories that begin after the first minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.steps import PASSWORD, Someone
from tests.chromium import Screen, screen
from tests.live import House, Phone, pair_up, signs_up

SIZES = {"phone": (390, 844), "desk": (1280, 800)}
SCHEMES = {"phone": ("light", "dark"), "desk": ("dark", "light")}
"""Alice's and Bob's: the other way round on desks, so that each part of a story is walked through in both."""


@contextmanager
def couple(browser: Browser, house: House, pictures: Path, *, size: str) -> Iterator[tuple[Someone, Someone]]:
    """One in light, the other in dark. Afterwards: nobody else was asked for anything, nothing stood in their way."""
    phones = house.phone(), house.phone()
    for phone, name in zip(phones, ("Alice", "Bob"), strict=True):
        signs_up(phone, name, PASSWORD)
    pair_up(*phones)
    (width, height), (hers_is, his_is) = SIZES[size], SCHEMES[size]
    base, where = f"http://localhost:{house.port}", pictures / size
    where.mkdir(exist_ok=True)
    with (
        screen(browser, base, width=width, height=height, color_scheme=hers_is) as hers,
        screen(browser, base, width=width, height=height, color_scheme=his_is) as his,
    ):
        both = Someone("Alice", hers, where), Someone("Bob", his, where)
        for who, phone in zip(both, phones, strict=True):
            signed_in_as(who.screen, phone)
        yield both
        for who in both:
            assert who.screen.elsewhere == []
            assert who.barriers == []
            assert [said for said in who.screen.complaints if not said.startswith("Failed to load")] == []


def signed_in_as(seen: Screen, phone: Phone) -> None:
    seen.page.context.add_cookies(
        [{"name": name, "value": value, "url": seen.base, "httpOnly": True} for name, value in phone.cookies.items()]
    )
