"""The model of one edge written once more, in NumPyro: no filter, but the one joint normal of all that was answered."""

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import Array
from numpy.typing import NDArray
from numpyro.infer import MCMC, NUTS, init_to_median

from intertwine.insights.priors import Priors

FloatArray = NDArray[np.float64]

numpyro.enable_x64()
STEP = 2.0
LIMIT = 0.98


def draws(
    observed: FloatArray, known: Priors, *, inertia: tuple[float, float], count: int, chains: int = 4, seed: int = 1
) -> FloatArray:
    """NUTS draws of the 28 parameters in the product's order, for a diary (days, 4) in points: (28, chains, count)."""
    there = np.flatnonzero(~np.isnan(observed).ravel())
    answers = jnp.array((observed / STEP).ravel()[there])
    mcmc = MCMC(
        NUTS(_model, init_strategy=init_to_median),
        num_warmup=500,
        num_samples=count,
        num_chains=chains,
        chain_method="sequential",
        progress_bar=False,
    )
    mcmc.run(jax.random.PRNGKey(seed), answers, there, len(observed), known, inertia)
    found = mcmc.get_samples(group_by_chain=True)
    reliability = np.asarray(found["reliability"])
    logit = np.log(reliability / (1 - reliability))
    return np.moveaxis(np.concatenate([np.asarray(found["normal"]), logit], axis=2), 2, 0)


def _model(answers: Array, there: NDArray[np.intp], days: int, known: Priors, inertia: tuple[float, float]) -> None:
    mean, sd = np.array(_normals(known, inertia)).T
    normal = numpyro.sample("normal", dist.Normal(jnp.array(mean), jnp.array(sd)).to_event(1))
    reliability = numpyro.sample("reliability", dist.Beta(*known.reliability).expand([2]).to_event(1))
    f, b, lagged, c = (normal[i : i + 4].reshape(2, 2) for i in (0, 4, 8, 12))
    stationary = jnp.maximum(_radius(f), _radius(c)) < LIMIT
    numpyro.factor("stationary", jnp.where(stationary, 0.0, -jnp.inf))
    f, c = jnp.where(stationary, f, 0.0), jnp.where(stationary, c, 0.0)  # refused in any case, but must not break
    omega, psi = _spread(normal[16:18], normal[20]), _spread(normal[18:20], normal[21])
    transition = jnp.block([[f, jnp.zeros((2, 2))], [b @ f + lagged, c]])
    innovation = jnp.block([[omega, omega @ b.T], [b @ omega, psi + b @ omega @ b.T]])
    start = jnp.linalg.solve(jnp.eye(16) - jnp.kron(transition, transition), innovation.ravel()).reshape(4, 4)
    share = jnp.repeat((1 - reliability) / reliability, 2)
    error = jnp.maximum(jnp.diag(start) * share, known.smallest_error_variance_points / STEP**2)
    whole = _joint(transition, start, days) + jnp.diag(jnp.tile(error, days))
    level = jnp.tile(normal[22:26], days)
    numpyro.sample("answers", dist.MultivariateNormal(level[there], whole[there][:, there]), obs=answers)


def _normals(known: Priors, inertia: tuple[float, float]) -> list[tuple[float, float]]:
    own, across = known.own_carry_over, known.partner_carry_over
    level, wide = known.level_points
    return [
        *(inertia, across, across, inertia),
        *(known.same_day_actor, known.same_day_partner, known.same_day_partner, known.same_day_actor),
        *(known.next_day_actor, known.next_day_partner, known.next_day_partner, known.next_day_actor),
        *(own, across, across, own),
        *[known.log_innovation_sd] * 4,
        *[known.atanh_innovation_correlation] * 2,
        *[(level / STEP, wide / STEP)] * 4,
    ]


def _radius(square: Array) -> Array:
    half, det = jnp.trace(square) / 2, jnp.linalg.det(square)
    gap = half**2 - det
    return jnp.where(gap >= 0, jnp.abs(half) + jnp.sqrt(jnp.maximum(gap, 1e-12)), jnp.sqrt(jnp.maximum(det, 1e-12)))


def _spread(log_sd: Array, atanh: Array) -> Array:
    sd, rho = jnp.exp(log_sd), jnp.tanh(atanh)
    return jnp.outer(sd, sd) * jnp.array([[1.0, rho], [rho, 1.0]])


def _joint(transition: Array, start: Array, days: int) -> Array:
    """Covariances of the states of all days: (4 · days, 4 · days)."""
    ahead = [start]
    for _ in range(days - 1):
        ahead.append(transition @ ahead[-1])
    later, earlier = np.arange(days)[:, None], np.arange(days)[None]
    blocks = jnp.stack(ahead)[np.abs(later - earlier)]
    turned = jnp.where((later >= earlier)[..., None, None], blocks, blocks.swapaxes(2, 3))
    return turned.transpose(0, 2, 1, 3).reshape(4 * days, 4 * days)
