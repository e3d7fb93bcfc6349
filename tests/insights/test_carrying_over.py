"""Answers of a calibration outlive a change of sources only if a sample of them, run again, is the same."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.calibrate import running
from bench.calibrate.part import Answer, Job, Part

JOBS: list[Job] = [{"couple": i} for i in range(600)]
BEFORE = "0123456789ab"


def run(job: Job) -> Answer:
    return {"third": job["couple"] / 3}


PART = Part(
    name="thirds",
    title="Thirds",
    depends=("intertwine.insights.errors",),
    jobs=lambda quick: JOBS[: 5 if quick else None],
    run=run,
    tell=lambda _told, _place: "",
)


def here(part: Part, jobs: list[Job]) -> Iterator[tuple[Job, Answer]]:
    return ((job, part.run(job)) for job in jobs)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(running, "HOME", tmp_path)
    return tmp_path


def answers_before(home: Path, *, but: dict[int, float] | None = None) -> None:
    told = [[job, {"third": (but or {}).get(job["couple"], job["couple"] / 3)}] for job in JOBS]
    (home / f"thirds-{BEFORE}.jsonl").write_text("\n".join(map(json.dumps, told)) + "\n")


def kept(home: Path) -> int:
    place = running.kept(PART)
    assert place.parent == home
    return len(place.read_text().splitlines()) if place.exists() else 0


def test_a_sample_that_comes_out_the_same_takes_the_others_along(home: Path) -> None:
    answers_before(home)

    running.carry_over(PART, JOBS, here)

    assert kept(home) == 600
    assert running.carried(PART) == {"sources": BEFORE, "answers": 600, "again": 12}
    assert running.answered(PART, JOBS, lambda _part, missing: pytest.fail(str(missing)) if missing else []) == [
        (job, run(job)) for job in JOBS
    ]


def test_last_digits_may_differ(home: Path) -> None:
    answers_before(home, but={job["couple"]: job["couple"] / 3 + 1e-13 for job in JOBS})

    running.carry_over(PART, JOBS, here)

    assert kept(home) == 600


def test_one_number_that_is_another_one_takes_nothing_along(home: Path) -> None:
    running.answered(PART, [], here)
    running.carry_over(PART, JOBS, here)
    assert running.carried(PART) is None  # there was nothing before

    answers_before(home, but={job["couple"]: job["couple"] / 3 + 1e-3 for job in JOBS})
    running.carry_over(PART, JOBS, here)

    assert kept(home) == 12
    assert running.carried(PART) is None


def test_where_there_are_answers_already_or_a_run_was_short_everything_is_counted_right(home: Path) -> None:
    answers_before(home)
    quick = PART.jobs(True)

    running.carry_over(PART, quick, here)
    assert (kept(home), running.carried(PART)) == (5, {"sources": BEFORE, "answers": 5, "again": 5})

    running.carry_over(PART, JOBS, here)
    assert kept(home) == 5
