"""Student's t, for intervals and p values with few couples: its distribution function by the continued fraction of the
incomplete beta function (Press et al., Numerical Recipes, §6.4), its quantiles by bisection."""

from math import exp, isfinite, lgamma, log
from statistics import NormalDist

NEARLY_NORMAL = 1e6
TERMS = 300
TINY = 1e-300


def two_sided_p(t: float, df: float) -> float:
    """How often |T| is as large as |t|."""
    if not isfinite(df) or df > NEARLY_NORMAL:
        return 2 * NormalDist().cdf(-abs(t))
    return incomplete_beta(df / (df + t * t), df / 2, 0.5)


def t_quantile(p: float, df: float) -> float:
    """The t with a share p ≥ ½ below it."""
    if not isfinite(df) or df > NEARLY_NORMAL:
        return NormalDist().inv_cdf(p)
    low, high = 0.0, 1.0
    while two_sided_p(high, df) / 2 > 1 - p:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided_p(middle, df) / 2 > 1 - p else (low, middle)
    return (low + high) / 2


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
