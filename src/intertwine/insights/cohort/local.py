"""From a table of days to each member's row of the design, and where every row of the file went."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.design import Design, Value
from intertwine.insights.cohort.errors import NotConstantError
from intertwine.insights.cohort.table import CODE, COUNTS, REASONS, Table
from intertwine.insights.cohort.types import BoolArray, Excluded, FloatArray, Flow, IntArray, Left

Centers = Mapping[Value, float]
"""What is subtracted from values that are centred on everybody's mean."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Local:
    """columns: (days, 2, k + 1), the terms and then the outcome, 0 where a row does not count; whole: (days, 2), which
    count; start: (couples + 1,); day: (days,)."""

    columns: FloatArray
    whole: BoolArray
    start: IntArray
    day: IntArray
    flow: Flow


@dataclass(frozen=True, kw_only=True, eq=False)
class _Reader:
    """Values of a table, (days, 2) each, read once."""

    table: Table
    centers: Centers
    read: dict[Value, FloatArray]

    def of(self, value: Value) -> FloatArray:
        if value not in self.read:
            self.read[value] = self._read(value)
        return self.read[value]

    def _read(self, value: Value) -> FloatArray:
        if value.partner:
            return self.of(Value(**{**vars(value), "partner": False}))[:, ::-1]
        raw = self._raw(value)
        if value.part == "mean":
            raw = self._means(raw)
        if value.center == "person":
            return less(raw, self._means(raw))
        return less(raw, self.centers[value]) if value.center == "grand" else raw

    def _raw(self, value: Value) -> FloatArray:
        column = self.table.values[value.column]
        if value.of_couple:
            return self._of_couple(value.column, column)
        there = np.append(column, np.nan)[self.table.index]  # −1 is the NaN at the end
        return there if value.lag == 0 else there_before(there, before(self.table, value.lag))

    def _of_couple(self, name: str, column: FloatArray) -> FloatArray:
        """One number per couple, whoever wrote it down."""
        known = np.flatnonzero(np.isfinite(column) & (self.table.row_couple >= 0) & (self.table.left == COUNTS))
        couples = self.table.row_couple[known]
        one = np.full(self.table.couples, np.nan)
        one[couples] = column[known]
        if (other := one[couples] != column[known]).any():
            raise NotConstantError(name, len(np.unique(couples[other])))
        return np.repeat(one[self.table.couple][:, None], 2, axis=1)

    def _means(self, there: FloatArray) -> FloatArray:
        """Each person's mean over the days that have a value, on all of their days."""
        known = np.isfinite(there)
        filled = np.where(known, there, 0.0)
        means = np.empty_like(there)
        for member in (0, 1):
            total = np.bincount(self.table.couple, filled[:, member], minlength=self.table.couples)
            count = np.bincount(self.table.couple, known[:, member], minlength=self.table.couples)
            with np.errstate(invalid="ignore"):
                means[:, member] = (total / count)[self.table.couple]
        return means


ROUNDING = 1e-12
"""A share of a mean: a value that is no further from it is the mean."""


def less(values: FloatArray, mean: FloatArray | float) -> FloatArray:
    """Deviations from a mean; none where only rounding makes one, or what never varies would seem to."""
    apart = values - mean
    return np.where(np.abs(apart) <= ROUNDING * np.abs(mean), 0.0, apart)


def before(table: Table, lag: int) -> IntArray:
    """The row of the table `lag` days before each day, −1 where there is none."""
    if not len(table.day):
        return np.zeros(0, dtype=np.int64)
    first = int(table.day.min())
    span = int(table.day.max()) - first + 1 + lag
    key = table.couple * span + (table.day - first + lag)
    at = np.minimum(np.searchsorted(key, key - lag), len(key) - 1)
    return np.where(key[at] == key - lag, at, -1)


def there_before(there: FloatArray, at: IntArray) -> FloatArray:
    """Values of another day, NaN where there is no such day."""
    return np.asarray(np.where(at[:, None] >= 0, there[at], np.nan))


