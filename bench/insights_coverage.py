"""How often is the engine right? Made-up couples whose truth is known, answered by the engine, counted.

    python bench/insights_coverage.py calibration --days 30 --couples 200
    python bench/insights_coverage.py couples --days 30 --couples 200
    python bench/insights_coverage.py null --days 90 --couples 200

calibration: truths drawn from the prior, days made by the model itself, no slider. 90 % intervals must cover 90 %, and
    the truth's rank among the draws must be uniform (Talts et al. 2018; χ² over ten bins, its p-value is printed).
couples: truths drawn from the prior, answered on a slider of whole points with its ends, through the whole engine.
null: the same couples, but nothing goes with anything; counts couples who are shown any finding at all.
"""

import argparse
import time
from collections import Counter

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from intertwine.insights import edge, model
from intertwine.insights.ask import picture
from intertwine.insights.priors import priors
from intertwine.insights.series import diary_of
from intertwine.insights.simulate import NOTHING, Follows, Missing, Moves, Truth, simulate_couple
from intertwine.insights.types import EDGES, SERIES, Outcome

FloatArray = NDArray[np.float64]
PRIOR = model.Prior.of(priors("typical"), driver="mind")
PARTS: dict[str, list[int]] = {
    "mind, own yesterday (F)": [0, 3],
    "same day, own (B)": [4, 7],
    "same day, partner (B)": [5, 6],
    "next day, own (L)": [8, 11],
    "next day, partner (L)": [9, 10],
    "outcome, own yesterday (C)": [12, 15],
    "outcome, partner yesterday (C)": [13, 14],
    "usual level": [22, 23, 24, 25],
}


def draw_truth(rng: np.random.Generator) -> FloatArray:
    """One stationary draw of the prior: (28, 1)."""
    while True:
        theta = PRIOR.draw(rng, 1)
        if PRIOR.thinkable(theta)[0]:
            return theta


def live(theta: FloatArray, days: int, rng: np.random.Generator) -> FloatArray:
    """A diary made by the model itself, in points, missing as in `Missing()`: (days, 4)."""
    batch = model.models(theta, smallest_error_variance=PRIOR.smallest_error_variance)
    phi, q, start = batch.transition[..., 0], batch.innovation[..., 0], batch.start[..., 0]
    state = np.linalg.cholesky(start) @ rng.standard_normal(4)
    root = np.linalg.cholesky(q)
    rows = []
    for _ in range(days):
        rows.append(batch.mean[:, 0] + state + np.sqrt(batch.error[:, 0]) * rng.standard_normal(4))
        state = phi @ state + root @ rng.standard_normal(4)
    usual = Missing()
    absent = (rng.random((days, 2)) < usual.each) | (rng.random((days, 1)) < usual.both)
    return np.where(np.hstack([absent, absent]), np.nan, model.POINTS_PER_STEP * np.array(rows))


def calibration(days: int, couples: int, seed: int) -> None:
    """Coverage and rank uniformity where the model is true."""
    covered: dict[str, list[bool]] = {name: [] for name in [*PARTS, "next day in all (L + BF + CB)"]}
    ranks: dict[str, list[float]] = {name: [] for name in covered}
    refused = 0
    for couple in range(couples):
        rng = np.random.default_rng([seed, days, couple])
        theta = draw_truth(rng)
        draws = edge.fit(live(theta, days, rng), prior=PRIOR, rng=rng)
        refused += not draws.passed
        pairs = {name: (theta[rows, 0], draws.flat[rows]) for name, rows in PARTS.items()}
        pairs["next day in all (L + BF + CB)"] = model.next_day(theta)[:, 0], model.next_day(draws.flat)
        for name, (true, drawn) in pairs.items():
            rank = (drawn < true[:, None]).mean(axis=1)
            ranks[name] += list(rank)
            covered[name] += list((rank >= 0.05) & (rank <= 0.95))
    print(f"{days} days, {couples} couples, not converged {refused}")
    for name, hits in covered.items():
        counts = np.histogram(ranks[name], bins=10, range=(0, 1))[0]
        p = chi2.sf(((counts - counts.mean()) ** 2 / counts.mean()).sum(), 9)
        error = np.sqrt(0.09 / len(hits))
        print(f"  {name:32s} {np.mean(hits):.3f} ± {error:.3f}   ranks p = {p:.2f}")


