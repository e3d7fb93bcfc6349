"""What may be said. An effect becomes a finding only when it passes every part; each part that fails is named.

First the edge: too few joint days, a series that does not vary or sits at an end of its slider, stop it before anything
is estimated. Then each effect by itself, then the ladder (how much may be said after so many days), then all the
couple's effects together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from intertwine.insights.series import HIGHEST, LOWEST
from intertwine.insights.types import Effect, Finding, Kind, Outcome, Reason

FloatArray = NDArray[np.float64]

MIN_JOINT_DAYS = 7
SAME_DAY_FROM, NEXT_DAY_FROM = 15, 45
"""Joint days that 30 and 90 days usually leave. Below the first, one own same-day link at most, marked early."""

MIN_INFO = 0.5
MIN_P_SIGN = 0.95
NOTABLE = 0.1
MIN_P_NOTABLE = 0.5
MAX_FALSE_SIGN_RATE = 0.05
MAX_CHANCE = 0.10
"""Share of couples without any link who may see a finding."""

MIN_DAYS_PER_HALF = 7
MAX_SHARE_AT_END = 0.8
MIN_SD_POINTS = 0.3
EXTREME = 0.01


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """The days an effect could be seen on: its driver's and its outcome's answers, in points, (days,) each."""

    driver: FloatArray
    outcome: FloatArray


def seen(observed: FloatArray, *, lag: int, kind: Kind, member: int) -> Seen:
    """From (days, 4) in points, the pairs behind one effect."""
    whose = member if kind is Kind.ACTOR else 1 - member
    driver, outcome = observed[: len(observed) - lag, whose], observed[lag:, 2 + member]
    both = ~np.isnan(driver) & ~np.isnan(outcome)
    return Seen(driver=driver[both], outcome=outcome[both])


def joint_days(observed: FloatArray) -> int:
    """Days on which both members gave both series."""
    return int((~np.isnan(observed)).all(axis=1).sum())


def edge_outcome(observed: FloatArray, around: FloatArray) -> Outcome:
    """Whether an edge (days, 4) in points can be estimated at all. `around`: the same without what changed for good."""
    if joint_days(observed) < MIN_JOINT_DAYS:
        return Outcome.TOO_FEW_DAYS
    columns = [column[~np.isnan(column)] for column in observed.T]
    if any(flat(column[~np.isnan(column)]) for column in around.T):
        return Outcome.NO_VARIATION
    if any(at_the_edge(column) for column in columns):
        return Outcome.AT_THE_EDGE
    return Outcome.READY


def flat(values: FloatArray) -> bool:
    """Almost the same every day."""
    return float(values.std()) <= MIN_SD_POINTS


def at_the_edge(values: FloatArray) -> bool:
    """Four in five answers or more at one and the same end."""
    return max(float((values <= LOWEST).mean()), float((values >= HIGHEST).mean())) >= MAX_SHARE_AT_END


def thinner_half(driver: FloatArray) -> float:
    """Days in the less visited half of the driver's range; a day in the very middle counts half for each."""
    middle = (driver.min() + driver.max()) / 2
    between = float((driver == middle).sum()) / 2
    return between + min(float((driver < middle).sum()), float((driver > middle).sum()))


def from_the_data(days: Seen) -> list[Reason]:
    """Parts of the gate that look at the answers alone."""
    if len(days.driver) < MIN_DAYS_PER_HALF:
        return [Reason.HALVES_TOO_THIN]
    both = (days.driver, days.outcome)
    unmet = {
        Reason.HALVES_TOO_THIN: thinner_half(days.driver) < MIN_DAYS_PER_HALF,
        Reason.AT_THE_EDGE: any(at_the_edge(values) for values in both),
        Reason.NO_VARIATION: any(flat(values) for values in both),
    }
    return [reason for reason, fails in unmet.items() if fails]


def from_the_posterior(*, info: float, p_sign: float, p_notable: float) -> list[Reason]:
    """Parts of the gate that look at what was estimated."""
    unmet = {
        Reason.CARRIED_BY_PRIOR: info < MIN_INFO,
        Reason.SIGN_UNCLEAR: p_sign < MIN_P_SIGN,
        Reason.TOO_SMALL: p_notable < MIN_P_NOTABLE,
    }
    return [reason for reason, fails in unmet.items() if fails]


def from_the_checks(tails: Iterable[float]) -> list[Reason]:
    """The posterior predictive checks of the two series concerned."""
    return [Reason.UNLIKE_THE_MODEL] if any(tail < EXTREME for tail in tails) else []


def from_the_ladder(*, joint: int, lag: int, kind: Kind) -> list[Reason]:
    """What is not shown yet after so many joint days, however clear it looks."""
    own_same_day = lag == 0 and kind is Kind.ACTOR
    needed = NEXT_DAY_FROM if lag else MIN_JOINT_DAYS if own_same_day else SAME_DAY_FROM
    return [Reason.TOO_EARLY] if joint < needed else []


ABOUT_THE_EFFECT = {Reason.SIGN_UNCLEAR, Reason.TOO_SMALL}
"""Every other reason says that the diary could not show the effect, whatever it is."""


def decide(effects: Sequence[tuple[Effect, int]]) -> tuple[tuple[Effect, ...], tuple[Finding, ...]]:
    """All effects of a couple, each with its edge's joint days: which are shown, and the findings, clearest first."""
    beyond_chance = _beyond_chance([effect for effect, _ in effects])
    decided: dict[int, Effect] = {}
    findings: list[Finding] = []
    for i in sorted(range(len(effects)), key=lambda i: _clearness(effects[i][0])):
        effect, joint = effects[i]
        early = joint < SAME_DAY_FROM
        reasons = effect.reasons
        if not reasons:
            reasons = _beside_the_others(effect, beyond_chance=i in beyond_chance, early=early, findings=findings)
        decided[i] = msgspec.structs.replace(effect, reasons=reasons, shown=not reasons)
        if not reasons:
            findings.append(Finding(effect=decided[i], early=early))
    return tuple(decided[i] for i in range(len(effects))), tuple(findings)


def _clearness(effect: Effect) -> tuple[float, float]:
    return -effect.p_sign, -abs(effect.median_sd)


def _beyond_chance(effects: Sequence[Effect]) -> set[int]:
    """Which effects stand out when all that the diary could have shown are looked at together.

    Holm (1979), *A simple sequentially rejective multiple test procedure*: where there is no link at all, the chance
    that anything stands out is MAX_CHANCE; what clearly stands out makes room for the rest.
    """
    open_ones = [i for i, effect in enumerate(effects) if ABOUT_THE_EFFECT.issuperset(effect.reasons)]
    standing: set[int] = set()
    for i in sorted(open_ones, key=lambda i: effects[i].chance):
        if effects[i].chance * (len(open_ones) - len(standing)) > MAX_CHANCE:
            break
        standing.add(i)
    return standing


def _beside_the_others(
    effect: Effect, *, beyond_chance: bool, early: bool, findings: list[Finding]
) -> tuple[Reason, ...]:
    """Parts of the gate that look at all effects of the couple."""
    false_signs = [1 - finding.effect.p_sign for finding in findings] + [1 - effect.p_sign]
    unmet = {
        Reason.COULD_BE_CHANCE: not beyond_chance,
        Reason.FALSE_SIGN_RATE: float(np.mean(false_signs)) > MAX_FALSE_SIGN_RATE,
        Reason.NOT_THE_CLEAREST: early and any(finding.early for finding in findings),
    }
    return tuple(reason for reason, fails in unmet.items() if fails)
