"""A fitted cohort as a prior for one couple: aggregate numbers, where they come from, how many they stand on."""

import msgspec
import numpy as np

from intertwine.insights.cohort.errors import CohortError
from intertwine.insights.cohort.fit import Fit, FixedEffect, RandomBlock
from intertwine.insights.cohort.types import Apim, Model
from intertwine.insights.model import POINTS_PER_STEP
from intertwine.insights.priors import Normal, Priors, priors


class NotAPrior(CohortError):
    """A fit that says nothing about same-day effects of one driver on the 0–10 scale."""

    def __init__(self) -> None:
        super().__init__(
            "Only an actor–partner model of one driver on the same day can become a prior for one couple: the driver "
            "centred, nothing else in the model (no lag, trend, means, covariates or moderators), level and effects "
            "varying between couples (random = all), both rated on 0–10."
        )


class NotArrived(CohortError):
    """A fit whose numbers are not to be used."""

    def __init__(self) -> None:
        super().__init__("This fit did not converge: nothing of it can become a prior. Let fewer effects be random.")


def check_model(model: Model) -> Apim:
    """The model, if its fit can become a prior: the intercept must be the usual level, the effects those of a day, and
    how much couples differ must have been asked, or all would be taken for alike. Raises NotAPrior."""
    if not isinstance(model, Apim) or len(model.drivers) != 1 or model.center == "none":
        raise NotAPrior
    if model.lag or model.time or model.between or model.covariates or model.moderators:
        raise NotAPrior
    driver = model.drivers[0]
    if model.random != "all" and not {"intercept", f"actor:{driver}", f"partner:{driver}"} <= set(model.random):
        raise NotAPrior
    return model


def to_priors(fit: Fit, *, name: str, provenance: str, start: Priors | None = None) -> Priors:
    """The actor and partner effects, the usual level, and the size and correlation of a day's news of an actor–partner
    fit; all else from `start` (the typical prior). An effect's standard deviation is that of a new couple's effect:
    between couples, between the roles, and of not knowing the mean better."""
    model = check_model(fit.model)
    assert fit.residual.rho is not None  # couples have one
    if not fit.converged:
        raise NotArrived
    base = start or priors("typical")
    driver = model.drivers[0]
    learnt: dict[str, Normal] = {
        "same_day_actor": _normal(fit, f"actor:{driver}"),
        "same_day_partner": _normal(fit, f"partner:{driver}"),
        "level_points": _normal(fit, "intercept"),
    }
    sd = float(np.mean([np.log(spread.sd / POINTS_PER_STEP) for spread in fit.residual.sd]))
    learnt["log_innovation_sd"] = (sd, base.log_innovation_sd[1])
    learnt["atanh_innovation_correlation"] = (
        float(np.arctanh(fit.residual.rho)),
        base.atanh_innovation_correlation[1],
    )
    told = (
        f"{provenance.strip()} From an actor–partner model of {fit.couples} couples, {fit.observations} observations "
        f"({driver} → {model.outcome}): {', '.join(learnt)}; the rest from “{base.name}”."
    )
    return msgspec.structs.replace(base, name=name, provenance=told, **learnt)


def _normal(fit: Fit, term: str) -> Normal:
    """Of a new couple's effect."""
    effects = [effect for effect in fit.fixed if _is(effect, term)]
    mean = float(np.mean([effect.estimate for effect in effects]))
    apart = float(np.mean([(effect.estimate - mean) ** 2 for effect in effects]))
    unsure = float(np.mean([effect.se**2 for effect in effects])) / len(effects)
    between = float(np.mean([_between(fit.random, effect.name) for effect in effects]))
    return mean, float(np.sqrt(apart + unsure + between))


def _is(effect: FixedEffect, term: str) -> bool:
    return effect.name == term or (effect.name.endswith(f":{term}") and effect.name.count(":") == term.count(":") + 1)


def _between(blocks: tuple[RandomBlock, ...], name: str) -> float:
    """The variance between couples of one member's effect: of exchangeable members shared and difference together."""
    return sum(spread.sd**2 for block in blocks for spread in block.effects if spread.name == name)
