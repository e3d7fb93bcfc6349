"""Made-up studies, fitted for their tests alone: what planning asks, thousands of times over.

The numbers are those of `fit(simulate_cohort(…), MODEL)`. Left out is what planning does not report: rows with their
labels, order and reasons; intervals, spreads and notes. A climb may begin at what is true, which nobody knows but who
made the study, and may end a little below the top: it is there sooner, and no test is told apart by what is missing.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from intertwine.insights.cohort.analyse import check_sums, passes_over, topped
from intertwine.insights.cohort.conclude import entries_spread
from intertwine.insights.cohort.couples import couples_of
from intertwine.insights.cohort.design import design_of
from intertwine.insights.cohort.estimate import Roots, degrees_of_freedom
from intertwine.insights.cohort.local import ROUNDING, Local
from intertwine.insights.cohort.simulate import CohortTruth, Drawn, pair_root, random_root
from intertwine.insights.cohort.student import two_sided_p
from intertwine.insights.cohort.types import Apim, BoolArray, Flow

FloatArray = NDArray[np.float64]

MODEL = Apim(outcome="closeness", drivers=["mind"])
DESIGN = design_of(MODEL, ("0", "1"))


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """Of each fixed effect, in the design's order: estimate and two-sided p, (6,) each."""

    estimate: FloatArray
    p: FloatArray
    converged: bool
    passes: int


NEAR = 3e-3
"""Log-likelihood a planned study's climb may leave to be gained: less than a tenth of a variance's standard error, and
next to nothing of an effect's."""


def found_in(drawn: Drawn, start: Roots | None = None, enough: float = NEAR) -> Found:
    """Fit a made-up study. `start`: where the climb may begin. Raises CohortError where the data carry no model."""
    couples = couples_of(local_of_drawn(drawn))
    summary = couples.summary
    plain = check_sums(summary, DESIGN)
    over = passes_over(couples, DESIGN)
    climb = topped(plain, summary.counts, DESIGN, MODEL, over=over, start=start, enough=enough)
    top = climb.top
    dfs = degrees_of_freedom(top, entries_spread(top))
    t = top.beta / np.sqrt(np.diag(top.covariance))
    p = [two_sided_p(*one) for one in zip(t.tolist(), dfs.tolist(), strict=True)]
    return Found(estimate=top.beta, p=np.array(p), converged=climb.converged, passes=climb.passes)


def local_of_drawn(drawn: Drawn) -> Local:
    """Each member's day as the design has it: 1, their own mind and the partner's, less each one's mean, closeness."""
    couples, days, _ = drawn.mind.shape
    columns = np.zeros((couples, days, 2, 4))
    whole = np.zeros(drawn.mind.shape, dtype=np.bool_)
    lay_out(drawn.mind, drawn.closeness, columns, whole)
    used = int(whole.sum())
    return Local(
        columns=columns.reshape(-1, 2, 4),
        whole=whole.reshape(-1, 2),
        start=np.arange(couples + 1) * days,
        day=np.tile(np.arange(days), couples),
        flow=Flow(rows=used, used=used, excluded=()),
    )


@njit(cache=True, error_model="numpy")
def lay_out(mind: FloatArray, closeness: FloatArray, columns: FloatArray, whole: BoolArray) -> None:
    """Write the columns (couples, days, 2, 4) of the days that count, and which those are (couples, days, 2)."""
    apart = np.empty(mind.shape[1:])
    for c in range(mind.shape[0]):
        for g in range(2):
            total, known = 0.0, 0
            for d in range(mind.shape[1]):
                if np.isfinite(mind[c, d, g]):
                    total += mind[c, d, g]
                    known += 1
            mean = total / known if known else np.nan  # who left out every day has no row that counts
            for d in range(mind.shape[1]):
                apart[d, g] = mind[c, d, g] - mean
                if abs(apart[d, g]) <= ROUNDING * abs(mean):
                    apart[d, g] = 0.0
        for d in range(mind.shape[1]):
            for g in range(2):
                if np.isfinite(closeness[c, d, g]) and np.isfinite(apart[d, 0]) and np.isfinite(apart[d, 1]):
                    whole[c, d, g] = True
                    columns[c, d, g, 0], columns[c, d, g, 3] = 1.0, closeness[c, d, g]
                    columns[c, d, g, 1], columns[c, d, g, 2] = apart[d, g], apart[d, 1 - g]


def true_roots(truth: CohortTruth) -> Roots | None:
    """The roots of the true covariances, in the design's order; None where an effect varies not at all: a climb that
    begins on that edge would stay there."""
    if not all(truth.sds):
        return None
    return [random_root(np.repeat(truth.sds, 2), truth.together), pair_root(truth.residual, truth.rho)]
