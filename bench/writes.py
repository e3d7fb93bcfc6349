"""A check-in, sealed and durable, against one bare sealed insert that is as durable; alternating."""

import sqlite3
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta

from bench.house import House
from bench.result import Result, at_most

TIMES = 300


def measure(house: House) -> list[Result]:
    from tests.cast import signed_up

    from intertwine.mind.actions import check_in
    from intertwine.mind.entries import CheckIn

    charlie = signed_up("Charlie").visit()
    ratings = {"valence": 6, "arousal": 5, "stress": 4, "close": 7, "understood": 6, "valued": 6}
    first = date(2001, 1, 1)

    def ours(n: int) -> None:
        entry = CheckIn(first + timedelta(days=n), ratings, tuple(ratings), ("calm",), "a line about the day")
        check_in(charlie, entry=entry, id=uuid.uuid4())

    bare = bare_insert(house)
    pairs = [(timed(ours, n), timed(bare, n)) for n in range(TIMES)]
    mine, floor = (statistics.median(pair[side] for pair in pairs) * 1000 for side in (0, 1))
    return [at_most(2.5, name="a check-in, sealed and durable", ours=mine, yardstick=floor, unit="ms")]


def bare_insert(house: House) -> Callable[[int], None]:
    from intertwine.vault.records import Context, seal
    from intertwine.vault.secrets import Key

    key, space = Key.new(), uuid.uuid4()
    connection = sqlite3.connect(house.data / "intertwine.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")

    def insert(n: int) -> None:
        id = uuid.uuid4()
        blob = seal(key, Context(space=space.bytes, audience="me", entry=id.bytes, revision=1), b"x" * 200)
        connection.execute(
            "INSERT INTO entry (space, id, period, revision, blob) VALUES (?, ?, ?, 1, ?)",
            (space.hex, id.hex, 200101 + n % 12, blob),
        )

    return insert


def timed(what: Callable[[int], None], n: int) -> float:
    began = time.perf_counter()
    what(n)
    return time.perf_counter() - began
