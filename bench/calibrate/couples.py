"""Made-up couples: parameters from the prior, days by the model itself or on sliders as the app's schedule asks."""

import numpy as np
from numpy.typing import NDArray

from intertwine.content import rotation
from intertwine.insights import model
from intertwine.insights.priors import priors
from intertwine.insights.series import diary_of
from intertwine.insights.simulate import (
    Follows,
    Matrix,
    Missing,
    Moves,
    Truth,
    simulate_couple,
)
from intertwine.insights.types import SERIES, Diary, Edge, SeriesName

FloatArray = NDArray[np.float64]
TYPICAL = priors("typical")
COMPLETE = Missing(each=0, both=0)


def prior_of(driver: SeriesName) -> model.Prior:
    return model.Prior.of(TYPICAL, driver=driver)


def drawn(prior: model.Prior, rng: np.random.Generator) -> FloatArray:
    """One stationary draw of the prior: (28, 1)."""
    while True:
        theta = prior.draw(rng, 1)
        if model.stationary(theta)[0]:
            return theta


def lived(theta: FloatArray, days: int, prior: model.Prior, rng: np.random.Generator) -> FloatArray:
    """A complete diary of one edge by the model itself, no slider, in points: (days, 4)."""
    made = model.models(theta, smallest_error_variance=prior.smallest_error_variance)
    phi, root = made.transition[..., 0], np.linalg.cholesky(made.innovation[..., 0])
    state = np.linalg.cholesky(made.start[..., 0]) @ rng.standard_normal(4)
    rows = []
    for _ in range(days):
        rows.append(made.mean[:, 0] + state + np.sqrt(made.error[:, 0]) * rng.standard_normal(4))
        state = phi @ state + root @ rng.standard_normal(4)
    return model.POINTS_PER_STEP * np.array(rows)


def asked(days: int, rng: np.random.Generator) -> dict[SeriesName, NDArray[np.bool_]]:
    """On which days the app's schedule asks enough for a series, for two members: (days, 2) each."""
    seed = rng.bytes(8)
    found: dict[SeriesName, NDArray[np.bool_]] = {"mind": np.ones((days, 2), dtype=bool)}
    for name in SERIES[1:]:
        items = sum(_asked_item(item, days, seed).astype(int) for item in rotation.AREAS[name])
        found[name] = np.asarray(items >= (2 if name == "responding" else 1))
    return found


def _asked_item(item: str, days: int, seed: bytes) -> NDArray[np.bool_]:
    """The two of a couple have the same round."""
    return np.array([[item in rotation.asked(seed, day)] * 2 for day in range(days)])


def left_out(days: int, share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Days each member skips by chance: (days, 2)."""
    return rng.random((days, 2)) < share


def one_edge(
    theta: FloatArray, edge: Edge, *, days: int, missing: float, planned: bool, rng: np.random.Generator
) -> FloatArray:
    """A diary of one edge by the model itself with what the schedule does not ask and what is skipped left out."""
    made = lived(theta, days, prior_of(edge.driver), rng)
    absent = left_out(days, missing, rng)
    schedule = asked(days, rng) if planned else dict.fromkeys(SERIES, np.ones((days, 2), dtype=bool))
    there = np.hstack([schedule[edge.driver] & ~absent, schedule[edge.outcome] & ~absent])
    return np.where(there, made, np.nan)


def whole_diary(truth: Truth, *, days: int, missing: float, rng: np.random.Generator, fight: float = 0.0) -> Diary:
    """Item by item on sliders of whole points, as the app asks; `fight`: points all is lower by from some day on."""
    ratings = simulate_couple(days=days, seed=int(rng.integers(2**32)), truth=truth, missing=COMPLETE)
    seed, absent = rng.bytes(8), left_out(days, missing, rng)
    since = int(rng.integers(days // 4, 3 * days // 4))
    for item, values in ratings.items():
        lower = np.where(np.arange(days)[:, None] >= since, -fight if item != "stress" else fight, 0.0)
        there = _asked_item(item, days, seed) if item in rotation.ROTATING else np.ones((days, 2), dtype=bool)
        ratings[item] = np.where(there & ~absent, np.clip(values + lower, 0, 10), np.nan)
    return diary_of(days=days, ratings=ratings)


def as_the_prior_has_them(rng: np.random.Generator, *, reliability: float | None, linked: bool) -> Truth:
    """Every series' own dynamics, and its links with mind, drawn from the prior; usual levels a slider can hold.

    reliability: of every series, or drawn. Not linked: nothing goes with anything.
    """

    def moves(theta: FloatArray, part: slice, news: int) -> Moves:
        sd = np.exp(theta[model.LOG_SD])[2 * news : 2 * news + 2]
        return Moves(
            carry_over=_matrix(theta[part]),
            sd=(float(sd[0]), float(sd[1])),
            correlation=float(np.tanh(theta[model.ATANH][news])),
            usual=(float(rng.normal(6, 1)), float(rng.normal(6, 1))),
            reliability=float(rng.beta(*TYPICAL.reliability)) if reliability is None else reliability,
        )

    draws = {name: drawn(prior_of("mind"), rng)[:, 0] for name in SERIES[1:]}
    first = next(iter(draws.values()))
    return Truth(
        moves={"mind": moves(first, model.F, 0), **{name: moves(theta, model.C, 1) for name, theta in draws.items()}},
        follows={
            name: {"mind": Follows(same_day=_matrix(theta[model.B]), next_day=_matrix(theta[model.L]))}
            for name, theta in draws.items()
        }
        if linked
        else {},
    )


def _matrix(block: FloatArray) -> Matrix:
    a, b, c, d = (float(value) for value in block)
    return (a, b), (c, d)


def links(truth: Truth, outcome: SeriesName) -> tuple[FloatArray, FloatArray] | None:
    """What mind → outcome truly is, same day and next day in all (L + BF + CB): (2, 2) each."""
    if outcome not in truth.follows:
        return None
    follows = truth.follows[outcome]["mind"]
    f, c = np.array(truth.moves["mind"].carry_over), np.array(truth.moves[outcome].carry_over)
    same, later = np.array(follows.same_day), np.array(follows.next_day)
    return same, later + same @ f + c @ same
