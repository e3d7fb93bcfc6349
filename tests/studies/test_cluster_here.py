"""A cluster of one worker inside this process: the same way through the file as over real ones, in a second."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from intertwine.insights.cohort import Apim, CohortError
from intertwine.insights.cohort.errors import NotConstantError
from intertwine.studies.cluster import fit_on
from intertwine.studies.errors import OneMachineError, StudyError, UnreadableFileError
from intertwine.studies.fitting import fit_file
from tests.studies.test_fitting import CARRIED, CENTRED, MODEL, numbers, rosas_file

pytestmark = pytest.mark.filterwarnings("default")  # what a cluster warns of is its own affair


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.mark.parametrize("model", [MODEL, CENTRED, CARRIED])
@pytest.mark.parametrize("leaf_couples", [4, 4096])
def test_it_says_what_this_machine_says(tmp_path: Path, client: Client, model: Apim, leaf_couples: int) -> None:
    path, told = rosas_file(tmp_path), []
    here = fit_file(path, model)

    there = fit_on(
        client, path, model, part_rows=200, leaf_couples=leaf_couples, told=lambda at, of: told.append((at, of))
    )

    # where residuals carry over, slopes are differences of sums whose last digits depend on how they were cut
    assert numbers(there) == pytest.approx(numbers(here), abs=1e-8 if model is CARRIED else 1e-10)
    assert there.flow == here.flow
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_what_a_cluster_cannot_do_is_refused_before_it_is_asked(tmp_path: Path, client: Client) -> None:
    with pytest.raises(OneMachineError) as refused:
        fit_on(client, rosas_file(tmp_path, "diary.csv"), MODEL)
    assert str(refused.value) == (
        "A cluster reads Parquet in parts, and diary.csv is none. "
        "Leave --scheduler away, and it is fitted on this machine."
    )


def test_what_a_worker_refuses_arrives_as_it_was_said(tmp_path: Path, client: Client) -> None:
    path = rosas_file(tmp_path)

    with pytest.raises(CohortError) as refused:
        fit_on(client, path, Apim(outcome="closeness", drivers=["mind"], moderators=["day"]), part_rows=200)

    assert str(refused.value).startswith("“day” is not one number per couple in ")


@pytest.mark.parametrize("error", [NotConstantError("years", 3), UnreadableFileError(Path("a.csv"), "broken.")])
def test_a_refusal_survives_the_way_home(error: CohortError | StudyError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own, made a moment ago

    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
