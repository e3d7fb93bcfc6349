"""`make bench-study`: cohorts, each figure beside its yardstick, measured in one run. Writes bench/study.json.

python -m bench.study [--full]     --full adds 100,000 and 1,000,000 couples x 60 days (1 GB of disk, some minutes)

R's glmmTMB is run side by side where it is found (`apt install r-base-core r-cran-nlme r-cran-lme4 r-cran-glmmtmb`);
elsewhere its stored time stands in, and the figure's name says so.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
from distributed import Client, LocalCluster
from rich.console import Console

from bench import flops
from bench.__main__ import show
from bench.million import A_FIFTH_ABSENT, write
from bench.result import WORKERS, Result, at_least, at_most
from intertwine.insights.cohort import Apim, Fit, fit
from intertwine.insights.cohort.simulate import CohortTruth, simulate_cohort
from intertwine.studies.cluster import fit_on
from intertwine.studies.fitting import fit_file
from intertwine.studies.power import Study, plan, with_effects

RESULTS = Path(__file__).parent / "study.json"
MODEL = Apim(outcome="closeness", drivers=["mind"])
COUPLES, DAYS = 2_000, 60
GLMMTMB_SECONDS = 416.0
"""One core of the machine this was first measured on, glmmTMB 1.1.5, the same model and size of cohort."""

ONE_CORE = {"POLARS_MAX_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
"""Else one worker would read with all cores, and two could not be twice as fast."""

INSTALL = "apt install r-base-core r-cran-nlme r-cran-lme4 r-cran-glmmtmb"
R_CALL = """
options(digits = 15)
suppressMessages(library(glmmTMB)); d <- read.csv("{path}"); d$cd <- factor(paste(d$couple, d$day))
d$f <- as.numeric(d$role == 0); d$m <- 1 - d$f; d$couple <- factor(d$couple); began <- proc.time()[["elapsed"]]
fit <- glmmTMB(y ~ 0 + f + m + f:x + m:x + f:p + m:p + us(0 + f + m + f:x + m:x + f:p + m:p | couple)
  + us(0 + f + m | cd), dispformula = ~0, data = d, REML = TRUE)
cat(proc.time()[["elapsed"]] - began, as.numeric(logLik(fit)), fixef(fit)$cond)
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--couples", type=int, default=COUPLES, help="of the cohort that is compared with others")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="intertwine-study-", dir=os.environ.get("STUDY_DIR")) as home:
        results = measure(Path(home), couples=given.couples, full=given.full)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n")
    show(results)
    return 0 if all(result.ok for result in results) else 1


def measure(home: Path, *, couples: int, full: bool) -> list[Result]:
    frame = dict(simulate_cohort(couples=couples, days=DAYS, seed=7, truth=CohortTruth(), absent=A_FIFTH_ABSENT))
    fit(frame, MODEL)  # the kernels are compiled, or read from where they were kept
    ours = min((fit(frame, MODEL) for _ in range(5)), key=lambda found: found.seconds.fit + found.seconds.sums)
    return [
        *against_glmmtmb(frame, ours, home, couples),
        against_statsmodels(frame),
        planning(),
        *growing(home, full=full),
        *over_workers(home, full=full),
    ]


def against_glmmtmb(frame: dict[str, np.ndarray], ours: Fit, home: Path, couples: int) -> list[Result]:
    """Their seconds over ours, sums included, reading not; likelihood and estimates where R is there."""
    seconds = ours.seconds.sums + ours.seconds.fit
    size = f"{couples:,} couples × {DAYS} days"
    if shutil.which("Rscript") is None:
        Console().print(f"Rscript is not here: glmmTMB's stored time stands in. To run it side by side: {INSTALL}")
        stored = GLMMTMB_SECONDS * couples / COUPLES
        return [_times_faster(f"actor–partner fit, {size}: glmmTMB's stored time", seconds, stored)]
    answer = in_r(frame, home)
    if answer is None:
        stored = GLMMTMB_SECONDS * couples / COUPLES
        return [_times_faster(f"actor–partner fit, {size}: glmmTMB not installed, its stored time", seconds, stored)]
    theirs, likelihood, *beta = answer
    mine = [effect.estimate for effect in ours.fixed]
    apart = float(np.abs(np.array(mine) - beta).max())
    return [
        _times_faster(f"actor–partner fit, {size}: glmmTMB side by side", seconds, theirs),
        at_most(
            1.0,
            name="likelihood below glmmTMB's, in 1e-4",
            ours=(likelihood - ours.log_likelihood) / 1e-4,
            yardstick=1.0,
            unit="1e-4",
        ),
        at_most(1.0, name="largest difference of an estimate, in 1e-3", ours=apart / 1e-3, yardstick=1.0, unit="1e-3"),
    ]


