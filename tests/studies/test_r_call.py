"""The script for R asks for the model that was fitted: as many effects, the same ones varying, the same residuals; and
where R is at hand, it says what we say, also of files that are not as they should be."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from intertwine.insights.cohort import Apim, Columns, Fit, Single
from intertwine.insights.cohort.design import design_of
from intertwine.insights.cohort.simulate import Absent, CohortTruth, simulate_cohort
from intertwine.insights.cohort.types import Model
from intertwine.studies.fitting import fit_file
from intertwine.studies.r_call import r_names, r_script
from intertwine.studies.reading import Layout, layout_of

ROLES = ("he", "she")
MODELS: dict[str, Model] = {
    "plain": Apim(outcome="closeness", drivers=["mind"]),
    "two drivers, a trend, only some vary": Apim(
        outcome="closeness", drivers=["mind", "sleep"], time="day", random=["time", "actor:sleep"]
    ),
    "nothing varies": Apim(outcome="closeness", drivers=["mind"], random="none", center="none"),
    "alike": Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable", center="grand"),
    "alike, nothing varies": Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable", random="none"),
    "between, covariate, moderator": Apim(
        outcome="closeness", drivers=["mind"], between=True, covariates=["week"], moderators=["years"], method="ml"
    ),
    "the next day": Apim(outcome="closeness", drivers=["closeness"], lag=1, random="intercept"),
    "one person": Single(outcome="closeness", fixed=["mind", "mind:years"], random=["mind"], residual="ar1"),
}


def asked(script: str, before: str) -> list[str]:
    """The terms of a formula, without the −1 that leaves out what the terms hold already."""
    found = re.search(re.escape(before) + r"([^,|)]*(?:\(.*?\))?[^,|)]*)", script)
    assert found is not None
    return [term.strip() for term in found[1].split(" + ") if term.strip() != "-1"]


@pytest.mark.parametrize("name", MODELS)
def test_as_many_effects_and_as_many_that_vary(name: str) -> None:
    model = MODELS[name]
    design = design_of(model, ROLES)
    script = r_script(model, Columns(), file="diary.csv", roles=ROLES).replace(" +\n" + " " * 15, " + ")

    assert len(asked(script, "y ~ ")) == len(design.fixed)
    ways = re.findall(r"(?:random = |pdSymm\()~ (-1|1)((?: \+ [^|)]*?(?:\([^)]*\))?)*)(?= \||\))", script)
    varying = [one + term for one, terms in ways for term in (terms.split(" + ")[1:] if terms else [])]
    own = 1 if isinstance(model, Single) else 0
    assert len(varying) + own == sum(len(block.effects) for block in design.varying)


def test_where_days_carry_over_the_script_says_what_nlme_leaves_out() -> None:
    both = Apim(outcome="closeness", drivers=["mind"], residual="ar1")

    assert "# nlme cannot let residuals go together within a day and carry over at once" in r_script(
        both, Columns(), file="diary.csv", roles=ROLES
    )
    alone = r_script(MODELS["one person"], Columns(), file="diary.csv")
    assert "correlation = corAR1(form = ~ day | couple)" in alone


def test_names_that_are_none_in_r_and_files_that_are_no_csv() -> None:
    odd = Apim(outcome='how "close"', drivers=["Nähe heute"])
    script = r_script(odd, Columns(couple="dyad id"), file="a b.parquet", roles=ROLES)

    assert 'file <- c(commandArgs(trailingOnly = TRUE), "a b.csv")[1]' in script.splitlines()
    assert 'd$y <- own("how \\"close\\"")' in script
    assert 'x <- less_own_mean(own("Nähe heute"))' in script
    assert "d$she_actor_N_he_heute <- x * (d$seat == 2)" in script


def test_no_two_columns_have_one_name_in_r() -> None:
    names = r_names(["a b", "a_b", "a.b", "a_b_2", "1:actor:x", "1 actor x", "in", "day", "§"])

    assert names == ["a_b", "a_b_2", "a_b_3", "a_b_2_2", "x1_actor_x", "x1_actor_x_2", "xin", "xday", "x_"]
    apart = r_script(
        Apim(outcome="y", drivers=["a b"], covariates=["actor_a_b", "actor_a_b_apart"], dyads="exchangeable"),
        Columns(),
        file="diary.csv",
    )
    assert (
        apart.count("d$actor_a_b <- ") == apart.count("d$actor_a_b_2 <- ") == apart.count("d$actor_a_b_apart <- ") == 1
    )


def test_long_formulas_are_folded_and_names_of_columns_never() -> None:
    long = Apim(outcome="closeness", drivers=[f"how it was {i} + more" for i in range(8)])
    script = r_script(long, Columns(), file="diary.csv", roles=ROLES)

    assert max(len(line) for line in script.splitlines() if "~" in line) <= 110
    assert script.count('own("how it was 7 + more")') == 2
    assert len(asked(script.replace(" +\n" + " " * 15, " + "), "y ~ ")) == 34


def test_only_what_is_called_is_explained() -> None:
    script = r_script(MODELS["nothing varies"], Columns(), file="diary.csv", roles=ROLES)

    assert re.findall(r"^(\w+) <- function", script, re.MULTILINE) == ["number", "own", "partner"]


TRUTH = CohortTruth(sds=(1.0, 0.35, 0.3))  # enough of it for nlme, which gives up where a variance is nearly none
NUMBERS = ("closeness", "mind", "years")


def as_it_comes(folder: Path) -> Path:
    """A diary as people send them: semicolons and decimal commas, members absent without a row, dates, a third member,
    days told twice, words among the numbers, a moderator that only one of the two wrote down, somebody who changes
    roles."""
    frame = pl.DataFrame(simulate_cohort(couples=70, days=14, seed=8, truth=TRUTH, absent=Absent(each=0.15)))
    years = np.random.default_rng(1).normal(size=70).round(2)
    frame = frame.with_columns(
        pl.col("role").replace_strict({0: "he", 1: "she"}),
        (pl.date(2026, 1, 1) + pl.duration(days=pl.col("day"))).alias("day"),
        pl.Series("years", years[frame["couple"]]).set(frame["role"] == 1, None),
        pl.Series("label", [f"{c}-{r * 7 % 3}" for c, r in zip(frame["couple"], frame["role"], strict=True)]),
        pl.col("closeness", "mind").round(3),
    ).filter(pl.col("mind").is_not_nan())
    words = frame.with_columns(
        pl.col(*NUMBERS).cast(pl.String).str.replace(".", ",", literal=True), pl.col("day").cast(str)
    )
    first, second, swapped = (words.row(at, named=True) for at in (3, 40, 500))
    swapped |= {"role": {"he": "she", "she": "he"}[swapped["role"]], "day": "2026-03-01"}
    odd = [
        first,
        swapped,
        {**second, "closeness": "9,5"},
        {**words.row(100, named=True), "role": "child", "label": "x"},
    ]
    told = pl.concat([words, pl.DataFrame(odd, schema=words.schema)])
    told[200, "mind"], told[300, "closeness"] = "low", ""
    told.write_csv(folder / "diary.csv", separator=";")
    return folder / "diary.csv"


PAIR = Columns(roles=ROLES)
QUESTIONS: dict[str, tuple[Model, Columns]] = {
    "between, with a moderator": (
        Apim(outcome="closeness", drivers=["mind"], between=True, moderators=["years"], random="intercept"), PAIR,
    ),
    "with persons": (
        Apim(outcome="closeness", drivers=["mind"], random="intercept"), Columns(roles=ROLES, person="label"),
    ),
    "yesterday": (Apim(outcome="closeness", drivers=["mind"], lag=1, random="intercept"), PAIR),
    "everybody's mean": (Apim(outcome="closeness", drivers=["mind"], center="grand", random="intercept"), PAIR),
    "alike, with names of their own": (
        Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable", random="intercept"), Columns(role="label"),
    ),
    "alone": (Single(outcome="closeness", fixed=["mind"], random=["mind"], residual="ar1"), Columns(couple="label")),
}  # fmt: skip


def said_by_r(script: str, folder: Path) -> list[tuple[int, float]]:
    """Rows and log-likelihood: ours as the script repeats it, and nlme's."""
    rscript = shutil.which("Rscript")
    if rscript is None or subprocess.run([rscript, "-e", "library(nlme)"], capture_output=True, check=False).returncode:
        pytest.skip("R with nlme is not here (Debian: apt install r-base-core r-cran-nlme)")
    (folder / "model.R").write_text(script, encoding="utf-8")
    done = subprocess.run([rscript, "model.R"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = re.findall(r"^(?:Intertwine|nlme): +(\d+) rows, log-likelihood (-[\d.]+)", done.stdout, re.MULTILINE)
    return [(int(rows), float(height)) for rows, height in lines]


def script_of(found: Fit, columns: Columns, file: Path) -> str:
    roles = [one.name for one in found.residual.sd]
    return r_script(found.model, columns, file=file.name, roles=roles, layout=layout_of(file), found=found)


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
def test_r_counts_the_same_rows_of_a_file_as_it_comes_and_fits_the_same(name: str, tmp_path: Path) -> None:
    model, columns = QUESTIONS[name]
    file = as_it_comes(tmp_path)
    found = fit_file(file, model, columns)

    reasons = {str(one.reason) for one in found.flow.excluded}
    assert columns.person is None or "role_changes" in reasons
    (ours, height), (theirs, other) = said_by_r(script_of(found, columns, file), tmp_path)

    assert ours == theirs == found.observations
    assert height == pytest.approx(other, abs=2e-3)
    assert layout_of(file) == Layout(mark=";", comma=True)


@pytest.mark.slow
def test_of_a_parquet_file_r_reads_what_the_script_says_how_to_make(tmp_path: Path) -> None:
    """R's reader of Parquet is in no distribution; the line at the top is run as it stands there."""
    cohort = simulate_cohort(couples=60, days=12, seed=3, truth=TRUTH, absent=Absent(each=0.15))
    frame = pl.DataFrame(cohort).with_columns(
        pl.col("role") == 1, (pl.date(2026, 1, 1) + pl.duration(days=pl.col("day"))).alias("day")
    )
    file = tmp_path / "Rosa's diary.parquet"  # whose members are told apart by false and true
    frame.write_parquet(file)
    found = fit_file(file, Apim(outcome="closeness", drivers=["mind"], random="intercept"), Columns())
    roles = [one.name for one in found.residual.sd]
    script = r_script(found.model, Columns(), file=file.name, roles=roles, found=found)

    (command,) = re.findall(r"^#   python3 (.*)$", script, re.MULTILINE)
    subprocess.run([sys.executable, *shlex.split(command)], cwd=tmp_path, check=True)
    (ours, height), (theirs, other) = said_by_r(script, tmp_path)

    assert ours == theirs == found.observations
    assert height == pytest.approx(other, abs=2e-3)
