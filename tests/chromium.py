"""A real Chromium that talks to one house and to nobody else."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.afternoon import afternoon

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 120_000
"""Milliseconds until something is held to be stuck; nothing that goes well waits for this. Where thirty programs shared
two cores, a page took more than thirty seconds."""
BLOCKED = "Service Worker registration blocked by Playwright"


def picture(page: Page, file: Path) -> None:
    """For people to look at; no test looks at it. A machine that is thrown away takes none, unless told where to."""
    if "CI" not in os.environ or "INTERTWINE_ARTEFACTS" in os.environ:
        page.screenshot(path=file, full_page=True)


@contextmanager
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
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
    options = {"service_workers": "block", "locale": "en-GB", "timezone_id": afternoon(), **options}
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(PATIENCE)
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