def _times_faster(name: str, ours: float, theirs: float) -> Result:
    ratio = theirs / ours
    return Result(name, round(ours, 4), round(theirs, 1), "s", round(ratio, 1), "≥ 2000 ×", ratio >= 2000)


def in_r(frame: dict[str, np.ndarray], home: Path) -> list[float] | None:
    """Seconds, log-likelihood and effects in our order; None where the package is missing."""
    path = home / "cohort.csv"
    table = pl.DataFrame(frame, nan_to_null=True)
    partner = table.with_columns(role=1 - pl.col("role")).select("couple", "day", "role", p="mind")
    mean = pl.col("mind").mean().over("couple", "role")
    centred = table.with_columns(x=pl.col("mind") - mean, y="closeness")
    centred = centred.join(partner, on=["couple", "day", "role"]).with_columns(
        p=pl.col("p") - pl.col("p").mean().over("couple", "role")
    )
    centred.select("couple", "day", "role", "x", "p", "y").drop_nulls().write_csv(path)
    script = R_CALL.format(path=path)
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    return [float(word) for word in done.stdout.split()] if done.returncode == 0 and done.stdout else None


def against_statsmodels(frame: dict[str, np.ndarray]) -> Result:
    """The same random effects, residuals that do not go together: the nearest model statsmodels has. Side by side."""
    import pandas as pd
    from statsmodels.regression.mixed_linear_model import MixedLM

    some = frame["couple"] < 200
    table = pd.DataFrame({name: column[some] for name, column in frame.items()})
    table["x"] = table["mind"] - table.groupby(["couple", "role"])["mind"].transform("mean")
    other = table[["couple", "day", "role", "x"]].assign(role=1 - table["role"]).rename(columns={"x": "p"})
    table = table.merge(other, on=["couple", "day", "role"]).dropna()
    f, m = (table["role"] == 0).astype(float), (table["role"] == 1).astype(float)
    design = np.column_stack([f, m, f * table["x"], m * table["x"], f * table["p"], m * table["p"]])
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs are about how it climbs
        MixedLM(table["closeness"].to_numpy(), design, groups=table["couple"].to_numpy(), exog_re=design).fit(reml=True)
    theirs = time.perf_counter() - began
    small = {name: column[some] for name, column in frame.items()}
    found = min((fit(small, MODEL) for _ in range(5)), key=lambda one: one.seconds.fit + one.seconds.sums)
    return at_least(
        100,
        name="actor–partner fit, 200 couples × 60 days: statsmodels without residual correlation",
        ours=1 / (found.seconds.sums + found.seconds.fit),
        yardstick=1 / theirs,
        unit="fits/s",
    )


SIZES = [Study(couples=couples, days=days) for couples in (50, 100, 200, 400) for days in (14, 23, 37, 60)]
TIMES, PATIENCE = 250, 20.0
"""Made-up studies of each size; seconds somebody who plans waits for the table."""


def planning() -> Result:
    """From nothing: the workers' start is in it."""
    truth = with_effects(CohortTruth(), actor=0.1, partner=0.05)
    took = timed(lambda: plan(studies=SIZES, truth=truth, absent=A_FIFTH_ABSENT, times=TIMES, seed=1), times=1)
    name = f"planning: {len(SIZES)} sizes × {TIMES} made-up studies, fitted, on {os.cpu_count()} cores"
    return at_most(1.0, name=name, ours=took, yardstick=PATIENCE, unit="s")


def growing(home: Path, *, full: bool) -> list[Result]:
    """Microseconds a couple, from a file; memory of a process of its own; distance to what the machine must do."""
    sizes = [1_000, 10_000, 30_000] + ([100_000, 1_000_000] if full else [])
    results, first = [], 0.0
    for couples in sizes:
        path = home / f"{couples}.parquet"
        write(path, couples=couples, days=DAYS)
        told = in_a_process(path)
        per_couple = 1e6 * told["wall"] / couples
        first = first or 1e6 * in_a_process(home / f"{sizes[0]}.parquet")["wall"] / sizes[0]
        split = ", ".join(f"{name} {told[name]:.2f} s" for name in ("read", "sums", "fit"))
        name = f"{couples:,} couples × {DAYS} days from Parquet on {os.cpu_count()} cores ({split})"
        results += [
            at_most(1.2, name=name, ours=per_couple, yardstick=first, unit="µs/couple"),
            at_most(1.0, name=f"{couples:,} couples: resident memory", ours=told["memory"], yardstick=4096, unit="MB"),
        ]
        if couples == sizes[-1]:
            results.append(to_the_limit(path, couples, told))
    return results


