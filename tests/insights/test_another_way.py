"""The posterior the product samples is the one an independent Gibbs sampler finds (tests/insights/gibbs.py)."""

from dataclasses import dataclass

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from intertwine.insights import edge, ends, model
from intertwine.insights.priors import Priors, priors
from tests.insights.diaries import FloatArray, alice_and_bob
from tests.insights.gibbs import Gibbs

SideArray = NDArray[np.int8]

TYPICAL = priors("typical")
PRIOR = model.Prior.of(TYPICAL, driver="mind")


@dataclass(frozen=True)
class Moments:
    """Means and standard deviations (28,), with the standard error of the mean in standard deviations."""

    mean: FloatArray
    sd: FloatArray
    error: FloatArray

    @classmethod
    def of(cls, blocks: FloatArray) -> "Moments":
        """From draws in independent blocks, (28, blocks, draws)."""
        mean, sd = blocks.mean(axis=(1, 2)), blocks.std(axis=(1, 2))
        error = blocks.mean(axis=2).std(axis=1, ddof=1) / np.sqrt(blocks.shape[1]) / sd
        return cls(mean=mean, sd=sd, error=error)


def ours(observed: FloatArray, *, times: int, side: SideArray | None = None) -> Moments:
    """By the product's own function, with independent seeds."""
    runs = [edge.fit(observed, prior=PRIOR, rng=np.random.default_rng([9, i]), side=side).flat for i in range(times)]
    shortest = min(run.shape[1] for run in runs)
    return Moments.of(np.array([run[:, :shortest] for run in runs]).transpose(1, 0, 2))


def theirs(
    observed: FloatArray, *, chains: int, sweeps: int, known: Priors = TYPICAL, side: SideArray | None = None
) -> Moments:
    gibbs = Gibbs(observed, inertia=known.mind_inertia, chains=chains, seed=1, known=known, side=side)
    return Moments.of(gibbs.draws(warm_up=50, sweeps=sweeps))


def apart(one: Moments, other: Moments) -> FloatArray:
    """Means, in posterior standard deviations."""
    return np.abs(one.mean - other.mean) / other.sd


def diary(days: int, seed: int) -> FloatArray:
    written = alice_and_bob(days=days, seed=seed)
    return np.hstack([written.mind, written.closeness])


def test_twelve_days_teach_both_samplers_the_same_and_another_prior_would_be_noticed() -> None:
    """Short, so that it runs every time: differences beyond 0.05 are allowed as far as chance explains them."""
    observed = diary(12, 3)
    product, gibbs = ours(observed, times=6), theirs(observed, chains=150, sweeps=100)
    by_chance = 3.5 * np.hypot(product.error, gibbs.error)

    assert by_chance.max() < 0.15
    assert (apart(product, gibbs) < 0.05 + by_chance).all()
    assert (np.abs(np.log(product.sd / gibbs.sd)) < 0.05 + by_chance).all()

    closer_than_it_is = msgspec.structs.replace(TYPICAL, reliability=(60, 2))
    wrong = theirs(observed, chains=150, sweeps=40, known=closer_than_it_is)
    assert (apart(product, wrong) > 0.05 + 3.5 * np.hypot(product.error, wrong.error)).any()


SHARES = (0.75, 0.75, 0.6, 0.6)


def often_at_ten(days: int, seed: int) -> ends.Bounded:
    """As above, of people who feel closer than the slider can say on four days of ten, and well on some."""
    observed = diary(days, seed)
    at_ten = 10 - np.array([np.nanquantile(column, share) for column, share in zip(observed.T, SHARES, strict=True)])
    observed = np.minimum(observed + at_ten, 10)
    return ends.bounded(observed, moved=np.zeros_like(observed), finest=np.array([0.5, 0.5, 1.0, 1.0]))


def test_answers_that_are_only_bounds_teach_both_samplers_the_same_and_ends_taken_for_answers_another_thing() -> None:
    known = often_at_ten(12, 4)
    assert (np.abs(known.side).sum(axis=0) > 0).all()

    product = ours(known.points, times=6, side=known.side)
    gibbs = theirs(known.points, chains=150, sweeps=150, side=known.side)
    by_chance = 3.5 * np.hypot(product.error, gibbs.error)

    assert by_chance.max() < 0.2
    assert (apart(product, gibbs) < 0.05 + by_chance).all()
    assert (np.abs(np.log(product.sd / gibbs.sd)) < 0.05 + by_chance).all()

    as_they_stand = theirs(known.points, chains=150, sweeps=40)
    assert (apart(product, as_they_stand) > 0.05 + 3.5 * np.hypot(product.error, as_they_stand.error)).any()


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_couples_at_the_ends_have_the_posteriors_gibbs_finds(seed: int) -> None:
    known = often_at_ten(14 + 4 * seed, seed)

    product = ours(known.points, times=40, side=known.side)
    gibbs = theirs(known.points, chains=400, sweeps=1500, side=known.side)

    assert np.hypot(product.error, gibbs.error).max() < 0.02
    assert apart(product, gibbs).max() < 0.05
    assert np.abs(np.log(product.sd / gibbs.sd)).max() < 0.05


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_ten_couples_have_the_posteriors_gibbs_finds(seed: int) -> None:
    observed = diary(10 + 2 * seed, seed)

    product, gibbs = ours(observed, times=40), theirs(observed, chains=400, sweeps=500)

    assert np.hypot(product.error, gibbs.error).max() < 0.02
    assert apart(product, gibbs).max() < 0.05
    assert np.abs(np.log(product.sd / gibbs.sd)).max() < 0.05
