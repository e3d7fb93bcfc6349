"""What is asked (`Apim`, `Single`), of which columns (`Columns`), and why a row may not count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

Center = Literal["person", "grand", "none"]
Dyads = Literal["distinguishable", "exchangeable"]
Residual = Literal["day", "ar1"]
Method = Literal["reml", "ml"]
Random = Literal["all", "intercept", "none"] | tuple[str, ...]

Frame = Any
"""Anything whose columns are had by name: a polars or pandas frame, an Arrow table, a mapping of arrays."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which columns say whose row it is. `role`: what tells the two apart (for exchangeable members, any label that
    stays the same); `roles`: its two values in the order to report, or None for sorted; `person`: a column that names
    the person, if there is one, so that a person who changes roles is found."""

    couple: str = "couple"
    day: str = "day"
    role: str | None = "role"
    roles: tuple[str, str] | None = None
    person: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that is named."""
        return tuple(name for name in (self.couple, self.day, self.role, self.person) if name is not None)


@dataclass(frozen=True, kw_only=True)
class Apim:
    """The actor–partner model for diaries, and what grows from it.

    drivers: each gives an actor effect (one's own) and a partner effect (the partner's), centred as `center` says:
        person subtracts the mean of all of that person's values, grand that of everyone's.
    lag: drivers are taken that many days before. `lag=1, drivers=[outcome]` is the stability–influence model.
    time: a trend over this column ("growth"). between: also the persons' own means of each driver, grand-mean centred.
    covariates: columns taken as they are. moderators: columns that are one number per couple, taken as they are; each
        also multiplies the intercept's companions: trend, actor and partner effects.
    random: which effects differ from couple to couple: all (of intercept, time, actor, partner), only the intercept,
        none, or their names ("intercept", "actor:mind").
    dyads: distinguishable members have effects and variances each of their own; exchangeable members share them.
    residual: `day` — the two residuals of a day go together, days do not; `ar1` — they also carry over to the next day.
    """

    outcome: str
    drivers: Sequence[str] = ()
    lag: int = 0
    center: Center = "person"
    time: str | None = None
    between: bool = False
    covariates: Sequence[str] = ()
    moderators: Sequence[str] = ()
    random: Random | Sequence[str] = "all"
    dyads: Dyads = "distinguishable"
    residual: Residual = "day"
    method: Method = "reml"


@dataclass(frozen=True, kw_only=True)
class Single:
    """One member per unit: a multilevel model of single people. fixed: columns, or products of columns ("mind:group");
    random: the same, beside the intercept, which always is."""

    outcome: str
    fixed: Sequence[str] = ()
    random: Sequence[str] = ()
    residual: Residual = "day"
    method: Method = "reml"


def growth(*, outcome: str, time: str, dyads: Dyads = "distinguishable", method: Method = "reml") -> Apim:
    """A level and a trend for each member, both differing between couples."""
    return Apim(outcome=outcome, time=time, dyads=dyads, method=method)


@dataclass(frozen=True, kw_only=True)
class Mediation:
    """driver → mediator → outcome, each a column; all on one day."""

    outcome: str
    mediator: str
    driver: str
    method: Method = "reml"


Model = Apim | Single


class Left(StrEnum):
    """Why a row does not count; each row has at most one of these, the first that holds."""

    NO_COUPLE = "no_couple"  # nothing, or nothing readable, where the couple's name should be
    NO_DAY = "no_day"
    NO_ROLE = "no_role"
    THIRD_MEMBER = "third_member"  # a role beyond the two, or a third person in the couple: the whole couple
    ROLE_CHANGES = "role_changes"  # a person who is now one role and now the other: the whole couple
    SAME_TWICE = "same_twice"  # the same day of the same member, with the same answers: the first is kept
    CONTRADICTS = "contradicts"  # the same day of the same member, with other answers: none is kept
    NOT_A_NUMBER = "not_a_number"  # text where a number should be, or infinity
    NO_OUTCOME = "no_outcome"
    NO_DRIVER = "no_driver"  # the own value of a driver, or another own column, is missing
    NO_DAY_BEFORE = "no_day_before"  # there is no row `lag` days before
    NO_PARTNER = "no_partner"  # the partner has no row that day
    NO_PARTNER_DRIVER = "no_partner_driver"
    NO_MODERATOR = "no_moderator"


SAYING: Mapping[Left, str] = {
    Left.NO_COUPLE: "no couple is named",
    Left.NO_DAY: "no day, or none that is a whole number or a date (as in 2026-03-31 or 31.3.2026)",
    Left.NO_ROLE: "no role",
    Left.THIRD_MEMBER: "a third member in the couple; the whole couple is left out",
    Left.ROLE_CHANGES: "a person with changing roles; the whole couple is left out",
    Left.SAME_TWICE: "the same day of the same member twice with the same answers; the first is kept",
    Left.CONTRADICTS: "the same day of the same member with different answers; none is kept",
    Left.NOT_A_NUMBER: "text or infinity where a number should be",
    Left.NO_OUTCOME: "the outcome is missing",
    Left.NO_DRIVER: "an own value is missing",
    Left.NO_DAY_BEFORE: "no row of the day the driver is taken from",
    Left.NO_PARTNER: "no row of the partner that day",
    Left.NO_PARTNER_DRIVER: "the partner's value is missing",
    Left.NO_MODERATOR: "a moderator is missing",
}


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """Rows that did not count for one reason, and in how many couples they were."""

    reason: Left
    rows: int
    couples: int

    @property
    def sentence(self) -> str:
        """For people."""
        rows = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        couples = {0: "", 1: " in 1 couple"}.get(self.couples, f" in {self.couples:,} couples")
        return f"{rows}{couples}: {SAYING[self.reason]}"


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Where every row went: rows = used + all that was excluded."""

    rows: int
    used: int
    excluded: tuple[Excluded, ...]

    def __add__(self, other: "Flow") -> "Flow":
        both: dict[Left, Excluded] = {}
        for one in (*self.excluded, *other.excluded):
            seen = both.get(one.reason)
            rows, couples = (seen.rows, seen.couples) if seen else (0, 0)
            both[one.reason] = Excluded(reason=one.reason, rows=one.rows + rows, couples=one.couples + couples)
        order = tuple(both[reason] for reason in Left if reason in both)
        return Flow(rows=self.rows + other.rows, used=self.used + other.used, excluded=order)
