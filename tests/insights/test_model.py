"""From 28 numbers to a state-space model, and the prior on them."""

import numpy as np
import pytest
from scipy.stats import beta, norm

from intertwine.insights import model
from intertwine.insights.kernels import reference
from intertwine.insights.priors import fingerprint, priors

TYPICAL = priors("typical")
PRIOR = model.Prior.of(TYPICAL, driver="mind")


def draws(count: int = 50) -> model.FloatArray:
    theta = PRIOR.draw(np.random.default_rng(1), 2 * count)
    return theta[:, PRIOR.thinkable(theta)][:, :count]


def by_hand(theta: model.FloatArray) -> reference.StateSpace:
    """One model written down with plain matrices."""
    f, b, lagged, c = (theta[i : i + 4].reshape(2, 2) for i in (0, 4, 8, 12))

    def covariance(log_sd: model.FloatArray, atanh: float) -> model.FloatArray:
        sd = np.diag(np.exp(log_sd))
        return sd @ np.array([[1, np.tanh(atanh)], [np.tanh(atanh), 1]]) @ sd

    omega, psi = covariance(theta[16:18], theta[20]), covariance(theta[18:20], theta[21])
    transition = np.block([[f, np.zeros((2, 2))], [b @ f + lagged, c]])
    innovation = np.block([[omega, omega @ b.T], [b @ omega, psi + b @ omega @ b.T]])
    start = reference.stationary_covariance(transition, innovation)
    assert start is not None
    reliability = np.repeat(1 / (1 + np.exp(-theta[26:])), 2)
    error = np.maximum(np.diag(start) * (1 - reliability) / reliability, 1 / 12 / 4)
    return reference.stationary(transition=transition, innovation=innovation, mean=theta[22:26], error=error)


def test_a_batch_of_models_is_each_of_them_written_by_hand() -> None:
    theta = draws()
    batch = model.models(theta, smallest_error_variance=PRIOR.smallest_error_variance)

    for i in range(theta.shape[1]):
        one = by_hand(theta[:, i])
        np.testing.assert_allclose(batch.transition[..., i], one.transition, atol=1e-12)
        np.testing.assert_allclose(batch.innovation[..., i], one.innovation, atol=1e-12)
        np.testing.assert_allclose(batch.start[..., i], one.start, atol=1e-10)
        np.testing.assert_allclose(batch.mean[:, i], one.mean)
        np.testing.assert_allclose(batch.error[:, i], one.error, atol=1e-10)


def test_reliability_is_the_share_of_a_series_that_is_not_error_and_rounding_is_the_least_error() -> None:
    theta = draws(1)
    theta[model.LOGIT_RELIABILITY] = [[np.log(0.7 / 0.3)], [20.0]]
    batch = model.models(theta, smallest_error_variance=PRIOR.smallest_error_variance)

    true = np.einsum("iim->im", batch.start)[:, 0]

    np.testing.assert_allclose(true[:2] / (true[:2] + batch.error[:2, 0]), [0.7, 0.7])
    np.testing.assert_allclose(batch.error[2:, 0], [1 / 48, 1 / 48])


def test_stationary_means_every_eigenvalue_of_both_blocks_below_the_limit() -> None:
    theta = PRIOR.draw(np.random.default_rng(2), 400)
    theta[model.F] *= 2.5
    theta[model.C] *= 2.5
    theta[1] -= 1.0  # turning blocks, whose eigenvalues are complex

    radii = [
        max(np.abs(np.linalg.eigvals(column[part].reshape(2, 2))).max() for part in (model.F, model.C))
        for column in theta.T
    ]

    expected = np.array(radii) < reference.MAX_SPECTRAL_RADIUS
    assert 0 < expected.sum() < 400
    assert model.stationary(theta).tolist() == expected.tolist()


def test_the_next_day_response_is_what_a_step_today_leaves_tomorrow() -> None:
    theta = draws(5)
    batch = model.models(theta, smallest_error_variance=PRIOR.smallest_error_variance)

    for i in range(5):
        same_day = theta[model.B, i].reshape(2, 2)
        step = np.vstack([np.eye(2), same_day])  # the driver up by one, the outcome up by what goes with it
        tomorrow = batch.transition[..., i] @ step
        np.testing.assert_allclose(model.next_day(theta)[:, i].reshape(2, 2), tomorrow[2:], atol=1e-12)


