"""One couple: ranks, intervals, and what is told."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, chi2

from bench.calibrate import couples, drawing
from bench.calibrate.part import Answer, Job, Part
from intertwine.insights import changes, edge, model
from intertwine.insights.ask import picture
from intertwine.insights.types import EDGES, Effect, Kind

FloatArray = NDArray[np.float64]
Told = list[tuple[Job, Answer]]

PARAMETERS = [
    *[f"{block}[{row},{column}]" for block in "FBLC" for row in (0, 1) for column in (0, 1)],
    *["log sd ω[0]", "log sd ω[1]", "log sd ψ[0]", "log sd ψ[1]", "atanh r ω", "atanh r ψ"],
    *[f"level {series}[{member}]" for series in "xy" for member in (0, 1)],
    *["logit reliability x", "logit reliability y"],
]
NEXT_DAY = [f"L+BF+CB[{row},{column}]" for row in (0, 1) for column in (0, 1)]
DAYS = (14, 30, 90, 365)
MISSING = (0.0, 0.2, 0.5)
ERROR_SHARES = (0.0, 0.2, 0.5)
INTERVAL = 0.9
RANKED_AMONG, BINS = 99, 20
CLEAR_FAILURE = 0.01

GROUPS = {
    "same day, own": ["B[0,0]", "B[1,1]"],
    "same day, partner": ["B[0,1]", "B[1,0]"],
    "next day in all, own": [NEXT_DAY[0], NEXT_DAY[3]],
    "next day in all, partner": [NEXT_DAY[1], NEXT_DAY[2]],
    "own carry-over": ["F[0,0]", "F[1,1]", "C[0,0]", "C[1,1]"],
    "usual level": PARAMETERS[22:26],
}
NEARLY_ONE = 0.999
FITTED = tuple(
    f"intertwine.insights.{name}" for name in ("edge", "ends", "model", "posterior", "sampler", "kernels", "priors")
)
TOLD = tuple(
    f"intertwine.insights.{name}"
    for name in ("ask", "changes", "diagnostics", "gate", "predictive", "series", "simulate")
)


def both(theta: FloatArray) -> FloatArray:
    """Parameters and the total next-day responses: (32, m)."""
    return np.concatenate([theta, model.next_day(theta)])


# --- ranks ---


def rank_jobs(quick: bool) -> list[Job]:
    return [
        {"couple": i, "days": (14, 30, 90)[i % 3], "missing": MISSING[i // 3 % 3], "planned": bool(i // 9 % 2)}
        for i in range(30 if quick else 1000)
    ]


def rank(job: Job) -> Answer:
    """Where the truth lies among draws, for parameters drawn from the prior."""
    rng = np.random.default_rng([1, job["couple"]])
    which = EDGES[job["couple"] % len(EDGES)]
    prior = couples.prior_of(which.driver)
    theta = couples.drawn(prior, rng)
    diary = couples.one_edge(theta, which, days=job["days"], missing=job["missing"], planned=job["planned"], rng=rng)
    found = edge.fit(diary, prior=prior, rng=rng)
    some = found.flat[:, rng.choice(found.flat.shape[1], RANKED_AMONG, replace=False)]
    return {"ranks": (both(some) < both(theta)).sum(axis=1).tolist(), "converged": bool(found.passed)}


def uniform(ranks: NDArray[np.intp]) -> float:
    """p of a χ² test that ranks 0 … RANKED_AMONG are uniform."""
    counts = np.bincount(ranks * BINS // (RANKED_AMONG + 1), minlength=BINS)
    expected = len(ranks) / BINS
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), BINS - 1))


def tell_ranks(told: Told, pictures: Path) -> str:
    ranks = np.array([answer["ranks"] for _, answer in told])
    names = [*PARAMETERS, *NEXT_DAY]
    ps = [uniform(ranks[:, i]) for i in range(len(names))]
    lowest, tests = min(ps), len(ps)
    by_chance = 1 - (1 - lowest) ** tests
    failed = [name for name, p in zip(names, ps, strict=True) if p <= CLEAR_FAILURE]
    drawing.ranks(pictures / "calibration-ranks.svg", ranks[:, : len(PARAMETERS)], PARAMETERS, RANKED_AMONG + 1, BINS)
    verdict = "fails" if by_chance <= CLEAR_FAILURE else "holds"
    converged = np.mean([answer["converged"] for _, answer in told])
    return f"""If parameters are drawn from the prior and days from the model, the truth is as likely to be the highest
