"""Weeks that differ: how often nothing is taken for something, and how often something is found."""

from pathlib import Path

import numpy as np

from bench.calibrate.one_couple import share
from bench.calibrate.part import Answer, Job, Part
from intertwine.insights import changes

Told = list[tuple[Job, Answer]]
NULLS = ((0.0, 1.0), (0.3, 0.73), (0.5, 0.73), (0.5, 1.0), (0.7, 1.0))
"""Carry-over from day to day and reliability."""

SIZES = (1.0, 2.0, 3.0)


def jobs(quick: bool) -> list[Job]:
    nothing = [
        {"days": days, "missing": missing, "phi": phi, "reliability": reliability, "step": 0.0, "slope": 0.0}
        for days in (30, 90, 365)
        for missing in (0.2, 0.5)
        for phi, reliability in NULLS
        if days > 30 or missing < 0.5
    ]
    something = [
        {"days": days, "missing": 0.3, "phi": 0.3, "reliability": 0.73, "step": step, "slope": slope}
        for days in (30, 90, 365)
        for size in SIZES
        for step, slope in ((size, 0.0), (0.0, 2 * size))
    ]
    cells = nothing + something
    return [
        {**cell, "batch": batch, "couples": 20 if quick else 250}
        for cell in cells
        for batch in range(1 if quick else 4)
    ]


def run(job: Job) -> Answer:
    """Couples with ten series on whole points; the change, if any, is in the first series alone, in its second half."""
    told = first = 0
    for couple in range(job["couples"]):
        seed = [
            5,
            job["batch"],
            couple,
            job["days"],
            *(int(100 * job[key]) for key in ("missing", "phi", "reliability")),
        ]
        found = changes.find(_couple(job, np.random.default_rng(seed)))
        told += bool(found)
        first += any(change.series == "mind" for change in found)
    return {"told": told, "first": first}


def _couple(job: Job, rng: np.random.Generator) -> list[changes.Series]:
    days, phi, reliability = job["days"], job["phi"], job["reliability"]
    state, rows = rng.standard_normal(10), []
    for _ in range(days):
        rows.append(np.sqrt(reliability) * state + np.sqrt(1 - reliability) * rng.standard_normal(10))
        state = phi * state + np.sqrt(1 - phi**2) * rng.standard_normal(10)
    meant = 6 + 2 * np.array(rows)
    meant[days // 2 :, 0] -= job["step"]
    meant[:, 0] += job["slope"] * np.linspace(0.5, -0.5, days)
    answers = np.where(rng.random((days, 10)) < job["missing"], np.nan, np.clip(meant.round(), 0, 10))
    return [
        changes.Series.of(column, name="closeness" if i else "mind", member=0) for i, column in enumerate(answers.T)
    ]


def _sum(told: Told, key: str, **cell: float) -> tuple[int, int]:
    chosen = [(job, answer) for job, answer in told if all(job[name] == value for name, value in cell.items())]
    return sum(answer[key] for _, answer in chosen), sum(job["couples"] for job, _ in chosen)


def tell(told: Told, _: Path) -> str:
    nothing = "\n".join(
        f"| {phi:g} | {reliability:g} | "
        + " | ".join(
            share(
                *_sum(told, "told", phi=phi, reliability=reliability, days=days, missing=missing, step=0.0, slope=0.0)
            )
            for days, missing in ((30, 0.2), (90, 0.2), (90, 0.5), (365, 0.2), (365, 0.5))
        )
        + " |"
        for phi, reliability in NULLS
    )
    something = "\n".join(
        f"| {words.format(f'{size:g}')} | "
        + " | ".join(share(*_sum(told, "first", **{key: by * size}, days=days)) for days in (30, 90, 365))
        + " |"
        for key, by, words in (
            ("step", 1, "{} points lower for good"),
            ("slope", 2, "twice {} points lower little by little"),
        )
        for size in SIZES
    )
    return f"""Couples in whom nothing changed, ten series each on whole points, who are told of a change in any
(nominally 5 % at most):

| carry-over | reliability | 30 days, 20 % skipped | 90, 20 % | 90, 50 % | 365, 20 % | 365, 50 % |
|---|---|---|---|---|---|---|
{nothing}

How much of a short series is wandering cannot be seen; where nothing carries over, the test is therefore stricter
than its name. A carry-over of .7 is beyond what it promises anything for.

One of ten series does change (standard deviation 2 points, carry-over .3, reliability .73, 30 % skipped), and
is told of:

| | 30 days | 90 days | 365 days |
|---|---|---|---|
{something}"""


PART = Part(
    name="changes",
    title="One couple: weeks that differ",
    depends=("intertwine.insights.changes",),
    jobs=jobs,
    run=run,
    tell=tell,
)
