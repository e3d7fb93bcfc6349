"""What every test stands on: the real static files, collected once, as a server has them."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from hypothesis import settings
from playwright.sync_api import Browser

from tests.chromium import chromium

settings.register_profile("intertwine", deadline=None)  # a busy machine is no mistake of the code
settings.load_profile("intertwine")


LONGEST = "test_every_room.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what takes minutes, so that nobody waits for it alone at the end."""
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all: two at a time would be two event loops in one process. Started only for tests that ask for it."""
    with chromium() as browser:
        yield browser