of a hundred draws as the lowest or the seventh (Talts et al. 2018). {
        len(told):,} couples of 14, 30 and 90 days, 0, 20 and 50 %
of them skipped, half of them with the app's schedule of items, all seven edges in turn; {RANKED_AMONG} draws each,
χ² over {BINS} bins. {converged:.1%} passed the sampler's own checks; the others count here, too.

Smallest p of {tests} tests (28 parameters, 4 total next-day responses): {
        lowest:.3f}. Where everything is right, the smallest of {tests}
independent ones is that low or lower with probability {by_chance:.2f}: uniformity **{verdict}**. Below .01 by itself: {
        ", ".join(failed) or "none"
    } ({0.01 * tests:.1f} expected).

![Rank histograms](pictures/calibration-ranks.svg)

| | p | | p | | p | | p |
|---|---|---|---|---|---|---|---|
{_in_columns([(name, f"{p:.2f}" if p >= 0.1 else f"{p:.3f}") for name, p in zip(names, ps, strict=True)], 4)}"""


def _in_columns(pairs: list[tuple[str, str]], across: int) -> str:
    rows = [pairs[i : i + across] for i in range(0, len(pairs), across)]
    return "\n".join("| " + " | ".join(f"{name} | {value}" for name, value in row) + " |" for row in rows)


# --- intervals ---


def coverage_jobs(quick: bool) -> list[Job]:
    return [
        {"couple": i, "days": days, "missing": missing, "planned": planned, "error": error}
        for days in (DAYS[1:2] if quick else DAYS)
        for missing in MISSING
        for planned in (False, True)
        for error in ERROR_SHARES
        for i in range(2 if quick else 100)
    ]


def coverage(job: Job) -> Answer:
    """Which 90 % intervals hold the truth, where the share of error is fixed and not drawn from the prior."""
    cell = [job["days"], int(100 * job["missing"]), job["planned"], int(100 * job["error"])]
    rng = np.random.default_rng([2, job["couple"], *cell])
    which = EDGES[job["couple"] % len(EDGES)]
    prior = couples.prior_of(which.driver)
    theta = couples.drawn(prior, rng)
    reliability = min(1 - job["error"], NEARLY_ONE)
    theta[model.LOGIT_RELIABILITY] = np.log(reliability / (1 - reliability))
    diary = couples.one_edge(theta, which, days=job["days"], missing=job["missing"], planned=job["planned"], rng=rng)
    draws = edge.fit(diary, prior=prior, rng=rng)
    low, high = np.quantile(both(draws.flat), [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2], axis=1)
    true = both(theta)[:, 0]
    held = dict(zip([*PARAMETERS, *NEXT_DAY], ((low <= true) & (true <= high)).tolist(), strict=True))
    return {"held": {name: held[name] for group in GROUPS.values() for name in group}, "converged": bool(draws.passed)}


def held(told: Told, group: str, **cell: Any) -> tuple[float, float]:
    """Share of intervals that hold the truth, and its standard error; couples are independent, their effects not."""
    per_couple = [
        np.mean([answer["held"][name] for name in GROUPS[group]])
        for job, answer in told
        if all(job[key] == value for key, value in cell.items())
    ]
    return float(np.mean(per_couple)), float(np.std(per_couple) / np.sqrt(len(per_couple)))


def tell_coverage(told: Told, pictures: Path) -> str:
    rows = sorted({job["days"] for job, _ in told})
    drawing.coverage(pictures / "calibration-coverage.svg", _cells(told), INTERVAL)

    def table(name: str, key: str, values: list[Any], words: list[str]) -> str:
        head = f"| {name} | " + " | ".join(words) + " |\n|---|" + "---|" * len(words)
        body = [
            f"| {group} | "
            + " | ".join("{:.3f} ± {:.3f}".format(*held(told, group, **{key: value})) for value in values)
            + " |"
            for group in GROUPS
        ]
        return "\n".join([head, *body])

    each = len(told) // len({tuple(v for k, v in job.items() if k != "couple") for job, _ in told})
    converged = np.mean([answer["converged"] for _, answer in told])
    misses = [
        f"{group}, {days} days, {error:.0%} error"
        for group in GROUPS
        for days in rows
        for error in ERROR_SHARES
        if (found := held(told, group, days=days, error=error))
        and not 0.88 - 2 * found[1] <= found[0] <= 0.92 + 2 * found[1]
    ]
    lengths = ", ".join(map(str, rows))
    return f"""{len(told):,} couples, {each} in each cell of {lengths} days × 0, 20, 50 % of days skipped
