"""One couple whose answers often sit at the top of the slider: is it right, and what if ends were taken for answers?"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from bench.calibrate import couples
from bench.calibrate.one_couple import (
    BINS,
    CLEAR_FAILURE,
    FITTED,
    GROUPS,
    INTERVAL,
    NEXT_DAY,
    PARAMETERS,
    RANKED_AMONG,
    TOLD,
    both,
    held,
    share,
    uniform,
)
from bench.calibrate.part import Answer, Job, Part
from intertwine.insights import edge, ends, model
from intertwine.insights.ask import picture
from intertwine.insights.sampler import Draws
from intertwine.insights.series import FINEST, HIGHEST, LOWEST
from intertwine.insights.types import EDGES, Reason

FloatArray = NDArray[np.float64]
Told = list[tuple[Job, Answer]]

LENGTHS = (30, 90)
FEWEST_AT_THE_TOP, MOST_AT_THE_TOP = 0.25, 0.6
WHERE = {"outcomes": [2, 3], "drivers": [0, 1], "all": [0, 1, 2, 3]}
LINKS = list(GROUPS)[:5]
USUAL = (9.0, 0.7)
"""Usual levels of those who answer through the whole engine: mean and standard deviation between people."""


def jobs(quick: bool) -> list[Job]:
    ranks, intervals, couples_told = (10, 4, 2) if quick else (400, 120, 100)
    return [
        *({"what": "rank", "couple": i, "days": LENGTHS[i % 2]} for i in range(ranks)),
        *(
            {"what": "interval", "couple": i, "days": days, "where": list(WHERE)[i % 3]}
            for days in LENGTHS
            for i in range(intervals)
        ),
        *(
            {"what": "told", "couple": i, "days": days, "linked": linked, "heeded": heeded}
            for days, linked, heeded in ((30, False, True), (90, False, True), (90, False, False))
            for i in range(couples_told)
        ),
        *(
            {"what": "told", "couple": i, "days": 90, "linked": True, "heeded": heeded}
            for heeded in (False, True)
            for i in range(couples_told // 2)
        ),
    ]


def run(job: Job) -> Answer:
    return {"rank": _rank, "interval": _interval, "told": _told}[job["what"]](job)


# --- ranks ---


def _rank(job: Job) -> Answer:
    """Where the truth lies among draws, parameters drawn from the prior. Both outcomes have a top and no bottom, and
    couples are drawn until it cuts off as much as is asked for: that choice looks at answers alone."""
    rng = np.random.default_rng([30, job["couple"]])
    which = EDGES[job["couple"] % len(EDGES)]
    prior, top = couples.prior_of(which.driver), HIGHEST - FINEST[which.outcome] / 2
    while True:
        theta = couples.drawn(prior, rng)
        diary = couples.one_edge(theta, which, days=job["days"], missing=0.2, planned=False, rng=rng)
        side = np.zeros(diary.shape, dtype=np.int8)
        side[:, 2:] = diary[:, 2:] >= top
        cut = side[:, 2:].sum(axis=0) / (~np.isnan(diary[:, 2:])).sum(axis=0)
        if (cut >= FEWEST_AT_THE_TOP).all() and (cut <= MOST_AT_THE_TOP).all():
            break
    found = edge.fit(np.where(side > 0, top, diary), prior=prior, rng=rng, side=side)
    some = found.flat[:, rng.choice(found.flat.shape[1], RANKED_AMONG, replace=False)]
    return {"ranks": (both(some) < both(theta)).sum(axis=1).tolist(), "converged": bool(found.passed)}


# --- intervals ---


def _interval(job: Job) -> Answer:
    """Which 90 % intervals hold the truth, of people whose usual level lies so high that a quarter to six tenths of
    their answers are at the top; whole points on a slider, both ends."""
    rng = np.random.default_rng([31, job["couple"], job["days"]])
    which = EDGES[job["couple"] % len(EDGES)]
    prior = couples.prior_of(which.driver)
    theta = couples.drawn(prior, rng)
    diary = couples.one_edge(theta, which, days=job["days"], missing=0.2, planned=False, rng=rng)
    finest = np.repeat([FINEST[which.driver], FINEST[which.outcome]], 2)
    for column in WHERE[job["where"]]:
        at_the_top = rng.uniform(FEWEST_AT_THE_TOP, MOST_AT_THE_TOP)
        higher = HIGHEST - finest[column] / 2 - np.nanquantile(diary[:, column], 1 - at_the_top)
        diary[:, column] += higher
        theta[model.LEVEL.start + column] += higher / model.POINTS_PER_STEP
    answers = np.clip(np.round(diary / finest) * finest, LOWEST, HIGHEST)
    known = ends.bounded(answers, moved=np.zeros_like(answers), finest=finest)
    seeds = rng.integers(2**32, size=2)
    as_bounds = edge.fit(known.points, prior=prior, rng=np.random.default_rng(seeds[0]), side=known.side)
    as_answers = edge.fit(answers, prior=prior, rng=np.random.default_rng(seeds[1]))
    return {
        "bounds": _held(as_bounds, theta),
        "answers": _held(as_answers, theta),
        "converged": bool(as_bounds.passed),
        "draws": as_bounds.flat.shape[1],
    }


def _held(draws: Draws, theta: FloatArray) -> dict[str, bool]:
    low, high = np.quantile(both(draws.flat), [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2], axis=1)
    true = both(theta)[:, 0]
    found = dict(zip([*PARAMETERS, *NEXT_DAY], ((low <= true) & (true <= high)).tolist(), strict=True))
    return {name: found[name] for group in GROUPS.values() for name in group}


# --- what is told ---


def _told(job: Job) -> Answer:
    """Through the whole engine, ends heeded or taken for answers."""
    rng = np.random.default_rng([32, job["couple"], job["days"]])
    truth = couples.as_the_prior_has_them(rng, reliability=None, linked=job["linked"])
    usual = {name: (float(rng.normal(*USUAL)), float(rng.normal(*USUAL))) for name in truth.moves}
    high = replace(truth, moves={name: replace(moves, usual=usual[name]) for name, moves in truth.moves.items()})
    diary = couples.whole_diary(high, days=job["days"], missing=0.2, rng=rng)
    with patch.object(ends, "sides", ends.sides if job["heeded"] else _none_of_them):
        found = picture(diary, EDGES)
    some = [effect for effect in found.effects if effect.lag == 0]
    answers = np.concatenate([diary.series(edge.outcome).ravel() for edge in EDGES[:4]])
    return {
        "said": len(found.findings),
        "unlike": float(np.mean([Reason.UNLIKE_THE_MODEL in effect.reasons for effect in some])) if some else None,
        "edges": [str(one.outcome) for one in found.diagnostics],
        "at_the_top": float((answers[~np.isnan(answers)] >= HIGHEST).mean()),
    }


def _none_of_them(observed: FloatArray) -> NDArray[np.int8]:
    return np.zeros(observed.shape, dtype=np.int8)


# --- in words ---


def _of(told: Told, what: str, **cell: Any) -> Told:
    return [(job, answer) for job, answer in told if job["what"] == what and all(job[key] == cell[key] for key in cell)]


def tell(told: Told, _: Path) -> str:
    return "\n\n".join([_tell_ranks(_of(told, "rank")), _tell_intervals(_of(told, "interval")), _tell_told(told)])


def _tell_ranks(told: Told) -> str:
    ranks = np.array([answer["ranks"] for _, answer in told])
    names = [*PARAMETERS, *NEXT_DAY]
    ps = [uniform(ranks[:, i]) for i in range(len(names))]
    by_chance = 1 - (1 - min(ps)) ** len(ps)
    failed = [name for name, p in zip(names, ps, strict=True) if p <= CLEAR_FAILURE]
    shown = {name: p for name, p in zip(names, ps, strict=True) if name.startswith(("B", "L+"))}
    converged = np.mean([answer["converged"] for _, answer in told])
    row = " | ".join(f"{p:.2f}" if p >= 0.1 else f"{p:.3f}" for p in shown.values())
    verdict = "fails" if by_chance <= CLEAR_FAILURE else "holds"
    names_failed = ", ".join(failed) or "none"
    return f"""Where more than a fifth of a series' answers sit at one end of the slider, each of them counts as "at
