"""The one question: `fit(frame, model)`."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.carry import Carried, DaysPass, carried, carried_at, days_of, observed_spread
from intertwine.insights.cohort.climb import ENOUGH, Climb, NotPossible, climb
from intertwine.insights.cohort.conclude import concluded
from intertwine.insights.cohort.couples import Couples, CouplesSummary, couples_of, gram, start_of
from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.design import Design, Value, design_of
from intertwine.insights.cohort.errors import (
    CollinearError,
    NothingLeftError,
    NothingToExplainError,
    NotPossibleError,
    NoVarianceError,
    TooFewCouplesError,
    TooManyEffectsError,
)
from intertwine.insights.cohort.estimate import At, AtOf, Counts, Method, Pass, Place, Roots, known_at
from intertwine.insights.cohort.fit import Fit, Seconds
from intertwine.insights.cohort.local import Centers, Local, central_sums, local_of
from intertwine.insights.cohort.moments import LEAF, Moments, Weights, leaf, tree
from intertwine.insights.cohort.order import in_any_order
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
    local = local_of(table, design, centers_of(central_sums(table, design)))
    couples = couples_of(local)
    added = perf_counter()
    result = fit_carried(local, couples, design, model) if carries(model) else fit_couples(couples, design, model)
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
    """The design with the roles this frame has. Raises NoSuchColumnError, RolesError."""
    there = column_names(frame)
    check_columns(who_columns(model, columns), there)
    return design_with(model, roles_if_needed(model, columns, lambda: frame), there)


def design_with(model: Model, roles: tuple[str, ...], there: Sequence[str]) -> Design:
    """The design, its columns checked against those that are there."""
    design = design_of(model, roles)
    check_columns(design.columns, there)
    return design


def who_columns(model: Model, columns: Columns) -> tuple[str, ...]:
    """The columns that say whose row it is."""
    return columns.names if isinstance(model, Apim) else (columns.couple, columns.day)


def roles_if_needed(model: Model, columns: Columns, frame: Callable[[], Frame]) -> tuple[str, ...]:
    """The two roles, for members who are distinguishable."""
    return roles_of(frame(), columns) if isinstance(model, Apim) and model.dyads == "distinguishable" else ()


def centers_of(sums: dict[Value, tuple[float, float]]) -> Centers:
    """Everybody's means."""
    return {value: total / max(count, 1.0) for value, (total, count) in sums.items()}


def passes_over(couples: Couples, design: Design, pool: Executor | None = None) -> Pass:
    """A pass over sums in memory: leaves of a fixed size, in this thread or in those of a pool, added along the fixed
    tree."""
    parts = leaves(couples.sums)

    def over(roots: Roots) -> Moments:
        weights = Weights.of(design.structure, roots)

        def one(part: FloatArray) -> Moments:
            return leaf(part, design.wiring, weights)

        return tree(list(pool.map(one, parts)) if pool else [one(part) for part in parts])

    return over


def leaves(sums: FloatArray, size: int = LEAF) -> list[FloatArray]:
    """The couples in leaves of a fixed size; one empty leaf if there are none."""
    return [sums[at : at + size] for at in range(0, max(len(sums), 1), size)]


def fit_couples(couples: Couples, design: Design, model: Model, *, pool: Executor | None = None) -> Fit:
    """Fit from sums in memory."""
    return fit_passes(couples.summary, design, model, over=passes_over(couples, design, pool))


def fit_passes(summary: CouplesSummary, design: Design, model: Model, *, over: Pass) -> Fit:
    """Fit by passes over couples that may be anywhere."""
    plain, counts = check_sums(summary, design), summary.counts
    top = topped(plain, counts, design, model, over=over)
    sizes = np.diag(plain) / counts.observations
    at_of = known_at_of(over, design, counts, model.method)
    return concluded(top, design, model, flow=summary.flow, sizes=sizes, at_of=at_of, still=summary.still)


def known_at_of(over: Pass, design: Design, counts: Counts, method: Method) -> AtOf:
    """The likelihood from passes over sums, for profiles of it."""
    passes = in_any_order(over, design.structure)

    def at_of(structure: Structure, held: int | None) -> At:
        return known_at(structure=structure, counts=counts, method=method, over=passes(structure), held=held)

    return at_of


