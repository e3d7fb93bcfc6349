"""Planning a study: how often an effect of this size would be found, by simulating the study many times and fitting it.

A cohort is drawn with the given effects, days are left out, and the model is fitted as it would be in the end. Power is
the share of such studies in which the effect is significant at 5 % (two-sided, Satterthwaite) and has its true sign.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import sqrt
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import Any

import numpy as np

from intertwine.insights.cohort.errors import CohortError
from intertwine.insights.cohort.planning import Found, found_in, true_roots
from intertwine.insights.cohort.simulate import Absent, CohortTruth, draw_cohort

ALPHA = 0.05
POINTS = 4
"""How many sizes a range such as 50:400 is looked at in, its ends included."""

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
    found = tuple(int(part) for part in text.replace(":", ",").split(","))
    if min(found) < 1:
        raise ValueError(text)
    if ":" not in text:
        return found
    low, high = found
    if low > high:
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
    many = workers or os.cpu_count() or 1
    with (
        ProcessPoolExecutor(many, mp_context=get_context("spawn"), initializer=_end_with_the_one_who_asked) as pool,
        _stopped_at_once(pool),
    ):
        with _deaf_to_interrupts(), _single_threaded():
            finished = pool.map(looked_at, *zip(*tasks, strict=True))
        for (study, *_), results in zip(tasks, finished, strict=True):
            found[study] += results
            step()
    return tuple(one for study in studies for one in told(study, truth, found[study]))


@contextmanager
def _stopped_at_once(pool: ProcessPoolExecutor) -> Iterator[None]:
    """Whoever presses Ctrl-C does not wait for studies that are under way."""
    others = set(active_children())
    try:
        yield
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in set(active_children()) - others:
            worker.terminate()
        raise


def _end_with_the_one_who_asked() -> None:
    """In a worker: nobody is left behind when that process is killed."""
    asking = parent_process()
    if asking is not None:
        threading.Thread(target=_end_after, args=(asking,), daemon=True).start()


def _end_after(asking: BaseProcess) -> None:
    asking.join()
    os._exit(1)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Workers that start in here leave Ctrl-C to the one who can say what became of it."""
    if threading.current_thread() is not threading.main_thread():  # only that one may say what a signal does
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Workers that start in here are one to a core; threads of their own would only wait for each other."""
    before = dict(os.environ)
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name in ONE_THREAD:
            os.environ.pop(name)
        os.environ.update({name: before[name] for name in ONE_THREAD if name in before})


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


def looked_at(study: Study, truth: CohortTruth, absent: Absent, seeds: Sequence[int]) -> list[tuple[bool, ...] | None]:
    """Of each study, whether each role's effects were found; None where no fit came out."""
    return [_one(study, truth, absent, seed) for seed in seeds]


def _one(study: Study, truth: CohortTruth, absent: Absent, seed: int) -> tuple[bool, ...] | None:
    drawn = draw_cohort(couples=study.couples, days=study.days, seed=seed, truth=truth, absent=absent)
    try:
        found = found_in(drawn, true_roots(truth))
    except CohortError:
        return None
    return _seen(found, truth) if found.converged else None


def _seen(found: Found, truth: CohortTruth) -> tuple[bool, ...]:
    """Whether each role's actor effect, then each one's partner effect is significant and has its true sign."""
    true = np.array([*truth.actor, *truth.partner])
    seen = (found.p[2:] < ALPHA) & ((found.estimate[2:] > 0) == (true > 0))
    return tuple(bool(one) for one in seen)


def told(study: Study, truth: CohortTruth, found: Sequence[tuple[bool, ...] | None]) -> Iterator[Power]:
    """What came of all studies of one size."""
    fitted = [one for one in found if one is not None]
    for i, kind in enumerate(EFFECTS):
        hits = sum(one[2 * i] + one[2 * i + 1] for one in fitted)
        share = hits / (2 * len(found))
        yield Power(
            couples=study.couples,
            days=study.days,
            effect=kind,
            truth=float(np.mean(getattr(truth, kind))),
            power=share,
            se=_monte_carlo(share, len(found)),
            studies=len(found),
            failed=len(found) - len(fitted),
        )


def _monte_carlo(share: float, studies: int) -> float:
    """The standard error of a share, with two studies more that found it and two that did not (Agresti & Coull 1998):
    where all of a handful found it, that is not nothing."""
    n = studies + 4
    shrunk = (share * studies + 2) / n
    return sqrt(shrunk * (1 - shrunk) / n)


def with_effects(truth: CohortTruth, *, actor: float | None = None, partner: float | None = None) -> CohortTruth:
    """The same effect for both members, which is what one plans with."""
    return replace(
        truth,
        actor=truth.actor if actor is None else (actor, actor),
        partner=truth.partner if partner is None else (partner, partner),
    )


COLOURS = ("#1a7285", "#b4472f", "#6d4c7d", "#645d54")
STYLES = ("-", "--", "-.", ":")
USUAL = 0.8
"""The power that studies are usually planned for."""


def curve(found: Sequence[Power]) -> Any:
    """Power against couples, a line for each number of days, a panel for each effect; as a matplotlib figure."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only who asks for a picture needs it

    kinds, days = list(dict.fromkeys(one.effect for one in found)), sorted({one.days for one in found})
    figure = Figure(figsize=(4.2 * len(kinds), 3.4), layout="constrained")
    for axes, kind in zip(np.atleast_1d(figure.subplots(1, len(kinds), sharey=True)), kinds, strict=True):
        here = [one for one in found if one.effect == kind]
        axes.axhline(USUAL, color="#8b8277", linewidth=0.8)
        for at, length in enumerate(days):
            _line(axes, sorted((one for one in here if one.days == length), key=lambda one: one.couples), at)
        sizes_there = sorted({one.couples for one in here})
        axes.set_xscale("log")
        axes.set_xticks(sizes_there, [f"{size:,}" for size in sizes_there])
        axes.minorticks_off()
        axes.set(xlabel="couples", title=f"{kind} = {here[0].truth:g}", ylim=(0, 1.02))
        axes.legend(fontsize=8, loc="lower right")
    figure.axes[0].set_ylabel("power, ± 2 standard errors")
    return figure


def _line(axes: Any, line: Sequence[Power], at: int) -> None:
    """Studies of one length, their error bars within what a share can be."""
    power, reach = (np.array([getattr(one, name) for one in line]) for name in ("power", "se"))
    low, high = np.minimum(power, 2 * reach), np.minimum(1 - power, 2 * reach)
    look = {"color": COLOURS[at % len(COLOURS)], "fmt": STYLES[at % len(STYLES)], "label": f"{line[0].days} days"}
    axes.errorbar([one.couples for one in line], power, yerr=[low, high], marker="o", ms=3, capsize=2, **look)