least that much".

**Ranks.** As above, {len(told):,} couples from the prior, 30 and 90 days, a fifth of them skipped; the outcomes have a
top beyond which nobody can answer, and only couples count who reach it with a quarter to six tenths of their answers
(to choose by answers changes nothing about what ranks must be). {converged:.1%} passed the sampler's own checks; the
others count, too. Smallest p of {len(ps)} tests, χ² over {BINS} bins: {min(ps):.3f}, that low or lower by chance with
probability {by_chance:.2f}: uniformity **{verdict}**. Below .01 by itself: {names_failed} ({0.01 * len(ps):.1f}
expected). Of the effects that may be shown:

| {" | ".join(shown)} |
|{"---|" * len(shown)}
| {row} |"""


def _tell_intervals(told: Told) -> str:
    rows = []
    for group in LINKS:
        cells = [
            "{:.3f} ± {:.3f}".format(*_coverage(told, group, how, days=days))
            for days in LENGTHS
            for how in ("bounds", "answers")
        ]
        rows.append(f"| {group} | {' | '.join(cells)} |")
    by_place = []
    for where in WHERE:
        cells = [
            "{:.3f} ± {:.3f}".format(*_coverage(told, LINKS[0], how, days=days, where=where))
            for days in LENGTHS
            for how in ("bounds", "answers")
        ]
        by_place.append(f"| {LINKS[0]}: {where} at the top | {' | '.join(cells)} |")
    converged = np.mean([answer["converged"] for _, answer in told])
    return f"""**Intervals.** {len(told)} couples from the prior whose usual levels are then lifted until a quarter to
