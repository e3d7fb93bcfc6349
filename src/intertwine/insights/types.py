"""The face of this room: what goes in (`Diary`, `Edge`, `Request`) and what comes out (`Picture`).

Days are numbers 0 … T−1 in the couple's own calendar. Members are 0 and 1 and exchangeable: nothing depends on who is
which. Ratings are points on 0–10 with NaN (on the wire: null) for "not answered"; higher is better in every series.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from intertwine.insights.errors import BadInputError, Refusal

FloatArray = NDArray[np.float64]

VERSION = "4"
"""Part of every hash: a picture made by another version is another picture."""

STREAM = "3"
"""Part of every seed: as long as it stays, a version finds the same where nothing about the finding was changed."""

SeriesName = Literal["mind", "talking", "opening", "responding", "closeness"]
SERIES: tuple[SeriesName, ...] = ("mind", "talking", "opening", "responding", "closeness")

Member = Literal[0, 1]
Lag = Literal[0, 1]


@dataclass(frozen=True, kw_only=True, eq=False)
class Diary:
    """Two members' daily series, each an array of shape (days, 2): rows are days, columns are members 0 and 1.

    Values in points 0–10, NaN where missing. Nothing is checked here; `series.check` does, and names what is wrong.
    """

    days: int
    mind: FloatArray
    talking: FloatArray
    opening: FloatArray
    responding: FloatArray
    closeness: FloatArray

    def series(self, name: SeriesName) -> FloatArray:
        """One series by its name, shape (days, 2)."""
        array: FloatArray = getattr(self, name)
        return array

    def to_wire(self) -> "WireDiary":
        """The same diary as lists, None for missing. Raises BadInputError for infinities, which JSON cannot say."""
        return WireDiary(days=self.days, **{name: _rows(name, self.series(name)) for name in SERIES})


Rows = list[tuple[float | None, float | None]]


class WireDiary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A diary on its way to the engine: per series one [member 0, member 1] pair per day, null for missing."""

    days: int
    mind: Rows
    talking: Rows
    opening: Rows
    responding: Rows
    closeness: Rows

    def to_diary(self) -> Diary:
        """As arrays of shape (number of rows, 2); whether the number of rows is `days` is for `series.check`."""
        return Diary(days=self.days, **{name: _array(getattr(self, name)) for name in SERIES})


def _rows(name: SeriesName, array: FloatArray) -> Rows:
    if np.isinf(array).any():
        raise BadInputError(Refusal.NOT_A_NUMBER, name)

    def cell(value: float) -> float | None:
        return None if np.isnan(value) else float(value)

    return [(cell(first), cell(second)) for first, second in array]


def _array(rows: Sequence[Sequence[float | None]]) -> FloatArray:
    return np.array(rows, dtype=np.float64).reshape(-1, 2)  # None becomes NaN


class Edge(msgspec.Struct, frozen=True, order=True):
    """One link of the map: what may go together with what."""

    driver: SeriesName
    outcome: SeriesName


EDGES: tuple[Edge, ...] = (
    Edge("mind", "closeness"),
    Edge("mind", "talking"),
    Edge("mind", "opening"),
    Edge("mind", "responding"),
    Edge("talking", "closeness"),
    Edge("opening", "closeness"),
    Edge("responding", "closeness"),
)
"""Every edge the map knows."""

DEFAULT_EDGES: tuple[Edge, ...] = EDGES


class Kind(StrEnum):
    """Whose driver: the member's own, or their partner's."""

    ACTOR = "actor"
    PARTNER = "partner"


class Outcome(StrEnum):
    """How it ended, for a picture or for one edge of it."""

    READY = "ready"
    TOO_FEW_DAYS = "too_few_days"  # fewer than seven days on which both gave both series
    NO_VARIATION = "no_variation"  # a series is almost the same every day
    AT_THE_EDGE = "at_the_edge"  # more than four in five answers of a series sit at one end of the slider
    NOT_CONVERGED = "not_converged"  # the sampler did not pass its checks; no number is given
    BAD_INPUT = "bad_input"  # see Picture.refusal


