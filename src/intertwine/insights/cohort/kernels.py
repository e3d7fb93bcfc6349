"""The two compiled loops: from days to sums (once per data set), and from sums to moments (once per pass).

`sum_blocks` is the only loop that ever sees a day. `accumulate` is the map over couples; what it adds up (`Moments` in
moments.py names it) is all the estimator needs for the likelihood, its gradient and its information. Both are plain
loops so that they run at the speed of the machine and add in a fixed order; `reference.py` has the same likelihood as
one dense Gaussian per couple. All of them are in this one file because numba compiles a loop it has kept anew only when
the loop's own file changes, not when that of another does which it calls.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

PAIR_AA, PAIR_AB, PAIR_BB, ONLY_A, ONLY_B = range(5)
BLOCKS = 5
"""Days both have, in three products; days only the first member has; days only the second has."""


@njit(cache=True, nogil=True, error_model="numpy")
def sum_blocks(columns: FloatArray, whole: BoolArray, start: IntArray, sums: FloatArray, counts: FloatArray) -> None:
    """Add up the products of a couple's columns, for every couple.

    columns: (days, 2, k), the last column the outcome; whole: (days, 2), which of them count; start: (couples + 1,),
    where each couple's days begin. Written: sums (couples, 4·k(k+1)/2 + k²) in the order of the blocks above, lower
    triangles row by row; counts (couples, 3): days of both, of the first only, of the second only.
    """
    k = columns.shape[2]
    triangle = k * (k + 1) // 2
    at_ab, at_bb = triangle, triangle + k * k
    at_a, at_b = at_bb + triangle, at_bb + 2 * triangle
    for c in range(len(start) - 1):
        for d in range(start[c], start[c + 1]):
            first, second = whole[d, 0], whole[d, 1]
            if first and second:
                counts[c, 0] += 1.0
                for i in range(k):
                    a, b = columns[d, 0, i], columns[d, 1, i]
                    row = i * (i + 1) // 2
                    for j in range(i + 1):
                        sums[c, row + j] += a * columns[d, 0, j]
                        sums[c, at_bb + row + j] += b * columns[d, 1, j]
                    for j in range(k):
                        sums[c, at_ab + i * k + j] += a * columns[d, 1, j]
            elif first or second:
                member = 0 if first else 1
                at = at_a if first else at_b
                counts[c, 1 + member] += 1.0
                for i in range(k):
                    row = i * (i + 1) // 2
                    for j in range(i + 1):
                        sums[c, at + row + j] += columns[d, member, i] * columns[d, member, j]


LANES = 16
"""Couples that `accumulate` works on at a time: of several times the same operation a processor makes one. Its arrays
have the couple as their last axis; where couples run out, couples without a day add nothing."""

PLAIN = 6
"""Random effects of the plain actor–partner model: where their number is known, the small products are unrolled."""


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _dots(left, right, m, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    for i in range(left.shape[1]):
        for j in range(right.shape[1]):
            for c in range(left.shape[2]):
                t = 0.0
                for h in range(m):
                    t += left[h, i, c] * right[h, j, c]
                into[i, j, c] = t


@njit(cache=True, nogil=True, error_model="numpy")
def _crossed(left, right, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """leftᵀ right of each couple: (m, q, LANES), (m, p, LANES) into (q, p, LANES)."""
    if left.shape[0] == PLAIN:
        _dots(left, right, PLAIN, into)
    else:
        _dots(left, right, left.shape[0], into)


@njit(cache=True, nogil=True, error_model="numpy")
def _added(lanes, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """Of all couples together: (n, m, LANES) onto (n, m)."""
    for i in range(lanes.shape[0]):
        for j in range(lanes.shape[1]):
            t = 0.0
            for c in range(lanes.shape[2]):
                t += lanes[i, j, c]
            into[i, j] += t


@njit(cache=True, nogil=True, error_model="numpy")
def _squared(rows, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """The products of a couple's numbers with one another, of all couples together: (LANES, n) onto the upper
    triangle of (n, n)."""
    n = rows.shape[1]
    for g in range(0, rows.shape[0], 4):
        for i in range(n):
            a, b, c, d = rows[g, i], rows[g + 1, i], rows[g + 2, i], rows[g + 3, i]
            for j in range(i, n):
                into[i, j] += (a * rows[g, j] + b * rows[g + 1, j]) + (c * rows[g + 2, j] + d * rows[g + 3, j])


@njit(cache=True, nogil=True, error_model="numpy")
def _assemble(blocks, place, sign, weight, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """A Gram matrix of global columns from each couple's weighted blocks: (blocks, LANES) into (m, m, LANES)."""
    lanes = into.shape[2]
    for i in range(into.shape[0]):
        for j in range(i + 1):
            for c in range(lanes):
                into[i, j, c] = 0.0
    for e in range(place.shape[0]):
        w = weight[place[e, 1]] * sign[e]
        if w != 0.0:
            block, i, j = place[e, 0], place[e, 2], place[e, 3]
            for c in range(lanes):
                into[i, j, c] += w * blocks[block, c]
    for i in range(into.shape[0]):
        for j in range(i):
            for c in range(lanes):
                into[j, i, c] = into[i, j, c]


