"""One figure beside its yardstick."""

import msgspec

WORKERS = "two workers of a cluster, a core each, instead of one (must be ≥ 0.7 N)"
"""The figure of `bench.study` that `bench.plan` reads by its name."""


class Result(msgspec.Struct, frozen=True):
    name: str
    ours: float
    yardstick: float
    unit: str
    ratio: float
    bar: str
    ok: bool


def at_least(bar: float, *, name: str, ours: float, yardstick: float, unit: str) -> Result:
    ratio = ours / yardstick
    return Result(name, round(ours, 3), round(yardstick, 3), unit, round(ratio, 3), f"≥ {bar}", ratio >= bar)


def at_most(bar: float, *, name: str, ours: float, yardstick: float, unit: str) -> Result:
    ratio = ours / yardstick
    return Result(name, round(ours, 3), round(yardstick, 3), unit, round(ratio, 3), f"≤ {bar}", ratio <= bar)
