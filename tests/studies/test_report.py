"""Rosa writes a report: every number is a number of the fit, and the script beside it fits the same model in R."""

import csv
import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars
import pytest

from intertwine.insights.cohort import Apim, Columns, Fit, Single, fit
from intertwine.insights.cohort.simulate import Absent, CohortTruth, simulate_cohort
from intertwine.studies import report
from intertwine.studies.errors import StudyError
from intertwine.studies.r_call import r_script
from intertwine.studies.report import tables_of, write_report

COLUMNS = Columns()
ROLES = ("he", "she")


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    truth = CohortTruth(sds=(1.0, 0.3, 0.25))  # enough of it for nlme, which gives up where a variance is nearly none
    cohort = simulate_cohort(couples=60, days=15, seed=8, truth=truth, absent=Absent(each=0.1))
    file = tmp_path_factory.mktemp("study") / "diary.csv"
    frame = polars.DataFrame(cohort).with_columns(polars.col("role").replace_strict({0: "he", 1: "she"}))
    frame.fill_nan(None).write_csv(file)
    return file


@pytest.fixture(scope="module")
def fitted(diary: Path) -> Fit:
    return fit(polars.read_csv(diary), Apim(outcome="closeness", drivers=["mind"]), COLUMNS)


@pytest.fixture(scope="module")
def folder(diary: Path, fitted: Fit) -> Path:
    write_report(fitted, diary, COLUMNS, folder=diary.parent / "report", day=date(2026, 11, 28))
    return diary.parent / "report"


def test_everything_is_there_and_nothing_else(folder: Path) -> None:
    figures = {
        f"figures/{name}.{kind}" for name in ("effects", "paths", "couples", "residuals") for kind in ("svg", "png")
    }
    numbers = {
        f"numbers/{name}.csv"
        for name in ("fixed", "random", "residual", "correlations", "correlations-fixed", "flow", "checks", "couples")
    }
    written = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert written == {"report.html", "report.pdf", "fit.json", "model.R", *figures, *numbers}


def test_the_numbers_are_those_of_the_fit(folder: Path, fitted: Fit) -> None:
    with (folder / "numbers" / "fixed.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["effect"], float(row["estimate"]), float(row["std. error"])) for row in rows] == [
        (one.name, one.estimate, one.se) for one in fitted.fixed
    ]
    assert json.loads((folder / "fit.json").read_text(encoding="utf-8"))["loglik_reml"] == fitted.log_likelihood
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert [one.name for one in fitted.fixed if f"<td>{one.estimate:.5f}</td>" not in page] == []


def test_what_is_shown_is_rounded_and_what_is_kept_is_not(folder: Path, fitted: Fit) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    actor = fitted.effect("he:actor:mind")
    with (folder / "numbers" / "correlations-fixed.csv").open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))

    assert f"<td>{actor.df:.1f}</td><td>{actor.t:.3f}</td><td>&lt;.0001</td>" in page
    assert (
        '<th scope="col">1</th><th scope="col">2</th>' in page
    )  # numbers where names would be wider than their columns
    assert "<td>1  he:intercept</td>" in page
    expected = fitted.covariance[1][0] / (fitted.fixed[0].se * fitted.fixed[1].se)
    assert float(kept[1]["he:intercept"]) == pytest.approx(expected, rel=1e-12)


def test_a_number_that_is_none_is_an_empty_cell(tmp_path: Path) -> None:
    report._write_csv(tmp_path, report.Table(name="a", title="", head=("x", "y"), rows=((1.5, float("nan")),)))

    assert (tmp_path / "a.csv").read_text(encoding="utf-8").split() == ["x,y", "1.5,"]


def test_long_names_take_no_picture_its_place(diary: Path) -> None:
    long = "How close I have felt to you today, all in all"
    frame = polars.read_csv(diary).rename({"mind": long}).with_columns(polars.col("role") + " in a long word")
    found = fit(frame, Apim(outcome="closeness", drivers=[long], random="intercept"), COLUMNS)
    figure = found.plot()
    figure.draw_without_rendering()

    assert figure.axes[0].get_position().width > 0.55


def test_every_row_of_the_file_is_accounted_for(folder: Path, diary: Path) -> None:
    with (folder / "numbers" / "flow.csv").open(encoding="utf-8", newline="") as file:
        first, *left, used = csv.DictReader(file)
    assert int(first["rows"]) == len(polars.read_csv(diary))
    assert int(first["rows"]) == sum(int(row["rows"]) for row in left) + int(used["rows"])