@njit(cache=True, nogil=True, error_model="numpy")
def _factored(C):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """The Cholesky factor of each couple's matrix in place of its lower triangle, but 1/Γ_jj on its diagonal; Σ log|C|
    over the couples."""
    lanes = C.shape[2]
    log_det = 0.0
    for j in range(C.shape[0]):
        for i in range(j, C.shape[0]):
            for h in range(j):
                for c in range(lanes):
                    C[i, j, c] -= C[i, h, c] * C[j, h, c]
            if i == j:
                for c in range(lanes):
                    log_det += np.log(C[j, j, c])
                for c in range(lanes):
                    C[j, j, c] = 1.0 / np.sqrt(C[j, j, c])
            else:
                for c in range(lanes):
                    C[i, j, c] *= C[j, j, c]
    return log_det


@njit(cache=True, nogil=True, error_model="numpy")
def _substituted(C, root, B):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """B = Γ⁻¹Lᵀ of each couple, by forward substitution."""
    lanes = B.shape[2]
    for i in range(B.shape[0]):
        for j in range(B.shape[1]):
            for c in range(lanes):
                B[i, j, c] = root[j, i]
            for h in range(i):
                for c in range(lanes):
                    B[i, j, c] -= C[i, h, c] * B[h, j, c]
            for c in range(lanes):
                B[i, j, c] *= C[i, i, c]


