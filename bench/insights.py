"""The statistics of one couple: how fast, how near to what the machine could do, and beside NumPyro on the same model.

Everything in here runs on one core, in a process of its own (`python -m bench.insights`), which writes its results as
JSON: the peer is large and would count as ours otherwise. NumPyro gets the same diary, the same priors and the same
reliability model, samples by NUTS, and has to find the same posterior, or its speed would mean nothing.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import msgspec

from bench.result import Result, at_least, at_most

ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")
COUPLES = (3, 4, 5)
WARM_UP, KEPT = 200, 200
"""Steps of NUTS: hardly enough for it, which is to its favour."""

FLOPS_A_DAY, FLOPS_AN_ANSWER = 176, 38
"""Counted in `kernels/filtering.py`: predict, and one scalar update. Additions and multiplications alike."""


def measure() -> list[Result]:
    """Of a fresh process each, so that neither memory nor caches are shared with what else is measured."""
    environment = {**os.environ, **ONE_CORE, "JAX_PLATFORMS": "cpu", "XLA_FLAGS": ONE_THREAD_XLA}
    done = subprocess.run([sys.executable, "-m", "bench.insights"], env=environment, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout, type=list[Result])


ONE_THREAD_XLA = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def fastest(what: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of so many runs."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        what()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def of_one_couple() -> list[Result]:
    from intertwine.insights.ask import picture, preview
    from intertwine.insights.engine import warm

    warm()
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    year, quarter = [made(365, seed) for seed in COUPLES], [made(90, seed) for seed in COUPLES]
    map_90 = statistics.median(fastest(lambda one=one: picture(one)) for one in quarter)
    map_365 = statistics.median(fastest(lambda one=one: picture(one)) for one in year)
    glance = statistics.median(fastest(lambda one=one: preview(one)) for one in quarter)
    return [
        at_most(1, name="the whole map, 90 days, exact", ours=map_90 * 1000, yardstick=500, unit="ms"),
        at_most(1, name="the whole map, 90 days, preview", ours=glance * 1000, yardstick=30, unit="ms"),
        at_most(4, name="the whole map, 365 days against 90", ours=map_365 * 1000, yardstick=map_90 * 1000, unit="ms"),
        at_most(1, name="engine, resident when warm", ours=ours, yardstick=250, unit="MB"),
        *likelihoods(),
        *beside_numpyro(),
    ]


def made(days: int, seed: int) -> Any:
    from intertwine.insights.series import diary_of
    from intertwine.insights.simulate import Missing, Truth, simulate_couple

    return diary_of(days=days, ratings=simulate_couple(days=days, seed=seed, truth=Truth(), missing=Missing()))


def one_edge(days: int, seed: int) -> Any:
    """Mind and closeness of a couple, in steps: (days, 4)."""
    import numpy as np

    diary = made(days, seed)
    return np.hstack([diary.mind, diary.closeness]) / 2


def posterior_of(observed: Any) -> Any:
    from intertwine.insights.kernels import Observed
    from intertwine.insights.model import Prior
    from intertwine.insights.posterior import Posterior
    from intertwine.insights.priors import priors

    return Posterior(prior=Prior.of(priors("typical"), driver="mind"), observed=Observed.of(observed))


def likelihoods() -> list[Result]:
    """One log posterior, from 28 numbers on, against the same operations at this core's speed of multiplying and
    adding: that is measured beside it, on numbers that never leave the registers' neighbourhood."""
    import numpy as np

    found = []
    peak = operations_per_second()
    for days in (14, 30, 90, 365):
        density = posterior_of(one_edge(days, 3))
        mean, sd = density.prior.mean[:, None], density.prior.sd[:, None]
        theta = mean + 0.3 * sd * np.random.default_rng(1).standard_normal((28, 512))
        seconds = fastest(lambda theta=theta, density=density: density(theta), times=40) / 512
        answers = int(density.observed.present.sum())
        floor = (days * FLOPS_A_DAY + answers * FLOPS_AN_ANSWER) / peak
        name = f"one log posterior, {days} days, against its arithmetic alone"
        found.append(at_most(8, name=name, ours=seconds * 1e6, yardstick=floor * 1e6, unit="µs"))
    return found


def operations_per_second() -> float:
    """Additions and multiplications a second of compiled code that does nothing else, on numbers in L1."""
    import numpy as np
    from numba import njit

    @njit(fastmath={"contract"})
    def work(x: Any, y: Any, times: int) -> None:
        for _ in range(times):
            for i in range(256):
                a, b = x[i], y[i]
                for _ in range(8):
                    a = a * b + 0.5
                    b = b * a - 0.25
                x[i], y[i] = a * 1e-3, b * 1e-3

    x, y = np.full(256, 0.5), np.full(256, 0.25)
    work(x, y, 1)
    times = 5_000
    return times * 256 * 34 / fastest(lambda: work(x, y, times), times=20)


