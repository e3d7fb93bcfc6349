"""The product's draws against two other programs': Gibbs with the states drawn along, and NumPyro."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.calibrate import couples
from bench.calibrate.one_couple import FITTED
from bench.calibrate.part import Answer, Job, Part
from intertwine.insights import edge
from intertwine.insights.series import diary_of
from intertwine.insights.simulate import Missing, Truth, simulate_couple

FloatArray = NDArray[np.float64]
WIDTH = 0.05
TIMES = 16
"""Runs of the product's function, pooled: one alone is as long as people need, not as such a comparison does."""


def jobs(quick: bool) -> list[Job]:
    return [{"couple": i, "days": 10 + 2 * i, "size": 0.1 if quick else 1.0} for i in range(1 if quick else 10)]


def run(job: Job) -> Answer:
    from tests.insights.gibbs import Gibbs

    from bench.calibrate.in_numpyro import draws

    ratings = simulate_couple(days=job["days"], seed=job["couple"], truth=Truth(), missing=Missing())
    diary = diary_of(days=job["days"], ratings=ratings)
    observed = np.hstack([diary.mind, diary.closeness])
    inertia, size = couples.TYPICAL.mind_inertia, job["size"]
    rngs = [np.random.default_rng([6, i]) for i in range(max(2, round(size * TIMES)))]
    runs = [edge.fit(observed, prior=couples.prior_of("mind"), rng=rng).flat for rng in rngs]
    shortest = min(one.shape[1] for one in runs)
    gibbs = Gibbs(observed, inertia=inertia, chains=400, seed=1)
    return {
        "ours": _moments(np.array([one[:, :shortest] for one in runs]).transpose(1, 0, 2)),
        "gibbs": _moments(gibbs.draws(warm_up=60, sweeps=round(250 * size))),
        "numpyro": _moments(draws(observed, couples.TYPICAL, inertia=inertia, count=round(1500 * size), chains=4)),
    }


def _moments(blocks: FloatArray) -> list[list[float]]:
    """Mean, standard deviation and standard error of the mean of 28 parameters, from (28, blocks, draws)."""
    error = blocks.mean(axis=2).std(axis=1, ddof=1) / np.sqrt(blocks.shape[1])
    return [blocks.mean(axis=(1, 2)).tolist(), blocks.std(axis=(1, 2)).tolist(), error.tolist()]


def _wide(told: list[tuple[Job, Answer]]) -> str:
    """Of the widths that miss what is asked, what the third sampler says about the same parameters."""
    ours, gibbs, numpyro = (np.array([answer[name][1] for _, answer in told]) for name in ("ours", "gibbs", "numpyro"))
    missed = np.abs(ours / numpyro - 1) > WIDTH
    here = np.abs(ours / gibbs - 1)
    if not missed.any():
        return f"No width is further apart than the {WIDTH:.0%} that are asked."
    return (
        f"Of {ours.size} widths, {missed.sum()} of NumPyro's are further apart than the {WIDTH:.0%} that are asked. "
        f"The Gibbs sampler, which has sixteen times as many draws, is within {here[missed].max():.1%} there, and "
        f"within {here.max():.1%} everywhere."
    )


def tell(told: list[tuple[Job, Answer]], _: Path) -> str:
    rows = []
    for job, answer in told:
        cells = [f"| {job['couple'] + 1} | {job['days']}"]
        for other in ("gibbs", "numpyro"):
            (mean, sd, error), (its_mean, its_sd, its_error) = np.array(answer["ours"]), np.array(answer[other])
            apart, by_chance = np.abs(mean - its_mean) / its_sd, np.hypot(error, its_error) / its_sd
            cells.append(f"{apart.max():.3f} | {by_chance.max():.3f} | {np.abs(sd / its_sd - 1).max():.3f}")
        rows.append(" | ".join(cells) + " |")
    return f"""Ten made-up diaries, mind → closeness, fitted by the product's own function, by a Gibbs sampler in plain
NumPy that draws the true states along, and by the model written once more in NumPyro with one joint normal and no
filter. Largest differences over all 28 parameters: of means in posterior standard deviations (at most .05 is asked), of
widths as a ratio (at most 5 %); beside them the largest standard error of the means' differences from sampling alone.

| | days | means: Gibbs | by chance | widths: Gibbs | means: NumPyro | by chance | widths: NumPyro |
|---|---|---|---|---|---|---|---|
{chr(10).join(rows)}

{_wide(told)}"""


PART = Part(
    name="posteriors",
    title="One couple: three samplers, one posterior",
    depends=FITTED,
    jobs=jobs,
    run=run,
    tell=tell,
)