def test_the_prior_is_the_one_that_was_decided() -> None:
    own, partner = (0.3, 0.15), (0.05, 0.1)
    blocks = [(0.3, 0.2), partner, partner, (0.3, 0.2)]  # inertia of mind
    blocks += [(0.3, 0.3), (0.1, 0.2), (0.1, 0.2), (0.3, 0.3)]
    blocks += [(0.0, 0.1)] * 4
    blocks += [own, partner, partner, own]
    blocks += [(np.log(0.9), 0.3)] * 4 + [(0.3, 0.3)] * 2 + [(2.5, 2.0)] * 4
    theta = draws()

    normals = sum(norm.logpdf(theta[i], *block) for i, block in enumerate(blocks))
    reliability = 1 / (1 + np.exp(-theta[26:]))
    betas = (beta.logpdf(reliability, 16, 6) + np.log(reliability * (1 - reliability))).sum(axis=0)

    gap = PRIOR.log_density(theta) - (normals + betas)
    np.testing.assert_allclose(gap, gap[0], atol=1e-9)


def test_only_mind_has_an_inertia_of_its_own() -> None:
    pillar = model.Prior.of(TYPICAL, driver="responding")

    assert (PRIOR.sd[0], pillar.sd[0]) == (0.2, 0.15)
    assert (PRIOR.sd[1:] == np.where(np.arange(1, 28) == 3, 0.2, pillar.sd[1:])).all()


def test_both_members_have_the_same_prior() -> None:
    swap = [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 17, 16, 19, 18, 20, 21, 23, 22, 25, 24, 26, 27]

    assert PRIOR.mean.tolist() == PRIOR.mean[swap].tolist()
    assert PRIOR.sd.tolist() == PRIOR.sd[swap].tolist()


def test_prior_draws_have_the_priors_place_and_width() -> None:
    theta = PRIOR.draw(np.random.default_rng(3), 40_000)

    assert (np.abs(theta[:26].mean(axis=1) - PRIOR.mean[:26]) < 0.03 * PRIOR.sd[:26]).all()
    assert (np.abs(theta[:26].std(axis=1) / PRIOR.sd[:26] - 1) < 0.03).all()
    reliability = 1 / (1 + np.exp(-theta[26:]))
    np.testing.assert_allclose(reliability.mean(axis=1), 16 / 22, atol=0.005)


def test_what_is_too_far_out_to_compute_is_not_thinkable() -> None:
    theta = draws(1)
    theta[16] = 60.0

    assert PRIOR.thinkable(theta).tolist() == [False]


def test_priors_have_a_provenance_and_a_fingerprint_and_others_do_not_exist() -> None:
    assert TYPICAL.provenance.strip().endswith("once there is one.")
    assert fingerprint(TYPICAL) == fingerprint(priors("typical"))
    with pytest.raises(FileNotFoundError):
        priors("unheard-of")


def test_the_sceptic_weighs_the_same_draws_as_if_no_link_were_expected() -> None:
    theta = PRIOR.draw(np.random.default_rng(4), 100_000)
    weights = PRIOR.sceptical_weights(theta)

    assert weights.sum() == pytest.approx(1)
    assert (np.abs(theta[4:12] @ weights) < 0.05 * PRIOR.sd[4:12]).all()
    assert (np.abs(np.sqrt(theta[4:12] ** 2 @ weights) / PRIOR.sd[4:12] - 1) < 0.05).all()
    assert (np.abs(theta[:4] @ weights - PRIOR.mean[:4]) < 0.05 * PRIOR.sd[:4]).all()


def test_the_drivers_spread_is_the_one_of_the_whole_model() -> None:
    theta = draws()
    whole = model.models(theta, smallest_error_variance=PRIOR.smallest_error_variance).start

    np.testing.assert_allclose(model.driver_sd(theta) ** 2, np.einsum("iim->im", whole)[:2])