× with and without the app's schedule × a share of error of 0, .2, .5 in what is answered. Parameters come from the
prior, except for that share: the prior expects .27 and knows nothing of what was done here, so the columns of the last
table ask for more than a calibrated engine must give. {converged:.1%} of the runs passed the sampler's own checks.

![Coverage by cell](pictures/calibration-coverage.svg)

{table("days", "days", rows, [f"{days} days" for days in rows])}

{table("skipped", "missing", list(MISSING), ["0 %", "20 %", "50 %"])}

{table("items", "planned", [False, True], ["all every day", "the app's schedule"])}

{table("share of error", "error", list(ERROR_SHARES), ["0", ".2", ".5"])}

Outside .88 to .92 by more than two standard errors, by days and share of error: {"; ".join(misses) or "none"}."""


def _cells(told: Told) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """For drawing: by share of error, by group, one (share, error) per length."""
    rows = sorted({job["days"] for job, _ in told})
    return {
        f"{error:.0%} error": {
            group: [held(told, group, days=days, error=error) for days in rows] for group in list(GROUPS)[:4]
        }
        for error in ERROR_SHARES
    }


# --- what is told ---

FIGHTS = (1.5, 3.0)


def finding_jobs(quick: bool) -> list[Job]:
    sizes = {30: 4} if quick else {14: 150, 30: 200, 90: 200, 365: 100}
    plain = [
        {"couple": i, "days": days, "linked": linked, "fight": 0.0, "heeded": True}
        for days, count in sizes.items()
        for linked in (False, True)
        for i in range(count)
    ]
    fights = [
        {"couple": i, "days": 90, "linked": False, "fight": fight, "heeded": heeded}
        for fight in FIGHTS
        for heeded in (False, True)
        for i in range(2 if quick else 100)
    ]
    return plain + fights


def finding(job: Job) -> Answer:
    """Through the whole engine: all seven edges, sliders, schedule, a fifth of the days skipped by each."""
    rng = np.random.default_rng([3, job["couple"], job["days"], int(10 * job["fight"])])
    truth = couples.as_the_prior_has_them(rng, reliability=None, linked=job["linked"])
    diary = couples.whole_diary(truth, days=job["days"], missing=0.2, rng=rng, fight=job["fight"])
    with patch.object(changes, "find", changes.find if job["heeded"] else lambda _: ()):
        found = picture(diary, EDGES)
    said = [one.effect for one in found.findings]
    return {
        "outcome": str(found.outcome),
        "edges": Counter(str(one.outcome) for one in found.diagnostics),
        "said": [[effect.edge.driver, effect.edge.outcome, effect.lag, str(effect.kind)] for effect in said],
        "judged": sum(effect.edge.driver == "mind" for effect in said) if job["linked"] else 0,
        "wrong": sum(_wrong(effect, couples.links(truth, effect.edge.outcome)) for effect in said)
        if job["linked"]
        else 0,
        "changes": len(found.changes),
    }


def _wrong(effect: Effect, links: tuple[FloatArray, FloatArray] | None) -> bool:
    """Whether its sign is not that of the truth, where the truth has one: for what follows mind."""
    if effect.edge.driver != "mind" or links is None:
        return False
    whose = effect.member if effect.kind is Kind.ACTOR else 1 - effect.member
    return bool(links[effect.lag][effect.member, whose] * effect.median_sd < 0)


def some_finding(told: Told, **cell: Any) -> tuple[int, int]:
    chosen = [answer for job, answer in told if all(job[key] == value for key, value in cell.items())]
    return sum(bool(answer["said"]) for answer in chosen), len(chosen)


def share(count: int, total: int) -> str:
    """With Jeffreys' 90 % interval."""
    low, high = beta.ppf([0.05, 0.95], count + 0.5, total - count + 0.5)
    return f"{count / total:.1%} ({low:.1%} to {high:.1%})"


