"""*Today* while the house fills up: the same page with 100 couples in the database and with many more.

python -m bench.growth DIRECTORY [--full] [--postgres]     prints its results as JSON; `make bench` runs both databases
"""

import argparse
import sys
from pathlib import Path

import msgspec

from bench.house import House, build, fill, served
from bench.result import Result, at_most
from bench.today import load

PORT = 8473
ROUNDS = 3
FEW = 100


def measure(house: House, *, full: bool) -> list[Result]:
    return [one for months, sizes in _plan(house, full=full) for one in _grown(house, months=months, sizes=sizes)]


def _plan(house: House, *, full: bool) -> list[tuple[int, tuple[int, ...]]]:
    """How many months of how many couples. In full: 7.3 million entries of a year, or 6.1 million of one month."""
    if not full:
        return [(1, (1_000, 10_000))]
    return [(1, (10_000, 100_000))] if house.database else [(12, (1_000, 10_000))]


def _grown(house: House, *, months: int, sizes: tuple[int, ...]) -> list[Result]:
    there, latencies = 1, {}
    for couples in (FEW, *sizes):
        fill(house, couples=couples - there, months=months)
        there = couples
        latencies[couples] = latency(house)
    where = "PostgreSQL" if house.database else "SQLite"
    return [
        at_most(
            1.2,
            name=f"Today, median at {couples:,} couples x {months} months against {FEW}, {where}",
            ours=latencies[couples],
            yardstick=latencies[FEW],
            unit="ms",
        )
        for couples in sizes
    ]


def latency(house: House) -> float:
    with served([sys.executable, "-m", "intertwine", "serve", "--port", str(PORT)], house, PORT):
        load(PORT, house, requests=200)  # warm
        return min(float(load(PORT, house)["p50_ms"]) for _ in range(ROUNDS))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    if not given.postgres:
        results = measure(build(given.home / "data"), full=given.full)
    else:
        from tests.on_postgres import address, postgres

        with postgres() as server:
            results = measure(build(given.home / "data", database=address(server)), full=given.full)
    sys.stdout.buffer.write(msgspec.json.encode(results))


if __name__ == "__main__":
    main()