def test_the_page_asks_nobody_for_anything(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    leads = set(re.findall(r'(?:src|href)="([^"]+)"', page))
    assert {lead for lead in leads if not (folder / lead).is_file()} == set()


def test_the_same_fit_makes_the_same_pictures_and_numbers(folder: Path, diary: Path, fitted: Fit) -> None:
    again = diary.parent / "again"
    write_report(fitted, diary, COLUMNS, folder=again, day=date(2026, 11, 28))
    same = [
        path for path in folder.rglob("*") if path.is_file() and path.suffix in {".csv", ".html", ".json", ".R", ".png"}
    ]
    assert [path.name for path in same if path.read_bytes() != (again / path.relative_to(folder)).read_bytes()] == []


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One person of each couple, every other day."""
    truth = CohortTruth(sds=(1.0, 0.3, 0.25))
    frame = polars.DataFrame(simulate_cohort(couples=30, days=12, seed=8, truth=truth))
    file = tmp_path_factory.mktemp("alone") / "diary.csv"
    frame.filter(polars.col("role") == 0).with_columns(polars.col("day") * 2).write_csv(file)
    return file


PEOPLE = Single(outcome="closeness", fixed=["mind", "day", "mind:day"], random=["mind", "day", "mind:day"])


def test_where_each_interval_comes_from_stands_beside_it(fitted: Fit) -> None:
    (random,) = (one for one in tables_of(fitted, None) if one.name == "random")

    by = {str(row[0]): row[-1] for row in random.rows}
    profiled = fitted.to_dict()["random_sd_by_profile"]
    assert {name for name, kind in by.items() if kind == "profile"} == set(profiled)
    assert {name for name, kind in by.items() if kind == "χ²"} == {name for name in by if name.startswith("residual ")}
    assert set(by.values()) == {"profile", "log scale", "χ²"}


def test_of_single_people_nothing_is_said_that_needs_two(alone: Path) -> None:
    cut_short = replace(fit(polars.read_csv(alone), PEOPLE), converged=False, passes=7)
    written = write_report(cut_short, alone, Columns(role=None), folder=alone.parent / "report", day=date(2026, 11, 28))
    page = (alone.parent / "report" / "report.html").read_text(encoding="utf-8")

    assert {path.name for path in written if path.suffix == ".csv"} == {
        "fixed.csv", "random.csv", "correlations.csv", "correlations-fixed.csv", "flow.csv",
        "checks.csv", "couples.csv",
    }  # fmt: skip
    assert "paths.svg" not in {path.name for path in written}
    assert "<h1>closeness in 30 people</h1>" in page
    assert "360 observations of 30 people." in page
    assert "Not converged after 7 passes. These numbers must not be reported." in page
    with (alone.parent / "report" / "numbers" / "checks.csv").open(encoding="utf-8", newline="") as file:
        said = [row["of the residuals"] for row in csv.DictReader(file)]
    assert said == ["skewness, each", "beyond 3 standard deviations, each"]


def test_where_printing_fails_all_else_is_kept(
    diary: Path, fitted: Fit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report.html").write_text(report.PAGES.joinpath("report.html").read_text(encoding="utf-8"), "utf-8")
    (tmp_path / "report.typ").write_text("#let broken = (", "utf-8")
    monkeypatch.setattr(report, "PAGES", tmp_path)
    monkeypatch.setattr(report, "MANY", 10)  # so that no couple is drawn one by one
    folder = tmp_path / "out"

    with pytest.raises(StudyError) as refused:
        write_report(fitted, diary, COLUMNS, folder=folder, day=date(2026, 11, 28))

    assert str(refused.value).startswith("The PDF could not be made: ")
    assert str(refused.value).endswith(f"Everything else is in {folder}.")
    assert {path.name for path in folder.iterdir()} == {"figures", "fit.json", "model.R", "numbers", "report.html"}
    assert {path.stem for path in (folder / "figures").iterdir()} == {"effects", "paths"}


def test_effects_that_vary_alone_have_no_correlations(diary: Path) -> None:
    alike = Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable", random="intercept")
    found = fit(polars.read_csv(diary), alike, COLUMNS)

    assert [one.name for one in tables_of(found, None)] == ["fixed", "random", "residual", "correlations-fixed", "flow"]


def test_a_folder_that_is_taken_is_left_as_it_was(diary: Path, fitted: Fit, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    for folder in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(StudyError) as refused:
            write_report(fitted, diary, COLUMNS, folder=folder, day=date(2026, 11, 28))
        assert str(refused.value).startswith(f"{folder} exists already and was not touched.")
    with pytest.raises(StudyError) as refused:
        write_report(fitted, diary, COLUMNS, folder=tmp_path / "mine.txt" / "in", day=date(2026, 11, 28))
    assert "nothing can be written in" in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


MODELS = {
    "distinguishable": Apim(outcome="closeness", drivers=["mind"]),
    "exchangeable": Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable", random="intercept"),
    "next day": Apim(outcome="closeness", drivers=["closeness"], lag=1, random="intercept"),
    "between": Apim(outcome="closeness", drivers=["mind"], between=True, random="none"),
    "trend": Apim(outcome="closeness", time="day", random="intercept"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_r_fits_the_same_model(name: str, diary: Path, tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None or subprocess.run([rscript, "-e", "library(nlme)"], capture_output=True, check=False).returncode:
        pytest.skip("R with nlme is not here (Debian: apt install r-base-core r-cran-nlme)")
    ours = fit(polars.read_csv(diary), MODELS[name], COLUMNS)
    script = r_script(MODELS[name], COLUMNS, file=str(diary), roles=ROLES)
    (tmp_path / "model.R").write_text(script + "cat('LL', format(logLik(fit)[1], digits = 12))\n", encoding="utf-8")
    said = subprocess.run([rscript, str(tmp_path / "model.R")], capture_output=True, text=True, check=True).stdout
    theirs = float(said.rsplit("LL", 1)[1])
    assert theirs - 0.01 < ours.log_likelihood < theirs + 0.02  # an optimiser may stop a little below the top
