"""Rosa's file, folder or wish is not as the command needs it: one sentence, exit code 2, nothing changed."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from intertwine.cli.main import app
from intertwine.cli.refusing import STOPPED
from intertwine.insights.cohort import Fit, climb
from intertwine.insights.cohort.simulate import Absent, CohortTruth, simulate_cohort
from intertwine.studies import figures, fitting, power

COHORT = pl.DataFrame(
    simulate_cohort(couples=12, days=6, seed=2, truth=CohortTruth(), absent=Absent(each=0.1)), nan_to_null=True
)
ASKED = ("--outcome", "closeness", "--driver", "mind", "--random", "intercept")
AGAIN = "Nothing was changed. Save it again as CSV (UTF-8) or Parquet."


def study(*words: object) -> Result:
    return CliRunner().invoke(app, ["study", *map(str, words)])


def written(name: str, make: Callable[[Path], object]) -> Callable[[Path], Path]:
    def into(folder: Path) -> Path:
        make(folder / name)
        return folder / name

    return into


def cut_short(path: Path) -> None:
    COHORT.write_parquet(path)
    path.write_bytes(path.read_bytes()[:-200])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (written("empty.csv", lambda at: at.write_bytes(b"")), f"{{}} cannot be read as csv: it is empty. {AGAIN}"),
        (
            written("cut.parquet", cut_short),
            f"{{}} cannot be read as parquet: it is broken, cut short or something else. {AGAIN}",
        ),
        (
            written("ragged.csv", lambda at: at.write_text("couple,day\n1,2\n1,2,3\n", encoding="utf-8")),
            f"{{}} cannot be read as csv: some of its lines have more columns than the first. {AGAIN}",
        ),
        (
            written("latin.csv", lambda at: at.write_bytes("couple,day,role,Nähe\nä,1,0,2\n".encode("latin-1"))),
            f"{{}} cannot be read as csv: some of its letters are not in UTF-8. {AGAIN}",
        ),
        (
            written("diary.xlsx", lambda at: at.write_bytes(b"PK\3\4")),
            f"{{}} cannot be read as xlsx: only CSV and Parquet are. {AGAIN}",
        ),
        (
            written("head.csv", lambda at: COHORT.head(0).write_csv(at)),
            "The role column must tell two members apart; it is empty, or the file has no rows. "
            "Name the two that count (roles A,B).",
        ),
        (written("folder.csv", Path.mkdir), "There is no file {}."),
        (
            written("twice.csv", lambda at: at.write_text("couple,day,mind,mind\n1,1,2,3\n", encoding="utf-8")),
            f"{{}} cannot be read as csv: two of its columns are called “mind”. {AGAIN}",
        ),
        (
            written("mixed.parquet", lambda at: COHORT.sort("day").write_parquet(at)),
            "The rows of couple “0” are not together, so the file cannot be read as a stream. Sort it once: "
            'polars.scan_parquet(old).sort("couple", "day").sink_parquet(new); a CSV with scan_csv(old).',
        ),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, make: Callable[[Path], Path], sentence: str) -> None:
    file = make(tmp_path)
    done = study("fit", file, *ASKED)

    assert (done.exit_code, done.stdout, done.stderr) == (2, "", sentence.format(file) + "\n")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_columns_may_stand_between_other_marks(tmp_path: Path, mark: str) -> None:
    COHORT.write_csv(tmp_path / "a.csv")
    COHORT.write_csv(tmp_path / "b.csv", separator=mark)

    assert study("fit", tmp_path / "b.csv", *ASKED).stdout == study("fit", tmp_path / "a.csv", *ASKED).stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--roles", "0,1,2"],
            "“0,1,2” names no two roles. Write both with a comma between them, as in --roles man,woman.",
        ),
        (["--roles", "she,he"], "The role column has not both of the roles she, he; it holds: 0, 1."),
        (["--lag", "soon"], "lag cannot be “soon”: it is a whole number of days, 0 or more."),
        (["--json", "."], ". is a folder. Nothing was read. Name a file."),
        (["--lag", "-1"], "lag cannot be “-1”: it is a whole number of days, 0 or more."),
        (["--center", "couple"], "center cannot be “couple”: it is person, grand or none."),
        (["--residual", "ar"], "residual cannot be “ar”: it is day or ar1."),
        (
            ["--driver", "closeness"],
            "“closeness” is the outcome and cannot explain itself. Take another column, or it as a driver with lag 1.",
        ),
        (["--json", "nowhere/out.json"], "There is no folder nowhere for out.json. Nothing was read. Make it first."),
        (
            ["--scheduler", "nonsense"],
            "No scheduler answers at nonsense: missing port number in address 'nonsense'. "
            "Start one, or leave --scheduler away.",
        ),
    ],
)
def test_a_wish_that_does_not_fit(tmp_path: Path, words: list[str], sentence: str) -> None:
    COHORT.write_csv(tmp_path / "diary.csv")
    done = study("fit", tmp_path / "diary.csv", *ASKED, *words)

    assert (done.exit_code, done.stdout, done.stderr) == (2, "", sentence + "\n")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    done = study("report", tmp_path / "none.csv", *ASKED, "--out", folder)

    assert (done.exit_code, done.stderr) == (
        2,
        f"{folder} exists already and was not touched. Name another folder, or move it away first.\n",
    )
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    inside = study("report", tmp_path / "none.csv", *ASKED, "--out", folder / "mine.txt" / "report")
    assert inside.stderr == (
        f"{folder / 'mine.txt' / 'report'} cannot be made: nothing can be written in {folder / 'mine.txt'}. "
        "Name another folder.\n"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--times", "0"], "--times cannot be “0”: it is a whole number, 1 or more."),
        (["--times", "many"], "--times cannot be “many”: it is a whole number, 1 or more."),
        (["--seed", "x"], "--seed cannot be “x”: it is a whole number, 0 or more."),
        (["--missing", "few"], "--missing is a share of the days, at least 0 and below 1."),
        (["--spread", "actor=-1"], "--spread actor is a standard deviation: 0 or more."),
        (["--effect", "actor=nan"], "“actor=nan” is no size to plan with."),
        (["--out", "curve.bmp"], "curve.bmp names no kind of picture. End it in .svg, .png, .pdf."),
    ],
)
def test_a_plan_that_cannot_be_made(words: list[str], sentence: str) -> None:
    done = study("power", "--couples", "20", "--days", "8", *words)

    assert (done.exit_code, done.stdout, done.stderr) == (2, "", sentence + "\n")


LAGGED = (
    "Only an actor–partner model of one driver on the same day can become a prior for one couple: the driver centred, "
    "nothing else in the model (no lag, trend, means, covariates or moderators), level and effects varying between "
    "couples (random = all), both rated on 0–10."
)


def test_what_can_become_no_prior_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    learnt = tmp_path / "learnt.toml"
    done = study("fit", tmp_path / "none.csv", *ASKED, "--lag", "1", "--priors", learnt)

    assert (done.exit_code, done.stdout, done.stderr) == (2, "", LAGGED + "\n")


def test_a_fit_that_did_not_arrive_is_no_result_for_a_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its table and its numbers are there to be looked at; the exit code says that they are not to be used."""
    monkeypatch.setattr(climb, "STEPS", 1)
    monkeypatch.setattr(climb, "STRETCHES", 1)
    COHORT.write_csv(tmp_path / "diary.csv")
    out, learnt, folder = tmp_path / "out.json", tmp_path / "learnt.toml", tmp_path / "report"
    stopped_short = "The fit did not converge: its numbers are not to be reported. "

    done = study("fit", tmp_path / "diary.csv", *ASKED, "--random", "all", "--json", out, "--priors", learnt)
    assert (done.exit_code, done.stderr) == (3, f"{stopped_short}No priors were written. Exit code 3.\n")
    assert "Note: The climb stopped after 2 passes" in done.stdout
    assert json.loads(out.read_text(encoding="utf-8"))["converged"] is False
    assert not learnt.exists()

    done = study("report", tmp_path / "diary.csv", *ASKED, "--out", folder)
    assert (done.exit_code, done.stderr) == (3, f"{stopped_short}Exit code 3.\n")
    assert "These numbers must not be reported." in (folder / "report.html").read_text(encoding="utf-8")