CHILD = """
import json, resource, sys, time
from pathlib import Path
from intertwine.insights.cohort import Apim
from intertwine.studies.fitting import fit_file
model = Apim(outcome="closeness", drivers=["mind"])
fit_file(Path(sys.argv[2]), model)
began = time.perf_counter()
found = fit_file(Path(sys.argv[1]), model)
wall = time.perf_counter() - began
print(json.dumps({"wall": wall, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "passes": found.passes, "rows": found.flow.rows, "used": found.observations,
    **{name: getattr(found.seconds, name) for name in ("read", "sums", "fit")}}))
"""


def in_a_process(path: Path) -> dict[str, float]:
    """A fit in a process of its own, warmed up on the smallest file."""
    smallest = path.parent / "1000.parquet"
    done = subprocess.run([sys.executable, "-c", CHILD, path, smallest], capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def to_the_limit(path: Path, couples: int, told: dict[str, float]) -> Result:
    """The least the machine must do: read the file's bytes once, and do the multiplications of the sums and passes."""
    size = path.stat().st_size
    began = time.perf_counter()
    with path.open("rb", buffering=0) as file:
        while file.read(1 << 24):
            pass
    reading = time.perf_counter() - began
    work = flops.of_a_day() * told["used"] / 2 + flops.of_a_pass() * couples * told["passes"]
    computing = work / (flops_a_second() * (os.cpu_count() or 1))
    name = (
        f"{couples:,} couples: distance to the limit ({size / 1e6:,.0f} MB read once {reading:.2f} s, "
        f"{work / 1e9:,.1f} Gflop {computing:.2f} s)"
    )
    ratio = told["wall"] / (reading + computing)
    return Result(name, round(told["wall"], 2), round(reading + computing, 2), "s", round(ratio, 1), "shown", True)


def flops_a_second() -> float:
    """Of one core: a matrix product."""
    a = np.random.default_rng(1).random((1_000, 1_000))
    a @ a
    began = time.perf_counter()
    for _ in range(5):
        a @ a
    return 5 * 2e9 / (time.perf_counter() - began) / (os.cpu_count() or 1)


def over_workers(home: Path, *, full: bool) -> list[Result]:
    """The same file over one and two real workers, processes; and against threads here."""
    path = home / ("1000000.parquet" if full else "30000.parquet")
    here = fit_file(path, MODEL)
    times, apart = {}, 0.0
    for workers in (1, 2):
        with (
            LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0", env=ONE_CORE
            ) as cluster,
            Client(cluster) as client,
        ):
            fit_on(client, home / "1000.parquet", MODEL)
            for worker in range(workers):
                client.submit(_warm, home / "1000.parquet", worker, pure=False).result()
            found: list[Fit] = []
            times[workers] = timed(lambda client=client, found=found: found.append(fit_on(client, path, MODEL)))
            apart = max(apart, difference(here, found[-1]))
    return [
        at_least(
            1.4,
            name=WORKERS,
            ours=1 / times[2],
            yardstick=1 / times[1],
            unit="fits/s",
        ),
        at_most(
            1.0,
            name="largest difference between cluster and threads, in 1e-10",
            ours=apart / 1e-10,
            yardstick=1.0,
            unit="1e-10",
        ),
    ]


def _warm(path: Path, _worker: int) -> None:
    fit_file(path, MODEL)


def timed(run: Callable[[], Any], times: int = 3) -> float:
    """The median of some runs."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def difference(one: Fit, other: Fit) -> float:
    """The largest, of estimates and standard errors, and of the likelihood relative to its size."""
    pairs = zip(one.fixed, other.fixed, strict=True)
    effects = max(max(abs(a.estimate - b.estimate), abs(a.se - b.se)) for a, b in pairs)
    return max(effects, abs(one.log_likelihood - other.log_likelihood) / abs(one.log_likelihood))


if __name__ == "__main__":
    sys.exit(main())
