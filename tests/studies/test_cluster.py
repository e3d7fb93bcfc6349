"""The same fit over real workers, processes of their own; one of them is killed on the way."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from intertwine.insights.cohort import Apim
from intertwine.studies.cluster import fit_on
from intertwine.studies.fitting import fit_file
from tests.studies.test_fitting import CARRIED, CENTRED, MODEL, numbers, rosas_file

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # what a cluster warns of is its own affair

LEAF = 4
"""Couples: so small that whole leaves stay on the workers and others are put together here."""


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.mark.parametrize("model", [MODEL, CENTRED, CARRIED])
def test_two_workers_say_what_one_machine_says(tmp_path: Path, client: Client, model: Apim) -> None:
    path, told = rosas_file(tmp_path), []
    here = fit_file(path, model)

    there = fit_on(client, path, model, part_rows=100, leaf_couples=LEAF, told=lambda at, of: told.append((at, of)))

    assert numbers(there) == pytest.approx(numbers(here), abs=1e-8 if model is CARRIED else 1e-10)
    assert there.flow == here.flow
    assert told[-1] == (6, 6)


def test_the_same_leaves_give_the_same_bits_wherever_they_are(tmp_path: Path, client: Client) -> None:
    path = rosas_file(tmp_path)

    whole = fit_on(client, path, MODEL, leaf_couples=LEAF)
    cut = fit_on(client, path, MODEL, part_rows=100, leaf_couples=LEAF)

    assert numbers(cut) == numbers(whole)


@pytest.mark.parametrize("model", [CARRIED, MODEL])
def test_a_worker_killed_in_mid_fit_takes_nothing_along(tmp_path: Path, client: Client, model: Apim) -> None:
    path, here = rosas_file(tmp_path), fit_file(rosas_file(tmp_path), model)
    victims = dict(client.run(os.getpid))
    killed: list[int] = []

    def kill_one(at: int, _of: int) -> None:
        if at == 3:
            killed.append(victims.popitem()[1])
            os.kill(killed[0], signal.SIGKILL)

    there = fit_on(client, path, model, part_rows=100, leaf_couples=LEAF, told=kill_one)

    assert len(killed) == 1
    assert numbers(there) == pytest.approx(numbers(here), abs=1e-8 if model is CARRIED else 1e-10)
