"""Mediation within people from day to day (1-1-1), every path differing between them.

    m_t = d_m + a x_t + e_t                  y_t = d_y + b m_t + c x_t + u_t
    (d_m, a, d_y, b, c) of a person ~ N(θ, G)        e ~ N(0, σ_m²), u ~ N(0, σ_y²)

The two equations of a day stand where the two members of a couple stand elsewhere, and are fitted as one, so that the
covariance of the paths a and b is estimated too: the average indirect effect is E[ab] = αβ + Cov(a, b), not αβ. Its
interval comes from draws of (α, β, Cov(a, b)) around their estimates. x and m are centred on the person as drivers.

Bauer, Preacher & Gil (2006), Psychological Methods 11:142–163; Kenny, Korchmaros & Bolger (2003), ibid. 8:115–128.
"""

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.analyse import check_sums, known_at_of, passes_over, topped
from intertwine.insights.cohort.conclude import concluded, entries_spread
from intertwine.insights.cohort.couples import couples_of
from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.design import Design, Term, Value, Varying, check_settings
from intertwine.insights.cohort.drawing import Line, forest
from intertwine.insights.cohort.estimate import Point
from intertwine.insights.cohort.fit import Fit, Seconds
from intertwine.insights.cohort.local import Local, local_of
from intertwine.insights.cohort.moments import Wiring
from intertwine.insights.cohort.summary import describe
from intertwine.insights.cohort.table import check_columns, check_filled, column_names, roles_of, table_of
from intertwine.insights.cohort.types import Columns, Frame, Mediation, Single

FloatArray = NDArray[np.float64]

PATHS = ("mediator:intercept", "a", "outcome:intercept", "b", "direct")
A, B = 1, 3
DRAWS = 100_000


@dataclass(frozen=True, kw_only=True)
class Mediated:
    """One role's result. indirect: E[ab]; total: E[ab] + c; intervals 95 %, by simulation. path_covariance: Cov(a, b).
    fit: the two equations as one; its `model` describes that of the outcome."""

    role: str
    model: Mediation
    fit: Fit
    indirect: float
    indirect_low: float
    indirect_high: float
    total: float
    total_low: float
    total_high: float
    path_covariance: float

    def summary(self) -> str:
        """The tables of the fit, and the indirect effect."""
        _, *table = self.fit.summary().splitlines(keepends=True)
        return (
            f"{describe(self.model)}\n{''.join(table)}\n"
            f"Indirect effect E[ab] {self.indirect:.5f}, 95 % {self.indirect_low:.5f} … {self.indirect_high:.5f}; "
            f"of it Cov(a, b) {self.path_covariance:.5f}\n"
            f"Total effect {self.total:.5f}, 95 % {self.total_low:.5f} … {self.total_high:.5f}\n"
        )

    @property
    def _lines(self) -> list[Line]:
        paths = [self.fit.effect(name) for name in ("a", "b", "direct")]
        return [
            *((one.name, one.estimate, one.low, one.high) for one in paths),
            ("indirect", self.indirect, self.indirect_low, self.indirect_high),
            ("total", self.total, self.total_low, self.total_high),
        ]

    def to_frame(self) -> Any:
        """Paths and what they make together, one a row, as a polars frame."""
        import polars  # noqa: PLC0415 - only who asks for a frame needs it

        return polars.DataFrame(self._lines, schema=["name", "estimate", "low", "high"], orient="row")

    def plot(self) -> Any:
        """The same, as a matplotlib figure."""
        return forest(self._lines, below="estimate, 95 % interval")


def mediate(frame: Frame, model: Mediation, columns: Columns | None = None) -> tuple[Mediated, ...]:
    """One result for each role; one for all where `columns.role` is None. Raises a CohortError that says what to do."""
    columns = columns or Columns()
    check_settings(model)
    names = (columns.couple, columns.day, model.outcome, model.mediator, model.driver)
    there = column_names(frame)
    check_columns(names if columns.role is None else (*names, columns.role), there)
    check_filled(frame, names[2:])
    if columns.role is None:
        return (_of_one(frame, model, columns, ""),)
    labels = np.array([str(label) for label in np.asarray(frame[columns.role]).tolist()])
    return tuple(
        _of_one({name: np.asarray(frame[name])[labels == role] for name in names}, model, columns, role)
        for role in roles_of(frame, columns)
    )


