"""In which order the effects of a block of G stand: the same covariances through another root.

Where an effect is a combination of those before it, what is left of it is next to nothing, and its column of the root
and the next ones say nearly the same: the likelihood has a ridge there that bends round, and a climb creeps. With the
effects that say most by themselves first, such columns are the last, and all next to nothing (Cholesky with pivoting;
Higham 1990). An effect that is first has its own standard deviation in its corner of the root.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.estimate import Pass, Point, Roots
from intertwine.insights.cohort.moments import Moments

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

Orders = Mapping[int, IntArray]
"""By block: which of its effects is first, second …"""


def first_of(size: int, row: int) -> IntArray:
    """One before all others."""
    return np.array([row, *(i for i in range(size) if i != row)])


def ordered(point: Point, orders: Orders) -> Point:
    """The same point with the effects of these blocks in another order."""
    random, roots = [*point.structure.random], [*point.roots]
    for block, order in orders.items():
        random[block], roots[block] = random[block][order], triangle(roots[block][order])
    structure = replace(point.structure, random=tuple(random))
    return replace(point, structure=structure, place=replace(point.place, roots=roots))


def triangle(root: FloatArray) -> FloatArray:
    """The lower triangle L with LLᵀ = RRᵀ whose diagonal is not negative."""
    lower = np.linalg.qr(root.T)[1].T
    return np.asarray(lower * np.where(np.diag(lower) < 0, -1.0, 1.0))


def as_in(point: Point, structure: Structure) -> Point:
    """The same point with all effects in the order they have there."""
    blocks = enumerate(zip(point.structure.random, structure.random, strict=True))
    orders = {at: np.argsort(now)[np.argsort(np.argsort(then))] for at, (now, then) in blocks if (now != then).any()}
    return ordered(point, orders) if orders else point


def telling_first(point: Point) -> Orders:
    """By block: what is left of an effect's variance beside those before it, in units of its standard error, the
    largest first. A held effect stays where it is."""
    errors = np.sqrt(np.maximum(np.diag(point.information), np.finfo(float).tiny))
    orders, at = {}, 0
    for block, root in enumerate(point.roots[: len(point.structure.random)]):
        size = len(root)
        diagonal = [at + i * (i + 1) // 2 + i for i in range(size)]
        sizes = np.sqrt(errors[diagonal])
        orders[block] = _pivots(sizes[:, None] * root @ root.T * sizes, 0 if point.held == at else None)
        at += size * (size + 1) // 2
    return orders


def _pivots(left: FloatArray, first: int | None) -> IntArray:
    order: list[int] = []
    for _ in range(len(left)):
        rest = [i for i in range(len(left)) if i not in order]
        best = first if first is not None and not order else max(rest, key=lambda i: float(left[i, i]))
        order.append(best)
        if left[best, best] > 0:
            left = left - np.outer(left[:, best], left[best]) / left[best, best]
    return np.array(order)


def in_any_order(over: Pass, as_passed: Structure) -> Callable[[Structure], Pass]:
    """Passes for blocks in any order, from those for blocks as they stand: there the roots need not be triangles."""

    def of(structure: Structure) -> Pass:
        if structure is as_passed:
            return over

        def passed(roots: Roots) -> Moments:
            whole = structure.root_of_g(roots)
            blocks = [whole[np.ix_(block, block)] for block in as_passed.random]
            return over([*blocks, *roots[len(blocks) :]])

        return passed

    return of