def tell_findings(told: Told, _: Path) -> str:
    rows = []
    plain = [(job, answer) for job, answer in told if not job["fight"]]
    for days in sorted({job["days"] for job, _ in plain}):
        null, linked = some_finding(plain, days=days, linked=False), some_finding(plain, days=days, linked=True)
        with_links = [answer for job, answer in plain if job["days"] == days and job["linked"]]
        judged, wrong = (sum(answer[key] for answer in with_links) for key in ("judged", "wrong"))
        changed = sum(answer["changes"] > 0 for job, answer in plain if job["days"] == days)
        all_of_them = sum(job["days"] == days for job, _ in plain)
        wrong_share = share(wrong, judged) if judged else "none said"
        rows.append(
            f"| {days} | {share(*null)} | {share(*linked)} | {judged}; {wrong_share} | {share(changed, all_of_them)} |"
        )
    fights = [
        f"| {fight:g} points | {share(*some_finding(told, fight=fight, heeded=False))} | "
        f"{share(*some_finding(told, fight=fight, heeded=True))} | {_noticed(told, fight)} |"
        for fight in FIGHTS
    ]
    table = "\n".join(rows)
    return f"""Made-up couples answer items in whole points on sliders with ends, the app asks what its schedule says,
each skips a fifth of the days, and all seven edges go through the whole engine. Brackets hold 90 % intervals.

| days | a finding, no links | a finding, links as in the prior | of mind: told; wrong sign | a change, but none is |
|---|---|---|---|---|
{table}

At most 10 % of the couples in the second column may hear of anything. {_kinds(plain)}

**After a fight.** 90 days, nothing goes with anything, but from some day on everything both answer is lower:

| lower by | a finding, if changes were not taken out | as the engine does it | told of a change |
|---|---|---|---|
{chr(10).join(fights)}"""


def _noticed(told: Told, fight: float) -> str:
    answers = [answer for job, answer in told if job["fight"] == fight and job["heeded"]]
    return share(sum(answer["changes"] > 0 for answer in answers), len(answers))


def _kinds(plain: Told) -> str:
    said: dict[str, int] = defaultdict(int)
    for job, answer in plain:
        for _, _, lag, kind in answer["said"] if job["linked"] else []:
            said[f"{'next' if lag else 'same'} day, {'own' if kind == 'actor' else 'partner'}"] += 1
    told = ", ".join(f"{kind}: {count}" for kind, count in sorted(said.items()))
    return f"Where there are links, what is told is {told}." if told else ""


PARTS = (
    Part(
        name="ranks",
        title="One couple: are draws and truth alike?",
        depends=(*FITTED, "intertwine.content.rotation"),
        jobs=rank_jobs,
        run=rank,
        tell=tell_ranks,
    ),
    Part(
        name="coverage",
        title="One couple: do 90 % intervals hold the truth?",
        depends=(*FITTED, "intertwine.content.rotation"),
        jobs=coverage_jobs,
        run=coverage,
        tell=tell_coverage,
    ),
    Part(
        name="findings",
        title="One couple: what is told, and is it true?",
        depends=(*FITTED, *TOLD, "intertwine.content.rotation"),
        jobs=finding_jobs,
        run=finding,
        tell=tell_findings,
    ),
)
