"""From the top of the climb to what is said: tests, intervals, and the notes that go with them."""

from collections.abc import Sequence
from dataclasses import replace
from math import atanh, exp, nan, sqrt, tanh

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.climb import Climb
from intertwine.insights.cohort.design import Design, Varying
from intertwine.insights.cohort.estimate import AtOf, Point, degrees_of_freedom
from intertwine.insights.cohort.fit import (
    Fit,
    FixedEffect,
    Note,
    NoteKind,
    RandomBlock,
    ResidualPart,
    Seconds,
    Spread,
)
from intertwine.insights.cohort.profile import NORMAL_95, Profile
from intertwine.insights.cohort.student import chi_square_quantile, t_quantile, two_sided_p
from intertwine.insights.cohort.types import Apim, Flow, Model, Single
from intertwine.insights.types import VERSION

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NEGLIGIBLE = 1e-3
"""A random effect whose typical contribution is below this share of a residual's size does not vary."""

ROUGH = 0.1
"""A standard error of a log standard deviation from which on its interval comes from the profile. Where the two kinds
of interval differ much, to choose by what was estimated spoils both."""

FLAT = 1e-7
"""An eigenvalue of a random effects' correlation matrix below this is none."""

MANY_COUPLES = 30


def concluded(
    climb: Climb,
    design: Design,
    model: Model,
    *,
    flow: Flow,
    sizes: FloatArray,
    at_of: AtOf,
    still: int = 0,
    spread: FloatArray | None = None,
) -> Fit:
    """The fit. `sizes`: the mean square of each global column; `at_of`: the likelihood; `still`: members whose outcome
    never changes; `spread`: the covariance of the estimated entries of the covariances, from the expected information
    unless given."""
    point = climb.top
    if spread is None:
        spread = entries_spread(point)
    return Fit(
        model=model,
        method=model.method,
        log_likelihood=point.log_likelihood,
        observations=point.counts.observations,
        couples=point.counts.couples,
        days=int(point.counts.days),
        fixed=fixed_effects(point, design.fixed, spread),
        covariance=tuple(map(tuple, point.covariance.tolist())),
        random=_random(point, design, spread, sizes, at_of if climb.converged else None),
        residual=_residual(point, design, spread),
        flow=flow,
        notes=tuple(_notes(climb, design, model, sizes, still)),
        converged=climb.converged,
        passes=climb.passes,
        seconds=Seconds(read=0.0, sums=0.0, fit=0.0),
        parameters=len(design.fixed) + len(point.information),
        version=VERSION,
    )


def entries_spread(point: Point) -> FloatArray:
    """The large-sample covariance of the estimated entries of the covariances."""
    return np.asarray(np.linalg.pinv(np.nan_to_num(point.information), hermitian=True), dtype=np.float64)


def fixed_effects(point: Point, names: Sequence[str], spread: FloatArray) -> tuple[FixedEffect, ...]:
    """Estimates, tests and intervals."""
    dfs = degrees_of_freedom(point, spread)
    return tuple(
        effect_of(name, estimate, sqrt(max(variance, 0.0)), df)
        for name, estimate, variance, df in zip(
            names, point.beta.tolist(), np.diag(point.covariance).tolist(), dfs.tolist(), strict=True
        )
    )


def effect_of(name: str, estimate: float, se: float, df: float) -> FixedEffect:
    """One fixed effect from its estimate, standard error and degrees of freedom."""
    t = estimate / se if se else nan
    reach = t_quantile(0.975, df) * se
    return FixedEffect(
        name=name,
        estimate=estimate,
        se=se,
        df=df,
        t=t,
        p=two_sided_p(t, df),
        low=estimate - reach,
        high=estimate + reach,
    )