def central_values(design: Design) -> tuple[Value, ...]:
    """The values whose centre is everybody's mean."""
    found = [value for term in design.terms for value in term.values if value.center == "grand"]
    return tuple(dict.fromkeys(found))


def central_sums(table: Table, design: Design) -> dict[Value, tuple[float, float]]:
    """Sum and number of such values: of days for a value, of persons for a mean. To be added over batches."""
    sums = {}
    for value in central_values(design):
        plain = _Reader(table=table, centers=_NOTHING, read={}).of(Value(**{**vars(value), "center": "none"}))
        if value.part == "mean":
            plain = plain[np.concatenate([[True], table.couple[1:] != table.couple[:-1]])] if len(plain) else plain
        known = plain[np.isfinite(plain)]
        sums[value] = float(known.sum()), float(len(known))
    return sums


_NOTHING: Centers = {}


def local_of(table: Table, design: Design, centers: Centers = _NOTHING) -> Local:
    """Each member's row of the design, and the flow."""
    reader = _Reader(table=table, centers=centers, read={})
    columns = np.ones((len(table.day), 2, len(design.terms) + 1))
    for i, term in enumerate(design.terms):
        for value in term.values:
            columns[:, :, i] *= reader.of(value)
    columns[:, :, -1] = reader.of(design.outcome)
    reason = _reasons(table, design, reader)
    whole = (reason == COUNTS) & (table.index >= 0)
    columns[~whole] = 0.0
    return Local(
        columns=columns,
        whole=whole,
        start=np.searchsorted(table.couple, np.arange(table.couples + 1)),
        day=table.day,
        flow=_flow(table, reason, whole),
    )


MISSING = [CODE[why] for why in (Left.NO_OUTCOME, Left.NO_DRIVER, Left.NO_MODERATOR)]


def _reasons(table: Table, design: Design, reader: _Reader) -> NDArray[np.int8]:
    """Why a member's day does not count, (days, 2); the first reason that holds."""
    reason = np.zeros(table.index.shape, dtype=np.int8)
    present = table.index >= 0

    def leave(where: BoolArray, why: Left) -> None:
        reason[where & (reason == COUNTS)] = CODE[why]

    leave(np.isnan(reader.of(design.outcome)), Left.NO_OUTCOME)
    values = list(dict.fromkeys(value for term in design.terms for value in term.values))
    for value in values:
        if value.lag:
            leave((before(table, value.lag) < 0)[:, None] & present, Left.NO_DAY_BEFORE)
    for value in values:
        if not value.partner and not value.of_couple:
            leave(np.isnan(reader.of(value)), Left.NO_DRIVER)
    for value in values:
        if value.partner:
            there = (
                present if value.lag == 0 else there_before(present.astype(np.float64), before(table, value.lag)) == 1
            )
            leave(np.isnan(reader.of(value)) & ~there[:, ::-1], Left.NO_PARTNER)
            leave(np.isnan(reader.of(value)), Left.NO_PARTNER_DRIVER)
    for value in values:
        if value.of_couple:
            leave(np.isnan(reader.of(value)), Left.NO_MODERATOR)
    if table.unreadable.any():  # what is missing because words stand there, and is not only what another day would need
        words = np.append(table.unreadable, False)[table.index]
        reason[words & np.isin(reason, MISSING)] = CODE[Left.NOT_A_NUMBER]
    return reason


def _flow(table: Table, reason: NDArray[np.int8], whole: BoolArray) -> Flow:
    """Every row of the file, once."""
    left = table.left.copy()
    there = table.index >= 0
    left[table.index[there]] = reason[there]
    kinds = np.bincount(left, minlength=len(REASONS) + 1)
    excluded = tuple(
        Excluded(
            reason=why,
            rows=int(kinds[CODE[why]]),
            couples=len(np.unique(table.row_couple[(left == CODE[why]) & (table.row_couple >= 0)])),
        )
        for why in REASONS
        if kinds[CODE[why]]
    )
    return Flow(rows=len(left), used=int(whole.sum()), excluded=excluded)
