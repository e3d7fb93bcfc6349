"""The one question: `fit(frame, model)`."""

from collections.abc import Callable
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.conclude import concluded
from intertwine.insights.cohort.couples import Couples, couples_of, gram, start_of
from intertwine.insights.cohort.design import Design, Value, design_of
from intertwine.insights.cohort.errors import (
    CollinearError,
    NothingLeftError,
    NotPossibleError,
    NoVarianceError,
    TooFewCouplesError,
)
from intertwine.insights.cohort.estimate import NotPossible, Pass, climb
from intertwine.insights.cohort.fit import Fit, Seconds
from intertwine.insights.cohort.local import Centers, central_sums, local_of
from intertwine.insights.cohort.moments import LEAF, Moments, Weights, leaf, tree
from intertwine.insights.cohort.table import Table, check_columns, check_filled, column_names, roles_of, table_of
from intertwine.insights.cohort.types import Apim, Columns, Frame, Model

FloatArray = NDArray[np.float64]

AS_NOTHING = 1e-10
"""A share of a column's own size that counts as none: of its variance, or of what is left of it beside the others."""


def fit(frame: Frame, model: Model, columns: Columns | None = None) -> Fit:
    """Fit a model to one row per member and day. Raises a CohortError that says what to do."""
    columns = columns or Columns()
    began = perf_counter()
    design, table = read(frame, model, columns)
    seen = perf_counter()
    couples = couples_of(local_of(table, design, centers_of(central_sums(table, design))))
    added = perf_counter()
    result = fit_couples(couples, design, model)
    done = perf_counter()
    seconds = Seconds(read=seen - began, sums=added - seen, fit=done - added)
    return _with_seconds(result, seconds)


def read(frame: Frame, model: Model, columns: Columns) -> tuple[Design, Table]:
    """The design, and the table of the frame's days."""
    design = design_for(frame, model, columns)
    check_filled(frame, design.columns)
    return design, table_of(
        frame,
        columns,
        needs=design.columns,
        roles=design.roles if len(design.roles) == 2 else (),
        members=design.members,
    )


def design_for(frame: Frame, model: Model, columns: Columns) -> Design:
    """The design with the roles this frame has. Raises NoSuchColumnError."""
    distinguishable = isinstance(model, Apim) and model.dyads == "distinguishable"
    needed = columns.names if isinstance(model, Apim) else (columns.couple, columns.day)
    check_columns(needed, column_names(frame))
    design = design_of(model, roles_of(frame, columns) if distinguishable else ())
    check_columns(design.columns, column_names(frame))
    return design


def centers_of(sums: dict[Value, tuple[float, float]]) -> Centers:
    """Everybody's means."""
    return {value: total / max(count, 1.0) for value, (total, count) in sums.items()}


def passes_over(couples: Couples, design: Design) -> Pass:
    """A pass over sums in memory: leaves of a fixed size, added along the fixed tree."""

    def over(roots: list[FloatArray]) -> Moments:
        weights = Weights.of(design.structure, roots)
        return tree([leaf(part, design.wiring, weights) for part in leaves(couples.sums)])

    return over


def leaves(sums: FloatArray) -> list[FloatArray]:
    """The couples in leaves of a fixed size; one empty leaf if there are none."""
    return [sums[at : at + LEAF] for at in range(0, max(len(sums), 1), LEAF)]


Passing = Callable[[Couples, Design], Pass]


def fit_couples(couples: Couples, design: Design, model: Model, *, passing: Passing = passes_over) -> Fit:
    """Fit from sums. `passing` makes the passes: in this process, or over a cluster."""
    totals = couples.totals
    plain = check_sums(couples, design)
    start = start_of(design, plain, totals.observations)
    try:
        top = climb(
            start, structure=design.structure, counts=totals, method=model.method, over=passing(couples, design)
        )
    except NotPossible as error:
        raise NotPossibleError from error
    return concluded(top, design, model, flow=couples.flow, sizes=np.diag(plain) / max(totals.observations, 1))


def check_sums(couples: Couples, design: Design) -> FloatArray:
    """The plain Gram matrix of everything that counts. Raises for data that cannot carry the model."""
    if not couples.flow.used:
        raise NothingLeftError([one.sentence for one in couples.flow.excluded])
    plain = gram(couples.sums.sum(axis=0), design.wiring)
    _check_variance(plain, design)
    effects = design.structure.size_of_g
    if effects and len(couples.sums) <= max(effects, 2):
        raise TooFewCouplesError(len(couples.sums), effects)
    return plain


def _check_variance(plain: FloatArray, design: Design) -> None:
    """Go through the fixed effects one after another and see what each adds beside those before it."""
    x = design.wiring.x
    inner = plain[np.ix_(x, x)]
    for i in range(len(x)):
        size = inner[i, i]
        before = inner[:i, :i]
        left = size - inner[i, :i] @ np.linalg.lstsq(before, inner[:i, i], rcond=None)[0] if i else size
        if left <= AS_NOTHING * size:
            name = design.fixed[i] if i < len(design.fixed) else design.outcome.column
            constant = size == 0 or i == len(design.fixed)
            raise NoVarianceError(name) if constant else CollinearError(name)


def _with_seconds(result: Fit, seconds: Seconds) -> Fit:
    return Fit(**{**vars(result), "seconds": seconds})