def fit_carried(local: Local, couples: Couples, design: Design, model: Model) -> Fit:
    """Fit with residuals that carry over, from days in memory."""
    days = days_of(local, design)

    def over(structure: Structure, place: Place) -> Carried:
        return carried(days, wiring=design.wiring, structure=structure, place=place)

    return fit_days(couples.summary, design, model, over=passes_over(couples, design), over_days=over)


def fit_days(summary: CouplesSummary, design: Design, model: Model, *, over: Pass, over_days: DaysPass) -> Fit:
    """The same by passes over days that may be anywhere: they are filtered again at every step. Begins at the top
    without, which passes over sums find."""
    plain, counts = check_sums(summary, design), summary.counts
    start = topped(plain, counts, design, model, over=over)

    def at_of(structure: Structure, held: int | None) -> At:
        return carried_at(over_days, structure, counts=counts, method=model.method, held=held)

    top = climbed(Place(roots=start.top.roots, carry=0.0), at_of, design)
    spread = observed_spread(top.top, at_of(design.structure, None))
    sizes = np.diag(plain) / counts.observations
    return concluded(
        top, design, model, flow=summary.flow, sizes=sizes, at_of=at_of, still=summary.still, spread=spread
    )


def carries(model: Model) -> bool:
    """Whether the model's residuals carry over from day to day."""
    return model.residual == "ar1"


def topped(
    plain: FloatArray,
    counts: Counts,
    design: Design,
    model: Model,
    *,
    over: Pass,
    start: Roots | None = None,
    enough: float = ENOUGH,
) -> Climb:
    """The climb over passes, from the usual start unless another is known to be near the top."""
    at_of = known_at_of(over, design, counts, model.method)
    return climbed(Place(roots=start or start_of(design, plain, counts.observations)), at_of, design, enough)


def climbed(start: Place, at_of: AtOf, design: Design, enough: float = ENOUGH) -> Climb:
    """The climb; raises NotPossibleError where there is nothing to climb."""
    try:
        return climb(start, at_of, design.structure, enough=enough)
    except NotPossible as error:
        raise NotPossibleError from error


def check_sums(summary: CouplesSummary, design: Design) -> FloatArray:
    """The plain Gram matrix of everything that counts. Raises for data that cannot carry the model."""
    if not summary.flow.used:
        raise NothingLeftError([one.sentence for one in summary.flow.excluded])
    plain = gram(summary.total, design.wiring)
    _check_variance(plain, design)
    _check_carried(summary.counts, design)
    return plain


def _check_carried(counts: Counts, design: Design) -> None:
    """Raise where more is to vary from couple to couple than there are couples, or rows of theirs."""
    effects, couples, rows = design.structure.size_of_g, counts.couples, counts.observations
    if not effects:
        return
    of_couples = couples - 1 if couples > 2 else 0
    most = min(of_couples, -(-rows // couples) - 1)
    if effects > of_couples:
        raise TooFewCouplesError(couples, effects, design.chosen, design.carried_by(most))
    if effects > most:
        raise TooManyEffectsError(rows, effects, couples, design.chosen, design.carried_by(most))


def _check_variance(plain: FloatArray, design: Design) -> None:
    """Go through the fixed effects one after another and see what each adds beside those before it."""
    x = design.wiring.x
    inner = plain[np.ix_(x, x)]
    for i in range(len(x)):
        size = inner[i, i]
        before = inner[:i, :i]
        left = size - inner[i, :i] @ np.linalg.lstsq(before, inner[:i, i], rcond=None)[0] if i else size
        if left <= AS_NOTHING * size:
            if i == len(design.fixed):
                raise NothingToExplainError(design.outcome.column)
            raise NoVarianceError(design.fixed[i]) if size == 0 else CollinearError(design.fixed[i])


def _with_seconds(result: Fit, seconds: Seconds) -> Fit:
    return Fit(**{**vars(result), "seconds": seconds})