six tenths of the answers of the outcomes, of the drivers or of all four are at the top; rounded as sliders do.
The same diaries with ends as bounds, as the engine takes them, and taken for answers. {converged:.1%} passed the
sampler's checks.

| 90 % intervals that hold the truth | 30 days, bounds | 30 days, answers | 90 days, bounds | 90 days, answers |
|---|---|---|---|---|
{chr(10).join([*rows, *by_place])}"""


def _coverage(told: Told, group: str, how: str, **cell: Any) -> tuple[float, float]:
    return held([(job, {"held": answer[how]}) for job, answer in told], group, **cell)


def _tell_told(told: Told) -> str:
    rows = []
    for days, linked, heeded in (
        (30, False, True),
        (90, False, True),
        (90, False, False),
        (90, True, True),
        (90, True, False),
    ):
        some = [answer for _, answer in _of(told, "told", days=days, linked=linked, heeded=heeded)]
        found = share(sum(answer["said"] > 0 for answer in some), len(some))
        rows.append(
            f"| {days} | {'as in the prior' if linked else 'none'} | {'bounds' if heeded else 'answers'} | {found} | "
            f"{_mean(answer['said'] for answer in some):.2f} | {_mean(answer['unlike'] for answer in some):.1%} | "
            f"{_mean(_not_converged(answer['edges']) for answer in some):.1%} |"
        )
    top = _mean(answer["at_the_top"] for _, answer in _of(told, "told"))
    heads = ("days", "links", "ends are", "told of something", "findings each", "unlike the model", "not converged")
    return f"""**What is told.** People whose usual levels lie around {USUAL[0]:g}, so that {top:.0%} of their answers
are a 10, through the whole engine with sliders, the app's schedule and a fifth of the days skipped; the last columns
are the shares of same-day effects withheld as unlike the model, and of edges that did not converge. Brackets hold 90 %
intervals; at most 10 % of those without links may hear of anything.

| {" | ".join(heads)} |
|{"---|" * len(heads)}
{chr(10).join(rows)}"""


def _not_converged(edges: Sequence[str]) -> float:
    """Of the edges that were estimated at all."""
    tried = [outcome for outcome in edges if outcome in {"ready", "not_converged"}]
    return tried.count("not_converged") / len(tried) if tried else 0.0


def _mean(values: Any) -> float:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else 0.0


PART = Part(
    name="ends",
    title="One couple: answers at the ends of the slider",
    depends=(*FITTED, *TOLD, "intertwine.content.rotation"),
    jobs=jobs,
    run=run,
    tell=tell,
)