@njit(cache=True, nogil=True, error_model="numpy")
def _picked(K, rows, columns, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """These rows and columns of each couple's matrix."""
    for i in range(rows.shape[0]):
        for j in range(columns.shape[0]):
            row, column = rows[i], columns[j]
            for c in range(into.shape[2]):
                into[i, j, c] = K[row, column, c]


@njit(cache=True, nogil=True, error_model="numpy")
def _turned(matrix, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """The transpose of each couple's matrix."""
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[1]):
            for c in range(into.shape[2]):
                into[j, i, c] = matrix[i, j, c]


@njit(cache=True, nogil=True, error_model="numpy")
def _less(left, right):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """left − right, in place of right."""
    for i in range(right.shape[0]):
        for j in range(right.shape[1]):
            for c in range(right.shape[2]):
                right[i, j, c] = left[i, j, c] - right[i, j, c]


@njit(cache=True, nogil=True, error_model="numpy")
def _traced(left, right, each):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """tr(left right), of all couples together; each: (LANES,), to work in."""
    each[:] = 0.0
    for i in range(left.shape[0]):
        for j in range(left.shape[1]):
            for c in range(each.shape[0]):
                each[c] += left[i, j, c] * right[j, i, c]
    return each.sum()


@njit(cache=True, nogil=True, error_model="numpy")
def _gathered(sums, first, blocks):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """The blocks of the couples from `first` on: (couples, blocks) into (blocks, LANES)."""
    for c in range(blocks.shape[1]):
        there = first + c < sums.shape[0]
        for i in range(blocks.shape[0]):
            blocks[i, c] = sums[first + c, i] if there else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _gathered_grams(gram, h, first, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """The same of Gram matrices that are ready made: (couples, 1 + h, m, m) into (m, m, LANES)."""
    for c in range(into.shape[2]):
        there = first + c < gram.shape[0]
        for i in range(into.shape[0]):
            for j in range(into.shape[1]):
                into[i, j, c] = gram[first + c, h, i, j] if there else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _laid_out(square, where, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """Products of numbers that stand in several places, from their upper triangle: `where` says which number stands
    where."""
    for i in range(where.shape[0]):
        for j in range(where.shape[0]):
            into[i, j] += square[min(where[i], where[j]), max(where[i], where[j])]


@njit(
    cache=True, nogil=True, error_model="numpy"
)  # one loop over couples that stays in the first cache: hence its length
def accumulate(  # type: ignore[no-untyped-def]  # noqa: PLR0912, PLR0915, PLR0917 - see above; typed by numba
    sums, place, sign, weight, weights_of, root, z, x, gram, scalars, q_out, uu, s_out, ss, qr, zr
):
    """Add the moments of these couples.

    With K the Gram matrix of a couple's columns weighted by R⁻¹, A = K_zz, G = LLᵀ, C = I + LᵀAL = ΓΓᵀ, B = Γ⁻¹Lᵀ:
    M = (G⁻¹ + A)⁻¹ = BᵀB, which asks for no inverse of G, and X̃ = [X, y]:

        X̃ᵀV⁻¹X̃ = K_xx − (BK_zx)ᵀ(BK_zx)        U = ZᵀV⁻¹X̃ = K_zx − AMK_zx        S = ZᵀV⁻¹Z = A − AMA
        X̃ᵀV⁻¹R_hV⁻¹X̃ and ZᵀV⁻¹R_hV⁻¹Z          from the blocks weighted by R⁻¹R_hR⁻¹

    sums: (couples, blocks); place, sign: where each entry goes; weight: (5,); weights_of: (h, 5); root: (q, q) lower;
    z, x: which global columns; gram: None or, instead of sums, (couples, 1 + h, m, m) ready made.
    scalars: log|C|, then tr(M B_h) of each h, tr(M B_h M B_k), and tr(M block_zz) of the five blocks. Where every fixed
    effect varies, Z is X, and what stands in both is computed once.
    """
    ready = gram.shape[0] > 0
    couples = gram.shape[0] if ready else sums.shape[0]
    q, p1, nh = z.shape[0], x.shape[0], weights_of.shape[0]
    m = max(z.max() if q > 0 else 0, x.max()) + 1
    blocks = np.empty((sums.shape[1], LANES))
    K = np.empty((m, m, LANES))
    KH = np.empty((nh, m, m, LANES))
    roots = np.empty((q, q, LANES))
    A = np.empty((q, q, LANES))
    AH = np.empty((q, q, LANES))
    C = np.empty((q, q, LANES))
    T = np.empty((q, q, LANES))
    B = np.empty((q, q, LANES))
    BT = np.empty((q, q, LANES))
    M = np.empty((q, q, LANES))
    E = np.empty((q, q, LANES))
    S = np.empty((q, q, LANES))
    W = np.empty((q, q, LANES))
    PH = np.empty((nh, q, q, LANES))
    Kzx = np.empty((q, p1, LANES))
    D = np.empty((q, p1, LANES))
    U = np.empty((q, p1, LANES))
    Y = np.empty((q, p1, LANES))
    X1 = np.empty((q, p1, LANES))
    X2 = np.empty((p1, p1, LANES))
    Q = np.empty((p1, p1, LANES))
    below = q * (q + 1) // 2
    triangle = np.empty((LANES, below))
    in_triangle = np.arange(below)
    triangles = np.zeros((below, below))
    each = np.empty(LANES)
    zinv = np.full(m, -1)
    alike = p1 == q + 1
    for i in range(q):
        zinv[z[i]] = i
        alike = alike and z[i] == x[i]
        for j in range(q):
            for c in range(LANES):
                roots[i, j, c] = root[i, j]
    # U has q(p + 1) numbers; where Z is X the first q columns are S and the lower triangle of those says them all
    in_u = np.arange(q * p1)
    if alike:
        for i in range(q):
            for j in range(p1):
                in_u[i * p1 + j] = max(i, j) * (max(i, j) + 1) // 2 + min(i, j) if j < q else below + i
    flat = np.empty((LANES, in_u.max() + 1 if q > 0 else 0))
    square = np.zeros((flat.shape[1], flat.shape[1]))
    for first in range(0, couples, LANES):
        if ready:
            _gathered_grams(gram, 0, first, K)
            for h in range(nh):
                _gathered_grams(gram, 1 + h, first, KH[h])
        else:
            _gathered(sums, first, blocks)
            _assemble(blocks, place, sign, weight, K)
            for h in range(nh):
                _assemble(blocks, place, sign, weights_of[h], KH[h])
        _picked(K, z, z, A)
        _picked(K, z, x, Kzx)
        _crossed(A, roots, T)
        _crossed(roots, T, C)
        for i in range(q):
            for c in range(LANES):
                C[i, i, c] += 1.0
        scalars[0] += _factored(C)
        _substituted(C, root, B)
        _turned(B, BT)
        _crossed(B, B, M)
        _crossed(BT, Kzx, D)
        _crossed(B, D, Y)
        _crossed(A, Y, U)
        _less(Kzx, U)
        _crossed(D, D, Q)
        for i in range(p1):
            for j in range(p1):
                for c in range(LANES):
                    Q[i, j, c] = K[x[i], x[j], c] - Q[i, j, c]
        _added(Q, q_out)
        if alike:
            S[:, :, :] = U[:, :q, :]
        else:
            _crossed(BT, A, E)
            _crossed(E, E, S)
            _less(A, S)
            _crossed(B, E, W)
            for i in range(q):
                for j in range(q):
                    for c in range(LANES):
                        W[i, j, c] = (1.0 if i == j else 0.0) - W[i, j, c]
        _added(S, s_out)
        for c in range(LANES):
            for i in range(q):
                for j in range(p1):
                    flat[c, in_u[i * p1 + j]] = U[i, j, c]
        _squared(flat, square)
        if not alike:
            for c in range(LANES):
                for i in range(q):
                    for j in range(i + 1):
                        triangle[c, i * (i + 1) // 2 + j] = S[i, j, c]
            _squared(triangle, triangles)
        for h in range(nh):
            _picked(KH[h], z, z, AH)
            _picked(KH[h], z, x, X1)
            _crossed(M, AH, PH[h])
            for i in range(q):
                for c in range(LANES):
                    scalars[1 + h] += PH[h, i, i, c]
            if not alike:
                _crossed(AH, W, T)
                _crossed(W, T, E)
                _added(E, zr[h])
            # X̃ᵀV⁻¹R_hV⁻¹X̃ = K_xx − YᵀK_zx − K_xzY + YᵀK_zzY
            _crossed(AH, Y, D)
            for i in range(q):
                for j in range(p1):
                    for c in range(LANES):
                        D[i, j, c] = 0.5 * D[i, j, c] - X1[i, j, c]
            _crossed(Y, D, X2)
            for i in range(p1):
                for j in range(p1):
                    for c in range(LANES):
                        Q[i, j, c] = KH[h, x[i], x[j], c] + X2[i, j, c] + X2[j, i, c]
            _added(Q, qr[h])
            if alike:
                _added(Q[:q, :q], zr[h])
        at = 1 + nh
        for h in range(nh):
            for k in range(nh):
                scalars[at + h * nh + k] += _traced(PH[h], PH[k], each)
        at += nh * nh
        if not ready:
            for e in range(place.shape[0]):
                i, j = zinv[place[e, 2]], zinv[place[e, 3]]
                if i >= 0 and j >= 0:
                    twice = sign[e] if i == j else 2.0 * sign[e]
                    for c in range(LANES):
                        scalars[at + place[e, 1]] += twice * M[i, j, c] * blocks[place[e, 0], c]
    _laid_out(square, in_u, uu)
    _laid_out(square if alike else triangles, in_triangle, ss)
