"""*Today* while the house fills up: the same page with 100, 1,000 and 10,000 couples in the database."""

import sys

from bench.house import House, fill, served
from bench.result import Result, at_most
from bench.today import load

PORT = 8473
ROUNDS = 3


def measure(house: House, *, full: bool) -> list[Result]:
    months = 12 if full else 1
    there, latencies = 1, {}
    for couples in (100, 1_000, 10_000):
        fill(house, couples=couples - there, months=months)
        there = couples
        latencies[couples] = latency(house)
    return [
        at_most(
            1.2,
            name=f"Today, median at {couples:,} couples x {months} months against 100",
            ours=latencies[couples],
            yardstick=latencies[100],
            unit="ms",
        )
        for couples in (1_000, 10_000)
    ]


def latency(house: House) -> float:
    with served([sys.executable, "-m", "intertwine", "serve", "--port", str(PORT)], house, PORT):
        load(PORT, house, requests=200)  # warm
        return min(float(load(PORT, house)["p50_ms"]) for _ in range(ROUNDS))