def on_the_slider(rng: np.random.Generator, *, null: bool) -> tuple[Truth, FloatArray]:
    """A couple as the prior has them, with usual levels a slider can hold; and B of mind → closeness, (4,)."""
    theta = draw_truth(rng)[:, 0]

    def matrix(part: slice) -> tuple[tuple[float, float], tuple[float, float]]:
        a, b, c, d = (float(value) for value in theta[part])
        return (a, b), (c, d)

    def moves(part: slice, news: int) -> Moves:
        sd = np.exp(theta[model.LOG_SD])[2 * news : 2 * news + 2]
        return Moves(
            carry_over=matrix(part),
            sd=(float(sd[0]), float(sd[1])),
            correlation=float(np.tanh(theta[model.ATANH][news])),
            usual=(float(rng.normal(6, 1)), float(rng.normal(6, 1))),
            reliability=float(rng.beta(*PRIOR.reliability)),
        )

    link = Follows(same_day=NOTHING if null else matrix(model.B), next_day=NOTHING if null else matrix(model.L))
    pillars = [name for name in SERIES if name != "mind"]
    truth = Truth(
        moves={"mind": moves(model.F, 0), **{name: moves(model.C, 1) for name in pillars}},
        follows={name: {"mind": link} for name in pillars},
    )
    return truth, np.zeros(4) if null else theta[model.B]


def through_the_engine(days: int, couples: int, seed: int, *, null: bool, whole_map: bool) -> None:
    """Outcomes, coverage and findings on the slider."""
    outcomes: Counter[str] = Counter()
    covered: dict[str, list[bool]] = {"actor": [], "partner": []}
    with_finding = wrong = said = 0
    kinds: Counter[str] = Counter()
    for couple in range(couples):
        rng = np.random.default_rng([seed, days, couple])
        truth, b = on_the_slider(rng, null=null)
        ratings = simulate_couple(days=days, seed=int(rng.integers(2**32)), truth=truth, missing=Missing())
        found = picture(diary_of(days=days, ratings=ratings), EDGES if whole_map else EDGES[:1])
        outcomes[found.outcome] += 1
        for effect in found.effects:
            if effect.lag == 0 and effect.edge == EDGES[0]:
                whose = effect.member if effect.kind == "actor" else 1 - effect.member
                true = b[2 * effect.member + whose]
                covered[effect.kind].append(effect.low_sd <= true <= effect.high_sd)
                if effect.shown:
                    said += 1
                    wrong += int(true * effect.median_sd < 0)
        kinds.update({f"{finding.effect.kind} lag {finding.effect.lag}" for finding in found.findings})
        with_finding += bool(found.findings)
    name = "null" if null else "couples"
    print(f"{name}, {days} days, {couples} couples, {len(EDGES) if whole_map else 1} edges: {dict(outcomes)}")
    print(f"  couples with a finding {with_finding / couples:.3f}; by kind {dict(kinds)}")
    for kind, hits in covered.items():
        print(f"  90 % intervals, {kind}, same day: {np.mean(hits):.3f} ± {np.sqrt(0.09 / max(len(hits), 1)):.3f}")
    ready = outcomes[Outcome.READY]
    print(f"  ready {ready}; effects of the first edge that were shown {said}, of them with the wrong sign {wrong}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["calibration", "couples", "null"])
    parser.add_argument("--days", type=int, required=True)
    parser.add_argument("--couples", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole-map", action="store_true", help="all seven edges, not only mind → closeness")
    given = parser.parse_args()
    began = time.perf_counter()
    if given.what == "calibration":
        calibration(given.days, given.couples, given.seed)
    else:
        through_the_engine(given.days, given.couples, given.seed, null=given.what == "null", whole_map=given.whole_map)
    print(f"  {(time.perf_counter() - began) / given.couples:.1f} s per couple")
