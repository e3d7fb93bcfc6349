import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import House


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    house.open()
    yield house
    house.close()


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where pictures of every page are kept after the run, for people to look at."""
    where = Path(os.environ.get("INTERTWINE_ARTEFACTS", "artefacts")) / "screenshots"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True, exist_ok=True)
    return where
