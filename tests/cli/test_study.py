"""Rosa at her terminal: diaries of many couples, without a server and without a database."""

import json
import subprocess
import sys
from pathlib import Path

import polars
import pytest

from intertwine.insights.cohort import Apim, fit
from intertwine.insights.cohort.simulate import Absent, CohortTruth, simulate_cohort
from intertwine.insights.priors import read_priors

COHORT = {"couples": 30, "days": 10, "seed": 2, "truth": CohortTruth(), "absent": Absent(each=0.1)}


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    file = tmp_path / "diary.csv"
    polars.DataFrame(simulate_cohort(**COHORT)).fill_nan(None).write_csv(file)
    return file


def study(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "intertwine", "study", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_table_is_printed_and_every_number_kept(diary: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = study("fit", diary, "--outcome", "closeness", "--driver", "mind", "--json", out)
    ours = fit(polars.read_csv(diary), Apim(outcome="closeness", drivers=("mind",)))
    assert (done.returncode, done.stdout) == (0, ours.summary() + "\n")
    kept = json.loads(out.read_text(encoding="utf-8"))
    assert (kept["n_couples"], kept["loglik_reml"]) == (30, ours.log_likelihood)
    assert [one["name"] for one in kept["fixed"]] == [one.name for one in ours.fixed]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--outcome", "closness"], "There is no column “closness”. The nearest: closeness."),
        ([], "Name the outcome: --outcome COLUMN, or outcome = in the settings file."),
        (
            ["--outcome", "closeness", "--random", "actor:mood"],
            "The model has no effect “actor:mood”. It has: intercept.",
        ),
    ],
)
def test_what_cannot_be_asked_is_a_sentence_and_no_traceback(diary: Path, words: list[str], sentence: str) -> None:
    done = study("fit", diary, *words)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", sentence)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = study("fit", tmp_path / "none.csv", "--outcome", "x")
    assert (done.returncode, done.stderr.strip()) == (2, f"There is no file {tmp_path / 'none.csv'}.")


@pytest.mark.slow
def test_a_cohort_becomes_what_is_typical_for_one_couple(diary: Path, tmp_path: Path) -> None:
    learnt = tmp_path / "learnt.toml"
    done = study("fit", diary, "--outcome", "closeness", "--driver", "mind", "--priors", learnt)
    assert done.returncode == 0, done.stderr
    ours = fit(polars.read_csv(diary), Apim(outcome="closeness", drivers=("mind",)))
    mean = sum(ours.effect(f"{role}:actor:mind").estimate for role in (0, 1)) / 2
    assert read_priors(learnt).same_day_actor[0] == pytest.approx(mean)


@pytest.mark.slow
def test_a_report_is_written_where_it_was_asked_for(diary: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    done = study("report", diary, "--outcome", "closeness", "--driver", "mind", "--out", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "report.pdf").read_bytes()[:5] == b"%PDF-"


@pytest.mark.slow
def test_planning_says_how_often(tmp_path: Path) -> None:
    table = tmp_path / "power.json"
    done = study("power", "--couples", "20", "--days", "8", "--effect", "actor=0.5", "--times", "20", "--json", table)
    assert done.returncode == 0, done.stderr
    found = {one["effect"]: one for one in json.loads(table.read_text(encoding="utf-8"))}
    assert found["actor"]["studies"] == 20
    assert found["actor"]["power"] > 0.9


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--couples", "many", "--days", "8"], "“many” is no size. Write a number, several with commas, or a range"),
        (["--couples", "20", "--days", "8", "--effect", "actor"], "“actor” is not NAME=NUMBER, as in actor=0.2."),
        (
            ["--couples", "20", "--days", "8", "--effect", "mood=1"],
            "There is no “mood” here. There are: actor, partner.",
        ),
        (
            ["--couples", "20", "--days", "8", "--missing", "1"],
            "--missing is a share of the days, at least 0 and below 1.",
        ),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(words: list[str], sentence: str) -> None:
    done = study("power", *words)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
