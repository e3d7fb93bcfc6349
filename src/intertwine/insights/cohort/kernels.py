"""The two compiled loops: from days to sums (once per data set), and from sums to moments (once per pass).

`sum_blocks` is the only loop that ever sees a day. `accumulate` is the map over couples; what it adds up (`Moments` in
moments.py names it) is all the estimator needs for the likelihood, its gradient and its information. Both are plain
loops so that they run at the speed of the machine and add in a fixed order; `reference.py` has the same likelihood as
one dense Gaussian per couple.
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


@njit(cache=True, nogil=True, error_model="numpy")
def _assemble(sums, place, sign, weight, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """A Gram matrix of global columns from one couple's weighted blocks."""
    into[:, :] = 0.0
    for e in range(place.shape[0]):
        w = weight[place[e, 1]]
        if w != 0.0:
            value = w * sign[e] * sums[place[e, 0]]
            into[place[e, 2], place[e, 3]] += value
    for i in range(into.shape[0]):
        for j in range(i):
            into[j, i] = into[i, j]


PLAIN = 6
"""Random effects of the plain actor–partner model: where their number is known, the small products are unrolled."""


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _dots(left, right, m, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    for i in range(left.shape[0]):
        for j in range(right.shape[1]):
            t = 0.0
            for h in range(m):
                t += left[i, h] * right[h, j]
            into[i, j] = t


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _dots_t(left, right, m, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    for i in range(left.shape[1]):
        for j in range(right.shape[1]):
            t = 0.0
            for h in range(m):
                t += left[h, i] * right[h, j]
            into[i, j] = t


@njit(cache=True, nogil=True, error_model="numpy")
def _product(left, right, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    if left.shape[1] == PLAIN:
        _dots(left, right, PLAIN, into)
    else:
        _dots(left, right, left.shape[1], into)


@njit(cache=True, nogil=True, error_model="numpy")
def _product_t(left, right, into):  # type: ignore[no-untyped-def]  # typed by numba where it is called
    """leftᵀ right."""
    if left.shape[0] == PLAIN:
        _dots_t(left, right, PLAIN, into)
    else:
        _dots_t(left, right, left.shape[0], into)


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
    couples = sums.shape[0]
    q, p1, nh = z.shape[0], x.shape[0], weights_of.shape[0]
    m = max(z.max() if q > 0 else 0, x.max()) + 1
    K = np.empty((m, m))
    KH = np.empty((nh, m, m))
    A = np.empty((q, q))
    C = np.empty((q, q))
    T = np.empty((q, q))
    B = np.empty((q, q))
    M = np.empty((q, q))
    E = np.empty((q, q))
    S = np.empty((q, q))
    W = np.empty((q, q))
    V = np.empty((q, q))
    PH = np.empty((nh, q, q))
    Kzx = np.empty((q, p1))
    D = np.empty((q, p1))
    U = np.empty((q, p1))
    Y = np.empty((q, p1))
    X1 = np.empty((q, p1))
    X2 = np.empty((p1, p1))
    flat = np.empty(q * p1)
    triangle = np.empty(q * (q + 1) // 2)
    zinv = np.full(m, -1)
    alike = p1 == q + 1
    for i in range(q):
        zinv[z[i]] = i
        alike = alike and z[i] == x[i]
    for c in range(couples):
        if gram.shape[0] > 0:
            K[:, :] = gram[c, 0]
            for h in range(nh):
                KH[h] = gram[c, 1 + h]
        else:
            _assemble(sums[c], place, sign, weight, K)
            for h in range(nh):
                _assemble(sums[c], place, sign, weights_of[h], KH[h])
        for i in range(q):
            for j in range(q):
                A[i, j] = K[z[i], z[j]]
            for j in range(p1):
                Kzx[i, j] = K[z[i], x[j]]
        # C = I + LᵀAL and its Cholesky factor, in place
        _product(A, root, T)
        _product_t(root, T, C)
        logdet = 0.0
        for i in range(q):
            C[i, i] += 1.0
        for j in range(q):
            t = C[j, j]
            for h in range(j):
                t -= C[j, h] * C[j, h]
            t = np.sqrt(t)
            C[j, j] = t
            logdet += 2.0 * np.log(t)
            for i in range(j + 1, q):
                t2 = C[i, j]
                for h in range(j):
                    t2 -= C[i, h] * C[j, h]
                C[i, j] = t2 / t
        # B = Γ⁻¹Lᵀ by forward substitution
        for i in range(q):
            for j in range(q):
                B[i, j] = root[j, i]
            for h in range(i):
                a = C[i, h]
                for j in range(q):
                    B[i, j] -= a * B[h, j]
            for j in range(q):
                B[i, j] /= C[i, i]
        _product_t(B, B, M)
        _product(B, Kzx, D)
        _product_t(B, D, Y)
        if alike:
            E[:, :] = D[:, :q]
            _product_t(E, D, U)
        else:
            _product(B, A, E)
            _product_t(E, D, U)
            _product_t(E, E, S)
            _product_t(B, E, W)
            for i in range(q):
                for j in range(q):
                    S[i, j] = A[i, j] - S[i, j]
                    W[i, j] = -W[i, j]
                W[i, i] += 1.0
        for i in range(q):
            for j in range(p1):
                U[i, j] = Kzx[i, j] - U[i, j]
        if alike:
            S[:, :] = U[:, :q]
        scalars[0] += logdet
        for i in range(p1):
            for j in range(p1):
                t = K[x[i], x[j]]
                for h in range(q):
                    t -= D[h, i] * D[h, j]
                q_out[i, j] += t
        for i in range(q):
            for j in range(p1):
                flat[i * p1 + j] = U[i, j]
        for a in range(q * p1):
            u = flat[a]
            for b in range(a, q * p1):
                uu[a, b] += u * flat[b]
        for i in range(q):
            for j in range(q):
                s_out[i, j] += S[i, j]
        at = 0
        for i in range(q):
            for j in range(i + 1):
                triangle[at] = S[i, j]
                at += 1
        for a in range(at):
            s = triangle[a]
            for b in range(a, at):
                ss[a, b] += s * triangle[b]
        for h in range(nh):
            for i in range(q):
                for j in range(q):
                    A[i, j] = KH[h, z[i], z[j]]
                for j in range(p1):
                    X1[i, j] = KH[h, z[i], x[j]]
            _product(M, A, PH[h])
            t = 0.0
            for i in range(q):
                t += PH[h, i, i]
            scalars[1 + h] += t
            if not alike:
                _product(A, W, T)
                _product_t(W, T, V)
                for i in range(q):
                    for j in range(q):
                        zr[h, i, j] += V[i, j]
            # X̃ᵀV⁻¹R_hV⁻¹X̃ = K_xx − YᵀK_zx − K_xzY + YᵀK_zzY
            _product(A, Y, D)
            for i in range(q):
                for j in range(p1):
                    D[i, j] = 0.5 * D[i, j] - X1[i, j]
            _product_t(Y, D, X2)
            for i in range(p1):
                for j in range(p1):
                    t = KH[h, x[i], x[j]] + X2[i, j] + X2[j, i]
                    qr[h, i, j] += t
                    if alike and i < q and j < q:
                        zr[h, i, j] += t
        at = 1 + nh
        for h in range(nh):
            for k in range(nh):
                t = 0.0
                for i in range(q):
                    for j in range(q):
                        t += PH[h, i, j] * PH[k, j, i]
                scalars[at + h * nh + k] += t
        at += nh * nh
        if gram.shape[0] == 0:
            for e in range(place.shape[0]):
                i, j = zinv[place[e, 2]], zinv[place[e, 3]]
                if i >= 0 and j >= 0:
                    v = M[i, j] * sign[e] * sums[c, place[e, 0]]
                    scalars[at + place[e, 1]] += v if i == j else 2.0 * v