def beside_numpyro() -> list[Result]:
    """Effective draws a second of one edge, the smallest over the 20 quantities that decide, each side from its
    start to its last draw; and whether both found the same posterior."""
    import numpy as np

    from intertwine.insights.diagnostics import judged
    from intertwine.insights.edge import Quantities, fit
    from intertwine.insights.model import Prior
    from intertwine.insights.priors import priors

    observed = one_edge(90, 3)
    prior = Prior.of(priors("typical"), driver="mind")
    began = time.perf_counter()
    draws = fit(observed * 2, prior=prior, rng=np.random.default_rng(1))
    ours = draws.min_ess / (time.perf_counter() - began)
    theirs, seconds = sampled_by_numpyro(observed, prior)

    def shown(theta: Any) -> Any:
        found = Quantities.of(theta)
        return np.concatenate([found.coefficients, found.points, found.learnt[1:]]).reshape(20, -1)

    there = shown(theirs)
    ess = judged(there.reshape(20, 1, 1, -1))[0]
    here = shown(draws.flat)
    apart = np.abs(here.mean(axis=1) - there.mean(axis=1)) / here.std(axis=1)
    allowed = 4 * np.sqrt(1 / draws.min_ess + 1 / ess)
    name = "largest gap between both posteriors' means, of what chance allows"
    return [
        at_least(
            100,
            name="effective draws a second, beside NumPyro",
            ours=ours,
            yardstick=float(ess.min()) / seconds,
            unit="1/s",
        ),
        at_most(1, name=name, ours=float((apart / allowed).max()), yardstick=1.0, unit="share"),
    ]


def sampled_by_numpyro(observed: Any, prior: Any) -> tuple[Any, float]:
    """Draws (28, m) by NUTS, and the seconds of warming up and drawing. Compiling does not count."""
    import jax
    import numpy as np
    from numpyro.infer import MCMC, NUTS

    jax.config.update("jax_enable_x64", True)
    kernel = NUTS(potential_fn=jax_potential(observed, prior))
    sampler = MCMC(kernel, num_warmup=WARM_UP, num_samples=KEPT, progress_bar=False)
    first = prior.mean.copy()
    first[22:26] = np.nanmean(observed, axis=0)
    sampler.run(jax.random.PRNGKey(1), init_params=first)  # compiles
    began = time.perf_counter()
    sampler.run(jax.random.PRNGKey(1), init_params=first)
    drawn = np.asarray(sampler.get_samples())
    return drawn.T, time.perf_counter() - began


def jax_potential(observed: Any, prior: Any) -> Any:
    """Minus the log posterior of `intertwine.insights.model`, written anew for JAX: a filter over whole days."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    there = jnp.asarray(~np.isnan(observed), dtype=float)
    values = jnp.asarray(np.nan_to_num(observed))
    mean, sd = jnp.asarray(prior.mean[:26]), jnp.asarray(prior.sd[:26])
    a, b = prior.reliability

    def covariance(log_sd: Any, atanh: Any) -> Any:
        root = jnp.diag(jnp.exp(log_sd))
        between = jnp.tanh(atanh)
        return root @ jnp.array([[1.0, between], [between, 1.0]]) @ root

    def step(carry: Any, today: Any) -> Any:
        state, spread, total, transition, innovation, level, error = carry
        value, seen = today
        for k in range(4):
            variance = spread[k, k] + error[k]
            surprise = value[k] - level[k] - state[k]
            gain = spread[:, k] / variance * seen[k]
            state = state + gain * surprise
            total = total - 0.5 * seen[k] * (jnp.log(2 * jnp.pi * variance) + surprise**2 / variance)
            spread = spread - jnp.outer(gain, spread[k])
        state, spread = transition @ state, transition @ spread @ transition.T + innovation
        return (state, spread, total, transition, innovation, level, error), None

    def potential(theta: Any) -> Any:
        f, same_day, lagged, c = (theta[i : i + 4].reshape(2, 2) for i in (0, 4, 8, 12))
        omega, psi = covariance(theta[16:18], theta[20]), covariance(theta[18:20], theta[21])
        transition = jnp.block([[f, jnp.zeros((2, 2))], [same_day @ f + lagged, c]])
        innovation = jnp.block([[omega, omega @ same_day.T], [same_day @ omega, psi + same_day @ omega @ same_day.T]])
        start, power = innovation, transition
        for _ in range(10):
            start, power = start + power @ start @ power.T, power @ power
        noise = jnp.repeat(jnp.exp(-theta[26:]), 2)
        error = jnp.maximum(jnp.diag(start) * noise, prior.smallest_error_variance)
        carry = (jnp.zeros(4), start, 0.0, transition, innovation, theta[22:26], error)
        (_, _, likelihood, *_), _ = jax.lax.scan(step, carry, (values, there))
        logit = theta[26:]
        density = -0.5 * (((theta[:26] - mean) / sd) ** 2).sum()
        density += (a * logit - (a + b) * jnp.logaddexp(0.0, logit)).sum()
        radius = jnp.maximum(spectral_radius(f), spectral_radius(c))
        return jnp.where(radius < 0.98, -(density + likelihood), jnp.inf)

    def spectral_radius(block: Any) -> Any:
        half, determinant = jnp.trace(block) / 2, jnp.linalg.det(block)
        gap = half**2 - determinant
        real = jnp.abs(half) + jnp.sqrt(jnp.maximum(gap, 1e-12))
        return jnp.where(gap >= 0, real, jnp.sqrt(jnp.maximum(determinant, 1e-12)))

    return potential


if __name__ == "__main__":
    sys.stdout.write(json.dumps(msgspec.to_builtins(of_one_couple())))
