"""Planning a study: how often an effect of this size would be found, by simulating the study many times and fitting it.

A cohort is drawn with the given effects, days are left out, and the model is fitted as it would be in the end. Power is
the share of such studies in which the effect is significant at 5 % (two-sided, Satterthwaite) and has its true sign.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from math import nan, sqrt
from multiprocessing import get_context
from os import cpu_count

import numpy as np

from intertwine.insights.cohort import Apim, CohortError, fit
from intertwine.insights.cohort.fit import FixedEffect
from intertwine.insights.cohort.simulate import Absent, CohortTruth, simulate_cohort

ALPHA = 0.05
POINTS = 4
"""How many sizes a range such as 50:400 is looked at in, its ends included."""

MODEL = Apim(outcome="closeness", drivers=["mind"])
EFFECTS = ("actor", "partner")


@dataclass(frozen=True, kw_only=True)
class Study:
    """One size to look at."""

    couples: int
    days: int


@dataclass(frozen=True, kw_only=True)
class Power:
    """Of one effect (averaged over the two members) in studies of one size. se: Monte-Carlo; failed: studies of which
    no fit came out; they count as not having found it."""

    couples: int
    days: int
    effect: str
    truth: float
    power: float
    se: float
    studies: int
    failed: int


def sizes(text: str) -> tuple[int, ...]:
    """`50:400` in four sizes, evenly spaced in proportion; `50,100` as they are; `80` alone. Raises ValueError."""
    if ":" not in text:
        return tuple(int(part) for part in text.split(","))
    low, high = (int(part) for part in text.split(":"))
    if not 0 < low <= high:
        raise ValueError(text)
    return tuple(dict.fromkeys(round(size) for size in np.geomspace(low, high, POINTS)))


def plan(
    *,
    studies: Sequence[Study],
    truth: CohortTruth,
    absent: Absent,
    times: int,
    seed: int,
    workers: int | None = None,
    step: Callable[[], None] = lambda: None,
) -> tuple[Power, ...]:
    """Every effect in every size. `step` is called after each size and share of its studies. Deterministic given the
    seed, however many workers there are."""
    tasks = [(study, truth, absent, seeds) for study in studies for seeds in _shares(seed, study, times)]
    found: dict[Study, list[tuple[bool, ...] | None]] = {study: [] for study in studies}
    with ProcessPoolExecutor(workers or cpu_count() or 1, mp_context=get_context("spawn")) as pool:
        for (study, *_), results in zip(tasks, pool.map(_found, *zip(*tasks, strict=True)), strict=True):
            found[study] += results
            step()
    return tuple(one for study in studies for one in _told(study, truth, found[study]))


SHARE = 25
"""Studies that a worker simulates at a time."""


def _shares(seed: int, study: Study, times: int) -> Iterator[list[int]]:
    sequence = np.random.SeedSequence([seed, study.couples, study.days])
    seeds = [int(one) for one in sequence.generate_state(times, np.uint64)]
    for at in range(0, times, SHARE):
        yield seeds[at : at + SHARE]


def shares_of(studies: int, times: int) -> int:
    """How often `step` will be called."""
    return studies * -(-times // SHARE)


def _found(study: Study, truth: CohortTruth, absent: Absent, seeds: Sequence[int]) -> list[tuple[bool, ...] | None]:
    """Of each study, whether each role's effects were found; None where no fit came out."""
    return [_one(study, truth, absent, seed) for seed in seeds]


def _one(study: Study, truth: CohortTruth, absent: Absent, seed: int) -> tuple[bool, ...] | None:
    frame = simulate_cohort(couples=study.couples, days=study.days, seed=seed, truth=truth, absent=absent)
    try:
        result = fit(frame, MODEL)
    except CohortError:
        return None
    if not result.converged:
        return None
    return tuple(_seen(result.effect(f"{role}:{kind}:mind"), truth, kind, role) for kind in EFFECTS for role in (0, 1))


def _seen(effect: FixedEffect, truth: CohortTruth, kind: str, role: int) -> bool:
    return effect.p < ALPHA and (effect.estimate > 0) == (getattr(truth, kind)[role] > 0)


def _told(study: Study, truth: CohortTruth, found: Sequence[tuple[bool, ...] | None]) -> Iterator[Power]:
    fitted = [one for one in found if one is not None]
    for i, kind in enumerate(EFFECTS):
        hits = sum(one[2 * i] + one[2 * i + 1] for one in fitted)
        share = hits / (2 * len(found)) if found else nan
        yield Power(
            couples=study.couples,
            days=study.days,
            effect=kind,
            truth=float(np.mean(getattr(truth, kind))),
            power=share,
            se=sqrt(max(share * (1 - share), 0.0) / max(len(found), 1)),
            studies=len(found),
            failed=len(found) - len(fitted),
        )


def with_effects(truth: CohortTruth, *, actor: float | None = None, partner: float | None = None) -> CohortTruth:
    """The same effect for both members, which is what one plans with."""
    return replace(
        truth,
        actor=truth.actor if actor is None else (actor, actor),
        partner=truth.partner if partner is None else (partner, partner),
    )


def curve(found: Sequence[Power]) -> object:
    """Power against couples, a line for each number of days, a panel for each effect; as a matplotlib figure."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only who asks for a picture needs it

    kinds, days = list(dict.fromkeys(one.effect for one in found)), sorted({one.days for one in found})
    figure = Figure(figsize=(4.2 * len(kinds), 3.4), layout="constrained")
    for axes, kind in zip(np.atleast_1d(figure.subplots(1, len(kinds), sharey=True)), kinds, strict=True):
        for style, length in zip(("-", "--", "-.", ":") * len(days), days, strict=False):
            line = sorted(
                (one.couples, one.power, one.se) for one in found if one.effect == kind and one.days == length
            )
            couples, power, se = (np.array(column) for column in zip(*line, strict=True))
            axes.errorbar(
                couples, power, yerr=1.96 * se, fmt=style, marker="o", ms=3, capsize=2, label=f"{length} days"
            )
        axes.axhline(0.8, color="#8b8277", linewidth=0.8)
        axes.set(
            xlabel="couples", title=f"{kind} = {next(o.truth for o in found if o.effect == kind):g}", ylim=(0, 1.02)
        )
        axes.legend(fontsize=8)
    figure.axes[0].set_ylabel("power")
    return figure