class Reason(StrEnum):
    """A part of the gate an effect did not pass."""

    CARRIED_BY_PRIOR = "carried_by_prior"  # information below one half
    SIGN_UNCLEAR = "sign_unclear"  # P(sign) below .95
    TOO_SMALL = "too_small"  # P(|effect| > .1 SD) below .5
    FALSE_SIGN_RATE = "false_sign_rate"  # would lift the average over everything displayed above 5 %
    COULD_BE_CHANCE = "could_be_chance"  # one couple in ten without any link would see as much somewhere in its picture
    HALVES_TOO_THIN = "halves_too_thin"  # fewer than seven joint days in a half of the driver's range
    AT_THE_EDGE = "at_the_edge"
    NO_VARIATION = "no_variation"
    UNLIKE_THE_MODEL = "unlike_the_model"  # a posterior predictive check is extreme
    TOO_EARLY = "too_early"  # the ladder does not show this kind of effect with so few joint days
    NOT_THE_CLEAREST = "not_the_clearest"  # at most one link is shown early, and another was clearer


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """One estimated effect, whether or not it may be said.

    `member` is the one whose outcome it is; the driver is their own (`actor`) or their partner's (`partner`).
    `lag` 0 is the same-day effect B. `lag` 1 is the total next-day response L + BF + CB.

    `*_sd` is the coefficient: steps of the outcome per step of the driver, one step (2 points) being about one
    within-person SD of either; thus also points per point. `*_points` is the size on a typical better day: how many
    points the outcome goes with, when the driver is one within-person SD of that person above its usual.
    Low and high bound the central 90 % of the posterior. `info` = 1 − posterior variance / prior variance; for lag 1
    the smaller of the total's and its direct part's. `chance`: how often a couple without any link would look this
    linked here, to someone who expected nothing. `days` counts the days this effect could be seen on.
    """

    edge: Edge
    lag: Lag
    kind: Kind
    member: Member
    median_sd: float
    low_sd: float
    high_sd: float
    median_points: float
    low_points: float
    high_points: float
    p_sign: float
    p_notable: float
    info: float
    chance: float = 1.0
    days: int
    shown: bool
    reasons: tuple[Reason, ...]


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """About where an effect lies, at once: its size at the highest point of the posterior, in the same two sizes as an
    `Effect`. It says nothing about how sure that is, and must never be shown as if it did."""

    edge: Edge
    lag: Lag
    kind: Kind
    member: Member
    about_sd: float
    about_points: float


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """An effect that passed the whole gate and may be said in a sentence. `early`: to be marked as such."""

    effect: Effect
    early: bool


class Diagnostics(msgspec.Struct, frozen=True, kw_only=True):
    """How one edge went. The sampler's figures are 0 where it did not run.

    `predictive` maps a check, series and member ("autocorrelation.mind.0", "ends.closeness.1") to a two-sided
    posterior predictive tail probability.
    """

    edge: Edge
    outcome: Outcome
    joint_days: int
    draws: int = 0
    min_ess: float = 0.0
    max_rhat: float = 0.0
    predictive: dict[str, float] = {}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Some days of one member's series look different from the ones before.

    break: from `day` on the level is `after_points`, before it was `before_points`. trend: a line that leads from
    `before_points` on `day`, the first answered one, to `after_points` on the last. `day` counts as the diary's rows
    do. `p`: how often somebody without any change would show one this clear, all series of the couple looked at
    together. `days`: answers it rests on.
    """

    series: SeriesName
    member: Member
    kind: Literal["break", "trend"]
    day: int
    before_points: float
    after_points: float
    p: float
    days: int


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """All that may be known about one couple's diary.

    `joint_days`: days on which both members answered something. `days_used`: days from the first to the last answer
    that were looked at. `outcome` is READY when at least one edge is, else the first edge's. `findings` repeats the
    shown effects, clearest first. `seed` comes from the data, the priors and STREAM alone, so the same input
    gives the same picture; `input_hash` (SHA-256, hex) names input, priors and version for a cache. `changes`: what
    was found to have changed in the series looked at, clearest first; effects are estimated around levels that follow
    it.
    """

    version: str
    outcome: Outcome
    joint_days: int
    days_used: int
    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostics, ...]
    seed: int
    input_hash: str
    refusal: Refusal | None = None
    changes: tuple[Change, ...] = ()


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the engine reads, one on a line."""

    diary: WireDiary
    edges: tuple[Edge, ...] = DEFAULT_EDGES
    priors: Literal["typical"] = "typical"

    @classmethod
    def of(cls, *, diary: Diary, edges: tuple[Edge, ...] = DEFAULT_EDGES) -> Self:
        """A request for a diary in arrays."""
        return cls(diary=diary.to_wire(), edges=edges)
