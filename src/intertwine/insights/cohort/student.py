"""Student's t, for intervals and p values with few couples: its distribution function by the continued fraction of the
incomplete beta function (Press et al., Numerical Recipes, §6.4), its quantiles by Newton's method. And χ²: its tail and
its quantiles."""

from math import erfc, exp, isfinite, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

NEARLY_NORMAL = 1e6
TERMS = 300
NEWTON = 12
TINY = 1e-300
MANY_DEGREES = 1000


def two_sided_p(t: float, df: float) -> float:
    """How often |T| is as large as |t|."""
    if not isfinite(df) or df > NEARLY_NORMAL:
        return 2 * NormalDist().cdf(-abs(t))
    return incomplete_beta(df / (df + t * t), df / 2, 0.5)


def t_quantile(p: float, df: float) -> float:
    """The t with a share ½ ≤ p < 1 below it, by Newton's method; tails too heavy for it by bisection."""
    if not isfinite(df) or df > NEARLY_NORMAL:
        return NormalDist().inv_cdf(p)
    t, tail = NormalDist().inv_cdf(p), 1 - p
    for _ in range(NEWTON):
        step = (two_sided_p(t, df) / 2 - tail) / density(t, df)
        t += step
        if abs(step) < 1e-13 * (1 + abs(t)):
            return t
    return _bisected(tail, df)


def density(t: float, df: float) -> float:
    """Of Student's t."""
    return exp(lgamma((df + 1) / 2) - lgamma(df / 2) - log(df * pi) / 2 - (df + 1) / 2 * log1p(t * t / df))


def _bisected(tail: float, df: float) -> float:
    low, high = 0.0, 1.0
    while two_sided_p(high, df) / 2 > tail:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided_p(middle, df) / 2 > tail else (low, middle)
    return (low + high) / 2


def chi_square_tail(value: float, df: int) -> float:
    """How often a χ² with so many degrees of freedom, 0 or more, is larger; by the recursion over every second df."""
    half = value / 2
    tail, at = (erfc(sqrt(half)), 1) if df % 2 else (0.0, 0)
    while at < df:
        tail += exp(-half + at / 2 * log(half) - lgamma(at / 2 + 1)) if half > 0 else float(at == 0)
        at += 2
    return tail


def chi_square_quantile(p: float, df: float) -> float:
    """The χ² with a share p below it, 0 < p < 1. Many degrees of freedom: by Wilson & Hilferty (1931), who are
    then within 2e-5 of it; few: by Newton's method from there, on the log scale, where the way is straight near 0."""
    ninth = 2 / (9 * df)
    about = df * max(1 - ninth + NormalDist().inv_cdf(p) * sqrt(ninth), 0.0) ** 3
    if df > MANY_DEGREES:
        return about
    half = df / 2
    place = max(log(2) + (log(p) + lgamma(half + 1)) / half, log(max(about, TINY)))  # the first: what it is near 0
    for _ in range(NEWTON):
        at = exp(place)
        step = (incomplete_gamma(half, at / 2) - p) / exp(half * log(at / 2) - at / 2 - lgamma(half))
        place -= step
        if abs(step) < 1e-13:
            break
    return exp(place)


def incomplete_gamma(a: float, x: float) -> float:
    """The regularised lower incomplete gamma function, by its series (Press et al., §6.2)."""
    term = total = exp(a * log(x) - x - lgamma(a + 1))
    n = a
    while term > 1e-17 * total:
        n += 1
        term *= x / n
        total += term
    return total


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's way through the continued fraction."""
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _off_zero(1 + term * d)
            c = _off_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _off_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
