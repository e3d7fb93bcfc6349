"""What varies and how: the covariances of a model, in the coordinates the estimator moves in.

G, of the random effects, is block diagonal; Σ, of one day's residuals of the two, is made of blocks along directions:
for distinguishable members one 2 × 2 block along the members themselves, for exchangeable ones a variance of their sum
and one of their difference, for one member a single variance. Each block is a positive semi-definite matrix B, moved
through a root, B = LLᵀ with L lower triangular: no step can leave what a covariance can be, and its edge, where an
effect does not vary at all, is an ordinary point.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

ALONG_MEMBERS = (np.eye(2),)
ALONG_SUM_AND_DIFFERENCE = (np.array([[1.0], [1.0]]) / np.sqrt(2), np.array([[1.0], [-1.0]]) / np.sqrt(2))
ALONG_ONE_MEMBER = (np.array([[1.0], [0.0]]),)


@cache
def lower(size: int) -> tuple[IntArray, IntArray]:
    """Rows and columns of a lower triangle, row by row."""
    return np.tril_indices(size)


class Entry(NamedTuple):
    """One free number: row and column (row ≥ column) of a block."""

    block: int
    row: int
    column: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Structure:
    """random: the positions of each block of G; residual: the directions (2, d) of each block of Σ."""

    random: tuple[IntArray, ...]
    residual: tuple[FloatArray, ...]

    @property
    def size_of_g(self) -> int:
        """How many random effects there are."""
        return sum(len(block) for block in self.random)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every free number, those of G first."""
        return tuple(Entry(b, i, j) for b, d in enumerate(self.sizes) for i in range(d) for j in range(i + 1))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The side of every block, those of G first."""
        return (*(len(block) for block in self.random), *(along.shape[1] for along in self.residual))

    @property
    def of_g(self) -> int:
        """How many entries belong to G."""
        return sum(entry.block < len(self.random) for entry in self.entries)

    @cached_property
    def patterns(self) -> FloatArray:
        """∂Σ/∂(entry) of every entry of Σ: (h, 2, 2)."""
        found = []
        for entry in self.entries[self.of_g :]:
            along = self.residual[entry.block - len(self.random)]
            outer = np.outer(along[:, entry.row], along[:, entry.column])
            found.append(outer if entry.row == entry.column else outer + outer.T)
        return np.array(found)

    def positions(self, entry: Entry) -> tuple[int, int]:
        """Row and column in G of an entry of G."""
        block = self.random[entry.block]
        return int(block[entry.row]), int(block[entry.column])

    def g(self, roots: Sequence[FloatArray]) -> FloatArray:
        """G itself."""
        root = self.root_of_g(roots)
        return np.asarray(root @ root.T)

    def root_of_g(self, roots: Sequence[FloatArray]) -> FloatArray:
        """L with G = LLᵀ: (q, q)."""
        root = np.zeros((self.size_of_g, self.size_of_g))
        for block, part in zip(self.random, roots, strict=False):
            root[np.ix_(block, block)] = part
        return root

    def sigma(self, roots: Sequence[FloatArray]) -> FloatArray:
        """Σ: (2, 2)."""
        total = np.zeros((2, 2))
        for along, root in zip(self.residual, roots[len(self.random) :], strict=True):
            total += along @ root @ root.T @ along.T
        return total

    @cached_property
    def _where(self) -> tuple[IntArray, IntArray, IntArray]:
        """Block, row and column of every entry."""
        block, row, column = np.array(self.entries, dtype=np.int64).reshape(-1, 3).T
        return block, row, column

    @cached_property
    def _meetings(self) -> tuple[BoolArray, BoolArray, BoolArray]:
        """For every two entries of one block: whether their rows are one, the first's column is the second's row, their
        columns are one."""
        block, row, column = self._where
        one = block[:, None] == block
        return one & (row[:, None] == row), one & (column[:, None] == row), one & (column[:, None] == column)

    @cached_property
    def places_in_g(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Row and column in G of the entries of G, and ½ on its diagonal, 1 off it."""
        places = [self.positions(entry) for entry in self.entries[: self.of_g]]
        rows, columns = np.array(places, dtype=np.int64).reshape(-1, 2).T
        return rows, columns, np.where(rows == columns, 0.5, 1.0)

    @cached_property
    def crossings(self) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """For every two entries (a, b), (c, d) of G: where in a lower triangle (a, c), (b, d), (a, d), (b, c) are."""
        a, b, _ = self.places_in_g

        def place(i: IntArray, j: IntArray) -> IntArray:
            row, column = np.maximum(i[:, None], j), np.minimum(i[:, None], j)
            return np.asarray(row * (row + 1) // 2 + column)

        return place(a, a), place(b, b), place(a, b), place(b, a)

    def _stacked(self, matrices: Sequence[FloatArray]) -> FloatArray:
        """Matrices of different sizes in one array."""
        side = max(self.sizes)
        stack = np.zeros((len(self.sizes), side, side))
        for at, matrix in enumerate(matrices):
            stack[at, : len(matrix), : len(matrix)] = matrix
        return stack

    def jacobian(self, roots: Sequence[FloatArray]) -> FloatArray:
        """∂(entries of the blocks)/∂(entries of the roots): B_ij moves by L_jn with L_in, and by L_in with L_jn."""
        block, row, column = self._where
        stack = self._stacked(roots)
        by_row, by_column, _ = self._meetings
        of_row = by_row * stack[block[:, None], column[:, None], column]
        return np.asarray(of_row + by_column * stack[block[:, None], row[:, None], column], dtype=np.float64)

    def bend(self, gradient: FloatArray) -> FloatArray:
        """What B = LLᵀ adds to minus the second derivatives where the gradient of the blocks' entries is not zero."""
        block, row, _ = self._where
        stack = self._stacked(list(self.matrices(gradient)))
        return np.asarray(-2.0 * self._meetings[2] * stack[block[:, None], row[:, None], row], dtype=np.float64)

    def matrices(self, gradient: FloatArray) -> Iterator[FloatArray]:
        """The gradient of each block as the symmetric matrix Γ with dℓ = tr(Γ dB)."""
        at = 0
        for size in self.sizes:
            count = size * (size + 1) // 2
            matrix = np.zeros((size, size))
            matrix[lower(size)] = gradient[at : at + count] / 2
            at += count
            yield matrix + matrix.T

    def moved(self, roots: Sequence[FloatArray], step: FloatArray) -> list[FloatArray]:
        """Roots a step further."""
        result = [root.copy() for root in roots]
        for entry, by in zip(self.entries, step, strict=True):
            result[entry.block][entry.row, entry.column] += by
        return result
