"""How many floating-point operations a couple takes: counted, by running the kernels' own lines on numbers that count.

python -m bench.flops
"""

from collections.abc import Callable
from math import log, sqrt
from types import FunctionType
from typing import Any

import numpy as np

from intertwine.insights.cohort import kernels
from intertwine.insights.cohort.couples import Couples, couples_of
from intertwine.insights.cohort.kernels import LANES
from intertwine.insights.cohort.local import Local
from intertwine.insights.cohort.moments import Weights, empty
from intertwine.insights.cohort.planning import DESIGN, local_of_drawn
from intertwine.insights.cohort.simulate import CohortTruth, draw_cohort

LOOPS = {name: one.py_func for name, one in vars(kernels).items() if hasattr(one, "py_func")}


class Counted(float):
    """A number that counts what is done to it: each addition, multiplication, division, root and logarithm is one."""

    done = 0

    @staticmethod
    def of(value: float) -> "Counted":
        Counted.done += 1
        return Counted(value)

    def __add__(self, other: float) -> "Counted":
        return Counted.of(float(self) + float(other))

    def __sub__(self, other: float) -> "Counted":
        return Counted.of(float(self) - float(other))

    def __rsub__(self, other: float) -> "Counted":
        return Counted.of(float(other) - float(self))

    def __mul__(self, other: float) -> "Counted":
        return Counted.of(float(self) * float(other))

    def __truediv__(self, other: float) -> "Counted":
        return Counted.of(float(self) / float(other))

    def __neg__(self) -> "Counted":  # a sign is no operation
        return Counted(-float(self))

    __radd__, __rmul__ = __add__, __mul__


class _CountedNumpy:
    """What the kernels ask of numpy, for numbers that count."""

    full, arange = staticmethod(np.full), staticmethod(np.arange)

    @staticmethod
    def zeros(shape: Any) -> Any:
        return counted(np.zeros(shape))

    empty = zeros

    @staticmethod
    def sqrt(value: float) -> Counted:
        return Counted.of(sqrt(value))

    @staticmethod
    def log(value: float) -> Counted:
        return Counted.of(log(value))


def counted(values: Any) -> Any:
    """The same array of numbers that count."""
    array = np.empty(np.shape(values), dtype=object)
    array.ravel()[:] = [Counted(one) for one in np.ravel(values)]
    return array


def _plain() -> dict[str, Callable[..., Any]]:
    """The kernels as plain Python whose numpy counts; each by its name."""
    world = {**vars(kernels), "np": _CountedNumpy}
    found = {name: FunctionType(one.__code__, world, name) for name, one in LOOPS.items()}
    world.update(found)
    return found


def _local(days: int) -> Local:
    return local_of_drawn(draw_cohort(couples=1, days=days, seed=1, truth=CohortTruth()))


def _couple(days: int) -> Couples:
    return couples_of(_local(days))


def of_a_day() -> int:
    """Adding one day of both to a couple's sums, in the model everything is measured with."""
    return _in_sums(days=3) - _in_sums(days=2)


def _in_sums(days: int) -> int:
    local, into = _local(days), _couple(days)
    before = Counted.done
    _plain()["sum_blocks"](counted(local.columns), local.whole, local.start, counted(into.sums), counted(into.counts))
    return Counted.done - before


def of_a_pass() -> int:
    """One couple in one pass: what each adds where as many are looked at as are at once."""
    return (_in_moments(2 * LANES) - _in_moments(LANES)) // LANES


def _in_moments(couples: int) -> int:
    each = counted(np.tile(_couple(days=20).sums, (couples, 1)))
    structure = DESIGN.structure
    roots = [np.tril(np.full((d, d), 0.1)) + np.eye(d) for d in structure.sizes]
    weights, wiring = Weights.of(structure, roots), DESIGN.wiring
    into = empty(wiring, len(weights.of_each))
    before = Counted.done
    _plain()["accumulate"](
        each, wiring.place, counted(wiring.sign), counted(weights.of_r), counted(weights.of_each),
        counted(weights.root), wiring.z, wiring.x, np.zeros((0, 0, 0, 0)),
        *(counted(getattr(into, name)) for name in ("scalars", "q", "uu", "s", "ss", "qr", "zr")),
    )  # fmt: skip
    return Counted.done - before


if __name__ == "__main__":
    print(f"a day of both: {of_a_day():,}; a couple in a pass: {of_a_pass():,}")
