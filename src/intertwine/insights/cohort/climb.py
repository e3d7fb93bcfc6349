"""The way to the top of the likelihood.

Fisher scoring climbs on the sums of estimate.py: far away in the entries of G and Σ, near the top in those of their
roots (covariance.py), with what the slopes have shown of the curvature beyond the expected; a step is halved until the
likelihood rises. A climb that has not arrived after some steps puts the effects of a block in another order. (EM's
closed-form M-step from the same sums would be G ← G + (2/J) G (∂ℓ/∂G) G: never down, and slow where variances are
small.) It has converged when a whole further step is expected to gain less than 1e-8.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.estimate import At, AtOf, Place, Point, Roots
from intertwine.insights.cohort.order import as_in, ordered, telling_first

FloatArray = NDArray[np.float64]

ENOUGH = 1e-8
STEPS, STRETCHES = 16, 6
"""Steps after which, if it has not arrived, the climb goes on with the random effects in another order (order.py); and
how often."""

TRUST = 2
"""Tries of a step that uses what was learnt of the curvature, each half the one before."""

HALVINGS = 8
"""Tries without it."""

DAMPINGS = (1e-2, 1.0, 1e2, 1e4, 1e6, 1e8)
"""And at last ever nearer to the slope itself, in units of a curvature of 1."""

INSIDE = 1e-3
"""A step of the blocks themselves takes no block nearer to its edge than this share of what it was, whichever way."""

FLATTEST = 1e-9
"""Curvatures are kept above this share of the largest, after every coordinate was scaled to curvature 1."""

FAR = 0.5
"""Log-likelihood: while a step gains more than this the climb is far from the top."""


class NotPossible(ArithmeticError):
    """The likelihood cannot be computed anywhere near the start."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Climb:
    """Where it ended, after how many passes, and whether a further step would gain nothing."""

    top: Point
    passes: int
    converged: bool
    gain: float


def climb(start: Place, at_of: AtOf, structure: Structure, *, held: int | None = None, enough: float = ENOUGH) -> Climb:
    """To the highest likelihood: until a further step is expected to gain less than `enough`. held: a coordinate that
    stays where it is."""
    here = at_of(structure, held)(start)
    if not np.isfinite(here.log_likelihood):
        raise NotPossible
    found = Climb(top=here, passes=1, converged=False, gain=np.inf)
    for _ in range(STRETCHES):
        found = _stretch(found, at_of(found.top.structure, held), enough)
        if found.converged:
            break
        found = replace(found, top=ordered(found.top, telling_first(found.top)))
    return replace(found, top=as_in(found.top, structure))


def _stretch(begun: Climb, at: At, enough: float) -> Climb:
    """Some steps of it."""
    here, passes, gain = begun.top, begun.passes, begun.gain
    learnt = np.zeros_like(here.information)
    for _ in range(STEPS):
        slope, bend = here.in_roots
        step = solved(bend + learnt, slope)
        gain = float(slope @ step / 2)
        if gain < enough:
            break
        for place in ahead(here, step, gain):
            there = at(place)
            passes += 1
            if there.log_likelihood > here.log_likelihood:
                break
        else:
            break
        learnt = relearnt(learnt, here, there)
        here = there
    return Climb(top=here, passes=passes, converged=gain < enough, gain=float(gain))


def ahead(point: Point, step: FloatArray, gain: float) -> Iterator[Place]:
    """Where to try: while far away the scoring step of the blocks themselves, bent back to where they are covariances;
    then the step of their roots with what was learnt, then without it, halved again and again."""
    if gain > FAR and point.held is None:  # a step of the blocks holds nothing
        straight = rooted(point, solved(point.information, point.gradient))
        yield Place(roots=straight, carry=point.place.carry)
    for halving in range(TRUST):
        yield point.place.moved(point.structure, step * 0.5**halving)
    slope, bend = point.in_roots
    plain = solved(bend, slope)
    for halving in range(HALVINGS):
        yield point.place.moved(point.structure, plain * 0.5**halving)
    for damping in DAMPINGS:
        yield point.place.moved(point.structure, solved(bend, slope, damping))


def relearnt(learnt: FloatArray, here: Point, there: Point) -> FloatArray:
    """What the expected information leaves out of the curvature, corrected by what the slope did on the way (the
    symmetric rank-one update; Conn, Gould & Toint 1991). Begun anew while far away."""
    if there.log_likelihood - here.log_likelihood > FAR:
        return np.zeros_like(learnt)
    way = there.place.coordinates - here.place.coordinates
    slope, bend = there.in_roots
    missed = here.in_roots[0] - slope - (bend + learnt) @ way
    along = float(missed @ way)
    if abs(along) <= 1e-8 * float(np.linalg.norm(missed) * np.linalg.norm(way)):
        return learnt
    return np.asarray(learnt + np.outer(missed, missed) / along)


def solved(bend: FloatArray, slope: FloatArray, damping: float = 0.0) -> FloatArray:
    """bend⁻¹ slope, every curvature taken as downward, as no flatter than can be computed with, and steeper by damping
    (Levenberg 1944): the more of it, the shorter the step and the nearer to the slope."""
    scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(bend)), np.finfo(float).tiny))
    bends, axes = np.linalg.eigh(bend * np.outer(scale, scale))
    bends = np.maximum(np.abs(bends), FLATTEST * np.abs(bends).max()) + damping
    return np.asarray(scale * (axes @ ((axes.T @ (scale * slope)) / bends)))


def rooted(point: Point, step: FloatArray) -> Roots:
    """The roots of the blocks a step further, kept inside of what covariances can be."""
    return [_inside(root @ root.T, way) for root, way in zip(point.roots, point.structure.matrices(step), strict=True)]


def _inside(block: FloatArray, way: FloatArray) -> FloatArray:
    """The root of a block a step further, its variances in units of those it had."""
    sd = np.sqrt(np.diag(block))
    sd = np.maximum(sd, INSIDE * sd.max())
    bends, axes = np.linalg.eigh((block + 2 * way - np.diag(np.diag(way))) / np.outer(sd, sd))
    return np.asarray(np.linalg.cholesky(sd[:, None] * (axes * np.maximum(bends, INSIDE)) @ axes.T * sd))
