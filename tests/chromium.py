"""A real Chromium that talks to one house and to nobody else."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BLOCKED = "Service Worker registration blocked by Playwright"


@contextmanager
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=30_000)  # as long as any other wait: a busy machine is no failure
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@dataclass
class Screen:
    """One person's browser at one house. What it complained about, and whom else it asked for something."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def go(self, where: str) -> None:
        self.page.goto(self.base + where)

    @property
    def place(self) -> str:
        return self.page.url.removeprefix(self.base)

    def text(self) -> str:
        return self.page.locator("body").inner_text()


@contextmanager
def screen(browser: Browser, base: str, *, width: int = 390, height: int = 844, **options: Any) -> Iterator[Screen]:
    """With `service_workers="allow"`, for what works without a connection, a worker's requests pass by `elsewhere`."""
    options = {"service_workers": "block", "locale": "en-GB", **options}
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    seen = Screen(context.new_page(), base)

    def only_here(route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(base).netloc:
            route.fallback()
        else:
            seen.elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", only_here)
    seen.page.on(
        "console",
        lambda said: (
            seen.complaints.append(said.text)
            if said.type in {"error", "warning"} and not said.text.startswith(BLOCKED)
            else None
        ),
    )
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    yield seen
    context.close()