def stopped(*_words: object, **_named: object) -> None:
    """Rosa presses Ctrl-C while this runs."""
    raise KeyboardInterrupt


def test_ctrl_c_is_answered_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    COHORT.write_csv(tmp_path / "diary.csv")
    monkeypatch.setattr(fitting, "fit_file", stopped)
    monkeypatch.setattr(power, "plan", stopped)

    for done in (
        study("fit", tmp_path / "diary.csv", *ASKED),
        study("report", tmp_path / "diary.csv", *ASKED, "--out", tmp_path / "report"),
        study("power", "--couples", "20", "--days", "8"),
    ):
        assert (done.exit_code, done.stdout, done.stderr) == (2, "", STOPPED + "\n")
    assert [path.name for path in tmp_path.iterdir()] == ["diary.csv"]


def test_where_there_is_no_room_nothing_is_left_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is on the screen all the same; what stood in the file before stands there still."""
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def half(_self: Fit, path: Path) -> None:
        path.write_text("{", encoding="utf-8")
        raise full

    COHORT.write_csv(tmp_path / "diary.csv")
    (tmp_path / "out.json").write_text("from yesterday", encoding="utf-8")
    monkeypatch.setattr(Fit, "to_json", half)
    done = study("fit", tmp_path / "diary.csv", *ASKED, "--json", tmp_path / "out.json")

    assert done.exit_code == 2
    assert "Fixed effects" in done.stdout
    assert done.stderr == (
        f"{tmp_path / 'out.json'} could not be written: No space left on device. Nothing of it was kept; what was "
        "printed stands.\n"
    )
    assert {path.name for path in tmp_path.iterdir()} == {"diary.csv", "out.json"}
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == "from yesterday"


def test_a_disk_that_is_full_in_the_middle_of_a_report_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_words: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    COHORT.write_csv(tmp_path / "diary.csv")
    monkeypatch.setattr(figures, "write_figures", full)
    done = study("report", tmp_path / "diary.csv", *ASKED, "--out", tmp_path / "report")

    said = "No space left on device. Nothing was kept of what was being written.\n"
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", said)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.csv"]