def _random(
    point: Point, design: Design, spread: FloatArray, sizes: FloatArray, at_of: AtOf | None
) -> tuple[RandomBlock, ...]:
    found, at = [], 0
    blocks = zip(design.varying, point.roots, motionless(point, design, sizes), strict=False)
    for block, (varying, root, still) in enumerate(blocks):
        covariance = root @ root.T
        size = len(root)
        diagonal = [at + i * (i + 1) // 2 + i for i in range(size)]
        effects = tuple(
            random_spread(
                name,
                Profile(top=point, block=block, row=i, at_of=at_of) if at_of else None,
                float(covariance[i, i]),
                float(spread[diagonal[i], diagonal[i]]),
            )
            for i, name in enumerate(varying.effects)
        )
        together = np.where((still[:, None] | still) & ~np.eye(size, dtype=bool), nan, correlation(covariance))
        found.append(
            RandomBlock(
                name=varying.name,
                effects=effects,
                correlation=tuple(map(tuple, together.tolist())),
                covariance=tuple(map(tuple, covariance.tolist())),
            )
        )
        at += size * (size + 1) // 2
    return tuple(found)


def random_spread(name: str, profile: Profile | None, variance: float, variance_of_it: float) -> Spread:
    """A random effect's: on the log scale while the likelihood is nearly a parabola there, otherwise by its profile, if
    there is a top to begin from."""
    error = sqrt(max(variance_of_it, 0.0))
    if profile is None or 0 < error < ROUGH * 2 * variance:
        return spread_of(name, variance, variance_of_it)
    low, high = profile.interval(sqrt(variance + NORMAL_95 * error))
    return Spread(name=name, sd=sqrt(variance), low=low, high=high, profiled=True)


def motionless(point: Point, design: Design, sizes: FloatArray) -> list[BoolArray]:
    """By block: which effects contribute next to nothing, and so do not vary: what stands there is rounding, and goes
    together with nothing."""
    least = NEGLIGIBLE * sqrt(max(np.diag(point.sigma)))
    scales = [np.sqrt(sizes[design.wiring.z[positions]]) for positions in design.structure.random]
    return [
        np.asarray(np.sqrt((root**2).sum(axis=1)) * scale < least)
        for root, scale in zip(point.roots, scales, strict=False)
    ]


def spread_of(name: str, variance: float, variance_of_it: float) -> Spread:
    """A standard deviation and its interval from a variance and the variance of that."""
    if variance <= 0 or variance_of_it <= 0:
        return Spread(name=name, sd=sqrt(max(variance, 0.0)), low=nan, high=nan)
    reach = NORMAL_95 * sqrt(variance_of_it) / (2 * variance)
    sd = sqrt(variance)
    return Spread(name=name, sd=sd, low=sd * exp(-min(reach, 700)), high=sd * exp(min(reach, 700)))


def residual_spread(name: str, variance: float, variance_of_it: float) -> Spread:
    """The same of a residual: its variance is a χ² with as many degrees of freedom as the variance of it says
    (Satterthwaite 1946, Biometrics Bulletin 2:110–114; as in SAS's MIXED)."""
    if variance <= 0 or variance_of_it <= 0:
        return spread_of(name, variance, variance_of_it)
    sd, df = sqrt(variance), 2 * variance**2 / variance_of_it
    low, high = (sd * sqrt(df / chi_square_quantile(p, df)) for p in (0.975, 0.025))
    return Spread(name=name, sd=sd, low=low, high=high)


def correlation(covariance: FloatArray) -> FloatArray:
    """With 0 where an effect does not vary."""
    sd = np.sqrt(np.diag(covariance))
    safe = np.where(sd > 0, sd, 1.0)
    result = covariance / np.outer(safe, safe)
    np.fill_diagonal(result, 1.0)
    return np.asarray(result)


def _residual(point: Point, design: Design, spread: FloatArray) -> ResidualPart:
    """By the delta rule from the entries of Σ, and from φ."""
    patterns, at = point.structure.patterns, point.structure.of_g
    of_sigma = spread[at : at + len(patterns), at : at + len(patterns)]
    sigma = point.sigma

    def variance_of(slope: FloatArray) -> float:
        along = np.einsum("hij,ij->h", patterns, slope)
        return float(along @ of_sigma @ along)

    sds = tuple(
        residual_spread(role, float(sigma[i, i]), variance_of(np.diag(np.eye(2)[i])))
        for i, role in enumerate(design.roles)
    )
    part = ResidualPart(sd=sds, rho=None)
    if point.place.carry is not None:
        phi = point.place.phi
        low, high = correlation_interval(phi, float(spread[-1, -1]))
        part = replace(part, phi=phi, phi_low=low, phi_high=high)
    if design.members == 1:
        return part
    root = sqrt(sigma[0, 0] * sigma[1, 1])
    rho = float(sigma[0, 1] / root)
    slope = np.array([[-rho / 2 / sigma[0, 0], 0.5 / root], [0.5 / root, -rho / 2 / sigma[1, 1]]])
    low, high = correlation_interval(rho, variance_of(slope))
    return replace(part, rho=rho, rho_low=low, rho_high=high)


def correlation_interval(value: float, variance: float) -> tuple[float, float]:
    """95 %, on Fisher's scale."""
    if abs(value) >= 1 or variance <= 0:
        return nan, nan
    reach = NORMAL_95 * sqrt(variance) / (1 - value**2)
    return tanh(atanh(value) - reach), tanh(atanh(value) + reach)


def _notes(climb: Climb, design: Design, model: Model, sizes: FloatArray, still: int) -> list[Note]:
    notes = []
    if not climb.converged:
        sentence = (
            f"The climb stopped after {climb.passes} passes although a further step was expected to gain "
            f"{climb.gain:.2g} in log-likelihood. Do not report these numbers; let fewer effects be random."
        )
        notes.append(Note(kind=NoteKind.NOT_CONVERGED, sentence=sentence))
    notes += _edges(climb.top, design, model, sizes)
    if still:
        sentence = f"{still:,} people gave the same “{design.outcome.column}” on every day that counts."
        notes.append(Note(kind=NoteKind.NO_OWN_VARIANCE, sentence=sentence))
    if climb.top.counts.couples < MANY_COUPLES:
        sentence = (
            f"With {climb.top.counts.couples} couples the intervals of standard deviations are rough; "
            "those of the effects use Satterthwaite's degrees of freedom."
        )
        notes.append(Note(kind=NoteKind.FEW_COUPLES, sentence=sentence))
    return notes


def _edges(point: Point, design: Design, model: Model, sizes: FloatArray) -> list[Note]:
    """Which random effects the data do not carry."""
    notes = []
    for varying, root, still in zip(design.varying, point.roots, motionless(point, design, sizes), strict=False):
        covariance = root @ root.T
        for i in np.flatnonzero(still):
            notes.append(_does_not_vary(varying, int(i), model, design))
        moving = np.flatnonzero(~still)
        bends, axes = np.linalg.eigh(correlation(covariance)[np.ix_(moving, moving)])
        if len(moving) > 1 and bends[0] < FLAT:
            weights = np.abs(axes[:, 0]) - 2 * np.array([_is_intercept(varying.effects[i]) for i in moving])
            notes.append(_not_apart(varying, int(moving[np.argmax(weights)]), model, design))
    return notes


def _is_intercept(effect: str) -> bool:
    return effect.endswith("intercept")


def _does_not_vary(varying: Varying, which: int, model: Model, design: Design) -> Note:
    effect, called = varying.effects[which], varying.called(which)
    simpler = without(model, effect, design)
    sentence = (
        f"“{called}” does not vary between couples as far as these data can tell (its variance is estimated as 0)."
    )
    return Note(
        kind=NoteKind.DOES_NOT_VARY, sentence=sentence + next_simpler(simpler, effect), effect=effect, simpler=simpler
    )


def _not_apart(varying: Varying, which: int, model: Model, design: Design) -> Note:
    effect, called = varying.effects[which], varying.called(which)
    simpler = without(model, effect, design)
    sentence = (
        "The model has more random effects than these data carry: their covariance is singular. "
        f"“{called}” is what the others already say."
    )
    return Note(
        kind=NoteKind.NOT_APART, sentence=sentence + next_simpler(simpler, effect), effect=effect, simpler=simpler
    )


def next_simpler(simpler: Model | None, effect: str) -> str:
    """What to do about it, in a sentence; nothing where there is nothing simpler."""
    if simpler is None:
        return ""
    level = ("intercept",) if isinstance(simpler, Single) else ()
    left = ", ".join((*level, *simpler.random)) or "none"
    return f" The next simpler model has no random “{term_of(effect)}”: random = {left}."


def term_of(effect: str) -> str:
    """The term of an effect, without the role it belongs to."""
    parts = effect.split(":")
    known = {"intercept", "time", "actor", "partner"}
    return ":".join(parts[1:]) if len(parts) > 1 and parts[0] not in known and parts[1] in known else effect


def without(model: Model, effect: str, design: Design) -> Model | None:
    """The model with one random effect less; None where nothing is left to leave out."""
    term = term_of(effect)
    if not isinstance(model, Apim):
        left = tuple(name for name in model.random if name != term)
        return replace(model, random=left) if term in model.random else None
    varying = {term_of(name) for block in design.varying for name in block.effects}
    names = tuple(one.name for one in design.terms if one.name in varying - {term})
    return replace(model, random=names)