def design_of_mediation(model: Mediation) -> Design:
    """The first member's row is the mediator's equation, the second's the outcome's."""
    driver = Value(column=model.driver, center="person")
    through = Value(column=model.mediator, center="person")
    terms = (Term(name="intercept"), Term(name="driver", values=(driver,)), Term(name="mediator", values=(through,)))
    maps = np.zeros((2, 6, 4))
    maps[0, [0, 1, 5], [0, 1, 3]] = 1
    maps[1, [2, 3, 4, 5], [0, 2, 1, 3]] = 1
    pair = (maps[0], maps[1])
    apart = (np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]]))
    return Design(
        outcome=Value(column=model.outcome),
        terms=terms,
        members=1,
        fixed=PATHS,
        varying=(Varying(name="", effects=PATHS),),
        wiring=Wiring.of(pair, z=range(5), x=range(6)),
        maps=pair,
        structure=Structure(random=(np.arange(5),), residual=apart),
        residual="day",
        roles=("mediator", "outcome"),
        chosen=PATHS,
        always=len(PATHS),
    )


def _of_one(frame: Frame, model: Mediation, columns: Columns, role: str) -> Mediated:
    began = perf_counter()
    design = design_of_mediation(model)
    table = table_of(frame, columns, needs=design.columns, roles=(), members=1)
    seen = perf_counter()
    local = _doubled(local_of(table, design), np.append(table.values[model.mediator], np.nan)[table.index[:, 0]])
    couples = couples_of(local)
    added = perf_counter()
    plain, counts = check_sums(couples.summary, design), couples.summary.counts
    over = passes_over(couples, design)
    top = topped(plain, counts, design, as_single(model), over=over)
    sizes = np.diag(plain) / counts.observations
    at_of = known_at_of(over, design, counts, model.method)
    found = concluded(top, design, as_single(model), flow=couples.flow, sizes=sizes, at_of=at_of)
    seconds = Seconds(read=seen - began, sums=added - seen, fit=perf_counter() - added)
    return _mediated(role, model, replace(found, seconds=seconds), top.top)


def as_single(model: Mediation) -> Single:
    """The nearest description among the models of one equation: that of the outcome."""
    through = (model.driver, model.mediator)
    return Single(outcome=model.outcome, fixed=through, random=through, method=model.method)


def _doubled(local: Local, mediator: FloatArray) -> Local:
    """Both equations of every day that has all three values."""
    columns, whole = local.columns.copy(), local.whole.copy()
    columns[:, 1] = columns[:, 0]
    whole[:, 1] = whole[:, 0]
    columns[:, 0, -1] = np.where(whole[:, 0], mediator, 0.0)
    return replace(local, columns=columns, whole=whole)


def _mediated(role: str, model: Mediation, found: Fit, top: Point) -> Mediated:
    rng = np.random.default_rng(1)
    paths = rng.multivariate_normal(top.beta, top.covariance, DRAWS)
    g = top.structure.g(top.roots)
    entry = next(i for i, e in enumerate(top.structure.entries) if top.structure.positions(e) == (B, A))
    together = float(g[B, A])
    spread = max(float(entries_spread(top)[entry, entry]), 0.0)
    indirect = paths[:, A] * paths[:, B] + rng.normal(together, np.sqrt(spread), DRAWS)
    total = indirect + paths[:, -1]
    value = float(top.beta[A] * top.beta[B] + together)
    (low, high), (total_low, total_high) = (np.quantile(draws, (0.025, 0.975)) for draws in (indirect, total))
    return Mediated(
        role=role,
        model=model,
        fit=found,
        indirect=value,
        indirect_low=float(low),
        indirect_high=float(high),
        total=value + float(top.beta[-1]),
        total_low=float(total_low),
        total_high=float(total_high),
        path_covariance=together,
    )
