"""How often do 95 % intervals of a cohort's effects hold what is true? Many made-up cohorts, fitted, counted.

Each cell is a kind of cohort; a fifth to two fifths of the days are missing. An interval is to hold the truth in 93 to
97 cohorts of a hundred.
"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.calibrate.part import Answer, Job, Part
from intertwine.insights.cohort import Apim, fit
from intertwine.insights.cohort.simulate import ALIKE, Absent, CohortTruth, simulate_cohort

LOWEST, HIGHEST = 0.93, 0.97
THREE_ERRORS = 3.0
"""Standard errors a share may be off by the luck of the draw before it is called wrong."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One kind of cohort, and the model it is fitted with."""

    name: str
    couples: int
    days: int
    truth: CohortTruth
    absent: Absent
    model: Apim


APART = Apim(outcome="closeness", drivers=["mind"])
TOGETHER = Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable")
CARRIED = Apim(outcome="closeness", drivers=["mind"], random="intercept", residual="ar1")
STEADY = CohortTruth(sds=(1.0, 0.0, 0.0), phi=0.4)
HARDLY = CohortTruth(sds=(1.0, 0.05, 0.0))
CELLS = (
    Cell(
        name="distinguishable, 60 × 21", couples=60, days=21, truth=CohortTruth(), absent=Absent(each=0.2), model=APART
    ),
    Cell(name="exchangeable, 60 × 21", couples=60, days=21, truth=ALIKE, absent=Absent(each=0.2), model=TOGETHER),
    Cell(
        name="distinguishable, 20 × 14, few couples",
        couples=20,
        days=14,
        truth=CohortTruth(),
        absent=Absent(each=0.1),
        model=APART,
    ),
    Cell(
        name="distinguishable, 100 × 30, 60 % missing",
        couples=100,
        days=30,
        truth=CohortTruth(),
        absent=Absent(each=0.35, outcome=0.4),
        model=APART,
    ),
    Cell(
        name="distinguishable, 60 × 21, hardly vary",
        couples=60,
        days=21,
        truth=HARDLY,
        absent=Absent(each=0.2),
        model=APART,
    ),
    Cell(
        name="carry-over, 60 × 14",
        couples=60,
        days=14,
        truth=STEADY,
        absent=Absent(each=0.1, outcome=0.1),
        model=CARRIED,
    ),
)


def true_effects(cell: Cell) -> dict[str, float]:
    """By the names of the fit."""
    t = cell.truth
    if cell.model.dyads == "exchangeable":
        return {"intercept": t.intercept[0], "actor:mind": t.actor[0], "partner:mind": t.partner[0]}
    pairs = {"intercept": t.intercept, "actor:mind": t.actor, "partner:mind": t.partner}
    return {f"{role}:{name}": pair[role] for name, pair in pairs.items() for role in (0, 1)}


def true_spread(cell: Cell, block: str, effect: str) -> float:
    """The standard deviation of a random effect: of the half of the sum of the two's, or of their difference, where
    members are alike."""
    kinds = ("intercept", "actor:mind", "partner:mind")
    sd = next(sd for kind, sd in zip(kinds, cell.truth.sds, strict=True) if effect.endswith(kind))
    share = {"shared": (1 + cell.truth.together) / 2, "difference": (1 - cell.truth.together) / 2}
    return sd * float(np.sqrt(share.get(block, 1.0)))


FIRST = 1_000
AGAIN = {"distinguishable, 60 × 21", "distinguishable, 20 × 14, few couples"}
"""Kinds of cohorts one of whose shares was off in the first thousand, by luck or not: as many others tell. One of
ninety shares is off by luck in every fifth run of this."""


def jobs(quick: bool) -> list[Job]:
    size = 20 if quick else FIRST
    return [{"cell": cell.name, "cohort": i} for cell in CELLS for i in range(2 * size if cell.name in AGAIN else size)]


def held(job: Job) -> Answer:
    """Whether each interval of one cohort holds the truth. Intercepts are of the days as they are: a person's mean of
    the driver is subtracted, so the level is that of their own usual day, which on average is the truth."""
    cell = next(one for one in CELLS if one.name == job["cell"])
    frame = simulate_cohort(
        couples=cell.couples, days=cell.days, seed=job["cohort"], truth=cell.truth, absent=cell.absent
    )
    found = fit(dict(frame), cell.model)
    hits = {
        name: found.effect(name).low <= true <= found.effect(name).high for name, true in true_effects(cell).items()
    }
    for block in found.random:
        for one in block.effects:
            name = f"{SPREAD} {block.name} {one.name}".replace("  ", " ")
            hits[name] = one.low <= true_spread(cell, block.name, one.name) <= one.high
    for spread, true in zip(found.residual.sd, cell.truth.residual, strict=False):
        hits[f"residual sd {spread.name}"] = spread.low <= true <= spread.high
    if found.residual.rho is not None and found.residual.rho_low is not None and found.residual.rho_high is not None:
        hits["same-day correlation"] = found.residual.rho_low <= cell.truth.rho <= found.residual.rho_high
    if found.residual.phi_low is not None and found.residual.phi_high is not None:
        hits["carry-over"] = found.residual.phi_low <= cell.truth.phi <= found.residual.phi_high
    hits["converged"] = found.converged
    return {name: bool(hit) for name, hit in hits.items()}


def tell(told: list[tuple[Job, Answer]], _: Path) -> str:
    hits: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for job, answer in told:
        for name, hit in answer.items():
            hits[job["cell"], name].append(hit)
    count = min(len(of) for of in hits.values())
    rows = [
        f"| {cell} | {name} | {np.mean(of[:count]):.3f} | {said(name, of, count)} |"
        for (cell, name), of in hits.items()
    ]
    return f"""{count:,} made-up cohorts of each kind, fitted and counted; a share's standard error is {
        np.sqrt(0.95 * 0.05 / count):.3f}.
A share is *off* where it lies outside 93 to 97 % and more than three of those from 95 %; of so many shares, one is by
luck in every fifth run, so kinds with one that is were made and counted again, others of them. Intervals of the
standard deviation of an effect that hardly varies between couples are *wide*: 0 is in them unless a test says that it
varies.

| cohort | effect | 95 % intervals that hold the truth | |
|---|---|---|---|
{chr(10).join(rows)}"""


def said(name: str, of: list[bool], count: int) -> str:
    """The verdict of the first so many; of one that is off, that of the others, too."""
    first, others = verdict(name, float(np.mean(of[:count])), count), of[count:]
    if first != OFF or not others:
        return first
    share = float(np.mean(others))
    return f"{first}; {share:.3f} of {len(others):,} others, {verdict(name, share, len(others))}"


OFF = "**off**"
SPREAD = "sd of"


def verdict(name: str, share: float, count: int) -> str:
    """Whether a share is where it must be, the luck of the draw allowed for. Near an edge intervals of standard
    deviations are wider than they must be."""
    if name == "converged":
        return "" if share == 1 else "some did not"
    luck = THREE_ERRORS * float(np.sqrt(0.95 * 0.05 / count))
    if name.startswith(SPREAD) and share > max(HIGHEST, 0.95 + luck):
        return "ok, and wide"
    return "ok" if min(LOWEST, 0.95 - luck) <= share <= max(HIGHEST, 0.95 + luck) else OFF


PART = Part(
    name="cohorts",
    title="Cohorts: do 95 % intervals hold the truth?",
    depends=("intertwine.insights.cohort",),
    jobs=jobs,
    run=held,
    tell=tell,
)
